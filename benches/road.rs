//! The road measured, as ratios against something a user knows: `cargo bench --bench road`.
//!
//! Runs the release binary as a user would, on 2,000 and 20,000 mails from ../shared/perf/gen_corpus.py (skipped where that or
//! python3 is missing), and beside it, in the same run and on the same mails, a bare Rust loop of mail-parser and SQLite
//! FTS5 and, where installed, Python's email module with SQLite FTS5 and notmuch. Prints a table; fails on nothing.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run cost.
struct Cost {
    wall: Duration,
    /// Largest resident size of the process, in MB, where the system tells.
    peak: Option<u64>,
}

fn main() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    println!("{:<56} {:>9} {:>11} {:>8}", "what", "wall s", "a second", "peak MB");
    demo(dir.path());
    for mails in [2_000, 20_000] {
        match corpus(dir.path(), mails) {
            Some(corpus) => mailbox(dir.path(), &corpus, mails),
            None => println!("skipped: {mails} mails need python3 and ../shared/perf/gen_corpus.py"),
        }
    }
}

fn line(what: &str, count: usize, cost: &Cost) {
    let rate = count as f64 / cost.wall.as_secs_f64();
    let peak = cost.peak.map_or_else(|| "-".into(), |peak| peak.to_string());
    println!("{what:<56} {:>9.2} {rate:>11.0} {peak:>8}", cost.wall.as_secs_f64());
}

fn demo(dir: &Path) {
    let into = dir.join("demo");
    let cost = run(foi().args(["demo"]).arg(&into));
    line("foi demo (226 letters, 408 mails), mails", 408, &cost);
}

fn foi() -> Command {
    Command::new(env!("CARGO_BIN_EXE_foi"))
}

