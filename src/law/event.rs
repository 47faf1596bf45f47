//! What happens to a request, as far as the clock cares: the kinds and fields of a case file.
//!
//! An event has the civil day on which the law counts it, or the instant from which that day follows at the authority's
//! place. When we learnt of it is not the law's business: who keeps events leaves out those not yet known.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

mod written;

/// Something dated that happened to a request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "written::Written", into = "written::Written")]
pub struct Event {
    pub when: When,
    pub what: EventKind,
}

/// The day of an event, or the instant that makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The civil day at the authority.
    Day(Date),
    Instant(Timestamp),
}

impl When {
    /// The civil day at a place: 23:30 UTC on 30 June is 1 July in London.
    pub fn day_in(self, place: &TimeZone) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Instant(instant) => place.to_datetime(instant).date(),
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// Our request, handed over.
    Sent(Channel),
    /// Our request once more.
    Resent(Channel),
    /// Evidence of receipt that is not ours.
    Received(Option<Via>),
    Acknowledged {
        /// The day on which the authority says that it received the request.
        states_received: Option<Date>,
        /// The day by which it says that it will answer.
        states_due: Option<Date>,
    },
    /// Delivery has failed for good.
    Bounced,
    AutoReply {
        /// It names another address for requests.
        redirect: bool,
    },
    ClarificationSought(Question),
    /// Our answer, handed over.
    ClarificationGiven(Channel),
    FeesNotice,
    /// Our payment, received by them.
    FeePaid,
    ExtensionNotice {
        ground: Ground,
        /// The authority's own estimate.
        until: Option<Date>,
    },
    HoldingReply,
    PartialReply,
    Reply,
    Refusal {
        /// `cost`, `exemption`, `vexatious` ...: words for the reader; the clock ends whatever they are.
        basis: Option<String>,
    },
    /// The Commissioner has specified a day (SI 2004/3364 regs 5 and 6).
    CommissionerAllowed {
        until: Date,
    },
    /// Our narrower request after a refusal on cost: a new request in law.
    Narrowed(Channel),
    Transferred {
        to: Option<String>,
    },
    /// The authority is abolished or merged.
    Succession {
        to: Option<String>,
        /// Does the order continue pending business before the successor? `None`: not known.
        continuity: Option<bool>,
    },
    Withdrawn,
    ReviewRequested(Channel),
    ReviewOutcome,
    Complained,
    DecisionNotice,
}

/// How something of ours was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Channel {
    #[default]
    Email,
    Portal,
    Fax,
    Hand,
    Post(PostClass),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PostClass {
    #[default]
    First,
    Second,
}

/// How a request came to the authority, where not from us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// Passed on by another authority.
    Transfer,
    /// The authority states the day.
    Stated,
}

/// What kind of question the authority asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// It needs the answer to identify or find the information (FOIA s.1(3)): stops the clock.
    #[default]
    Needed,
    /// Advice, format, a name: changes nothing.
    General,
}

/// The ground on which more time is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    PublicInterest,
    ComplexVoluminous,
    UnusualCircumstances,
    Exceptional,
    Volume,
    Other,
}

impl Ground {
    pub const ALL: [Self; 6] = [
        Self::PublicInterest,
        Self::ComplexVoluminous,
        Self::UnusualCircumstances,
        Self::Exceptional,
        Self::Volume,
        Self::Other,
    ];
}

impl Event {
    /// An event on a civil day at the authority.
    pub fn on(day: Date, what: EventKind) -> Self {
        Self { when: When::Day(day), what }
    }

    /// An event at an instant; its day is that at the authority's place.
    pub fn at(instant: Timestamp, what: EventKind) -> Self {
        Self { when: When::Instant(instant), what }
    }
}

impl EventKind {
    /// The word in a case file, in JSON and in `foi note`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Sent(_) => "sent",
            Self::Resent(_) => "resent",
            Self::Received(_) => "received",
            Self::Acknowledged { .. } => "acknowledged",
            Self::Bounced => "bounced",
            Self::AutoReply { .. } => "auto_reply",
            Self::ClarificationSought(_) => "clarification_sought",
            Self::ClarificationGiven(_) => "clarification_given",
            Self::FeesNotice => "fees_notice",
            Self::FeePaid => "fee_paid",
            Self::ExtensionNotice { .. } => "extension_notice",
            Self::HoldingReply => "holding_reply",
            Self::PartialReply => "partial_reply",
            Self::Reply => "reply",
            Self::Refusal { .. } => "refusal",
            Self::CommissionerAllowed { .. } => "commissioner_allowed",
            Self::Narrowed(_) => "narrowed",
            Self::Transferred { .. } => "transferred",
            Self::Succession { .. } => "succession",
            Self::Withdrawn => "withdrawn",
            Self::ReviewRequested(_) => "review_requested",
            Self::ReviewOutcome => "review_outcome",
            Self::Complained => "complained",
            Self::DecisionNotice => "decision_notice",
        }
    }

    /// The channel, where the event is a message of ours.
    pub fn handed_over(&self) -> Option<Channel> {
        match self {
            Self::Sent(channel)
            | Self::Resent(channel)
            | Self::ClarificationGiven(channel)
            | Self::Narrowed(channel)
            | Self::ReviewRequested(channel) => Some(*channel),
            Self::Received(_)
            | Self::Acknowledged { .. }
            | Self::Bounced
            | Self::AutoReply { .. }
            | Self::ClarificationSought(_)
            | Self::FeesNotice
            | Self::FeePaid
            | Self::ExtensionNotice { .. }
            | Self::HoldingReply
            | Self::PartialReply
            | Self::Reply
            | Self::Refusal { .. }
            | Self::CommissionerAllowed { .. }
            | Self::Transferred { .. }
            | Self::Succession { .. }
            | Self::Withdrawn
            | Self::ReviewOutcome
            | Self::Complained
            | Self::DecisionNotice => None,
        }
    }
}

impl Channel {
    /// As a sentence has it: "by e-mail".
    pub fn words(self) -> &'static str {
        match self {
            Self::Email => "by e-mail",
            Self::Portal => "through the authority's portal",
            Self::Fax => "by fax",
            Self::Hand => "by hand",
            Self::Post(PostClass::First) => "by post",
            Self::Post(PostClass::Second) => "by second-class post",
        }
    }
}
