//! `cells.csv`, `requests.csv`, `messages.csv`, `events.csv` (RFC 4180, UTF-8, line ends as LF), a line at a time.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use ::csv::Writer;

use super::ExportError;
use super::atomic::Part;
use super::table::{self, Field, Table};
use crate::ledger::Value;

/// A table on its way.
pub struct Lines {
    csv: Writer<Part>,
    shown: String,
}

impl Lines {
    /// Begins `DIR/NAME.csv` with the heading.
    pub fn of_table(table: &Table, to: &Path) -> io::Result<Self> {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        Self::begin(&path_of(table, to), &names)
    }

    fn begin(path: &Path, names: &[&str]) -> io::Result<Self> {
        let mut csv = Writer::from_writer(Part::begin(path)?);
        csv.write_record(names).map_err(io::Error::other)?;
        Ok(Self { csv, shown: String::new() })
    }

    /// Adds a line.
    pub fn take(&mut self, line: &[Field<'_>]) -> io::Result<()> {
        for field in line {
            self.shown.clear();
            show(field, &mut self.shown);
            self.csv.write_field(&self.shown).map_err(io::Error::other)?;
        }
        self.csv.write_record(None::<&[u8]>).map_err(io::Error::other)
    }

    /// Puts the file in its place.
    pub fn finish(self) -> io::Result<()> {
        self.csv.into_inner().map_err(|cause| io::Error::other(cause.to_string()))?.finish()
    }
}

/// Where a table is written.
pub fn path_of(table: &Table, to: &Path) -> PathBuf {
    to.join(format!("{}.csv", table.name))
}

/// Writes the lines that `fill` hands out to `path`, under a heading.
pub(super) fn lines(
    path: &Path,
    names: &[&str],
    fill: impl FnOnce(&mut table::Take<'_>) -> io::Result<()>,
) -> Result<(), ExportError> {
    let written = Lines::begin(path, names).and_then(|mut lines| {
        fill(&mut |line| lines.take(line))?;
        lines.finish()
    });
    written.map_err(|cause| ExportError::Unwritable { path: path.to_owned(), cause })
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
