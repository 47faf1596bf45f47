//! One reply read whole: what it is, and what it answers.

use std::collections::BTreeMap;

use super::answer::{self, Explanation};
use super::{Letter, Reading};
use crate::campaign::{Accept, Observation, Question};
use crate::request::ReplyKind;

/// Reads `letter` against a campaign's questions.
pub fn read(letter: &Letter<'_>, questions: &[Question], observations: &[Observation], accept: Accept) -> Reading {
    explain(letter, questions, observations, accept).0
}

/// The same, with the reasoning.
pub fn explain(
    letter: &Letter<'_>,
    questions: &[Question],
    observations: &[Observation],
    accept: Accept,
) -> (Reading, Explanation) {
    let answers = answer::read(letter, questions, observations, accept);
    let reading = Reading {
        kind: ReplyKind::Unclear,
        also: Vec::new(),
        kind_words: Vec::new(),
        kind_confidence: 0.0,
        exemptions: Vec::new(),
        dates: BTreeMap::new(),
        reference: None,
        proposals: answers.proposals,
    };
    (reading, answers.explanation)
}
