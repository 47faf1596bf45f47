//! What to do today, across campaigns, most pressing first.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::agenda::List;
use super::standing::{self, Standing};
use super::{EngineError, Workspace, agenda, campaigns};
use crate::authority::MailAddress;
use crate::campaign::Campaign;
use crate::law::{Clock, State};
use crate::request::{Action, LetterKind, NextStep, Note, RequestId, What, next_step};
use crate::store::{Store, events, requests};

/// A request that needs somebody today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Due {
    pub request: RequestId,
    pub token: String,
    pub name: String,
    #[serde(flatten)]
    pub step: NextStep,
    /// The command that does it.
    pub command: String,
    pub sent: Option<Date>,
    pub due: Option<Date>,
    pub reference: Option<String>,
    pub review_asked: Option<Date>,
}

/// Everything to do on a day, in `name` or in all campaigns, and how many requests need nothing.
pub fn due(workspace: &Workspace, name: Option<&str>, today: Date) -> Result<(Vec<Due>, usize), EngineError> {
    due_as_known(workspace, name, today, None)
}

/// The same as it could be known on an earlier day.
pub fn due_as_known(
    workspace: &Workspace,
    name: Option<&str>,
    today: Date,
    known_on: Option<Date>,
) -> Result<(Vec<Due>, usize), EngineError> {
    let mut store = workspace.store_to_read()?;
    let names = name.map_or_else(|| workspace.campaigns(), |name| vec![name.to_owned()]);
    let (mut all, mut quiet) = (Vec::new(), 0);
    for name in names {
        let list = match known_on {
            None => agenda::of_campaign(workspace, &mut store, &name, today)?,
            known_on => fresh(workspace, &store, &name, today, known_on)?,
        };
        quiet += list.quiet;
        all.extend(list.items);
    }
    all.sort_by_key(pressing);
    Ok((all, quiet))
}

/// What is to be done in a campaign, made now.
pub(super) fn fresh(
    workspace: &Workspace,
    store: &Store,
    name: &str,
    today: Date,
    known_on: Option<Date>,
) -> Result<List, EngineError> {
    let campaign = campaigns::open(workspace, store, name)?.campaign;
    let items = of_campaign_as_known(workspace, store, &campaign, today, known_on)?;
    let quiet = campaign.frame.members.len().saturating_sub(items.len());
    Ok(List { items, quiet })
}

/// Kinds of action in the order in which they press; within one, the longest overdue first.
fn pressing(due: &Due) -> (Action, std::cmp::Reverse<u32>, Date, String) {
    let late = std::cmp::Reverse(due.step.late_by.unwrap_or(0));
    (due.step.action, late, due.step.by.unwrap_or(due.step.since), due.request.0.clone())
}

/// What to do about the requests of one campaign, in the frame's order.
pub fn of_campaign(
    workspace: &Workspace,
    store: &Store,
    campaign: &Campaign,
    today: Date,
) -> Result<Vec<Due>, EngineError> {
    of_campaign_as_known(workspace, store, campaign, today, None)
}

fn of_campaign_as_known(
    workspace: &Workspace,
    store: &Store,
    campaign: &Campaign,
    today: Date,
    known_on: Option<Date>,
) -> Result<Vec<Due>, EngineError> {
    let law = standing::Law::of(workspace, campaign)?;
    let count = |from, to| law.working_days(from, to);
    let standings = standing::of_campaign_as_known(workspace, store, campaign, today, known_on)?;
    let due = standings.into_iter().filter_map(|standing| {
        // A clock that cannot be told gives no deadline to act on; `foi status` and `foi show` say why.
        let clock = standing.clock.as_ref().ok()?;
        let step = next_step(&standing.life, clock, &campaign.follow_up, today, &count)
            .or_else(|| left_behind(campaign, &standing, clock, today))?;
        Some(item(campaign, standing, step))
    });
    Ok(due.collect())
}

/// A request of an open campaign that has not gone: left by `--limit`, or without an address that mail can go to.
fn left_behind(campaign: &Campaign, standing: &Standing, clock: &Clock, today: Date) -> Option<NextStep> {
    if clock.state != State::NotSent || today < campaign.opens || !standing.life.letters.is_empty() {
        return None;
    }
    let email = standing.authority.email.trim();
    let (action, reason) = match email.parse::<MailAddress>() {
        Ok(_) => (Action::Send, "not sent yet".to_owned()),
        Err(_) if email.is_empty() => {
            let posted =
                format!("post its letter (`foi preview`) and note it: foi note {} sent DATE", standing.request.token);
            (Action::SendElsewhere, format!("not sent: it has no e-mail address. Give one, or {posted}"))
        }
        Err(cause) => (Action::SendElsewhere, format!("not sent: `{email}`: {cause}")),
    };
    Some(NextStep { action, since: campaign.opens, by: None, late_by: None, reason })
}

