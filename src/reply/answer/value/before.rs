//! Figures that stand before their periods: "£14,260 (2021) and £17,985 (2022)", "13 agreements in 2019, 6 in 2020".
//!
//! Only a run that begins with the first figure of the words is one; a year that opens them heads figures of its own
//! ([`super::series`]).

use std::ops::Range;

use super::super::period::period_name;
use super::super::scan::{Form, Number, Token};
use super::{Asked, Found, figure, number::wanted, series};
use crate::ledger::Figure;
use crate::reply::phrase::Pattern;

/// Words that stand between a figure and the period it is of: "£14,260 (2021)", "13 agreements in calendar year 2019".
static OF_PERIOD: Pattern = Pattern::new(
    r"(?i)^[^.;:\n\d]{0,45}(?:\(|\b(?:in|for|during)\s+)(?:the\s+)?(?:(?:calendar|financial|academic)?\s*years?\s+(?:to\s+|ended\s+|ending\s+)?)?$",
);

/// "£14,260 (2021), £17,985 (2022) and £11,340 (2023)", "13 in 2019, 6 in 2020 and 17 in 2021": figures before their periods.
pub fn read(text: &str, tokens: &[Token], asked: &Asked<'_>) -> Option<Found> {
    let first = tokens.iter().position(|t| matches!(t, Token::Number(_)))?;
    if tokens.get(..first)?.iter().any(|t| matches!(t, Token::Period { .. })) {
        return None;
    }
    let mut entries = Vec::new();
    let mut words: Option<Range<usize>> = None;
    let mut form = Form::Plain;
    for pair in tokens.get(first..)?.chunks(2) {
        let [Token::Number(n), Token::Period { span, .. }] = pair else { break };
        let gap = text.get(n.span.end..span.start)?;
        if !OF_PERIOD.is_match(gap) || words.as_ref().is_some_and(|w| n.span.start > w.end + 40 || n.form != form) {
            break;
        }
        form = n.form;
        words = Some(words.map_or(n.span.start, |w| w.start)..span.end);
        entries.push((period_name(text.get(span.clone())?), figure(n, false)));
    }
    let words = words.filter(|_| entries.len() > 1)?;
    let fits = wanted(asked.kind).is_none_or(|w| w == form);
    let total = altogether(text, &words, tokens, form, &entries);
    let facts = vec![
        ("series", 1.0),
        ("form_fits", f64::from(u8::from(fits))),
        ("number_first", 1.0),
        ("plain_for_other", f64::from(u8::from(!fits))),
        ("few_periods", f64::from(u8::from(entries.len() == 2))),
    ];
    Some(series::built(entries, total, form, words, asked, facts, "a figure for each period"))
}

/// The total that follows the figures, where it is their sum.
fn altogether(
    text: &str,
    words: &Range<usize>,
    tokens: &[Token],
    form: Form,
    entries: &[(String, Figure)],
) -> Option<f64> {
    let sum: f64 = entries.iter().map(|(_, f)| if let Figure::Number(n) = f { *n } else { 0.0 }).sum();
    let near = |at: usize| at >= words.end && text.get(words.end..at).is_some_and(|gap| gap.len() < 80);
    let is_sum = |n: &&Number| n.form == form && near(n.span.start) && (n.value - sum).abs() < 0.005;
    let numbers = tokens.iter().filter_map(|t| if let Token::Number(n) = t { Some(n) } else { None });
    numbers.filter(is_sum).map(|n| n.value).next()
}
