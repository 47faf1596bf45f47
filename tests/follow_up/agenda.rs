//! What is to be done is kept, and is never older than what it was made of.

use foi::engine::verify::verify;
use foi::request::Note;
use jiff::civil::{Date, date};

use crate::desk::{CAMPAIGN, Desk};

const SENT: Date = date(2022, 9, 1);
/// The first working day after the last one for an answer, 30 September.
const LATE: Date = date(2022, 10, 3);

#[test]
fn what_is_kept_follows_every_event_policy_law_and_holiday() {
    let desk = Desk::new();
    desk.send(SENT, None);
    let all = ["A1 chase", "B2 chase", "S3 chase"];
    assert_eq!(desk.due(LATE), all);
    assert_eq!(desk.due(LATE), all, "asked again");
    assert_eq!(desk.due(date(2022, 9, 30)), [""; 0], "on another day");

    desk.note("A1", Note::Reply, LATE);
    assert_eq!(desk.due(LATE), all[1..], "an event");

    let campaign = desk.workspace.campaign(CAMPAIGN).join("campaign.toml");
    let text = std::fs::read_to_string(&campaign).unwrap();
    std::fs::write(&campaign, text.replace("chase = { after = 1", "chase = { after = 3")).unwrap();
    assert_eq!(desk.due(LATE), [""; 0], "the policy");
    std::fs::write(&campaign, text).unwrap();
    assert_eq!(desk.due(LATE), all[1..]);

    let kept = desk.workspace.root().join(".foi/holidays.json");
    let change = r#"{"version":1,"source":"x","fetched":"2022-09-20","changes":[{"kind":"added","date":"2022-09-27",
        "division":"scotland","name":"A feast","seen":"2022-09-20"}]}"#;
    std::fs::write(&kept, change).unwrap();
    assert_eq!(desk.due(LATE), [""; 0], "a holiday");
    std::fs::remove_file(&kept).unwrap();

    let foia = include_str!("../../src/law/regimes/uk-foia.toml");
    let longer = foia.replacen("[reply]\nwithin = \"20 working days\"", "[reply]\nwithin = \"30 working days\"", 1);
    let regimes = desk.workspace.root().join("regimes");
    std::fs::create_dir_all(&regimes).unwrap();
    std::fs::write(regimes.join("uk-foia.toml"), longer).unwrap();
    assert_eq!(desk.due(LATE), ["S3 chase"], "the law; a school has a time of its own");
}

#[test]
fn verify_finds_a_kept_list_that_is_wrong() {
    let desk = Desk::new();
    desk.send(SENT, None);
    assert_eq!(desk.due(LATE).len(), 3);
    assert_eq!(verify(&desk.workspace).unwrap().differences, []);
    let store = desk.workspace.store().unwrap();
    let changed = store.read().execute("UPDATE agenda SET content = '{\"items\":[],\"quiet\":3}'", []).unwrap();
    assert_eq!(changed, 1);
    let found = verify(&desk.workspace).unwrap().differences;
    assert!(found.iter().any(|found| found.words.contains("to be done on 2022-10-03")), "{found:?}");
}
