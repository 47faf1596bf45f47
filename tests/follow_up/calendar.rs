//! The calendar of deadlines: a file that RFC 5545 allows, and a date that moves is told as newer.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use foi::engine::deadlines::calendar;
use foi::request::{LetterKind, Note, Particulars};
use jiff::civil::{Date, date};

use crate::desk::{Desk, at};

const SENT: Date = date(2022, 10, 3);

fn told(desk: &Desk, day: Date) -> String {
    let (text, _) = calendar(&desk.workspace, None, day, at(day)).map_err(miette::Report::from).unwrap();
    let faults = faults(&text);
    assert!(faults.is_empty(), "{}\n\n{text}", faults.join("\n"));
    text
}

/// `DTSTART SEQUENCE STATUS` of the event whose UID begins so, for the authority named.
fn event(text: &str, kind: &str, name: &str) -> Option<String> {
    let text = text.replace("\r\n ", "");
    let event = text
        .split("BEGIN:VEVENT")
        .skip(1)
        .find(|event| event.contains(&format!("\nUID:{kind}-")) && event.contains(name))?;
    let value = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("?").to_owned();
    Some(format!("{} {} {}", value("DTSTART;VALUE=DATE:"), value("SEQUENCE:"), value("STATUS:")))
}

#[test]
fn a_deadline_that_moves_is_told_as_newer_and_one_that_is_over_is_cancelled() {
    let desk = Desk::new();
    desk.send(SENT, None);
    let first = told(&desk, SENT);
    assert_eq!(event(&first, "answer", "Ashcombe").as_deref(), Some("20221031 0 CONFIRMED"));
    assert_eq!(first, told(&desk, date(2022, 10, 5)), "nothing has moved, so nothing is told otherwise");

    let (on, until) = (date(2022, 10, 20), Some(date(2022, 11, 21)));
    desk.note_late("A1", Note::ExtensionNotice, on, on, until, Particulars::default());
    assert_eq!(event(&told(&desk, on), "answer", "Ashcombe").as_deref(), Some("20221121 1 CONFIRMED"));

    desk.note("A1", Note::ClarificationSought, date(2022, 10, 25));
    let stopped = told(&desk, date(2022, 10, 25));
    assert_eq!(
        event(&stopped, "answer", "Ashcombe").as_deref(),
        Some("20221121 2 CANCELLED"),
        "no date while it stands"
    );

    desk.send_with(date(2022, 10, 27), |sending| {
        sending.only = Some(LetterKind::Clarification);
        sending.words = Some("All of them.".into());
    });
    let again = told(&desk, date(2022, 10, 27));
    assert_eq!(event(&again, "answer", "Ashcombe").as_deref(), Some("20221124 3 CONFIRMED"));

    desk.note("A1", Note::Reply, date(2022, 11, 3));
    let over = told(&desk, date(2022, 11, 3));
    assert_eq!(event(&over, "answer", "Ashcombe").as_deref(), Some("20221124 4 CANCELLED"));
    assert_eq!(over.matches("BEGIN:VALARM").count(), over.matches("STATUS:CONFIRMED").count());
}

#[test]
fn a_regime_corrected_by_hand_moves_the_date_without_any_event() {
    let desk = Desk::new();
    desk.send(SENT, None);
    told(&desk, SENT);
    let foia = include_str!("../../src/law/regimes/uk-foia.toml");
    let shorter = foia.replacen("[reply]\nwithin = \"20 working days\"", "[reply]\nwithin = \"10 working days\"", 1);
    let regimes = desk.workspace.root().join("regimes");
    std::fs::create_dir_all(&regimes).unwrap();
    std::fs::write(regimes.join("uk-foia.toml"), shorter).unwrap();
    assert_eq!(event(&told(&desk, SENT), "answer", "Ashcombe").as_deref(), Some("20221017 1 CONFIRMED"));
}

#[test]
fn our_own_last_days_stand_in_it_too() {
    let desk = Desk::new();
    desk.send(SENT, None);
    desk.note("B2", Note::Refusal, date(2022, 10, 10));
    let refused = told(&desk, date(2022, 10, 10));
    // 40 working days, and St Andrew's Day on 30 November is none.
    assert_eq!(event(&refused, "review-request", "Birchley").as_deref(), Some("20221206 0 CONFIRMED"));
    assert_eq!(event(&refused, "answer", "Birchley"), None, "over before anybody was told of it");
}

#[test]
fn the_icalendar_package_reads_it_where_python_has_it() {
    let desk = Desk::new();
    desk.send(SENT, None);
    let text = told(&desk, SENT);
    let reads = "import sys, icalendar; c = icalendar.Calendar.from_ical(sys.stdin.buffer.read()); print(len(c.walk('VEVENT')))";
    let started = Command::new("python3")
        .args(["-c", reads])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut python) = started else {
        println!("skipped: there is no python3 here");
        return;
    };
    // A Python without the package ends at once and may not read what it is given.
    let _ = python.stdin.take().unwrap().write_all(text.as_bytes());
    let output = python.wait_with_output().unwrap();
    if !output.status.success() {
        println!("skipped: python3 has no icalendar");
        return;
    }
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "3");
}

