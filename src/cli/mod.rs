//! The command line: one file a verb, its help, its arguments, three calls. Rules live in the rooms below.

mod completions;
mod exit;
mod output;
mod read;
mod text;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use jiff::civil::Date;

pub use exit::{Exit, Failure};
pub use output::print_json;

/// One freedom-of-information request to many public authorities, and every figure traceable to its words
#[derive(Debug, Parser)]
#[command(name = "foi", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Start with `foi demo`, or `foi init` for a workspace of your own. Exit status: `foi help exit-codes`."
)]
pub struct Cli {
    /// The workspace's folder; otherwise the nearest one upwards from here
    #[arg(long, global = true, value_name = "DIR", env = "FOI_WORKSPACE")]
    workspace: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

/// Every verb; its help and arguments stand in the file of its name.
#[derive(Debug, Subcommand)]
enum Verb {
    Completions(completions::Completions),
    Read(read::Read),
    Text(text::Text),
}

/// What a verb may know of the world: where it runs and what day it is.
pub struct Desk {
    /// As given by `--workspace` or `FOI_WORKSPACE`.
    pub workspace: Option<PathBuf>,
    /// Today in the United Kingdom, unless a verb's `--as-of` says otherwise.
    pub today: Date,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let status = run(std::env::args_os(), &mut std::io::stdout().lock());
    ExitCode::from(status as u8)
}

/// Runs one command line, its output to `out`.
///
/// A broken pipe is no error: who closed it has what they wanted.
pub fn run(args: impl IntoIterator<Item = OsString>, out: &mut dyn Write) -> Exit {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(usage) => {
            let exit = if usage.use_stderr() { Exit::WrongUse } else { Exit::Done };
            // Nothing is left to be told if the terminal itself is gone.
            let _ = usage.print();
            return exit;
        }
    };
    let desk = Desk { workspace: cli.workspace, today: today() };
    let outcome = match cli.verb {
        Verb::Completions(args) => completions::run(&args, &desk, out),
        Verb::Read(args) => read::run(&args, &desk, out),
        Verb::Text(args) => text::run(&args, &desk, out),
    };
    match outcome {
        Ok(exit) => exit,
        Err(failure) if failure.is_broken_pipe() => Exit::Done,
        Err(failure) => failure.print(),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks what day it is")]
fn today() -> Date {
    let now = jiff::Timestamp::now();
    now.in_tz("Europe/London").map_or_else(|_| jiff::tz::TimeZone::UTC.to_datetime(now).date(), |zoned| zoned.date())
}
