//! `foi review`.

use std::io::{self, Write};

use jiff::civil::Date;

use super::show::said;
use super::sitting::{Next, Sitting, print_words, sit};
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::Workspace;
use crate::engine::history::{Decided, decided};
use crate::engine::review::{Waiting, settle, take_back, waiting};
use crate::engine::slip::Slip;
use crate::ledger::Answer;
use crate::store::cells::Coded;

/// Settle the cells that wait for a person, one at a time
///
/// Each cell is shown with its question, the words in their context (marked `>`), and what the reader suggests. You accept
/// it, type what it should be, or leave it. What you type is held against the question: a word for a count is refused, 141 % asked about.
/// Who decided and when is kept (--history), and a later reading never overwrites it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Keys:
  a           accept what is suggested
  = VALUE     settle as this value, as in: = 12   = 5356.50   = yes   = <5   = 3 to 7   = about 40
  : STATE     settle as a state, as in: : not held   : zero   : exempt   : unclear
  s           skip this cell        n  next authority
  u           take back your last decision: what stood before stands again
  q           stop; what you decided is kept

Examples:
  foi review trusts-2018
  foi review trusts-2018 --list --json
  foi review trusts-2018 --history")]
pub struct Review {
    /// The campaign; the only one where there is one
    name: Option<String>,
    /// List what waits, and ask nothing
    #[arg(long)]
    list: bool,
    /// List what people decided, oldest first, and ask nothing
    #[arg(long, conflicts_with = "list")]
    history: bool,
    /// Print one JSON document; implies --list
    #[arg(long)]
    json: bool,
    /// Who decides; otherwise your login name
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

pub fn run(args: &Review, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let as_of = args.as_of.unwrap_or(desk.today);
    if args.history {
        let all = decided(&workspace, &name)?;
        if args.json {
            print_json(out, &all)?;
            return Ok(Exit::Done);
        }
        all.iter().try_for_each(|decided| print_decided(out, decided))?;
        writeln!(out, "{}.", counted(all.len(), "decision", "decisions"))?;
        return Ok(Exit::Done);
    }
    let cells = waiting(&workspace, &name, as_of)?;
    if args.json {
        print_json(out, &cells)?;
    } else if args.list {
        cells.iter().try_for_each(|cell| print_line(out, cell))?;
        writeln!(out, "{} waiting.", counted(cells.len(), "cell", "cells"))?;
    } else {
        let by = desk.person(args.by.as_deref());
        let mut sitting = Reviewing { workspace: &workspace, by, now: desk.now, decided: Vec::new() };
        sit(&mut sitting, &cells, &mut io::stdin().lock(), out)?;
        let decided = sitting.decided.len();
        writeln!(out, "{decided} decided; {} still waiting.", cells.len().saturating_sub(decided))?;
    }
    Ok(Exit::Done)
}

fn print_line(out: &mut dyn Write, cell: &Waiting) -> io::Result<()> {
    let words = cell.proposal.evidence.words.split_whitespace().collect::<Vec<_>>().join(" ");
    let Slip { token, authority, question, .. } = &cell.slip;
    writeln!(out, "{token}  {authority}  {question}: {}  \"{words}\"", said(&cell.proposal.answer))
}

fn print_decided(out: &mut dyn Write, decided: &Decided) -> io::Result<()> {
    let Decided { at, by, token, authority, question, .. } = decided;
    let as_what = decided.answer.as_ref().map_or_else(|| "taken back".to_owned(), said);
    let undone = if decided.stands || decided.answer.is_none() { "" } else { "  (does not stand)" };
    writeln!(out, "{}  {by}  {token}  {authority}  {question}: {as_what}{undone}", at.strftime("%Y-%m-%d %H:%M"))
}

struct Reviewing<'a> {
    workspace: &'a Workspace,
    by: String,
    now: jiff::Timestamp,
    /// Where in the list each decision of this sitting was taken, and its number.
    decided: Vec<(usize, i64)>,
}

impl Sitting for Reviewing<'_> {
    type Cell = Waiting;
    const KEYS: &'static str = "a accept, = VALUE, : STATE, s skip, n next authority, u undo, q stop";
    const NOTHING: &'static str = "Nothing has been decided in this sitting.";

    fn slip<'a>(&self, cell: &'a Waiting) -> &'a Slip {
        &cell.slip
    }

    fn print(&self, cell: &Waiting, out: &mut dyn Write) -> io::Result<()> {
        print_words(out, &cell.proposal.evidence, &cell.slip)?;
        let percent = (cell.proposal.confidence * 100.0).floor();
        writeln!(out, "  suggested: {}  ({percent}% sure; {})", said(&cell.proposal.answer), cell.proposal.why)?;
        if let Some(settled) = &cell.settled {
            writeln!(out, "  settled before as: {}", said(settled))?;
        }
        Ok(())
    }

    fn key(&mut self, typed: &str, cells: &[Waiting], at: usize) -> Result<Option<Next>, Failure> {
        let Some(cell) = cells.get(at) else { return Ok(None) };
        match typed {
            "a" => {
                self.answer(cell, at, cell.proposal.answer.clone())?;
                Ok(Some(Next::Cell))
            }
            "n" => {
                let same = |other: &&Waiting| other.slip.request == cell.slip.request;
                Ok(Some(Next::Ahead(cells.iter().skip(at).take_while(same).count())))
            }
            _ => Ok(None),
        }
    }

    fn answer(&mut self, cell: &Waiting, at: usize, answer: Answer) -> Result<(), Failure> {
        let coded = Coded { answer, evidence: Some(cell.proposal.evidence.clone()) };
        let number = settle(self.workspace, &cell.slip.decided(&self.by, Some(coded)), self.now)?;
        self.decided.push((at, number));
        Ok(())
    }

    fn undo(&mut self, _: &[Waiting]) -> Result<Option<usize>, Failure> {
        let Some((before, number)) = self.decided.pop() else { return Ok(None) };
        take_back(self.workspace, number, &self.by, self.now)?;
        Ok(Some(before))
    }
}
