//! A request's life in the words of the law: what the clock needs to know, and nothing else.

use super::{Channel, LetterKind, Life, Note, Particulars, Received, ReplyKind, What};
use crate::law::{self, EventKind, Ground, PostClass, Question, Via};

/// Returns what has happened to a request as the clock takes it, in the order of the days.
///
/// `usual` is the ground on which more time is claimed where nobody says which ([`law::Regime::usual_ground`]).
pub fn law_events(life: &Life, usual: Ground) -> Vec<law::Event> {
    let mut sent = false;
    let mut events = Vec::new();
    for event in &life.standing {
        let kind = match &event.what {
            What::Sent { letter, channel, .. } => ours(*letter, (*channel).into(), &mut sent),
            What::Received { message, .. } => life
                .messages
                .iter()
                .find(|received| received.message == *message)
                .and_then(|received| theirs(received, usual)),
            What::Noted { note, words, until, more } => noted(*note, words, *until, *more, usual, &mut sent),
            What::Recognised { .. } | What::Untied { .. } | What::Readdressed { .. } | What::Corrected { .. } => None,
        };
        events.extend(kind.map(|kind| law::Event::on(event.on, kind)));
    }
    events
}

/// A reminder changes nothing in law, and leaves no trace on the clock.
fn ours(letter: LetterKind, channel: law::Channel, sent: &mut bool) -> Option<EventKind> {
    match letter {
        LetterKind::Request if std::mem::replace(sent, true) => Some(EventKind::Resent(channel)),
        LetterKind::Request => Some(EventKind::Sent(channel)),
        LetterKind::Chase => None,
        LetterKind::Clarification => Some(EventKind::ClarificationGiven(channel)),
        LetterKind::Review => Some(EventKind::ReviewRequested(channel)),
        LetterKind::Complaint => Some(EventKind::Complained),
    }
}

fn theirs(received: &Received, usual: Ground) -> Option<EventKind> {
    let says = &received.says;
    match says.kind {
        ReplyKind::Full | ReplyKind::Partial | ReplyKind::NotHeld | ReplyKind::AlreadyPublished => {
            // More is promised: what came is a part, and the clock runs on for the rest.
            let more_to_come = says.also.iter().any(|also| matches!(also, ReplyKind::Holding | ReplyKind::Extension));
            Some(if more_to_come { EventKind::PartialReply } else { EventKind::Reply })
        }
        ReplyKind::Refused => {
            Some(EventKind::Refusal { basis: says.basis.clone().or_else(|| Some("exemption".into())) })
        }
        ReplyKind::OverCostLimit => Some(EventKind::Refusal { basis: Some("cost".into()) }),
        ReplyKind::Vexatious => Some(EventKind::Refusal { basis: Some("vexatious".into()) }),
        ReplyKind::Acknowledged => {
            Some(EventKind::Acknowledged { states_received: says.states_received, states_due: says.states_due })
        }
        ReplyKind::Holding => Some(EventKind::HoldingReply),
        ReplyKind::Extension => {
            Some(EventKind::ExtensionNotice { ground: ground(says.basis.as_deref(), usual), until: says.until })
        }
        ReplyKind::Clarification => {
            let general = says.basis.as_deref() == Some("general");
            Some(EventKind::ClarificationSought(if general { Question::General } else { Question::Needed }))
        }
        ReplyKind::FeesNotice => Some(EventKind::FeesNotice),
        ReplyKind::Transfer => Some(EventKind::Transferred { to: says.redirect.clone() }),
        ReplyKind::ReviewUpheld | ReplyKind::ReviewPartly | ReplyKind::ReviewNotUpheld => {
            Some(EventKind::ReviewOutcome)
        }
        ReplyKind::Decision => Some(EventKind::DecisionNotice),
        ReplyKind::Withdrawal => Some(EventKind::Withdrawn),
        ReplyKind::AutoReply => Some(EventKind::AutoReply { redirect: says.redirect.is_some() }),
        ReplyKind::Bounce => Some(EventKind::Bounced),
        // A delay report is no failure; what is unrelated or not understood moves no clock until a person says.
        ReplyKind::Delayed | ReplyKind::Unrelated | ReplyKind::Unclear => None,
    }
}

/// A ground that was read and is none that the law knows is another one, and gives nothing.
fn ground(basis: Option<&str>, usual: Ground) -> Ground {
    match basis {
        None => usual,
        Some(word) => Ground::ALL.into_iter().find(|ground| ground.word() == word).unwrap_or(Ground::Other),
    }
}

fn noted(
    note: Note,
    words: &str,
    until: Option<jiff::civil::Date>,
    more: Particulars,
    usual: Ground,
    sent: &mut bool,
) -> Option<EventKind> {
    let channel = more.channel.unwrap_or(Channel::Post).into();
    let words = || Some(words.to_owned()).filter(|words| !words.is_empty());
    match note {
        Note::Sent => ours(LetterKind::Request, channel, sent),
        Note::Received => Some(EventKind::Received(Some(Via::Stated))),
        Note::Acknowledged => Some(EventKind::Acknowledged { states_received: None, states_due: until }),
        Note::Bounced => Some(EventKind::Bounced),
        Note::ClarificationSought => Some(EventKind::ClarificationSought(Question::Needed)),
        Note::ClarificationGiven => Some(EventKind::ClarificationGiven(channel)),
        Note::FeesNotice => Some(EventKind::FeesNotice),
        Note::FeePaid => Some(EventKind::FeePaid),
        Note::ExtensionNotice => Some(EventKind::ExtensionNotice { ground: more.ground.unwrap_or(usual), until }),
        Note::HoldingReply => Some(EventKind::HoldingReply),
        Note::PartialReply => Some(EventKind::PartialReply),
        Note::Reply => Some(EventKind::Reply),
        Note::Refusal => Some(EventKind::Refusal { basis: words() }),
        Note::CommissionerAllowed => until.map(|until| EventKind::CommissionerAllowed { until }),
        Note::Narrowed => Some(EventKind::Narrowed(channel)),
        Note::Transferred => Some(EventKind::Transferred { to: words() }),
        Note::Succession => Some(EventKind::Succession { to: words(), continuity: more.continues }),
        Note::Withdrawn => Some(EventKind::Withdrawn),
        Note::ReviewRequested => Some(EventKind::ReviewRequested(channel)),
        Note::ReviewOutcome => Some(EventKind::ReviewOutcome),
        Note::Complained => Some(EventKind::Complained),
        Note::DecisionNotice => Some(EventKind::DecisionNotice),
        // Days on which a school is closed go to the clock beside the events (`Life::closed`).
        Note::Closed | Note::Remark => None,
    }
}

impl From<Channel> for law::Channel {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Email => Self::Email,
            Channel::Portal => Self::Portal,
            Channel::Fax => Self::Fax,
            Channel::Hand => Self::Hand,
            Channel::Post => Self::Post(PostClass::First),
            Channel::SecondClassPost => Self::Post(PostClass::Second),
        }
    }
}
