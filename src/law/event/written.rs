//! An event as a case file or a JSON line writes it: flat, with the fields of its kind.
//!
//! A field that belongs to no kind is passed over (a log may carry more than the clock needs); a value that means
//! nothing is refused with the words that would.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Channel, Event, EventKind, Ground, PostClass, Question, Via, When};
use crate::law::nearest;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<Via>,
    #[serde(skip_serializing_if = "Option::is_none")]
    states_received: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    states_due: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    continuity: Option<bool>,
}

/// Why a written event is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadEvent {
    #[error("an event needs its `date` (2018-08-20) or `at` (2018-08-20T09:00:00+01:00); `{0}` has neither")]
    NoDay(String),
    #[error("an event has a `date` or an `at`, not both; `{0}` has both, and they differ in kind")]
    TwoDays(String),
    #[error("no event is of kind `{given}`; {}", .nearest.map_or_else(|| format!("the kinds are {}", KINDS.join(", ")), |kind| format!("did you mean `{kind}`?")))]
    Kind { given: String, nearest: Option<&'static str> },
    #[error("`{field}` of `{kind}` cannot be `{given}`; it is one of {allowed}")]
    Value { kind: String, field: &'static str, given: String, allowed: &'static str },
    #[error("`{kind}` needs `{field}`")]
    Missing { kind: String, field: &'static str },
}

/// Every kind, for the nearest one to a misspelling.
const KINDS: [&str; 24] = [
    "sent",
    "resent",
    "received",
    "acknowledged",
    "bounced",
    "auto_reply",
    "clarification_sought",
    "clarification_given",
    "fees_notice",
    "fee_paid",
    "extension_notice",
    "holding_reply",
    "partial_reply",
    "reply",
    "refusal",
    "commissioner_allowed",
    "narrowed",
    "transferred",
    "succession",
    "withdrawn",
    "review_requested",
    "review_outcome",
    "complained",
    "decision_notice",
];

impl TryFrom<Written> for Event {
    type Error = BadEvent;

    fn try_from(written: Written) -> Result<Self, BadEvent> {
        let when = match (written.date, written.at) {
            (Some(day), None) => When::Day(day),
            (None, Some(instant)) => When::Instant(instant),
            (None, None) => return Err(BadEvent::NoDay(written.kind)),
            (Some(_), Some(_)) => return Err(BadEvent::TwoDays(written.kind)),
        };
        Ok(Self { when, what: written.what()? })
    }
}

impl Written {
    fn what(self) -> Result<EventKind, BadEvent> {
        Ok(match self.kind.as_str() {
            "sent" => EventKind::Sent(self.handed_over()?),
            "resent" => EventKind::Resent(self.handed_over()?),
            "received" => EventKind::Received(self.via),
            "acknowledged" => {
                EventKind::Acknowledged { states_received: self.states_received, states_due: self.states_due }
            }
            "bounced" => EventKind::Bounced,
            "auto_reply" => EventKind::AutoReply { redirect: self.redirect.unwrap_or(false) },
            "clarification_sought" => EventKind::ClarificationSought(self.question()),
            "clarification_given" => EventKind::ClarificationGiven(self.handed_over()?),
            "fees_notice" => EventKind::FeesNotice,
            "fee_paid" => EventKind::FeePaid,
            "extension_notice" => EventKind::ExtensionNotice { ground: self.ground()?, until: self.until },
            "holding_reply" => EventKind::HoldingReply,
            "partial_reply" => EventKind::PartialReply,
            "reply" => EventKind::Reply,
            "refusal" => EventKind::Refusal { basis: self.basis },
            "commissioner_allowed" => match self.until {
                Some(until) => EventKind::CommissionerAllowed { until },
                None => return Err(BadEvent::Missing { kind: self.kind, field: "until" }),
            },
            "narrowed" => EventKind::Narrowed(self.handed_over()?),
            "transferred" => EventKind::Transferred { to: self.to },
            "succession" => EventKind::Succession { to: self.to, continuity: self.continuity },
            "withdrawn" => EventKind::Withdrawn,
            "review_requested" => EventKind::ReviewRequested(self.handed_over()?),
            "review_outcome" => EventKind::ReviewOutcome,
            "complained" => EventKind::Complained,
            "decision_notice" => EventKind::DecisionNotice,
            _ => return Err(unknown_kind(self.kind)),
        })
    }

    fn handed_over(&self) -> Result<Channel, BadEvent> {
        let bad = |field, given: &str, allowed| BadEvent::Value {
            kind: self.kind.clone(),
            field,
            given: given.to_owned(),
            allowed,
        };
        match self.channel.as_deref() {
            None | Some("email") => Ok(Channel::Email),
            Some("portal") => Ok(Channel::Portal),
            Some("fax") => Ok(Channel::Fax),
            Some("hand") => Ok(Channel::Hand),
            Some("post") => match self.post.as_deref() {
                None | Some("first") => Ok(Channel::Post(PostClass::First)),
                Some("second") => Ok(Channel::Post(PostClass::Second)),
                Some(other) => Err(bad("post", other, "first, second")),
            },
            Some(other) => Err(bad("channel", other, "email, portal, fax, hand, post")),
        }
    }

    /// Whatever is not said to be general was needed: the law's own case (FOIA s.1(3)).
    fn question(&self) -> Question {
        if self.basis.as_deref() == Some("general") { Question::General } else { Question::Needed }
    }

    fn ground(&self) -> Result<Ground, BadEvent> {
        Ok(match self.basis.as_deref() {
            Some("public_interest") => Ground::PublicInterest,
            Some("complex_voluminous") => Ground::ComplexVoluminous,
            Some("unusual_circumstances") => Ground::UnusualCircumstances,
            Some("exceptional") => Ground::Exceptional,
            Some("volume") => Ground::Volume,
            // An extension without a ground is told on none that the law knows.
            None | Some("other") => Ground::Other,
            Some(other) => {
                return Err(BadEvent::Value {
                    kind: self.kind.clone(),
                    field: "basis",
                    given: other.to_owned(),
                    allowed: "public_interest, complex_voluminous, unusual_circumstances, exceptional, volume, other",
                });
            }
        })
    }
}

fn unknown_kind(given: String) -> BadEvent {
    let nearest = nearest(&given, KINDS);
    BadEvent::Kind { given, nearest }
}

impl From<Event> for Written {
    fn from(event: Event) -> Self {
        let mut written = Self { kind: event.what.word().to_owned(), ..Self::default() };
        match event.when {
            When::Day(day) => written.date = Some(day),
            When::Instant(instant) => written.at = Some(instant),
        }
        if let Some(channel) = event.what.handed_over() {
            let (channel, post) = match channel {
                Channel::Email => ("email", None),
                Channel::Portal => ("portal", None),
                Channel::Fax => ("fax", None),
                Channel::Hand => ("hand", None),
                Channel::Post(PostClass::First) => ("post", Some("first")),
                Channel::Post(PostClass::Second) => ("post", Some("second")),
            };
            written.channel = Some(channel.to_owned());
            written.post = post.map(str::to_owned);
        }
        match event.what {
            EventKind::Received(via) => written.via = via,
            EventKind::Acknowledged { states_received, states_due } => {
                written.states_received = states_received;
                written.states_due = states_due;
            }
            EventKind::AutoReply { redirect } => written.redirect = Some(redirect),
            EventKind::ClarificationSought(Question::General) => written.basis = Some("general".to_owned()),
            EventKind::ExtensionNotice { ground, until } => {
                written.basis = Some(ground.word().to_owned());
                written.until = until;
            }
            EventKind::Refusal { basis } => written.basis = basis,
            EventKind::CommissionerAllowed { until } => written.until = Some(until),
            EventKind::Transferred { to } => written.to = to,
            EventKind::Succession { to, continuity } => {
                written.to = to;
                written.continuity = continuity;
            }
            EventKind::Sent(_)
            | EventKind::Resent(_)
            | EventKind::Bounced
            | EventKind::ClarificationSought(Question::Needed)
            | EventKind::ClarificationGiven(_)
            | EventKind::FeesNotice
            | EventKind::FeePaid
            | EventKind::HoldingReply
            | EventKind::PartialReply
            | EventKind::Reply
            | EventKind::Narrowed(_)
            | EventKind::Withdrawn
            | EventKind::ReviewRequested(_)
            | EventKind::ReviewOutcome
            | EventKind::Complained
            | EventKind::DecisionNotice => {}
        }
        written
    }
}

impl Ground {
    /// The word in a case file.
    pub fn word(self) -> &'static str {
        match self {
            Self::PublicInterest => "public_interest",
            Self::ComplexVoluminous => "complex_voluminous",
            Self::UnusualCircumstances => "unusual_circumstances",
            Self::Exceptional => "exceptional",
            Self::Volume => "volume",
            Self::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_reads_as_a_case_file_writes_it_and_writes_back() {
        let lines = [
            r#"{"date":"2026-04-28","kind":"sent","channel":"post","post":"first"}"#,
            r#"{"at":"2026-03-03T23:55:00Z","kind":"sent","channel":"email"}"#,
            r#"{"date":"2026-05-06","kind":"acknowledged","states_received":"2026-05-01"}"#,
            r#"{"date":"2026-06-16","kind":"extension_notice","basis":"public_interest","until":"2026-07-31"}"#,
            r#"{"date":"2026-04-20","kind":"clarification_sought","basis":"general"}"#,
            r#"{"date":"2026-04-01","kind":"succession","continuity":true}"#,
            r#"{"date":"2026-01-20","kind":"transferred","to":"another trust"}"#,
        ];
        for line in lines {
            let event: Event = serde_json::from_str(line).unwrap();
            assert_eq!(serde_json::to_string(&event).unwrap(), line);
        }
    }

    #[test]
    fn every_kind_is_known_by_its_word() {
        for kind in KINDS {
            let line = format!(r#"{{"date":"2026-04-28","kind":"{kind}","until":"2026-05-01"}}"#);
            let event: Event = serde_json::from_str(&line).unwrap();
            assert_eq!(event.what.word(), kind);
        }
    }

    #[test]
    fn a_fault_says_what_would_be_right() {
        let fault = |line: &str| serde_json::from_str::<Event>(line).unwrap_err().to_string();
        let said = [
            fault(r#"{"date":"2026-04-28","kind":"acknowledgement"}"#),
            fault(r#"{"kind":"sent"}"#),
            fault(r#"{"date":"2026-04-28","kind":"sent","channel":"pigeon"}"#),
            fault(r#"{"date":"2026-04-28","kind":"commissioner_allowed"}"#),
        ];
        insta::assert_snapshot!(said.join("\n"), @r"
        no event is of kind `acknowledgement`; did you mean `acknowledged`?
        an event needs its `date` (2018-08-20) or `at` (2018-08-20T09:00:00+01:00); `sent` has neither
        `channel` of `sent` cannot be `pigeon`; it is one of email, portal, fax, hand, post
        `commissioner_allowed` needs `until`
        ");
    }
}
