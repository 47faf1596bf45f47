//! Verify: rebuild every cached state from events and originals, and compare.

use serde::Serialize;

use super::{EngineError, Workspace, agenda, campaigns, holidays, standing};
use crate::message::OriginalHash;
use crate::request::{RequestId, What};
use crate::store::{Store, events, messages, originals, progress, requests};

/// What `foi verify` looked at and what differs.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub struct Verified {
    pub campaigns: usize,
    pub requests: usize,
    pub events: usize,
    pub messages: usize,
    pub originals: usize,
    pub differences: Vec<Difference>,
}

/// Something that is not as events and originals say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// A request, message or original.
    pub of: String,
    pub words: String,
}

/// Checks the whole store of a workspace; changes nothing.
pub fn verify(workspace: &Workspace) -> Result<Verified, EngineError> {
    let store = workspace.store_to_read()?;
    let mut done = Verified::default();
    bytes(&store, &mut done)?;
    for name in requests::campaigns(store.read())? {
        done.campaigns += 1;
        let campaign = campaigns::open(workspace, &store, &name)?.campaign;
        states(&store, &campaign, &mut done)?;
        mails(&store, &name, &mut done)?;
        if let Some(words) = agenda::difference(workspace, &store, &name)? {
            done.differences.push(Difference { of: name, words });
        }
    }
    if let Some(words) = holidays::difference(workspace, &store)? {
        done.differences.push(Difference { of: ".foi/holidays.json".into(), words });
    }
    for hash in messages::unread(store.read())? {
        done.differences.push(Difference {
            of: hash.to_string(),
            words: "kept, and not read yet: a run was stopped; the next `foi ingest` takes it up".into(),
        });
    }
    Ok(done)
}

/// Do the originals still have the hashes that name them?
fn bytes(store: &Store, done: &mut Verified) -> Result<(), EngineError> {
    originals::each(store.read(), |hash, content| {
        done.originals += 1;
        let is = OriginalHash::of(content);
        if is.as_str() != hash {
            let words = format!("its bytes are no longer what was received: they hash to {is}");
            done.differences.push(Difference { of: hash.to_owned(), words });
        }
    })?;
    Ok(())
}

/// Is what is cached of each request what its events come to?
fn states(store: &Store, campaign: &crate::campaign::Campaign, done: &mut Verified) -> Result<(), EngineError> {
    let mut kept = progress::of_campaign(store.read(), &campaign.name)?;
    let events = events::of_campaign(store.read(), &campaign.name)?;
    for request in requests::of_campaign(store.read(), &campaign.name)? {
        done.requests += 1;
        let of_request = events.get(&request.id).map_or(&[][..], Vec::as_slice);
        done.events += of_request.len();
        let was = kept.remove(&request.id);
        if of_request.is_empty() && was.is_none() {
            continue;
        }
        let is = standing::cached(campaign, of_request)?;
        if was.as_deref() != Some(is.as_str()) {
            let words = format!("kept as {}, and its events come to {is}", was.as_deref().unwrap_or("nothing"));
            done.differences.push(Difference { of: request.id.0, words });
        }
    }
    Ok(())
}

/// Does every tied message have its event, and no event a message that is tied elsewhere?
fn mails(store: &Store, name: &str, done: &mut Verified) -> Result<(), EngineError> {
    let mut tied: std::collections::BTreeSet<(RequestId, String)> = std::collections::BTreeSet::new();
    for events in events::of_campaign(store.read(), name)?.values() {
        let life = crate::request::fold(events, jiff::civil::Date::MAX);
        for event in &life.standing {
            if let What::Received { message, .. } = &event.what {
                tied.insert((event.request.clone(), message.clone()));
            }
        }
    }
    for message in messages::of_campaign(store.read(), name)? {
        done.messages += 1;
        for request in message.requests() {
            if request.campaign() == name && !tied.remove(&(request.clone(), message.key.clone())) {
                let words = format!("is tied to {request}, and no event says so");
                done.differences.push(Difference { of: message.key.clone(), words });
            }
        }
    }
    Ok(())
}
