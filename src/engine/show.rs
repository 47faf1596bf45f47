//! Show: the timeline of one request, its clock with the reasoning, its cells with their evidence.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::history::{self, Past};
use super::standing::{Law, Standing};
use super::told::{self, Told};
use super::{EngineError, Workspace, campaigns, ledger, london, regimes, standing};
use crate::authority::Authority;
use crate::campaign::{Campaign, QuestionId};
use crate::law::Explained;
use crate::ledger::{Cell, Disposition};
use crate::request::{Event, RequestId, What};
use crate::store::messages;
use crate::store::{Store, events, letters, wordings};

/// Everything about one request.
#[derive(Debug, Serialize)]
pub struct Shown {
    pub request: RequestId,
    pub token: String,
    pub authority: Authority,
    pub disposition: Disposition,
    /// In which words it was asked; nothing where it has not gone, or went before wordings were kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wording: Option<WordingSent>,
    pub events: Vec<EventShown>,
    pub messages: Vec<MessageShown>,
    /// The clock with its reasoning.
    pub clock: Option<Explained>,
    /// Why there is no clock.
    pub clock_unknown: Option<String>,
    /// Dates that were told before and are others now.
    pub told_before: Vec<Told>,
    pub cells: Vec<Cell>,
    /// What was read and said of the cells over time.
    pub history: Vec<Past>,
}

/// In which words a request was asked.
#[derive(Debug, Serialize)]
pub struct WordingSent {
    pub version: u32,
    /// How many wordings ever went to anybody of the campaign.
    pub of: usize,
    /// Questions that campaign.toml now asks otherwise.
    pub otherwise_now: Vec<QuestionId>,
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
    show_as_known(workspace, typed, as_of, None)
}

/// The same as it could be known on an earlier day: without what was recorded, and holidays that were proclaimed, later.
pub fn show_as_known(
    workspace: &Workspace,
    typed: &str,
    as_of: Date,
    known_on: Option<Date>,
) -> Result<Shown, EngineError> {
    let store = workspace.store_to_read()?;
    let request = campaigns::find_request(&store, typed)?;
    let campaign = campaigns::open(workspace, &store, request.id.campaign())?.campaign;
    let (law, holidays) = match known_on {
        Some(day) => (Law::as_known_on(workspace, &campaign, day)?, regimes::holidays(workspace)?.known_on(day)),
        None => (Law::of(workspace, &campaign)?, regimes::holidays(workspace)?),
    };
    let mut all = events::of_request(store.read(), &request.id)?;
    if let Some(day) = known_on {
        all = told::known_on(&all, day);
    }
    let none = || EngineError::NoRequest { typed: typed.to_owned() };
    let standing = standing::of_request(&law, &campaign, request.clone(), &all, as_of).ok_or_else(none)?;
    let mut messages = correspondence(&store, &request.id)?;
    if known_on.is_some() {
        messages.retain(|message| known_by(&all, &message.message_id));
    }
    let ledger = ledger::ledger(&store, &campaign, std::slice::from_ref(&standing), as_of)?;
    let mut cells = ledger.rows.into_iter().next().map(|row| row.cells).unwrap_or_default();
    if known_on.is_some() {
        // What a message that was not there yet says was not known.
        let there = |cell: &Cell| cell.message.as_ref().is_none_or(|key| messages.iter().any(|m| m.message_id == *key));
        cells.retain(there);
    }
    let mut history = history::of_request(&store, &request.id, as_of)?;
    history.retain(|past| known_on.is_none_or(|day| london(past.at) <= day));
    let (clock, clock_unknown) = match law.explain(&standing.authority, &standing.life, as_of) {
        Ok(explained) => (Some(explained), None),
        Err(cause) => (None, Some(cause.to_string())),
    };
    Ok(Shown {
        token: request.token.to_string(),
        wording: wording(&store, &campaign, &request.id)?,
        told_before: told::otherwise(&law.regime, &holidays, &standing.authority, &all, as_of),
        events: all.iter().map(|event| line(event, &standing)).collect(),
        authority: standing.authority,
        disposition: standing.disposition,
        messages,
        clock,
        clock_unknown,
        cells,
        history,
        request: request.id,
    })
}

fn wording(store: &Store, campaign: &Campaign, request: &RequestId) -> Result<Option<WordingSent>, EngineError> {
    let Some(version) = wordings::of_request(store.read(), request)? else { return Ok(None) };
    let all = wordings::of_campaign(store.read(), &campaign.name)?;
    let sent = all.iter().find(|wording| wording.version == version);
    let otherwise_now = sent.map(|sent| sent.wording.differs(&campaign.questions)).unwrap_or_default();
    Ok(Some(WordingSent { version, of: all.len(), otherwise_now }))
}

fn line(event: &Event, standing: &Standing) -> EventShown {
    EventShown {
        number: event.id,
        on: event.on,
        recorded: event.recorded,
        source: source(&event.source),
        kind: event.what.word(),
        words: event.what.to_string(),
        counts: standing.life.standing.iter().any(|standing| standing.id == event.id),
    }
}

/// Does any of these events speak of the message of this id?
fn known_by(events: &[Event], id: &str) -> bool {
    events.iter().any(|event| match &event.what {
        What::Received { message, .. } => message == id,
        What::Sent { message, .. } => message.as_ref().is_some_and(|message| message.to_string() == id),
        What::Recognised { .. }
        | What::Untied { .. }
        | What::Noted { .. }
        | What::Readdressed { .. }
        | What::Corrected { .. } => false,
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
