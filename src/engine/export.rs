//! Export: everything collected of a campaign, up to a day, as files for an analyst.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;

use super::deadlines;
use super::ledger::bundle;
use super::show::source;
use super::{EngineError, Workspace};
use crate::authority::Code;
use crate::export::{self, Direction, EventLine, Export, Format, MessageLine};
use crate::message;
use crate::request::RequestId;
use crate::store::{Store, events, letters, messages, originals};

/// Writes the files of `formats` into the folder `to` and returns their paths. `now` is when a calendar is told what moved.
pub fn export(
    workspace: &Workspace,
    name: &str,
    as_of: Date,
    now: Timestamp,
    formats: &[Format],
    to: &Path,
) -> Result<Vec<PathBuf>, EngineError> {
    let bundle = bundle(workspace, name, as_of)?;
    let store = workspace.store_to_read()?;
    let codes: BTreeMap<&RequestId, &Code> =
        bundle.standings.iter().map(|standing| (&standing.request.id, &standing.request.code)).collect();
    let told = if formats.contains(&Format::Ics) {
        deadlines::tell(workspace, &bundle.campaign, &bundle.standings, now)?
    } else {
        Vec::new()
    };
    let export = Export {
        campaign: &bundle.campaign,
        ledger: &bundle.ledger,
        findings: &bundle.findings,
        coverage: &bundle.coverage,
        messages: &correspondence(&store, name, as_of, &codes)?,
        events: &diary(&store, name, as_of, &codes)?,
        deadlines: &told,
    };
    Ok(export::write(&export, formats, to)?)
}

/// Our letters and what came in, oldest first.
fn correspondence(
    store: &Store,
    name: &str,
    as_of: Date,
    codes: &BTreeMap<&RequestId, &Code>,
) -> Result<Vec<MessageLine>, EngineError> {
    let mut lines = Vec::new();
    for letter in letters::of_campaign(store.read(), name)? {
        let bytes = originals::bytes(store.read(), &letter.original)?.unwrap_or_default();
        let written = message::parse(&bytes);
        lines.push(MessageLine {
            message_id: letter.message_id.to_string(),
            direction: Direction::Out,
            date: time(letter.handed.as_deref().or(Some(&letter.intended))),
            authority: codes.get(&letter.request).map(|code| (*code).clone()),
            kind: letter.kind,
            matched_by: String::new(),
            subject: written.subject,
            attachments: written.parts.into_iter().filter(|part| !part.inline).map(|part| part.name).collect(),
            original: Some(letter.original),
        });
    }
    for stored in messages::of_campaign(store.read(), name)? {
        let attachments = messages::attachments(store.read(), stored.id)?;
        lines.push(MessageLine {
            message_id: stored.key,
            direction: Direction::In,
            date: time(stored.sent.as_deref()),
            authority: stored.request.as_ref().and_then(|request| codes.get(request)).map(|code| (*code).clone()),
            kind: stored.kind.word().to_owned(),
            matched_by: stored.tied_by,
            subject: stored.subject,
            attachments: attachments.into_iter().map(|attachment| attachment.name).collect(),
            original: Some(stored.original),
        });
    }
    lines.retain(|line| line.date.is_none_or(|date| super::london(date) <= as_of));
    lines.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.message_id.cmp(&b.message_id)));
    Ok(lines)
}

fn time(text: Option<&str>) -> Option<Timestamp> {
    text.and_then(|text| text.parse().ok())
}

/// Every event, oldest first, those taken back too: what took them back stands beside them.
fn diary(
    store: &Store,
    name: &str,
    as_of: Date,
    codes: &BTreeMap<&RequestId, &Code>,
) -> Result<Vec<EventLine>, EngineError> {
    let mut lines: Vec<(i64, EventLine)> = Vec::new();
    for event in events::of_campaign(store.read(), name)?.into_values().flatten() {
        let Some(code) = codes.get(&event.request).filter(|_| event.on <= as_of) else { continue };
        let line = EventLine {
            authority: (*code).clone(),
            date: event.on,
            recorded: event.recorded,
            kind: event.what.word().to_owned(),
            source: source(&event.source),
            detail: event.what.to_string(),
        };
        lines.push((event.id, line));
    }
    lines.sort_by_key(|(id, line)| (line.date, *id));
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}
