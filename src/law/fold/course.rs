//! What each event does to the clock: an arm for every kind, so that a new kind does not compile until someone has said it.

use jiff::civil::Date;

use super::{LawError, Matter, Note, Tell, What};
use crate::law::{
    Calendar, Event, EventKind, ExtensionRule, Ground, NoticeTime, Question, Reason, Reasons, Regime, Special, State,
};

/// A request on its way through its events.
pub(super) struct Course<'a, 't, T: Tell> {
    pub matter: &'a Matter<'a>,
    pub regime: &'a Regime,
    pub calendar: &'a Calendar,
    pub special: Option<&'a Special>,
    pub why: Reasons,
    pub tell: &'t mut T,
    pub now: Standing<'a>,
}

/// How things stand after some events.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing<'a> {
    /// The first day on which the request was handed over.
    pub sent: Option<Date>,
    /// A message of ours failed, and none has arrived.
    pub undelivered: bool,
    pub receipt: Option<Date>,
    /// The first receipt, before any reset.
    pub first_receipt: Option<Date>,
    /// The receipt is presumed from the post: a stated day takes its place.
    pub presumed: bool,
    /// A question that stopped the clock, not yet answered.
    pub question: Option<Date>,
    /// A question asked too late to stop it, not yet answered.
    pub late_question: bool,
    /// When the answer to a late question was received.
    pub late_answer: Option<Date>,
    /// A fees notice not yet paid.
    pub fee: Option<Fee>,
    /// From notice to payment, both included.
    pub pauses: Vec<(Date, Date)>,
    pub extension: Option<Extension<'a>>,
    pub specified: Option<Date>,
    pub stated_due: Option<Date>,
    pub answer: Option<Answer>,
    /// Moved or withdrawn.
    pub gone: Option<State>,
    /// When the request for review was received.
    pub review: Option<Date>,
    pub outcome: Option<Date>,
    pub complained: bool,
    pub decision: Option<Date>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Fee {
    pub notice: Date,
    pub pay_by: Date,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Extension<'a> {
    pub rule: &'a ExtensionRule,
    pub until: Option<Date>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Answer {
    pub on: Date,
    pub refused: bool,
    /// It came while the clock stood still: in time whatever the count.
    pub unawaited: bool,
}

impl<'a, 't, T: Tell> Course<'a, 't, T> {
    pub fn new(matter: &'a Matter<'a>, tell: &'t mut T) -> Self {
        let regime = matter.regime;
        let special = regime.special(matter.authority_kind);
        let (why, now) = (Reasons::default(), Standing::default());
        Self { matter, regime, calendar: matter.calendar, special, why, tell, now }
    }

    /// Takes the events in their order.
    pub fn run(&mut self, events: &[(Date, &Event)]) -> Result<(), LawError> {
        let any_failed = events.iter().any(|(_, event)| fails_delivery(&event.what));
        for (at, (day, event)) in events.iter().enumerate() {
            if any_failed && event.what.handed_over().is_some() {
                let later = events.get(at + 1..).unwrap_or_default();
                if let Some(reason) = self.failed(later) {
                    self.not_delivered(*day, &event.what, reason);
                    continue;
                }
            }
            self.take(*day, event)?;
        }
        Ok(())
    }

    fn take(&mut self, day: Date, event: &Event) -> Result<(), LawError> {
        match &event.what {
            EventKind::Sent(channel) | EventKind::Resent(channel) => return self.sent(day, event.when, *channel),
            EventKind::Received(via) => return self.received(day, *via),
            EventKind::Acknowledged { states_received, states_due } => {
                self.now.stated_due = states_due.or(self.now.stated_due);
                if let Some(stated) = *states_received {
                    self.stated_receipt(day, stated);
                }
            }
            // What failed has been passed over already; only a redirection without effect is left to say.
            EventKind::Bounced => {}
            EventKind::AutoReply { redirect } => self.redirected(day, *redirect),
            EventKind::ClarificationSought(question) => return self.question(day, *question),
            EventKind::ClarificationGiven(channel) => return self.clarified(day, event.when, *channel),
            EventKind::FeesNotice => return self.fees_notice(day),
            EventKind::FeePaid => self.paid(day),
            EventKind::ExtensionNotice { ground, until } => return self.extended(day, *ground, *until),
            EventKind::HoldingReply => self.only_while_running(Reason::HoldingNoEffect, day),
            EventKind::PartialReply => self.only_while_running(Reason::PartialClockRuns, day),
            EventKind::Reply => self.answered(day, false),
            EventKind::Refusal { .. } => self.answered(day, true),
            EventKind::CommissionerAllowed { until } => self.specified(day, *until),
            EventKind::Narrowed(channel) => return self.narrowed(day, event.when, *channel),
            EventKind::Transferred { .. } => {
                if self.now.answer.is_none() && self.now.gone.is_none() {
                    self.now.gone = Some(State::Moved);
                    self.say(Reason::TransferredOut, day, None);
                }
            }
            EventKind::Succession { continuity, .. } => self.succeeded(day, *continuity),
            EventKind::Withdrawn => {
                if self.now.gone.is_none() && (self.now.answer.is_none() || self.now.review.is_some()) {
                    self.now.gone = Some(State::Withdrawn);
                    self.say(Reason::Withdrawn, day, None);
                }
            }
            EventKind::ReviewRequested(channel) => {
                if self.now.review.is_none() && (self.now.receipt.is_some() || self.now.answer.is_some()) {
                    self.now.review = Some(self.arrival(day, *channel)?);
                }
            }
            EventKind::ReviewOutcome => self.now.outcome = self.now.outcome.or(Some(day)),
            EventKind::Complained => self.now.complained = true,
            EventKind::DecisionNotice => self.now.decision = Some(day),
        }
        Ok(())
    }

    /// Records a reason and tells it.
    pub fn say(&mut self, reason: Reason, on: Date, other: Option<Date>) {
        self.why.add(reason);
        self.tell.note(Note { what: What::Reason(reason), on, other });
    }

    /// The request waits for the authority or for us; it has not ended.
    pub fn is_open(&self) -> bool {
        self.now.receipt.is_some() && self.now.answer.is_none() && self.now.gone.is_none()
    }

    /// The clock stands still.
    pub fn is_stopped(&self) -> bool {
        self.now.question.is_some() || self.now.fee.is_some()
    }

    fn not_modelled(&mut self, day: Date, what: &'static str) {
        self.tell.note(Note { what: What::NotModelled(what), on: day, other: None });
    }

    fn only_while_running(&mut self, reason: Reason, day: Date) {
        if self.is_open() {
            self.say(reason, day, None);
        }
    }

    /// Is something that must be told within the time, told on `day`, in time? While the clock stands still, always.
    fn told_in_time(&self, day: Date, with_extension: bool) -> Result<bool, LawError> {
        if self.is_stopped() {
            return Ok(true);
        }
        let limits = self.limits(day)?;
        Ok(limits.is_none_or(|limits| day <= if with_extension { limits.last() } else { limits.unextended() }))
    }

    /// FOIA s.1(3), s.10(6)(b), and their like: a question in time stops the clock.
    fn question(&mut self, day: Date, question: Question) -> Result<(), LawError> {
        if !self.is_open() {
            return Ok(());
        }
        if question == Question::General {
            self.say(Reason::QuestionNoEffect, day, None);
        } else if self.regime.clarification.is_none() {
            self.not_modelled(day, "clarification");
        } else if self.told_in_time(day, true)? {
            self.now.question = self.now.question.or(Some(day));
            self.say(Reason::ClarificationStops, day, None);
        } else {
            self.now.late_question = true;
            self.say(Reason::ClarificationTooLate, day, None);
        }
        Ok(())
    }

    /// The answer resets the clock: earlier pauses and extensions are spent.
    fn clarified(&mut self, day: Date, when: crate::law::When, channel: crate::law::Channel) -> Result<(), LawError> {
        if !self.is_open() {
            return Ok(());
        }
        if self.now.question.take().is_some() {
            self.why.remove(Reason::ClarificationStops);
            let receipt = self.arrival(day, channel)?;
            self.say(Reason::ClarificationResets, day, Some(receipt));
            self.now.presumed = false;
            self.now.pauses.clear();
            self.now.extension = None;
            self.now.specified = None;
            self.now.stated_due = None;
            self.now.late_question = false;
            self.now.late_answer = None;
            self.start(receipt, when, channel);
        } else if self.now.late_question {
            self.now.late_answer = Some(self.arrival(day, channel)?);
        }
        Ok(())
    }

    /// FOIA s.9 and its like: a notice given in time stops the clock until it is paid.
    fn fees_notice(&mut self, day: Date) -> Result<(), LawError> {
        if !self.is_open() || self.now.fee.is_some() {
            return Ok(());
        }
        let Some(rule) = &self.regime.fee else {
            self.not_modelled(day, "fees");
            return Ok(());
        };
        if self.told_in_time(day, rule.notice == NoticeTime::InTime)? {
            let pay_by = self.pay_by(day, rule.pay_within)?;
            self.now.fee = Some(Fee { notice: day, pay_by });
            self.say(Reason::FeesStop, day, Some(pay_by));
        } else {
            self.say(Reason::FeesNoticeTooLate, day, None);
        }
        Ok(())
    }

    fn paid(&mut self, day: Date) {
        let Some(fee) = self.now.fee.filter(|_| self.is_open()) else { return };
        if day <= fee.pay_by {
            self.now.fee = None;
            self.now.pauses.push((fee.notice, day));
            self.why.remove(Reason::FeesStop);
            self.say(Reason::FeesDisregarded, day, Some(fee.notice));
        } else {
            self.say(Reason::FeesPaidTooLate, day, Some(fee.pay_by));
        }
    }

    /// One law, one ground, told in time.
    fn extended(&mut self, day: Date, ground: Ground, until: Option<Date>) -> Result<(), LawError> {
        if !self.is_open() {
            return Ok(());
        }
        let Some(rule) = self.regime.extension(ground) else {
            self.say(Reason::ExtensionNoBasis, day, until);
            return Ok(());
        };
        let earlier = self.now.extension;
        if earlier.is_some() && !rule.again {
            self.say(Reason::ExtensionOnlyOnce, day, until);
        } else if !self.told_in_time(day, earlier.is_some())? {
            self.say(Reason::ExtensionTooLate, day, until);
        } else {
            self.grant(day, rule, until)?;
        }
        Ok(())
    }

    fn grant(&mut self, day: Date, rule: &'a ExtensionRule, until: Option<Date>) -> Result<(), LawError> {
        let Some(receipt) = self.now.receipt else { return Ok(()) };
        let cap = self.end_of(rule.at_most, receipt)?;
        let unextended = self.unextended_limits(receipt, day)?.unextended();
        if until.unwrap_or(cap).min(cap) <= unextended {
            self.say(Reason::ExtensionAddsNothing, day, until);
            return Ok(());
        }
        self.now.extension = Some(Extension { rule, until });
        self.say(rule.reason, day, until);
        match until {
            None if rule.estimate_wanted => self.say(Reason::ExtensionNoEstimate, day, Some(cap)),
            Some(until) if until > cap => self.say(Reason::ExtensionBeyondLimit, day, Some(cap)),
            _ => {}
        }
        Ok(())
    }

    fn specified(&mut self, day: Date, until: Date) {
        if !self.is_open() {
            return;
        }
        if self.regime.specified_day.is_some() {
            self.now.specified = Some(until);
            self.say(Reason::CommissionerSpecifiedDay, day, Some(until));
        } else {
            self.not_modelled(day, "a day specified by the Commissioner");
        }
    }

    /// The first answer ends the time; a later one may still turn a refusal into an answer, and changes no date.
    fn answered(&mut self, day: Date, refused: bool) {
        if self.now.gone.is_some() {
            return;
        }
        let unawaited = self.is_stopped();
        match &mut self.now.answer {
            Some(answer) if self.now.review.is_none() => answer.refused = refused,
            Some(_) => {}
            none => *none = Some(Answer { on: day, refused, unawaited }),
        }
    }

    fn succeeded(&mut self, day: Date, continuity: Option<bool>) {
        let over = self.now.answer.is_some() && (self.now.review.is_none() || self.now.outcome.is_some());
        if over || self.now.gone.is_some() {
            return;
        }
        match continuity {
            Some(true) => self.say(Reason::SuccessionContinues, day, None),
            None => self.say(Reason::SuccessionAssumed, day, None),
            Some(false) => {
                self.now.gone = Some(State::Moved);
                self.say(Reason::SuccessionEnds, day, None);
            }
        }
    }
}

/// Can this event undo the delivery of a message of ours?
fn fails_delivery(what: &EventKind) -> bool {
    matches!(what, EventKind::Bounced | EventKind::AutoReply { redirect: true })
}
