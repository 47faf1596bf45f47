//! Periods: years, financial years, months, days and spans of them, told from numbers that only look like one.

use std::ops::Range;

use crate::reply::phrase::Pattern;

const MONTH: &str = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

static PERIOD: Pattern = Pattern::composed(|| {
    let date = format!(
        r"(?:\d{{1,2}}(?:\s?\^?(?:st|nd|rd|th))?[\ \u{{a0}}]*(?:of\s+)?{MONTH}\b\.?,?(?:[\ \u{{a0}}]+(?:19|20)\d\d)?|{MONTH}\.?[\ ]+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d\d))"
    );
    let month = format!(r"{MONTH}\.?(?:[\ ]*[-–'’][\ ]*(?:(?:19|20)\d\d|\d\d\b)|[\ ,]*(?:19|20)\d\d|\ \d\d\b)");
    let pair = r"(?:fy\s?)?(?:19|20)\d\d\s?[/–—-]\s?(?:(?:19|20)\d\d|\d\d)\b|\b(?:fy\s?)?\d\d\s?[/–-]\s?\d\d\b";
    let joined = r"(?:\s*(?:to|-|–|—|until)\s*)";
    format!(
        r"(?i)\b(?:(?:{date}){joined}(?:{date})|(?:{month}){joined}(?:{month})|(?:{date})|(?:\d{{4}}-\d\d-\d\d)|(?:{month})|{MONTH}\b|{pair}|(?:(?:19|20)\d\d)\s*/\s*\d/?|(?:(?:fy|y|cy)\s?)?(?:19[5-9]\d|20[0-3]\d)\b|(?:fy|y|cy)\s?\d\d\b|(?:q|quarter\s)[1-4]\b(?:\s?(?:of\s)?(?:(?:19|20)\d\d(?:[/-]\d\d)?))?)"
    )
});

/// The first thing from `from` on that may be a period.
pub fn find_at(text: &str, from: usize) -> Option<Range<usize>> {
    PERIOD.find_at(text, from).map(|m| m.range())
}

/// "FOI 2018/19" and the like are periods where they are pairs of years in a row.
pub fn is_period_like(text: &str, span: &Range<usize>) -> bool {
    let words = text.get(span.clone()).unwrap_or_default();
    PERIOD.find(words).is_some_and(|m| m.start() == 0 && m.end() == words.len())
}

/// Is `span` a period, and whole?
pub fn period_at(text: &str, span: &Range<usize>) -> bool {
    let Some(words) = text.get(span.clone()) else { return false };
    let digits = words.bytes().all(|b| b.is_ascii_digit());
    if words.len() == 4 && digits && !words.starts_with("20") && !words.starts_with("19") {
        return false;
    }
    let label = PERIOD.find_at(text, span.start).is_some_and(|m| m.start() == span.start);
    label
        && (span.len() != 4 || digits || words.chars().filter(|c| c.is_alphabetic()).count() >= 3)
        && good_period(text, span, words)
}

/// The byte after the character at `at`.
pub fn next_char(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|t| t.chars().next()).map_or(at + 1, |c| at + c.len_utf8())
}

fn good_period(text: &str, span: &Range<usize>, words: &str) -> bool {
    let before = text.get(..span.start).unwrap_or_default().chars().next_back();
    let after = text.get(span.end..).unwrap_or_default();
    if before.is_some_and(|c| c == '£' || c == ',' && after.starts_with(',') || c == '.' || c == '_') {
        return false;
    }
    if after.starts_with(|c: char| c.is_alphanumeric() || c == '_') || after.trim_start().starts_with('%') {
        return false;
    }
    let mut rest = after.chars();
    if matches!(rest.next(), Some(',' | '.')) && rest.next().is_some_and(|c| c.is_ascii_digit()) {
        return false;
    }
    let digits: Vec<&str> = words.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty()).collect();
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 && digits.len() == 2 {
        // A pair of years: the second follows the first, or it is a range of numbers.
        let year = |d: &str| d.parse::<u32>().ok().map(|y| y % 100);
        let pair = digits.first().and_then(|d| year(d)).zip(digits.get(1).and_then(|d| year(d)));
        let four = digits.first().is_some_and(|d| d.len() == 4);
        let told = text.get(..span.start).unwrap_or_default().trim_end().to_lowercase();
        let told = told.ends_with("years") || told.ends_with("year");
        return pair.is_some_and(|(a, b)| {
            (b + 100 - a) % 100 == 1 || ((four || told) && b > a && digits.get(1).is_some_and(|d| d.len() == 4 || told))
        });
    }
    if letters > 0
        && digits.first().and_then(|d| d.parse::<u32>().ok()).is_some_and(|d| (32..100).contains(&d))
        && words.starts_with(|c: char| c.is_ascii_digit())
    {
        return false;
    }
    // "Apr 22" in a row of its own is a month of a year; "22 Apr" is a day.
    if letters > 0
        && words.starts_with(|c: char| c.is_alphabetic())
        && words.contains(' ')
        && !words.contains(['-', '–', '’', '\''])
        && digits.last().is_some_and(|d| d.len() == 2)
        && digits.len() == 1
    {
        let opens =
            text.get(..span.start).unwrap_or_default().rsplit('\n').next().unwrap_or_default().trim().is_empty();
        return opens && (after.starts_with(['\t', '|', ':']) || after.starts_with("  ") || after.starts_with(" |"));
    }
    if letters > 0 && digits.is_empty() {
        // "may" the verb, "march" the verb: a month's name counts where it stands as a label.
        let capital = words.starts_with(|c: char| c.is_uppercase());
        let next = after.trim_start().chars().next();
        let line_start =
            text.get(..span.start).unwrap_or_default().rsplit('\n').next().unwrap_or_default().trim().is_empty();
        return capital
            && (line_start
                || next.is_some_and(|c| matches!(c, ':' | '-' | '–' | '|' | ','))
                || !words.eq_ignore_ascii_case("may") && !words.eq_ignore_ascii_case("march"));
    }
    true
}

/// One spelling for a period, as the scorer of LABELS.md compares them: the words, spaces taken together.
pub fn period_name(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").trim_start_matches(['Y', 'y']).to_owned()
}
