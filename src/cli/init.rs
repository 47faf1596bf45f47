//! `foi init`.

use std::io::Write;
use std::path::PathBuf;

use super::{Desk, Exit, Failure};
use crate::engine::Workspace;

/// Make a workspace: a folder in which campaigns are kept
///
/// Makes `campaigns/` and `.foi/` (the store) in the folder. What is there already stays as it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  foi init\n  foi init ~/research")]
pub struct Init {
    /// The folder; otherwise this one
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub fn run(args: &Init, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let named = args.folder.clone().or_else(|| desk.workspace.clone());
    let elsewhere = named.is_some();
    let workspace = Workspace::make(&named.unwrap_or_else(|| PathBuf::from(".")))?;
    writeln!(out, "A workspace is ready in {}.", workspace.root().display())?;
    writeln!(out, "Next:")?;
    if elsewhere {
        writeln!(out, "  cd {}", workspace.root().display())?;
    }
    writeln!(out, "  foi new NAME      a campaign of your own, ready to edit")?;
    writeln!(out, "  foi demo          or first watch an invented one go by")?;
    Ok(Exit::Done)
}
