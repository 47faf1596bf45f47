//! The days off that a country proclaims: which day, where, by what name, and since when it is known.
//!
//! The rows are data, in `holidays.tsv`; what gov.uk publishes later is laid over them (see `update`), never in their
//! place: the publisher once dropped all past years. A row carries the day it became law, so that what was true when
//! it was told can be told again.

use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A part of the United Kingdom with bank holidays of its own, by gov.uk's name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Division {
    EnglandAndWales,
    Scotland,
    NorthernIreland,
}

impl Division {
    pub const ALL: [Self; 3] = [Self::EnglandAndWales, Self::Scotland, Self::NorthernIreland];

    /// The key in gov.uk's file.
    pub fn key(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "england-and-wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
        }
    }

    /// As a sentence has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "England and Wales",
            Self::Scotland => "Scotland",
            Self::NorthernIreland => "Northern Ireland",
        }
    }
}

/// A bank holiday in some divisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    pub date: Date,
    pub divisions: Vec<Division>,
    pub name: String,
    /// The day it became law (or, failing that, on which a fetch first showed it); `None`: long before.
    pub known_from: Option<Date>,
    /// The day a fetch showed that it was called off.
    pub known_until: Option<Date>,
}

impl Holiday {
    /// Was it, as far as could be known on `day`, a holiday?
    fn stood_on(&self, day: Date) -> bool {
        self.known_from.is_none_or(|from| from <= day) && self.known_until.is_none_or(|until| day < until)
    }
}

/// The bank holidays that are known, with the last day for which they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    rows: Arc<Vec<Holiday>>,
    horizon: Date,
}

/// The first day of the calendar: FOIA, FOISA and the two sets of regulations all came into force on it.
pub(super) const FIRST_YEAR: i16 = 2005;

static EMBEDDED: LazyLock<Holidays> = LazyLock::new(|| {
    // The file is part of the program and `the_embedded_holidays_are_whole` reads every line: none is lost on a user.
    let rows: Vec<Holiday> = include_str!("holidays.tsv").lines().filter_map(read_row).collect();
    Holidays::of(rows)
});

impl Holidays {
    /// Those built into the program.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// These rows and no others; they are known to the end of the last year that every division has a day in.
    pub(super) fn of(mut rows: Vec<Holiday>) -> Self {
        rows.sort_by_key(|holiday| holiday.date);
        let last_year = |division: Division| {
            rows.iter().filter(|row| row.divisions.contains(&division)).map(|row| row.date.year()).max()
        };
        let year = Division::ALL.into_iter().filter_map(last_year).min().unwrap_or(FIRST_YEAR - 1);
        let horizon = Date::new(year, 12, 31).unwrap_or(Date::MIN);
        Self { rows: Arc::new(rows), horizon }
    }

    /// As they could be known on `day`: without those proclaimed later.
    pub fn known_on(&self, day: Date) -> Self {
        let standing = self.rows.iter().filter(|holiday| holiday.stood_on(day));
        let rows = standing.map(|holiday| Holiday { known_until: None, ..holiday.clone() }).collect();
        Self { rows: Arc::new(rows), horizon: self.horizon }
    }

    /// The holidays that became known, or were called off, after `day`, each with the day of that.
    pub fn changed_after(&self, day: Date) -> impl Iterator<Item = (&Holiday, Date)> {
        let since = move |when: Option<Date>| when.filter(|when| *when > day);
        self.rows.iter().filter_map(move |row| Some((row, since(row.known_until).or(since(row.known_from))?)))
    }

    /// The last day for which the holidays are known.
    pub fn horizon(&self) -> Date {
        self.horizon
    }

    /// Every holiday that stands, by date.
    pub fn iter(&self) -> impl Iterator<Item = &Holiday> {
        self.rows.iter().filter(|holiday| holiday.known_until.is_none())
    }

    /// Every row, those called off included.
    pub(super) fn rows(&self) -> &[Holiday] {
        &self.rows
    }

    /// The holidays on `date` in any of `divisions`.
    pub fn on<'a>(&'a self, date: Date, divisions: &'a [Division]) -> impl Iterator<Item = &'a Holiday> {
        let from = self.rows.partition_point(|holiday| holiday.date < date);
        self.rows
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(move |holiday| holiday.date == date)
            .filter(|holiday| holiday.known_until.is_none())
            .filter(|holiday| holiday.divisions.iter().any(|division| divisions.contains(division)))
    }
}

/// Reads one row of the data file; `None` for a comment.
fn read_row(line: &str) -> Option<Holiday> {
    if line.starts_with('#') {
        return None;
    }
    let mut columns = line.split('\t');
    let date = columns.next()?.parse().ok()?;
    let divisions = columns.next()?.chars().filter_map(|letter| match letter {
        'E' => Some(Division::EnglandAndWales),
        'S' => Some(Division::Scotland),
        'N' => Some(Division::NorthernIreland),
        _ => None,
    });
    let divisions = divisions.collect();
    let name = columns.next()?.to_owned();
    let known_from = columns.next().and_then(|day| day.parse().ok());
    Some(Holiday { date, divisions, name, known_from, known_until: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_embedded_holidays_are_whole() {
        let lines = include_str!("holidays.tsv").lines().filter(|line| !line.starts_with('#')).count();
        let holidays = Holidays::embedded();
        assert_eq!(holidays.iter().count(), lines);
        assert!(holidays.iter().all(|holiday| !holiday.divisions.is_empty()));
        assert_eq!(holidays.horizon(), date(2028, 12, 31));
    }

    #[test]
    fn a_holiday_proclaimed_late_is_not_known_before() {
        let funeral = date(2022, 9, 19);
        let known = |day| Holidays::embedded().known_on(day).on(funeral, &Division::ALL).count();
        assert_eq!(known(date(2022, 9, 9)), 0);
        assert_eq!(known(date(2022, 9, 10)), 1);
    }
}
