//! The dossier: whole, the same bytes each time, safe against what outsiders name, and never over somebody's files.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use foi::engine::dossier::dossier;
use foi::engine::ingest::ingest;
use foi::engine::reading::Here;
use foi::message::OriginalHash;
use foi::request::{LetterKind, Note};
use jiff::civil::{Date, date};

use crate::desk::{CAMPAIGN, Desk, at};

const LATE: Date = date(2022, 10, 3);

/// A desk whose first request was sent, acknowledged with a hostile attachment, and chased.
fn chased() -> Desk {
    let desk = Desk::new();
    desk.send(date(2022, 9, 1), None);
    let token = desk.show("A1", date(2022, 9, 1), None).token;
    let mail = format!(
        "From: foi@ashcombe.example\r\nTo: foi.desk@larkspur-research.example\r\nDate: Fri, 2 Sep 2022 10:00:00 +0100\r\n\
         Message-ID: <ack@ashcombe.example>\r\nSubject: Your request {token} | <b>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n\
         We acknowledge receipt of your request.\r\n--x\r\nContent-Type: text/plain; name=\"../../../evil.sh\"\r\n\
         Content-Disposition: attachment; filename=\"../../../evil.sh\"\r\n\r\nrm\r\n--x--\r\n"
    );
    let inbox = desk.workspace.root().join("inbox");
    std::fs::create_dir_all(&inbox).unwrap();
    std::fs::write(inbox.join("1.eml"), mail).unwrap();
    let here = Here(foi::document::Limits::default());
    ingest(&desk.workspace, CAMPAIGN, &[inbox], at(date(2022, 9, 2)), &here, &|_| {})
        .map_err(miette::Report::from)
        .unwrap();
    desk.send(LATE, Some(LetterKind::Chase));
    desk.note("A1", Note::ReviewRequested, date(2022, 10, 4));
    desk
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap().filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    files
}

#[test]
fn a_dossier_is_whole_and_the_same_each_time() {
    let desk = chased();
    let to = desk.workspace.root().join("for-the-commissioner");
    let write = || dossier(&desk.workspace, "A1", date(2022, 10, 5), Some("A decision."), &to);
    let done = write().map_err(miette::Report::from).unwrap();
    let (first, zip) = (files(&to), std::fs::read(&done.zip).unwrap());
    let names: Vec<&str> = first.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "attachments/002-1-evil.sh",
            "chronology.csv",
            "chronology.md",
            "clock.md",
            "correspondence/001-2022-09-01-out-request.eml",
            "correspondence/001-2022-09-01-out-request.txt",
            "correspondence/002-2022-09-02-in-acknowledged.eml",
            "correspondence/002-2022-09-02-in-acknowledged.txt",
            "correspondence/003-2022-10-03-out-chase.eml",
            "correspondence/003-2022-10-03-out-chase.txt",
            "manifest.csv",
            "questions.md",
        ]
    );
    write().map_err(miette::Report::from).unwrap();
    assert!(files(&to) == first && std::fs::read(&done.zip).unwrap() == zip, "the same bytes");

    let manifest = String::from_utf8(first["manifest.csv"].clone()).unwrap();
    let listed: Vec<Vec<&str>> = manifest.lines().skip(2).map(|line| line.split(',').collect()).collect();
    assert_eq!(listed.len(), first.len() - 1);
    assert!(listed.iter().all(|line| OriginalHash::of(&first[line[2]]).to_string() == line[0]), "{manifest}");

    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let mut unpacked = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        unpacked.insert(file.name().unwrap().into_owned(), bytes);
    }
    assert!(unpacked == first, "the ZIP holds the same");
}

#[test]
fn the_regulators_questions_are_answered_as_far_as_is_known() {
    let desk = chased();
    let to = desk.workspace.root().join("d");
    dossier(&desk.workspace, "A1", date(2022, 10, 5), None, &to).map_err(miette::Report::from).unwrap();
    let page = std::fs::read_to_string(to.join("questions.md")).unwrap();
    let answers = [
        "# For the Information Commissioner",
        "- How many trees were felled in the year to 1 August 2022?",
        "- 1 September 2022: request sent to foi@ashcombe.example",
        "30 September 2022; the count is in `clock.md`.",
        "No answer, as far as is on file.",
        "- 3 October 2022: chase sent to foi@ashcombe.example",
        "- 4 October 2022: review requested (noted by hand)",
        "None is on file.",
        "Not on file: to be filled in by hand.",
    ];
    let missing: Vec<&str> = answers.into_iter().filter(|answer| !page.contains(answer)).collect();
    assert!(missing.is_empty(), "{missing:#?}\n{page}");
    let clock = std::fs::read_to_string(to.join("clock.md")).unwrap();
    assert!(clock.starts_with("# The clock of FOI-") && clock.contains("State Funeral"), "{clock}");
    let chronology = std::fs::read_to_string(to.join("chronology.md")).unwrap();
    assert!(
        chronology.contains("| 2022-10-03 | 2022-10-03 | chase sent to foi@ashcombe.example | foi |"),
        "{chronology}"
    );
}

#[test]
fn somebody_elses_folder_or_zip_is_left_alone() {
    let desk = chased();
    let root = desk.workspace.root();
    let write = |request: &str, to: &Path| dossier(&desk.workspace, request, LATE, None, to);
    let theirs = root.join("theirs");
    std::fs::create_dir_all(&theirs).unwrap();
    std::fs::write(theirs.join("thesis.txt"), "mine").unwrap();
    assert!(write("A1", &theirs).is_err());
    assert_eq!(files(&theirs).len(), 1);

    std::fs::write(root.join("new.zip"), "mine").unwrap();
    assert!(write("A1", &root.join("new")).is_err());
    assert!(!root.join("new").exists());

    let a1 = root.join("a1");
    write("A1", &a1).map_err(miette::Report::from).unwrap();
    assert!(write("B2", &a1).is_err(), "another request's dossier");
}
