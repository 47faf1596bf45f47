//! What the reader proposed and what people settled, cell by cell.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params, params};

use super::StoreError;
use super::events::{json, parsed};
use crate::campaign::QuestionId;
use crate::ledger::{Answer, Evidence, Proposal};
use crate::request::RequestId;

/// A proposal as the store keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredProposal {
    pub id: i64,
    pub request: RequestId,
    /// The id of the message it was read from.
    pub message: i64,
    /// That message's Message-ID (or hash), for exports.
    pub message_key: String,
    /// The day of that message.
    pub day: Option<String>,
    pub recorded: Timestamp,
    pub proposal: Proposal,
    /// A later reading, or another tie of its message, took it back.
    pub withdrawn: bool,
}

/// What a person settled.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCoding {
    pub id: i64,
    pub request: RequestId,
    pub question: QuestionId,
    pub coder: String,
    pub at: Timestamp,
    /// `None`: what was said before is taken back.
    pub coded: Option<Coded>,
    /// The one coding that is taken back; `None` beside no content means all before this one.
    pub takes_back: Option<i64>,
    /// The message the answer was taken from, where there is one.
    pub message: Option<i64>,
}

/// The content of a coding.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Coded {
    pub answer: Answer,
    pub evidence: Option<Evidence>,
}

/// Keeps the proposals read from a message by a version of the reader.
pub fn propose(
    db: &Connection,
    request: &RequestId,
    message: i64,
    version: u32,
    recorded: Timestamp,
    proposals: &[Proposal],
) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(
        "INSERT INTO proposal (request, question, message, version, recorded, content)
         VALUES (:request, :question, :message, :version, :recorded, :content)",
    )?;
    for proposal in proposals {
        statement.execute(named_params! {
            ":request": request.0,
            ":question": proposal.question.0,
            ":message": message,
            ":version": version,
            ":recorded": recorded.to_string(),
            ":content": json("a proposal", proposal)?,
        })?;
    }
    Ok(())
}

/// Takes back what was proposed for a request from a message: it is read again, or tied elsewhere.
pub fn withdraw(db: &Connection, message: i64, request: &RequestId) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE proposal SET withdrawn = 1 WHERE message = ?1 AND request = ?2 AND withdrawn = 0")?
        .execute(params![message, request.0])?;
    Ok(())
}

/// Returns what stands proposed for a request from one message, in the order of reading.
pub fn proposed_from(db: &Connection, message: i64, request: &RequestId) -> Result<Vec<Proposal>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT content FROM proposal WHERE message = ?1 AND request = ?2 AND withdrawn = 0 ORDER BY id",
    )?;
    let mut rows = statement.query(params![message, request.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(parsed("a proposal", row.get_ref(0)?)?);
    }
    Ok(found)
}

const PROPOSALS: &str = "SELECT proposal.id, proposal.request, proposal.message, message.key, message.day, proposal.recorded, proposal.content, proposal.withdrawn
           FROM request
           JOIN proposal ON proposal.request = request.id
           JOIN message ON message.id = proposal.message";

/// Returns the standing proposals of a campaign by request, oldest message first.
pub fn proposals(db: &Connection, campaign: &str) -> Result<BTreeMap<RequestId, Vec<StoredProposal>>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "{PROPOSALS} WHERE request.campaign = ?1 AND proposal.withdrawn = 0 ORDER BY request.place, message.sent, proposal.id"
    ))?;
    let mut rows = statement.query(params![campaign])?;
    let mut found: BTreeMap<RequestId, Vec<StoredProposal>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let stored = proposal(row)?;
        found.entry(stored.request.clone()).or_default().push(stored);
    }
    Ok(found)
}

/// Returns the standing proposals of one request, oldest message first.
pub fn proposals_of(db: &Connection, request: &RequestId) -> Result<Vec<StoredProposal>, StoreError> {
    let mut found = ever_proposed_of(db, request)?;
    found.retain(|stored| !stored.withdrawn);
    Ok(found)
}

/// The same with those that were taken back.
pub fn ever_proposed_of(db: &Connection, request: &RequestId) -> Result<Vec<StoredProposal>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("{PROPOSALS} WHERE request.id = ?1 ORDER BY message.sent, proposal.id"))?;
    let mut rows = statement.query(params![request.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(proposal(row)?);
    }
    Ok(found)
}

