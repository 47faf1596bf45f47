//! Letters as they go: their words, their mails, their answer sheets; and what is refused rather than left as a gap.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use std::path::Path;

use foi::authority::{Authority, Code, MailAddress};
use foi::campaign::{Around, Campaign, Template, built_in, load};
use foi::letter::{self, Facts, HeaderText, Letter, Mailing, Writer};
use foi::message;
use foi::request::{LetterKind, Token, message_id_for};
use jiff::civil::date;

fn campaign() -> Campaign {
    let around = Around { regimes: vec!["uk-foia".into()], ..Around::default() };
    load(Path::new("tests/campaign/valid"), &around).unwrap().0
}

/// The campaign with the letters that come with the program for `regime`.
fn under(regime: &str) -> Campaign {
    let mut campaign = campaign();
    campaign.letters.answer_sheet = false;
    for (kind, letter) in [
        ("request", &mut campaign.letters.request),
        ("chase", &mut campaign.letters.chase),
        ("clarification", &mut campaign.letters.clarification),
        ("review", &mut campaign.letters.review),
        ("complaint", &mut campaign.letters.complaint),
    ] {
        *letter = built_in(regime, kind);
    }
    campaign
}

fn facts(campaign: &Campaign, authority: &Authority) -> Facts {
    let token = Token::for_request(&campaign.name, &authority.code, 0);
    Facts { sent: Some(date(2018, 8, 20)), due: Some(date(2018, 9, 18)), ..Facts::of_request(token, date(2018, 9, 19)) }
}

fn written(kind: LetterKind, campaign: &Campaign, facts: &Facts) -> Letter {
    letter::render(kind, campaign, &campaign.frame.members[0], facts).unwrap_or_else(|error| panic!("{error}"))
}

fn shown(letter: &Letter) -> String {
    format!("Subject: {}\n\n{}", letter.subject, letter.body)
}

#[test]
fn the_request_that_comes_with_foi_is_one_that_could_be_sent() {
    let mut campaign = under("uk-foia");
    campaign.letters.answer_sheet = true;
    let facts = Facts::of_request(Token::for_request(&campaign.name, &Code("X1A".into()), 0), date(2018, 8, 20));
    insta::assert_snapshot!(shown(&written(LetterKind::Request, &campaign, &facts)));
}

#[test]
fn the_letters_that_follow_say_the_dates_and_what_is_asked() {
    let campaign = under("uk-foia");
    let mut facts = facts(&campaign, &campaign.frame.members[0]);
    insta::assert_snapshot!("chase", shown(&written(LetterKind::Chase, &campaign, &facts)));
    insta::assert_snapshot!("review_of_silence", shown(&written(LetterKind::Review, &campaign, &facts)));
    facts.reference = Some("FOI/2018/0417".into());
    facts.words = Some("By staff I mean everybody on the payroll on that day.".into());
    insta::assert_snapshot!("clarification", shown(&written(LetterKind::Clarification, &campaign, &facts)));
    facts.words = Some("Section 31 was claimed for a number of people, which helps nobody to break in.".into());
    facts.review_asked = Some(date(2018, 10, 1));
    insta::assert_snapshot!("complaint", shown(&written(LetterKind::Complaint, &campaign, &facts)));
}

#[test]
fn each_law_s_letters_name_that_law_and_no_other() {
    for (regime, own, foreign) in [
        ("uk-foia", "Freedom of Information Act 2000", "Scotland"),
        ("scot-foisa", "Freedom of Information (Scotland) Act 2002", "Act 2000"),
        ("uk-eir", "Environmental Information Regulations 2004", "Scotland"),
        ("scot-eisr", "Environmental Information (Scotland) Regulations 2004", "Act 2000"),
    ] {
        let campaign = under(regime);
        let mut facts = facts(&campaign, &campaign.frame.members[0]);
        facts.words = Some("Words.".into());
        for kind in LetterKind::ALL {
            let text = shown(&written(kind, &campaign, &facts));
            assert!(!text.contains(foreign), "{regime} {}: {text}", kind.word());
            assert!(text.contains(&facts.token.to_string()), "{regime} {}", kind.word());
            assert!(kind == LetterKind::Clarification || text.contains(own), "{regime} {}: {text}", kind.word());
            assert!(!text.contains("{{") && !text.contains("\n\n\n"), "{regime} {}: {text}", kind.word());
        }
    }
}

#[test]
fn a_variable_that_is_empty_for_one_authority_is_an_error_that_names_it() {
    let mut campaign = campaign();
    campaign.letters.request = Template {
        path: "letters/request.txt".into(),
        text: "Subject: x\n\nYou have {{ authority.beds }} beds.\n".into(),
    };
    let writer = Writer::new(&campaign).unwrap();
    let [first, _, third] = campaign.frame.members.as_slice() else { panic!("three members") };
    let facts = facts(&campaign, first);
    assert_eq!(
        writer.write(LetterKind::Request, first, &facts).unwrap().body.lines().next(),
        Some("You have 420 beds.")
    );
    let error = writer.write(LetterKind::Request, third, &facts).unwrap_err();
    insta::assert_snapshot!(error, @"the request to X3C Crag, Dale and Eastmoor NHS Trust cannot be written: `authority.beds` is empty for X3C");
    assert_eq!((error.fault.file(), error.fault.line(), error.fault.column()), ("letters/request.txt", 3, 23));
}

