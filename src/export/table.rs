//! The tables of an export: their columns declared once, for CSV, Parquet and the Data Package alike.
//!
//! A table hands out its lines one at a time, so that whoever writes them holds one in memory and not all.

use std::borrow::Cow;
use std::io;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Direction, Export};
use crate::ledger::{Answer, Cell, Figure, Ledger, Qualifier, Row, Value};

use super::columns::{CELLS, REQUESTS};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Whole,
    YesNo,
    Day,
    Time,
}

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// For the codebook of a stranger.
    pub means: &'static str,
    /// It is never empty.
    pub always: bool,
}

/// A table: its file's name without the ending, and its columns.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    pub name: &'static str,
    pub means: &'static str,
    pub columns: &'static [Column],
}

/// One value of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Field<'a> {
    None,
    Text(Cow<'a, str>),
    /// An answer's value, of whatever type.
    Value(&'a Value),
    Number(f64),
    Whole(i64),
    YesNo(bool),
    Day(Date),
    Time(Timestamp),
}

/// Takes one line of a table.
pub type Take<'a> = dyn FnMut(&[Field<'_>]) -> io::Result<()> + 'a;

/// The rows of a ledger, in the frame's order, handed out one at a time.
pub trait Rows {
    /// Calls `see` with each row; what `see` says ends it.
    ///
    /// # Errors
    /// What `see` says, or why a row could not be had.
    fn each(&self, see: &mut dyn FnMut(Cow<'_, Row>) -> io::Result<()>) -> io::Result<()>;
}

impl Rows for Ledger {
    fn each(&self, see: &mut dyn FnMut(Cow<'_, Row>) -> io::Result<()>) -> io::Result<()> {
        self.rows.iter().map(Cow::Borrowed).try_for_each(see)
    }
}

/// Hands the lines of one row of the ledger to `cells` and `requests`.
pub(super) fn row_lines(row: &Row, cells: &mut Take<'_>, requests: &mut Take<'_>) -> io::Result<()> {
    row.cells.iter().try_for_each(|cell| cells(&cell_line(row, cell)))?;
    requests(&request_line(row))
}

/// Hands each line of the messages to `take`.
pub(super) fn message_lines(export: &Export<'_>, take: &mut Take<'_>) -> io::Result<()> {
    export.messages.iter().try_for_each(|message| {
        take(&[
            text(&message.message_id),
            text(match message.direction {
                Direction::In => "in",
                Direction::Out => "out",
            }),
            message.date.map_or(Field::None, Field::Time),
            message.authority.as_ref().map_or(Field::None, |code| text(&code.0)),
            text(&message.kind),
            text(&message.matched_by),
            text(&message.subject),
            joined(&message.attachments),
            message.original.as_ref().map_or(Field::None, |hash| text(hash.as_str())),
        ])
    })
}

/// Hands each line of the diary to `take`.
pub(super) fn event_lines(export: &Export<'_>, take: &mut Take<'_>) -> io::Result<()> {
    export.events.iter().try_for_each(|event| {
        take(&[
            text(&event.authority.0),
            Field::Day(event.date),
            Field::Time(event.recorded),
            text(&event.kind),
            text(&event.source),
            text(&event.detail),
        ])
    })
}

/// Text; nothing where it is empty.
pub(super) fn text(words: &str) -> Field<'_> {
    if words.is_empty() { Field::None } else { Field::Text(Cow::Borrowed(words)) }
}

fn owned<'a>(words: String) -> Field<'a> {
    if words.is_empty() { Field::None } else { Field::Text(Cow::Owned(words)) }
}

fn joined(words: &[String]) -> Field<'_> {
    match words {
        [] => Field::None,
        [one] => text(one),
        many => owned(many.join("; ")),
    }
}

fn maybe_text(words: Option<&str>) -> Field<'_> {
    words.map_or(Field::None, text)
}

fn number<'a>(number: Option<f64>) -> Field<'a> {
    // Nought has no sign, and what is no number has no place in a table.
    number.filter(|number| number.is_finite()).map_or(Field::None, |n| Field::Number(if n == 0.0 { 0.0 } else { n }))
}

fn value(answer: Option<&Answer>) -> Field<'_> {
    answer.and_then(|answer| answer.value.as_ref()).map_or(Field::None, Field::Value)
}

