//! What an authority asks: the sentences of its letter that ask, in its own words.
//!
//! The letter is cut into roles as every reply is, so that the request repeated, the law recited and how to complain ask nothing.
//! Where no sentence is known to ask, all that the authority says itself is shown: too much rather than nothing.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::Document;
use crate::reply::Letter;
use crate::reply::segment::{Role, split};

/// Letters of what is asked, at most.
const MOST: usize = 600;

#[derive(Deserialize)]
struct Phrases {
    asks: Vec<String>,
    closes: Vec<String>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    // A unit test reads it, so that a table that is none is found before anybody has it.
    toml::from_str(include_str!("asking.toml")).unwrap_or(Phrases { asks: Vec::new(), closes: Vec::new() })
});

/// The words that ask, on one line.
pub(super) fn asked(subject: &str, body: &Document, attachments: &[Document]) -> String {
    let letter = Letter { subject, body, attachments, automatic: false, delivery_failed: None, received: None };
    let segments = split(&letter);
    let own: Vec<&str> = segments
        .iter()
        .filter(|segment| matches!(segment.role, Role::Answer | Role::Question))
        .map(|segment| segment.text)
        .collect();
    let sentences: Vec<String> = own.iter().flat_map(|text| sentences(text)).collect();
    let asking: Vec<&str> = sentences.iter().map(String::as_str).filter(|sentence| asks(sentence)).collect();
    let words = if asking.is_empty() { sentences.join(" ") } else { asking.join(" ") };
    cut(&words)
}

fn asks(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let says = |phrases: &[String]| phrases.iter().any(|phrase| lower.contains(phrase.as_str()));
    !says(&PHRASES.closes) && (lower.trim_end().ends_with('?') || says(&PHRASES.asks))
}

/// Sentences, each on one line: ended by a mark and a blank, or by the paragraph.
fn sentences(text: &str) -> Vec<String> {
    let (mut all, mut sentence) = (Vec::new(), String::new());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        sentence.push(letter);
        // "q. 3", "no. 4": a mark after so short a word ends nothing.
        let last = sentence.trim_end_matches('.').rsplit(' ').next().unwrap_or_default().chars().count();
        let ends = matches!(letter, '?' | '!') || (letter == '.' && last > 2);
        if ends && letters.peek().is_none_or(|next| *next == ' ') {
            all.push(std::mem::take(&mut sentence).trim().to_owned());
        }
    }
    all.push(sentence.trim().to_owned());
    all.retain(|sentence| !sentence.is_empty());
    all
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
