//! The codebook: what every column and every word of the workbook means.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::style::Style;
use super::{head, text};
use crate::export::Whole;
use crate::ledger::{CellState, Disposition};

/// Fills the sheet.
pub(super) fn sheet(sheet: &mut Worksheet, whole: &Whole<'_>, style: &Style) -> Result<(), XlsxError> {
    sheet.set_name("Codebook")?;
    let columns = [("where", 14.0), ("word", 24.0), ("means", 90.0), ("type", 12.0), ("unit", 12.0)];
    let lines = lines(whole);
    head(sheet, style, &columns.map(|(name, width)| (name.to_owned(), width)), lines.len())?;
    for (line, at) in lines.iter().zip(1_u32..) {
        for (words, column) in line.iter().zip(0_u16..) {
            sheet.write_string_with_format(at, column, text(words), &style.words)?;
        }
    }
    Ok(())
}

fn lines(whole: &Whole<'_>) -> Vec<[String; 5]> {
    let own = [
        ("authority", "the authority's code", "text"),
        ("disposition", "what became of the request", "text"),
        ("sent", "the day the request was sent", "date"),
        ("due", "the last day for an answer in time, by the law's clock", "date"),
        ("replied", "the day of the first answer within the campaign", "date"),
        ("exemptions", "sections relied on to withhold, whole letter", "text"),
    ];
    let own = own.map(|(word, means, kind)| line("column", word, means, kind, ""));
    let questions = whole.campaign.questions.iter().map(|question| {
        let period = question.period.map(|period| format!(" (asked about {} to {})", period.from, period.to));
        let means = format!("{}{}", question.asks, period.unwrap_or_default());
        line("question", &question.id.0, &means, &word(question.kind), question.unit.as_deref().unwrap_or_default())
    });
    let observations = whole.campaign.observations.iter().map(|observation| {
        let means = format!("{} (said in replies, asked by nobody)", observation.looks_for);
        line("observation", &observation.id.0, &means, &word(observation.kind), "")
    });
    let states = CellState::ALL.into_iter().map(|state| line("cell state", state.words(), means(state), "", ""));
    let dispositions = Disposition::ALL
        .into_iter()
        .map(|d| line("disposition", d.words(), &format!("`{}` in the CSV files", d.word()), "", ""));
    own.into_iter().chain(questions).chain(observations).chain(states).chain(dispositions).collect()
}

fn line(place: &str, word: &str, means: &str, kind: &str, unit: &str) -> [String; 5] {
    [place, word, means, kind, unit].map(str::to_owned)
}

/// The type's word as the campaign file has it.
fn word(kind: crate::campaign::AnswerType) -> String {
    serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn means(state: CellState) -> &'static str {
    match state {
        CellState::Value => "a figure or words",
        CellState::Zero => "the number nought, however it was said",
        CellState::Censored => "a bound or an approximation in place of a number",
        CellState::NotHeld => "the authority says that it does not hold the information",
        CellState::Exempt => "withheld under an exemption",
        CellState::OverCostLimit => "refused because answering would cost too much",
        CellState::PublishedElsewhere => "said to be published, and where",
        CellState::InAttachment => "said to be in an attachment that could not be read as an answer",
        CellState::SeeOtherAnswer => "a reference to another answer",
        CellState::NotApplicable => "said not to apply to this authority",
        CellState::Unclear => "words stand there, and a person must say what they mean",
        CellState::NotAnswered => "replied, and nothing said of this question",
        CellState::NoReply => "no answer to the request",
    }
}
