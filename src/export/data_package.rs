//! `datapackage.json`: what the CSV files beside it hold, for programs and for a stranger in ten years.
//!
//! Authority: Data Package and Table Schema, version 2.0 (datapackage.org), in the values that version 1 reads too: lower-case
//! names, keys as arrays, `missingValues` as strings. Each file has its size and SHA-256. Nothing is dated by the clock, so the
//! same ledger gives the same bytes. An absent number is never nought: `state` says why it is absent.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::columns::TABLES;
use super::table::{Field, Kind, Table, text};
use super::{Export, ExportError, Whole, atomic, csv};
use crate::findings::Reading;
use crate::ledger::{CellState, Disposition};
use crate::request::ReplyKind;

const ESCAPED: &str =
    "Text that begins with = + - @ a tab or a line end has an apostrophe before it, so that no spreadsheet runs it";

/// Writes `datapackage.json`, and the files that only it has: `questions.csv` and `findings.csv`.
///
/// The four tables of CSV must stand in `to` already.
pub fn write(export: &Export<'_>, whole: &Whole<'_>, to: &Path) -> Result<Vec<PathBuf>, ExportError> {
    let questions = questions(export, to)?;
    let findings = findings(whole, to)?;
    let mut resources = Vec::new();
    for table in TABLES {
        let mut resource = described(to, table.name, table.means)?;
        resource.insert("schema".to_owned(), schema(table));
        resources.push(Value::Object(resource));
    }
    for (name, means, schema) in [
        ("questions", "One line a question or observation: the codebook of cells.csv", question_schema()),
        ("findings", "One line a declared finding, with what it is a figure of", finding_schema()),
    ] {
        let mut resource = described(to, name, means)?;
        resource.insert("schema".to_owned(), schema);
        resources.push(Value::Object(resource));
    }
    let document = package(export, resources);
    let path = atomic::write(to, "datapackage.json", |file| {
        serde_json::to_writer_pretty(&mut *file, &document).map_err(io::Error::other)?;
        io::Write::write_all(file, b"\n")
    })?;
    Ok(vec![questions, findings, path])
}

fn package(export: &Export<'_>, resources: Vec<Value>) -> Value {
    let campaign = export.campaign;
    let name: String =
        campaign.name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let requester = campaign.requester.organisation.as_ref().unwrap_or(&campaign.requester.name);
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": campaign.title,
        "description": format!(
            "Answers of {} public authorities to one freedom-of-information request under {}, as of {}. {ESCAPED}.",
            campaign.frame.members.len(), campaign.regime.0, export.as_of
        ),
        "licenses": [licence(export.licence)],
        "contributors": [{ "title": requester, "role": "author" }],
        "sources": [{ "title": "Replies of the authorities; each cell names the original by its SHA-256" }],
        "resources": resources,
    })
}

/// The licence that the requester gives; nobody else can give one.
fn licence(given: Option<&str>) -> Value {
    let known = [
        ("CC-BY-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC0-1.0", "CC0 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("ODbL-1.0", "Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        (
            "OGL-UK-3.0",
            "Open Government Licence 3.0 (United Kingdom)",
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        ),
    ];
    match given {
        // The Open Definition's own word for it.
        None => json!({ "name": "notspecified", "title": "Licence not specified: ask who published this" }),
        Some(given) => match known.iter().find(|(name, ..)| name.eq_ignore_ascii_case(given)) {
            Some((name, title, path)) => json!({ "name": name, "title": title, "path": path }),
            None => json!({ "name": given, "title": given }),
        },
    }
}

fn described(to: &Path, name: &str, means: &str) -> Result<Map<String, Value>, ExportError> {
    let path = to.join(format!("{name}.csv"));
    let (bytes, hash) = measured(&path).map_err(|cause| ExportError::Unwritable { path, cause })?;
    let resource = json!({
        "name": name,
        "type": "table",
        "path": format!("{name}.csv"),
        "title": means,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": { "delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"", "doubleQuote": true, "header": true },
        "bytes": bytes,
        "hash": format!("sha256:{hash}"),
    });
    Ok(match resource {
        Value::Object(resource) => resource,
        _ => Map::new(),
    })
}

