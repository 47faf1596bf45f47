//! The fold: from what happened to how things stand. Pure; the same in whatever order things were recorded.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Event, LetterKind, Note, ReplyKind, Says, What};
use crate::message::MessageId;

/// How a request stands on a day, as far as its own events say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Life {
    /// Our letters, in the order of their days.
    pub letters: Vec<Letter>,
    /// Messages tied to it, in the order of their days, each as last recognised.
    pub messages: Vec<Received>,
    /// Every event that stands, in the order of its day and then of its recording.
    pub standing: Vec<Event>,
    /// When the school is closed, as far as was noted; also days still to come, since a clock counts towards them.
    pub closed: Vec<(Date, Date)>,
    /// The address that takes the place of the frame's.
    pub address: Option<String>,
    /// Our request goes to that address next: it has not gone since the address was corrected.
    pub sends_anew: bool,
}

/// A letter of ours that went.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    pub on: Date,
    pub kind: LetterKind,
    pub message: Option<MessageId>,
}

/// A message that came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    pub on: Date,
    pub message: String,
    pub says: Says,
}

/// Folds a request's events, those after `as_of` left out, to how it stands on that day.
pub fn fold(events: &[Event], as_of: Date) -> Life {
    let mut life = Life::default();
    let latest = latest_readings(events);
    for event in standing(events) {
        if let What::Noted { note: Note::Closed, until, .. } = event.what {
            life.closed.push((event.on, until.unwrap_or(event.on)));
        }
        if event.on > as_of {
            continue;
        }
        match &event.what {
            What::Sent { letter, message, .. } => {
                life.sends_anew &= *letter != LetterKind::Request;
                life.letters.push(Letter { on: event.on, kind: *letter, message: message.clone() });
            }
            What::Received { message, says } => {
                let says = latest.get(message).map_or(says, |newer| *newer);
                life.messages.push(Received { on: event.on, message: message.clone(), says: says.clone() });
            }
            What::Readdressed { to, .. } => {
                life.address = Some(to.clone());
                life.sends_anew = true;
            }
            // What a note means is the clock's business; how a message reads was taken up above.
            What::Noted { .. } | What::Recognised { .. } => {}
            // `standing` has left out both these and what they take back.
            What::Untied { .. } | What::Corrected { .. } => continue,
        }
        life.standing.push(event.clone());
    }
    life
}

/// Returns the events that stand, corrected and untied ones left out, by day and then in the order of recording.
fn standing(events: &[Event]) -> Vec<&Event> {
    let taken_back: BTreeSet<i64> = events
        .iter()
        .filter_map(|event| match event.what {
            What::Corrected { event, .. } => Some(event),
            _ => None,
        })
        .collect();
    let mut standing: Vec<&Event> = events
        .iter()
        .filter(|event| {
            !taken_back.contains(&event.id) && !matches!(event.what, What::Corrected { .. } | What::Untied { .. })
        })
        .filter(|event| message_of(event).is_none_or(|message| tied(events, message, event.id)))
        .collect();
    standing.sort_by_key(|event| (event.on, event.id));
    standing
}

/// Is the message still tied: was it not taken off after this event was recorded?
fn tied(events: &[Event], message: &str, since: i64) -> bool {
    !events.iter().any(|event| {
        matches!(&event.what, What::Untied { message: untied, .. } if untied == message) && event.id > since
    })
}

fn message_of(event: &Event) -> Option<&str> {
    match &event.what {
        What::Received { message, .. } | What::Recognised { message, .. } => Some(message),
        What::Sent { .. }
        | What::Untied { .. }
        | What::Noted { .. }
        | What::Readdressed { .. }
        | What::Corrected { .. } => None,
    }
}

/// The beginning of the Message-IDs that files saved by hand are given (`foi ingest --answers`).
pub const SAVED: &str = "saved.";

fn is_saved(message: &str) -> bool {
    message.trim_start_matches('<').starts_with(SAVED)
}

