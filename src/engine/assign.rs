//! Assign: a person says whose a message is, and everything that follows from it.
//!
//! A message that is tied teaches: the address it came from, the authority's reference, its own Message-ID. By that others may be
//! tied, which teach in turn. Whatever is assigned anew or put back, the messages within reach of what it taught are therefore
//! untied, what they taught is forgotten, and they are tied again, oldest first, until nothing more follows. So no two can hold
//! each other up after what they hung on is gone. Ties by a key of their own, and people's decisions, are not touched.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::campaigns::Campaigns;
use super::pen::find_message;
use super::reading::{Prepared, ReadsDocuments, prepare};
use super::remembered::Remembered;
use super::{EngineError, Workspace, campaigns, ingest, says, standing, tying};
use crate::campaign::Campaign;
use crate::request::{Event, RequestId, Source, What};
use crate::store::messages::{self, StoredMessage, learnt};
use crate::store::{Store, Transaction, cells, events, originals, requests};

/// What an assignment did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assigned {
    pub message: String,
    /// `None`: put back into the pen.
    pub request: Option<RequestId>,
    /// The further requests that it answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<RequestId>,
    /// Other messages that what was learnt (or unlearnt) tied or put back.
    pub followed: Vec<(String, Option<RequestId>)>,
}

/// A person's decision about one message.
#[derive(Debug, Clone)]
pub struct Assigning<'a> {
    /// Its number in the pen, its Message-ID, or the beginning of one.
    pub message: &'a str,
    /// The requests that it answers, as a person names them; none puts the message back into the pen.
    pub requests: &'a [String],
    pub by: &'a str,
    pub now: Timestamp,
}

/// Ties a message to the requests that a person names, in place of those it was tied to, and then what can be told by what was
/// learnt from it. Taking it back takes back what followed from it.
///
/// # Errors
/// Where message or request cannot be found, or the campaign or the store does not allow it.
pub fn assign(
    workspace: &Workspace,
    assigning: &Assigning<'_>,
    documents: &dyn ReadsDocuments,
) -> Result<Assigned, EngineError> {
    let mut store = workspace.store()?;
    let message = find_message(&store, assigning.message)?;
    let mut named: Vec<RequestId> = Vec::new();
    for typed in assigning.requests {
        let request = campaigns::find_request(&store, typed)?.id;
        if !named.contains(&request) {
            named.push(request);
        }
    }
    let tied = tying::Tied::by_person(&named, assigning.by);
    let mut done = Assigned {
        message: message.key.clone(),
        request: tied.request.clone(),
        also: tied.also.clone(),
        followed: Vec::new(),
    };
    // Said again by a person, it is the same decision and no new event.
    let same: BTreeSet<&RequestId> = message.requests().collect();
    if same == named.iter().collect() && tying::by_a_person(&message.tied_by) {
        return Ok(done);
    }
    let campaign = campaigns::open(workspace, &store, &message.campaign)?.campaign;
    let campaigns = Campaigns::open(workspace, &store)?;
    let documents = &Remembered::new(workspace, documents)?;
    let mut mine = One { prepared: read_again(&store, &message, &campaign, documents)?, message };
    let mut others = rest(&store, &mine.message, &campaigns, documents)?;
    store.write(|tx| {
        within_reach(&mine, &mut others);
        for other in &others {
            learnt::forget(tx, other.message.id)?;
            messages::tie(tx, other.message.id, &[], "", "[]")?;
        }
        mine.change(tx, &campaigns, &tied, assigning.now)?;
        for (mut other, tied) in follow(tx, &campaigns, others)? {
            if tied.requests().eq(other.message.requests()) {
                let requests: Vec<&RequestId> = tied.requests().collect();
                messages::tie(tx, other.message.id, &requests, &tied.by, &tied.reasons)?;
            } else {
                other.change(tx, &campaigns, &tied, assigning.now)?;
                done.followed.push((other.message.key, tied.request));
            }
        }
        Ok(done)
    })
}

/// A message as it stood, and what is read in it.
struct One {
    message: StoredMessage,
    prepared: Prepared,
}