/// The size of a file and its SHA-256.
fn measured(path: &Path) -> io::Result<(u64, String)> {
    let mut file = BufReader::new(File::open(path)?);
    let (mut size, mut hash, mut buffer) = (0, Sha256::new(), vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer)?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
        size += read as u64;
        hash.update(piece);
    }
    Ok((size, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn schema(table: &Table) -> Value {
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|column| {
            let mut limits = Map::new();
            if column.always {
                limits.insert("required".to_owned(), true.into());
            }
            if let Some(words) = words_of(table.name, column.name) {
                limits.insert("enum".to_owned(), words.into());
            }
            match column.name {
                "confidence" | "proposed_confidence" => {
                    limits.insert("minimum".to_owned(), 0.into());
                    limits.insert("maximum".to_owned(), 1.into());
                }
                "overdue_days" => {
                    limits.insert("minimum".to_owned(), 0.into());
                }
                "original" => {
                    limits.insert("pattern".to_owned(), "[0-9a-f]{64}".into());
                }
                _ => {}
            }
            field(column.name, column.kind, column.means, limits)
        })
        .collect();
    let to = |fields: &[&str], resource: &str, others: &[&str]| json!({ "fields": fields, "reference": { "resource": resource, "fields": others } });
    let frame = to(&["authority"], "requests", &["authority"]);
    match table.name {
        "cells" => json!({
            "fields": fields, "missingValues": [""], "primaryKey": ["authority", "question"],
            "foreignKeys": [frame, to(&["question"], "questions", &["question"])],
        }),
        "requests" => json!({ "fields": fields, "missingValues": [""], "primaryKey": ["authority"] }),
        _ => json!({ "fields": fields, "missingValues": [""], "foreignKeys": [frame] }),
    }
}

fn field(name: &str, kind: Kind, means: &str, limits: Map<String, Value>) -> Value {
    let kind = match kind {
        Kind::Text => "string",
        Kind::Number => "number",
        Kind::Whole => "integer",
        Kind::YesNo => "boolean",
        Kind::Day => "date",
        Kind::Time => "datetime",
    };
    let mut field = Map::new();
    field.insert("name".to_owned(), name.into());
    field.insert("type".to_owned(), kind.into());
    field.insert("description".to_owned(), means.into());
    if !limits.is_empty() {
        field.insert("constraints".to_owned(), Value::Object(limits));
    }
    Value::Object(field)
}

/// The only words that a column can hold, where there are few.
fn words_of(table: &str, column: &str) -> Option<Vec<&'static str>> {
    let states = || CellState::ALL.into_iter().map(CellState::words).collect();
    let dispositions = || Disposition::ALL.into_iter().map(Disposition::word).collect();
    match (table, column) {
        ("cells", "state" | "proposed_state") => Some(states()),
        ("cells", "disposition") | ("requests", "state") => Some(dispositions()),
        ("cells", "qualifier") => Some(vec!["approx", "lt", "le", "gt", "ge", "range"]),
        ("requests", "reply_kind") => Some(ReplyKind::ALL.into_iter().map(ReplyKind::word).collect()),
        ("messages", "direction") => Some(vec!["in", "out"]),
        _ => None,
    }
}

const QUESTION: [(&str, &str); 6] = [
    ("question", "its id"),
    ("role", "question, or observation: what replies say though nobody asked"),
    ("asks", "the wording, or what is looked for"),
    ("type", "what kind of answer it wants"),
    ("unit", "what a count counts"),
    ("choices", "what a choice may be"),
];

fn question_schema() -> Value {
    let fields = QUESTION.map(|(name, means)| {
        let mut limits = Map::new();
        match name {
            "question" | "asks" => {
                limits.insert("required".to_owned(), true.into());
            }
            "role" => {
                limits.insert("enum".to_owned(), vec!["question", "observation"].into());
            }
            "type" => {
                let kinds = ["count", "money", "percent", "yesno", "date", "text", "choice", "table"];
                limits.insert("enum".to_owned(), kinds.to_vec().into());
            }
            _ => {}
        }
        field(name, Kind::Text, means, limits)
    });
    json!({ "fields": fields, "missingValues": [""], "primaryKey": ["question"] })
}

