//! `foi show`.

use std::io::Write;

use jiff::civil::Date;

use super::{Desk, Exit, Failure, print_json};
use crate::engine::history::{Fate, Past};
use crate::engine::show::{Shown, WordingSent, show_as_known};
use crate::ledger::{Answer, Cell, Coder, Figure, Value};

/// Show one request: timeline, clock with its reasoning, cells with their evidence
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  foi show FOI-7K2M-9PQ4\n  foi show trusts-2018/RXX --as-of 2018-10-15 --json")]
pub struct Show {
    /// The request: its token, campaign/CODE, or the authority's code
    request: String,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Leave out what was recorded, and holidays that were proclaimed, after this day
    #[arg(long, value_name = "DATE")]
    as_known_on: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Show, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    // What was known on a day is asked as of that day, unless another is named.
    let as_of = args.as_of.or(args.as_known_on).unwrap_or(desk.today);
    let shown = show_as_known(&desk.workspace()?, &args.request, as_of, args.as_known_on)?;
    if args.json {
        print_json(out, &shown)?;
    } else {
        print(out, &shown)?;
    }
    Ok(Exit::Done)
}

fn print(out: &mut dyn Write, shown: &Shown) -> std::io::Result<()> {
    writeln!(out, "{}  {}  ({})", shown.token, shown.authority.name, shown.request)?;
    writeln!(out, "{}", shown.disposition.words())?;
    if let Some(wording) = &shown.wording {
        print_wording(out, wording)?;
    }
    writeln!(out)?;
    writeln!(out, "Timeline")?;
    for event in &shown.events {
        let taken_back = if event.counts { "" } else { "  (does not count)" };
        writeln!(out, "  {:>5}  {}  {}  [{}]{taken_back}", event.number, event.on, event.words, event.source)?;
    }
    writeln!(out, "\nMessages")?;
    for message in &shown.messages {
        let date = message.date.as_deref().unwrap_or("no date   ");
        let number = message.number.map_or_else(String::new, |number| format!("{number}: "));
        let subject = if message.subject.is_empty() { String::new() } else { format!("  \"{}\"", message.subject) };
        let tied = if message.tied_by.is_empty() { String::new() } else { format!("  by {}", message.tied_by) };
        writeln!(out, "  {:<3}  {date}  {number}{}  {}{subject}{tied}", message.direction, message.kind, message.who)?;
        for attachment in &message.attachments {
            writeln!(out, "                   + {attachment}")?;
        }
        writeln!(out, "                   original {}", message.original)?;
    }
    writeln!(out, "\nClock")?;
    match (&shown.clock, &shown.clock_unknown) {
        (Some(clock), _) => {
            for (step, number) in clock.steps.iter().zip(1..) {
                writeln!(out, "  {number}. {}", step.text)?;
            }
        }
        (None, why) => writeln!(out, "  unknown, because {}", why.as_deref().unwrap_or("nothing has happened yet"))?,
    }
    for told in &shown.told_before {
        writeln!(out, "  {}", told.words)?;
    }
    writeln!(out, "\nAnswers")?;
    for cell in &shown.cells {
        print_cell(out, cell)?;
        print_history(out, &shown.history, cell)?;
    }
    Ok(())
}

/// What was read and said of a cell over time, where that is more than what stands.
fn print_history(out: &mut dyn Write, history: &[Past], cell: &Cell) -> std::io::Result<()> {
    let of_cell: Vec<&Past> = history.iter().filter(|past| past.question == cell.question).collect();
    let settled_otherwise = cell.settled.as_ref().is_some_and(|settled| settled.by != Coder::Reader);
    if of_cell.len() < 2 && !settled_otherwise {
        return Ok(());
    }
    for past in of_cell {
        let answer = past.answer.as_ref().map_or_else(|| "what was said before".to_owned(), said);
        let of = past.reply.as_ref().map_or_else(String::new, |day| format!(", of the reply of {day}"));
        let fate = if past.answer.is_none() { Fate::TakenBack } else { past.fate };
        writeln!(out, "      {}  {}{of}: {answer} [{}]", past.at.strftime("%Y-%m-%d"), past.by, fate.words())?;
    }
    Ok(())
}

/// Where every letter asked what the campaign asks now there is nothing to tell.
fn print_wording(out: &mut dyn Write, wording: &WordingSent) -> std::io::Result<()> {
    let WordingSent { version, of, otherwise_now } = wording;
    if *of > 1 || !otherwise_now.is_empty() {
        write!(out, "asked in wording {version} of {of}")?;
        if !otherwise_now.is_empty() {
            let named: Vec<&str> = otherwise_now.iter().map(|id| id.0.as_str()).collect();
            write!(out, ", which campaign.toml now puts otherwise: {}", named.join(", "))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn print_cell(out: &mut dyn Write, cell: &Cell) -> std::io::Result<()> {
    let id = &cell.question;
    match (&cell.settled, &cell.proposal) {
        (Some(settled), _) => {
            writeln!(out, "  {id}: {}  [{}]", said(&settled.answer), settled.by)?;
            settled.evidence.iter().try_for_each(|evidence| print_words(out, evidence))
        }
        (None, Some(proposal)) if cell.waits() => {
            let percent = (proposal.confidence * 100.0).floor();
            writeln!(
                out,
                "  {id}: waits for a person; proposed: {}  [{percent}% sure: {}]",
                said(&proposal.answer),
                proposal.why
            )?;
            print_words(out, &proposal.evidence)
        }
        _ => writeln!(out, "  {id}: -"),
    }
}

fn print_words(out: &mut dyn Write, evidence: &crate::ledger::Evidence) -> std::io::Result<()> {
    if evidence.words.is_empty() {
        return Ok(());
    }
    let words = evidence.words.split_whitespace().collect::<Vec<_>>().join(" ");
    let original = evidence.original.as_ref().map_or("", |hash| hash.short());
    writeln!(out, "      \"{words}\"  ({}, {}; original {original})", evidence.document, evidence.at)
}

/// The figures of an answer that is several and no one value.
fn figures(answer: &Answer) -> Option<String> {
    let figures = if answer.series.is_empty() { &answer.parts } else { &answer.series };
    let figure = |(name, figure): &(String, Figure)| match figure {
        Figure::Number(number) => format!("{name}: {number}"),
        Figure::Words(words) => format!("{name}: {}", words.replace('_', " ")),
    };
    (!figures.is_empty()).then(|| figures.iter().map(figure).collect::<Vec<_>>().join("; "))
}

/// An answer on one line.
pub fn said(answer: &Answer) -> String {
    let mut said = match &answer.value {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::YesNo(true)) => "yes".into(),
        Some(Value::YesNo(false)) => "no".into(),
        Some(Value::Date(date)) => date.to_string(),
        Some(Value::Text(text)) => format!("\"{text}\""),
        None => figures(answer).unwrap_or_else(|| answer.state.to_string()),
    };
    match (answer.low, answer.high) {
        (Some(low), Some(high)) => said.push_str(&format!(", {low} to {high}")),
        (Some(low), None) => said.push_str(&format!(", from {low}")),
        (None, Some(high)) => said.push_str(&format!(", up to {high}")),
        (None, None) => {}
    }
    if let (Some(unit), Some(_)) = (&answer.unit, &answer.value) {
        said.push_str(&format!(" {unit}"));
    }
    if !answer.exemptions.is_empty() {
        said.push_str(&format!(" ({})", answer.exemptions.join(", ")));
    }
    said
}
