//! What gov.uk publishes, laid over the holidays that are known.
//!
//! Merged, never replaced: the feed has dropped all past years once without notice, so a day once seen stays. A day that
//! the feed no longer lists is taken out only while it is still to come, in a year that the feed does list, and it is
//! said. What was merged is kept as a list of changes with the day of the fetch, so that earlier reports can be made again.
//!
//! No network here: `post` fetches, this reads and compares.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Division, Holiday, Holidays};

/// Bank holidays as gov.uk publishes them, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    days: Vec<(Division, Date, String)>,
}

/// A text that is no list of bank holidays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum HolidayFault {
    #[error("the bank holidays are no JSON as expected: {0}")]
    #[diagnostic(help("the file may be cut off, or an error page; the holidays known so far stay in use"))]
    Shape(String),
    #[error("the bank holidays have nothing for `{0}`")]
    #[diagnostic(help("all three divisions are needed; the holidays known so far stay in use"))]
    Division(&'static str),
    #[error("the bank holidays list only {count} days for {division} in {year}, where there are at least 8 a year")]
    #[diagnostic(help("the list seems cut off; the holidays known so far stay in use"))]
    TooFew { division: &'static str, year: i16, count: usize },
    #[error("the bank holidays name {0}, a year that cannot be meant")]
    #[diagnostic(help("the holidays known so far stay in use"))]
    Year(i16),
    #[error("`holidays.json` is of version {0}, which this program does not know")]
    #[diagnostic(help("a newer `foi` wrote it: use that one, or delete the file and run `foi holidays update`"))]
    Version(u32),
}

/// A day that a fetch has added or taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub kind: ChangeKind,
    pub date: Date,
    pub division: Division,
    pub name: String,
    /// The day of the fetch that showed it.
    pub seen: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    Added,
    /// The feed lists it no longer, and it was still to come.
    Removed,
}

/// A workspace's `.foi/holidays.json`: every change that fetches have brought, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    pub version: u32,
    pub source: String,
    /// The day of the last fetch.
    pub fetched: Date,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub etag: Option<String>,
    pub changes: Vec<Change>,
}

impl Feed {
    /// Reads gov.uk's `bank-holidays.json`; unknown members are passed over, as its publisher may add some.
    ///
    /// # Errors
    /// [`HolidayFault`] where it is cut off, of another shape, or improbably short.
    pub fn read(json: &str) -> Result<Self, HolidayFault> {
        #[derive(Deserialize)]
        struct List {
            events: Vec<Entry>,
        }
        #[derive(Deserialize)]
        struct Entry {
            title: String,
            date: Date,
        }
        let shape = |fault: serde_json::Error| HolidayFault::Shape(fault.to_string());
        let mut lists: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).map_err(shape)?;
        let mut days = Vec::new();
        for division in Division::ALL {
            let list = lists.remove(division.key()).ok_or(HolidayFault::Division(division.key()))?;
            let list: List = serde_json::from_value(list).map_err(shape)?;
            if list.events.is_empty() {
                return Err(HolidayFault::Division(division.key()));
            }
            days.extend(list.events.into_iter().map(|entry| (division, entry.date, entry.title)));
        }
        let feed = Self { days };
        feed.plausible()?;
        Ok(feed)
    }

    /// Every year listed has the eight days that every division has had every year.
    fn plausible(&self) -> Result<(), HolidayFault> {
        for (division, date, _) in &self.days {
            let year = date.year();
            if !(2000..=2200).contains(&year) {
                return Err(HolidayFault::Year(year));
            }
            let count = self.days.iter().filter(|(other, day, _)| other == division && day.year() == year).count();
            if count < 8 {
                return Err(HolidayFault::TooFew { division: division.name(), year, count });
            }
        }
        Ok(())
    }

    fn lists(&self, division: Division, date: Date) -> bool {
        self.days.iter().any(|(other, day, _)| *other == division && *day == date)
    }

    fn lists_year(&self, division: Division, year: i16) -> bool {
        self.days.iter().any(|(other, day, _)| *other == division && day.year() == year)
    }
}

