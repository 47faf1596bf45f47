//! Working days: which days a law counts, and how to count them.
//!
//! FOIA 2000 s.10(6): any day but a Saturday, a Sunday, Christmas Day, Good Friday or a day that is a bank holiday under
//! the Banking and Financial Dealings Act 1971 *in any part of the United Kingdom*. FOISA 2002 s.73: a bank holiday in
//! Scotland. So a regime chooses the rule; a person never does.
//!
//! [`last_day`] is the whole of counting. It knows no reasons: `explain` gives them, and a property test joins the two.

mod holiday;
mod table;
mod update;

use jiff::civil::Date;
use serde::Deserialize;

use holiday::FIRST_YEAR;
pub use holiday::{Division, Holiday, Holidays};
use table::Table;
pub use update::{Change, ChangeKind, Feed, HolidayFault, Update};

/// Which days besides weekends are no working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DaysOff {
    /// Bank holidays of any part of the United Kingdom, and Christmas Day.
    UkAny,
    /// Bank holidays in Scotland, and Christmas Day.
    Scotland,
    /// Those that the caller brings: a country whose holidays we do not keep.
    Given,
}

impl DaysOff {
    /// The divisions whose bank holidays count.
    pub fn divisions(self) -> &'static [Division] {
        match self {
            Self::UkAny => &Division::ALL,
            Self::Scotland => &[Division::Scotland],
            Self::Given => &[],
        }
    }
}

/// The working days of one law, ready to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    rule: DaysOff,
    holidays: Holidays,
    given: Vec<Date>,
    table: Table,
    /// The last day for which the days off are known; `None` where the caller vouches for all.
    known_to: Option<Date>,
}

/// A count that leaves the years of the calendar: no date beats a wrong one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
#[error("{day} is outside the calendar, which counts from {first} to {last}")]
#[diagnostic(help(
    "check the year; UK information law begins on 1 January 2005, and later holidays come with `foi holidays update`"
))]
pub struct OutsideCalendar {
    pub day: Date,
    pub first: Date,
    pub last: Date,
}

/// How far past the known holidays a count may go, marked provisional.
const YEARS_BEYOND: i16 = 10;

impl Calendar {
    /// The working days of FOIA and the EIR, by the holidays built in.
    pub fn uk() -> Self {
        Self::new(DaysOff::UkAny, Holidays::embedded())
    }

    /// The working days of FOISA, by the holidays built in.
    pub fn scotland() -> Self {
        Self::new(DaysOff::Scotland, Holidays::embedded())
    }

    /// The working days of a rule, by these holidays. For [`DaysOff::Given`] no holidays are known at all.
    pub fn new(rule: DaysOff, holidays: &Holidays) -> Self {
        if rule == DaysOff::Given {
            return Self { known_to: Some(Date::MIN), ..Self::given(&[]) };
        }
        let mut off: Vec<Date> = holidays
            .iter()
            .filter(|holiday| holiday.divisions.iter().any(|division| rule.divisions().contains(division)))
            .map(|holiday| holiday.date)
            .collect();
        off.dedup();
        let last_year = holidays.horizon().year() + YEARS_BEYOND;
        let table = Table::build(FIRST_YEAR, last_year, |day| {
            (day.month() == 12 && day.day() == 25) || off.binary_search(&day).is_ok()
        });
        Self { rule, holidays: holidays.clone(), given: Vec::new(), table, known_to: Some(holidays.horizon()) }
    }

    /// Mondays to Fridays but these days, which are all there are.
    pub fn given(holidays: &[Date]) -> Self {
        let mut given = holidays.to_vec();
        given.sort_unstable();
        let table = Table::build(1990, 2100, |day| given.binary_search(&day).is_ok());
        Self { rule: DaysOff::Given, holidays: Holidays::of(Vec::new()), given, table, known_to: None }
    }

    /// The same rule with a workspace's `.foi/holidays.json` laid over the holidays.
    ///
    /// # Errors
    /// [`HolidayFault`] where the text is no such file.
    pub fn with_update(&self, json: &str) -> Result<Self, HolidayFault> {
        Ok(Self::new(self.rule, &self.holidays.with_update(json)?))
    }

