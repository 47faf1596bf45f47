//! One reply read whole: what it is, and what it answers.

use super::answer::{self, Explanation};
use super::{Letter, Reading, kind, segment};
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
    let segments = segment::split(letter);
    let recognised = kind::recognise_segments(letter, &segments);
    let answers = if answers(recognised.kind) {
        let known = answer::Kind {
            confidence: recognised.confidence,
            review: !recognised.kind.answers() && recognised.kind != ReplyKind::Unclear,
            unclear: recognised.kind == ReplyKind::Unclear,
        };
        answer::read(letter, &segments, known, questions, observations, accept)
    } else {
        answer::Answers::default()
    };
    let reading = Reading {
        kind: kind::decide(&recognised, &answers.proposals),
        also: recognised.also,
        kind_words: recognised.kind_words,
        kind_confidence: recognised.confidence,
        exemptions: recognised.exemptions.iter().map(ToString::to_string).collect(),
        dates: recognised.dates,
        reference: recognised.reference,
        redirect: recognised.redirect,
        links: recognised.links,
        fee: recognised.fee,
        proposals: answers.proposals,
    };
    (reading, answers.explanation)
}

/// Can a letter of this kind answer questions? A receipt, a holding reply or a fees notice decides nothing, whatever numbers
/// stand in it; a review may give what the first reply refused.
fn answers(kind: ReplyKind) -> bool {
    match kind {
        ReplyKind::ReviewUpheld | ReplyKind::ReviewPartly | ReplyKind::ReviewNotUpheld | ReplyKind::Unclear => true,
        other => other.answers(),
    }
}
