//! What came back: whose it is, what it is, and what it answers. Pure over messages and documents; never guesses.

pub mod answer;
pub mod clarification;
pub mod kind;
pub mod matching;
pub mod phrase;
mod read;
pub mod segment;
pub mod sheet;

pub use answer::Explanation;
pub use read::{explain, read, read_segments};

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::document::Document;
use crate::ledger::Proposal;
use crate::request::ReplyKind;

/// A reply as the reader sees it: its words, wherever they stood.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    pub subject: &'a str,
    /// The mail's own body (or the whole letter, where there is no mail).
    pub body: &'a Document,
    pub attachments: &'a [Document],
    /// The mail says of itself that a machine wrote it (RFC 3834 and its kin).
    pub automatic: bool,
    /// The mail is a delivery report: `Some(true)` for a permanent failure (RFC 3464).
    pub delivery_failed: Option<bool>,
    /// The day it came, by which relative dates are read.
    pub received: Option<Date>,
}

/// What the reader makes of a reply.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    pub kind: ReplyKind,
    /// What else the letter does: a partial reply that also asks for clarification.
    pub also: Vec<ReplyKind>,
    /// The words that made it so, exact pieces of the text.
    pub kind_words: Vec<String>,
    /// How sure of the kind, calibrated.
    pub kind_confidence: f64,
    /// Sections relied on to withhold anything, whole letter.
    pub exemptions: Vec<String>,
    /// Days the letter names, by what they are: `received`, `due`, `extended_to`, `answer_by`, `sent`.
    pub dates: BTreeMap<String, Date>,
    /// The authority's own reference for the request.
    pub reference: Option<String>,
    /// Another address to which the letter sends requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// Links under which a response waits: received, not captured.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Pounds asked for before it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<f64>,
    /// Answer sheets of ours that came back filled in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<sheet::Returned>,
    pub proposals: Vec<Proposal>,
}
