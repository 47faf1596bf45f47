//! `foi due`.

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;

use super::desk::shown;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::EngineError;
use crate::engine::deadlines::calendar;
use crate::engine::due::{Due as Item, due_as_known};
use crate::engine::holidays;
use crate::export::write_whole;

/// List what needs doing today
///
/// Clarifications to answer, reviews and complaints, chasers: most pressing first, each with the date, the reason and the
/// command that does it. Sends nothing; `foi send` does. As a calendar (--ics) a deadline keeps its identity, one that has moved
/// is told as newer, and one that is over is cancelled: import the file again and the calendar follows.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi due\n  foi due trusts-2018 --as-of 2018-10-15 --json\n  foi due --ics deadlines.ics"
)]
pub struct Due {
    /// One campaign; otherwise all
    name: Option<String>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Leave out what was recorded, and holidays that were proclaimed, after this day
    #[arg(long, value_name = "DATE", conflicts_with = "ics")]
    as_known_on: Option<Date>,
    /// Write the deadlines as a calendar (iCalendar) into this file instead; `-` is standard output
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    ics: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Due, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    // What was known on a day is asked as of that day, unless another is named.
    let (workspace, today) = (desk.workspace()?, args.as_of.or(args.as_known_on).unwrap_or(desk.today));
    if let Some(path) = &args.ics {
        let (text, standing) = calendar(&workspace, args.name.as_deref(), today, desk.now)?;
        if path.as_os_str() == "-" {
            out.write_all(text.as_bytes())?;
            return Ok(Exit::Done);
        }
        write_whole(path, text.as_bytes()).map_err(EngineError::from)?;
        writeln!(out, "{} in {}.", counted(standing, "deadline", "deadlines"), shown(path))?;
        return Ok(Exit::Done);
    }
    let (items, quiet) = due_as_known(&workspace, args.name.as_deref(), today, args.as_known_on)?;
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
    writeln!(out, "{}", holidays::in_use(&workspace, args.as_known_on)?)?;
    Ok(Exit::Done)
}

fn print(out: &mut dyn Write, item: &Item) -> std::io::Result<()> {
    let by = item.step.by.map_or_else(String::new, |by| format!(", by {by}"));
    writeln!(out, "{}  {}: {}{by}", item.token, item.name, item.step.action.words())?;
    writeln!(out, "    {}", item.step.reason)?;
    writeln!(out, "    {}", item.command)
}
