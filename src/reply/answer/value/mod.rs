//! Values, one file a type: what a stretch of answer says, when it says a value.
//!
//! Each reader gives a [`Found`]: the answer, the words, why, and facts for the confidence. None guesses: a reader that finds
//! two numbers with equal right to the place says so in its facts.

pub mod before;
pub mod choice;
pub mod date;
pub mod headed;
pub mod listing;
pub mod nought;
pub mod number;
pub mod parts;
pub mod series;
pub mod text;
pub mod yesno;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::campaign::{AnswerType, Question};
use crate::law::Act;
use crate::ledger::{Answer, Figure, Qualifier};

use super::scan::{Form, Number};

/// An answer found in a stretch of text.
#[derive(Debug, Clone)]
pub struct Found {
    pub answer: Answer,
    /// In the text that was read.
    pub words: Range<usize>,
    pub why: String,
    pub facts: Facts,
}

/// Named features of a find, for [`super::confidence`].
pub type Facts = Vec<(&'static str, f64)>;

/// A question with what its wording says about numbers.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub question: &'a Question,
    pub kind: AnswerType,
    pub stems: &'a BTreeSet<String>,
    /// Asks for a length of time or hours: durations are values.
    pub wants_duration: bool,
    /// Averages, rates and staff at a date are not summed.
    pub additive: bool,
    /// The type could not be told from the wording, which asks for no name or manner either: a figure answers it as well.
    pub open: bool,
    /// Asks for a figure for each year, month, place or kind.
    pub wants_each: bool,
    /// The words of the letter that introduce the answer, where they are known: they may set a unit ("Rent lost, £k").
    pub heading: &'a str,
    /// The law that a section stands in where the letter names none beside it.
    pub act: Act,
}

/// The unit of an answer in words.
pub fn unit(form: Form, asked: &Asked<'_>) -> Option<String> {
    match form {
        Form::Money => Some("GBP".to_owned()),
        Form::Percent => Some("percent".to_owned()),
        Form::Plain => {
            asked.question.unit.clone().filter(|u| !matches!(u.as_str(), "GBP" | "pounds" | "percent" | "£" | "%"))
        }
    }
}

/// A number as a cell's answer, its bound kept.
pub fn answer(number: &Number, unit: Option<String>) -> Answer {
    let Some(bound) = number.bound else { return Answer::number(number.value, unit) };
    let mut answer = Answer::of(crate::ledger::CellState::Censored);
    answer.unit = unit;
    answer.qualifier = Some(bound);
    match bound {
        Qualifier::Approx => answer.value = Some(crate::ledger::Value::Number(number.value)),
        Qualifier::Lt | Qualifier::Le => answer.high = Some(number.value),
        Qualifier::Gt | Qualifier::Ge => answer.low = Some(number.value),
        Qualifier::Range => {
            answer.low = Some(number.value);
            answer.high = number.high;
        }
    }
    answer
}

/// A number as one figure of several.
pub fn figure(number: &Number, minus: bool) -> Figure {
    let value = if minus { -number.value } else { number.value };
    let shown = plain(value);
    match number.bound {
        None => Figure::Number(value),
        Some(Qualifier::Approx) => Figure::Words(format!("approx {shown}")),
        Some(Qualifier::Lt) => Figure::Words(format!("<{shown}")),
        Some(Qualifier::Le) => Figure::Words(format!("<={shown}")),
        Some(Qualifier::Gt) => Figure::Words(format!(">{shown}")),
        Some(Qualifier::Ge) => Figure::Words(format!(">={shown}")),
        Some(Qualifier::Range) => Figure::Words(format!("{shown}-{}", plain(number.high.unwrap_or(value)))),
    }
}

/// A number without a needless fraction.
fn plain(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { format!("{value}") }
}
