//! Findings over small ledgers: the tables in `tests/findings/` are the cases, one file an idea.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod ledger_table;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use foi::campaign::{FindingRule, Measure, Observation, Question};
use foi::findings::{Figure, Reading, Sampling, compute, compute_sampled};
use foi::ledger::Coverage;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    question: Vec<Question>,
    #[serde(default)]
    observation: Vec<Observation>,
    /// The ledger of every case that brings none of its own.
    ledger: Option<String>,
    #[serde(rename = "case")]
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    ledger: Option<String>,
    finding: toml::Table,
    expect: toml::Table,
}

fn text(rule: &toml::Table, key: &str) -> Option<String> {
    rule.get(key).and_then(toml::Value::as_str).map(str::to_owned)
}

type Written = (&'static str, fn(String) -> Measure);

fn rule(table: &toml::Table) -> FindingRule {
    let measures: [Written; 7] = [
        ("share", Measure::Share),
        ("count", Measure::Count),
        ("sum", Measure::Sum),
        ("mean", Measure::Mean),
        ("median", Measure::Median),
        ("range", Measure::Range),
        ("quantiles", Measure::Quantiles),
    ];
    let one = measures.into_iter().find_map(|(key, measure)| text(table, key).map(measure));
    let two = || {
        let pair = table.get("ratio")?.as_array()?;
        Some(Measure::Ratio(pair.first()?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned()))
    };
    FindingRule {
        id: "finding".to_owned(),
        title: "A finding".to_owned(),
        measure: one.or_else(two).expect("a case measures something"),
        among: text(table, "among"),
        by: text(table, "by"),
        bands: table.get("bands").map_or(Vec::new(), |bands| bands.clone().try_into().expect("numbers")),
    }
}

/// What a figure says, as flat text that a case can expect.
fn said(figure: &Figure) -> BTreeMap<String, String> {
    let codes = |codes: &[foi::authority::Code]| codes.iter().map(|c| c.0.as_str()).collect::<Vec<_>>().join(" ");
    let number = |number: f64| format!("{}", (number * 1e6).round() / 1e6);
    let end = |end: Option<f64>| end.map_or("none".to_owned(), number);
    let mut said = BTreeMap::new();
    said.insert("numerator".to_owned(), end(figure.numerator));
    said.insert("denominator".to_owned(), number(figure.denominator));
    said.insert(
        "value".to_owned(),
        match &figure.reading {
            Reading::Number(n) => number(*n),
            Reading::Range(low, high) => format!("{} {}", number(*low), number(*high)),
            Reading::Quantiles(five) => five.map(number).join(" "),
            Reading::Nothing(why) => why.clone(),
        },
    );
    let bounds = |bounds: Option<foi::findings::Bounds>| {
        bounds.map_or("exact".to_owned(), |b| format!("{} {} ({})", end(b.low), end(b.high), b.open))
    };
    said.insert("bounds".to_owned(), bounds(figure.bounds));
    said.insert("if_settled".to_owned(), bounds(figure.if_settled));
    said.insert("if_answered".to_owned(), bounds(figure.if_answered));
    let interval =
        figure.interval.map_or("none".to_owned(), |i| format!("{} {} {:?}", number(i.low), number(i.high), i.method));
    said.insert("interval".to_owned(), interval);
    said.insert("rows".to_owned(), codes(&figure.rows));
    said.insert("behind".to_owned(), codes(&figure.behind));
    said.insert("unit".to_owned(), figure.unit.word().to_owned());
    let left_out: Vec<String> = figure.left_out.iter().map(|l| format!("{}: {}", l.words, codes(&l.codes))).collect();
    said.insert("left_out".to_owned(), left_out.join("; "));
    said
}

fn expected(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn run(path: &Path, wrong: &mut String) -> usize {
    let source = std::fs::read_to_string(path).expect("a table of cases");
    let file: File = toml::from_str(&source).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
    for case in &file.cases {
        let table = case.ledger.as_ref().or(file.ledger.as_ref()).expect("a case has a ledger");
        let ledger = ledger_table::ledger(table, &file.question, &file.observation);
        let population = case.finding.get("sample_of").and_then(toml::Value::as_integer);
        let sampling = population.map_or(Sampling::Census, |population| Sampling::SampleOf(population as usize));
        let findings = compute_sampled(&[rule(&case.finding)], &file.question, &file.observation, &ledger, sampling);
        let mut figures = BTreeMap::new();
        match findings {
            Ok(findings) => {
                let finding = &findings[0];
                assert_eq!(finding.whole.frame(), ledger.rows.len(), "{}: adds up to the frame", case.name);
                figures.extend(said(&finding.whole));
                for group in &finding.groups {
                    figures
                        .extend(said(&group.figure).into_iter().map(|(key, v)| (format!("{}.{key}", group.name), v)));
                }
                let groups: Vec<&str> = finding.groups.iter().map(|group| group.name.as_str()).collect();
                figures.insert("groups".to_owned(), groups.join(", "));
                figures.insert("sentence".to_owned(), finding.rule.sentence.clone());
                figures.insert("note".to_owned(), finding.note.clone());
                let weighted = finding.reweighted.iter().map(|one| match one.reading {
                    Reading::Number(number) => format!("{} {}", one.by, (number * 1e6).round() / 1e6),
                    _ => format!("{} none", one.by),
                });
                figures.insert("weighted".to_owned(), weighted.collect::<Vec<_>>().join("; "));
                figures.insert("written".to_owned(), finding.rule.written.clone());
            }
            Err(fault) => {
                figures.insert("fault".to_owned(), format!("{fault}; {}", fault.help));
            }
        }
        for (key, value) in &case.expect {
            let (expected, got) = (expected(value), figures.get(key).cloned().unwrap_or_default());
            if expected != got {
                let _ = writeln!(
                    wrong,
                    "{}: {}\n  {key}: expected {expected}\n  {key}: got      {got}",
                    path.display(),
                    case.name
                );
            }
        }
    }
    file.cases.len()
}

#[test]
fn every_case_comes_out_as_its_table_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    let (mut wrong, mut cases) = (String::new(), 0);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|ext| ext == "toml")) {
        cases += run(path, &mut wrong);
    }
    assert!(cases > 0, "no case was run");
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A ledger of any shape: every disposition, every kind of cell.
fn any_table() -> impl Strategy<Value = String> {
    let disposition =
        proptest::sample::select(foi::ledger::Disposition::ALL.map(foi::ledger::Disposition::word).to_vec());
    let cells = ["", "-", "0", "3", "12", "4,000", "<5", "<=5", ">10", ">=30", "5-9", "~250", "not held", "exempt"];
    let more = ["over cost limit", "unclear", "not applicable", "? 3", "? not held", "a=1; b=<5", "not answered"];
    let cell = proptest::sample::select([&cells[..], &more[..]].concat());
    let row = (disposition, proptest::array::uniform3(cell), proptest::sample::select(vec!["North", "South", ""]));
    proptest::collection::vec(row, 0..24).prop_map(|rows| {
        let mut table = String::from("code | disposition | region | staff | qualified | spend\n");
        for (at, (disposition, cells, region)) in rows.iter().enumerate() {
            let _ = writeln!(table, "R{at} | {disposition} | {region} | {}", cells.join(" | "));
        }
        table
    })
}

