//! Double coding: the same cells coded by two people who do not see one another's words, compared, and settled by a third.
//!
//! Blind words never reach the ledger by themselves. [`adjudicate`] settles what the coders agree on in both their names;
//! what they disagree on waits until a third person settles it as any cell is settled.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::review::settle_in;
use super::slip::Slip;
use super::{EngineError, Workspace, campaigns, ledger, standing};
use crate::campaign::QuestionId;
use crate::ledger::{self as cells, Agreement, Answer, Cell, Coder, Evidence, Rating, rank};
use crate::request::RequestId;
use crate::store::Store;
use crate::store::cells::Coded;
use crate::store::checks::{self, Blind};

/// A cell to be coded, without what anybody made of it.
#[derive(Debug, Clone, Serialize)]
pub struct ToCode {
    #[serde(flatten)]
    pub slip: Slip,
    /// Where the words stand; what the reader takes them for is not shown.
    pub evidence: Evidence,
    /// What the coders said, to the person who decides between them; empty for a blind coder.
    pub said: Vec<(String, Answer)>,
}

/// Which cells are coded blind: the first `most` of a seed's ranking, the same for every coder.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    pub most: usize,
    pub seed: u64,
}

/// The cells that `coder` has still to code.
pub fn to_code(
    workspace: &Workspace,
    name: &str,
    as_of: Date,
    share: Share,
    coder: &str,
) -> Result<Vec<ToCode>, EngineError> {
    let (store, all) = all(workspace, name, as_of)?;
    let said = said(&store, name)?;
    let mut ranked: Vec<(ToCode, Cell)> = all;
    ranked.sort_by_key(|(cell, _)| rank(share.seed, &cell.slip.request.0, &cell.slip.question.0));
    ranked.truncate(share.most);
    let mine = |cell: &ToCode| {
        said.get(&(cell.slip.request.clone(), cell.slip.question.clone())).is_some_and(|by| by.contains_key(coder))
    };
    let open = ranked.into_iter().map(|(cell, _)| cell).filter(|cell| !mine(cell));
    open.map(|cell| with_context(&store, cell)).collect()
}

/// Records what a coder says blind; `None` takes it back.
pub fn code(
    workspace: &Workspace,
    cell: &ToCode,
    coder: &str,
    answer: Option<Answer>,
    now: Timestamp,
) -> Result<(), EngineError> {
    let (request, question) = (cell.slip.request.clone(), cell.slip.question.clone());
    let blind = Blind { request, question, coder: coder.to_owned(), at: now, answer };
    workspace.store()?.write(|tx| Ok(checks::code(tx, &blind)?))
}

/// What adjudication found.
pub struct Adjudication {
    /// Cells settled because all their coders said the same.
    pub agreed: usize,
    /// Cells whose coders disagree and that nobody has settled since.
    pub open: Vec<ToCode>,
}

/// Settles what two coders or more agree on, and returns what a third must decide.
pub fn adjudicate(workspace: &Workspace, name: &str, as_of: Date, now: Timestamp) -> Result<Adjudication, EngineError> {
    let (store, all) = all(workspace, name, as_of)?;
    let said = said(&store, name)?;
    let (mut agreed, mut open) = (Vec::new(), Vec::new());
    for (mut cell, stands) in all {
        let by_person = stands.settled.as_ref().is_some_and(|settled| settled.by != Coder::Reader);
        let Some(by) = said.get(&(cell.slip.request.clone(), cell.slip.question.clone())).filter(|by| by.len() >= 2)
        else {
            continue;
        };
        let mut answers = by.values();
        let Some(first) = answers.next().filter(|_| !by_person) else { continue };
        if answers.all(|other| cells::alike(first, other)) {
            let names = by.keys().map(String::as_str).collect::<Vec<_>>().join(" and ");
            let coded = Coded { answer: first.clone(), evidence: Some(cell.evidence) };
            agreed.push(cell.slip.decided(&names, Some(coded)));
        } else {
            cell.said = by.iter().map(|(coder, answer)| (coder.clone(), answer.clone())).collect();
            open.push(with_context(&store, cell)?);
        }
    }
    drop(store);
    if !agreed.is_empty() {
        let mut store = workspace.store()?;
        for decision in &agreed {
            settle_in(&mut store, decision, now)?;
        }
    }
    Ok(Adjudication { agreed: agreed.len(), open })
}

/// How far those who coded blind agree, by question.
pub fn agreement(store: &Store, campaign: &str) -> Result<Vec<Agreement>, EngineError> {
    let mut ratings = Vec::new();
    for ((request, question), by) in said(store, campaign)? {
        for (coder, answer) in by {
            ratings.push(Rating { unit: request.0.clone(), question: question.clone(), coder, answer });
        }
    }
    Ok(cells::agreement(&ratings))
}

type Words = BTreeMap<(RequestId, QuestionId), BTreeMap<String, Answer>>;

/// The newest word of each blind coder on each cell; what was taken back is not there.
fn said(store: &Store, campaign: &str) -> Result<Words, EngineError> {
    let mut words = Words::new();
    for blind in checks::blind(store.read(), campaign)? {
        let by = words.entry((blind.request, blind.question)).or_default();
        match blind.answer {
            Some(answer) => by.insert(blind.coder, answer),
            None => by.remove(&blind.coder),
        };
    }
    Ok(words)
}

/// Every cell for which there are words to code.
fn all(workspace: &Workspace, name: &str, as_of: Date) -> Result<(Store, Vec<(ToCode, Cell)>), EngineError> {
    let store = workspace.store_to_read()?;
    let campaign = campaigns::open(workspace, &store, name)?.campaign;
    let standings = standing::of_campaign(workspace, &store, &campaign, as_of)?;
    let ledger = ledger::ledger(&store, &campaign, &standings, as_of)?;
    let mut all = Vec::new();
    for row in ledger.rows {
        for cell in row.cells.clone() {
            let Some(proposal) = cell.proposal.clone().filter(|proposal| !proposal.evidence.words.is_empty()) else {
                continue;
            };
            let to_code =
                ToCode { slip: Slip::of(&campaign, &row, &cell), evidence: proposal.evidence, said: Vec::new() };
            all.push((to_code, cell));
        }
    }
    Ok((store, all))
}

fn with_context(store: &Store, mut cell: ToCode) -> Result<ToCode, EngineError> {
    cell.slip = cell.slip.with_context(store, &cell.evidence)?;
    Ok(cell)
}
