//! Day 0: when a message of ours counts as received, and what other people's words about it are worth.

use jiff::civil::Date;

use super::{LawError, Tell, course::Course, course::Standing};
use crate::law::{Channel, Event, EventKind, PostClass, PostRule, Reason, Reasons, RedirectRule, Via, When};

/// From this hour on a message counts as sent late in the evening; it is received that day all the same.
const EVENING: i8 = 17;

impl<T: Tell> Course<'_, '_, T> {
    /// Did the message just handed over fail? What came back before our next message says so.
    ///
    /// Either counts only while nothing shows that the authority has the message after all.
    pub fn failed(&self, later: &[(Date, &Event)]) -> Option<Reason> {
        let mut silent = true;
        for (_, event) in later.iter().take_while(|(_, event)| event.what.handed_over().is_none()) {
            match event.what {
                EventKind::Bounced if silent => return Some(Reason::Bounced),
                EventKind::Bounced => {}
                EventKind::AutoReply { redirect } => {
                    if silent && redirect && self.regime.receipt.redirect == RedirectRule::NotReceived {
                        return Some(Reason::RedirectNotReceived);
                    }
                }
                _ => silent = false,
            }
        }
        None
    }

    pub fn not_delivered(&mut self, day: Date, what: &EventKind, reason: Reason) {
        if matches!(what, EventKind::Sent(_) | EventKind::Resent(_)) && self.now.receipt.is_none() {
            self.now.sent = self.now.sent.or(Some(day));
            self.now.undelivered = true;
        }
        self.say(reason, day, None);
    }

    pub fn redirected(&mut self, day: Date, redirect: bool) {
        if redirect && self.is_open() && self.regime.receipt.redirect == RedirectRule::NoEffect {
            self.say(Reason::RedirectDoesNotMatter, day, None);
        }
    }

    pub fn sent(&mut self, day: Date, when: When, channel: Channel) -> Result<(), LawError> {
        let first = self.now.sent.is_none();
        self.now.sent = self.now.sent.or(Some(day));
        match self.now.receipt {
            Some(received) if first && self.why.has(Reason::ReceiptStated) => {
                return Err(LawError::ReceivedBeforeSent { received, sent: day });
            }
            Some(_) => self.say(Reason::ResendNoEffect, day, None),
            None => {
                let receipt = self.arrival(day, channel)?;
                self.now.first_receipt = Some(receipt);
                self.now.presumed = matches!(channel, Channel::Post(_));
                self.start(receipt, when, channel);
            }
        }
        Ok(())
    }

    /// A narrower request after a refusal is a new request, with a story of its own.
    pub fn narrowed(&mut self, day: Date, when: When, channel: Channel) -> Result<(), LawError> {
        self.why = Reasons::default();
        self.now = Standing::default();
        self.tell.begin_anew();
        self.say(Reason::NewRequest, day, None);
        self.sent(day, when, channel)
    }

    pub fn received(&mut self, day: Date, via: Option<Via>) -> Result<(), LawError> {
        match (self.now.receipt, via) {
            (None, Some(Via::Transfer)) => {
                self.now.first_receipt = Some(day);
                self.set_receipt(day, Reason::ReceiptTransfer, day);
            }
            (Some(_), Some(Via::Transfer)) => {}
            (_, Some(Via::Stated) | None) => self.stated_receipt(day, day),
        }
        Ok(())
    }

    /// The authority states a day of receipt: it replaces a presumption, and nothing else.
    pub fn stated_receipt(&mut self, told: Date, stated: Date) {
        // Nobody can have received it before it was sent, nor on a day still to come.
        let possible = self.now.sent.is_none_or(|sent| sent <= stated) && stated <= told;
        match self.now.receipt {
            None if possible => {
                self.now.first_receipt = Some(stated);
                self.set_receipt(stated, Reason::ReceiptStated, told);
            }
            Some(_) if self.now.presumed && possible => {
                for spent in [Reason::ReceiptPostThirdDay, Reason::ReceiptPostOrdinaryCourse, Reason::ReceiptNonworking]
                {
                    self.why.remove(spent);
                }
                self.now.presumed = false;
                self.now.first_receipt = Some(stated);
                self.set_receipt(stated, Reason::ReceiptStated, told);
            }
            Some(receipt) if stated == receipt || self.now.first_receipt == Some(stated) => {}
            _ => self.say(Reason::StatedReceiptDisregarded, told, Some(stated)),
        }
    }

    /// The day on which something handed over on `day` is received.
    pub fn arrival(&self, day: Date, channel: Channel) -> Result<Date, LawError> {
        let Channel::Post(class) = channel else { return Ok(day) };
        match self.regime.receipt.post {
            PostRule::ThirdDay => Ok(day.checked_add(jiff::Span::new().days(3)).unwrap_or(Date::MAX)),
            PostRule::OrdinaryCourse => {
                let working_days = match class {
                    PostClass::First => 2,
                    PostClass::Second => 4,
                };
                Ok(crate::law::last_day(day, working_days, self.calendar)?)
            }
            PostRule::NotModelled => Err(LawError::PostNotModelled { regime: self.regime.name.clone() }),
        }
    }

    /// Starts the clock on `receipt`, and says how that day came about.
    pub fn start(&mut self, receipt: Date, when: When, channel: Channel) {
        let how = match channel {
            Channel::Email => Reason::ReceiptEmail,
            Channel::Portal => Reason::ReceiptPortal,
            Channel::Fax => Reason::ReceiptFax,
            Channel::Hand => Reason::ReceiptHand,
            Channel::Post(_) if self.regime.receipt.post == PostRule::ThirdDay => Reason::ReceiptPostThirdDay,
            Channel::Post(_) => Reason::ReceiptPostOrdinaryCourse,
        };
        let handed_over = when.day_in(&self.regime.place);
        self.set_receipt(receipt, how, handed_over);
        if let (When::Instant(instant), false) = (when, matches!(channel, Channel::Post(_))) {
            let local = self.regime.place.to_datetime(instant);
            let utc = jiff::tz::TimeZone::UTC.to_datetime(instant);
            if local.hour() >= EVENING {
                self.say(Reason::ReceiptLateEvening, receipt, None);
            }
            if local.date() != utc.date() {
                self.say(Reason::ReceiptLocalDate, receipt, Some(utc.date()));
            }
        }
    }

    fn set_receipt(&mut self, receipt: Date, how: Reason, told: Date) {
        self.now.receipt = Some(receipt);
        self.now.undelivered = false;
        self.say(how, told, Some(receipt));
        if self.regime.reply.within.is_working_days() && !self.calendar.is_working(receipt) {
            self.say(Reason::ReceiptNonworking, receipt, None);
        }
    }
}
