//! `foi new`.

use std::io::{self, Write};
use std::path::Path;

use super::{Desk, Exit, Failure};
use crate::campaign::{campaign_name, scaffold};

/// Make a campaign's folder, ready to edit
///
/// A commented campaign.toml, the request's letter and an empty frame, in `campaigns/NAME`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  foi new hospital-parking-2026")]
pub struct New {
    /// The campaign's name, which is its folder's
    name: String,
}

/// Why the folder could not be made.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum NotMade {
    #[error("there is a campaign `{0}` already")]
    #[diagnostic(help("nothing was changed; choose another name, or edit campaigns/{0}/campaign.toml"))]
    There(String),
    #[error("the folder `{folder}` could not be written")]
    #[diagnostic(help("may you write there, and is there room on the disk?"))]
    Unwritten {
        folder: String,
        #[source]
        cause: io::Error,
    },
}

pub fn run(args: &New, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    campaign_name(&args.name).map_err(Failure::wrong_use)?;
    let workspace = desk.workspace()?;
    let folder = workspace.campaign(&args.name);
    let files = scaffold(&folder, desk.today).map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => Failure::wrong_use(NotMade::There(args.name.clone())),
        _ => Failure::not_done(NotMade::Unwritten { folder: folder.display().to_string(), cause }),
    })?;
    writeln!(out, "The campaign `{}` is laid out:", args.name)?;
    for file in files {
        writeln!(out, "  {}", shown(&file, workspace.root()))?;
    }
    writeln!(out, "Next: fill in campaign.toml (who asks, what) and frame.csv (whom), then")?;
    writeln!(out, "  foi check {0}      what is still missing, line by line", args.name)?;
    writeln!(out, "  foi preview {0}    the letter as it would go", args.name)?;
    Ok(Exit::Done)
}

fn shown<'a>(path: &'a Path, root: &Path) -> std::path::Display<'a> {
    path.strip_prefix(root).unwrap_or(path).display()
}
