//! Other ways to cut a page: what the lines that count alike, the lines that begin with a key, or the paragraphs would make of it.
//!
//! [`super::start`] knows the commonest layouts line by line. Where an authority writes otherwise (`A.` to `G.`, `Question b`,
//! `2&3.`, bullets, headings of its own words, one paragraph a question) no single line says so; the run does. Each run of
//! lines that count alike is tried as *the* list of answers, and the alignment says which cut of the page fits the questions
//! best ([`super::super::align::worth`]). Nothing is chosen here.

use std::collections::BTreeMap;

use super::super::item::{self, Item, Style};
use super::super::marker::{Label, Role};
use super::super::page::{Line, Page};
use super::super::scan::{Token, scan};
use super::asks;
use super::start::{Start, opens};

/// Lines of a page longer than this are no hand-made list.
const MOST_LINES: usize = 1_500;
/// Longest key of a line "key: value".
const LONGEST_KEY: usize = 110;

/// The beginnings of each layout that the page could have, the likeliest of many first.
pub fn layouts(page: &Page, questions: usize, lettered: bool) -> Vec<Vec<Start>> {
    if page.lines.len() > MOST_LINES || questions == 0 {
        return Vec::new();
    }
    let opening: Vec<Start> =
        page.lines.iter().enumerate().filter(|(_, l)| !l.furniture).filter_map(|(n, l)| opens(page, n, l)).collect();
    let mut out = Vec::new();
    for (style, run) in runs(page, questions as u32) {
        if lettered && matches!(style, Style::Small | Style::Roman) {
            continue;
        }
        out.push(counted(style, run, questions as u32));
    }
    let keys = keyed(page);
    let ends = ends(page, &keys);
    out.push(numbered_alike(keys, questions).into_iter().chain(ends).collect());
    out.push(numbered_alike(headed(page), questions));
    let paragraphs = paragraphs(page);
    if paragraphs.len() == questions && questions > 1 {
        // Nothing in a paragraph is a question.
        let told = numbered_alike(paragraphs, questions);
        out.push(told.into_iter().map(|start| Start { role: Some(Role::Answer), ..start }).collect());
    }
    out.retain(|starts| starts.len() > 1 && starts.len() <= 12 * questions + 12);
    for starts in &mut out {
        with(starts, &opening);
    }
    out
}

/// One line of a run: where, with which numbers.
struct At {
    line: usize,
    item: Item,
}

/// The lines of each style that count upwards, from 1 or anew from 1.
fn runs(page: &Page, questions: u32) -> BTreeMap<Style, Vec<At>> {
    let mut runs: BTreeMap<Style, Vec<At>> = BTreeMap::new();
    for (n, line) in page.lines.iter().enumerate() {
        if line.furniture || line.quoted {
            continue;
        }
        for item in item::items(page.slice(&line.span)) {
            let run = runs.entry(item.style).or_default();
            let last = run.last().and_then(|at| at.item.numbers.last()).copied();
            let Some(first) = item.numbers.first().copied() else {
                run.push(At { line: n, item });
                continue;
            };
            let follows = match last {
                None => first <= 2 || item.style == Style::Named,
                Some(last) => first == 1 || first > last && first - last <= 2 || item.style == Style::Named,
            };
            if first == item::LAST || follows && first <= questions + 6 {
                run.push(At { line: n, item });
            }
        }
    }
    runs.retain(|_, run| run.len() > 1);
    runs
}

fn counted(style: Style, run: Vec<At>, questions: u32) -> Vec<Start> {
    let restarts = run.iter().filter(|at| at.item.numbers.first() == Some(&1)).count();
    let anew = restarts > 1 && run.len() as u32 == questions && run.iter().all(|at| at.item.numbers.len() == 1);
    let bullets = style == Style::Bullet && run.len() as u32 == questions;
    (1..)
        .zip(run)
        .map(|(place, at)| {
            let labels = if anew || bullets {
                vec![Label::number(place)]
            } else {
                at.item.numbers.iter().map(|n| item::label(*n, questions)).collect()
            };
            let role = match style {
                Style::Named if at.item.answers => Some(Role::Answer),
                Style::Named => Some(Role::Question),
                Style::Bullet => Some(Role::Bullet),
                Style::Small | Style::Roman | Style::Capital => Some(Role::Letter),
                Style::Ordinal | Style::Number(_) => Some(Role::Bare),
            };
            Start { assumed: anew || bullets, keyed: true, ..Start::at(at.line, labels, role, at.item.rest) }
        })
        .collect()
}

/// "Rangers: 14.6 FTE", "Is it allowed? Only with leave", "Bids - 1": lines of a key and its value.
fn keyed(page: &Page) -> Vec<usize> {
    let keyed = |line: &Line| {
        let words = page.slice(&line.span).trim();
        !line.furniture && !line.quoted && line.cells.is_empty() && key(words).is_some()
    };
    page.lines.iter().enumerate().filter(|(_, line)| keyed(line)).map(|(n, _)| n).collect()
}

