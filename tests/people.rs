//! What people decide: cells settled and taken back, the coding sheet out and in, the audit, two coders and a third.
//!
//! On the four invented councils of `tests/road/`: Ashdown's three answers are taken unseen, Cragdale's refusal waits in three cells.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

#[path = "driver/mod.rs"]
mod driver;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use foi::document::Limits;
use foi::engine::audit::{draw, judge};
use foi::engine::coders::{self, Share};
use foi::engine::history::{self, Fate};
use foi::engine::ingest::ingest;
use foi::engine::reading::Here;
use foi::engine::review::{self, Decision};
use foi::engine::send::{Sending, send};
use foi::engine::sheet::{self, Bringing, Brought};
use foi::engine::{Workspace, ledger, report, verify};
use foi::ledger::{Answer, CellState, Coder, Value};
use foi::request::RequestId;
use foi::store::cells::{self, Coded};
use foi::store::checks::Verdict;
use jiff::Timestamp;
use jiff::civil::{Date, date};

const CAMPAIGN: &str = "school-streets";
const DAY: Date = date(2018, 10, 15);

fn now() -> Timestamp {
    "2018-10-15T09:00:00Z".parse().unwrap()
}

fn well<T>(done: Result<T, foi::engine::EngineError>) -> T {
    done.map_err(miette::Report::from).unwrap()
}

/// A workspace of one's own, in which the first replies have been read. Made once, and then copied.
fn answered() -> (tempfile::TempDir, Workspace) {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        driver::copy(Path::new("tests/road"), dir.path());
        let workspace = Workspace::make(dir.path()).unwrap();
        well(send(&workspace, CAMPAIGN, &Sending::on(date(2018, 9, 3), now()), &|_, _| {}));
        read(&workspace, "mail/first");
        dir
    });
    let dir = tempfile::tempdir().unwrap();
    driver::copy(made.path(), dir.path());
    let workspace = Workspace::find(Some(dir.path()), dir.path()).map_err(miette::Report::from).unwrap();
    (dir, workspace)
}

fn read(workspace: &Workspace, mails: &str) {
    let paths = [workspace.root().join(mails)];
    well(ingest(workspace, CAMPAIGN, &paths, now(), &Here(Limits::default()), &|_| {}));
}

fn request(code: &str) -> RequestId {
    RequestId(format!("{CAMPAIGN}/{code}"))
}

/// How a cell stands: state, value and who settled it.
fn stands(workspace: &Workspace, code: &str, question: &str) -> String {
    let ledger = well(ledger::bundle(workspace, CAMPAIGN, DAY)).ledger;
    let row = ledger.rows.iter().find(|row| row.authority.code.0 == code).unwrap();
    let cell = row.cells.iter().find(|cell| cell.question.0 == question).unwrap();
    let Some(settled) = &cell.settled else { return "waits".to_owned() };
    let value = match (&settled.answer.value, settled.answer.high) {
        (Some(Value::Number(number)), _) => format!(" {number}"),
        (Some(Value::YesNo(yes)), _) => format!(" {yes}"),
        (Some(Value::Text(text)), _) => format!(" {text}"),
        (None, Some(high)) => format!(" {high}"),
        _ => String::new(),
    };
    format!("{}{value} by {}", settled.answer.state, settled.by)
}

fn decide(workspace: &Workspace, coder: &str, code: &str, question: &str, answer: Answer) -> i64 {
    let decision = Decision {
        request: request(code),
        question: foi::campaign::QuestionId(question.into()),
        coder: coder.into(),
        coded: Some(Coded { answer, evidence: None }),
        message: None,
    };
    well(review::settle(workspace, &decision, now()))
}

fn streets(number: f64) -> Answer {
    Answer::number(number, Some("streets".into()))
}

