//! A date: the one day that an answer names.

use jiff::civil::Date;

use crate::ledger::{Answer, CellState, Value};
use crate::reply::phrase::Pattern;

use super::super::scan::Token;
use super::Found;

static WORDS: Pattern = Pattern::new(
    r"(?i)^(?P<d>\d{1,2})(?:\s?\^?(?:st|nd|rd|th))?\s+(?:of\s+)?(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?P<y>(?:19|20)\d\d)$",
);
static FIGURES: Pattern = Pattern::new(r"^(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4}|\d\d)$");
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The day that `words` name, in the British order.
pub fn day(words: &str) -> Option<Date> {
    let words = words.trim();
    if let Ok(date) = words.parse() {
        return Some(date);
    }
    if let Some(caught) = WORDS.captures(words) {
        let month = MONTHS.iter().position(|m| m.eq_ignore_ascii_case(&caught["m"]))? + 1;
        return Date::new(caught["y"].parse().ok()?, month as i8, caught["d"].parse().ok()?).ok();
    }
    let caught = FIGURES.captures(words)?;
    let year: i16 = caught["y"].parse().ok()?;
    let year = if year < 100 { 2000 + year } else { year };
    Date::new(year, caught["m"].parse().ok()?, caught["d"].parse().ok()?).ok()
}

/// The date that `text` answers with.
pub fn read(text: &str, tokens: &[Token]) -> Option<Found> {
    let mut days = tokens.iter().filter_map(|token| match token {
        Token::Period { span, .. } => text.get(span.clone()).and_then(day).map(|date| (span.clone(), date)),
        _ => None,
    });
    let (words, date) = days.next()?;
    let rivals = days.filter(|(_, other)| *other != date).count();
    let answer = Answer { value: Some(Value::Date(date)), ..Answer::of(CellState::Value) };
    let facts = vec![
        ("date", 1.0),
        ("rivals", (rivals as f64).min(3.0)),
        ("long_answer", (text.trim().len() as f64 / 300.0).min(2.0)),
    ];
    Some(Found { answer, words, why: "the date given".to_owned(), facts })
}
