//! Answers that no number and no heading ties: words said of all questions, a table at the end, a letter in prose.
//!
//! Only questions that the alignment left without an answer are looked at, and only words that no question took. A paragraph
//! that says the question's own words again goes before a statement over all; features say which it was, and how alone.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Candidate;
use super::align::Tie;
use super::page::Page;
use super::reading;
use super::span::{Span, asks};
use super::state::said;
use super::value::{Asked, Found};
use super::wording::{Wordings, stems};
use crate::ledger::CellState;

/// Paragraphs that are looked at.
const MOST: usize = 200;

/// Fills what the alignment left open in `out`.
#[expect(clippy::too_many_arguments, reason = "the parts of one page's reading, each used once")]
pub fn fill(
    page: &Page,
    spans: &[Span],
    taken: &BTreeSet<usize>,
    asked: &[Asked<'_>],
    wordings: &Wordings,
    document: usize,
    ties: &[Option<Tie>],
    out: &mut [Option<Candidate>],
) {
    if out.iter().all(Option::is_some) {
        return;
    }
    let loose = paragraphs(page, spans, taken);
    if loose.is_empty() {
        return;
    }
    let all = loose.first().map_or(0, |p| p.start)..loose.last().map_or(0, |p| p.end);
    for (q, slot) in out.iter_mut().enumerate() {
        if slot.is_some() {
            continue;
        }
        let Some(asked) = asked.get(q) else { continue };
        // A question that stands there with nothing after it, among others that are answered, is left blank on purpose
        // unless something is said of all.
        let blank = ties.get(q).is_some_and(Option::is_some);
        if let Some(found) = best(page, &loose, &all, q, asked, wordings, blank, asked_alone(out_len(ties))) {
            *slot = Some(Candidate { tie: None, words: found.1.start..found.1.end, found: found.0, document });
        }
    }
}

fn out_len(ties: &[Option<Tie>]) -> usize {
    ties.len()
}

fn asked_alone(questions: usize) -> bool {
    questions == 1
}

/// The paragraphs of spans that no question took, without lines that only ask.
fn paragraphs(page: &Page, spans: &[Span], taken: &BTreeSet<usize>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (n, span) in spans.iter().enumerate() {
        if taken.contains(&n) && span.has_answer() && !span.request || !span.labels.is_empty() && span.request {
            continue;
        }
        if !span.labels.is_empty() && !taken.contains(&n) {
            continue;
        }
        let mut open: Option<Range<usize>> = None;
        for i in span.lines.clone() {
            let Some(line) = page.lines.get(i) else { break };
            let start = line.span.start.max(span.answer.start);
            if line.span.end <= span.answer.start || line.furniture || line.quoted || start >= span.answer.end {
                continue;
            }
            let words = page.slice(&(start..line.span.end));
            if line.first_of_block || open.is_none() {
                out.extend(open.take());
                open = Some(start..line.span.end);
            } else if let Some(o) = &mut open {
                o.end = line.span.end;
            }
            let _ = words;
        }
        out.extend(open);
        if out.len() > MOST {
            break;
        }
    }
    out.retain(|p| {
        let words = page.slice(p);
        let heads = words.trim_start();
        let greets = heads.get(..4).is_some_and(|h| h.eq_ignore_ascii_case("dear"));
        !greets && words.chars().any(char::is_alphanumeric) && !(asks(words) && words.trim_end().ends_with('?'))
    });
    out
}

#[expect(clippy::too_many_arguments, reason = "the parts of one page's reading, each used once")]
fn best(
    page: &Page,
    loose: &[Range<usize>],
    all: &Range<usize>,
    q: usize,
    asked: &Asked<'_>,
    wordings: &Wordings,
    blank: bool,
    alone: bool,
) -> Option<(Found, Range<usize>)> {
    let scored: Vec<(f64, &Range<usize>)> =
        loose.iter().map(|p| (wordings.covers(q, &stems(page.slice(p))), p)).collect();
    let nearest = scored.iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let blanket = loose.iter().find_map(|p| {
        let words = page.slice(p);
        let said = said(words);
        said.iter()
            .any(|s| {
                matches!(
                    s.state,
                    CellState::Exempt
                        | CellState::OverCostLimit
                        | CellState::NotHeld
                        | CellState::InAttachment
                        | CellState::PublishedElsewhere
                )
            })
            .then_some(p)
    });
    let placed = |found: Found, at: &Range<usize>| {
        let words = at.start + found.words.start..at.start + found.words.end;
        (found, words)
    };
    if let Some((cover, p)) = nearest
        && *cover >= 0.45
        && let Some(mut found) = reading::read(page.slice(p), asked)
        && found.facts.iter().all(|(n, v)| !matches!(*n, "text" | "yesno_implied" | "words_for_number") || *v == 0.0)
    {
        let next = scored.iter().filter(|(_, o)| o != p).map(|(c, _)| *c).fold(0.0, f64::max);
        found.facts.extend([
            ("loose_wording", *cover),
            ("loose_margin", cover - next),
            ("loose_blank", f64::from(u8::from(blank))),
        ]);
        return Some(placed(found, p));
    }
    // A table, or the one answer of a letter to one question.
    let text = page.slice(all);
    if let Some(mut found) = reading::read(text, asked)
        && (alone || found.facts.iter().any(|(n, v)| *n == "series" && *v > 0.0))
    {
        found.facts.extend([
            ("loose_whole", 1.0),
            ("loose_alone", f64::from(u8::from(alone))),
            ("loose_blank", f64::from(u8::from(blank))),
        ]);
        return Some(placed(found, all));
    }
    let p = blanket?;
    let mut found = reading::read(page.slice(p), asked)?;
    let states = loose.iter().flat_map(|p| said(page.slice(p))).map(|s| s.state).collect::<BTreeSet<_>>().len();
    found.facts.extend([
        ("blanket", 1.0),
        ("blanket_states", (states as f64 - 1.0).min(3.0)),
        ("blanket_all", f64::from(u8::from(says_all(page.slice(p))))),
        ("loose_blank", f64::from(u8::from(blank))),
    ]);
    Some(placed(found, p))
}

/// "All of the other questions", "this information": said of more than one.
fn says_all(words: &str) -> bool {
    let lower = words.to_lowercase();
    ["all ", "other questions", "remaining", "your request", "this information", "the information", "both ", "the rest"]
        .iter()
        .any(|w| lower.contains(w))
}
