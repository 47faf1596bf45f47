//! Answers that no number and no heading ties: words said of all questions, a table at the end, a letter in prose.
//!
//! Only questions that the alignment left without an answer are looked at, and only words that no question took. A paragraph
//! or sentence that says the question's own words again goes before a statement over all; features say which it was, and how
//! alone it stood.

use std::collections::BTreeSet;
use std::ops::Range;

use super::align::Tie;
use super::candidate::Candidate;
use super::page::Page;
use super::prose::{self, Told};
use super::reading;
use super::span::{Span, asks};
use super::state::{said, sentences};
use super::value::{Asked, Found};
use super::wording::{Wordings, stems};
use crate::ledger::CellState;

/// Paragraphs that are looked at.
const MOST: usize = 200;

/// Words that no question took.
struct Loose {
    /// Each span's own, whole.
    runs: Vec<Range<usize>>,
    paragraphs: Vec<Range<usize>>,
    /// Paragraphs in a span that a question took, beside those in which its answer stands.
    tails: Vec<Range<usize>>,
    /// Sentences of paragraphs, where there are several.
    sentences: Vec<Range<usize>>,
}

impl Loose {
    /// The paragraph in which `words` stand.
    fn whole(&self, words: &Range<usize>) -> Range<usize> {
        let holds = |p: &&Range<usize>| p.start <= words.start && words.end <= p.end;
        self.paragraphs.iter().find(holds).cloned().unwrap_or_else(|| words.clone())
    }
}

impl Loose {
    /// Each paragraph's sentences.
    fn told(&self, page: &Page) -> Vec<Vec<Range<usize>>> {
        let cut = |p: &Range<usize>| {
            let cut = sentences(page.slice(p)).into_iter();
            cut.map(|s| p.start + s.start..p.start + s.end).collect::<Vec<_>>()
        };
        let mut all: Vec<&Range<usize>> = self.paragraphs.iter().chain(&self.tails).collect();
        all.sort_by_key(|p| p.start);
        all.into_iter().map(cut).filter(|sentences| !sentences.is_empty()).collect()
    }
}

/// What is being filled, and from what.
pub struct Filling<'f, 'q> {
    pub page: &'f Page,
    pub spans: &'f [Span],
    pub asked: &'f [Asked<'q>],
    pub wordings: &'f Wordings,
    pub document: usize,
    pub ties: &'f [Option<Tie>],
    /// The letter refuses: what it says of all goes before figures in its prose.
    pub refuses: bool,
}

/// Fills what the alignment left open in `out`.
pub fn fill(filling: &Filling<'_, '_>, out: &mut [Option<Candidate>]) {
    let open = |slot: &Option<Candidate>| {
        provisional(slot.as_ref()) || slot.as_ref().is_none_or(|c| c.found.why == "points to a table")
    };
    if !out.iter().any(open) {
        return;
    }
    let held: Vec<Option<Range<usize>>> = out
        .iter()
        .map(|slot| slot.as_ref().filter(|c| c.document == filling.document).map(|c| c.words.clone()))
        .collect();
    let loose = loose(filling, &held);
    if loose.paragraphs.is_empty() && loose.tails.is_empty() {
        return;
    }
    let own = out.iter().flatten().count();
    let open_now: Vec<bool> = out.iter().map(|slot| slot.is_none() || provisional(slot.as_ref())).collect();
    let told = prose::tell(filling.page, &loose.told(filling.page), filling.asked, filling.wordings, &open_now);
    for (q, slot) in out.iter_mut().enumerate() {
        if !open(slot) {
            continue;
        }
        let Some(asked) = filling.asked.get(q) else { continue };
        if provisional(slot.as_ref()) {
            // A sentence that says the question and gives what it asks for goes before a table that stands apart.
            let plain = told.get(q).and_then(Option::as_ref).filter(|t| t.wording >= 0.6 && t.fit >= 0.5);
            if let Some(candidate) = plain.and_then(|told| from_prose(filling, told, asked, false)) {
                *slot = Some(candidate);
            }
            continue;
        }
        // A question that stands there with nothing after it, among others that are answered, is left blank on purpose
        // unless something is said of all.
        let blank = slot.is_none() && filling.ties.get(q).is_some_and(Option::is_some) && own > 0;
        let pointed = slot.take();
        let said = told.get(q).and_then(Option::as_ref).filter(|_| pointed.is_none());
        if filling.refuses
            && let Some((found, words)) = said_of_all(filling, &loose, asked, blank)
        {
            let within = loose.whole(&words);
            *slot = Some(Candidate { tie: None, found, words, within, document: filling.document });
            continue;
        }
        if let Some(candidate) = said.and_then(|told| from_prose(filling, told, asked, blank)) {
            *slot = Some(candidate);
            continue;
        }
        *slot = best(filling, &loose, q, asked, blank, pointed.is_some())
            .map(|(found, words)| Candidate {
                within: loose.whole(&words),
                tie: pointed.as_ref().and_then(|p| p.tie.clone()),
                words,
                found,
                document: filling.document,
            })
            .or(pointed);
    }
}