fn questions() -> Vec<Question> {
    #[derive(Deserialize)]
    struct Questions {
        question: Vec<Question>,
    }
    let source = r#"question = [
        { id = "staff", asks = "How many staff?", type = "count" },
        { id = "qualified", asks = "How many are qualified?", type = "count", at_most = "staff" },
        { id = "spend", asks = "How much was spent?", type = "money" },
    ]"#;
    toml::from_str::<Questions>(source).expect("questions").question
}

fn any_measure() -> impl Strategy<Value = Measure> {
    let condition = proptest::sample::select(vec![
        "qualified = 0",
        "qualified < 5 and spend > 0",
        "staff between 3 and 250 or spend = 0",
        "state(spend) = 'not held'",
        "replied",
    ]);
    let number = proptest::sample::select(vec!["staff", "spend", "staff - qualified", "100 * qualified / staff"]);
    prop_oneof![
        condition.clone().prop_map(|text| Measure::Share(text.to_owned())),
        condition.prop_map(|text| Measure::Count(text.to_owned())),
        number.clone().prop_map(|text| Measure::Sum(text.to_owned())),
        number.clone().prop_map(|text| Measure::Mean(text.to_owned())),
        number.clone().prop_map(|text| Measure::Median(text.to_owned())),
        number.clone().prop_map(|text| Measure::Range(text.to_owned())),
        number.prop_map(|text| Measure::Quantiles(text.to_owned())),
        Just(Measure::Ratio("sum(staff)".to_owned(), "sum(qualified)".to_owned())),
        Just(Measure::Ratio("median(spend)".to_owned(), "count(staff)".to_owned())),
    ]
}

proptest! {
    #[test]
    fn coverage_sums_to_the_frame_whatever_the_ledger(table in any_table()) {
        let ledger = ledger_table::ledger(&table, &questions(), &[]);
        let coverage = Coverage::of(&ledger);
        prop_assert_eq!(coverage.frame, ledger.rows.len());
        prop_assert_eq!(coverage.dispositions.iter().map(|(_, n)| n).sum::<usize>(), ledger.rows.len());
        for item in &coverage.items {
            prop_assert_eq!(item.total(), ledger.rows.len());
        }
        prop_assert!(coverage.adds_up());
    }

    #[test]
    fn a_finding_adds_up_to_the_frame_and_lies_within_its_bounds(
        table in any_table(),
        measure in any_measure(),
        among in proptest::option::of(Just("qualified < 10".to_owned())),
    ) {
        let ledger = ledger_table::ledger(&table, &questions(), &[]);
        let (id, title) = ("finding".to_owned(), "A finding".to_owned());
        let rule = FindingRule { id, title, measure, among, by: Some("region".to_owned()), bands: Vec::new() };
        let findings = compute(&[rule], &questions(), &[], &ledger).expect("a finding");
        let finding = &findings[0];
        let groups: usize = finding.groups.iter().map(|group| group.figure.frame()).sum();
        prop_assert_eq!(finding.whole.frame(), ledger.rows.len());
        prop_assert_eq!(groups, ledger.rows.len());
        for figure in finding.groups.iter().map(|group| &group.figure).chain([&finding.whole]) {
            prop_assert!(figure.behind.iter().all(|code| figure.rows.contains(code)));
            let ends = match figure.reading {
                Reading::Number(number) => (number, number),
                Reading::Range(low, high) => (low, high),
                Reading::Quantiles(five) => (five[0], five[4]),
                Reading::Nothing(_) => continue,
            };
            for bounds in [figure.bounds, figure.if_settled, figure.if_answered].into_iter().flatten() {
                prop_assert!(bounds.low.is_none_or(|low| low <= ends.0), "{bounds:?} hold {ends:?}");
                prop_assert!(bounds.high.is_none_or(|high| high >= ends.1), "{bounds:?} hold {ends:?}");
            }
        }
    }
}
