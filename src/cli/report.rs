//! `foi report`.

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;
use serde_json::json;

use super::desk::shown;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine;

/// Write the report: one self-contained HTML page with coverage, findings, plots and the words behind each figure
///
/// The page loads nothing and runs nothing, so it can be sent, printed or put on any web server as it is.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi report trusts-2018\n  foi report trusts-2018 --as-of 2018-11-27 --to page.html"
)]
pub struct Report {
    /// The campaign's name; not needed where there is only one
    name: Option<String>,
    /// The file to write; otherwise reports/NAME.html in the workspace
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Report, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let as_of = args.as_of.unwrap_or(desk.today);
    let written = engine::report::report(&workspace, &name, as_of, args.to.as_deref())?;
    if args.json {
        print_json(out, &json!({ "campaign": name, "as_of": as_of, "path": written.path, "bytes": written.bytes }))?;
        return Ok(Exit::Done);
    }
    writeln!(
        out,
        "Wrote {} ({}, {} KB). Open it in a browser; it needs no network.",
        shown(&written.path),
        counted(written.bundle.findings.len(), "finding", "findings"),
        written.bytes.div_ceil(1024)
    )?;
    Ok(Exit::Done)
}
