//! What became of one unit of the frame, from its request's life.

use jiff::civil::Date;

use super::Disposition;
use crate::request::{Life, Note, ReplyKind, What};

/// Returns the disposition of a request whose campaign closes on `closes`.
pub fn disposition(life: &Life, closes: Option<Date>) -> Disposition {
    if let Some(outcome) = life.outcome(closes) {
        return match outcome {
            ReplyKind::Full | ReplyKind::AlreadyPublished => Disposition::Full,
            ReplyKind::Partial => Disposition::Partial,
            ReplyKind::NotHeld => Disposition::NotHeld,
            _ => Disposition::Refused,
        };
    }
    if let Some(noted) = answered_by_note(life, closes) {
        return noted;
    }
    if life.outcome(None).is_some() {
        return Disposition::AfterClose;
    }
    let kinds: Vec<ReplyKind> = life.messages.iter().map(|received| received.says.kind).collect();
    let noted = |wanted: &[Note]| {
        life.standing.iter().any(|event| matches!(&event.what, What::Noted { note, .. } if wanted.contains(note)))
    };
    if kinds.contains(&ReplyKind::Transfer)
        || kinds.contains(&ReplyKind::Withdrawal)
        || noted(&[Note::Transferred, Note::Succession, Note::Withdrawn])
    {
        return Disposition::Moved;
    }
    if kinds.contains(&ReplyKind::Unclear) {
        return Disposition::Unclear;
    }
    let spoke = |kind: &ReplyKind| {
        !matches!(kind, ReplyKind::Bounce | ReplyKind::Delayed | ReplyKind::AutoReply | ReplyKind::Unrelated)
    };
    if kinds.iter().any(spoke)
        || noted(&[Note::Acknowledged, Note::HoldingReply, Note::ClarificationSought, Note::FeesNotice])
    {
        return Disposition::Waiting;
    }
    if undelivered(life) {
        return Disposition::NotDelivered;
    }
    if life.sent().is_some() || noted(&[Note::Sent]) { Disposition::NoReply } else { Disposition::NotSent }
}

/// An answer on paper or by telephone, recorded by hand.
fn answered_by_note(life: &Life, closes: Option<Date>) -> Option<Disposition> {
    let in_time = |on: Date| closes.is_none_or(|closes| on <= closes);
    life.standing.iter().filter(|event| in_time(event.on)).find_map(|event| match &event.what {
        What::Noted { note: Note::Reply, .. } => Some(Disposition::Full),
        What::Noted { note: Note::PartialReply, .. } => Some(Disposition::Partial),
        What::Noted { note: Note::Refusal, .. } => Some(Disposition::Refused),
        _ => None,
    })
}

/// The last thing that happened to the request itself is that it came back.
fn undelivered(life: &Life) -> bool {
    let last_sent = life.letters.last().map(|letter| letter.on);
    let last_bounce =
        life.messages.iter().rev().find(|received| received.says.kind == ReplyKind::Bounce).map(|received| received.on);
    match (last_sent, last_bounce) {
        (Some(sent), Some(bounced)) => bounced >= sent,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;
    use crate::request::{Channel, Event, LetterKind, RequestId, Says, Source, fold};

    fn life(kinds: &[(i8, ReplyKind)]) -> Life {
        let mut events = vec![Event {
            id: 1,
            request: RequestId("c/A".into()),
            on: date(2018, 8, 20),
            recorded: Timestamp::UNIX_EPOCH,
            source: Source::Foi,
            what: What::Sent { letter: LetterKind::Request, message: None, channel: Channel::Email, to: String::new() },
        }];
        for ((day, kind), id) in kinds.iter().zip(2..) {
            events.push(Event {
                id,
                on: date(2018, 9, *day),
                source: Source::Reader,
                what: What::Received { message: format!("m{id}"), says: Says::only(*kind) },
                ..events[0].clone()
            });
        }
        fold(&events, date(2019, 1, 1))
    }

    #[test]
    fn what_came_back_decides_the_disposition() {
        use ReplyKind as Kind;
        for (kinds, want) in [
            (vec![], Disposition::NoReply),
            (vec![(1, Kind::AutoReply)], Disposition::NoReply),
            (vec![(1, Kind::Bounce)], Disposition::NotDelivered),
            (vec![(1, Kind::Acknowledged)], Disposition::Waiting),
            (vec![(1, Kind::Acknowledged), (9, Kind::Full)], Disposition::Full),
            (vec![(1, Kind::Full), (9, Kind::Acknowledged)], Disposition::Full),
            (vec![(1, Kind::Refused), (9, Kind::Partial)], Disposition::Partial),
            (vec![(1, Kind::OverCostLimit)], Disposition::Refused),
            (vec![(1, Kind::NotHeld)], Disposition::NotHeld),
            (vec![(1, Kind::Transfer)], Disposition::Moved),
            (vec![(20, Kind::Full)], Disposition::AfterClose),
        ] {
            assert_eq!(disposition(&life(&kinds), Some(date(2018, 9, 15))), want, "{kinds:?}");
        }
    }
}