    pub fn rule(&self) -> DaysOff {
        self.rule
    }

    /// The holidays behind the working days.
    pub fn holidays(&self) -> &Holidays {
        &self.holidays
    }

    pub fn is_working(&self, day: Date) -> bool {
        self.table.is_working(day)
    }

    /// Saturday or Sunday.
    pub fn is_weekend(day: Date) -> bool {
        table::is_weekend(day)
    }

    /// Does a count that ends on `day` rest on holidays not yet known?
    pub fn is_beyond_known(&self, day: Date) -> bool {
        self.known_to.is_some_and(|known| day > known)
    }

    /// Is `day` in the years that the calendar counts through?
    pub fn covers(&self, day: Date) -> bool {
        (self.table.first()..=self.table.last()).contains(&day)
    }

    /// How many working days lie in (`after`, `to`]; none if `to` is not after `after`.
    ///
    /// # Errors
    /// [`OutsideCalendar`] if either day is.
    pub fn working_days(&self, after: Date, to: Date) -> Result<u32, OutsideCalendar> {
        let rank = |day| self.table.rank(day).ok_or_else(|| self.outside(day));
        Ok(rank(to)?.saturating_sub(rank(after)?))
    }

    /// The first working day after `day`.
    ///
    /// # Errors
    /// [`OutsideCalendar`] if it or `day` is.
    pub fn next_working_day(&self, day: Date) -> Result<Date, OutsideCalendar> {
        last_day(day, 1, self)
    }

    /// The `n`th working day after `received` that lies in none of `left_out` (first and last day included).
    ///
    /// # Errors
    /// [`OutsideCalendar`] if the count leaves the calendar.
    pub fn last_day_without(&self, received: Date, n: u16, left_out: &[(Date, Date)]) -> Result<Date, OutsideCalendar> {
        let mut last = last_day(received, n, self)?;
        if left_out.is_empty() {
            return Ok(last);
        }
        let left_out = merged(left_out);
        let mut dropped = 0;
        loop {
            let within = self.working_days_in(received, last, &left_out)?;
            if within == dropped {
                return Ok(last);
            }
            dropped = within;
            let days = u32::from(n) + dropped;
            last = self.table.nth_after(received, days).ok_or_else(|| self.outside(self.table.last()))?;
        }
    }

    /// How many working days of (`after`, `to`] lie in these ranges, which must not overlap.
    fn working_days_in(&self, after: Date, to: Date, ranges: &[(Date, Date)]) -> Result<u32, OutsideCalendar> {
        let day_before = |day: Date| day.yesterday().unwrap_or(day);
        ranges
            .iter()
            .try_fold(0, |sum, &(first, last)| Ok(sum + self.working_days(day_before(first).max(after), last.min(to))?))
    }

    /// How many working days after `receipt` these ranges take out, each counted once.
    ///
    /// # Errors
    /// [`OutsideCalendar`] if a range leaves the calendar.
    pub fn taken_out(&self, receipt: Date, ranges: &[(Date, Date)]) -> Result<u32, OutsideCalendar> {
        self.working_days_in(receipt, self.table.last(), &merged(ranges))
    }

    /// The weekdays of (`after`, `to`] that are no working days.
    pub fn days_off(&self, after: Date, to: Date) -> Vec<Date> {
        let first = after.tomorrow().unwrap_or(after);
        first
            .series(jiff::Span::new().days(1))
            .take_while(|day| *day <= to)
            .filter(|day| !table::is_weekend(*day) && !self.is_working(*day))
            .collect()
    }

    /// Why a weekday is no working day, as a sentence names it: "Scotland: Summer Bank Holiday".
    pub fn why_off(&self, day: Date) -> String {
        if day.month() == 12 && day.day() == 25 && self.rule != DaysOff::Given {
            return "Christmas Day".to_owned();
        }
        let counted = self.rule.divisions();
        let Some(holiday) = self.holidays.on(day, counted).next() else {
            return "holiday".to_owned();
        };
        let here: Vec<&str> = Division::ALL
            .into_iter()
            .filter(|division| self.holidays.on(day, counted).any(|holiday| holiday.divisions.contains(division)))
            .map(Division::name)
            .collect();
        if here.len() == counted.len() {
            return holiday.name.clone();
        }
        format!("{}, a bank holiday in {} alone", holiday.name, here.join(" and in "))
    }

