//! An address that failed is corrected; the frozen frame stays as it is, and the next letter goes to the new one.

use foi::engine::address::{NewAddress, Readdressed, correct};
use foi::engine::ingest::ingest;
use foi::engine::reading::Here;
use foi::engine::{EngineError, Workspace};
use foi::request::{LetterKind, Note};
use jiff::civil::{Date, date};

use crate::desk::{CAMPAIGN, Desk, at};

const SENT: Date = date(2022, 9, 1);
const BACK: Date = date(2022, 9, 2);

fn corrected(desk: &Desk, to: &str, day: Date) -> Result<Vec<Readdressed>, EngineError> {
    let wanted = NewAddress { code: "A1", to, why: "their web site", by: "Holly", campaign: None };
    correct(&desk.workspace, &wanted, day, at(day))
}

#[test]
fn what_came_back_goes_to_the_corrected_address_once() {
    let desk = Desk::new();
    desk.send(SENT, None);
    desk.note("A1", Note::Bounced, BACK);
    assert_eq!(desk.due(BACK), ["A1 find another address"]);

    let done = corrected(&desk, "requests@ashcombe.example", BACK).unwrap();
    assert_eq!((done[0].before.as_str(), done[0].new), ("foi@ashcombe.example", true));
    assert!(!corrected(&desk, "requests@ashcombe.example", BACK).unwrap()[0].new, "said twice is said once");
    assert_eq!(desk.due(BACK), ["A1 send"]);

    let again = desk.send(BACK, None);
    let went: Vec<&str> = again.letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(went, ["requests@ashcombe.example"]);
    assert!(desk.send(BACK, None).letters.is_empty(), "once");
    let clock = desk.show("A1", BACK, None).clock.unwrap().clock;
    assert_eq!(clock.receipt, Some(BACK), "the clock starts with the message that arrived");

    // A chaser goes there too, and a reply from there is this request's.
    let chase = desk.send(date(2022, 10, 10), Some(LetterKind::Chase));
    assert!(chase.letters.iter().any(|letter| letter.to == "requests@ashcombe.example"), "{:?}", chase.letters);
    assert_eq!(tied(&desk.workspace), 1);
}

/// How many mails from the new address are tied, with no reference in them.
fn tied(workspace: &Workspace) -> usize {
    let mail = "From: requests@ashcombe.example\r\nTo: foi.desk@larkspur-research.example\r\n\
                Date: Tue, 11 Oct 2022 10:00:00 +0100\r\nMessage-ID: <a@ashcombe.example>\r\n\
                Subject: Your request about trees felled in public parks\r\n\r\n\
                We acknowledge receipt of your request under the Freedom of Information Act.\r\n";
    let inbox = workspace.root().join("inbox");
    std::fs::create_dir_all(&inbox).unwrap();
    std::fs::write(inbox.join("1.eml"), mail).unwrap();
    let here = Here(foi::document::Limits::default());
    let done = ingest(workspace, CAMPAIGN, &[inbox], at(date(2022, 10, 11)), &here, &|_| {});
    done.map_err(miette::Report::from).unwrap().matched
}

#[test]
fn what_is_no_address_and_who_was_not_asked_are_refused() {
    let desk = Desk::new();
    desk.send(SENT, None);
    let fault = corrected(&desk, "by the back door", BACK).unwrap_err();
    assert!(fault.to_string().contains("no e-mail address"), "{fault}");
    let nobody = NewAddress { code: "Z9", to: "a@b.example", why: "", by: "Holly", campaign: None };
    assert!(correct(&desk.workspace, &nobody, BACK, at(BACK)).unwrap_err().to_string().contains("`Z9`"));
}

#[test]
fn an_authority_without_an_address_is_named_until_it_has_one() {
    let desk = Desk::new();
    let frame = desk.workspace.campaign(CAMPAIGN).join("frame.csv");
    let text = std::fs::read_to_string(&frame).unwrap();
    std::fs::write(&frame, text.replace("foi@ashcombe.example", "")).unwrap();
    let sent = desk.send(SENT, None);
    assert_eq!((sent.letters.len(), sent.skipped.len()), (2, 1));
    assert_eq!(desk.due(SENT), ["A1 find another address"]);
    corrected(&desk, "foi@ashcombe.example", BACK).unwrap();
    assert_eq!(desk.due(BACK), ["A1 send"]);
    assert_eq!(desk.send(BACK, None).letters.len(), 1);
    assert_eq!(desk.due(BACK), [""; 0]);
}
