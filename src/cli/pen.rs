//! `foi pen` and `foi assign`.

use std::io::Write;

use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::assign::{Assigning, assign};
use crate::engine::pen::{Held, pen};
use crate::engine::reading::Documents;

/// List the messages that are tied to no request with certainty, with the candidates and why
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  foi pen trusts-2018\n  foi pen trusts-2018 --json")]
pub struct Pen {
    /// The campaign; the only one where there is one
    name: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Pen, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let held = pen(&workspace, &name)?;
    if args.json {
        print_json(out, &held)?;
        return Ok(Exit::Done);
    }
    for message in &held {
        print(out, message)?;
    }
    match held.len() {
        0 => writeln!(out, "The holding pen of {name} is empty.")?,
        count => {
            writeln!(out, "{} held. Settle one with: foi assign NUMBER REQUEST", counted(count, "message", "messages"))?
        }
    }
    Ok(Exit::Done)
}

fn print(out: &mut dyn Write, held: &Held) -> std::io::Result<()> {
    let date = held.date.as_deref().unwrap_or("no date");
    writeln!(out, "{:>5}  {date}  {}  {}", held.number, held.from, held.subject)?;
    writeln!(out, "       {}", held.kind)?;
    if held.candidates.as_array().is_none_or(Vec::is_empty) {
        writeln!(out, "       no candidate: neither sender nor words point to a request")?;
    }
    for candidate in held.candidates.as_array().into_iter().flatten() {
        let request = candidate.get("request").and_then(serde_json::Value::as_str).unwrap_or("none");
        let reasons: Vec<&str> = candidate
            .get("reasons")
            .and_then(serde_json::Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(serde_json::Value::as_str)
            .collect();
        writeln!(out, "       {request}: {}", reasons.join("; "))?;
    }
    Ok(())
}

/// Tie a message to the request it answers (or to several), or put it back into the pen
///
/// It is tied to the requests named and to no others. A letter that answers several requests is part of each; none of its
/// answers enters the ledger unseen then, since a person must say whose each is. What is learnt from it (the sender's address, the authority's reference) may tie other messages in the pen; putting it
/// back takes back what followed from it. Nothing is lost: both are events in the timeline.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  foi assign 17 FOI-7K2M-9PQ4
  foi assign 17 FOI-7K2M-9PQ4 FOI-2XWC-8N4H
  foi assign 17 --to-pen")]
pub struct Assign {
    /// The message: its number as `foi pen` or `foi show` gives it, or the beginning of its Message-ID
    message: String,
    /// The request, or each of the requests: its token, campaign/CODE, or the authority's code
    #[arg(value_name = "REQUEST", required_unless_present = "to_pen", conflicts_with = "to_pen")]
    requests: Vec<String>,
    /// Take the message off its request
    #[arg(long)]
    to_pen: bool,
    /// Who says so; otherwise your login name
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run_assign(args: &Assign, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let by = desk.person(args.by.as_deref());
    let assigning = Assigning { message: &args.message, requests: &args.requests, by: &by, now: desk.now };
    let done = assign(&workspace, &assigning, &Documents::start()?)?;
    if args.json {
        print_json(out, &done)?;
        return Ok(Exit::Done);
    }
    match &done.request {
        Some(request) => {
            let all: Vec<String> = std::iter::once(request).chain(&done.also).map(ToString::to_string).collect();
            writeln!(out, "{} is tied to {}.", done.message, all.join(" and "))?;
            if !done.also.is_empty() {
                writeln!(out, "What it answers waits for a person at each of them: foi review")?;
            }
        }
        None => writeln!(out, "{} is back in the holding pen.", done.message)?,
    }
    for (message, request) in &done.followed {
        match request {
            Some(request) => writeln!(out, "By what that taught, {message} is tied to {request}.")?,
            None => writeln!(out, "{message} had been tied by what that taught; it is back in the pen.")?,
        }
    }
    Ok(Exit::Done)
}
