//! A question that a person writes in SQL: read, and nothing else, within limits.
//!
//! Four walls, each enough for most: the file is opened for reading alone; `query_only` is set; an authorizer (sqlite3_set_authorizer)
//! allows nothing but reading, so that no ATTACH, PRAGMA or `load_extension` is ever prepared; and a run that takes too long,
//! a value that is too large, or a heap that grows too far, is stopped. Authority: SQLite, "Defense Against The Dark Arts".
//!
//! What it will not do: change anything, or read another file.

use std::path::Path;
use std::time::{Duration, Instant};

use miette::Diagnostic;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode};
use thiserror::Error;

use super::{Store, StoreError};

/// No single text or blob may be longer.
const LONGEST: i32 = 64 << 20;
/// SQLite's own memory may not grow further.
const MOST_MEMORY: i64 = 512 << 20;
/// Instructions of SQLite's machine between two looks at the clock.
const BETWEEN_LOOKS: i32 = 20_000;

/// How far a query may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub rows: usize,
    pub time: Duration,
}

/// One value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    Null,
    Whole(i64),
    Number(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// What a query answers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answered {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Datum>>,
    /// There were more rows than the limit lets through.
    pub cut: bool,
}

/// A view with its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub name: String,
    pub columns: Vec<String>,
}

/// Why a query was not answered.
#[derive(Debug, Error, Diagnostic)]
pub enum QueryError {
    #[error("this would do more than read: {0}")]
    #[diagnostic(help("`foi sql` answers one SELECT over the views; it changes nothing and opens no other file"))]
    NotReading(String),
    #[error("there is more than one statement")]
    #[diagnostic(help("ask one question at a time"))]
    Several,
    #[error("there is no statement")]
    #[diagnostic(help("`foi sql` without a query lists the views; try \"SELECT * FROM answers LIMIT 10\""))]
    Nothing,
    #[error("it took longer than {0} seconds and was stopped")]
    #[diagnostic(help("ask for less, or give it longer with --seconds"))]
    TooLong(u64),
    #[error("an answer of this size is not held in memory: {0}")]
    #[diagnostic(help("ask for less of it at a time; no value may be longer than 64 MiB"))]
    TooLarge(String),
    #[error("SQLite does not understand this: {0}")]
    #[diagnostic(help("`foi sql` without a query lists the views with their columns"))]
    Wrong(String),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Store(#[from] StoreError),
}

/// Answers one SELECT over the store at `path`.
///
/// # Errors
/// [`QueryError`] says whether it was refused, wrong, too long or too large.
pub fn answer(path: &Path, sql: &str, limits: Limits) -> Result<Answered, QueryError> {
    let mut store = Store::open_to_read(path)?;
    confine(&mut store.connection, limits.time)?;
    let explain = |cause: rusqlite::Error| explained(cause, limits.time);
    let mut answered = Answered::default();
    let (first, rest) = first_statement(sql)?;
    if !rest.is_empty() {
        return Err(QueryError::Several);
    }
    let mut statement = store.read().prepare(first).map_err(explain)?;
    if !statement.readonly() || statement.column_count() == 0 {
        return Err(QueryError::NotReading("it is no SELECT".to_owned()));
    }
    answered.columns = statement.column_names().map(str::to_owned).collect();
    let width = answered.columns.len();
    let mut rows = statement.query([]).map_err(explain)?;
    while let Some(row) = rows.next().map_err(explain)? {
        if answered.rows.len() == limits.rows {
            answered.cut = true;
            break;
        }
        let mut data = Vec::with_capacity(width);
        for at in 0..width {
            data.push(match row.get_ref(at).map_err(explain)? {
                ValueRef::Null => Datum::Null,
                ValueRef::Integer(whole) => Datum::Whole(whole),
                ValueRef::Real(number) => Datum::Number(number),
                ValueRef::Text(text) => Datum::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => Datum::Bytes(bytes.to_vec()),
            });
        }
        answered.rows.push(data);
    }
    Ok(answered)
}

/// The views that have stable names, with their columns.
pub fn views(db: &Connection) -> Result<Vec<View>, StoreError> {
    let mut statement = db.prepare(
        "SELECT view.name, column.name
           FROM sqlite_schema AS view, pragma_table_info(view.name) AS column
          WHERE view.type = 'view' ORDER BY view.name, column.cid",
    )?;
    let mut rows = statement.query([])?;
    let mut views: Vec<View> = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, column): (String, String) = (row.get(0)?, row.get(1)?);
        match views.last_mut().filter(|view| view.name == name) {
            Some(view) => view.columns.push(column),
            None => views.push(View { name, columns: vec![column] }),
        }
    }
    Ok(views)
}

