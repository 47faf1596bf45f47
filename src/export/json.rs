//! `findings.json`, `coverage.json`, `ledger.json`: the shapes of CLI.md.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::ser::SerializeSeq;
use serde_json::{Map, Number, Value, json};

use super::{Export, ExportError, Rows, Whole, atomic};
use crate::findings::{Figure, Finding, Reading};

/// Writes `findings.json`.
pub fn findings(whole: &Whole<'_>, to: &Path) -> Result<PathBuf, ExportError> {
    document(to, "findings.json", &findings_shape(whole.findings))
}

/// Writes `coverage.json`.
pub fn coverage(whole: &Whole<'_>, to: &Path) -> Result<PathBuf, ExportError> {
    document(to, "coverage.json", whole.coverage)
}

/// Writes `ledger.json`: every row and cell as the ledger holds it, one at a time.
pub fn ledger(export: &Export<'_>, to: &Path) -> Result<PathBuf, ExportError> {
    #[derive(Serialize)]
    struct Shape<'a> {
        campaign: &'a str,
        as_of: jiff::civil::Date,
        rows: Streamed<'a>,
    }
    let Export { campaign, as_of, rows, .. } = *export;
    document(to, "ledger.json", &Shape { campaign: &campaign.name, as_of, rows: Streamed(rows) })
}

/// Rows that are put together as they are written.
struct Streamed<'a>(&'a dyn Rows);

impl Serialize for Streamed<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(None)?;
        let mut failed = None;
        let read = self.0.each(&mut |row| {
            list.serialize_element(&row).map_err(|fault| {
                failed = Some(fault);
                io::Error::other("the file could not be written")
            })
        });
        match (failed, read) {
            (Some(fault), _) => Err(fault),
            (None, read) => read.map_err(serde::ser::Error::custom).and_then(|()| list.end()),
        }
    }
}

fn document(to: &Path, name: &'static str, value: &impl Serialize) -> Result<PathBuf, ExportError> {
    atomic::write(to, name, |file| {
        serde_json::to_writer_pretty(&mut *file, value).map_err(io::Error::other)?;
        io::Write::write_all(file, b"\n")
    })
}

/// The findings by id, as `foi findings --json` prints them too.
///
/// `rows` are the authorities of the denominator, `behind` those of them that the numerator counts.
pub fn findings_shape(findings: &[Finding]) -> Value {
    Value::Object(findings.iter().map(|finding| (finding.id.clone(), finding_shape(finding))).collect())
}

fn finding_shape(finding: &Finding) -> Value {
    let mut shape = Map::new();
    shape.insert("title".to_owned(), finding.title.clone().into());
    figure_into(&mut shape, &finding.whole);
    shape.insert("rule".to_owned(), finding.rule.written.clone().into());
    shape.insert("rule_in_words".to_owned(), finding.rule.sentence.clone().into());
    shape.insert("note".to_owned(), finding.note.clone().into());
    if !finding.reweighted.is_empty() {
        shape.insert("reweighted".to_owned(), json!(finding.reweighted));
    }
    if !finding.groups.is_empty() {
        let groups = finding.groups.iter().map(|group| {
            let mut shape = Map::new();
            figure_into(&mut shape, &group.figure);
            (group.name.clone(), Value::Object(shape))
        });
        shape.insert("groups".to_owned(), Value::Object(groups.collect()));
    }
    Value::Object(shape)
}

fn figure_into(shape: &mut Map<String, Value>, figure: &Figure) {
    let bounds = figure.bounds;
    let (value, low, high, none) = match &figure.reading {
        Reading::Number(number) => (
            self::number(*number),
            bounds.map_or(Some(*number), |bounds| bounds.low),
            bounds.map_or(Some(*number), |bounds| bounds.high),
            None,
        ),
        Reading::Range(low, high) => (
            Value::Array(vec![number(*low), number(*high)]),
            bounds.map_or(Some(*low), |bounds| bounds.low),
            bounds.map_or(Some(*high), |bounds| bounds.high),
            None,
        ),
        Reading::Quantiles(five) => (five.iter().copied().map(number).collect(), Some(five[0]), Some(five[4]), None),
        Reading::Nothing(why) => {
            (Value::Null, bounds.and_then(|b| b.low), bounds.and_then(|b| b.high), Some(why.as_str()))
        }
    };
    shape.insert("numerator".to_owned(), optional(figure.numerator));
    shape.insert("denominator".to_owned(), number(figure.denominator));
    shape.insert("value".to_owned(), value);
    shape.insert("low".to_owned(), optional(low));
    shape.insert("high".to_owned(), optional(high));
    shape.insert("unit".to_owned(), json!(figure.unit.word()));
    shape.insert("open".to_owned(), json!(bounds.map_or(0, |bounds| bounds.open)));
    if let Some(bounds) = figure.if_settled {
        shape.insert("if_settled".to_owned(), json!(bounds));
    }
    if let Some(bounds) = figure.if_answered {
        shape.insert("if_answered".to_owned(), json!(bounds));
    }
    if let Some(interval) = figure.interval {
        shape.insert("interval".to_owned(), json!(interval));
    }
    if let Some(why) = none {
        shape.insert("why_no_value".to_owned(), why.into());
    }
    shape.insert("rows".to_owned(), json!(figure.rows));
    shape.insert("behind".to_owned(), json!(figure.behind));
    let left_out = figure.left_out.iter().map(|left_out| (left_out.words.clone(), json!(left_out.codes)));
    shape.insert("left_out".to_owned(), Value::Object(left_out.collect()));
}

/// A number as people write it: `24`, not `24.0`; what JSON cannot hold is null.
pub(super) fn number(number: f64) -> Value {
    // Beyond 2^53 a float is no exact whole number, and its digits would say that it were.
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        return Value::from(number as i64);
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

fn optional(value: Option<f64>) -> Value {
    value.map_or(Value::Null, number)
}
