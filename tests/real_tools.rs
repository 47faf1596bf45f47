//! Other people's programs read what `foi export` writes: pandas, DuckDB, frictionless, LibreOffice and PySpark.
//!
//! `.ci/install-tools` brings them; `FOI_PYTHON` names another Python. Where one is missing, its test says that it was skipped.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;

use std::path::{Path, PathBuf};
use std::process::Command;

use driver::Foi;

fn exported() -> Foi {
    let foi = Foi::answered();
    foi.ends("export school-streets --to out --format csv,parquet,xlsx,datapackage --as-of 2018-10-15", 0);
    foi
}

#[expect(clippy::disallowed_methods, reason = "which Python, the environment says")]
fn python(packages: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/bin/python");
    let python = std::env::var("FOI_PYTHON").map_or(here, PathBuf::from);
    let there = Command::new(&python).args(["-c", &format!("import {packages}")]).output();
    let there = there.is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("skipped: {} has not all of {packages}; .ci/install-tools brings them", python.display());
    }
    there.then_some(python)
}

fn passes(command: &mut Command) {
    let output = command.output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}\n{}", said(&output.stdout), said(&output.stderr));
}

#[test]
fn pandas_and_duckdb_read_the_same_from_parquet_csv_and_sqlite() {
    let Some(python) = python("pandas, pyarrow, duckdb") else { return };
    let foi = exported();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/read_export.py");
    passes(Command::new(python).arg(script).arg(foi.path("out")).arg(foi.path(".foi/store.sqlite")));
}

#[test]
fn frictionless_finds_the_data_package_valid() {
    let Some(python) = python("frictionless") else { return };
    let foi = exported();
    passes(
        Command::new(python).args(["-m", "frictionless", "validate", "datapackage.json"]).current_dir(foi.path("out")),
    );
}

#[test]
fn libreoffice_opens_the_workbook_and_finds_its_cells() {
    let foi = exported();
    let mut office = Command::new("soffice");
    office.arg(format!("-env:UserInstallation=file://{}", foi.path("office").display()));
    office
        .args(["--headless", "--convert-to", "csv", "--outdir"])
        .arg(foi.path("opened"))
        .arg(foi.path("out/ledger.xlsx"));
    let Ok(output) = office.output() else {
        eprintln!("skipped: LibreOffice is not here");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let first = std::fs::read_to_string(foi.path("opened/ledger.csv")).unwrap();
    let ashdown = first.lines().find(|line| line.starts_with("ASH,")).unwrap_or_default();
    assert!(ashdown.contains(",14,"), "{first}");
    assert!(ashdown.contains("2018-09-03") && ashdown.contains(",23750,") && ashdown.contains("TRUE"), "{first}");
}

/// How users who outgrow one machine go on: 200 campaigns, one of them answered, as one data set in partitions.
#[test]
fn spark_reads_the_partitions_of_200_campaigns() {
    const CAMPAIGNS: usize = 200;
    let Some(python) = python("pyspark, duckdb") else { return };
    if !Command::new("java").arg("-version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: there is no Java for Spark; .ci/install-tools brings it");
        return;
    }
    let foi = exported();
    let file = |name: &str| foi.read(&format!("campaigns/school-streets/{name}"));
    let (campaign, frame, letter) = (file("campaign.toml"), file("frame.csv"), file("letters/request.txt"));
    for number in 2..=CAMPAIGNS {
        let folder = format!("campaigns/streets {number:03} \u{e9}");
        foi.write(&format!("{folder}/campaign.toml"), &campaign);
        foi.write(&format!("{folder}/frame.csv"), &frame);
        foi.write(&format!("{folder}/letters/request.txt"), &letter);
    }
    foi.ends("export --all --to lake --format parquet --as-of 2018-10-15", 0);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/read_lake.py");
    passes(Command::new(python).arg(script).arg(foi.path("lake")).arg(CAMPAIGNS.to_string()));
}
