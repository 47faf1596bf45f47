//! Findings over 1,200,000 cells, and the report of a store with 2,000 authorities and 50 questions: `cargo bench --bench report`.
//!
//! Ten findings, three of them by region, over 24,000 authorities and 50 questions in memory (`-- 2400`: fewer); then
//! `foi report` by the release binary over a store on disk, with the size of its page; then over the demo's. Fails on nothing.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the bench")]

mod large;

use std::fs;
use std::time::Instant;

use foi::engine::ledger::bundle;
use foi::findings::{compute, nonresponse};
use jiff::civil::date;
use large::{QUESTIONS, filled, foi, run};

fn main() {
    let asked = std::env::args().filter_map(|word| word.parse().ok()).next();
    let authorities: usize = asked.unwrap_or(24_000);
    let day = date(2018, 12, 1);
    {
        let dir = tempfile::tempdir().unwrap();
        let workspace = filled(dir.path(), authorities);
        let all = bundle(&workspace, "all", day).unwrap();
        let begun = Instant::now();
        let found = compute(&all.campaign.findings, &all.campaign.questions, &[], &all.ledger).unwrap();
        let took = begun.elapsed().as_secs_f64();
        println!("{} findings over {} cells: {took:.2} s", found.len(), authorities * QUESTIONS);
        let begun = Instant::now();
        let compared = nonresponse(&all.ledger).comparisons.len();
        println!("non-response by {compared} variables: {:.2} s", begun.elapsed().as_secs_f64());
    }
    let dir = tempfile::tempdir().unwrap();
    let workspace = filled(dir.path(), 2_000);
    let page = dir.path().join("page.html");
    let (wall, peak) = run(foi(&workspace).args(["report", "all", "--as-of", "2018-12-01", "--to"]).arg(&page));
    let megabytes = fs::metadata(&page).unwrap().len() as f64 / 1e6;
    println!(
        "foi report, 2,000 authorities x {QUESTIONS}: {:.2} s, peak {} MB, page {megabytes:.1} MB",
        wall.as_secs_f64(),
        peak.unwrap_or(0)
    );

    let demo = dir.path().join("demo");
    run(std::process::Command::new(env!("CARGO_BIN_EXE_foi")).arg("demo").arg(&demo));
    let mut report = std::process::Command::new(env!("CARGO_BIN_EXE_foi"));
    let (wall, _) = run(report.arg("--workspace").arg(&demo).args(["report", "demo", "--as-of", "2018-12-17"]));
    println!("foi report of the demo: {:.3} s", wall.as_secs_f64());
}
