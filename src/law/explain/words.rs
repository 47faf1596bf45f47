//! One sentence for each reason: here those that come before the count and in it, the others in `later`.

mod later;

use jiff::civil::Date;

use super::Explainer;
use super::days::{long, plain, working_days};
use crate::law::{Note, Reason, Step};

impl Explainer<'_> {
    /// The sentence of a reason that the fold told.
    pub(super) fn reason(&self, note: &Note, reason: Reason) -> Step {
        let (text, provision) = self
            .receipt(note, reason)
            .or_else(|| self.delivery(note, reason))
            .or_else(|| self.interruption(note, reason))
            .or_else(|| self.fees(note, reason))
            .or_else(|| self.counting(note, reason))
            .or_else(|| self.extension(note, reason))
            .or_else(|| self.answer(note, reason))
            .or_else(|| self.ending(note, reason))
            .or_else(|| self.after_reply(note, reason))
            .unwrap_or_else(|| (reason.code().to_owned(), None));
        self.step(text, provision, Some(reason), note.other.or(Some(note.on)))
    }

    fn receipt(&self, note: &Note, reason: Reason) -> Option<Said<'_>> {
        let rule = &self.matter.regime.receipt;
        let (on, other) = (long(note.on), note.other.map(long).unwrap_or_default());
        let handed = |how: &str| {
            let text = format!("The request was sent {how} on {on} and received that day, which is day 0.");
            (text, Some(rule.provision.as_str()))
        };
        Some(match reason {
            Reason::ReceiptEmail => handed("by e-mail"),
            Reason::ReceiptPortal => handed("through the authority's portal"),
            Reason::ReceiptFax => handed("by fax"),
            Reason::ReceiptHand => handed("by hand"),
            Reason::ReceiptPostThirdDay => (
                format!("The request was posted on {on}; it is presumed to be received on the third day after, {other}, which is day 0."),
                Some(&rule.post_provision),
            ),
            Reason::ReceiptPostOrdinaryCourse => (
                format!("The request was posted on {on} and, as nothing else is known, taken as received on {other}, which is day 0."),
                Some(&rule.post_provision),
            ),
            Reason::ReceiptStated => (
                format!("The authority states that it received the request on {other}, which is day 0."),
                Some(&rule.provision),
            ),
            Reason::ReceiptTransfer => (
                format!("Another authority passed the request on, and this one received it on {other}: for it that is day 0."),
                Some(&rule.provision),
            ),
            Reason::ReceiptNonworking => (
                format!("{on} is no working day{}; it is the day of receipt all the same, and day 1 is the next working day.", self.because_off(note.on)),
                Some(&rule.provision),
            ),
            Reason::ReceiptLateEvening => (
                "It was sent in the evening, after office hours; days are whole days, so it counts as received that day (Berend v Information Commissioner, EA/2006/0049 and 0050).".to_owned(),
                None,
            ),
            Reason::ReceiptLocalDate => (
                format!("By universal time it was {other}; where the authority is, it was {on}, and the civil date there counts."),
                None,
            ),
            _ => return None,
        })
    }

    /// ", a bank holiday (Good Friday)", or nothing at a weekend.
    fn because_off(&self, day: Date) -> String {
        if crate::law::Calendar::is_weekend(day) {
            return String::new();
        }
        format!(" ({})", self.matter.calendar.why_off(day))
    }

    fn delivery(&self, note: &Note, reason: Reason) -> Option<Said<'_>> {
        let rule = &self.matter.regime.receipt;
        let (on, other) = (long(note.on), note.other.map(long).unwrap_or_default());
        Some(match reason {
            Reason::StatedReceiptDisregarded => (
                format!(
                    "The authority gives {other} as the day of receipt; that is disregarded, as a message is received when it is delivered, not when it is logged or opened."
                ),
                Some(&rule.provision),
            ),
            Reason::Bounced => {
                (format!("The message of {on} could not be delivered: it was not received, and starts no time."), None)
            }
            Reason::RedirectNotReceived => (
                format!(
                    "The message of {on} met an automatic answer that names another address for requests: it is not received until it is sent there."
                ),
                Some(&rule.redirect_provision),
            ),
            Reason::RedirectDoesNotMatter => (
                format!("The automatic answer of {on} names another address; that does not undo the receipt."),
                Some(&rule.redirect_provision),
            ),
            Reason::ResendNoEffect => (
                format!(
                    "The request was sent again on {on}; the first receipt stands, as nothing shows that it failed."
                ),
                None,
            ),
            Reason::NewRequest => {
                (format!("The narrower request of {on} is a new request, with a receipt and a time of its own."), None)
            }
            _ => return None,
        })
    }

    fn interruption(&self, note: &Note, reason: Reason) -> Option<Said<'_>> {
        let regime = self.matter.regime;
        let rule = regime.clarification.as_deref();
        let on = long(note.on);
        Some(match reason {
            Reason::ClarificationStops => (
                format!(
                    "On {on} the authority asked for further information that it needs to find what is asked for; its time stands still until it has the answer."
                ),
                rule,
            ),
            Reason::ClarificationResets => {
                let received = note.other.filter(|received| *received != note.on);
                let when = received.map_or("that day".to_owned(), |received| format!("on {}", long(received)));
                let text = format!(
                    "The answer of {on} was received {when}, which is now day 0: the {} begin again.",
                    regime.reply.within
                );
                (text, rule)
            }
            Reason::ClarificationTooLate => (
                format!(
                    "On {on}, after the time had run out, the authority asked for further information; the breach stands (a house rule: read literally, the answer would still move the day of receipt)."
                ),
                rule,
            ),
            Reason::QuestionNoEffect => (
                format!(
                    "On {on} the authority asked something that it did not need to know to find the information; the time runs on."
                ),
                rule,
            ),
            Reason::CommissionerSpecifiedDay => {
                let (cap, provision) = regime.specified_day.as_ref()?;
                let day = note.other.map(long).unwrap_or_default();
                (
                    format!(
                        "On {on} the Commissioner specified {day} as the last day, which may be at most {cap} after receipt."
                    ),
                    Some(provision),
                )
            }
            _ => return None,
        })
    }

    fn fees(&self, note: &Note, reason: Reason) -> Option<Said<'_>> {
        let rule = self.matter.regime.fee.as_ref();
        let provision = rule.map(|rule| rule.provision.as_str());
        let (on, other) = (long(note.on), note.other.map(long).unwrap_or_default());
        Some(match reason {
            Reason::FeesStop => (
                format!(
                    "On {on} a fees notice was given; the time stands still until the fee is received, and {other} is the last day to pay it."
                ),
                provision,
            ),
            Reason::FeesDisregarded => {
                let notice = note.other.unwrap_or(note.on);
                let span = format!("{} to {}", plain(notice, note.on), plain(note.on, notice));
                let receipt = self.clock.receipt.unwrap_or(notice);
                let taken = self.matter.calendar.taken_out(receipt, &[(notice, note.on)]).unwrap_or(0);
                (format!("The fee was received on {on}: {}, {span}, are left out.", working_days(taken)), provision)
            }
            Reason::FeesNoticeTooLate => (
                format!("The fees notice of {on} came after the time in which it may be given, and has no effect."),
                provision,
            ),
            Reason::FeesPaidTooLate => {
                (format!("The fee arrived on {on}, after {other}, the last day to pay it."), provision)
            }
            Reason::FeesLapsed => {
                (format!("The fee was not paid by {on}: the authority is no longer obliged to answer."), provision)
            }
            _ => return None,
        })
    }

    fn counting(&self, note: &Note, reason: Reason) -> Option<Said<'_>> {
        let regime = self.matter.regime;
        let special = regime.special(self.matter.authority_kind).map(|special| special.provision.as_str());
        let emergency = regime.emergencies.first();
        Some(match reason {
            Reason::Count30 => ("For this kind of authority and record the time is longer.".to_owned(), special),
            Reason::CountSchoolDays => {
                let closed: Vec<String> = self
                    .matter
                    .closed
                    .iter()
                    .map(|(from, to)| if from == to { long(*from) } else { format!("{} to {}", plain(*from, *to), long(*to)) })
                    .collect();
                (format!("Working days on which the school is closed do not count; closures as recorded with this request: {}.", closed.join(", ")), special)
            }
            Reason::SchoolDaysUnknown => (
                "The school's closing days are not known, so the last day lies between the 20th working day, if all were school days, and the 60th.".to_owned(),
                special,
            ),
            Reason::Cap60 => ("The 60th working day comes before the 20th school day, and so it is the last.".to_owned(), special),
            Reason::Covid60 => {
                let rule = emergency?;
                (format!("From {} to {} the time is {} instead of {}, for requests received before as well.", long(rule.from), long(rule.to), rule.within, rule.instead_of), Some(&rule.provision))
            }
            Reason::CovidReverted => {
                let rule = emergency?;
                (format!("The {} of {} to {} no longer hold, for older requests either; the Commissioner may excuse a failure caused by them.", rule.within, long(rule.from), long(rule.to)), Some(&rule.provision))
            }
            Reason::CalendarIncomplete => (self.incomplete(), None),
            Reason::StatedDueDiffers => {
                let counted = note.other.map(long).unwrap_or_default();
                (format!("The authority itself names {}; by this count it is {counted}. The usual cause is a calendar of one part of the country, or a day of receipt taken from its own log.", long(note.on)), None)
            }
            _ => return None,
        })
    }

    fn incomplete(&self) -> String {
        let known = self.matter.calendar.holidays().horizon();
        if self.matter.calendar.rule() == crate::law::DaysOff::Given {
            return "No public holidays of this country were given, so the date is provisional: it can only move later.".to_owned();
        }
        format!(
            "Bank holidays are known to {} only: a date after that is provisional, and can only move later.",
            long(known)
        )
    }
}

