//! Why an authority is not behind a figure.

use serde::Serialize;

use crate::authority::Code;
use crate::campaign::QuestionId;
use crate::ledger::{CellState, Disposition};

/// Authorities that a figure leaves out for one reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftOut {
    pub reason: Reason,
    /// The reason in words.
    pub words: String,
    pub codes: Vec<Code>,
}

/// Why a figure leaves an authority out; the first that applies.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// There is no answer to count: not sent, no reply, passed on, to be read, after the closing date.
    Disposition(Disposition),
    /// The rule's `among` does not hold.
    NotAmong,
    /// The answer needed has this state.
    State { question: QuestionId, state: CellState },
    /// A proposal for the answer needed waits for a person.
    WaitsForAPerson { question: QuestionId },
    /// The answer needed is bounded, and the bound does not decide the rule.
    Undecided { question: QuestionId },
    /// The frame holds no value under this name.
    NoVariable { name: String },
    /// Every answer is there, and the expression has no value (it divides by zero, or compares words with a number).
    NoValue,
}

impl Reason {
    /// Whether an answer is missing that could have been there: those who stand outside the figure's group, hold none of
    /// it or passed the request on owe none.
    pub fn is_gap(&self) -> bool {
        match self {
            Self::NotAmong | Self::NoValue => false,
            Self::Disposition(disposition) => !matches!(disposition, Disposition::Moved | Disposition::NotHeld),
            Self::State { state, .. } => *state != CellState::NotApplicable,
            Self::WaitsForAPerson { .. } | Self::Undecided { .. } | Self::NoVariable { .. } => true,
        }
    }

    /// For a reader.
    pub fn words(&self) -> String {
        match self {
            Self::Disposition(disposition) => disposition.words().to_owned(),
            Self::NotAmong => "outside the group that this figure is about".to_owned(),
            Self::State { question, state: CellState::Value } => format!("{question}: given only by part or period"),
            Self::State { question, state } => format!("{question}: {state}"),
            Self::WaitsForAPerson { question } => format!("{question}: waits for a person"),
            Self::Undecided { question } => format!("{question}: given as a bound that does not decide it"),
            Self::NoVariable { name } => format!("{name}: not known of this authority"),
            Self::NoValue => "the rule has no value for its answers".to_owned(),
        }
    }
}
