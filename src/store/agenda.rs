//! The cache of what is to be done on a day. `foi verify` makes it again and compares.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;

/// A list as it was last made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    pub day: Date,
    /// A hash of all that it was made of.
    pub made_of: String,
    pub content: String,
}

/// Keeps a campaign's list in place of the one before.
pub fn keep(db: &Connection, campaign: &str, agenda: &Agenda) -> Result<(), StoreError> {
    db.prepare_cached("INSERT OR REPLACE INTO agenda (campaign, day, made_of, content) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![campaign, agenda.day.to_string(), agenda.made_of, agenda.content])?;
    Ok(())
}

/// Returns a campaign's list, if one was made.
pub fn of_campaign(db: &Connection, campaign: &str) -> Result<Option<Agenda>, StoreError> {
    let found = db
        .prepare_cached("SELECT day, made_of, content FROM agenda WHERE campaign = ?1")?
        .query_row(params![campaign], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((day, made_of, content)) = found else { return Ok(None) };
    let day = day.parse().map_err(|cause| StoreError::unreadable("the day of a list", cause))?;
    Ok(Some(Agenda { day, made_of, content }))
}

/// Returns the number of the last event and the digest of a campaign's frozen frame, if it is frozen.
pub fn state(db: &Connection, campaign: &str) -> Result<Option<(i64, String)>, StoreError> {
    Ok(db
        .prepare_cached("SELECT (SELECT ifnull(max(id), 0) FROM event), digest FROM campaign WHERE name = ?1")?
        .query_row(params![campaign], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}
