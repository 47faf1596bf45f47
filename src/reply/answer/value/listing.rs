//! Figures one after another with no names of their own: "21, 19 and 16 respectively", "3 / 1 / 4 / 8 in the same order".
//!
//! Which figure is whose the question says, where it names as many years; otherwise they are numbered in their order, and a
//! feature says that nobody named them.

use crate::reply::phrase::Pattern;

use crate::ledger::{Answer, CellState, Figure};

use super::super::period::period_name;
use super::super::scan::{Number, Token, scan};
use super::{Asked, Found, figure, number::wanted, unit};

/// Between two figures of a list.
static JOINT: Pattern = Pattern::new(r"(?i)^\s*(?:[,;/|]\s*(?:and\s+)?|and\s+|&\s*|[ \t]{2,})$");
/// Words that say that the figures keep the order of something.
static IN_ORDER: Pattern =
    Pattern::new(r"(?i)\b(?:respectively|in\s+(?:the\s+same|that|this|your|chronological|date|year)\s+order)\b");

/// The list that opens `text`, if it is one.
pub fn read(text: &str, tokens: &[Token], asked: &Asked<'_>) -> Option<Found> {
    let numbers: Vec<&Number> =
        tokens.iter().filter_map(|t| if let Token::Number(n) = t { Some(n) } else { None }).collect();
    let first = numbers.first()?;
    let opens = !text.get(..first.span.start)?.chars().any(char::is_alphanumeric);
    let mut row: Vec<&Number> = vec![first];
    for pair in numbers.windows(2) {
        let [a, b] = pair else { break };
        let gap = text.get(a.span.end..b.span.start)?;
        if !JOINT.is_match(gap) || a.form != b.form {
            break;
        }
        row.push(b);
    }
    let last = row.last()?;
    let after: String = text.get(last.span.end..)?.chars().take(40).collect();
    let in_order = IN_ORDER.is_match(&after);
    let ends = after.trim_start().is_empty() || after.trim_start_matches([' ', '\t', '.']).starts_with('\n');
    if !opens
        || row.len() < 2
        || !(in_order || ends && (row.len() > 2 || text.get(first.span.end..last.span.start)?.contains("  ")))
    {
        return None;
    }
    let names = names(asked, row.len());
    let named = !names.is_empty();
    let entries: Vec<(String, Figure)> = row
        .iter()
        .enumerate()
        .map(|(i, n)| (names.get(i).cloned().unwrap_or_else(|| (i + 1).to_string()), figure(n, false)))
        .collect();
    let form = first.form;
    let facts = vec![
        ("series", 1.0),
        ("listing", 1.0),
        ("unnamed", f64::from(u8::from(!named))),
        ("form_fits", f64::from(u8::from(wanted(asked.kind).is_none_or(|w| w == form)))),
        ("plain_for_other", f64::from(u8::from(wanted(asked.kind).is_some_and(|w| w != form)))),
    ];
    let mut answer = Answer::of(CellState::Value);
    answer.unit = unit(form, asked);
    answer.series = entries;
    let end = text.get(last.span.end..)?.find('\n').map_or(text.len(), |n| last.span.end + n);
    Some(Found { answer, words: first.span.start..end, why: "figures in the order of the question".to_owned(), facts })
}

/// The periods that the question names, if they are as many.
fn names(asked: &Asked<'_>, wanted: usize) -> Vec<String> {
    let named: Vec<String> = [asked.heading, asked.question.asks.as_str()]
        .into_iter()
        .map(|words| {
            let periods = scan(words);
            let periods = periods.iter().filter(|t| matches!(t, Token::Period { .. }));
            periods.map(|t| period_name(words.get(t.span().clone()).unwrap_or_default())).collect::<Vec<_>>()
        })
        .find(|names| names.len() == wanted)
        .unwrap_or_default();
    // "31 March 2014, 2016 and 2018": the day goes with each.
    named
        .into_iter()
        .map(|name| name.rsplit(' ').next().filter(|y| y.len() == 4).map_or(name.clone(), str::to_owned))
        .collect()
}
