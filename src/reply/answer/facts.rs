//! Features that need more than the words of an answer: how its question was tied, and the letter around it.

use std::collections::BTreeSet;

use crate::ledger::CellState;

use super::align::Tie;
use super::candidate::Candidate;
use super::span::Span;
use super::value::Facts;
use super::wording::{Wordings, stems};

/// Does a paragraph stand before the words that were taken? Then the answer began with something else, and these may be of the
/// letter and no longer of the question.
pub fn opens_elsewhere(before: &str) -> bool {
    let mut said = false;
    for line in before.lines() {
        let blank = line.trim().is_empty();
        if blank && said {
            return true;
        }
        said |= line.contains(char::is_alphanumeric);
    }
    false
}

/// Do the words of an answer say another question again, better than its own?
pub fn of_other(words: &str, q: usize, wordings: &Wordings) -> bool {
    let heard = stems(words);
    let own = wordings.covers(q, &heard);
    (0..wordings.of.len()).any(|other| other != q && wordings.covers(other, &heard) >= (own + 0.3).max(0.5))
        || own == 0.0 && heard.len() < 12 && (0..wordings.of.len()).any(|other| wordings.covers(other, &heard) >= 0.3)
}

/// How a question was tied to its span, as features.
pub fn tie_facts(tie: &Tie, span: &Span, spans: &[Span]) -> Facts {
    let flag = |yes: bool| f64::from(u8::from(yes));
    let numbered = spans.iter().filter(|s| !s.labels.is_empty() && !s.request).count();
    vec![
        ("tied_number", flag(tie.number >= 2.0)),
        ("tied_named", flag(tie.number >= 2.4)),
        ("tied_wrong_number", flag(tie.number < 0.0)),
        ("tied_half_number", flag(tie.number == 1.0)),
        ("tied_wording", tie.restates.min(1.0)),
        ("tied_order", flag(tie.number == 0.0 && tie.restates < 0.3)),
        ("tied_margin", tie.margin.clamp(-1.0, 3.0)),
        ("tied_fit", tie.fit),
        ("tied_place", flag(span.assumed)),
        ("introduced", flag(span.introduced)),
        ("shared_span", flag(span.labels.len() > 1)),
        ("in_request", flag(span.request)),
        ("tabular", flag(span.tabular)),
        ("structured", flag(numbered >= 2)),
        ("tangled", flag(!span.labels.is_empty() && tangled(spans))),
        ("number_twice", flag(number_twice(span, spans, false))),
        ("number_again", flag(number_twice(span, spans, true))),
        ("answer_lines", (span.lines.len() as f64 / 10.0).min(3.0)),
    ]
}

/// Do the numbers of the letter not make one list, or one list asked and one answered? Then "Q1" may be a quarter, "4." an item.
fn tangled(spans: &[Span]) -> bool {
    let of = |request: bool| spans.iter().filter(move |s| s.request == request).flat_map(|s| &s.labels);
    let (asked, answered): (BTreeSet<_>, BTreeSet<_>) = (of(true).collect(), of(false).collect());
    !asked.is_empty() && !answered.is_empty() && (of(true).count() > asked.len() || !asked.is_superset(&answered))
}

/// Does another stretch with an answer go by the same number? "Q1 - 22" may be a quarter, "1." an item of a list.
/// Among what repeats the request (`request`) or what answers it.
fn number_twice(span: &Span, spans: &[Span], request: bool) -> bool {
    let same = |other: &&Span| {
        other.request == request && other.has_answer() && other.labels == span.labels && other.lines != span.lines
    };
    !span.labels.is_empty() && spans.iter().any(|other| same(&other))
}

/// The features of a candidate with those that need the whole letter.
pub fn all_facts(c: &Candidate, all: &[Option<Candidate>]) -> Facts {
    let flag = |yes: bool| f64::from(u8::from(yes));
    let mut facts = c.found.facts.clone();
    let tied = all.iter().flatten().filter(|o| o.tie.is_some()).count() as f64;
    facts.push(("share_tied", tied / all.len().max(1) as f64));
    facts.push(("one_question", flag(all.len() == 1)));
    facts.push(("attachment_document", flag(c.document > 0)));
    let same_span = all.iter().flatten().filter(|o| o.document == c.document && o.words == c.words).count();
    facts.push(("words_shared", flag(same_span > 1)));
    let valued = matches!(c.found.answer.state, CellState::Value | CellState::Censored);
    facts.push(("value_shared", flag(same_span > 1 && valued)));
    let known = facts.clone();
    let has = |name: &str| known.iter().any(|(n, v)| *n == name && *v > 0.0);
    // "Q1 - 22" in such a letter may be a quarter's figure: nothing but the number ties it.
    facts.push(("tangled_alone", flag(has("tangled") && has("alone"))));
    facts.push(("blanket_part", flag(has("blanket") && (has("names_part") || has("blanket_states")))));
    facts
}
