//! From what was read in a message to what the request's events say of it.

use serde::Serialize;

use super::EngineError;
use crate::reply::Reading;
use crate::request::{ReplyKind, Says};
use crate::store::StoreError;

/// What a reading means to the request.
pub fn of(reading: &Reading) -> Says {
    let date = |name: &str| reading.dates.get(name).copied();
    Says {
        kind: reading.kind,
        also: reading.also.clone(),
        until: match reading.kind {
            ReplyKind::Extension => date("extended_to").or_else(|| date("due")),
            _ => date("extended_to"),
        },
        basis: None,
        redirect: reading.redirect.clone(),
        // A letter that answers beside naming a link is captured.
        links: if reading.proposals.is_empty() || !reading.kind.answers() { reading.links.clone() } else { Vec::new() },
        reference: reading.reference.clone(),
        states_received: date("received"),
        states_due: date("due").or_else(|| date("answer_by")),
        exemptions: reading.exemptions.clone(),
    }
}

/// A reading as the store keeps it with its message: what it is and by which words, not the answers, which are proposals.
#[derive(Serialize)]
struct Kept<'a> {
    kind_words: &'a [String],
    kind_confidence: f64,
    also: &'a [ReplyKind],
    exemptions: &'a [String],
    dates: &'a std::collections::BTreeMap<String, jiff::civil::Date>,
    reference: &'a Option<String>,
    /// Links under which a response waits: received, and not captured until a person saves the file.
    links: &'a [String],
    fee: Option<f64>,
}

/// A reading as JSON, for the message's row.
pub fn written(reading: &Reading) -> Result<String, EngineError> {
    json(&Kept {
        kind_words: &reading.kind_words,
        kind_confidence: reading.kind_confidence,
        also: &reading.also,
        exemptions: &reading.exemptions,
        dates: &reading.dates,
        reference: &reading.reference,
        links: &reading.links,
        fee: reading.fee,
    })
}

/// A value as the JSON of a column.
pub fn json(value: &impl Serialize) -> Result<String, EngineError> {
    serde_json::to_string(value)
        .map_err(|cause| EngineError::Store(StoreError::unreadable("what is to be kept", cause)))
}
