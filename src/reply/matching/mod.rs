//! Whose a reply is: evidence of different strength combined into one decision with its reasons; held where not certain.
//!
//! [`Clues`] are what a mail shows; [`Known`] is what the store knows; [`tie`] weighs the one against the other. A thread, a token
//! with its check symbol, an address made for one request each name a request outright ([`Evidence::outright`]); sender, days,
//! wording and subject only add up. A wrong tie is far worse than a held one, so two requests named outright, an answer that is
//! older than its request, or a rival close behind mean the holding pen, with the candidates in order and why.
//!
//! A sender speaks for every request to its authority alike, in whatever campaign. So all of them are rivals, also those that
//! nothing in the mail points to, and only what tells them apart ([`Evidence::tells_apart`]) can decide between them.
//!
//! The keys and their order are those of RFC 5322 s. 3.6.4 (threads), RFC 3464 (returned mails), RFC 5233 (sub-addresses) and of
//! what case systems leave of them. Which senders' domains say nothing of the authority is data, in `senders.toml`.
//!
//! What it will not do: use Thread-Index or Thread-Topic (one campaign's text goes to many, and Exchange joins them all).

mod clues;
mod decide;
mod evidence;
mod references;
mod senders;
mod weigh;
mod wording;

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

pub use clues::{Clues, Place};
pub use evidence::Evidence;
pub use references::{key as reference_key, own_tags, references};
pub use weigh::tie;
pub use wording::wordings;

use crate::message::MessageId;
use crate::request::{RequestId, Token};

/// What is known of requests, asked one thing at a time. The store answers; tests answer from a list.
pub trait Known {
    /// Why an answer could not be had.
    type Error;

    /// The request for which a mail of this id went out.
    fn by_message_id(&self, id: &MessageId) -> Result<Option<RequestId>, Self::Error>;
    /// The requests to which an earlier incoming mail of this id was tied.
    fn by_earlier_reply(&self, id: &MessageId) -> Result<Vec<RequestId>, Self::Error>;
    fn by_token(&self, token: &Token) -> Result<Option<RequestId>, Self::Error>;
    /// The request for which this address of *ours* was made (`desk+token@...`).
    fn by_own_address(&self, address: &str) -> Result<Option<RequestId>, Self::Error>;
    /// Requests sent to this address of an authority's.
    fn by_address(&self, address: &str) -> Result<Vec<RequestId>, Self::Error>;
    /// Requests whose earlier, certain replies came from this address.
    fn by_learnt_address(&self, address: &str) -> Result<Vec<RequestId>, Self::Error>;
    /// Requests sent to an address in this domain.
    fn by_domain(&self, domain: &str) -> Result<Vec<RequestId>, Self::Error>;
    /// Requests whose certain replies (or whose list, for adopted ones) gave this reference; `key` is [`reference_key`]'s.
    fn by_reference(&self, key: &str) -> Result<Vec<Referenced>, Self::Error>;
    /// The other requests to the same authority, in any campaign.
    fn to_same_authority(&self, request: &RequestId) -> Result<Vec<RequestId>, Self::Error>;
    /// Requests to the authorities named in these words (a sender's name, a signature). May know none.
    fn by_name(&self, words: &str) -> Result<Vec<RequestId>, Self::Error>;
    fn about(&self, request: &RequestId) -> Result<Option<About>, Self::Error>;
}

/// A request that bears a reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Referenced {
    pub request: RequestId,
    /// The requester gave it (the list of an adopted request); otherwise the authority.
    pub ours: bool,
}

/// What a request is, as far as a reply to it may show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// The day it went out; `None` while it has not.
    pub sent: Option<Date>,
    /// The day after which nothing more was awaited: answered in full, withdrawn.
    pub closed: Option<Date>,
    /// The authority's address it went to.
    pub email: String,
    /// The subject of the letter.
    pub subject: String,
    /// The wordings of its questions, as [`wordings`] makes them; requests of one campaign share them.
    pub questions: Arc<[String]>,
}

/// Whose a mail is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// One request, beyond doubt.
    /// (Or several that it answers together: then `also` holds the others.)
    Certain { request: RequestId, also: Vec<RequestId>, by: Evidence, reasons: Vec<String> },
    /// For a person: candidates, likeliest first, and why none is certain.
    Held { candidates: Vec<Candidate>, why: String },
}

/// A request that a mail may belong to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    pub request: RequestId,
    pub score: f64,
    pub reasons: Vec<String>,
}

#[cfg(test)]
mod tests;
