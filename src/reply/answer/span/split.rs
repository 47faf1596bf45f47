//! Question and answer told apart inside one span.
//!
//! The question stands first: lines that ask, or that say again what is asked, and what hangs on them (options, examples,
//! wrapped lines). The rest is the answer. On one line the two part at `?`, at a dash or at a colon.

use std::ops::Range;

use super::super::marker::{Role, marker};
use super::super::page::Page;
use super::super::scan::{Token, scan};
use super::super::state::said;
use super::super::wording::{Wordings, alike, stems};
use super::start::{Start, answers_already, names_one, restates_best};
use super::{Span, asks};
use crate::reply::phrase::Pattern;

static INTRODUCES_INLINE: Pattern = Pattern::new(
    r"(?i)^[\s>*_|•-]*(?:(?:our|the|my)\s+)?(?:[a-z&'’-]+\s){0,2}?(?:response|answer|reply|ymateb|ateb|ans|a)\s*[:–—]\s*",
);
/// Words after a question that still belong to it: "(in-house or external)", "e.g. ...", "choose from ...".
static EXPLAINS: Pattern = Pattern::new(
    r"(?i)^[\W]*(?:e\.?g\b|i\.?e\b|for\s+(?:example|instance|each|the)\b|such\s+as|includ|choose|please|if\s|split|broken|by\s|as\s+(?:a|at|of)\b|per\s|in\s+(?:each|total|the)\b|where\b|and\b|or\b|with\b|yes\s*/\s*no|y\s*/\s*n)|^\([^)]*\)?\W*$|^yes\s*\(if\b",
);

/// Words between a number and the answer: "the answer is:".
static LEAD_IN: Pattern = Pattern::new(
    r"(?i)^(?:(?:the|our)\s+)?(?:answer|response|reply)\s+(?:to\s+this\s+)?(?:is|was)(?:\s+as\s+follows)?\s*[:,–-]?\s+",
);

/// A box to tick: "Yes (if yes, please name the contractor)".
static OPTION: Pattern = Pattern::new(r"(?i)^\W*(?:yes|no)\s*\((?:if|please)\b|^\W*yes\s*/\s*no\W*$");

/// An example or a choice given with the question, whatever figures it has.
static EXAMPLE: Pattern = Pattern::new(r"(?i)^\W*(?:e\.?g\b|i\.?e\b|for\s+(?:example|instance)\b|such\s+as|choose)");

/// The span that begins at `start` and takes `lines`.
pub fn cut(page: &Page, wordings: &Wordings, start: &Start, lines: Range<usize>, first_copy: Option<&str>) -> Span {
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
        assumed: start.assumed,
    };
    if span.tabular
        && (lines.len() == 1
            || restates_best(wordings, first_cell(page, lines.start)) >= 0.3
            || names_one(wordings, first_cell(page, lines.start))
            || start.role == Some(Role::Bare)
                && start.rest > 0
                && page.lines.get(lines.start).is_some_and(|l| l.cells.len() > 2))
    {
        cut_row(page, wordings, &mut span);
    } else if !span.introduced {
        let split =
            question_end(page, wordings, &lines, begin..end, first_copy, !start.labels.is_empty() || start.keyed);
        span.question = begin..split;
        span.answer = split..end;
    }
    if !span.introduced
        && !span.tabular
        && span.answer.start >= span.answer.end
        && !span.labels.is_empty()
        && let Some(at) = run_on(wordings, page.slice(&span.question))
    {
        span.answer = span.question.start + at..span.answer.end;
        span.question.end = span.question.start + at;
    }
    introduced_inside(page, &mut span, start);
    trim(page, &mut span.answer);
    if let Some(lead) = LEAD_IN.find(page.slice(&span.answer)) {
        span.answer.start += lead.end();
    }
    let heard = stems(page.slice(&span.question));
    let headed = !heard.is_empty();
    let heard = if heard.is_empty() && !span.introduced && !start.keyed {
        stems(page.slice(&span.answer).lines().next().unwrap_or_default())
    } else {
        heard
    };
    let short = heard.len() < 40;
    span.restates = (0..wordings.of.len())
        .map(|q| {
            let covered = if short { 0.9 * wordings.covers(q, &heard) } else { 0.0 };
            wordings.alike(q, &heard).max(covered).max(if headed { wordings.names(q, &heard) } else { 0.0 })
        })
        .collect();
    span
}

