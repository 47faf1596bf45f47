//! A page cut into spans: stretches that may each hold an answer, with their numbering and what they restate.
//!
//! A span begins at a numbered line, at a line that restates a question, at a heading that introduces the response, or at
//! the row of a table. Inside a span the question's own words are told apart from the answer's: the words of the question
//! ("in the last 12 months") must never be read as an answer.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::marker::{Label, Role, marker};
use super::page::Page;
use super::wording::{Wordings, stems};

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
    /// The request is only repeated here; the answers stand further down.
    pub request: bool,
    /// Nothing ties it to a number: text between, before or after.
    pub loose: bool,
    /// The answer was introduced as one ("Our response:", "A1:").
    pub introduced: bool,
    /// Questions that its question's words restate, and how well.
    pub restates: Vec<f64>,
    /// A row or cell of a table.
    pub tabular: bool,
}

impl Span {
    pub fn has_answer(&self) -> bool {
        self.answer.start < self.answer.end
    }
}

static INTRODUCES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?ix)^[\s>*_|•-]*(?:(?:please\ (?:find|see)\ )?(?:our|the|my|your)?\s*(?:[a-z&'’-]+\s){0,4})?
        (?:response|responses|answer|answers|reply|ymateb|ateb|decision)
        (?:\s(?:sent|detail|details|provided|below|to\ (?:your\ )?(?:request|questions?|enquiry)|is\ (?:set\ out\ )?(?:below|as\ follows)|as\ follows|are\ as\ follows|dated?|\d{1,2}[-/.\ ][\d\w]+[-/.\ ]\d{2,4}|/\ response)){0,2}
        \s*[:.\-–—]*\s*$").ok()
});
static INTRODUCES_INLINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\s>*_|•-]*(?:(?:our|the|my)\s+)?(?:[a-z&'’-]+\s){0,2}?(?:response|answer|reply|ymateb|ateb|ans|a)\s*[:–—]\s*").ok()
});
static ASKED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\s>*_|•-]*(?:you\s+(?:have\s+)?(?:asked|requested|wrote|said|seek)(?:\s+(?:us|for|the following|for the following information))?|your\s+(?:request|questions?|enquiry)(?:\s+(?:was|is|were|as follows|and our response))*|(?:details\s+of\s+)?(?:the\s+)?(?:request|enquiry|question)(?:\s+(?:detail|details|summary|made))?|information\s+requested|request and response)\s*[:.\-–—]*\s*$").ok()
});
static CLOSES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        include_str!("closes.txt")
            .lines()
            .filter(|l| !l.starts_with('#') && !l.trim().is_empty())
            .collect::<Vec<_>>()
            .join("|")
            .as_str(),
    )
    .ok()
});
static INTERROGATIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?ix)^[\s>*_|•\d.)(:-]*(?:and\s|also\s|if\s(?:so|yes|not|possible|you|they|it|any)\b.{0,80}|of\s(?:these|those|the)\b.{0,60}|for\s(?:each|the|those)\b.{0,60},\s)?\s*
        (?:how\s(?:many|much|often|long|old|do|does|did|is|are)\b|what\b|which\b|who\b|whom\b|whose\b|when\b|where\b|why\b|whether\b
          |(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|may)\s(?:you|the|your|any|there|it|this|these|a|an|staff|all|patients|i|we|that|they|council|trust)\b
          |please\s(?:give|provide|state|list|supply|confirm|tell|send|specify|indicate|can|could|include|break|split|say|advise|disclose|also|let|answer|fill|use|explain)\b
          |(?:can|could|would)\syou\b|i\s(?:would|want|wish|am|request|seek|ask)\b|(?:provide|state|list|give|tell|supply|specify|confirm)\s(?:the|me|us|a|any|how|whether|details|your|which|all|what)\b)").ok()
});

fn matches(pattern: &LazyLock<Option<Regex>>, words: &str) -> bool {
    pattern.as_ref().is_some_and(|p| p.is_match(words))
}

/// Does a line read as a question or a request?
pub fn asks(words: &str) -> bool {
    let trimmed = words.trim();
    trimmed.ends_with('?') || matches(&INTERROGATIVE, trimmed)
}

/// Where the letter ends for an answer reader: the signature, rights of review, disclaimers, the request quoted below.
fn closes(words: &str) -> bool {
    matches(&CLOSES, words.trim())
}

