//! Messages that came in: whose they are, what they were read to be, which wait in the holding pen.

use rusqlite::{Connection, Row, named_params, params};

use super::StoreError;
use crate::message::OriginalHash;
use crate::request::{ReplyKind, RequestId};

/// A message as the store knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredMessage {
    /// Given by the store; 0 before that.
    pub id: i64,
    /// Its Message-ID, or the hash of its bytes where it has none.
    pub key: String,
    pub original: OriginalHash,
    /// Into which campaign it was ingested.
    pub campaign: String,
    /// When it was sent, RFC 3339.
    pub sent: Option<String>,
    /// The same as a day in the United Kingdom.
    pub day: Option<String>,
    pub sender: String,
    pub sender_name: String,
    pub subject: String,
    pub kind: ReplyKind,
    /// What was read in it, as JSON.
    pub reading: String,
    pub attachments: u32,
    /// What could not be read of it, as a JSON list.
    pub blemishes: String,
    /// `None`: in the holding pen.
    pub request: Option<RequestId>,
    /// The further requests that it answers.
    pub also: Vec<RequestId>,
    /// By what it was tied: `thread`, `token` ... or a person's name.
    pub tied_by: String,
    /// The reasons of the tie, or the candidates with theirs, as JSON.
    pub tie: String,
}

impl StoredMessage {
    /// The requests that it is tied to; none in the holding pen.
    pub fn requests(&self) -> impl Iterator<Item = &RequestId> {
        self.request.iter().chain(&self.also)
    }
}

/// One attachment of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredAttachment {
    pub number: u32,
    pub name: String,
    pub media_type: String,
    pub hash: OriginalHash,
    pub size: u64,
    /// What the document layer could make of it.
    pub state: String,
}

/// Adds a message and returns its id.
pub fn add(db: &Connection, message: &StoredMessage) -> Result<i64, StoreError> {
    db.prepare_cached(
        "INSERT INTO message (key, original, campaign, sent, day, sender, sender_name, subject, kind, reading,
                              attachments, blemishes, request, tied_by, tie)
         VALUES (:key, :original, :campaign, :sent, :day, :sender, :sender_name, :subject, :kind, :reading,
                 :attachments, :blemishes, :request, :tied_by, :tie)",
    )?
    .execute(named_params! {
        ":key": message.key,
        ":original": message.original.as_str(),
        ":campaign": message.campaign,
        ":sent": message.sent,
        ":day": message.day,
        ":sender": message.sender,
        ":sender_name": message.sender_name,
        ":subject": message.subject,
        ":kind": message.kind.word(),
        ":reading": message.reading,
        ":attachments": message.attachments,
        ":blemishes": message.blemishes,
        ":request": message.request.as_ref().map(|request| request.0.as_str()),
        ":tied_by": message.tied_by,
        ":tie": message.tie,
    })?;
    let id = db.last_insert_rowid();
    tie_also(db, id, &message.also)?;
    Ok(id)
}

/// Adds an attachment of a message.
pub fn add_attachment(db: &Connection, message: i64, attachment: &StoredAttachment) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO attachment (message, number, name, media_type, hash, size, state)
         VALUES (:message, :number, :name, :media_type, :hash, :size, :state)",
    )?
    .execute(named_params! {
        ":message": message,
        ":number": attachment.number,
        ":name": attachment.name,
        ":media_type": attachment.media_type,
        ":hash": attachment.hash.as_str(),
        ":size": i64::try_from(attachment.size).unwrap_or(i64::MAX),
        ":state": attachment.state,
    })?;
    Ok(())
}

/// Forgets which attachments a message has: they are about to be told anew.
pub fn forget_attachments(db: &Connection, message: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM attachment WHERE message = ?1")?.execute(params![message])?;
    Ok(())
}

/// Notes that these bytes are the same message by another route.
pub fn add_copy(db: &Connection, original: &OriginalHash, message: i64) -> Result<(), StoreError> {
    db.prepare_cached("INSERT OR IGNORE INTO copy (original, message) VALUES (?1, ?2)")?
        .execute(params![original.as_str(), message])?;
    Ok(())
}

/// Notes that these bytes are kept and are no reply, and why.
pub fn set_aside(db: &Connection, original: &OriginalHash, reason: &str) -> Result<(), StoreError> {
    db.prepare_cached("INSERT OR IGNORE INTO set_aside (original, reason) VALUES (?1, ?2)")?
        .execute(params![original.as_str(), reason])?;
    Ok(())
}

