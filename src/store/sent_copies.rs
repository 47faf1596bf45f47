//! Which letters have their copy in the Sent folder.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::StoreError;
use crate::message::{MessageId, OriginalHash};

/// A letter that went by an account, and of whose copy nothing is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncopied {
    pub message_id: MessageId,
    pub original: OriginalHash,
}

/// Notes that a letter's copy is in the Sent folder.
pub fn note(
    db: &Connection,
    message_id: &MessageId,
    account: &str,
    at: Timestamp,
    appended: bool,
) -> Result<(), StoreError> {
    db.prepare_cached("INSERT OR IGNORE INTO sent_copy (message_id, account, at, how) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            message_id.as_str(),
            account,
            at.to_string(),
            if appended { "appended" } else { "was there" }
        ])?;
    Ok(())
}

/// The letters of a campaign that an account's server took, or turned out to have taken, and that have no copy yet; as they went.
pub fn missing(db: &Connection, campaign: &str, account: &str) -> Result<Vec<Uncopied>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT letter.message_id, letter.original
           FROM letter JOIN request ON request.id = letter.request
           JOIN hand_over AS newest ON newest.id =
                (SELECT max(id) FROM hand_over WHERE hand_over.message_id = letter.message_id)
          WHERE request.campaign = ?1 AND newest.outcome IN ('accepted', 'went')
            AND EXISTS (SELECT 1 FROM hand_over AS tried
                         WHERE tried.message_id = letter.message_id AND tried.outcome = 'begun' AND tried.account = ?2)
            AND NOT EXISTS (SELECT 1 FROM sent_copy WHERE sent_copy.message_id = letter.message_id)
          ORDER BY newest.id",
    )?;
    let mut rows = statement.query(params![campaign, account])?;
    let mut missing = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, original): (String, String) = (row.get(0)?, row.get(1)?);
        missing.push(Uncopied {
            message_id: MessageId::new(&id),
            original: original.parse().map_err(|cause| StoreError::unreadable("a letter's original", cause))?,
        });
    }
    Ok(missing)
}
