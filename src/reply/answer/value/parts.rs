//! Figures by part: full-time and part-time, departments, sites, with a total or without.
//!
//! A total that is written is the value; where none is, the parts are summed and the answer says so. Averages, medians and
//! the like are never summed. A total that does not add up is left as written and flagged.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::ledger::{Answer, CellState, Figure, Value};

use super::super::scan::{Form, Number, Token};
use super::super::wording::stems;
use super::{Asked, Found, figure, number::wanted, unit};

static NOT_SUMMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:average|mean|median|quartile|lowest|highest|minimum|maximum|rate|ratio|per\s+(?:hour|day|claim|request)|longest|shortest)\b").ok()
});
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[\s|•·*–-]*(?P<label>[A-Za-z][^\n|:]{1,60}?)\s*(?P<mark>[:|=–—-]+\s*|\s{2,}|\s)$").ok()
});

/// The figures of the parts that the question names, or that the answer lists.
pub fn read(text: &str, tokens: &[Token], asked: &Asked<'_>) -> Option<Found> {
    let numbers: Vec<&Number> = tokens
        .iter()
        .filter_map(|t| match t {
            Token::Number(n) => Some(n),
            _ => None,
        })
        .collect();
    if numbers.len() < 2 {
        return None;
    }
    let mut names: Vec<String> = asked.question.parts.clone();
    if names.is_empty() {
        let lower = text.to_lowercase();
        let has = |a: &str, b: &str| lower.contains(a) || lower.contains(b);
        if has("full-time", "full time") && has("part-time", "part time") {
            names = vec!["full-time".to_owned(), "part-time".to_owned()];
        }
    }
    if names.len() >= 2
        && let Some(found) = named(text, &numbers, &names, asked)
    {
        return Some(found);
    }
    listed(text, &numbers, asked)
}

/// Each named part with the number next to its name.
fn named(text: &str, numbers: &[&Number], names: &[String], asked: &Asked<'_>) -> Option<Found> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let spots: Vec<(usize, usize)> = names
        .iter()
        .map(|name| {
            let name = name.to_lowercase();
            [name.clone(), name.replace('-', " "), name.replace('-', "")]
                .iter()
                .find_map(|n| lower.find(n.as_str()).map(|at| (at, at + n.len())))
        })
        .collect::<Option<_>>()?;
    // Labels before numbers, or after them: the first label tells which.
    let first_spot = spots.iter().map(|s| s.0).min()?;
    let label_first = numbers
        .iter()
        .find(|n| n.form == Form::Plain || Some(n.form) == wanted(asked.kind))
        .is_some_and(|n| n.span.start > first_spot);
    let mut parts = Vec::new();
    let mut used: Vec<usize> = Vec::new();
    for (name, (start, end)) in names.iter().zip(&spots) {
        let mut near = numbers.iter().filter(|n| !used.contains(&n.span.start));
        let number = if label_first {
            near.find(|n| n.span.start >= *end && n.span.start - end < 60)
        } else {
            near.rfind(|n| n.span.end <= *start && start - n.span.end < 60)
        }?;
        used.push(number.span.start);
        parts.push((name.clone(), *number));
    }
    let stated = numbers.iter().copied().find(|n| {
        !used.contains(&n.span.start) && {
            let before = text.get(..n.span.start).unwrap_or_default().to_lowercase();
            before.trim_end().trim_end_matches([':', '-', '–', '=']).trim_end().ends_with("total")
                || before.rsplit('\n').next().is_some_and(|l| l.contains("total"))
        }
    });
    let sum: f64 = parts.iter().map(|(_, n)| n.value).sum();
    let same_sum = numbers.iter().copied().find(|n| !used.contains(&n.span.start) && (n.value - sum).abs() < 0.01);
    let total = stated.or(same_sum);
    Some(built(text, &parts, total, numbers.len() - parts.len(), asked))
}

