//! Letters of a line or two, and what they state.

use super::*;
use crate::document::text;
use crate::law::Act;
use crate::reply::kind::sentence::sentences;
use crate::reply::{Letter, segment};

fn with<T>(letter: &str, ask: impl Fn(&[Segment<'_>]) -> T) -> T {
    let body = text::read("body", letter);
    let letter =
        Letter { subject: "", body: &body, attachments: &[], automatic: false, delivery_failed: None, received: None };
    ask(&segment::split(&letter))
}

#[test]
fn the_authoritys_reference_is_found_and_ours_is_not_it() {
    for (letter, expected) in [
        ("Our Ref: FOI/22/118\n\nDear A", Some("FOI/22/118")),
        ("I acknowledge your request (our reference FOI 2023/442).", Some("FOI 2023/442")),
        ("FOI 22-118\n\nDear requester", Some("FOI 22-118")),
        ("Internal Reference Number: FOI_4765", Some("FOI_4765")),
        ("Our Ref:\nHMCC070114A\n\nDear A", Some("HMCC070114A")),
        ("Your request was logged under reference 12345/25.", Some("12345/25")),
        ("In line with the decision (ref: FS50198733) we consider this.", None),
        ("We hold 12 records.", None),
    ] {
        assert_eq!(with(letter, |segments| reference("", segments)).as_deref(), expected, "{letter}");
    }
    let token = Token::for_request("t", &crate::authority::Code("RXX".into()), 0);
    assert_eq!(with(&format!("Your ref: {token}"), |segments| reference("", segments)), None);
}

#[test]
fn the_fee_is_the_sum_asked_for() {
    let letter =
        "I am sending you this fees notice for the cost of copying and postage: £37.20 and £5.95, together £43.15.";
    assert_eq!(with(letter, |segments| fee(&sentences(segments, Act::Foia, None))), Some(43.15));
}

#[test]
fn a_new_address_and_a_link_are_found() {
    let letter = "This mailbox is closed. Please send FOI requests to foi@new.example instead.";
    assert_eq!(with(letter, redirect).as_deref(), Some("foi@new.example"));
    let letter = "To view your response please use the link below.\n\nhttps://portal.vendor.example/r/1?k=2.\n\nSee https://council.example/";
    assert_eq!(with(letter, links), ["https://portal.vendor.example/r/1?k=2"]);
}
