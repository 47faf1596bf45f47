//! Excel workbooks before 2007 (MS-XLS), and the binary ones since (.xlsb), by the crate `calamine`.
//!
//! calamine gives values without the formats by which the sheet shows them, and no hidden rows: a pass of our own over the
//! records finds both. The binary books since 2007 are shown without formats, comments and boxes.

mod notes;
mod records;
pub(super) mod xml;

use std::io::Cursor;

use calamine::{Data, Range, Reader, SheetVisible, Xls, Xlsb};

use super::sheet::{Cells, Epoch, Format as NumberFormat, Shown};
use super::{Budget, CellValue, Document, Format, State, note, refused};
use records::Records;

/// Reads a workbook.
pub(super) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let format = if bytes.starts_with(b"PK") { Format::Xlsx } else { Format::Xls };
    let document = Document::empty(file, bytes, format, State::Read);
    if format == Format::Xlsx {
        return match Xlsb::new(Cursor::new(bytes)) {
            Ok(book) => sheets(document, book, &Records::default(), budget),
            Err(fault) => refused(document, format!("it could not be read: {fault}")),
        };
    }
    let records = Records::read(bytes);
    if records.locked {
        let mut document = document;
        document.state = State::Locked;
        document.warnings.push("a password is needed to open it: ask the authority for an unlocked copy".to_owned());
        return document;
    }
    let mended = records::with_its_code_page(bytes);
    match Xls::new(Cursor::new(mended.as_deref().unwrap_or(bytes))) {
        Ok(book) => sheets(document, book, &records, budget),
        Err(fault) => refused(document, format!("it could not be read: {fault}")),
    }
}

fn sheets<'a, R>(mut document: Document, mut book: R, records: &Records, budget: &Budget) -> Document
where
    R: Reader<Cursor<&'a [u8]>>,
    R::Error: std::fmt::Display,
{
    let known = book.sheets_metadata().to_vec();
    document.pages = u32::try_from(known.len()).ok();
    let mut left = budget.limits().cells;
    for (number, sheet) in known.iter().enumerate() {
        let hidden = sheet.visible != SheetVisible::Visible;
        if hidden {
            document.warnings.push(format!("the sheet `{}` is hidden", sheet.name));
        }
        let range = match book.worksheet_range(&sheet.name) {
            Ok(range) => range,
            Err(fault) => {
                note(&mut document, format!("sheet `{}` could not be read: {fault}", sheet.name));
                continue;
            }
        };
        let mut cells = Cells::new(&sheet.name, hidden);
        if let Some(seen) = records.sheets.get(number) {
            cells.hidden_rows.clone_from(&seen.hidden_rows);
            cells.hidden_columns.clone_from(&seen.hidden_columns);
        }
        if !fill(&mut cells, &range, records, number, left) {
            note(&mut document, "more cells than the limit: the rest was not read".to_owned());
        }
        left = left.saturating_sub(cells.len());
        document.blocks.extend(cells.blocks());
        document
            .blocks
            .extend(records.sheets.get(number).map_or_else(Vec::new, |s| s.notes.blocks(&sheet.name, hidden)));
    }
    document
}

fn fill(cells: &mut Cells, range: &Range<Data>, records: &Records, sheet: usize, most: usize) -> bool {
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    for (row, column, data) in range.used_cells() {
        let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else { continue };
        let place = (row + first_row, column + first_column);
        cells.put(place.0, place.1, shown(data, records.format(sheet, place), records.epoch()));
        if cells.len() >= most {
            return false;
        }
    }
    true
}

fn shown(data: &Data, format: Option<&NumberFormat>, epoch: Epoch) -> Shown {
    let general = NumberFormat::default();
    let number = |value: f64| format.unwrap_or(&general).show(value, epoch);
    match data {
        Data::Int(value) => number(*value as f64),
        Data::Float(value) => number(*value),
        Data::DateTime(moment) if format.is_some() => number(moment.as_f64()),
        Data::DateTime(moment) => NumberFormat::built_in(14).show(moment.as_f64(), epoch),
        Data::Bool(value) => Shown::truth(*value),
        Data::Error(error) => Shown::words(error.to_string()),
        Data::DateTimeIso(date) | Data::DurationIso(date) => {
            Shown { words: date.clone(), value: CellValue::Date(date.clone()) }
        }
        Data::String(words) => Shown::words(format.map_or_else(|| words.clone(), |format| format.show_words(words))),
        _ => Shown::words(""),
    }
}
