//! Questions and observations: what a cell of the ledger is an answer to.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A question's (or observation's) short name in campaign file, ledger, findings and exports: `staff`, `ig_passed`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuestionId(pub String);

impl std::fmt::Display for QuestionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of answer a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnswerType {
    Count,
    /// Pounds.
    Money,
    /// 0 to 100.
    Percent,
    YesNo,
    Date,
    Text,
    Choice,
    Table,
}

/// The days that a question asks about, both included unless the campaign says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

/// One question as put to every authority.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub id: QuestionId,
    /// The wording, as the letter puts it.
    pub asks: String,
    /// As the campaign says, or taken from the wording where it does not.
    #[serde(rename = "type")]
    pub kind: AnswerType,
    /// `people`, `pounds`, `incidents`: what a count counts.
    pub unit: Option<String>,
    pub period: Option<Period>,
    /// Parts that the question asks apart, such as `full-time` and `part-time`.
    #[serde(default)]
    pub parts: Vec<String>,
    /// What a choice may be.
    #[serde(default)]
    pub choices: Vec<String>,
    /// A check: the answer cannot be more than the answer to this question.
    pub at_most: Option<QuestionId>,
}

/// What replies may say though no question asked it; coded like an answer, with its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    pub id: QuestionId,
    /// The question whose answer it goes with, where there is one.
    pub of: Option<QuestionId>,
    /// What to look for, in words.
    pub looks_for: String,
    #[serde(rename = "type")]
    pub kind: AnswerType,
}