/// The spans of `page`, in order.
pub fn spans(page: &Page, wordings: &Wordings, lettered: bool) -> Vec<Span> {
    let starts = starts(page, wordings, lettered);
    let mut spans: Vec<Span> = Vec::new();
    let end = last_line(page);
    for (i, start) in starts.iter().enumerate() {
        let until = starts.get(i + 1).map_or(end, |next| next.line).min(end);
        if start.line >= until {
            continue;
        }
        spans.push(cut(page, wordings, start, start.line..until));
    }
    mark_request(page, &mut spans);
    spans
}

/// The line at which the letter's own matter ends.
fn last_line(page: &Page) -> usize {
    let from = page.lines.len() / 4;
    page.lines
        .iter()
        .enumerate()
        .skip(from)
        .find(|(_, line)| line.cells.is_empty() && !line.quoted && closes(page.slice(&line.span)))
        .map_or(page.lines.len(), |(n, _)| n)
}

struct Start {
    line: usize,
    labels: Vec<Label>,
    role: Option<Role>,
    /// Bytes of the line that are numbering.
    rest: usize,
    introduces: bool,
}

fn starts(page: &Page, wordings: &Wordings, lettered: bool) -> Vec<Start> {
    let mut starts = vec![Start { line: 0, labels: Vec::new(), role: None, rest: 0, introduces: false }];
    let mut last_number: Option<u32> = None;
    let mut seen_number = false;
    let mut last_line_asks = false;
    let questions = wordings.of.len() as u32;
    for (n, line) in page.lines.iter().enumerate() {
        if line.furniture {
            continue;
        }
        let words = page.slice(&line.span);
        if matches(&INTRODUCES, words) || matches(&ASKED, words) {
            starts.push(Start {
                line: n,
                labels: Vec::new(),
                role: None,
                rest: words.len(),
                introduces: matches(&INTRODUCES, words),
            });
            last_line_asks = false;
            continue;
        }
        let found = marker(words);
        let mut begin = None;
        if let Some(m) = &found {
            let rest = words.get(m.rest..).unwrap_or_default();
            match m.role {
                Role::Question | Role::Answer => {
                    begin = Some(m.labels.clone());
                    last_number = m.labels.last().and_then(|l| l.number).or(last_number);
                    seen_number = true;
                }
                Role::Bare => {
                    let number = m.labels.first().and_then(|l| l.number).unwrap_or(0);
                    let follows = last_number
                        .is_none_or(|last| number == last || number == last + 1 || number == 1 || number == last + 2);
                    if number >= 1 && number <= questions.max(4) + 30 && follows && !is_measure(rest) {
                        if m.labels.iter().all(|l| l.letter.is_none()) || lettered || number != last_number.unwrap_or(0)
                        {
                            begin = Some(m.labels.clone());
                        }
                        last_number = Some(number);
                        seen_number = true;
                    }
                }
                Role::Letter => {
                    let letter = m.labels.first().and_then(|l| l.letter);
                    if lettered && seen_number {
                        begin = letter.map(|l| vec![Label { number: last_number, letter: Some(l) }]);
                    } else if !seen_number && questions > 1 {
                        begin = letter.map(|l| vec![Label { number: Some(l as u32 - 'a' as u32 + 1), letter: None }]);
                    }
                }
                Role::Bullet => {}
            }
        }
        let rest = found.as_ref().map_or(0, |m| m.rest);
        let tail = words.get(rest..).unwrap_or_default();
        if begin.is_none() {
            let heard = stems(tail);
            let best = (0..wordings.of.len()).map(|q| wordings.alike(q, &heard)).fold(0.0, f64::max);
            let restated = best >= 0.62 || best >= 0.34 && (asks(tail) || line.heading || !line.cells.is_empty());
            let new_paragraph = line.first_of_block
                || found.is_some()
                || line.quoted
                || n > 0 && page.lines.get(n - 1).is_some_and(|l| !l.quoted);
            if restated
                && new_paragraph
                && !(last_line_asks && !line.first_of_block && found.is_none())
                && !(seen_number && !lettered && best < 0.5)
            {
                begin = Some(Vec::new());
            }
        }
        if begin.is_none()
            && (!line.cells.is_empty()
                || line.quoted != n.checked_sub(1).and_then(|p| page.lines.get(p)).is_some_and(|l| l.quoted)
                    && !line.quoted
                    && false)
        {
            begin = None;
        }
        last_line_asks = asks(tail) && !tail.trim_end().ends_with('?');
        if let Some(labels) = begin {
            let role = found.map(|m| m.role);
            starts.push(Start { line: n, labels, role, rest, introduces: false });
        }
    }
    starts
}

