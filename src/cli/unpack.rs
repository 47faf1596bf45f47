//! `foi unpack`.

use std::io::Write;
use std::path::PathBuf;

use super::desk::shown;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::unpack::unpack;

/// Restore a workspace from a pack, check all of it, and make its report again to compare
///
/// Every file is checked against its hash before anything is written; a pack that is damaged, is another program's ZIP
/// or tries to write outside its folder is refused, and leaves nothing behind. Exit status 1 where `foi verify` finds a
/// difference in it or the report does not come out the same.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  foi unpack trusts-2018.zip\n  foi unpack trusts-2018.zip /tmp/checked")]
pub struct Unpack {
    /// The pack
    file: PathBuf,
    /// The new workspace's folder; otherwise one of the campaign's name here
    dir: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Unpack, _: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let here = std::env::current_dir()?;
    let done = unpack(&args.file, args.dir.as_deref(), &here)?;
    let differences = done.verified.differences.len();
    let exit = if differences == 0 && done.same_report != Some(false) { Exit::Done } else { Exit::SeeTo };
    if args.json {
        print_json(out, &done)?;
        return Ok(exit);
    }
    writeln!(
        out,
        "{}, each with its right hash, unpacked into {}.",
        counted(done.files, "file", "files"),
        shown(&done.root)
    )?;
    let Some(same) = done.same_report else {
        writeln!(out, "It is a public pack: its originals are left out, so nothing can be rebuilt from it.")?;
        return Ok(exit);
    };
    for difference in &done.verified.differences {
        writeln!(out, "{}: {}", difference.of, difference.words)?;
    }
    let found = counted(differences, "difference", "differences");
    writeln!(
        out,
        "{} events and {} originals verified: {}.",
        done.verified.events,
        done.verified.originals,
        if differences == 0 { "no difference" } else { &found }
    )?;
    let (campaign, as_of) = (&done.campaign, done.as_of);
    if same {
        writeln!(out, "The report of {as_of}, made again from it, is byte for byte the one in the pack.")?;
        writeln!(out, "Next: foi report {campaign} --as-of {as_of}; foi answers {campaign}; foi show REQUEST")?;
    } else {
        let this = concat!("foi ", env!("CARGO_PKG_VERSION"));
        let why = if done.written_by == this {
            String::new()
        } else {
            format!(" (it was written by {}, this is {this})", done.written_by)
        };
        writeln!(out, "The report of {as_of}, made again from it, differs from the one in the pack{why}.")?;
        writeln!(out, "Compare report.html in the pack with reports/{campaign}.html.")?;
    }
    Ok(exit)
}
