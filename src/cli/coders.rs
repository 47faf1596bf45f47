//! `foi coders`.

use std::io::{self, BufRead, Write};

use jiff::civil::Date;

use super::review::{Typed, print_words, typed};
use super::show::said;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::Workspace;
use crate::engine::coders::{Share, ToCode, adjudicate, agreement, code, to_code};
use crate::engine::review::{Decision, settle};
use crate::ledger::{Agreement, Answer};
use crate::store::cells::Coded;

/// Say how far two coders agree who coded the same cells blind; code, or decide between them
///
/// With --blind you see the words and neither what the reader suggests nor what another coder said; every coder gets the same
/// cells. Your codes do not enter the ledger: with --adjudicate, what the coders agree on does, and what they disagree on is
/// shown to a third person, whose word settles it. The agreement stands in the report's methods.
#[derive(Debug, clap::Args)]
#[command(after_help = "Keys while coding: = VALUE, : STATE, s skip, u take back, q stop

Examples:
  foi coders trusts-2018 --blind --by Holly --sample 60
  foi coders trusts-2018
  foi coders trusts-2018 --adjudicate --by Sam")]
pub struct Coders {
    /// The campaign; the only one where there is one
    name: Option<String>,
    /// Code cells without seeing what anybody made of them
    #[arg(long, conflicts_with = "adjudicate")]
    blind: bool,
    /// Settle what the coders agree on, and decide the rest
    #[arg(long)]
    adjudicate: bool,
    /// How many cells each coder gets
    #[arg(long, value_name = "N", default_value_t = 60)]
    sample: usize,
    /// Draws another sample
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Who codes or decides; otherwise your login name
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Print one JSON document: the agreement, by question
    #[arg(long, conflicts_with_all = ["blind", "adjudicate"])]
    json: bool,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

pub fn run(args: &Coders, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let (as_of, by) = (args.as_of.unwrap_or(desk.today), desk.person(args.by.as_deref()));
    let mut sitting = Sitting { workspace: &workspace, by, now: desk.now, blind: args.blind, done: Vec::new() };
    if args.blind {
        let share = Share { most: args.sample, seed: args.seed };
        let cells = to_code(&workspace, &name, as_of, share, &sitting.by)?;
        sitting.ask(&cells, &mut io::stdin().lock(), out)?;
        let left = cells.len().saturating_sub(sitting.done.len());
        writeln!(out, "{} coded; {left} of your share left.", counted(sitting.done.len(), "cell", "cells"))?;
        return Ok(Exit::Done);
    }
    if args.adjudicate {
        let found = adjudicate(&workspace, &name, as_of, desk.now)?;
        let agreed = counted(found.agreed, "cell", "cells");
        writeln!(out, "{agreed} settled as the coders agree; {} to decide.", found.open.len())?;
        sitting.ask(&found.open, &mut io::stdin().lock(), out)?;
        return Ok(Exit::Done);
    }
    let all = agreement(&workspace.store_to_read()?, &name)?;
    if args.json {
        print_json(out, &all)?;
        return Ok(Exit::Done);
    }
    if all.is_empty() {
        writeln!(out, "No cell has been coded by two people yet; `foi coders {name} --blind --by NAME` does.")?;
    }
    for agreement in &all {
        print_agreement(out, agreement)?;
    }
    Ok(Exit::Done)
}

fn print_agreement(out: &mut dyn Write, agreement: &Agreement) -> io::Result<()> {
    let figure = |figure: Option<f64>| figure.map_or_else(|| "undefined".to_owned(), |figure| format!("{figure:.3}"));
    let percent = 100.0 * agreement.same as f64 / agreement.cells.max(1) as f64;
    writeln!(
        out,
        "{}: {} of {} alike ({percent:.1} %), kappa {}, alpha {}  ({})",
        agreement.question,
        agreement.same,
        agreement.cells,
        if agreement.coders.len() == 2 { figure(agreement.kappa) } else { "for two coders only".to_owned() },
        figure(agreement.alpha),
        agreement.coders.join(", ")
    )
}

struct Sitting<'a> {
    workspace: &'a Workspace,
    by: String,
    now: jiff::Timestamp,
    blind: bool,
    /// Where in the list each word of this sitting was given.
    done: Vec<usize>,
}

impl Sitting<'_> {
    fn ask(&mut self, cells: &[ToCode], input: &mut dyn BufRead, out: &mut dyn Write) -> Result<(), Failure> {
        let mut at = 0;
        while let Some(cell) = cells.get(at) {
            print(out, cell, at + 1, cells.len())?;
            write!(out, "= VALUE, : STATE, s skip, u undo, q stop > ")?;
            out.flush()?;
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                writeln!(out)?;
                return Ok(());
            }
            match line.trim() {
                "s" | "" => at += 1,
                "q" => return Ok(()),
                "u" => match self.done.pop() {
                    Some(before) => {
                        if let Some(cell) = cells.get(before) {
                            self.say(cell, None)?;
                        }
                        at = before;
                    }
                    None => writeln!(out, "Nothing has been said in this sitting.")?,
                },
                other => match typed(other, cell.unit.clone()) {
                    Typed::Answer(answer) => {
                        self.say(cell, Some(answer))?;
                        self.done.push(at);
                        at += 1;
                    }
                    Typed::Fault(words) => writeln!(out, "{words}")?,
                },
            }
        }
        Ok(())
    }

    fn say(&self, cell: &ToCode, answer: Option<Answer>) -> Result<(), Failure> {
        if self.blind {
            return Ok(code(self.workspace, cell, &self.by, answer, self.now)?);
        }
        let decision = Decision {
            request: cell.request.clone(),
            question: cell.question.clone(),
            coder: self.by.clone(),
            coded: answer.map(|answer| Coded { answer, evidence: Some(cell.evidence.clone()) }),
            message: cell.message.clone(),
        };
        Ok(settle(self.workspace, &decision, self.now)?)
    }
}

fn print(out: &mut dyn Write, cell: &ToCode, number: usize, of: usize) -> io::Result<()> {
    writeln!(out, "\n[{number} of {of}] {}  {}", cell.token, cell.authority)?;
    writeln!(out, "{}: {}", cell.question, cell.asks)?;
    print_words(out, &cell.evidence, &cell.context)?;
    for (coder, answer) in &cell.said {
        writeln!(out, "  {coder}: {}", said(answer))?;
    }
    Ok(())
}
