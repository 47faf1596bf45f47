//! The store: SQLite in `.foi/store.sqlite`, one writer, one file a question that is asked; originals by hash.
//!
//! Why SQLite holds the originals too: a mail, its event and its cells are then kept in one transaction or not at all,
//! wherever the process is killed. Write-ahead logging lets readers go on beside the one writer.
//!
//! What it will not do: decide anything. SQL stands here and nowhere else; rules stand in the rooms below.

mod error;
mod migrate;

pub mod agenda;
pub mod calendar;
pub mod cells;
pub mod checks;
pub mod deadlines;
pub mod documents;
pub mod dump;
pub mod events;
pub mod hand_overs;
pub mod letters;
pub mod mailboxes;
pub mod messages;
pub mod originals;
pub mod progress;
pub mod query;
pub mod requests;
pub mod search;
pub mod sent_copies;
pub mod wordings;

use std::path::Path;
use std::time::Duration;

use rusqlite::{OpenFlags, TransactionBehavior};

pub use error::StoreError;
pub use rusqlite::{Connection, Transaction};

/// How long to wait for another process that writes, before saying that the store is locked.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open store.
pub struct Store {
    connection: Connection,
    path: String,
}

impl Store {
    /// Opens the store at `path` for writing, making or bringing it up to date where needed.
    ///
    /// # Errors
    /// [`StoreError`] says whether it is locked, read-only, no store at all, or of a newer foi, and what to do.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let shown = path.display().to_string();
        let connection = Connection::open(path).map_err(|cause| StoreError::of(&shown, cause))?;
        migrate::ours_or_new(&connection, &shown)?;
        let mut store = Self { connection, path: shown };
        store.prepare().and_then(|()| migrate::up(&mut store.connection)).map_err(|cause| store.explain(cause))?;
        Ok(store)
    }

    /// Opens an existing store for reading alone.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let shown = path.display().to_string();
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|cause| StoreError::of(&shown, cause))?;
        connection.busy_timeout(PATIENCE).map_err(|cause| StoreError::of(&shown, cause))?;
        migrate::ours_or_new(&connection, &shown)?;
        Ok(Self { connection, path: shown })
    }

    /// A store in memory, for tests.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::open(Path::new(":memory:"))
    }

    fn prepare(&self) -> rusqlite::Result<()> {
        self.connection.busy_timeout(PATIENCE)?;
        self.connection.pragma_update(None, "journal_mode", "wal")?;
        self.connection.pragma_update(None, "synchronous", "normal")?;
        self.connection.pragma_update(None, "foreign_keys", true)?;
        self.connection.pragma_update(None, "cache_size", -32_000)?;
        self.connection.pragma_update(None, "temp_store", "memory")?;
        self.connection.set_prepared_statement_cache_capacity(64);
        Ok(())
    }

    /// The connection, for the reading questions of this room.
    pub fn read(&self) -> &Connection {
        &self.connection
    }

    /// Does `work` in one transaction: all of it stays, or nothing.
    ///
    /// # Errors
    /// What `work` says, or why the transaction could not begin or end; nothing is kept then.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let path = self.path.clone();
        let explain = |cause| StoreError::of(&path, cause);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(explain)?;
        let done = work(&transaction)?;
        transaction.commit().map_err(explain)?;
        Ok(done)
    }

    /// Says what a failure of SQLite means for this store.
    pub fn explain(&self, cause: rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, cause)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(cause: rusqlite::Error) -> Self {
        Self::of("the store", cause)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::authority::Code;
    use crate::message::OriginalHash;
    use crate::request::{Event, Note, RequestId, Source, Token, What};

    fn with_one_request() -> (Store, RequestId) {
        let mut store = Store::in_memory().unwrap();
        let id = RequestId::new("c", &Code("A".into()));
        let request = requests::StoredRequest {
            id: id.clone(),
            code: Code("A".into()),
            token: Token::for_request("c", &Code("A".into()), 0),
            email: "FOI@a.example".into(),
        };
        store
            .write::<_, StoreError>(|tx| {
                requests::freeze(tx, "c", "2018-08-20", "{}", "d")?;
                requests::add(tx, &request, 0)
            })
            .unwrap();
        (store, id)
    }

    fn remark(request: &RequestId) -> Event {
        Event {
            id: 0,
            request: request.clone(),
            on: date(2018, 9, 1),
            recorded: jiff::Timestamp::UNIX_EPOCH,
            source: Source::Person("Holly".into()),
            what: What::Noted { note: Note::Remark, words: "they rang".into(), until: None, more: Default::default() },
        }
    }

    #[test]
    fn an_event_comes_back_as_it_went_in_and_cannot_be_changed_or_deleted() {
        let (store, request) = with_one_request();
        let id = events::append(store.read(), &remark(&request)).unwrap();
        let kept = events::of_request(store.read(), &request).unwrap();
        assert_eq!(kept, [Event { id, ..remark(&request) }]);
        for attempt in ["UPDATE event SET day = '2018-01-01'", "DELETE FROM event"] {
            let refused = store.read().execute(attempt, []).unwrap_err().to_string();
            assert!(refused.contains("append-only"), "{refused}");
        }
    }

    #[test]
    fn an_original_is_kept_once_and_for_ever() {
        let (store, _) = with_one_request();
        let hash = OriginalHash::of(b"x");
        assert!(originals::keep(store.read(), &hash, b"x").unwrap());
        assert!(!originals::keep(store.read(), &hash, b"x").unwrap());
        assert_eq!(originals::bytes(store.read(), &hash).unwrap().as_deref(), Some(b"x".as_slice()));
        assert!(store.read().execute("DELETE FROM original", []).is_err());
    }

    #[test]
    fn what_fails_half_way_leaves_nothing_behind() {
        let (mut store, request) = with_one_request();
        let failed: Result<(), StoreError> = store.write(|tx| {
            events::append(tx, &remark(&request))?;
            Err(StoreError::unreadable("a test", "stopped here"))
        });
        assert!(failed.is_err());
        assert!(events::of_request(store.read(), &request).unwrap().is_empty());
    }

    #[test]
    fn a_file_that_is_no_store_is_named_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.sqlite");
        std::fs::write(&path, "this is a text file, and somebody's only copy of it, much longer than a header is")
            .unwrap();
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::NotAStore { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn another_programs_database_is_not_taken_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.sqlite");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x); PRAGMA user_version = 1").unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::NotAStore { .. })));
    }

    #[test]
    fn a_store_of_a_newer_foi_is_refused_with_the_remedy() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.sqlite");
        Store::open(&path).unwrap().read().pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::Newer { found: 99, .. })));
    }

    #[test]
    fn a_store_that_another_process_writes_to_is_said_to_be_locked() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.sqlite");
        let mut first = Store::open(&path).unwrap();
        let mut second = Store::open(&path).unwrap();
        second.read().busy_timeout(Duration::from_millis(10)).unwrap();
        first
            .write::<_, StoreError>(|_| {
                let refused = second.write::<(), StoreError>(|_| Ok(()));
                assert!(matches!(refused, Err(StoreError::Locked { .. })), "{refused:?}");
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_full_disk_half_way_keeps_what_was_kept_before() {
        let (mut store, request) = with_one_request();
        events::append(store.read(), &remark(&request)).unwrap();
        let pages: i64 = store.read().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        store.read().pragma_update(None, "max_page_count", pages + 4).unwrap();
        let big = vec![7_u8; 1 << 20];
        let refused = store.write::<_, StoreError>(|tx| originals::keep(tx, &OriginalHash::of(&big), &big));
        assert!(matches!(refused, Err(StoreError::Full { .. })), "{refused:?}");
        assert_eq!(events::of_request(store.read(), &request).unwrap().len(), 1);
    }

    #[test]
    fn search_takes_every_word_as_it_stands() {
        let (store, _) = with_one_request();
        search::add(store.read(), 7, "FOI reply", "we hold 12 \"certified\" people", "").unwrap();
        let held =
            |words: &str| store.read().prepare("SELECT rowid FROM words WHERE words MATCH ?1").unwrap().exists([words]);
        assert!(held("certified people").unwrap());
        for hostile in ["\" OR NEAR( * body:", "* \" ^ -", "", "a\0b", "NOT", "{subject body} : certified"] {
            assert!(
                search::find(store.read(), hostile, &search::Among::default(), 10).unwrap().is_empty(),
                "{hostile}"
            );
        }
    }
}
