//! The count in words: its length, the days passed over, the first, the middle and the last day.

use jiff::civil::Date;

use super::days::{long, ordinal, short};
use super::{Explainer, Part};
use crate::law::{Calendar, Matter, Note, Period, Reason, SpecialCount, Step};

impl Explainer<'_> {
    /// The steps of the count, where there is a due date.
    pub(super) fn count(&self, notes: &[Note]) -> Vec<Step> {
        let regime = self.matter.regime;
        let (Some(receipt), Some(due)) = (self.clock.receipt, self.clock.due) else { return Vec::new() };
        let special = regime.special(self.matter.authority_kind);
        let (within, provision) = special
            .map_or((regime.reply.within, &regime.reply.provision), |special| (special.within, &special.provision));
        let (mut middle, last): (Vec<Step>, Vec<Step>) = self
            .part(notes, Part::Count)
            .into_iter()
            .partition(|step| !matches!(step.code, Some(Reason::StatedDueDiffers | Reason::CalendarIncomplete)));
        let school = special.is_some_and(|special| matches!(special.how, SpecialCount::SchoolDays { .. }));
        let unit = if school { " on which the school is open, or 60 working days if they end first" } else { "" };
        let text = format!("The time is {within}{unit}, counted from the day after receipt.");
        let mut steps = vec![self.step(text, Some(provision), None, None)];
        steps.append(&mut middle);
        steps.extend(self.passed_over());
        steps.extend(self.landmarks(receipt, due, within));
        steps.extend(self.late_holidays(receipt));
        steps.extend(last);
        steps
    }

    /// "Not counted besides weekends: Thu 25 December (Christmas Day), ...".
    fn passed_over(&self) -> Option<Step> {
        let regime = self.matter.regime;
        if !regime.reply.within.is_working_days() {
            return None;
        }
        let provision = Some(regime.days_off_provision.as_str());
        if self.skipped.is_empty() {
            let text = "Only weekends are passed over: no other day off falls into the time.";
            return Some(self.step(text, provision, None, None));
        }
        let named: Vec<String> = self
            .skipped
            .iter()
            .map(|day| format!("{} ({})", short(*day), self.matter.calendar.why_off(*day)))
            .collect();
        let any = self.skipped.iter().any(|day| self.matter.calendar.why_off(*day).contains(" alone"));
        let union = if any { "; a bank holiday in any part of the United Kingdom counts for all of it" } else { "" };
        Some(self.step(format!("Not counted besides weekends: {}{union}.", named.join(", ")), provision, None, None))
    }

    /// "Day 1 is Thu 11 December, day 10 is Wed 24 December, day 20 is Tuesday 13 January 2026."
    fn landmarks(&self, receipt: Date, due: Date, within: Period) -> Vec<Step> {
        let day = |n: u16| self.working_day(receipt, n).ok();
        let mut text = match within {
            Period::WorkingDays(n) if self.working_day(receipt, n) == Ok(due) && self.clock.disregarded.is_none() => {
                let marks = [1, n / 2].into_iter().filter(|mark| *mark > 0 && *mark < n);
                let mut marks: Vec<String> =
                    marks.filter_map(|mark| Some(format!("day {mark} is {}", short(day(mark)?)))).collect();
                marks.push(format!("day {n} is {}", long(due)));
                let text = marks.join(", ");
                format!("D{}", text.get(1..).unwrap_or_default())
            }
            Period::WorkingDays(n) if self.clock.disregarded.is_some() => {
                format!("Without the days left out, the {} working day is {}", ordinal(n), long(due))
            }
            _ => format!("The last day is {}", long(due)),
        };
        match self.clock.due_latest {
            Some(latest) => text.push_str(&format!(" at the earliest and {} at the latest.", long(latest))),
            None => text.push_str(": a reply is due by the end of that day."),
        }
        vec![self.step(text, None, None, Some(due))]
    }

    fn working_day(&self, receipt: Date, n: u16) -> Result<Date, crate::law::OutsideCalendar> {
        crate::law::last_day(receipt, n, self.matter.calendar)
    }

    /// A holiday that became law after receipt moved the date: what was told before, and what is true now.
    fn late_holidays(&self, receipt: Date) -> Vec<Step> {
        let calendar = self.matter.calendar;
        let divisions = calendar.rule().divisions();
        let late = self.skipped.iter().flat_map(|day| calendar.holidays().on(*day, divisions));
        let late = late.filter_map(|holiday| Some((holiday, holiday.known_from.filter(|known| *known > receipt)?)));
        late.filter_map(|(holiday, known)| {
            let before = Calendar::new(calendar.rule(), &calendar.holidays().known_on(known.yesterday().ok()?));
            let told = Matter { calendar: &before, ..*self.matter }.fold().ok()?;
            let (told, now) = (told.extended_due.or(told.due)?, self.clock.extended_due.or(self.clock.due)?);
            let text = format!(
                "{} became a bank holiday on {} ({}); what was told before that as {} is now {}.",
                long(holiday.date),
                long(known),
                holiday.name,
                long(told),
                long(now)
            );
            (told != now).then(|| self.step(text, None, None, Some(now)))
        })
        .collect()
    }

    /// The extended day, where an extension holds.
    pub(super) fn extended_step(&self) -> Option<Step> {
        let until = self.clock.extended_due?;
        Some(self.step(format!("With it a reply is due by the end of {}.", long(until)), None, None, Some(until)))
    }
}
