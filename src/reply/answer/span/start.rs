//! Where spans begin: numbered lines, lines that restate a question, headings that open request or response, table rows,
//! paragraphs that speak of all questions; and the line at which the letter's own matter ends.

use std::collections::BTreeMap;

use super::super::grid;
use super::super::marker::{Label, Marker, Role, marker};
use super::super::page::{Line, Page};
use super::super::scan::{Token, scan};
use super::super::state::said;
use super::super::wording::{Wordings, stems};
use super::asks;
use crate::reply::phrase::Pattern;

/// A beginning.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    pub line: usize,
    pub labels: Vec<Label>,
    pub role: Option<Role>,
    /// Bytes of the line that are numbering or heading.
    pub rest: usize,
    /// "Our response:".
    pub introduces: bool,
    /// Its number is its place among as many as there are questions; it gives itself none.
    pub assumed: bool,
    /// Begins an item of a list, so that what stands first in it may be its question whatever its words.
    pub keyed: bool,
}

impl Start {
    pub fn at(line: usize, labels: Vec<Label>, role: Option<Role>, rest: usize) -> Self {
        Self { line, labels, role, rest, introduces: false, assumed: false, keyed: false }
    }
}

/// "Our response:", "You asked:": the heading that a line is, if it is one.
pub fn opens(page: &Page, n: usize, line: &Line) -> Option<Start> {
    let words = page.slice(&line.span);
    let introduces = INTRODUCES.is_match(words) || words.len() < 140 && LEADS_IN.is_match(words);
    (introduces || ASKED.is_match(words)).then(|| Start { introduces, ..Start::at(n, Vec::new(), None, words.len()) })
}

static INTRODUCES: Pattern = Pattern::new(
    r"(?ix)^[\s>*_|•-]*(?:(?:please\ (?:find|see)\ )?(?:our|the|my|your)?\s*(?:[a-z&'’-]+\s){0,4})?
        (?:response|responses|answer|answers|reply|ymateb|ateb|decision)
        (?:\s(?:sent|detail|details|provided|below|to\ (?:your\ )?(?:request|questions?|enquiry)|is\ (?:set\ out\ )?(?:below|as\ follows)|as\ follows|are\ as\ follows|dated?|\d{1,2}[-/.\ ][\d\w]+[-/.\ ]\d{2,4}|/\ response)){0,2}
        \s*[:.\-–—]*\s*$",
);
/// "Our answers are below.", "I set out the information in turn:".
static LEADS_IN: Pattern = Pattern::new(
    r"(?i)^(?:[^?\d]|\d\)){0,90}\b(?:answers?|responses?|repl(?:y|ies)|information|details|figures|questions)\b(?:[^?\d]|\d\)){0,50}\b(?:below|as\s+follows|following|in\s+turn|beneath|underneath|in\s+(?:blue|red|bold|italics|green))\b[^?\d]{0,20}$",
);
static ASKED: Pattern = Pattern::new(
    r"(?i)^[\s>*_|•-]*(?:you\s+(?:have\s+)?(?:asked|requested|wrote|said|seek)(?:\s+(?:us|for|the following|for the following information))?|your\s+(?:request|questions?|enquiry)(?:\s+(?:was|is|were|as follows|and our response))*|(?:details\s+of\s+)?(?:the\s+)?(?:request|enquiry|question)(?:\s+(?:detail|details|summary|made))?|information\s+requested|request and response)\s*[:.\-–—]*\s*$",
);
/// A paragraph that speaks of all questions, or of all others.
static OF_ALL: Pattern = Pattern::new(
    r"(?i)^\W*(?:(?:for|in\s+respect\s+of|with\s+regards?\s+to|as\s+to|in\s+relation\s+to|in\s+response\s+to|regarding|on)\s+)?(?:all|both|each|every|the\s+(?:rest|remaining|remainder|other))\b.{0,40}\b(?:questions?|parts?|points?|requests?|information)\b",
);
static CLOSES: Pattern = Pattern::composed(|| {
    let lines = include_str!("../closes.txt").lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    lines.map(|l| format!("(?:{l})")).collect::<Vec<_>>().join("|")
});

