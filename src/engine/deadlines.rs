//! Deadlines for a calendar: by when the authority must answer, and the last days on which we may act.
//!
//! What was last told is kept (`store::deadlines`), so that a date that moved, for whatever reason, is told as newer, and one
//! that is over is taken off the calendar. A deadline that was over before anybody was told of it is not told at all.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::standing::{self, Standing};
use super::{EngineError, Workspace, campaigns};
use crate::campaign::Campaign;
use crate::export::{self, Deadline};
use crate::law::{Clock, State};
use crate::request::RequestId;
use crate::store::deadlines::{self, ToldDeadline};
use crate::store::{Store, StoreError};

/// A date of the clock that belongs into a calendar.
struct Dated {
    kind: &'static str,
    on: Date,
    over: bool,
}

/// The calendar of one campaign, or of all, as the text of an .ics file; and how many deadlines stand in it.
pub fn calendar(
    workspace: &Workspace,
    name: Option<&str>,
    as_of: Date,
    now: Timestamp,
) -> Result<(String, usize), EngineError> {
    let names = name.map_or_else(|| workspace.campaigns(), |name| vec![name.to_owned()]);
    let mut all: Vec<(String, Deadline)> = Vec::new();
    let mut title = "Freedom of information".to_owned();
    for name in names {
        let store = workspace.store_to_read()?;
        let campaign = campaigns::open(workspace, &store, &name)?.campaign;
        let standings = standing::of_campaign(workspace, &store, &campaign, as_of)?;
        let told = tell(workspace, &campaign, &standings, as_of, now)?;
        all.extend(told.into_iter().map(|deadline| (campaign.name.clone(), deadline)));
        title = campaign.title;
    }
    if name.is_none() {
        title = "Freedom of information".to_owned();
    }
    let standing = all.iter().filter(|(_, deadline)| !deadline.cancelled).count();
    let text = export::calendar(&title, all.iter().map(|(campaign, deadline)| (campaign.as_str(), deadline)));
    Ok((text, standing))
}

/// The deadlines of a campaign as they are to be told now; keeps that they were.
pub fn tell(
    workspace: &Workspace,
    campaign: &Campaign,
    standings: &[Standing],
    as_of: Date,
    now: Timestamp,
) -> Result<Vec<Deadline>, EngineError> {
    let mut store = match workspace.store() {
        Ok(store) => store,
        // A folder that may only be read has told nobody anything that a later run could build upon.
        Err(EngineError::Store(StoreError::ReadOnly { .. } | StoreError::CannotOpen { .. })) => Store::in_memory()?,
        Err(cause) => return Err(cause),
    };
    let law = standing::Law::of(workspace, campaign)?;
    let known = requests_known(&store, campaign)?;
    let before = deadlines::told(store.read(), &campaign.name)?;
    let mut told = Vec::new();
    let mut fresh = Vec::new();
    for standing in standings {
        for (kind, is) in next_told(standing, &before, now) {
            if known && before.get(&(standing.request.id.clone(), kind.to_owned())) != Some(&is) {
                fresh.push((standing.request.id.clone(), kind, is.clone()));
            }
            told.push(deadline(&law, standing, kind, &is, as_of));
        }
    }
    if !fresh.is_empty() {
        store.write(|tx| fresh.iter().try_for_each(|(request, kind, is)| deadlines::tell(tx, request, kind, is)))?;
    }
    Ok(told)
}

fn requests_known(store: &Store, campaign: &Campaign) -> Result<bool, EngineError> {
    Ok(crate::store::requests::frozen(store.read(), &campaign.name)?.is_some())
}

/// What is told of one request's deadlines now, by kind: what is new, what moved, what is over.
fn next_told(
    standing: &Standing,
    before: &BTreeMap<(RequestId, String), ToldDeadline>,
    now: Timestamp,
) -> Vec<(&'static str, ToldDeadline)> {
    let dated = standing.clock.as_ref().map(dates).unwrap_or_default();
    let learnt = standing.life.standing.iter().map(|event| event.recorded).max().unwrap_or(now);
    KINDS
        .into_iter()
        .filter_map(|kind| {
            let last = before.get(&(standing.request.id.clone(), kind.to_owned()));
            let is = dated.iter().find(|dated| dated.kind == kind);
            let told = match (last, is) {
                (None, None) => return None,
                (None, Some(is)) if is.over => return None,
                // The same events tell the same, whenever they are first asked.
                (None, Some(is)) => ToldDeadline { on: is.on, cancelled: false, sequence: 0, changed: learnt },
                (Some(last), is) => {
                    let (on, cancelled) = is.map_or((last.on, true), |is| (is.on, is.over));
                    let same = (last.on, last.cancelled) == (on, cancelled);
                    let sequence = if same { last.sequence } else { last.sequence.saturating_add(1) };
                    let changed = if same { last.changed } else { now.max(last.changed) };
                    ToldDeadline { on, cancelled, sequence, changed }
                }
            };
            Some((kind, told))
        })
        .collect()
}

/// Kinds of deadline: first what the authority owes, then the last days on which we may act.
const KINDS: [&str; 6] = ["answer", "review", "fee", "review_request", "complaint", "appeal"];

fn dates(clock: &Clock) -> Vec<Dated> {
    let state = clock.state;
    let waits = matches!(state, State::Waiting | State::Extended | State::Overdue);
    let review_waits = matches!(state, State::ReviewWaiting | State::ReviewOverdue);
    let may_ask = matches!(state, State::Overdue | State::Refused);
    let may_complain = matches!(state, State::ReviewOverdue | State::Reviewed);
    [
        ("answer", clock.limit(), waits),
        ("review", clock.review_due, review_waits),
        ("fee", clock.pay_by, state == State::FeeWanted),
        ("review_request", clock.review_ask_by, may_ask),
        ("complaint", clock.complain_by, may_complain),
        ("appeal", clock.appeal_by, state == State::Decided),
    ]
    .into_iter()
    .filter_map(|(kind, on, stands)| Some(Dated { kind, on: on?, over: !stands }))
    .collect()
}

fn deadline(law: &standing::Law, standing: &Standing, kind: &str, told: &ToldDeadline, as_of: Date) -> Deadline {
    let token = &standing.request.token;
    // The clock's own sentences: whoever meets the day on a telephone has no table of codes at hand.
    let why = match law.explain(&standing.authority, &standing.life, as_of) {
        Ok(explained) => explained.paragraph,
        Err(cause) => format!("The clock is unknown: {cause}."),
    };
    let over = if told.cancelled { "No longer a deadline. " } else { "" };
    Deadline {
        token: standing.request.token.to_string(),
        kind: kind.to_owned(),
        authority: standing.authority.code.clone(),
        name: standing.authority.name.clone(),
        on: told.on,
        reason: format!("{over}{why}\nMore: foi show {token}"),
        sequence: told.sequence,
        cancelled: told.cancelled,
        changed: told.changed,
    }
}
