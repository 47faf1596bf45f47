//! `foi fetch`.

use std::io::Write;

use super::desk::{counter, system_purse};
use super::ingest::print_ingested;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::account::{Purse, account};
use crate::engine::fetch::{Fetched, Fetching, fetch, wait_for_mail};
use crate::engine::reading::Documents;
use crate::post::imap::Patience;

/// Take in replies from a mailbox by IMAP
///
/// Reads the inbox, the archive, junk and the sent folder (which shows what has gone), found by their special use or their
/// usual names; of Gmail all mail, once, and spam. Only reads: nothing is marked as read, moved or deleted. Each mail is fetched
/// once, kept byte for byte and read as `foi ingest` reads files; stopped anywhere, the next run goes on. With --watch it stays
/// and takes in what comes, as it comes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  foi fetch trusts-2018
  foi fetch trusts-2018 --account office --folder INBOX --folder \"FOI replies\"
  foi fetch trusts-2018 --watch

docs/mail.md says how to set up Microsoft 365, Gmail and a plain server.")]
pub struct Fetch {
    /// The campaign
    name: String,
    /// The account of foi.toml, where there are several
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Read this folder instead of the usual ones; repeatable
    #[arg(long = "folder", value_name = "FOLDER")]
    folders: Vec<String>,
    /// Stay, and take in new mail as it comes
    #[arg(long)]
    watch: bool,
    /// Print one JSON document (with --watch one a line, each time)
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Fetch, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    system_purse(|purse| go(args, desk, purse, out))
}

fn go(args: &Fetch, desk: &Desk, purse: Purse<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let account = account(&workspace, args.account.as_deref())?;
    let documents = Documents::start()?;
    let fetching = Fetching {
        campaign: &args.name,
        account: &account,
        folders: &args.folders,
        patience: Patience::default(),
        wait: &std::thread::sleep,
    };
    let mut first = true;
    loop {
        let progress = counter("mails fetched:");
        let shown = |seen: usize| progress.set_position(seen as u64);
        let done = fetch(&workspace, &fetching, purse, &documents, &shown);
        progress.finish_and_clear();
        let done = match done {
            Ok(done) => done,
            // A watch outlives a bad hour of the server's; at its start it says what is wrong and ends.
            Err(crate::engine::EngineError::Imap(fault)) if args.watch && !first && fault.is_passing() => {
                writeln!(out, "{fault}; trying again in a minute")?;
                out.flush()?;
                std::thread::sleep(std::time::Duration::from_secs(60));
                continue;
            }
            Err(fault) => return Err(fault.into()),
        };
        let anything = done.folders.iter().any(|folder| folder.taken > 0) || !done.ingested.refused.is_empty();
        if first || anything {
            print(args, &done, out)?;
        }
        if !args.watch {
            let held = done.ingested.held > 0 || !done.ingested.refused.is_empty();
            return Ok(if held || !done.ingested.blemished.is_empty() { Exit::SeeTo } else { Exit::Done });
        }
        if first && !args.json {
            writeln!(out, "Waiting for new mail; Ctrl-C ends it.")?;
        }
        out.flush()?;
        first = false;
        wait_for_mail(&workspace, &fetching, purse)?;
    }
}

fn print(args: &Fetch, done: &Fetched, out: &mut dyn Write) -> Result<(), Failure> {
    if args.json {
        if args.watch {
            writeln!(out, "{}", serde_json::to_string(done).map_err(std::io::Error::other)?)?;
        } else {
            print_json(out, done)?;
        }
        return Ok(());
    }
    for folder in &done.folders {
        let holds = counted(folder.holds as usize, "mail", "mails");
        write!(out, "{}: {holds}, {} new", folder.folder, folder.taken)?;
        if folder.known > 0 {
            write!(out, ", {} known", folder.known)?;
        }
        writeln!(out, "{}", if folder.renumbered { " (the server has numbered them anew)" } else { "" })?;
    }
    if done.reopened > 0 {
        writeln!(out, "The line broke {}, and was opened anew.", counted(done.reopened as usize, "time", "times"))?;
    }
    print_ingested(out, &args.name, &done.ingested)?;
    Ok(())
}
