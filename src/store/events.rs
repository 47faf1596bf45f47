//! What happened to a request: appended, never changed.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, named_params, params};

use super::StoreError;
use crate::request::{Event, RequestId};

/// Appends an event and returns its id. The event's own `id` is not looked at.
pub fn append(db: &Connection, event: &Event) -> Result<i64, StoreError> {
    let source = json("an event's source", &event.source)?;
    let what = json("an event", &event.what)?;
    db.prepare_cached(
        "INSERT INTO event (request, day, recorded, source, kind, what)
         VALUES (:request, :day, :recorded, :source, :kind, :what)",
    )?
    .execute(named_params! {
        ":request": event.request.0,
        ":day": event.on.to_string(),
        ":recorded": event.recorded.to_string(),
        ":source": source,
        ":kind": event.what.word(),
        ":what": what,
    })?;
    Ok(db.last_insert_rowid())
}

/// Returns the events of one request in the order of recording.
pub fn of_request(db: &Connection, request: &RequestId) -> Result<Vec<Event>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT id, request, day, recorded, source, what FROM event WHERE request = ?1 ORDER BY id")?;
    let mut rows = statement.query(params![request.0])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(read(row)?);
    }
    Ok(events)
}

/// Returns the events of a campaign's requests, each request's in the order of recording.
pub fn of_campaign(db: &Connection, campaign: &str) -> Result<BTreeMap<RequestId, Vec<Event>>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT event.id, event.request, event.day, event.recorded, event.source, event.what
           FROM request JOIN event ON event.request = request.id
          WHERE request.campaign = ?1
          ORDER BY request.place, event.id",
    )?;
    let mut rows = statement.query(params![campaign])?;
    let mut events: BTreeMap<RequestId, Vec<Event>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let event = read(row)?;
        events.entry(event.request.clone()).or_default().push(event);
    }
    Ok(events)
}

/// Returns the events of a campaign's requests that a person recorded, in the order of recording.
pub fn by_people(db: &Connection, campaign: &str) -> Result<Vec<Event>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT event.id, event.request, event.day, event.recorded, event.source, event.what
           FROM request JOIN event ON event.request = request.id
          WHERE request.campaign = ?1 AND event.source LIKE '{\"person\":%'
          ORDER BY event.id",
    )?;
    let mut rows = statement.query(params![campaign])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(read(row)?);
    }
    Ok(events)
}

/// Returns the requests of a campaign that have an event of a kind.
pub fn requests_with(db: &Connection, campaign: &str, kind: &str) -> Result<Vec<RequestId>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT request.id FROM event JOIN request ON request.id = event.request
          WHERE event.kind = ?2 AND request.campaign = ?1 ORDER BY request.place",
    )?;
    let found = statement.query_map(params![campaign, kind], |row| row.get(0).map(RequestId))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> Result<Event, StoreError> {
    let id: i64 = row.get(0)?;
    let named = |what: &str| format!("event {id}'s {what}");
    let on: String = row.get(2)?;
    let recorded: String = row.get(3)?;
    Ok(Event {
        id,
        request: RequestId(row.get(1)?),
        on: on.parse().map_err(|cause| StoreError::unreadable(named("day"), cause))?,
        recorded: recorded.parse().map_err(|cause| StoreError::unreadable(named("time"), cause))?,
        source: parsed(&named("source"), row.get_ref(4)?)?,
        what: parsed(&named("content"), row.get_ref(5)?)?,
    })
}

/// A value as the JSON that a column holds.
pub(super) fn json(what: &str, value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|cause| StoreError::unreadable(what, cause))
}

/// A column's JSON as a value.
pub(super) fn parsed<T: serde::de::DeserializeOwned>(
    what: &str,
    column: rusqlite::types::ValueRef<'_>,
) -> Result<T, StoreError> {
    let text = column.as_str().map_err(|cause| StoreError::unreadable(what, cause))?;
    serde_json::from_str(text).map_err(|cause| StoreError::unreadable(what, cause))
}