fn proposal(row: &Row<'_>) -> Result<StoredProposal, StoreError> {
    let recorded: String = row.get(5)?;
    Ok(StoredProposal {
        id: row.get(0)?,
        request: RequestId(row.get(1)?),
        message: row.get(2)?,
        message_key: row.get(3)?,
        day: row.get(4)?,
        recorded: recorded.parse().map_err(|cause| StoreError::unreadable("a proposal's time", cause))?,
        proposal: parsed("a proposal", row.get_ref(6)?)?,
        withdrawn: row.get(7)?,
    })
}

/// Records what a person settled; returns its id.
pub fn settle(db: &Connection, coding: &StoredCoding) -> Result<i64, StoreError> {
    let content = coding.coded.as_ref().map(|coded| json("a coding", coded)).transpose()?;
    db.prepare_cached(
        "INSERT INTO coding (request, question, coder, at, content, message, takes_back)
         VALUES (:request, :question, :coder, :at, :content, :message, :takes_back)",
    )?
    .execute(named_params! {
        ":request": coding.request.0,
        ":question": coding.question.0,
        ":coder": coding.coder,
        ":at": coding.at.to_string(),
        ":content": content,
        ":message": coding.message,
        ":takes_back": coding.takes_back,
    })?;
    Ok(db.last_insert_rowid())
}

/// Takes one coding back, so that what stood before stands again.
pub fn take_back(db: &Connection, id: i64, coder: &str, at: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO coding (request, question, coder, at, takes_back)
         SELECT request, question, :coder, :at, id FROM coding WHERE id = :id",
    )?
    .execute(named_params! { ":coder": coder, ":at": at.to_string(), ":id": id })?;
    Ok(())
}

/// Those codings that were not taken back one by one, in their order. One without content takes back all before it.
pub fn standing(codings: &[StoredCoding]) -> Vec<&StoredCoding> {
    let undone: HashSet<i64> = codings.iter().filter_map(|coding| coding.takes_back).collect();
    codings.iter().filter(|coding| coding.takes_back.is_none() && !undone.contains(&coding.id)).collect()
}

/// Returns the questions of a request that stand settled by a person, each once.
pub fn settled_by_people(db: &Connection, request: &RequestId) -> Result<Vec<QuestionId>, StoreError> {
    let codings = codings_of(db, request)?;
    let mut last: BTreeMap<&QuestionId, bool> = BTreeMap::new();
    for coding in standing(&codings) {
        last.insert(&coding.question, coding.coded.is_some());
    }
    Ok(last.into_iter().filter(|(_, settled)| *settled).map(|(question, _)| question.clone()).collect())
}

const CODINGS: &str =
    "SELECT coding.id, coding.request, coding.question, coding.coder, coding.at, coding.content, coding.message,
                coding.takes_back
           FROM request JOIN coding ON coding.request = request.id";

/// Returns what people settled in a campaign, by request, oldest first.
pub fn codings(db: &Connection, campaign: &str) -> Result<BTreeMap<RequestId, Vec<StoredCoding>>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("{CODINGS} WHERE request.campaign = ?1 ORDER BY request.place, coding.id"))?;
    let mut rows = statement.query(params![campaign])?;
    let mut found: BTreeMap<RequestId, Vec<StoredCoding>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let stored = coding(row)?;
        found.entry(stored.request.clone()).or_default().push(stored);
    }
    Ok(found)
}

/// Returns what people settled of one request, oldest first.
pub fn codings_of(db: &Connection, request: &RequestId) -> Result<Vec<StoredCoding>, StoreError> {
    let mut statement = db.prepare_cached(&format!("{CODINGS} WHERE request.id = ?1 ORDER BY coding.id"))?;
    let mut rows = statement.query(params![request.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(coding(row)?);
    }
    Ok(found)
}

fn coding(row: &Row<'_>) -> Result<StoredCoding, StoreError> {
    let at: String = row.get(4)?;
    let coded = match row.get_ref(5)? {
        rusqlite::types::ValueRef::Null => None,
        json => Some(parsed("a coding", json)?),
    };
    Ok(StoredCoding {
        id: row.get(0)?,
        request: RequestId(row.get(1)?),
        question: QuestionId(row.get(2)?),
        coder: row.get(3)?,
        at: at.parse().map_err(|cause| StoreError::unreadable("a coding's time", cause))?,
        coded,
        message: row.get(6)?,
        takes_back: row.get(7)?,
    })
}
