//! `foi search`.

use std::io::Write;

use jiff::civil::Date;

use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::search::{Hit, search};
use crate::request::ReplyKind;
use crate::store::search::Among;

/// Find words in everything that came in, attachments too
///
/// All of the words must occur, in any order; each is shown in its place, with the request, the day and what the message is.
/// Words are taken as they stand: quotes, stars and AND mean themselves.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  foi search ransomware
  foi search \"no information held\" --kind not_held --since 2018-09-01
  foi search penetration test --campaign trusts-2018 --authority RXX --json")]
pub struct Search {
    /// What to look for
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Only messages of this kind: full, refused, acknowledged, bounce ...
    #[arg(long, value_name = "KIND")]
    kind: Option<ReplyKind>,
    /// Only messages of this authority, by its code
    #[arg(long, value_name = "CODE")]
    authority: Option<String>,
    /// Only messages of this day or later
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Only messages of this day or earlier
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Only messages of this campaign
    #[arg(long, value_name = "NAME")]
    campaign: Option<String>,
    /// Show at most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Search, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let among = Among {
        kind: args.kind,
        authority: args.authority.clone(),
        since: args.since,
        until: args.until,
        campaign: args.campaign.clone(),
    };
    // One more than is shown tells whether there are more.
    let mut hits = search(&workspace, &args.words.join(" "), &among, args.limit.saturating_add(1))?;
    let more = hits.len() > args.limit as usize;
    hits.truncate(args.limit as usize);
    if args.json {
        print_json(out, &hits)?;
        return Ok(Exit::Done);
    }
    for hit in &hits {
        print(out, hit)?;
    }
    match (hits.len(), more) {
        (0, _) => writeln!(out, "Nothing that came in holds these words.")?,
        (shown, true) => writeln!(out, "The {shown} best; there are more (--limit).")?,
        (shown, false) => writeln!(out, "{} found.", counted(shown, "message", "messages"))?,
    }
    Ok(Exit::Done)
}

fn print(out: &mut dyn Write, hit: &Hit) -> std::io::Result<()> {
    let day = hit.date.as_deref().unwrap_or("no date");
    let whose = match (&hit.request, &hit.name) {
        (Some(request), Some(name)) => format!("{request}  {name}"),
        (Some(request), None) => request.to_string(),
        (None, _) => format!("held in the pen, from {}", hit.from),
    };
    let kind = hit.kind.replace('_', " ");
    writeln!(out, "{:>5}  {day}  {whose}  ({kind})", hit.number)?;
    writeln!(out, "       {}: {}", hit.place, hit.snippet)
}