impl Holidays {
    /// These holidays with a workspace's `.foi/holidays.json` laid over them.
    ///
    /// # Errors
    /// [`HolidayFault`] where the text is no such file.
    pub fn with_update(&self, json: &str) -> Result<Self, HolidayFault> {
        Ok(self.with_changes(&Update::read(json)?.changes))
    }

    /// These holidays after the changes, in their order.
    pub fn with_changes(&self, changes: &[Change]) -> Self {
        let mut rows = self.rows().to_vec();
        for change in changes {
            match change.kind {
                ChangeKind::Added => rows.push(Holiday {
                    date: change.date,
                    divisions: vec![change.division],
                    name: change.name.clone(),
                    known_from: Some(change.seen),
                    known_until: None,
                }),
                ChangeKind::Removed => call_off(&mut rows, change),
            }
        }
        Self::of(rows)
    }

    /// What `feed`, fetched on `seen`, would change; days at weekends are no matter, as no law counts them.
    pub fn changes(&self, feed: &Feed, seen: Date) -> Vec<Change> {
        let change = |kind, division, date, name: &str| Change { kind, division, date, name: name.to_owned(), seen };
        let added = feed
            .days
            .iter()
            .filter(|(division, date, _)| self.on(*date, &[*division]).next().is_none())
            .filter(|(_, date, _)| !super::table::is_weekend(*date) && date.year() >= super::FIRST_YEAR)
            .map(|(division, date, name)| change(ChangeKind::Added, *division, *date, name));
        let removed = self
            .iter()
            .filter(|holiday| holiday.date > seen)
            .flat_map(|holiday| holiday.divisions.iter().map(move |division| (*division, holiday)))
            .filter(|(division, holiday)| {
                feed.lists_year(*division, holiday.date.year()) && !feed.lists(*division, holiday.date)
            })
            .map(|(division, holiday)| change(ChangeKind::Removed, division, holiday.date, &holiday.name));
        added.chain(removed).collect()
    }
}

impl Update {
    pub const VERSION: u32 = 1;

    /// Reads `.foi/holidays.json`.
    ///
    /// # Errors
    /// [`HolidayFault`] where the text is no such file, or one of a newer program.
    pub fn read(json: &str) -> Result<Self, HolidayFault> {
        let update: Self = serde_json::from_str(json).map_err(|fault| HolidayFault::Shape(fault.to_string()))?;
        if update.version == Self::VERSION { Ok(update) } else { Err(HolidayFault::Version(update.version)) }
    }
}

