//! Exports: the shapes of CLI.md, and that nothing in them runs.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod ledger_table;

use std::path::Path;

use foi::campaign::{FindingRule, Measure, Observation, Question};
use foi::export::{Deadline, Direction, EventLine, Export, Format, MessageLine, Whole, inert, write};
use foi::findings::compute;
use foi::ledger::{Coverage, Ledger};
use proptest::prelude::*;

fn questions() -> (Vec<Question>, Vec<Observation>) {
    let source = r#"
        question = [
            { id = "staff", asks = "How many staff?", type = "count", unit = "people" },
            { id = "supplier", asks = "Which supplier?", type = "text" },
        ]
        observation = [{ id = "in_training", looks_for = "staff in training", type = "yesno" }]
    "#;
    #[derive(serde::Deserialize)]
    struct File {
        question: Vec<Question>,
        observation: Vec<Observation>,
    }
    let file: File = toml::from_str(source).expect("questions");
    (file.question, file.observation)
}

const LEDGER: &str = "
    code | region | disposition | staff                         | supplier          | in_training
    AA1  | North  | full        | 3,000                         | 'Larkspur'        | yes
    AA2  | North  | partial     | full-time=300; part-time=<5   | '=HYPERLINK(\"x\")' |
    AA3  | South  | full        | <5                            | ? 'Quillfeather'  | no
    AA4  | South  | no_reply    |                               |                   |
    AA5  | South  | full        | ~250                          | exempt            |
";

/// Exports `ledger` in every format into a new folder and shows it to `see`.
fn exported<T>(ledger: &Ledger, see: impl FnOnce(&Path) -> T) -> T {
    let (questions, observations) = questions();
    let rules = vec![
        FindingRule {
            id: "with_training".to_owned(),
            title: "With somebody in training".to_owned(),
            measure: Measure::Share("in_training".to_owned()),
            among: None,
            by: Some("region".to_owned()),
            bands: Vec::new(),
        },
        FindingRule {
            id: "few".to_owned(),
            title: "Fewer than three staff".to_owned(),
            measure: Measure::Share("staff < 3".to_owned()),
            among: None,
            by: None,
            bands: Vec::new(),
        },
    ];
    let campaign = ledger_table::campaign(questions, observations, rules, ledger);
    let findings = compute(&campaign.findings, &campaign.questions, &campaign.observations, ledger).expect("findings");
    let time = "2018-08-20T09:00:00Z".parse().expect("a time");
    let code = ledger.rows[0].authority.code.clone();
    let messages = [MessageLine {
        message_id: "<a@b.example>".to_owned(),
        direction: Direction::In,
        date: Some(time),
        authority: Some(code.clone()),
        kind: "full".to_owned(),
        matched_by: "token".to_owned(),
        subject: "=cmd|' /C calc'!A0".to_owned(),
        attachments: vec!["answers.xlsx".to_owned(), "letter.pdf".to_owned()],
        original: None,
    }];
    let events = [EventLine {
        authority: code.clone(),
        date: jiff::civil::date(2018, 8, 20),
        recorded: time,
        kind: "sent".to_owned(),
        source: "foi".to_owned(),
        detail: "+44 by telephone".to_owned(),
    }];
    let deadlines = [Deadline {
        token: "FOI-AA1".to_owned(),
        kind: "answer".to_owned(),
        authority: code,
        name: "AA1 Example Trust".to_owned(),
        on: jiff::civil::date(2018, 9, 18),
        reason: "twentieth working day".to_owned(),
        sequence: 1,
        cancelled: true,
        changed: time,
    }];
    let coverage = Coverage::of(ledger);
    let export = Export {
        campaign: &campaign,
        as_of: ledger.as_of,
        rows: ledger,
        whole: Some(Whole { campaign: &campaign, findings: &findings, coverage: &coverage }),
        messages: &messages,
        events: &events,
        deadlines: &deadlines,
        licence: Some("CC-BY-4.0"),
    };
    let folder = tempfile::tempdir().expect("a folder");
    write(&export, &Format::ALL, folder.path()).expect("an export");
    let first: Vec<Vec<u8>> = files(folder.path());
    write(&export, &Format::ALL, folder.path()).expect("an export");
    assert!(first == files(folder.path()), "the same ledger gives the same bytes");
    see(folder.path())
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a file")).collect()
}

fn small() -> Ledger {
    let (questions, observations) = questions();
    ledger_table::ledger(LEDGER, &questions, &observations)
}

fn text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("the file is there")
}

