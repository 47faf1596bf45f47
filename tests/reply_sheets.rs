//! Answer sheets that come back: tables of cases in `tests/reply/sheets/`, each filled into the very form that goes out.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use std::collections::BTreeMap;
use std::path::Path;

use foi::campaign::{Accept, AnswerType, Around, Campaign, Question, QuestionId, load};
use foi::document::{self, Document, Limits};
use foi::ledger::{Answer, CellState, Qualifier, Value};
use foi::letter;
use foi::reply::{Letter, Reading, read, sheet};
use foi::request::Token;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    saved_as: String,
    #[serde(default)]
    rows: String,
    #[serde(default)]
    without: Vec<String>,
    with: Option<String>,
    #[serde(default)]
    quoted: bool,
    swap_ids: Option<[String; 2]>,
    #[serde(default)]
    letter: String,
    fill: BTreeMap<String, [String; 3]>,
    cells: BTreeMap<String, String>,
}

fn question(id: &str, asks: &str, kind: AnswerType) -> Question {
    Question {
        id: QuestionId(id.into()),
        asks: asks.into(),
        kind,
        unit: None,
        period: None,
        parts: Vec::new(),
        choices: Vec::new(),
        at_most: None,
    }
}

fn campaign() -> Campaign {
    let around = Around { regimes: vec!["uk-foia".into()], ..Around::default() };
    let mut campaign = load(Path::new("tests/campaign/valid"), &around).unwrap().0;
    let mut staff = question("staff", "How many staff do you employ?", AnswerType::Count);
    staff.unit = Some("people".into());
    staff.parts = vec!["full-time".into(), "part-time".into()];
    let mut body = question("body", "Who runs the service?", AnswerType::Choice);
    body.choices = vec!["In-house".into(), "A contractor".into(), "A shared service with other authorities".into()];
    campaign.questions = vec![
        staff,
        question("spent", "How much was spent on training?", AnswerType::Money),
        question("share", "What percentage of staff were trained?", AnswerType::Percent),
        question("policy", "Do you have a policy?", AnswerType::YesNo),
        question("since", "When was it adopted?", AnswerType::Date),
        question("supplier", "Who supplied the training?", AnswerType::Text),
        body,
    ];
    campaign.accept = Accept::Precision(0.99);
    campaign
}

fn token(campaign: &Campaign) -> Token {
    Token::for_request(&campaign.name, &campaign.frame.members[0].code, 0)
}

/// The form as it goes out, as rows of words.
fn form(campaign: &Campaign) -> Vec<Vec<String>> {
    let bytes = letter::answer_sheet(campaign, &campaign.frame.members[0], &token(campaign)).unwrap();
    document::read("sheet.xlsx", &bytes, None, &Limits::default()).blocks[0].rows.clone()
}

fn filled(case: &Case, campaign: &Campaign) -> Vec<Vec<String>> {
    let mut rows = form(campaign);
    let head = rows.iter().position(|row| row[0] == "No").unwrap();
    for row in rows.iter_mut().skip(head + 1) {
        if let Some(typed) = case.fill.get(&row[5]) {
            row.splice(2..5, typed.iter().cloned());
        }
        if let Some([one, other]) = &case.swap_ids {
            let id = row[5].clone();
            row[5] = if id == *one {
                other.clone()
            } else if id == *other {
                one.clone()
            } else {
                id
            };
        }
    }
    if case.rows == "reversed" {
        rows[head + 1..].reverse();
    }
    let dropped: Vec<usize> = (0..6).rev().filter(|at| case.without.contains(&rows[head][*at])).collect();
    for row in &mut rows {
        for at in &dropped {
            row.remove(*at);
        }
    }
    if let Some(heading) = &case.with {
        for (at, row) in rows.iter_mut().enumerate() {
            row.insert(1, if at == head { heading.clone() } else { String::new() });
        }
    }
    rows
}

