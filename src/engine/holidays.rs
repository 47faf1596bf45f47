//! The bank holidays of a workspace: fetched, compared, merged, and what moves by it.
//!
//! Merged, never replaced: every change is an event of the store, with the day it was seen and the requests it moved, so that
//! what was told before can be told again (`--as-known-on`). `.foi/holidays.json` is the calendar in use, made of these events.

use std::fs;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::{EngineError, Workspace, campaigns, regimes, standing};
use crate::law::{Change, Clock, Feed, HolidayFault, Holidays, Regime, Update};
use crate::post::holidays::{Fetch, FetchFault, Fetched, fetch};
use crate::request::RequestId;
use crate::store::Store;
use crate::store::calendar::{self, CalendarEvent};

/// What an update has brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Updated {
    pub source: String,
    /// The last day for which the holidays are now known.
    pub known_to: Date,
    pub changes: Vec<Change>,
    /// Open requests whose date is another now.
    pub moved: Vec<Moved>,
}

/// An open request whose last day has moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    pub request: RequestId,
    pub token: String,
    pub name: String,
    pub before: Date,
    pub now: Date,
}

/// Why no update was made; the holidays known so far stay in use.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum UpdateFault {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Fetch(#[from] FetchFault),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Feed(#[from] HolidayFault),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Workspace(Box<EngineError>),
    #[error("the fetch could not be started: {0}")]
    #[diagnostic(help("the system refuses another task; try again later"))]
    Start(std::io::Error),
}

impl From<EngineError> for UpdateFault {
    fn from(fault: EngineError) -> Self {
        Self::Workspace(Box::new(fault))
    }
}

