//! How long the authority has: the count, the special counts, and what lengthens them.

use jiff::Span;
use jiff::civil::Date;

use super::{LawError, Tell, course::Course};
use crate::law::{Emergency, Period, Reason, SpecialCount};

/// The last days of the time for complying, as seen on some day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub due: Date,
    /// Where a school's days are not known, the latest that `due` can be.
    pub latest: Option<Date>,
    pub extended: Option<Date>,
    /// What made the count another than the ordinary one.
    pub count: Option<Reason>,
    /// The cap came first.
    pub capped: bool,
    /// An emergency law touches it: its reason.
    pub emergency: Option<Reason>,
}

impl Limits {
    /// The last day on which an answer is in time without doubt or with it.
    pub fn last(&self) -> Date {
        self.extended.unwrap_or_else(|| self.unextended())
    }

    pub fn unextended(&self) -> Date {
        self.latest.unwrap_or(self.due)
    }
}

impl<T: Tell> Course<'_, '_, T> {
    /// The limits as the law stands on `view`; `None` without a receipt.
    pub fn limits(&self, view: Date) -> Result<Option<Limits>, LawError> {
        let Some(receipt) = self.now.receipt else { return Ok(None) };
        let mut limits = self.unextended_limits(receipt, view)?;
        if let Some(extension) = self.now.extension {
            let cap = self.end_of(extension.rule.at_most, receipt)?;
            let until = extension.until.map_or(cap, |until| until.min(cap));
            limits.extended = Some(until).filter(|until| *until > limits.unextended());
        }
        Ok(Some(limits))
    }

    /// The limits that a request received on `receipt` has without any extension.
    pub fn unextended_limits(&self, receipt: Date, view: Date) -> Result<Limits, LawError> {
        let mut limits = match self.special.map(|special| (special.within, special.how)) {
            Some((within, SpecialCount::SchoolDays { at_most })) => self.school_limits(receipt, within, at_most)?,
            Some((within, SpecialCount::Plain(count))) => Limits { count, ..plain(self.end_of(within, receipt)?) },
            None => self.ordinary_limits(receipt, view)?,
        };
        if let (Some(day), Some((at_most, _))) = (self.now.specified, &self.regime.specified_day) {
            let day = day.min(self.end_of(*at_most, receipt)?);
            limits.due = limits.due.max(day);
            limits.latest = limits.latest.map(|latest| latest.max(day));
        }
        Ok(limits)
    }

    /// The 20th school day or the 60th working day, "whichever occurs first"; both, where the school's days are not known.
    fn school_limits(&self, receipt: Date, within: Period, at_most: u16) -> Result<Limits, LawError> {
        let cap = self.end_of(Period::WorkingDays(at_most), receipt)?;
        if self.matter.closed.is_empty() {
            let earliest = self.end_of(within, receipt)?;
            let latest = Some(cap).filter(|cap| *cap > earliest);
            return Ok(Limits { latest, count: Some(Reason::SchoolDaysUnknown), ..plain(earliest) });
        }
        let left_out = [self.now.pauses.as_slice(), self.matter.closed].concat();
        let school = self.calendar.last_day_without(receipt, within.number(), &left_out)?;
        Ok(Limits { count: Some(Reason::CountSchoolDays), capped: cap < school, ..plain(school.min(cap)) })
    }

    fn ordinary_limits(&self, receipt: Date, view: Date) -> Result<Limits, LawError> {
        let within = self.regime.reply.within;
        let due = self.end_of(within, receipt)?;
        for emergency in self.regime.emergencies.iter().filter(|emergency| emergency.instead_of == within) {
            if emergency.holds_on(view) {
                return Ok(Limits {
                    emergency: Some(emergency.reason),
                    ..plain(self.end_of(emergency.within, receipt)?)
                });
            }
            if view > emergency.to && self.touched(emergency, receipt)? {
                return Ok(Limits { emergency: Some(emergency.afterwards), ..plain(due) });
            }
        }
        Ok(plain(due))
    }

    /// Was a request received on `receipt` still in the longer time when the emergency began, and received before it ended?
    fn touched(&self, emergency: &Emergency, receipt: Date) -> Result<bool, LawError> {
        Ok(receipt <= emergency.to && self.end_of(emergency.within, receipt)? >= emergency.from)
    }

    /// The last day of a period after `from`, what fees take out left out.
    pub fn end_of(&self, period: Period, from: Date) -> Result<Date, LawError> {
        let end = match period {
            Period::WorkingDays(n) => return Ok(self.calendar.last_day_without(from, n, &self.now.pauses)?),
            calendar_period => after(calendar_period, from),
        };
        if self.regime.reply.rolls && !self.calendar.is_working(end) {
            return Ok(self.calendar.next_working_day(end)?);
        }
        Ok(end)
    }

    /// The last day to pay: months *begin with* the day of the notice (Dodds v Walker [1981] 1 WLR 1027), working days follow it.
    pub fn pay_by(&self, notice: Date, within: Period) -> Result<Date, LawError> {
        match within {
            Period::WorkingDays(n) => Ok(crate::law::last_day(notice, n, self.calendar)?),
            period => {
                let same_day = after(period, notice);
                // A month without that day ends the period with its own last day, which jiff has given already.
                Ok(if same_day.day() == notice.day() { same_day.yesterday().unwrap_or(same_day) } else { same_day })
            }
        }
    }
}

fn plain(due: Date) -> Limits {
    Limits { due, latest: None, extended: None, count: None, capped: false, emergency: None }
}

/// The corresponding day after a period that is not in working days; in months the last day where there is none.
pub(super) fn after(period: Period, from: Date) -> Date {
    let span = match period {
        Period::WorkingDays(n) | Period::Days(n) => Span::new().days(n),
        Period::Weeks(n) => Span::new().weeks(n),
        Period::Months(n) => Span::new().months(n),
    };
    from.checked_add(span).unwrap_or(Date::MAX)
}
