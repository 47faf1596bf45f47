//! An answer as a cell holds it, and a reader's proposal for one. The words and rules are those of replies/LABELS.md.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::campaign::QuestionId;
use crate::document::Address;
use crate::message::OriginalHash;

/// What became of one question to one authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CellState {
    #[serde(rename = "value")]
    Value,
    /// The number nought, however it was said.
    #[serde(rename = "zero")]
    Zero,
    /// A bound or an approximation in place of a number: see [`Qualifier`].
    #[serde(rename = "censored")]
    Censored,
    #[serde(rename = "not held")]
    NotHeld,
    #[serde(rename = "exempt")]
    Exempt,
    #[serde(rename = "over cost limit")]
    OverCostLimit,
    #[serde(rename = "published elsewhere")]
    PublishedElsewhere,
    #[serde(rename = "in attachment")]
    InAttachment,
    #[serde(rename = "see other answer")]
    SeeOtherAnswer,
    #[serde(rename = "not applicable")]
    NotApplicable,
    /// Words stand there; what they mean a person must say.
    #[serde(rename = "unclear")]
    Unclear,
    #[serde(rename = "not answered")]
    NotAnswered,
    #[serde(rename = "no reply")]
    NoReply,
}

impl CellState {
    /// Every state, in the order of the vocabulary.
    pub const ALL: [Self; 13] = [
        Self::Value,
        Self::Zero,
        Self::Censored,
        Self::NotHeld,
        Self::Exempt,
        Self::OverCostLimit,
        Self::PublishedElsewhere,
        Self::InAttachment,
        Self::SeeOtherAnswer,
        Self::NotApplicable,
        Self::Unclear,
        Self::NotAnswered,
        Self::NoReply,
    ];

    /// The words in JSON, store and exports.
    pub fn words(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Zero => "zero",
            Self::Censored => "censored",
            Self::NotHeld => "not held",
            Self::Exempt => "exempt",
            Self::OverCostLimit => "over cost limit",
            Self::PublishedElsewhere => "published elsewhere",
            Self::InAttachment => "in attachment",
            Self::SeeOtherAnswer => "see other answer",
            Self::NotApplicable => "not applicable",
            Self::Unclear => "unclear",
            Self::NotAnswered => "not answered",
            Self::NoReply => "no reply",
        }
    }
}

/// Words that name no cell state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no cell state; one of: value, zero, censored, not held, exempt, over cost limit, published elsewhere, in attachment, see other answer, not applicable, unclear, not answered, no reply"
)]
pub struct UnknownState(pub String);

impl std::str::FromStr for CellState {
    type Err = UnknownState;

    fn from_str(words: &str) -> Result<Self, UnknownState> {
        Self::ALL.into_iter().find(|state| state.words() == words).ok_or_else(|| UnknownState(words.to_owned()))
    }
}

impl std::fmt::Display for CellState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.words())
    }
}

/// How a censored number was bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Qualifier {
    /// "approximately 250": the number stands in `value`.
    Approx,
    /// "fewer than 5": `high` is 5, itself out.
    Lt,
    /// "5 or fewer".
    Le,
    Gt,
    /// "at least 30": `low` is 30.
    Ge,
    /// "between 5 and 9".
    Range,
}

/// A value as typed by its question: pounds, 0 to 100, a count ...
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    YesNo(bool),
    Number(f64),
    Date(Date),
    Text(String),
}

/// One entry of a series or of parts: a number, or words such as `<5`, `not_held`, `refused`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Figure {
    Number(f64),
    Words(String),
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub state: CellState,
    pub value: Option<Value>,
    pub unit: Option<String>,
    /// Bounds of a censored number, as printed.
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub qualifier: Option<Qualifier>,
    /// Figures by year or period, in the letter's order.
    #[serde(with = "figures_as_map", default)]
    pub series: Vec<(String, Figure)>,
    /// Which entry of the series `value` is.
    pub period: Option<String>,
    /// Figures by stated part (`full-time`, `part-time`).
    #[serde(with = "figures_as_map", default)]
    pub parts: Vec<(String, Figure)>,
    /// Sections relied on to withhold: `s31(1)`, `FOISA s38(1)(b)`, `EIR r12(5)(b)`.
    #[serde(default)]
    pub exemptions: Vec<String>,
}

impl Answer {
    /// An answer of `state` and nothing else.
    pub fn of(state: CellState) -> Self {
        Self {
            state,
            value: None,
            unit: None,
            low: None,
            high: None,
            qualifier: None,
            series: Vec::new(),
            period: None,
            parts: Vec::new(),
            exemptions: Vec::new(),
        }
    }

    /// A number, nought told apart.
    pub fn number(value: f64, unit: Option<String>) -> Self {
        let state = if value == 0.0 { CellState::Zero } else { CellState::Value };
        Self { value: Some(Value::Number(value)), unit, ..Self::of(state) }
    }
}

/// Where a cell's words stand: the original, the place in it, the exact words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// An exact piece of the document's text.
    pub words: String,
    /// The document's name: `body`, or the attachment's file name.
    pub document: String,
    pub at: Address,
    /// The hash of the original (mail or attachment); `None` for text that came from no file.
    pub original: Option<OriginalHash>,
}

/// What a reader suggests for a cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    pub question: QuestionId,
    #[serde(flatten)]
    pub answer: Answer,
    pub evidence: Evidence,
    /// Calibrated: of proposals with 0.97, 97 in 100 are right.
    pub confidence: f64,
    /// Would enter the ledger unseen.
    pub accepted: bool,
    /// Why this answer, for a person: "sum of the parts given; no total stated".
    pub why: String,
}

/// A list of named figures keeps its order in memory and is a JSON object (or null) outside.
mod figures_as_map {
    use super::Figure;
    use serde::de::{Deserializer, MapAccess, Visitor};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(figures: &[(String, Figure)], to: S) -> Result<S::Ok, S::Error> {
        if figures.is_empty() {
            return to.serialize_none();
        }
        to.collect_map(figures.iter().map(|(name, figure)| (name, figure)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(String, Figure)>, D::Error> {
        struct Figures;
        impl<'de> Visitor<'de> for Figures {
            type Value = Vec<(String, Figure)>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of figures by name, or null")
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut figures = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    figures.push(entry);
                }
                Ok(figures)
            }
        }
        from.deserialize_any(Figures)
    }
}