/// Lines of "label: number".
fn listed(text: &str, numbers: &[&Number], asked: &Asked<'_>) -> Option<Found> {
    let mut parts: Vec<(String, &Number)> = Vec::new();
    let mut total = None;
    let mut other = 0;
    for number in numbers {
        let line_start = text.get(..number.span.start).and_then(|b| b.rfind('\n')).map_or(0, |n| n + 1);
        let before = text.get(line_start..number.span.start).unwrap_or_default();
        let caught = LABEL.as_ref().and_then(|p| p.captures(before));
        // One blank parts a label only from a sum of money: "in 12" is no label.
        let plain_gap = caught.as_ref().and_then(|c| c.name("mark")).is_some_and(|m| m.as_str() == " ");
        let label = caught.as_ref().and_then(|c| c.name("label")).map(|m| m.as_str().trim());
        let Some(label) = label.filter(|_| !plain_gap || number.form == Form::Money) else {
            other += 1;
            continue;
        };
        if label.to_lowercase().contains("total") {
            total = Some(*number);
        } else {
            parts.push((label.to_owned(), number));
        }
    }
    let want = wanted(asked.kind);
    let form = parts.first()?.1.form;
    if parts.len() < 2 || parts.iter().any(|(_, n)| n.form != form) || other > parts.len() {
        return None;
    }
    if total.is_none() && parts.len() == 2 && want.is_some_and(|w| w != form) {
        return None;
    }
    Some(built(text, &parts, total, other, asked))
}

fn built(text: &str, parts: &[(String, &Number)], total: Option<&Number>, other: usize, asked: &Asked<'_>) -> Found {
    let form = parts.first().map_or(Form::Plain, |(_, n)| n.form);
    let entries: Vec<(String, Figure)> = parts.iter().map(|(name, n)| (name.clone(), figure(n, false))).collect();
    let sum: f64 = parts.iter().map(|(_, n)| n.value).sum();
    let exact = parts.iter().all(|(_, n)| n.bound.is_none());
    let labels = parts.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ");
    let summed =
        form != Form::Percent && asked.additive && exact && !NOT_SUMMED.as_ref().is_some_and(|p| p.is_match(&labels));
    let words = span(text, parts, total);
    let mut answer = Answer::of(CellState::Value);
    answer.unit = unit(form, asked);
    let overlap =
        parts.iter().enumerate().any(|(i, (a, _))| parts.iter().skip(i + 1).any(|(b, _)| stems(a) == stems(b)));
    let mut facts = vec![
        ("parts", 1.0),
        ("other_numbers", (other as f64).min(4.0)),
        ("form_fits", f64::from(u8::from(wanted(asked.kind).is_none_or(|w| w == form)))),
        ("parts_alike", f64::from(u8::from(overlap))),
        ("plain_for_other", f64::from(u8::from(wanted(asked.kind).is_some_and(|w| w != form)))),
        ("parts_named", f64::from(u8::from(asked.question.parts.len() == parts.len()))),
    ];
    let why = match total {
        Some(total) => {
            answer.value = Some(Value::Number(total.value));
            let adds = (total.value - sum).abs() <= 0.01 * sum.abs().max(1.0);
            facts.push(("adds_up", f64::from(u8::from(adds))));
            facts.push(("adds_not", f64::from(u8::from(!adds))));
            if adds {
                "the total given; its parts add up to it"
            } else {
                "the total given; its parts do not add up to it"
            }
        }
        None if summed => {
            answer.value = Some(Value::Number((sum * 10_000.0).round() / 10_000.0));
            if sum == 0.0 {
                answer.state = CellState::Zero;
            }
            facts.push(("derived", 1.0));
            "sum of the parts given; no total stated"
        }
        None => {
            answer.series = entries.clone();
            facts.push(("unsummed", 1.0));
            "figures by part, which are not to be summed"
        }
    };
    answer.parts = entries;
    Found { answer, words, why: why.to_owned(), facts }
}

/// The lines from the first part to the last (or the total).
fn span(text: &str, parts: &[(String, &Number)], total: Option<&Number>) -> Range<usize> {
    let numbers = parts.iter().map(|(_, n)| *n).chain(total);
    let (mut start, mut end) = (text.len(), 0);
    for n in numbers {
        start = start.min(n.span.start);
        end = end.max(n.span.end);
    }
    let start = text.get(..start).and_then(|b| b.rfind('\n')).map_or(0, |n| n + 1);
    let end = text.get(end..).and_then(|a| a.find('\n')).map_or(text.len(), |n| end + n);
    start..end
}
