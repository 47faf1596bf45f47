//! The sheet of answers: one row an authority, one column a question, a note on each answer.

use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Note, Worksheet, XlsxError};

use super::style::Style;
use super::{head, text};
use crate::campaign::AnswerType;
use crate::export::Export;
use crate::ledger::{Answer, Cell, CellState, Evidence, Qualifier, Row, Value};

/// With more cells than this the words stay in `cells.csv`: a workbook of so many notes opens for nobody.
const MOST_NOTES: usize = 20_000;
const MOST_NOTE: usize = 1_500;

/// The columns before the answers.
const OWN: [(&str, f64); 9] = [
    ("authority", 10.0),
    ("name", 38.0),
    ("kind", 14.0),
    ("region", 16.0),
    ("disposition", 20.0),
    ("sent", 11.0),
    ("due", 11.0),
    ("replied", 11.0),
    ("exemptions", 16.0),
];

/// Fills the sheet, row by row.
pub(super) fn sheet(sheet: &mut Worksheet, export: &Export<'_>, style: &Style) -> Result<(), XlsxError> {
    sheet.set_name("Answers")?;
    let campaign = export.campaign;
    let asked = campaign.questions.iter().map(|question| (question.id.to_string(), question.kind));
    let seen = campaign.observations.iter().map(|observation| (observation.id.to_string(), observation.kind));
    let questions: Vec<(String, AnswerType)> = asked.chain(seen).collect();
    let count = campaign.frame.members.len();
    let own = OWN.iter().map(|(name, width)| ((*name).to_owned(), *width));
    let columns: Vec<(String, f64)> = own.chain(questions.iter().map(|(id, _)| (id.clone(), 15.0))).collect();
    head(sheet, style, &columns, count)?;
    sheet.set_freeze_panes(1, 2)?;
    let has_notes = count * questions.len() <= MOST_NOTES;
    let mut at = 0_u32;
    let read = export.rows.each(&mut |row| {
        at += 1;
        fill(sheet, at, &row, &questions, has_notes, style).map_err(std::io::Error::other)
    });
    read.map_err(|cause| cause.downcast::<XlsxError>().unwrap_or_else(XlsxError::IoError))
}

fn fill(
    sheet: &mut Worksheet,
    at: u32,
    row: &Row,
    questions: &[(String, AnswerType)],
    has_notes: bool,
    style: &Style,
) -> Result<(), XlsxError> {
    own_columns(sheet, at, row, style)?;
    for ((cell, (_, kind)), column) in row.cells.iter().zip(questions).zip(OWN.len() as u16..) {
        answer(sheet, (at, column), row, cell, Some(*kind), style)?;
        if has_notes && let Some(note) = note(row, cell) {
            let note = Note::new(note).add_author_prefix(false).set_width(360).set_height(160);
            sheet.insert_note(at, column, &note)?;
        }
    }
    Ok(())
}

fn own_columns(sheet: &mut Worksheet, at: u32, row: &Row, style: &Style) -> Result<(), XlsxError> {
    let authority = &row.authority;
    let words =
        [authority.code.0.as_str(), &authority.name, &authority.kind, &authority.region, row.disposition.words()];
    for (words, column) in words.into_iter().zip(0_u16..) {
        sheet.write_string_with_format(at, column, text(words), &style.words)?;
    }
    for (date, column) in [row.sent, row.due, row.replied].into_iter().zip(5_u16..) {
        if let Some(date) = date {
            day(sheet, (at, column), date, style)?;
        }
    }
    sheet.write_string_with_format(at, 8, text(&row.exemptions.join(", ")), &style.words)?;
    Ok(())
}

fn answer(
    sheet: &mut Worksheet,
    (at, column): (u32, u16),
    row: &Row,
    cell: &Cell,
    kind: Option<AnswerType>,
    style: &Style,
) -> Result<(), XlsxError> {
    let Some(settled) = &cell.settled else {
        let words = if cell.waits() { "waits for a person" } else { row.state_of(cell).words() };
        sheet.write_string_with_format(at, column, words, &style.quiet)?;
        return Ok(());
    };
    let answer = &settled.answer;
    match (answer.state, &answer.value) {
        (CellState::Censored, _) => sheet.write_string_with_format(at, column, bound(answer), &style.words)?,
        (_, Some(Value::Number(number))) if number.is_finite() => {
            sheet.write_number_with_format(at, column, *number, style.number(kind, *number))?
        }
        (_, Some(Value::YesNo(yes))) => sheet.write_boolean(at, column, *yes)?,
        (_, Some(Value::Date(date))) => return day(sheet, (at, column), *date, style),
        (_, Some(Value::Text(words))) => sheet.write_string_with_format(at, column, text(words), &style.words)?,
        (state, _) => sheet.write_string_with_format(at, column, state.words(), &style.quiet)?,
    };
    Ok(())
}

/// `<5`, `5 to 9`, `about 250`.
fn bound(answer: &Answer) -> String {
    let end = |end: Option<f64>| end.map_or_else(|| "?".to_owned(), |end| end.to_string());
    match (answer.qualifier, &answer.value) {
        (Some(Qualifier::Approx), Some(Value::Number(number))) => format!("about {number}"),
        (Some(Qualifier::Lt), _) => format!("<{}", end(answer.high)),
        (Some(Qualifier::Le), _) => format!("\u{2264}{}", end(answer.high)),
        (Some(Qualifier::Gt), _) => format!(">{}", end(answer.low)),
        (Some(Qualifier::Ge), _) => format!("\u{2265}{}", end(answer.low)),
        _ => format!("{} to {}", end(answer.low), end(answer.high)),
    }
}

fn day(sheet: &mut Worksheet, (at, column): (u32, u16), date: Date, style: &Style) -> Result<(), XlsxError> {
    let parts = (u16::try_from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs());
    match parts {
        // Excel's days begin in 1900; an earlier one is told in words.
        (Ok(year @ 1900..), month, day) => {
            let excel = ExcelDateTime::from_ymd(year, month, day)?;
            sheet.write_datetime_with_format(at, column, &excel, &style.date)?
        }
        _ => sheet.write_string_with_format(at, column, date.to_string(), &style.words)?,
    };
    Ok(())
}

/// What stands behind an answer; `None` where nothing does.
fn note(row: &Row, cell: &Cell) -> Option<String> {
    let (who, evidence) = match (&cell.settled, &cell.proposal) {
        (Some(settled), _) => {
            (format!("{}, settled by {}", settled.answer.state, settled.by), settled.evidence.as_ref())
        }
        (None, Some(proposal)) if cell.waits() => {
            (format!("waits for a person; proposed: {}", proposal.answer.state), Some(&proposal.evidence))
        }
        _ => return None,
    };
    let words = evidence.map(said).unwrap_or_default();
    Some(text(&format!("{}: {who}\n{words}", row.authority.code)))
}

fn said(evidence: &Evidence) -> String {
    let words: String = evidence.words.chars().take(MOST_NOTE).collect();
    let hash = evidence.original.as_ref().map(|hash| format!("\nSHA-256 {hash}")).unwrap_or_default();
    format!("\u{201c}{words}\u{201d}\n{}, {}{hash}", evidence.document, evidence.at)
}
