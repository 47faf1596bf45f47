//! The cache of how requests stand. `foi verify` rebuilds it from the events and compares.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use crate::request::RequestId;

/// Keeps how a request stands.
pub fn keep(db: &Connection, request: &RequestId, content: &str) -> Result<(), StoreError> {
    db.prepare_cached("INSERT OR REPLACE INTO progress (request, content) VALUES (?1, ?2)")?
        .execute(params![request.0, content])?;
    Ok(())
}

/// Returns how each request of a campaign was last said to stand.
pub fn of_campaign(db: &Connection, campaign: &str) -> Result<BTreeMap<RequestId, String>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT progress.request, progress.content
           FROM progress JOIN request ON request.id = progress.request
          WHERE request.campaign = ?1",
    )?;
    let found = statement.query_map(params![campaign], |row| Ok((RequestId(row.get(0)?), row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Returns how one request was last said to stand.
pub fn of_request(db: &Connection, request: &RequestId) -> Result<Option<String>, StoreError> {
    Ok(db
        .prepare_cached("SELECT content FROM progress WHERE request = ?1")?
        .query_row(params![request.0], |row| row.get(0))
        .optional()?)
}
