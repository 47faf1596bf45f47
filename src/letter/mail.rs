//! A letter to the bytes of a mail (RFC 5322, RFC 2045 to 2049), the same bytes for the same letter.
//!
//! Header injection cannot happen: names and subjects are [`HeaderText`], which holds no control character, addresses
//! are [`MailAddress`], and lettre encodes what is not ASCII.

use std::fmt;
use std::fs;
use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::header::ContentType;
use lettre::message::{Attachment as LettreAttachment, Mailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use super::Letter;
use crate::authority::{Code, MailAddress};
use crate::campaign::Letters;
use crate::message::MessageId;

/// Text that can stand in a mail's header: one line, nothing unprintable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderText(String);

/// Text that cannot stand in a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoHeaderText {
    #[error("it is empty")]
    Empty,
    #[error("`{0}` runs over a line end, which would begin a new header")]
    Control(String),
}

impl FromStr for HeaderText {
    type Err = NoHeaderText;

    fn from_str(text: &str) -> Result<Self, NoHeaderText> {
        if text.trim().is_empty() {
            Err(NoHeaderText::Empty)
        } else if text.contains(|c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}') {
            Err(NoHeaderText::Control(text.chars().take(80).flat_map(char::escape_debug).collect()))
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl HeaderText {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands on the envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct Mailing {
    pub from_name: HeaderText,
    pub from: MailAddress,
    /// Shown beside the address; an authority's name.
    pub to_name: Option<HeaderText>,
    pub to: MailAddress,
    pub reply_to: Option<MailAddress>,
    pub message_id: MessageId,
    pub date: Timestamp,
    /// The mail that this one follows, and those before it.
    pub in_reply_to: Option<MessageId>,
    pub references: Vec<MessageId>,
    pub attachments: Vec<Attachment>,
}

/// A file that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: HeaderText,
    /// `application/pdf`
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Why a mail cannot be made.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum MailError {
    #[error("the attachment `{name}` cannot be read")]
    #[diagnostic(help("`foi check` names what is missing from the campaign's folder"))]
    Attachment {
        name: String,
        #[source]
        cause: std::io::Error,
    },
    #[error("the attachment's name `{name}` cannot stand in a mail: {cause}")]
    #[diagnostic(help("rename the file"))]
    Name {
        name: String,
        #[source]
        cause: NoHeaderText,
    },
    #[error("the mail could not be put together")]
    #[diagnostic(help("this is a fault of foi, not of the campaign: please report it"))]
    Build(#[from] lettre::error::Error),
    #[error("`{0}` is no date that a mail can bear")]
    #[diagnostic(help("mails are dated from 1970 on"))]
    Date(Timestamp),
}

/// Returns the mail's bytes, lines ended by CRLF.
///
/// # Errors
/// [`MailError`]: a date before 1970.
pub fn to_eml(letter: &Letter, mailing: &Mailing) -> Result<Vec<u8>, MailError> {
    let since = u64::try_from(mailing.date.as_second()).map_err(|_| MailError::Date(mailing.date))?;
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(since);
    let mailbox = |name: Option<&HeaderText>, address: &MailAddress| {
        Mailbox::new(name.map(|name| name.0.clone()), address.as_lettre().clone())
    };
    let angle = |id: &MessageId| format!("<{}>", id.as_str());
    let mut mail = lettre::Message::builder()
        .date(date)
        .from(mailbox(Some(&mailing.from_name), &mailing.from))
        .to(mailbox(mailing.to_name.as_ref(), &mailing.to))
        .subject(letter.subject.as_str())
        .message_id(Some(angle(&mailing.message_id)));
    if let Some(reply_to) = &mailing.reply_to {
        mail = mail.reply_to(mailbox(None, reply_to));
    }
    if let Some(id) = &mailing.in_reply_to {
        mail = mail.in_reply_to(angle(id));
    }
    if !mailing.references.is_empty() {
        mail = mail.references(mailing.references.iter().map(angle).collect::<Vec<_>>().join(" "));
    }
    let body = SinglePart::plain(letter.body.clone());
    if mailing.attachments.is_empty() {
        return Ok(mail.singlepart(body)?.formatted());
    }
    let mut parts = MultiPart::mixed().boundary(boundary(letter, mailing)).singlepart(body);
    for attachment in &mailing.attachments {
        let kind = ContentType::parse(&attachment.media_type).unwrap_or_else(|_| octets());
        parts = parts.singlepart(LettreAttachment::new(attachment.name.0.clone()).body(attachment.bytes.clone(), kind));
    }
    Ok(mail.multipart(parts)?.formatted())
}

/// Fixed by what the mail says, so that the same mail is the same bytes, and not to be met inside it by chance.
fn boundary(letter: &Letter, mailing: &Mailing) -> String {
    let mut hash = Sha256::new();
    hash.update(mailing.message_id.as_str());
    hash.update(&letter.body);
    let digits: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("foi_{digits}")
}

fn octets() -> ContentType {
    ContentType::parse("application/octet-stream").unwrap_or(ContentType::TEXT_PLAIN)
}

/// The campaign's own files that go with a request to `code`, from its folder; an answer sheet is the caller's to add.
///
/// # Errors
/// [`MailError::Attachment`] where one cannot be read.
pub fn attachments(letters: &Letters, folder: &Path, code: &Code) -> Result<Vec<Attachment>, MailError> {
    letters
        .attach
        .iter()
        .map(|name| {
            let file = name.replace("{code}", &code.0);
            let path = folder.join(&file);
            let bytes = fs::read(&path).map_err(|cause| MailError::Attachment { name: file.clone(), cause })?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let media_type = media_type(&name).to_owned();
            let name = name.parse().map_err(|cause| MailError::Name { name, cause })?;
            Ok(Attachment { name, media_type, bytes })
        })
        .collect()
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("pdf") => "application/pdf",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("odt") => "application/vnd.oasis.opendocument.text",
        Some("ods") => "application/vnd.oasis.opendocument.spreadsheet",
        Some("csv") => "text/csv",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
