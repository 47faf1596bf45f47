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
