//! What attachments became, by hash and version of the reader: reading again is free.

use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use super::events::{json, parsed};
use crate::document::{Document, State};
use crate::message::OriginalHash;

/// Returns what this version of the reader made of an attachment, if it has read it.
pub fn cached(db: &Connection, hash: &OriginalHash, version: u32) -> Result<Option<Document>, StoreError> {
    db.prepare_cached("SELECT content FROM document WHERE hash = ?1 AND version = ?2")?
        .query_row(params![hash.as_str(), version], |row| Ok(parsed("a document", row.get_ref(0)?)))
        .optional()?
        .transpose()
}

/// Keeps what this version of the reader made of an attachment.
pub fn keep(db: &Connection, document: &Document, version: u32) -> Result<(), StoreError> {
    let content = json("a document", document)?;
    db.prepare_cached("INSERT OR REPLACE INTO document (hash, version, state, content) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![document.hash.as_str(), version, word(document.state), content])?;
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
