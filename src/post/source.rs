//! Where replies are read from: .eml files, mbox files, Maildirs, folders and ZIPs of any of them.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::{maildir, mbox, zipped};
use crate::document;

/// A mail larger than this is not taken: every provider's limit is below it.
pub const LARGEST: u64 = 150 << 20;
/// Folders inside folders are followed this far.
const DEPTH: u32 = 24;

/// One mail's bytes and where they stood.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// `replies.mbox, message 12` or a path: for messages to people.
    pub place: String,
    pub bytes: Vec<u8>,
}

/// Something that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct Skipped {
    pub place: String,
    pub reason: String,
}

impl Skipped {
    pub(super) fn new(place: impl Into<String>, reason: impl ToString) -> Self {
        Self { place: place.into(), reason: reason.to_string() }
    }
}

/// Takes what was found, or what was skipped; `false` stops the walk.
pub(super) type Sink<'a> = dyn FnMut(Result<Found, Skipped>) -> bool + 'a;

/// Hands every mail at `path` to `sink`, in a settled order, one at a time; stops early when `sink` returns false.
///
/// Content decides what a file is, not its name: a line `From ` begins an mbox, `PK` a ZIP, header lines a mail.
pub fn each_mail(path: &Path, sink: &mut dyn FnMut(Result<Found, Skipped>) -> bool) {
    walk(path, DEPTH, true, sink);
}

/// Returns false when the sink wants no more.
fn walk(path: &Path, depth: u32, asked_for: bool, sink: &mut Sink<'_>) -> bool {
    let place = path.display().to_string();
    let kind = if asked_for { fs::metadata(path) } else { fs::symlink_metadata(path) };
    match kind {
        Err(cause) => sink(Err(Skipped::new(place, cause))),
        Ok(kind) if kind.is_dir() && depth == 0 => sink(Err(Skipped::new(place, "folders are nested too deep"))),
        Ok(kind) if kind.is_dir() && maildir::is_one(path) => maildir::each(path, sink),
        Ok(kind) if kind.is_dir() => folder(path, depth, sink),
        Ok(kind) if kind.is_file() => file(path, kind.len(), sink),
        // Links inside a folder may lead out of it or round in circles.
        Ok(_) => sink(Err(Skipped::new(place, "is neither a file nor a folder"))),
    }
}

fn folder(path: &Path, depth: u32, sink: &mut Sink<'_>) -> bool {
    let entries = match sorted(path) {
        Ok(entries) => entries,
        Err(skipped) => return sink(Err(skipped)),
    };
    entries.iter().all(|entry| {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        hidden || walk(entry, depth - 1, false, sink)
    })
}

/// The entries of a folder in the order of their names, so that two runs see the same.
pub(super) fn sorted(path: &Path) -> Result<Vec<std::path::PathBuf>, Skipped> {
    let read = fs::read_dir(path)
        .and_then(|entries| entries.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>());
    let mut entries = read.map_err(|cause| Skipped::new(path.display().to_string(), cause))?;
    entries.sort();
    Ok(entries)
}

fn file(path: &Path, size: u64, sink: &mut Sink<'_>) -> bool {
    let place = path.display().to_string();
    let file = match File::open(path) {
        Ok(file) => file,
        Err(cause) => return sink(Err(Skipped::new(place, cause))),
    };
    let mut reader = BufReader::with_capacity(1 << 16, file);
    match reader.fill_buf().map(looks) {
        Err(cause) => sink(Err(Skipped::new(place, cause))),
        Ok(Looks::Zip) => zipped::each(&place, reader.into_inner(), sink),
        Ok(Looks::Mbox) => mbox::each(&place, &mut reader, sink),
        Ok(Looks::Mail) => sink(whole(&place, size, &mut reader)),
        Ok(Looks::Outlook) => sink(whole(&place, size, &mut reader).and_then(outlook)),
        Ok(Looks::Nothing) => sink(Err(Skipped::new(place, "is empty"))),
        Ok(Looks::Other) => sink(Err(Skipped::new(
            place,
            "is no mail: it begins with no header (a mailbox is a .eml, an mbox, a Maildir or a ZIP of them)",
        ))),
    }
}

