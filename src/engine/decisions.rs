//! Every decision that a person took in a campaign, for the report's methods: what they settled, noted, assigned or took back.
//!
//! What a person decided and later changed stands twice, since both are part of how the figures came about.

use jiff::civil::Date;

use super::{EngineError, london};
use crate::authority::Code;
use crate::ledger::{Decision, printed};
use crate::request::{Event, RequestId, Source, What};
use crate::store::cells::StoredCoding;
use crate::store::{Store, cells, events};

/// The decisions of a campaign up to a day, in the order of recording.
pub fn decisions(store: &Store, campaign: &str, as_of: Date) -> Result<Vec<Decision>, EngineError> {
    let mut decisions = Vec::new();
    for event in events::by_people(store.read(), campaign)? {
        decisions.extend(of_event(&event).map(|decision| (event.recorded, decision)));
    }
    for coding in cells::codings(store.read(), campaign)?.into_values().flatten() {
        decisions.push((coding.at, of_coding(&coding)));
    }
    decisions.sort_by_key(|(at, _)| *at);
    Ok(decisions.into_iter().map(|(_, decision)| decision).filter(|decision| decision.on <= as_of).collect())
}

fn of_event(event: &Event) -> Option<Decision> {
    let Source::Person(by) = &event.source else { return None };
    let what = match &event.what {
        What::Received { says, .. } => format!("a message assigned to this request: {}", says.kind),
        What::Recognised { says, .. } => format!("a message said to be: {}", says.kind),
        other => other.to_string(),
    };
    Some(Decision { on: london(event.recorded), by: by.clone(), authority: code(&event.request), what })
}

fn of_coding(coding: &StoredCoding) -> Decision {
    let what = match &coding.coded {
        None => format!("{}: taken back", coding.question),
        Some(coded) => {
            let [state, value, low, high] = printed(&coded.answer);
            let bounds = match (low.as_str(), high.as_str()) {
                ("", "") => String::new(),
                (low, "") => format!("from {low}"),
                ("", high) => format!("to {high}"),
                (low, high) => format!("{low} to {high}"),
            };
            let said: Vec<String> = [state, value, bounds].into_iter().filter(|words| !words.is_empty()).collect();
            format!("{}: settled as {}", coding.question, said.join(", "))
        }
    };
    Decision { on: london(coding.at), by: coding.coder.clone(), authority: code(&coding.request), what }
}

/// A request's id is `campaign/CODE`.
fn code(request: &RequestId) -> Code {
    Code(request.0.split_once('/').map_or(request.0.as_str(), |(_, code)| code).to_owned())
}
