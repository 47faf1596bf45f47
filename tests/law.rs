//! The clock against tables that a lawyer could check, and against a counter that knows nothing of ours.

use std::collections::BTreeSet;

use foi::law::{Almanac, Calendar, Case, DaysOff, Holidays, Regimes, last_day};
use jiff::civil::{Date, Weekday, date};
use serde_json::Value;

#[test]
fn every_worked_case_comes_out_as_it_should() {
    let mut almanac = Almanac::new(Regimes::embedded(), Holidays::embedded().clone());
    let lines: Vec<&str> = include_str!("law/cases.jsonl").lines().collect();
    assert_eq!(lines.len(), 120);
    let wrong: Vec<String> = lines.iter().flat_map(|line| differences(&mut almanac, line)).collect();
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

/// What a case expects and the clock does not say.
fn differences(almanac: &mut Almanac, line: &str) -> Vec<String> {
    let written: Value = serde_json::from_str(line).unwrap();
    let case: Case = serde_json::from_str(line).unwrap();
    let id = &written["id"];
    let answer = match almanac.answer(&case) {
        Ok(answer) => serde_json::to_value(answer).unwrap(),
        Err(fault) => return vec![format!("{id}: {fault}")],
    };
    let expect = written["expect"].as_object().unwrap();
    let mut wrong: Vec<String> = expect
        .iter()
        .filter(|(key, value)| !same(key, value, &answer[key.as_str()]))
        .map(|(key, value)| format!("{id} {key}: expected {value}, got {}", answer[key.as_str()]))
        .collect();
    let counts_days = !["ie-foi", "de-ifg"].contains(&case.regime.as_str());
    let skipped = answer["skipped"].as_array().is_some_and(|days| !days.is_empty());
    if !expect.contains_key("skipped") && !expect["due"].is_null() && counts_days && skipped {
        wrong.push(format!("{id} skipped: expected none, got {}", answer["skipped"]));
    }
    wrong
}

fn same(key: &str, expected: &Value, got: &Value) -> bool {
    if key != "why" {
        return expected == got;
    }
    let set = |value: &Value| -> BTreeSet<String> {
        value.as_array().into_iter().flatten().map(|code| code.as_str().unwrap().to_owned()).collect()
    };
    set(expected) == set(got)
}

/// Working days counted on the fingers: from the data file alone, a day at a time.
struct Fingers {
    off: BTreeSet<Date>,
}

impl Fingers {
    fn of(letters: &str) -> Self {
        let rows = include_str!("../src/law/calendar/holidays.tsv").lines().filter(|line| !line.starts_with('#'));
        let off = rows.filter_map(|row| {
            let mut columns = row.split('\t');
            let day: Date = columns.next()?.parse().ok()?;
            columns.next()?.contains(|letter| letters.contains(letter)).then_some(day)
        });
        Self { off: off.collect() }
    }

    fn count(&self, received: Date, working_days: u32) -> Date {
        let mut day = received;
        let mut left = working_days;
        while left > 0 {
            day = day.tomorrow().unwrap();
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            let christmas = day.month() == 12 && day.day() == 25;
            if !weekend && !christmas && !self.off.contains(&day) {
                left -= 1;
            }
        }
        day
    }
}

#[test]
fn every_receipt_date_from_2005_to_2028_agrees_with_a_naive_count() {
    let mut compared = 0;
    for (rule, letters) in [(DaysOff::UkAny, "ESN"), (DaysOff::Scotland, "S")] {
        let calendar = Calendar::new(rule, Holidays::embedded());
        let fingers = Fingers::of(letters);
        for day in date(2005, 1, 1).series(jiff::Span::new().days(1)).take_while(|day| day.year() <= 2028) {
            for working_days in [20, 30, 40, 60] {
                let right = fingers.count(day, u32::from(working_days));
                assert_eq!(last_day(day, working_days, &calendar), Ok(right), "{working_days} after {day}, {rule:?}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 2 * 4 * 8766);
}