/// Messages whose tie may change with what is learnt: those in the pen, and those tied by no more than what adds up.
fn rest(
    store: &Store,
    changed: &StoredMessage,
    campaigns: &Campaigns,
    documents: &dyn ReadsDocuments,
) -> Result<Vec<One>, EngineError> {
    let may_change = |message: &StoredMessage| {
        // A person who put it back into the pen meant it.
        let held = message.request.is_none() && message.tied_by.is_empty();
        message.id != changed.id && (held || tying::by_what_adds_up(&message.tied_by))
    };
    let mut all = Vec::new();
    for name in requests::campaigns(store.read())? {
        // A campaign whose folder has faults is left as it is.
        let Some(campaign) = campaigns.named(&name) else { continue };
        for message in messages::of_campaign(store.read(), &name)?.into_iter().filter(may_change) {
            all.push(One { prepared: read_again(store, &message, campaign, documents)?, message });
        }
    }
    all.sort_by(|a, b| a.message.sent.cmp(&b.message.sent).then_with(|| a.message.id.cmp(&b.message.id)));
    Ok(all)
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

/// Leaves those of `others` that show what `mine` teaches, or what one of them teaches that does.
fn within_reach(mine: &One, others: &mut Vec<One>) {
    let mut taught = BTreeSet::new();
    let teach = |one: &One, taught: &mut BTreeSet<String>| {
        taught.insert(one.message.key.clone());
        taught.extend(tying::teaches(&one.prepared).map(|(_, value)| value));
    };
    teach(mine, &mut taught);
    let mut reached = vec![false; others.len()];
    loop {
        let before = taught.len();
        for (other, reached) in others.iter().zip(&mut reached) {
            if !*reached && tying::shows(&other.prepared.clues, &taught) {
                *reached = true;
                teach(other, &mut taught);
            }
        }
        if taught.len() == before {
            break;
        }
    }
    let mut reached = reached.into_iter();
    others.retain(|_| reached.next().unwrap_or(false));
}

/// Ties what was untied, oldest first, again and again while one that is tied teaches how to tie another.
fn follow(
    tx: &Transaction<'_>,
    campaigns: &Campaigns,
    others: Vec<One>,
) -> Result<Vec<(One, tying::Tied)>, EngineError> {
    let mut names: std::collections::BTreeMap<String, tying::Names> = std::collections::BTreeMap::new();
    let mut waiting = others;
    let mut decided: Vec<(One, tying::Tied)> = Vec::new();
    loop {
        let (before, mut held) = (decided.len(), Vec::new());
        for one in waiting {
            let names = match campaigns.named(&one.message.campaign) {
                Some(campaign) => names.entry(campaign.name.clone()).or_insert_with(|| tying::Names::of(campaign)),
                None => continue,
            };
            let tied = tying::tie(tx, campaigns, names, &one.prepared)?;
            if tied.request.is_none() {
                held.push((one, tied));
                continue;
            }
            let requests: Vec<&RequestId> = tied.requests().collect();
            messages::tie(tx, one.message.id, &requests, &tied.by, &tied.reasons)?;
            for request in requests {
                tying::learn(tx, request, one.message.id, &one.prepared)?;
            }
            decided.push((one, tied));
        }
        if decided.len() == before {
            decided.extend(held);
            return Ok(decided);
        }
        waiting = held.into_iter().map(|(one, _)| one).collect();
    }
}

impl One {
    /// Takes the message off its requests, if it has any, and puts it where it now belongs.
    fn change(
        &mut self,
        tx: &Transaction<'_>,
        campaigns: &Campaigns,
        tied: &tying::Tied,
        now: Timestamp,
    ) -> Result<(), EngineError> {
        let message = &self.message;
        let mut touched: BTreeSet<RequestId> = message.requests().cloned().collect();
        for before in message.requests() {
            let reason = format!("assigned anew by {}", if tied.by.is_empty() { "foi" } else { &tied.by });
            let what = What::Untied { message: message.key.clone(), reason };
            let on = super::london(now);
            let source = tied.person.clone().map_or(Source::Reader, Source::Person);
            events::append(tx, &Event { id: 0, request: before.clone(), on, recorded: now, source, what })?;
            cells::withdraw(tx, message.id, before)?;
        }
        learnt::forget(tx, message.id)?;
        let requests: Vec<&RequestId> = tied.requests().collect();
        messages::tie(tx, message.id, &requests, &tied.by, &tied.reasons)?;
        if let Some(request) = &tied.request {
            self.prepared.read_as_reply_to(campaigns.as_asked(request));
            let reading = says::written(&self.prepared.reading)?;
            let kind = self.prepared.reading.kind;
            messages::recognise(tx, &StoredMessage { kind, reading, ..message.clone() })?;
            let incoming = ingest::Incoming { id: message.id, key: &message.key, tied, now };
            ingest::belongs_to_all(tx, campaigns, incoming, &mut self.prepared)?;
            touched.extend(tied.requests().cloned());
        }
        standing::refresh_all(tx, campaigns, touched.iter())
    }
}
