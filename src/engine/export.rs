//! Export: everything collected of a campaign, up to a day, as files for an analyst.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;

use super::ledger::{Stored, figures};
use super::show::source;
use super::{EngineError, Workspace, campaigns, deadlines, standing};
use crate::authority::Code;
use crate::export::{self, Direction, EventLine, Export, Format, MessageLine, Whole};
use crate::message;
use crate::request::RequestId;
use crate::store::{Store, events, letters, messages, originals};

/// What is to be written, and for when.
pub struct Exporting<'a> {
    pub as_of: Date,
    /// When a calendar is told what moved.
    pub now: Timestamp,
    pub formats: &'a [Format],
    pub licence: Option<&'a str>,
}

/// Writes the files of one campaign into the folder `to` and returns their paths.
pub fn export(
    workspace: &Workspace,
    name: &str,
    exporting: &Exporting<'_>,
    to: &Path,
) -> Result<Vec<PathBuf>, EngineError> {
    with_export(workspace, name, exporting, |export| Ok(export::write(export, exporting.formats, to)?))
}

/// Writes the files of several campaigns: CSV and Parquet as one data set a table, in partitions by campaign
/// (`to/cells/campaign=NAME/cells.parquet`), the other formats into a folder a campaign (`to/NAME/`).
pub fn export_many(
    workspace: &Workspace,
    names: &[String],
    exporting: &Exporting<'_>,
    to: &Path,
) -> Result<Vec<PathBuf>, EngineError> {
    let partitioned = |format: &&Format| matches!(format, Format::Csv | Format::Parquet);
    let (tables, rest): (Vec<Format>, Vec<Format>) = exporting.formats.iter().partition(partitioned);
    let mut written = Vec::new();
    for name in names {
        written.extend(with_export(workspace, name, exporting, |export| {
            let mut written = export::write_partition(export, &tables, &partition(name), to)?;
            if !rest.is_empty() {
                written.extend(export::write(export, &rest, &to.join(name))?);
            }
            Ok(written)
        })?);
    }
    Ok(written)
}

/// `campaign=NAME`, with Hive's own special characters escaped (percent and two digits) and all others as they are: Spark undoes
/// each escape by itself, so that a letter beyond ASCII would come out as two.
fn partition(name: &str) -> String {
    let special = |c: char| c.is_ascii_control() || "\"#%'*/:=?\\{[]^<>|".contains(c);
    let mut escaped = "campaign=".to_owned();
    for c in name.chars() {
        match special(c) {
            true => escaped.push_str(&format!("%{:02X}", u32::from(c))),
            false => escaped.push(c),
        }
    }
    escaped
}

/// Puts together what a campaign's export is made of: the whole ledger only where a format needs it.
fn with_export<T>(
    workspace: &Workspace,
    name: &str,
    exporting: &Exporting<'_>,
    write: impl FnOnce(&Export<'_>) -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    let &Exporting { as_of, now, formats, licence } = exporting;
    let store = workspace.store_to_read()?;
    let campaign = &campaigns::open(workspace, &store, name)?.campaign;
    let standings = &standing::of_campaign(workspace, &store, campaign, as_of)?;
    let codes: BTreeMap<&RequestId, &Code> =
        standings.iter().map(|standing| (&standing.request.id, &standing.request.code)).collect();
    let told = if formats.contains(&Format::Ics) {
        deadlines::tell(workspace, campaign, standings, as_of, now)?
    } else {
        Vec::new()
    };
    let stored = Stored { store: &store, campaign, standings, as_of };
    let figures = if formats.iter().any(|format| format.needs_whole()) { Some(figures(&stored)?) } else { None };
    write(&Export {
        campaign,
        as_of,
        rows: &stored,
        whole: figures.as_ref().map(|(findings, coverage)| Whole { campaign, findings, coverage }),
        messages: &correspondence(&store, name, as_of, &codes)?,
        events: &diary(&store, name, as_of, &codes)?,
        deadlines: &told,
        licence,
    })
}

/// Our letters and what came in, oldest first.
pub(super) fn correspondence(
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
        let line = |request: Option<&RequestId>| MessageLine {
            message_id: stored.key.clone(),
            direction: Direction::In,
            date: time(stored.sent.as_deref()),
            authority: request.and_then(|request| codes.get(request)).map(|code| (*code).clone()),
            kind: stored.kind.word().to_owned(),
            matched_by: stored.tied_by.clone(),
            subject: stored.subject.clone(),
            attachments: attachments.iter().map(|attachment| attachment.name.clone()).collect(),
            original: Some(stored.original.clone()),
        };
        lines.push(line(stored.request.as_ref()));
        // A letter that answers several requests stands once for each.
        lines.extend(
            stored.also.iter().filter(|request| codes.contains_key(request)).map(|request| line(Some(request))),
        );
    }
    lines.retain(|line| line.date.is_none_or(|date| super::london(date) <= as_of));
    lines.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.message_id.cmp(&b.message_id)));
    Ok(lines)
}

fn time(text: Option<&str>) -> Option<Timestamp> {
    text.and_then(|text| text.parse().ok())
}

/// Every event, oldest first, those taken back too: what took them back stands beside them.
pub(super) fn diary(
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