/// "12 months", "20 working days": a measure at the beginning of a wrapped line, no numbering.
fn is_measure(rest: &str) -> bool {
    let rest = rest.trim_start().to_lowercase();
    [
        "month",
        "working day",
        "day",
        "year",
        "hour",
        "%",
        "per cent",
        "january",
        "february",
        "march",
        "april",
        "may ",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
    .iter()
    .any(|m| rest.starts_with(m))
}

/// Tells question from answer inside one span.
fn cut(page: &Page, wordings: &Wordings, start: &Start, lines: Range<usize>) -> Span {
    let begin = page.lines.get(lines.start).map_or(0, |l| l.span.start + start.rest);
    let end = page.lines.get(lines.end - 1).map_or(begin, |l| l.span.end).max(begin);
    let mut span = Span {
        labels: start.labels.clone(),
        role: start.role,
        lines: lines.clone(),
        question: begin..begin,
        answer: begin..end,
        request: false,
        loose: start.labels.is_empty(),
        introduced: start.introduces || start.role == Some(Role::Answer),
        restates: Vec::new(),
        tabular: page.lines.get(lines.start).is_some_and(|l| !l.cells.is_empty()),
    };
    if span.tabular && lines.len() == 1 {
        cut_row(page, wordings, &mut span);
    } else if !span.introduced {
        let split = question_end(page, wordings, &lines, begin, end);
        span.question = begin..split;
        span.answer = split..end;
    }
    // An answer that is introduced inside the span begins after the words that introduce it.
    for n in lines.clone().skip(usize::from(span.introduced && start.role.is_none())) {
        let Some(line) = page.lines.get(n) else { break };
        let from = if n == lines.start { begin.max(line.span.start) } else { line.span.start };
        let words = page.slice(&(from..line.span.end));
        if let Some(intro) = INTRODUCES_INLINE.as_ref().and_then(|p| p.find(words)) {
            let at = from + intro.end();
            if at >= span.question.end || n > lines.start {
                span.question = begin..from.max(begin);
                span.answer = at..end;
                span.introduced = true;
                break;
            }
        }
    }
    trim(page, &mut span.answer);
    let heard = stems(page.slice(&span.question));
    let heard = if heard.is_empty() && !span.introduced { stems(first_line(page.slice(&span.answer))) } else { heard };
    span.restates = (0..wordings.of.len())
        .map(|q| {
            wordings.alike(q, &heard).max(0.9 * wordings.covers(q, &heard) * f64::from(u8::from(heard.len() < 40)))
        })
        .collect();
    span
}

fn first_line(words: &str) -> &str {
    words.lines().next().unwrap_or_default()
}

/// A row of a table: the cell that restates a question, and the last cell with words as its answer.
fn cut_row(page: &Page, wordings: &Wordings, span: &mut Span) {
    let Some(line) = page.lines.get(span.lines.start) else { return };
    let full: Vec<&Range<usize>> = line.cells.iter().filter(|c| !page.slice(c).trim().is_empty()).collect();
    let best = full
        .iter()
        .enumerate()
        .map(|(i, cell)| {
            let heard = stems(page.slice(cell));
            (i, (0..wordings.of.len()).map(|q| wordings.alike(q, &heard)).fold(0.0, f64::max))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((i, score)) = best
        && score > 0.3
        && let Some(question) = full.get(i)
    {
        span.question = (*question).clone();
        span.answer = match (full.get(i + 1), full.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => question.end..question.end,
        };
    }
}

/// Where the question's words end in `begin..end`.
fn question_end(page: &Page, wordings: &Wordings, lines: &Range<usize>, begin: usize, end: usize) -> usize {
    let mut at = begin;
    let mut open = false;
    for n in lines.clone() {
        let Some(line) = page.lines.get(n) else { break };
        let from = line.span.start.max(begin);
        let words = page.slice(&(from..line.span.end));
        let trimmed = words.trim();
        if trimmed.is_empty() {
            continue;
        }
        if line.quoted {
            at = line.span.end;
            open = false;
            continue;
        }
        let heard = stems(words);
        let best = (0..wordings.of.len()).map(|q| wordings.alike(q, &heard)).fold(0.0, f64::max);
        let first = n == lines.start;
        let is_question = asks(trimmed) || open && !line.first_of_block || best >= 0.5;
        if let Some(split) = inline_answer(trimmed, first && (is_question || best >= 0.3)) {
            // Question and answer on one line.
            let lead = words.len() - words.trim_start().len();
            let question_part = trimmed.get(..split).unwrap_or_default();
            let tail = trimmed.get(split..).unwrap_or_default().trim();
            if (asks(question_part) || best >= 0.3) && !tail.is_empty() && !asks(tail) {
                return (from + lead + split).min(end);
            }
        }
        let more = n + 1 < lines.end && page.slice(&(line.span.end..end)).chars().any(|c| c.is_alphanumeric());
        if is_question || (first && more && best >= 0.2) {
            at = line.span.end;
            open = !trimmed.ends_with(['?', '.', ':']) || trimmed.ends_with(':');
            continue;
        }
        break;
    }
    at.min(end)
}

/// Where, on one line, a question ends and its answer begins: after `?`, after a dash, after a colon.
fn inline_answer(line: &str, heads: bool) -> Option<usize> {
    if let Some(mark) = line.rfind('?') {
        let after = line.get(mark + 1..)?.trim_start_matches([' ', ')', '"', '”', '’', '-', '–', '—', ':', '|', '\t']);
        if after.is_empty() {
            return None;
        }
        return Some(line.len() - after.len());
    }
    if !heads {
        return None;
    }
    for mark in [" – ", " — ", " - ", ": ", ":\t", "   ", "\t"] {
        if let Some(at) = line.rfind(mark) {
            let after = line.get(at + mark.len()..)?.trim_start();
            if !after.is_empty() && at > 3 {
                return Some(line.len() - after.len());
            }
        }
    }
    None
}

fn trim(page: &Page, span: &mut Range<usize>) {
    if span.start > span.end {
        span.start = span.end;
    }
    let words = page.slice(span);
    let head = words.len()
        - words.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '–' | '—' | ':' | '-')).len();
    // A minus or a bullet before a number stays with it.
    let head = words.get(..head).map_or(head, |h| {
        h.rfind(['-', '–'])
            .filter(|_| words.get(head..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit())) && false)
            .unwrap_or(head)
    });
    let tail = words.trim_end_matches(|c: char| c.is_whitespace() || c == '|').len();
    *span = span.start + head..(span.start + tail).max(span.start + head);
}

