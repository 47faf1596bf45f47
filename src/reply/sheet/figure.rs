//! A number as an officer types it into a form: all of the words, or it is none.
//!
//! `1,234`, `£5,356.50`, `£1.2m`, `41.6 %`, `12 staff`; bounds as `<5`, `fewer than 5`, `at least 30`, `5 to 9`, `about 250`.
//! Anything else, such as two numbers or a number in a sentence, is for the reader of free text.

use crate::ledger::Qualifier;
use crate::reply::phrase::Pattern;

/// A number, or a bound on one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Figure {
    Exact(f64),
    /// Qualifier with value, low and high as the ledger keeps them.
    Bound(Qualifier, Option<f64>, Option<f64>, Option<f64>),
}

/// A figure and what was written beside it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub figure: Figure,
    pub percent: bool,
    pub pounds: bool,
    /// A word behind the number: `staff`, `FTE`.
    pub noun: Option<String>,
}

const NUMBER: &str = r"(£)?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(k|m|bn|million|billion|thousand)?\s*(%|per ?cent|percent)?";

static EXACT: Pattern =
    Pattern::composed(|| format!(r"^(?:gbp\s*)?{NUMBER}(?:\s+([a-z][a-z-]*(?: [a-z][a-z-]*)?))?\.?$"));
static RANGE: Pattern = Pattern::composed(|| format!(r"^(?:between\s+)?{NUMBER}\s*(?:-|–|to|and)\s*{NUMBER}$"));

/// How a bound is said, and what it is; the longer words first.
const BOUNDS: [(&str, Qualifier); 18] = [
    ("less than or equal to", Qualifier::Le),
    ("no more than", Qualifier::Le),
    ("at most", Qualifier::Le),
    ("up to", Qualifier::Le),
    ("<=", Qualifier::Le),
    ("≤", Qualifier::Le),
    ("fewer than", Qualifier::Lt),
    ("less than", Qualifier::Lt),
    ("under", Qualifier::Lt),
    ("<", Qualifier::Lt),
    ("at least", Qualifier::Ge),
    (">=", Qualifier::Ge),
    ("≥", Qualifier::Ge),
    ("more than", Qualifier::Gt),
    ("over", Qualifier::Gt),
    (">", Qualifier::Gt),
    ("approximately", Qualifier::Approx),
    ("about", Qualifier::Approx),
];

/// Reads `words` as one figure.
pub(super) fn read(words: &str) -> Option<Written> {
    let words = super::form::folded(words).replace(['\u{a0}', '\u{202f}'], " ");
    if let Some(found) = exact(&words) {
        return Some(found);
    }
    for (said, qualifier) in BOUNDS {
        if let Some(rest) = words.strip_prefix(said) {
            let inner = exact(rest.trim_start())?;
            let Figure::Exact(number) = inner.figure else { return None };
            let (value, low, high) = match qualifier {
                Qualifier::Approx => (Some(number), None, None),
                Qualifier::Lt | Qualifier::Le => (None, None, Some(number)),
                Qualifier::Gt | Qualifier::Ge | Qualifier::Range => (None, Some(number), None),
            };
            return Some(Written { figure: Figure::Bound(qualifier, value, low, high), ..inner });
        }
    }
    range(&words)
}

fn exact(words: &str) -> Option<Written> {
    let found = EXACT.captures(words)?;
    let group = |at: usize| found.get(at).map(|group| group.as_str());
    let number = scaled(group(2)?, group(3))?;
    Some(Written {
        figure: Figure::Exact(number),
        percent: group(4).is_some(),
        pounds: group(1).is_some(),
        noun: group(5).map(str::to_owned),
    })
}

fn range(words: &str) -> Option<Written> {
    let found = RANGE.captures(words)?;
    let group = |at: usize| found.get(at).map(|group| group.as_str());
    let (low, high) = (scaled(group(2)?, group(3))?, scaled(group(6)?, group(7))?);
    (low < high).then(|| Written {
        figure: Figure::Bound(Qualifier::Range, None, Some(low), Some(high)),
        percent: group(4).is_some() || group(8).is_some(),
        pounds: group(1).is_some() || group(5).is_some(),
        noun: None,
    })
}

fn scaled(digits: &str, scale: Option<&str>) -> Option<f64> {
    let plain: f64 = digits.replace(',', "").parse().ok()?;
    let times = match scale {
        Some("k" | "thousand") => 1e3,
        Some("m" | "million") => 1e6,
        Some("bn" | "billion") => 1e9,
        _ => 1.0,
    };
    // 1.2 million is a whole number of pounds, whatever binary fractions make of it.
    let number = (plain * times * 100.0).round() / 100.0;
    number.is_finite().then_some(if times == 1.0 { plain } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_all_of_the_words_or_none() {
        let cases: [(&str, Option<Figure>); 17] = [
            ("412", Some(Figure::Exact(412.0))),
            ("1,234", Some(Figure::Exact(1234.0))),
            ("£5,356.50", Some(Figure::Exact(5356.5))),
            ("£1.2m", Some(Figure::Exact(1_200_000.0))),
            ("41.6 %", Some(Figure::Exact(41.6))),
            ("12 members staff", Some(Figure::Exact(12.0))),
            ("<5", Some(Figure::Bound(Qualifier::Lt, None, None, Some(5.0)))),
            ("Fewer than 5", Some(Figure::Bound(Qualifier::Lt, None, None, Some(5.0)))),
            ("at least 30", Some(Figure::Bound(Qualifier::Ge, None, Some(30.0), None))),
            ("about 250", Some(Figure::Bound(Qualifier::Approx, Some(250.0), None, None))),
            ("5 to 9", Some(Figure::Bound(Qualifier::Range, None, Some(5.0), Some(9.0)))),
            ("12 and 13 more", None),
            ("05-Sep", None),
            ("1,23", None),
            ("12 (of whom 3 part-time)", None),
            ("we have 12", None),
            ("", None),
        ];
        for (words, figure) in cases {
            assert_eq!(read(words).map(|written| written.figure), figure, "{words}");
        }
    }
}
