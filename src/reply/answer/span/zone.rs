//! Which spans only repeat the request, and which answers belong to questions that stand apart from them.

use super::super::fit::Gives;
use super::super::marker::{Label, Role};
use super::super::page::Page;
use super::{Span, asks};

/// Settles, over all spans of a page, what repeats the request and what answers.
pub fn settle(page: &Page, spans: Vec<Span>) -> Vec<Span> {
    let mut spans = free_last(page, join_introduced(spans));
    mark_request(&mut spans);
    answer_at_once(page, &mut spans);
    inherit(&mut spans);
    spans
}

/// "3. 811.5 hours a week": an item of a list of answers is its answer, however much it says the question again.
///
/// It must give something, unless most of its list answers so; what asks is left a question, and so is a heading without an
/// answer among headings that have one.
fn answer_at_once(page: &Page, spans: &mut [Span]) {
    let own = |s: &&Span| !s.labels.is_empty() && !s.request;
    let answered = spans.iter().filter(own).filter(|s| s.has_answer());
    let (at_once, all) =
        answered.fold((0, 0), |(n, all), s| (n + usize::from(s.question.start >= s.question.end), all + 1));
    let mostly = at_once > 1 && at_once * 2 > all;
    for span in spans.iter_mut().filter(|s| !s.labels.is_empty() && !s.request) {
        if span.has_answer() {
            // Among answers without questions: "5. On our website\n\nThanks".
            if at_once > 2
                && at_once * 4 >= all * 3
                && !span.introduced
                && !span.tabular
                && !asks(page.slice(&span.question))
            {
                span.answer.start = span.question.start.min(span.answer.start);
                span.question.end = span.question.start;
            }
            continue;
        }
        let words = page.slice(&span.question).trim();
        if words.is_empty() || asks(words) {
            continue;
        }
        let gives = Gives::of(words);
        if mostly || gives.plain || gives.money || gives.percent || gives.state || gives.duration && at_once > 0 {
            span.answer = span.question.clone();
            span.question.end = span.question.start;
        }
    }
}

/// "Our response:" after a question that has no answer yet opens that question's answer.
fn join_introduced(spans: Vec<Span>) -> Vec<Span> {
    let introductions = spans.iter().filter(|s| s.opens_answers()).count();
    let mut out: Vec<Span> = Vec::new();
    let mut waiting = 0;
    for span in spans {
        if span.opens_answers()
            && span.has_answer()
            && (waiting == 1 || waiting > 0 && introductions > 2)
            && let Some(last) = out.last_mut()
            && !last.has_answer()
            && (last.is_question() || last.question.start < last.question.end)
        {
            last.answer = span.answer;
            last.lines.end = span.lines.end;
            last.introduced = true;
            waiting = 0;
            continue;
        }
        if !span.has_answer() && span.is_question() {
            waiting += 1;
        } else if span.has_answer() && !span.labels.is_empty() {
            waiting = 0;
        }
        out.push(span);
    }
    out
}

/// Questions in a row with nothing after them, and a paragraph after the last: it answers them all, not the last alone.
fn free_last(page: &Page, spans: Vec<Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut bare = 0;
    for mut span in spans {
        let asks_only = span.is_question() && !span.has_answer() && !span.introduced;
        if asks_only {
            bare += 1;
        } else {
            let block = page.lines.get(page.line_of(span.answer.start));
            let apart =
                block.is_some_and(|l| l.first_of_block && l.span.start + 8 >= span.answer.start && l.cells.is_empty());
            if bare >= 1
                && span.is_question()
                && !span.introduced
                && apart
                && span.question.start < span.question.end
                && follows(&out, &span)
            {
                let line = page.line_of(span.answer.start);
                let rest = Span {
                    labels: Vec::new(),
                    role: None,
                    lines: line..span.lines.end,
                    question: span.answer.start..span.answer.start,
                    answer: span.answer.clone(),
                    request: false,
                    loose: true,
                    introduced: false,
                    restates: vec![0.0; span.restates.len()],
                    tabular: false,
                    assumed: false,
                };
                span.lines.end = line.max(span.lines.start + 1);
                span.answer = span.question.end..span.question.end;
                out.push(span);
                out.push(rest);
                bare = 0;
                continue;
            }
            bare = 0;
        }
        out.push(span);
    }
    out
}

/// Is `span` the next of the questions before it: both numbered, or both not?
fn follows(before: &[Span], span: &Span) -> bool {
    before.last().is_some_and(|last| match (last.labels.first(), span.labels.first()) {
        (Some(a), Some(b)) => b.number.zip(a.number).is_some_and(|(b, a)| b == a + 1),
        (None, None) => true,
        _ => false,
    })
}

/// A number that comes again further down, with words of an answer, is only the request here.
fn mark_request(spans: &mut [Span]) {
    let introductions: Vec<usize> =
        spans.iter().enumerate().filter(|(_, s)| s.opens_answers()).map(|(i, _)| i).collect();
    if let Some(&last) = introductions.last()
        && introductions.len() <= 2
        && spans.get(..last).is_some_and(|before| {
            before.iter().filter(|s| !s.labels.is_empty()).count() > 1
                && !before.iter().any(|s| s.introduced && !s.labels.is_empty())
        })
        && spans.get(last..).is_some_and(|after| after.iter().any(|s| s.has_answer()))
    {
        for span in spans.iter_mut().take(last) {
            span.request = true;
        }
    }
    for i in 0..spans.len() {
        let Some(first) = spans.get(i).filter(|s| !s.introduced).and_then(|s| s.labels.first().copied()) else {
            continue;
        };
        let again = spans.iter().skip(i + 1).any(|later| later.has_answer() && later.labels.contains(&first));
        if again && let Some(span) = spans.get_mut(i) {
            span.request = true;
        }
    }
}

/// An answer under the number of a question that stands above restates what that one does.
fn inherit(spans: &mut [Span]) {
    for i in 0..spans.len() {
        // Its own words go before its number: a list of answers may be numbered anew.
        let says_own = |s: &Span| s.question.start < s.question.end && s.restates.iter().any(|r| *r >= 0.6);
        if spans.get(i).is_some_and(says_own) {
            continue;
        }
        let labels = spans.get(i).map(|s| s.labels.clone()).unwrap_or_default();
        for label in labels {
            let same = |s: &&Span| s.role != Some(Role::Answer) && s.labels.iter().any(|l| names(*l, label));
            let Some(from) = spans.get(..i).and_then(|before| before.iter().rev().find(same)) else { continue };
            let above = from.restates.clone();
            if let Some(span) = spans.get_mut(i) {
                for (own, above) in span.restates.iter_mut().zip(above) {
                    *own = own.max(0.95 * above);
                }
            }
        }
    }
}

fn names(a: Label, b: Label) -> bool {
    a.number == b.number && (a.letter == b.letter || a.letter.is_none() && b.letter == Some('a'))
}
