//! Working days numbered through, so that counting them is two look-ups.

use jiff::civil::{Date, Weekday};

/// The working days of a span of years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    first_year: i16,
    /// Where each month begins in `worked`.
    months: Vec<u32>,
    /// For each day, how many working days there are up to and with it.
    worked: Vec<u32>,
    /// The working days themselves.
    days: Vec<Date>,
}

impl Table {
    /// Numbers the working days from `first_year` to `last_year`: Mondays to Fridays that are not `off`.
    pub(super) fn build(first_year: i16, last_year: i16, off: impl Fn(Date) -> bool) -> Self {
        let mut table = Self { first_year, months: Vec::new(), worked: Vec::new(), days: Vec::new() };
        let mut next = Date::new(first_year, 1, 1).ok();
        while let Some(day) = next.filter(|day| day.year() <= last_year) {
            if day.day() == 1 {
                table.months.push(table.worked.len() as u32);
            }
            if !is_weekend(day) && !off(day) {
                table.days.push(day);
            }
            table.worked.push(table.days.len() as u32);
            next = day.tomorrow().ok();
        }
        table
    }

    pub(super) fn first(&self) -> Date {
        Date::new(self.first_year, 1, 1).unwrap_or(Date::MIN)
    }

    pub(super) fn last(&self) -> Date {
        let years = (self.months.len() / 12) as i16;
        Date::new(self.first_year + years - 1, 12, 31).unwrap_or(Date::MAX)
    }

    /// How many working days there are from the beginning up to and with `day`; `None` outside the span.
    #[inline]
    pub(super) fn rank(&self, day: Date) -> Option<u32> {
        let month = (i32::from(day.year()) - i32::from(self.first_year)) * 12 + i32::from(day.month()) - 1;
        let start = *self.months.get(usize::try_from(month).ok()?)?;
        self.worked.get(start as usize + day.day() as usize - 1).copied()
    }

    /// The `n`th working day after `day`, `n` from 1.
    #[inline]
    pub(super) fn nth_after(&self, day: Date, n: u32) -> Option<Date> {
        let rank = self.rank(day)?;
        self.days.get((rank + n) as usize - 1).copied()
    }

    pub(super) fn is_working(&self, day: Date) -> bool {
        self.rank(day).and_then(|rank| self.days.get((rank as usize).checked_sub(1)?)).is_some_and(|last| *last == day)
    }
}

/// Saturday or Sunday.
pub(super) fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
