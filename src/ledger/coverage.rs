//! Coverage: what became of every unit of the frame, and of every question put to it.
//!
//! Response rates after AAPOR, Standard Definitions (10th edition, 2023), RR1 and RR2: complete (and partial) answers over
//! all units except those found not to be eligible. Here not eligible are authorities that hold none of it and those that
//! were abolished or passed the request on; what was never delivered or never sent stays below the line as of unknown
//! eligibility, so neither rate can be made to look better by bad addresses.
//!
//! Pure. Every count sums to the frame: each row is counted once, by its disposition, and each of its cells once, by its state.

use std::collections::{BTreeMap, BTreeSet};

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
    fn new(question: &QuestionId) -> Self {
        let states = CellState::ALL.into_iter().map(|state| (state, 0)).collect();
        Self { question: question.clone(), states, after_close: 0, waiting: 0 }
    }

    fn add(&mut self, position: usize, row: &Row) {
        if row.disposition == Disposition::AfterClose {
            self.after_close += 1;
            return;
        }
        let here = row.cells.get(position).filter(|cell| cell.question == self.question);
        let cell = here.or_else(|| row.cell(&self.question));
        self.waiting += usize::from(cell.is_some_and(super::Cell::waits));
        let state = cell.map_or(CellState::NoReply, |cell| row.state_of(cell));
        if let Some((_, count)) = self.states.iter_mut().find(|(known, _)| *known == state) {
            *count += 1;
        }
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

/// A coverage that is being counted, row by row.
#[derive(Debug, Default)]
pub struct Counting {
    frame: usize,
    sent: usize,
    replied: usize,
    late: Portion,
    overdue: usize,
    dispositions: BTreeMap<Disposition, usize>,
    items: Vec<ItemResponse>,
    days: Vec<i32>,
    exemptions: BTreeMap<String, usize>,
    never_answered: Vec<Code>,
}

impl Counting {
    /// Counts one row.
    pub fn add(&mut self, row: &Row) {
        if self.frame == 0 {
            self.items = row.cells.iter().map(|cell| ItemResponse::new(&cell.question)).collect();
        }
        self.frame += 1;
        self.sent += usize::from(row.sent.is_some());
        self.replied += usize::from(row.has_replied());
        if let Some(late) = row.is_late() {
            self.late.of += 1;
            self.late.count += usize::from(late);
        }
        self.overdue += usize::from(row.replied.is_none() && row.overdue_days.is_some_and(|days| days > 0));
        *self.dispositions.entry(row.disposition).or_default() += 1;
        self.items.iter_mut().enumerate().for_each(|(at, item)| item.add(at, row));
        self.days.extend(row.days_to_reply());
        if row.disposition != Disposition::AfterClose {
            let sections: BTreeSet<&String> = row.exemptions.iter().collect();
            sections.into_iter().for_each(|section| *self.exemptions.entry(section.clone()).or_default() += 1);
        }
        if row.sent.is_some() && never_answered(row.disposition) {
            self.never_answered.push(row.authority.code.clone());
        }
    }

    /// What was counted, on a day.
    pub fn coverage(self, as_of: Date) -> Coverage {
        let by = |disposition| self.dispositions.get(&disposition).copied().unwrap_or_default();
        let eligible = self.frame - by(Disposition::NotHeld) - by(Disposition::Moved);
        let dispositions = Disposition::ALL.into_iter().map(|disposition| (disposition, by(disposition))).collect();
        let (full, partial) = (by(Disposition::Full), by(Disposition::Partial));
        let mut exemptions: Vec<(String, usize)> = self.exemptions.into_iter().collect();
        exemptions.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Coverage {
            as_of,
            frame: self.frame,
            dispositions,
            items: self.items,
            sent: self.sent,
            replied: Portion { count: self.replied, of: self.frame },
            rr1: Portion { count: full, of: eligible },
            rr2: Portion { count: full + partial, of: eligible },
            median_days: median(self.days),
            late: self.late,
            overdue: Portion { count: self.overdue, of: self.sent },
            exemptions,
            never_answered: self.never_answered,
        }
    }
}

impl Coverage {
    /// Counts the whole ledger.
    pub fn of(ledger: &Ledger) -> Self {
        let mut counting = Counting::default();
        ledger.rows.iter().for_each(|row| counting.add(row));
        counting.coverage(ledger.as_of)
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
