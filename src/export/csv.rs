//! `cells.csv`, `requests.csv`, `messages.csv`, `events.csv`: the columns of CLI.md first, more behind them.

use std::io;
use std::path::{Path, PathBuf};

use ::csv::Writer;

use super::{Direction, Export, ExportError, atomic};
use crate::ledger::{Answer, Cell, Figure, Qualifier, Row, Value};

/// The columns of `cells.csv`.
const CELLS: [&str; 31] = [
    "authority",
    "name",
    "question",
    "state",
    "value",
    "unit",
    "low",
    "high",
    "settled_by",
    "confidence",
    "evidence",
    "message_id",
    "document",
    "at",
    "qualifier",
    "period",
    "parts",
    "series",
    "exemptions",
    "original",
    "settled_at",
    "disposition",
    "proposed_state",
    "proposed_value",
    "proposed_unit",
    "proposed_low",
    "proposed_high",
    "proposed_confidence",
    "proposed_evidence",
    "proposed_document",
    "proposed_why",
];

/// Writes `cells.csv`: one line an authority and question, settled or not.
pub fn cells(export: &Export<'_>, to: &Path) -> Result<PathBuf, ExportError> {
    table(to, "cells.csv", &CELLS, |csv| {
        for row in &export.ledger.rows {
            for cell in &row.cells {
                csv.write_record(cell_line(row, cell))?;
            }
        }
        Ok(())
    })
}

fn cell_line(row: &Row, cell: &Cell) -> [String; CELLS.len()] {
    let settled = cell.settled.as_ref();
    let answer = settled.map(|settled| &settled.answer);
    let evidence = settled.and_then(|settled| settled.evidence.as_ref());
    let proposal = if settled.is_none() { cell.proposal.as_ref() } else { None };
    let proposed = proposal.map(|proposal| &proposal.answer);
    [
        inert(&row.authority.code.0),
        inert(&row.authority.name),
        inert(&cell.question.0),
        row.state_of(cell).words().to_owned(),
        value(answer),
        unit(answer),
        number(answer.and_then(|answer| answer.low)),
        number(answer.and_then(|answer| answer.high)),
        settled.map(|settled| inert(&settled.by.to_string())).unwrap_or_default(),
        number(settled.and_then(|settled| settled.confidence)),
        evidence.map(|evidence| inert(&evidence.words)).unwrap_or_default(),
        cell.message.as_deref().map(inert).unwrap_or_default(),
        evidence.map(|evidence| inert(&evidence.document)).unwrap_or_default(),
        evidence.map(|evidence| inert(&evidence.at.to_string())).unwrap_or_default(),
        answer.and_then(|answer| answer.qualifier).map(qualifier_word).unwrap_or_default().to_owned(),
        answer.and_then(|answer| answer.period.as_deref()).map(inert).unwrap_or_default(),
        answer.map(|answer| figures(&answer.parts)).unwrap_or_default(),
        answer.map(|answer| figures(&answer.series)).unwrap_or_default(),
        answer.map(|answer| inert(&answer.exemptions.join("; "))).unwrap_or_default(),
        evidence.and_then(|evidence| evidence.original.as_ref()).map(ToString::to_string).unwrap_or_default(),
        settled.map(|settled| settled.at.to_string()).unwrap_or_default(),
        row.disposition.word().to_owned(),
        proposed.map(|answer| answer.state.words().to_owned()).unwrap_or_default(),
        value(proposed),
        unit(proposed),
        number(proposed.and_then(|answer| answer.low)),
        number(proposed.and_then(|answer| answer.high)),
        number(proposal.map(|proposal| proposal.confidence)),
        proposal.map(|proposal| inert(&proposal.evidence.words)).unwrap_or_default(),
        proposal.map(|proposal| inert(&proposal.evidence.document)).unwrap_or_default(),
        proposal.map(|proposal| inert(&proposal.why)).unwrap_or_default(),
    ]
}

