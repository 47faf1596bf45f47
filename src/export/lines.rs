//! One line of each file that is not a cell: messages, events, deadlines. Whoever reads the store fills these in.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::authority::Code;
use crate::message::OriginalHash;

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    In,
    Out,
}

/// One message of the campaign, in or out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MessageLine {
    pub message_id: String,
    pub direction: Direction,
    /// When it was sent; `None` for a mail that does not say.
    pub date: Option<Timestamp>,
    /// `None` for a message in the holding pen.
    pub authority: Option<Code>,
    /// What an incoming message is, or what one of our letters is for: `partial`, `chase`.
    pub kind: String,
    /// What tied it to its request: `in_reply_to`, `token`, `sender`, a person's name ...
    pub matched_by: String,
    pub subject: String,
    /// The attachments' names as sent.
    pub attachments: Vec<String>,
    pub original: Option<OriginalHash>,
}

/// One event in a request's life.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventLine {
    pub authority: Code,
    /// The day on which the law counts it.
    pub date: Date,
    /// When we learnt it.
    pub recorded: Timestamp,
    pub kind: String,
    /// Where it is known from: a message, a person, the clock.
    pub source: String,
    pub detail: String,
}

/// A date that something is due by, for a calendar.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deadline {
    /// The request's reference; with `kind` it makes the calendar's lasting identity of this deadline.
    pub token: String,
    /// What is due, in one word: `answer` and `review` are the authority's; `fee`, `review_request`, `complaint` and `appeal`
    /// last days of ours.
    pub kind: String,
    pub authority: Code,
    /// For the title.
    pub name: String,
    pub on: Date,
    /// Why that day, in one sentence.
    pub reason: String,
    /// How often this deadline has been told otherwise than before.
    pub sequence: u32,
    /// Answered, withdrawn: it stands in the calendar no longer.
    pub cancelled: bool,
    /// When it was last told otherwise than before; at first when its last event was learnt, so that the same events give the
    /// same file.
    pub changed: Timestamp,
}