fn confine(db: &mut Connection, time: Duration) -> Result<(), QueryError> {
    let refused = StoreError::from;
    db.pragma_update(None, "query_only", true).map_err(refused)?;
    db.pragma_update(None, "temp_store", "memory").map_err(refused)?;
    db.query_row(&format!("PRAGMA hard_heap_limit = {MOST_MEMORY}"), [], |_| Ok(())).map_err(refused)?;
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_LENGTH, LONGEST),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        db.set_limit(limit, most).map_err(refused)?;
    }
    let begun = Instant::now();
    db.progress_handler(BETWEEN_LOOKS, Some(move || begun.elapsed() > time)).map_err(refused)?;
    db.authorizer(Some(|context: AuthContext<'_>| may(context.action))).map_err(refused)?;
    Ok(())
}

/// Reading is allowed; every other action there is, and any that SQLite may get, is not.
fn may(action: AuthAction<'_>) -> Authorization {
    match action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Function { function_name } => match function_name {
            "load_extension" | "fts3_tokenizer" | "fts5_source_id" => Authorization::Deny,
            _ => Authorization::Allow,
        },
        _ => Authorization::Deny,
    }
}

/// The first statement and what stands behind its semicolon, as SQLite's own grammar of quotes and comments parts them.
fn first_statement(sql: &str) -> Result<(&str, &str), QueryError> {
    let bytes = sql.as_bytes();
    let mut at = 0;
    let past = |from: usize, end: &[u8]| {
        let rest = bytes.get(from..).unwrap_or_default();
        rest.windows(end.len()).position(|window| window == end).map_or(bytes.len(), |found| from + found + end.len())
    };
    let mut end = bytes.len();
    while let Some(byte) = bytes.get(at) {
        at = match (byte, bytes.get(at + 1)) {
            (quote @ (b'\'' | b'"' | b'`'), _) => past(at + 1, &[*quote]),
            (b'[', _) => past(at + 1, b"]"),
            (b'-', Some(b'-')) => past(at + 2, b"\n"),
            (b'/', Some(b'*')) => past(at + 2, b"*/"),
            (b';', _) => {
                end = at;
                break;
            }
            _ => at + 1,
        };
    }
    let (first, rest) = sql.split_at_checked(end).unwrap_or((sql, ""));
    let first = first.trim();
    if first.is_empty() || first.contains('\0') {
        return Err(QueryError::Nothing);
    }
    Ok((first, rest.trim_matches(|c: char| c == ';' || c.is_whitespace())))
}

fn explained(cause: rusqlite::Error, time: Duration) -> QueryError {
    let words = match &cause {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    };
    if matches!(cause, rusqlite::Error::SqlInputError { .. }) {
        let refused = words.starts_with("not authorized");
        return if refused { QueryError::NotReading(words) } else { QueryError::Wrong(words) };
    }
    match cause.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => QueryError::TooLong(time.as_secs()),
        Some(ErrorCode::AuthorizationForStatementDenied | ErrorCode::ReadOnly) => QueryError::NotReading(words),
        Some(ErrorCode::OutOfMemory | ErrorCode::TooBig) => QueryError::TooLarge(words),
        Some(ErrorCode::Unknown) => QueryError::Wrong(words),
        _ => QueryError::Store(StoreError::of("the store", cause)),
    }
}
