//! The words of everything received (FTS5).

use rusqlite::{Connection, params};

use super::StoreError;

/// Indexes a message's words.
pub fn add(db: &Connection, message: i64, subject: &str, body: &str, attachments: &str) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO words (rowid, subject, body, attachments) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![message, subject, body, attachments])?;
    Ok(())
}

/// Indexes a message's words in place of those it had.
pub fn put(db: &Connection, message: i64, subject: &str, body: &str, attachments: &str) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute(params![message])?;
    add(db, message, subject, body, attachments)
}

/// Returns the ids of messages in which all of `wanted` occurs, best first. Every word is taken as it stands: nothing
/// that a person types is read as a query language.
pub fn find(db: &Connection, wanted: &str, at_most: u32) -> Result<Vec<i64>, StoreError> {
    let quoted: Vec<String> =
        wanted.split_whitespace().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    if quoted.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = db.prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rank LIMIT ?2")?;
    let found = statement.query_map(params![quoted.join(" "), at_most], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}
