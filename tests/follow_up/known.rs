//! What was known when: a late holiday, a late event and a correction move the date, and the change is told.

use foi::engine::note::correct;
use foi::request::{Channel, Note, Particulars};
use jiff::civil::date;

use crate::desk::{Desk, at};

#[test]
fn a_bank_holiday_proclaimed_while_the_request_ran_moves_the_date_and_says_so() {
    let desk = Desk::new();
    desk.send(date(2022, 9, 1), None);
    let then = desk.show("A1", date(2022, 9, 1), Some(date(2022, 9, 1)));
    assert_eq!(then.clock.unwrap().clock.due, Some(date(2022, 9, 29)));
    assert_eq!(then.told_before, []);
    let now = desk.show("A1", date(2022, 9, 20), None);
    assert_eq!(now.clock.unwrap().clock.due, Some(date(2022, 9, 30)));
    let words: Vec<&str> = now.told_before.iter().map(|told| told.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "Told on 1 September 2022 as 29 September 2022; 19 September 2022 became a bank holiday on 10 September 2022 \
          (State Funeral of Queen Elizabeth II); now 30 September 2022."
        ]
    );
}

#[test]
fn an_event_learnt_late_moves_the_date_and_says_so() {
    let desk = Desk::new();
    desk.send(date(2022, 10, 3), None);
    let by_mail = Particulars { channel: Some(Channel::Email), ..Particulars::default() };
    let learnt = date(2022, 10, 12);
    desk.note_late("A1", Note::ClarificationSought, date(2022, 10, 5), learnt, None, Particulars::default());
    desk.note_late("A1", Note::ClarificationGiven, date(2022, 10, 7), learnt, None, by_mail);
    let before = desk.show("A1", date(2022, 10, 11), Some(date(2022, 10, 11)));
    assert_eq!((before.events.len(), before.told_before.len()), (1, 0));
    assert_eq!(before.clock.unwrap().clock.due, Some(date(2022, 10, 31)));
    let now = desk.show("A1", learnt, None);
    let words: Vec<&str> = now.told_before.iter().map(|told| told.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "Told on 5 October 2022 as 31 October 2022; on 12 October 2022 it was recorded: clarification sought; now no \
          date.",
            "Told on 7 October 2022 as 31 October 2022; on 12 October 2022 it was recorded: clarification sought; on 12 \
          October 2022 it was recorded: clarification given by e-mail; now 4 November 2022."
        ]
    );
}

#[test]
fn an_event_taken_back_moves_the_date_and_says_so() {
    let desk = Desk::new();
    desk.send(date(2022, 10, 3), None);
    desk.note("A1", Note::ExtensionNotice, date(2022, 10, 20));
    let until = Some(date(2022, 11, 21));
    desk.note_late("B2", Note::ExtensionNotice, date(2022, 10, 20), date(2022, 10, 20), until, Particulars::default());
    assert_eq!(desk.limit("B2", date(2022, 10, 21)), until);
    let event = desk.show("B2", date(2022, 10, 21), None).events[1].number;
    let day = date(2022, 10, 24);
    correct(&desk.workspace, "B2", event, "it was A1's", "Holly", day, at(day)).map_err(miette::Report::from).unwrap();
    let now = desk.show("B2", day, None);
    assert_eq!(now.clock.unwrap().clock.limit(), Some(date(2022, 10, 31)));
    let words: Vec<&str> = now.told_before.iter().map(|told| told.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "Told on 20 October 2022 as 21 November 2022; on 24 October 2022 it was recorded: event 5 taken back: it was \
          A1's; now 31 October 2022."
        ]
    );
    let then = desk.show("B2", date(2022, 10, 21), Some(date(2022, 10, 21)));
    assert_eq!(then.clock.unwrap().clock.limit(), until, "as it was known then");
}

#[test]
fn an_ordinary_extension_is_no_change_of_what_was_told() {
    let desk = Desk::new();
    desk.send(date(2022, 10, 3), None);
    let until = Some(date(2022, 11, 21));
    desk.note_late("A1", Note::ExtensionNotice, date(2022, 10, 20), date(2022, 10, 20), until, Particulars::default());
    assert_eq!(desk.show("A1", date(2022, 10, 24), None).told_before, []);
}
