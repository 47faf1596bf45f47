//! What attachments became, by hash and version of the reader: reading again is free.

use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use super::events::{json, parsed};
use crate::document::{Document, State};
use crate::message::OriginalHash;

/// What a version of the reader made of an attachment.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub version: u32,
    pub document: Document,
    /// Reading it killed its reader twice, or took too long.
    pub killed: bool,
}

/// Returns what this version of the reader made of an attachment, if it has read it.
pub fn cached(db: &Connection, hash: &OriginalHash, version: u32) -> Result<Option<Kept>, StoreError> {
    Ok(latest(db, hash)?.filter(|kept| kept.version == version))
}

/// Returns what the newest version of the reader that has read an attachment made of it.
pub fn latest(db: &Connection, hash: &OriginalHash) -> Result<Option<Kept>, StoreError> {
    db.prepare_cached("SELECT version, content, killed FROM document WHERE hash = ?1 ORDER BY version DESC LIMIT 1")?
        .query_row(params![hash.as_str()], |row| {
            let (version, killed) = (row.get(0)?, row.get(2)?);
            Ok(parsed("a document", row.get_ref(1)?).map(|document| Kept { version, document, killed }))
        })
        .optional()?
        .transpose()
}

/// Keeps what this version of the reader made of an attachment.
pub fn keep(db: &Connection, document: &Document, version: u32, killed: bool) -> Result<(), StoreError> {
    let content = json("a document", document)?;
    db.prepare_cached(
        "INSERT OR REPLACE INTO document (hash, version, state, content, killed) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![document.hash.as_str(), version, word(document.state), content, killed])?;
    Ok(())
}

/// The word for a document's state.
pub fn word(state: State) -> &'static str {
    match state {
        State::Read => "read",
        State::Partly => "partly",
        State::Locked => "locked",
        State::Image => "image",
        State::Refused => "refused",
        State::Unsupported => "unsupported",
    }
}
