//! Our letters: which are meant to go, which have gone.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::StoreError;
use crate::message::{MessageId, OriginalHash};
use crate::request::RequestId;

/// A letter whose Message-ID and bytes are fixed.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredLetter {
    pub message_id: MessageId,
    pub request: RequestId,
    /// `request`, `chase` ...: `LetterKind::word`.
    pub kind: String,
    /// The request itself is 0.
    pub nth: u32,
    pub original: OriginalHash,
    pub recipient: String,
    pub subject: String,
    /// When it was fixed.
    pub intended: String,
    /// When it was handed over; `None` while that is not known.
    pub handed: Option<String>,
}

/// Fixes a letter before its hand-over. Returns false where this request's `nth` letter is fixed already.
pub fn intend(db: &Connection, letter: &StoredLetter) -> Result<bool, StoreError> {
    let added = db
        .prepare_cached(
            "INSERT OR IGNORE INTO letter (message_id, request, kind, nth, original, recipient, subject, intended, handed)
             VALUES (:message_id, :request, :kind, :nth, :original, :recipient, :subject, :intended, NULL)",
        )?
        .execute(named_params! {
            ":message_id": letter.message_id.as_str(),
            ":request": letter.request.0,
            ":kind": letter.kind,
            ":nth": letter.nth,
            ":original": letter.original.as_str(),
            ":recipient": letter.recipient,
            ":subject": letter.subject,
            ":intended": letter.intended,
        })?;
    Ok(added == 1)
}

/// Notes that a letter was handed over. Returns false where that was noted before.
pub fn handed_over(db: &Connection, message_id: &MessageId, when: &str) -> Result<bool, StoreError> {
    let changed = db
        .prepare_cached("UPDATE letter SET handed = :when WHERE message_id = :id AND handed IS NULL")?
        .execute(named_params! { ":when": when, ":id": message_id.as_str() })?;
    Ok(changed == 1)
}

const COLUMNS: &str = "SELECT letter.message_id, letter.request, letter.kind, letter.nth, letter.original,
                              letter.recipient, letter.subject, letter.intended, letter.handed
                         FROM letter";

/// Returns the letters of a campaign, by request in the frame's order.
pub fn of_campaign(db: &Connection, campaign: &str) -> Result<Vec<StoredLetter>, StoreError> {
    all(
        db,
        "JOIN request ON request.id = letter.request WHERE request.campaign = ?1 ORDER BY request.place, letter.nth",
        campaign,
    )
}

/// Returns the letters of a request.
pub fn of_request(db: &Connection, request: &RequestId) -> Result<Vec<StoredLetter>, StoreError> {
    all(db, "WHERE letter.request = ?1 ORDER BY letter.nth", &request.0)
}

/// Returns the letter of this Message-ID.
pub fn by_id(db: &Connection, message_id: &MessageId) -> Result<Option<StoredLetter>, StoreError> {
    Ok(all(db, "WHERE letter.message_id = ?1", message_id.as_str())?.pop())
}

/// Notes another Message-ID under which a request is known: it was sent by other means, or a server gave its own.
pub fn also_known(db: &Connection, message_id: &MessageId, request: &RequestId) -> Result<(), StoreError> {
    db.prepare_cached("INSERT OR IGNORE INTO known_id (message_id, request) VALUES (?1, ?2)")?
        .execute(params![message_id.as_str(), request.0])?;
    Ok(())
}

/// Returns the request for which we sent (or meant to send) the mail of this Message-ID.
pub fn request_of(db: &Connection, message_id: &MessageId) -> Result<Option<RequestId>, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT request FROM letter WHERE message_id = ?1
             UNION ALL SELECT request FROM known_id WHERE message_id = ?1 LIMIT 1",
        )?
        .query_row(params![message_id.as_str()], |row| row.get(0).map(RequestId))
        .optional()?)
}

fn all(db: &Connection, rest: &'static str, value: &str) -> Result<Vec<StoredLetter>, StoreError> {
    let mut statement = db.prepare_cached(&format!("{COLUMNS} {rest}"))?;
    let mut rows = statement.query(params![value])?;
    let mut letters = Vec::new();
    while let Some(row) = rows.next()? {
        letters.push(read(row)?);
    }
    Ok(letters)
}

fn read(row: &Row<'_>) -> Result<StoredLetter, StoreError> {
    let original: String = row.get(4)?;
    let id: String = row.get(0)?;
    Ok(StoredLetter {
        message_id: MessageId::new(&id),
        request: RequestId(row.get(1)?),
        kind: row.get(2)?,
        nth: row.get(3)?,
        original: original.parse().map_err(|cause| StoreError::unreadable("a letter's original", cause))?,
        recipient: row.get(5)?,
        subject: row.get(6)?,
        intended: row.get(7)?,
        handed: row.get(8)?,
    })
}
