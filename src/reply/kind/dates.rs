//! Days that a letter names, in the forms that British letters write them, and what each is.

use jiff::civil::Date;
use std::collections::BTreeMap;

use crate::reply::phrase::{Folded, Pattern};
use crate::reply::segment::{Role, Segment};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WELSH: [&str; 12] = [
    "ionawr",
    "chwefror",
    "mawrth",
    "ebrill",
    "mai",
    "mehefin",
    "gorffennaf",
    "awst",
    "medi",
    "hydref",
    "tachwedd",
    "rhagfyr",
];

static DAY: Pattern = Pattern::new(concat!(
    r"\b(?:(?P<y0>\d{4})-(?P<m0>\d{2})-(?P<d0>\d{2})",
    r"|(?P<d1>\d{1,2})[/.\-](?P<m1>\d{1,2})[/.\-](?P<y1>\d{4}|\d{2})",
    r"|(?P<d2>\d{1,2}) ?\^?(?:st|nd|rd|th)?(?: day)?(?: of)?[ \-](?P<m2>[a-z]{3,10})\.?(?:,? ?[\-]?(?P<y2>\d{4}))?",
    r"|(?P<m3>[a-z]{3,9}) (?P<d3>\d{1,2})(?:st|nd|rd|th)?,? (?P<y3>\d{4}))\b"
));

/// A day in a folded text, and where. `near` stands in for a year that is left out: the nearest such day to it.
pub fn days(folded: &str, near: Option<Date>) -> Vec<(Date, std::ops::Range<usize>)> {
    DAY.captures_iter(folded).filter_map(|found| Some((day(&found, near)?, found.get(0)?.range()))).collect()
}

fn day(found: &regex::Captures<'_>, near: Option<Date>) -> Option<Date> {
    let group = |name: &str| found.name(name).map(|group| group.as_str());
    let number = |text: &str| text.parse::<i16>().ok();
    let small = |text: &str| text.parse::<i8>().ok();
    if let (Some(year), Some(month), Some(day)) = (group("y0"), group("m0"), group("d0")) {
        return Date::new(number(year)?, small(month)?, small(day)?).ok();
    }
    if let (Some(year), Some(month), Some(day)) = (group("y1"), group("m1"), group("d1")) {
        let year = if year.len() == 2 { 2000 + number(year)? } else { number(year)? };
        return Date::new(year, small(month)?, small(day)?).ok();
    }
    let (month, day, year) = match (group("m2"), group("m3")) {
        (Some(month), _) => (month, group("d2")?, group("y2")),
        (_, Some(month)) => (month, group("d3")?, group("y3")),
        _ => return None,
    };
    let (month, day) = (month_named(month)?, small(day)?);
    match year {
        Some(year) => Date::new(number(year)?, month, day).ok(),
        None => nearest(month, day, near?),
    }
}

fn month_named(word: &str) -> Option<i8> {
    let english = word.get(..3).and_then(|start| MONTHS.iter().position(|month| *month == start)).filter(|_| {
        [
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
            "sept",
        ]
        .iter()
        .any(|full| full.starts_with(word))
    });
    let at = english.or_else(|| WELSH.iter().position(|month| *month == word))?;
    i8::try_from(at + 1).ok()
}

fn nearest(month: i8, day: i8, near: Date) -> Option<Date> {
    (near.year() - 1..=near.year() + 1)
        .filter_map(|year| Date::new(year, month, day).ok())
        .min_by_key(|date| date.since(near).map_or(i32::MAX, |span| span.get_days().abs()))
}

