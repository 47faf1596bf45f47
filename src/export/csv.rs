//! `cells.csv`, `requests.csv`, `messages.csv`, `events.csv` (RFC 4180, UTF-8, line ends as LF), a line at a time.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use ::csv::Writer;

use super::table::{self, Field, Table};
use super::{Export, ExportError, atomic};
use crate::ledger::Value;

/// Writes one table.
pub fn write(table: &Table, export: &Export<'_>, to: &Path) -> Result<PathBuf, ExportError> {
    let path = to.join(format!("{}.csv", table.name));
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    lines(&path, &names, |take| table::lines(table, export, take))?;
    Ok(path)
}

/// Writes the lines that `fill` hands out to `path`, under a heading.
pub(super) fn lines(
    path: &Path,
    names: &[&str],
    fill: impl FnOnce(&mut table::Take<'_>) -> io::Result<()>,
) -> Result<(), ExportError> {
    atomic::whole(path, |file| {
        let mut csv = Writer::from_writer(file);
        csv.write_record(names).map_err(io::Error::other)?;
        let mut shown = String::new();
        fill(&mut |line| {
            for field in line {
                shown.clear();
                show(field, &mut shown);
                csv.write_field(&shown).map_err(io::Error::other)?;
            }
            csv.write_record(None::<&[u8]>).map_err(io::Error::other)
        })?;
        csv.flush()
    })
}

/// A field as CSV holds it: a number as a number, yes and no as `true` and `false`, text inert.
fn show(field: &Field<'_>, into: &mut String) {
    let shown = match field {
        Field::None => Ok(()),
        Field::Text(text) => {
            push_inert(text, into);
            Ok(())
        }
        Field::Value(Value::Text(text)) => {
            push_inert(text, into);
            Ok(())
        }
        Field::Value(Value::Number(number)) | Field::Number(number) => write!(into, "{}", unsigned_nought(*number)),
        Field::Value(Value::YesNo(yes)) | Field::YesNo(yes) => write!(into, "{yes}"),
        Field::Value(Value::Date(date)) | Field::Day(date) => write!(into, "{date}"),
        Field::Whole(whole) => write!(into, "{whole}"),
        Field::Time(time) => write!(into, "{}", whole_second(*time)),
    };
    debug_assert!(shown.is_ok(), "a String takes all");
}

/// Nought has no sign in a table.
fn unsigned_nought(number: f64) -> f64 {
    if number == 0.0 { 0.0 } else { number }
}

/// Readers of the first version of the Data Package know no fractions of a second.
pub(super) fn whole_second(time: jiff::Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// `text` such that no spreadsheet takes it for a formula: an apostrophe before `=`, `+`, `-`, `@`, tab or line end, also
/// where blanks stand before them, since some programs trim them. NUL, which some readers stop at, is dropped.
pub fn inert(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 1);
    push_inert(text, &mut safe);
    safe
}

fn push_inert(text: &str, into: &mut String) {
    let first = text.trim_start_matches([' ', '\u{a0}', '\0']);
    if first.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']) {
        into.push('\'');
    }
    if text.contains('\0') {
        into.extend(text.chars().filter(|c| *c != '\0'));
    } else {
        into.push_str(text);
    }
}
