//! A better reader reads a campaign's messages again: what it changes is shown, written down once, and never against a person.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use std::path::PathBuf;

use foi::authority::Code;
use foi::campaign::QuestionId;
use foi::document::worker::Outcome;
use foi::document::{Document, Format, Limits, State};
use foi::engine::ingest::ingest;
use foi::engine::reading::{Here, ReadsDocuments};
use foi::engine::reread::{Reread, reread};
use foi::engine::review::{Decision, settle};
use foi::engine::send::{Sending, send};
use foi::engine::{Workspace, verify};
use foi::ledger::{Answer, CellState};
use foi::request::{RequestId, Token};
use foi::store::cells::{self, Coded};
use foi::store::messages;
use jiff::Timestamp;
use jiff::civil::date;

const CAMPAIGN: &str = "parks";

const CAMPAIGN_TOML: &str = r#"title = "Trees felled in public parks"
regime = "uk-foia"
opens = 2022-09-01

[requester]
name = "Holly Trevanion"
email = "foi.desk@larkspur-research.example"
address = "3rd floor, 41 Lattice Street, London QX1 4AB"

[frame]
authorities = "frame.csv"

[letters]
answer_sheet = false

[[question]]
id = "trees"
asks = "How many trees were felled in the year to 1 August 2022?"
type = "count"
"#;

/// A reader that has not learnt to read anything yet.
struct Early;

impl ReadsDocuments for Early {
    fn try_read(&self, file: &str, bytes: &[u8], _: Option<&str>) -> Outcome {
        let mut document = Document::empty(file, bytes, Format::Unknown, State::Refused);
        document.warnings.push("no worker could be started".into());
        Outcome { document, killed: false }
    }
}

fn now() -> Timestamp {
    "2022-09-30T09:00:00Z".parse().unwrap()
}

/// A campaign of two councils, each of which has answered in an attachment that could not be read.
fn answered() -> (tempfile::TempDir, Workspace) {
    let dir = tempfile::tempdir().unwrap();
    let workspace = Workspace::make(dir.path()).unwrap();
    let folder = workspace.campaign(CAMPAIGN);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("campaign.toml"), CAMPAIGN_TOML).unwrap();
    let frame = "code,name,kind,region,email\nA1,Ashcombe Council,council,South,foi@ashcombe.example\n\
                 B2,Birchley Council,council,North,foi@birchley.example\n";
    std::fs::write(folder.join("frame.csv"), frame).unwrap();
    send(&workspace, CAMPAIGN, &Sending::on(date(2022, 9, 1), now()), &|_, _| {})
        .map_err(miette::Report::from)
        .unwrap();
    let mails: Vec<PathBuf> = [("A1", "ashcombe", 41), ("B2", "birchley", 73)]
        .into_iter()
        .map(|(code, council, trees)| {
            let token = Token::for_request(CAMPAIGN, &Code(code.into()), 0);
            let mail = format!(
                "From: foi@{council}.example\r\nTo: foi.desk@larkspur-research.example\r\nDate: Thu, 15 Sep 2022 10:00:00 +0100\r\n\
                 Message-ID: <reply@{council}.example>\r\nSubject: Re: Freedom of Information request {token}\r\n\
                 Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nPlease find our response attached.\r\n--x\r\n\
                 Content-Type: text/plain\r\nContent-Disposition: attachment; filename=response.txt\r\n\r\n\
                 Dear Ms Trevanion\r\n\r\n1. How many trees were felled in the year to 1 August 2022?\r\n\r\n\
                 {trees} trees were felled.\r\n\r\nYours sincerely\r\nA. Person\r\n--x--\r\n"
            );
            let path = dir.path().join(format!("{council}.eml"));
            std::fs::write(&path, mail).unwrap();
            path
        })
        .collect();
    let done = ingest(&workspace, CAMPAIGN, &mails, now(), &Early, &|_| {}).map_err(miette::Report::from).unwrap();
    assert_eq!((done.matched, done.blemished.len()), (2, 2), "{done:?}");
    (dir, workspace)
}

