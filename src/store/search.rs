//! The words of everything received (FTS5).

use jiff::civil::Date;
use rusqlite::{Connection, named_params, params};

use super::StoreError;
use crate::message::OriginalHash;
use crate::request::{ReplyKind, RequestId};

/// Indexes a message's words.
pub fn add(db: &Connection, message: i64, subject: &str, body: &str, attachments: &str) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO words (rowid, subject, body, attachments) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![message, subject, body, attachments])?;
    Ok(())
}

/// Indexes a message's words in place of those it had.
pub fn put(db: &Connection, message: i64, subject: &str, body: &str, attachments: &str) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute(params![message])?;
    add(db, message, subject, body, attachments)
}

/// Which messages are looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Among {
    pub kind: Option<ReplyKind>,
    /// The authority's code.
    pub authority: Option<String>,
    pub since: Option<Date>,
    pub until: Option<Date>,
    pub campaign: Option<String>,
}

/// A message in which the words occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub message: i64,
    pub key: String,
    pub original: OriginalHash,
    pub day: Option<String>,
    pub sender: String,
    pub subject: String,
    pub kind: String,
    pub request: Option<RequestId>,
}

/// Returns the messages among these in which all of `wanted` occurs, best first.
pub fn find(db: &Connection, wanted: &str, among: &Among, at_most: u32) -> Result<Vec<Found>, StoreError> {
    let Some(wanted) = quoted(wanted) else { return Ok(Vec::new()) };
    let mut statement = db.prepare_cached(
        "SELECT message.id, message.key, message.original, message.day, message.sender, message.subject, message.kind,
                message.request
           FROM words
           JOIN message ON message.id = words.rowid
           LEFT JOIN request ON request.id = message.request
          WHERE words MATCH :wanted
            AND (:kind IS NULL OR message.kind = :kind)
            AND (:since IS NULL OR message.day >= :since)
            AND (:until IS NULL OR message.day <= :until)
            AND (:campaign IS NULL OR coalesce(request.campaign, message.campaign) = :campaign)
            AND (:authority IS NULL OR request.code = :authority OR EXISTS (
                    SELECT 1 FROM also_tied JOIN request AS other ON other.id = also_tied.request
                     WHERE also_tied.message = message.id AND other.code = :authority))
          ORDER BY words.rank LIMIT :at_most",
    )?;
    let mut rows = statement.query(named_params! {
        ":wanted": wanted,
        ":kind": among.kind.map(ReplyKind::word),
        ":since": among.since.map(|day| day.to_string()),
        ":until": among.until.map(|day| day.to_string()),
        ":campaign": among.campaign,
        ":authority": among.authority,
        ":at_most": at_most,
    })?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let original: String = row.get(2)?;
        found.push(Found {
            message: row.get(0)?,
            key: row.get(1)?,
            original: original.parse().map_err(|cause| StoreError::unreadable("a message's original", cause))?,
            day: row.get(3)?,
            sender: row.get(4)?,
            subject: row.get(5)?,
            kind: row.get(6)?,
            request: row.get::<_, Option<String>>(7)?.map(RequestId),
        });
    }
    Ok(found)
}

/// Every word as it stands: nothing that a person types is read as a query language. `None` where there is no word.
fn quoted(wanted: &str) -> Option<String> {
    let words: Vec<String> = wanted
        .split(|c: char| c.is_whitespace() || c.is_control())
        // What the index would make nothing of would match nothing.
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(64)
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}
