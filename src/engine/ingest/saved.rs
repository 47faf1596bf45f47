//! A response that a person saved as files: from a link, a portal, a scan. It is put into a mail of its own, so that it is kept,
//! read and tied as every other is, with its link to the request it answers.
//!
//! The same files make the same mail, so that taking them in twice takes them in once.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Ingested, Item, Sink, ingest_from};
use crate::engine::reading::ReadsDocuments;
use crate::engine::{EngineError, Workspace, campaigns};
use crate::message::OriginalHash;
use crate::post::{Found, LARGEST};
use crate::request::{SAVED, fold};
use crate::store::requests::StoredRequest;
use crate::store::{events, letters};

/// Files that answer a request.
#[derive(Debug, Clone, Copy)]
pub struct Saved<'a> {
    /// As typed: a token, campaign/CODE or a code.
    pub request: &'a str,
    pub files: &'a [PathBuf],
    /// When the response came.
    pub on: Option<Date>,
    pub today: Date,
}

/// Takes files in as the response to a request.
///
/// # Errors
/// Where a file cannot be read, or no letter has gone whose answer they could be.
pub fn ingest_saved(
    workspace: &Workspace,
    name: &str,
    saved: &Saved<'_>,
    now: Timestamp,
    documents: &dyn ReadsDocuments,
) -> Result<Ingested, EngineError> {
    let found = {
        let store = workspace.store_to_read()?;
        let request = campaigns::find_request(&store, saved.request)?;
        let life = fold(&events::of_request(store.read(), &request.id)?, saved.today);
        let link = life.messages.iter().rfind(|received| !received.says.links.is_empty()).map(|received| received.on);
        let on = saved.on.or(link).unwrap_or(saved.today);
        let letter = letters::of_request(store.read(), &request.id)?.into_iter().next();
        let thread = letter.map(|letter| letter.message_id.to_string());
        let bytes = mail(&request, thread.as_deref(), on, &contents(saved.files)?);
        Found { place: "what was saved by hand".into(), bytes }
    };
    let source = move |sink: &mut Sink<'_>| {
        sink(Item::Mail(found));
    };
    Ok(ingest_from(workspace, name, now, documents, &|_| {}, source)?.0)
}

fn contents(files: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, EngineError> {
    let mut all = Vec::new();
    let mut size = 0;
    for file in files {
        let bytes = fs::read(file).map_err(|cause| EngineError::folder(file, cause))?;
        size += bytes.len() as u64;
        if size > LARGEST {
            return Err(EngineError::Refused {
                what: format!("{}: together the files are larger than {} MB", file.display(), LARGEST >> 20),
                help: "take them in by several commands".into(),
            });
        }
        all.push((file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(), bytes));
    }
    Ok(all)
}

fn mail(request: &StoredRequest, thread: Option<&str>, on: Date, files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let all: Vec<u8> = files.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes].concat()).collect();
    let hash = OriginalHash::of(&all).to_string();
    let short = hash.get(..20).unwrap_or_default();
    let token = request.token.to_string();
    let email: String = request.email.chars().filter(|c| !c.is_control()).collect();
    let from = if email.contains('@') { email } else { "by-hand@foi.invalid".into() };
    let mut head = String::new();
    // Noon is the same day in the whole country, in summer and winter.
    let date = on.at(12, 0, 0, 0).in_tz("UTC").ok().and_then(|noon| jiff::fmt::rfc2822::to_string(&noon).ok());
    // Writing to a string does not fail.
    let _ = write!(head, "From: <{from}>\r\nDate: {}\r\n", date.unwrap_or_default());
    let _ = write!(head, "Subject: Saved by hand ({token})\r\n");
    let _ = write!(head, "Message-ID: <{SAVED}{short}.{}@foi.invalid>\r\n", token.to_lowercase().replace('-', ""));
    if let Some(thread) = thread {
        let _ = write!(head, "In-Reply-To: <{}>\r\n", thread.trim_matches(['<', '>']));
    }
    let _ = write!(head, "X-Foi-Saved-By-Hand: yes\r\nMIME-Version: 1.0\r\n");
    let _ = write!(head, "Content-Type: multipart/mixed; boundary=\"=_saved_{short}\"\r\n\r\n");
    let mut mail = head.into_bytes();
    for (name, bytes) in files {
        let name: String = name
            .bytes()
            .map(|b| match b {
                b'.' | b'_' | b'-' => char::from(b).to_string(),
                b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect();
        let part = format!(
            "--=_saved_{short}\r\nContent-Type: application/octet-stream\r\n\
             Content-Disposition: attachment; filename*=utf-8''{name}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        );
        mail.extend(part.into_bytes());
        for line in STANDARD.encode(bytes).as_bytes().chunks(76) {
            mail.extend_from_slice(line);
            mail.extend_from_slice(b"\r\n");
        }
    }
    mail.extend(format!("--=_saved_{short}--\r\n").into_bytes());
    mail
}
