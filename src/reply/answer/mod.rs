//! What a letter answers to each question: aligned, typed, with its exact words and how sure.
//!
//! The road: a document becomes a [`page`] of lines, the lines [`span`]s with their numbering ([`marker`]) and what they
//! restate ([`wording`]); [`align`] ties questions to spans; [`reading`] says what the tied words answer; what is tied to no
//! span is looked for in words said of all ([`loose`]); [`check`] holds answers against the campaign's rules; [`confidence`]
//! turns named features into a probability. Pure, linear in the letter, and never a guess: what is not accepted waits for a
//! person, and [`Explanation`] says why.

mod align;
mod asked;
mod candidate;
mod check;
mod complete;
mod confidence;
mod doubt;
mod explain;
mod facts;
mod fit;
mod grid;
mod inline;
mod item;
mod layout;
mod loose;
mod marker;
mod observe;
mod page;
mod period;
mod prose;
mod reading;
mod scan;
mod section;
mod span;
mod state;
mod tabled;
mod usable;
mod value;
mod wording;
mod words;

use std::ops::Range;

use super::Letter;
use super::kind::act_of;
use super::segment::Segment;
use crate::campaign::{Accept, Observation, Question};
use crate::document::Document;
use crate::law::Act;
use crate::ledger::{CellState, Evidence, Proposal};
use asked::{asked, labels};
use candidate::{Candidate, answers_most, better, resolve, uncover};
use explain::{nothing, show};
use facts::{all_facts, of_other, opens_elsewhere, tie_facts};
use layout::Layout;
use marker::Label;
use page::Page;
use value::Asked;
use wording::Wordings;

pub(super) use state::sentences;
pub(super) use wording::stem;

pub use explain::{Explanation, QuestionShown, SpanShown};

/// Documents of one letter that are looked at.
const MOST_DOCUMENTS: usize = 40;

/// The answers of a letter, with the reasoning.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    pub proposals: Vec<Proposal>,
    pub explanation: Explanation,
}

/// What is known of the letter as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kind {
    /// How sure it is that the letter answers at all.
    pub confidence: f64,
    /// It decides a review.
    pub review: bool,
    /// No rule knew what it is.
    pub unclear: bool,
    /// It refuses, and by its own words gives nothing.
    pub refuses: bool,
}

/// Reads what `letter` answers to `questions`.
///
/// `segments` are the letter's, with who speaks in each; `kind` what is known of the letter as a whole.
pub fn read(
    letter: &Letter<'_>,
    segments: &[Segment<'_>],
    kind: Kind,
    questions: &[Question],
    observations: &[Observation],
    accept: Accept,
) -> Answers {
    let mut documents: Vec<&Document> = vec![letter.body];
    collect(letter.attachments, &mut documents, 0);
    let act =
        segments.iter().map(|s| act_of(&s.text.to_lowercase())).find(|act| *act == Act::Foisa).unwrap_or(Act::Foia);
    let wordings = Wordings::new(questions.iter().map(|q| q.asks.as_str()))
        .with_parts(questions.iter().flat_map(value::parts::asked_for));
    let asked: Vec<Asked<'_>> = questions.iter().zip(&wordings.of).map(|(q, stems)| asked(q, stems, act)).collect();
    let labels = labels(questions);
    let lettered = labels.iter().any(|l| l.letter.is_some());
    let mut explanation = Explanation::default();
    let mut best: Vec<Option<Candidate>> = questions.iter().map(|_| None).collect();
    let mut pages = Vec::new();
    for (n, document) in documents.iter().enumerate() {
        let page = Page::of(document, segments, n);
        let layout = layout::choose(&page, &wordings, lettered, &asked, &labels);
        show(&mut explanation, &page, &layout.spans);
        for (slot, new) in
            best.iter_mut().zip(page_answers(&page, &layout, &asked, &labels, &wordings, n, kind.refuses))
        {
            if let Some(new) = new
                && better(slot.as_ref(), &new)
            {
                *slot = Some(new);
            }
        }
        pages.push((page, *document));
    }
    uncover(&mut best, &pages);
    resolve(&mut best, questions, &labels);
    check::check(&mut best, questions);
    let mut proposals = Vec::new();
    for (question, candidate) in questions.iter().zip(&best) {
        let Some(c) = candidate else {
            explanation.questions.push(nothing(&question.id));
            continue;
        };
        let Some((page, document)) = pages.get(c.document) else { continue };
        let mut facts = all_facts(c, &best);
        // A letter of no known kind that says the questions again and answers them is a reply for all that.
        let replies = kind.unclear && answers_most(&best);
        facts.push(("kind_doubt", if replies { 0.0 } else { 1.0 - kind.confidence }));
        facts.push(("review", f64::from(u8::from(kind.review))));
        facts.push(("kind_unclear", f64::from(u8::from(kind.unclear && !replies))));
        facts.push(("cut", f64::from(u8::from(page.cut))));
        let sure = confidence::confidence(&facts);
        let why = confidence::waits_because(&facts)
            .map_or_else(|| c.found.why.clone(), |gate| format!("{}; waits: {gate}", c.found.why));
        let evidence = evidence(page, document, &c.words);
        explanation.questions.push(QuestionShown {
            question: question.id.0.clone(),
            tie: c.tie.clone(),
            within: page.slice(&c.within).to_owned(),
            facts,
            confidence: Some(sure),
            why: why.clone(),
        });
        proposals.push(Proposal {
            question: question.id.clone(),
            answer: c.found.answer.clone(),
            accepted: confidence::accepts(accept, sure) && !evidence.words.is_empty(),
            evidence,
            confidence: (sure * 1000.0).round() / 1000.0,
            why,
        });
    }
    for observation in observations {
        if let Some(proposal) = observe::look(observation, &proposals, &best, questions, &pages, accept) {
            proposals.push(proposal);
        }
    }
    Answers { proposals, explanation }
}

/// Attachments and the files inside them, depth first.
fn collect<'d>(from: &'d [Document], into: &mut Vec<&'d Document>, depth: usize) {
    for document in from {
        if into.len() >= MOST_DOCUMENTS || depth > 5 {
            return;
        }
        into.push(document);
        collect(&document.children, into, depth + 1);
    }
}

