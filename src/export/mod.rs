//! Everything collected, for an analyst: one file a format, names fixed, each written whole or not at all.
//!
//! The shapes are a contract (CLI.md). [`Export`] holds the values, typed; the writers decide nothing. Text that a
//! spreadsheet would run is escaped on the way out (OWASP, "CSV Injection"); numbers are written as numbers.

mod atomic;
pub mod coding_sheet;
mod csv;
mod ics;
mod json;
mod lines;
mod xlsx;

use std::path::{Path, PathBuf};

use crate::campaign::Campaign;
use crate::findings::Finding;
use crate::ledger::{Coverage, Ledger};

pub use csv::inert;
pub use ics::calendar;
pub use json::findings_shape;
pub use lines::{Deadline, Direction, EventLine, MessageLine};

/// What a campaign's export is made of.
#[derive(Debug, Clone, Copy)]
pub struct Export<'a> {
    pub campaign: &'a Campaign,
    pub ledger: &'a Ledger,
    pub findings: &'a [Finding],
    pub coverage: &'a Coverage,
    /// Oldest first.
    pub messages: &'a [MessageLine],
    /// Oldest first.
    pub events: &'a [EventLine],
    pub deadlines: &'a [Deadline],
}

/// A format that an export can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    Csv,
    Json,
    Xlsx,
    Ics,
}

impl Format {
    /// Every format, in the order of the help.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Json, Self::Xlsx, Self::Ics];

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Ics => "ics",
        }
    }
}

/// A word that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
#[error("`{0}` is no export format")]
#[diagnostic(help("one or more of {}, with commas between", Format::ALL.map(Format::word).join(", ")))]
pub struct UnknownFormat(pub String);

impl std::str::FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.word() == word).ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

/// Why an export could not be written.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ExportError {
    #[error("{} could not be written", path.display())]
    #[diagnostic(help(
        "check that the folder exists, may be written to and has room; nothing half-written was left there"
    ))]
    Unwritable {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("{file} could not be put together")]
    Format {
        file: &'static str,
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Writes `bytes` to `path`, whole or not at all, making its folder where that is missing.
///
/// # Errors
/// [`ExportError::Unwritable`] names the path; what stood there before still does.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    atomic::whole(path, |file| std::io::Write::write_all(file, bytes))
}

/// Writes the files of `formats` into the folder `to`, and returns their paths in the order written.
///
/// The folder is made where it is missing. A file that stands there from an earlier export is replaced whole.
///
/// # Errors
/// [`ExportError::Unwritable`] names the file that could not be written; files before it are whole.
pub fn write(export: &Export<'_>, formats: &[Format], to: &Path) -> Result<Vec<PathBuf>, ExportError> {
    std::fs::create_dir_all(to).map_err(|cause| ExportError::Unwritable { path: to.to_owned(), cause })?;
    let mut written = Vec::new();
    for format in formats {
        match format {
            Format::Csv => {
                written.push(csv::cells(export, to)?);
                written.push(csv::requests(export, to)?);
                written.push(csv::messages(export, to)?);
                written.push(csv::events(export, to)?);
            }
            Format::Json => {
                written.push(json::findings(export, to)?);
                written.push(json::coverage(export, to)?);
                written.push(json::ledger(export, to)?);
            }
            Format::Xlsx => written.push(xlsx::workbook(export, to)?),
            Format::Ics => written.extend(ics::deadlines(export, to)?),
        }
    }
    Ok(written)
}
