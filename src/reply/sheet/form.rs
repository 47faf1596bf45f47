//! One sheet found in one document: its reference and the entries that somebody filled in.

use super::Returned;
use crate::campaign::{Question, QuestionId};
use crate::document::{Address, Document};
use crate::message::OriginalHash;
use crate::request::Token;

/// Words and where they stand; an exact piece of the document.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Words {
    pub text: String,
    pub at: Address,
}

/// Which question, and which of its parts, by their places in the campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub question: usize,
    pub part: Option<usize>,
}

/// One row of the form with something in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub key: Key,
    pub answer: Option<Words>,
    pub state: Option<Words>,
    pub note: Option<Words>,
    /// Why it is not certain which question this row answers.
    pub doubt: Option<String>,
}

/// A sheet of ours.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    pub file: String,
    pub hash: OriginalHash,
    pub reference: Option<Token>,
    pub entries: Vec<Entry>,
    /// The blocks of the document that the sheet takes up.
    pub blocks: Vec<usize>,
}

impl Form {
    /// The document without the blocks that the sheet takes up.
    pub fn without(&self, document: &Document) -> Document {
        let mut rest = document.clone();
        let mut at = 0;
        rest.blocks.retain(|_| {
            at += 1;
            !self.blocks.contains(&(at - 1))
        });
        rest
    }

    /// What is told of it beside its answers.
    pub fn returned(&self, questions: &[Question]) -> Returned {
        let mut answered: Vec<QuestionId> = self
            .entries
            .iter()
            .filter_map(|entry| questions.get(entry.key.question).map(|question| question.id.clone()))
            .collect();
        answered.dedup();
        Returned { document: self.file.clone(), reference: self.reference.clone(), questions: answered }
    }
}

/// Every key of a campaign's form with the number and the words that stand beside it.
pub(super) fn keys(questions: &[Question]) -> Vec<(Key, String, String, String)> {
    let mut keys = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let number = at + 1;
        keys.push((
            Key { question: at, part: None },
            number.to_string(),
            folded(&question.asks),
            question.id.0.clone(),
        ));
        for ((part, name), letter) in question.parts.iter().enumerate().zip('a'..='z') {
            let id = format!("{}/{name}", question.id);
            keys.push((Key { question: at, part: Some(part) }, format!("{number}{letter}"), folded(name), id));
        }
    }
    keys
}

/// Lower case, one blank for any white space: how words are compared.
pub(super) fn folded(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
