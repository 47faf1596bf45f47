//! The figures of an answer that may be values: none of a burden's reckoning, of an example, of a refusal; a bare year that
//! counts things is a number.

use std::ops::Range;

use crate::reply::phrase::Pattern;

use crate::campaign::AnswerType;
use crate::ledger::{CellState, Qualifier};

use super::scan::{Form, Number, Token, scan};
use super::state::{Said, sentences};
use super::value::Asked;
use super::wording::{stem, stems};

/// Sentences that reckon a burden: their numbers are hours and minutes of work, never answers.
static BURDEN: Pattern = Pattern::new(
    r"(?i)\b(?:hours?|minutes?|mins)\b.{0,80}\b(?:each|to\s+(?:locate|search|review|retrieve|read|extract|check|comply|answer)|of\s+(?:work|officer|staff)|per\s+(?:record|file|case))\b|\b(?:would|will)\s+(?:need|take|require|involve|have)\b.{0,120}\b(?:hours?|records?|files?|cases|days|manual)\b|\bappropriate\s+limit\b|£\s?(?:450|600)\b|\bmanual(?:ly)?\s+(?:search|review|check)|\b\d+\s+minutes\b",
);

/// An example, a rule, an aside: its numbers answer nothing.
static ASIDE: Pattern = Pattern::new(
    r"(?i)\b(?:for\s+example|e\.g\.|^\W*(?:the|our|national)\s+(?:\w+\s+)?target\b|where\s+(?:a|the)\s+number|numbers?\s+(?:under|below|less)|suppress|figures?\s+(?:of\s+)?(?:less|fewer|below|under)\b.{0,30}(?:not|with|show|replac)|(?:would|could|may)\s+be\s+identif|\b(?:act|regulations)\b[^.]{0,40}\b(?:places?|imposes?|creates?|gives?)\s+(?:two|three|\d)\b|please\s+note\s+that\s+(?:questions?|figures?)|under\s+the\s+[\w\s]{0,50}regulations|no\s+(?:charge|fee)\b|telephone|contact\s+(?:us|me|the))",
);

/// Does `sentence` reckon a burden, give an example, warn?
pub fn reckons(sentence: &str) -> bool {
    [&BURDEN, &ASIDE].into_iter().any(|p| p.is_match(sentence))
}

/// The tokens that may be values: none of a burden's reckoning, none of an aside.
pub fn usable(text: &str, said: &[Said], asked: &Asked<'_>) -> Vec<Token> {
    let barred: Vec<Range<usize>> = sentences(text)
        .into_iter()
        .filter(|s| {
            let words = text.get(s.clone()).unwrap_or_default();
            ASIDE.is_match(words)
                || BURDEN.is_match(words)
                    && said
                        .iter()
                        .any(|x| matches!(x.state, CellState::OverCostLimit | CellState::Exempt | CellState::NotHeld))
                || said
                    .iter()
                    .any(|x| x.sentence == *s && matches!(x.state, CellState::OverCostLimit | CellState::Exempt))
        })
        .collect();
    let mut tokens = scan(text);
    if asked.kind == AnswerType::Count {
        tokens.iter_mut().for_each(|token| year_that_counts(text, token, asked));
    }
    tokens.retain(|t| bound_given(text, t, said) || !barred.iter().any(|b| b.contains(&t.span().start)));
    // "None of the eleven qualified": eleven is the whole, and nought the answer.
    tokens.retain(|t| {
        let before = text.get(..t.span().start).unwrap_or_default().trim_end().to_lowercase();
        !["none of the", "none of these", "none of those", "none of our"].iter().any(|w| before.ends_with(w))
    });
    tokens.retain(|t| !matches!(t, Token::Number(n) if asked_again(text, n, asked)));
    // "One of those staff holds it" counts; "one of the reasons" does not.
    tokens.retain(|t| !matches!(t, Token::Number(n) if n.in_words && n.value == 1.0 && one_of_others(text, n, asked)));
    tokens
}

/// "Fewer than five; the exact number could identify individuals": a bound given before the reason is the answer (LABELS.md).
fn bound_given(text: &str, token: &Token, said: &[Said]) -> bool {
    let Token::Number(number) = token else { return false };
    let bounded = matches!(number.bound, Some(Qualifier::Lt | Qualifier::Le)) && number.form == Form::Plain;
    let hours = text.get(number.span.end..).is_some_and(|after| after.trim_start().to_lowercase().starts_with("hour"));
    bounded
        && !hours
        && said
            .iter()
            .filter(|s| s.sentence.contains(&number.span.start))
            .all(|s| s.state == CellState::Zero || s.state == CellState::Exempt && s.span.start >= number.span.end)
}

/// "Those who were under 18", to a question on those under 18: the number is the question's, said again with the word before it.
/// A number that begins its answer is none such.
fn asked_again(text: &str, number: &Number, asked: &Asked<'_>) -> bool {
    let before = text.get(..number.span.start).unwrap_or_default().trim_end().to_lowercase();
    let digits = text.get(number.span.clone()).unwrap_or_default().trim().to_lowercase();
    let mut earlier = before.rsplit(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let (Some(word), Some(_), Some(_)) = (earlier.next(), earlier.next(), earlier.next()) else { return false };
    let said = format!("{word} {digits}");
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '£')
        && word.chars().all(char::is_alphabetic)
        && format!("{} ", asked.question.asks.to_lowercase()).match_indices(&said).any(|(at, found)| {
            let next = asked.question.asks.to_lowercase().get(at + found.len()..).and_then(|r| r.chars().next());
            next.is_none_or(|c| !c.is_ascii_digit() && c != ',')
        })
}

/// "2005 staff", "approximately 1950": a bare year that is a number, by the noun after it or by the word before it.
fn year_that_counts(text: &str, token: &mut Token, asked: &Asked<'_>) {
    let Token::Period { span, plain: true } = token else { return };
    let Some(value) = text.get(span.clone()).and_then(|words| words.parse::<f64>().ok()) else { return };
    let before = text.get(..span.start).unwrap_or_default().trim_end().to_lowercase();
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let next: String = after.trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
    let noun = after.starts_with(' ') && !next.is_empty() && asked.stems.contains(&stem(&next));
    let dated = DATES.contains(&word) || before.ends_with(['/', '-', '–']);
    let alone = text.trim().len() == span.len() + before.len() + 1 && APPROXIMATELY.contains(&before.as_str())
        || text.trim().trim_end_matches('.').len() == span.len();
    if (noun && !dated) || alone {
        let mut number = Number::of(span.clone(), value);
        number.bound = APPROXIMATELY.contains(&word).then_some(Qualifier::Approx);
        *token = Token::Number(number);
    }
}

/// Words before a year that is one, or before a day's month.
const DATES: [&str; 26] = [
    "in",
    "by",
    "from",
    "since",
    "of",
    "during",
    "until",
    "till",
    "to",
    "year",
    "for",
    "and",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "before",
    "after",
];

const APPROXIMATELY: [&str; 8] = ["approximately", "approx", "about", "around", "circa", "c", "roughly", "some"];

/// Is "one of ..." said of something that the question does not ask about?
fn one_of_others(text: &str, number: &Number, asked: &Asked<'_>) -> bool {
    let after = text.get(number.span.end..).unwrap_or_default();
    let Some(rest) = after.strip_prefix(" of ") else { return false };
    let near: Vec<&str> = rest.split_whitespace().take(4).collect();
    asked.stems.intersection(&stems(&near.join(" "))).next().is_none()
}
