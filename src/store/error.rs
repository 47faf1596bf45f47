//! What can stand in the way of the store, and what to do about it.

use miette::Diagnostic;
use rusqlite::ErrorCode;
use thiserror::Error;

/// Why the store could not be read or written. Nothing that was kept before is lost by any of these.
#[derive(Debug, Error, Diagnostic)]
pub enum StoreError {
    #[error("{path} is locked by another process")]
    #[diagnostic(help("another `foi` is writing to this workspace: let it finish, then run this again"))]
    Locked { path: String },
    #[error("{path} cannot be written: it, or its folder, is read-only")]
    #[diagnostic(help("give yourself write permission for the folder, or copy the workspace to a place of your own"))]
    ReadOnly { path: String },
    #[error("{path} could not be written: the disk is full")]
    #[diagnostic(help("make room and run the same command again: all that was kept before is still there"))]
    Full { path: String },
    #[error("{path} could not be opened")]
    #[diagnostic(help("is the folder there, and may you read and write in it?"))]
    CannotOpen { path: String },
    #[error("{path} is no store of foi, or it is damaged: {detail}")]
    #[diagnostic(help("move the file away and restore it from a copy; `foi verify` checks a restored one"))]
    NotAStore { path: String, detail: String },
    #[error("{path} was written by a newer foi (layout {found}, this one knows {known})")]
    #[diagnostic(help("install the newer foi; this one would not understand what it wrote"))]
    Newer { path: String, found: u32, known: u32 },
    #[error("{path}: what is kept for {what} cannot be understood: {detail}")]
    #[diagnostic(help("run `foi verify`: it names what differs from the events and originals"))]
    Unreadable { path: String, what: String, detail: String },
    #[error("{path}: {cause}")]
    #[diagnostic(help("this is a fault of foi's own: please report it with the words above"))]
    Sql { path: String, cause: rusqlite::Error },
}

impl StoreError {
    /// Says what a failure of SQLite means.
    pub(super) fn of(path: &str, cause: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match cause.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly { path },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            // A write that the disk refuses half-way shows as an input/output fault.
            Some(ErrorCode::SystemIoFailure) => Self::Full { path },
            Some(ErrorCode::CannotOpen) => Self::CannotOpen { path },
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::NotAStore { path, detail: cause.to_string() }
            }
            _ => Self::Sql { path, cause },
        }
    }

    /// What is kept for `what` is not in the form that this foi writes.
    pub fn unreadable(what: impl Into<String>, detail: impl std::fmt::Display) -> Self {
        Self::Unreadable { path: "the store".into(), what: what.into(), detail: detail.to_string() }
    }
}
