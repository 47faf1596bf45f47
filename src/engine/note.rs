//! Note: what no mail shows, recorded by hand.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{EngineError, Workspace, campaigns, standing};
use crate::request::{Event, Note, Source, What};
use crate::store::events;
use crate::store::requests::StoredRequest;

/// What a person records.
#[derive(Debug, Clone)]
pub struct Noting {
    pub note: Note,
    pub on: Date,
    pub words: String,
    pub until: Option<Date>,
    /// Who says so.
    pub by: String,
}

/// Records a note on the request that `typed` names; returns that request.
///
/// # Errors
/// A day in the future, or a request that there is not.
pub fn note(
    workspace: &Workspace,
    typed: &str,
    noting: &Noting,
    today: Date,
    now: Timestamp,
) -> Result<StoredRequest, EngineError> {
    let mut store = workspace.store()?;
    let request = campaigns::find_request(&store, typed)?;
    let campaign = campaigns::open(workspace, &store, request.id.campaign())?.campaign;
    if noting.on > today {
        return Err(EngineError::Refused {
            what: format!("{} is in the future", noting.on),
            help: "a note records what has happened; give the day on which it did".into(),
        });
    }
    let event = Event {
        id: 0,
        request: request.id.clone(),
        on: noting.on,
        recorded: now,
        source: Source::Person(noting.by.clone()),
        what: What::Noted { note: noting.note, words: noting.words.clone(), until: noting.until },
    };
    store.write(|tx| {
        events::append(tx, &event)?;
        standing::refresh(tx, &campaign, std::iter::once(&request.id))
    })?;
    Ok(request)
}

/// Takes back an event of a request; what it said no longer counts, and stays in the timeline.
pub fn correct(
    workspace: &Workspace,
    typed: &str,
    event: i64,
    reason: &str,
    by: &str,
    today: Date,
    now: Timestamp,
) -> Result<StoredRequest, EngineError> {
    let mut store = workspace.store()?;
    let request = campaigns::find_request(&store, typed)?;
    let campaign = campaigns::open(workspace, &store, request.id.campaign())?.campaign;
    let known = events::of_request(store.read(), &request.id)?;
    if !known.iter().any(|known| known.id == event) {
        return Err(EngineError::Refused {
            what: format!("{} has no event {event}", request.id),
            help: format!("`foi show {}` numbers its events", request.token),
        });
    }
    let correction = Event {
        id: 0,
        request: request.id.clone(),
        on: today,
        recorded: now,
        source: Source::Person(by.to_owned()),
        what: What::Corrected { event, reason: reason.to_owned() },
    };
    store.write(|tx| {
        events::append(tx, &correction)?;
        standing::refresh(tx, &campaign, std::iter::once(&request.id))
    })?;
    Ok(request)
}
