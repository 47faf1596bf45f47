//! Everything collected, for an analyst: one file a format, names fixed, each written whole or not at all.
//!
//! The shapes are a contract (CLI.md). [`Export`] holds the values, typed; the writers decide nothing. Text that a
//! spreadsheet would run is escaped on the way out (OWASP, "CSV Injection"); numbers are written as numbers.

pub mod archive;
mod atomic;
pub mod coding_sheet;
mod columns;
mod csv;
mod data_package;
mod ics;
mod json;
mod lines;
mod parquet;
mod pour;
pub mod redact;
mod table;
mod xlsx;

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::campaign::Campaign;
use crate::findings::Finding;
use crate::ledger::Coverage;

pub use columns::TABLES;
pub use csv::inert;
pub use ics::calendar;
pub use json::findings_shape;
pub use lines::{Deadline, Direction, EventLine, MessageLine};
use pour::Lined;
pub use table::{Column, Field, Kind, Rows, Table};

/// What a campaign's export is made of.
#[derive(Clone, Copy)]
pub struct Export<'a> {
    pub campaign: &'a Campaign,
    pub as_of: Date,
    /// The ledger's rows, one at a time.
    pub rows: &'a dyn Rows,
    /// For the formats that need all at once ([`Format::needs_whole`]).
    pub whole: Option<Whole<'a>>,
    /// Oldest first.
    pub messages: &'a [MessageLine],
    /// Oldest first.
    pub events: &'a [EventLine],
    pub deadlines: &'a [Deadline],
    /// The licence that the requester gives, by its SPDX name.
    pub licence: Option<&'a str>,
}

/// What was made of the whole ledger.
#[derive(Debug, Clone, Copy)]
pub struct Whole<'a> {
    pub campaign: &'a Campaign,
    pub findings: &'a [Finding],
    pub coverage: &'a Coverage,
}

/// A format that an export can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    Csv,
    Json,
    Xlsx,
    Ics,
    Parquet,
    DataPackage,
}

impl Format {
    /// Every format, in the order of the help.
    pub const ALL: [Self; 6] = [Self::Csv, Self::Json, Self::Xlsx, Self::Parquet, Self::DataPackage, Self::Ics];

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Ics => "ics",
            Self::Parquet => "parquet",
            Self::DataPackage => "datapackage",
        }
    }

    /// Does it hold findings and coverage, for which every answer must be known? The others are written row by row.
    pub fn needs_whole(self) -> bool {
        matches!(self, Self::Json | Self::Xlsx | Self::DataPackage)
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
    let lined: Vec<Lined> = [(Format::Csv, Lined::Csv), (Format::Parquet, Lined::Parquet)]
        .into_iter()
        // A data package describes CSV files.
        .filter(|(format, lined)| {
            formats.contains(format) || *lined == Lined::Csv && formats.contains(&Format::DataPackage)
        })
        .map(|(_, lined)| lined)
        .collect();
    let mut written = pour::tables(export, &lined, &|_| to.to_owned())?;
    if formats.contains(&Format::Ics) {
        written.extend(ics::deadlines(export, to)?);
    }
    if let Some(whole) = &export.whole {
        if formats.contains(&Format::Json) {
            written.push(json::findings(whole, to)?);
            written.push(json::coverage(whole, to)?);
            written.push(json::ledger(export, to)?);
        }
        if formats.contains(&Format::Xlsx) {
            written.push(xlsx::workbook(export, whole, to)?);
        }
        if formats.contains(&Format::DataPackage) {
            written.extend(data_package::write(export, whole, to)?);
        }
    }
    Ok(written)
}

/// Writes the tables of one of many campaigns into `DIR/TABLE/campaign=NAME/`, as Hive partitions are laid out: the folder of a
/// table is one data set, whose column `campaign` stands in the folders' names. Formats without tables are passed over.
///
/// # Errors
/// As [`write`].
pub fn write_partition(
    export: &Export<'_>,
    formats: &[Format],
    partition: &str,
    to: &Path,
) -> Result<Vec<PathBuf>, ExportError> {
    let lined = formats.iter().filter_map(|format| match format {
        Format::Csv => Some(Lined::Csv),
        Format::Parquet => Some(Lined::Parquet),
        Format::Json | Format::Xlsx | Format::Ics | Format::DataPackage => None,
    });
    pour::tables(export, &lined.collect::<Vec<Lined>>(), &|table| to.join(table.name).join(partition))
}
