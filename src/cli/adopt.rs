//! `foi adopt`.

use std::io::Write;
use std::path::PathBuf;

use super::{Desk, Exit, Failure, print_json};
use crate::engine::adopt::adopt;

/// Take on requests that were sent by other means
///
/// The file is a CSV with the columns `authority,sent` (the authority's code, the day) and where you know them
/// `message_id,to,subject`. Either every line is taken on, or none. Doing it twice changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  foi adopt trusts-2018 sent-by-hand.csv")]
pub struct Adopt {
    /// The campaign
    name: String,
    /// The list
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Adopt, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let adopted = adopt(&desk.workspace()?, &args.name, &args.file, desk.now)?;
    if args.json {
        print_json(out, &adopted)?;
    } else {
        writeln!(out, "{} requests taken on; {} were known before.", adopted.adopted.len(), adopted.already.len())?;
    }
    Ok(Exit::Done)
}
