//! `foi send`.

use std::io::Write;

use jiff::civil::Date;

use super::desk::{bar, shown};
use super::{Desk, Exit, Failure, print_json};
use crate::engine::campaigns::find_request;
use crate::engine::send::{Sending, Sent, send};
use crate::request::LetterKind;

/// Hand over the letters that are due to go, each once and only once
///
/// Requests that have not gone, and chasers that the campaign's policy calls for. Letters go to the local outbox
/// (`outbox/NAME/*.eml`), which any mail program opens; nothing leaves this machine. The first send freezes the frame.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  foi send trusts-2018 --dry-run
  foi send trusts-2018 --limit 10
  foi send trusts-2018 --only chase --as-of 2018-10-15
  foi send trusts-2018 --only review --dry-run --show
  foi send trusts-2018 --only complaint --request FOI-7K2M-9PQ4 --words \"They say the review is still under way.\"
  foi send trusts-2018 --only clarification --request FOI-7K2M-9PQ4 --words \"We mean calendar years.\"")]
pub struct Send {
    /// The campaign
    name: String,
    /// Say what would go, and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// With --dry-run: show what each letter says
    #[arg(long, requires = "dry_run")]
    show: bool,
    /// At most so many letters in this run
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Letters of this kind alone
    #[arg(long, value_name = "KIND", value_parser = ["request", "chase", "clarification", "review", "complaint"])]
    only: Option<String>,
    /// This request alone
    #[arg(long, value_name = "REQUEST")]
    request: Option<String>,
    /// What you add to the letter: the answer to a clarification, the grounds of a review or complaint
    #[arg(long)]
    words: Option<String>,
    /// Send as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Send, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let request = match &args.request {
        Some(typed) => Some(find_request(&workspace.store_to_read()?, typed)?.id),
        None => None,
    };
    let sending = Sending {
        today: args.as_of.unwrap_or(desk.today),
        now: desk.now,
        only: args.only.as_deref().and_then(|word| LetterKind::ALL.into_iter().find(|kind| kind.word() == word)),
        request,
        words: args.words.clone(),
        limit: args.limit,
        dry_run: args.dry_run,
    };
    let progress = bar(0, "writing letters");
    let sent = send(&workspace, &args.name, &sending, &|done, total| {
        progress.set_length(total as u64);
        progress.set_position(done as u64);
    })?;
    progress.finish_and_clear();
    if args.json {
        print_json(out, &sent)?;
    } else {
        print(out, &sent, args.show)?;
    }
    Ok(if sent.skipped.is_empty() { Exit::Done } else { Exit::SeeTo })
}

fn print(out: &mut dyn Write, sent: &Sent, show: bool) -> std::io::Result<()> {
    let count = sent.letters.len();
    let letters = if count == 1 { "1 letter".into() } else { format!("{count} letters") };
    if sent.dry_run {
        let most = if show { count } else { 10 };
        for letter in sent.letters.iter().take(most) {
            writeln!(out, "{}  {} to {}  {}", letter.request, letter.kind.word(), letter.to, letter.subject)?;
            if let Some(text) = letter.text.as_ref().filter(|_| show) {
                text.lines().try_for_each(|line| writeln!(out, "    {line}"))?;
                writeln!(out)?;
            }
        }
        if count > most {
            writeln!(out, "... and {} more; --show shows all that they say", count - most)?;
        }
        writeln!(out, "{letters} would go; nothing was written.")?;
    } else {
        writeln!(out, "{letters} handed to the outbox, {}.", shown(&sent.outbox))?;
    }
    if sent.already > 0 {
        writeln!(out, "{} had been sent before, and were left alone.", sent.already)?;
    }
    if sent.left > 0 {
        writeln!(out, "{} more are due; --limit left them for another run.", sent.left)?;
    }
    if !sent.skipped.is_empty() {
        writeln!(out, "Skipped:")?;
        for skipped in &sent.skipped {
            writeln!(out, "  {}  {}: {}", skipped.request, skipped.name, skipped.reason)?;
        }
    }
    Ok(())
}
