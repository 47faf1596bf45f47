//! What a question's wording says about the answers it can have: lengths of time, sums, a figure for each year, words or figures.
//!
//! The words themselves are data (`asks.toml`), with the reason beside each list.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::campaign::{AnswerType, Question, question_type};
use crate::law::Act;

use super::marker::{self, Label};
use super::value::Asked;

#[derive(Default, Deserialize)]
struct Words {
    duration: Vec<String>,
    duration_units: Vec<String>,
    not_additive: Vec<String>,
    each: Vec<String>,
    words: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("asks.toml")).unwrap_or_default());

/// A question as the readers of values want it; `act` is the law of the letter.
pub fn asked<'a>(question: &'a Question, stems: &'a BTreeSet<String>, act: Act) -> Asked<'a> {
    let wording = spaced(&question.asks);
    let unit = question.unit.as_deref().unwrap_or_default();
    Asked {
        question,
        kind: question.kind,
        stems,
        wants_duration: says(&wording, &WORDS.duration) || WORDS.duration_units.iter().any(|u| u == unit),
        additive: !says(&wording, &WORDS.not_additive),
        open: question.kind == AnswerType::Text
            && question.unit.is_none()
            && question_type(&question.asks) == AnswerType::Text
            && !says(&wording, &WORDS.words),
        wants_each: says(&wording, &WORDS.each),
        heading: "",
        act,
    }
}

/// The numbers that the questions go by: their own, if the wordings carry them, or their order.
pub fn labels(questions: &[Question]) -> Vec<Label> {
    let own: Vec<Option<Label>> = questions
        .iter()
        .map(|q| {
            let id = q.id.0.strip_prefix('q').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))?;
            marker::labels(id).first().copied()
        })
        .collect();
    let distinct: BTreeSet<Label> = own.iter().flatten().copied().collect();
    if distinct.len() == questions.len() {
        return own.into_iter().flatten().collect();
    }
    (1..=questions.len() as u32).map(Label::number).collect()
}

/// A wording as words in small letters with a blank around each.
fn spaced(wording: &str) -> String {
    let mut out = String::from(" ");
    for word in wording.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        out.extend(word.chars().flat_map(char::to_lowercase));
        out.push(' ');
    }
    out
}

fn says(spaced: &str, any: &[String]) -> bool {
    any.iter().any(|words| {
        spaced.match_indices(words.as_str()).any(|(at, _)| {
            let before = spaced.get(..at).is_some_and(|s| s.ends_with(' '));
            before && spaced.get(at + words.len()..).is_some_and(|s| s.starts_with(' '))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_says_what_answers_it_can_have() {
        assert!(WORDS.each.len() > 10, "asks.toml is read");
        let each = |wording: &str| says(&spaced(wording), &WORDS.each);
        assert!(each("Complaints received, by year?"));
        assert!(each("Please break down the total"));
        assert!(!each("Spent on teaching materials"));
        assert!(!says(&spaced("What was the surplusage"), &WORDS.not_additive));
    }
}