#[test]
fn a_line_end_in_a_variable_cannot_begin_a_header() {
    let mut campaign = campaign();
    campaign.letters.request.text = "Subject: Request to {{ authority.note }}\n\nx\n".into();
    let mut authority = campaign.frame.members[0].clone();
    authority.variables.insert("note".into(), "you\r\nBcc: everyone@larkspur.example".into());
    let facts = facts(&campaign, &authority);
    let error = Writer::new(&campaign).unwrap().write(LetterKind::Request, &authority, &facts).unwrap_err();
    assert!(error.to_string().contains("line end"), "{error}");
    for text in ["", " ", "a\r\nBcc: b", "a\u{2028}b", "a\0b"] {
        assert!(text.parse::<HeaderText>().is_err(), "{text:?}");
    }
}

fn mailing(campaign: &Campaign, attachments: Vec<letter::Attachment>) -> Mailing {
    let token = Token::for_request(&campaign.name, &Code("X1A".into()), 0);
    let first = message_id_for(&token, 0, &campaign.requester.email);
    Mailing {
        from_name: "Höllý Trevanion, \"PhD\"".parse().unwrap(),
        from: "foi.desk@larkspur-research.example".parse::<MailAddress>().unwrap(),
        to_name: Some("Crag, Dale and Eastmoor NHS Trust".parse().unwrap()),
        to: "foi@cde.example".parse().unwrap(),
        reply_to: None,
        message_id: message_id_for(&token, 1, &campaign.requester.email),
        date: "2018-09-19T09:00:00Z".parse().unwrap(),
        in_reply_to: Some(first.clone()),
        references: vec![first],
        attachments,
    }
}

#[test]
fn a_mail_is_read_back_as_it_was_written_and_is_the_same_each_time() {
    let campaign = campaign();
    let facts = facts(&campaign, &campaign.frame.members[0]);
    let letter = Letter {
        subject: "Überfällig: £5 [FOI]".parse().unwrap(),
        body: "Dear Sir,\n\n£5 – “quoted”.\n.\nFrom here\n".into(),
    };
    let sheet = letter::answer_sheet(&campaign, &campaign.frame.members[0], &facts.token).unwrap();
    let mut enclosed =
        letter::attachments(&campaign.letters, Path::new("tests/campaign/valid"), &Code("X1A".into())).unwrap();
    enclosed.push(letter::Attachment {
        name: "Antworten für Sie.xlsx".parse().unwrap(),
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".into(),
        bytes: sheet.clone(),
    });
    let mailing = mailing(&campaign, enclosed);
    let bytes = letter::to_eml(&letter, &mailing).unwrap();
    assert_eq!(bytes, letter::to_eml(&letter, &mailing).unwrap());

    let mail = message::parse(&bytes);
    assert_eq!(mail.subject, "Überfällig: £5 [FOI]");
    assert_eq!(mail.from.as_ref().and_then(|from| from.name.as_deref()), Some("Höllý Trevanion, \"PhD\""));
    assert_eq!(mail.to[0].address, "foi@cde.example");
    assert_eq!(mail.message_id, Some(mailing.message_id.clone()));
    assert_eq!(mail.answers, mailing.references);
    assert_eq!(
        mail.text.as_deref().map(|text| text.replace("\r\n", "\n")).as_deref().map(str::trim_end),
        Some(letter.body.trim_end())
    );
    let names: Vec<&str> = mail.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["about-us.txt", "Antworten für Sie.xlsx"]);
    assert_eq!(mail.parts[1].bytes, sheet);
    assert!(mail.blemishes.is_empty(), "{:?}", mail.blemishes);
}

#[test]
fn every_line_of_a_mail_is_short_enough_for_every_server() {
    let campaign = campaign();
    let letter = Letter { subject: "x".repeat(300).parse().unwrap(), body: format!("{}\n", "word ".repeat(2000)) };
    let bytes = letter::to_eml(&letter, &mailing(&campaign, Vec::new())).unwrap();
    // RFC 5322, 2.1.1: at most 998 characters without the line end.
    assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 999));
}

#[test]
fn the_answer_sheet_holds_reference_and_one_row_a_question_and_part() {
    use calamine::Reader;
    let campaign = campaign();
    let facts = facts(&campaign, &campaign.frame.members[0]);
    let make = || letter::answer_sheet(&campaign, &campaign.frame.members[0], &facts.token).unwrap();
    let bytes = make();
    assert_eq!(bytes, make());
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Answers").unwrap();
    let rows: Vec<String> = sheet
        .rows()
        .map(|row| {
            row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ").trim_end_matches([' ', '|']).to_owned()
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"));
}
