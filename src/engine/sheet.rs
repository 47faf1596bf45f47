//! The coding sheet out and back: the ledger in a spreadsheet, and what its coder changed, cell by cell.
//!
//! Each row carries what it said when it went out and a digest of how the cell stood. A row that its coder left alone
//! changes nothing, even if the ledger moved on; a changed row whose cell moved on too is a conflict, which is reported and
//! not written; so the same sheet may come in twice, or after another, and nothing is silently lost.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::reading::ReadsDocuments;
use super::review::{Decision, settle_in};
use super::slip::asks;
use super::{EngineError, Workspace, campaigns, ledger, standing};
use crate::campaign::Campaign;
use crate::document::{Document, State};
use crate::export::coding_sheet::{self, CodingRow, HEADINGS};
use crate::ledger::{Cell, Coder, Fit, Ledger, Row, Wanted, from_columns, printed};
use crate::request::RequestId;
use crate::store::Store;
use crate::store::cells::Coded;

/// Writes the coding sheet of `name`; returns where and how many rows.
pub fn out(workspace: &Workspace, name: &str, as_of: Date, to: &Path) -> Result<(PathBuf, usize), EngineError> {
    let (_, campaign, ledger) = open(workspace, name, as_of)?;
    let rows: Vec<CodingRow> =
        ledger.rows.iter().flat_map(|row| row.cells.iter().map(|cell| coding_row(&campaign, row, cell))).collect();
    let path = coding_sheet::write(&rows, to)?;
    Ok((path, rows.len()))
}

fn open(workspace: &Workspace, name: &str, as_of: Date) -> Result<(Store, Campaign, Ledger), EngineError> {
    let store = workspace.store_to_read()?;
    let campaign = campaigns::open(workspace, &store, name)?.campaign;
    let standings = standing::of_campaign(workspace, &store, &campaign, as_of)?;
    let ledger = ledger::ledger(&store, &campaign, &standings, as_of)?;
    Ok((store, campaign, ledger))
}

fn coding_row(campaign: &Campaign, row: &Row, cell: &Cell) -> CodingRow {
    let now = columns(cell);
    let [state, value, low, high] = now.clone();
    let evidence = cell
        .settled
        .as_ref()
        .and_then(|settled| settled.evidence.as_ref())
        .or_else(|| cell.proposal.as_ref().map(|proposal| &proposal.evidence));
    let words = evidence.map(|evidence| evidence.words.clone()).unwrap_or_default();
    let place = evidence.map(|evidence| format!("{}, {}", evidence.document, evidence.at)).unwrap_or_default();
    let proposed = cell.proposal.as_ref().map(|proposal| said(&printed(&proposal.answer))).unwrap_or_default();
    let by = cell.settled.as_ref().map(|settled| settled.by.to_string()).unwrap_or_default();
    let why = cell.proposal.as_ref().map(|proposal| proposal.why.clone()).unwrap_or_default();
    let note = if words.is_empty() { String::new() } else { format!("\u{201c}{words}\u{201d}\n{place}\n{why}") };
    CodingRow {
        columns: [
            row.token.clone(),
            cell.question.to_string(),
            row.authority.name.clone(),
            asks(campaign, &cell.question),
            state,
            value,
            low,
            high,
            proposed,
            words,
            place,
            by,
            said(&now),
            version(cell),
        ],
        note,
    }
}

/// The four columns of what stands settled; blank where nothing does.
fn columns(cell: &Cell) -> [String; 4] {
    cell.settled.as_ref().map(|settled| printed(&settled.answer)).unwrap_or_default()
}

/// The four columns as one text, in which no two differ unseen.
fn said(columns: &[String; 4]) -> String {
    columns.each_ref().map(|column| squeezed(column)).join(" | ")
}

/// The same for a person to read.
fn in_words(columns: &[String; 4]) -> String {
    let [state, value, low, high] = columns.each_ref().map(|column| squeezed(column));
    let bound = |name: &str, bound: &str| if bound.is_empty() { String::new() } else { format!("{name} {bound}") };
    let said: Vec<String> = [state, value, bound("lowest", &low), bound("highest", &high)]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    if said.is_empty() { "nothing".to_owned() } else { format!("`{}`", said.join(" ")) }
}

