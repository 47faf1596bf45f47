//! `foi verify`.

use std::io::Write;

use super::{Desk, Exit, Failure, print_json};
use crate::engine::verify::verify;

/// Rebuild every cached state from events and originals, and compare
///
/// Reads every original and hashes it, folds every request anew, and looks for events and messages that do not belong
/// together. Changes nothing; exit status 1 on any difference.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  foi verify")]
pub struct Verify {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Verify, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let done = verify(&desk.workspace()?)?;
    if args.json {
        print_json(out, &done)?;
    } else {
        for difference in &done.differences {
            writeln!(out, "{}: {}", difference.of, difference.words)?;
        }
        writeln!(
            out,
            "{} requests with {} events, {} messages and {} originals looked at; {}.",
            done.requests,
            done.events,
            done.messages,
            done.originals,
            match done.differences.len() {
                0 => "no difference".to_owned(),
                1 => "1 difference".to_owned(),
                count => format!("{count} differences"),
            }
        )?;
    }
    Ok(if done.differences.is_empty() { Exit::Done } else { Exit::SeeTo })
}
