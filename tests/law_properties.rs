//! What holds of every clock, whatever the dates and events.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use foi::law::{Calendar, DaysOff, Event, Holidays, LawError, Matter, Regime, Regimes, last_day};
use jiff::Span;
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn days() -> impl Strategy<Value = Date> {
    (0i32..8000).prop_map(|after| date(2005, 1, 1).saturating_add(Span::new().days(after)))
}

/// The working days of a rule, made once.
fn calendar(rule: DaysOff) -> &'static Calendar {
    static MADE: LazyLock<[Calendar; 3]> = LazyLock::new(|| {
        [DaysOff::UkAny, DaysOff::Scotland, DaysOff::Given].map(|rule| Calendar::new(rule, Holidays::embedded()))
    });
    &MADE[rule as usize]
}

fn calendars() -> impl Strategy<Value = &'static Calendar> {
    prop_oneof![Just(DaysOff::UkAny), Just(DaysOff::Scotland)].prop_map(calendar)
}

/// Events of every kind, each on a day of its own, after a sending.
fn events(start: Date) -> impl Strategy<Value = Vec<Event>> {
    let kinds = [
        r#""kind":"sent","channel":"email""#,
        r#""kind":"resent","channel":"post","post":"second""#,
        r#""kind":"received","via":"stated""#,
        r#""kind":"acknowledged","states_due":"2026-03-30""#,
        r#""kind":"bounced""#,
        r#""kind":"auto_reply","redirect":true"#,
        r#""kind":"clarification_sought""#,
        r#""kind":"clarification_sought","basis":"general""#,
        r#""kind":"clarification_given","channel":"email""#,
        r#""kind":"fees_notice""#,
        r#""kind":"fee_paid""#,
        r#""kind":"extension_notice","basis":"public_interest""#,
        r#""kind":"extension_notice","basis":"complex_voluminous","until":"2026-05-30""#,
        r#""kind":"holding_reply""#,
        r#""kind":"partial_reply""#,
        r#""kind":"reply""#,
        r#""kind":"refusal","basis":"cost""#,
        r#""kind":"commissioner_allowed","until":"2026-05-30""#,
        r#""kind":"narrowed","channel":"email""#,
        r#""kind":"transferred""#,
        r#""kind":"succession","continuity":false"#,
        r#""kind":"succession""#,
        r#""kind":"withdrawn""#,
        r#""kind":"review_requested","channel":"email""#,
        r#""kind":"review_outcome""#,
        r#""kind":"complained""#,
        r#""kind":"decision_notice""#,
    ];
    let event = |day: Date, kind: &str| serde_json::from_str(&format!(r#"{{"date":"{day}",{kind}}}"#)).unwrap();
    proptest::collection::btree_map(1i32..160, proptest::sample::select(kinds.to_vec()), 0..9).prop_map(move |chosen| {
        let later = chosen.into_iter().map(|(after, kind)| event(start.saturating_add(Span::new().days(after)), kind));
        std::iter::once(event(start, kinds[0])).chain(later).collect()
    })
}

fn matter<'a>(
    regime: &'a Regime,
    kind: &'a str,
    events: &'a [Event],
    as_of: Date,
    calendar: &'a Calendar,
) -> Matter<'a> {
    Matter { regime, authority_kind: kind, events, as_of, calendar, closed: &[] }
}

