//! Browsing what was collected: `foi answers`, `foi sql` and the store's views, on the road's four councils.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;

use driver::Foi;

fn sql(foi: &Foi, query: &str) -> String {
    let output = foi.command(["sql", "--seconds", "2", query]).output().unwrap();
    foi.screen(&output)
}

#[test]
fn answers_stand_with_the_words_they_were_read_from() {
    let foi = Foi::answered();
    insta::assert_snapshot!(foi.run("answers --as-of 2018-10-15 --question streets"));
}

#[test]
fn a_condition_picks_authorities_and_says_whom_it_could_not_judge() {
    let foi = Foi::answered();
    let screen = foi.run("answers --as-of 2018-10-15 --where \"state(streets) = 'value'\" --csv");
    assert!(screen.lines().count() > 1, "{screen}");
    assert!(screen.lines().skip(1).all(|line| line.starts_with("ASH") || line.starts_with("BIR")), "{screen}");
    let misspelt = foi.run("answers --where \"street > 1\"");
    assert!(misspelt.contains("did you mean `streets`?") && misspelt.contains("[exit status 2]"), "{misspelt}");
}

#[test]
fn nothing_but_reading_is_done_for_a_query() {
    let foi = Foi::answered();
    let before = std::fs::read(foi.path(".foi/store.sqlite")).unwrap();
    let cases = [
        ("ATTACH '/etc/passwd' AS other", "would do more than read"),
        ("DELETE FROM event", "would do more than read"),
        ("UPDATE request SET token = ''", "would do more than read"),
        ("CREATE TEMP TABLE mine (x)", "would do more than read"),
        ("PRAGMA journal_mode = delete", "would do more than read"),
        ("VACUUM INTO 'copy.sqlite'", "would do more than read"),
        ("SELECT load_extension('evil')", "would do more than read"),
        ("SELECT 1; DELETE FROM request", "more than one statement"),
        ("SELECT ';', 1; -- done\n DROP TABLE event", "more than one statement"),
        ("SELECT readfile('/etc/passwd')", "no such function: readfile"),
        ("SELECT colour FROM answers", "no such column: colour"),
        (" ; ", "no statement"),
        ("SELECT hex(zeroblob(60000000))", "not held in memory"),
        ("SELECT length(randomblob(1000000000))", "not held in memory"),
        (
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c",
            "longer than 2 seconds",
        ),
    ];
    let mut wrong = Vec::new();
    for (query, expected) in cases {
        let screen = sql(&foi, query);
        if !screen.contains(expected) || !screen.contains("[exit status 2]") {
            wrong.push(format!("{query}\n{screen}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!foi.path("copy.sqlite").exists());
    assert!(std::fs::read(foi.path(".foi/store.sqlite")).unwrap() == before, "not a byte of the store has changed");
}

#[test]
fn rows_beyond_the_limit_are_said_to_be_there() {
    let foi = Foi::answered();
    let output =
        foi.command(["sql", "--limit", "2", "--csv", "SELECT authority FROM requests ORDER BY 1"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 3);
    assert!(String::from_utf8_lossy(&output.stderr).contains("more rows than 2"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn text_that_is_a_formula_is_escaped_in_csv_and_exact_in_json() {
    let foi = Foi::answered();
    let csv = foi.command(["sql", "--csv", "SELECT '=1+1' AS words, -5 AS number"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&csv.stdout), "words,number\n'=1+1,-5\n");
    let json = foi.command(["sql", "--jsonl", "SELECT '=1+1' AS words, -5 AS number, NULL AS none"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&json.stdout), "{\"words\":\"=1+1\",\"number\":-5,\"none\":null}\n");
}

#[test]
fn the_view_of_answers_says_what_the_ledger_says() {
    let foi = Foi::answered();
    // A cell that a person settles, and takes back, is in both or in neither.
    foi.typed("review school-streets --by Holly", "n\n");
    let view = foi
        .command(["sql", "--csv", "SELECT authority, question, state, settled_by FROM answers ORDER BY 1, 2"])
        .output()
        .unwrap();
    let view = String::from_utf8_lossy(&view.stdout).into_owned();
    let exported = foi.export("school-streets");
    let (_, cells) = exported.iter().find(|(name, _)| name == "cells.csv").unwrap();
    let mut reader = csv::Reader::from_reader(cells.as_bytes());
    let mut ledger: Vec<String> = reader
        .records()
        .map(|record| record.unwrap())
        .filter(|cell| !["no reply", "not answered"].contains(&&cell[3]))
        .map(|cell| format!("{},{},{},{}", &cell[0], &cell[2], &cell[3], &cell[8]))
        .collect();
    ledger.sort();
    let view: Vec<&str> = view.lines().skip(1).filter(|line| !line.contains(",not answered,")).collect();
    assert!(view.len() > 3, "{view:?}");
    assert_eq!(view, ledger);
}

#[test]
fn every_view_and_column_is_in_the_documents() {
    let foi = Foi::answered();
    let output = foi.command(["sql"]).output().unwrap();
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/store.md")).unwrap();
    assert!(listed.lines().count() >= 9, "{listed}");
    let mut missing = Vec::new();
    for line in listed.lines() {
        let (view, columns) = line.split_once(' ').unwrap();
        let section = document.split(&format!("### {view}\n")).nth(1).and_then(|rest| rest.split("\n### ").next());
        let section = section.unwrap_or_default();
        let columns = columns.split(',').map(str::trim).filter(|column| !section.contains(&format!("`{column}`")));
        missing.extend(columns.map(|column| format!("{view}.{column}")));
    }
    assert!(missing.is_empty(), "docs/store.md does not tell of {}", missing.join(", "));
}
