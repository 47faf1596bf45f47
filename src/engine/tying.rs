//! Tying a message to its request: the store asked for what it knows, the decision taken by `reply::matching`.

use super::EngineError;
use super::reading::{Prepared, words};
use crate::campaign::Campaign;
use crate::request::{RequestId, Source, Token};
use crate::store::messages::learnt;
use crate::store::{Transaction, letters, requests};

/// What was decided of a message.
pub struct Tied {
    pub request: Option<RequestId>,
    /// By what: `thread`, `token`, `address` ... or a person's name.
    pub by: String,
    /// The reasons, or the candidates with theirs, as JSON.
    pub reasons: String,
    pub person: Option<String>,
}

impl Tied {
    /// A person's decision.
    pub fn by_person(request: Option<RequestId>, name: &str) -> Self {
        let reasons = serde_json::json!([{ "reason": format!("{name} said so") }]).to_string();
        Self { request, by: name.to_owned(), reasons, person: Some(name.to_owned()) }
    }

    /// Who says that the message belongs to the request.
    pub fn source(&self) -> Source {
        self.person.clone().map_or(Source::Reader, Source::Person)
    }
}

/// Decides whose a message is.
pub fn tie(tx: &Transaction<'_>, _campaign: &Campaign, prepared: &Prepared) -> Result<Tied, EngineError> {
    let message = &prepared.message;
    let mut thread: Vec<RequestId> = Vec::new();
    for id in message.answers.iter().chain(message.enclosed.iter().filter_map(|inner| inner.message_id.as_ref())) {
        thread.extend(letters::request_of(tx, id)?);
    }
    if let Some(tied) = only(&thread, "thread") {
        return Ok(tied);
    }
    let text = format!("{}\n{}", message.subject, words(&prepared.body, 200_000));
    let mut named = Vec::new();
    for token in Token::find_all(&text) {
        named.extend(requests::by_token(tx, &token)?.map(|request| request.id));
    }
    if let Some(tied) = only(&named, "token") {
        return Ok(tied);
    }
    let sender = message.from.as_ref().map(|from| from.address.clone()).unwrap_or_default();
    let by_address: Vec<RequestId> = requests::by_email(tx, &sender)?.into_iter().map(|request| request.id).collect();
    if let Some(tied) = only(&by_address, "address") {
        return Ok(tied);
    }
    Ok(Tied { request: None, by: String::new(), reasons: "[]".into(), person: None })
}

fn only(requests: &[RequestId], by: &str) -> Option<Tied> {
    let first = requests.first()?;
    let alone = requests.iter().all(|other| other == first);
    alone.then(|| Tied { request: Some(first.clone()), by: by.into(), reasons: "[]".into(), person: None })
}

/// Learns from a tied message how later ones of its request may be known.
pub fn learn(
    tx: &Transaction<'_>,
    request: &RequestId,
    id: i64,
    prepared: &Prepared,
    _tied: &Tied,
) -> Result<(), EngineError> {
    if let Some(reference) = &prepared.reading.reference {
        learnt::add(tx, "reference", reference, request, id)?;
    }
    if let Some(from) = &prepared.message.from {
        learnt::add(tx, "address", &from.address, request, id)?;
    }
    Ok(())
}

/// Does a tie made by this rest on what other messages taught?
pub fn by_what_was_learnt(by: &str) -> bool {
    matches!(by, "reference" | "learnt address")
}
