//! Letters cut up: a line each of role and text.

use super::*;
use crate::document::text;
use proptest::prelude::*;

fn roles(letter: &str) -> Vec<(Role, String)> {
    let body = text::read("body", letter);
    let letter =
        Letter { subject: "", body: &body, attachments: &[], automatic: false, delivery_failed: None, received: None };
    split(&letter).into_iter().map(|segment| (segment.role, segment.text.to_owned())).collect()
}

fn role_of(letter: &str, words: &str) -> Role {
    roles(letter).into_iter().find(|(_, text)| text.contains(words)).map(|(role, _)| role).unwrap()
}

const LETTER: &str = "Our Ref: FOI/22/118

Dear Ms Example

Thank you for your request received on 3 May 2022.

You asked:
1. How many staff do you employ? If section 12 applies, please advise.

Our response:
1. 450 staff.
2. This is exempt under section 31(1)(a).

If you are unhappy with this response you may ask for an internal review.
Section 50 gives a right to complain to the Information Commissioner.

Yours sincerely
A. Officer
Tel 01632 960000

This email is confidential and intended only for the addressee.

-----Original Message-----
From: Someone
Please give section 40 material.";

#[test]
fn each_part_of_a_letter_has_its_role() {
    for (words, role) in [
        ("Our Ref", Role::Reference),
        ("Dear Ms", Role::Salutation),
        ("Thank you for your request", Role::Answer),
        ("You asked", Role::Heading),
        ("How many staff", Role::Request),
        ("Our response", Role::Heading),
        ("450 staff", Role::Answer),
        ("section 31(1)(a)", Role::Answer),
        ("unhappy", Role::Complaints),
        ("Section 50", Role::Complaints),
        ("Yours", Role::Signature),
        ("A. Officer", Role::Signature),
        ("confidential", Role::Disclaimer),
        ("section 40", Role::Quoted),
    ] {
        assert_eq!(role_of(LETTER, words), role, "{words}");
    }
}

#[test]
fn a_question_without_a_heading_is_known_by_its_form() {
    let letter = "Potholes\n\nHow many claims were made?\n\n12 in all.";
    assert_eq!(role_of(letter, "How many"), Role::Question);
    assert_eq!(role_of(letter, "12 in all"), Role::Answer);
}

#[test]
fn a_forwarded_letter_is_read_and_not_taken_for_the_mail_it_answers() {
    let letter = "-----Forwarded Message-----\nFrom: foi@council.example\n\nWe do not hold this.";
    assert_eq!(role_of(letter, "not hold"), Role::Answer);
}

#[test]
fn the_letter_goes_on_in_an_annex_below_the_signature() {
    let letter =
        "Please see below.\n\nYours sincerely\nA. Officer\n\nAnnex A - refusal notice\n\nSection 31 is engaged.";
    assert_eq!(role_of(letter, "engaged"), Role::Answer);
}

#[test]
fn addresses_count_the_lines() {
    let body = text::read("body", "Dear A\n\nOne\nTwo");
    let letter =
        Letter { subject: "", body: &body, attachments: &[], automatic: false, delivery_failed: None, received: None };
    let lines: Vec<_> = split(&letter).into_iter().map(|segment| segment.at.line).collect();
    assert_eq!(lines, [Some(1), Some(3), Some(4)]);
}

proptest! {
    #[test]
    fn any_text_is_cut_into_pieces_of_itself(text in any::<String>()) {
        for (_, piece) in roles(&text) {
            prop_assert!(text.replace("\r\n", "\n").contains(&piece.replace("\r\n", "\n")));
        }
    }
}
