//! Originals: the bytes as received or sent, named by their hash.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::StoreError;
use crate::message::OriginalHash;

/// Keeps `bytes`. Returns false where they were kept before.
pub fn keep(db: &Connection, hash: &OriginalHash, bytes: &[u8]) -> Result<bool, StoreError> {
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let added = db
        .prepare_cached("INSERT OR IGNORE INTO original (hash, size, content) VALUES (:hash, :size, :content)")?
        .execute(named_params! { ":hash": hash.as_str(), ":size": size, ":content": bytes })?;
    Ok(added == 1)
}

/// Returns the bytes that `hash` names.
pub fn bytes(db: &Connection, hash: &OriginalHash) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(db
        .prepare_cached("SELECT content FROM original WHERE hash = :hash")?
        .query_row(named_params! { ":hash": hash.as_str() }, |row| row.get(0))
        .optional()?)
}

/// Calls `check` with each original in turn, one in memory at a time.
pub fn each(db: &Connection, mut check: impl FnMut(&str, &[u8])) -> Result<(), StoreError> {
    let mut statement = db.prepare("SELECT hash, content FROM original ORDER BY hash")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let hash = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        let content = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        check(hash, content);
    }
    Ok(())
}
