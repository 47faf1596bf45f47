//! What is asked, of whom, and what is to be found out: a campaign folder, read and checked.

mod built_in;
pub mod expression;
mod fault;
mod frame;
mod load;
mod question;
mod question_type;
pub mod row_fact;
mod scaffold;
mod section;
mod wording;

use jiff::civil::{Date, Time};
use serde::Serialize;

use crate::law::RegimeId;

pub use crate::law::nearest;
pub use built_in::built_in;
pub use fault::{Advice, CampaignError, Fault, Found, Source};
pub use frame::{Drift, Frame, LeftOut, column, column_kind};
pub use load::{Around, draft, load, row_fault, table_fault};
pub use question::{AnswerType, Observation, Period, Question, QuestionId};
pub use question_type::question_type;
pub use row_fact::RowFact;
pub use scaffold::{NoCampaignName, campaign_name, scaffold};
pub(crate) use section::Section;
pub use wording::Wording;

/// A campaign that has passed its check: one set of questions to many authorities under one law, by one requester.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Campaign {
    /// The folder's name under `campaigns/`: how verbs and store name the campaign.
    pub name: String,
    pub title: String,
    pub regime: RegimeId,
    pub opens: Date,
    /// Replies after this day are kept but stand outside the findings.
    pub closes: Option<Date>,
    pub requester: Requester,
    pub frame: Frame,
    /// How many authorities the frame was drawn from at random; `None`: it is a census.
    pub sample_of: Option<usize>,
    /// The campaign that asked the same before.
    pub wave_of: Option<String>,
    pub letters: Letters,
    pub follow_up: FollowUp,
    pub accept: Accept,
    pub questions: Vec<Question>,
    pub observations: Vec<Observation>,
    pub findings: Vec<FindingRule>,
}

/// Who asks. FOIA s.8(1)(b): a request states the name of the applicant and an address for correspondence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Requester {
    pub name: String,
    pub organisation: Option<String>,
    pub email: String,
    pub address: Option<String>,
}

/// The letters' Tera sources, by use; what the campaign does not bring comes from `templates/letters/REGIME/`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Letters {
    pub request: Template,
    pub chase: Template,
    pub clarification: Template,
    pub review: Template,
    pub complaint: Template,
    /// Files that go with every request, relative to the campaign folder.
    pub attach: Vec<String>,
    /// Put an answer sheet with the request.
    pub answer_sheet: bool,
}

/// A template's text and where it stands, for its errors.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Template {
    /// The path as a person would open it.
    pub path: String,
    pub text: String,
}

/// When to write again; all in working days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FollowUp {
    /// The first chaser, so many working days past the due date; `None`: never.
    pub chase_after: Option<u16>,
    pub chase_again_every: Option<u16>,
    pub chase_at_most: u16,
    /// Ask for internal review, so many working days past the due date.
    pub review_after: Option<u16>,
    pub office_hours: Option<(Time, Time)>,
    /// Spans of the year in which nobody is chased or asked for a review by this policy.
    pub pauses: Vec<Pause>,
    pub per_minute: u32,
}

/// A span of every year, both ends included; one that ends before it begins runs over the new year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pause {
    /// Month and day.
    pub from: (i8, i8),
    pub to: (i8, i8),
}

impl Pause {
    pub fn holds_on(self, day: Date) -> bool {
        let day = (day.month(), day.day());
        if self.from <= self.to { (self.from..=self.to).contains(&day) } else { day >= self.from || day <= self.to }
    }
}

/// What enters the ledger unseen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum Accept {
    /// Every cell waits for a person.
    Never,
    /// Proposals whose expected precision is at least this, 0 to 1.
    Precision(f64),
}

/// A declared finding, as the campaign file writes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingRule {
    pub id: String,
    pub title: String,
    pub measure: Measure,
    /// Only rows where this expression holds.
    pub among: Option<String>,
    /// A variable of the frame to group by.
    pub by: Option<String>,
    /// Where to cut `by` into bands, rising; empty: by its words, or by quarters of its numbers.
    pub bands: Vec<f64>,
}

/// What a finding measures; the strings are expressions over questions, observations and frame variables.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How many of those with a usable answer satisfy the expression.
    Share(String),
    Count(String),
    Sum(String),
    Mean(String),
    Median(String),
    /// Lowest, lower quartile, median, upper quartile, highest.
    Quantiles(String),
    /// Lowest to highest.
    Range(String),
    /// Two sums, first by second.
    Ratio(String, String),
}