/// Runs a command to its end, watching its size.
fn run(command: &mut Command) -> Cost {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command starts");
    let mut peak = None;
    loop {
        peak = peak.max(resident(child.id()));
        if child.try_wait().expect("a child can be waited for").is_some() {
            return Cost { wall: begun.elapsed(), peak };
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// VmHWM of a process in MB (Linux alone).
fn resident(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// Makes a corpus, if it can be made here.
fn corpus(dir: &Path, mails: usize) -> Option<PathBuf> {
    let shared = std::env::var_os("FOI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let script = shared.join("perf/gen_corpus.py");
    let out = dir.join(format!("c{mails}"));
    let made = Command::new("python3")
        .arg(script)
        .args(["--messages", &mails.to_string(), "--jobs", "2", "--no-mbox", "--out"])
        .arg(&out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    made.is_ok_and(|status| status.success()).then_some(out)
}

fn mailbox(dir: &Path, corpus: &Path, mails: usize) {
    let workspace = dir.join(format!("w{mails}"));
    adopt_all(&workspace, corpus);
    let maildir = corpus.join("Maildir");
    let cost = run(foi().arg("--workspace").arg(&workspace).arg("ingest").arg("cyber-1").arg(&maildir));
    line(&format!("foi ingest, {mails} mails: kinds, answers, attachments"), mails, &cost);
    let cost = run(foi().arg("--workspace").arg(&workspace).arg("ingest").arg("cyber-1").arg(&maildir));
    line("  ... the same again (all known)", mails, &cost);
    let begun = Instant::now();
    bare_loop(&maildir, &dir.join(format!("bare{mails}.sqlite")));
    line("bare loop of mail-parser + SQLite FTS5", mails, &Cost { wall: begun.elapsed(), peak: None });
    let notmuch = Command::new("notmuch").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if notmuch.is_ok_and(|status| status.success()) {
        let config = dir.join("notmuch-config");
        fs::write(&config, format!("[database]\npath={}\n[new]\ntags=new\n", corpus.display())).expect("a config");
        let cost = run(Command::new("notmuch").arg("new").env("NOTMUCH_CONFIG", &config));
        line("notmuch new (text of the bodies)", mails, &cost);
    } else {
        println!("skipped: notmuch is not installed here");
    }
}

/// The least that could be called an ingest: each mail parsed, its text indexed.
fn bare_loop(maildir: &Path, to: &Path) {
    let mut connection = rusqlite::Connection::open(to).expect("a database");
    connection.pragma_update(None, "journal_mode", "wal").expect("a pragma");
    connection.execute_batch("CREATE VIRTUAL TABLE words USING fts5 (subject, body)").expect("a table");
    let mut paths: Vec<PathBuf> = ["new", "cur"]
        .iter()
        .flat_map(|kept| fs::read_dir(maildir.join(kept)).into_iter().flatten().filter_map(Result::ok))
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    for batch in paths.chunks(256) {
        let transaction = connection.transaction().expect("a transaction");
        for path in batch {
            let bytes = fs::read(path).expect("a mail");
            let Some(mail) = mail_parser::MessageParser::default().parse(&bytes) else { continue };
            let body = mail.body_text(0).unwrap_or_default();
            transaction
                .prepare_cached("INSERT INTO words VALUES (?1, ?2)")
                .and_then(|mut insert| insert.execute(rusqlite::params![mail.subject().unwrap_or_default(), body]))
                .expect("an insert");
        }
        transaction.commit().expect("a commit");
    }
}

/// The four surveys that the generator's requesters made, by the beginning of the campaign's name.
const TOPICS: [(&str, &[(&str, &str)]); 4] = [
    (
        "cyber",
        &[
            (
                "count",
                "How many full-time members of staff with a recognised cyber security qualification does the organisation employ?",
            ),
            (
                "money",
                "How much, in pounds, did the organisation spend on cyber security training in the last 12 months?",
            ),
            ("count", "How many people does the organisation employ in total?"),
            ("percent", "What percentage of staff completed the annual data security awareness training?"),
            (
                "count",
                "How many data security incidents were reported to the Information Commissioner in the last financial year?",
            ),
            ("yesno", "Is any of this training provided by an outside supplier?"),
        ],
    ),
    (
        "agency",
        &[
            ("money", "What was the total expenditure on agency nursing staff in the last financial year?"),
            ("count", "How many shifts were filled by agency staff in the same period?"),
            ("money", "What was the highest hourly rate paid for a single shift?"),
            ("percent", "What percentage of shifts were filled above the price cap?"),
            ("yesno", "Does the organisation use a master vendor agreement?"),
        ],
    ),
    (
        "parking",
        &[
            ("money", "What was the gross income from visitor car parking in the last financial year?"),
            ("money", "What was the gross income from staff car parking permits in the last financial year?"),
            ("count", "How many penalty charge notices were issued?"),
            ("percent", "What percentage of the notices were cancelled on appeal?"),
            ("yesno", "Are the car parks operated by a private contractor?"),
            ("count", "How many car parking spaces are there in total?"),
        ],
    ),
    (
        "interp",
        &[
            ("money", "How much was spent on interpreting services in the last financial year?"),
            ("count", "How many interpreting sessions were booked?"),
            ("percent", "What percentage of the bookings were not fulfilled?"),
            ("yesno", "Is machine translation used in any patient-facing setting?"),
            ("count", "How many complaints mentioned interpreting?"),
        ],
    ),
];

/// Makes a workspace in which all of the corpus's requests are known.
fn adopt_all(workspace: &Path, corpus: &Path) {
    fs::create_dir_all(workspace.join(".foi")).expect("a workspace");
    let requests = fs::read_to_string(corpus.join("requests.jsonl")).expect("the requests");
    let mut by_campaign: std::collections::BTreeMap<String, Vec<serde_json::Value>> = std::collections::BTreeMap::new();
    for request in requests.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a request")) {
        by_campaign.entry(text(&request, "campaign")).or_default().push(request);
    }
    let authorities = fs::read_to_string(corpus.join("authorities.csv")).expect("the authorities");
    for (name, requests) in by_campaign {
        let folder = workspace.join("campaigns").join(&name);
        fs::create_dir_all(&folder).expect("a campaign folder");
        fs::write(folder.join("campaign.toml"), campaign(&name)).expect("a campaign");
        let mut frame = String::from("code,name,email\n");
        for line in authorities.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            frame.push_str(&format!("A{},\"{}\",{}\n", cells[0], cells[1], cells[3]));
        }
        fs::write(folder.join("frame.csv"), frame).expect("a frame");
        let list = folder.join("sent.csv");
        let mut sent = fs::File::create(&list).expect("a list");
        writeln!(sent, "authority,sent,message_id,to,subject").expect("a line");
        for request in requests {
            let day = jiff::Timestamp::from_second(request["sent_ts"].as_i64().unwrap_or(0)).expect("a time");
            let day = jiff::tz::TimeZone::UTC.to_datetime(day).date();
            let (id, to, r#ref) = (text(&request, "message_id"), text(&request, "to"), text(&request, "ref"));
            writeln!(sent, "A{},{day},{id},{to},FOI request [{}]", request["authority"], r#ref).expect("a line");
        }
        let taken =
            foi().arg("--workspace").arg(workspace).arg("adopt").arg(&name).arg(&list).output().expect("adopt runs");
        assert!(taken.status.success(), "{}", String::from_utf8_lossy(&taken.stderr));
    }
}

fn text(value: &serde_json::Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn campaign(name: &str) -> String {
    let questions =
        TOPICS.iter().find(|(topic, _)| name.starts_with(topic)).map_or(&[][..], |(_, questions)| questions);
    let mut toml = format!(
        "title = \"{name}\"\nregime = \"uk-foia\"\nopens = 2025-01-01\n\n[requester]\nname = \"Jordan Avery\"\n\
         email = \"campaign@foi-campaign.example\"\n\n[frame]\nauthorities = \"frame.csv\"\n"
    );
    for ((kind, asks), number) in questions.iter().zip(1..) {
        toml.push_str(&format!("\n[[question]]\nid = \"q{number}\"\nasks = \"{asks}\"\ntype = \"{kind}\"\n"));
    }
    toml
}