/// One authority's answer to one question, in the columns of [`CELLS`].
fn cell_line<'a>(row: &'a Row, cell: &'a Cell) -> [Field<'a>; CELLS.columns.len()] {
    let settled = cell.settled.as_ref();
    let answer = settled.map(|settled| &settled.answer);
    let evidence = settled.and_then(|settled| settled.evidence.as_ref());
    let proposal = if settled.is_none() { cell.proposal.as_ref() } else { None };
    let proposed = proposal.map(|proposal| &proposal.answer);
    let typed = answer.and_then(|answer| answer.value.as_ref());
    [
        text(&row.authority.code.0),
        text(&row.authority.name),
        text(&cell.question.0),
        text(row.state_of(cell).words()),
        value(answer),
        maybe_text(answer.and_then(|answer| answer.unit.as_deref())),
        number(answer.and_then(|answer| answer.low)),
        number(answer.and_then(|answer| answer.high)),
        settled.map_or(Field::None, |settled| owned(settled.by.to_string())),
        number(settled.and_then(|settled| settled.confidence)),
        maybe_text(evidence.map(|evidence| evidence.words.as_str())),
        maybe_text(cell.message.as_deref()),
        maybe_text(evidence.map(|evidence| evidence.document.as_str())),
        evidence.map_or(Field::None, |evidence| owned(evidence.at.to_string())),
        maybe_text(answer.and_then(|answer| answer.qualifier).map(qualifier_word)),
        maybe_text(answer.and_then(|answer| answer.period.as_deref())),
        answer.map_or(Field::None, |answer| owned(figures(&answer.parts))),
        answer.map_or(Field::None, |answer| owned(figures(&answer.series))),
        answer.map_or(Field::None, |answer| joined(&answer.exemptions)),
        maybe_text(evidence.and_then(|evidence| evidence.original.as_ref()).map(|hash| hash.as_str())),
        settled.map_or(Field::None, |settled| Field::Time(settled.at)),
        text(row.disposition.word()),
        maybe_text(proposed.map(|answer| answer.state.words())),
        value(proposed),
        maybe_text(proposed.and_then(|answer| answer.unit.as_deref())),
        number(proposed.and_then(|answer| answer.low)),
        number(proposed.and_then(|answer| answer.high)),
        number(proposal.map(|proposal| proposal.confidence)),
        maybe_text(proposal.map(|proposal| proposal.evidence.words.as_str())),
        maybe_text(proposal.map(|proposal| proposal.evidence.document.as_str())),
        maybe_text(proposal.map(|proposal| proposal.why.as_str())),
        number(if let Some(Value::Number(number)) = typed { Some(*number) } else { None }),
        if let Some(Value::YesNo(yes)) = typed { Field::YesNo(*yes) } else { Field::None },
        if let Some(Value::Date(date)) = typed { Field::Day(*date) } else { Field::None },
    ]
}

/// One authority's request, in the columns of [`REQUESTS`].
fn request_line(row: &Row) -> [Field<'_>; REQUESTS.columns.len()] {
    let day = |day: Option<Date>| day.map_or(Field::None, Field::Day);
    [
        text(&row.authority.code.0),
        text(&row.authority.name),
        text(&row.token),
        text(row.disposition.word()),
        day(row.sent),
        day(row.due),
        text(&row.due_reason),
        day(row.replied),
        row.overdue_days.map_or(Field::None, |days| Field::Whole(i64::from(days))),
        maybe_text(row.reply_kind.map(|kind| kind.word())),
        joined(&row.exemptions),
        text(&row.authority.kind),
        text(&row.authority.region),
    ]
}

pub(super) fn qualifier_word(qualifier: Qualifier) -> &'static str {
    match qualifier {
        Qualifier::Approx => "approx",
        Qualifier::Lt => "lt",
        Qualifier::Le => "le",
        Qualifier::Gt => "gt",
        Qualifier::Ge => "ge",
        Qualifier::Range => "range",
    }
}

/// Parts and series as one JSON object a cell, in the letter's order; empty where there are none.
fn figures(figures: &[(String, Figure)]) -> String {
    if figures.is_empty() {
        return String::new();
    }
    let object: serde_json::Map<String, serde_json::Value> = figures
        .iter()
        .map(|(name, figure)| {
            let figure = match figure {
                Figure::Number(number) => super::json::number(*number),
                Figure::Words(words) => words.as_str().into(),
            };
            (name.clone(), figure)
        })
        .collect();
    serde_json::Value::Object(object).to_string()
}
