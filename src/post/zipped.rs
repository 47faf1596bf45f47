//! ZIPs of mails: `.eml` files, mboxes, Maildirs in a folder, and a ZIP inside the ZIP, but no deeper.
//!
//! Names inside are labels for messages to people; nothing is ever written under them.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};

use super::mbox;
use super::source::{LARGEST, Looks, Sink, Skipped, looks, outlook, whole};

/// All entries of one ZIP together may swell to this: 200,000 ordinary mails.
const INFLATED: u64 = 8 << 30;
const NESTED: u32 = 1;

/// Hands each mail in the ZIP to `sink`.
pub(super) fn each(place: &str, file: File, sink: &mut Sink<'_>) -> bool {
    let mut budget = INFLATED;
    archive(place, BufReader::new(file), NESTED, &mut budget, sink)
}

fn archive<R: Read + Seek>(place: &str, reader: R, nested: u32, budget: &mut u64, sink: &mut Sink<'_>) -> bool {
    let mut zip = match zip::ZipArchive::new(reader) {
        Ok(zip) => zip,
        Err(cause) => return sink(Err(Skipped::new(place, format!("is a damaged ZIP: {cause}")))),
    };
    for index in 0..zip.len() {
        let mut entry = match zip.by_index(index) {
            Ok(entry) if entry.is_dir() => continue,
            Ok(entry) => entry,
            Err(cause) => {
                if !sink(Err(Skipped::new(format!("{place}, entry {}", index + 1), cause))) {
                    return false;
                }
                continue;
            }
        };
        let name = entry.name().map_or_else(|_| format!("entry {}", index + 1), std::borrow::Cow::into_owned);
        let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
        if is_clutter(&name) {
            continue;
        }
        let here = format!("{place}, {name}");
        let allowed = (*budget).min(if name.to_lowercase().ends_with(".mbox") { INFLATED } else { LARGEST + 1 });
        let mut reader = BufReader::new((&mut entry).take(allowed));
        let go_on = one(&here, &mut reader, nested, budget, sink);
        if !go_on {
            return false;
        }
        if *budget == 0 {
            return sink(Err(Skipped::new(place, "swells beyond every mailbox: the rest of this ZIP was not taken")));
        }
    }
    true
}

fn one(place: &str, reader: &mut dyn BufRead, nested: u32, budget: &mut u64, sink: &mut Sink<'_>) -> bool {
    let look = match reader.fill_buf() {
        Ok(start) => looks(start),
        Err(cause) => return sink(Err(Skipped::new(place, cause))),
    };
    match look {
        Looks::Zip if nested == 0 => {
            sink(Err(Skipped::new(place, "is a ZIP within a ZIP within a ZIP: unpack it first")))
        }
        Looks::Zip => match whole(place, 0, reader) {
            Ok(found) => {
                *budget = budget.saturating_sub(found.bytes.len() as u64);
                archive(place, Cursor::new(found.bytes), nested - 1, budget, sink)
            }
            Err(skipped) => sink(Err(skipped)),
        },
        Looks::Mbox => {
            let mut taken = 0;
            let go_on = mbox::each(place, reader, &mut |one| {
                taken += one.as_ref().map_or(0, |found| found.bytes.len() as u64);
                sink(one)
            });
            *budget = budget.saturating_sub(taken);
            go_on
        }
        Looks::Mail => {
            let mail = whole(place, 0, reader);
            *budget = budget.saturating_sub(mail.as_ref().map_or(LARGEST, |found| found.bytes.len() as u64));
            sink(mail)
        }
        Looks::Outlook => match whole(place, 0, reader) {
            Ok(found) => sink(outlook(found)),
            Err(skipped) => sink(Err(skipped)),
        },
        Looks::Nothing => sink(Err(Skipped::new(place, "is empty"))),
        Looks::Other => sink(Err(Skipped::new(place, "is no mail: it begins with no header"))),
    }
}

/// What operating systems put into ZIPs for themselves.
fn is_clutter(name: &str) -> bool {
    name.starts_with("__MACOSX/")
        || name.rsplit('/').next().is_some_and(|last| last.starts_with('.') || last == "Thumbs.db")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn read(bytes: Vec<u8>) -> (usize, Vec<String>) {
        let (mut mails, mut skipped) = (0, Vec::new());
        let mut budget = INFLATED;
        archive("z.zip", Cursor::new(bytes), NESTED, &mut budget, &mut |one| {
            match one {
                Ok(_) => mails += 1,
                Err(not) => skipped.push(not.to_string()),
            }
            true
        });
        (mails, skipped)
    }

    #[test]
    fn mails_mboxes_and_one_inner_zip_are_read_and_a_third_level_is_named() {
        let mail: &[u8] = b"Subject: a\n\nx";
        let mbox: &[u8] = b"From a Mon Sep 17 10:00:00 2018\nSubject: b\n\nx\n";
        let inner = zip_of(&[("c.eml", mail), ("deeper.zip", &zip_of(&[("d.eml", mail)]))]);
        let (mails, skipped) = read(zip_of(&[
            ("../../a.eml", mail),
            ("b.mbox", mbox),
            ("inner.zip", &inner),
            ("__MACOSX/._a.eml", b"x"),
            ("notes.txt", b"hello"),
        ]));
        assert_eq!(mails, 3);
        assert_eq!(
            skipped,
            [
                "z.zip, inner.zip, deeper.zip: is a ZIP within a ZIP within a ZIP: unpack it first",
                "z.zip, notes.txt: is no mail: it begins with no header"
            ]
        );
    }

    #[test]
    fn a_cut_zip_is_one_clear_message() {
        let mut bytes = zip_of(&[("a.eml", b"Subject: a\n\nx")]);
        bytes.truncate(bytes.len() / 2);
        let (mails, skipped) = read(bytes);
        assert_eq!((mails, skipped.len()), (0, 1));
        assert!(skipped[0].contains("damaged ZIP"));
    }
}
