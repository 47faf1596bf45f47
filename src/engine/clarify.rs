//! Clarify: the authorities that wait for our answer to a question, put together by what they ask.
//!
//! One answer is then written once and sent to all who asked the same, each in its own thread, by `foi send --group`: with the
//! same rule as every letter, once. A group's name is made of the very messages that ask: what was looked at is what is answered,
//! and where another has asked since, or one was answered, the name is another.

use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::standing::{self, Standing};
use super::{EngineError, Workspace, campaigns, due, reading};
use crate::message;
use crate::reply::clarification::{Sign, asked};
use crate::request::{Action, Note, ReplyKind, RequestId, What};
use crate::store::{Store, documents, messages, originals};

/// Authorities that ask the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// For `foi send --group`.
    pub id: String,
    /// What the first of them asks, in its words.
    pub asks: String,
    pub askers: Vec<Asker>,
}

/// An authority that waits for an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asker {
    pub request: RequestId,
    pub token: String,
    pub name: String,
    pub on: Date,
    /// Its message's number; nothing where a person noted the question.
    pub message: Option<i64>,
    /// What it asks, in its own words.
    pub asks: String,
}

/// The open questions of a campaign's authorities, the largest group first.
pub fn groups(workspace: &Workspace, name: &str, today: Date) -> Result<Vec<Group>, EngineError> {
    let store = workspace.store_to_read()?;
    let campaign = campaigns::open(workspace, &store, name)?.campaign;
    let items = due::of_campaign(workspace, &store, &campaign, today)?;
    let waiting: Vec<RequestId> = items
        .into_iter()
        .filter(|item| item.step.action == Action::AnswerClarification)
        .map(|item| item.request)
        .collect();
    let mut found: Vec<(Sign, Vec<Asker>)> = Vec::new();
    let standings = standing::of_campaign(workspace, &store, &campaign, today)?;
    for standing in standings.iter().filter(|standing| waiting.contains(&standing.request.id)) {
        let Some(asker) = asker(&store, standing)? else { continue };
        let sign = Sign::of(&asker.asks, &standing.authority.name);
        match found.iter_mut().find(|(first, _)| first.is_like(&sign)) {
            Some((_, askers)) => askers.push(asker),
            None => found.push((sign, vec![asker])),
        }
    }
    let mut groups: Vec<Group> = found.into_iter().filter_map(|(_, askers)| group(askers)).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.askers.len()));
    Ok(groups)
}

/// The requests of the group of this name.
///
/// # Errors
/// Where there is none: it has been answered, or has become another since it was looked at.
pub fn of_group(workspace: &Workspace, name: &str, id: &str, today: Date) -> Result<Vec<RequestId>, EngineError> {
    let groups = groups(workspace, name, today)?;
    match groups.into_iter().find(|group| group.id == id) {
        Some(group) => Ok(group.askers.into_iter().map(|asker| asker.request).collect()),
        None => Err(EngineError::Refused {
            what: format!("no authorities that wait for an answer are called `{}`", id.escape_debug()),
            help: format!(
                "it has been answered, or somebody has asked since: `foi clarify {name}` shows the groups as they are now"
            ),
        }),
    }
}

fn group(askers: Vec<Asker>) -> Option<Group> {
    let mut hash = Sha256::new();
    for asker in &askers {
        hash.update(format!("{} {:?} {}\n", asker.request, asker.message, asker.on));
    }
    let id = hash.finalize().iter().take(3).map(|byte| format!("{byte:02x}")).collect();
    Some(Group { id, asks: askers.first()?.asks.clone(), askers })
}

/// Who asks, and what: by the last message that asks anything, or else by what a person noted.
fn asker(store: &Store, standing: &Standing) -> Result<Option<Asker>, EngineError> {
    let life = &standing.life;
    let with = |on: Date, message: Option<i64>, asks: String| Asker {
        request: standing.request.id.clone(),
        token: standing.request.token.to_string(),
        name: standing.authority.name.clone(),
        on,
        message,
        asks,
    };
    let noted = life.standing.iter().rev().find_map(|event| match &event.what {
        What::Noted { note: Note::ClarificationSought, words, .. } => Some((event.on, words.clone())),
        _ => None,
    });
    let asks = |kind: &ReplyKind| *kind == ReplyKind::Clarification;
    let received = life.messages.iter().rev().find(|one| asks(&one.says.kind) || one.says.also.iter().any(asks));
    match (received, noted) {
        (Some(received), noted) if noted.as_ref().is_none_or(|(on, _)| *on <= received.on) => {
            let Some(stored) = messages::by_key(store.read(), &received.message)? else { return Ok(None) };
            let words = words(store, &stored)?;
            Ok(Some(with(received.on, Some(stored.id), words)))
        }
        (_, Some((on, words))) => Ok(Some(with(on, None, words))),
        (_, None) => Ok(None),
    }
}

fn words(store: &Store, stored: &messages::StoredMessage) -> Result<String, EngineError> {
    let bytes = originals::bytes(store.read(), &stored.original)?.unwrap_or_default();
    let mail = message::parse(&bytes);
    let mut attached = Vec::new();
    for attachment in messages::attachments(store.read(), stored.id)? {
        attached.extend(documents::latest(store.read(), &attachment.hash)?.map(|kept| kept.document));
    }
    Ok(asked(&mail.subject, &reading::body(&mail), &attached))
}
