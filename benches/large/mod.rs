//! A large campaign in a store on disk, and runs of the binary over it: what the benches of exports and reports share.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the bench")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use foi::campaign::QuestionId;
use foi::document::Address;
use foi::engine::{Workspace, campaigns};
use foi::ledger::{Answer, CellState, Evidence, Proposal, Qualifier};
use foi::message::{MessageId, OriginalHash};
use foi::request::{Channel, Event, LetterKind, ReplyKind, Says, Source, What};
use foi::store::messages::StoredMessage;
use foi::store::{StoreError, cells, events, messages, originals, requests};
use jiff::civil::date;

/// Questions of the campaign.
pub const QUESTIONS: usize = 50;

/// What is found out.
pub const FINDINGS: [&str; 10] = [
    "share = \"replied\"",
    "share = \"q1 > 10000\"\nby = \"region\"",
    "share = \"q2 = 0\"\namong = \"q3 > 100\"",
    "count = \"state(q4) = 'not held'\"",
    "mean = \"q5\"\nby = \"region\"",
    "median = \"q6\"",
    "quantiles = \"q7\"",
    "sum = \"q8 + q9\"",
    "ratio = [\"sum(q10)\", \"sum(q11)\"]\nby = \"region\"",
    "range = \"q12\"",
];

/// The binary, for `workspace`.
pub fn foi(workspace: &Workspace) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foi"));
    command.arg("--workspace").arg(workspace.root());
    command
}

/// Runs a command to its end, watching its size (Linux alone).
pub fn run(command: &mut Command) -> (Duration, Option<u64>) {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let mut peak = None;
    loop {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        peak = peak.max(line.map(|kilobytes: u64| kilobytes / 1024));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return (begun.elapsed(), peak);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A workspace in which every authority was asked and answered every question.
pub fn filled(dir: &Path, authorities: usize) -> Workspace {
    let workspace = Workspace::make(&dir.join("workspace")).unwrap();
    let folder = workspace.campaign("all");
    fs::create_dir_all(&folder).unwrap();
    let mut campaign = r#"title = "Everybody"
regime = "uk-foia"
opens = 2018-08-20
[requester]
name = "Holly Trevanion"
email = "foi.desk@larkspur-research.example"
[frame]
authorities = "frame.csv"
"#
    .to_owned();
    for question in 0..QUESTIONS {
        campaign.push_str(&format!(
            "[[question]]\nid = \"q{question}\"\nasks = \"How many of kind {question}?\"\ntype = \"count\"\n"
        ));
    }
    for (n, rule) in FINDINGS.iter().enumerate() {
        campaign.push_str(&format!("[[finding]]\nid = \"f{n}\"\ntitle = \"Finding {n}\"\n{rule}\n"));
    }
    fs::write(folder.join("campaign.toml"), campaign).unwrap();
    let line = |n: usize| format!("A{n},Council of Place {n},council,Region {},foi@a{n}.example\n", n % 9);
    let frame: String = (0..authorities).map(line).collect();
    fs::write(folder.join("frame.csv"), format!("code,name,kind,region,email\n{frame}")).unwrap();
    let mut store = workspace.store().unwrap();
    let opened = campaigns::open(&workspace, &store, "all").unwrap().campaign;
    let now = date(2018, 8, 20).at(9, 0, 0, 0).in_tz("Europe/London").unwrap().timestamp();
    campaigns::freeze(&mut store, &opened, now).unwrap();
    let all = requests::of_campaign(store.read(), "all").unwrap();
    store
        .write::<_, StoreError>(|tx| all.iter().enumerate().try_for_each(|(n, request)| answered(tx, n, request, now)))
        .unwrap();
    workspace
}

fn answered(
    tx: &foi::store::Transaction<'_>,
    n: usize,
    request: &requests::StoredRequest,
    now: jiff::Timestamp,
) -> Result<(), StoreError> {
    let event = |on, what| Event { id: 0, request: request.id.clone(), on, recorded: now, source: Source::Foi, what };
    let key = format!("reply.{n}@a{n}.example");
    let sent = What::Sent {
        letter: LetterKind::Request,
        message: Some(MessageId::new(&format!("foi.{n}@larkspur-research.example"))),
        channel: Channel::Email,
        to: request.email.clone(),
    };
    events::append(tx, &event(date(2018, 8, 20), sent))?;
    let says = Says::only(ReplyKind::Full);
    events::append(tx, &event(date(2018, 9, 14), What::Received { message: key.clone(), says }))?;
    let bytes = format!("From: foi@a{n}.example\r\nMessage-ID: <{key}>\r\nSubject: Your request\r\n\r\nAnswers.\r\n");
    let original = OriginalHash::of(bytes.as_bytes());
    originals::keep(tx, &original, bytes.as_bytes())?;
    let id = messages::add(
        tx,
        &StoredMessage {
            id: 0,
            key,
            original: original.clone(),
            campaign: "all".into(),
            sent: Some("2018-09-14T10:00:00Z".into()),
            day: Some("2018-09-14".into()),
            sender: format!("foi@a{n}.example"),
            sender_name: String::new(),
            subject: "Your request".into(),
            kind: ReplyKind::Full,
            reading: "{}".into(),
            attachments: 0,
            blemishes: "[]".into(),
            request: Some(request.id.clone()),
            also: Vec::new(),
            tied_by: "thread".into(),
            tie: "[]".into(),
        },
    )?;
    let proposals: Vec<Proposal> = (0..QUESTIONS).map(|question| proposal(n, question, &original)).collect();
    cells::propose(tx, &request.id, id, 1, now, &proposals)
}

fn proposal(n: usize, question: usize, original: &OriginalHash) -> Proposal {
    let figure = (n * 7919 + question * 104_729) % 20_011;
    let answer = match figure % 11 {
        0 => Answer::of(CellState::NotHeld),
        1 => Answer { high: Some(5.0), qualifier: Some(Qualifier::Lt), ..Answer::of(CellState::Censored) },
        _ => Answer::number(figure as f64, Some("people".into())),
    };
    Proposal {
        question: QuestionId(format!("q{question}")),
        answer,
        evidence: Evidence {
            words: format!("{}. At 1 August 2018 the Council employed {figure} people of this kind.", question + 1),
            document: "body".into(),
            at: Address::line(u32::try_from(question).unwrap_or(0) + 7),
            original: Some(original.clone()),
        },
        confidence: 0.995,
        accepted: !figure.is_multiple_of(13),
        why: "the only figure of the item".into(),
    }
}
