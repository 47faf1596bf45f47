//! What the clock says of one request on one day.

use jiff::civil::Date;
use serde::Serialize;

use super::{Reason, Reasons};

/// What has become of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    NotSent,
    NotDelivered,
    Waiting,
    ClarificationWanted,
    FeeWanted,
    Extended,
    Overdue,
    Answered,
    Refused,
    Lapsed,
    Moved,
    Withdrawn,
    ReviewWaiting,
    ReviewOverdue,
    Reviewed,
    WithRegulator,
    Decided,
}

/// Does the clock run?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Running {
    NotStarted,
    Running,
    Stopped,
    Overdue,
    Ended,
}

/// From whom the next step is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    Authority,
    Applicant,
    Regulator,
    Nobody,
}

/// The clock of one request on one day, without words: what [`super::fold`] gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// Day 0: the day of receipt that counts now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Date>,
    /// The last day of the time for complying; `None` while there is none.
    pub due: Option<Date>,
    /// The later day that a good extension allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_due: Option<Date>,
    /// The latest day that `due` may turn out to be, where the school's days are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_latest: Option<Date>,
    /// What `due` would be if a clarification asked too late had reset the clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_if_reset: Option<Date>,
    /// The day that the authority itself names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_due: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay_by: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_ask_by: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_due: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_outer: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complain_by: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appeal_by: Option<Date>,
    pub state: State,
    #[serde(rename = "clock")]
    pub running: Running,
    pub due_from: Party,
    /// Was the reply in time? `None` where there is none, or where the school's days decide and are not known.
    pub in_time: Option<bool>,
    /// The day of the reply or refusal that ended the time for complying.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replied: Option<Date>,
    /// Working days by which the reply was late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_late_by: Option<u32>,
    /// Working days past the limit of the phase now running.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_by: Option<u32>,
    /// Working days after receipt that a fees notice takes out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disregarded: Option<u32>,
    pub why: Reasons,
    /// A count has left the years whose days off are known: the date can only move later.
    pub provisional: bool,
}

impl Clock {
    /// The last day on which an answer is in time, as far as is known: the extended day, the latest day, or the day.
    pub fn limit(&self) -> Option<Date> {
        self.extended_due.or(self.due_latest).or(self.due)
    }
}

/// One step of the reasoning: a fact or a rule, with the provision behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

/// A clock with its reasoning in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    #[serde(flatten)]
    pub clock: Clock,
    /// Weekdays between receipt and the due date that are no working days.
    pub skipped: Vec<Date>,
    pub steps: Vec<Step>,
    /// The steps as one paragraph that could stand in a complaint.
    pub paragraph: String,
}
