//! `foi help exit-codes`.

use std::io::Write;

use super::{Desk, Exit, Failure};

/// What the exit status says
///
/// 0  done
/// 1  done, and there is something to see to: faults found, differences, items skipped or held
/// 2  wrong use: the command line names something that is not there or cannot be
/// 3  could not be done: no workspace, a locked store, a folder that cannot be written, a server that refused
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ExitCodes {}

pub fn run(_args: &ExitCodes, _desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    writeln!(out, "0  done\n1  done, and there is something to see to\n2  wrong use\n3  could not be done")?;
    Ok(Exit::Done)
}
