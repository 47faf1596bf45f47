//! What replies are: invented letters in a table, each with its kind and the sections it relies on.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use foi::document::text;
use foi::reply::{Letter, kind};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    of: String,
    kind: String,
    also: Option<String>,
    exempt: Option<Vec<String>>,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    automatic: bool,
    failed: Option<bool>,
    text: String,
}

#[test]
fn letters_are_what_they_are() {
    hold(include_str!("reply/kind/kinds.toml"));
}

#[test]
fn other_wordings_make_no_other_kinds() {
    hold(include_str!("reply/kind/wordings.toml"));
}

fn hold(table: &str) {
    let cases: Cases = toml::from_str(table).unwrap();
    assert!(cases.case.len() > 40, "the table has lost its rows");
    let wrong: Vec<String> = cases.case.iter().filter_map(fault).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.case.len(), wrong.join("\n"));
}

fn fault(case: &Case) -> Option<String> {
    let body = text::read("body", case.text.trim_start());
    let read = kind::recognise(&Letter {
        subject: &case.subject,
        body: &body,
        attachments: &[],
        automatic: case.automatic,
        delivery_failed: case.failed,
        received: None,
    });
    let sections: Vec<String> = read.exemptions.iter().map(ToString::to_string).collect();
    let same = |wanted: &Vec<String>| wanted.len() == sections.len() && wanted.iter().all(|one| sections.contains(one));
    let stray = read.kind_words.iter().find(|words| !case.text.contains(words.as_str()));
    let right = read.kind.word() == case.kind
        && case.also.as_ref().is_none_or(|also| read.also.iter().any(|kind| kind.word() == also))
        && case.exempt.as_ref().is_none_or(same)
        && stray.is_none();
    (!right).then(|| {
        let shown: Vec<String> =
            read.features.iter().map(|f| format!("{:?} {} ({})", f.deed, f.weight, f.words)).collect();
        format!(
            "- {}: wanted {} {:?}, got {} {sections:?}, also {:?}, gives {}\n    {}",
            case.of,
            case.kind,
            case.exempt,
            read.kind.word(),
            read.also,
            read.acts.gives,
            shown.join("; ")
        )
    })
}
