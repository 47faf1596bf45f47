//! What the questions are about: their content words, to tell a figure that answers from one that argues.
//!
//! A refusal is full of figures: hours, records to be searched, earlier requests, deaths on the roads. What answers a question speaks
//! of the question's matter. Words are compared by their beginnings, so that "recorded" and "records" are one.

use std::collections::BTreeSet;

use crate::reply::phrase::Folded;
use crate::reply::segment::{Role, Segment};

/// The content words of each question.
#[derive(Debug, Clone, Default)]
pub struct Topics {
    questions: Vec<BTreeSet<String>>,
}

/// Words that stand in questions on anything.
const OF_NO_MATTER: [&str; 44] = [
    "number",
    "total",
    "many",
    "much",
    "please",
    "provide",
    "year",
    "years",
    "information",
    "request",
    "question",
    "council",
    "trust",
    "force",
    "authority",
    "university",
    "department",
    "board",
    "period",
    "since",
    "each",
    "financial",
    "calendar",
    "month",
    "date",
    "from",
    "that",
    "this",
    "with",
    "have",
    "been",
    "were",
    "what",
    "which",
    "when",
    "does",
    "their",
    "there",
    "they",
    "your",
    "also",
    "made",
    "time",
    "section",
];

/// So many letters of a word tell it.
const STEM: usize = 5;

impl Topics {
    /// From the questions as asked, or, where none are known, from the request as the letter repeats it.
    pub fn of<'q>(asked: impl IntoIterator<Item = &'q str>, segments: &[Segment<'_>]) -> Self {
        let mut questions: Vec<BTreeSet<String>> = asked.into_iter().map(stems).collect();
        if questions.is_empty() {
            let repeated = |segment: &&Segment<'_>| matches!(segment.role, Role::Request | Role::Question);
            questions.extend(segments.iter().filter(repeated).take(60).map(|segment| stems(segment.text)));
        }
        questions.retain(|stems| !stems.is_empty());
        Self { questions }
    }

    /// Are questions known, and does the sentence plainly speak of one?
    pub fn meets(&self, sentence: &str) -> bool {
        !self.questions.is_empty() && self.touches(sentence)
    }

    /// Does a folded sentence speak of what one of the questions asks? True where no question is known.
    pub fn touches(&self, sentence: &str) -> bool {
        let said = stems(sentence);
        self.questions.is_empty()
            || self.questions.iter().any(|asked| {
                let shared = asked.intersection(&said).count();
                shared >= 2 || shared >= 1 && asked.len() <= 2
            })
    }
}

fn stems(words: &str) -> BTreeSet<String> {
    let folded = Folded::new(words.get(..2_000).unwrap_or(words));
    folded
        .text()
        .split(|letter: char| !letter.is_alphabetic())
        .filter(|word| word.chars().count() >= 4 && !OF_NO_MATTER.contains(word))
        .map(|word| word.chars().take(STEM).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_answers_speaks_of_the_question() {
        let topics = Topics::of(["How many cases of proven academic misconduct were there?"], &[]);
        assert!(topics.touches("in 2019/20 there were 214 proven cases"));
        assert!(!topics.touches("since 2016 you have sent us 73 requests"));
    }
}
