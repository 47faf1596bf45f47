//! README's commands for a campaign of one's own do what they say, in the order in which they stand there.
//!
//! Of the demo's part the tests are in `tests/demo.rs`, where a demo has been run.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

mod driver;

use std::path::{Path, PathBuf};

use driver::Foi;

/// The lines of the first block of shell commands, without their comments.
fn commands() -> Vec<String> {
    let readme = include_str!("../README.md");
    let block = readme
        .split("```sh\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("README has a block of commands");
    let lines = block.lines().map(|line| line.split(" #").next().unwrap_or(line).trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn a_campaign_of_ones_own_goes_by_readme_s_ten_lines() {
    let foi = Foi::nowhere();
    let mut here: PathBuf = foi.root().to_owned();
    let mut verbs = Vec::new();
    for line in commands() {
        for command in line.split(" && ") {
            match command.split_once(' ').unwrap_or((command, "")) {
                // What is built already, and what only a person can do.
                ("cargo", _) => {}
                ("$EDITOR", files) => {
                    assert!(files.split(' ').all(|file| here.join(file).exists()), "{files}");
                    driver::copy(Path::new("tests/road/campaigns/school-streets"), &here.join("campaigns/libraries"));
                    driver::copy(Path::new("tests/road/mail/first"), &foi.path("Mail/replies"));
                }
                ("cd", folder) => here = here.join(folder),
                ("foi", rest) => {
                    for rest in rest.split("; foi ") {
                        let words = driver::split(&rest.replace('~', &foi.root().to_string_lossy()));
                        let output = foi.command(&words).current_dir(&here).output().unwrap();
                        assert!(matches!(output.status.code(), Some(0 | 1)), "foi {rest}\n{}", foi.screen(&output));
                        verbs.push(words[0].clone());
                    }
                }
                (other, _) => panic!("README asks for {other}, which this test does not know"),
            }
        }
    }
    assert_eq!(verbs, ["init", "new", "check", "preview", "send", "ingest", "due", "report"]);
    assert_eq!(foi_outbox(&here), 3, "a letter to each council that has an address");
    assert!(here.join("reports/libraries.html").exists());
}

fn foi_outbox(workspace: &Path) -> usize {
    std::fs::read_dir(workspace.join("outbox/libraries")).unwrap().count()
}