fn saved(case: &Case, campaign: &Campaign) -> Document {
    let rows = filled(case, campaign);
    match case.saved_as.as_str() {
        "xlsx" => {
            let mut book = rust_xlsxwriter::Workbook::new();
            let page = book.add_worksheet();
            for (row, at) in rows.iter().zip(0..) {
                for (cell, column) in row.iter().zip(0..).filter(|(cell, _)| !cell.is_empty()) {
                    page.write_string(at, column, cell).unwrap();
                }
            }
            document::read("reply (2).xlsx", &book.save_to_buffer().unwrap(), None, &Limits::default())
        }
        "csv" => {
            let mut text = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            rows.iter().for_each(|row| text.write_record(row).unwrap());
            document::read("Book1.csv", &text.into_inner().unwrap(), None, &Limits::default())
        }
        "html" => {
            let cells = |row: &Vec<String>| row.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>();
            let rows: String = rows.iter().map(|row| format!("<tr>{}</tr>", cells(row))).collect();
            document::read("body", format!("<table>{rows}</table>").as_bytes(), Some("text/html"), &Limits::default())
        }
        other => panic!("{other} is no way to save a sheet"),
    }
}

fn lines(case: &Case, campaign: &Campaign) -> String {
    let text = letter::answer_lines(&campaign.questions, &token(campaign));
    let ids = [("1. A", "staff"), ("1a.", "staff/full-time"), ("1b.", "staff/part-time"), ("2. A", "spent")];
    let more = [("3. A", "share"), ("4. A", "policy"), ("5. A", "since"), ("6. A", "supplier"), ("7. A", "body")];
    let typed = |line: &str| {
        let id = ids.iter().chain(&more).find(|(begin, _)| line.starts_with(begin)).map(|(_, id)| *id)?;
        Some(format!("{line} {}", case.fill.get(id)?[0]))
    };
    let lines = text.lines().map(|line| typed(line).unwrap_or_else(|| line.to_owned()));
    let mark = if case.quoted { "> " } else { "" };
    let lines: String = lines.map(|line| format!("{mark}{line}\n")).collect();
    format!("{}\n\n{lines}", case.letter)
}

fn read_case(case: &Case, campaign: &Campaign) -> Reading {
    let (body, attachments) = match case.saved_as.as_str() {
        "lines" => (document::text::read("body", &lines(case, campaign)), Vec::new()),
        "html" => (saved(case, campaign), Vec::new()),
        _ => (document::text::read("body", &case.letter), vec![saved(case, campaign)]),
    };
    read_letter(&body, &attachments, campaign)
}

fn read_letter(body: &Document, attachments: &[Document], campaign: &Campaign) -> Reading {
    let letter = Letter { subject: "", body, attachments, automatic: false, delivery_failed: None, received: None };
    read(&letter, &campaign.questions, &[], campaign.accept)
}

fn said(answer: &Answer) -> String {
    match (answer.state, &answer.value, answer.qualifier) {
        (CellState::Zero, ..) => "nought".to_owned(),
        (CellState::Censored, _, Some(Qualifier::Lt)) => format!("< {}", answer.high.unwrap()),
        (CellState::Censored, Some(Value::Number(n)), _) => format!("about {n}"),
        (CellState::Exempt, ..) => format!("exempt {}", answer.exemptions.join(" ")),
        (CellState::Value, Some(Value::Number(n)), _) => n.to_string(),
        (CellState::Value, Some(Value::YesNo(yes)), _) => if *yes { "yes" } else { "no" }.to_owned(),
        (CellState::Value, Some(Value::Date(date)), _) => date.to_string(),
        (CellState::Value, Some(Value::Text(text)), _) => format!("'{text}'"),
        (state, ..) => state.words().to_owned(),
    }
}

