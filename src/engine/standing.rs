//! How requests stand on a day: their events folded, and the clock of their law on top.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde::Serialize;

use super::campaigns::Campaigns;
use super::{EngineError, Workspace, regimes};
use crate::authority::{Authority, Code};
use crate::campaign::Campaign;
use crate::law::{Calendar, Clock, Explained, LawError, Matter, Regime};
use crate::ledger::{Disposition, disposition};
use crate::request::{Event, LetterKind, Life, ReplyKind, RequestId, fold, law_events};
use crate::store::requests::StoredRequest;
use crate::store::{Store, Transaction, events, progress, requests};

/// A request and how it stands.
pub struct Standing {
    pub request: StoredRequest,
    pub authority: Authority,
    pub life: Life,
    /// Unknown where what is recorded cannot be true; the error says why.
    pub clock: Result<Clock, LawError>,
    pub disposition: Disposition,
}

/// The law under which a campaign asks, ready to count.
pub struct Law {
    pub regime: Regime,
    pub calendar: Calendar,
}

impl Law {
    /// The law of a campaign, with the workspace's own regimes and the holidays it has learnt of.
    pub fn of(workspace: &Workspace, campaign: &Campaign) -> Result<Self, EngineError> {
        let regime = regimes::regime(workspace, &campaign.regime)?;
        let calendar = regimes::calendar(workspace, &regime)?;
        Ok(Self { regime, calendar })
    }

    /// The same as it could be known on a day: without the holidays proclaimed later.
    pub fn as_known_on(workspace: &Workspace, campaign: &Campaign, day: Date) -> Result<Self, EngineError> {
        let regime = regimes::regime(workspace, &campaign.regime)?;
        let calendar = regime.calendar(&regimes::holidays(workspace)?.known_on(day));
        Ok(Self { regime, calendar })
    }

    /// The clock of a life on a day.
    pub fn clock(&self, authority: &Authority, life: &Life, as_of: Date) -> Result<Clock, LawError> {
        self.put(authority, life, as_of, |matter| matter.fold())
    }

    /// The clock with its reasoning.
    pub fn explain(&self, authority: &Authority, life: &Life, as_of: Date) -> Result<Explained, LawError> {
        self.put(authority, life, as_of, |matter| matter.explain())
    }

    fn put<T>(&self, authority: &Authority, life: &Life, as_of: Date, ask: impl FnOnce(&Matter<'_>) -> T) -> T {
        let events = law_events(life, self.regime.usual_ground());
        // Known from the frame, and what was noted since.
        let mut closed = authority.closed();
        closed.extend(&life.closed);
        let Self { regime, calendar } = self;
        ask(&Matter { regime, authority_kind: &authority.kind, events: &events, as_of, calendar, closed: &closed })
    }

    /// Working days after `from` up to `to`.
    pub fn working_days(&self, from: Date, to: Date) -> u32 {
        self.calendar.working_days(from, to).unwrap_or(0)
    }
}

/// Returns how every request of a campaign stands on a day, in the frame's order.
pub fn of_campaign(
    workspace: &Workspace,
    store: &Store,
    campaign: &Campaign,
    as_of: Date,
) -> Result<Vec<Standing>, EngineError> {
    of_campaign_as_known(workspace, store, campaign, as_of, None)
}

/// The same as it could be known on an earlier day: without what was recorded, and holidays that were proclaimed, later.
pub fn of_campaign_as_known(
    workspace: &Workspace,
    store: &Store,
    campaign: &Campaign,
    as_of: Date,
    known_on: Option<Date>,
) -> Result<Vec<Standing>, EngineError> {
    let law = match known_on {
        Some(day) => Law::as_known_on(workspace, campaign, day)?,
        None => Law::of(workspace, campaign)?,
    };
    let mut events = events::of_campaign(store.read(), &campaign.name)?;
    if let Some(day) = known_on {
        events.values_mut().for_each(|events| *events = super::told::known_on(events, day));
    }
    let all = requests::of_campaign(store.read(), &campaign.name)?;
    let members: HashMap<&Code, &Authority> =
        campaign.frame.members.iter().map(|member| (&member.code, member)).collect();
    let standing = all.into_iter().filter_map(|request| {
        let life = fold(&events.remove(&request.id).unwrap_or_default(), as_of);
        let authority = addressed(members.get(&request.code)?, &life);
        let clock = law.clock(&authority, &life, as_of);
        let disposition = disposition(&life, campaign.closes);
        Some(Standing { request, authority, life, clock, disposition })
    });
    Ok(standing.collect())
}

/// Returns how one request stands on a day by these of its events; `None` where its authority is not in the frame.
pub fn of_request(
    law: &Law,
    campaign: &Campaign,
    request: StoredRequest,
    events: &[Event],
    as_of: Date,
) -> Option<Standing> {
    let life = fold(events, as_of);
    let authority = addressed(campaign.frame.member(&request.code)?, &life);
    let clock = law.clock(&authority, &life, as_of);
    let disposition = disposition(&life, campaign.closes);
    Some(Standing { request, authority, life, clock, disposition })
}

/// The authority with the address that was corrected since the frame was frozen.
pub fn addressed(authority: &Authority, life: &Life) -> Authority {
    let email = life.address.as_ref().unwrap_or(&authority.email).clone();
    Authority { email, ..authority.clone() }
}

/// The lives of those requests whose authority's address was corrected.
pub fn readdressed(store: &Store, campaign: &str, as_of: Date) -> Result<BTreeMap<RequestId, Life>, EngineError> {
    let mut lives = BTreeMap::new();
    for request in events::requests_with(store.read(), campaign, "readdressed")? {
        let life = fold(&events::of_request(store.read(), &request)?, as_of);
        if life.address.is_some() {
            lives.insert(request, life);
        }
    }
    Ok(lives)
}

/// How a request stands whatever the day: what the store keeps as a cache and `foi verify` rebuilds.
#[derive(Debug, Serialize)]
struct Progress<'a> {
    sent: Option<Date>,
    /// The day after which nothing more is awaited.
    closed: Option<Date>,
    disposition: Disposition,
    first_answer: Option<Date>,
    messages: Vec<(&'a str, &'a str)>,
}

