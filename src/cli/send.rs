//! `foi send`.

#[path = "send_live.rs"]
mod send_live;

use std::io::Write;

use jiff::civil::Date;

use super::desk::{bar, shown};
use super::{Desk, Exit, Failure, print_json};
use crate::authority::MailAddress;
use crate::engine::campaigns::find_request;
use crate::engine::clarify;
use crate::engine::live;
use crate::engine::send::{NotSent, Sending, Sent, send};
use crate::engine::{EngineError, Workspace};
use crate::request::{LetterKind, RequestId};

/// Hand over the letters that are due to go, each once and only once
///
/// Requests that have not gone, and chasers that the campaign's policy calls for. Letters go to the local outbox
/// (`outbox/NAME/*.eml`), which any mail program opens; nothing leaves this machine. The first send freezes the frame.
///
/// With --live they go by the mail server of an account in foi.toml, slowly (a few a minute), each once: a letter of which
/// nobody knows whether the server took it is never sent again by itself. Before a campaign's first live send you are asked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  foi send trusts-2018 --dry-run
  foi send trusts-2018 --limit 10
  foi send trusts-2018 --rehearse me@example.org
  foi send trusts-2018 --live --account office
  foi send trusts-2018 --live --went FOI-7K2M-9PQ4
  foi send trusts-2018 --only chase --as-of 2018-10-15
  foi send trusts-2018 --only review --dry-run --show
  foi send trusts-2018 --only complaint --request FOI-7K2M-9PQ4 --words \"They say the review is still under way.\"
  foi send trusts-2018 --only clarification --request FOI-7K2M-9PQ4 --words \"We mean calendar years.\"
  foi send trusts-2018 --only clarification --group 3fa91c --words \"We mean calendar years.\" --dry-run --show")]
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
    /// With --only clarification: the authorities that ask this, as `foi clarify` lists them
    #[arg(long, value_name = "GROUP", requires = "only", conflicts_with = "request")]
    group: Option<String>,
    /// With --group: not this request; repeatable
    #[arg(long, value_name = "REQUEST", requires = "group")]
    except: Vec<String>,
    /// What you add to the letter: the answer to a clarification, the grounds of a review or complaint
    #[arg(long)]
    words: Option<String>,
    /// By the mail server of an account in foi.toml
    #[arg(long, conflicts_with_all = ["dry_run", "as_of"])]
    live: bool,
    /// The account, where foi.toml has several
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// With --live: do not ask before a campaign's first letters go
    #[arg(long, requires = "live")]
    yes: bool,
    /// Send every request to this address of your own instead, by the account; nothing is recorded
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["live", "dry_run"])]
    rehearse: Option<MailAddress>,
    /// Of this request's letter nobody knew: you have seen that it went
    #[arg(long, value_name = "REQUEST", conflicts_with = "never_went")]
    went: Option<String>,
    /// Of this request's letter nobody knew: you are sure that it never went, and it may be sent again
    #[arg(long, value_name = "REQUEST")]
    never_went: Option<String>,
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
        among: args.among(&workspace, desk)?,
        words: args.words.clone(),
        limit: args.limit,
        dry_run: args.dry_run,
        for_server: false,
    };
    if let Some((typed, went)) = args.settled() {
        let request = find_request(&workspace.store_to_read()?, typed)?.id;
        live::settle_by_hand(&workspace, &args.name, &request, went, &desk.person(None), desk.now)?;
        let said = if went { "went" } else { "never went, and may be sent again" };
        writeln!(out, "{request}: its letter {said}; that is recorded.")?;
        return Ok(Exit::Done);
    }
    if args.live || args.rehearse.is_some() {
        return send_live::run(args, &workspace, &sending, out);
    }
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

impl Send {
    /// The requests of the group that a person named, but for those left out.
    fn among(&self, workspace: &Workspace, desk: &Desk) -> Result<Option<Vec<RequestId>>, Failure> {
        let Some(group) = &self.group else { return Ok(None) };
        if self.only.as_deref() != Some(LetterKind::Clarification.word()) {
            return Err(EngineError::Refused {
                what: "a group is of authorities that ask, and is answered".into(),
                help: "say --only clarification, or leave --group out".into(),
            }
            .into());
        }
        let mut among = clarify::of_group(workspace, &self.name, group, self.as_of.unwrap_or(desk.today))?;
        for typed in &self.except {
            let out = find_request(&workspace.store_to_read()?, typed)?.id;
            among.retain(|request| *request != out);
        }
        Ok(Some(among))
    }

    /// The request whose letter a person has seen to, and whether it went.
    fn settled(&self) -> Option<(&str, bool)> {
        self.went.as_deref().map(|typed| (typed, true)).or(self.never_went.as_deref().map(|typed| (typed, false)))
    }
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
    if sent.waiting > 0 {
        let chasers =
            if sent.waiting == 1 { "1 chaser waits".into() } else { format!("{} chasers wait", sent.waiting) };
        writeln!(
            out,
            "{chasers} for the campaign's office hours, on a working day; --request sends one all the same."
        )?;
    }
    if sent.left > 0 {
        writeln!(out, "{} more are due; --limit left them for another run.", sent.left)?;
    }
    print_skipped(out, &sent.skipped)
}

pub(super) fn print_skipped(out: &mut dyn Write, skipped: &[NotSent]) -> std::io::Result<()> {
    if !skipped.is_empty() {
        writeln!(out, "Skipped:")?;
        for one in skipped {
            writeln!(out, "  {}  {}: {}", one.request, one.name, one.reason)?;
        }
    }
    Ok(())
}
