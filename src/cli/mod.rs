//! The command line: one file a verb, its help, its arguments, three calls. Rules live in the rooms below.

mod authority;
mod check;
mod completions;
mod exit;
mod frame;
mod init;
mod new;
mod output;
mod preview;
mod read;
mod text;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use jiff::civil::Date;

use crate::engine::Workspace;

pub use exit::{Exit, Failure};
pub use output::{counted, print_json};

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
    Init(init::Init),
    New(new::New),
    Check(check::Check),
    Authority(authority::AuthorityArgs),
    Frame(frame::FrameArgs),
    Preview(preview::PreviewArgs),
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

impl Desk {
    /// The workspace that the command line names, or the nearest one upwards from here.
    pub fn open_workspace(&self) -> Result<Workspace, Failure> {
        let here = std::env::current_dir()?;
        Ok(Workspace::find(self.workspace.as_deref(), &here)?)
    }
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
        Verb::Init(args) => init::run(&args, &desk, out),
        Verb::New(args) => new::run(&args, &desk, out),
        Verb::Check(args) => check::run(&args, &desk, out),
        Verb::Authority(args) => authority::run(&args, &desk, out),
        Verb::Frame(args) => frame::run(&args, &desk, out),
        Verb::Preview(args) => preview::run(&args, &desk, out),
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
