//! From a silent authority to the regulator: what is due on each day, the letters that do it, and that nothing goes twice.

use foi::engine::send::Sent;
use foi::request::{LetterKind, Note};
use jiff::civil::{Date, date};

use crate::desk::{CAMPAIGN, Desk};

const SENT: Date = date(2022, 9, 1);
/// The 20th working day was 30 September, so this Monday is one working day late.
const LATE: Date = date(2022, 10, 3);

fn letters(sent: &Sent) -> Vec<String> {
    sent.letters.iter().map(|letter| format!("{} to {}", letter.kind.word(), letter.to)).collect()
}

#[test]
fn a_silent_authority_is_chased_then_asked_for_a_review_then_the_regulator_is_asked() {
    let desk = Desk::new();
    desk.send(SENT, None);
    desk.note("S3", Note::Reply, date(2022, 9, 15));
    desk.note("B2", Note::Reply, date(2022, 9, 20));
    assert_eq!(desk.due(date(2022, 9, 30)), [""; 0], "in time until the end of the last day");
    assert_eq!(desk.due(LATE), ["A1 chase"]);

    let chased = desk.send(LATE, Some(LetterKind::Chase));
    assert_eq!(letters(&chased), ["chase to foi@ashcombe.example"]);
    assert_eq!(desk.send(LATE, Some(LetterKind::Chase)).letters, [], "once");
    assert_eq!(desk.due(LATE), [""; 0]);
    assert_eq!(desk.due(date(2022, 10, 14)), [""; 0], "ten working days have not passed");
    assert_eq!(desk.due(date(2022, 10, 17)), ["A1 chase"]);
    desk.send(date(2022, 10, 17), Some(LetterKind::Chase));

    let review = date(2022, 10, 28);
    assert_eq!(desk.due(review), ["A1 ask for internal review"]);
    assert_eq!(letters(&desk.send(review, Some(LetterKind::Review))), ["review to foi@ashcombe.example"]);
    assert_eq!(desk.due(date(2022, 11, 25)), [""; 0], "20 working days for the review");

    let overdue = date(2022, 12, 1);
    assert_eq!(desk.due(overdue), ["A1 complain to the regulator"]);
    let complaint = desk.send(overdue, Some(LetterKind::Complaint));
    assert_eq!(letters(&complaint), ["complaint to icocasework@ico.org.uk"], "not to the authority");
    assert_eq!(desk.send(overdue, Some(LetterKind::Complaint)).letters, []);
    assert_eq!(desk.due(date(2023, 3, 1)), [""; 0]);
}

#[test]
fn a_clarification_answered_begins_the_count_anew() {
    let desk = Desk::new();
    desk.send(SENT, None);
    desk.note("A1", Note::Reply, date(2022, 9, 15));
    desk.note("S3", Note::Reply, date(2022, 9, 15));
    desk.note("B2", Note::ClarificationSought, date(2022, 9, 12));
    assert_eq!(desk.due(LATE), ["B2 answer the clarification"]);
    let sent = desk.send_with(LATE, |sending| {
        sending.only = Some(LetterKind::Clarification);
        sending.words = Some("Trees of more than 15 cm.".into());
    });
    assert_eq!(letters(&sent), ["clarification to foi@birchley.example"]);
    assert_eq!(desk.due(LATE), [""; 0]);
    assert_eq!(desk.limit("B2", LATE), Some(date(2022, 10, 31)));
}

#[test]
fn a_review_and_a_complaint_can_be_asked_for_by_name_where_the_law_gives_them() {
    let desk = Desk::new();
    desk.send(SENT, None);
    let by_name = |day, kind: LetterKind| {
        let request = foi::request::RequestId(format!("{CAMPAIGN}/A1"));
        desk.send_with(day, |sending| {
            (sending.only, sending.request) = (Some(kind), Some(request));
            sending.words = Some("It was refused without a ground.".into());
        })
    };
    let early = by_name(date(2022, 9, 20), LetterKind::Review);
    assert_eq!(early.skipped[0].reason, "no review is to be asked for now: it is still in time");
    desk.note("A1", Note::Refusal, date(2022, 9, 21));
    let refused = by_name(date(2022, 9, 22), LetterKind::Complaint);
    assert_eq!(refused.skipped[0].reason, "no complaint is to be asked for now: it is refused; a review comes first");
    assert_eq!(letters(&by_name(date(2022, 9, 22), LetterKind::Review)), ["review to foi@ashcombe.example"]);
    assert_eq!(by_name(date(2022, 9, 22), LetterKind::Review).letters, [], "once");
}

