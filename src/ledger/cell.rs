//! Cells and rows: what the findings, the report and the exports read.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::{Answer, Evidence, Proposal};
use crate::authority::Authority;
use crate::campaign::QuestionId;
use crate::request::ReplyKind;

/// Who settled a cell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Coder {
    /// The reader, where the threshold allowed; printed as `reader`.
    Reader,
    /// A person, by the name they gave.
    Person(String),
}

impl std::fmt::Display for Coder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Reader => f.write_str("reader"),
            Self::Person(name) => f.write_str(name),
        }
    }
}

/// One request x one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    pub question: QuestionId,
    /// What stands in the ledger; `None` while a proposal waits or nothing was found.
    pub settled: Option<Settled>,
    /// What the reader last suggested.
    pub proposal: Option<Proposal>,
    /// The Message-ID of the reply that the settled answer (or else the proposal) came from.
    pub message: Option<String>,
}

/// An answer in the ledger, who put it there and when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settled {
    pub answer: Answer,
    /// `None` where a person settled the cell from knowledge of their own.
    pub evidence: Option<Evidence>,
    pub by: Coder,
    /// The reader's confidence, where it was the reader.
    pub confidence: Option<f64>,
    pub at: Timestamp,
}

/// What became of one unit of the frame, after AAPOR's Standard Definitions (10th ed.), fitted to FOI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// In the frame, and nothing has gone out yet.
    NotSent,
    /// The request never arrived: bounced, and not sent again (AAPOR 3.x, unknown).
    NotDelivered,
    /// Sent, and not a word back (AAPOR 2.2, non-contact).
    NoReply,
    /// Acknowledged, or waiting on a clarification, a fee or an extension; no answer yet.
    Waiting,
    /// Answered in full (AAPOR 1.1).
    Full,
    /// Answered in part (AAPOR 1.2).
    Partial,
    /// Refused: an exemption, the cost limit, vexatious (AAPOR 2.1).
    Refused,
    /// Holds none of it (AAPOR 4.x, not eligible for the questions).
    NotHeld,
    /// Passed on, abolished or withdrawn: no longer to be answered by this authority.
    Moved,
    /// Replied, and a person must say what the reply is.
    Unclear,
    /// Answered after the campaign closed: kept, and outside the findings.
    AfterClose,
}

/// One authority's line of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    pub authority: Authority,
    pub token: String,
    pub disposition: Disposition,
    pub sent: Option<Date>,
    pub due: Option<Date>,
    /// Why that due date, in one sentence.
    pub due_reason: String,
    /// The first answer (full, partial, refusal, not held) within the campaign.
    pub replied: Option<Date>,
    pub reply_kind: Option<ReplyKind>,
    pub overdue_days: Option<u32>,
    /// Sections relied on in the reply, whole letter.
    pub exemptions: Vec<String>,
    /// One cell a question and observation, in the campaign's order.
    pub cells: Vec<Cell>,
}

/// The whole ledger of a campaign on one day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ledger {
    pub campaign: String,
    pub as_of: Date,
    pub rows: Vec<Row>,
}
