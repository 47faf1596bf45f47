//! How a cell is settled: what the reader proposed and what people said, folded to what stands.
//!
//! - A person's word stands against any reading, earlier or later; the newest word of a person counts.
//! - Otherwise the newest reply that answers the question counts, if the reader's threshold allowed it. A later reply
//!   supersedes only what it answers: one that says nothing of a question leaves its cell alone.
//! - A later reply that says something else, but not certainly enough, makes the cell wait: neither is taken unseen.

use jiff::Timestamp;

use super::{Answer, Cell, CellState, Coder, Evidence, Proposal, Settled};
use crate::campaign::QuestionId;

/// A proposal and where it came from, oldest reply first in any list of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    /// The Message-ID of the reply.
    pub message: String,
    pub recorded: Timestamp,
    pub proposal: Proposal,
}

/// What a person said of a cell; `None` takes back what they said before.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub coder: String,
    pub at: Timestamp,
    pub said: Option<(Answer, Option<Evidence>)>,
    pub message: Option<String>,
}

/// Folds what was proposed and said of one question to one authority, each list oldest first.
pub fn settle(question: &QuestionId, proposals: &[Dated], words: &[Word]) -> Cell {
    let speaking: Vec<&Dated> = proposals.iter().filter(|dated| says_something(&dated.proposal.answer)).collect();
    let newest = speaking.last().copied().or(proposals.last());
    let by_person = words.last().and_then(|word| {
        let (answer, evidence) = word.said.clone()?;
        let by = Coder::Person(word.coder.clone());
        Some((Settled { answer, evidence, by, confidence: None, at: word.at }, word.message.clone()))
    });
    let by_reader =
        || newest.filter(|dated| dated.proposal.accepted).map(|dated| (accepted(dated), Some(dated.message.clone())));
    let (settled, message) = match by_person.or_else(by_reader) {
        Some((settled, message)) => (Some(settled), message),
        None => (None, None),
    };
    Cell {
        question: question.clone(),
        settled,
        proposal: newest.map(|dated| dated.proposal.clone()),
        message: message.or_else(|| newest.map(|dated| dated.message.clone())),
    }
}

/// "Nothing said" takes nothing back; every other answer supersedes an earlier one.
fn says_something(answer: &Answer) -> bool {
    !matches!(answer.state, CellState::NoReply | CellState::NotAnswered)
}

fn accepted(dated: &Dated) -> Settled {
    Settled {
        answer: dated.proposal.answer.clone(),
        evidence: Some(dated.proposal.evidence.clone()),
        by: Coder::Reader,
        confidence: Some(dated.proposal.confidence),
        at: dated.recorded,
    }
}

impl Cell {
    /// Does it wait for a person: is something proposed that nobody settled?
    pub fn waits(&self) -> bool {
        self.settled.is_none() && self.proposal.as_ref().is_some_and(|proposal| says_something(&proposal.answer))
    }

    /// Does a newer reading say something else than the person who settled it?
    pub fn disputed(&self) -> bool {
        match (&self.settled, &self.proposal) {
            (Some(settled), Some(proposal)) if settled.by != Coder::Reader => {
                says_something(&proposal.answer)
                    && (settled.answer.state, &settled.answer.value) != (proposal.answer.state, &proposal.answer.value)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Address;

    fn question() -> QuestionId {
        QuestionId("staff".into())
    }

    fn proposal(message: &str, value: f64, accepted: bool) -> Dated {
        Dated {
            message: message.into(),
            recorded: Timestamp::UNIX_EPOCH,
            proposal: Proposal {
                question: question(),
                answer: Answer::number(value, None),
                evidence: Evidence {
                    words: value.to_string(),
                    document: "body".into(),
                    at: Address::line(1),
                    original: None,
                },
                confidence: if accepted { 0.99 } else { 0.6 },
                accepted,
                why: String::new(),
            },
        }
    }

    fn silent(message: &str) -> Dated {
        let mut dated = proposal(message, 0.0, false);
        dated.proposal.answer = Answer::of(CellState::NotAnswered);
        dated
    }

    fn word(coder: &str, value: Option<f64>) -> Word {
        Word {
            coder: coder.into(),
            at: Timestamp::UNIX_EPOCH,
            said: value.map(|value| (Answer::number(value, None), None)),
            message: None,
        }
    }

    fn value(cell: &Cell) -> Option<(f64, String)> {
        cell.settled.as_ref().map(|settled| match settled.answer.value {
            Some(super::super::Value::Number(number)) => (number, settled.by.to_string()),
            _ => (f64::NAN, settled.by.to_string()),
        })
    }

    #[test]
    fn a_corrected_reply_supersedes_what_it_answers_and_leaves_the_rest() {
        let cell = settle(&question(), &[proposal("a", 12.0, true), proposal("b", 14.0, true), silent("c")], &[]);
        assert_eq!(value(&cell), Some((14.0, "reader".into())));
        assert_eq!(cell.message.as_deref(), Some("b"));
    }

    #[test]
    fn a_later_uncertain_answer_makes_the_cell_wait() {
        let cell = settle(&question(), &[proposal("a", 12.0, true), proposal("b", 14.0, false)], &[]);
        assert_eq!(value(&cell), None);
        assert!(cell.waits());
    }

    #[test]
    fn a_persons_word_stands_against_a_later_reading_and_the_disagreement_shows() {
        let cell =
            settle(&question(), &[proposal("a", 12.0, true), proposal("b", 14.0, true)], &[word("Holly", Some(12.0))]);
        assert_eq!(value(&cell), Some((12.0, "Holly".into())));
        assert!(cell.disputed());
    }

    #[test]
    fn a_word_taken_back_gives_the_cell_back_to_the_reader() {
        let cell = settle(&question(), &[proposal("a", 12.0, true)], &[word("Holly", Some(13.0)), word("Holly", None)]);
        assert_eq!(value(&cell), Some((12.0, "reader".into())));
    }

    #[test]
    fn silence_alone_settles_nothing_and_waits_for_nobody() {
        let cell = settle(&question(), &[silent("a")], &[]);
        assert!(cell.settled.is_none() && !cell.waits());
    }
}
