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
/// The page loads nothing and runs nothing, so it can be sent, printed or put on any web server as it is. Its words are
/// templates: what stands in templates/report/ of the campaign's folder, or of the workspace, takes the place of foi's own.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi report trusts-2018\n  foi report trusts-2018 --as-of 2018-11-27 --to page.html\n  foi report trusts-2018 --format md"
)]
pub struct Report {
    /// The campaign's name; not needed where there is only one
    name: Option<String>,
    /// A page for a browser, or Markdown: the same figures and methods, without plots and ledger
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "html")]
    format: Format,
    /// The file to write; otherwise reports/NAME.html (or .md) in the workspace
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// As what the report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Html,
    Md,
}

pub fn run(args: &Report, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let as_of = args.as_of.unwrap_or(desk.today);
    let form = match args.format {
        Format::Html => engine::report::Form::Html,
        Format::Md => engine::report::Form::Markdown,
    };
    let written = engine::report::report(&workspace, &name, as_of, form, args.to.as_deref())?;
    if args.json {
        print_json(out, &json!({ "campaign": name, "as_of": as_of, "path": written.path, "bytes": written.bytes }))?;
        return Ok(Exit::Done);
    }
    writeln!(
        out,
        "Wrote {} ({}, {} KB). {}",
        shown(&written.path),
        counted(written.bundle.findings.len(), "finding", "findings"),
        written.bytes.div_ceil(1024),
        match args.format {
            Format::Html => "Open it in a browser; it needs no network.",
            Format::Md => "It has the figures and methods; the HTML page has the plots and the ledger too.",
        }
    )?;
    Ok(Exit::Done)
}