#[test]
fn sheets_come_back_cell_by_cell_as_the_table_says() {
    let cases: Cases = toml::from_str(include_str!("reply/sheets/cases.toml")).expect("the table of cases");
    assert!(!cases.case.is_empty());
    let campaign = campaign();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let reading = read_case(case, &campaign);
        let read: BTreeMap<String, String> = reading
            .proposals
            .iter()
            .filter(|p| p.answer.state != CellState::NotAnswered)
            .map(|p| (p.question.0.clone(), format!("{} {}", said(&p.answer), if p.accepted { "!" } else { "?" })))
            .collect();
        if read != case.cells {
            let whys: Vec<&str> = reading.proposals.iter().map(|p| p.why.as_str()).collect();
            wrong.push(format!("{}\n  wanted {:?}\n  read   {read:?}\n  {whys:#?}", case.name, case.cells));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_cell_keeps_its_exact_words_and_its_address() {
    let campaign = campaign();
    let cases: Cases = toml::from_str(include_str!("reply/sheets/cases.toml")).expect("the table of cases");
    let reading = read_case(&cases.case[0], &campaign);
    let spent = reading.proposals.iter().find(|p| p.question.0 == "spent").unwrap();
    assert_eq!((spent.evidence.words.as_str(), spent.evidence.at.cell.as_deref()), ("£5,356.50", Some("C10")));
    assert_eq!(reading.sheets[0].reference, Some(token(&campaign)));
}

#[test]
fn a_sheet_made_for_another_authority_waits_and_says_why() {
    let campaign = campaign();
    let cases: Cases = toml::from_str(include_str!("reply/sheets/cases.toml")).expect("the table of cases");
    let mut reading = read_case(&cases.case[0], &campaign);
    assert_eq!(sheet::hold_for_another(&mut reading.clone(), &token(&campaign)), None);
    let neighbour = Token::for_request(&campaign.name, &foi::authority::Code("ZZZ".into()), 0);
    assert_eq!(sheet::hold_for_another(&mut reading, &neighbour), Some(token(&campaign)));
    assert!(reading.proposals.iter().all(|p| !p.accepted && p.why.contains("was made for request")));
}

#[test]
fn a_table_of_the_authoritys_own_is_not_taken_for_ours() {
    let campaign = campaign();
    let body = document::text::read("body", "Please see attached.");
    let own = document::read(
        "figures.csv",
        b"No,Question,Answer,State\n1,Some other question?,412,value\n",
        None,
        &Limits::default(),
    );
    assert!(read_letter(&body, &[own], &campaign).sheets.is_empty());
}

/// `tests/reply/sheets/saved`: the form as it goes out, filled in and saved by LibreOffice 7 under another name, in each way it has.
#[test]
fn a_form_saved_by_another_program_in_another_format_under_another_name_reads_the_same() {
    let campaign = campaign();
    let body = document::text::read("body", "Please see attached.");
    let mut read = BTreeMap::new();
    for entry in std::fs::read_dir("tests/reply/sheets/saved").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let saved = document::read(&name, &std::fs::read(&path).unwrap(), None, &Limits::default());
        let reading = read_letter(&body, &[saved], &campaign);
        let reference = reading.sheets.first().and_then(|sheet| sheet.reference.clone());
        let answers = reading.proposals.iter().filter(|p| p.answer.state != CellState::NotAnswered);
        let cells: Vec<String> = answers
            .map(|p| format!("{}: {} {}", p.question, said(&p.answer), if p.accepted { "!" } else { "?" }))
            .collect();
        let format = path.extension().unwrap().to_string_lossy().into_owned();
        read.insert(
            format,
            format!("{}\n{}", reference.map_or("-".into(), |token| token.to_string()), cells.join("\n")),
        );
    }
    assert_eq!(read.keys().collect::<Vec<_>>(), ["csv", "ods", "pdf", "xls", "xlsx"]);
    insta::assert_snapshot!(read["xlsx"], @"
    FOI-GAQ7-M8ZJ
    staff: 1204 !
    spent: 5356.5 !
    share: 94.7 !
    policy: yes !
    since: 2018-05-25 !
    supplier: exempt s43(2) !
    body: 'In-house' !
    ");
    let others = read.iter().filter(|(_, cells)| **cells != read["xlsx"]);
    let others: String = others.map(|(format, cells)| format!("{format}:\n{cells}\n")).collect();
    assert!(others.is_empty(), "read otherwise than the workbook:\n{others}");
}