/// An answer that is introduced inside the span begins after the words that introduce it.
fn introduced_inside(page: &Page, span: &mut Span, start: &Start) {
    let begin = span.question.start;
    let skip = usize::from(span.introduced && start.role.is_none());
    for n in span.lines.clone().skip(skip) {
        let Some(line) = page.lines.get(n) else { return };
        let from = if n == span.lines.start { begin.max(line.span.start) } else { line.span.start };
        let words = page.slice(&(from..line.span.end));
        if let Some(intro) = INTRODUCES_INLINE.find(words) {
            let at = from + intro.end();
            if at >= span.question.end || n > span.lines.start {
                span.question = begin..from.max(begin);
                span.answer = at..span.answer.end.max(at);
                span.introduced = true;
                return;
            }
        }
    }
}

/// The first cell of a row that is more than a number.
fn first_cell(page: &Page, line: usize) -> &str {
    let cells = page.lines.get(line).map(|l| l.cells.as_slice()).unwrap_or_default();
    cells
        .iter()
        .map(|c| page.slice(c))
        .find(|words| words.chars().filter(|c| c.is_alphabetic()).count() > 2)
        .unwrap_or_default()
}

/// A row of a table: the cell that restates a question, and the cells after it as its answer.
fn cut_row(page: &Page, wordings: &Wordings, span: &mut Span) {
    let Some(line) = page.lines.get(span.lines.start) else { return };
    // "D. 2021: 17 | 2022: 22": figures from the first cell on, and no question.
    let lead = line.cells.first().map_or(0..0, |c| span.answer.start.max(c.start)..c.end);
    if !span.labels.is_empty() && lead.start < lead.end && answers_already(page.slice(&lead)) {
        return;
    }
    let full: Vec<&Range<usize>> = line.cells.iter().filter(|c| !page.slice(c).trim().is_empty()).collect();
    let scores: Vec<f64> = full
        .iter()
        .map(|cell| {
            let words = page.slice(cell);
            restates_best(wordings, words).max(if names_one(wordings, words) { 0.8 } else { 0.0 })
        })
        .collect();
    let best = scores.iter().copied().fold(0.0, f64::max);
    // An answer may say its question again and better ("2,837 full-time"): the question stands before it.
    let first = scores.iter().position(|score| *score > 0.3 && *score >= 0.5 * best);
    let numbered = (!span.labels.is_empty() && full.len() >= 3).then_some(1);
    if let Some(i) = first.filter(|i| *i + 1 < full.len()).or(numbered).or(first)
        && let Some(question) = full.get(i)
    {
        span.question = (*question).clone();
        span.answer = match (full.get(i + 1), full.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => question.end..question.end,
        };
    }
}

