//! A page cut into spans: stretches that may each hold an answer, with their numbering and what they restate.
//!
//! A span begins where [`start`] sees a beginning; inside it [`split`] tells the question's own words from the answer's, for the
//! words of a question ("in the last 12 months") must never be read as an answer; [`zone`] says which spans only repeat the
//! request and puts answers that stand apart from their questions ("Our response:") with them.

mod ask;
mod layout;
mod split;
mod start;
mod zone;

use std::ops::Range;

use super::marker::{Label, Role};
use super::page::Page;
use super::wording::Wordings;
use start::Start;

pub use ask::asks;
pub use layout::key;

/// A stretch of a page.
#[derive(Debug, Clone)]
pub struct Span {
    pub labels: Vec<Label>,
    pub role: Option<Role>,
    /// Lines of the page.
    pub lines: Range<usize>,
    /// The question's words in it, as far as they could be told.
    pub question: Range<usize>,
    /// The answer's words; empty where only the question stands there.
    pub answer: Range<usize>,
    /// The request is only repeated here; the answers stand elsewhere.
    pub request: bool,
    /// Nothing ties it to a number: text between, before or after.
    pub loose: bool,
    /// The answer was introduced as one ("Our response:", "A1:").
    pub introduced: bool,
    /// Questions that its question's words restate, and how well.
    pub restates: Vec<f64>,
    /// A row or cell of a table.
    pub tabular: bool,
    /// Its number is its place, and it gives itself none.
    pub assumed: bool,
}

impl Span {
    pub fn has_answer(&self) -> bool {
        self.answer.start < self.answer.end
    }

    /// Does it say any question again, by number or by words?
    fn is_question(&self) -> bool {
        !self.labels.is_empty() || self.restates.iter().any(|r| *r > 0.3)
    }

    /// "Our response:" by itself.
    fn opens_answers(&self) -> bool {
        self.labels.is_empty() && self.introduced && self.role.is_none()
    }
}

/// The spans of `page`, in order; `lettered` where questions go by letters of their own (`1a`, `1b`).
pub fn spans(page: &Page, wordings: &Wordings, lettered: bool) -> Vec<Span> {
    cut(page, wordings, &start::starts(page, wordings, lettered))
}

/// The spans that other layouts of the page would have.
pub fn others(page: &Page, wordings: &Wordings, lettered: bool) -> Vec<Vec<Span>> {
    let layouts = layout::layouts(page, wordings.of.len(), lettered);
    layouts.iter().map(|starts| cut(page, wordings, starts)).collect()
}

fn cut(page: &Page, wordings: &Wordings, starts: &[Start]) -> Vec<Span> {
    let end = start::last_line(page);
    let mut spans: Vec<Span> = Vec::new();
    for (i, start) in starts.iter().enumerate() {
        let until = starts.get(i + 1).map_or(end, |next| next.line).min(end);
        if start.line >= until {
            continue;
        }
        // The same number further up: this is the second copy, and its first line is a question only if it says it again.
        let earlier =
            spans.iter().rev().find(|s| !start.labels.is_empty() && s.labels == start.labels && !s.introduced);
        let first_copy = earlier.map(|s| page.slice(&(s.question.start..s.answer.end.max(s.question.end))).to_owned());
        spans.push(split::cut(page, wordings, start, start.line..until, first_copy.as_deref()));
    }
    zone::settle(page, spans)
}
