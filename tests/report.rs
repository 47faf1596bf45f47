//! The report: its data, its page, and what a hostile ledger cannot do to it.

mod ledger_table;

use std::fmt::Write;
use std::path::Path;

use foi::campaign::{Campaign, FindingRule, Measure, Observation, Question};
use foi::findings::compute;
use foi::ledger::{Coverage, Ledger};
use foi::report::{Source, html};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    question: Vec<Question>,
    observation: Vec<Observation>,
    finding: Vec<toml::Table>,
}

fn file() -> File {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/campaign.toml");
    let source = std::fs::read_to_string(path).expect("the campaign of these tests");
    toml::from_str(&source).expect("a table of questions and findings")
}

fn rule(table: &toml::Table) -> FindingRule {
    let text = |key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    let measure = if let Some(share) = text("share") {
        Measure::Share(share)
    } else if let Some(count) = text("count") {
        Measure::Count(count)
    } else if let Some(mean) = text("mean") {
        Measure::Mean(mean)
    } else if let Some(range) = text("range") {
        Measure::Range(range)
    } else {
        Measure::Ratio("sum(staff)".to_owned(), "sum(qualified)".to_owned())
    };
    let (id, title) = (text("id").expect("an id"), text("title").expect("a title"));
    FindingRule { id, title, measure, among: text("among"), by: text("by") }
}

/// Shows `see` the source of a report over `table`.
fn with_report<T>(
    table: &str,
    alter: impl FnOnce(&mut Campaign, &mut Ledger),
    see: impl FnOnce(&Source<'_>) -> T,
) -> T {
    let file = file();
    let mut ledger = ledger_table::ledger(table, &file.question, &file.observation);
    let rules = file.finding.iter().map(rule).collect();
    let mut campaign = ledger_table::campaign(file.question, file.observation, rules, &ledger);
    alter(&mut campaign, &mut ledger);
    let findings = compute(&campaign.findings, &campaign.questions, &campaign.observations, &ledger).expect("findings");
    let coverage = Coverage::of(&ledger);
    see(&Source {
        campaign: &campaign,
        ledger: &ledger,
        findings: &findings,
        coverage: &coverage,
        law: "Freedom of Information Act 2000",
        reader: "foi 0.1.0",
    })
}

/// An invented frame of `count` authorities with answers of every kind, the same each time.
fn many(count: u32) -> String {
    let mut table = String::from(
        "code | name | region | kind | disposition | replied | exemptions | staff | qualified | spend | ig_passed | in_training\n",
    );
    let mut state = 20_180_820_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let places =
        ["Ashfield", "Larkmere", "Quillford", "Thornbeck", "Wyvern Vale", "Saltmarsh", "Dunnock", "Ferrybridge"];
    let regions = ["North", "Midlands and East", "London", "South"];
    let kinds = ["acute", "mental health", "community", "ambulance"];
    for at in 0..count {
        let staff = 600 + (next(90) * next(130)) + next(400);
        let disposition = match next(100) {
            0..52 => "full",
            52..63 => "partial",
            63..68 => "refused",
            68..71 => "not_held",
            71..73 => "after_close",
            73..76 => "waiting",
            76 => "not_delivered",
            77 => "unclear",
            _ => "no_reply",
        };
        let answered = matches!(disposition, "full" | "partial");
        let day = jiff::civil::date(2018, 8, 20)
            .checked_add(jiff::Span::new().days(8 + (next(20) + next(14) * next(5)) as i64))
            .expect("a day");
        let replied = if matches!(disposition, "full" | "partial" | "refused" | "not_held") {
            day.to_string()
        } else {
            String::new()
        };
        let pick = |share: u64, some: String, other: &str| if share < 8 { other.to_owned() } else { some };
        let qualified = match next(10) {
            0..2 => "0".to_owned(),
            2 => "<5".to_owned(),
            _ => (next(4) + staff * next(3) / 9_000).to_string(),
        };
        let qualified = pick(next(100), qualified, "? 3");
        let spend = match next(12) {
            0..3 => "0".to_owned(),
            3 => format!("~{}", (next(60) + 1) * 500),
            4 => "exempt".to_owned(),
            5 => "not held".to_owned(),
            6 => "over cost limit".to_owned(),
            _ => (238 + next(40) * next(30) * next(20) * next(5) + next(1_900)).to_string(),
        };
        let passed =
            format!("{}.{}", 100 - next(12) * next(5), if next(2) == 0 { 0 } else { 5 }).replace("100.5", "100");
        let training = if next(3) == 0 { "yes" } else { "" };
        let cells = if answered {
            [staff.to_string(), qualified, spend, passed, training.to_owned()]
        } else {
            Default::default()
        };
        let exempt = if disposition == "refused" || cells[2] == "exempt" {
            ["s31(1)(a)", "s31(1)(a) s43(2)", "s12"][next(3) as usize]
        } else {
            ""
        };
        let _ = writeln!(
            table,
            "R{at:02} | {} {} NHS Trust | {} | {} | {disposition} | {replied} | {exempt} | {}",
            places[next(8) as usize],
            at + 1,
            regions[next(4) as usize],
            kinds[(next(4) * next(2)) as usize],
            cells.join(" | ")
        );
    }
    table
}

#[test]
fn a_report_of_226_authorities_is_one_quiet_file() {
    with_report(
        &many(226),
        |_, _| {},
        |source| {
            let started = std::time::Instant::now();
            let page = html(source).expect("a page");
            println!("{} bytes in {:?}", page.len(), started.elapsed());
            std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("report.html"), &page)
                .expect("somewhere to look at it");
            assert_eq!(page, html(source).expect("a page"), "the same bytes for the same ledger");
            for outside in ["http:", "https:", "<script", "@import", "url("] {
                assert!(!page.contains(outside), "nothing from outside: {outside}");
            }
            for plot in [
                "flow",
                "response-times",
                "replied-region",
                "items",
                "spread-spend",
                "scatter-spend",
                "by-ig_by_region",
            ] {
                assert!(page.contains(&format!("id=\"{plot}\"")), "{plot} is drawn");
            }
        },
    );
}