#[test]
fn a_decision_taken_back_lets_what_stood_before_it_stand_again() {
    let (_dir, workspace) = answered();
    let seen = || stands(&workspace, "ASH", "streets");
    // As the view of the store says it, for datasette and the like.
    let by_the_view = || {
        let store = workspace.store_to_read().map_err(miette::Report::from).unwrap();
        let sql = "SELECT state || ' ' || CAST(value AS INTEGER) || ' by ' || settled_by FROM answers
                    WHERE authority = 'ASH' AND question = 'streets'";
        store.read().query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
    };
    assert_eq!(seen(), "value 14 by reader");
    let hollys = decide(&workspace, "Holly", "ASH", "streets", streets(15.0));
    let sams = decide(&workspace, "Sam", "ASH", "streets", streets(16.0));
    assert_eq!((seen(), by_the_view()), ("value 16 by Sam".into(), "value 16 by Sam".into()));
    well(review::take_back(&workspace, sams, "Sam", now()));
    assert_eq!((seen(), by_the_view()), ("value 15 by Holly".into(), "value 15 by Holly".into()));
    well(review::take_back(&workspace, hollys, "Holly", now()));
    assert_eq!((seen(), by_the_view()), ("value 14 by reader".into(), "value 14 by reader".into()));

    // All of it can be seen: who, what, and what became of it.
    let said = well(history::decided(&workspace, CAMPAIGN));
    let told: Vec<String> = said
        .iter()
        .map(|decided| {
            let value = decided.answer.as_ref().map_or("taken back".to_owned(), |answer| format!("{:?}", answer.value));
            format!("{} {} {value} {}", decided.by, decided.authority, decided.stands)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    Holly Ashdown District Council Some(Number(15.0)) false
    Sam Ashdown District Council Some(Number(16.0)) false
    Sam Ashdown District Council taken back false
    Holly Ashdown District Council taken back false
    ");
    assert_eq!(well(verify::verify(&workspace)).differences, []);
}

#[test]
fn a_cell_that_waited_waits_again_when_the_decision_is_taken_back() {
    let (_dir, workspace) = answered();
    let waiting = || well(review::waiting(&workspace, CAMPAIGN, DAY));
    let before = waiting();
    let number = decide(&workspace, "Holly", "CRA", "streets", Answer::of(CellState::NotHeld));
    assert_eq!(waiting().len(), before.len() - 1);
    well(review::take_back(&workspace, number, "Holly", now()));
    let after = waiting();
    let proposed = |cells: &[review::Waiting]| -> Vec<_> {
        cells.iter().map(|cell| (cell.slip.question.clone(), cell.proposal.clone(), cell.settled.clone())).collect()
    };
    assert_eq!(proposed(&after), proposed(&before));
}

#[test]
fn a_later_reply_supersedes_only_what_it_answers_and_the_former_value_stays_in_the_history() {
    let (_dir, workspace) = answered();
    read(&workspace, "mail/later");
    assert_eq!(stands(&workspace, "ASH", "streets"), "value 41 by reader");
    assert_eq!(stands(&workspace, "ASH", "spend"), "value 23750 by reader");
    assert_eq!(stands(&workspace, "ASH", "cameras"), "value true by reader");
    let store = workspace.store_to_read().map_err(miette::Report::from).unwrap();
    let past = well(history::of_request(&store, &request("ASH"), DAY));
    let of_streets: Vec<_> = past.iter().filter(|past| past.question.0 == "streets").collect();
    let told = |at: usize| (of_streets[at].answer.clone().unwrap().value, of_streets[at].reply.clone().unwrap());
    assert_eq!(told(0), (Some(Value::Number(14.0)), "2018-09-21".into()));
    assert_eq!(told(1), (Some(Value::Number(41.0)), "2018-10-08".into()));
    assert!(of_streets.iter().all(|past| past.fate == Fate::Taken && past.by == "reader"));
}

#[test]
fn what_a_person_settled_stands_against_a_later_reply_which_is_put_before_them() {
    let (_dir, workspace) = answered();
    decide(&workspace, "Holly", "ASH", "streets", streets(15.0));
    // The reading of the same mails says nothing that they had not before them.
    assert!(
        !well(review::waiting(&workspace, CAMPAIGN, DAY))
            .iter()
            .any(|cell| cell.slip.question.0 == "streets" && cell.settled.is_some())
    );
    let later = "2018-10-16T09:00:00Z".parse().unwrap();
    let paths = [workspace.root().join("mail/later")];
    well(ingest(&workspace, CAMPAIGN, &paths, later, &Here(Limits::default()), &|_| {}));
    assert_eq!(stands(&workspace, "ASH", "streets"), "value 15 by Holly");
    let disputed = well(review::waiting(&workspace, CAMPAIGN, DAY));
    let cell = disputed.iter().find(|cell| cell.settled.is_some()).unwrap();
    assert_eq!(cell.settled, Some(streets(15.0)));
    assert_eq!(cell.proposal.answer, streets(41.0));
    // The words shown, and the message a decision is recorded with, are the later reply's.
    assert_eq!(cell.slip.message.as_deref(), Some("answer-2@ashdown.example"));
    assert!(cell.slip.context.iter().any(|line| line.marked && line.text == "41"), "{:?}", cell.slip.context);
}

// The coding sheet ----------------------------------------------------------------------------------------------------

/// The rows of a sheet as a spreadsheet program shows them.
type Rows = Vec<Vec<String>>;

fn sheet_out(workspace: &Workspace) -> Rows {
    let path = workspace.root().join("coding.xlsx");
    well(sheet::out(workspace, CAMPAIGN, DAY, &path));
    let bytes = std::fs::read(&path).unwrap();
    foi::document::read("coding.xlsx", &bytes, None, &Limits::default()).blocks[0].rows.clone()
}

/// Saves rows as a spreadsheet program would: a number that looks like one as a number, all else as text.
fn saved(workspace: &Workspace, rows: &Rows) -> PathBuf {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for (row, at) in rows.iter().zip(0..) {
        for (words, column) in row.iter().zip(0..) {
            match words.parse::<f64>() {
                Ok(number) => page.write_number(at, column, number).unwrap(),
                Err(_) => page.write_string(at, column, words).unwrap(),
            };
        }
    }
    let path = workspace.root().join("coding (Holly's copy).xlsx");
    book.save(&path).unwrap();
    path
}

fn bring(workspace: &Workspace, rows: &Rows) -> Brought {
    let path = saved(workspace, rows);
    let bringing = Bringing { coder: "Holly", now: now(), as_of: DAY };
    well(sheet::bring_in(workspace, CAMPAIGN, &path, &Here(Limits::default()), &bringing))
}

fn column(rows: &Rows, heading: &str) -> usize {
    rows[0].iter().position(|cell| cell == heading).unwrap()
}

/// Writes the four open columns of a cell's row.
fn write(rows: &mut Rows, authority: &str, question: &str, typed: [&str; 4]) {
    let (name, id, first) = (column(rows, "Authority"), column(rows, "Question"), column(rows, "State"));
    let row = rows.iter_mut().find(|row| row[name].starts_with(authority) && row[id] == question).unwrap();
    for (cell, typed) in row[first..].iter_mut().zip(typed) {
        *cell = typed.to_owned();
    }
}

fn codings(workspace: &Workspace) -> usize {
    let store = workspace.store_to_read().map_err(miette::Report::from).unwrap();
    cells::codings(store.read(), CAMPAIGN).unwrap().values().map(Vec::len).sum()
}

#[test]
fn a_sheet_comes_back_cell_by_cell_and_twice_is_once() {
    let (_dir, workspace) = answered();
    let mut rows = sheet_out(&workspace);
    assert_eq!(rows.len(), 1 + 4 * 3);
    write(&mut rows, "Ashdown", "spend", ["value", "£23,755.50", "", ""]);
    write(&mut rows, "Cragdale", "streets", ["censored", "", "", "5"]);
    write(&mut rows, "Cragdale", "spend", ["over cost limit", "", "", ""]);
    write(&mut rows, "Cragdale", "cameras", ["", "yes", "", ""]);
    let brought = bring(&workspace, &rows);
    assert_eq!((brought.rows, brought.coded), (12, 4), "{brought:?}");
    assert!(brought.conflicts.is_empty() && brought.faults.is_empty() && brought.doubts.is_empty(), "{brought:?}");
    for (code, question, expected) in [
        ("ASH", "streets", "value 14 by reader"),
        ("ASH", "spend", "value 23755.5 by Holly"),
        ("CRA", "streets", "censored 5 by Holly"),
        ("CRA", "spend", "over cost limit by Holly"),
        ("CRA", "cameras", "value true by Holly"),
    ] {
        assert_eq!(stands(&workspace, code, question), expected, "{code} {question}");
    }
    let once = codings(&workspace);
    let again = bring(&workspace, &rows);
    assert_eq!((again.coded, again.conflicts.len(), again.faults.len()), (0, 0, 0), "{again:?}");
    assert_eq!(codings(&workspace), once);
    assert_eq!(well(verify::verify(&workspace)).differences, []);
}

#[test]
fn a_sheet_with_rows_and_columns_moved_and_some_added_or_deleted_is_the_same_sheet() {
    let (_dir, workspace) = answered();
    let mut rows = sheet_out(&workspace);
    write(&mut rows, "Ashdown", "streets", ["value", "15", "", ""]);
    let unneeded = [column(&rows, "Words"), column(&rows, "Proposed")];
    for row in &mut rows {
        for at in unneeded {
            row.remove(at);
        }
        row.reverse();
        row.insert(3, "a note of our own".into());
    }
    rows[1..].reverse();
    rows.insert(0, vec!["Coding of October, Holly".into()]);
    let brought = bring(&workspace, &rows);
    assert_eq!((brought.rows, brought.coded, brought.faults.len()), (12, 1, 0), "{brought:?}");
    assert_eq!(stands(&workspace, "ASH", "streets"), "value 15 by Holly");
}

#[test]
fn what_was_settled_here_since_is_a_conflict_and_is_not_overwritten() {
    let (_dir, workspace) = answered();
    let mut rows = sheet_out(&workspace);
    write(&mut rows, "Ashdown", "streets", ["value", "15", "", ""]);
    write(&mut rows, "Ashdown", "spend", ["value", "1", "", ""]);
    decide(&workspace, "Sam", "ASH", "streets", streets(16.0));
    // Sam's other decision is in a row that Holly left alone: her old sheet says nothing of it.
    decide(&workspace, "Sam", "ASH", "cameras", Answer::of(CellState::Unclear));
    let brought = bring(&workspace, &rows);
    assert_eq!((brought.coded, brought.conflicts.len()), (1, 1), "{brought:?}");
    let words = "the sheet says `value 15`; since it went out, Sam settled the cell as `value 16`";
    assert_eq!((brought.conflicts[0].question.as_str(), brought.conflicts[0].what.trim()), ("streets", words));
    assert_eq!(stands(&workspace, "ASH", "streets"), "value 16 by Sam");
    assert_eq!(stands(&workspace, "ASH", "spend"), "value 1 by Holly");
    assert_eq!(stands(&workspace, "ASH", "cameras"), "unclear by Sam");
}

#[test]
fn rows_that_cannot_be_are_named_and_the_rest_is_taken() {
    let (_dir, workspace) = answered();
    let mut rows = sheet_out(&workspace);
    write(&mut rows, "Ashdown", "streets", ["value", "a dozen", "", ""]);
    write(&mut rows, "Ashdown", "spend", ["value", "-5", "", ""]);
    write(&mut rows, "Ashdown", "cameras", ["", "", "", ""]);
    write(&mut rows, "Cragdale", "streets", ["not held", "12", "", ""]);
    write(&mut rows, "Cragdale", "spend", ["quite secret", "", "", ""]);
    write(&mut rows, "Cragdale", "cameras", ["value", "no", "", ""]);
    let mut twice = rows
        .iter()
        .find(|row| row[column(&rows, "Question")] == "cameras" && row[2].starts_with("Crag"))
        .unwrap()
        .clone();
    twice[column(&rows, "Value")] = "yes".into();
    rows.push(twice);
    let mut stranger = rows[1].clone();
    stranger[0] = "FOI-AAAA-AAAA".into();
    rows.push(stranger);
    let brought = bring(&workspace, &rows);
    let told = |troubles: &[sheet::Trouble]| -> String {
        troubles.iter().map(|trouble| format!("{}: {}\n", trouble.question, trouble.what)).collect()
    };
    insta::assert_snapshot!(told(&brought.faults), @"
    streets: the question wants a number: as 12, or a bound, as <5; where no number is given, a state, as `not held`
    cameras: it was blanked; to take an answer out, choose the state `unclear`
    streets: there is a value beside the state `not held`
    spend: `quite secret` is no cell state; one of: value, zero, censored, not held, exempt, over cost limit, published elsewhere, in attachment, see other answer, not applicable, unclear, not answered, no reply
    cameras: stands twice in the sheet, and otherwise; the first was taken
    streets: there is no such cell in this campaign
    ");
    insta::assert_snapshot!(told(&brought.doubts), @"spend: -5 is less than nothing");
    assert_eq!(brought.coded, 2);
    assert_eq!(stands(&workspace, "ASH", "streets"), "value 14 by reader");
    assert_eq!(stands(&workspace, "ASH", "spend"), "value -5 by Holly");
    assert_eq!(stands(&workspace, "CRA", "streets"), "waits");
    assert_eq!(stands(&workspace, "CRA", "cameras"), "value false by Holly");
}

#[test]
fn a_blanked_row_gives_the_cell_back_to_the_reader() {
    let (_dir, workspace) = answered();
    decide(&workspace, "Sam", "ASH", "streets", streets(16.0));
    decide(&workspace, "Sam", "ASH", "streets", streets(17.0));
    let mut rows = sheet_out(&workspace);
    write(&mut rows, "Ashdown", "streets", ["", "", "", ""]);
    assert_eq!(bring(&workspace, &rows).coded, 1);
    assert_eq!(stands(&workspace, "ASH", "streets"), "value 14 by reader");
}

#[test]
fn a_file_that_is_no_coding_sheet_is_refused_with_what_would_be_one() {
    let (_dir, workspace) = answered();
    let path = saved(&workspace, &vec![vec!["Name".into(), "Figure".into()]]);
    let bringing = Bringing { coder: "Holly", now: now(), as_of: DAY };
    let refused = sheet::bring_in(&workspace, CAMPAIGN, &path, &Here(Limits::default()), &bringing).unwrap_err();
    assert!(refused.to_string().contains("is no coding sheet"), "{refused}");
}

// The audit -----------------------------------------------------------------------------------------------------------

fn names(drawn: &foi::engine::audit::Drawn) -> Vec<String> {
    drawn.cells.iter().map(|cell| format!("{} {}", cell.slip.token, cell.slip.question)).collect()
}

#[test]
fn the_same_seed_draws_the_same_cells_and_a_larger_sample_holds_the_smaller() {
    let (_dir, workspace) = answered();
    let draw = |most, seed| names(&well(draw(&workspace, CAMPAIGN, DAY, most, seed)));
    let two = draw(2, 7);
    assert_eq!(draw(2, 7), two);
    assert_eq!(draw(3, 7)[..2], two[..]);
    assert!((1..20).any(|seed| draw(2, seed) != two), "every seed draws the same");
    assert_eq!(draw(50, 7).len(), 3, "only what the reader took is audited");
}

#[test]
fn the_error_rate_is_counted_survives_its_correction_and_stands_in_the_report() {
    let (_dir, workspace) = answered();
    let sample = well(draw(&workspace, CAMPAIGN, DAY, 3, 1)).cells;
    for (cell, right) in sample.iter().zip([true, true, false]) {
        let verdict = Verdict {
            request: cell.slip.request.clone(),
            question: cell.slip.question.clone(),
            auditor: "Holly".into(),
            at: now(),
            right: Some(right),
            answer: cell.proposal.answer.clone(),
        };
        well(judge(&workspace, &verdict));
    }
    let wrong = &sample[2].slip;
    well(review::settle(
        &workspace,
        &wrong.decided("Holly", Some(Coded { answer: Answer::of(CellState::NotHeld), evidence: None })),
        now(),
    ));
    let audit = well(draw(&workspace, CAMPAIGN, DAY, 0, 1)).audit;
    // 1 of 3: Clopper and Pearson's limits as R's binom.test(1, 3) has them, 0.0084 and 0.9057.
    assert_eq!((audit.accepted, audit.to_string().as_str()), (3, "1 of 3 wrong (33.3%), 95% interval 0.8% to 90.6%"));
    let written = well(report::report(&workspace, CAMPAIGN, DAY, report::Form::Html, None));
    let page = std::fs::read_to_string(written.path).unwrap();
    assert!(page.contains("1 of 3 wrong (33.3%), 95% interval 0.8% to 90.6%"), "the methods give the error rate");
}

// Two coders ----------------------------------------------------------------------------------------------------------

#[test]
fn two_coders_get_the_same_cells_blind_agree_are_settled_and_a_third_decides_the_rest() {
    let (_dir, workspace) = answered();
    let share = Share { most: 6, seed: 1 };
    let to_code = |coder: &str| well(coders::to_code(&workspace, CAMPAIGN, DAY, share, coder));
    let (hollys, sams) = (to_code("Holly"), to_code("Sam"));
    let of = |cells: &[coders::ToCode]| -> Vec<_> {
        cells.iter().map(|cell| (cell.slip.request.clone(), cell.slip.question.clone())).collect()
    };
    assert_eq!(of(&hollys), of(&sams));
    assert_eq!(hollys.len(), 6);
    assert!(hollys.iter().all(|cell| cell.said.is_empty()), "a blind coder saw another's word");
    for cell in &hollys {
        well(coders::code(&workspace, cell, "Holly", Some(Answer::of(CellState::NotHeld)), now()));
    }
    assert!(to_code("Holly").is_empty(), "what was coded is not asked again");
    assert_eq!(of(&to_code("Sam")), of(&sams), "Sam's share is untouched by Holly's words");
    for (cell, at) in sams.iter().zip(0..) {
        let answer = if at == 0 { streets(3.0) } else { Answer::of(CellState::NotHeld) };
        well(coders::code(&workspace, cell, "Sam", Some(answer), now()));
    }
    // Blind words are not in the ledger before adjudication.
    assert_eq!(stands(&workspace, "ASH", "streets"), "value 14 by reader");
    let store = workspace.store_to_read().map_err(miette::Report::from).unwrap();
    let agreement = well(coders::agreement(&store, CAMPAIGN));
    let (cells, same): (usize, usize) =
        agreement.iter().fold((0, 0), |(cells, same), one| (cells + one.cells, same + one.same));
    assert_eq!((cells, same), (6, 5));
    drop(store);

    let found = well(coders::adjudicate(&workspace, CAMPAIGN, DAY, now()));
    assert_eq!((found.agreed, found.open.len()), (5, 1));
    let said: Vec<&str> = found.open[0].said.iter().map(|(coder, _)| coder.as_str()).collect();
    assert_eq!(said, ["Holly", "Sam"]);
    let open = &found.open[0].slip;
    let thirds = well(review::settle(
        &workspace,
        &open.decided("Ada", Some(Coded { answer: streets(4.0), evidence: None })),
        now(),
    ));
    let again = well(coders::adjudicate(&workspace, CAMPAIGN, DAY, now()));
    assert_eq!((again.agreed, again.open.len()), (0, 0), "what is settled stays settled");
    let ledger = well(ledger::bundle(&workspace, CAMPAIGN, DAY)).ledger;
    let by: Vec<Coder> = ledger
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter_map(|cell| Some(cell.settled.as_ref()?.by.clone()))
        .collect();
    let person = |name: &str| by.iter().filter(|by| **by == Coder::Person(name.into())).count();
    assert_eq!((person("Holly and Sam"), person("Ada")), (5, 1));
    // A third person who thinks again opens the cell again.
    well(review::take_back(&workspace, thirds, "Ada", now()));
    assert_eq!(well(coders::adjudicate(&workspace, CAMPAIGN, DAY, now())).open.len(), 1);
}