/// Returns the originals that were kept and never read: a run was stopped in between.
pub fn unread(db: &Connection) -> Result<Vec<OriginalHash>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT hash FROM original
          WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.original = original.hash)
            AND NOT EXISTS (SELECT 1 FROM copy WHERE copy.original = original.hash)
            AND NOT EXISTS (SELECT 1 FROM set_aside WHERE set_aside.original = original.hash)
            AND NOT EXISTS (SELECT 1 FROM letter WHERE letter.original = original.hash)
          ORDER BY hash",
    )?;
    let mut rows = statement.query([])?;
    let mut hashes = Vec::new();
    while let Some(row) = rows.next()? {
        let hash: String = row.get(0)?;
        hashes.push(hash.parse().map_err(|cause| StoreError::unreadable("an original's hash", cause))?);
    }
    Ok(hashes)
}

/// Are these bytes a message, a copy of one, or set aside?
pub fn has_original(db: &Connection, original: &OriginalHash) -> Result<bool, StoreError> {
    let found: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM message WHERE original = ?1)
                 OR EXISTS (SELECT 1 FROM copy WHERE original = ?1)
                 OR EXISTS (SELECT 1 FROM set_aside WHERE original = ?1)",
        )?
        .query_row(params![original.as_str()], |row| row.get(0))?;
    Ok(found)
}

/// Ties a message to requests, or puts it into the pen (none).
pub fn tie(db: &Connection, id: i64, requests: &[&RequestId], by: &str, reasons: &str) -> Result<(), StoreError> {
    let request = requests.first();
    db.prepare_cached("UPDATE message SET request = :request, tied_by = :by, tie = :reasons WHERE id = :id")?
        .execute(named_params! { ":request": request.map(|request| request.0.as_str()), ":by": by, ":reasons": reasons, ":id": id })?;
    db.prepare_cached("DELETE FROM also_tied WHERE message = ?1")?.execute(params![id])?;
    tie_also(db, id, requests.iter().skip(1).copied())
}

fn tie_also<'r>(db: &Connection, id: i64, requests: impl IntoIterator<Item = &'r RequestId>) -> Result<(), StoreError> {
    for request in requests {
        db.prepare_cached("INSERT OR IGNORE INTO also_tied (message, request) VALUES (?1, ?2)")?
            .execute(params![id, request.0])?;
    }
    Ok(())
}

/// Notes what a message was read to be, as `message` says.
pub fn recognise(db: &Connection, message: &StoredMessage) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE message SET kind = :kind, reading = :reading, attachments = :attachments, blemishes = :blemishes
          WHERE id = :id",
    )?
    .execute(named_params! {
        ":kind": message.kind.word(),
        ":reading": message.reading,
        ":attachments": message.attachments,
        ":blemishes": message.blemishes,
        ":id": message.id,
    })?;
    Ok(())
}

const COLUMNS: &str = "SELECT id, key, original, campaign, sent, day, sender, sender_name, subject, kind, reading,
                              attachments, blemishes, request, tied_by, tie,
                              (SELECT group_concat(also_tied.request, char(10)) FROM also_tied
                                WHERE also_tied.message = message.id)
                         FROM message";

/// Returns the message of a key: a Message-ID or, for a mail without one, its hash.
pub fn by_key(db: &Connection, key: &str) -> Result<Option<StoredMessage>, StoreError> {
    Ok(all(db, "WHERE key = ?1", key)?.pop())
}

/// Returns the requests to which the message of a Message-ID is tied.
pub fn requests_of(db: &Connection, key: &str) -> Result<Vec<RequestId>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT request FROM message WHERE key = ?1 AND request IS NOT NULL
          UNION SELECT also_tied.request FROM message JOIN also_tied ON also_tied.message = message.id
                 WHERE message.key = ?1",
    )?;
    let found = statement.query_map(params![key], |row| row.get(0).map(RequestId))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Returns the messages whose key, id or hash begins with what a person typed.
pub fn like(db: &Connection, typed: &str) -> Result<Vec<StoredMessage>, StoreError> {
    let mut found = all(db, "WHERE key = ?1 OR CAST(id AS TEXT) = ?1", typed)?;
    if found.is_empty() && typed.len() >= 4 {
        found =
            all(db, "WHERE substr(original, 1, length(?1)) = ?1 OR substr(key, 1, length(?1)) = ?1 LIMIT 10", typed)?;
    }
    Ok(found)
}

/// Returns what waits in a campaign's holding pen, oldest first.
pub fn in_pen(db: &Connection, campaign: &str) -> Result<Vec<StoredMessage>, StoreError> {
    all(db, "WHERE campaign = ?1 AND request IS NULL ORDER BY sent, id", campaign)
}

