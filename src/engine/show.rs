//! Show: the timeline of one request, its clock with the reasoning, its cells with their evidence.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::standing::Law;
use super::{EngineError, Workspace, campaigns, ledger, standing};
use crate::authority::Authority;
use crate::law::Explained;
use crate::ledger::{Cell, Disposition};
use crate::request::RequestId;
use crate::store::messages;
use crate::store::{events, letters};

/// Everything about one request.
#[derive(Debug, Serialize)]
pub struct Shown {
    pub request: RequestId,
    pub token: String,
    pub authority: Authority,
    pub disposition: Disposition,
    pub events: Vec<EventShown>,
    pub messages: Vec<MessageShown>,
    /// The clock with its reasoning.
    pub clock: Option<Explained>,
    /// Why there is no clock.
    pub clock_unknown: Option<String>,
    pub cells: Vec<Cell>,
}

/// One line of the timeline.
#[derive(Debug, Serialize)]
pub struct EventShown {
    pub number: i64,
    pub on: Date,
    pub recorded: Timestamp,
    pub source: String,
    pub kind: &'static str,
    pub words: String,
    /// False for an event that was taken back.
    pub counts: bool,
}

/// One message of the request.
#[derive(Debug, Serialize)]
pub struct MessageShown {
    pub number: Option<i64>,
    pub message_id: String,
    /// `in` or `out`.
    pub direction: &'static str,
    pub date: Option<String>,
    pub who: String,
    pub subject: String,
    pub kind: String,
    pub tied_by: String,
    pub attachments: Vec<String>,
    pub original: String,
}

/// Returns everything about the request that `typed` names, as of a day.
pub fn show(workspace: &Workspace, typed: &str, as_of: Date) -> Result<Shown, EngineError> {
    let store = workspace.store_to_read()?;
    let request = campaigns::find_request(&store, typed)?;
    let campaign = campaigns::open(workspace, &store, request.id.campaign())?.campaign;
    let standings = standing::of_campaign(workspace, &store, &campaign, as_of)?;
    let ledger = ledger::ledger(&store, &campaign, &standings, as_of)?;
    let none = || EngineError::NoRequest { typed: typed.to_owned() };
    let standing = standings.into_iter().find(|standing| standing.request.id == request.id).ok_or_else(none)?;
    let row = ledger.rows.into_iter().find(|row| row.authority.code == request.code).ok_or_else(none)?;
    let law = Law::of(workspace, &campaign)?;
    let (clock, clock_unknown) = match law.explain(&standing.authority, &standing.life, as_of) {
        Ok(explained) => (Some(explained), None),
        Err(cause) => (None, Some(cause.to_string())),
    };
    let events = events::of_request(store.read(), &request.id)?.into_iter().map(|event| EventShown {
        number: event.id,
        on: event.on,
        recorded: event.recorded,
        source: source(&event.source),
        kind: event.what.word(),
        words: event.what.to_string(),
        counts: standing.life.standing.iter().any(|standing| standing.id == event.id),
    });
    Ok(Shown {
        token: request.token.to_string(),
        authority: standing.authority.clone(),
        disposition: standing.disposition,
        events: events.collect(),
        messages: correspondence(&store, &request.id)?,
        clock,
        clock_unknown,
        cells: row.cells,
        request: request.id,
    })
}

/// Who says so, in a word.
pub fn source(source: &crate::request::Source) -> String {
    use crate::request::Source;
    match source {
        Source::Foi => "foi".into(),
        Source::Reader => "reader".into(),
        Source::Adopted => "adopted".into(),
        Source::Person(name) => name.clone(),
    }
}

fn correspondence(store: &crate::store::Store, request: &RequestId) -> Result<Vec<MessageShown>, EngineError> {
    let mut all = Vec::new();
    for letter in letters::of_request(store.read(), request)? {
        all.push(MessageShown {
            number: None,
            message_id: letter.message_id.to_string(),
            direction: "out",
            date: Some(letter.intended),
            who: letter.recipient,
            subject: letter.subject,
            kind: letter.kind,
            tied_by: String::new(),
            attachments: Vec::new(),
            original: letter.original.to_string(),
        });
    }
    for message in messages::of_request(store.read(), request)? {
        let attachments = messages::attachments(store.read(), message.id)?;
        all.push(MessageShown {
            number: Some(message.id),
            message_id: message.key,
            direction: "in",
            date: message.day,
            who: message.sender,
            subject: message.subject,
            kind: message.kind.to_string(),
            tied_by: message.tied_by,
            attachments: attachments.into_iter().map(|attachment| attachment.name).collect(),
            original: message.original.to_string(),
        });
    }
    all.sort_by(|a, b| a.date.cmp(&b.date));
    Ok(all)
}
