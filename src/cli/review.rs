//! `foi review`.

use std::io::{self, BufRead, Write};

use jiff::civil::Date;

use super::show::said;
use super::{Desk, Exit, Failure, counted, print_json};
use crate::engine::review::{ContextLine, Decision, Waiting, settle, waiting};
use crate::ledger::{Answer, CellState, Evidence, typed_value};
use crate::store::cells::Coded;

/// Settle the cells that wait for a person, one at a time
///
/// Each cell is shown with its question, the words in their context (marked `>`), and what the reader suggests. You accept
/// it, type what it should be, or leave it. Who decided and when is kept, and a later reading never overwrites it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Keys:
  a           accept what is suggested
  = VALUE     settle as this value, as in: = 12   = 5356.50   = yes
  : STATE     settle as a state, as in: : not held   : zero   : exempt   : unclear
  s           skip this cell        n  next authority
  u           take back your last decision
  q           stop; what you decided is kept

Examples:
  foi review trusts-2018
  foi review trusts-2018 --list --json")]
pub struct Review {
    /// The campaign; the only one where there is one
    name: Option<String>,
    /// List what waits, and ask nothing
    #[arg(long)]
    list: bool,
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
    let cells = waiting(&workspace, &name, args.as_of.unwrap_or(desk.today))?;
    if args.json {
        print_json(out, &cells)?;
        return Ok(Exit::Done);
    }
    if args.list {
        for cell in &cells {
            let words = cell.proposal.evidence.words.split_whitespace().collect::<Vec<_>>().join(" ");
            writeln!(
                out,
                "{}  {}  {}: {}  \"{words}\"",
                cell.token,
                cell.authority,
                cell.question,
                said(&cell.proposal.answer)
            )?;
        }
        writeln!(out, "{} waiting.", counted(cells.len(), "cell", "cells"))?;
        return Ok(Exit::Done);
    }
    let mut session =
        Session { workspace: &workspace, by: desk.person(args.by.as_deref()), now: desk.now, decided: Vec::new() };
    session.ask(&cells, &mut io::stdin().lock(), out)?;
    writeln!(
        out,
        "{} decided; {} still waiting.",
        session.decided.len(),
        cells.len().saturating_sub(session.decided.len())
    )?;
    Ok(Exit::Done)
}

/// What a person typed.
enum Key {
    Accept,
    Settle(Answer),
    Skip,
    NextAuthority,
    Undo,
    Stop,
    /// Nothing that is understood; the words say what would be.
    Unknown(String),
}

struct Session<'a> {
    workspace: &'a crate::engine::Workspace,
    by: String,
    now: jiff::Timestamp,
    /// Where in the list each decision of this sitting was taken.
    decided: Vec<usize>,
}

impl Session<'_> {
    fn ask(&mut self, cells: &[Waiting], input: &mut dyn BufRead, out: &mut dyn Write) -> Result<(), Failure> {
        let mut at = 0;
        while let Some(cell) = cells.get(at) {
            print(out, cell, at + 1, cells.len())?;
            write!(out, "a accept, = VALUE, : STATE, s skip, n next authority, u undo, q stop > ")?;
            out.flush()?;
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                writeln!(out)?;
                return Ok(());
            }
            match key(line.trim(), cell) {
                Key::Accept => {
                    self.settle(cell, cell.proposal.answer.clone())?;
                    self.decided.push(at);
                    at += 1;
                }
                Key::Settle(answer) => {
                    self.settle(cell, answer)?;
                    self.decided.push(at);
                    at += 1;
                }
                Key::Skip => at += 1,
                Key::NextAuthority => {
                    at += cells.iter().skip(at).take_while(|other| other.request == cell.request).count();
                }
                Key::Undo => match self.decided.pop() {
                    Some(before) => {
                        if let Some(cell) = cells.get(before) {
                            self.take_back(cell)?;
                        }
                        at = before;
                    }
                    None => writeln!(out, "Nothing has been decided in this sitting.")?,
                },
                Key::Stop => return Ok(()),
                Key::Unknown(words) => writeln!(out, "{words}")?,
            }
        }
        Ok(())
    }

    fn settle(&self, cell: &Waiting, answer: Answer) -> Result<(), Failure> {
        self.decide(cell, Some(Coded { answer, evidence: Some(cell.proposal.evidence.clone()) }))
    }

    fn take_back(&self, cell: &Waiting) -> Result<(), Failure> {
        self.decide(cell, None)
    }

    fn decide(&self, cell: &Waiting, coded: Option<Coded>) -> Result<(), Failure> {
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

fn print(out: &mut dyn Write, cell: &Waiting, number: usize, of: usize) -> io::Result<()> {
    writeln!(out, "\n[{number} of {of}] {}  {}", cell.token, cell.authority)?;
    writeln!(out, "{}: {}", cell.question, cell.asks)?;
    print_words(out, &cell.proposal.evidence, &cell.context)?;
    let percent = (cell.proposal.confidence * 100.0).floor();
    writeln!(out, "  suggested: {}  ({percent}% sure; {})", said(&cell.proposal.answer), cell.proposal.why)?;
    if let Some(settled) = &cell.settled {
        writeln!(out, "  settled before as: {}", said(settled))?;
    }
    Ok(())
}

/// The words in their context.
pub(super) fn print_words(out: &mut dyn Write, evidence: &Evidence, context: &[ContextLine]) -> io::Result<()> {
    writeln!(out, "  in {}, {}:", evidence.document, evidence.at)?;
    for line in context {
        let mark = if line.marked { ">" } else { " " };
        writeln!(out, "  {mark} {}", line.text.chars().take(200).collect::<String>())?;
    }
    if context.is_empty() {
        writeln!(out, "  > {}", evidence.words)?;
    }
    Ok(())
}

fn key(typed: &str, cell: &Waiting) -> Key {
    match typed {
        "a" => Key::Accept,
        "s" | "" => Key::Skip,
        "n" => Key::NextAuthority,
        "u" => Key::Undo,
        "q" => Key::Stop,
        _ => match self::typed(typed, cell.proposal.answer.unit.clone()) {
            Typed::Answer(answer) => Key::Settle(answer),
            Typed::Fault(words) => Key::Unknown(words),
        },
    }
}

/// What `= VALUE` and `: STATE` come to.
pub(super) enum Typed {
    Answer(Answer),
    /// What is wrong, in words.
    Fault(String),
}

/// Reads `= 12` and `: not held`.
pub(super) fn typed(typed: &str, unit: Option<String>) -> Typed {
    if let Some(value) = typed.strip_prefix('=') {
        typed_value(value, unit)
            .map_or_else(|| Typed::Fault("give the value after the =, as in: = 12".into()), Typed::Answer)
    } else if let Some(state) = typed.strip_prefix(':') {
        match state.trim().parse::<CellState>() {
            Ok(CellState::Zero) => Typed::Answer(Answer::number(0.0, unit)),
            Ok(CellState::Value | CellState::Censored) => {
                Typed::Fault("that state wants a value: give it after =, as in: = 12".into())
            }
            Ok(state) => Typed::Answer(Answer::of(state)),
            Err(cause) => Typed::Fault(cause.to_string()),
        }
    } else {
        Typed::Fault(format!("`{typed}` is none of the keys"))
    }
}