/// What words before a day make it. First match wins; the nearest words before the day count.
const LEADS: [(&str, &[&str]); 5] = [
    (
        "extended_to",
        &[
            "extended to",
            "extended until",
            "extend the deadline to",
            "extending the",
            "extended deadline",
            "new deadline",
            "revised deadline",
            "new date",
            "now aim to",
            "now expect",
            "now hope",
            "hope to respond by",
            "hope to reply by",
            "will follow by",
            "revised date",
            "extension to",
        ],
    ),
    (
        "answer_by",
        &[
            "no later than",
            "on or before",
            "respond by",
            "reply by",
            "response by",
            "reply to you by",
            "respond to you by",
            "deadline",
            "due by",
            "due on",
            "due date",
            "due",
            "answer by",
            "by the",
            "response to you by",
            "be with you by",
            "expect to reply by",
            "expect a reply by",
            "expect a response by",
            "response no later",
            "reply no later",
            "full response by",
            "target date",
            "by",
        ],
    ),
    (
        "received",
        &[
            "received",
            "receipt",
            "derbyniwyd",
            "dderbyniwyd",
            "request of",
            "email of",
            "e-mail of",
            "letter of",
            "request dated",
            "dated",
            "request on",
            "submitted on",
            "requested on",
            "requested",
            "asked on",
        ],
    ),
    (
        "sent",
        &[
            "date response sent",
            "date request replied to",
            "responded",
            "response date",
            "date sent",
            "replied to",
            "date of response",
            "response",
            "date",
            "dyddiad",
        ],
    ),
    ("closes_on", &["unless", "lapse", "closed on", "will close"]),
];

/// The days that a letter names of itself and of the request, by what they are: `received`, `due` and `answer_by` (by when it promises
/// an answer), `extended_to`, `sent`. Days inside the repeated request and in complaints paragraphs are no such days.
pub fn named_days(segments: &[Segment<'_>], near: Option<Date>, extends: bool) -> BTreeMap<String, Date> {
    let mut named = BTreeMap::new();
    for segment in segments.iter().take(400) {
        let own = segment.role.own() || segment.role == Role::Reference || segment.role == Role::Heading;
        if !own || segment.text.len() > 5_000 {
            continue;
        }
        let folded = Folded::new(segment.text);
        let mut from = 0;
        for (date, at) in days(folded.text(), near) {
            let before = folded.text().get(from..at.start).unwrap_or("");
            from = at.end;
            let alone = before.trim().is_empty() && folded.text().len() - at.end < 3;
            let what = if alone && segment.role != Role::Question { Some("sent") } else { lead(before) };
            let Some(what) = what else { continue };
            let what = if what == "answer_by" && extends { "extended_to" } else { what };
            named.entry(what.to_owned()).or_insert(date);
        }
    }
    if let Some(by) = named.get("answer_by").copied() {
        named.insert("due".to_owned(), by);
    }
    named
}

/// What the words before a day make it: the phrase that stands nearest to it.
fn lead(before: &str) -> Option<&'static str> {
    let start = before.char_indices().rev().nth(70).map_or(0, |(at, _)| at);
    let near = before.get(start..)?;
    LEADS
        .iter()
        .flat_map(|(what, phrases)| phrases.iter().map(move |phrase| (*what, *phrase)))
        .filter_map(|(what, phrase)| {
            let at = near.rfind(phrase)?;
            let whole = near.get(..at).is_none_or(|head| !head.ends_with(char::is_alphanumeric));
            let end = at + phrase.len();
            // "by" and "due" must stand at the day itself; longer phrases may stand a few words before.
            let close = phrase.len() > 3 || near.len() - end <= 12;
            (whole && close).then_some((end, phrase.len(), what))
        })
        .max()
        .map(|(_, _, what)| what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_in_every_british_form() {
        for text in [
            "3 may 2022",
            "3rd may 2022",
            "03/05/2022",
            "3.5.22",
            "2022-05-03",
            "tuesday 3rd of may, 2022",
            "may 3, 2022",
            "3-may-2022",
            "3 mai 2022",
            "3^rd may 2022",
            "03 may 2022",
        ] {
            let found = days(text, None);
            assert_eq!(found.first().map(|(day, _)| *day), Some(date(2022, 5, 3)), "{text}");
        }
        assert_eq!(days("by 2 january", Some(date(2022, 12, 20)))[0].0, date(2023, 1, 2));
        for text in ["31/02/2022", "12 staff 2022", "3 mayhem 2022", "99/99/9999"] {
            assert!(days(text, None).is_empty(), "{text}");
        }
    }

    #[test]
    fn the_words_before_a_day_say_what_it_is() {
        assert_eq!(lead("thank you for your request received on "), Some("received"));
        assert_eq!(lead("we will reply no later than "), Some("answer_by"));
        assert_eq!(lead("received on 3 may and will be answered by "), Some("answer_by"));
        assert_eq!(lead("the council met on "), None);
    }
}