/// The candidates of one document, one a question.
fn page_answers(
    page: &Page,
    layout: &Layout,
    asked: &[Asked<'_>],
    labels: &[Label],
    wordings: &Wordings,
    document: usize,
    refuses: bool,
) -> Vec<Option<Candidate>> {
    let Layout { spans, ties } = layout;
    let mut out: Vec<Option<Candidate>> = asked
        .iter()
        .zip(ties)
        .enumerate()
        .map(|(q, (asked, tie))| {
            let tie = tie.clone()?;
            let span = spans.get(tie.span)?;
            let under = Asked { heading: page.slice(&span.question), ..*asked };
            let found = reading::read(page.slice(&span.answer), &under)?;
            let words = span.answer.start + found.words.start..span.answer.start + found.words.end;
            let mut found = found;
            found.facts.extend(tie_facts(&tie, span, spans));
            found.facts.push(("said_of_other", f64::from(u8::from(of_other(page.slice(&words), q, wordings)))));
            let before = page.slice(&(span.answer.start..words.start));
            found.facts.push(("later_paragraph", f64::from(u8::from(opens_elsewhere(before)))));
            Some(Candidate { tie: Some(tie), found, words, within: span.answer.clone(), document })
        })
        .collect();
    tabled::fill(&tabled::Looking { page, layout, asked, labels, wordings, document }, &mut out);
    if refuses && document == 0 {
        out.iter_mut().for_each(drop_reckoned);
    }
    loose::fill(&loose::Filling { page, spans, asked, wordings, document, ties, refuses }, &mut out);
    out
}

/// In a letter that refuses, figures and words that neither a number nor the question's own words tie are of the reckoning or of the
/// request repeated, and answer nothing.
fn drop_reckoned(slot: &mut Option<Candidate>) {
    let firm = |c: &Candidate| c.tie.as_ref().is_some_and(|t| t.number >= 2.0 || t.restates >= 0.6);
    let given = |c: &Candidate| matches!(c.found.answer.state, CellState::Value | CellState::Censored);
    if slot.as_ref().is_some_and(|c| given(c) && !firm(c)) {
        *slot = None;
    }
}

fn evidence(page: &Page, document: &Document, words: &Range<usize>) -> Evidence {
    let exact = page.exact(words);
    let at = page.lines.get(page.line_of(exact.start)).map(|l| l.at.clone()).unwrap_or_default();
    Evidence {
        words: page.slice(&exact).to_owned(),
        document: document.file.clone(),
        at,
        original: Some(document.hash.clone()),
    }
}
