//! `foi help exit-codes`.

use std::io::Write;

use super::{Desk, Exit, Failure};

/// What the exit status says
///
/// 0  done
/// 1  done, and there is something to see to: faults found, differences, items skipped or held
/// 2  wrong use: no such campaign, request or value, or words that foi does not know
/// 3  could not be done: no workspace, a file that cannot be opened, a locked store, a refusal
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ExitCodes {}

pub fn run(_args: &ExitCodes, _desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    // The help is the one text of it.
    let help = <ExitCodes as clap::Args>::augment_args(clap::Command::new("exit-codes")).render_long_help().to_string();
    for line in help.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())) {
        writeln!(out, "{line}")?;
    }
    Ok(Exit::Done)
}