fn read_again(workspace: &Workspace, dry_run: bool) -> Reread {
    reread(workspace, CAMPAIGN, dry_run, now(), &Here(Limits::default()), &|_| {})
        .map_err(miette::Report::from)
        .unwrap()
}

#[test]
fn what_would_change_is_shown_then_written_down_once() {
    let (_dir, workspace) = answered();
    let shown = read_again(&workspace, true);
    assert_eq!(shown.changes.len(), 2, "{shown:?}");
    let change = &shown.changes[0];
    let document = &change.documents[0];
    assert_eq!((document.name.as_str(), document.now.0.as_str()), ("response.txt", "read"));
    assert_eq!(document.was.as_ref().unwrap().0, "refused");
    let cell = change.cells.iter().find(|cell| cell.now.is_some()).unwrap();
    assert_eq!(cell.now.as_ref().unwrap().state, CellState::Value);
    assert_eq!(read_again(&workspace, true).changes, shown.changes, "a dry run writes nothing");

    let written = read_again(&workspace, false);
    assert_eq!(written.changes, shown.changes);
    assert_eq!(read_again(&workspace, false).changes, []);
    assert_eq!(verify::verify(&workspace).map_err(miette::Report::from).unwrap().differences, []);
    let store = workspace.store().map_err(miette::Report::from).unwrap();
    let message = messages::by_key(store.read(), "reply@ashcombe.example").unwrap().unwrap();
    assert_eq!(message.blemishes, "[]");
    assert_eq!(messages::attachments(store.read(), message.id).unwrap()[0].state, "read");
}

#[test]
fn what_a_person_settled_stands() {
    let (_dir, workspace) = answered();
    let request = RequestId(format!("{CAMPAIGN}/A1"));
    let said = Coded { answer: Answer::number(40.0, None), evidence: None };
    let decision = Decision {
        request: request.clone(),
        question: QuestionId("trees".into()),
        coder: "Holly".into(),
        coded: Some(said.clone()),
        message: None,
    };
    settle(&workspace, &decision, now()).map_err(miette::Report::from).unwrap();
    let written = read_again(&workspace, false);
    let change = written.changes.iter().find(|change| change.request.as_ref() == Some(&request)).unwrap();
    assert!(change.cells.iter().all(|cell| cell.settled_by_person), "{change:?}");
    let store = workspace.store().map_err(miette::Report::from).unwrap();
    let codings = cells::codings(store.read(), CAMPAIGN).unwrap();
    assert_eq!(codings[&request].iter().map(|coding| coding.coded.clone()).collect::<Vec<_>>(), [Some(said)]);
}

#[test]
fn stopped_half_way_it_has_lost_nothing_and_does_the_rest_when_done_again() {
    let (_dir, workspace) = answered();
    // The second message's event cannot be written: to the store that is as if the machine stopped there.
    let other = rusqlite::Connection::open(workspace.root().join(".foi/store.sqlite")).unwrap();
    other
        .execute_batch(
            "CREATE TRIGGER stop BEFORE INSERT ON proposal WHEN NEW.request LIKE '%/B2'
             BEGIN SELECT RAISE(ABORT, 'the power fails'); END",
        )
        .unwrap();
    assert!(reread(&workspace, CAMPAIGN, false, now(), &Here(Limits::default()), &|_| {}).is_err());
    other.execute_batch("DROP TRIGGER stop").unwrap();
    assert_eq!(verify::verify(&workspace).map_err(miette::Report::from).unwrap().differences, []);
    let rest = read_again(&workspace, false);
    assert_eq!(rest.changes.len(), 1, "the first was written before it stopped: {rest:?}");
    assert_eq!(rest.changes[0].request, Some(RequestId(format!("{CAMPAIGN}/B2"))));
    assert_eq!(read_again(&workspace, false).changes, []);
    assert_eq!(verify::verify(&workspace).map_err(miette::Report::from).unwrap().differences, []);
}
