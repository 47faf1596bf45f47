//! Waves: the same campaign asked twice, over small ledgers written as tables.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;
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

/// A workspace with two campaigns, the second a wave of the first and a sample; nothing is sent yet.
fn asked_twice() -> driver::Foi {
    let foi = driver::Foi::nowhere().on("2019-12-01");
    for (name, first, opens) in [("first", "", "2018-08-20"), ("again", "wave_of = \"first\"\n", "2019-08-19")] {
        let campaign = format!(
            "title = \"Staff\"\nregime = \"uk-foia\"\nopens = {opens}\n{first}[requester]\nname = \"Holly Trevanion\"\n\
             email = \"foi.desk@larkspur-research.example\"\n[frame]\nauthorities = \"frame.csv\"\nsample_of = 40\n\
             [[question]]\nid = \"staff\"\nasks = \"How many staff?\"\ntype = \"count\"\n\
             [[finding]]\nid = \"large\"\ntitle = \"Large\"\nshare = \"staff > 10\"\n"
        );
        foi.write(&format!("campaigns/{name}/campaign.toml"), campaign);
        let frame = "code,name,kind,region,email,successors\nA1,Ashdown,acute,North,foi@ashdown.example,\n";
        let more = if name == "first" { "B2,Birch,acute,South,foi@birch.example,A1\n" } else { "" };
        foi.write(&format!("campaigns/{name}/frame.csv"), format!("{frame}{more}"));
    }
    std::fs::create_dir_all(foi.path(".foi")).unwrap();
    foi
}

#[test]
fn findings_tell_what_changed_since_the_wave_before() {
    let foi = asked_twice();
    insta::assert_snapshot!(foi.ends("findings again --waves", 0), @r"
    again against first
      0 under the same code in both frames
      A1 + B2 became A1

    Large  (large)
        Before: no figure (no authority has a usable answer); now: no figure (no authority has a usable
          answer).
        Of those that answered each time, before: no figure (no authority has a usable answer); now: no
          figure (no authority has a usable answer).

    staff: 0 compared, 0 up, 0 down, 0 the same, 0 changed; 1 without a usable answer each time
    ");
    assert!(foi.ends("findings first --waves", 2).contains("wave_of = \"OTHER-CAMPAIGN\""));
    foi.edit("campaigns/again/campaign.toml", "\"first\"", "\"long-gone\"");
    assert!(foi.ends("check again", 0).contains("there is no campaign `long-gone` here"));
    assert!(foi.ends("findings again --waves", 2).contains("which is not in this workspace"));
    foi.ends("report again --format md", 0);
    assert!(foi.read("reports/again.md").contains("asks again what long-gone asked, which is not at hand"));
}

#[test]
fn a_report_uses_the_campaign_s_own_templates_and_names_one_that_is_broken() {
    let foi = asked_twice();
    foi.write("templates/report/methods.html", "<p>The workspace's methods</p>");
    foi.write("campaigns/again/templates/report/methods.html", "<p>How {{ title }} was asked</p>");
    foi.ends("report again", 0);
    foi.ends("report first", 0);
    assert!(foi.read("reports/again.html").contains("<p>How Staff was asked</p>"));
    assert!(foi.read("reports/first.html").contains("<p>The workspace's methods</p>"));
    foi.write("campaigns/again/templates/report/methods.html", "{{ nothing.like.this }}");
    let screen = foi.ends("report again", 3);
    assert!(screen.contains("campaigns/again/templates/report/methods.html"), "{screen}");
}

#[test]
fn a_pack_brings_what_changed_along_though_the_wave_before_stays_behind() {
    let foi = asked_twice();
    foi.ends("report again", 0);
    let page = foi.read("reports/again.html");
    assert!(page.contains("A1, B2 became A1"));
    foi.ends("pack again --to again.zip --as-of 2019-12-01", 0);
    foi.ends("unpack again.zip elsewhere", 0);
    assert!(!foi.path("elsewhere/campaigns/first").exists());
    assert_eq!(foi.read("elsewhere/reports/again.html"), page);
}