#[test]
fn cells_stand_one_a_line_with_their_proposals_apart() {
    exported(&small(), |folder| {
        let cells = text(folder, "cells.csv");
        let short: Vec<String> = csv::ReaderBuilder::new()
            .from_reader(cells.as_bytes())
            .deserialize::<std::collections::HashMap<String, String>>()
            .map(|line| {
                let line = line.expect("a line");
                let get = |name: &str| line.get(name).cloned().unwrap_or_else(|| panic!("a column `{name}`"));
                [
                    "authority",
                    "question",
                    "state",
                    "value",
                    "low",
                    "high",
                    "settled_by",
                    "parts",
                    "proposed_state",
                    "proposed_value",
                    "proposed_confidence",
                ]
                .map(get)
                .join("|")
            })
            .collect();
        insta::assert_snapshot!(short.join("\n"), @r#"
        AA1|staff|value|3000|||reader||||
        AA1|supplier|value|Larkspur|||reader||||
        AA1|in_training|value|true|||reader||||
        AA2|staff|value||||reader|{"full-time":300,"part-time":"<5"}|||
        AA2|supplier|value|'=HYPERLINK("x")|||reader||||
        AA2|in_training|not answered||||||||
        AA3|staff|censored|||5|reader||||
        AA3|supplier|unclear||||||value|Quillfeather|0.62
        AA3|in_training|value|false|||reader||||
        AA4|staff|no reply||||||||
        AA4|supplier|no reply||||||||
        AA4|in_training|no reply||||||||
        AA5|staff|censored|250|||reader||||
        AA5|supplier|exempt||||reader||||
        AA5|in_training|not answered||||||||
        "#);
    });
}

#[test]
fn the_first_columns_are_those_of_the_contract() {
    let contract = [
        (
            "cells.csv",
            "authority,name,question,state,value,unit,low,high,settled_by,confidence,evidence,message_id,document,at",
        ),
        ("requests.csv", "authority,name,token,state,sent,due,due_reason,replied,overdue_days"),
        ("messages.csv", "message_id,direction,date,authority,kind,matched_by,subject,attachments"),
        ("events.csv", "authority,date,recorded,kind,source,detail"),
    ];
    exported(&small(), |folder| {
        for (name, columns) in contract {
            let text = text(folder, name);
            assert!(text.starts_with(columns), "{name}: {}", text.lines().next().unwrap_or_default());
        }
        assert!(text(folder, "messages.csv").contains(",\'=cmd|"), "a subject that is a formula is escaped");
        assert!(text(folder, "events.csv").contains(",\'+44 by telephone"), "so is a detail");
    });
}

#[test]
fn findings_json_has_the_shape_of_the_contract() {
    exported(&small(), |folder| {
        let findings: serde_json::Value = serde_json::from_str(&text(folder, "findings.json")).expect("JSON");
        insta::assert_json_snapshot!(findings["few"], @r#"
    {
      "title": "Fewer than three staff",
      "numerator": 0,
      "denominator": 2,
      "value": 0,
      "low": 0,
      "high": 33.33333333333333,
      "unit": "percent",
      "open": 1,
      "if_answered": {
        "low": 0.0,
        "high": 60.0,
        "open": 3
      },
      "rows": [
        "AA1",
        "AA5"
      ],
      "behind": [],
      "left_out": {
        "no reply": [
          "AA4"
        ],
        "staff: given only by part or period": [
          "AA2"
        ],
        "staff: given as a bound that does not decide it": [
          "AA3"
        ]
      },
      "rule": "share = \"staff < 3\"",
      "rule_in_words": "The share for which `staff < 3` holds, among authorities with a usable answer to `staff`.",
      "note": "A census: the whole frame is asked, so there is no sampling interval.",
      "reweighted": [
        {
          "by": "region",
          "reading": {
            "number": 0.0
          },
          "unrepresented": 0
        }
      ]
    }
    "#);
    });
}

#[test]
fn coverage_json_sums_to_the_frame() {
    exported(&small(), |folder| {
        let coverage: serde_json::Value = serde_json::from_str(&text(folder, "coverage.json")).expect("JSON");
        let sum = |counts: &serde_json::Value| -> u64 {
            counts.as_object().expect("counts by name").values().filter_map(serde_json::Value::as_u64).sum()
        };
        assert_eq!(coverage["frame"], 5);
        assert_eq!(sum(&coverage["dispositions"]), 5);
        for (question, states) in coverage["questions"].as_object().expect("questions by id") {
            assert_eq!(sum(states), 5, "{question}");
        }
        assert_eq!(coverage["questions"]["supplier"]["unclear"], 1);
        assert_eq!(coverage["waiting"]["supplier"], 1);
    });
}

#[test]
fn the_workbook_holds_numbers_as_numbers_and_formulas_as_text() {
    use calamine::{Data, Reader};
    exported(&small(), |folder| {
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(folder.join("ledger.xlsx")).expect("a workbook");
        assert_eq!(book.sheet_names(), ["Answers", "Findings", "Coverage", "Codebook"]);
        let answers = book.worksheet_range("Answers").expect("answers");
        let row = |at: u32| (9..12).map(|column| answers.get_value((at, column)).cloned()).collect::<Vec<_>>();
        assert_eq!(row(1), [Some(Data::Float(3000.0)), Some(Data::String("Larkspur".into())), Some(Data::Bool(true))]);
        assert_eq!(row(2)[1], Some(Data::String("=HYPERLINK(\"x\")".into())));
        assert_eq!(row(3)[0], Some(Data::String("<5".into())));
        assert_eq!(row(3)[1], Some(Data::String("waits for a person".into())));
        assert_eq!(row(4)[0], Some(Data::String("no reply".into())));
        assert!(book.worksheet_formula("Answers").expect("formulas").is_empty());
    });
}

/// A cell of three megabytes, a code of path characters, a script and a formula as a name: text, in its place, in every format.
#[test]
fn a_huge_answer_and_names_of_path_characters_stay_in_their_cells() {
    use calamine::{Data, Reader};
    const NAME: &str = "=HYPERLINK(\"//evil.example\",\"x\")<script>alert(1)</script>";
    let mut ledger = small();
    let huge = format!("=cmd|' /C calc'!A0 {}", "All of it. ".repeat(300_000));
    ledger.rows[0].authority.code.0 = "../../etc/passwd".to_owned();
    ledger.rows[0].authority.name = NAME.to_owned();
    let settled = ledger.rows[0].cells[1].settled.as_mut().expect("an answer");
    settled.answer.value = Some(foi::ledger::Value::Text(huge.clone()));
    settled.evidence.as_mut().expect("its words").words = huge.clone();
    exported(&ledger, |folder| {
        let names: std::collections::BTreeSet<String> = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|e| e.expect("a file").file_name().to_string_lossy().into())
            .collect();
        assert!(names.iter().all(|name| !name.contains("passwd")), "{names:?}");
        let mut cells = csv::Reader::from_path(folder.join("cells.csv")).expect("CSV");
        let line =
            cells.records().map(|line| line.expect("a line")).find(|line| &line[2] == "supplier").expect("the cell");
        assert_eq!(&line[0], "../../etc/passwd");
        assert_eq!(line[1], format!("'{NAME}"));
        assert_eq!(line[4], format!("'{huge}"), "whole, and no formula");
        let ledger: serde_json::Value = serde_json::from_str(&text(folder, "ledger.json")).expect("JSON");
        assert!(ledger["rows"][0].to_string().contains(&huge[..1000]), "exact");
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(folder.join("ledger.xlsx")).expect("a workbook");
        let answers = book.worksheet_range("Answers").expect("answers");
        let Some(Data::String(cell)) = answers.get_value((1, 10)) else { panic!("no text") };
        assert!(cell.starts_with("=cmd") && cell.chars().count() <= 32_767, "{}", cell.chars().count());
        assert!(book.worksheet_formula("Answers").expect("formulas").is_empty());
    });
}

#[test]
fn a_folder_that_is_a_file_is_named_and_left_alone() {
    let ledger = small();
    let file = tempfile::NamedTempFile::new().expect("a file");
    let (questions, observations) = questions();
    let campaign = ledger_table::campaign(questions, observations, Vec::new(), &ledger);
    let export = Export {
        campaign: &campaign,
        as_of: ledger.as_of,
        rows: &ledger,
        whole: None,
        messages: &[],
        events: &[],
        deadlines: &[],
        licence: None,
    };
    let fault = write(&export, &[Format::Csv], file.path()).expect_err("a file is no folder");
    assert!(fault.to_string().contains(&file.path().display().to_string()));
}

proptest! {
    /// Whatever stands in a text cell, no spreadsheet takes it for a formula, and nothing but a mark is added.
    #[test]
    fn no_text_begins_as_a_formula(words in "[ \u{a0}]{0,2}[=+@\t\r\n-]?.{0,12}") {
        let safe = inert(&words);
        let runs = ['=', '+', '-', '@', '\t', '\r', '\n'];
        let trimmed = safe.trim_start_matches([' ', '\u{a0}']);
        prop_assert!(!safe.starts_with(runs), "as it stands");
        prop_assert!(!trimmed.starts_with(runs), "with its blanks trimmed");
        prop_assert_eq!(safe.trim_start_matches('\'').to_owned(), words.replace('\0', "").trim_start_matches('\'').to_owned());
    }
}
