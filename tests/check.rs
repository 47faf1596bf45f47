//! `foi check`: a campaign folder in order passes; every fault is found, at its line and column, with its remedy.

use std::path::{Path, PathBuf};

use foi::campaign::{Around, Campaign, CampaignError, load};

fn around() -> Around {
    Around { regimes: vec!["uk-foia".into(), "uk-eir".into(), "scot-foisa".into()], ..Around::default() }
}

fn fixture(name: &str) -> PathBuf {
    // Relative, so that snapshots show the same path everywhere: tests run in the package's folder.
    Path::new("tests/campaign").join(name)
}

fn page(error: &CampaignError) -> String {
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor()).with_width(120);
    let mut page = String::new();
    handler.render_report(&mut page, error).unwrap();
    page.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn valid() -> Campaign {
    let (campaign, _) = load(&fixture("valid"), &around()).unwrap_or_else(|error| panic!("{}", page(&error)));
    campaign
}

#[test]
fn a_campaign_in_order_passes_and_says_what_it_took_for_granted() {
    let (_, advice) = load(&fixture("valid"), &around()).unwrap_or_else(|error| panic!("{}", page(&error)));
    let lines: Vec<String> =
        advice.iter().map(|a| format!("{}:{}:{} {}", a.file, a.line, a.column, a.message)).collect();
    insta::assert_snapshot!(lines.join("\n"), @"tests/campaign/valid/campaign.toml:41:8 question `qualified` has no type: taken for `count` from its wording");
}

#[test]
fn the_frame_says_who_is_out_and_why() {
    let frame = valid().frame;
    let codes: Vec<&str> = frame.members.iter().map(|authority| authority.code.0.as_str()).collect();
    assert_eq!(codes, ["X1A", "X2B", "X3C"]);
    let out: Vec<String> = frame.left_out.iter().map(|left| format!("{}: {}", left.code, left.reason)).collect();
    insta::assert_snapshot!(out.join("\n"), @r"
    X6A: merged into Y4M on 1 October 2018
    X7G: does not meet `kind in ('acute', 'mental health', 'community', 'ambulance')`: kind is 'ccg'
    ");
    assert_eq!(frame.digest(), valid().frame.digest());
    assert_ne!(frame.digest(), foi::campaign::Frame { left_out: Vec::new(), ..frame.clone() }.digest());
}
