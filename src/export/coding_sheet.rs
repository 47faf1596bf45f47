//! The coding sheet: the ledger as a workbook for people who live in a spreadsheet, one row a cell, and the words beside it.
//!
//! `Request | Question | Authority | Asks | State | Value | Lowest | Highest | Proposed | Words | Where | Settled by | Went out as
//! | Version`. Only State to Highest may be written; the rest is locked, since the way back goes by it. All is text, in cells
//! formatted as text: nothing typed or quoted becomes a formula, a date or a rounded number.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Note, ProtectionOptions, Workbook, Worksheet, XlsxError};

use super::ExportError;
use crate::ledger::CellState;

/// The headings, which the way back reads.
pub const HEADINGS: [&str; 14] = [
    "Request",
    "Question",
    "Authority",
    "Asks",
    "State",
    "Value",
    "Lowest",
    "Highest",
    "Proposed",
    "Words",
    "Where",
    "Settled by",
    "Went out as",
    "Version",
];

const WIDTHS: [f64; 14] = [18.0, 16.0, 30.0, 40.0, 16.0, 24.0, 10.0, 10.0, 24.0, 50.0, 24.0, 14.0, 20.0, 14.0];

/// The first of the four columns that a coder may write.
const OPEN: usize = 4;

/// Excel holds 32,767 characters in a cell; the rest stays in the letter.
const MOST_TEXT: usize = 8_000;
const MOST_NOTE: usize = 1_000;

/// One row: the fourteen columns in their order, and what stands about the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodingRow {
    pub columns: [String; 14],
    pub note: String,
}

/// Writes the sheet to `to`.
///
/// # Errors
/// [`ExportError`] where the file cannot be made or written.
pub fn write(rows: &[CodingRow], to: &Path) -> Result<PathBuf, ExportError> {
    const NAME: &str = "coding sheet";
    let bytes = bytes(rows).map_err(|cause| ExportError::Format { file: NAME, cause: Box::new(cause) })?;
    super::write_whole(to, &bytes)?;
    Ok(to.to_owned())
}

/// The sheet as a file.
pub fn bytes(rows: &[CodingRow]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Coding")?;
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let open = text.clone().set_unlocked().set_background_color(0x00FF_F9DB);
    let head = Format::new().set_bold().set_background_color(0x00E8_ECF2);
    for ((heading, width), column) in HEADINGS.into_iter().zip(WIDTHS).zip(0_u16..) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, heading, &head)?;
    }
    for (row, at) in rows.iter().zip(1_u32..) {
        for ((words, column), place) in row.columns.iter().zip(0_u16..).zip(0_usize..) {
            let format = if (OPEN..OPEN + 4).contains(&place) { &open } else { &text };
            sheet.write_string_with_format(at, column, cut(words, MOST_TEXT), format)?;
        }
        if !row.note.is_empty() {
            let note = Note::new(cut(&row.note, MOST_NOTE)).add_author_prefix(false).set_width(360).set_height(160);
            sheet.insert_note(at, OPEN as u16, &note)?;
        }
    }
    guard(sheet, rows.len())?;
    book.save_to_buffer()
}

/// States from a list, all else locked; no password, since it guards against slips and not against people.
fn guard(sheet: &mut Worksheet, rows: usize) -> Result<(), XlsxError> {
    let last = u32::try_from(rows).unwrap_or(u32::MAX).max(1);
    let states: Vec<&str> =
        CellState::ALL.into_iter().filter(|state| *state != CellState::NoReply).map(CellState::words).collect();
    sheet.add_data_validation(
        1,
        OPEN as u16,
        last,
        OPEN as u16,
        &DataValidation::new().allow_list_strings(&states)?,
    )?;
    sheet.set_freeze_panes(1, 2)?;
    sheet.autofilter(0, 0, last, HEADINGS.len() as u16 - 1)?;
    sheet.protect_with_options(&ProtectionOptions {
        sort: true,
        use_autofilter: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}

fn cut(words: &str, most: usize) -> String {
    words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(most).collect()
}
