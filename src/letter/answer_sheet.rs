//! The answer sheet: a small form made from the questions, one for each authority with its reference inside.
//!
//! FOIA s. 11(1)(a) lets the requester prefer a form, so far as is reasonably practicable; an officer who likes forms
//! fills it in, and it comes back readable cell by cell. It comes twice, as a spreadsheet and as lines in the letter's
//! body, since some authorities strip attachments. Its columns are a contract with the reader:
//!
//! `No | Question | Answer | State | Note | Id`, one row a question and one a part; `Id` is `staff` or `staff/full-time`.

use jiff::civil::Date;
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError,
};

use crate::authority::Authority;
use crate::campaign::{AnswerType, Campaign, Question};
use crate::request::Token;

/// What an officer can choose as the state of an answer; the words are the ledger's.
pub const STATES: [&str; 6] =
    ["value", "not held", "exempt", "over cost limit", "published elsewhere", "not applicable"];

/// As Excel numbers papers.
const A4: u8 = 9;

const HEADINGS: [&str; 6] = ["No", "Question", "Answer", "State", "Note", "Id"];

/// Why a sheet could not be made.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the answer sheet for {code} could not be made")]
#[diagnostic(help("a question or a name may be longer than a spreadsheet's cell can hold (32,767 characters)"))]
pub struct SheetError {
    code: String,
    #[source]
    cause: XlsxError,
}

/// One line to be filled in.
struct Line {
    number: String,
    asks: String,
    id: String,
}

/// Returns the form as an XLSX file, the same bytes for the same campaign, authority and token.
///
/// # Errors
/// [`SheetError`] where a text is too long for a cell.
pub fn answer_sheet(campaign: &Campaign, authority: &Authority, token: &Token) -> Result<Vec<u8>, SheetError> {
    fill(campaign, authority, token).map_err(|cause| SheetError { code: authority.code.0.clone(), cause })
}

fn fill(campaign: &Campaign, authority: &Authority, token: &Token) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title(&campaign.title).set_creation_datetime(&day(campaign.opens)?));
    let bold = Format::new().set_bold();
    // Rules about every cell: printed to PDF they say what stands beside what.
    let ruled = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
    let (head, blank) = (ruled.clone().set_bold(), ruled.clone().set_background_color("FFF9DB"));
    let sheet = book.add_worksheet().set_name("Answers")?;
    // Some print it to PDF: its columns must come out on one page, or no answer stands beside its question.
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    let above = [
        ("Reference", token.to_string()),
        ("Authority", format!("{} ({})", authority.name, authority.code)),
        ("Request", campaign.title.clone()),
        (
            "How to",
            "Fill in the yellow cells; 0 for nought, and choose \"not held\" where you do not hold it.".to_owned(),
        ),
    ];
    for (row, (name, value)) in (0..).zip(above) {
        sheet.write_string_with_format(row, 0, name, &bold)?;
        sheet.write_string(row, 1, value)?;
    }
    const HEAD: u32 = 5;
    for (column, (heading, width)) in (0..).zip(HEADINGS.into_iter().zip([12, 60, 24, 20, 40, 18])) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(HEAD, column, heading, &head)?;
    }
    let lines = lines(&campaign.questions);
    let mut row = HEAD;
    for line in &lines {
        row += 1;
        sheet.write_string_with_format(row, 0, &line.number, &ruled)?;
        sheet.write_string_with_format(row, 1, &line.asks, &ruled)?;
        for column in 2..5 {
            sheet.write_blank(row, column, &blank)?;
        }
        sheet.write_string_with_format(row, 5, &line.id, &ruled)?;
    }
    if row > HEAD {
        let choice = DataValidation::new().allow_list_strings(&STATES)?;
        sheet.add_data_validation(HEAD + 1, 3, row, 3, &choice)?;
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    book.save_to_buffer()
}

fn day(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let number = |number: i8| u8::try_from(number).unwrap_or(1);
    // A spreadsheet's days begin in 1900; a campaign that opens before that has other worries.
    ExcelDateTime::from_ymd(u16::try_from(date.year()).unwrap_or(1900), number(date.month()), number(date.day()))
}

fn lines(questions: &[Question]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (question, number) in questions.iter().zip(1..) {
        lines.push(Line {
            number: number.to_string(),
            asks: question.asks.trim().to_owned(),
            id: question.id.0.clone(),
        });
        for (part, letter) in question.parts.iter().zip('a'..='z') {
            lines.push(Line {
                number: format!("{number}{letter}"),
                asks: part.clone(),
                id: format!("{}/{part}", question.id),
            });
        }
    }
    lines
}

/// The form as lines for the letter's body, between two rules that a reader can find again.
///
/// ```text
/// ---- Answer sheet FOI-7K2M-9PQ4 ----
/// 1. How many staff ...?
/// 1. Answer (a number of people):
/// 1a. full-time:
/// ---- End of answer sheet ----
/// ```
pub fn answer_lines(questions: &[Question], token: &Token) -> String {
    let mut text = format!("---- Answer sheet {token} ----\n");
    text.push_str("Please fill in after the colons: 0 for nought, \"not held\" where you do not hold it.\n");
    for (question, number) in questions.iter().zip(1..) {
        text.push_str(&format!("\n{number}. {}\n", question.asks.trim()));
        text.push_str(&format!("{number}. {}:\n", answer_label(question)));
        for (part, letter) in question.parts.iter().zip('a'..='z') {
            text.push_str(&format!("{number}{letter}. {part}:\n"));
        }
    }
    text.push_str("\n---- End of answer sheet ----\n");
    text
}

/// What stands before the colon behind which an answer goes: `Answer (a number of people)`.
pub fn answer_label(question: &Question) -> String {
    format!("Answer ({})", wanted(question))
}

fn wanted(question: &Question) -> String {
    match (question.kind, question.unit.as_deref()) {
        (AnswerType::Count, Some(unit)) => format!("a number of {unit}"),
        (AnswerType::Count, None) => "a number".into(),
        (AnswerType::Money, _) => "pounds".into(),
        (AnswerType::Percent, _) => "per cent".into(),
        (AnswerType::YesNo, _) => "yes or no".into(),
        (AnswerType::Date, _) => "a date".into(),
        (AnswerType::Choice, _) => format!("one of: {}", question.choices.join("; ")),
        (AnswerType::Text | AnswerType::Table, _) => "in your words".into(),
    }
}
