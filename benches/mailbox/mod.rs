//! A generated mailbox (../shared/perf/gen_corpus.py), a workspace that knows its requests, and what runs over it cost.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the bench")]
#![allow(dead_code, reason = "each bench uses a part")]

pub mod hand_over;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run cost.
pub struct Cost {
    pub wall: Duration,
    /// Processor time of the process and of those that it started, where the system tells.
    pub cpu: Option<Duration>,
    /// Largest resident size of the process, in MB, where the system tells.
    pub peak: Option<u64>,
}

/// A line of the table.
pub fn line(what: &str, count: usize, cost: &Cost) {
    let rate = count as f64 / cost.wall.as_secs_f64();
    let peak = cost.peak.map_or_else(|| "-".into(), |peak| peak.to_string());
    let cpu = cost.cpu.map_or_else(|| "-".into(), |cpu| format!("{:.2}", cpu.as_secs_f64()));
    println!("{what:<56} {:>9.2} {cpu:>9} {rate:>11.0} {peak:>8}", cost.wall.as_secs_f64());
}

/// The table's head.
pub fn head() {
    println!("{:<56} {:>9} {:>9} {:>11} {:>8}", "what", "wall s", "CPU s", "a second", "peak MB");
}

/// Is a program here?
pub fn installed(program: &str, asking: &str) -> bool {
    let asked = Command::new(program).arg(asking).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = asked.is_ok_and(|status| status.success());
    if !there {
        println!("skipped: {program} is not installed here");
    }
    there
}

/// This bench's own program, to run a part of it as a process of its own.
pub fn myself() -> Command {
    Command::new(std::env::current_exe().expect("a program knows where it is"))
}

/// The release binary; FOI_BIN names a copy of it, where others build in the same folder meanwhile.
pub fn foi() -> Command {
    Command::new(std::env::var_os("FOI_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_foi").into()))
}

/// Runs a command to its end, watching its size.
#[allow(clippy::zombie_processes, reason = "the loop ends by waiting for the child alone")]
pub fn run(command: &mut Command) -> Cost {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command starts");
    let (mut peak, mut cpu) = (None, None);
    loop {
        peak = peak.max(resident(child.id()));
        // A process that has ended and was not waited for still tells what it took.
        let (spent, ended) = spent(child.id());
        cpu = cpu.max(spent);
        if ended || spent.is_none() {
            let wall = begun.elapsed();
            child.wait().expect("a child can be waited for");
            return Cost { wall, cpu, peak };
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Processor time of a process and of its children that have ended, and whether it has ended itself (Linux alone; elsewhere it
/// is waited for).
fn spent(process: u32) -> (Option<Duration>, bool) {
    let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else { return (None, false) };
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = fields.get(11..15).into_iter().flatten().filter_map(|field| field.parse::<u64>().ok()).sum();
    // USER_HZ is 100 on every Linux that Rust runs on.
    (Some(Duration::from_millis(ticks * 10)), fields.first() == Some(&"Z"))
}

/// VmHWM of a process in MB (Linux alone).
fn resident(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// Makes a corpus, if it can be made here.
pub fn corpus(dir: &Path, mails: usize) -> Option<PathBuf> {
    let shared = std::env::var_os("FOI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let script = shared.join("perf/gen_corpus.py");
    // FOI_CORPORA: a folder of corpora that are there already (`c20000`), since the large one takes minutes to make.
    let made_before = std::env::var_os("FOI_CORPORA").map(|folder| Path::new(&folder).join(format!("c{mails}")));
    if let Some(there) = made_before.filter(|folder| folder.join("requests.jsonl").is_file()) {
        return Some(there);
    }
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

/// The least that could be called an ingest: each mail parsed, its text indexed.
pub fn bare_loop(maildir: &Path, to: &Path) {
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
pub fn adopt_all(workspace: &Path, corpus: &Path) {
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
