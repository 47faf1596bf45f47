//! The demo's person: settles what the reader left waiting, by the truth that the invented replies were written from.
//!
//! A reader that is never to be wrong unseen leaves a part of the answers to a person, here as in any campaign. Who settled
//! each cell stands in the ledger, so the demo's figures tell how much was read unseen, and how much was not.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::folder::CAMPAIGN;
use crate::authority::Code;
use crate::campaign::QuestionId;
use crate::engine::review::{self, Decision, Waiting};
use crate::engine::{EngineError, Workspace, audit, campaigns, ledger, standing};
use crate::ledger::{Answer, CellState, Value};
use crate::request::RequestId;
use crate::store::cells::Coded;
use crate::store::checks::{self, Verdict};

/// `authority,question,state,value,low,high,exemptions,in_time`
const TRUTH: &str = include_str!("../../campaigns/demo/truth.csv");

/// As the ledger names her.
pub const CODER: &str = "the demo's coder";

/// Settles every cell that waits, and every answer that the reader has not found; gives how many they were.
pub fn settle_what_waits(workspace: &Workspace, as_of: Date, now: Timestamp) -> Result<usize, EngineError> {
    let waiting: HashMap<(RequestId, QuestionId), Waiting> = review::waiting(workspace, CAMPAIGN, as_of)?
        .into_iter()
        .map(|cell| ((cell.slip.request.clone(), cell.slip.question.clone()), cell))
        .collect();
    let mut store = workspace.store()?;
    let campaign = campaigns::open(workspace, &store, CAMPAIGN)?.campaign;
    let standings = standing::of_campaign(workspace, &store, &campaign, as_of)?;
    let now_stands = ledger::ledger(&store, &campaign, &standings, as_of)?;
    let mut settled = 0;
    for (code, question, answer) in truth() {
        let row = now_stands.rows.iter().find(|row| row.authority.code == code);
        let cell = row.and_then(|row| row.cells.iter().find(|cell| cell.question == question));
        if cell.is_none_or(|cell| cell.settled.is_some()) {
            continue;
        }
        let request = RequestId::new(CAMPAIGN, &code);
        let waits = waiting.get(&(request.clone(), question.clone()));
        let proposal = waits.map(|cell| &cell.proposal);
        let coded = match proposal.filter(|proposal| same(&proposal.answer, &answer)) {
            Some(proposal) => Coded { answer: proposal.answer.clone(), evidence: Some(proposal.evidence.clone()) },
            None => Coded { answer, evidence: None },
        };
        let message = waits.and_then(|cell| cell.slip.message.clone());
        let decision = Decision { request, question, coder: CODER.into(), coded: Some(coded), message };
        review::settle_in(&mut store, &decision, now)?;
        settled += 1;
    }
    Ok(settled)
}

/// How many of the answers that the reader settled alone are checked, and the seed that draws them.
const CHECKED: usize = 100;
const SEED: u64 = 20_181_217;

/// Checks a random sample of what the reader settled alone by the truth, as a person does by the letter with `foi audit`.
pub fn audit_a_sample(workspace: &Workspace, as_of: Date, now: Timestamp) -> Result<(), EngineError> {
    let so: HashMap<(RequestId, QuestionId), Answer> =
        truth().map(|(code, question, answer)| ((RequestId::new(CAMPAIGN, &code), question), answer)).collect();
    let drawn = audit::draw(workspace, CAMPAIGN, as_of, CHECKED, SEED)?;
    let verdicts = drawn.cells.into_iter().filter_map(|cell| {
        let so = so.get(&(cell.slip.request.clone(), cell.slip.question.clone()))?;
        let right = Some(same(&cell.proposal.answer, so));
        (cell.right != right).then(|| Verdict {
            request: cell.slip.request,
            question: cell.slip.question,
            auditor: CODER.into(),
            at: now,
            right,
            answer: cell.proposal.answer,
        })
    });
    let verdicts: Vec<Verdict> = verdicts.collect();
    workspace.store()?.write(|tx| Ok(verdicts.iter().try_for_each(|verdict| checks::judge(tx, verdict))?))
}

/// What the replies that came in time say.
fn truth() -> impl Iterator<Item = (Code, QuestionId, Answer)> {
    TRUTH.lines().skip(1).filter_map(|line| {
        let mut fields = line.split(',');
        let (code, question, state, value) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        let (low, high, exemptions, in_time) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        let state = CellState::ALL.into_iter().find(|known| known.words() == state)?;
        if in_time != "true" || state == CellState::NoReply {
            return None;
        }
        let value = match value {
            "" => None,
            "true" | "false" => Some(Value::YesNo(value == "true")),
            number => number.parse().ok().map(Value::Number),
        };
        let answer = Answer {
            value,
            low: low.parse().ok(),
            high: high.parse().ok(),
            exemptions: exemptions.split(' ').filter(|section| !section.is_empty()).map(str::to_owned).collect(),
            ..Answer::of(state)
        };
        Some((Code(code.to_owned()), QuestionId(question.to_owned()), answer))
    })
}

/// Does a proposal say what is so?
fn same(proposed: &Answer, so: &Answer) -> bool {
    let counted = matches!(so.state, CellState::Value | CellState::Zero);
    proposed.state == so.state && (!counted || proposed.value == so.value)
}
