//! What it all comes to on the day of asking: the dates, the state, from whom the next step is due.

use jiff::civil::Date;

use super::{LawError, Tell, course::Course, limits::Limits, limits::after};
use crate::law::{AskFrom, Clock, ComplainFrom, Party, Reason, ReviewRule, Running, State};

impl<T: Tell> Course<'_, '_, T> {
    /// The clock, once all events are taken.
    pub fn verdict(mut self) -> Result<Clock, LawError> {
        let mut clock = empty();
        clock.receipt = self.now.receipt;
        let limits = self.time_allowed(&mut clock)?;
        self.judge_reply(&mut clock, limits)?;
        self.review_dates(&mut clock, limits)?;
        self.regulator_dates(&mut clock);
        self.state(&mut clock, limits)?;
        self.provisional(&mut clock);
        clock.why = self.why;
        Ok(clock)
    }

    /// The due dates, where there are any now.
    fn time_allowed(&mut self, clock: &mut Clock) -> Result<Option<Limits>, LawError> {
        clock.stated_due = self.now.stated_due;
        clock.pay_by = self.now.fee.map(|fee| fee.pay_by);
        let view = self.now.answer.map_or(self.matter.as_of, |answer| answer.on);
        if self.is_stopped() || self.now.gone.is_some() {
            return Ok(None);
        }
        let Some((limits, receipt)) = self.limits(view)?.zip(self.now.receipt) else { return Ok(None) };
        clock.due = Some(limits.due);
        clock.due_latest = limits.latest;
        clock.extended_due = limits.extended;
        if let Some(received) = self.now.late_answer {
            clock.due_if_reset = Some(self.unextended_limits(received, view)?.unextended());
        }
        if !self.now.pauses.is_empty() {
            clock.disregarded = Some(self.calendar.taken_out(receipt, &self.now.pauses)?);
        }
        for reason in [limits.count, limits.capped.then_some(Reason::Cap60), limits.emergency].into_iter().flatten() {
            self.say(reason, receipt, Some(limits.due));
        }
        if let Some(stated) = self.now.stated_due
            && stated != limits.due
            && Some(stated) != limits.extended
        {
            self.say(Reason::StatedDueDiffers, stated, Some(limits.due));
        }
        Ok(Some(limits))
    }

    /// In time or late? Between the earliest and the latest day of a school nobody can say.
    fn judge_reply(&mut self, clock: &mut Clock, limits: Option<Limits>) -> Result<(), LawError> {
        let Some(answer) = self.now.answer else { return Ok(()) };
        clock.replied = Some(answer.on);
        let Some(limits) = limits else {
            if answer.unawaited {
                clock.in_time = Some(true);
                self.say(Reason::RepliedInTime, answer.on, None);
            }
            return Ok(());
        };
        let (certain, last) = (limits.extended.unwrap_or(limits.due), limits.last());
        if answer.on <= certain {
            clock.in_time = Some(true);
            self.say(Reason::RepliedInTime, answer.on, Some(certain));
        } else if answer.on <= last {
            self.say(Reason::InTimeUnknown, answer.on, Some(last));
        } else {
            clock.in_time = Some(false);
            clock.reply_late_by = Some(self.calendar.working_days(last, answer.on)?);
            self.say(Reason::RepliedLate, answer.on, Some(last));
        }
        Ok(())
    }

    fn review_dates(&mut self, clock: &mut Clock, limits: Option<Limits>) -> Result<(), LawError> {
        let Some(rule) = &self.regime.review else { return Ok(()) };
        if self.now.gone.is_none() {
            clock.review_ask_by = self.ask_by(rule, clock, limits)?;
        }
        let Some(received) = self.now.review else { return Ok(()) };
        let view = self.now.outcome.unwrap_or(self.matter.as_of);
        let special =
            rule.special.iter().find(|special| special.kinds.iter().any(|kind| kind == self.matter.authority_kind));
        let emergency = self.regime.emergencies.iter().find(|emergency| emergency.holds_on(view));
        let (due, reason) = match (special, emergency.and_then(|emergency| emergency.review)) {
            (Some(special), _) => (special.due, special.reason),
            (None, Some((due, reason))) => (due, Some(reason)),
            (None, None) => (rule.due, rule.reason),
        };
        self.say_reverted(received, view, special.is_some())?;
        let day = |n| crate::law::last_day(received, n, self.calendar);
        let (review_due, outer) = (day(due)?, rule.outer.map(day).transpose()?);
        clock.review_due = Some(review_due);
        clock.review_outer = outer;
        if let Some(reason) = reason {
            self.say(reason, received, Some(review_due));
        }
        if let Some(ask_by) = clock.review_ask_by.filter(|ask_by| received > *ask_by) {
            self.say(Reason::ReviewAskedLate, received, Some(ask_by));
        }
        Ok(())
    }

    /// A review that an emergency once gave more time, and gives it no longer.
    fn say_reverted(&mut self, received: Date, view: Date, special: bool) -> Result<(), LawError> {
        for emergency in self.regime.emergencies.iter().filter(|emergency| view > emergency.to && !special) {
            let Some((longer, _)) = emergency.review else { continue };
            let touched =
                received <= emergency.to && crate::law::last_day(received, longer, self.calendar)? >= emergency.from;
            if touched {
                self.say(emergency.afterwards, received, None);
            }
        }
        Ok(())
    }