/// The paragraphs after lines of a key and its value: no part of the last value.
fn ends(page: &Page, keys: &[usize]) -> Vec<Start> {
    let follows = |n: &usize| {
        let next = page.lines.get(n + 1..)?.iter().position(|l| l.first_of_block)? + n + 1;
        (!keys.contains(&next)).then(|| Start::at(next, Vec::new(), None, 0))
    };
    let mut out: Vec<Start> = keys.iter().filter_map(follows).collect();
    out.dedup();
    out
}

/// The key of a line "key: value": words that give nothing yet, before a mark, with something after it.
pub fn key(words: &str) -> Option<&str> {
    for mark in ["? ", "?\t", ": ", ":\t", " - ", " – ", " — ", " = ", "..."] {
        let Some((head, tail)) = words.split_once(mark) else { continue };
        let worded = head.chars().filter(|c| c.is_alphabetic()).count() >= 3 && head.len() <= LONGEST_KEY;
        let gives = scan(head).iter().any(|t| matches!(t, Token::Number(_)));
        let sentence = head.contains(". ");
        if worded && !gives && !sentence && tail.chars().any(char::is_alphanumeric) && !asks(tail) {
            return Some(head);
        }
    }
    None
}

/// Short lines without an end that other words follow: headings of the authority's own.
fn headed(page: &Page) -> Vec<usize> {
    let heading = |n: usize, line: &Line| {
        let words = page.slice(&line.span).trim();
        let next = page.lines.get(n + 1);
        let gives = scan(words).iter().any(|t| matches!(t, Token::Number(_)));
        let follows = next.is_some_and(|next| !next.furniture && !page.slice(&next.span).trim().is_empty());
        let worded = words.chars().filter(|c| c.is_alphabetic()).count() >= 3 && words.len() <= LONGEST_KEY;
        let question = words.ends_with('?');
        line.first_of_block
            && !line.furniture
            && !line.quoted
            && line.cells.is_empty()
            && worded
            && follows
            && (question || !gives && !words.ends_with(['.', ',', ';', '!']) && !words.ends_with("below:"))
    };
    page.lines.iter().enumerate().filter(|(n, line)| heading(*n, line)).map(|(n, _)| n).collect()
}

/// Paragraphs under the last question that is only asked: one an answer, perhaps.
fn paragraphs(page: &Page) -> Vec<usize> {
    let end = super::start::last_line(page);
    let asked = |line: &Line| {
        let words = page.slice(&line.span);
        line.request || line.quoted || words.trim_end().ends_with(['?', ':']) && line.cells.is_empty()
    };
    let from = page.lines.iter().take(end).rposition(asked).map_or(0, |n| n + 1);
    let mut out = Vec::new();
    let mut tabular = false;
    for (n, line) in page.lines.iter().enumerate().take(end).skip(from) {
        let now = !line.cells.is_empty();
        if line.first_of_block && !line.furniture && !(now && tabular) && line.span.end > line.span.start {
            out.push(n);
        }
        tabular = now;
    }
    // What greets and introduces is no answer.
    let first = out.iter().position(|n| page.lines.get(*n).is_some_and(|l| !introduces(page, l))).unwrap_or(out.len());
    let told = out.split_off(first);
    let item = |n: &&usize| {
        page.lines.get(**n).is_some_and(|l| {
            item::items(page.slice(&l.span)).iter().any(|i| !matches!(i.style, Style::Bullet | Style::Ordinal))
        })
    };
    // Numbered paragraphs go by their numbers.
    if told.iter().filter(item).count() > 1 { Vec::new() } else { told }
}

/// "Thank you for your request", "Our answers are below.", "Re: bonfires".
fn introduces(page: &Page, line: &Line) -> bool {
    let words = page.slice(&line.span).trim().to_lowercase();
    let opening = [
        "thank",
        "dear",
        "re:",
        "ref",
        "our ref",
        "foi",
        "freedom",
        "hi",
        "hello",
        "good ",
        "request",
        "i refer",
        "i write",
        "further to",
        "subject",
    ];
    line.cells.is_empty()
        && (opening.iter().any(|o| words.starts_with(o))
            || words.len() < 120
                && (words.contains("your request") || words.contains("below") || words.contains("as follows"))
            || words.len() < 50 && !words.ends_with('.'))
}

/// Beginnings without a number; where they are as many as the questions, each has its question's by its place.
fn numbered_alike(lines: Vec<usize>, questions: usize) -> Vec<Start> {
    let assumed = lines.len() == questions && questions > 1;
    (1..)
        .zip(lines)
        .map(|(place, line)| {
            let labels = if assumed { vec![Label::number(place)] } else { Vec::new() };
            Start { assumed, keyed: true, ..Start::at(line, labels, None, 0) }
        })
        .collect()
}

/// Puts the page's first line and the headings that open request and answers among `starts`.
fn with(starts: &mut Vec<Start>, opening: &[Start]) {
    for start in opening.iter().cloned().chain([Start::at(0, Vec::new(), None, 0)]) {
        if starts.iter().all(|s| s.line != start.line) {
            starts.push(start);
        }
    }
    starts.sort_by_key(|s| s.line);
}
