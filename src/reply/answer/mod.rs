//! What a letter answers to each question: aligned, typed, with its exact words and how sure.
//!
//! The road: a document becomes a [`page`] of lines, the lines [`span`]s with their numbering ([`marker`]) and what they
//! restate ([`wording`]); [`align`] ties questions to spans; [`reading`] says what the tied words answer; what is tied to no
//! span is looked for in words said of all ([`loose`]); [`check`] holds answers against the campaign's rules; [`confidence`]
//! turns named features into a probability. Pure, linear in the letter, and never a guess: what is not accepted waits for a
//! person, and [`Explanation`] says why.

mod align;
mod check;
mod complete;
mod confidence;
mod doubt;
mod explain;
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

use std::collections::BTreeSet;
use std::ops::Range;

use super::Letter;
use super::kind::act_of;
use super::segment::Segment;
use crate::campaign::{Accept, AnswerType, Observation, Question, QuestionId, question_type};
use crate::document::Document;
use crate::law::Act;
use crate::ledger::{CellState, Evidence, Proposal, Value};
use align::Tie;
use layout::Layout;
use marker::Label;
use page::Page;
use span::Span;
use value::{Asked, Facts, Found};
use wording::{Wordings, stems};

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
}

/// What one document says to one question.
struct Candidate {
    tie: Option<Tie>,
    found: Found,
    /// Where the found words stand in the page.
    words: Range<usize>,
    /// The whole answer in which they stand.
    within: Range<usize>,
    document: usize,
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
        for (slot, new) in best.iter_mut().zip(page_answers(&page, &layout, &asked, &labels, &wordings, n)) {
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
    loose::fill(&loose::Filling { page, spans, asked, wordings, document, ties }, &mut out);
    out
}

/// Does a paragraph stand before the words that were taken? Then the answer began with something else, and these may be of the
/// letter and no longer of the question.
fn opens_elsewhere(before: &str) -> bool {
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
fn of_other(words: &str, q: usize, wordings: &Wordings) -> bool {
    let heard = stems(words);
    let own = wordings.covers(q, &heard);
    (0..wordings.of.len()).any(|other| other != q && wordings.covers(other, &heard) >= (own + 0.3).max(0.5))
        || own == 0.0 && heard.len() < 12 && (0..wordings.of.len()).any(|other| wordings.covers(other, &heard) >= 0.3)
}

/// How a question was tied to its span, as features.
fn tie_facts(tie: &Tie, span: &Span, spans: &[Span]) -> Facts {
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

/// Is a later document's candidate better than what is held?
fn better(held: Option<&Candidate>, new: &Candidate) -> bool {
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
fn answers_most(best: &[Option<Candidate>]) -> bool {
    let ties: Vec<&Tie> = best.iter().flatten().filter_map(|c| c.tie.as_ref()).collect();
    let firm = ties.iter().filter(|t| t.restates >= 0.6 || t.number >= 2.4).count();
    best.len() > 1 && ties.len() * 4 >= best.len() * 3 && firm * 2 >= best.len()
}

/// "Please see attached" in a covering mail is no answer where what is attached can be read: the answer stands there, found or
/// not, and a person looks.
fn uncover(best: &mut [Option<Candidate>], pages: &[(Page, &Document)]) {
    let readable = pages.iter().skip(1).any(|(page, _)| page.text.chars().filter(|c| c.is_alphanumeric()).count() > 40);
    for candidate in best.iter_mut().flatten() {
        if readable && candidate.found.answer.state == CellState::InAttachment && candidate.document == 0 {
            candidate.found.facts.push(("covering_words", 1.0));
        }
    }
}

/// Answers that point to another: "see answer to 2" names it, "as above" means the one before.
fn resolve(best: &mut [Option<Candidate>], questions: &[Question], labels: &[Label]) {
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

/// The features of a candidate with those that need the whole letter.
fn all_facts(c: &Candidate, all: &[Option<Candidate>]) -> Facts {
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

fn asked<'a>(question: &'a Question, stems: &'a BTreeSet<String>, act: Act) -> Asked<'a> {
    let lower = question.asks.to_lowercase();
    let unit = question.unit.as_deref().unwrap_or_default();
    let wants_duration = lower.contains("how long")
        || lower.contains("hours")
        || lower.contains("longest")
        || matches!(unit, "hours" | "days" | "months" | "weeks" | "years" | "minutes");
    let additive =
        !["average", "mean ", "median", "highest", "lowest", "rate", "surplus", "at the start", "longest", "shortest"]
            .iter()
            .any(|w| lower.contains(w));
    Asked {
        question,
        kind: question.kind,
        stems,
        wants_duration,
        additive,
        open: is_open(question),
        wants_each: wants_each(&lower),
        heading: "",
        act,
    }
}

/// Does a wording ask for more figures than one?
fn wants_each(lower: &str) -> bool {
    let lower = format!("{lower} ");
    [
        "by year",
        "each year",
        "per year",
        "by month",
        "each month",
        "per month",
        "by quarter",
        "each quarter",
        "annually",
        "for each",
        "by department",
        "by district",
        "each of",
        "in each",
        "year by year",
        "break down",
        "breakdown",
        "broken down",
        "by financial year",
        "by calendar year",
        "by academic year",
        "by ward",
        "by site",
        "by school",
        "by type",
        "by age",
        "by reason",
        "by grade",
        "by gender",
        "by location",
        "by session",
        "by language",
        "every year",
        "at each",
    ]
    .iter()
    .any(|w| {
        lower.contains(&format!("{w} "))
            || lower.contains(&format!("{w},"))
            || lower.contains(&format!("{w}?"))
            || lower.contains(&format!("{w}."))
    })
}

/// A wording that says neither what type it wants nor that it wants words.
fn is_open(question: &Question) -> bool {
    let lower = question.asks.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let wants_words = [
        "how",
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "when",
        "where",
        "why",
        "name",
        "names",
        "list",
        "copy",
        "copies",
        "policy",
        "software",
        "system",
        "supplier",
        "provider",
        "company",
        "region",
        "reason",
        "reasons",
        "details",
        "criteria",
        "guidance",
        "describe",
        "explain",
        "brand",
        "product",
        "minutes",
        "correspondence",
        "documents",
        "nature",
        "contact",
        "contacts",
        "roles",
    ];
    question.kind == AnswerType::Text
        && question.unit.is_none()
        && question_type(&question.asks) == AnswerType::Text
        && !words.iter().any(|w| wants_words.contains(w))
}

/// The numbers that the questions go by: their own, if the wordings carry them, or their order.
fn labels(questions: &[Question]) -> Vec<Label> {
    let own: Vec<Option<Label>> = questions
        .iter()
        .map(|q| {
            let id = q.id.0.strip_prefix('q').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))?;
            marker::labels(id).first().copied()
        })
        .collect();
    let distinct: BTreeSet<Label> = own.iter().flatten().copied().collect();
    if distinct.len() == questions.len() {
        return own.into_iter().flatten().collect();
    }
    (1..=questions.len() as u32).map(Label::number).collect()
}

fn nothing(id: &QuestionId) -> QuestionShown {
    QuestionShown {
        question: id.0.clone(),
        tie: None,
        within: String::new(),
        facts: Vec::new(),
        confidence: None,
        why: "nothing in the letter was tied to this question".to_owned(),
    }
}

fn show(explanation: &mut Explanation, page: &Page, spans: &[Span]) {
    for (number, span) in spans.iter().enumerate().take(200) {
        let labels: Vec<String> = span
            .labels
            .iter()
            .map(|l| {
                format!(
                    "{}{}",
                    l.number.map(|n| n.to_string()).unwrap_or_default(),
                    l.letter.map(String::from).unwrap_or_default()
                )
            })
            .collect();
        explanation.spans.push(SpanShown {
            document: page.file.clone(),
            number,
            labels: labels.join(","),
            question: short(page.slice(&span.question)),
            answer: short(page.slice(&span.answer)),
            request: span.request,
        });
    }
}

fn short(words: &str) -> String {
    let words = words.trim();
    if words.chars().count() <= 120 { words.to_owned() } else { words.chars().take(117).chain("...".chars()).collect() }
}
