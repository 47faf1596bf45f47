//! What calendars were last told of each deadline, so that a date that moves is told as newer.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, Row, named_params, params};

use super::StoreError;
use crate::request::RequestId;

/// A deadline as it was last told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldDeadline {
    pub on: Date,
    pub cancelled: bool,
    pub sequence: u32,
    pub changed: Timestamp,
}

/// Returns what was last told of a campaign's requests, by request and kind of deadline.
pub fn told(db: &Connection, campaign: &str) -> Result<BTreeMap<(RequestId, String), ToldDeadline>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT deadline.request, deadline.kind, deadline.day, deadline.cancelled, deadline.sequence, deadline.changed
           FROM deadline JOIN request ON request.id = deadline.request
          WHERE request.campaign = ?1",
    )?;
    let mut rows = statement.query(params![campaign])?;
    let mut told = BTreeMap::new();
    while let Some(row) = rows.next()? {
        told.insert((RequestId(row.get(0)?), row.get(1)?), read(row)?);
    }
    Ok(told)
}

/// Keeps what is told now.
pub fn tell(db: &Connection, request: &RequestId, kind: &str, told: &ToldDeadline) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO deadline (request, kind, day, cancelled, sequence, changed)
         VALUES (:request, :kind, :day, :cancelled, :sequence, :changed)",
    )?
    .execute(named_params! {
        ":request": request.0,
        ":kind": kind,
        ":day": told.on.to_string(),
        ":cancelled": told.cancelled,
        ":sequence": told.sequence,
        ":changed": told.changed.to_string(),
    })?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<ToldDeadline, StoreError> {
    let on: String = row.get(2)?;
    let changed: String = row.get(5)?;
    Ok(ToldDeadline {
        on: on.parse().map_err(|cause| StoreError::unreadable("a deadline's day", cause))?,
        cancelled: row.get(3)?,
        sequence: row.get(4)?,
        changed: changed.parse().map_err(|cause| StoreError::unreadable("a deadline's time", cause))?,
    })
}
