//! `foi man`.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::CommandFactory;

use super::{Cli, Desk, Exit, Failure};

/// Write man pages into a folder
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  foi man ~/.local/share/man/man1")]
pub struct Man {
    /// The folder; made where it is missing
    dir: PathBuf,
}

pub fn run(args: &Man, _desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    fs::create_dir_all(&args.dir)?;
    clap_mangen::generate_to(Cli::command(), &args.dir)?;
    writeln!(out, "Man pages written to {}.", args.dir.display())?;
    Ok(Exit::Done)
}
