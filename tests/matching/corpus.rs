//! A workspace in which all requests of a corpus of ../shared/perf/gen_corpus.py are known, and how its mails were tied.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use foi::document::worker::Outcome;
use foi::document::{self, Limits};
use foi::engine::reading::ReadsDocuments;
use foi::engine::{Workspace, adopt, ingest};
use foi::store::messages;
use jiff::Timestamp;
use serde_json::Value;

/// Takes attachments for empty: in this corpus whose a mail is stands in the mail, and reading them costs minutes.
struct Unopened;

impl ReadsDocuments for Unopened {
    fn try_read(&self, file: &str, _: &[u8], _: Option<&str>) -> Outcome {
        Outcome { document: document::read(file, b"", Some("text/plain"), &Limits::default()), killed: false }
    }
}

pub struct Corpus {
    folder: PathBuf,
    workspace: PathBuf,
}

/// How a corpus was tied, against its truth.
#[derive(Default)]
pub struct Tally {
    pub replies: usize,
    pub tied: usize,
    pub wrong: Vec<String>,
    pub strays: usize,
    pub strays_tied: Vec<String>,
    by: BTreeMap<String, usize>,
    held: BTreeMap<String, usize>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { replies, tied, wrong, strays, strays_tied, by, held } = self;
        let percent = *tied as f64 * 100.0 / (*replies).max(1) as f64;
        write!(f, "{tied} of {replies} replies tied ({percent:.2} %), {} wrong; ", wrong.len())?;
        write!(f, "{} of {strays} strays tied; tied by {by:?}, held {held:?}", strays_tied.len())
    }
}

/// What became of a message, by its Message-ID: its request, if it has one, and by what.
pub type Ties = BTreeMap<String, (Option<String>, String)>;

impl Corpus {
    /// Makes a corpus, if one can be made here.
    pub fn make(dir: &Path, seed: usize, authorities: usize, mails: usize) -> Option<Self> {
        let shared = std::env::var_os("FOI_SHARED")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
        let folder = dir.join("corpus");
        let made = Command::new("python3")
            .arg(shared.join("perf/gen_corpus.py"))
            .args(["--no-mbox", "--jobs", "1", "--seed", &seed.to_string()])
            .args(["--authorities", &authorities.to_string(), "--messages", &mails.to_string(), "--out"])
            .arg(&folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        made.is_ok_and(|status| status.success()).then(|| Self { folder, workspace: dir.join("workspace") })
    }

    fn lines(&self, file: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.folder.join(file)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Adopts all its requests, ingests all its mails, and says whose each was taken for.
    pub fn ingested(&self) -> Ties {
        let mut by_campaign: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for request in self.lines("requests.jsonl") {
            by_campaign.entry(word(&request, "campaign")).or_default().push(request);
        }
        let workspace = Workspace::make(&self.workspace).unwrap();
        let now: Timestamp = "2026-06-01T09:00:00Z".parse().unwrap();
        for (name, requests) in &by_campaign {
            let list = self.campaign(name, requests);
            adopt::adopt(&workspace, name, &list, now).unwrap();
        }
        let first = by_campaign.keys().next().unwrap();
        let mails = [self.folder.join("Maildir")];
        ingest::ingest(&workspace, first, &mails, now, &Unopened, &|_| {}).unwrap();
        let store = workspace.store_to_read().unwrap();
        let all = messages::of_campaign(store.read(), first).unwrap();
        all.into_iter()
            .map(|message| (message.key, (message.request.map(|request| request.0), message.tied_by)))
            .collect()
    }

    /// Writes a campaign's folder; returns the list of its requests, to adopt.
    fn campaign(&self, name: &str, requests: &[Value]) -> PathBuf {
        let folder = self.workspace.join("campaigns").join(name);
        fs::create_dir_all(&folder).unwrap();
        let topic = name.split('-').next().unwrap();
        let mut toml = format!(
            "title = \"{name}\"\nregime = \"uk-foia\"\nopens = 2025-01-01\n\n[requester]\nname = \"Jordan Avery\"\n\
             email = \"campaign@foi-campaign.example\"\n\n[frame]\nauthorities = \"frame.csv\"\n"
        );
        let questions = QUESTIONS.iter().filter(|(of, _)| *of == topic);
        for (number, (_, asks)) in questions.enumerate() {
            toml.push_str(&format!("\n[[question]]\nid = \"q{number}\"\nasks = \"{asks}\"\ntype = \"text\"\n"));
        }
        fs::write(folder.join("campaign.toml"), toml).unwrap();
        let mut frame = String::from("code,name,email\n");
        for line in fs::read_to_string(self.folder.join("authorities.csv")).unwrap().lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            frame.push_str(&format!("A{},\"{}\",{}\n", cells[0], cells[1], cells[3]));
        }
        fs::write(folder.join("frame.csv"), frame).unwrap();
        let mut list = String::from("authority,sent,message_id,to,subject\n");
        for request in requests {
            let sent = Timestamp::from_second(request["sent_ts"].as_i64().unwrap()).unwrap();
            let sent = jiff::tz::TimeZone::UTC.to_datetime(sent).date();
            let (id, to, reference) = (word(request, "message_id"), word(request, "to"), word(request, "ref"));
            list.push_str(&format!("A{},{sent},{id},{to},FOI request [{reference}]\n", request["authority"]));
        }
        let path = folder.join("sent.csv");
        fs::write(&path, list).unwrap();
        path
    }

    /// Compares with the truth.
    pub fn tally(&self, ties: &Ties) -> Tally {
        let mut tally = Tally::default();
        for truth in self.lines("truth.jsonl") {
            let id = word(&truth, "message_id");
            let (request, by) = &ties[id.trim_matches(['<', '>'])];
            let what = format!("{} of {} by {}", word(&truth, "kind"), word(&truth, "campaign"), word(&truth, "route"));
            if truth.get("duplicate_of").is_some() {
                continue;
            }
            if truth["request"].is_null() {
                tally.strays += 1;
                tally.strays_tied.extend(request.as_ref().map(|request| format!("{id}: {request} by {by}")));
                continue;
            }
            tally.replies += 1;
            let right = format!("{}/A{}", word(&truth, "campaign"), truth["authority"]);
            match request {
                None => *tally.held.entry(word(&truth, "route")).or_default() += 1,
                Some(request) if *request == right => {
                    tally.tied += 1;
                    *tally.by.entry(by.clone()).or_default() += 1;
                }
                Some(request) => tally.wrong.push(format!("{what}: {request} and not {right}, by {by}")),
            }
        }
        tally
    }
}

fn word(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

/// What the generator's requesters asked, by the beginning of the campaign's name.
const QUESTIONS: [(&str, &str); 11] = [
    ("cyber", "How much, in pounds, did the organisation spend on cyber security training in the last 12 months?"),
    ("cyber", "What percentage of staff completed the annual data security awareness training?"),
    ("cyber", "Is any of this training provided by an outside supplier?"),
    ("agency", "What was the total expenditure on agency nursing staff in the last financial year?"),
    ("agency", "How many shifts were filled by agency staff in the same period?"),
    ("agency", "What percentage of shifts were filled above the price cap?"),
    ("parking", "What was the gross income from visitor car parking in the last financial year?"),
    ("parking", "What percentage of the notices were cancelled on appeal?"),
    ("parking", "How many car parking spaces are there in total?"),
    ("interp", "How much was spent on interpreting services in the last financial year?"),
    ("interp", "Is machine translation used in any patient-facing setting?"),
];
