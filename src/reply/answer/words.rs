//! Numbers written in words, up to 999: "twelve", "ninety-four", "one hundred and twenty".

use std::ops::Range;

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// Words that follow "one" where it stands for a noun: "that one should", "only one where".
const AFTER_PRONOUN: [&str; 20] = [
    "will", "would", "should", "could", "might", "must", "shall", "have", "does", "were", "been", "where", "which",
    "when", "with", "from", "that", "than", "because", "after",
];

fn one(word: &str) -> Option<(f64, bool)> {
    if let Some(n) = SMALL.iter().position(|w| *w == word) {
        return Some((n as f64, false));
    }
    TENS.iter().position(|w| *w == word).map(|n| ((n as f64 + 2.0) * 10.0, true))
}

/// The number at the beginning of `words`, and how many bytes it takes.
pub fn number_in_words(words: &str) -> Option<(f64, usize)> {
    let lower = words.to_lowercase();
    if lower.len() != words.len() {
        return None;
    }
    let mut total: Option<f64> = None;
    let mut end = 0;
    let mut at = 0;
    let mut open_tens = false;
    for piece in lower.split_inclusive([' ', '-', '\n']) {
        let word = piece.trim_end_matches([' ', '-', '\n']);
        let (bare, last) = match word.strip_suffix(['.', ',', ';', ':', ')', '?', '*']) {
            Some(bare) => (bare, true),
            None => (word, false),
        };
        match (one(bare), total) {
            (Some((n, tens)), None) => {
                total = Some(n);
                open_tens = tens;
            }
            (Some((n, false)), Some(t)) if open_tens && n > 0.0 && n < 10.0 => {
                total = Some(t + n);
                open_tens = false;
            }
            (Some((n, tens)), Some(t)) if t >= 100.0 && t % 100.0 == 0.0 => {
                total = Some(t + n);
                open_tens = tens;
            }
            (None, Some(t)) if bare == "hundred" && t < 10.0 => {
                total = Some(t * 100.0);
                open_tens = false;
            }
            (None, Some(t)) if bare == "and" && t >= 100.0 && t % 100.0 == 0.0 => {
                at += piece.len();
                continue;
            }
            _ => break,
        }
        end = at + bare.len();
        at += piece.len();
        if last {
            break;
        }
    }
    total.map(|t| (t, end))
}

/// Every number in words of `text`. A bare "one" is left out where it is more often a pronoun: "one of", "this one", "one-off".
pub fn all(text: &str) -> Vec<(Range<usize>, f64)> {
    let mut out = Vec::new();
    let mut skip_to = 0;
    let mut begin = true;
    for (at, c) in text.char_indices() {
        if begin && c.is_alphabetic() && at >= skip_to {
            let mut end = (at + 80).min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            if let Some((value, length)) = text.get(at..end).and_then(number_in_words) {
                let after = text.get(at + length..).unwrap_or_default();
                let before = text.get(..at).unwrap_or_default().trim_end().to_lowercase();
                let whole = after.chars().next().is_none_or(|c| !c.is_alphanumeric());
                let opens = before.is_empty() || before.ends_with(['.', ':', ';', '!', '?']);
                let of_those = opens
                    && [" of those ", " of these ", " of our ", " of the ", " of its "]
                        .iter()
                        .any(|w| after.starts_with(w));
                // "that one member": a number, for a noun follows it.
                let noun = after
                    .trim_start()
                    .split(|c: char| !c.is_alphabetic())
                    .next()
                    .is_some_and(|w| w.len() > 3 && !AFTER_PRONOUN.contains(&w.to_lowercase().as_str()))
                    && after.starts_with(char::is_whitespace);
                let pronoun = value == 1.0
                    && !of_those
                    && (after.starts_with(" of")
                        || after.starts_with(" another")
                        || after.starts_with(" so ")
                        || ["have", "has", "had", "with", "does not have", "not"].iter().any(|w| before.ends_with(w))
                            && !noun
                        || after.starts_with("-")
                        || after.starts_with(" or ")
                        || after.starts_with(" more")
                        || ["this", "any", "no", "each", "every", "which", "the", "question", "another"]
                            .iter()
                            .any(|w| before.ends_with(w))
                        || ["that", "only"].iter().any(|w| before.ends_with(w)) && !noun);
                let labelled = ["question", "point", "part", "section", "tab", "table", "phase", "quarter", "zone"]
                    .iter()
                    .any(|w| before.ends_with(w));
                if whole && !pronoun && !labelled {
                    out.push((at..at + length, value));
                    skip_to = at + length;
                }
            }
        }
        begin = !c.is_alphanumeric() && c != '\'' && c != '’' && c != '-';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_are_read_as_far_as_they_go() {
        for (words, value) in [
            ("twelve staff", 12.0),
            ("Ninety-four per cent", 94.0),
            ("one hundred and twenty cases", 120.0),
            ("two", 2.0),
        ] {
            assert_eq!(number_in_words(words).map(|(v, _)| v), Some(value), "{words}");
        }
        assert_eq!(number_in_words("tenant"), None);
        assert!(all("this one, and one of them").is_empty());
    }
}
