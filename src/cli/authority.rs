//! `foi authority`.

use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;

use super::{Desk, Exit, Failure, counted, print_json};
use crate::authority::Import;
use crate::engine::address::{NewAddress, Readdressed, correct};
use crate::engine::directory;

/// Keep a directory of authorities, and see what is in it
#[derive(Debug, clap::Args)]
pub struct AuthorityArgs {
    #[command(subcommand)]
    verb: AuthorityVerb,
}

#[derive(Debug, Subcommand)]
enum AuthorityVerb {
    /// Take in a table of authorities (CSV, XLSX or ODS), and say what changed
    ///
    /// The first line names the columns: code and name, and where there are such kind, region, email, also_known_as,
    /// predecessors and successors; every further column is kept as a variable. A table with a fault changes nothing.
    #[command(after_help = "Example:\n  foi authority import trusts.csv")]
    Import {
        file: PathBuf,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Write to an authority at another address from now on
    ///
    /// A letter came back, or the authority says where it wants requests. A frozen frame stays as it is; the address is recorded
    /// with its reason in every campaign that asks this authority, and the next letter goes there: the request itself with
    /// the next `foi send`, where it came back. `foi note REQUEST --take-back` undoes it.
    #[command(
        after_help = "Example:\n  foi authority address RXX foi@rxx.example --why \"their letter of 3 September\""
    )]
    Address {
        /// The authority's code
        code: String,
        /// The new address
        address: String,
        /// Why: what came back, or who says so
        #[arg(long, value_name = "WORDS")]
        why: String,
        /// In this campaign alone
        #[arg(long, value_name = "NAME")]
        campaign: Option<String>,
        /// Who says so; otherwise your login name
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// List the authorities of the workspace
    List {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

pub fn run(args: &AuthorityArgs, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    match &args.verb {
        AuthorityVerb::Import { file, json } => {
            let import = directory::import_file(&workspace, file)?;
            if *json { print_json(out, &import)? } else { page(&import, out)? }
        }
        AuthorityVerb::Address { code, address, why, campaign, by, json } => {
            let by = desk.person(by.as_deref());
            let wanted = NewAddress { code, to: address, why, by: &by, campaign: campaign.as_deref() };
            let done = correct(&workspace, &wanted, desk.today, desk.now)?;
            if *json { print_json(out, &done)? } else { addresses(&done, out)? }
        }
        AuthorityVerb::List { json } => {
            let authorities = directory::list(&workspace)?;
            if *json {
                print_json(out, &authorities)?;
                return Ok(Exit::Done);
            }
            for authority in &authorities {
                writeln!(out, "{:<8} {}  {}  {}", authority.code.0, authority.name, authority.kind, authority.region)?;
            }
            writeln!(out, "{}.", counted(authorities.len(), "authority", "authorities"))?;
        }
    }
    Ok(Exit::Done)
}

fn addresses(done: &[Readdressed], out: &mut dyn Write) -> std::io::Result<()> {
    for one in done {
        let before = if one.before.is_empty() { "no address" } else { one.before.as_str() };
        if one.new {
            writeln!(out, "{} ({}): {}, no longer {before}", one.request, one.token, one.now)?;
        } else {
            writeln!(out, "{} ({}): {} already", one.request, one.token, one.now)?;
        }
    }
    Ok(())
}

fn page(import: &Import, out: &mut dyn Write) -> std::io::Result<()> {
    for code in &import.added {
        writeln!(out, "new      {code}")?;
    }
    for change in &import.changed {
        writeln!(out, "changed  {}: {} was `{}`, is `{}`", change.code, change.field, change.from, change.to)?;
    }
    for code in &import.gone {
        writeln!(out, "gone     {code}: not in this table; kept")?;
    }
    let changed: std::collections::BTreeSet<_> = import.changed.iter().map(|change| &change.code).collect();
    writeln!(
        out,
        "{} new, {} changed, {} unchanged, {} no longer in the table; {} in all.",
        import.added.len(),
        changed.len(),
        import.unchanged,
        import.gone.len(),
        import.directory.len()
    )
}
