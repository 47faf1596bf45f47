//! Which wording of the questions each request was sent.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use crate::campaign::{Question, Wording};
use crate::message::MessageId;
use crate::request::RequestId;

/// A wording that went, by its number.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredWording {
    pub version: u32,
    pub recorded: String,
    pub wording: Wording,
}

/// The wordings of a campaign that ever went, oldest first.
pub fn of_campaign(db: &Connection, campaign: &str) -> Result<Vec<StoredWording>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT version, recorded, questions FROM wording WHERE campaign = ?1 ORDER BY version")?;
    let mut rows = statement.query(params![campaign])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let questions: String = row.get(2)?;
        all.push(StoredWording {
            version: row.get(0)?,
            recorded: row.get(1)?,
            wording: serde_json::from_str(&questions)
                .map_err(|cause| StoreError::unreadable("a wording of the questions", cause))?,
        });
    }
    Ok(all)
}

/// Notes that a request was sent these questions, by a letter or by other means; once for each letter.
pub fn ask(
    db: &Connection,
    request: &RequestId,
    letter: Option<&MessageId>,
    questions: &[Question],
    now: Timestamp,
) -> Result<(), StoreError> {
    let campaign = request.campaign();
    let known = of_campaign(db, campaign)?;
    let version = match known.iter().find(|known| known.wording.asks_as(questions)) {
        Some(known) => known.version,
        None => {
            let next = known.last().map_or(1, |last| last.version + 1);
            let written = serde_json::to_string(questions)
                .map_err(|cause| StoreError::unreadable("the campaign's questions", cause))?;
            db.prepare_cached("INSERT INTO wording (campaign, version, recorded, questions) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![campaign, next, now.to_string(), written])?;
            next
        }
    };
    let letter = letter.map_or("", MessageId::as_str);
    db.prepare_cached("INSERT OR IGNORE INTO asked (request, letter, version, recorded) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![request.0, letter, version, now.to_string()])?;
    Ok(())
}

/// The version that each request of a campaign was sent last.
pub fn asked(db: &Connection, campaign: &str) -> Result<BTreeMap<RequestId, u32>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT asked.request, asked.version FROM asked JOIN request ON request.id = asked.request
          WHERE request.campaign = ?1 ORDER BY asked.id",
    )?;
    let rows = statement.query_map(params![campaign], |row| Ok((RequestId(row.get(0)?), row.get(1)?)))?;
    // The last one stands.
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The version that a request was sent last; `None` where it has not gone, or went before versions were kept.
pub fn of_request(db: &Connection, request: &RequestId) -> Result<Option<u32>, StoreError> {
    Ok(db
        .prepare_cached("SELECT version FROM asked WHERE request = ?1 ORDER BY id DESC LIMIT 1")?
        .query_row(params![request.0], |row| row.get(0))
        .optional()?)
}
