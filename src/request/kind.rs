//! What an incoming message is.

use serde::{Deserialize, Serialize};

/// What an incoming message does to its request. The words of replies/LABELS.md, and what else a mailbox holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyKind {
    /// Every question is met by information.
    Full,
    /// Something given, something withheld, not held or left blank.
    Partial,
    /// Nothing given, at least one question refused under an exemption.
    Refused,
    /// Nothing given: refused because answering would cost too much (FOIA s.12).
    OverCostLimit,
    /// Refused as vexatious or repeated (FOIA s.14).
    Vexatious,
    /// Nothing given, nothing refused: the authority holds none of it.
    NotHeld,
    /// All of it is said to be published (FOIA s.21).
    AlreadyPublished,
    Acknowledged,
    Holding,
    Extension,
    Clarification,
    FeesNotice,
    Transfer,
    ReviewUpheld,
    ReviewPartly,
    ReviewNotUpheld,
    Decision,
    Withdrawal,
    AutoReply,
    Bounce,
    /// A delivery report that is no failure: delayed, relayed.
    Delayed,
    Unrelated,
    /// No rule knew what this is: a person must say.
    Unclear,
}

impl ReplyKind {
    /// Every kind, for tables and help.
    pub const ALL: [Self; 23] = [
        Self::Full,
        Self::Partial,
        Self::Refused,
        Self::OverCostLimit,
        Self::Vexatious,
        Self::NotHeld,
        Self::AlreadyPublished,
        Self::Acknowledged,
        Self::Holding,
        Self::Extension,
        Self::Clarification,
        Self::FeesNotice,
        Self::Transfer,
        Self::ReviewUpheld,
        Self::ReviewPartly,
        Self::ReviewNotUpheld,
        Self::Decision,
        Self::Withdrawal,
        Self::AutoReply,
        Self::Bounce,
        Self::Delayed,
        Self::Unrelated,
        Self::Unclear,
    ];

    /// Does this end the wait for an answer?
    pub fn answers(self) -> bool {
        match self {
            Self::Full
            | Self::Partial
            | Self::Refused
            | Self::OverCostLimit
            | Self::Vexatious
            | Self::NotHeld
            | Self::AlreadyPublished => true,
            Self::Acknowledged
            | Self::Holding
            | Self::Extension
            | Self::Clarification
            | Self::FeesNotice
            | Self::Transfer
            | Self::ReviewUpheld
            | Self::ReviewPartly
            | Self::ReviewNotUpheld
            | Self::Decision
            | Self::Withdrawal
            | Self::AutoReply
            | Self::Bounce
            | Self::Delayed
            | Self::Unrelated
            | Self::Unclear => false,
        }
    }

    /// The word in JSON, store and exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Refused => "refused",
            Self::OverCostLimit => "over_cost_limit",
            Self::Vexatious => "vexatious",
            Self::NotHeld => "not_held",
            Self::AlreadyPublished => "already_published",
            Self::Acknowledged => "acknowledged",
            Self::Holding => "holding",
            Self::Extension => "extension",
            Self::Clarification => "clarification",
            Self::FeesNotice => "fees_notice",
            Self::Transfer => "transfer",
            Self::ReviewUpheld => "review_upheld",
            Self::ReviewPartly => "review_partly",
            Self::ReviewNotUpheld => "review_not_upheld",
            Self::Decision => "decision",
            Self::Withdrawal => "withdrawal",
            Self::AutoReply => "auto_reply",
            Self::Bounce => "bounce",
            Self::Delayed => "delayed",
            Self::Unrelated => "unrelated",
            Self::Unclear => "unclear",
        }
    }
}

/// A word that names no kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of reply")]
pub struct UnknownKind(pub String);

impl std::str::FromStr for ReplyKind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| UnknownKind(word.to_owned()))
    }
}

impl std::fmt::Display for ReplyKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.word().replace('_', " "))
    }
}