/// A number that comes again further down, with words of an answer, is only the request here.
fn mark_request(page: &Page, spans: &mut [Span]) {
    // An introduced part after numbered ones opens the answers, if it comes once and numbers follow or none had answers.
    let introductions: Vec<usize> =
        spans.iter().enumerate().filter(|(_, s)| s.labels.is_empty() && s.introduced).map(|(i, _)| i).collect();
    let last_number =
        |spans: &[Span], to: usize| spans.get(..to).unwrap_or_default().iter().filter(|s| !s.labels.is_empty()).count();
    if let Some(&first) = introductions.first()
        && introductions.len() <= 2
        && last_number(spans, first) > 1
    {
        let later: Vec<Label> = spans.iter().skip(first).flat_map(|s| s.labels.clone()).collect();
        let answered_before =
            spans.get(..first).unwrap_or_default().iter().filter(|s| s.has_answer() && !s.labels.is_empty()).count();
        if !later.is_empty() || answered_before == 0 {
            for span in spans.iter_mut().take(first) {
                span.request = true;
            }
        }
    }
    for i in 0..spans.len() {
        let again = spans.get(i).is_some_and(|s| !s.labels.is_empty() && !s.introduced)
            && spans.iter().skip(i + 1).any(|later| {
                later.has_answer()
                    && !later.labels.is_empty()
                    && spans
                        .get(i)
                        .is_some_and(|s| later.labels.contains(s.labels.first().unwrap_or(&Label::number(0))))
            });
        if again && let Some(span) = spans.get_mut(i) {
            span.request = true;
        }
    }
    let _ = page;
}