/// A message that Outlook saved, as the mail that it is.
pub(super) fn outlook(found: Found) -> Result<Found, Skipped> {
    match document::mail::msg_as_eml(&found.bytes) {
        Some(bytes) => Ok(Found { bytes, ..found }),
        None => Err(Skipped::new(found.place, "is no mail, though it begins as Outlook's do")),
    }
}

/// Reads one mail whole, if it is not too large.
pub(super) fn whole(place: &str, size: u64, reader: &mut dyn Read) -> Result<Found, Skipped> {
    if size > LARGEST {
        return Err(Skipped::new(place, too_large()));
    }
    let mut bytes = Vec::new();
    let read = reader.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|cause| Skipped::new(place, cause))?;
    if read as u64 > LARGEST {
        return Err(Skipped::new(place, too_large()));
    }
    Ok(Found { place: place.to_owned(), bytes })
}

pub(super) fn too_large() -> String {
    format!("is larger than {} MB, which no mail provider carries; it was not taken", LARGEST >> 20)
}

/// What the first bytes of a file look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    Zip,
    /// A compound file: a .msg, or none.
    Outlook,
    Mbox,
    Mail,
    Nothing,
    Other,
}

pub(super) fn looks(start: &[u8]) -> Looks {
    if start.is_empty() {
        Looks::Nothing
    } else if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        Looks::Zip
    } else if start.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        Looks::Outlook
    } else if mbox::separator(start) {
        Looks::Mbox
    } else if has_header(start) {
        Looks::Mail
    } else {
        Looks::Other
    }
}

/// Does a header line (RFC 5322 s. 2.2) stand at the start, a blank line or a byte order mark before it allowed?
fn has_header(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let name = line.split(|b| *b == b':').next().unwrap_or_default();
    let token = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    name.len() < line.len() && (1..=60).contains(&name.len()) && name.iter().all(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &Path) -> (Vec<Found>, Vec<Skipped>) {
        let (mut mails, mut skipped) = (Vec::new(), Vec::new());
        each_mail(path, &mut |one| {
            match one {
                Ok(mail) => mails.push(mail),
                Err(not) => skipped.push(not),
            }
            true
        });
        (mails, skipped)
    }

    #[test]
    fn a_folder_gives_its_mails_in_order_and_names_what_is_none() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("deep")).unwrap();
        fs::write(dir.path().join("b.eml"), "Subject: b\n\nx").unwrap();
        fs::write(dir.path().join("deep/a.eml"), "Subject: a\n\nx").unwrap();
        fs::write(dir.path().join("notes.txt"), "not a mail at all").unwrap();
        fs::write(dir.path().join("empty.eml"), "").unwrap();
        fs::write(dir.path().join(".DS_Store"), "Bud1").unwrap();
        let (mails, skipped) = found(dir.path());
        assert_eq!(mails.iter().map(|m| &m.bytes[..10]).collect::<Vec<_>>(), [b"Subject: b", b"Subject: a"]);
        assert_eq!(skipped.len(), 2, "{skipped:?}");
    }

    #[test]
    fn a_path_that_is_not_there_is_named() {
        let (mails, skipped) = found(Path::new("/nowhere/at/all"));
        assert!(mails.is_empty());
        assert!(skipped[0].to_string().starts_with("/nowhere/at/all: "));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_round_in_a_circle_is_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("round")).unwrap();
        fs::write(dir.path().join("a.eml"), "Subject: a\n\nx").unwrap();
        let (mails, skipped) = found(dir.path());
        assert_eq!((mails.len(), skipped.len()), (1, 1));
    }
}
