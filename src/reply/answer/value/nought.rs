//! Nought in words within a list by period ("none at all in 2015/16", "2019: nil"), and periods that only explain another in
//! brackets ("2023/24 to date (Q1 and Q2)").
//!
//! It changes what the readers of series are given and nothing else: a lone "none" is [`super::super::state`]'s.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::reply::phrase::Pattern;

use super::super::period::period_name;
use super::super::scan::{Number, Token, scan};
use super::super::state::sentences;
use super::Found;

/// A word for nought that stands for a figure.
static NOUGHT: Pattern = Pattern::new(r"(?i)\b(?P<word>nil|none|nought)\b(?P<of>\s+of\b)?");
/// "No claims in 2015": the noun between.
static NO_NOUN: Pattern =
    Pattern::new(r"(?i)\b(?P<word>no)\s+(?:\w+\s+){1,3}?(?:in|during|for)\s+(?:\w+\s+){0,2}?(?:19|20)\d\d\b");
/// None of these is no figure: it is not held.
static RECORDS: Pattern = Pattern::new(r"(?i)\b(?:records?|data|information|figures?|returns?|statistics|breakdown)\b");

/// The tokens with each nought as a number, without periods that explain another; as they were where fewer than two periods stand.
pub fn told(text: &str, tokens: &[Token]) -> Vec<Token> {
    let periods = tokens.iter().filter(|t| matches!(t, Token::Period { .. })).count();
    if periods < 2 {
        return tokens.to_vec();
    }
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for (n, token) in tokens.iter().enumerate() {
        let after_period = matches!(out.last(), Some(Token::Period { .. }));
        let held = tokens.get(n + 1..).unwrap_or_default().iter().find(|t| !matches!(t, Token::Period { .. }));
        if after_period && matches!(token, Token::Period { .. }) && explains(text, out.last(), token, held) {
            continue;
        }
        out.push(token.clone());
    }
    let lone = |pattern: &Pattern| -> Vec<Range<usize>> {
        let counts =
            |c: &regex::Captures<'_>| c.name("of").is_none() && c.get(0).is_some_and(|m| !RECORDS.is_match(m.as_str()));
        let caught = pattern.captures_iter(text).filter(counts);
        caught.filter_map(|c| c.name("word").map(|m| m.range())).collect()
    };
    for span in lone(&NOUGHT).into_iter().chain(lone(&NO_NOUN)) {
        if out.iter().all(|t| t.span().end <= span.start || t.span().start >= span.end) {
            let mut number = Number::of(span, 0.0);
            number.in_words = true;
            out.push(Token::Number(number));
        }
    }
    out.sort_by_key(|t| t.span().start);
    out
}

/// Does a period stand in brackets behind another, with the figure of both after the brackets?
fn explains(text: &str, last: Option<&Token>, token: &Token, next: Option<&Token>) -> bool {
    let Some(last) = last else { return false };
    let Some(gap) = text.get(last.span().end..token.span().start) else { return false };
    let Some(open) = gap.find('(') else { return false };
    let rest = text.get(token.span().end..next.map_or(text.len(), |t| t.span().start)).unwrap_or_default();
    let line = gap.get(..open).is_some_and(|b| b.len() < 20 && !b.contains(['\n', ',', ';']));
    line && !gap.contains(')') && matches!(next, Some(Token::Number(_))) && rest.contains(')')
}

/// Does a sentence of the series name a period of the same kind to which no value was taken?
pub fn period_without_value(text: &str, found: &Found) -> bool {
    let series = &found.answer.series;
    if series.len() < 2 {
        return false;
    }
    let shape = |name: &str| -> String {
        name.chars()
            .map(|c| {
                if c.is_ascii_digit() {
                    '9'
                } else if c.is_alphabetic() {
                    'a'
                } else {
                    c
                }
            })
            .collect()
    };
    let shapes: BTreeSet<String> = series.iter().map(|(name, _)| shape(name)).collect();
    let near: Vec<Range<usize>> =
        sentences(text).into_iter().filter(|s| s.start < found.words.end && found.words.start < s.end).collect();
    scan(text).iter().any(|token| {
        let Token::Period { span, .. } = token else { return false };
        let name = period_name(text.get(span.clone()).unwrap_or_default());
        let known = series.iter().any(|(own, _)| own.starts_with(&name) || name.starts_with(own.as_str()));
        near.iter().any(|s| s.contains(&span.start)) && shapes.contains(&shape(&name)) && !known
    })
}