proptest! {
    #[test]
    fn a_later_receipt_is_never_due_earlier(day in days(), n in 1u16..90, calendar in calendars()) {
        let next = day.tomorrow().unwrap();
        prop_assert!(last_day(day, n, calendar).unwrap() <= last_day(next, n, calendar).unwrap());
    }

    #[test]
    fn nothing_is_due_on_a_day_that_does_not_count(day in days(), n in 1u16..90, calendar in calendars()) {
        let due = last_day(day, n, calendar).unwrap();
        prop_assert!(calendar.is_working(due));
        prop_assert_eq!(calendar.working_days(day, due).unwrap(), u32::from(n));
    }

    #[test]
    fn the_outcome_is_the_same_in_any_order_of_recording(
        (events, shuffled) in events(date(2026, 3, 2)).prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
        regime in proptest::sample::select(vec!["uk-foia", "uk-eir", "scot-foisa", "scot-eisr"]),
        kind in proptest::sample::select(vec!["council", "school", "archive", "keeper"]),
    ) {
        let regimes = Regimes::embedded();
        let regime = regimes.get(regime).unwrap();
        let calendar = calendar(regime.days_off);
        let as_of = date(2026, 9, 1);
        let fold = |events: &[Event]| matter(regime, kind, events, as_of, calendar).fold();
        prop_assert_eq!(fold(&events), fold(&shuffled));
    }

    #[test]
    fn the_reasoning_adds_up_to_the_date(
        events in events(date(2026, 3, 2)),
        regime in proptest::sample::select(vec!["uk-foia", "uk-eir", "scot-foisa", "scot-eisr"]),
    ) {
        let regimes = Regimes::embedded();
        let regime = regimes.get(regime).unwrap();
        let calendar = calendar(regime.days_off);
        let matter = matter(regime, "council", &events, date(2026, 9, 1), calendar);
        let explained = match matter.explain() {
            Ok(explained) => explained,
            Err(LawError::ReceivedBeforeSent { .. }) => return Ok(()),
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        };
        let clock = explained.clock;
        prop_assert_eq!(Ok(clock), matter.fold());
        prop_assert!(!explained.steps.is_empty());
        prop_assert!(clock.due.is_none() || clock.receipt.is_some());
        if let Some(due) = clock.due {
            prop_assert!(explained.steps.iter().any(|step| step.date == Some(due)));
        }
        let plain = clock.extended_due.is_none() && !events.iter().any(|event| event.what.word() == "commissioner_allowed");
        if let (Some(receipt), Some(due), true) = (clock.receipt, clock.due, plain) {
            let all = receipt.until(due).unwrap().get_days();
            let weekends = receipt.tomorrow().unwrap().series(Span::new().days(1)).take_while(|day| *day <= due);
            let weekends = weekends.filter(|day| Calendar::is_weekend(*day)).count() as i32;
            let skipped = explained.skipped.len() as i32;
            prop_assert_eq!(all - weekends - skipped - clock.disregarded.unwrap_or(0) as i32, 20);
        }
    }

    #[test]
    fn any_two_days_and_any_kind_give_a_clock_or_a_reason(
        year in -9999i16..=9999, month in 1i8..=12, kind in "\\PC{0,12}", line in "\\PC{0,60}",
    ) {
        let day = Date::new(year, month, 1).unwrap();
        for regime in Regimes::embedded().iter() {
            let calendar = calendar(regime.days_off);
            let events = [Event::on(day, foi::law::EventKind::Sent(foi::law::Channel::Email))];
            if let Ok(explained) = matter(regime, &kind, &events, day, calendar).explain() {
                prop_assert!(explained.clock.due.is_none_or(|due| due > day));
            }
        }
        let _ = serde_json::from_str::<foi::law::Case>(&line);
        let _ = Regimes::embedded().with("regimes/any.toml", &line);
    }
}

/// Where a new regime goes: one file, and nothing else.
#[test]
fn a_regime_is_added_from_a_file_alone() {
    let text = include_str!("law/atlantis.toml");
    let regimes = Regimes::embedded().with("regimes/atlantis.toml", text).unwrap();
    let regime = regimes.get("atlantis").unwrap();
    let line = r#"{"date":"2026-03-02","kind":"sent","channel":"email"}"#;
    let asked = r#"{"date":"2026-03-05","kind":"extension_notice","basis":"volume"}"#;
    let events: Vec<Event> = [line, asked].iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let calendar = Calendar::given(&[date(2026, 3, 10)]);
    let explained = matter(regime, "temple", &events, date(2026, 3, 5), &calendar).explain().unwrap();
    assert_eq!(explained.clock.due, Some(date(2026, 3, 17)));
    assert_eq!(explained.clock.extended_due, Some(date(2026, 3, 31)));
    insta::assert_snapshot!(explained.paragraph, @"The request was sent by e-mail on Monday 2 March 2026 and received that day, which is day 0 (Decree Art 3). The time is 10 working days, counted from the day after receipt (Decree Art 6(2)). Not counted besides weekends: Tue 10 March (holiday) (Decree Art 2). Day 1 is Tue 3 March, day 5 is Mon 9 March, day 10 is Tuesday 17 March 2026: a reply is due by the end of that day. On Thursday 5 March 2026, in time, the authority claimed more time without naming a day, on a ground that this law knows (Decree Art 7). With it a reply is due by the end of Tuesday 31 March 2026. If no answer has come by then, it is overdue from Wednesday 1 April 2026.");
}

#[test]
fn a_workspaces_file_takes_the_place_of_the_one_built_in() {
    let text = include_str!("../src/law/regimes/uk-foia.toml").replacen("20 working days", "10 working days", 1);
    let regimes = Regimes::embedded().with("regimes/uk-foia.toml", &text).unwrap();
    let calendar = Calendar::uk();
    let due = foi::law::due_date(regimes.get("uk-foia").unwrap(), "", date(2026, 3, 2), &calendar, &[]);
    assert_eq!(due, Ok(date(2026, 3, 16)));
}
