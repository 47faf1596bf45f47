//! A small workspace for tests of what follows a request: three invented authorities, one campaign, days of 2022.

use foi::engine::note::{Noting, note};
use foi::engine::send::{Sending, Sent, send};
use foi::engine::show::{Shown, show_as_known};
use foi::engine::{Workspace, due};
use foi::request::{LetterKind, Note, Particulars};
use jiff::Timestamp;
use jiff::civil::Date;

pub const CAMPAIGN: &str = "parks";

const CAMPAIGN_TOML: &str = r#"title = "Trees felled in public parks"
regime = "REGIME"
opens = 2022-09-01

[requester]
name = "Holly Trevanion"
email = "foi.desk@larkspur-research.example"
address = "3rd floor, 41 Lattice Street, London QX1 4AB"

[frame]
authorities = "frame.csv"

[letters]
answer_sheet = false

[follow_up]
chase = { after = 1, again_every = 10, at_most = 2 }
review = { after = 20 }
MORE

[[question]]
id = "trees"
asks = "How many trees were felled in the year to 1 August 2022?"
type = "count"
"#;

const FRAME: &str = "code,name,kind,region,email,closed_days
A1,Ashcombe Council,council,South,foi@ashcombe.example,
B2,Birchley Council,council,North,foi@birchley.example,
S3,Saltmarsh School,school,North,office@saltmarsh.example,2022-10-24/2022-10-28
";

pub struct Desk {
    _dir: tempfile::TempDir,
    pub workspace: Workspace,
}

impl Desk {
    pub fn new() -> Self {
        Self::with("uk-foia", "")
    }

    /// A campaign under `regime`, with `more` under its follow-up policy.
    pub fn with(regime: &str, more: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::make(dir.path()).unwrap();
        let folder = workspace.campaign(CAMPAIGN);
        std::fs::create_dir_all(&folder).unwrap();
        let toml = CAMPAIGN_TOML.replace("REGIME", regime).replace("MORE", more);
        std::fs::write(folder.join("campaign.toml"), toml).unwrap();
        std::fs::write(folder.join("frame.csv"), FRAME).unwrap();
        Self { _dir: dir, workspace }
    }

    /// Sends on a day what is due, of one kind where one is named.
    pub fn send(&self, day: Date, only: Option<LetterKind>) -> Sent {
        self.send_with(day, |sending| sending.only = only)
    }

    pub fn send_with(&self, day: Date, change: impl FnOnce(&mut Sending)) -> Sent {
        let mut sending = Sending::on(day, at(day));
        change(&mut sending);
        send(&self.workspace, CAMPAIGN, &sending, &|_, _| {}).map_err(miette::Report::from).unwrap()
    }

    /// Notes on a day what happened on that day.
    pub fn note(&self, request: &str, kind: Note, on: Date) {
        self.note_late(request, kind, on, on, None, Particulars::default());
    }

    pub fn note_late(
        &self,
        request: &str,
        kind: Note,
        on: Date,
        recorded: Date,
        until: Option<Date>,
        more: Particulars,
    ) {
        let noting = Noting { note: kind, on, words: String::new(), until, more, by: "Holly".into() };
        note(&self.workspace, request, &noting, recorded, at(recorded)).map_err(miette::Report::from).unwrap();
    }

    pub fn show(&self, request: &str, as_of: Date, known_on: Option<Date>) -> Shown {
        show_as_known(&self.workspace, request, as_of, known_on).map_err(miette::Report::from).unwrap()
    }

    /// The last day for an answer, as shown.
    pub fn limit(&self, request: &str, as_of: Date) -> Option<Date> {
        self.show(request, as_of, None).clock.unwrap().clock.limit()
    }

    /// What is to be done on a day: the authority's code and the action, most pressing first.
    pub fn due(&self, day: Date) -> Vec<String> {
        let (due, _) = due::due(&self.workspace, None, day).map_err(miette::Report::from).unwrap();
        due.iter().map(|due| format!("{} {}", due.request.authority(), due.step.action.words())).collect()
    }
}

/// Noon of a day.
pub fn at(day: Date) -> Timestamp {
    day.at(12, 0, 0, 0).in_tz("Europe/London").unwrap().timestamp()
}
