//! The demo's campaign against its truth: what is declared in `campaign.toml` comes out as published where the ledger holds
//! what the letters say. Whether the reader gets it out of the letters is for `tests/demo.rs`.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::date;

use super::corpus::{Fate, Row, SEED, Tweak, make};
use crate::campaign::{Around, Campaign, load};
use crate::findings::{Finding, Reading, compute};
use crate::ledger::{self, Answer, Cell, Coder, Disposition, Ledger, Settled};

pub(super) fn campaign() -> Campaign {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("campaigns/demo");
    let around = Around { regimes: vec!["uk-foia".into()], ..Around::default() };
    let (campaign, advice) = load(&folder, &around).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(error)));
    assert!(advice.is_empty(), "{advice:?}");
    campaign
}

/// The ledger as a reader without fault would fill it.
fn ledger(campaign: &Campaign, rows: &[Row]) -> Ledger {
    let line = |(row, authority): (&Row, &crate::authority::Authority)| {
        let questions = campaign.questions.iter().map(|question| &question.id);
        let observations = campaign.observations.iter().map(|observation| &observation.id);
        let replied = row.fate.replies_in_time();
        let cell = |answer: Option<&Answer>| {
            let answer = answer.filter(|_| replied)?.clone();
            Some(Settled { answer, evidence: None, by: Coder::Reader, confidence: None, at: Timestamp::UNIX_EPOCH })
        };
        ledger::Row {
            authority: authority.clone(),
            token: String::new(),
            disposition: disposition(row.fate),
            sent: Some(campaign.opens),
            due: None,
            due_reason: String::new(),
            replied: replied.then_some(date(2018, 9, 18)),
            reply_kind: None,
            overdue_days: None,
            exemptions: Vec::new(),
            cells: questions
                .chain(observations)
                .map(|id| Cell {
                    question: id.clone(),
                    settled: cell(row.cells.get(id.0.as_str())),
                    proposal: None,
                    message: None,
                })
                .collect(),
        }
    };
    let rows = rows.iter().zip(&campaign.frame.members).map(line).collect();
    Ledger { campaign: campaign.name.clone(), as_of: date(2018, 11, 27), rows }
}

fn disposition(fate: Fate) -> Disposition {
    match fate {
        Fate::Answers => Disposition::Full,
        Fate::Refuses | Fate::TooCostly => Disposition::Refused,
        Fate::HoldsNothing => Disposition::NotHeld,
        Fate::AnswersLate => Disposition::AfterClose,
        Fate::Bounces => Disposition::NotDelivered,
        Fate::PassesOn => Disposition::Moved,
        Fate::Silent => Disposition::NoReply,
        Fate::AwaitsClarification | Fate::Extends | Fate::WantsFee | Fate::Holds | Fate::Acknowledges => {
            Disposition::Waiting
        }
    }
}

fn findings(rows: &[Row]) -> Vec<Finding> {
    let campaign = campaign();
    let ledger = ledger(&campaign, rows);
    compute(&campaign.findings, &campaign.questions, &campaign.observations, &ledger).unwrap()
}

fn lines(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let figure = &finding.whole;
        let reading = match &figure.reading {
            Reading::Number(number) => format!("{}", (number * 100.0).round() / 100.0),
            Reading::Range(low, high) => format!("{low} to {high}"),
            other => format!("{other:?}"),
        };
        let numerator = figure.numerator.map(|numerator| format!("{numerator} of ")).unwrap_or_default();
        format!("{}: {reading} ({numerator}{})\n", finding.id, figure.denominator)
    };
    findings.iter().map(line).collect()
}

#[test]
fn the_declared_findings_over_the_truth_are_the_published_ones() {
    insta::assert_snapshot!(lines(&findings(&make(SEED, &[]).unwrap().rows)), @r"
    replied_in_time: 70.35 (159 of 226)
    qualified_not_held: 9.43 (15 of 159)
    qualified_over_cost: 6.29 (10 of 159)
    qualified_withheld: 13.84 (22 of 159)
    qualified_none: 22.22 (24 of 108)
    qualified_none_in_training: 33.33 (8 of 24)
    employees_per_qualified: 2582 (521564 of 202)
    spend_mean: 5356 (514176 of 96)
    spend_free: 31.25 (30 of 96)
    spend_range: 238 to 78000 (66)
    spend_range_mid: 500 to 33000 (9)
    ig_above_target: 12 (12 of 100)
    ig_below_80: 25 (25 of 100)
    ig_below_50: 4 (4 of 100)
    ig_by_region: 12 (12 of 100)
    ");
}

#[test]
fn one_answer_changed_moves_the_findings_that_rest_on_it_and_no_other() {
    let before = make(SEED, &[]).unwrap().rows;
    let spender =
        before.iter().find(|row| row.cells.get("spend") == Some(&Answer::number(78_000.0, Some("pounds".into()))));
    let authority = spender.unwrap().code.clone();
    let tweak = Tweak { authority, question: "spend", answer: Answer::number(8_400.0, Some("pounds".into())) };
    let after = make(SEED, &[tweak]).unwrap().rows;
    let moved: Vec<String> = findings(&before)
        .into_iter()
        .zip(findings(&after))
        .filter(|(before, after)| before != after)
        .map(|(finding, _)| finding.id)
        .collect();
    assert_eq!(moved, ["spend_mean", "spend_range"]);
}

#[test]
fn the_frame_holds_226_trusts() {
    assert_eq!(campaign().frame.members.len(), 226);
}
