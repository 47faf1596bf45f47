//! Migrations: SQL files in the order of their numbers, each run once, never edited after a release.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// Each opens with its reason.
const MIGRATIONS: [&str; 12] = [
    include_str!("migrations/0001_store.sql"),
    include_str!("migrations/0002_deadline.sql"),
    include_str!("migrations/0003_killed.sql"),
    include_str!("migrations/0004_checks.sql"),
    include_str!("migrations/0005_views.sql"),
    include_str!("migrations/0006_ties.sql"),
    include_str!("migrations/0007_hand_over.sql"),
    include_str!("migrations/0008_calendar.sql"),
    include_str!("migrations/0009_mailboxes.sql"),
    include_str!("migrations/0010_sent_copy.sql"),
    include_str!("migrations/0011_taken_back.sql"),
    include_str!("migrations/0012_wording.sql"),
];

/// `FOIC` in ASCII: tells a store of ours from any other SQLite file (PRAGMA application_id).
const APPLICATION: i32 = 0x464F_4943;

/// Runs what has not been run yet, each in a transaction of its own.
pub(super) fn up(connection: &mut Connection) -> rusqlite::Result<()> {
    let done = version(connection)?;
    for (migration, number) in MIGRATIONS.iter().zip(1_u32..).filter(|(_, number)| *number > done) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have run it while we waited.
        if version(&transaction)? < number {
            transaction.execute_batch(migration)?;
            transaction.pragma_update(None, "user_version", number)?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

/// Refuses a file that is no store of ours, or one from the future; a new, empty file may become one.
pub(super) fn ours_or_new(connection: &Connection, path: &str) -> Result<(), StoreError> {
    let explain = |cause| StoreError::of(path, cause);
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(explain)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(explain)?;
    if application != APPLICATION && tables > 0 {
        return Err(StoreError::NotAStore { path: path.into(), detail: "it is another program's SQLite file".into() });
    }
    let found = version(connection).map_err(explain)?;
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::Newer { path: path.into(), found, known });
    }
    Ok(())
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