#[test]
fn a_regulator_without_an_address_on_file_gets_its_letter_on_paper() {
    let desk = Desk::new();
    let foia = include_str!("../../src/law/regimes/uk-foia.toml");
    let without: Vec<&str> = foia.lines().filter(|line| !line.starts_with("email = ")).collect();
    let regimes = desk.workspace.root().join("regimes");
    std::fs::create_dir_all(&regimes).unwrap();
    std::fs::write(regimes.join("uk-foia.toml"), without.join("\n")).unwrap();
    desk.send(SENT, None);
    desk.note("A1", Note::ReviewRequested, LATE);
    let overdue = date(2022, 12, 1);
    let sent = desk.send_with(overdue, |sending| {
        sending.only = Some(LetterKind::Complaint);
        sending.request = Some(foi::request::RequestId(format!("{CAMPAIGN}/A1")));
    });
    assert_eq!(sent.letters, []);
    let reason = &sent.skipped[0].reason;
    assert!(reason.starts_with("the regulator has no e-mail address: print "), "{reason}");
    assert!(reason.ends_with("record it with `foi note parks/A1 complained DATE`"), "{reason}");
    let mut papers = std::fs::read_dir(desk.workspace.outbox(CAMPAIGN)).unwrap().filter_map(Result::ok);
    let paper = papers.find(|entry| entry.path().extension().is_some_and(|ending| ending == "txt")).unwrap();
    let text = std::fs::read_to_string(paper.path()).unwrap();
    assert!(text.starts_with("Information Commissioner's Office\nWycliffe House\n"), "{text}");
    assert!(text.contains("Internal review asked for: 3 October 2022"), "{text}");
}

#[test]
fn in_a_pause_nobody_is_chased_but_a_right_about_to_be_lost_is_named() {
    let desk = Desk::with("scot-foisa", "pause = [\"10-01/12-31\"]");
    desk.send(SENT, None);
    desk.note("B2", Note::Reply, date(2022, 9, 15));
    desk.note("S3", Note::Reply, date(2022, 9, 15));
    assert_eq!(desk.due(date(2022, 10, 20)), [""; 0]);
    // FOISA s.20(5): the review is asked for within 40 working days of the end of the time allowed, or never.
    let by = desk.show("A1", date(2022, 10, 20), None).clock.unwrap().clock.review_ask_by.unwrap();
    assert_eq!(desk.due(by), ["A1 ask for internal review"]);
    assert_eq!(desk.due(by.tomorrow().unwrap()), [""; 0]);
}

#[test]
fn a_dry_run_shows_what_the_letters_say_and_keeps_nothing() {
    let desk = Desk::new();
    desk.send(SENT, None);
    let dry = desk.send_with(LATE, |sending| {
        sending.only = Some(LetterKind::Chase);
        sending.dry_run = true;
    });
    assert!(
        dry.letters.iter().all(|letter| letter.text.as_ref().unwrap().contains("not later than 30 September 2022"))
    );
    assert_eq!(desk.due(LATE).len(), dry.letters.len());
}

#[test]
fn chasers_keep_the_office_s_hours_unless_a_request_is_named() {
    let desk = Desk::with("uk-foia", "office_hours = \"09:00-17:00\"");
    desk.send(date(2022, 9, 1), None);
    let (monday, saturday) = (date(2022, 10, 3), date(2022, 10, 8));
    let at_eight = |day: Date, only: Option<&str>| {
        desk.send_with(day, |sending| {
            sending.now = day.at(20, 0, 0, 0).in_tz("Europe/London").unwrap().timestamp();
            sending.request = only.map(|code| foi::request::RequestId(format!("parks/{code}")));
            sending.only = only.map(|_| LetterKind::Chase);
            sending.dry_run = true;
        })
    };
    let evening = at_eight(monday, None);
    assert_eq!((evening.letters.len(), evening.waiting), (0, 3), "at eight in the evening");
    assert_eq!(at_eight(monday, Some("A1")).letters.len(), 1, "a person who names a request decides");
    let weekend = desk.send_with(saturday, |sending| sending.dry_run = true);
    assert_eq!((weekend.letters.len(), weekend.waiting), (0, 3), "at noon of a Saturday");
    let noon = desk.send(monday, None);
    assert_eq!((noon.letters.len(), noon.waiting), (3, 0), "at noon of a working day");
}
