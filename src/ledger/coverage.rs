//! Coverage: what became of every unit of the frame, and of every question put to it.
//!
//! Response rates after AAPOR, Standard Definitions (10th edition, 2023), RR1 and RR2: complete (and partial) answers over
//! all units except those found not to be eligible. Here not eligible are authorities that hold none of it and those that
//! were abolished or passed the request on; what was never delivered or never sent stays below the line as of unknown
//! eligibility, so neither rate can be made to look better by bad addresses.
//!
//! Pure. Every count sums to the frame: each row is counted once, by its disposition, and each of its cells once, by its state.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::{CellState, Disposition, Ledger, Row};
use crate::authority::Code;
use crate::campaign::QuestionId;

/// What became of the frame on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    pub as_of: Date,
    /// Authorities in the frame.
    pub frame: usize,
    /// Every disposition, those with nobody too; sums to the frame.
    pub dispositions: Vec<(Disposition, usize)>,
    /// One entry a question and observation, in the campaign's order.
    pub items: Vec<ItemResponse>,
    /// Requests that went out.
    pub sent: usize,
    /// An answer of any kind within the campaign, of the frame.
    pub replied: Portion,
    /// AAPOR RR1: answered in full.
    pub rr1: Portion,
    /// AAPOR RR2: answered in full or in part.
    pub rr2: Portion,
    /// Calendar days from letter to answer, of those that answered.
    pub median_days: Option<f64>,
    /// Answers that came after their due date, of those that answered and had one.
    pub late: Portion,
    /// No answer, and the due date has passed; of those sent.
    pub overdue: Portion,
    /// Authorities that relied on a section, by section, the most used first.
    pub exemptions: Vec<(String, usize)>,
    /// Sent to, and no answer of any kind to this day, not even after the closing date. Who passed the request on or withdrew
    /// it owes none, and a reply that a person must read may be one.
    pub never_answered: Vec<Code>,
}

/// How many, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Portion {
    pub count: usize,
    pub of: usize,
}

impl Portion {
    /// 0 to 100; nothing of nothing is no number.
    pub fn percent(self) -> Option<f64> {
        (self.of > 0).then(|| 100.0 * self.count as f64 / self.of as f64)
    }
}

/// What became of one question across the frame.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemResponse {
    pub question: QuestionId,
    /// Every cell state, those of nobody too; with `after_close` sums to the frame.
    pub states: Vec<(CellState, usize)>,
    /// Cells of authorities that answered after the campaign closed.
    pub after_close: usize,
    /// Of the unclear ones, how many have a proposal that waits for a person.
    pub waiting: usize,
}

impl ItemResponse {
    fn of(question: &QuestionId, position: usize, ledger: &Ledger) -> Self {
        let mut counts = [0_usize; CellState::ALL.len()];
        let (mut after_close, mut waiting) = (0, 0);
        for row in &ledger.rows {
            let cell = row.cells.get(position).filter(|cell| cell.question == *question).or_else(|| row.cell(question));
            if row.disposition == Disposition::AfterClose {
                after_close += 1;
                continue;
            }
            waiting += usize::from(cell.is_some_and(super::Cell::waits));
            let state = cell.map_or(CellState::NoReply, |cell| row.state_of(cell));
            if let Some(count) = CellState::ALL.iter().position(|s| *s == state).and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
        }
        let states = CellState::ALL.into_iter().zip(counts).collect();
        Self { question: question.clone(), states, after_close, waiting }
    }

    /// How many cells stand in `state`.
    pub fn count(&self, state: CellState) -> usize {
        self.states.iter().filter(|(s, _)| *s == state).map(|(_, n)| n).sum()
    }

    /// All cells of the question.
    pub fn total(&self) -> usize {
        self.after_close + self.states.iter().map(|(_, n)| n).sum::<usize>()
    }
}

