//! Audit: a sample of what the reader settled unseen, for a person to check, and what came of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::slip::Slip;
use super::{EngineError, Workspace, campaigns, ledger, standing};
use crate::campaign::QuestionId;
use crate::ledger::{Answer, Audit, Cell, Coder, Ledger, Proposal, rank};
use crate::request::RequestId;
use crate::store::Store;
use crate::store::checks::{self, Verdict};

/// A cell of the sample.
#[derive(Debug, Clone, Serialize)]
pub struct Sampled {
    #[serde(flatten)]
    pub slip: Slip,
    /// What the reader settled, with its words.
    pub proposal: Proposal,
    /// What was said of it before: right or not.
    pub right: Option<bool>,
}

/// The sample, and the audit as it stands.
pub struct Drawn {
    pub cells: Vec<Sampled>,
    pub audit: Audit,
}

/// Draws `most` of the cells that the reader settled; the same seed draws the same cells.
pub fn draw(workspace: &Workspace, name: &str, as_of: Date, most: usize, seed: u64) -> Result<Drawn, EngineError> {
    let store = workspace.store_to_read()?;
    let campaign = campaigns::open(workspace, &store, name)?.campaign;
    let standings = standing::of_campaign(workspace, &store, &campaign, as_of)?;
    let ledger = ledger::ledger(&store, &campaign, &standings, as_of)?;
    let said = Said::of(&store, name)?;
    let mut places = Vec::new();
    for row in &ledger.rows {
        let request = RequestId::new(name, &row.authority.code);
        for cell in row.cells.iter().filter(|cell| said.counts(&request, cell)) {
            places.push((rank(seed, &request.0, &cell.question.0), request.clone(), row, cell));
        }
    }
    places.sort_by_key(|place| place.0);
    let mut cells = Vec::new();
    for (_, request, row, cell) in places.into_iter().take(most) {
        let Some(proposal) = cell.proposal.clone() else { continue };
        cells.push(Sampled {
            slip: Slip::of(&campaign, row, cell).with_context(&store, &proposal.evidence)?,
            right: said.of_cell(&request, cell),
            proposal,
        });
    }
    Ok(Drawn { cells, audit: said.audit(&ledger) })
}

/// Records a verdict.
pub fn judge(workspace: &Workspace, verdict: &Verdict) -> Result<(), EngineError> {
    let mut store = workspace.store()?;
    store.write(|tx| Ok(checks::judge(tx, verdict)?))
}

/// The audit of a campaign's ledger, whatever samples it was made by.
pub fn audit(store: &Store, ledger: &Ledger) -> Result<Audit, EngineError> {
    Ok(Said::of(store, &ledger.campaign)?.audit(ledger))
}

/// The newest verdict on each cell, with the answer it was about.
struct Said(BTreeMap<(RequestId, QuestionId), (Option<bool>, Answer)>);

impl Said {
    fn of(store: &Store, campaign: &str) -> Result<Self, EngineError> {
        let verdicts = checks::verdicts(store.read(), campaign)?.into_iter();
        Ok(Self(verdicts.map(|said| ((said.request, said.question), (said.right, said.answer))).collect()))
    }

    /// The verdict on what the reader says now; one on an earlier reading says nothing of this one.
    fn of_cell(&self, request: &RequestId, cell: &Cell) -> Option<bool> {
        let (right, answer) = self.0.get(&(request.clone(), cell.question.clone()))?;
        (cell.proposal.as_ref()?.answer == *answer).then_some(*right)?
    }

    /// Did the reader settle the cell unseen, even if a person has put it right since?
    fn counts(&self, request: &RequestId, cell: &Cell) -> bool {
        let by_reader = cell.settled.as_ref().is_some_and(|settled| settled.by == Coder::Reader);
        let accepted = cell.proposal.as_ref().is_some_and(|proposal| proposal.accepted);
        by_reader || accepted && self.of_cell(request, cell).is_some()
    }

    fn audit(&self, ledger: &Ledger) -> Audit {
        let (mut accepted, mut checked, mut wrong) = (0, 0, 0);
        for row in &ledger.rows {
            let request = RequestId::new(&ledger.campaign, &row.authority.code);
            for cell in row.cells.iter().filter(|cell| self.counts(&request, cell)) {
                accepted += 1;
                if let Some(right) = self.of_cell(&request, cell) {
                    checked += 1;
                    wrong += usize::from(!right);
                }
            }
        }
        Audit::of(accepted, checked, wrong)
    }
}
