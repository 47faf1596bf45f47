//! A wording of the questions: what a letter asked, word for word and in its order, whatever `campaign.toml` says since.
//!
//! A reply answers the wording that its request was sent: it numbers, repeats and understands those words. What the campaign has
//! learnt since of how answers are to be read (type, unit, parts) goes for every wording; what was asked does not change.

use serde::{Deserialize, Serialize};

use super::{Question, QuestionId};

/// The questions as one letter put them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wording(pub Vec<Question>);

impl Wording {
    /// Does it ask the same, in the same words and order?
    pub fn asks_as(&self, now: &[Question]) -> bool {
        self.0.len() == now.len() && self.0.iter().zip(now).all(|(then, now)| then.id == now.id && same(then, now))
    }

    /// What `now` asks otherwise: questions that are worded otherwise, new, gone, or in another place.
    pub fn differs(&self, now: &[Question]) -> Vec<QuestionId> {
        let in_now = |id: &QuestionId| now.iter().position(|question| question.id == *id);
        let mut differs: Vec<QuestionId> = Vec::new();
        for (place, then) in self.0.iter().enumerate() {
            let stays =
                in_now(&then.id).is_some_and(|at| at == place && now.get(at).is_some_and(|now| same(then, now)));
            if !stays {
                differs.push(then.id.clone());
            }
        }
        let here = |question: &&Question| self.0.iter().all(|then| then.id != question.id);
        differs.extend(now.iter().filter(here).map(|question| question.id.clone()));
        differs
    }

    /// The questions by which a reply to this wording is read: its words in its order, read as `now` says.
    pub fn read_by(&self, now: &[Question]) -> Vec<Question> {
        let as_now = |then: &Question| match now.iter().find(|question| question.id == then.id) {
            Some(now) => Question { asks: then.asks.clone(), ..now.clone() },
            // Dropped since: it still has its number in the letter, and its answer is not another question's.
            None => then.clone(),
        };
        self.0.iter().map(as_now).collect()
    }
}

/// Line ends and blanks are the file's, not the question's.
fn same(a: &Question, b: &Question) -> bool {
    a.asks.split_whitespace().eq(b.asks.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::super::AnswerType;
    use super::*;

    fn asked(questions: &[(&str, &str)]) -> Vec<Question> {
        let question = |(id, asks): &(&str, &str)| Question {
            id: QuestionId((*id).to_owned()),
            asks: (*asks).to_owned(),
            kind: AnswerType::Count,
            unit: None,
            period: None,
            parts: Vec::new(),
            choices: Vec::new(),
            at_most: None,
        };
        questions.iter().map(question).collect()
    }

    #[test]
    fn a_wording_is_another_when_words_or_order_are() {
        let then = Wording(asked(&[("staff", "How many staff?"), ("cost", "What did it cost?")]));
        type Case<'c> = (&'c [(&'c str, &'c str)], &'c [&'c str]);
        let cases: [Case<'_>; 6] = [
            (&[("staff", "How many  staff?\n"), ("cost", "What did it cost?")], &[]),
            (&[("staff", "How many employees?"), ("cost", "What did it cost?")], &["staff"]),
            (&[("cost", "What did it cost?"), ("staff", "How many staff?")], &["staff", "cost"]),
            (&[("staff", "How many staff?")], &["cost"]),
            (&[("cost", "What did it cost?")], &["staff", "cost"]),
            (&[("staff", "How many staff?"), ("cost", "What did it cost?"), ("who", "Who?")], &["who"]),
        ];
        for (now, differs) in cases {
            let now = asked(now);
            let found: Vec<String> = then.differs(&now).into_iter().map(|id| id.0).collect();
            assert_eq!(found, differs);
            assert_eq!(then.asks_as(&now), differs.is_empty());
        }
    }

    #[test]
    fn a_reply_is_read_by_the_words_that_went_and_what_is_known_of_them_now() {
        let then =
            Wording(asked(&[("staff", "How many staff?"), ("gone", "And how old?"), ("cost", "What did it cost?")]));
        let mut now = asked(&[("cost", "What did all of it cost?"), ("staff", "How many staff?"), ("new", "Why?")]);
        now[0].kind = AnswerType::Money;
        let read: Vec<(String, String, AnswerType)> =
            then.read_by(&now).into_iter().map(|q| (q.id.0, q.asks, q.kind)).collect();
        let row = |id: &str, asks: &str, kind| (id.to_owned(), asks.to_owned(), kind);
        assert_eq!(
            read,
            [
                row("staff", "How many staff?", AnswerType::Count),
                row("gone", "And how old?", AnswerType::Count),
                row("cost", "What did it cost?", AnswerType::Money),
            ]
        );
    }
}