fn squeezed(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A digest of how the cell stands: who settled it, and as what.
fn version(cell: &Cell) -> String {
    let Some(settled) = &cell.settled else { return "unsettled".to_owned() };
    let by = match &settled.by {
        Coder::Reader => "reader".to_owned(),
        Coder::Person(name) => format!("{name} {}", settled.at),
    };
    let digest = Sha256::digest(format!("{by} {}", said(&printed(&settled.answer))));
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// What came of a row that was changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trouble {
    pub token: String,
    pub question: String,
    pub what: String,
}

/// What a sheet brought back.
#[derive(Debug, Default, Serialize)]
pub struct Brought {
    /// Rows that are a cell of this campaign.
    pub rows: usize,
    /// Cells that were coded.
    pub coded: usize,
    /// Cells that changed here and there: nothing was written.
    pub conflicts: Vec<Trouble>,
    /// Rows that could not be understood: nothing was written.
    pub faults: Vec<Trouble>,
    /// Cells that were coded as what may be and seldom is.
    pub doubts: Vec<Trouble>,
}

/// Who brings a sheet in, and when.
pub struct Bringing<'a> {
    pub coder: &'a str,
    pub now: Timestamp,
    pub as_of: Date,
}

/// Takes in a coding sheet: every changed row becomes a coding by the coder.
pub fn bring_in(
    workspace: &Workspace,
    name: &str,
    file: &Path,
    documents: &dyn ReadsDocuments,
    bringing: &Bringing<'_>,
) -> Result<Brought, EngineError> {
    let bytes = std::fs::read(file).map_err(|cause| EngineError::folder(file, cause))?;
    let shown = file.display().to_string();
    let document = documents.read(&shown, &bytes, None);
    let rows = rows(&document).ok_or_else(|| EngineError::Refused {
        what: format!("{shown} is no coding sheet: it has no row with the headings {}", HEADINGS.join(", ")),
        help: format!("`foi sheet out {name} FILE.xlsx` writes one; its headings and locked columns must stay"),
    })?;
    let (store, campaign, ledger) = open(workspace, name, bringing.as_of)?;
    drop(store);
    let cells: BTreeMap<(&str, &str), (&Row, &Cell)> = ledger
        .rows
        .iter()
        .flat_map(|row| row.cells.iter().map(move |cell| ((row.token.as_str(), cell.question.0.as_str()), (row, cell))))
        .collect();
    let mut brought = Brought::default();
    if document.state != State::Read {
        let what = format!("the file could be read in part only: {}", document.warnings.join("; "));
        brought.faults.push(Trouble { token: shown, question: String::new(), what });
    }
    let mut decisions: Vec<Decision> = Vec::new();
    let mut seen: BTreeMap<(&str, &str), [String; 4]> = BTreeMap::new();
    for row in &rows {
        let (token, question) = (row.cell("Request"), row.cell("Question"));
        let trouble = |what: String| Trouble { token: token.into(), question: question.into(), what };
        let Some((of, cell)) = cells.get(&(token, question)) else {
            if row.typed().iter().any(|column| !column.is_empty()) {
                brought.faults.push(trouble("there is no such cell in this campaign".into()));
            }
            continue;
        };
        brought.rows += 1;
        if let Some(before) = seen.insert((token, question), row.typed()) {
            if before != row.typed() {
                brought.faults.push(trouble("stands twice in the sheet, and otherwise; the first was taken".into()));
            }
            continue;
        }
        match judge(row, cell, &campaign) {
            Judged::Same => {}
            Judged::Conflict(what) => brought.conflicts.push(trouble(what)),
            Judged::Fault(what) => brought.faults.push(trouble(what)),
            Judged::Changed(coded, doubt) => {
                brought.doubts.extend(doubt.map(trouble));
                decisions.push(Decision {
                    request: RequestId::new(name, &of.authority.code),
                    question: cell.question.clone(),
                    coder: bringing.coder.to_owned(),
                    coded: coded.map(|coded| *coded),
                    message: cell.message.clone(),
                });
            }
        }
    }
    brought.coded = decisions.len();
    if !decisions.is_empty() {
        let mut store = workspace.store()?;
        for decision in &decisions {
            settle_in(&mut store, decision, bringing.now)?;
        }
    }
    Ok(brought)
}

