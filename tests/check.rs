//! `foi check`: a campaign folder in order passes; every fault is found, at its line and column, with its remedy.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use std::path::{Path, PathBuf};

use foi::campaign::{Around, Campaign, CampaignError, load};

fn around() -> Around {
    Around { regimes: vec!["uk-foia".into(), "uk-eir".into(), "scot-foisa".into()], ..Around::default() }
}

fn fixture(name: &str) -> PathBuf {
    // Relative, so that snapshots show the same path everywhere: tests run in the package's folder.
    Path::new("tests/campaign").join(name)
}

fn page(error: &CampaignError) -> String {
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor()).with_width(120);
    let mut page = String::new();
    handler.render_report(&mut page, error).unwrap();
    page.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn valid() -> Campaign {
    let (campaign, _) = load(&fixture("valid"), &around()).unwrap_or_else(|error| panic!("{}", page(&error)));
    campaign
}

#[test]
fn a_campaign_in_order_passes_and_says_what_it_took_for_granted() {
    let (_, advice) = load(&fixture("valid"), &around()).unwrap_or_else(|error| panic!("{}", page(&error)));
    let lines: Vec<String> =
        advice.iter().map(|a| format!("{}:{}:{} {}", a.file, a.line, a.column, a.message)).collect();
    insta::assert_snapshot!(lines.join("\n"), @"tests/campaign/valid/campaign.toml:41:8 question `qualified` has no type: taken for `count` from its wording");
}

