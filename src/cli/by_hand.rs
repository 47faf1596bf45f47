//! `foi drafts`, `foi mailto`, `foi print`: letters that a person sends.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;

use super::send::print_skipped;
use super::{Desk, Exit, Failure, counted};
use crate::engine::EngineError;
use crate::engine::by_hand::{drafts, mailto, sheets};
use crate::engine::send::Sending;
use crate::export::write_whole;
use crate::letter::{Link, links_page};

/// Write the letters that are due as drafts, which a mail program opens ready to send
///
/// For mailboxes that let no program in: open each .eml file in Outlook or Thunderbird, and press send. What went is known
/// from the Sent folder (`foi ingest NAME PATH`), or because you say so (`foi send NAME --went REQUEST`).
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  foi drafts trusts-2018 --to drafts/")]
pub struct Drafts {
    /// The campaign
    name: String,
    /// The folder to write into
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Those too that were given out before, and of which nobody knows that they went
    #[arg(long)]
    again: bool,
    /// As if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

/// Write a page of links, each of which opens a filled window in your mail program
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  foi mailto trusts-2018 --to letters.html")]
pub struct Mailto {
    /// The campaign
    name: String,
    /// The page to write
    #[arg(long, value_name = "FILE.html")]
    to: PathBuf,
    /// Those too that were given out before, and of which nobody knows that they went
    #[arg(long)]
    again: bool,
    /// As if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

/// Write the letters of authorities without a mail address as sheets to print and post
///
/// Each letter begins a page of its own, with its address where a window envelope shows it: open the page in a browser and
/// print it. Record what you posted with `foi note REQUEST sent DATE`. A column `postal_address` of the frame is used.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  foi print trusts-2018 --to letters.html\n  foi print trusts-2018 --to letters.html --all"
)]
pub struct Print {
    /// The campaign
    name: String,
    /// The page to write
    #[arg(long, value_name = "FILE.html")]
    to: PathBuf,
    /// Every authority's, whether or not it has a mail address
    #[arg(long)]
    all: bool,
    /// As if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

pub fn run_drafts(args: &Drafts, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let sending = Sending::on(args.as_of.unwrap_or(desk.today), desk.now);
    fs::create_dir_all(&args.to)?;
    let (drafts, skipped) = drafts(&workspace, &args.name, &sending, "a draft", args.again)?;
    for draft in &drafts {
        write_whole(&args.to.join(format!("{}.eml", draft.token)), &draft.eml).map_err(EngineError::from)?;
    }
    writeln!(out, "{} in {}, for you to send.", counted(drafts.len(), "draft", "drafts"), args.to.display())?;
    print_skipped(out, &skipped)?;
    Ok(if skipped.is_empty() { Exit::Done } else { Exit::SeeTo })
}

pub fn run_mailto(args: &Mailto, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let sending = Sending::on(args.as_of.unwrap_or(desk.today), desk.now);
    let (drafts, skipped) = drafts(&workspace, &args.name, &sending, "a link", args.again)?;
    let links: Vec<Link> = drafts
        .iter()
        .map(|draft| {
            let (href, whole) = mailto(draft);
            Link { href, to: draft.to.clone(), subject: draft.subject.clone(), whole }
        })
        .collect();
    let example = drafts.first().map_or("FOI-7K2M-9PQ4", |draft| draft.token.as_str());
    let page = links_page(&args.name, &args.name, example, &links).map_err(std::io::Error::other)?;
    write_whole(&args.to, page.as_bytes()).map_err(EngineError::from)?;
    writeln!(out, "{} on {}, for you to send.", counted(links.len(), "link", "links"), args.to.display())?;
    let long = links.iter().filter(|link| !link.whole).count();
    if long > 0 {
        writeln!(out, "{} too long for some mail programs: `foi drafts` serves those.", counted(long, "is", "are"))?;
    }
    print_skipped(out, &skipped)?;
    Ok(if skipped.is_empty() && long == 0 { Exit::Done } else { Exit::SeeTo })
}

pub fn run_print(args: &Print, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let (count, page) = sheets(&workspace, &args.name, args.as_of.unwrap_or(desk.today), args.all)?;
    if count == 0 {
        writeln!(out, "Every authority has a mail address: there is nothing to post (--all prints every letter).")?;
        return Ok(Exit::Done);
    }
    write_whole(&args.to, page.as_bytes()).map_err(EngineError::from)?;
    writeln!(
        out,
        "{} on {}: print it, post them, and `foi note REQUEST sent DATE`.",
        counted(count, "letter", "letters"),
        args.to.display()
    )?;
    Ok(Exit::Done)
}