/// Marks the day as called off in one division, and leaves it standing in the others.
fn call_off(rows: &mut Vec<Holiday>, change: &Change) {
    let mut called_off = Vec::new();
    for row in rows.iter_mut().filter(|row| row.date == change.date && row.known_until.is_none()) {
        if row.divisions.contains(&change.division) {
            row.divisions.retain(|division| *division != change.division);
            called_off.push(Holiday {
                divisions: vec![change.division],
                known_until: Some(change.seen),
                ..row.clone()
            });
        }
    }
    rows.append(&mut called_off);
    rows.retain(|row| !row.divisions.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// A feed of the holidays built in, from `year` on, changed by `edit`.
    fn feed(year: i16, edit: impl Fn(&mut Vec<(Division, Date, String)>)) -> Feed {
        let mut days: Vec<_> = Holidays::embedded()
            .iter()
            .filter(|holiday| holiday.date.year() >= year)
            .flat_map(|holiday| {
                holiday.divisions.iter().map(|division| (*division, holiday.date, holiday.name.clone()))
            })
            .collect();
        edit(&mut days);
        Feed { days }
    }

    #[test]
    fn a_feed_that_has_dropped_the_past_changes_nothing() {
        assert_eq!(Holidays::embedded().changes(&feed(2024, |_| {}), date(2026, 11, 24)), []);
    }

    #[test]
    fn a_new_day_counts_from_the_day_it_was_seen() {
        let day = date(2027, 6, 14);
        let feed = feed(2026, |days| days.push((Division::Scotland, day, "A coronation".to_owned())));
        let seen = date(2027, 5, 1);
        let changes = Holidays::embedded().changes(&feed, seen);
        assert_eq!(changes.len(), 1);
        let merged = Holidays::embedded().with_changes(&changes);
        assert_eq!(merged.on(day, &Division::ALL).count(), 1);
        assert_eq!(merged.known_on(date(2027, 4, 30)).on(day, &Division::ALL).count(), 0);
    }

    #[test]
    fn a_day_taken_out_goes_only_while_it_is_to_come_and_is_said() {
        let moved = date(2027, 5, 3);
        let feed =
            feed(2026, |days| days.retain(|(division, day, _)| !(*day == moved && *division == Division::Scotland)));
        let before = Holidays::embedded().changes(&feed, date(2026, 12, 1));
        assert_eq!(before.len(), 1);
        assert_eq!(before.first().map(|change| change.kind), Some(ChangeKind::Removed));
        let merged = Holidays::embedded().with_changes(&before);
        assert_eq!(merged.on(moved, &[Division::Scotland]).count(), 0);
        assert_eq!(merged.on(moved, &[Division::EnglandAndWales]).count(), 1);
        assert_eq!(Holidays::embedded().changes(&feed, date(2027, 5, 4)), []);
    }

    #[test]
    fn what_is_no_list_of_holidays_is_refused_with_the_reason() {
        let said: Vec<String> = [
            "",
            "<!DOCTYPE html><title>Sorry</title>",
            r#"{"england-and-wales": {"division": "england-and-wales", "events": []}}"#,
            r#"{"england-and-wales": {"events": [{"title": "New Year", "date": "2026-01-01"#,
            r#"{"england-and-wales": ["2026-01-01"]}"#,
            r#"{"england-and-wales": {"events": [{"title": "X", "date": "1066-10-14"}]},
                "scotland": {"events": [{"title": "X", "date": "2026-01-01"}]},
                "northern-ireland": {"events": [{"title": "X", "date": "2026-01-01"}]}}"#,
            r#"{"england-and-wales": {"events": [{"title": "X", "date": "2026-01-01"}]},
                "scotland": {"events": [{"title": "X", "date": "2026-01-01"}]},
                "northern-ireland": {"events": [{"title": "X", "date": "2026-01-01"}]}}"#,
        ]
        .iter()
        .map(|json| Feed::read(json).unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(said.join("\n"), @r#"
        the bank holidays are no JSON as expected: EOF while parsing a value at line 1 column 0
        the bank holidays are no JSON as expected: expected value at line 1 column 1
        the bank holidays have nothing for `england-and-wales`
        the bank holidays are no JSON as expected: EOF while parsing a string at line 1 column 75
        the bank holidays are no JSON as expected: invalid type: string "2026-01-01", expected a sequence
        the bank holidays name 1066, a year that cannot be meant
        the bank holidays list only 1 days for England and Wales in 2026, where there are at least 8 a year
        "#);
    }

    #[test]
    fn an_update_file_survives_writing_and_reading() {
        let change = Change {
            kind: ChangeKind::Added,
            date: date(2027, 6, 14),
            division: Division::Scotland,
            name: "A coronation".to_owned(),
            seen: date(2027, 5, 1),
        };
        let update = Update {
            version: Update::VERSION,
            source: "https://www.gov.uk/bank-holidays.json".to_owned(),
            fetched: date(2027, 5, 1),
            etag: None,
            changes: vec![change],
        };
        let json = serde_json::to_string(&update).unwrap();
        let merged = Holidays::embedded().with_update(&json).unwrap();
        assert_eq!(merged.on(date(2027, 6, 14), &[Division::Scotland]).count(), 1);
        assert!(Holidays::embedded().with_update("{").is_err());
    }
}
