//! Review: the cells that wait for a person, each with its words in context; and what a person decides.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::slip::Slip;
use super::{EngineError, Workspace, campaigns, ledger, standing};
use crate::campaign::QuestionId;
use crate::ledger::{Answer, Cell, Proposal};
use crate::request::RequestId;
use crate::store::cells::{self, Coded, StoredCoding, StoredProposal};
use crate::store::{Store, messages};

/// A cell that waits for a person.
#[derive(Debug, Clone, Serialize)]
pub struct Waiting {
    #[serde(flatten)]
    pub slip: Slip,
    pub proposal: Proposal,
    /// What a person had settled, where a newer reading says something else.
    pub settled: Option<Answer>,
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
        for cell in row.cells.iter().filter(|cell| cell.waits() || asks_again(cell)) {
            let Some(proposal) = cell.proposal.clone() else { continue };
            let mut slip = Slip::of(&campaign, &row, cell);
            // Of a cell that a person settled the ledger names the message of what they settled.
            let from = read.iter().rfind(|stored| stored.proposal == proposal);
            slip.message = from.map(|stored| stored.message_key.clone()).or(slip.message);
            waiting.push(Waiting {
                slip: slip.with_context(&store, &proposal.evidence)?,
                settled: cell.settled.as_ref().map(|settled| settled.answer.clone()),
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

/// A person's decision about a cell.
#[derive(Debug, Clone)]
pub struct Decision {
    pub request: RequestId,
    pub question: QuestionId,
    pub coder: String,
    /// `None` takes back all that people said of the cell before.
    pub coded: Option<Coded>,
    /// The Message-ID of the reply the answer was taken from.
    pub message: Option<String>,
}

/// Settles a cell and returns the number of the decision. What stood before stays in its history.
pub fn settle(workspace: &Workspace, decision: &Decision, now: Timestamp) -> Result<i64, EngineError> {
    let mut store = workspace.store()?;
    settle_in(&mut store, decision, now)
}

/// Takes one decision back: what stood before it stands again, whether a person's word or the reader's proposal.
pub fn take_back(workspace: &Workspace, decision: i64, coder: &str, now: Timestamp) -> Result<(), EngineError> {
    let mut store = workspace.store()?;
    store.write(|tx| Ok(cells::take_back(tx, decision, coder, now)?))
}

/// The same with the store at hand, for many in a row.
pub fn settle_in(store: &mut Store, decision: &Decision, now: Timestamp) -> Result<i64, EngineError> {
    store.write(|tx| {
        let message = match &decision.message {
            Some(key) => messages::by_key(tx, key)?.map(|message| message.id),
            None => None,
        };
        let coding = StoredCoding {
            id: 0,
            request: decision.request.clone(),
            question: decision.question.clone(),
            coder: decision.coder.clone(),
            at: now,
            coded: decision.coded.clone(),
            takes_back: None,
            message,
        };
        Ok(cells::settle(tx, &coding)?)
    })
}
