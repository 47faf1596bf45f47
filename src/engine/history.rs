//! History: what was read and said of a cell over time, who settled it and when. Nothing of it is ever deleted.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::{EngineError, Workspace, campaigns};
use crate::campaign::QuestionId;
use crate::ledger::{Answer, Coder};
use crate::request::RequestId;
use crate::store::Store;
use crate::store::cells::{self, StoredCoding};
use crate::store::requests;

/// One thing that was read or said of a cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Past {
    pub question: QuestionId,
    pub at: Timestamp,
    /// `reader`, or the person's name.
    pub by: String,
    /// `None` where what was said before was taken back.
    pub answer: Option<Answer>,
    /// Of the reader: the day of the reply it was read from.
    pub reply: Option<String>,
    pub fate: Fate,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// A person said it, or the reader took it unseen.
    Taken,
    /// The reader suggested it, not certain enough to be taken unseen.
    Suggested,
    /// Read again since, or its message was tied elsewhere.
    Withdrawn,
    /// A person took it back.
    TakenBack,
}

impl Fate {
    pub fn words(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Suggested => "suggested",
            Self::Withdrawn => "no longer read so",
            Self::TakenBack => "taken back",
        }
    }
}

/// All that was read in replies up to a day, and all that people said of a request's cells: readings in the order of their
/// replies, then people's words in theirs.
pub fn of_request(store: &Store, request: &RequestId, as_of: Date) -> Result<Vec<Past>, EngineError> {
    let mut past = Vec::new();
    for stored in cells::ever_proposed_of(store.read(), request)? {
        let fate = match (stored.withdrawn, stored.proposal.accepted) {
            (true, _) => Fate::Withdrawn,
            (false, true) => Fate::Taken,
            (false, false) => Fate::Suggested,
        };
        past.push(Past {
            question: stored.proposal.question,
            at: stored.recorded,
            by: Coder::Reader.to_string(),
            answer: Some(stored.proposal.answer),
            reply: stored.day,
            fate,
        });
    }
    let codings = cells::codings_of(store.read(), request)?;
    for (coding, stands) in with_fate(&codings) {
        past.push(Past {
            question: coding.question.clone(),
            at: coding.at,
            by: coding.coder.clone(),
            answer: coding.coded.as_ref().map(|coded| coded.answer.clone()),
            reply: None,
            fate: if stands && coding.coded.is_some() { Fate::Taken } else { Fate::TakenBack },
        });
    }
    let later =
        |past: &Past| past.reply.as_ref().and_then(|day| day.parse::<Date>().ok()).is_some_and(|day| day > as_of);
    past.retain(|past| !later(past));
    Ok(past)
}

/// A person's decision about a cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decided {
    pub at: Timestamp,
    pub by: String,
    pub token: String,
    pub authority: String,
    pub question: QuestionId,
    /// `None` where what was said before was taken back.
    pub answer: Option<Answer>,
    /// False for what was taken back, and for the taking back.
    pub stands: bool,
}

/// What people decided of the cells of a campaign, oldest first.
pub fn decided(workspace: &Workspace, name: &str) -> Result<Vec<Decided>, EngineError> {
    let store = workspace.store_to_read()?;
    let frame = campaigns::open(workspace, &store, name)?.campaign.frame;
    let names: BTreeMap<&str, &str> =
        frame.members.iter().map(|authority| (authority.code.0.as_str(), authority.name.as_str())).collect();
    let requests = requests::of_campaign(store.read(), name)?;
    let codings = cells::codings(store.read(), name)?;
    let mut all = Vec::new();
    for request in &requests {
        let of_request = codings.get(&request.id).map_or(&[][..], Vec::as_slice);
        for (coding, stands) in with_fate(of_request) {
            all.push((
                coding.id,
                Decided {
                    at: coding.at,
                    by: coding.coder.clone(),
                    token: request.token.to_string(),
                    authority: names.get(request.code.0.as_str()).copied().unwrap_or_default().to_owned(),
                    question: coding.question.clone(),
                    answer: coding.coded.as_ref().map(|coded| coded.answer.clone()),
                    stands: stands && coding.coded.is_some(),
                },
            ));
        }
    }
    all.sort_by_key(|(id, _)| *id);
    Ok(all.into_iter().map(|(_, decided)| decided).collect())
}

/// Each coding, and whether it was left to stand: neither taken back by itself nor with all before it.
fn with_fate(codings: &[StoredCoding]) -> Vec<(&StoredCoding, bool)> {
    let standing = cells::standing(codings);
    let cleared = |coding: &StoredCoding| {
        standing.iter().any(|later| later.coded.is_none() && later.question == coding.question && later.id > coding.id)
    };
    let stands = |coding: &StoredCoding| standing.iter().any(|one| one.id == coding.id) && !cleared(coding);
    codings.iter().map(|coding| (coding, stands(coding))).collect()
}
