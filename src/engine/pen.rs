//! The holding pen: messages tied to no request with certainty, and how a person settles one.

use jiff::Timestamp;
use serde::Serialize;

use super::campaigns::Campaigns;
use super::reading::{Prepared, ReadsDocuments, prepare};
use super::remembered::Remembered;
use super::{EngineError, Workspace, campaigns, ingest, says, standing, tying};
use crate::campaign::Campaign;
use crate::request::{Event, RequestId, Source, What};
use crate::store::messages::{self, StoredMessage, learnt};
use crate::store::{Store, Transaction, cells, events, originals};

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

/// What an assignment did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assigned {
    pub message: String,
    /// `None`: put back into the pen.
    pub request: Option<RequestId>,
    /// Other messages that what was learnt (or unlearnt) tied or put back.
    pub followed: Vec<(String, Option<RequestId>)>,
}

/// A person's decision about one message.
#[derive(Debug, Clone)]
pub struct Assigning<'a> {
    /// Its number in the pen, its Message-ID, or the beginning of one.
    pub message: &'a str,
    /// The request as a person names it; `None` puts the message back into the pen.
    pub request: Option<&'a str>,
    pub by: &'a str,
    pub now: Timestamp,
}

/// Ties a message to a request because a person says so, and then what waits in the pen and can be told by what was
/// learnt from it. Taking it back takes back what followed from it.
pub fn assign(
    workspace: &Workspace,
    assigning: &Assigning<'_>,
    documents: &dyn ReadsDocuments,
) -> Result<Assigned, EngineError> {
    let mut store = workspace.store()?;
    let message = find_message(&store, assigning.message)?;
    let campaign = campaigns::open(workspace, &store, &message.campaign)?.campaign;
    let request = match assigning.request {
        Some(typed) => Some(campaigns::find_request(&store, typed)?.id),
        None => None,
    };
    // Said again by a person, it is the same decision and no new event.
    if request == message.request && tying::by_a_person(&message.tied_by) {
        return Ok(Assigned { message: message.key, request, followed: Vec::new() });
    }
    let documents = &Remembered::new(workspace, documents)?;
    let others = rest(&store, &message)?;
    let campaigns = Campaigns::open(workspace, &store)?;
    let mine = read_again(&store, &message, &campaign, documents)?;
    let others: Vec<(StoredMessage, Prepared)> = others
        .into_iter()
        .map(|other| read_again(&store, &other, &campaign, documents).map(|prepared| (other, prepared)))
        .collect::<Result<_, _>>()?;
    let names = tying::Names::of(&campaign);
    store.write(|tx| {
        let tied = tying::Tied::by_person(request.clone(), assigning.by);
        change(tx, &campaigns, &message, mine, &tied, assigning.now)?;
        let mut followed = Vec::new();
        for (other, prepared) in others {
            let tied = tying::tie(tx, &campaigns, &names, &prepared)?;
            if tied.request != other.request {
                change(tx, &campaigns, &other, prepared, &tied, assigning.now)?;
                followed.push((other.key.clone(), tied.request));
            }
        }
        Ok(Assigned { message: message.key.clone(), request, followed })
    })
}

/// Messages whose tie may change with what is learnt: those in the pen, and those tied by no more than what adds up.
fn rest(store: &Store, changed: &StoredMessage) -> Result<Vec<StoredMessage>, EngineError> {
    let all = messages::of_campaign(store.read(), &changed.campaign)?;
    let may_change = |message: &StoredMessage| {
        // A person who put it back into the pen meant it.
        let held = message.request.is_none() && message.tied_by.is_empty();
        message.id != changed.id && (held || tying::by_what_adds_up(&message.tied_by))
    };
    Ok(all.into_iter().filter(may_change).collect())
}

fn read_again(
    store: &Store,
    message: &StoredMessage,
    campaign: &Campaign,
    documents: &dyn ReadsDocuments,
) -> Result<Prepared, EngineError> {
    let bytes = originals::bytes(store.read(), &message.original)?.unwrap_or_default();
    Ok(prepare(&bytes, campaign, documents))
}

/// Takes a message off its request, if it has one, and puts it where it now belongs.
fn change(
    tx: &Transaction<'_>,
    campaigns: &Campaigns,
    message: &StoredMessage,
    mut prepared: Prepared,
    tied: &tying::Tied,
    now: Timestamp,
) -> Result<(), EngineError> {
    let mut touched: Vec<RequestId> = Vec::new();
    if let Some(before) = &message.request {
        let reason = format!("assigned anew by {}", tied.by);
        let what = What::Untied { message: message.key.clone(), reason };
        let on = super::london(now);
        let source = tied.person.clone().map_or(Source::Reader, Source::Person);
        events::append(tx, &Event { id: 0, request: before.clone(), on, recorded: now, source, what })?;
        cells::withdraw(tx, message.id)?;
        learnt::forget(tx, message.id)?;
        touched.push(before.clone());
    }
    messages::tie(tx, message.id, tied.request.as_ref(), &tied.by, &tied.reasons)?;
    if let Some(request) = &tied.request {
        if request.campaign() != message.campaign {
            prepared.read_as_reply_to(campaigns.of(request));
        }
        let reading = says::written(&prepared.reading)?;
        messages::recognise(tx, &StoredMessage { kind: prepared.reading.kind, reading, ..message.clone() })?;
        ingest::belongs(tx, request, message.id, &message.key, &prepared, tied, now)?;
        touched.push(request.clone());
    }
    standing::refresh_all(tx, campaigns, touched.iter())
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
