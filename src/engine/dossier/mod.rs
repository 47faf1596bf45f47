//! The dossier of one request: what a regulator wants to see, in one folder and one ZIP.
//!
//! The correspondence in order (each mail as it was, and as a person reads it), the chronology, the clock's reasoning, the
//! regulator's questions answered as far as is known, and a manifest of all files with their SHA-256. The same events give the
//! same bytes. What outsiders name (attachments) gets a name of ours with no more of theirs than letters and digits; and a
//! folder that holds anything else is left alone.

mod pages;
mod questions;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::show::{Shown, show};
use super::{EngineError, Workspace, campaigns, regimes};
use crate::export::write_whole;
use crate::law::{Clock, RegulatorRule};
use crate::message::{self, OriginalHash};
use crate::request::{Event, Life, fold};
use crate::store::{Store, events, originals};

const MANIFEST: &str = "manifest.csv";

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Dossier {
    pub folder: PathBuf,
    pub zip: PathBuf,
    pub files: usize,
}

/// What the pages are made from.
struct Matter<'a> {
    shown: &'a Shown,
    clock: Option<&'a Clock>,
    life: &'a Life,
    standing: &'a [Event],
    regulator: Option<&'a RegulatorRule>,
    asked: Vec<String>,
    wants: Option<&'a str>,
    /// Which bank holidays the clock counts by.
    calendar: String,
}

/// Writes the dossier of the request that `typed` names, as of a day, into `to` and into `to` with `.zip` behind it.
///
/// `wants` is what the requester asks the regulator to decide.
///
/// # Errors
/// A folder, or a ZIP beside it, that holds something else: nothing is written then.
pub fn dossier(
    workspace: &Workspace,
    typed: &str,
    as_of: Date,
    wants: Option<&str>,
    to: &Path,
) -> Result<Dossier, EngineError> {
    let shown = show(workspace, typed, as_of)?;
    let store = workspace.store_to_read()?;
    let campaign = campaigns::open(workspace, &store, shown.request.campaign())?.campaign;
    let regime = regimes::regime(workspace, &campaign.regime)?;
    let life = fold(&events::of_request(store.read(), &shown.request)?, as_of);
    let matter = Matter {
        clock: shown.clock.as_ref().map(|explained| &explained.clock),
        standing: &life.standing,
        life: &life,
        regulator: regime.regulator.as_ref(),
        asked: campaign.questions.iter().map(|question| format!("- {}", question.asks.trim())).collect(),
        wants,
        calendar: super::holidays::in_use(workspace, None)?,
        shown: &shown,
    };
    let mut files = correspondence(&store, &shown, as_of)?;
    files.insert("chronology.md".into(), pages::chronology(&matter).into_bytes());
    files.insert("chronology.csv".into(), pages::chronology_csv(&matter));
    files.insert("clock.md".into(), pages::clock(&matter).into_bytes());
    files.insert("questions.md".into(), questions::page(&matter).into_bytes());
    let manifest = manifest(&shown, &files);
    let zip = beside(to);
    ours_or_empty(to, &zip, &shown)?;
    files.insert(MANIFEST.into(), manifest);
    for (name, bytes) in &files {
        write_whole(&to.join(name), bytes)?;
    }
    write_whole(&zip, &zipped(&files)?)?;
    Ok(Dossier { folder: to.to_owned(), zip, files: files.len() })
}

fn beside(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(".zip");
    folder.with_file_name(name)
}

/// A dossier may replace its own earlier one, and nothing else.
fn ours_or_empty(folder: &Path, zip: &Path, shown: &Shown) -> Result<(), EngineError> {
    let help = "name a folder that does not exist yet";
    let refuse = |what: String| Err(EngineError::Refused { what, help: help.into() });
    let empty = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => true,
        Err(cause) => return Err(EngineError::folder(folder, cause)),
    };
    if empty {
        let taken = zip.symlink_metadata().is_ok();
        return if taken { refuse(format!("{} exists already", zip.display())) } else { Ok(()) };
    }
    let first = fs::read_to_string(folder.join(MANIFEST)).unwrap_or_default();
    if first.lines().next() != Some(title(shown).as_str()) {
        return refuse(format!("{} holds something that is not the dossier of {}", folder.display(), shown.request));
    }
    // What an earlier run wrote and this one may not would stand in the folder and in no manifest.
    for line in first.lines().skip(2) {
        let Some(name) = line.split(',').nth(2).filter(|name| plain(name)) else { continue };
        match fs::remove_file(folder.join(name)) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                return Err(EngineError::folder(folder, cause));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// A name that this file could have given.
fn plain(name: &str) -> bool {
    !name.is_empty()
        && name.split('/').all(|step| !step.is_empty() && !step.starts_with('.'))
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b))
}

