//! Notes by hand, and what the clock makes of them.

use foi::law::{Ground, Reason};
use foi::request::{Channel, Note, Particulars};
use jiff::civil::{Date, date};

use crate::desk::Desk;

const SENT: Date = date(2022, 10, 3);

/// The last day of A1's time, once the request went on 3 October 2022 and this was noted.
fn limit(regime: &str, kind: Note, on: Date, until: Option<Date>, more: Particulars) -> Option<Date> {
    let desk = Desk::with(regime, "");
    desk.send(SENT, None);
    desk.note_late("A1", kind, on, on, until, more);
    desk.limit("A1", date(2022, 11, 30))
}

#[test]
fn an_extension_holds_on_the_ground_that_the_law_has() {
    let told = date(2022, 10, 20);
    let on = |ground| Particulars { ground, ..Particulars::default() };
    let table = [
        ("uk-foia", None, date(2022, 11, 21), date(2022, 11, 21)),
        ("uk-foia", Some(Ground::ComplexVoluminous), date(2022, 11, 21), date(2022, 10, 31)),
        ("uk-eir", None, date(2022, 11, 21), date(2022, 11, 21)),
        ("uk-eir", Some(Ground::PublicInterest), date(2022, 11, 21), date(2022, 10, 31)),
        ("scot-foisa", None, date(2022, 11, 21), date(2022, 10, 31)),
        ("scot-foisa", Some(Ground::PublicInterest), date(2022, 11, 21), date(2022, 10, 31)),
    ];
    let wrong: Vec<String> = table
        .into_iter()
        .filter_map(|(regime, ground, until, due)| {
            let is = limit(regime, Note::ExtensionNotice, told, Some(until), on(ground));
            (is != Some(due)).then(|| format!("{regime} {ground:?}: {is:?}, not {due}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_succession_that_ends_pending_business_stops_the_wait() {
    for (continues, reason) in [
        (Some(true), Reason::SuccessionContinues),
        (Some(false), Reason::SuccessionEnds),
        (None, Reason::SuccessionAssumed),
    ] {
        let desk = Desk::new();
        desk.send(SENT, None);
        let more = Particulars { continues, ..Particulars::default() };
        desk.note_late("A1", Note::Succession, date(2022, 10, 10), date(2022, 10, 10), None, more);
        let clock = desk.show("A1", date(2022, 10, 12), None).clock.unwrap().clock;
        assert!(clock.why.has(reason), "{continues:?}: {:?}", clock.why);
    }
}

#[test]
fn what_went_by_another_road_is_received_as_the_law_says() {
    let by = |channel| Particulars { channel, ..Particulars::default() };
    let table = [
        (None, date(2022, 11, 2)),
        (Some(Channel::Portal), date(2022, 10, 31)),
        (Some(Channel::SecondClassPost), date(2022, 11, 4)),
    ];
    for (channel, due) in table {
        let desk = Desk::new();
        desk.send_with(SENT, |sending| sending.limit = Some(0));
        desk.note_late("A1", Note::Sent, SENT, SENT, None, by(channel));
        assert_eq!(desk.limit("A1", SENT), Some(due), "{channel:?}");
    }
}

#[test]
fn a_schools_closures_come_from_the_frame_and_from_notes_also_before_they_begin() {
    let desk = Desk::new();
    desk.send(SENT, None);
    // 20 school days; the half term of 24 to 28 October stands in the frame.
    assert_eq!(desk.limit("S3", SENT), Some(date(2022, 11, 7)));
    let strike = date(2022, 11, 2);
    desk.note_late("S3", Note::Closed, strike, date(2022, 10, 5), Some(date(2022, 11, 3)), Particulars::default());
    assert_eq!(desk.limit("S3", date(2022, 10, 5)), Some(date(2022, 11, 9)));
    assert_eq!(desk.limit("A1", date(2022, 10, 5)), Some(date(2022, 10, 31)), "a council has no school days");
}
