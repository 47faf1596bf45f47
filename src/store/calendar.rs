//! What updates of the bank holidays changed, and when: appended, never changed.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, named_params};

use super::StoreError;
use super::events::{json, parsed};
use crate::law::Change;
use crate::request::RequestId;

/// One update that changed something.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CalendarEvent {
    pub on: Date,
    pub recorded: Timestamp,
    pub source: String,
    pub changes: Vec<Change>,
    /// Requests that moved, with the last day before and after.
    pub moved: Vec<(RequestId, Date, Date)>,
}

/// Appends an update.
pub fn append(db: &Connection, event: &CalendarEvent) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO calendar_event (day, recorded, source, changes, moved)
         VALUES (:day, :recorded, :source, :changes, :moved)",
    )?
    .execute(named_params! {
        ":day": event.on.to_string(),
        ":recorded": event.recorded.to_string(),
        ":source": event.source,
        ":changes": json("what an update changed", &event.changes)?,
        ":moved": json("what an update moved", &event.moved)?,
    })?;
    Ok(())
}

/// Returns every update, oldest first.
pub fn all(db: &Connection) -> Result<Vec<CalendarEvent>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT day, recorded, source, changes, moved FROM calendar_event ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        let (on, recorded): (String, String) = (row.get(0)?, row.get(1)?);
        events.push(CalendarEvent {
            on: on.parse().map_err(|cause| StoreError::unreadable("an update's day", cause))?,
            recorded: recorded.parse().map_err(|cause| StoreError::unreadable("an update's time", cause))?,
            source: row.get(2)?,
            changes: parsed("what an update changed", row.get_ref(3)?)?,
            moved: parsed("what an update moved", row.get_ref(4)?)?,
        });
    }
    Ok(events)
}
