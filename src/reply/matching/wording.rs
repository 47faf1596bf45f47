//! Subjects and questions compared by their words.

use std::sync::Arc;

use crate::reply::phrase::Folded;

/// A subject without "Re:", brackets and references.
pub(super) fn plain_subject(subject: &str) -> Vec<String> {
    const SAID_BY_ALL: [&str; 22] = [
        "re",
        "fw",
        "fwd",
        "foi",
        "request",
        "freedom",
        "of",
        "information",
        "act",
        "2000",
        "the",
        "your",
        "a",
        "for",
        "response",
        "to",
        "and",
        "automatic",
        "reply",
        "external",
        "in",
        "about",
    ];
    Folded::new(subject)
        .text()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| {
            word.len() > 1 && !SAID_BY_ALL.contains(word) && !word.contains(|letter: char| letter.is_ascii_digit())
        })
        .map(str::to_owned)
        .collect()
}

/// Do two subjects share most of the words that are their own?
pub(super) fn like(one: &[String], ours: &[String]) -> bool {
    let shared = ours.iter().filter(|word| one.contains(word)).count();
    ours.len() >= 2 && shared * 3 >= ours.len() * 2
}

/// A campaign's questions as they are looked for in letters: folded, those that are long enough to be known again.
pub fn wordings<'q>(questions: impl IntoIterator<Item = &'q str>) -> Arc<[String]> {
    questions
        .into_iter()
        .map(|question| Folded::new(question).text().trim_end_matches(['?', '.', ' ']).to_owned())
        .filter(|question| question.len() >= 25)
        .take(40)
        .collect()
}

/// How many of a campaign's questions a folded text repeats.
pub(super) fn repeated(text: &str, wordings: &[String]) -> usize {
    wordings.iter().filter(|question| text.contains(question.as_str())).count()
}
