//! `foi clarify`.

use std::io::Write;

use jiff::civil::Date;

use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::clarify::{Group, groups};

/// List the authorities that wait for your answer to a question, put together by what they ask
///
/// Each group shows what its authorities ask in their own words. One answer goes to all of a group, each in its own thread, by
/// `foi send NAME --only clarification --group GROUP --words "..."`. Groups are made cautiously: the same point of the request, in
/// much the same words. A group's name stands for the very messages that were shown; when another authority asks, it is another.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  foi clarify trusts-2018
  foi send trusts-2018 --only clarification --group 3fa91c --words \"We mean calendar years.\" --dry-run --show
  foi send trusts-2018 --only clarification --group 3fa91c --words \"We mean calendar years.\" --except FOI-7K2M-9PQ4")]
pub struct Clarify {
    /// The campaign; the only one where there is one
    name: Option<String>,
    /// As of this day
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Clarify, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let groups = groups(&workspace, &name, args.as_of.unwrap_or(desk.today))?;
    if args.json {
        print_json(out, &groups)?;
        return Ok(Exit::Done);
    }
    groups.iter().try_for_each(|group| print(out, group))?;
    match groups.first() {
        None => writeln!(out, "Nobody waits for an answer to a question.")?,
        Some(first) => writeln!(
            out,
            "Look at an answer before it goes: foi send {name} --only clarification --group {} --words \"...\" --dry-run --show",
            first.id
        )?,
    }
    Ok(Exit::Done)
}

fn print(out: &mut dyn Write, group: &Group) -> std::io::Result<()> {
    let count = counted(group.askers.len(), "authority asks", "authorities ask");
    writeln!(out, "{}  {count}: \"{}\"", group.id, group.asks)?;
    for asker in &group.askers {
        let message = asker.message.map_or_else(|| "noted".into(), |number| format!("message {number}"));
        write!(out, "        {}  {}, {} ({message})", asker.token, asker.name, asker.on)?;
        // Others' words are shown where they are others.
        writeln!(out, "{}", if asker.asks == group.asks { String::new() } else { format!(": \"{}\"", asker.asks) })?;
    }
    writeln!(out)
}
