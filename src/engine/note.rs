//! Note: what no mail shows, recorded by hand.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{EngineError, Workspace, campaigns, standing};
use crate::request::{Event, Note, Particulars, Source, What, fold};
use crate::store::requests::StoredRequest;
use crate::store::{events, wordings};

/// What a person records.
#[derive(Debug, Clone)]
pub struct Noting {
    pub note: Note,
    pub on: Date,
    pub words: String,
    pub until: Option<Date>,
    pub more: Particulars,
    /// Who says so.
    pub by: String,
}

/// Records a note on the request that `typed` names; returns that request, and whether the note is new.
///
/// # Errors
/// A day in the future, or a request that there is not.
pub fn note(
    workspace: &Workspace,
    typed: &str,
    noting: &Noting,
    today: Date,
    now: Timestamp,
) -> Result<(StoredRequest, bool), EngineError> {
    let mut store = workspace.store()?;
    let request = campaigns::find_request(&store, typed)?;
    let campaign = campaigns::open(workspace, &store, request.id.campaign())?.campaign;
    impossible(noting)?;
    if noting.on > today && noting.note != Note::Closed {
        return Err(EngineError::Refused {
            what: format!("{} is in the future", noting.on),
            help: "a note records what has happened; give the day on which it did".into(),
        });
    }
    let what = What::Noted { note: noting.note, words: noting.words.clone(), until: noting.until, more: noting.more };
    let source = Source::Person(noting.by.clone());
    let same = |event: &&Event| event.on == noting.on && event.what == what && event.source == source;
    let life = fold(&events::of_request(store.read(), &request.id)?, Date::MAX);
    if life.standing.iter().any(|event| same(&event)) {
        // The same command again is the same note, not a second telephone call.
        return Ok((request, false));
    }
    let event = Event { id: 0, request: request.id.clone(), on: noting.on, recorded: now, source, what };
    store.write(|tx| {
        events::append(tx, &event)?;
        if noting.note == Note::Sent {
            wordings::ask(tx, &request.id, None, &campaign.questions, now)?;
        }
        standing::refresh(tx, &campaign, std::iter::once(&request.id))
    })?;
    Ok((request, true))
}

/// What was said and belongs to another kind of note would be lost without a word.
fn impossible(noting: &Noting) -> Result<(), EngineError> {
    let Noting { note, until, more, .. } = noting;
    let refused = |what: &str, help: &str| Err(EngineError::Refused { what: what.into(), help: help.into() });
    if more.ground.is_some() && *note != Note::ExtensionNotice {
        return refused("only an extension_notice has a ground", "leave --ground out, or note an extension_notice");
    }
    if more.continues.is_some() && *note != Note::Succession {
        return refused(
            "only a succession continues pending business or not",
            "leave --continues out, or note a succession",
        );
    }
    if more.channel.is_some() && !note.travels() {
        return refused(
            "only what you sent has a channel",
            "leave --channel out; it goes with sent, clarification_given, narrowed and review_requested",
        );
    }
    if *note == Note::Closed && until.is_some_and(|until| until < noting.on) {
        return refused("the closure ends before it begins", "DATE is its first day, --until its last");
    }
    if *note == Note::CommissionerAllowed && until.is_none() {
        return refused("the Commissioner allows time until a day", "give that day: --until 2018-11-30");
    }
    Ok(())
}

/// Takes back an event of a request; what it said no longer counts, and stays in the timeline.
pub fn correct(
    workspace: &Workspace,
    typed: &str,
    event: i64,
    reason: &str,
    by: &str,
    today: Date,
    now: Timestamp,
) -> Result<StoredRequest, EngineError> {
    let mut store = workspace.store()?;
    let request = campaigns::find_request(&store, typed)?;
    let campaign = campaigns::open(workspace, &store, request.id.campaign())?.campaign;
    let known = events::of_request(store.read(), &request.id)?;
    if !known.iter().any(|known| known.id == event) {
        return Err(EngineError::Refused {
            what: format!("{} has no event {event}", request.id),
            help: format!("`foi show {}` numbers its events", request.token),
        });
    }
    let correction = Event {
        id: 0,
        request: request.id.clone(),
        on: today,
        recorded: now,
        source: Source::Person(by.to_owned()),
        what: What::Corrected { event, reason: reason.to_owned() },
    };
    store.write(|tx| {
        events::append(tx, &correction)?;
        standing::refresh(tx, &campaign, std::iter::once(&request.id))
    })?;
    Ok(request)
}
