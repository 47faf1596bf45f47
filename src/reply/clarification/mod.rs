//! Clarifications: what an authority asks back, in its own words, and which authorities ask alike.
//!
//! The letter is cut into roles as every reply is, so that the request repeated, the law recited and how to complain ask nothing.
//! Where no sentence is known to ask, all that the authority says itself is shown: too much rather than nothing.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Letter;
use super::answer::sentences;
use super::segment::{Role, split};
use crate::document::Document;

mod alike;

pub use alike::Sign;

/// Letters of what is asked, at most.
const MOST: usize = 600;

#[derive(Default, Deserialize)]
struct Phrases {
    asks: Vec<String>,
    closes: Vec<String>,
    empty: Vec<String>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    // A unit test reads it, so that a table that is none is found before anybody has it.
    toml::from_str(include_str!("asking.toml")).unwrap_or_default()
});

/// The words that ask, on one line.
pub fn asked(subject: &str, body: &Document, attachments: &[Document]) -> String {
    let letter = Letter { subject, body, attachments, automatic: false, delivery_failed: None, received: None };
    let segments = split(&letter);
    let own = segments.iter().filter(|segment| matches!(segment.role, Role::Answer | Role::Question));
    let texts: Vec<String> = own.map(|own| own.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let said: Vec<&str> =
        texts.iter().flat_map(|text| sentences(text).into_iter().filter_map(|at| text.get(at))).collect();
    let asking: Vec<&str> = said.iter().copied().filter(|sentence| asks(sentence)).collect();
    cut(&if asking.is_empty() { said } else { asking }.join(" "))
}

fn asks(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let says = |phrases: &[String]| phrases.iter().any(|phrase| lower.contains(phrase.as_str()));
    !says(&PHRASES.closes) && (lower.trim_end().ends_with('?') || says(&PHRASES.asks))
}

fn cut(words: &str) -> String {
    match words.char_indices().nth(MOST) {
        Some((at, _)) => format!("{} ...", words.get(..at).unwrap_or_default().trim_end()),
        None => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::text;

    #[test]
    fn the_sentences_that_ask_are_found_and_the_closing_courtesies_are_not() {
        assert!(toml::from_str::<Phrases>(include_str!("asking.toml")).is_ok());
        let cases = [
            (
                "Dear Ms Trevanion,\n\nThank you for your request.\n\nBefore we can go on, could you clarify whether you mean calendar years or financial years?\n\nIf you have any questions, please contact me.\n\nYours sincerely,\n\nA. Officer",
                "Before we can go on, could you clarify whether you mean calendar years or financial years?",
            ),
            (
                "Dear Madam,\n\nIt is not clear what you mean by school streets in q. 3. Please specify the streets.\n\nKind regards\n\nB. Officer",
                "It is not clear what you mean by school streets in q. 3. Please specify the streets.",
            ),
        ];
        for (letter, want) in cases {
            assert_eq!(asked("Your request", &text::read("body", letter), &[]), want);
        }
    }
}