fn item(campaign: &Campaign, standing: Standing, step: NextStep) -> Due {
    let Standing { request, authority, life, clock, .. } = standing;
    let noted = |wanted: Note| {
        let mut noted = life.standing.iter();
        noted.find(|event| matches!(event.what, What::Noted { note, .. } if note == wanted)).map(|event| event.on)
    };
    Due {
        command: match step.action {
            Action::SendElsewhere | Action::ConfirmAddress => {
                let (new, why) = match life.proposed_address() {
                    Some((on, address)) => (address, format!("they asked for it on {on}")),
                    None => ("NEW@ADDRESS", "...".to_owned()),
                };
                format!("foi authority address {} {new} --why \"{why}\"", authority.code)
            }
            action => command(&campaign.name, &request.token.to_string(), action),
        },
        token: request.token.to_string(),
        request: request.id,
        name: authority.name,
        sent: life.sent().or_else(|| noted(Note::Sent)),
        due: clock.ok().as_ref().and_then(Clock::limit),
        reference: life.messages.iter().rev().find_map(|received| received.says.reference.clone()),
        review_asked: life
            .letters_of(LetterKind::Review)
            .map(|letter| letter.on)
            .next()
            .or_else(|| noted(Note::ReviewRequested)),
        step,
    }
}

/// A review or a complaint that a person asks for by name, though the policy would wait or leave it to them.
///
/// `Ok(Err(reason))` where the law gives none now.
pub fn asked_for(
    workspace: &Workspace,
    store: &Store,
    campaign: &Campaign,
    today: Date,
    request: &RequestId,
    kind: LetterKind,
) -> Result<Result<Due, String>, EngineError> {
    let law = standing::Law::of(workspace, campaign)?;
    let Some(stored) = requests::by_id(store.read(), request)? else {
        return Err(EngineError::NoRequest { typed: request.to_string() });
    };
    let events = events::of_request(store.read(), request)?;
    let Some(standing) = standing::of_request(&law, campaign, stored, &events, today) else {
        return Err(EngineError::NoRequest { typed: request.to_string() });
    };
    let clock = match &standing.clock {
        Ok(clock) => *clock,
        Err(cause) => return Ok(Err(format!("its clock is unknown: {cause}"))),
    };
    let silence = law.regime.regulator.as_ref().is_some_and(|regulator| regulator.without_review);
    let (action, by) = match (kind, clock.state) {
        (LetterKind::Review, State::Overdue | State::Refused | State::Answered) => {
            (Action::AskReview, clock.review_ask_by)
        }
        (LetterKind::Complaint, State::ReviewOverdue | State::Reviewed) => (Action::Complain, clock.complain_by),
        (LetterKind::Complaint, State::Overdue) if silence => (Action::Complain, clock.complain_by),
        (kind, state) => {
            return Ok(Err(format!("no {} is to be asked for now: it {}", kind.word(), words(state))));
        }
    };
    let since = clock.limit().unwrap_or(today);
    let step = NextStep { action, since, by, late_by: clock.late_by, reason: "asked for by name".into() };
    Ok(Ok(item(campaign, standing, step)))
}

/// A state as the end of a sentence about a request.
fn words(state: State) -> &'static str {
    match state {
        State::NotSent => "has not been sent",
        State::NotDelivered => "was not delivered",
        State::Waiting | State::Extended => "is still in time",
        State::ClarificationWanted => "waits for your answer to a question",
        State::FeeWanted => "waits for a fee",
        State::Overdue => "is overdue, and this law wants a review first",
        State::Answered => "is answered; a review comes first",
        State::Refused => "is refused; a review comes first",
        State::Lapsed => "has lapsed",
        State::Moved => "is now another authority's",
        State::Withdrawn => "is withdrawn",
        State::ReviewWaiting => "waits for the review",
        State::ReviewOverdue => "had its review asked for already",
        State::Reviewed => "is reviewed already",
        State::WithRegulator => "is with the regulator",
        State::Decided => "is decided by the regulator",
    }
}

fn command(campaign: &str, token: &str, action: Action) -> String {
    match action {
        Action::Send => format!("foi send {campaign}"),
        Action::Chase => format!("foi send {campaign} --only chase"),
        Action::AskReview => format!("foi send {campaign} --only review --request {token}"),
        Action::ConsiderReview => {
            format!("foi send {campaign} --only review --request {token} --words \"...\"")
        }
        Action::Complain => format!("foi send {campaign} --only complaint --request {token}"),
        Action::AnswerClarification => {
            format!("foi send {campaign} --only clarification --request {token} --words \"...\"")
        }
        Action::SaveResponse => format!("foi ingest {campaign} --answers {token} FILE"),
        Action::SendElsewhere | Action::ConfirmAddress | Action::PayOrNarrow | Action::Appeal => {
            format!("foi show {token}")
        }
    }
}
