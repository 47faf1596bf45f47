//! `foi coders`.

use std::io::{self, Write};

use jiff::civil::Date;

use super::show::said;
use super::sitting::{Next, Sitting, print_words, sit};
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::Workspace;
use crate::engine::coders::{Share, ToCode, adjudicate, agreement, code, to_code};
use crate::engine::review::{settle, take_back};
use crate::engine::slip::Slip;
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
    let mut sitting = Coding { workspace: &workspace, by, now: desk.now, blind: args.blind, done: Vec::new() };
    if args.blind {
        let share = Share { most: args.sample, seed: args.seed };
        let cells = to_code(&workspace, &name, as_of, share, &sitting.by)?;
        sit(&mut sitting, &cells, &mut io::stdin().lock(), out)?;
        let left = cells.len().saturating_sub(sitting.done.len());
        writeln!(out, "{} coded; {left} of your share left.", counted(sitting.done.len(), "cell", "cells"))?;
        return Ok(Exit::Done);
    }
    if args.adjudicate {
        let found = adjudicate(&workspace, &name, as_of, desk.now)?;
        let agreed = counted(found.agreed, "cell", "cells");
        writeln!(out, "{agreed} settled as the coders agree; {} to decide.", found.open.len())?;
        sit(&mut sitting, &found.open, &mut io::stdin().lock(), out)?;
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

struct Coding<'a> {
    workspace: &'a Workspace,
    by: String,
    now: jiff::Timestamp,
    /// Blind words stay out of the ledger; a decision between coders goes into it.
    blind: bool,
    /// Where in the list each word of this sitting was given, and the decision that it was.
    done: Vec<(usize, Option<i64>)>,
}

impl Sitting for Coding<'_> {
    type Cell = ToCode;
    const KEYS: &'static str = "= VALUE, : STATE, s skip, u undo, q stop";
    const NOTHING: &'static str = "Nothing has been said in this sitting.";

    fn slip<'a>(&self, cell: &'a ToCode) -> &'a Slip {
        &cell.slip
    }

    fn print(&self, cell: &ToCode, out: &mut dyn Write) -> io::Result<()> {
        print_words(out, &cell.evidence, &cell.slip)?;
        for (coder, answer) in &cell.said {
            writeln!(out, "  {coder}: {}", said(answer))?;
        }
        Ok(())
    }

    fn key(&mut self, _: &str, _: &[ToCode], _: usize) -> Result<Option<Next>, Failure> {
        Ok(None)
    }

    fn answer(&mut self, cell: &ToCode, at: usize, answer: Answer) -> Result<(), Failure> {
        let number = if self.blind {
            code(self.workspace, cell, &self.by, Some(answer), self.now)?;
            None
        } else {
            let coded = Coded { answer, evidence: Some(cell.evidence.clone()) };
            Some(settle(self.workspace, &cell.slip.decided(&self.by, Some(coded)), self.now)?)
        };
        self.done.push((at, number));
        Ok(())
    }

    fn undo(&mut self, cells: &[ToCode]) -> Result<Option<usize>, Failure> {
        let Some((before, decision)) = self.done.pop() else { return Ok(None) };
        match (decision, cells.get(before)) {
            (Some(number), _) => take_back(self.workspace, number, &self.by, self.now)?,
            (None, Some(cell)) => code(self.workspace, cell, &self.by, None, self.now)?,
            (None, None) => {}
        }
        Ok(Some(before))
    }
}
