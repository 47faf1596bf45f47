//! A pass over the records of a workbook (BIFF8, MS-XLS 2.4, and BIFF5): number formats, which cell has which, what is hidden.

use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Seek, SeekFrom, Write};

use super::notes::Notes;
use crate::document::ole;
use crate::document::sheet::{Epoch, Format};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const FILEPASS: u16 = 0x002F;
const DATE_MODE: u16 = 0x0022;
const BOUND_SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007D;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MANY_RK: u16 = 0x00BD;
const FORMULA: u16 = 0x0006;
const LABEL: u16 = 0x00FD;
/// A string in its cell, as books before Excel 97 have it.
const OLD_LABEL: u16 = 0x0204;
const CODE_PAGE: u16 = 0x0042;
const BIFF8: u16 = 0x0600;
const UTF_16: u16 = 1200;

#[derive(Default)]
pub(super) struct Records {
    pub(super) locked: bool,
    pub(super) sheets: Vec<Seen>,
    old_mac: bool,
    /// Before Excel 97: strings are of bytes, with their length in one.
    old: bool,
    codes: HashMap<u16, Format>,
    /// The format of each cell style.
    styles: Vec<u16>,
    built_in: HashMap<u16, Format>,
}

/// What the records say of one sheet.
#[derive(Default)]
pub(super) struct Seen {
    begins: u32,
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) hidden_columns: Vec<(u32, u32)>,
    styles: HashMap<(u32, u32), u16>,
    pub(super) notes: Notes,
}

impl Records {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut records = Self::default();
        let Ok(mut compound) = cfb::CompoundFile::open(Cursor::new(bytes)) else { return records };
        let Some(stream) = ["/Workbook", "/Book"].iter().find_map(|name| ole::stream(&mut compound, name)) else {
            return records;
        };
        for (kind, data) in each(&stream, 0) {
            records.global(kind, data);
        }
        for seen in &mut records.sheets {
            for (kind, data) in each(&stream, seen.begins as usize) {
                seen.take(kind, data);
            }
        }
        for id in records.styles.iter().copied() {
            records.built_in.entry(id).or_insert_with(|| Format::built_in(u32::from(id)));
        }
        records
    }

    fn global(&mut self, kind: u16, data: &[u8]) {
        match kind {
            FILEPASS => self.locked = true,
            DATE_MODE => self.old_mac = word(data, 0) == Some(1),
            BOUND_SHEET => {
                let begins = data.get(..4).and_then(|four| four.try_into().ok()).map_or(u32::MAX, u32::from_le_bytes);
                self.sheets.push(Seen { begins, ..Seen::default() });
            }
            BOF => self.old = word(data, 0).is_some_and(|version| version < BIFF8),
            FORMAT => {
                let read = if self.old { old_string } else { string };
                if let (Some(id), Some(code)) = (word(data, 0), data.get(2..).and_then(read)) {
                    self.codes.insert(id, Format::of_code(&code));
                }
            }
            XF => self.styles.push(word(data, 2).unwrap_or(0)),
            _ => {}
        }
    }

    pub(super) fn epoch(&self) -> Epoch {
        if self.old_mac { Epoch::From1904 } else { Epoch::From1900 }
    }

    /// By which format a cell is shown.
    pub(super) fn format(&self, sheet: usize, place: (u32, u32)) -> Option<&Format> {
        let style = *self.sheets.get(sheet)?.styles.get(&place)?;
        let id = self.styles.get(usize::from(style))?;
        self.codes.get(id).or_else(|| self.built_in.get(id))
    }
}

impl Seen {
    fn take(&mut self, kind: u16, data: &[u8]) {
        self.notes.take(kind, data);
        let (Some(first), Some(second)) = (word(data, 0), word(data, 2)) else { return };
        let place = (u32::from(first), u32::from(second));
        match kind {
            ROW if word(data, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                self.hidden_rows.insert(u32::from(first));
            }
            COLUMNS if word(data, 8).is_some_and(|flags| flags & 1 != 0) => self.hidden_columns.push(place),
            NUMBER | RK | FORMULA | LABEL | OLD_LABEL => {
                self.styles.extend(word(data, 4).map(|style| (place, style)));
            }
            MANY_RK => {
                let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6);
                for (cell, column) in cells.zip(place.1..) {
                    self.styles.extend(word(cell, 0).map(|style| ((place.0, column), style)));
                }
            }
            _ => {}
        }
    }
}

/// The book with the code page that its strings are in. From Excel 97 on that is UTF-16, whatever the book says; those by
/// Perl's and Java's writers say 1252, which calamine believes.
pub(super) fn with_its_code_page(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut compound = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let stream = ole::stream(&mut compound, "/Workbook")?;
    let (mut at, mut said) = (0, None);
    for (kind, data) in each(&stream, 0) {
        match kind {
            BOF if at == 0 && word(data, 0) != Some(BIFF8) => return None,
            CODE_PAGE if word(data, 0) != Some(UTF_16) => said = Some(at + 4),
            _ => {}
        }
        at += 4 + data.len() as u64;
    }
    let mut whole = cfb::CompoundFile::open(Cursor::new(bytes.to_vec())).ok()?;
    let mut book = whole.open_stream("/Workbook").ok()?;
    book.seek(SeekFrom::Start(said?)).ok()?;
    book.write_all(&UTF_16.to_le_bytes()).ok()?;
    book.flush().ok()?;
    drop(book);
    Some(whole.into_inner().into_inner())
}

/// The records of one substream, which begins at `from` with a BOF and ends with its EOF.
fn each(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(from..).unwrap_or_default();
    let mut depth = 0usize;
    std::iter::from_fn(move || {
        let (kind, length) = (word(rest, 0)?, usize::from(word(rest, 2)?));
        let data = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => {
                rest = &[];
            }
            EOF => depth -= 1,
            _ => {}
        }
        Some((kind, data))
    })
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// A string after its length in two bytes: one byte a character, or two.
fn string(bytes: &[u8]) -> Option<String> {
    let length = usize::from(word(bytes, 0)?);
    let wide = bytes.get(2)? & 1 != 0;
    if wide {
        Some(encoding_rs::UTF_16LE.decode_without_bom_handling(bytes.get(3..3 + length * 2)?).0.into_owned())
    } else {
        Some(bytes.get(3..3 + length)?.iter().map(|byte| char::from(*byte)).collect())
    }
}

/// A string after its length in one byte, in the code page of Windows.
fn old_string(bytes: &[u8]) -> Option<String> {
    let length = usize::from(*bytes.first()?);
    Some(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes.get(1..1 + length)?).0.into_owned())
}
