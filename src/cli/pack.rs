//! `foi pack`.

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;

use super::desk::shown;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::{pack, public};

/// Pack a campaign with all its evidence into one ZIP, for a sceptic or for the archive
///
/// The campaign's folder and frame, events, readings, codings, every original, their hashes and the report: `foi unpack`
/// restores them on another machine and makes the same report again, byte for byte. Packing twice gives the same bytes.
/// With --public, personal data of officials and of the requester are taken out of texts, tables and report, originals
/// are replaced by their hashes, and removed.csv lists what was taken out; names that nothing marks as names cannot be
/// found by a program, so read it before you publish it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi pack trusts-2018\n  foi pack trusts-2018 --as-of 2018-12-17 --to evidence.zip\n  foi pack trusts-2018 --public"
)]
pub struct Pack {
    /// The campaign's name; not needed where there is only one
    name: Option<String>,
    /// The file to write; otherwise NAME.zip (or NAME-public.zip) here
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Without originals and personal data
    #[arg(long)]
    public: bool,
    /// Make a public pack though answers or messages wait for a person
    #[arg(long, requires = "public")]
    even_uncertain: bool,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Pack, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let as_of = args.as_of.unwrap_or(desk.today);
    let ending = if args.public { "-public.zip" } else { ".zip" };
    let to = args.to.clone().unwrap_or_else(|| PathBuf::from(format!("{name}{ending}")));
    let packed = if args.public {
        public::pack(&workspace, &name, as_of, &to, args.even_uncertain)?
    } else {
        pack::pack(&workspace, &name, as_of, &to)?
    };
    if args.json {
        print_json(out, &packed)?;
        return Ok(Exit::Done);
    }
    let files = counted(packed.files, "file", "files");
    writeln!(out, "Packed {files} as of {as_of} into {} ({} KB).", shown(&packed.path), packed.bytes.div_ceil(1024))?;
    if args.public {
        for (what, count) in &packed.removed {
            writeln!(out, "  {count:>6}  {what}")?;
        }
        writeln!(out, "Read it before you publish it: removed.csv in it lists what was taken out, and where.")?;
    } else {
        writeln!(out, "It holds people's mails and names; `foi pack --public` makes one to publish.")?;
    }
    Ok(Exit::Done)
}
