//! `foi reread`.

use std::io::Write;

use super::desk::counter;
use super::show::said;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::reading::Documents;
use crate::engine::reread::{Change, Reread as Done, reread};
use crate::ledger::Answer;

/// Read every message of a campaign again, and show what the present readers change
///
/// Documents that the present readers have read are not read twice. What a person settled or assigned is not touched;
/// proposals that are withdrawn stay in the store. Stopping it loses nothing: doing it again does the rest.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  foi reread trusts-2018 --dry-run
  foi reread trusts-2018")]
pub struct Reread {
    /// The campaign; may be left out where there is one
    name: Option<String>,
    /// Only show what would change
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Reread, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let progress = counter("messages read:");
    let documents = Documents::start()?;
    let done = reread(&workspace, &name, args.dry_run, desk.now, &documents, &|seen| {
        progress.set_position(seen as u64);
    })?;
    progress.finish_and_clear();
    if args.json {
        print_json(out, &done)?;
    } else {
        print(out, &name, &done)?;
    }
    Ok(if args.dry_run && !done.changes.is_empty() { Exit::SeeTo } else { Exit::Done })
}

fn print(out: &mut dyn Write, name: &str, done: &Done) -> std::io::Result<()> {
    for change in &done.changes {
        describe(out, change)?;
    }
    let read = counted(done.messages, "message", "messages");
    let in_pen = done.changes.iter().filter(|change| change.request.is_none()).count();
    if in_pen > 0 {
        let these = counted(in_pen, "of these messages is", "of these messages are");
        writeln!(out, "{these} in the pen and stay there, since reading again ties nothing: `foi pen` shows them.")?;
    }
    match (done.changes.len(), done.dry_run) {
        (0, _) => writeln!(out, "{read} read again: nothing changes."),
        (some, true) => writeln!(out, "{read} read again: {some} would change. `foi reread {name}` writes it down."),
        (some, false) => writeln!(out, "{read} read again: {some} changed. `foi review {name}` shows what now waits."),
    }
}

fn describe(out: &mut dyn Write, change: &Change) -> std::io::Result<()> {
    let place = change.request.as_ref().map_or_else(|| "in the pen".to_owned(), ToString::to_string);
    writeln!(out, "{}  {}  {place}", change.number, change.message)?;
    if let Some((was, now)) = change.kind {
        writeln!(out, "    kind      {was} -> {now}")?;
    } else if change.particulars {
        writeln!(out, "    particulars of it (dates, references, sections, its words) are others")?;
    }
    for document in &change.documents {
        let (state, words) = &document.now;
        match &document.was {
            Some((was, before)) => {
                writeln!(out, "    document  {}: {was}, {before} words -> {state}, {words} words", document.name)?;
            }
            None => writeln!(out, "    document  {}: not read before -> {state}, {words} words", document.name)?,
        }
    }
    let answer = |answer: &Option<Answer>| answer.as_ref().map_or_else(|| "nothing".to_owned(), said);
    for cell in &change.cells {
        let stands = if cell.settled_by_person { "  (a person settled it: their word stands)" } else { "" };
        writeln!(out, "    answer    {}: {} -> {}{stands}", cell.question, answer(&cell.was), answer(&cell.now))?;
    }
    Ok(())
}