/// How each message was last recognised; a person's word stands against any later reader's.
fn latest_readings(events: &[Event]) -> BTreeMap<&String, &Says> {
    let mut latest: BTreeMap<&String, (bool, i64, &Says)> = BTreeMap::new();
    for event in standing(events) {
        if let What::Recognised { message, says } = &event.what {
            let by_person = matches!(event.source, super::Source::Person(_));
            let newer = latest.get(message).is_none_or(|(person, id, _)| (by_person, event.id) >= (*person, *id));
            if newer {
                latest.insert(message, (by_person, event.id, says));
            }
        }
    }
    latest.into_iter().map(|(message, (_, _, says))| (message, says)).collect()
}

impl Life {
    /// The day the request went.
    pub fn sent(&self) -> Option<Date> {
        self.letters.iter().find(|letter| letter.kind == LetterKind::Request).map(|letter| letter.on)
    }

    /// The day of the first answer (full, partial, refusal, not held) on or before `closes`, and what it was.
    pub fn first_answer(&self, closes: Option<Date>) -> Option<(Date, ReplyKind)> {
        self.answers(closes).next().map(|received| (received.on, received.says.kind))
    }

    /// What the answers so far come to: the most that was given counts, since a refusal may be followed by an answer.
    pub fn outcome(&self, closes: Option<Date>) -> Option<ReplyKind> {
        let given = |kind: ReplyKind| match kind {
            ReplyKind::Full => 0,
            ReplyKind::Partial => 1,
            ReplyKind::AlreadyPublished => 2,
            ReplyKind::Refused | ReplyKind::OverCostLimit | ReplyKind::Vexatious => 3,
            _ => 4,
        };
        self.answers(closes).map(|received| received.says.kind).min_by_key(|kind| given(*kind))
    }

    fn answers(&self, closes: Option<Date>) -> impl Iterator<Item = &Received> {
        let in_time = move |received: &&Received| closes.is_none_or(|closes| received.on <= closes);
        self.messages.iter().filter(|received| received.says.kind.answers()).filter(in_time)
    }

    /// The newest message whose response waits behind a link, while nothing has come after it that answers.
    pub fn uncaptured(&self) -> Option<&Received> {
        let at = self.messages.iter().rposition(|received| !received.says.links.is_empty())?;
        let waiting = self.messages.get(at)?;
        let noted = |event: &Event| {
            let answers = [Note::Reply, Note::PartialReply, Note::Refusal, Note::Withdrawn];
            matches!(event.what, What::Noted { note, .. } if answers.contains(&note)) && event.on >= waiting.on
        };
        let later = self.messages.get(at + 1..).unwrap_or_default();
        let came = later.iter().any(|received| received.says.kind.answers() || is_saved(&received.message));
        // What a person saved may bear the day of the link itself.
        let saved = self.messages.iter().any(|received| is_saved(&received.message) && received.on >= waiting.on);
        (!came && !saved && !self.standing.iter().any(noted)).then_some(waiting)
    }

    /// Another address that the authority has asked us to use, and when, while nobody has decided and nothing is answered.
    pub fn proposed_address(&self) -> Option<(Date, &str)> {
        let received = self.messages.iter().rfind(|received| received.says.redirect.is_some())?;
        let address = received.says.redirect.as_deref()?;
        let to = |event: &&Event| matches!(event.what, What::Sent { .. } | What::Readdressed { .. });
        let mut used = self.standing.iter().filter(to).filter_map(|event| match &event.what {
            What::Sent { to, .. } | What::Readdressed { to, .. } => Some((event.id, to.as_str())),
            _ => None,
        });
        let since = self.standing.iter().find(|event| message_of(event) == Some(&received.message))?.id;
        let decided = used.any(|(id, used)| {
            used.eq_ignore_ascii_case(address) || id > since && self.address.as_deref() == Some(used)
        });
        let answered = self.messages.iter().any(|other| other.on >= received.on && other.says.kind.answers());
        let transferred = received.says.kind == ReplyKind::Transfer;
        (!decided && !answered && !transferred).then_some((received.on, address))
    }

    /// Our letters of one kind.
    pub fn letters_of(&self, kind: LetterKind) -> impl Iterator<Item = &Letter> {
        self.letters.iter().filter(move |letter| letter.kind == kind)
    }

