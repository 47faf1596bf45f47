//! The last step: how things stand on the day of asking, and what may be done.

use super::Explainer;
use super::days::{long, working_days};
use crate::law::{Running, State, Step};

impl Explainer<'_> {
    pub(super) fn next(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = self.if_reset().into_iter().collect();
        let today = long(self.matter.as_of);
        let text = match self.clock.state {
            State::NotSent => {
                format!("On {today} nothing shows that the request has been sent or received, so no time runs.")
            }
            State::NotDelivered => {
                format!(
                    "On {today} the request has not been received, so no time runs: send it to an address that works."
                )
            }
            State::Waiting | State::Extended => self.while_waiting(),
            State::ClarificationWanted => {
                format!("On {today} the authority waits for an answer; there is no due date until it has one.")
            }
            State::FeeWanted => format!("On {today} the fee has not been paid; there is no due date until it is."),
            State::Overdue => self.when_overdue(),
            State::Answered | State::Refused => self.when_answered(),
            State::ReviewWaiting => format!("On {today} the review is under way."),
            State::ReviewOverdue => self.when_review_overdue(),
            State::WithRegulator => self.with_regulator(),
            State::Lapsed | State::Moved | State::Withdrawn => return steps,
            State::Reviewed | State::Decided => return steps,
        };
        let provision = match self.clock.state {
            State::Overdue | State::Waiting | State::Extended => {
                self.matter.regime.regulator.as_ref().map(|rule| rule.provision.as_str())
            }
            State::Answered | State::Refused if self.clock.review_ask_by.is_some() => {
                self.matter.regime.review.as_ref().map(|rule| rule.provision.as_str())
            }
            _ => None,
        };
        steps.push(self.step(text, provision, None, Some(self.matter.as_of)));
        steps
    }

    /// The date that the other reading of the law gives.
    fn if_reset(&self) -> Option<Step> {
        let day = self.clock.due_if_reset?;
        let text = format!("Had the late question reset the time all the same, a reply would be due by {}.", long(day));
        Some(self.step(text, None, None, Some(day)))
    }

    fn while_waiting(&self) -> String {
        let limit = self.clock.limit().and_then(|limit| limit.tomorrow().ok());
        let from = limit.map(long).unwrap_or_default();
        let then = match &self.matter.regime.regulator {
            Some(rule) if rule.without_review => {
                format!(" You may then remind the authority, and complain to the {}.", rule.name)
            }
            Some(_) => " You may then remind the authority, and ask it for a review.".to_owned(),
            None => String::new(),
        };
        format!("If no answer has come by then, it is overdue from {from}.{then}")
    }

    fn when_overdue(&self) -> String {
        let limit = self.clock.limit().map(long).unwrap_or_default();
        let late = working_days(self.clock.late_by.unwrap_or(0));
        let today = long(self.matter.as_of);
        let late = format!("On {today} no answer is known, and the last day was {limit}: overdue by {late}.");
        match &self.matter.regime.regulator {
            Some(rule) if rule.without_review => {
                format!("{late} You may remind the authority, then complain to the {}.", rule.name)
            }
            Some(rule) => format!(
                "{late} You may remind the authority and ask it for a review{}; the {} comes after that.",
                self.clock.review_ask_by.map(|day| format!(" until {}", long(day))).unwrap_or_default(),
                rule.name
            ),
            None => late,
        }
    }

    fn when_answered(&self) -> String {
        let rule = self.matter.regime.review.as_ref();
        match (self.clock.review_ask_by, rule) {
            (Some(day), Some(rule)) => {
                let force = if rule.by == crate::law::Force::Law { "until" } else { "by guidance until" };
                format!("The time for complying has ended; a review may be asked for {force} {}.", long(day))
            }
            _ => "The time for complying has ended.".to_owned(),
        }
    }

    fn when_review_overdue(&self) -> String {
        let late = working_days(self.clock.late_by.unwrap_or(0));
        let today = long(self.matter.as_of);
        let regulator = self.matter.regime.regulator.as_ref().map_or("regulator", |rule| rule.name.as_str());
        match self.clock.review_outer {
            Some(outer) if self.matter.as_of <= outer => format!(
                "On {today} the outcome of the review is {late} late: remind the authority; after {} the {regulator} takes a complaint without it.",
                long(outer)
            ),
            _ => format!("On {today} the outcome of the review is {late} late: complain to the {regulator}."),
        }
    }

    fn with_regulator(&self) -> String {
        let regulator = self.matter.regime.regulator.as_ref().map_or("regulator", |rule| rule.name.as_str());
        let still = match (self.clock.running, self.clock.late_by) {
            (Running::Overdue, Some(late)) => format!("; the authority is still overdue, by {}", working_days(late)),
            _ => String::new(),
        };
        format!("A complaint is with the {regulator}{still}.")
    }
}
