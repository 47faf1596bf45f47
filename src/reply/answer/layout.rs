//! Which cut of a page into spans fits the questions best.
//!
//! The cut that reads line by line stands unless it leaves a question without a firm answer and another cut
//! ([`span::others`]) is worth clearly more, all questions taken together.

use super::align::{self, Tie};
use super::fit::{self, Known};
use super::marker::Label;
use super::page::Page;
use super::span::{self, Span};
use super::value::Asked;
use super::wording::Wordings;

/// A page's spans, and which question each answers.
pub struct Layout {
    pub spans: Vec<Span>,
    pub ties: Vec<Option<Tie>>,
}

/// How much more another cut must be worth: two ties that were not there before, or one with its number and its words.
const CLEARLY: f64 = 1.0;
/// A tie worth this much leaves nothing to be looked for.
const FIRM: f64 = 4.0;

/// The best cut of `page`.
pub fn choose(page: &Page, wordings: &Wordings, lettered: bool, asked: &[Asked<'_>], labels: &[Label]) -> Layout {
    let mut known = Known::default();
    let mut best = laid(page, span::spans(page, wordings, lettered), asked, labels, &mut known);
    let firm = |tie: &Option<Tie>| tie.as_ref().is_some_and(|t| t.gain() >= FIRM);
    if best.ties.iter().all(firm) {
        return best;
    }
    let mut worth = align::worth(&best.ties, &best.spans) + CLEARLY;
    for spans in span::others(page, wordings, lettered) {
        let layout = laid(page, spans, asked, labels, &mut known);
        let its = align::worth(&layout.ties, &layout.spans);
        if its > worth && grounded(&layout) {
            (best, worth) = (layout, its);
        }
    }
    best
}

fn laid(page: &Page, spans: Vec<Span>, asked: &[Asked<'_>], labels: &[Label], known: &mut Known) -> Layout {
    let fits = fit::fits(page, &spans, asked, known);
    let ties = align::align(&spans, labels, &fits);
    Layout { spans, ties }
}

/// Where spans have their numbers by their place alone, half of the ties must be borne out by words or by what is given: as many
/// paragraphs as questions are no answers for that.
fn grounded(layout: &Layout) -> bool {
    if !layout.spans.iter().any(|span| span.assumed) {
        return true;
    }
    let borne = layout.ties.iter().flatten().filter(|tie| tie.restates >= 0.5 || tie.fit >= 0.5).count();
    borne * 2 >= layout.ties.len()
}