    /// The last day to ask for a review.
    fn ask_by(&self, rule: &ReviewRule, clock: &Clock, limits: Option<Limits>) -> Result<Option<Date>, LawError> {
        let Some((within, from)) = rule.ask else { return Ok(None) };
        let replied = self.now.answer.map(|answer| answer.on);
        let ended = limits.map(|limits| limits.last());
        let failed = ended.filter(|ended| self.matter.as_of > *ended);
        let start = match from {
            AskFrom::Reply => replied,
            AskFrom::ReplyOrLimit => replied.or(failed),
            AskFrom::LimitOrLateReply if replied.is_none() => failed,
            AskFrom::LimitOrLateReply if clock.in_time == Some(false) => replied,
            AskFrom::LimitOrLateReply => ended.or(replied),
        };
        Ok(start.map(|start| crate::law::last_day(start, within, self.calendar)).transpose()?)
    }

    fn regulator_dates(&mut self, clock: &mut Clock) {
        if let Some(rule) = &self.regime.regulator {
            let silent = clock
                .review_due
                .filter(|due| rule.complain_from == ComplainFrom::ReviewOutcomeOrItsLimit && self.matter.as_of > *due);
            if let Some(start) = self.now.outcome.or(silent).filter(|_| self.now.gone.is_none()) {
                clock.complain_by = Some(after(rule.complain_within, start));
                self.say(rule.reason, start, clock.complain_by);
            }
        }
        if let (Some(rule), Some(decision)) = (&self.regime.appeal, self.now.decision) {
            let last = after(rule.within, decision);
            self.say(rule.reason, decision, Some(last));
            let rolled = rule.rolls_in.map_or(last, |division| self.calendar.roll(last, division));
            if let Some(reason) = rule.roll_reason.filter(|_| rolled != last) {
                self.say(reason, last, Some(rolled));
            }
            clock.appeal_by = Some(rolled);
        }
    }

    fn state(&mut self, clock: &mut Clock, limits: Option<Limits>) -> Result<(), LawError> {
        let (state, running, due_from) = self.phase(clock, limits)?;
        (clock.state, clock.running, clock.due_from) = (state, running, due_from);
        if self.now.complained && self.now.gone.is_none() {
            (clock.state, clock.due_from) = (State::WithRegulator, Party::Regulator);
        }
        if self.now.decision.is_some() {
            (clock.state, clock.running, clock.due_from) = (State::Decided, Running::Ended, Party::Nobody);
            clock.late_by = None;
        }
        Ok(())
    }

    /// The phase that runs now, whoever else has been asked.
    fn phase(&mut self, clock: &mut Clock, limits: Option<Limits>) -> Result<(State, Running, Party), LawError> {
        let today = self.matter.as_of;
        if let Some(gone) = self.now.gone {
            return Ok((gone, Running::Ended, Party::Nobody));
        }
        if self.now.outcome.is_some() {
            return Ok((State::Reviewed, Running::Ended, Party::Nobody));
        }
        if let Some(due) = clock.review_due {
            if today > due {
                clock.late_by = Some(self.calendar.working_days(due, today)?);
                return Ok((State::ReviewOverdue, Running::Overdue, Party::Authority));
            }
            return Ok((State::ReviewWaiting, Running::Running, Party::Authority));
        }
        if let Some(answer) = self.now.answer {
            let state = if answer.refused { State::Refused } else { State::Answered };
            return Ok((state, Running::Ended, Party::Nobody));
        }
        if let Some(fee) = self.now.fee.filter(|fee| today > fee.pay_by) {
            self.say(Reason::FeesLapsed, fee.pay_by, None);
            return Ok((State::Lapsed, Running::Ended, Party::Nobody));
        }
        if self.now.question.is_some() {
            return Ok((State::ClarificationWanted, Running::Stopped, Party::Applicant));
        }
        if self.now.fee.is_some() {
            return Ok((State::FeeWanted, Running::Stopped, Party::Applicant));
        }
        let Some(limits) = limits else {
            let state = if self.now.undelivered { State::NotDelivered } else { State::NotSent };
            return Ok((state, Running::NotStarted, Party::Applicant));
        };
        if today > limits.last() {
            clock.late_by = Some(self.calendar.working_days(limits.last(), today)?);
            return Ok((State::Overdue, Running::Overdue, Party::Authority));
        }
        let state = if limits.extended.is_some() { State::Extended } else { State::Waiting };
        Ok((state, Running::Running, Party::Authority))
    }

    /// A date beyond the known holidays can only move later.
    fn provisional(&mut self, clock: &mut Clock) {
        let counts_days = self.regime.reply.within.is_working_days() || self.regime.reply.rolls;
        let main = [clock.due, clock.extended_due, clock.due_latest, clock.due_if_reset];
        let after = [clock.review_ask_by, clock.review_due, clock.review_outer];
        let pay_by =
            clock.pay_by.filter(|_| self.regime.fee.as_ref().is_some_and(|fee| fee.pay_within.is_working_days()));
        let counted = main.into_iter().filter(|_| counts_days).chain(after).chain([pay_by]).flatten();
        if let Some(day) = counted.filter(|day| self.calendar.is_beyond_known(*day)).min() {
            clock.provisional = true;
            self.say(Reason::CalendarIncomplete, day, None);
        }
    }
}

fn empty() -> Clock {
    Clock {
        receipt: None,
        due: None,
        extended_due: None,
        due_latest: None,
        due_if_reset: None,
        stated_due: None,
        pay_by: None,
        review_ask_by: None,
        review_due: None,
        review_outer: None,
        complain_by: None,
        appeal_by: None,
        state: State::NotSent,
        running: Running::NotStarted,
        due_from: Party::Applicant,
        in_time: None,
        replied: None,
        reply_late_by: None,
        late_by: None,
        disregarded: None,
        why: crate::law::Reasons::default(),
        provisional: false,
    }
}
