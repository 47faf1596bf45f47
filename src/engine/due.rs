//! What to do today, across campaigns, most pressing first.

use jiff::civil::Date;
use serde::Serialize;

use super::{EngineError, Workspace, campaigns, standing};
use crate::campaign::Campaign;
use crate::request::{Action, LetterKind, NextStep, RequestId, next_step};
use crate::store::Store;

/// A request that needs somebody today.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    let store = workspace.store_to_read()?;
    let names = name.map_or_else(|| workspace.campaigns(), |name| vec![name.to_owned()]);
    let (mut all, mut quiet) = (Vec::new(), 0);
    for name in names {
        let open = campaigns::open(workspace, &store, &name)?;
        let due = of_campaign(workspace, &store, &open.campaign, today)?;
        quiet += open.campaign.frame.members.len() - due.len().min(open.campaign.frame.members.len());
        all.extend(due);
    }
    all.sort_by_key(pressing);
    Ok((all, quiet))
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
    let law = standing::Law::of(workspace, campaign)?;
    let count = |from, to| law.working_days(from, to);
    let due = standing::of_campaign(workspace, store, campaign, today)?.into_iter().filter_map(|standing| {
        // A clock that cannot be told gives no deadline to act on; `foi status` and `foi show` say why.
        let clock = standing.clock.as_ref().ok()?;
        let step = next_step(&standing.life, clock, &campaign.follow_up, today, &count)?;
        Some(Due {
            command: command(&campaign.name, &standing.request.token.to_string(), step.action),
            token: standing.request.token.to_string(),
            request: standing.request.id,
            name: standing.authority.name,
            sent: standing.life.sent(),
            due: clock.limit(),
            reference: standing.life.messages.iter().rev().find_map(|received| received.says.reference.clone()),
            review_asked: standing.life.letters_of(LetterKind::Review).map(|letter| letter.on).next(),
            step,
        })
    });
    Ok(due.collect())
}

fn command(campaign: &str, token: &str, action: Action) -> String {
    match action {
        Action::Send => format!("foi send {campaign}"),
        Action::Chase => format!("foi send {campaign} --only chase"),
        Action::AskReview | Action::ConsiderReview => format!("foi send {campaign} --only review --request {token}"),
        Action::Complain => format!("foi send {campaign} --only complaint --request {token}"),
        Action::AnswerClarification => {
            format!("foi send {campaign} --only clarification --request {token} --words \"...\"")
        }
        Action::SendElsewhere | Action::PayOrNarrow | Action::Appeal => format!("foi show {token}"),
    }
}
