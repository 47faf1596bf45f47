//! Candidates for a cell: what each document of a letter says to one question, and which of them stands.
//!
//! A later document speaks where an earlier only points to it; an answer that points to another takes its refusal with it.

use std::ops::Range;

use crate::campaign::Question;
use crate::document::Document;
use crate::ledger::{CellState, Value};

use super::align::Tie;
use super::marker::{self, Label};
use super::page::Page;
use super::value::Found;

/// What one document says to one question.
pub struct Candidate {
    pub tie: Option<Tie>,
    pub found: Found,
    /// Where the found words stand in the page.
    pub words: Range<usize>,
    /// The whole answer in which they stand.
    pub within: Range<usize>,
    pub document: usize,
}

/// Is a later document's candidate better than what is held?
pub fn better(held: Option<&Candidate>, new: &Candidate) -> bool {
    let Some(held) = held else { return true };
    let points_on = matches!(held.found.answer.state, CellState::InAttachment);
    let says = !matches!(
        new.found.answer.state,
        CellState::InAttachment | CellState::SeeOtherAnswer | CellState::PublishedElsewhere
    );
    let tied = |c: &Candidate| c.tie.as_ref().map_or(0.0, Tie::gain);
    if held.document == new.document {
        return false;
    }
    points_on && says && new.tie.is_some()
        || points_on && new.tie.is_some() && held.tie.is_none()
        || held.tie.is_none() && tied(new) > 2.5 && says
}

/// Are three quarters of several questions tied to answers, most of them by number or by their own words?
pub fn answers_most(best: &[Option<Candidate>]) -> bool {
    let ties: Vec<&Tie> = best.iter().flatten().filter_map(|c| c.tie.as_ref()).collect();
    let firm = ties.iter().filter(|t| t.restates >= 0.6 || t.number >= 2.4).count();
    best.len() > 1 && ties.len() * 4 >= best.len() * 3 && firm * 2 >= best.len()
}

/// "Please see attached" in a covering mail is no answer where what is attached can be read: the answer stands there, found or
/// not, and a person looks.
pub fn uncover(best: &mut [Option<Candidate>], pages: &[(Page, &Document)]) {
    let readable = pages.iter().skip(1).any(|(page, _)| page.text.chars().filter(|c| c.is_alphanumeric()).count() > 40);
    for candidate in best.iter_mut().flatten() {
        if readable && candidate.found.answer.state == CellState::InAttachment && candidate.document == 0 {
            candidate.found.facts.push(("covering_words", 1.0));
        }
    }
}

/// Answers that point to another: "see answer to 2" names it, "as above" means the one before.
pub fn resolve(best: &mut [Option<Candidate>], questions: &[Question], labels: &[Label]) {
    for n in 0..best.len() {
        let Some(Some(candidate)) = best.get(n) else { continue };
        if candidate.found.answer.state != CellState::SeeOtherAnswer {
            continue;
        }
        let named = match &candidate.found.answer.value {
            Some(Value::Text(target)) => marker::labels(target).first().and_then(|label| {
                labels
                    .iter()
                    .position(|l| l.number == label.number && (label.letter.is_none() || l.letter == label.letter))
            }),
            _ => None,
        };
        let target = named.or_else(|| n.checked_sub(1).filter(|_| candidate.found.answer.value.is_none()));
        let id = target.filter(|t| *t != n).and_then(|t| questions.get(t)).map(|q| q.id.0.clone());
        if let Some(Some(candidate)) = best.get_mut(n) {
            candidate.found.facts.push(("target_found", f64::from(u8::from(id.is_some()))));
            candidate.found.facts.push(("target_missing", f64::from(u8::from(id.is_none()))));
            candidate.found.facts.push(("points_forward", f64::from(u8::from(target.is_some_and(|t| t > n)))));
            candidate.found.answer.value = id.map(Value::Text);
        }
        take_refusal(best, n, target);
    }
}

/// An answer that points to a refused one is refused with it, under the same sections.
fn take_refusal(best: &mut [Option<Candidate>], n: usize, target: Option<usize>) {
    let refused = target.filter(|t| *t != n).and_then(|t| best.get(t)).and_then(Option::as_ref).filter(|c| {
        matches!(c.found.answer.state, CellState::Exempt | CellState::OverCostLimit)
            || c.found.answer.state == CellState::PublishedElsewhere && !c.found.answer.exemptions.is_empty()
    });
    let Some(answer) = refused.map(|c| c.found.answer.clone()) else { return };
    if let Some(Some(candidate)) = best.get_mut(n) {
        candidate.found.answer = answer;
        candidate.found.facts.push(("state_by_reference", 1.0));
        candidate.found.why.push_str(", which is refused");
    }
}