/// Fetches the bank holidays and merges what is new into the workspace.
///
/// # Errors
/// [`UpdateFault`]: offline, a refusing server, a text that is no list of holidays. Nothing is changed then.
pub fn update(workspace: &Workspace, from: &Fetch, today: Date, now: Timestamp) -> Result<Updated, UpdateFault> {
    let known = kept(workspace)?;
    let before = regimes::holidays(workspace)?;
    // A tag is good for the address that gave it.
    let etag = known.as_ref().filter(|known| known.source == from.url).and_then(|known| known.etag.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(UpdateFault::Start)?;
    let (text, etag) = match runtime.block_on(fetch(from, etag.as_deref()))? {
        Fetched::New { text, etag } => (text, etag),
        Fetched::Unchanged => return Ok(nothing_new(from, &before)),
    };
    let changes = before.changes(&Feed::read(&text)?, today);
    let after = before.with_changes(&changes);
    let moved = if changes.is_empty() { Vec::new() } else { moved(workspace, &before, &after, today)? };
    let mut all = known.map(|known| known.changes).unwrap_or_default();
    let mut store = workspace.store()?;
    // What the file has and no event (it is of an earlier foi, or a run was stopped) is recorded with what is new.
    let recorded = recorded(&store)?;
    let mut fresh: Vec<Change> = all.iter().filter(|change| !recorded.contains(change)).cloned().collect();
    fresh.extend(changes.iter().cloned());
    all.extend(changes.iter().cloned());
    let update = Update { version: Update::VERSION, source: from.url.clone(), fetched: today, etag, changes: all };
    store.write(|tx| {
        if !fresh.is_empty() {
            let told = moved.iter().map(|moved| (moved.request.clone(), moved.before, moved.now)).collect();
            let source = from.url.clone();
            calendar::append(tx, &CalendarEvent { on: today, recorded: now, source, changes: fresh, moved: told })?;
        }
        keep(workspace, &update)
    })?;
    Ok(Updated { source: from.url.clone(), known_to: after.horizon(), changes, moved })
}

/// Every change that an event records, oldest first.
fn recorded(store: &Store) -> Result<Vec<Change>, EngineError> {
    Ok(calendar::all(store.read())?.into_iter().flat_map(|event| event.changes).collect())
}

/// The updates that changed something, oldest first.
pub fn history(workspace: &Workspace) -> Result<Vec<CalendarEvent>, EngineError> {
    Ok(calendar::all(workspace.store_to_read()?.read())?)
}

/// How the calendar in use differs from what the events come to; `None` where it does not.
pub fn difference(workspace: &Workspace, store: &Store) -> Result<Option<String>, EngineError> {
    let (recorded, kept) = (recorded(store)?, kept(workspace)?.map(|known| known.changes).unwrap_or_default());
    Ok((recorded != kept).then(|| {
        format!(
            "keeps {} changes, and the recorded updates come to {}; `foi holidays update` records what is missing",
            kept.len(),
            recorded.len()
        )
    }))
}

/// Which bank holidays a list was made by, in a sentence.
pub fn in_use(workspace: &Workspace, known_on: Option<Date>) -> Result<String, EngineError> {
    let all = regimes::holidays(workspace)?;
    let fetched = kept(workspace)?;
    let changes: Vec<Change> = fetched.as_ref().map(|known| known.changes.clone()).unwrap_or_default();
    let counted = changes.iter().filter(|change| known_on.is_none_or(|day| change.seen <= day)).count();
    let changed = match (counted, &fetched) {
        (0, _) => String::new(),
        (1, Some(known)) => format!(" and 1 change from {}", known.source),
        (count, known) => {
            format!(" and {count} changes from {}", known.as_ref().map_or("elsewhere", |known| known.source.as_str()))
        }
    };
    let asked = known_on.map_or_else(String::new, |day| format!(", as known on {day}"));
    Ok(format!("Bank holidays: those built in{changed}, to {}{asked}.", all.horizon()))
}

/// What earlier updates have kept.
pub fn kept(workspace: &Workspace) -> Result<Option<Update>, EngineError> {
    let path = path(workspace);
    match fs::read_to_string(&path) {
        Ok(json) => Ok(Some(Update::read(&json)?)),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(EngineError::folder(&path, cause)),
    }
}

/// The open requests of all campaigns whose last day is another by other holidays.
pub fn moved(
    workspace: &Workspace,
    before: &Holidays,
    after: &Holidays,
    today: Date,
) -> Result<Vec<Moved>, EngineError> {
    let store = workspace.store_to_read()?;
    let mut moved = Vec::new();
    for name in workspace.campaigns() {
        // A campaign that cannot be read has its faults told by `foi check`; it must not stop the others.
        let Ok(open) = campaigns::open(workspace, &store, &name) else { continue };
        let regime = regimes::regime(workspace, &open.campaign.regime)?;
        let (before, after) = (law(&regime, before), law(&regime, after));
        for standing in standing::of_campaign(workspace, &store, &open.campaign, today)? {
            let limit = |law: &standing::Law| {
                law.clock(&standing.authority, &standing.life, today).ok().as_ref().and_then(last_day)
            };
            if let (Some(before), Some(now)) = (limit(&before), limit(&after))
                && before != now
            {
                let token = standing.request.token.to_string();
                moved.push(Moved { request: standing.request.id, token, name: standing.authority.name, before, now });
            }
        }
    }
    Ok(moved)
}

/// The last day of the phase that is open: of the review, else of the reply.
fn last_day(clock: &Clock) -> Option<Date> {
    use crate::law::Running;
    let open = matches!(clock.running, Running::Running | Running::Overdue);
    clock.review_due.or(clock.limit()).filter(|_| open)
}

fn law(regime: &Regime, holidays: &Holidays) -> standing::Law {
    standing::Law { calendar: regime.calendar(holidays), regime: regime.clone() }
}

fn nothing_new(from: &Fetch, known: &Holidays) -> Updated {
    Updated { source: from.url.clone(), known_to: known.horizon(), changes: Vec::new(), moved: Vec::new() }
}

fn path(workspace: &Workspace) -> std::path::PathBuf {
    workspace.root().join(".foi").join("holidays.json")
}

/// Puts the file in place whole or not at all.
fn keep(workspace: &Workspace, update: &Update) -> Result<(), EngineError> {
    let path = path(workspace);
    let json = super::says::json(update)?;
    let fresh = path.with_extension("json.new");
    let folder = path.parent().unwrap_or(workspace.root());
    fs::create_dir_all(folder).map_err(|cause| EngineError::folder(folder, cause))?;
    fs::write(&fresh, json).and_then(|()| fs::rename(&fresh, &path)).map_err(|cause| EngineError::folder(&path, cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    const TODAY: Date = date(2026, 11, 24);

    /// gov.uk's file as the built-in holidays have it from 2024 on, with one more day where wished.
    fn feed(more: Option<(&str, Date)>) -> String {
        let mut lists = serde_json::Map::new();
        for division in crate::law::Division::ALL {
            let mut events: Vec<_> = Holidays::embedded()
                .iter()
                .filter(|holiday| holiday.date.year() >= 2024 && holiday.divisions.contains(&division))
                .map(|holiday| serde_json::json!({ "title": holiday.name, "date": holiday.date, "notes": "", "bunting": true }))
                .collect();
            if let Some((_, date)) = more.filter(|(key, _)| *key == division.key()) {
                events
                    .push(serde_json::json!({ "title": "A coronation", "date": date, "notes": "Extra bank holiday" }));
            }
            lists
                .insert(division.key().to_owned(), serde_json::json!({ "division": division.key(), "events": events }));
        }
        serde_json::Value::Object(lists).to_string()
    }

    /// Updates a fresh workspace from a server that answers so, `times` times.
    fn updated(
        answer: ResponseTemplate,
        times: usize,
    ) -> (tempfile::TempDir, Workspace, Vec<Result<Updated, UpdateFault>>) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let server = runtime.block_on(async {
            let server = MockServer::start().await;
            Mock::given(any()).respond_with(answer).mount(&server).await;
            server
        });
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::make(dir.path()).unwrap();
        let outcomes =
            (0..times).map(|_| update(&workspace, &Fetch::from(&server.uri()), TODAY, Timestamp::UNIX_EPOCH)).collect();
        (dir, workspace, outcomes)
    }

    #[test]
    fn a_new_day_is_kept_with_the_day_it_was_seen_and_comes_once() {
        let day = date(2027, 6, 14);
        let answer = ResponseTemplate::new(200).set_body_string(feed(Some(("scotland", day))));
        let (_dir, workspace, outcomes) = updated(answer, 2);
        let changes: Vec<usize> = outcomes.iter().map(|outcome| outcome.as_ref().unwrap().changes.len()).collect();
        assert_eq!(changes, [1, 0]);
        let kept = kept(&workspace).unwrap().unwrap();
        assert_eq!(kept.changes.first().map(|change| (change.date, change.seen)), Some((day, TODAY)));
        assert_eq!(regimes::holidays(&workspace).unwrap().on(day, &crate::law::Division::ALL).count(), 1);
    }

    #[test]
    fn a_broken_answer_changes_nothing() {
        let whole = feed(None);
        let half = whole.get(..whole.len() / 2).unwrap_or_default().to_owned();
        for answer in [
            ResponseTemplate::new(503),
            ResponseTemplate::new(200)
                .set_body_string("<html>Sorry, we are experiencing technical difficulties</html>"),
            ResponseTemplate::new(200).set_body_string(half),
        ] {
            let (_dir, workspace, outcomes) = updated(answer, 1);
            assert!(outcomes.iter().all(Result::is_err), "{outcomes:?}");
            assert!(kept(&workspace).unwrap().is_none());
        }
    }

    #[test]
    fn offline_is_an_error_that_leaves_everything_in_use() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::make(dir.path()).unwrap();
        let outcome = update(&workspace, &Fetch::from("http://127.0.0.1:9/"), TODAY, Timestamp::UNIX_EPOCH);
        assert!(matches!(outcome, Err(UpdateFault::Fetch(FetchFault::Unreachable { .. }))), "{outcome:?}");
        assert_eq!(regimes::holidays(&workspace).unwrap(), *Holidays::embedded());
    }
}