/// Taken from a table in no span of the question's own.
fn provisional(held: Option<&Candidate>) -> bool {
    held.is_some_and(|c| c.found.facts.iter().any(|(n, v)| *n == "grid_owned" && *v == 0.0))
}

/// The answer in a sentence of prose: in the sentence alone where it gives what is asked for, else with what follows it.
fn from_prose(filling: &Filling<'_, '_>, told: &Told, asked: &Asked<'_>, blank: bool) -> Option<Candidate> {
    let flag = |yes: bool| f64::from(u8::from(yes));
    let alone = reading::read(filling.page.slice(&told.sentence), asked).filter(|f| tells(f) && told.fit >= 0.3);
    let (mut found, at) = match alone {
        Some(found) => (found, told.sentence.start),
        None => (reading::read(filling.page.slice(&told.whole), asked)?, told.whole.start),
    };
    found.facts.extend([
        ("loose_wording", told.wording),
        ("loose_margin", told.margin.clamp(-1.0, 2.0)),
        ("loose_rival", told.rival),
        ("loose_fit", told.fit),
        ("loose_blank", flag(blank)),
        ("loose_alone", flag(filling.asked.len() == 1)),
    ]);
    let words = at + found.words.start..at + found.words.end;
    Some(Candidate { tie: None, found, words, within: told.whole.clone(), document: filling.document })
}

/// The words of spans that no question took, without lines that only ask.
fn loose(filling: &Filling<'_, '_>, held: &[Option<Range<usize>>]) -> Loose {
    let (page, spans) = (filling.page, filling.spans);
    let taken: BTreeSet<usize> = filling.ties.iter().flatten().map(|tie| tie.span).collect();
    let mut loose = Loose { runs: Vec::new(), paragraphs: Vec::new(), tails: Vec::new(), sentences: Vec::new() };
    for (n, span) in spans.iter().enumerate() {
        let own = taken.contains(&n) && span.has_answer() && !span.request;
        let numbered = !span.labels.is_empty() && !span.assumed && (span.request || !taken.contains(&n));
        if loose.paragraphs.len() > MOST {
            continue;
        }
        if own {
            loose.tails.extend(tail(page, span, held));
            continue;
        }
        if numbered {
            continue;
        }
        let before = loose.paragraphs.len();
        paragraphs(page, span, &mut loose.paragraphs);
        if let Some(new) = loose.paragraphs.get(before..)
            && let (Some(first), Some(last)) = (new.first(), new.last())
        {
            loose.runs.push(first.start..last.end);
        }
    }
    for paragraph in &loose.paragraphs {
        let parts = sentences(page.slice(paragraph));
        if parts.len() > 1 {
            loose.sentences.extend(parts.into_iter().map(|s| paragraph.start + s.start..paragraph.start + s.end));
        }
    }
    loose.sentences.truncate(MOST);
    loose
}

/// The paragraphs of a span without number in which no question holds any words: a heading or a table takes all that follows it,
/// though the letter may have gone on to something else.
fn tail(page: &Page, span: &Span, held: &[Option<Range<usize>>]) -> Vec<Range<usize>> {
    let inside = |w: &&Range<usize>| w.start >= span.answer.start && w.end <= span.answer.end;
    let mut out = Vec::new();
    if !held.iter().flatten().any(|w| inside(&w)) {
        return out;
    }
    if span.labels.is_empty() || span.assumed {
        paragraphs(page, span, &mut out);
    }
    out.retain(|p| held.iter().flatten().all(|w| p.end <= w.start || p.start >= w.end));
    out
}

/// The paragraphs of a span's answer: blocks, without what greets or asks.
fn paragraphs(page: &Page, span: &Span, out: &mut Vec<Range<usize>>) {
    let before = out.len();
    let mut open: Option<Range<usize>> = None;
    for i in span.lines.clone() {
        let Some(line) = page.lines.get(i) else { break };
        let start = line.span.start.max(span.answer.start);
        if line.span.end <= span.answer.start || start >= span.answer.end {
            continue;
        }
        if line.furniture || line.quoted || line.request {
            out.extend(open.take());
            continue;
        }
        if line.first_of_block || open.is_none() {
            out.extend(open.take());
            open = Some(start..line.span.end);
        } else if let Some(o) = &mut open {
            o.end = line.span.end;
        }
    }
    out.extend(open);
    let mut n = 0;
    out.retain(|p| {
        n += 1;
        let words = page.slice(p);
        let greets = words.trim_start().get(..4).is_some_and(|h| h.eq_ignore_ascii_case("dear"));
        n <= before
            || !greets && words.chars().any(char::is_alphanumeric) && !(asks(words) && words.trim_end().ends_with('?'))
    });
}

/// Is a find more than words that happen to stand there?
fn tells(found: &Found) -> bool {
    found
        .facts
        .iter()
        .all(|(n, v)| !matches!(*n, "text" | "yesno_implied" | "words_for_number" | "said_see_other") || *v == 0.0)
}

