//! `foi completions`.

use std::io::Write;

use clap::CommandFactory;

use super::{Cli, Desk, Exit, Failure};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  foi completions bash > ~/.local/share/bash-completion/completions/foi")]
pub struct Completions {
    shell: clap_complete::Shell,
}

pub fn run(args: &Completions, _desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "foi", &mut script);
    out.write_all(&script)?;
    Ok(Exit::Done)
}
