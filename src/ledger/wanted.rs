//! What a question wants, and whether what a person typed is an answer to it.
//!
//! A word where a count is wanted is refused, with what to type instead. What may be and seldom is (141 %, half a person) is
//! asked about, and taken where the person stays by it. What the reader proposes is not judged here: it carries doubts of its own.

use serde::Serialize;

use super::{Answer, CellState, Value};
use crate::campaign::{AnswerType, Campaign, QuestionId};

/// What a question or observation wants.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Wanted {
    #[serde(rename = "type")]
    pub kind: AnswerType,
    /// What a choice may be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// What numbers count, as the ledger writes it.
    pub unit: Option<String>,
}

/// How an answer sits with its question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    Fits,
    /// May be, and seldom is: the words ask whether it was meant.
    Doubtful(String),
    /// Is no answer to this question: the words say what would be.
    Not(String),
}

impl Wanted {
    /// What the question or observation of this id wants; text where the campaign no longer has it.
    pub fn of(campaign: &Campaign, id: &QuestionId) -> Self {
        let question = campaign.questions.iter().find(|question| question.id == *id);
        let observed = || campaign.observations.iter().find(|observation| observation.id == *id);
        let kind = question.map(|question| question.kind).or_else(|| observed().map(|observation| observation.kind));
        let kind = kind.unwrap_or(AnswerType::Text);
        let unit = match kind {
            AnswerType::Money => Some("GBP".to_owned()),
            AnswerType::Percent => Some("percent".to_owned()),
            AnswerType::Count | AnswerType::Table => question.and_then(|question| question.unit.clone()),
            AnswerType::YesNo | AnswerType::Date | AnswerType::Text | AnswerType::Choice => None,
        };
        Self { kind, choices: question.map(|question| question.choices.clone()).unwrap_or_default(), unit }
    }

    /// Does it want a number?
    pub fn numeric(&self) -> bool {
        matches!(self.kind, AnswerType::Count | AnswerType::Money | AnswerType::Percent)
    }

    /// Does a typed answer sit with the question? States without a value always do, but for nought.
    pub fn fit(&self, answer: &Answer) -> Fit {
        match answer.state {
            CellState::Zero | CellState::Censored if !self.numeric() && self.kind != AnswerType::Table => {
                Fit::Not(format!("nought and bounds are numbers; {}: {}", self.says(), self.remedy()))
            }
            CellState::Value | CellState::Censored => match &answer.value {
                Some(value) => self.fit_value(value),
                None => Fit::Fits,
            },
            _ => Fit::Fits,
        }
    }

    fn fit_value(&self, value: &Value) -> Fit {
        let fits = match (self.kind, value) {
            (AnswerType::Count | AnswerType::Money | AnswerType::Percent, Value::Number(number)) => {
                return self.fit_number(*number);
            }
            (AnswerType::Choice, Value::Text(text)) => self.choices.is_empty() || self.choices.contains(text),
            (AnswerType::YesNo, Value::YesNo(_))
            | (AnswerType::Date, Value::Date(_))
            | (AnswerType::Text, Value::Text(_))
            | (AnswerType::Table, _) => true,
            _ => false,
        };
        if fits { Fit::Fits } else { Fit::Not(format!("{}: {}", self.says(), self.remedy())) }
    }

    fn fit_number(&self, number: f64) -> Fit {
        match self.kind {
            AnswerType::Count if number < 0.0 => Fit::Not(format!("nothing counts {number}; {}", self.remedy())),
            AnswerType::Percent if number < 0.0 => Fit::Not(format!("{number} % is no share; {}", self.remedy())),
            AnswerType::Count if number.fract() != 0.0 => Fit::Doubtful(format!("{number} is no whole number")),
            AnswerType::Money if number < 0.0 => Fit::Doubtful(format!("{number} is less than nothing")),
            AnswerType::Percent if number > 100.0 => Fit::Doubtful(format!("{number} % is more than the whole")),
            AnswerType::Percent if number > 0.0 && number < 1.0 => {
                Fit::Doubtful(format!("{number} % is less than one in a hundred, and 0 to 100 is meant"))
            }
            _ => Fit::Fits,
        }
    }

