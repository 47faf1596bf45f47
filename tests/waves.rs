//! Waves: the same campaign asked twice, over small ledgers written as tables.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod ledger_table;

use foi::authority::Authority;
use foi::campaign::{Campaign, FindingRule, Measure, Question};
use foi::findings::{Change, Verdict, Wave, change};
use foi::ledger::Ledger;

fn questions(source: &str) -> Vec<Question> {
    #[derive(serde::Deserialize)]
    struct Questions {
        question: Vec<Question>,
    }
    toml::from_str::<Questions>(source).expect("questions").question
}

const BEFORE: &str = r#"question = [
    { id = "staff", asks = "How many staff?", type = "count", unit = "people" },
    { id = "passed", asks = "What percentage passed?", type = "percent" },
    { id = "spend", asks = "How much was spent?", type = "money" },
    { id = "old", asks = "Do you have a policy?", type = "yesno" },
]"#;

const AFTER: &str = r#"question = [
    { id = "staff", asks = "How many staff, agency staff apart?", type = "count", unit = "people" },
    { id = "passed", asks = "What  percentage passed?", type = "percent" },
    { id = "spend", asks = "How many pounds were spent?", type = "count", unit = "pounds" },
]"#;

fn wave(source: &str, table: &str) -> (Campaign, Ledger) {
    let questions = questions(source);
    let ledger = ledger_table::ledger(table, &questions, &[]);
    let rule = |id: &str, measure| FindingRule {
        id: id.to_owned(),
        title: id.to_owned(),
        measure,
        among: None,
        by: None,
        bands: Vec::new(),
    };
    let rules = vec![
        rule("large", Measure::Share("staff > 100".to_owned())),
        rule("passed", Measure::Mean("passed".to_owned())),
        rule("spent", Measure::Sum("spend".to_owned())),
    ];
    (ledger_table::campaign(questions, Vec::new(), rules, &ledger), ledger)
}

fn told() -> Change {
    let before = "
        code | disposition | staff | passed | spend | old
        A    | full        | 90    | 80     | 10    | yes
        B    | full        | 120   | 70     | 20    | no
        C    | full        | 30    | 60     | 30    | no
        D    | full        | 40    | <50    | 40    | no
        E    | no_reply    |       |        |       |
        F    | full        | 7     | 7      | 7     | no
    ";
    // B and C became BC; D has another code; F is gone; N is new.
    let after = "
        code | disposition | staff | passed | spend
        A    | full        | 110   | 85     | 11
        BC   | full        | 160   | 90     | 60
        D2   | full        | 35    | 40     | 40
        E    | full        | 5     | 5      | 5
        N    | full        | 1     | 1      | 1
    ";
    let directory: Vec<Authority> = serde_json::from_value(serde_json::json!([
        { "code": "BC", "name": "BC", "predecessors": ["B", "C"] },
        { "code": "D", "name": "D", "successors": ["D2"] },
    ]))
    .expect("a directory");
    let ((old, was), (new, is)) = (wave(BEFORE, before), wave(AFTER, after));
    change(Wave { campaign: &old, ledger: &was }, Wave { campaign: &new, ledger: &is }, &directory).expect("a change")
}

#[test]
fn identity_is_carried_over_mergers_and_codes() {
    let known = told().identities;
    assert_eq!(known.same, 2, "A and E");
    assert_eq!(known.renamed.iter().map(|[old, new]| format!("{old}>{new}")).collect::<Vec<_>>(), ["D>D2"]);
    assert_eq!(known.merged.len(), 1);
    assert_eq!((known.gone[0].0.as_str(), known.new[0].0.as_str()), ("F", "N"));
}

#[test]
fn only_what_can_be_compared_is_and_a_changed_wording_is_said() {
    let change = told();
    let of = |id: &str| change.questions.iter().find(|compared| compared.question == id).expect("a question");
    let Verdict::Reworded { before, after } = &of("staff").verdict else { panic!("reworded") };
    assert_eq!((before.as_str(), after.as_str()), ("How many staff?", "How many staff, agency staff apart?"));
    let staff: Vec<String> = of("staff")
        .pairs
        .iter()
        .map(|pair| format!("{} {:?} {:?} {:?}", pair.after[0], pair.was, pair.is, pair.direction))
        .collect();
    insta::assert_snapshot!(staff.join("\n"), @r"
    A Number(90.0) Number(110.0) Up
    BC Number(150.0) Number(160.0) Up
    D2 Number(40.0) Number(35.0) Down
    ");
    assert_eq!(of("staff").summary.sums, Some([280.0, 305.0]));
    assert_eq!(of("staff").summary.median_change, Some(10.0));
    assert_eq!(of("staff").summary.silent_before, 1, "E gave nothing before");
    assert_eq!(of("passed").verdict, Verdict::Same, "blanks are no wording");
    assert_eq!((of("passed").summary.compared, of("passed").summary.not_additive), (1, 1), "no sum of percentages");
    assert_eq!(of("spend").verdict, Verdict::Incomparable("another kind of answer is asked for".to_owned()));
    assert_eq!(of("old").verdict, Verdict::Incomparable("not asked again".to_owned()));
}

#[test]
fn a_finding_is_shown_as_each_wave_has_it_and_among_those_that_answered_each_time() {
    let change = told();
    let [large, passed, spent] = change.findings.as_slice() else { panic!("three findings") };
    let words = |figures: &Option<[foi::findings::Figure; 2]>| {
        let [was, is] = figures.as_ref().expect("compared");
        format!("{} ({}) {} ({})", was.value_text(), was.of_text(), is.value_text(), is.of_text())
    };
    assert_eq!(words(&large.whole), "20% (1 of 5 authorities) 40% (2 of 5 authorities)");
    assert_eq!(words(&large.both_times), "0% (0 of 2 authorities) 50% (1 of 2 authorities)", "A and D, one to one");
    assert!(large.reworded && !passed.reworded);
    assert_eq!(spent.why_not, "a question that it rests on cannot be compared");
    assert_eq!(spent.whole, None);
}
