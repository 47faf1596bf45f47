//! ZIP archives: their files as children.
//!
//! Names are labels and nothing is ever unpacked to disk, so `..`, absolute paths and drive letters reach nothing. A bomb
//! meets the budget, which all archives inside one another share, and archives whose files overlap are refused: no program
//! writes them but to swell.

use std::io::Cursor;

use super::package::inflate;
use super::{Budget, Document, Format, State, attach, encoding, mail, note, refused};

/// Reads an archive.
pub(super) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let mut document = Document::empty(file, bytes, Format::Zip, State::Read);
    let mut archive = match ::zip::ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(fault) => return refused(document, format!("the archive is damaged: {fault}")),
    };
    if archive.has_overlapping_entries().unwrap_or(false) {
        return refused(document, "its files overlap, as only a bomb's do".to_owned());
    }
    let mut locked = 0usize;
    for index in 0..archive.len() {
        let mut entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(::zip::result::ZipError::UnsupportedArchive(why))
                if why == ::zip::result::ZipError::PASSWORD_REQUIRED =>
            {
                locked += 1;
                continue;
            }
            Err(fault) => {
                note(&mut document, format!("file {} in it cannot be read: {fault}", index + 1));
                continue;
            }
        };
        let name = name(entry.name_raw());
        // Folders, and what the Mac adds beside each file, are not files that anyone sent.
        if name.ends_with('/') || name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") {
            continue;
        }
        let inflated = inflate(&mut entry, budget);
        drop(entry);
        match inflated {
            Ok((inner, damage)) => {
                if let Some(damage) = damage {
                    note(&mut document, format!("`{}` in it is damaged: {damage}", mail::label(&name)));
                }
                attach(&mut document, &shown(&name), &inner, None, budget);
            }
            Err(limit) => note(&mut document, format!("`{}` in it: {limit}", mail::label(&name))),
        }
        if budget.inflation_left() == 0 || budget.left().children == 0 {
            note(&mut document, "a limit was reached: not all files inside were read".to_owned());
            break;
        }
    }
    if locked > 0 {
        document.state = if document.children.is_empty() { State::Locked } else { State::Partly };
        document.warnings.push(format!("{locked} of its files need a password"));
    } else if document.children.is_empty() && !document.warnings.is_empty() {
        document.state = State::Refused;
    }
    document
}

/// A name as its bytes say: UTF-8 where they are valid as that; else, since archives name no code page, what English
/// Windows writes (code page 437 for the old ones: its letters and dashes differ from windows-1252).
fn name(raw: &[u8]) -> String {
    if let Ok(name) = std::str::from_utf8(raw) {
        return name.replace('\\', "/");
    }
    let windows = encoding::decode(raw, None).text;
    let odd = |c: char| "\u{81}\u{8d}\u{8f}\u{90}\u{9d}‚ƒ„†‡ˆ‰Š‹ŒŽ™š›œžŸ¢¤¦¬".contains(c);
    let windows = if windows.contains(odd) { raw.iter().map(|byte| dos(*byte)).collect() } else { windows };
    windows.replace('\\', "/")
}

/// Code page 437.
fn dos(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(at) => UPPER.chars().nth(usize::from(at)).unwrap_or('?'),
    }
}

/// The name as it is shown: its folders, each made harmless; nothing that climbs.
fn shown(name: &str) -> String {
    let steps: Vec<String> =
        name.split('/').filter(|step| !step.is_empty() && *step != "." && *step != "..").map(mail::label).collect();
    if steps.is_empty() { "unnamed".to_owned() } else { steps.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Limits, making};

    fn names(files: &[(&str, &[u8])]) -> Vec<String> {
        let read = read("a.zip", &making::archive(files), &Budget::new(&Limits::default()));
        read.children.into_iter().map(|child| child.file).collect()
    }

    #[test]
    fn names_are_labels_that_reach_nothing() {
        let files: [(&str, &[u8]); 5] = [
            ("../../etc/passwd", b"x"),
            ("/absolute.txt", b"x"),
            ("C:\\Windows\\evil\u{202e}txt.exe", b"x"),
            ("nul\0l.txt", b"x"),
            ("Folder/FOI 0417 – reply.txt", b"x"),
        ];
        assert_eq!(
            names(&files),
            ["etc/passwd", "absolute.txt", "C:/Windows/eviltxt.exe", "null.txt", "Folder/FOI 0417 – reply.txt"]
        );
    }

    #[test]
    fn old_names_are_read_in_the_code_page_of_dos() {
        assert_eq!(name(b"r\x82ponse.txt"), "réponse.txt");
        assert_eq!(name(b"\x9c5.txt"), "£5.txt");
        assert_eq!(name(b"caf\xe9.txt"), "café.txt");
    }

    #[test]
    fn archives_in_archives_end_at_the_limit() {
        let mut inner = making::archive(&[("a.txt", b"deep")]);
        for _ in 0..20 {
            inner = making::archive(&[("inner.zip", &inner)]);
        }
        let read = read("a.zip", &inner, &Budget::new(&Limits::default()));
        let mut depth = 0;
        let mut at = &read;
        while let Some(child) = at.children.first() {
            at = child;
            depth += 1;
        }
        assert_eq!(depth, Limits::default().depth);
        assert!(at.warnings[0].contains("deep in one another"), "{:?}", at.warnings);
    }

    #[test]
    fn a_bomb_is_stopped_by_its_swelling() {
        let bomb = making::archive(&[("zeros.txt", &vec![b'0'; 40 << 20])]);
        let read = read("bomb.zip", &bomb, &Budget::new(&Limits::default()));
        assert_eq!(read.state, State::Refused);
        assert!(read.warnings[0].contains("swells"), "{:?}", read.warnings);
    }

    #[test]
    fn many_archives_share_one_budget() {
        let limits = Limits { inflated: 1 << 20, ..Limits::default() };
        let one = making::archive(&[("a.txt", &vec![b'a'; 200_000])]);
        let files: Vec<(String, &[u8])> = (0..20).map(|n| (format!("{n}.zip"), one.as_slice())).collect();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
        let read = read("many.zip", &making::archive(&files), &Budget::new(&limits));
        assert_eq!(read.state, State::Partly);
        assert!(read.children.len() < 10);
    }
}
