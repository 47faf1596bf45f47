//! The road of the demo, a step at a time, by the same use cases as any campaign's.
//!
//! Every step may be repeated without harm, so a demo that was stopped anywhere is finished by running it again. The days
//! are the invented ones of 2018 and so is every time that is kept: two runs end in the same ledger.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::coder::{audit_a_sample, settle_what_waits};
use super::folder::{CAMPAIGN, FolderError, Month, lay_out, lay_out_mail};
use crate::engine::ingest::{Ingested, ingest};
use crate::engine::ledger::Bundle;
use crate::engine::reading::ReadsDocuments;
use crate::engine::report::{Form, report};
use crate::engine::send::{Sending, send};
use crate::engine::{EngineError, Workspace};
use crate::request::LetterKind;
use crate::store::originals;

/// The day on which the demo ends: after the close, so that late replies can be seen standing outside.
pub const LAST_DAY: Date = date(2018, 12, 17);
/// What we answer whoever asks what we meant.
const MEANT: &str = "We mean any training in data or cyber security, mandatory or specialist, of staff on your payroll; agency and bank staff may be left out. Please count every qualification of the kind named in question 2.";

/// Why the demo could not be run.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum DemoError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Engine(#[from] EngineError),
}

/// What the demo is doing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step<'a> {
    /// Letters of the whole.
    Sending { done: usize, of: usize },
    /// Mails of a month's.
    Reading { month: &'a str, done: usize, of: usize },
    /// The letters that follow a month's mail.
    Following { month: &'a str },
    /// Findings and report.
    Reporting,
}

/// A month of the demo.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthDone {
    pub month: Month,
    /// An earlier run has done it all.
    pub before: bool,
    pub ingested: Ingested,
    /// Clarifications answered, and overdue replies chased.
    pub clarified: usize,
    pub chased: usize,
}

impl MonthDone {
    fn before(month: Month) -> Self {
        Self { month, before: true, ingested: Ingested::default(), clarified: 0, chased: 0 }
    }
}

/// What the demo did.
pub struct Outcome {
    pub root: PathBuf,
    /// Requests sent by this run, and those that had gone before.
    pub sent: usize,
    pub already: usize,
    pub outbox: PathBuf,
    pub months: Vec<MonthDone>,
    /// Cells that the demo's person settled at the end.
    pub settled: usize,
    /// The page.
    pub report: PathBuf,
    pub bundle: Bundle,
}

/// Runs the demo in `root`.
///
/// # Errors
/// A folder that is somebody else's, or whatever stops the use cases; running it again goes on.
pub fn run(root: &Path, documents: &dyn ReadsDocuments, progress: &dyn Fn(Step<'_>)) -> Result<Outcome, DemoError> {
    lay_out(root)?;
    let months = lay_out_mail(root)?;
    let workspace = Workspace::make(root)?;
    let opening_day = date(2018, 8, 20);
    let opening = Sending { now: at(opening_day, 9), ..sending(opening_day, Some(LetterKind::Request)) };
    let sent = send(&workspace, CAMPAIGN, &opening, &|done, of| progress(Step::Sending { done, of }))?;
    let begun = begun(&workspace, &months)?;
    let mut lived = Vec::new();
    for (place, month) in months.into_iter().enumerate() {
        // What a stopped run has kept unread belongs to the month it was stopped in, so earlier months are not gone
        // through again: their ingest would read it on a day on which it had not come yet.
        let over = begun.get(place + 1).copied().unwrap_or(false);
        lived.push(if over { MonthDone::before(month) } else { live_through(&workspace, month, documents, progress)? });
    }
    let settled = settle_what_waits(&workspace, LAST_DAY, at(LAST_DAY, 19))?;
    audit_a_sample(&workspace, LAST_DAY, at(LAST_DAY, 20))?;
    progress(Step::Reporting);
    let written = report(&workspace, CAMPAIGN, LAST_DAY, Form::Html, None)?;
    Ok(Outcome {
        root: fs::canonicalize(root).unwrap_or_else(|_| root.to_owned()),
        sent: sent.letters.len(),
        already: sent.already,
        outbox: sent.outbox,
        months: lived,
        settled,
        report: written.path,
        bundle: written.bundle,
    })
}

/// Which of the months an earlier run has begun: their first mail is kept, read or not.
fn begun(workspace: &Workspace, months: &[Month]) -> Result<Vec<bool>, EngineError> {
    let store = workspace.store()?;
    months.iter().map(|month| Ok(originals::bytes(store.read(), &month.first)?.is_some())).collect()
}

/// Takes a month's mail in; then, while the campaign is open, writes what it calls for.
fn live_through(
    workspace: &Workspace,
    month: Month,
    documents: &dyn ReadsDocuments,
    progress: &dyn Fn(Step<'_>),
) -> Result<MonthDone, DemoError> {
    let last = last_day(&month.name);
    let (name, of) = (month.name.as_str(), month.mails);
    let tell = |done| progress(Step::Reading { month: name, done, of });
    let ingested = ingest(workspace, CAMPAIGN, std::slice::from_ref(&month.folder), at(last, 18), documents, &tell)?;
    let (mut clarified, mut chased) = (0, 0);
    if last < date(2018, 11, 1) {
        progress(Step::Following { month: name });
        let answer = Sending { words: Some(MEANT.to_owned()), ..sending(last, Some(LetterKind::Clarification)) };
        clarified = send(workspace, CAMPAIGN, &answer, &|_, _| ())?.letters.len();
        chased = send(workspace, CAMPAIGN, &sending(last, Some(LetterKind::Chase)), &|_, _| ())?.letters.len();
    }
    Ok(MonthDone { month, before: false, ingested, clarified, chased })
}

fn sending(today: Date, only: Option<LetterKind>) -> Sending {
    Sending { now: at(today, 18), only, ..Sending::on(today, at(today, 18)) }
}

/// The last working day of a month of the demo; the last month is cut short.
fn last_day(month: &str) -> Date {
    match month {
        "2018-08" => date(2018, 8, 31),
        "2018-09" => date(2018, 9, 28),
        "2018-10" => date(2018, 10, 31),
        "2018-11" => date(2018, 11, 30),
        _ => LAST_DAY,
    }
}

/// An hour of a day, by Greenwich: ten in the summer's London for the letters, evening for what a day has brought.
fn at(day: Date, hour: i8) -> Timestamp {
    jiff::tz::Offset::UTC.to_timestamp(day.at(hour, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}
