//! `foi status`.

use std::io::Write;

use jiff::civil::Date;

use super::{Desk, Exit, Failure, print_json};
use crate::engine::status::{Status as Standing, status};

/// Show how campaigns stand: asked, sent, acknowledged, replied, overdue
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  foi status\n  foi status trusts-2018 --as-of 2018-10-15\n  foi status trusts-2018 --requests"
)]
pub struct Status {
    /// One campaign; otherwise all
    name: Option<String>,
    /// One line a request, too
    #[arg(long)]
    requests: bool,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Status, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let names = args.name.clone().map_or_else(|| workspace.campaigns(), |name| vec![name]);
    let as_of = args.as_of.unwrap_or(desk.today);
    let mut all = Vec::new();
    for name in &names {
        let standing = status(&workspace, name, as_of)?;
        if !args.json {
            print(out, &standing, args.requests)?;
        }
        all.push(standing);
    }
    if args.json {
        match (&args.name, all.first()) {
            (Some(_), Some(one)) => print_json(out, one)?,
            _ => print_json(out, &all)?,
        }
    } else if names.is_empty() {
        writeln!(out, "There is no campaign here yet: `foi new NAME` makes one.")?;
    }
    Ok(Exit::Done)
}

fn print(out: &mut dyn Write, standing: &Standing, requests: bool) -> std::io::Result<()> {
    writeln!(out, "{} ({}), as of {}", standing.title, standing.campaign, standing.as_of)?;
    let lines = [
        (standing.asked, "asked"),
        (standing.sent, "sent"),
        (standing.acknowledged, "heard from"),
        (standing.replied, "replied"),
        (standing.overdue, "overdue"),
    ];
    for (count, words) in lines {
        writeln!(out, "{count:>7}  {words}")?;
    }
    let parts: Vec<String> =
        standing.by_disposition.iter().map(|(disposition, count)| format!("{count} {}", disposition.words())).collect();
    writeln!(out, "  of the {} asked: {}", standing.asked, parts.join(", "))?;
    writeln!(
        out,
        "  cells: {} settled, {} waiting; messages held: {}",
        standing.settled, standing.waiting, standing.held
    )?;
    if let Some(drift) = &standing.drift {
        writeln!(out, "  since the frame was frozen, {drift}")?;
    }
    if requests {
        for line in &standing.requests {
            let due = line.due.map_or_else(|| "-".into(), |due| due.to_string());
            let late = line.late_by.map_or_else(String::new, |late| format!(", {late} working days late"));
            writeln!(
                out,
                "{}  {:<10}  {}  due {due}{late}  {}",
                line.token,
                line.authority,
                line.state.replace('_', " "),
                line.name
            )?;
        }
    }
    Ok(())
}
