//! How fast the clock is: one deadline, and a million requests folded.
//!
//! `cargo bench --bench clock`. One core; figures in docs/clock.md.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use divan::Bencher;
use divan::counter::ItemsCount;
use foi::law::{Calendar, Channel, Event, EventKind, Ground, Holidays, Matter, Question, Regimes, due_date, last_day};
use jiff::Span;
use jiff::civil::{Date, date};

fn main() {
    divan::main();
}

/// Every day of 2005 to 2027, in an order that no cache foresees.
fn receipts() -> Vec<Date> {
    let days: Vec<Date> = date(2005, 1, 1).series(Span::new().days(1)).take_while(|day| day.year() < 2028).collect();
    (0..days.len()).filter_map(|n| days.get(n * 5_003 % days.len()).copied()).collect()
}

#[divan::bench]
fn one_deadline(bencher: Bencher) {
    let (calendar, days) = (Calendar::uk(), receipts());
    bencher.counter(ItemsCount::new(days.len())).bench_local(|| {
        days.iter().fold(0i64, |sum, day| sum + last_day(*day, 20, &calendar).map_or(0, |due| i64::from(due.day())))
    });
}

#[divan::bench]
fn one_deadline_from_text_to_text(bencher: Bencher) {
    let regimes = Regimes::embedded();
    let Ok(regime) = regimes.get("uk-foia") else { return };
    let calendar = Calendar::uk();
    let lines: Vec<String> = receipts().iter().map(Date::to_string).collect();
    bencher.counter(ItemsCount::new(lines.len())).bench_local(|| {
        let mut out = String::with_capacity(lines.len() * 11);
        for line in &lines {
            let due = line.parse().ok().and_then(|day: Date| due_date(regime, "", day, &calendar, &[]).ok());
            if let Some(due) = due {
                use std::fmt::Write;
                let _ = writeln!(out, "{due}");
            }
        }
        out
    });
}

/// Requests such as a big campaign has: most are answered, some clarified, extended, reviewed. 6.5 events each.
fn lives(count: usize) -> Vec<Vec<Event>> {
    let days = receipts();
    (0..count)
        .map(|n| {
            let sent = days.get(n % days.len()).copied().unwrap_or(date(2018, 8, 20));
            let on = |after: i32, what| Event::on(sent.saturating_add(Span::new().days(after)), what);
            let acknowledged = EventKind::Acknowledged { states_received: None, states_due: None };
            let mut events = vec![on(0, EventKind::Sent(Channel::Email)), on(1, acknowledged)];
            events.push(on(1, EventKind::AutoReply { redirect: false }));
            match n % 4 {
                0 => {
                    events.push(on(5, EventKind::ClarificationSought(Question::Needed)));
                    events.push(on(7, EventKind::ClarificationGiven(Channel::Email)));
                    events.push(on(30, EventKind::Reply));
                }
                1 => {
                    let until = Some(sent.saturating_add(Span::new().days(45)));
                    events.push(on(20, EventKind::ExtensionNotice { ground: Ground::PublicInterest, until }));
                    events.push(on(29, EventKind::HoldingReply));
                    events.push(on(44, EventKind::Refusal { basis: None }));
                    events.push(on(50, EventKind::ReviewRequested(Channel::Email)));
                }
                2 => {
                    events.push(on(9, EventKind::FeesNotice));
                    events.push(on(15, EventKind::FeePaid));
                    events.push(on(35, EventKind::Reply));
                }
                _ => {
                    events.push(on(12, EventKind::PartialReply));
                    events.push(on(27, EventKind::Refusal { basis: None }));
                    events.push(on(33, EventKind::ReviewRequested(Channel::Email)));
                    events.push(on(60, EventKind::ReviewOutcome));
                }
            }
            events
        })
        .collect()
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn fold_1_200_000_requests_with_7_800_000_events(bencher: Bencher) {
    let regimes = Regimes::embedded();
    let Ok(regime) = regimes.get("uk-foia") else { return };
    let calendar = regime.calendar(Holidays::embedded());
    let lives = lives(1_200_000);
    let events: usize = lives.iter().map(Vec::len).sum();
    assert_eq!(events, 7_800_000);
    let as_of = date(2027, 12, 1);
    bencher.counter(ItemsCount::new(lives.len())).bench_local(|| {
        lives
            .iter()
            .filter_map(|events| {
                let matter =
                    Matter { regime, authority_kind: "nhs-trust", events, as_of, calendar: &calendar, closed: &[] };
                matter.fold().ok()?.due
            })
            .count()
    });
}

#[divan::bench]
fn one_clock_with_its_reasons(bencher: Bencher) {
    let regimes = Regimes::embedded();
    let Ok(regime) = regimes.get("uk-foia") else { return };
    let calendar = regime.calendar(Holidays::embedded());
    let lives = lives(1000);
    let as_of = date(2027, 12, 1);
    bencher.counter(ItemsCount::new(lives.len())).bench_local(|| {
        lives
            .iter()
            .filter_map(|events| {
                let matter =
                    Matter { regime, authority_kind: "nhs-trust", events, as_of, calendar: &calendar, closed: &[] };
                matter.explain().ok()
            })
            .map(|explained| explained.steps.len())
            .sum::<usize>()
    });
}

#[divan::bench]
fn the_calendar_of_the_uk(bencher: Bencher) {
    bencher.bench_local(Calendar::uk);
}