/// A heading under which a letter goes on after its farewell.
static ANNEX: Pattern = Pattern::new(r"(?i)^\W*(?:annex(?:e|ure)?|appendix|schedule|enclosure|attachment)\b.{0,60}$");

/// The line at which the letter's own matter ends: farewell, rights of review, disclaimer, the mail below; none of them where an
/// annex follows.
pub fn last_line(page: &Page) -> usize {
    let from = page.lines.len() / 4;
    let words = |line: &Line| page.slice(&line.span).trim().to_owned();
    let annexed = page.lines.iter().rposition(|line| !line.quoted && ANNEX.is_match(&words(line)));
    page.lines
        .iter()
        .enumerate()
        .skip(from.max(annexed.unwrap_or(0)))
        .find(|(_, line)| line.cells.is_empty() && !line.quoted && CLOSES.is_match(page.slice(&line.span).trim()))
        .map_or(page.lines.len(), |(n, _)| n)
}

/// What has been seen on the way down the page.
#[derive(Default)]
struct Seen {
    number: Option<u32>,
    any: bool,
    /// A named question stands open: what follows is its wording or its answer.
    named_open: bool,
    /// The line before asks and goes on.
    asking: bool,
    strict: bool,
}

/// Every beginning on `page`.
pub fn starts(page: &Page, wordings: &Wordings, lettered: bool) -> Vec<Start> {
    let mut starts = vec![Start::at(0, Vec::new(), None, 0)];
    let mut seen = Seen { strict: is_strict(page), ..Seen::default() };
    let rows = numbered_rows(page, wordings.of.len() as u32);
    let headers: Vec<usize> =
        grid::grids(page).iter().filter(|g| !g.header.is_empty()).map(|g| g.lines.start).collect();
    for (n, line) in page.lines.iter().enumerate() {
        if line.furniture {
            continue;
        }
        let words = page.slice(&line.span);
        if let Some(number) = rows.get(&n) {
            let rest = line.cells.get(1).map_or(0, |cell| cell.start - line.span.start);
            let labels = vec![Label::number(*number)];
            starts.push(Start::at(n, labels, Some(Role::Bare), rest));
            seen.number = Some(*number);
            seen.any = true;
            seen.asking = false;
            continue;
        }
        if let Some(start) = opens(page, n, line) {
            starts.push(start);
            seen.asking = false;
            continue;
        }
        let found = marker(words);
        let rest = found.as_ref().map_or(0, |m| m.rest);
        let tail = words.get(rest..).unwrap_or_default();
        let labels = found
            .as_ref()
            .and_then(|m| numbered(m, tail, &mut seen, wordings.of.len() as u32, lettered))
            .or_else(|| {
                let begins =
                    !headers.contains(&n) && unnumbered(page, line, tail, found.is_some(), &seen, wordings, lettered);
                begins.then(Vec::new)
            });
        seen.asking = asks(tail) && !tail.contains('?') && line.cells.is_empty();
        if let Some(labels) = labels {
            starts.push(Start::at(n, labels, found.map(|m| m.role), rest));
        }
    }
    starts
}

