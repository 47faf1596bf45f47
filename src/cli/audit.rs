//! `foi audit`.

use std::io::{self, Write};

use jiff::civil::Date;
use serde_json::json;

use super::show::said;
use super::sitting::{Next, Sitting, print_words, sit};
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::Workspace;
use crate::engine::audit::{Sampled, draw, judge};
use crate::engine::review::{settle, take_back};
use crate::engine::slip::Slip;
use crate::ledger::Answer;
use crate::store::cells::Coded;
use crate::store::checks::Verdict;

/// Check a random sample of what the reader settled by itself, and say how often it is wrong
///
/// The same seed draws the same cells, and a larger sample holds the smaller one. What you find, with its 95 % interval,
/// stands in the report's methods.
#[derive(Debug, clap::Args)]
#[command(after_help = "Keys:
  r           right                 w  wrong
  = VALUE     wrong, and settle as this value       : STATE  wrong, and settle as this state
  s           skip                  u  take back your last verdict
  q           stop; what you said is kept

Examples:
  foi audit trusts-2018 --sample 50
  foi audit trusts-2018 --sample 50 --seed 7 --list")]
pub struct Audit {
    /// The campaign; the only one where there is one
    name: Option<String>,
    /// How many cells
    #[arg(long, value_name = "N", default_value_t = 50)]
    sample: usize,
    /// Draws another sample
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// List the sample, and ask nothing
    #[arg(long)]
    list: bool,
    /// Print one JSON document; implies --list
    #[arg(long)]
    json: bool,
    /// Who checks; otherwise your login name
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Answer as if this were today
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
}

pub fn run(args: &Audit, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    let name = desk.campaign(&workspace, args.name.as_deref())?;
    let as_of = args.as_of.unwrap_or(desk.today);
    let drawn = draw(&workspace, &name, as_of, args.sample, args.seed)?;
    if args.json {
        print_json(out, &json!({ "seed": args.seed, "audit": drawn.audit, "cells": drawn.cells }))?;
        return Ok(Exit::Done);
    }
    if args.list {
        for cell in &drawn.cells {
            let verdict = match cell.right {
                Some(true) => "right",
                Some(false) => "wrong",
                None => "-",
            };
            let answer = said(&cell.proposal.answer);
            let Slip { token, authority, question, .. } = &cell.slip;
            writeln!(out, "{token}  {authority}  {question}: {answer}  [{verdict}]")?;
        }
    } else {
        let by = desk.person(args.by.as_deref());
        let mut sitting = Auditing { workspace: &workspace, by, now: desk.now, done: Vec::new() };
        let open: Vec<Sampled> = drawn.cells.into_iter().filter(|cell| cell.right.is_none()).collect();
        sit(&mut sitting, &open, &mut io::stdin().lock(), out)?;
    }
    let audit = draw(&workspace, &name, as_of, 0, args.seed)?.audit;
    writeln!(out, "{} settled by the reader; audited: {audit}.", counted(audit.accepted, "cell", "cells"))?;
    Ok(Exit::Done)
}

struct Auditing<'a> {
    workspace: &'a Workspace,
    by: String,
    now: jiff::Timestamp,
    /// Where in the list each verdict was given, and the decision that went with it.
    done: Vec<(usize, Option<i64>)>,
}

impl Auditing<'_> {
    fn judge(&self, cell: &Sampled, right: Option<bool>) -> Result<(), Failure> {
        let verdict = Verdict {
            request: cell.slip.request.clone(),
            question: cell.slip.question.clone(),
            auditor: self.by.clone(),
            at: self.now,
            right,
            answer: cell.proposal.answer.clone(),
        };
        Ok(judge(self.workspace, &verdict)?)
    }
}

impl Sitting for Auditing<'_> {
    type Cell = Sampled;
    const KEYS: &'static str = "r right, w wrong, = VALUE, : STATE, s skip, u undo, q stop";
    const NOTHING: &'static str = "Nothing has been said in this sitting.";

    fn slip<'a>(&self, cell: &'a Sampled) -> &'a Slip {
        &cell.slip
    }

    fn print(&self, cell: &Sampled, out: &mut dyn Write) -> io::Result<()> {
        print_words(out, &cell.proposal.evidence, &cell.slip)?;
        writeln!(out, "  settled as: {}  ({})", said(&cell.proposal.answer), cell.proposal.why)
    }

    fn key(&mut self, typed: &str, cells: &[Sampled], at: usize) -> Result<Option<Next>, Failure> {
        let (Some(cell), "r" | "w") = (cells.get(at), typed) else { return Ok(None) };
        self.judge(cell, Some(typed == "r"))?;
        self.done.push((at, None));
        Ok(Some(Next::Cell))
    }

    /// What should stand instead says that what stood was wrong.
    fn answer(&mut self, cell: &Sampled, at: usize, answer: Answer) -> Result<(), Failure> {
        self.judge(cell, Some(false))?;
        let coded = Coded { answer, evidence: Some(cell.proposal.evidence.clone()) };
        let number = settle(self.workspace, &cell.slip.decided(&self.by, Some(coded)), self.now)?;
        self.done.push((at, Some(number)));
        Ok(())
    }

    fn undo(&mut self, cells: &[Sampled]) -> Result<Option<usize>, Failure> {
        let Some((before, settled)) = self.done.pop() else { return Ok(None) };
        if let Some(cell) = cells.get(before) {
            self.judge(cell, None)?;
        }
        if let Some(number) = settled {
            take_back(self.workspace, number, &self.by, self.now)?;
        }
        Ok(Some(before))
    }
}
