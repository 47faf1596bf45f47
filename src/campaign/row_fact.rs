//! What every row of the ledger knows of itself, besides the frame's columns and the answers.

/// A fact that findings may name though nobody asked for it: `replied`, `disposition`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowFact {
    /// The request went out (yes or no).
    Asked,
    /// An answer, of whatever outcome, came within the campaign (yes or no).
    Replied,
    /// The disposition in words: `full`, `refused`, `no_reply`.
    Disposition,
    /// The reply's kind in words: `over_cost_limit`; null without a reply.
    ReplyKind,
    /// Days from sending to the answer; null without one.
    DaysTaken,
    /// Working days past the due date; null where it is in time.
    OverdueDays,
}

impl RowFact {
    /// Every fact with the word that expressions use.
    pub const ALL: [(&'static str, Self); 6] = [
        ("asked", Self::Asked),
        ("replied", Self::Replied),
        ("disposition", Self::Disposition),
        ("reply_kind", Self::ReplyKind),
        ("days_taken", Self::DaysTaken),
        ("overdue_days", Self::OverdueDays),
    ];

    /// The fact that `word` names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, fact)| fact)
    }
}

/// The words of [`crate::ledger::CellState`], which stands on a floor above; `tests/words.rs` holds the two together.
pub const CELL_STATES: [&str; 13] = [
    "value",
    "zero",
    "censored",
    "not held",
    "exempt",
    "over cost limit",
    "published elsewhere",
    "in attachment",
    "see other answer",
    "not applicable",
    "unclear",
    "not answered",
    "no reply",
];

/// The words of [`crate::ledger::Disposition`].
pub const DISPOSITIONS: [&str; 11] = [
    "not_sent",
    "not_delivered",
    "no_reply",
    "waiting",
    "full",
    "partial",
    "refused",
    "not_held",
    "moved",
    "unclear",
    "after_close",
];

/// The kinds of reply that answer, as [`crate::request::ReplyKind`] words them.
pub const ANSWERING_KINDS: [&str; 7] =
    ["full", "partial", "refused", "over_cost_limit", "vexatious", "not_held", "already_published"];