/// Where the question's words end in `text`.
fn question_end(
    page: &Page,
    wordings: &Wordings,
    lines: &Range<usize>,
    text: Range<usize>,
    first_copy: Option<&str>,
    labelled: bool,
) -> usize {
    let mut at = text.start;
    let mut open = false;
    let mut listing = false;
    // A request that ends in a colon announces the list under it.
    let mut announced = false;
    let copied = first_copy.map(stems);
    for n in lines.clone() {
        let Some(line) = page.lines.get(n) else { break };
        let from = line.span.start.max(text.start);
        let words = page.slice(&(from..line.span.end));
        let trimmed = words.trim();
        if trimmed.is_empty() {
            continue;
        }
        if line.furniture {
            continue;
        }
        let answered = n == lines.start && !asks(trimmed) && gives_inline(trimmed);
        if line.quoted || line.request && !answered && !(at > text.start && !asks(trimmed) && answers_already(trimmed))
        {
            at = line.span.end;
            open = false;
            continue;
        }
        let first = n == lines.start;
        let best = restates_best(wordings, words);
        let asking = asks(trimmed);
        let more = page.slice(&(line.span.end..text.end)).chars().any(char::is_alphanumeric);
        let bullet = marker(words).is_some_and(|m| m.role == Role::Bullet);
        let is_question = match &copied {
            // A second copy is the question again only if it says what the first one said.
            Some(copied) if first => {
                alike(copied, &stems(trimmed)) >= 0.5
                    || trimmed.ends_with('?')
                    || asking && more
                    || more
                        && inline_answer(trimmed, true).is_none()
                        && !answers_already(trimmed)
                        && alike(copied, &stems(trimmed)) >= 0.3
            }
            _ if first => {
                asking
                    || best >= 0.5
                        && !(!labelled && trimmed.ends_with('.') && answers_already(trimmed))
                        && (more && !begins_with_figure(trimmed) && gives_below(page, line.span.end..text.end)
                            || !answers_already(trimmed))
                    || labelled && more && !answers_already(trimmed) && trimmed.len() < 160
            }
            _ if OPTION.is_match(trimmed) => true,
            _ => {
                asking && (trimmed.ends_with('?') || !(at > text.start && !open && answers_already(trimmed)))
                    || open && !line.first_of_block
                    || listing && bullet && (announced && !answers_already(trimmed) || options(page, n, lines.end))
            }
        };
        if first || is_question {
            let lead = words.len() - words.trim_start().len();
            if let Some(split) = inline_answer(trimmed, first && (is_question || best >= 0.3)) {
                let (asked, tail) = trimmed.split_at(split);
                let explains = EXAMPLE.is_match(tail) || EXPLAINS.is_match(tail) && !answers_already(tail);
                let same_block = page.lines.get(n + 1).is_some_and(|l| !l.first_of_block) && n + 1 < lines.end;
                let decided = !same_block || asked.trim_end().ends_with('?') || answers_already(tail);
                let worded = asked.chars().filter(|c| c.is_alphabetic()).count() > 2;
                if worded
                    && (asks(asked) || best >= 0.3 || labelled)
                    && !tail.trim().is_empty()
                    && !asks(tail)
                    && !explains
                    && decided
                {
                    return (from + lead + split).min(text.end);
                }
            }
        }
        if !is_question {
            break;
        }
        at = line.span.end;
        announced = asking && trimmed.ends_with(':') || announced && bullet;
        listing = trimmed.ends_with([':', '?']) || listing && bullet;
        let next = page.lines.get(n + 1).map(|l| page.slice(&l.span)).unwrap_or_default().trim_start();
        let goes_on = next.starts_with(|c: char| c.is_lowercase()) && marker(next).is_none();
        let wrapped = page.widest <= 100 && trimmed.len() >= 50;
        open = !trimmed.ends_with(['?', '.', ':', ';']) && (goes_on || wrapped && !answers_already(next));
    }
    at.min(text.end)
}

/// "3,157 employees completed the training": what begins with its figure is an answer, whatever it says again.
fn begins_with_figure(line: &str) -> bool {
    scan(line).first().is_some_and(|t| matches!(t, Token::Number(n) if n.span.start < 2 && !n.in_words))
}

/// "Money spent: £877": does a line give a figure or a state after its heading, so that it is no request alone?
fn gives_inline(line: &str) -> bool {
    inline_answer(line, true).and_then(|at| line.get(at..)).is_some_and(|tail| {
        !asks(tail) && (!said(tail).is_empty() || scan(tail).iter().any(|t| matches!(t, Token::Number(_))))
    })
}

/// A question without its mark and an answer run together in one paragraph ("... qualification We can confirm that ..."): the
/// capital at which the words before say the question best and the words after give something.
fn run_on(wordings: &Wordings, words: &str) -> Option<usize> {
    if words.len() > 1_500 {
        return None;
    }
    let mut best: Option<(f64, usize)> = None;
    for (at, _) in words.char_indices().filter(|(_, c)| c.is_uppercase()).take(60) {
        let (Some(head), Some(tail)) = (words.get(..at), words.get(at..)) else { continue };
        let parted = head.ends_with(char::is_whitespace)
            && head.trim_end().ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '?'));
        if !parted || asks(tail) || !gives_value(tail) || gives_value(head) {
            continue;
        }
        let score = restates_best(wordings, head);
        if score >= 0.5 && best.is_none_or(|(held, _)| score > held) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at)
}

fn gives_figure(words: &str) -> bool {
    scan(words).iter().any(|t| matches!(t, Token::Number(_)))
}