    /// The first day from `day` on that is neither a weekend nor a bank holiday in `division`.
    pub fn roll(&self, day: Date, division: Division) -> Date {
        let is_off = |day: &Date| {
            table::is_weekend(*day)
                || (day.month() == 12 && day.day() == 25)
                || self.holidays.on(*day, &[division]).next().is_some()
        };
        day.series(jiff::Span::new().days(1)).find(|day| !is_off(day)).unwrap_or(day)
    }

    pub(super) fn outside(&self, day: Date) -> OutsideCalendar {
        OutsideCalendar { day, first: self.table.first(), last: self.table.last() }
    }
}

/// Returns the last day on which a reply to a request received on `received` is in time.
///
/// Day 1 is the first working day *after* receipt, so a Saturday counts as the Friday before it.
///
/// # Errors
/// [`OutsideCalendar`] if the count leaves the years of the calendar: no date beats a wrong one. Whether it has left the
/// years whose holidays are known is [`Calendar::is_beyond_known`].
///
/// ```
/// use foi::law::{Calendar, last_day};
/// use jiff::civil::date;
/// // Not the 10th: 6 August is a bank holiday in Scotland, and so no working day for anyone.
/// assert_eq!(last_day(date(2018, 7, 13), 20, &Calendar::uk())?, date(2018, 8, 13));
/// # Ok::<(), foi::law::OutsideCalendar>(())
/// ```
#[inline]
pub fn last_day(received: Date, working_days: u16, calendar: &Calendar) -> Result<Date, OutsideCalendar> {
    match calendar.table.nth_after(received, u32::from(working_days).max(1)) {
        Some(day) => Ok(day),
        None => Err(calendar.outside(received)),
    }
}

/// The same days as ranges that do not overlap, in order.
fn merged(ranges: &[(Date, Date)]) -> Vec<(Date, Date)> {
    let mut sorted: Vec<(Date, Date)> = ranges.iter().copied().filter(|(first, last)| first <= last).collect();
    sorted.sort_unstable();
    let mut apart: Vec<(Date, Date)> = Vec::with_capacity(sorted.len());
    for (first, last) in sorted {
        match apart.last_mut() {
            Some(before) if first <= before.1 => before.1 = before.1.max(last),
            _ => apart.push((first, last)),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_outside_the_calendar_gives_no_date() {
        let calendar = Calendar::uk();
        for day in [date(1066, 10, 14), date(2004, 12, 31), date(9999, 12, 31)] {
            assert!(last_day(day, 20, &calendar).is_err(), "{day}");
        }
        assert!(calendar.is_beyond_known(last_day(date(2028, 12, 15), 20, &calendar).unwrap()));
    }

    #[test]
    fn days_left_out_lengthen_the_count_once_even_where_they_overlap() {
        let calendar = Calendar::uk();
        let fee = (date(2026, 9, 8), date(2026, 9, 17));
        let inside = (date(2026, 9, 9), date(2026, 9, 10));
        let received = date(2026, 9, 1);
        assert_eq!(calendar.last_day_without(received, 20, &[fee, inside]).unwrap(), date(2026, 10, 9));
        assert_eq!(calendar.taken_out(received, &[inside, fee]).unwrap(), 8);
    }

    #[test]
    fn a_day_off_is_named_with_its_division() {
        let uk = Calendar::uk();
        assert_eq!(uk.why_off(date(2026, 1, 2)), "New Year Holiday, a bank holiday in Scotland alone");
        assert_eq!(uk.why_off(date(2025, 12, 25)), "Christmas Day");
        assert_eq!(uk.why_off(date(2022, 9, 19)), "State Funeral of Queen Elizabeth II");
        assert_eq!(Calendar::scotland().why_off(date(2026, 1, 2)), "New Year Holiday");
    }
}
