//! Export of 1,200,000 cells, as ratios against pandas on the same table: `cargo bench --bench export`.
//!
//! One campaign of 24,000 authorities and 50 questions is put into a store; the release binary exports it to Parquet and CSV as a
//! user would, its largest resident size watched. Beside it, in the same run, pandas takes the same table from the same store
//! (`SELECT * FROM answers`) and writes the same two files; and, for the writers alone, from memory. FOI_PYTHON names a Python
//! with pandas and pyarrow; without one that half is skipped. `-- 2400` asks for fewer authorities. Fails on nothing.

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

const QUESTIONS: usize = 50;

const PANDAS: &str = r#"
import sqlite3, sys, time, resource, pandas
store, out = sys.argv[1], sys.argv[2]
def lap(words, begun): print(f"{words:<64} {time.time() - begun:8.2f} s", flush=True)
begun = time.time()
table = pandas.read_sql("SELECT * FROM answers", sqlite3.connect(store))
lap("pandas: the table read from the store", begun)
written = time.time()
table.to_csv(out + "/pandas.csv", index=False)
lap("pandas: to_csv from memory", written)
written = time.time()
table.astype({"value": "string"}).to_parquet(out + "/pandas.parquet", compression="snappy", index=False)
lap("pandas: to_parquet from memory", written)
lap(f"pandas: all, {len(table):,} rows x {len(table.columns)} columns", begun)
print(f"pandas: peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
begun = time.time()
table = pandas.read_parquet(out + "/both/cells.parquet")
lap(f"pandas: foi's own cells.parquet read ({len(table.columns)} columns)", begun)
written = time.time()
table.to_csv(out + "/pandas.csv", index=False)
lap("pandas: that table to_csv", written)
again = time.time()
table.to_parquet(out + "/pandas.parquet", compression="snappy", index=False)
lap("pandas: that table to_parquet", again)
lap("pandas: that table, both files, from memory", written)
"#;

fn main() {
    let asked = std::env::args().filter_map(|word| word.parse().ok()).next();
    let authorities: usize = asked.unwrap_or(24_000);
    let dir = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let workspace = filled(dir.path(), authorities);
    println!("a store of {} cells, made in {:.0} s", authorities * QUESTIONS, begun.elapsed().as_secs_f64());
    for formats in ["csv", "parquet", "csv,parquet"] {
        let out = dir.path().join(if formats.contains(',') { "both" } else { formats });
        let (wall, peak) = run(foi(&workspace).args(["export", "all", "--format", formats, "--to"]).arg(&out));
        let words = format!("foi export --format {formats}, from the store");
        println!("{words:<64} {:8.2} s, peak {} MB", wall.as_secs_f64(), peak.unwrap_or(0));
    }
    pandas(dir.path(), &workspace.store_path());
}

#[expect(clippy::disallowed_methods, reason = "which Python, the environment says")]
fn pandas(dir: &Path, store: &Path) {
    let python = std::env::var("FOI_PYTHON").unwrap_or_else(|_| "python3".into());
    let status = Command::new(&python).args(["-c", PANDAS]).arg(store).arg(dir).status();
    if !status.is_ok_and(|status| status.success()) {
        println!("skipped: {python} has no pandas with pyarrow (FOI_PYTHON names another)");
    }
}

fn foi(workspace: &Workspace) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foi"));
    command.arg("--workspace").arg(workspace.root());
    command
}

/// Runs a command to its end, watching its size (Linux alone).
fn run(command: &mut Command) -> (Duration, Option<u64>) {
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
fn filled(dir: &Path, authorities: usize) -> Workspace {
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
        accepted: figure % 13 != 0,
        why: "the only figure of the item".into(),
    }
}