    fn says(&self) -> &'static str {
        match self.kind {
            AnswerType::Count => "the question wants a number",
            AnswerType::Money => "the question wants an amount of money",
            AnswerType::Percent => "the question wants a percentage",
            AnswerType::YesNo => "the question wants yes or no",
            AnswerType::Date => "the question wants a date",
            AnswerType::Text | AnswerType::Table => "the question wants words",
            AnswerType::Choice => "the question wants one of its choices",
        }
    }

    /// What to type instead.
    pub fn remedy(&self) -> String {
        match self.kind {
            AnswerType::Count => "as 12, or a bound, as <5; where no number is given, a state, as `not held`".into(),
            AnswerType::Money => "as 5356.50, in pounds; where none are given, a state, as `not held`".into(),
            AnswerType::Percent => "as 94.7, from 0 to 100; where none is given, a state, as `not held`".into(),
            AnswerType::YesNo => "as yes, or no; where neither is said, a state, as `unclear`".into(),
            AnswerType::Date => "as 2018-08-01; where none is given, a state, as `not held`".into(),
            AnswerType::Text | AnswerType::Table => {
                "as they stand; where there are none, a state, as `not held`".into()
            }
            AnswerType::Choice => self.choices.join(", or "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::typed_value;

    fn wanted(kind: AnswerType) -> Wanted {
        Wanted { kind, choices: vec!["In-house".into(), "A contractor".into()], unit: None }
    }

    #[test]
    fn what_is_typed_fits_its_question_or_is_asked_about_or_refused() {
        // kind, typed, `.` fits, `?` asked about, `!` refused
        let cases = [
            (AnswerType::Count, "12", '.'),
            (AnswerType::Count, "1,204", '.'),
            (AnswerType::Count, "<5", '.'),
            (AnswerType::Count, "12.5", '?'),
            (AnswerType::Count, "-3", '!'),
            (AnswerType::Count, "twelve", '!'),
            (AnswerType::Count, "yes", '!'),
            (AnswerType::Count, "2018-08-01", '!'),
            (AnswerType::Money, "£5,356.50", '.'),
            (AnswerType::Money, "-3", '?'),
            (AnswerType::Money, "nothing much", '!'),
            (AnswerType::Percent, "94.7%", '.'),
            (AnswerType::Percent, "0", '.'),
            (AnswerType::Percent, "141", '?'),
            (AnswerType::Percent, "0.95", '?'),
            (AnswerType::Percent, "-1", '!'),
            (AnswerType::YesNo, "yes", '.'),
            (AnswerType::YesNo, "0", '!'),
            (AnswerType::YesNo, "sometimes", '!'),
            (AnswerType::Date, "2018-08-01", '.'),
            (AnswerType::Date, "last August", '!'),
            (AnswerType::Text, "12", '.'),
            (AnswerType::Text, "=1+1", '.'),
            (AnswerType::Choice, "in-house", '.'),
            (AnswerType::Choice, "a robot", '!'),
        ];
        let mut wrong = Vec::new();
        for (kind, typed, expected) in cases {
            let wanted = wanted(kind);
            let found = wanted.fit(&typed_value(typed, &wanted).unwrap());
            let got = match &found {
                Fit::Fits => '.',
                Fit::Doubtful(_) => '?',
                Fit::Not(_) => '!',
            };
            if got != expected {
                wrong.push(format!("{kind:?} {typed}: wanted {expected}, found {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_refusal_says_what_to_type_instead() {
        let choice = wanted(AnswerType::Choice);
        let said = choice.fit(&typed_value("a robot", &choice).unwrap());
        let words = "the question wants one of its choices: In-house, or A contractor";
        assert_eq!(said, Fit::Not(words.into()));
    }
}