/// What RFC 5545 forbids and the text has.
fn faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !text.ends_with("\r\n") || text.replace("\r\n", "").contains(['\r', '\n']) {
        faults.push("3.1: every line ends with CRLF".into());
    }
    faults.extend(
        text.split("\r\n").filter(|line| line.len() > 75).map(|line| format!("3.1: longer than 75 octets: {line}")),
    );
    let unfolded = text.replace("\r\n ", "");
    let mut open: Vec<(String, Vec<String>)> = Vec::new();
    let mut uids = BTreeSet::new();
    for line in unfolded.split_terminator("\r\n") {
        let Some((head, value)) = line.split_once(':') else {
            faults.push(format!("3.1: no colon: {line}"));
            continue;
        };
        let mut head = head.split(';');
        let name = head.next().unwrap_or_default();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_uppercase() || c == '-') {
            faults.push(format!("3.1: no name: {line}"));
        }
        faults.extend(head.filter(|param| !param.contains('=')).map(|param| format!("3.2: no parameter: {param}")));
        match name {
            "BEGIN" => open.push((value.into(), Vec::new())),
            "END" => match open.pop() {
                Some((component, names)) if component == value => faults.extend(missing(&component, &names)),
                _ => faults.push(format!("3.4: {line} ends nothing")),
            },
            _ => {
                match open.last_mut() {
                    Some((_, names)) => names.push(name.into()),
                    None => faults.push(format!("3.4: outside any component: {line}")),
                }
                faults.extend(wrong_value(name, value, line));
                if name == "UID" && !uids.insert(value.to_owned()) {
                    faults.push(format!("3.8.4.7: twice {value}"));
                }
            }
        }
    }
    faults.extend(open.into_iter().map(|(component, _)| format!("3.4: {component} does not end")));
    faults
}

/// Properties that a component must have, and those that it may have once.
fn missing(component: &str, names: &[String]) -> Vec<String> {
    let (must, once): (&[&str], &[&str]) = match component {
        "VCALENDAR" => (&["PRODID", "VERSION"], &["PRODID", "VERSION", "CALSCALE", "METHOD"]),
        "VEVENT" => (
            &["UID", "DTSTAMP", "DTSTART"],
            &[
                "UID",
                "DTSTAMP",
                "DTSTART",
                "DTEND",
                "SEQUENCE",
                "STATUS",
                "SUMMARY",
                "DESCRIPTION",
                "CLASS",
                "TRANSP",
                "LAST-MODIFIED",
            ],
        ),
        "VALARM" => (&["ACTION", "TRIGGER", "DESCRIPTION"], &["ACTION", "TRIGGER", "DESCRIPTION"]),
        other => return vec![format!("3.6: no component is called {other}")],
    };
    let count = |wanted: &str| names.iter().filter(|name| *name == wanted).count();
    let absent = must.iter().filter(|name| count(name) == 0).map(|name| format!("3.6: {component} without {name}"));
    let twice = once.iter().filter(|name| count(name) > 1).map(|name| format!("3.6: {component} with two {name}"));
    absent.chain(twice).collect()
}

fn wrong_value(name: &str, value: &str, line: &str) -> Option<String> {
    let day = |text: &str| text.len() == 8 && Date::strptime("%Y%m%d", text).is_ok();
    let good = match name {
        "DTSTART" | "DTEND" => line.contains(";VALUE=DATE:") && day(value),
        "DTSTAMP" | "LAST-MODIFIED" => {
            value.ends_with('Z') && jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", value).is_ok()
        }
        "SEQUENCE" => value.parse::<u32>().is_ok(),
        "STATUS" => ["CONFIRMED", "CANCELLED", "TENTATIVE"].contains(&value),
        "CLASS" => ["PUBLIC", "PRIVATE", "CONFIDENTIAL"].contains(&value),
        "TRANSP" => ["OPAQUE", "TRANSPARENT"].contains(&value),
        "ACTION" => value == "DISPLAY",
        "TRIGGER" => value.trim_start_matches('-').parse::<jiff::Span>().is_ok(),
        "SUMMARY" | "DESCRIPTION" | "X-WR-CALNAME" => escaped(value),
        _ => true,
    };
    (!good).then(|| format!("3.3: {line}"))
}

/// 3.3.11: a backslash stands only before a backslash, a semicolon, a comma or an n; the first three stand behind one.
fn escaped(value: &str) -> bool {
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        let good = match letter {
            '\\' => matches!(letters.next(), Some('\\' | ';' | ',' | 'n' | 'N')),
            ';' | ',' => false,
            other => !other.is_control(),
        };
        if !good {
            return false;
        }
    }
    true
}