/// The labels with which a numbered line begins a span; `None` where its number numbers something else.
fn numbered(m: &Marker, tail: &str, seen: &mut Seen, questions: u32, lettered: bool) -> Option<Vec<Label>> {
    match m.role {
        Role::Question | Role::Answer => {
            seen.named_open = m.role == Role::Question;
            seen.number = m.labels.last().and_then(|l| l.number).or(seen.number);
            seen.any = true;
            Some(m.labels.clone())
        }
        Role::Bare | Role::Letter if seen.strict => None,
        Role::Bare => {
            let number = m.labels.first()?.number?;
            let last = seen.number;
            let follows =
                last.is_none_or(|last| number == last || number == last + 1 || number == 1 || number == last + 2);
            // "16." on a line of its own is an answer, unless its number is the next one.
            let bare = !tail.chars().any(char::is_alphabetic);
            let next = number == 1 && last.is_none_or(|l| l > 1) || last.is_some_and(|l| number == l + 1);
            let next = next || bare && !tail.trim().is_empty() && (number <= questions || last.is_some());
            if number == 0 || number > questions.max(4) + 30 || !follows || is_measure(tail) || bare && !next {
                return None;
            }
            seen.number = Some(number);
            seen.any = true;
            let own = m.labels.iter().all(|l| l.letter.is_none()) || lettered || Some(number) != last;
            own.then(|| m.labels.clone())
        }
        Role::Letter => {
            let letter = m.labels.first()?.letter?;
            if lettered && seen.any {
                return Some(vec![Label { number: seen.number, letter: Some(letter) }]);
            }
            (!seen.any && questions > 1).then(|| vec![Label::number(letter as u32 - 'a' as u32 + 1)])
        }
        Role::Bullet => None,
    }
}

/// Does a line without a number begin a span: does it say a question again, or speak of all?
fn unnumbered(
    page: &Page,
    line: &Line,
    tail: &str,
    bullet: bool,
    seen: &Seen,
    wordings: &Wordings,
    lettered: bool,
) -> bool {
    if line.first_of_block && OF_ALL.is_match(tail) && !said(tail).is_empty() {
        return true;
    }
    if seen.strict || seen.named_open || is_title(tail) || key_of(tail).is_some_and(|key| wordings.labels_part(key)) {
        return false;
    }
    let best = restates_best(wordings, tail);
    if !seen.any && key_and_value(wordings, tail) {
        return true;
    }
    let asking = asks(tail);
    let named = row_names(wordings, page, line);
    let restated =
        best >= 0.62 || best >= 0.34 && (asking || line.heading) || best >= 0.5 && !line.cells.is_empty() || named;
    if !restated || seen.asking && !line.first_of_block && !bullet {
        return false;
    }
    // A sentence that says a question again and asks nothing is prose about it.
    let told = tail.trim_end().ends_with('.') && tail.split_whitespace().count() > 4 && !line.heading;
    if !asking && line.cells.is_empty() && (answers_already(tail) || told) {
        return false;
    }
    // Among numbered questions one without a number must ask to be one.
    let worded = tail.split_whitespace().count() > 3;
    !seen.any || lettered && best >= 0.62 || asking && worded && best >= 0.5
}

/// "Headcount: 1,204": a line whose head says a question again, cut short perhaps, and whose tail gives something.
fn key_and_value(wordings: &Wordings, line: &str) -> bool {
    [": ", " – ", " - ", " = "].iter().filter_map(|mark| line.split_once(mark)).any(|(head, tail)| {
        !tail.trim().is_empty()
            && head.len() > 3
            && !asks(tail)
            && !wordings.labels_part(head)
            && (restates_best(wordings, head) >= 0.5 || names_one(wordings, head) && !answers_already(head))
    })
}

/// Does a cell of a row, with a cell after it, name one question?
fn row_names(wordings: &Wordings, page: &Page, line: &Line) -> bool {
    let before_last = line.cells.len().saturating_sub(1);
    line.cells.iter().take(before_last.min(4)).any(|cell| names_one(wordings, page.slice(cell)))
}

/// Rows of tables whose first cells count 1, 2, 3 ... up to the number of questions: each row's number is its question's.
fn numbered_rows(page: &Page, questions: u32) -> BTreeMap<usize, u32> {
    let mut rows = BTreeMap::new();
    let mut run: Vec<usize> = Vec::new();
    for (n, line) in page.lines.iter().enumerate() {
        let number = row_number(page, line);
        if number == Some(run.len() as u32 + 1) && questions > 1 {
            run.push(n);
        } else if line.cells.is_empty() || number == Some(1) {
            run = if number == Some(1) { vec![n] } else { Vec::new() };
        }
        if run.len() as u32 == questions && number == Some(questions) {
            rows.extend(run.iter().enumerate().map(|(i, line)| (*line, i as u32 + 1)));
            run.clear();
        }
    }
    rows
}