    /// Sections relied on in any answer, in the order in which they were first named.
    pub fn exemptions(&self) -> Vec<String> {
        let mut sections: Vec<String> = Vec::new();
        for section in self.messages.iter().flat_map(|received| &received.says.exemptions) {
            if !sections.contains(section) {
                sections.push(section.clone());
            }
        }
        sections
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::super::{Channel, RequestId, Source};
    use super::*;

    fn event(id: i64, on: Date, what: What) -> Event {
        Event {
            id,
            request: RequestId("c/A".into()),
            on,
            recorded: Timestamp::UNIX_EPOCH,
            source: Source::Reader,
            what,
        }
    }

    fn received(id: i64, on: Date, message: &str, kind: ReplyKind) -> Event {
        event(id, on, What::Received { message: message.into(), says: Says::only(kind) })
    }

    fn sent(id: i64, on: Date) -> Event {
        event(
            id,
            on,
            What::Sent { letter: LetterKind::Request, message: None, channel: Channel::Email, to: String::new() },
        )
    }

    #[test]
    fn a_refusal_that_an_answer_follows_comes_to_the_answer() {
        let events = [
            sent(1, date(2018, 8, 20)),
            received(2, date(2018, 9, 10), "a", ReplyKind::Refused),
            received(3, date(2018, 10, 1), "b", ReplyKind::Partial),
        ];
        let life = fold(&events, date(2018, 12, 1));
        assert_eq!(life.outcome(None), Some(ReplyKind::Partial));
        assert_eq!(life.first_answer(None), Some((date(2018, 9, 10), ReplyKind::Refused)));
        assert_eq!(fold(&events, date(2018, 9, 30)).outcome(None), Some(ReplyKind::Refused), "as of an earlier day");
    }

    #[test]
    fn a_message_taken_off_and_tied_again_counts_once() {
        let mut events = vec![sent(1, date(2018, 8, 20)), received(2, date(2018, 9, 10), "a", ReplyKind::Full)];
        events.push(event(
            3,
            date(2018, 9, 11),
            What::Untied { message: "a".into(), reason: "another trust's".into() },
        ));
        assert!(fold(&events, date(2018, 12, 1)).messages.is_empty());
        events.push(received(4, date(2018, 9, 10), "a", ReplyKind::Full));
        assert_eq!(fold(&events, date(2018, 12, 1)).messages.len(), 1);
    }

    #[test]
    fn a_persons_word_for_a_message_stands_against_a_later_readers() {
        let says = |kind| What::Recognised { message: "a".into(), says: Says::only(kind) };
        let mut person = event(3, date(2018, 9, 12), says(ReplyKind::Holding));
        person.source = Source::Person("Holly".into());
        let events = [
            received(2, date(2018, 9, 10), "a", ReplyKind::Full),
            person,
            event(4, date(2018, 9, 13), says(ReplyKind::Full)),
        ];
        assert_eq!(fold(&events, date(2018, 12, 1)).messages[0].says.kind, ReplyKind::Holding);
    }

    proptest::proptest! {
        /// Events learnt late or out of order make no difference.
        #[test]
        fn the_order_of_recording_makes_no_difference(order in proptest::sample::subsequence(vec![0_usize, 1, 2, 3, 4], 5).prop_shuffle()) {
            let events = [
                sent(1, date(2018, 8, 20)),
                received(2, date(2018, 8, 21), "a", ReplyKind::Acknowledged),
                received(3, date(2018, 9, 10), "b", ReplyKind::Refused),
                event(4, date(2018, 9, 11), What::Corrected { event: 3, reason: "misread".into() }),
                received(5, date(2018, 9, 12), "c", ReplyKind::Full),
            ];
            let shuffled: Vec<Event> = order.iter().map(|at| events[*at].clone()).collect();
            proptest::prop_assert_eq!(fold(&shuffled, date(2019, 1, 1)), fold(&events, date(2019, 1, 1)));
        }
    }

    use proptest::strategy::Strategy;
}