impl Coverage {
    /// Counts the whole ledger.
    pub fn of(ledger: &Ledger) -> Self {
        let rows = &ledger.rows;
        let count = |wanted: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| wanted(row)).count();
        let by = |disposition| count(&|row| row.disposition == disposition);
        let frame = rows.len();
        let sent = count(&|row| row.sent.is_some());
        let answered = by(Disposition::Full) + by(Disposition::Partial);
        let eligible = frame - by(Disposition::NotHeld) - by(Disposition::Moved);
        let questions = rows.first().map_or(&[][..], |row| row.cells.as_slice());
        Self {
            as_of: ledger.as_of,
            frame,
            dispositions: Disposition::ALL.into_iter().map(|disposition| (disposition, by(disposition))).collect(),
            items: questions
                .iter()
                .enumerate()
                .map(|(at, cell)| ItemResponse::of(&cell.question, at, ledger))
                .collect(),
            sent,
            replied: Portion { count: count(&Row::has_replied), of: frame },
            rr1: Portion { count: by(Disposition::Full), of: eligible },
            rr2: Portion { count: answered, of: eligible },
            median_days: median(rows.iter().filter_map(Row::days_to_reply).collect()),
            late: Portion {
                count: count(&|row| row.is_late() == Some(true)),
                of: count(&|row| row.is_late().is_some()),
            },
            overdue: Portion {
                count: count(&|row| row.replied.is_none() && row.overdue_days.is_some_and(|days| days > 0)),
                of: sent,
            },
            exemptions: exemptions(rows),
            never_answered: rows
                .iter()
                .filter(|row| row.sent.is_some() && never_answered(row.disposition))
                .map(|row| row.authority.code.clone())
                .collect(),
        }
    }

    /// Whether every count sums to the frame: the dispositions, each question's states, and answers and silence.
    pub fn adds_up(&self) -> bool {
        let dispositions: usize = self.dispositions.iter().map(|(_, count)| count).sum();
        let eligible = self.frame - self.count(Disposition::NotHeld) - self.count(Disposition::Moved);
        dispositions == self.frame
            && self.items.iter().all(|item| item.total() == self.frame)
            && self.rr1.of == eligible
            && self.rr2.of == eligible
            && self.sent + self.count(Disposition::NotSent) <= self.frame
    }

    /// How many stand at `disposition`.
    pub fn count(&self, disposition: Disposition) -> usize {
        self.dispositions.iter().filter(|(d, _)| *d == disposition).map(|(_, n)| n).sum()
    }
}

/// Has nobody answered at all?
fn never_answered(disposition: Disposition) -> bool {
    match disposition {
        Disposition::Waiting | Disposition::NoReply | Disposition::NotDelivered => true,
        Disposition::Full
        | Disposition::Partial
        | Disposition::Refused
        | Disposition::NotHeld
        | Disposition::AfterClose
        | Disposition::Unclear
        | Disposition::Moved
        | Disposition::NotSent => false,
    }
}

fn median(mut days: Vec<i32>) -> Option<f64> {
    days.sort_unstable();
    let upper = f64::from(*days.get(days.len() / 2)?);
    if days.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = f64::from(*days.get(days.len() / 2 - 1)?);
    Some((lower + upper) / 2.0)
}

fn exemptions(rows: &[Row]) -> Vec<(String, usize)> {
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.disposition != Disposition::AfterClose) {
        let mut sections: Vec<&str> = row.exemptions.iter().map(String::as_str).collect();
        sections.sort_unstable();
        sections.dedup();
        for section in sections {
            *used.entry(section).or_default() += 1;
        }
    }
    let mut used: Vec<(String, usize)> = used.into_iter().map(|(section, n)| (section.to_owned(), n)).collect();
    used.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    used
}

impl Serialize for Portion {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut portion = to.serialize_struct("Portion", 3)?;
        portion.serialize_field("count", &self.count)?;
        portion.serialize_field("of", &self.of)?;
        portion.serialize_field("percent", &self.percent().map(|percent| (percent * 100.0).round() / 100.0))?;
        portion.end()
    }
}

/// The shape of `coverage.json`: `dispositions` sums to `frame`, and so does each entry of `questions`.
impl Serialize for Coverage {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shape<'a> {
            version: u32,
            as_of: Date,
            frame: usize,
            sent: usize,
            dispositions: Named,
            questions: serde_json::Map<String, serde_json::Value>,
            /// Of the unclear cells of a question, those with a proposal that waits for a person.
            waiting: Named,
            replied: Portion,
            rr1: Portion,
            rr2: Portion,
            median_days_to_reply: Option<f64>,
            late: Portion,
            overdue: Portion,
            exemptions: Named,
            never_answered: &'a [Code],
        }
        type Named = serde_json::Map<String, serde_json::Value>;
        let questions = self.items.iter().map(|item| {
            let mut states: Named =
                item.states.iter().map(|(state, n)| (state.words().to_owned(), (*n).into())).collect();
            states.insert(Disposition::AfterClose.word().to_owned(), item.after_close.into());
            (item.question.0.clone(), states.into())
        });
        Shape {
            version: 1,
            as_of: self.as_of,
            frame: self.frame,
            sent: self.sent,
            dispositions: self.dispositions.iter().map(|(d, n)| (d.word().to_owned(), (*n).into())).collect(),
            questions: questions.collect(),
            waiting: self.items.iter().map(|item| (item.question.0.clone(), item.waiting.into())).collect(),
            replied: self.replied,
            rr1: self.rr1,
            rr2: self.rr2,
            median_days_to_reply: self.median_days,
            late: self.late,
            overdue: self.overdue,
            exemptions: self.exemptions.iter().map(|(section, n)| (section.clone(), (*n).into())).collect(),
            never_answered: &self.never_answered,
        }
        .serialize(to)
    }
}
