//! The holding pen: messages tied to no request with certainty. [`super::assign`] settles one.

use serde::Serialize;

use super::{EngineError, Workspace, campaigns};
use crate::store::Store;
use crate::store::messages::{self, StoredMessage};

/// A message that waits, with what is known of whose it may be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// How to name it to `foi assign`.
    pub number: i64,
    pub message_id: String,
    pub date: Option<String>,
    pub from: String,
    pub subject: String,
    pub kind: String,
    /// The candidates in order, each with its reasons.
    pub candidates: serde_json::Value,
}

/// Lists a campaign's holding pen, oldest first.
pub fn pen(workspace: &Workspace, name: &str) -> Result<Vec<Held>, EngineError> {
    let store = workspace.store_to_read()?;
    campaigns::open(workspace, &store, name)?;
    let held = messages::in_pen(store.read(), name)?.into_iter().map(|message| Held {
        number: message.id,
        message_id: message.key,
        date: message.day,
        from: message.sender,
        subject: message.subject,
        kind: message.kind.to_string(),
        candidates: serde_json::from_str(&message.tie).unwrap_or(serde_json::Value::Null),
    });
    Ok(held.collect())
}

/// Finds the message that a person names.
pub fn find_message(store: &Store, typed: &str) -> Result<StoredMessage, EngineError> {
    let plain = typed.trim().trim_matches(['<', '>']);
    let mut found = messages::like(store.read(), plain)?;
    if found.len() > 1 {
        return Err(EngineError::ManyMessages { typed: typed.to_owned(), count: found.len() });
    }
    found.pop().ok_or_else(|| EngineError::NoMessage { typed: typed.to_owned() })
}
