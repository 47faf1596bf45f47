//! A holiday proclaimed while requests run: fetched, recorded, and every date that it moves is named.

use foi::engine::holidays::{UpdateFault, Updated, difference, history, in_use, update};
use foi::engine::{due, regimes, verify};
use foi::law::{Division, Holidays};
use foi::post::holidays::Fetch;
use foi::request::Note;
use jiff::civil::{Date, date};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::desk::{Desk, at};

const SENT: Date = date(2027, 5, 24);
const TODAY: Date = date(2027, 6, 1);
/// Within the time of everything sent on `SENT`.
const PROCLAIMED: Date = date(2027, 6, 9);

/// gov.uk's file as it is built in from `from` on, with these days more or less in Northern Ireland.
fn feed(from: i16, more: &[Date], less: &[Date]) -> String {
    let mut lists = serde_json::Map::new();
    for division in Division::ALL {
        let known = Holidays::embedded().iter().filter(|holiday| holiday.divisions.contains(&division));
        let northern = division == Division::NorthernIreland;
        let mut days: Vec<(Date, &str)> = known
            .filter(|holiday| holiday.date.year() >= from && !(northern && less.contains(&holiday.date)))
            .map(|holiday| (holiday.date, holiday.name.as_str()))
            .collect();
        days.extend(more.iter().filter(|_| northern).map(|day| (*day, "A jubilee")));
        let events: Vec<_> = days
            .iter()
            .map(|(date, title)| serde_json::json!({ "title": title, "date": date, "notes": "", "bunting": true }))
            .collect();
        lists.insert(division.key().into(), serde_json::json!({ "division": division.key(), "events": events }));
    }
    serde_json::Value::Object(lists).to_string()
}

/// Lets the workspace fetch once from a server that answers so.
fn fetched(desk: &Desk, answer: ResponseTemplate, day: Date) -> Result<Updated, UpdateFault> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(async {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        server
    });
    let from = Fetch { timeout: std::time::Duration::from_millis(700), ..Fetch::from(&server.uri()) };
    update(&desk.workspace, &from, day, at(day))
}

fn body(text: String) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_string(text)
}

#[test]
fn a_late_holiday_moves_the_open_requests_and_is_recorded() {
    let desk = Desk::new();
    desk.send(SENT, None);
    desk.note("B2", Note::Reply, date(2027, 5, 28));
    assert_eq!(desk.limit("A1", TODAY), Some(date(2027, 6, 22)));

    let updated = fetched(&desk, body(feed(2026, &[PROCLAIMED], &[])), TODAY).unwrap();
    let moved: Vec<String> =
        updated.moved.iter().map(|moved| format!("{} {} {}", moved.request, moved.before, moved.now)).collect();
    // The school's half term lies before SENT, so its twenty days are the same; what is answered is over.
    assert_eq!(moved, ["parks/A1 2027-06-22 2027-06-23", "parks/S3 2027-06-22 2027-06-23"]);
    assert_eq!(desk.limit("A1", TODAY), Some(date(2027, 6, 23)));

    let recorded = history(&desk.workspace).unwrap();
    assert_eq!(recorded.len(), 1);
    assert_eq!(recorded[0].on, TODAY);
    assert_eq!(recorded[0].changes.iter().map(|change| change.date).collect::<Vec<_>>(), [PROCLAIMED]);
    assert_eq!(recorded[0].moved.len(), 2);
    let store = desk.workspace.store().unwrap();
    assert!(store.read().execute("DELETE FROM calendar_event", []).is_err(), "append-only");

    // What was told the day before can be told again, and `foi show` says what changed.
    let before = date(2027, 5, 31);
    assert_eq!(desk.show("A1", before, Some(before)).clock.unwrap().clock.limit(), Some(date(2027, 6, 22)));
    let told = desk.show("A1", TODAY, None).told_before;
    assert!(told.iter().any(|told| told.words.contains("became a bank holiday on 1 June 2027")), "{told:?}");
    assert!(in_use(&desk.workspace, None).unwrap().contains("and 1 change from http"));
    assert!(!in_use(&desk.workspace, Some(before)).unwrap().contains("change"));
    let overdue = |known| due::due_as_known(&desk.workspace, None, date(2027, 6, 23), known).unwrap().0.len();
    assert_eq!((overdue(None), overdue(Some(before))), (0, 2), "on 23 June the one day more is what counts");
}

#[test]
fn years_that_the_publisher_drops_are_kept_and_a_day_called_off_is_said() {
    let desk = Desk::new();
    desk.send(SENT, None);
    let dropped = fetched(&desk, body(feed(2027, &[], &[])), TODAY).unwrap();
    assert_eq!(dropped.changes, [], "the past is no change");
    assert_eq!(regimes::holidays(&desk.workspace).unwrap(), *Holidays::embedded());

    let battle = date(2027, 7, 12);
    let called_off = fetched(&desk, body(feed(2027, &[date(2027, 7, 14)], &[battle])), TODAY).unwrap();
    assert_eq!(called_off.changes.len(), 2, "{:?}", called_off.changes);
    assert_eq!(regimes::holidays(&desk.workspace).unwrap().on(battle, &Division::ALL).count(), 0);
    assert!(verify::verify(&desk.workspace).unwrap().differences.is_empty());
}

#[test]
fn what_cannot_be_used_is_said_and_changes_nothing() {
    let desk = Desk::new();
    desk.send(SENT, None);
    let whole = feed(2026, &[PROCLAIMED], &[]);
    let half = whole[..whole.len() / 2].to_owned();
    let table = [
        ("cut off", body(half), "no JSON as expected"),
        ("an error page", body("<html>Sorry</html>".into()), "no JSON as expected"),
        ("another shape", body(whole.replace("\"events\"", "\"dates\"")), "no JSON as expected"),
        ("a date in words", body(whole.replace("2027-06-09", "9 June 2027")), "no JSON as expected"),
        ("a part gone", body(whole.replace("northern-ireland", "ulster")), "nothing for `northern-ireland`"),
        (
            "too short",
            body(feed(2028, &[], &Holidays::embedded().iter().map(|day| day.date).skip(4).collect::<Vec<_>>())),
            "nothing for",
        ),
        ("too big", body("x".repeat(3_000_000)), "sent more than"),
        ("refused", ResponseTemplate::new(503), "503"),
        ("too slow", body(whole.clone()).set_delay(std::time::Duration::from_secs(20)), "could not be reached"),
    ];
    for (what, answer, said) in table {
        let fault = fetched(&desk, answer, TODAY).expect_err(what);
        assert!(fault.to_string().contains(said), "{what}: {fault}");
        assert!(history(&desk.workspace).unwrap().is_empty(), "{what}");
        assert_eq!(regimes::holidays(&desk.workspace).unwrap(), *Holidays::embedded(), "{what}");
    }
}

#[test]
fn a_calendar_that_no_event_explains_is_found_by_verify_and_recorded_by_the_next_update() {
    let desk = Desk::new();
    desk.send(SENT, None);
    fetched(&desk, body(feed(2026, &[PROCLAIMED], &[])), TODAY).unwrap();
    let path = desk.workspace.root().join(".foi/holidays.json");
    let kept = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let verified = verify::verify(&desk.workspace).unwrap();
    assert!(verified.differences.iter().any(|found| found.of == ".foi/holidays.json"), "{verified:?}");
    std::fs::write(&path, kept).unwrap();
    assert_eq!(difference(&desk.workspace, &desk.workspace.store().unwrap()).unwrap(), None);
}
