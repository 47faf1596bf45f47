//! The list of what is to be done today, kept: asked again, it is there at once, also with fifty thousand requests.
//!
//! A list is good while everything that it was made of is what is there: the day, the campaign file, the regimes, the bank
//! holidays, the frozen frame and the last event. A holiday proclaimed late changes the hash, and all is dated anew. What is kept
//! is never the truth, and `foi verify` makes it again.

use std::fs;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::due::Due;
use super::{EngineError, Workspace, due};
use crate::message::OriginalHash;
use crate::store::agenda::{self, Agenda};
use crate::store::{Store, StoreError};

/// What is to be done, and how many requests need nothing.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct List {
    pub items: Vec<Due>,
    pub quiet: usize,
}

/// The list of a campaign on a day: the one that was kept, or made now and kept.
pub(super) fn of_campaign(
    workspace: &Workspace,
    store: &mut Store,
    name: &str,
    today: Date,
) -> Result<List, EngineError> {
    let Some(made_of) = made_of(workspace, store, name, today)? else {
        return due::fresh(workspace, store, name, today, None);
    };
    if let Some(kept) = agenda::of_campaign(store.read(), name)?.filter(|kept| kept.made_of == made_of)
        && let Ok(list) = serde_json::from_str(&kept.content)
    {
        return Ok(list);
    }
    let list = due::fresh(workspace, store, name, today, None)?;
    let kept = Agenda { day: today, made_of, content: super::says::json(&list)? };
    match store.write(|tx| agenda::keep(tx, name, &kept)) {
        // Where nothing can be kept, or another process writes, the list is as good; it is made again the next time.
        Ok(()) | Err(StoreError::ReadOnly { .. } | StoreError::CannotOpen { .. } | StoreError::Locked { .. }) => {
            Ok(list)
        }
        Err(cause) => Err(cause.into()),
    }
}

/// How a kept list that should still be good differs from one made now; `None` where it does not.
pub(super) fn difference(workspace: &Workspace, store: &Store, name: &str) -> Result<Option<String>, EngineError> {
    let Some(kept) = agenda::of_campaign(store.read(), name)? else { return Ok(None) };
    if made_of(workspace, store, name, kept.day)?.as_ref() != Some(&kept.made_of) {
        return Ok(None);
    }
    let is = due::fresh(workspace, store, name, kept.day, None)?;
    let same = serde_json::from_str::<List>(&kept.content).is_ok_and(|was| was == is);
    Ok((!same).then(|| format!("what is kept as to be done on {} is not what its events come to", kept.day)))
}

/// A hash of all that a list is made of; `None` before the campaign is frozen.
fn made_of(workspace: &Workspace, store: &Store, name: &str, today: Date) -> Result<Option<String>, EngineError> {
    let Some((last_event, frame)) = agenda::state(store.read(), name)? else { return Ok(None) };
    let mut all = format!("{} {today} {last_event} {frame}\n", env!("CARGO_PKG_VERSION")).into_bytes();
    let mut files: Vec<PathBuf> = fs::read_dir(workspace.root().join("regimes"))
        .map(|entries| entries.filter_map(Result::ok).map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.sort();
    files.push(workspace.root().join(".foi").join("holidays.json"));
    files.push(workspace.campaign(name).join("campaign.toml"));
    for file in files {
        let bytes = fs::read(&file).unwrap_or_default();
        all.extend(format!("{} {}\n", file.display(), OriginalHash::of(&bytes)).into_bytes());
    }
    Ok(Some(OriginalHash::of(&all).to_string()))
}
