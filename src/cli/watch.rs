//! `foi watch`.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use super::ingest::print_ingested;
use super::{Desk, Exit, Failure};
use crate::engine::ingest::ingest;
use crate::engine::reading::Documents;
use crate::engine::watch::Seen;

/// Take in new mail of a Maildir, or files dropped into a folder, as they come
///
/// What is there already is taken in first; then the folder is looked at every few seconds until Ctrl-C. Marks and moves nothing.
/// `foi fetch --watch` does the same for a mailbox on a server.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi watch trusts-2018 ~/Maildir\n  foi watch trusts-2018 ~/Desktop/replies --every 30"
)]
pub struct Watch {
    /// The campaign
    name: String,
    /// The Maildir, or a folder of .eml, .msg, mbox and ZIP files
    #[arg(value_name = "MAILDIR")]
    folder: PathBuf,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    every: u64,
    /// Print one JSON document a line, each time that something came
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Watch, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let documents = Documents::start()?;
    let mut seen = Seen::default();
    #[expect(clippy::disallowed_methods, reason = "a watch outlasts the moment at which it began")]
    let now = jiff::Timestamp::now;
    loop {
        let new = seen.new_in(&args.folder)?;
        if !new.is_empty() {
            let done = ingest(&workspace, &args.name, &new, now(), &documents, &|_| {})?;
            if args.json {
                writeln!(out, "{}", serde_json::to_string(&done).map_err(std::io::Error::other)?)?;
            } else {
                print_ingested(out, &args.name, &done)?;
            }
            out.flush()?;
        }
        std::thread::sleep(Duration::from_secs(args.every));
    }
}