/// A figure or a state; a year or a month alone is none.
fn gives_value(words: &str) -> bool {
    !said(words).is_empty() || gives_figure(words)
}

/// Is an answer given after the line that may be the question, so that the line need not hold it?
fn gives_below(page: &Page, rest: Range<usize>) -> bool {
    let words = page.slice(&rest);
    !said(words).is_empty()
        || scan(words).iter().any(|t| matches!(t, Token::Number(_) | Token::Period { plain: true, .. }))
        || words.trim().len() < 60 && words.trim_start().starts_with(char::is_uppercase)
}

/// Are the bullets from line `n` on the options of a question: none gives anything, and other words follow them?
fn options(page: &Page, n: usize, end: usize) -> bool {
    for i in n..end.min(n + 40) {
        let Some(line) = page.lines.get(i) else { return false };
        let words = page.slice(&line.span);
        if marker(words).is_some_and(|m| m.role == Role::Bullet) {
            if answers_already(words) {
                return false;
            }
        } else if !words.trim().is_empty() {
            return true;
        }
    }
    // A list that ends the span: a question's list if it was announced by the request, and an answer otherwise.
    false
}

/// Where, on one line, a question ends and its answer begins: after `?`, after a dash, after a colon, after a gap.
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
    // "Groups moved on: 2021 - 612": the dash parts a year from its figure, and the colon the question from both.
    if let Some((head, tail)) = line.split_once(": ")
        && head.len() > 3
        && !gives_figure(head)
        && matches!(scan(tail).first(), Some(Token::Period { span, .. }) if span.start < 3)
    {
        return Some(line.len() - tail.trim_start().len());
    }
    for mark in [" – ", " — ", " - ", ": ", ":\t", "   ", "\t"] {
        let places: Vec<usize> = line.match_indices(mark).map(|(at, _)| at).filter(|at| *at > 3).collect();
        let Some(at) = head_end(line, mark, &places) else { continue };
        let after = line.get(at + mark.len()..)?.trim_start();
        if !after.is_empty() {
            return Some(line.len() - after.len());
        }
    }
    // "Total claims the council paid out for.86": a figure glued to the question's full stop.
    let stop = line.rfind('.')?;
    let after = line.get(stop + 1..)?;
    let before = line.get(..stop)?.chars().next_back()?;
    (before.is_alphabetic() && !after.is_empty() && after.bytes().all(|b| b.is_ascii_digit() || b == b','))
        .then_some(stop + 1)
}

/// Which of several marks of one kind parts the question from its answer: the last whose head gives nothing yet, and where
/// figures by part follow one another ("Full-time: 12; part-time: 5"), the one before the first part's own.
fn head_end(line: &str, mark: &str, places: &[usize]) -> Option<usize> {
    let figure = |words: &str| scan(words).iter().any(|t| matches!(t, Token::Number(_)));
    let free: Vec<usize> =
        places.iter().copied().filter(|at| line.get(..*at).is_some_and(|head| !figure(head))).collect();
    let last = free.last().copied();
    let listed =
        line.split([';', '\u{a0}']).flat_map(|piece| piece.split(", ")).map(str::trim).filter(|p| !p.is_empty());
    let pairs: Vec<&str> = listed.collect();
    let labelled = |piece: &&str| {
        piece.find(mark.trim_end()).is_some_and(|at| at > 0 && at < 40)
            && (figure(piece) || piece.ends_with(mark.trim_end()))
    };
    let list = pairs.len() > 1 && pairs.iter().skip(1).any(labelled) && !mark.trim().is_empty();
    if list {
        free.len().checked_sub(2).and_then(|n| free.get(n).copied())
    } else {
        last.or(places.last().copied().filter(|_| free.is_empty() && places.len() == 1))
    }
}

fn trim(page: &Page, span: &mut Range<usize>) {
    span.start = span.start.min(span.end);
    let words = page.slice(span);
    let is_rule = |c: char| c.is_whitespace() || matches!(c, '|' | '–' | '—' | ':' | '-');
    let start = span.start + (words.len() - words.trim_start_matches(is_rule).len());
    let end = span.start + words.trim_end_matches(|c: char| c.is_whitespace() || c == '|').len();
    *span = start..end.max(start);
}
