//! `foi due`.

use std::io::Write;

use jiff::civil::Date;

use super::{Desk, Exit, Failure, print_json};
use crate::engine::due::{Due as Item, due};

/// List what needs doing today
///
/// Clarifications to answer, reviews and complaints, chasers: most pressing first, each with the date, the reason and the
/// command that does it. Sends nothing; `foi send` does.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  foi due\n  foi due trusts-2018 --as-of 2018-10-15 --json")]
pub struct Due {
    /// One campaign; otherwise all
    name: Option<String>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Due, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (items, quiet) = due(&desk.workspace()?, args.name.as_deref(), args.as_of.unwrap_or(desk.today))?;
    if args.json {
        print_json(out, &items)?;
        return Ok(Exit::Done);
    }
    for item in &items {
        print(out, item)?;
    }
    let need =
        if items.len() == 1 { "1 request needs you".into() } else { format!("{} requests need you", items.len()) };
    writeln!(out, "{need} today; {quiet} do not.")?;
    Ok(Exit::Done)
}

fn print(out: &mut dyn Write, item: &Item) -> std::io::Result<()> {
    let by = item.step.by.map_or_else(String::new, |by| format!(", by {by}"));
    writeln!(out, "{}  {}: {}{by}", item.token, item.name, item.step.action.words())?;
    writeln!(out, "    {}", item.step.reason)?;
    writeln!(out, "    {}", item.command)
}
