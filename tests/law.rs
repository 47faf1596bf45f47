//! The clock against tables that a lawyer could check, and against a counter that knows nothing of ours.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use foi::law::{Almanac, Calendar, Case, DaysOff, Holidays, Regimes, last_day};
use jiff::civil::{Date, Weekday, date};
use serde_json::Value;

#[test]
fn every_worked_case_comes_out_as_it_should() {
    let lines: Vec<&str> = include_str!("law/cases.jsonl").lines().collect();
    assert_eq!(lines.len(), 120);
    all_come_out(&lines);
}

#[test]
fn every_rule_without_a_worked_case_comes_out_as_it_should() {
    let lines: Vec<&str> = include_str!("law/rules.jsonl").lines().collect();
    assert!(lines.len() >= 49, "{}", lines.len());
    all_come_out(&lines);
}

fn all_come_out(lines: &[&str]) {
    let mut almanac = Almanac::new(Regimes::embedded(), Holidays::embedded().clone());
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
        Err(fault) => {
            let wanted = written["error"].as_str();
            let as_wanted = wanted.is_some_and(|wanted| fault.to_string().contains(wanted));
            return if as_wanted { Vec::new() } else { vec![format!("{id}: {fault}")] };
        }
    };
    if let Some(wanted) = written["error"].as_str() {
        return vec![format!("{id}: expected an error with `{wanted}`, got {answer}")];
    }
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

/// Runs `foi clock` over lines, as a script would.
fn foi_clock(args: &[&str], input: &str) -> (String, Option<i32>) {
    use std::io::Write;
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_foi"))
        .args(["clock"])
        .args(args)
        .current_dir(std::env::temp_dir())
        .env_remove("FOI_WORKSPACE")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn a_bad_line_becomes_an_object_with_its_error_and_the_next_is_answered() {
    let good = include_str!("law/cases.jsonl").lines().next().unwrap();
    let input = format!(
        "{}\nnot json\n{{\"id\": 7, \"regime\": \"foia-uk\", \"events\": [{{\"date\": \"2026-01-05\", \"kind\": \"sent\"}}]}}\n\
         {{\"id\": \"x\", \"regime\": \"uk-foia\", \"events\": [{{\"date\": \"2026-02-30\", \"kind\": \"sent\"}}]}}\n\n{good}\n",
        good
    );
    let (output, status) = foi_clock(&["--jsonl", "-"], &input);
    let said: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(status, Some(1));
    let errors: Vec<bool> = said.iter().map(|answer| answer.get("error").is_some()).collect();
    assert_eq!(errors, [false, true, true, true, false]);
    assert_eq!(said[2]["id"], 7);
    assert_eq!(said[0]["due"], "2018-09-18");
}

#[test]
fn dates_come_back_with_their_due_dates() {
    let (output, status) = foi_clock(&["--regime", "uk-foia", "--dates", "-"], "2022-09-09\n2018-08-20\n1066-10-14\n");
    insta::assert_snapshot!(output, @r"
    2022-09-09	2022-10-10
    2018-08-20	2018-09-18
    1066-10-14	error: 1066-10-14 is outside the calendar, which counts from 2005-01-01 to 2038-12-31
    ");
    assert_eq!(status, Some(1));
}

#[test]
fn the_state_funeral_is_explained() {
    let args = ["--regime", "uk-foia", "--received", "2022-09-09", "--as-of", "2022-09-12"];
    let (output, status) = foi_clock(&args, "");
    insta::assert_snapshot!(output, @r"
    Due Monday 10 October 2022
     1. The request was sent by e-mail on Friday 9 September 2022 and received that day, which is day 0 (FOIA s.10(6)(a)).
     2. The time is 20 working days, counted from the day after receipt (FOIA s.10(1)).
     3. Not counted besides weekends: Mon 19 September (State Funeral of Queen Elizabeth II) (FOIA s.10(6)).
     4. Day 1 is Mon 12 September, day 10 is Mon 26 September, day 20 is Monday 10 October 2022: a reply is due by the end of that day.
     5. Monday 19 September 2022 became a bank holiday on Saturday 10 September 2022 (State Funeral of Queen Elizabeth II); what was told before that as Friday 7 October 2022 is now Monday 10 October 2022.
     6. If no answer has come by then, it is overdue from Tuesday 11 October 2022. You may then remind the authority, and complain to the Information Commissioner (FOIA s.50).
    ");
    assert_eq!(status, Some(0));
}
