//! One sentence for each reason that comes after the count: extensions, answers, endings, and what may follow.

use super::Said;
use crate::law::explain::Explainer;
use crate::law::explain::days::{long, ordinal, working_days};
use crate::law::{ExtensionRule, Force, Note, Period, Reason};

impl Explainer<'_> {
    pub fn extension(&self, note: &Note, reason: Reason) -> Option<Said<'_>> {
        let on = long(note.on);
        let rule = self.matter.regime.extensions.first();
        let provision = rule.map(|rule| rule.provision.as_str());
        let cap = note.other.map(long).unwrap_or_default();
        Some(match reason {
            Reason::ExtensionPublicInterest | Reason::ExtensionComplexVoluminous | Reason::Extension => {
                let rule = self.matter.regime.extensions.iter().find(|rule| rule.reason == reason)?;
                let until = note.other.map_or("without naming a day".to_owned(), |day| format!("until {}", long(day)));
                (
                    format!(
                        "On {on}, in time, the authority claimed more time {until}, on a ground that this law knows{}.",
                        ground(reason)
                    ),
                    Some(&rule.provision),
                )
            }
            Reason::ExtensionNoEstimate => (
                format!(
                    "The notice gave no estimate, which the law asks for; {} are taken, which ends on {cap}.",
                    allowed(rule)
                ),
                provision,
            ),
            Reason::ExtensionBeyondLimit => {
                (format!("The authority's estimate goes beyond {}; the day taken is {cap}.", allowed(rule)), provision)
            }
            Reason::ExtensionTooLate => (
                format!(
                    "On {on} the authority claimed more time, but the time in which it must say so had ended: no effect."
                ),
                provision,
            ),
            Reason::ExtensionNoBasis => {
                let reply = self.matter.regime.reply.provision.as_str();
                (
                    format!(
                        "On {on} the authority claimed more time on a ground that this law does not know: no effect."
                    ),
                    Some(reply),
                )
            }
            Reason::ExtensionAddsNothing => (
                format!(
                    "On {on} the authority named a day that is not later than the last day already: it adds nothing."
                ),
                provision,
            ),
            Reason::ExtensionOnlyOnce => (
                format!("On {on} the authority claimed more time again; this law allows it once: no effect."),
                provision,
            ),
            _ => return None,
        })
    }

    pub fn answer(&self, note: &Note, reason: Reason) -> Option<Said<'_>> {
        let reply = Some(self.matter.regime.reply.provision.as_str());
        let (on, other) = (long(note.on), note.other.map(long).unwrap_or_default());
        Some(match reason {
            Reason::HoldingNoEffect => {
                (format!("The holding reply of {on} has no effect in law; the time runs on."), None)
            }
            Reason::PartialClockRuns => {
                (format!("On {on} part of the request was answered; for the rest the time runs on."), None)
            }
            Reason::RepliedInTime if note.other.is_none() => {
                (format!("The authority answered on {on}, while its time stood still: in time."), reply)
            }
            Reason::RepliedInTime => (format!("The authority answered on {on}, by {other}: in time."), reply),
            Reason::RepliedLate => {
                let late = self.clock.reply_late_by.unwrap_or(0);
                (format!("The authority answered on {on}, after {other}: late by {}.", working_days(late)), reply)
            }
            Reason::InTimeUnknown => (
                format!(
                    "The authority answered on {on}; whether that was in time depends on the school's closing days, and after {other} it would have been late in any case."
                ),
                reply,
            ),
            _ => return None,
        })
    }

    pub fn ending(&self, note: &Note, reason: Reason) -> Option<Said<'_>> {
        let on = long(note.on);
        let text = match reason {
            Reason::TransferredOut => format!(
                "On {on} the authority said that it holds nothing and passed the request on; its time ends, and the other authority's begins when it receives the request."
            ),
            Reason::SuccessionContinues => format!(
                "On {on} the authority was succeeded by another, before which pending requests continue: the time runs on from the same receipt."
            ),
            Reason::SuccessionEnds => format!(
                "On {on} the authority came to an end and its successor does not take on what was pending: ask the successor anew."
            ),
            Reason::SuccessionAssumed => format!(
                "On {on} the authority was succeeded by another; whether pending requests continue depends on the order, which has not been read. Assumed here (a house rule): the time runs on."
            ),
            Reason::Withdrawn => format!("The request was withdrawn on {on}."),
            _ => return None,
        };
        Some((text, None))
    }

    pub fn after_reply(&self, note: &Note, reason: Reason) -> Option<Said<'_>> {
        let regime = self.matter.regime;
        let (on, other) = (long(note.on), note.other.map(long).unwrap_or_default());
        Some(match reason {
            Reason::ReviewCode
            | Reason::ReviewStatute20
            | Reason::ReviewStatute30
            | Reason::ReviewStatute40
            | Reason::ReviewStatute60 => {
                let rule = regime.review.as_ref()?;
                let force = if rule.by == Force::Law { "is due" } else { "should, by guidance and not by law, come" };
                let outer = self.clock.review_outer.map(|outer| format!(", in exceptional cases by {}", long(outer)));
                (
                    format!(
                        "The request for review was received on {on}; the outcome {force} by {other}{}.",
                        outer.unwrap_or_default()
                    ),
                    Some(&rule.provision),
                )
            }
            Reason::ReviewAskedLate => {
                let rule = regime.review.as_ref()?;
                (format!("It was asked for after {other}: the authority need not accept it."), Some(&rule.provision))
            }
            Reason::RegulatorSixWeeks | Reason::RegulatorSixMonths => {
                let rule = regime.regulator.as_ref()?;
                let force = if rule.by == Force::Law { "must" } else { "should, as the regulator asks," };
                (
                    format!(
                        "A complaint to the {} {force} be made within {} of {on}: by {other}.",
                        rule.name, rule.complain_within
                    ),
                    Some(&rule.provision),
                )
            }
            Reason::Tribunal28Days => {
                let rule = regime.appeal.as_ref()?;
                (
                    format!(
                        "An appeal to the {} must be made within {} of the notice of {on}: by {other}.",
                        rule.to, rule.within
                    ),
                    Some(&rule.provision),
                )
            }
            Reason::TribunalRolls => {
                let rule = regime.appeal.as_ref()?;
                (format!("{on} is no working day there, so the last day moves to {other}."), Some(&rule.provision))
            }
            _ => return None,
        })
    }
}

fn ground(reason: Reason) -> &'static str {
    match reason {
        Reason::ExtensionPublicInterest => " (the public interest test)",
        Reason::ExtensionComplexVoluminous => " (complexity and volume)",
        _ => "",
    }
}

/// "the 40 working days in all that the regulator's guidance allows".
fn allowed(rule: Option<&ExtensionRule>) -> String {
    let Some(rule) = rule else { return "the time allowed".to_owned() };
    let who = if rule.limit == Force::Law { "the law allows" } else { "the regulator's guidance, not the law, allows" };
    match rule.at_most {
        Period::WorkingDays(n) => {
            format!("the {} working days in all (to the {} after receipt) that {who}", n, ordinal(n))
        }
        period => format!("the {period} in all that {who}"),
    }
}