fn questions(export: &Export<'_>, to: &Path) -> Result<PathBuf, ExportError> {
    let path = to.join("questions.csv");
    let kind = |kind| serde_json::to_value(kind).ok().and_then(|word: Value| word.as_str().map(str::to_owned));
    csv::lines(&path, &QUESTION.map(|(name, _)| name), |take| {
        for question in &export.campaign.questions {
            let (kind, choices) = (kind(question.kind).unwrap_or_default(), question.choices.join("; "));
            let unit = question.unit.as_deref().unwrap_or_default();
            take(&[&question.id.0, "question", question.asks.as_str(), &kind, unit, &choices].map(text))?;
        }
        for seen in &export.campaign.observations {
            let kind = kind(seen.kind).unwrap_or_default();
            take(&[&seen.id.0, "observation", seen.looks_for.as_str(), &kind, "", ""].map(text))?;
        }
        Ok(())
    })?;
    Ok(path)
}

const FINDING: [(&str, Kind, &str); 14] = [
    ("finding", Kind::Text, "its id"),
    ("title", Kind::Text, "what the report calls it"),
    ("group", Kind::Text, "the group, where it is told by group; empty for the whole"),
    ("value", Kind::Number, "the figure; of a range its lowest"),
    ("value_to", Kind::Number, "the highest of a range"),
    ("unit", Kind::Text, "what the figure counts"),
    ("numerator", Kind::Number, "what is above the line"),
    ("denominator", Kind::Number, "what it is a figure of"),
    ("low", Kind::Number, "the least it could be, whatever the answers given as bounds are"),
    ("high", Kind::Number, "the most it could be"),
    ("of", Kind::Text, "the same in words"),
    ("left_out", Kind::Text, "who is left out, and why"),
    ("rule", Kind::Text, "as the campaign file has it"),
    ("rule_in_words", Kind::Text, "the rule as a sentence"),
];

fn finding_schema() -> Value {
    let fields = FINDING.map(|(name, kind, means)| {
        let mut limits = Map::new();
        if matches!(name, "finding" | "title" | "denominator" | "rule") {
            limits.insert("required".to_owned(), true.into());
        }
        field(name, kind, means, limits)
    });
    json!({ "fields": fields, "missingValues": [""] })
}

fn findings(whole: &Whole<'_>, to: &Path) -> Result<PathBuf, ExportError> {
    let path = to.join("findings.csv");
    let number = |number: Option<f64>| number.filter(|n| n.is_finite()).map_or(Field::None, Field::Number);
    csv::lines(&path, &FINDING.map(|(name, ..)| name), |take| {
        for finding in whole.findings {
            let groups = finding.groups.iter().map(|group| (group.name.as_str(), &group.figure));
            for (group, figure) in std::iter::once(("", &finding.whole)).chain(groups) {
                let (value, value_to) = match &figure.reading {
                    Reading::Number(number) => (Some(*number), None),
                    Reading::Range(low, high) => (Some(*low), Some(*high)),
                    Reading::Quantiles(five) => (Some(five[0]), Some(five[4])),
                    Reading::Nothing(_) => (None, None),
                };
                take(&[
                    text(&finding.id),
                    text(&finding.title),
                    text(group),
                    number(value),
                    number(value_to),
                    text(figure.unit.word()),
                    number(figure.numerator),
                    number(Some(figure.denominator)),
                    number(figure.bounds.and_then(|bounds| bounds.low)),
                    number(figure.bounds.and_then(|bounds| bounds.high)),
                    Field::Text(Cow::Owned(figure.of_text())),
                    Field::Text(Cow::Owned(figure.left_out_text())),
                    text(&finding.rule.written),
                    text(&finding.rule.sentence),
                ])?;
            }
        }
        Ok(())
    })?;
    Ok(path)
}
