//! `foi send --live` and `--rehearse`: asks before a campaign's first letters go, and says what became of each.

use std::io::{BufRead, IsTerminal, Write};

use super::super::desk::{bar, system_purse};
use super::{Send, print_skipped};
use crate::cli::{Exit, Failure, counted, print_json};
use crate::engine::account::{Purse, Wire, account, credential};
use crate::engine::deliver::{Delivered, Surroundings};
use crate::engine::live::{self, WentLive};
use crate::engine::send::{Sending, Sent, send};
use crate::engine::sent_copy::{Cabinet, Copies, SentFolder};
use crate::engine::{EngineError, Workspace};
use crate::post::account::{Account, Server};
use crate::post::imap;
use crate::post::smtp::Patience;
use crate::store::hand_overs::Outcome;

pub(super) fn run(args: &Send, workspace: &Workspace, sending: &Sending, out: &mut dyn Write) -> Result<Exit, Failure> {
    let account = account(workspace, args.account.as_deref())?;
    let Some(server) = &account.smtp else {
        return Err(EngineError::Refused {
            what: format!("account `{}` has no `smtp`", account.name),
            help: "say in foi.toml where mail is handed over: smtp = \"HOST:PORT\"".into(),
        }
        .into());
    };
    let ours = &workspace.campaign(&args.name);
    if args.live && !args.yes && ours.is_dir() && !live::has_gone_live(workspace, &args.name)? {
        ask_first(args, workspace, sending, &account, out)?;
    }
    system_purse(|purse| go(args, workspace, sending, &account, server, purse, out))
}

/// Shows what would go, and asks. Without a terminal nobody can answer, so nothing goes.
fn ask_first(
    args: &Send,
    workspace: &Workspace,
    sending: &Sending,
    account: &Account,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let plan = Sending { dry_run: true, ..sending.clone() };
    let plan: Sent = send(workspace, &args.name, &plan, &|_, _| {})?;
    let refused = |what: &str| EngineError::Refused {
        what: what.into(),
        help: format!(
            "see `foi send {} --dry-run --show`, or --rehearse ADDRESS; --yes sends without asking",
            args.name
        ),
    };
    writeln!(
        out,
        "{} would go to real addresses by `{}`, from {}.",
        counted(plan.letters.len(), "letter", "letters"),
        account.name,
        account.address
    )?;
    if let Some(sample) = plan.letters.first() {
        writeln!(out, "\nThe first, to {} <{}>:\n\n    {}\n", sample.name, sample.to, sample.subject)?;
        for line in sample.text.as_deref().unwrap_or_default().lines() {
            writeln!(out, "    {line}")?;
        }
    }
    if !std::io::stdin().is_terminal() {
        return Err(refused("nobody is here to say yes").into());
    }
    write!(out, "\nSend them? (yes/no) ")?;
    out.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    if answer.trim().eq_ignore_ascii_case("yes") { Ok(()) } else { Err(refused("nothing was sent").into()) }
}

fn go(
    args: &Send,
    workspace: &Workspace,
    sending: &Sending,
    account: &Account,
    server: &Server,
    purse: Purse<'_>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let progress = bar(0, "handing letters over");
    let shown = |done: usize, total: usize| {
        progress.set_length(total as u64);
        progress.set_position(done as u64);
    };
    let around = Surroundings {
        account: &account.name,
        from: &account.address,
        pace: account.pace,
        now: purse.now,
        wait: &std::thread::sleep,
        progress: &shown,
    };
    let sign_in = || credential(account, purse);
    let mut wire = Wire::to(server, &sign_in, Patience::default())?;
    if let Some(to) = &args.rehearse {
        let done = live::rehearse(workspace, &args.name, sending, to, &mut wire, &around)?;
        progress.finish_and_clear();
        return print_rehearsal(args, &done, out);
    }
    let mut cabinet = SentFolder::of(account, &sign_in, imap::Patience::default())?;
    let cabinet = cabinet.as_mut().map(|cabinet| cabinet as &mut dyn Cabinet);
    let went = live::send_live(workspace, &args.name, sending, &mut wire, cabinet, &around)?;
    progress.finish_and_clear();
    if args.json {
        print_json(out, &went)?;
    } else {
        print(args, &went, out)?;
    }
    let all = went.sent.skipped.is_empty() && went.delivered.not_taken.is_empty() && went.unknown.is_empty();
    let copied = went.delivered.copies.as_ref().is_none_or(|copies| copies.missing == 0);
    Ok(if all && copied && went.delivered.stopped.is_none() { Exit::Done } else { Exit::SeeTo })
}

fn print_rehearsal(args: &Send, done: &Delivered, out: &mut dyn Write) -> Result<Exit, Failure> {
    if args.json {
        print_json(out, done)?;
    } else {
        let to = args.rehearse.as_ref().map(ToString::to_string).unwrap_or_default();
        writeln!(out, "{} went to {to}; nothing was recorded.", counted(done.accepted, "letter", "letters"))?;
        if let Some(why) = &done.stopped {
            writeln!(out, "Stopped, with {} left: {why}", counted(done.left, "letter", "letters"))?;
        }
    }
    Ok(if done.stopped.is_none() { Exit::Done } else { Exit::SeeTo })
}

fn print(args: &Send, went: &WentLive, out: &mut dyn Write) -> std::io::Result<()> {
    let done = &went.delivered;
    writeln!(out, "{} accepted by the server.", counted(done.accepted, "letter", "letters"))?;
    if let Some(copies) = &done.copies {
        print_copies(args, copies, out)?;
    }
    if went.sent.already > 0 {
        writeln!(out, "{} had been sent before, and were left alone.", went.sent.already)?;
    }
    for letter in done.not_taken.iter().filter(|letter| !letter.outcome.is_unknown()) {
        let again = if letter.outcome == Outcome::Refused { "not tried again" } else { "the next run tries again" };
        writeln!(out, "  {} to {}: {}; {again}: {}", letter.request, letter.to, letter.outcome.word(), letter.words)?;
    }
    if let Some(why) = &done.stopped {
        writeln!(out, "Stopped, with {} left for another run: {why}", counted(done.left, "letter", "letters"))?;
    }
    if !went.unknown.is_empty() {
        writeln!(out, "Nobody knows whether these went; they are not sent again by themselves:")?;
        for letter in &went.unknown {
            writeln!(out, "  {} to {}, {}: {}", letter.request, letter.to, letter.at, letter.words)?;
        }
        writeln!(
            out,
            "Take in your Sent folder (`foi fetch {0}`, `foi ingest {0} PATH`), or say it: foi send {0} --went REQUEST, --never-went REQUEST",
            args.name
        )?;
    }
    print_skipped(out, &went.sent.skipped)
}

fn print_copies(args: &Send, copies: &Copies, out: &mut dyn Write) -> std::io::Result<()> {
    if copies.appended > 0 {
        writeln!(out, "{} put into the Sent folder.", counted(copies.appended, "copy", "copies"))?;
    }
    if copies.were_there > 0 {
        writeln!(out, "{} in the Sent folder already.", counted(copies.were_there, "copy was", "copies were"))?;
    }
    match &copies.why {
        Some(why) if copies.missing > 0 => writeln!(
            out,
            "{} not be put into the Sent folder: {why}. The letters went; `foi send {} --live` tries the copies again.",
            counted(copies.missing, "copy could", "copies could"),
            args.name
        ),
        _ => Ok(()),
    }
}
