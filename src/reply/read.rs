//! One reply read whole: what it is, and what it answers.

use super::answer::{self, Explanation};
use super::kind::Recognised;
use super::segment::Segment;
use super::{Letter, Reading, kind, segment, sheet};
use crate::campaign::{Accept, Observation, Question};
use crate::ledger::{CellState, Proposal};
use crate::request::ReplyKind;

/// Reads `letter` against a campaign's questions.
pub fn read(letter: &Letter<'_>, questions: &[Question], observations: &[Observation], accept: Accept) -> Reading {
    explain(letter, questions, observations, accept).0
}

/// The same, of a letter that was cut into its `segments` already.
pub fn read_segments(
    letter: &Letter<'_>,
    segments: &[Segment<'_>],
    questions: &[Question],
    observations: &[Observation],
    accept: Accept,
) -> Reading {
    explain_segments(letter, segments, Asked { questions, observations, accept }).0
}

/// The same, with the reasoning.
pub fn explain(
    letter: &Letter<'_>,
    questions: &[Question],
    observations: &[Observation],
    accept: Accept,
) -> (Reading, Explanation) {
    explain_segments(letter, &segment::split(letter), Asked { questions, observations, accept })
}

/// Reads a letter by its segments.
///
/// An answer sheet of ours is taken up before the free reading: what it says for certain beats what the letter says loosely.
fn explain_segments(letter: &Letter<'_>, whole: &[Segment<'_>], asked: Asked<'_>) -> (Reading, Explanation) {
    let returned = letter.delivery_failed.is_none() && !letter.automatic;
    let Some(sheets) = returned.then(|| sheet::read(letter, asked.questions, asked.accept)).flatten() else {
        return free(letter, whole, asked);
    };
    let covering = Letter { body: &sheets.body, attachments: &sheets.attachments, ..letter.clone() };
    let segments = segment::split(&covering);
    let mut recognised = kind::recognise_segments(&covering, &segments, asked.questions);
    if !answers(recognised.kind) && !sheets.proposals.is_empty() {
        // "Thank you for your request" above a form that was filled in is no mere receipt.
        recognised.kind = ReplyKind::Unclear;
    }
    let said = asked.answers_if_any(&covering, &segments, &recognised);
    let doubtful = sheets.proposals.iter().any(|proposal| proposal.answer.state == CellState::Unclear);
    let all = if doubtful { asked.answers(letter, whole, &recognised).proposals } else { Vec::new() };
    let proposals = sheet::settle(sheets.proposals, said.proposals, &all);
    let mut reading = asked.reading(recognised, proposals);
    for section in reading.proposals.iter().flat_map(|proposal| proposal.answer.exemptions.clone()) {
        if !reading.exemptions.contains(&section) {
            reading.exemptions.push(section);
        }
    }
    reading.sheets = sheets.returned;
    (reading, said.explanation)
}

/// Reads a letter in which no form of ours came back.
fn free(letter: &Letter<'_>, segments: &[Segment<'_>], asked: Asked<'_>) -> (Reading, Explanation) {
    let recognised = kind::recognise_segments(letter, segments, asked.questions);
    let answers = asked.answers_if_any(letter, segments, &recognised);
    (asked.reading(recognised, answers.proposals), answers.explanation)
}

/// What a campaign asks and lets in.
#[derive(Clone, Copy)]
struct Asked<'a> {
    questions: &'a [Question],
    observations: &'a [Observation],
    accept: Accept,
}

impl Asked<'_> {
    fn answers_if_any(self, letter: &Letter<'_>, segments: &[Segment<'_>], recognised: &Recognised) -> answer::Answers {
        if answers(recognised.kind) { self.answers(letter, segments, recognised) } else { answer::Answers::default() }
    }

    fn answers(self, letter: &Letter<'_>, segments: &[Segment<'_>], recognised: &Recognised) -> answer::Answers {
        let known = answer::Kind {
            confidence: recognised.confidence,
            review: !recognised.kind.answers() && recognised.kind != ReplyKind::Unclear,
            unclear: recognised.kind == ReplyKind::Unclear,
            refuses: recognised.kind == ReplyKind::Refused,
        };
        answer::read(letter, segments, known, self.questions, self.observations, self.accept)
    }

    fn reading(self, recognised: Recognised, proposals: Vec<Proposal>) -> Reading {
        Reading {
            kind: kind::decide(&recognised, &proposals),
            also: recognised.also,
            kind_words: recognised.kind_words,
            kind_confidence: recognised.confidence,
            exemptions: recognised.exemptions.iter().map(ToString::to_string).collect(),
            dates: recognised.dates,
            reference: recognised.reference,
            redirect: recognised.redirect,
            links: recognised.links,
            fee: recognised.fee,
            sheets: Vec::new(),
            proposals,
        }
    }
}

/// Can a letter of this kind answer questions? A receipt, a holding reply or a fees notice decides nothing, whatever numbers
/// stand in it; a review may give what the first reply refused.
fn answers(kind: ReplyKind) -> bool {
    match kind {
        ReplyKind::ReviewUpheld | ReplyKind::ReviewPartly | ReplyKind::ReviewNotUpheld | ReplyKind::Unclear => true,
        other => other.answers(),
    }
}
