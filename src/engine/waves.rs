//! Waves: a campaign against the one that asked the same before it (`wave_of`).

use super::ledger::{Bundle, bundle};
use super::{EngineError, Workspace, directory};
use crate::findings::{Change, Wave, change};

/// What changed since the campaign that `bundle`'s names as its predecessor; `None` where it names none,
/// or one that is not in this workspace (a campaign that came alone in a pack).
///
/// # Errors
/// Where the predecessor cannot be read.
pub fn waves(workspace: &Workspace, after: &Bundle) -> Result<Option<Change>, EngineError> {
    let Some(name) = &after.campaign.wave_of else { return Ok(None) };
    if !workspace.campaigns().contains(name) {
        return Ok(None);
    }
    let before = bundle(workspace, name, after.ledger.as_of)?;
    let directory = directory::list(workspace)?;
    Ok(Some(change(
        Wave { campaign: &before.campaign, ledger: &before.ledger },
        Wave { campaign: &after.campaign, ledger: &after.ledger },
        &directory,
    )?))
}