/// The cache's content for a request with these events.
pub fn cached(campaign: &Campaign, events: &[Event]) -> Result<String, EngineError> {
    let life = fold(events, Date::MAX);
    super::says::json(&Progress {
        sent: life.sent(),
        closed: closed(&life),
        disposition: disposition(&life, campaign.closes),
        first_answer: life.first_answer(None).map(|(on, _)| on),
        messages: life.messages.iter().map(|received| (received.message.as_str(), received.says.kind.word())).collect(),
    })
}

/// The day of the answer in full.
fn closed(life: &Life) -> Option<Date> {
    life.messages.iter().find(|received| received.says.kind == ReplyKind::Full).map(|received| received.on)
}

/// Folds these requests' events anew and keeps the outcome.
pub fn refresh<'a>(
    tx: &Transaction<'_>,
    campaign: &Campaign,
    requests: impl Iterator<Item = &'a RequestId>,
) -> Result<(), EngineError> {
    for request in requests {
        let events = events::of_request(tx, request)?;
        progress::keep(tx, request, &cached(campaign, &events)?)?;
    }
    Ok(())
}

/// The same for requests of several campaigns; one of a campaign that cannot be opened is left to `foi verify`.
pub fn refresh_all<'a>(
    tx: &Transaction<'_>,
    campaigns: &Campaigns,
    requests: impl Iterator<Item = &'a RequestId>,
) -> Result<(), EngineError> {
    for request in requests {
        if let Some(campaign) = campaigns.of(request) {
            refresh(tx, campaign, std::iter::once(request))?;
        }
    }
    Ok(())
}

/// Which requests of a campaign have been sent, by whatever road, and when.
pub fn sent_days(store: &Store, campaign: &str) -> Result<BTreeMap<RequestId, Date>, EngineError> {
    let events = events::of_campaign(store.read(), campaign)?;
    let sent = events.into_iter().filter_map(|(request, events)| {
        let life = fold(&events, Date::MAX);
        let by_hand = life
            .standing
            .iter()
            .find(|event| matches!(event.what, crate::request::What::Noted { note: crate::request::Note::Sent, .. }));
        let day =
            life.letters_of(LetterKind::Request).map(|letter| letter.on).next().or(by_hand.map(|event| event.on))?;
        Some((request, day))
    });
    Ok(sent.collect())
}