fn title(shown: &Shown) -> String {
    format!("# dossier of {} {}", shown.token, safe(&shown.request.0))
}

/// Each message as .eml and as text, its attachments beside it, numbered in the order of their days.
fn correspondence(store: &Store, shown: &Shown, as_of: Date) -> Result<BTreeMap<String, Vec<u8>>, EngineError> {
    let mut files = BTreeMap::new();
    let until = as_of.to_string();
    let known = shown.messages.iter().filter(|message| message.date.as_ref().is_none_or(|date| *date <= until));
    for (message, number) in known.zip(1..) {
        let hash: OriginalHash = match message.original.parse() {
            Ok(hash) => hash,
            Err(_) => continue,
        };
        let Some(bytes) = originals::bytes(store.read(), &hash)? else { continue };
        let day = message.date.as_deref().unwrap_or("undated");
        let stem = format!("{number:03}-{}-{}-{}", safe(day), message.direction, safe(&message.kind));
        let mail = message::parse(&bytes);
        files.insert(format!("correspondence/{stem}.txt"), pages::readable(&mail, message).into_bytes());
        files.insert(format!("correspondence/{stem}.eml"), bytes);
        for (part, nth) in mail.parts.into_iter().filter(|part| !part.inline).zip(1..) {
            files.insert(format!("attachments/{number:03}-{nth}-{}", safe(&part.name)), part.bytes);
        }
    }
    Ok(files)
}

/// A file name made of what outsiders wrote: ASCII letters, digits, `-`, `_` and single dots inside; never empty, never long.
fn safe(name: &str) -> String {
    let mut kept = String::new();
    for letter in name.chars() {
        let plain = letter.is_ascii_alphanumeric() || letter == '-';
        match if plain {
            letter
        } else if letter == '.' {
            '.'
        } else {
            '_'
        } {
            '.' if kept.is_empty() || kept.ends_with('.') => {}
            '_' if kept.ends_with('_') => {}
            letter => kept.push(letter),
        }
    }
    // The ending tells what to open it with, so a long name is cut before it.
    let (stem, ending) = match kept.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 8 => (stem.to_owned(), format!(".{ending}")),
        _ => (kept, String::new()),
    };
    let stem: String = stem.chars().take(60).collect();
    let name = format!("{stem}{ending}");
    let name = name.trim_end_matches('.');
    if name.is_empty() { "unnamed".into() } else { name.into() }
}

fn manifest(shown: &Shown, files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut lines = format!("{}\nsha256,bytes,file\n", title(shown));
    for (name, bytes) in files {
        let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        lines.push_str(&format!("{hash},{},{name}\n", bytes.len()));
    }
    lines.into_bytes()
}

/// The same files give the same bytes: in the order of their names, without times.
fn zipped(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, EngineError> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut write = || {
        for (name, bytes) in files {
            archive.start_file(name.as_str(), options)?;
            archive.write_all(bytes)?;
        }
        Ok::<(), zip::result::ZipError>(())
    };
    let done = write().and_then(|()| archive.finish());
    done.map(Cursor::into_inner).map_err(|cause| EngineError::Refused {
        what: format!("the dossier's ZIP could not be put together: {cause}"),
        help: "the folder is whole: zip it by hand".into(),
    })
}

fn long(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_outside_cannot_lead_anywhere() {
        let long = format!("{}.xlsx", "a".repeat(300));
        let table = [
            ("answers.xlsx", "answers.xlsx"),
            ("../../etc/passwd", "_._etc_passwd"),
            ("..\\..\\boot.ini", "_._boot.ini"),
            ("C:\\con", "C_con"),
            (".hidden", "hidden"),
            ("...", "unnamed"),
            ("", "unnamed"),
            ("a\u{202e}fdp.exe", "a_fdp.exe"),
            ("Antwort für Holly.pdf", "Antwort_f_r_Holly.pdf"),
            ("x,\"y\"\n.csv", "x_y_.csv"),
        ];
        for (given, wanted) in table {
            let is = safe(given);
            assert_eq!(is, wanted, "{given}");
            assert!(plain(&format!("attachments/001-1-{is}")), "{is}");
        }
        assert_eq!(safe(&long).len(), 65);
    }
}