#[test]
fn the_frame_says_who_is_out_and_why() {
    let frame = valid().frame;
    let codes: Vec<&str> = frame.members.iter().map(|authority| authority.code.0.as_str()).collect();
    assert_eq!(codes, ["X1A", "X2B", "X3C"]);
    let out: Vec<String> = frame.left_out.iter().map(|left| format!("{}: {}", left.code, left.reason)).collect();
    insta::assert_snapshot!(out.join("\n"), @r"
    X6A: merged into Y4M on 1 October 2018
    X7G: does not meet `kind in ('acute', 'mental health', 'community', 'ambulance')`: kind is 'ccg'
    ");
    assert_eq!(frame.digest(), valid().frame.digest());
    assert_ne!(frame.digest(), foi::campaign::Frame { left_out: Vec::new(), ..frame.clone() }.digest());
}

/// As `foi check` sees a folder: its files, and its letters to everybody.
fn checked(folder: &Path) -> Vec<foi::campaign::Fault> {
    let (campaign, mut found) = foi::campaign::draft(folder, &around()).unwrap();
    foi::letter::note(&campaign, &mut found);
    match found.verdict("the folder") {
        Ok(_) => Vec::new(),
        Err(error) => error.faults().to_vec(),
    }
}

fn told(fault: &foi::campaign::Fault, folder: &Path) -> String {
    let file = fault.file().trim_start_matches(&*folder.to_string_lossy()).trim_start_matches('/');
    let told = format!("{file}:{}:{}\t{}\t{}", fault.line(), fault.column(), fault.message(), fault.remedy());
    told.replace(&*folder.to_string_lossy(), "FOLDER")
}

#[test]
fn every_fault_of_a_folder_is_found_at_once_at_its_place() {
    let folder = fixture("invalid");
    let got: Vec<String> = checked(&folder).iter().map(|fault| told(fault, &folder)).collect();
    let table = include_str!("campaign/invalid/faults.txt");
    let expected: Vec<&str> = table.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(expected.len() > 40, "the table holds {} faults", expected.len());
    let missing =
        expected.iter().filter(|line| !got.iter().any(|fault| fault == *line)).map(|line| format!("not found: {line}"));
    let extra =
        got.iter().filter(|fault| !expected.contains(&fault.as_str())).map(|fault| format!("not expected: {fault}"));
    let wrong: Vec<String> = missing.chain(extra).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(got, expected, "the order is that of the lines");
}

/// The valid campaign with one thing changed.
struct Edited(tempfile::TempDir);

impl Edited {
    fn new(file: &str, find: &str, replacement: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let valid = fixture("valid");
        for part in ["campaign.toml", "frame.csv", "letters/request.txt", "letters/about-us.txt"] {
            let path = folder.path().join(part);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text = std::fs::read_to_string(valid.join(part)).unwrap();
            let edited = if part == file { text.replacen(find, replacement, 1) } else { text.clone() };
            assert!(part != file || text.contains(find), "`{find}` does not stand in {file}");
            std::fs::write(path, edited).unwrap();
        }
        Self(folder)
    }
}

#[test]
fn each_fault_alone_is_found_where_it_was_made() {
    let table = include_str!("campaign/edits.tsv");
    let mut cases = 0;
    let mut wrong = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let columns: Vec<String> = line.split('\t').map(|cell| cell.replace("\\n", "\n")).collect();
        let [file, find, replacement, expected @ ..] = columns.as_slice() else { panic!("{line}") };
        let folder = Edited::new(file, find, replacement);
        let got: Vec<String> = checked(folder.0.path()).iter().map(|fault| told(fault, folder.0.path())).collect();
        let expected = expected.join("\t");
        cases += 1;
        if got != [expected.as_str()] {
            wrong.push(format!(
                "{find} -> {replacement}\n  expected {expected}\n  got      {}",
                got.join("\n           ")
            ));
        }
    }
    assert!(cases > 20, "the table holds {cases} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_folder_that_is_not_there_is_told_with_what_there_is() {
    let error = load(&fixture("vallid"), &around()).unwrap_err();
    insta::assert_snapshot!(page(&error), @r"
    × there is no campaign `vallid`: `tests/campaign/vallid/campaign.toml` is missing
    help: did you mean `valid`?
    ");
}

#[test]
fn the_page_underlines_the_offending_words() {
    let folder = Edited::new("campaign.toml", "share = \"qualified = 0\"", "share = \"qualifed = 0\"");
    let error = load(folder.0.path(), &around()).unwrap_err();
    insta::assert_snapshot!(page(&error).replace(&*folder.0.path().to_string_lossy(), "FOLDER"), @r#"
      × `FOLDER` cannot be used yet: 1 fault to see to

    Error:
      × `qualifed` is no question, observation or column of the frame
        ╭─[FOLDER/campaign.toml:59:10]
     58 │ title = "Trusts with no qualified staff"
     59 │ share = "qualifed = 0"
        ·          ────┬───
        ·              ╰── here
     60 │
        ╰────
      help: did you mean `qualified`?
    "#);
}

#[test]
fn a_link_that_leads_out_of_the_folder_is_refused() {
    let folder = Edited::new("campaign.toml", "letters/about-us.txt", "letters/link.txt");
    let outside = tempfile::NamedTempFile::new().unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path(), folder.0.path().join("letters/link.txt")).unwrap();
    let got: Vec<String> = checked(folder.0.path()).iter().map(|fault| fault.message().to_owned()).collect();
    assert_eq!(got, ["`letters/link.txt` lies outside the campaign's folder"]);
}

#[test]
fn a_new_campaign_s_check_says_what_to_fill_in() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine");
    foi::campaign::scaffold(&mine, jiff::civil::date(2026, 1, 5)).unwrap();
    let got: Vec<String> = checked(&mine).iter().map(|fault| told(fault, &mine)).collect();
    insta::assert_snapshot!(got.join("\n"), @r"
    campaign.toml:5:9	`title` is still empty	say in a line what the campaign is about
    campaign.toml:11:8	`name` is still empty	the name of the person or body that asks (FOIA s.8(1)(b))
    campaign.toml:12:9	`email` is still empty	the address that replies should come to
    campaign.toml:39:8	`asks` is still empty	the question as the letter should put it
    frame.csv:4:1	nobody is asked yet	one line an authority under this header: its code, its name, its kind, region and e-mail address
    ");
    let again = foi::campaign::scaffold(&mine, jiff::civil::date(2026, 1, 5)).unwrap_err();
    assert_eq!(again.kind(), std::io::ErrorKind::AlreadyExists);
}

#[test]
fn the_reference_campaign_and_the_demo_are_in_order() {
    for (name, members) in [("nhs-data-security-2018", 226), ("demo", 226)] {
        let folder = Path::new("campaigns").join(name);
        assert!(checked(&folder).is_empty(), "{name}");
        assert_eq!(load(&folder, &around()).unwrap().0.frame.members.len(), members, "{name}");
    }
}

#[test]
fn no_real_trust_can_be_written_to_from_the_reference_campaign() {
    let (campaign, _) = load(Path::new("campaigns/nhs-data-security-2018"), &around()).unwrap();
    assert!(campaign.frame.members.iter().all(|authority| authority.email.is_empty()));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_campaign_file_gives_a_campaign_or_faults(cut in 0usize..2000, junk in "\\PC{0,12}") {
        let folder = Edited::new("campaign.toml", "title", "title");
        let text = std::fs::read_to_string(fixture("valid").join("campaign.toml")).unwrap();
        let at = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        std::fs::write(folder.0.path().join("campaign.toml"), format!("{}{junk}{}", &text[..at], &text[at..])).unwrap();
        for fault in checked(folder.0.path()) {
            proptest::prop_assert!(fault.line() >= 1 && !fault.message().is_empty());
        }
    }
}
