//! The laws that a workspace knows: those of foi, its own in `regimes/*.toml`, and the holidays it has learnt of since.

use std::fs;

use super::{EngineError, Workspace};
use crate::law::{Calendar, Holidays, Regime, RegimeId, Regimes};

/// All regimes, the workspace's own taking the place of one with the same name.
///
/// # Errors
/// A regime file that contradicts itself, with every fault at its line.
pub fn all(workspace: &Workspace) -> Result<Regimes, EngineError> {
    let folder = workspace.root().join("regimes");
    let mut regimes = Regimes::embedded();
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(regimes) };
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml")) {
        let text = fs::read_to_string(path).map_err(|cause| EngineError::folder(path, cause))?;
        regimes = regimes.with(&path.display().to_string(), &text)?;
    }
    Ok(regimes)
}

/// The ids of the regimes, for a campaign's check.
pub fn names(regimes: &Regimes) -> Vec<String> {
    regimes.iter().map(|regime| regime.id.0.clone()).collect()
}

/// The regime of a campaign.
pub fn regime(workspace: &Workspace, id: &RegimeId) -> Result<Regime, EngineError> {
    Ok(all(workspace)?.get(&id.0)?.clone())
}

/// The holidays built in, with those that `foi holidays update` has brought.
pub fn holidays(workspace: &Workspace) -> Result<Holidays, EngineError> {
    let path = workspace.root().join(".foi").join("holidays.json");
    match fs::read_to_string(&path) {
        Ok(json) => Ok(Holidays::embedded().with_update(&json)?),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(Holidays::embedded().clone()),
        Err(cause) => Err(EngineError::folder(&path, cause)),
    }
}

/// A regime's calendar, with the holidays that `foi holidays update` has brought.
pub fn calendar(workspace: &Workspace, regime: &Regime) -> Result<Calendar, EngineError> {
    Ok(regime.calendar(&holidays(workspace)?))
}
