//! What people say about cells without settling them: an audit's verdicts, and codings made blind.

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params, params};

use super::StoreError;
use super::events::{json, parsed};
use crate::campaign::QuestionId;
use crate::ledger::Answer;
use crate::request::RequestId;

/// An auditor's word on an answer that the reader settled.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub request: RequestId,
    pub question: QuestionId,
    pub auditor: String,
    pub at: Timestamp,
    /// `None` takes back what the auditor said before.
    pub right: Option<bool>,
    /// The answer that was audited.
    pub answer: Answer,
}

/// A coder's word on a cell, given without seeing anybody else's.
#[derive(Debug, Clone, PartialEq)]
pub struct Blind {
    pub request: RequestId,
    pub question: QuestionId,
    pub coder: String,
    pub at: Timestamp,
    /// `None` takes back what the coder said before.
    pub answer: Option<Answer>,
}

/// Records a verdict.
pub fn judge(db: &Connection, verdict: &Verdict) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO verdict (request, question, auditor, at, is_right, answer)
         VALUES (:request, :question, :auditor, :at, :right, :answer)",
    )?
    .execute(named_params! {
        ":request": verdict.request.0,
        ":question": verdict.question.0,
        ":auditor": verdict.auditor,
        ":at": verdict.at.to_string(),
        ":right": verdict.right,
        ":answer": json("a verdict's answer", &verdict.answer)?,
    })?;
    Ok(())
}

/// Returns the verdicts of a campaign, oldest first.
pub fn verdicts(db: &Connection, campaign: &str) -> Result<Vec<Verdict>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT verdict.request, verdict.question, verdict.auditor, verdict.at, verdict.is_right, verdict.answer
           FROM request JOIN verdict ON verdict.request = request.id
          WHERE request.campaign = ?1 ORDER BY verdict.id",
    )?;
    let mut rows = statement.query(params![campaign])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let at: String = row.get(3)?;
        found.push(Verdict {
            request: RequestId(row.get(0)?),
            question: QuestionId(row.get(1)?),
            auditor: row.get(2)?,
            at: at.parse().map_err(|cause| StoreError::unreadable("a verdict's time", cause))?,
            right: row.get(4)?,
            answer: parsed("a verdict's answer", row.get_ref(5)?)?,
        });
    }
    Ok(found)
}

/// Records a blind coding.
pub fn code(db: &Connection, blind: &Blind) -> Result<(), StoreError> {
    let answer = blind.answer.as_ref().map(|answer| json("a blind coding", answer)).transpose()?;
    db.prepare_cached(
        "INSERT INTO blind_coding (request, question, coder, at, answer)
         VALUES (:request, :question, :coder, :at, :answer)",
    )?
    .execute(named_params! {
        ":request": blind.request.0,
        ":question": blind.question.0,
        ":coder": blind.coder,
        ":at": blind.at.to_string(),
        ":answer": answer,
    })?;
    Ok(())
}

/// Returns the blind codings of a campaign, oldest first.
pub fn blind(db: &Connection, campaign: &str) -> Result<Vec<Blind>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT blind_coding.request, blind_coding.question, blind_coding.coder, blind_coding.at, blind_coding.answer
           FROM request JOIN blind_coding ON blind_coding.request = request.id
          WHERE request.campaign = ?1 ORDER BY blind_coding.id",
    )?;
    let mut rows = statement.query(params![campaign])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let at: String = row.get(3)?;
        let answer = match row.get_ref(4)? {
            ValueRef::Null => None,
            json => Some(parsed("a blind coding", json)?),
        };
        found.push(Blind {
            request: RequestId(row.get(0)?),
            question: QuestionId(row.get(1)?),
            coder: row.get(2)?,
            at: at.parse().map_err(|cause| StoreError::unreadable("a blind coding's time", cause))?,
            answer,
        });
    }
    Ok(found)
}