/// Returns the messages of a request, oldest first.
pub fn of_request(db: &Connection, request: &RequestId) -> Result<Vec<StoredMessage>, StoreError> {
    all(
        db,
        "WHERE request = ?1 OR id IN (SELECT message FROM also_tied WHERE also_tied.request = ?1) ORDER BY sent, id",
        &request.0,
    )
}

/// Returns every message that was ingested into a campaign, oldest first.
pub fn of_campaign(db: &Connection, campaign: &str) -> Result<Vec<StoredMessage>, StoreError> {
    all(db, "WHERE campaign = ?1 ORDER BY sent, id", campaign)
}

/// Returns the attachments of a message.
pub fn attachments(db: &Connection, message: i64) -> Result<Vec<StoredAttachment>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT number, name, media_type, hash, size, state FROM attachment WHERE message = ?1 ORDER BY number",
    )?;
    let mut rows = statement.query(params![message])?;
    let mut attachments = Vec::new();
    while let Some(row) = rows.next()? {
        let hash: String = row.get(3)?;
        let size: i64 = row.get(4)?;
        attachments.push(StoredAttachment {
            number: row.get(0)?,
            name: row.get(1)?,
            media_type: row.get(2)?,
            hash: hash.parse().map_err(|cause| StoreError::unreadable("an attachment's hash", cause))?,
            size: u64::try_from(size).unwrap_or(0),
            state: row.get(5)?,
        });
    }
    Ok(attachments)
}

fn all(db: &Connection, rest: &'static str, value: &str) -> Result<Vec<StoredMessage>, StoreError> {
    let mut statement = db.prepare_cached(&format!("{COLUMNS} {rest}"))?;
    let mut rows = statement.query(params![value])?;
    let mut messages = Vec::new();
    while let Some(row) = rows.next()? {
        messages.push(read(row)?);
    }
    Ok(messages)
}

fn read(row: &Row<'_>) -> Result<StoredMessage, StoreError> {
    let original: String = row.get(2)?;
    let kind: String = row.get(9)?;
    Ok(StoredMessage {
        id: row.get(0)?,
        key: row.get(1)?,
        original: original.parse().map_err(|cause| StoreError::unreadable("a message's original", cause))?,
        campaign: row.get(3)?,
        sent: row.get(4)?,
        day: row.get(5)?,
        sender: row.get(6)?,
        sender_name: row.get(7)?,
        subject: row.get(8)?,
        kind: kind.parse().map_err(|cause| StoreError::unreadable("a message's kind", cause))?,
        reading: row.get(10)?,
        attachments: row.get(11)?,
        blemishes: row.get(12)?,
        request: row.get::<_, Option<String>>(13)?.map(RequestId),
        tied_by: row.get(14)?,
        tie: row.get(15)?,
        also: row
            .get::<_, Option<String>>(16)?
            .map_or_else(Vec::new, |all| all.lines().map(|request| RequestId(request.to_owned())).collect()),
    })
}

/// What certain ties have taught: addresses and references of a request's correspondents.
pub mod learnt {
    use super::{Connection, RequestId, StoreError, params};

    /// Learns that `value`, an `address` or a `reference`, belongs to a request, from a message or from a list.
    pub fn add(
        db: &Connection,
        kind: &str,
        value: &str,
        request: &RequestId,
        message: Option<i64>,
    ) -> Result<(), StoreError> {
        db.prepare_cached("INSERT OR IGNORE INTO learnt (kind, value, request, message) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![kind, value.to_lowercase(), request.0, message])?;
        Ok(())
    }

    /// Forgets what a message taught, because it was not that request's after all.
    pub fn forget(db: &Connection, message: i64) -> Result<(), StoreError> {
        db.prepare_cached("DELETE FROM learnt WHERE message = ?1")?.execute(params![message])?;
        Ok(())
    }

    /// Returns the requests to which `value` was seen to belong, and of each whether a list said so (or else messages alone).
    pub fn bearing(db: &Connection, kind: &str, value: &str) -> Result<Vec<(RequestId, bool)>, StoreError> {
        let mut statement = db.prepare_cached(
            "SELECT request, MAX(message IS NULL) FROM learnt WHERE kind = ?1 AND value = ?2
              GROUP BY request ORDER BY request",
        )?;
        let found = statement
            .query_map(params![kind, value.to_lowercase()], |row| Ok((RequestId(row.get(0)?), row.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns the requests to which `value` was seen to belong.
    pub fn requests(db: &Connection, kind: &str, value: &str) -> Result<Vec<RequestId>, StoreError> {
        let mut statement =
            db.prepare_cached("SELECT DISTINCT request FROM learnt WHERE kind = ?1 AND value = ?2 ORDER BY request")?;
        let found = statement.query_map(params![kind, value.to_lowercase()], |row| row.get(0).map(RequestId))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}
