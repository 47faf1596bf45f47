//! The laws that a workspace knows: those of foi, and its own in `regimes/`.

use super::Workspace;

/// The ids of the regimes, for a campaign's check.
pub fn names(_workspace: &Workspace) -> Vec<String> {
    ["uk-foia", "uk-eir", "scot-foisa", "scot-eisr"].map(String::from).to_vec()
}
