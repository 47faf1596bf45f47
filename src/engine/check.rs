//! Everything that is wrong with a campaign: its folder, and its letters to everybody.

use super::campaigns::{around, thawed};
use super::{EngineError, Workspace};
use crate::campaign::{Advice, Campaign, Found, Source, draft};
use crate::letter;
use crate::store::{requests, wordings};

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
    all.advice.extend(drift(workspace, &campaign)?);
    all.advice.extend(reworded(workspace, &campaign)?);
    let advice = all.verdict(&format!("campaigns/{name}"))?;
    Ok((campaign, advice))
}

/// A frame that was changed after it was frozen is no fault: letters, ledger and findings go by the frozen one.
fn drift(workspace: &Workspace, campaign: &Campaign) -> Result<Option<Advice>, EngineError> {
    let store = workspace.store_to_read()?;
    let Some(frozen) = requests::frozen(store.read(), &campaign.name)? else { return Ok(None) };
    let Some(drift) = thawed(&campaign.name, &frozen.frame)?.drift(&campaign.frame) else { return Ok(None) };
    Ok(Some(advice(workspace, campaign, "[frame]", format!("since the frame was frozen, {drift}"))?))
}

/// Questions that were worded otherwise after letters went are no fault either: each reply is read by the words that its request
/// was sent.
fn reworded(workspace: &Workspace, campaign: &Campaign) -> Result<Vec<Advice>, EngineError> {
    let store = workspace.store_to_read()?;
    let asked = wordings::asked(store.read(), &campaign.name)?;
    let mut all = Vec::new();
    for then in wordings::of_campaign(store.read(), &campaign.name)? {
        let differs = then.wording.differs(&campaign.questions);
        let sent = asked.values().filter(|version| **version == then.version).count();
        if differs.is_empty() || sent == 0 {
            continue;
        }
        let named: Vec<String> = differs.iter().map(|id| format!("`{id}`")).collect();
        let words = format!(
            "{sent} of {} requests were sent wording {}, which asks otherwise: {}; their replies are read by the words that they were sent",
            asked.len(),
            then.version,
            named.join(", ")
        );
        all.push(advice(workspace, campaign, "[[question", words)?);
    }
    Ok(all)
}

/// Advice that points to where `heading` first stands in campaign.toml.
fn advice(workspace: &Workspace, campaign: &Campaign, heading: &str, words: String) -> Result<Advice, EngineError> {
    let path = workspace.campaign(&campaign.name).join("campaign.toml");
    let text = std::fs::read_to_string(&path).map_err(|cause| EngineError::folder(&path, cause))?;
    let at = text.find(heading).unwrap_or_default();
    let source = Source::new(format!("campaigns/{}/campaign.toml", campaign.name), text);
    Ok(Advice::new(&source, at, words))
}
