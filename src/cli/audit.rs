//! `foi audit`.

use std::io::{self, BufRead, Write};

use jiff::civil::Date;
use serde_json::json;

use super::review::{Typed, typed};
use super::show::said;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::Workspace;
use crate::engine::audit::{Sampled, draw, judge};
use crate::engine::review::{Decision, settle};
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
            writeln!(out, "{}  {}  {}: {answer}  [{verdict}]", cell.token, cell.authority, cell.question)?;
        }
    } else {
        let by = desk.person(args.by.as_deref());
        let mut sitting = Sitting { workspace: &workspace, by, now: desk.now, done: Vec::new() };
        let open: Vec<&Sampled> = drawn.cells.iter().filter(|cell| cell.right.is_none()).collect();
        sitting.ask(&open, &mut io::stdin().lock(), out)?;
    }
    let audit = draw(&workspace, &name, as_of, 0, args.seed)?.audit;
    writeln!(out, "{} settled by the reader; audited: {audit}.", counted(audit.accepted, "cell", "cells"))?;
    Ok(Exit::Done)
}

struct Sitting<'a> {
    workspace: &'a Workspace,
    by: String,
    now: jiff::Timestamp,
    /// Where in the list each verdict was given, and whether it settled the cell too.
    done: Vec<(usize, bool)>,
}

impl Sitting<'_> {
    fn ask(&mut self, cells: &[&Sampled], input: &mut dyn BufRead, out: &mut dyn Write) -> Result<(), Failure> {
        let mut at = 0;
        while let Some(cell) = cells.get(at) {
            print(out, cell, at + 1, cells.len())?;
            write!(out, "r right, w wrong, = VALUE, : STATE, s skip, u undo, q stop > ")?;
            out.flush()?;
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                writeln!(out)?;
                return Ok(());
            }
            match line.trim() {
                "r" => self.say(cell, at, true, None)?,
                "w" => self.say(cell, at, false, None)?,
                "s" | "" => {}
                "q" => return Ok(()),
                "u" => {
                    at = self.undo(cells, at, out)?;
                    continue;
                }
                other => match typed(other, cell.proposal.answer.unit.clone()) {
                    Typed::Answer(answer) => self.say(cell, at, false, Some(answer))?,
                    Typed::Fault(words) => {
                        writeln!(out, "{words}")?;
                        continue;
                    }
                },
            }
            at += 1;
        }
        Ok(())
    }

    fn say(&mut self, cell: &Sampled, at: usize, right: bool, instead: Option<Answer>) -> Result<(), Failure> {
        self.judge(cell, Some(right))?;
        self.done.push((at, instead.is_some()));
        if let Some(answer) = instead {
            let evidence = Some(cell.proposal.evidence.clone());
            self.settle(cell, Some(Coded { answer, evidence }))?;
        }
        Ok(())
    }

    fn undo(&mut self, cells: &[&Sampled], at: usize, out: &mut dyn Write) -> Result<usize, Failure> {
        let Some((before, settled)) = self.done.pop() else {
            writeln!(out, "Nothing has been said in this sitting.")?;
            return Ok(at);
        };
        if let Some(cell) = cells.get(before) {
            self.judge(cell, None)?;
            if settled {
                self.settle(cell, None)?;
            }
        }
        Ok(before)
    }

    fn judge(&self, cell: &Sampled, right: Option<bool>) -> Result<(), Failure> {
        let verdict = Verdict {
            request: cell.request.clone(),
            question: cell.question.clone(),
            auditor: self.by.clone(),
            at: self.now,
            right,
            answer: cell.proposal.answer.clone(),
        };
        Ok(judge(self.workspace, &verdict)?)
    }

    fn settle(&self, cell: &Sampled, coded: Option<Coded>) -> Result<(), Failure> {
        let decision = Decision {
            request: cell.request.clone(),
            question: cell.question.clone(),
            coder: self.by.clone(),
            coded,
            message: cell.message.clone(),
        };
        Ok(settle(self.workspace, &decision, self.now)?)
    }
}

fn print(out: &mut dyn Write, cell: &Sampled, number: usize, of: usize) -> io::Result<()> {
    writeln!(out, "\n[{number} of {of}] {}  {}", cell.token, cell.authority)?;
    writeln!(out, "{}: {}", cell.question, cell.asks)?;
    super::review::print_words(out, &cell.proposal.evidence, &cell.context)?;
    writeln!(out, "  settled as: {}  ({})", said(&cell.proposal.answer), cell.proposal.why)
}
