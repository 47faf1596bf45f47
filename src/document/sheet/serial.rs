//! Day numbers: how spreadsheets store dates.
//!
//! Day 1 is 1 January 1900, and since Lotus 1-2-3 there is a 29 February 1900 that never was (ECMA-376 18.17.4). Books
//! from old Macs count from 1 January 1904.

use jiff::civil::{Date, DateTime, date};

/// From which day a book counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum Epoch {
    From1900,
    From1904,
}

/// The day and time of a day number; none before the epoch or after the year 9999.
pub(super) fn moment(value: f64, epoch: Epoch) -> Option<DateTime> {
    if !(0.0..2_958_466.0).contains(&value) {
        return None;
    }
    let seconds = (value * 86_400.0 * 1000.0).round() / 1000.0;
    let days = (seconds / 86_400.0).floor();
    let millis = ((seconds - days * 86_400.0) * 1000.0).round();
    // Both are whole and far within the range of the integers.
    let (days, millis) = (days as i64, millis as i64);
    let first: Date = match epoch {
        Epoch::From1904 => date(1904, 1, 1),
        Epoch::From1900 if days < 60 => date(1899, 12, 31),
        Epoch::From1900 => date(1899, 12, 30),
    };
    let day = first.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    day.at(0, 0, 0, 0).checked_add(jiff::Span::new().try_milliseconds(millis).ok()?).ok()
}

/// ISO form: a date, a time where the day number is below 1, or both.
pub(in crate::document) fn iso(value: f64, epoch: Epoch) -> Option<String> {
    let moment = moment(value, epoch)?;
    let time = moment.time().strftime("%H:%M:%S").to_string();
    Some(match (value < 1.0, value.fract().abs() < 1e-9) {
        (true, _) => time,
        (false, true) => moment.date().to_string(),
        (false, false) => format!("{}T{time}", moment.date()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_numbers_are_the_days_that_excel_shows() {
        for (value, day) in [
            (43357.0, "2018-09-14"),
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (61.0, "1900-03-01"),
            (43357.5, "2018-09-14T12:00:00"),
            (0.25, "06:00:00"),
        ] {
            assert_eq!(iso(value, Epoch::From1900).as_deref(), Some(day));
        }
        assert_eq!(iso(41895.0, Epoch::From1904).as_deref(), Some("2018-09-14"));
        assert_eq!(iso(-1.0, Epoch::From1900), None);
        assert_eq!(iso(f64::NAN, Epoch::From1900), None);
    }
}
