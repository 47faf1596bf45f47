//! `foi holidays`.

use std::io::Write;

use clap::Subcommand;
use jiff::civil::Date;
use serde::Serialize;

use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::holidays::{UpdateFault, Updated, history, update};
use crate::engine::{EngineError, regimes};
use crate::law::{Change, ChangeKind, Division, Holiday, Holidays};
use crate::post::holidays::{Fetch, GOV_UK};
use crate::store::calendar::CalendarEvent;

/// Show the bank holidays that the clock counts by, or fetch what gov.uk has published since
///
/// The holidays of 2005 to 2028 are built in. `update` fetches the official list, merges it into `.foi/holidays.json`, and says
/// which days are new and which open requests move. Offline is fine: what is known stays in use.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi holidays\n  foi holidays --year 2022 --json\n  foi holidays update\n  foi holidays history",
    args_conflicts_with_subcommands = true
)]
pub struct HolidaysArgs {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// The holidays of this year; otherwise those still to come
    #[arg(long)]
    year: Option<i16>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Update(Fresh),
    /// Tell what updates have changed, and which requests moved
    History {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

/// Fetch the bank holidays from gov.uk and merge what is new
#[derive(Debug, clap::Args)]
struct Fresh {
    /// Where to fetch them
    #[arg(long, value_name = "URL", env = "FOI_HOLIDAYS_URL", default_value = GOV_UK)]
    url: String,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &HolidaysArgs, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    if let Some(Verb::Update(fresh)) = &args.verb {
        let today = fresh.as_of.unwrap_or(desk.today);
        return match update(&desk.workspace()?, &Fetch::from(&fresh.url), today, desk.now) {
            Ok(updated) => told(out, &updated, fresh.json),
            Err(UpdateFault::Workspace(fault)) => Err((*fault).into()),
            // Nothing is broken by it: what is known stays in use, and the exit status says that there is something to see to.
            Err(fault) => Err(Failure::new(Exit::SeeTo, fault)),
        };
    }
    if let Some(Verb::History { json }) = &args.verb {
        let events = history(&desk.workspace()?)?;
        if *json {
            print_json(out, &events)?
        } else {
            past(out, &events)?
        }
        return Ok(Exit::Done);
    }
    let holidays = known(desk)?;
    let today = args.as_of.unwrap_or(desk.today);
    let wanted = |holiday: &&Holiday| match args.year {
        Some(year) => holiday.date.year() == year,
        None => holiday.date >= today,
    };
    let rows: Vec<Row> = holidays.iter().filter(wanted).map(Row::of).collect();
    if args.json {
        print_json(out, &serde_json::json!({ "known_to": holidays.horizon(), "holidays": rows }))?;
    } else {
        list(out, &rows, &holidays)?;
    }
    Ok(Exit::Done)
}

/// The workspace's holidays; outside any, those built in.
fn known(desk: &Desk) -> Result<Holidays, Failure> {
    match desk.find() {
        Ok(workspace) => Ok(regimes::holidays(&workspace)?),
        Err(EngineError::NoWorkspace { .. }) if desk.workspace.is_none() => Ok(Holidays::embedded().clone()),
        Err(fault) => Err(fault.into()),
    }
}

/// A holiday as it is printed.
#[derive(Debug, Serialize)]
struct Row<'a> {
    date: Date,
    name: &'a str,
    divisions: &'a [Division],
    known_from: Option<Date>,
}

impl<'a> Row<'a> {
    fn of(holiday: &'a Holiday) -> Self {
        let Holiday { date, name, divisions, known_from, .. } = holiday;
        Self { date: *date, name, divisions, known_from: *known_from }
    }
}

fn list(out: &mut dyn Write, rows: &[Row<'_>], holidays: &Holidays) -> std::io::Result<()> {
    for row in rows {
        let names: Vec<&str> = row.divisions.iter().map(|division| division.name()).collect();
        let place = if names.len() == Division::ALL.len() { String::new() } else { format!(" ({})", names.join(", ")) };
        writeln!(out, "{}  {}{place}", row.date.strftime("%a %Y-%m-%d"), row.name)?;
    }
    writeln!(out, "Known to {}. FOIA and the EIR count all of them, FOISA those of Scotland.", holidays.horizon())
}

fn past(out: &mut dyn Write, events: &[CalendarEvent]) -> std::io::Result<()> {
    for event in events {
        writeln!(out, "{}  from {}", event.on, event.source)?;
        event.changes.iter().try_for_each(|one| change(out, one))?;
        for (request, before, now) in &event.moved {
            writeln!(out, "    {request}: due {now}, no longer {before}")?;
        }
    }
    writeln!(out, "{}.", counted(events.len(), "update has changed something", "updates have changed something"))
}

fn change(out: &mut dyn Write, change: &Change) -> std::io::Result<()> {
    let what = match change.kind {
        ChangeKind::Added => "new",
        ChangeKind::Removed => "no longer listed, taken out",
    };
    writeln!(out, "{}  {} ({}): {what}", change.date, change.name, change.division.name())
}

fn told(out: &mut dyn Write, updated: &Updated, json: bool) -> Result<Exit, Failure> {
    if json {
        print_json(out, updated)?;
        return Ok(if updated.moved.is_empty() { Exit::Done } else { Exit::SeeTo });
    }
    updated.changes.iter().try_for_each(|one| change(out, one))?;
    for moved in &updated.moved {
        writeln!(out, "{}  {}: due {}, no longer {}", moved.token, moved.name, moved.now, moved.before)?;
    }
    writeln!(
        out,
        "{}; {}. Bank holidays are known to {}.",
        counted(updated.changes.len(), "day has changed", "days have changed"),
        counted(updated.moved.len(), "open request moves", "open requests move"),
        updated.known_to
    )?;
    Ok(if updated.moved.is_empty() { Exit::Done } else { Exit::SeeTo })
}