/// A sentence and the provision behind it.
pub(super) type Said<'a> = (String, Option<&'a str>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Calendar, Channel, Event, EventKind, Matter, Regimes, What};
    use jiff::civil::date;

    #[test]
    fn every_reason_has_a_sentence_in_some_regime() {
        let regimes = Regimes::embedded();
        let day = date(2026, 3, 2);
        let events = [Event::on(day, EventKind::Sent(Channel::Email))];
        let calendar = Calendar::uk();
        let speaks = |reason: Reason| {
            regimes.iter().any(|regime| {
                let kind = if reason == Reason::Count30 { "archive" } else { "school" };
                let matter = Matter {
                    regime,
                    authority_kind: kind,
                    events: &events,
                    as_of: day,
                    calendar: &calendar,
                    closed: &[],
                };
                let clock = matter.fold().unwrap();
                let note = Note { what: What::Reason(reason), on: day, other: Some(day) };
                let step = Explainer { matter: &matter, clock: &clock, skipped: &[] }.reason(&note, reason);
                !step.text.starts_with(reason.code()) && step.text.ends_with('.')
            })
        };
        let silent: Vec<_> = Reason::ALL.iter().filter(|reason| !speaks(**reason)).collect();
        assert!(silent.is_empty(), "{silent:?}");
    }
}