/// Writes `requests.csv`: one line an authority of the frame.
pub fn requests(export: &Export<'_>, to: &Path) -> Result<PathBuf, ExportError> {
    let columns = [
        "authority",
        "name",
        "token",
        "state",
        "sent",
        "due",
        "due_reason",
        "replied",
        "overdue_days",
        "reply_kind",
        "exemptions",
        "kind",
        "region",
    ];
    table(to, "requests.csv", &columns, |csv| {
        for row in &export.ledger.rows {
            csv.write_record([
                inert(&row.authority.code.0),
                inert(&row.authority.name),
                inert(&row.token),
                row.disposition.word().to_owned(),
                shown(row.sent),
                shown(row.due),
                inert(&row.due_reason),
                shown(row.replied),
                shown(row.overdue_days),
                row.reply_kind.map(|kind| kind.word().to_owned()).unwrap_or_default(),
                inert(&row.exemptions.join("; ")),
                inert(&row.authority.kind),
                inert(&row.authority.region),
            ])?;
        }
        Ok(())
    })
}

/// Writes `messages.csv`: one line a message, in or out.
pub fn messages(export: &Export<'_>, to: &Path) -> Result<PathBuf, ExportError> {
    let columns =
        ["message_id", "direction", "date", "authority", "kind", "matched_by", "subject", "attachments", "original"];
    table(to, "messages.csv", &columns, |csv| {
        for message in export.messages {
            csv.write_record([
                inert(&message.message_id),
                match message.direction {
                    Direction::In => "in".to_owned(),
                    Direction::Out => "out".to_owned(),
                },
                shown(message.date),
                message.authority.as_ref().map(|code| inert(&code.0)).unwrap_or_default(),
                inert(&message.kind),
                inert(&message.matched_by),
                inert(&message.subject),
                inert(&message.attachments.join("; ")),
                message.original.as_ref().map(ToString::to_string).unwrap_or_default(),
            ])?;
        }
        Ok(())
    })
}

/// Writes `events.csv`: one line an event, oldest first.
pub fn events(export: &Export<'_>, to: &Path) -> Result<PathBuf, ExportError> {
    table(to, "events.csv", &["authority", "date", "recorded", "kind", "source", "detail"], |csv| {
        for event in export.events {
            csv.write_record([
                inert(&event.authority.0),
                event.date.to_string(),
                event.recorded.to_string(),
                inert(&event.kind),
                inert(&event.source),
                inert(&event.detail),
            ])?;
        }
        Ok(())
    })
}

fn table(
    to: &Path,
    name: &'static str,
    columns: &[&str],
    fill: impl FnOnce(&mut Writer<&mut io::BufWriter<std::fs::File>>) -> Result<(), ::csv::Error>,
) -> Result<PathBuf, ExportError> {
    atomic::write(to, name, |file| {
        let mut csv = Writer::from_writer(file);
        csv.write_record(columns).and_then(|()| fill(&mut csv)).map_err(io::Error::other)?;
        csv.flush()
    })
}

/// `text` such that no spreadsheet takes it for a formula: an apostrophe before `=`, `+`, `-`, `@`, tab or line end, also
/// where blanks stand before them, since some programs trim them. NUL, which some readers stop at, is dropped.
pub fn inert(text: &str) -> String {
    let text = if text.contains('\0') { text.replace('\0', "") } else { text.to_owned() };
    let after_blanks = text.trim_start_matches([' ', '\u{a0}']);
    if after_blanks.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
    {
        return format!("'{text}");
    }
    text
}

/// The value as CSV holds it: a number as a number, yes and no as `true` and `false`, text inert.
fn value(answer: Option<&Answer>) -> String {
    match answer.and_then(|answer| answer.value.as_ref()) {
        None => String::new(),
        Some(Value::YesNo(yes)) => yes.to_string(),
        Some(Value::Number(n)) => number(Some(*n)),
        Some(Value::Date(date)) => date.to_string(),
        Some(Value::Text(text)) => inert(text),
    }
}

fn unit(answer: Option<&Answer>) -> String {
    answer.and_then(|answer| answer.unit.as_deref()).map(inert).unwrap_or_default()
}

/// The shortest digits that read back as the same number.
fn number(number: Option<f64>) -> String {
    number.map(|number| if number == 0.0 { "0".to_owned() } else { number.to_string() }).unwrap_or_default()
}

fn shown(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
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
