//! `NAME.xlsx`: the ledger as a workbook that a person would send on.
//!
//! One row an authority with typed answers, a note on each with the words it came from; the findings; coverage; and a
//! codebook that says what every column and every word means. Text is written as text, so nothing in it is a formula.

mod answers;
mod codebook;
mod figures;
mod style;

use std::io;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::{Export, ExportError, Whole, atomic};
use style::Style;

/// The workbook's name; not the campaign's, since a name from outside has no place in a path.
const NAME: &str = "ledger.xlsx";

/// Excel holds no more in a cell; the rest stays in the original.
const MOST_TEXT: usize = 32_000;

/// Writes `ledger.xlsx`.
pub fn workbook(export: &Export<'_>, whole: &Whole<'_>, to: &Path) -> Result<PathBuf, ExportError> {
    let bytes = bytes(export, whole).map_err(|cause| ExportError::Format { file: NAME, cause: Box::new(cause) })?;
    atomic::write(to, NAME, |file| io::Write::write_all(file, &bytes))
}

fn bytes(export: &Export<'_>, whole: &Whole<'_>) -> Result<Vec<u8>, XlsxError> {
    let style = Style::new();
    let mut workbook = Workbook::new();
    // The writer takes the clock's time otherwise, and no two exports would be the same.
    let day = export.as_of;
    let year = u16::try_from(day.year()).unwrap_or(1900).clamp(1900, 9999);
    let made = ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())?;
    workbook.set_properties(&DocProperties::new().set_title(text(&whole.campaign.title)).set_creation_datetime(&made));
    answers::sheet(workbook.add_worksheet(), export, &style)?;
    figures::findings(workbook.add_worksheet(), whole, &style)?;
    figures::coverage(workbook.add_worksheet(), whole, &style)?;
    codebook::sheet(workbook.add_worksheet(), whole, &style)?;
    workbook.save_to_buffer()
}

/// Heads `sheet` with `columns` (name and width), frozen and with filters over `rows` rows.
fn head(sheet: &mut Worksheet, style: &Style, columns: &[(String, f64)], rows: usize) -> Result<(), XlsxError> {
    for ((name, width), at) in columns.iter().zip(0_u16..) {
        sheet.set_column_width(at, *width)?;
        sheet.write_string_with_format(0, at, text(name), &style.head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if let (Some(last), Ok(rows)) =
        (u16::try_from(columns.len()).ok().and_then(|n| n.checked_sub(1)), u32::try_from(rows))
    {
        sheet.autofilter(0, 0, rows, last)?;
    }
    Ok(())
}

/// `words` as a cell can hold them.
fn text(words: &str) -> String {
    let words: String = words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    if words.len() <= MOST_TEXT { words } else { words.chars().take(MOST_TEXT / 2).collect::<String>() + "\u{2026}" }
}
