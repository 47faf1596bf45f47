//! `foi dossier`.

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;

use super::desk::shown;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::dossier::dossier;

/// Put together what a regulator wants to see of one request: one folder, and one ZIP beside it
///
/// The correspondence in order (originals, and as text), the chronology, the clock's reasoning, the regulator's own questions
/// answered as far as is known, and a manifest with the SHA-256 of every file.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi dossier FOI-7K2M-9PQ4 --to dossier\n  foi dossier trusts-2018/RXX --to rxx --wants \"A decision that they failed to answer in time.\""
)]
pub struct Dossier {
    /// The request: its token, campaign/CODE, or the authority's code
    request: String,
    /// The folder to write; a new one, or an earlier dossier of the same request
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// What you want the regulator to decide
    #[arg(long, value_name = "WORDS")]
    wants: Option<String>,
    /// As of this day instead of today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Dossier, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let as_of = args.as_of.unwrap_or(desk.today);
    let written = dossier(&desk.workspace()?, &args.request, as_of, args.wants.as_deref(), &args.to)?;
    if args.json {
        print_json(out, &written)?;
        return Ok(Exit::Done);
    }
    let files = counted(written.files, "file", "files");
    writeln!(out, "{files} in {}, and the same in {}.", shown(&written.folder), shown(&written.zip))?;
    Ok(Exit::Done)
}
