//! How far the folders of a mailbox were read, and which of their mails are here.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;

/// How far a folder was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// The server's numbering (RFC 3501 s. 2.3.1.1); under another one the UIDs mean other mails.
    pub uid_validity: u32,
    pub last_uid: u32,
}

/// A mail that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub uid: u32,
    pub reason: String,
}

/// How far a folder was read; `None` before the first time.
pub fn reached(db: &Connection, account: &str, folder: &str) -> Result<Option<Reached>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT uid_validity, last_uid FROM mailbox_folder WHERE account = ?1 AND folder = ?2")?;
    let read = statement
        .query_row(params![account, folder], |row| Ok(Reached { uid_validity: row.get(0)?, last_uid: row.get(1)? }));
    Ok(read.optional()?)
}

/// Notes how far a folder was read. Within one numbering it never goes back.
pub fn reach(
    db: &Connection,
    account: &str,
    folder: &str,
    reached: Reached,
    when: Timestamp,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO mailbox_folder (account, folder, uid_validity, last_uid, read_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (account, folder) DO UPDATE SET
             last_uid = CASE WHEN uid_validity = excluded.uid_validity
                             THEN max(last_uid, excluded.last_uid) ELSE excluded.last_uid END,
             uid_validity = excluded.uid_validity, read_at = excluded.read_at",
    )?
    .execute(params![account, folder, reached.uid_validity, reached.last_uid, when.to_string()])?;
    Ok(())
}

/// Was a mail of this sign fetched from this account before?
pub fn has(db: &Connection, account: &str, sign: &str) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached("SELECT 1 FROM mailbox_mail WHERE account = ?1 AND sign = ?2")?;
    Ok(statement.exists(params![account, sign])?)
}

/// Notes that a mail of this sign was fetched.
pub fn add(db: &Connection, account: &str, sign: &str) -> Result<(), StoreError> {
    db.prepare_cached("INSERT OR IGNORE INTO mailbox_mail (account, sign) VALUES (?1, ?2)")?
        .execute(params![account, sign])?;
    Ok(())
}

/// The mails of a folder that were not taken; under another numbering there are none.
pub fn left(db: &Connection, account: &str, folder: &str, uid_validity: u32) -> Result<Vec<Left>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT uid, reason FROM mailbox_left
          WHERE account = ?1 AND folder = ?2 AND uid_validity = ?3 ORDER BY uid",
    )?;
    let rows = statement
        .query_map(params![account, folder, uid_validity], |row| Ok(Left { uid: row.get(0)?, reason: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that a mail was not taken, and why.
pub fn leave(db: &Connection, account: &str, folder: &str, uid_validity: u32, left: &Left) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO mailbox_left (account, folder, uid_validity, uid, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![account, folder, uid_validity, left.uid, left.reason])?;
    Ok(())
}

/// Notes that a mail that was left is not any more: it was taken, or is gone.
pub fn no_longer_left(db: &Connection, account: &str, folder: &str, uid: u32) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM mailbox_left WHERE account = ?1 AND folder = ?2 AND uid = ?3")?
        .execute(params![account, folder, uid])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;

    #[test]
    fn a_folder_goes_forward_and_begins_anew_only_with_the_servers_numbering() {
        let mut store = Store::in_memory().unwrap();
        let at = |uid_validity, last_uid| Reached { uid_validity, last_uid };
        assert_eq!(reached(store.read(), "office", "INBOX").unwrap(), None);
        for (step, want) in [(at(1, 5), at(1, 5)), (at(1, 3), at(1, 5)), (at(2, 3), at(2, 3))] {
            store.write(|tx| reach(tx, "office", "INBOX", step, Timestamp::UNIX_EPOCH)).unwrap();
            assert_eq!(reached(store.read(), "office", "INBOX").unwrap(), Some(want));
        }
        let four = Left { uid: 4, reason: "too large".into() };
        store.write(|tx| leave(tx, "office", "INBOX", 2, &four)).unwrap();
        assert_eq!(left(store.read(), "office", "INBOX", 2).unwrap(), [four]);
        assert_eq!(left(store.read(), "office", "INBOX", 3).unwrap(), []);
        store.write(|tx| add(tx, "office", "s").and_then(|()| add(tx, "office", "s"))).unwrap();
        assert!(has(store.read(), "office", "s").unwrap() && !has(store.read(), "home", "s").unwrap());
    }
}
