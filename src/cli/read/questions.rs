//! Questions as `foi read` takes them: wordings, or objects with id, text, type and unit.

use serde::Deserialize;

use crate::campaign::{AnswerType, Question, QuestionId, question_type};

/// One question as given.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Given {
    Wording(String),
    Full {
        id: Option<String>,
        #[serde(alias = "asks", alias = "question", alias = "wording")]
        text: String,
        #[serde(rename = "type", alias = "kind")]
        kind: Option<String>,
        unit: Option<String>,
        #[serde(default)]
        parts: Vec<String>,
        #[serde(default)]
        choices: Vec<String>,
    },
}

/// What is wrong with a list of questions.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    #[error("`{0}` is no type of question; one of: count, money, percent, yesno, date, text, choice, table")]
    Type(String),
    #[error("two questions are called `{0}`")]
    Twice(String),
}

/// The questions, each with an id and a type.
///
/// An id left out is `q1`, `q2`, ... by order; where every wording begins with the requester's own number ("1a) ...",
/// "2 ..."), it is that number: `q1a`, `q2`.
pub fn questions(given: Vec<Given>) -> Result<Vec<Question>, Wrong> {
    let numbers = own_numbers(&given);
    let mut out: Vec<Question> = Vec::new();
    for (n, given) in given.into_iter().enumerate() {
        let fallback = || numbers.as_ref().and_then(|own| own.get(n)).cloned().unwrap_or_else(|| format!("q{}", n + 1));
        let question = match given {
            Given::Wording(asks) => plain(fallback(), asks, None, None),
            Given::Full { id, text, kind, unit, parts, choices } => {
                let kind = kind.map(|word| answer_type(&word)).transpose()?;
                Question { parts, choices, ..plain(id.unwrap_or_else(fallback), text, kind, unit) }
            }
        };
        if out.iter().any(|other| other.id == question.id) {
            return Err(Wrong::Twice(question.id.0));
        }
        out.push(question);
    }
    Ok(out)
}

fn plain(id: String, asks: String, kind: Option<AnswerType>, unit: Option<String>) -> Question {
    let kind = kind.unwrap_or_else(|| question_type(&asks));
    Question {
        id: QuestionId(id),
        asks,
        kind,
        unit,
        period: None,
        parts: Vec::new(),
        choices: Vec::new(),
        at_most: None,
    }
}

fn answer_type(word: &str) -> Result<AnswerType, Wrong> {
    let plain = word.to_lowercase().replace(['/', ' ', '_', '-'], "");
    serde_json::from_value(serde_json::Value::String(plain)).map_err(|_| Wrong::Type(word.to_owned()))
}

/// `q1a`, `q1b`, `q2` where every wording begins with a number of its own, rising.
fn own_numbers(given: &[Given]) -> Option<Vec<String>> {
    let mut last = (0, ' ');
    given
        .iter()
        .map(|given| {
            let words = match given {
                Given::Wording(words) => words,
                Given::Full { text, .. } => text,
            };
            let words = words.trim_start().trim_start_matches(['Q', 'q', '(']);
            let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number: u32 = words.get(..digits)?.parse().ok()?;
            let after = words.get(digits..)?;
            let mut rest = after.chars();
            let letter = rest.next().filter(char::is_ascii_lowercase);
            let mark = if letter.is_some() { rest.next() } else { after.chars().next() };
            let ends = mark.is_some_and(|c| matches!(c, ')' | '.' | ' ' | ':' | '('));
            let at = (number, letter.unwrap_or(' '));
            if !ends || number == 0 || number > 99 || at <= last || number > last.0 + 2 {
                return None;
            }
            last = at;
            Some(format!("q{number}{}", letter.map(String::from).unwrap_or_default()))
        })
        .collect()
}
