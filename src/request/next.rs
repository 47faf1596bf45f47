//! What to do about a request today: the clock and the campaign's follow-up policy, put together.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{LetterKind, Life};
use crate::campaign::FollowUp;
use crate::law::{Clock, State};

/// Something to be done, most pressing kinds first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The authority asks what we mean; nothing goes on before it hears.
    AnswerClarification,
    /// The request came back: find another address and send it there.
    SendElsewhere,
    /// A fee is asked: pay it, or narrow the request.
    PayOrNarrow,
    /// The response waits behind a link, which a person opens and saves: it is received, and not captured.
    SaveResponse,
    /// The authority asks to be written to at another address.
    ConfirmAddress,
    Complain,
    AskReview,
    Chase,
    /// A refusal of all of it may be put to internal review.
    ConsiderReview,
    Appeal,
    Send,
}

impl Action {
    /// As a person would say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::AnswerClarification => "answer the clarification",
            Self::SendElsewhere => "find another address",
            Self::PayOrNarrow => "pay the fee or narrow",
            Self::SaveResponse => "save the response",
            Self::ConfirmAddress => "confirm the new address",
            Self::Complain => "complain to the regulator",
            Self::AskReview => "ask for internal review",
            Self::Chase => "chase",
            Self::ConsiderReview => "consider internal review",
            Self::Appeal => "consider an appeal",
            Self::Send => "send",
        }
    }

    /// The letter that does it, where a letter of ours does.
    pub fn letter(self) -> Option<LetterKind> {
        match self {
            Self::Send => Some(LetterKind::Request),
            Self::Chase => Some(LetterKind::Chase),
            Self::AskReview => Some(LetterKind::Review),
            Self::Complain => Some(LetterKind::Complaint),
            Self::AnswerClarification => Some(LetterKind::Clarification),
            Self::SendElsewhere
            | Self::PayOrNarrow
            | Self::SaveResponse
            | Self::ConfirmAddress
            | Self::ConsiderReview
            | Self::Appeal => None,
        }
    }
}

/// What is to be done about one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    pub action: Action,
    /// Since when it could be done.
    pub since: Date,
    /// The last day to do it, where there is one.
    pub by: Option<Date>,
    /// Working days past the due date.
    pub late_by: Option<u32>,
    pub reason: String,
}

/// Returns what to do about a request on `today`, if anything.
///
/// `working_days` counts the regime's working days after its first day up to its second.
pub fn next_step(
    life: &Life,
    clock: &Clock,
    policy: &FollowUp,
    today: Date,
    working_days: &dyn Fn(Date, Date) -> u32,
) -> Option<NextStep> {
    let by_law = by_clock(life, clock, policy, today, working_days);
    let presses = by_law.as_ref().is_some_and(|step| step.action < Action::SaveResponse);
    let step = |action, since, reason| Some(NextStep { action, since, by: None, late_by: clock.late_by, reason });
    if !presses && let Some(waiting) = life.uncaptured() {
        // Who has answered is not chased for an answer.
        let link = waiting.says.links.first().map_or("", String::as_str);
        let reason = format!("the response came on {} as a link; open it, save the file: {link}", waiting.on);
        return step(Action::SaveResponse, waiting.on, reason);
    }
    if !presses && let Some((on, address)) = life.proposed_address() {
        return step(Action::ConfirmAddress, on, format!("on {on} the authority asked to be written to at {address}"));
    }
    by_law
}

