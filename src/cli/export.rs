//! `foi export`.

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;
use serde_json::json;

use super::desk::shown;
use super::{Desk, Exit, Failure, print_json};
use crate::engine;
use crate::export::Format;

/// Export everything collected, for an analyst: CSV, JSON, a workbook, a calendar
///
/// csv: cells.csv, requests.csv, messages.csv, events.csv. json: findings.json, coverage.json, ledger.json.
/// xlsx: ledger.xlsx, with the words behind each answer as notes and a codebook. ics: deadlines.ics.
/// Text that a spreadsheet would run as a formula is escaped. Files from an earlier export are replaced.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi export trusts-2018 --to out\n  foi export trusts-2018 --to out --format xlsx,ics --as-of 2018-11-27"
)]
pub struct Export {
    /// The campaign's name; not needed where there is only one
    name: Option<String>,
    /// The folder to write into; made where it is missing
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Which formats, with commas between
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "csv,json")]
    format: Vec<Format>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Export, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let as_of = args.as_of.unwrap_or(desk.today);
    let written = engine::export::export(&workspace, &name, as_of, desk.now, &args.format, &args.to)?;
    if args.json {
        print_json(out, &json!({ "campaign": name, "as_of": as_of, "files": written }))?;
        return Ok(Exit::Done);
    }
    for path in &written {
        writeln!(out, "{}", shown(path))?;
    }
    Ok(Exit::Done)
}
