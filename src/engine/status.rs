//! Status: a campaign's coverage in one screen.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::{EngineError, Workspace, ledger};
use crate::campaign::Drift;
use crate::ledger::Disposition;
use crate::request::ReplyKind;
use crate::store::messages;

/// How a campaign stands on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    pub campaign: String,
    pub title: String,
    pub as_of: Date,
    /// Authorities in the frame, the frozen one where it is frozen.
    pub asked: usize,
    /// What the folder's frame has come to say otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<Drift>,
    pub sent: usize,
    /// Requests of which any word has come back, machines' words left out.
    pub acknowledged: usize,
    /// Requests answered within the campaign: in full, in part, refused or not held.
    pub replied: usize,
    /// Requests past their due date without an answer.
    pub overdue: usize,
    /// By what became of them; sums to `asked`.
    pub by_disposition: BTreeMap<Disposition, usize>,
    /// By the law's word for how they stand; requests whose clock cannot be told are under `unknown`.
    pub by_state: BTreeMap<String, usize>,
    /// Messages that wait in the holding pen.
    pub held: usize,
    /// Cells settled, and cells that wait for a person.
    pub settled: usize,
    pub waiting: usize,
    pub requests: Vec<RequestLine>,
}

/// One request in a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestLine {
    pub authority: String,
    pub name: String,
    pub token: String,
    pub disposition: Disposition,
    pub state: String,
    pub sent: Option<Date>,
    pub due: Option<Date>,
    pub replied: Option<Date>,
    pub late_by: Option<u32>,
}

/// Returns how `name` stands on a day.
pub fn status(workspace: &Workspace, name: &str, as_of: Date) -> Result<Status, EngineError> {
    let bundle = ledger::bundle(workspace, name, as_of)?;
    let store = workspace.store_to_read()?;
    let rows = &bundle.ledger.rows;
    let mut by_disposition: BTreeMap<Disposition, usize> = BTreeMap::new();
    rows.iter().for_each(|row| *by_disposition.entry(row.disposition).or_default() += 1);
    let states: Vec<String> = bundle.standings.iter().map(state).collect();
    let mut by_state: BTreeMap<String, usize> = BTreeMap::new();
    states.iter().for_each(|state| *by_state.entry(state.clone()).or_default() += 1);
    let spoken = |standing: &&super::standing::Standing| {
        standing.life.messages.iter().any(|received| {
            !matches!(received.says.kind, ReplyKind::AutoReply | ReplyKind::Bounce | ReplyKind::Delayed)
        })
    };
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let requests = rows.iter().zip(0..).map(|(row, at): (_, usize)| RequestLine {
        authority: row.authority.code.0.clone(),
        name: row.authority.name.clone(),
        token: row.token.clone(),
        disposition: row.disposition,
        state: states.get(at).cloned().unwrap_or_else(|| "not_sent".into()),
        sent: row.sent,
        due: row.due,
        replied: row.replied,
        late_by: row.overdue_days,
    });
    Ok(Status {
        campaign: name.to_owned(),
        title: bundle.campaign.title.clone(),
        as_of,
        asked: rows.len(),
        drift: bundle.drift,
        sent: rows.iter().filter(|row| row.sent.is_some()).count(),
        acknowledged: bundle.standings.iter().filter(spoken).count(),
        replied: rows.iter().filter(|row| row.replied.is_some()).count(),
        overdue: states.iter().filter(|state| *state == "overdue").count(),
        by_disposition,
        by_state,
        held: messages::in_pen(store.read(), name)?.len(),
        settled: cells().filter(|cell| cell.settled.is_some()).count(),
        waiting: cells().filter(|cell| cell.waits()).count(),
        requests: requests.collect(),
    })
}

/// The law's word for how a request stands.
fn state(standing: &super::standing::Standing) -> String {
    match &standing.clock {
        Ok(clock) => serde_json::to_value(clock.state)
            .ok()
            .and_then(|word| word.as_str().map(str::to_owned))
            .unwrap_or_else(|| "unknown".into()),
        Err(_) => "unknown".into(),
    }
}
