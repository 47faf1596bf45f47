//! `foi ingest`.

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;

use super::desk::counter;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::ingest::{Ingested, Saved, ingest, ingest_saved};
use crate::engine::reading::Documents;

/// Take in replies: .eml and .msg files, mbox files, Maildirs, folders and ZIPs of them
///
/// Each mail is kept byte for byte, tied to its request where that is certain, read with its attachments, and its answers
/// put into the ledger where the campaign's threshold allows. Doing it again takes nothing twice. Marks and moves nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  foi ingest trusts-2018 ~/Mail/foi
  foi ingest trusts-2018 export.mbox replies.zip --json
  foi ingest trusts-2018 --answers FOI-7K2M-9PQ4 ~/Downloads/response.pdf")]
pub struct Ingest {
    /// The campaign
    name: String,
    /// Where the mails are
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The files are the response to this request, saved by hand (from a link, a portal, a scan): any kind of document
    #[arg(long, value_name = "REQUEST")]
    answers: Option<String>,
    /// The day on which the response came, with --answers; otherwise that of the mail with the link, or today
    #[arg(long, value_name = "DATE", requires = "answers")]
    on: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Ingest, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let progress = counter("mails read:");
    let documents = Documents::start()?;
    let shown = |seen: usize| progress.set_position(seen as u64);
    let done = match &args.answers {
        Some(request) => {
            let saved = Saved { request, files: &args.paths, on: args.on, today: desk.today };
            ingest_saved(&workspace, &args.name, &saved, desk.now, &documents)?
        }
        None => ingest(&workspace, &args.name, &args.paths, desk.now, &documents, &shown)?,
    };
    progress.finish_and_clear();
    if args.json {
        print_json(out, &done)?;
    } else {
        print_ingested(out, &args.name, &done)?;
    }
    let see_to = done.held > 0 || !done.refused.is_empty() || !done.blemished.is_empty();
    Ok(if see_to { Exit::SeeTo } else { Exit::Done })
}

pub(super) fn print_ingested(out: &mut dyn Write, name: &str, done: &Ingested) -> std::io::Result<()> {
    let taken = counted(done.messages, "message", "messages");
    writeln!(out, "{taken} taken in: {} tied to their request, {} held.", done.matched, done.held)?;
    if done.duplicates > 0 {
        writeln!(out, "{} here already.", counted(done.duplicates, "was", "were"))?;
    }
    if done.own > 0 {
        writeln!(out, "{} of our own, and set aside.", counted(done.own, "is a letter", "are letters"))?;
    }
    for (kind, count) in &done.kinds {
        writeln!(out, "  {count:>5}  {kind}")?;
    }
    let waiting = done.proposals.saturating_sub(done.accepted);
    let answers = counted(done.proposals, "answer", "answers");
    writeln!(out, "{answers} read: {} accepted, {waiting} not certain enough.", done.accepted)?;
    for blemished in &done.blemished {
        writeln!(out, "Not wholly readable: {}: {}", blemished.place, blemished.blemishes.join("; "))?;
    }
    for refused in &done.refused {
        writeln!(out, "Not taken: {}: {}", refused.place, refused.reason)?;
    }
    if done.held > 0 {
        writeln!(out, "`foi pen {name}` shows what is held, with the candidates.")?;
    }
    if waiting > 0 {
        writeln!(out, "`foi review {name}` takes you through the cells that wait.")?;
    }
    Ok(())
}
