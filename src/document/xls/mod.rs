//! Excel workbooks before 2007 (MS-XLS), and the binary ones since (.xlsb), by the crate `calamine`.
//!
//! calamine gives values without the formats by which the sheet shows them, and no hidden rows: a pass of our own over the
//! records finds both. The binary books since 2007 are shown without formats, comments and boxes.

mod notes;
mod records;
pub(super) mod xml;

use std::io::Cursor;

use calamine::{Data, Reader, SheetVisible, Xls, Xlsb};

use super::sheet::{Cells, Epoch, Format as NumberFormat, Shown};
use super::{Budget, CellValue, Document, Format, State, note, refused};
use records::Records;

/// Reads a workbook.
pub(super) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let format = if bytes.starts_with(b"PK") { Format::Xlsx } else { Format::Xls };
    let document = Document::empty(file, bytes, format, State::Read);
    if format == Format::Xlsx {
        return match Xlsb::new(Cursor::new(bytes)) {
            Ok(book) => sheets(document, book, cells_of_xlsb, &Records::default(), budget),
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
        Ok(book) => sheets(document, book, cells_of_xls, &records, budget),
        Err(fault) => refused(document, format!("it could not be read: {fault}")),
    }
}

/// A cell as calamine has it: row, column and value.
type Cell = (u32, u32, Data);

/// The cells of a sheet, no more than so many. calamine lays them out in the whole of their range, which in these books is
/// at most 65,536 rows of 256.
fn cells_of_xls(book: &mut Xls<Cursor<&[u8]>>, sheet: &str, most: usize) -> Result<Vec<Cell>, String> {
    let range = book.worksheet_range(sheet).map_err(|fault| fault.to_string())?;
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    let placed = |(row, column, data): (usize, usize, &Data)| {
        let (row, column) = (u32::try_from(row).ok()?, u32::try_from(column).ok()?);
        Some((row + first_row, column + first_column, data.clone()))
    };
    Ok(range.used_cells().filter_map(placed).take(most).collect())
}

/// The cells of a sheet of a binary book, one by one: a range of two cells at its ends would be 550 GB.
fn cells_of_xlsb(book: &mut Xlsb<Cursor<&[u8]>>, sheet: &str, most: usize) -> Result<Vec<Cell>, String> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|fault| fault.to_string())?;
    let mut cells = Vec::new();
    while cells.len() < most
        && let Some(cell) = reader.next_cell().map_err(|fault| fault.to_string())?
    {
        let (row, column) = cell.get_position();
        cells.push((row, column, Data::from(cell.get_value().clone())));
    }
    Ok(cells)
}

fn sheets<'a, R>(
    mut document: Document,
    mut book: R,
    cells_of: impl Fn(&mut R, &str, usize) -> Result<Vec<Cell>, String>,
    records: &Records,
    budget: &Budget,
) -> Document
where
    R: Reader<Cursor<&'a [u8]>>,
{
    let known = book.sheets_metadata().to_vec();
    document.pages = u32::try_from(known.len()).ok();
    let mut left = budget.limits().cells;
    for (number, sheet) in known.iter().enumerate() {
        let hidden = sheet.visible != SheetVisible::Visible;
        if hidden {
            document.warnings.push(format!("the sheet `{}` is hidden", sheet.name));
        }
        let read = match cells_of(&mut book, &sheet.name, left.saturating_add(1)) {
            Ok(read) => read,
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
        if read.len() > left {
            note(&mut document, "more cells than the limit: the rest was not read".to_owned());
        }
        for (row, column, data) in read.iter().take(left) {
            cells.put(*row, *column, shown(data, records.format(number, (*row, *column)), records.epoch()));
        }
        left = left.saturating_sub(cells.len());
        document.blocks.extend(cells.blocks());
        document
            .blocks
            .extend(records.sheets.get(number).map_or_else(Vec::new, |s| s.notes.blocks(&sheet.name, hidden)));
    }
    document
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
