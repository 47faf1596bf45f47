//! `foi export`.

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;
use serde_json::json;

use super::desk::shown;
use super::{Desk, Exit, Failure, print_json};
use crate::engine;
use crate::engine::export::Exporting;
use crate::export::Format;

/// Export everything collected, for an analyst: CSV, JSON, Parquet, a workbook, a Data Package, a calendar
///
/// csv: cells.csv, requests.csv, messages.csv, events.csv. parquet: the same tables with typed columns.
/// json: findings.json, coverage.json, ledger.json. xlsx: ledger.xlsx, with the words behind each answer as notes and a
/// codebook. datapackage: the CSV files with datapackage.json, which says what every column means. ics: deadlines.ics.
/// Text that a spreadsheet would run as a formula is escaped in CSV. Files from an earlier export are replaced.
/// Of several campaigns (names, or --all) csv and parquet are laid out as one data set a table, in partitions:
/// DIR/cells/campaign=NAME/cells.parquet; the other formats go into DIR/NAME (docs/scale.md).
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi export trusts-2018 --to out\n  foi export trusts-2018 --to out --format xlsx,ics --as-of 2018-11-27\n  foi export --all --to lake --format parquet\n  foi export trusts-2018 --to package --format datapackage --licence CC-BY-4.0"
)]
pub struct Export {
    /// The campaign's name, or several; not needed where there is only one
    names: Vec<String>,
    /// Every campaign of the workspace
    #[arg(long, conflicts_with = "names")]
    all: bool,
    /// The folder to write into; made where it is missing
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Which formats, with commas between
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_value = "csv,json")]
    format: Vec<Format>,
    /// The licence under which you publish, for the Data Package: CC-BY-4.0, CC0-1.0, OGL-UK-3.0, ODbL-1.0 ...
    #[arg(long, visible_alias = "license", value_name = "SPDX")]
    licence: Option<String>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Export, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let as_of = args.as_of.unwrap_or(desk.today);
    let exporting = Exporting { as_of, now: desk.now, formats: &args.format, licence: args.licence.as_deref() };
    let (of, written) = if args.all || args.names.len() > 1 {
        let names = if args.all { workspace.campaigns() } else { args.names.clone() };
        (json!(names), engine::export::export_many(&workspace, &names, &exporting, &args.to)?)
    } else {
        let name = desk.campaign(&workspace, args.names.first().map(String::as_str))?;
        (json!(name), engine::export::export(&workspace, &name, &exporting, &args.to)?)
    };
    if args.json {
        print_json(out, &json!({ "campaign": of, "as_of": as_of, "files": written }))?;
        return Ok(Exit::Done);
    }
    for path in &written {
        writeln!(out, "{}", shown(path))?;
    }
    if args.format.contains(&Format::DataPackage) && args.licence.is_none() {
        anstream::eprintln!("The Data Package names no licence: --licence CC-BY-4.0 (or another) gives yours.");
    }
    Ok(Exit::Done)
}