enum Judged {
    Same,
    /// What it was changed to, if not to nothing, and what is doubtful about it.
    Changed(Option<Box<Coded>>, Option<String>),
    Conflict(String),
    Fault(String),
}

/// Compares a row with what it went out as and with how its cell stands now.
fn judge(row: &SheetRow, cell: &Cell, campaign: &Campaign) -> Judged {
    let (typed, stands) = (row.typed(), columns(cell));
    let mut wanted = Wanted::of(campaign, &cell.question);
    wanted.unit = cell.settled.as_ref().and_then(|settled| settled.answer.unit.clone()).or(wanted.unit);
    let answer = from_columns(&typed, &wanted);
    // "yes" with the state left blank is what stands as `value`, `yes`.
    let meant = answer.as_ref().map(|answer| answer.as_ref().map(printed).unwrap_or_default());
    // Blank bars are squeezed alike on both sides.
    if squeezed(&said(&typed)) == squeezed(row.cell("Went out as"))
        || said(&typed) == said(&stands)
        || meant == Ok(stands.clone())
    {
        return Judged::Same;
    }
    if row.cell("Version") != version(cell) {
        let by = cell.settled.as_ref().map_or_else(|| "nobody".to_owned(), |settled| settled.by.to_string());
        let (came, stands) = (in_words(&typed), in_words(&stands));
        return Judged::Conflict(format!(
            "the sheet says {came}; since it went out, {by} settled the cell as {stands}"
        ));
    }
    match answer {
        Err(fault) => Judged::Fault(fault),
        Ok(None) => match &cell.settled {
            Some(settled) if settled.by == Coder::Reader => {
                Judged::Fault("it was blanked; to take an answer out, choose the state `unclear`".into())
            }
            _ => Judged::Changed(None, None),
        },
        Ok(Some(answer)) => {
            let doubt = match wanted.fit(&answer) {
                Fit::Fits => None,
                Fit::Doubtful(words) => Some(words),
                Fit::Not(words) => return Judged::Fault(words),
            };
            let evidence = cell.proposal.as_ref().map(|proposal| proposal.evidence.clone());
            Judged::Changed(Some(Box::new(Coded { answer, evidence })), doubt)
        }
    }
}

/// A row of a sheet that came back, by its headings.
struct SheetRow(BTreeMap<&'static str, String>);

impl SheetRow {
    fn cell(&self, heading: &str) -> &str {
        self.0.get(heading).map_or("", String::as_str)
    }

    fn typed(&self) -> [String; 4] {
        ["State", "Value", "Lowest", "Highest"].map(|heading| self.cell(heading).to_owned())
    }
}

/// The rows under the headings, wherever the columns and rows were moved; `None` where the headings are not there.
fn rows(document: &Document) -> Option<Vec<SheetRow>> {
    let mut headed: Option<BTreeMap<&'static str, usize>> = None;
    let mut rows = Vec::new();
    for row in document.blocks.iter().flat_map(|block| &block.rows) {
        let Some(columns) = &headed else {
            let place = |heading: &'static str| Some((heading, row.iter().position(|cell| cell.trim() == heading)?));
            headed = HEADINGS.into_iter().filter(|heading| needed(heading)).map(place).collect();
            continue;
        };
        let cell = |(heading, at): (&&'static str, &usize)| {
            (*heading, row.get(*at).map_or_else(String::new, |cell| cell.trim().to_owned()))
        };
        rows.push(SheetRow(columns.iter().map(cell).collect()));
    }
    headed.map(|_| rows)
}

/// The columns without which a row cannot be taken in.
fn needed(heading: &str) -> bool {
    !matches!(heading, "Authority" | "Asks" | "Proposed" | "Words" | "Where" | "Settled by")
}