/// What the clock and the policy ask for.
fn by_clock(
    life: &Life,
    clock: &Clock,
    policy: &FollowUp,
    today: Date,
    working_days: &dyn Fn(Date, Date) -> u32,
) -> Option<NextStep> {
    let step = |action, since, by, reason: String| NextStep { action, since, by, late_by: clock.late_by, reason };
    let last_event = || life.standing.last().map_or(today, |event| event.on);
    match clock.state {
        State::NotDelivered if life.sends_anew => Some(step(
            Action::Send,
            last_event(),
            None,
            "the request came back undelivered, and goes to the corrected address next".into(),
        )),
        State::NotDelivered => Some(step(
            Action::SendElsewhere,
            last_event(),
            None,
            "the request came back undelivered; the clock has not started".into(),
        )),
        State::ClarificationWanted => Some(step(
            Action::AnswerClarification,
            last_event(),
            None,
            "the authority has asked what you mean; the clock stands still until it has your answer".into(),
        )),
        State::FeeWanted => Some(step(
            Action::PayOrNarrow,
            last_event(),
            clock.pay_by,
            "a fee is asked; unpaid, the request lapses".into(),
        )),
        State::Overdue => overdue(life, clock, policy, today, working_days),
        State::ReviewOverdue => Some(step(
            Action::Complain,
            clock.review_due.unwrap_or(today),
            clock.complain_by,
            "the internal review is overdue".into(),
        )),
        State::Reviewed => clock.complain_by.filter(|by| *by >= today).map(|by| {
            step(
                Action::Complain,
                last_event(),
                Some(by),
                "the review is decided; if it leaves anything open, the regulator can be asked".into(),
            )
        }),
        State::Refused => clock
            .review_ask_by
            .filter(|by| *by >= today && !reviewed(life))
            .map(|by| step(Action::ConsiderReview, last_event(), Some(by), "the request was refused".into())),
        State::Decided => clock
            .appeal_by
            .filter(|by| *by >= today)
            .map(|by| step(Action::Appeal, last_event(), Some(by), "the regulator has decided".into())),
        State::NotSent
        | State::Waiting
        | State::Extended
        | State::Answered
        | State::Lapsed
        | State::Moved
        | State::Withdrawn
        | State::ReviewWaiting
        | State::WithRegulator => None,
    }
}

fn reviewed(life: &Life) -> bool {
    life.letters_of(LetterKind::Review).next().is_some()
}

/// Working days before the last day to ask for a review on which it is named, whatever the policy says.
const LAST_CALL: u32 = 5;

/// A late authority is chased by the policy, then asked for a review, then the regulator is asked.
fn overdue(
    life: &Life,
    clock: &Clock,
    policy: &FollowUp,
    today: Date,
    working_days: &dyn Fn(Date, Date) -> u32,
) -> Option<NextStep> {
    let limit = clock.limit()?;
    let late = clock.late_by.unwrap_or_else(|| working_days(limit, today));
    let late_words = if late == 1 { "1 working day".to_owned() } else { format!("{late} working days") };
    let by = clock.review_ask_by.filter(|by| *by >= today);
    let step = |action, by, reason: String| NextStep { action, since: limit, by, late_by: Some(late), reason };
    if life.letters_of(LetterKind::Complaint).next().is_some() || reviewed(life) {
        return None;
    }
    // A right that is lost by waiting does not wait for the policy.
    if let Some(by) = by.filter(|by| working_days(today, *by) <= LAST_CALL) {
        return Some(step(
            Action::AskReview,
            Some(by),
            format!("due {limit}, and {by} is the last day to ask for a review"),
        ));
    }
    if policy.pauses.iter().any(|pause| pause.holds_on(today)) {
        return None;
    }
    if policy.review_after.is_some_and(|after| late >= u32::from(after)) {
        return Some(step(Action::AskReview, by, format!("no answer {late_words} after the due date, {limit}")));
    }
    let chases: Vec<Date> =
        life.letters_of(LetterKind::Chase).map(|letter| letter.on).filter(|on| *on > limit).collect();
    let again = match (chases.last(), policy.chase_again_every) {
        (None, _) => policy.chase_after.is_some_and(|after| late >= u32::from(after)),
        (Some(last), Some(every)) => working_days(*last, today) >= u32::from(every),
        (Some(_), None) => false,
    };
    if again && chases.len() < usize::from(policy.chase_at_most) {
        let before = match chases.len() {
            0 => String::new(),
            count => format!("; chased {count} times already, last on {}", chases.last().map_or(limit, |last| *last)),
        };
        return Some(step(Action::Chase, None, format!("due {limit}, {late_words} ago{before}")));
    }
    None
}
