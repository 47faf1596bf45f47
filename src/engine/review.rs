//! Review: the cells that wait for a person, each with its words in context; and what a person decides.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::{EngineError, Workspace, campaigns, ledger, reading, standing};
use crate::campaign::{Campaign, QuestionId};
use crate::document::{BlockKind, Document};
use crate::ledger::{Answer, Cell, Evidence, Proposal};
use crate::message;
use crate::request::RequestId;
use crate::store::cells::{self, Coded, StoredCoding, StoredProposal};
use crate::store::{Store, documents, messages, originals};

/// A cell that waits for a person.
#[derive(Debug, Clone, Serialize)]
pub struct Waiting {
    pub request: RequestId,
    pub token: String,
    pub authority: String,
    pub question: QuestionId,
    /// What was asked, or looked for.
    pub asks: String,
    pub proposal: Proposal,
    /// What a person had settled, where a newer reading says something else.
    pub settled: Option<Answer>,
    /// The lines about the words, the words' own marked.
    pub context: Vec<ContextLine>,
    /// The message the proposal came from.
    pub message: Option<String>,
}

/// A line of the document about the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContextLine {
    pub text: String,
    /// Holds a part of the evidence's words.
    pub marked: bool,
}

/// Lists the cells of a campaign that wait, in the frame's order and the questions'.
pub fn waiting(workspace: &Workspace, name: &str, as_of: Date) -> Result<Vec<Waiting>, EngineError> {
    let store = workspace.store_to_read()?;
    let campaign = campaigns::open(workspace, &store, name)?.campaign;
    let standings = standing::of_campaign(workspace, &store, &campaign, as_of)?;
    let ledger = ledger::ledger(&store, &campaign, &standings, as_of)?;
    let proposals = cells::proposals(store.read(), name)?;
    let mut waiting = Vec::new();
    for row in ledger.rows {
        let request = RequestId::new(name, &row.authority.code);
        let read = proposals.get(&request).map_or(&[][..], Vec::as_slice);
        let asks_again = |cell: &Cell| cell.disputed() && read_since(cell, read);
        for cell in row.cells.into_iter().filter(|cell| cell.waits() || asks_again(cell)) {
            let Some(proposal) = cell.proposal else { continue };
            waiting.push(Waiting {
                request: request.clone(),
                token: row.token.clone(),
                authority: row.authority.name.clone(),
                asks: asks(&campaign, &cell.question),
                context: context(&store, cell.message.as_deref(), &proposal.evidence)?,
                message: cell.message,
                question: cell.question,
                settled: cell.settled.map(|settled| settled.answer),
                proposal,
            });
        }
    }
    Ok(waiting)
}

/// Has the question been read again since a person settled the cell? What they had before them then asks nothing anew.
fn read_since(cell: &Cell, read: &[StoredProposal]) -> bool {
    let Some(settled) = &cell.settled else { return true };
    read.iter().any(|stored| stored.proposal.question == cell.question && stored.recorded > settled.at)
}

/// What was asked, or looked for.
pub fn asks(campaign: &Campaign, id: &QuestionId) -> String {
    let question = campaign.questions.iter().find(|question| question.id == *id).map(|question| question.asks.clone());
    let observation = || campaign.observations.iter().find(|observation| observation.id == *id);
    question.or_else(|| observation().map(|observation| observation.looks_for.clone())).unwrap_or_default()
}

/// The lines of the document about the evidence's words: three before and after.
pub fn context(store: &Store, message: Option<&str>, evidence: &Evidence) -> Result<Vec<ContextLine>, EngineError> {
    let Some(document) = document(store, message, evidence)? else { return Ok(Vec::new()) };
    let lines: Vec<String> = lines(&document);
    let wanted: Vec<String> = evidence.words.lines().map(squeezed).filter(|line| !line.is_empty()).collect();
    let marked: Vec<bool> = lines
        .iter()
        .map(|line| {
            let line = squeezed(line);
            wanted.iter().any(|words| line.contains(words.as_str()) || (line.len() > 3 && words.contains(&line)))
        })
        .collect();
    let Some(first) = marked.iter().position(|is| *is) else { return Ok(Vec::new()) };
    // A word such as "0" stands in many lines: the first run of marked ones is shown, and what is next to it.
    let last = first + marked.iter().skip(first).take_while(|is| **is).count();
    let shown = first.saturating_sub(3)..(last + 3).min(lines.len());
    Ok(shown
        .filter_map(|at| Some(ContextLine { text: lines.get(at)?.clone(), marked: (first..last).contains(&at) }))
        .collect())
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn lines(document: &Document) -> Vec<String> {
    let mut all = Vec::new();
    for block in &document.blocks {
        if block.kind == BlockKind::Table {
            all.extend(block.rows.iter().map(|row| row.join(" | ")));
        } else {
            all.extend(block.text.lines().map(str::to_owned));
        }
    }
    all.extend(document.fields.iter().map(|(name, value)| format!("{name}: {value}")));
    document.children.iter().for_each(|child| all.extend(lines(child)));
    all
}

/// The document in which the evidence stands, as it was read.
fn document(store: &Store, message: Option<&str>, evidence: &Evidence) -> Result<Option<Document>, EngineError> {
    let Some(hash) = &evidence.original else { return Ok(None) };
    if let Some(kept) = documents::cached(store.read(), hash, crate::document::READER_VERSION)? {
        return Ok(Some(kept.document));
    }
    let Some(message) = message else { return Ok(None) };
    let Some(stored) = messages::by_key(store.read(), message)? else { return Ok(None) };
    let bytes = originals::bytes(store.read(), &stored.original)?.unwrap_or_default();
    Ok(Some(reading::body(&message::parse(&bytes))))
}

/// A person's decision about a cell.
#[derive(Debug, Clone)]
pub struct Decision {
    pub request: RequestId,
    pub question: QuestionId,
    pub coder: String,
    /// `None` takes back what this person said before.
    pub coded: Option<Coded>,
    /// The Message-ID of the reply the answer was taken from.
    pub message: Option<String>,
}

/// Settles a cell. What stood before stays in its history.
pub fn settle(workspace: &Workspace, decision: &Decision, now: Timestamp) -> Result<(), EngineError> {
    let mut store = workspace.store()?;
    settle_in(&mut store, decision, now)
}

/// The same with the store at hand, for many in a row.
pub fn settle_in(store: &mut Store, decision: &Decision, now: Timestamp) -> Result<(), EngineError> {
    store.write(|tx| {
        let message = match &decision.message {
            Some(key) => messages::by_key(tx, key)?.map(|message| message.id),
            None => None,
        };
        cells::settle(
            tx,
            &StoredCoding {
                id: 0,
                request: decision.request.clone(),
                question: decision.question.clone(),
                coder: decision.coder.clone(),
                at: now,
                coded: decision.coded.clone(),
                message,
            },
        )?;
        Ok(())
    })
}
