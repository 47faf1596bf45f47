//! Two invented campaigns whose requests are out, and mails that come in one by one.

use std::fs;

use foi::authority::Code;
use foi::document::Limits;
use foi::engine::assign::{Assigned, Assigning, assign};
use foi::engine::reading::Here;
use foi::engine::{Workspace, adopt, ingest, verify};
use foi::request::Token;
use foi::store::messages::{self, StoredMessage};
use jiff::Timestamp;

pub struct Desk {
    dir: tempfile::TempDir,
    workspace: Workspace,
    mails: usize,
}

const FRAME: &str = "code,name,email
ASH,Ashcombe Borough Council,foi@ash.example
ELM,Elmstead District Council,requests@office.example
FIR,Firbeck Borough Council,foi@fir.example
OAK,Oakley District Council,requests@office.example
";

const SENT: [(&str, &str, &str, &[&str]); 2] = [
    ("lamps", "How many street lamps are lit all night?", "2018-07-02", &["ASH", "ELM", "FIR", "OAK"]),
    ("trees", "How many trees were felled last year?", "2018-03-01", &["ASH"]),
];

impl Desk {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::make(dir.path()).unwrap();
        for (name, asks, sent, to) in SENT {
            let folder = dir.path().join("campaigns").join(name);
            fs::create_dir_all(&folder).unwrap();
            let toml = format!(
                "title = \"{name}\"\nregime = \"uk-foia\"\nopens = 2018-01-01\n\n[requester]\nname = \"Holly Asker\"\n\
                 email = \"desk@us.example\"\n\n[frame]\nauthorities = \"frame.csv\"\n\n[[question]]\nid = \"q1\"\n\
                 asks = \"{asks}\"\ntype = \"count\"\n"
            );
            fs::write(folder.join("campaign.toml"), toml).unwrap();
            fs::write(folder.join("frame.csv"), FRAME).unwrap();
            let mut list = String::from("authority,sent,message_id\n");
            for code in to {
                list.push_str(&format!("{code},{sent},<ask.{name}.{code}@us.example>\n"));
            }
            fs::write(folder.join("sent.csv"), list).unwrap();
            adopt::adopt(&workspace, name, &folder.join("sent.csv"), now()).unwrap();
        }
        Self { dir, workspace, mails: 0 }
    }

    /// Takes in a mail to the mailbox of `lamps`, and returns its Message-ID.
    pub fn mail(&mut self, text: &str) -> String {
        self.mails += 1;
        let id = format!("mail-{}@test.example", self.mails);
        let mut mail = tokens(text.trim_start());
        if !mail.contains("\nDate: ") {
            mail = format!("Date: Thu, 12 Jul 2018 10:{:02}:00 +0100\n{mail}", self.mails);
        }
        let path = self.dir.path().join(format!("{}.eml", self.mails));
        fs::write(&path, format!("To: desk@us.example\nMessage-ID: <{id}>\n{mail}\n")).unwrap();
        let here = Here(Limits::default());
        let done = ingest::ingest(&self.workspace, "lamps", &[path], now(), &here, &|_| {}).unwrap();
        assert_eq!((done.messages, done.refused.len()), (1, 0), "{text}");
        id
    }

    pub fn message(&self, id: &str) -> StoredMessage {
        let store = self.workspace.store_to_read().unwrap();
        messages::by_key(store.read(), id).unwrap().unwrap()
    }

    /// Whose a message is and by what; or that it is held, and for whom it is likeliest.
    pub fn ends(&self, id: &str) -> String {
        let message = self.message(id);
        if message.request.is_none() {
            let candidates: serde_json::Value = serde_json::from_str(&message.tie).unwrap();
            return format!("held, {} first", candidates[0]["request"].as_str().unwrap_or("nobody"));
        }
        let all: Vec<String> = message.requests().map(ToString::to_string).collect();
        format!("{} by {}", all.join(" and "), message.tied_by)
    }

    /// A person says whose a message is; `requests` parted by blanks, none for the pen.
    pub fn assign(&self, id: &str, requests: &str) -> Assigned {
        let requests: Vec<String> = requests.split_whitespace().map(str::to_owned).collect();
        let assigning = Assigning { message: id, requests: &requests, by: "holly", now: now() };
        assign(&self.workspace, &assigning, &Here(Limits::default())).unwrap()
    }

    /// `foi verify` finds nothing that is not as events and originals say.
    pub fn verify(&self) {
        assert_eq!(verify::verify(&self.workspace).unwrap().differences, []);
    }

    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }
}

fn now() -> Timestamp {
    "2018-07-20T09:00:00Z".parse().unwrap()
}

/// `{lamps/ASH}` is that request's token, `{split lamps/ASH}` the same as a mail program and a tired officer leave it.
fn tokens(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, _, _, to) in SENT {
        for code in to {
            let token = Token::for_request(name, &Code((*code).to_owned()), 0).to_string();
            let split = token.to_lowercase().replacen("foi-", "foi ", 1).replace('-', "-\n");
            text = text.replace(&format!("{{{name}/{code}}}"), &token);
            text = text.replace(&format!("{{split {name}/{code}}}"), &split);
        }
    }
    text
}