fn is_number(found: &Found) -> bool {
    found.facts.iter().any(|(n, v)| *n == "number" && *v > 0.0)
}

fn is_series(found: &Found) -> bool {
    found.facts.iter().any(|(n, v)| *n == "series" && *v > 0.0)
}

fn best(
    filling: &Filling<'_, '_>,
    loose: &Loose,
    q: usize,
    asked: &Asked<'_>,
    blank: bool,
    pointed: bool,
) -> Option<(Found, Range<usize>)> {
    let page = filling.page;
    let flag = |yes: bool| f64::from(u8::from(yes));
    let alone = filling.asked.len() == 1;
    let placed = |found: Found, at: &Range<usize>| {
        let words = at.start + found.words.start..at.start + found.words.end;
        (found, words)
    };
    if let Some((mut found, at)) = loose.runs.iter().rev().find_map(|run| {
        let found = reading::read(page.slice(run), asked)?;
        (is_series(&found) && (pointed || alone && !blank)).then_some((found, run))
    }) {
        found.facts.extend([("loose_series", 1.0), ("loose_alone", flag(alone)), ("pointed", flag(pointed))]);
        return Some(placed(found, at));
    }
    if pointed {
        return None;
    }
    let cover = |p: &Range<usize>| filling.wordings.covers(q, &stems(page.slice(p)));
    for pieces in [&loose.sentences, &loose.paragraphs] {
        let scored: Vec<(f64, &Range<usize>)> = pieces.iter().map(|p| (cover(p), p)).collect();
        let Some((share, p)) = scored.iter().max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.start.cmp(&a.1.start))) else {
            continue;
        };
        if *share >= 0.45
            && let Some(mut found) =
                reading::read(page.slice(p), asked).filter(tells).filter(|f| !asked.open || !is_number(f))
        {
            let next = scored.iter().filter(|(_, o)| o != p).map(|(c, _)| *c).fold(0.0, f64::max);
            found.facts.extend([
                ("loose_wording", *share),
                ("loose_margin", share - next),
                ("loose_blank", flag(blank)),
                ("loose_alone", flag(alone)),
            ]);
            return Some(placed(found, p));
        }
    }
    if alone
        && let Some((mut found, at)) = loose
            .runs
            .iter()
            .rev()
            .find_map(|run| reading::read(page.slice(run), asked).filter(tells).map(|f| (f, run)))
    {
        found.facts.extend([("loose_whole", 1.0), ("loose_alone", 1.0)]);
        return Some(placed(found, at));
    }
    said_of_all(filling, loose, asked, blank)
}

/// What the letter says of all that was asked.
fn said_of_all(
    filling: &Filling<'_, '_>,
    loose: &Loose,
    asked: &Asked<'_>,
    blank: bool,
) -> Option<(Found, Range<usize>)> {
    let page = filling.page;
    let flag = |yes: bool| f64::from(u8::from(yes));
    let alone = filling.asked.len() == 1;
    let (mut found, p) = blanket(page, loose, asked)?;
    let states: BTreeSet<CellState> =
        loose.paragraphs.iter().flat_map(|p| said(page.slice(p))).map(|s| s.state).collect();
    found.facts.extend([
        ("blanket", 1.0),
        ("blanket_states", (states.len() as f64 - 1.0).min(3.0)),
        ("blanket_vague", flag(!says_all(page.slice(&p)) && !alone)),
        ("blanket_all", flag(says_all(page.slice(&p)))),
        ("loose_blank", flag(blank)),
    ]);
    let words = p.start + found.words.start..p.start + found.words.end;
    Some((found, words))
}

/// The paragraph that refuses, does not hold, or points elsewhere: said of whatever it does not name. The first, but one that says
/// that it speaks of the request goes before a list of sections and the weighing of the public interest.
fn blanket(page: &Page, loose: &Loose, asked: &Asked<'_>) -> Option<(Found, Range<usize>)> {
    let states = loose.paragraphs.iter().filter_map(|p| {
        let found = reading::read(page.slice(p), asked)?;
        let state = matches!(
            found.answer.state,
            CellState::Exempt
                | CellState::OverCostLimit
                | CellState::NotHeld
                | CellState::InAttachment
                | CellState::PublishedElsewhere
        );
        state.then(|| (found, p.clone()))
    });
    let all: Vec<(Found, Range<usize>)> = states.collect();
    let first = all.first()?.0.answer.state;
    let speaks = |p: &Range<usize>| {
        let words = page.slice(p).to_lowercase();
        says_all(&words) && !words.trim_start().starts_with("section") && !words.contains("public interest")
    };
    let at = all.iter().position(|(found, p)| found.answer.state == first && speaks(p)).unwrap_or(0);
    all.into_iter().nth(at)
}

/// "All of the other questions", "this information": said of more than one.
fn says_all(words: &str) -> bool {
    let lower = words.to_lowercase();
    ["all ", "other questions", "remaining", "your request", "this information", "the information", "both ", "the rest"]
        .iter()
        .any(|w| lower.contains(w))
}