/// The bare number in the first cell of a row of three cells or more.
fn row_number(page: &Page, line: &Line) -> Option<u32> {
    let first = line.cells.first().filter(|_| line.cells.len() >= 3)?;
    let words = page.slice(first).trim().trim_start_matches(['Q', 'q']).trim_end_matches(['.', ')', ':']);
    (words.len() <= 2).then(|| words.parse().ok()).flatten()
}

/// What stands before the first colon or dash of a line.
fn key_of(line: &str) -> Option<&str> {
    [":", " – ", " - ", " = "]
        .iter()
        .filter_map(|mark| line.split_once(mark))
        .map(|(key, _)| key)
        .min_by_key(|k| k.len())
}

/// Does a heading name one question, though it says little of it?
pub fn names_one(wordings: &Wordings, head: &str) -> bool {
    let heard = stems(head);
    !wordings.labels_part(head) && (0..wordings.of.len()).any(|q| wordings.names(q, &heard) > 0.0)
}

/// "Subject: ..." and "Re: ..." name the letter.
fn is_title(line: &str) -> bool {
    let lower = line.trim_start().to_lowercase();
    ["subject", "re:", "re ", "title", "request for information", "foi request", "freedom of information"]
        .iter()
        .any(|t| lower.starts_with(t))
}

/// Yes or no, and nothing else: whatever follows "Question 3: No." is not its answer.
static BARE: Pattern = Pattern::new(r"(?i)^\W*(?:yes|no|not\s+yet|never|oes|nac\s+oes)\W*$");

/// A line that gives something: a figure or a state. It is no question's heading.
pub fn answers_already(line: &str) -> bool {
    let tokens = scan(line);
    let periods = tokens.iter().filter(|t| matches!(t, Token::Period { .. })).count();
    periods > 1 || tokens.iter().any(|t| matches!(t, Token::Number(_))) || BARE.is_match(line) || !said(line).is_empty()
}

/// Does the letter number its answers apart from its questions ("Question 1: ... Answer to question 1: ...")? Then no other
/// numbering begins a span: it belongs to a question or to an answer.
fn is_strict(page: &Page) -> bool {
    let mut asked = false;
    page.lines.iter().filter(|l| !l.furniture).filter_map(|l| marker(page.slice(&l.span))).any(|m| {
        asked |= m.role == Role::Question;
        asked && m.role == Role::Answer && !m.prose
    })
}

/// How well the best question is said again by a line, or by its beginning ("Region – choose from: ...").
pub fn restates_best(wordings: &Wordings, line: &str) -> f64 {
    let best = |words: &str| {
        let heard = stems(words);
        (0..wordings.of.len()).map(|q| wordings.alike(q, &heard)).fold(0.0, f64::max)
    };
    let head = line.split([':', '(', '?', '–', '—']).next().unwrap_or_default();
    if head.len() + 3 < line.len() { best(line).max(best(head)) } else { best(line) }
}

/// "12 months", "20 working days", "1 April": a measure or a date at the beginning of a wrapped line, no numbering.
fn is_measure(rest: &str) -> bool {
    let first =
        rest.trim_start().split(|c: char| !c.is_alphanumeric() && c != '%').next().unwrap_or_default().to_lowercase();
    matches!(
        first.as_str(),
        "month"
            | "months"
            | "working"
            | "day"
            | "days"
            | "year"
            | "years"
            | "hour"
            | "hours"
            | "%"
            | "per"
            | "january"
            | "february"
            | "march"
            | "april"
            | "may"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
    )
}
