//! Everything that is wrong with a campaign: its folder, and its letters to everybody.

use super::campaigns::around;
use super::{EngineError, Workspace};
use crate::campaign::{Advice, Campaign, Found, draft};
use crate::letter;

/// Checks the campaign `name`, its letters written to every member of the frame and thrown away.
///
/// # Errors
/// [`EngineError::Campaign`] with every fault at once.
pub fn check(workspace: &Workspace, name: &str) -> Result<(Campaign, Vec<Advice>), EngineError> {
    if !workspace.campaigns().iter().any(|known| known == name) {
        return Err(EngineError::NoCampaign { name: name.to_owned(), campaigns: workspace.campaigns() });
    }
    let (campaign, found) = draft(&workspace.campaign(name), &around(workspace)?)?;
    let mut of_letters = Found::default();
    letter::note(&campaign, &mut of_letters);
    let mut all = found;
    all.faults.extend(of_letters.faults);
    all.advice.extend(of_letters.advice);
    let advice = all.verdict(&format!("campaigns/{name}"))?;
    Ok((campaign, advice))
}
