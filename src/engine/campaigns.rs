//! A campaign's folder and what the store knows of it, put together: once frozen, the frame is the frozen one.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{EngineError, Workspace};
use crate::campaign::{Advice, Around, Campaign, Drift, Frame};
use crate::reply::matching;
use crate::request::{RequestId, Token};
use crate::store::requests::{self, StoredRequest};
use crate::store::{Store, StoreError, Transaction, wordings};

/// A campaign that can be worked with.
pub struct Open {
    /// Its frame is the frozen one, if it is frozen.
    pub campaign: Campaign,
    pub advice: Vec<Advice>,
    /// When the frame was frozen.
    pub frozen: Option<String>,
    /// What the folder's frame says otherwise than the frozen one.
    pub drift: Option<Drift>,
}

/// What lies around a campaign folder of this workspace.
pub fn around(workspace: &Workspace) -> Result<Around, EngineError> {
    let templates = workspace.root().join("templates");
    let directory = workspace.root().join("authorities.csv");
    Ok(Around {
        regimes: super::regimes::names(&super::regimes::all(workspace)?),
        templates: templates.is_dir().then_some(templates),
        directory: directory.is_file().then_some(directory),
        root: Some(workspace.root().to_owned()),
    })
}

/// Reads and checks a campaign of this workspace.
///
/// # Errors
/// [`EngineError::NoCampaign`], or everything that is wrong with its folder.
pub fn open(workspace: &Workspace, store: &Store, name: &str) -> Result<Open, EngineError> {
    // A name is one step below `campaigns/`, so that nothing else can be reached by it.
    let plain = !name.is_empty() && !name.contains(['/', '\\']) && !name.starts_with('.');
    if !plain || !workspace.campaign(name).join("campaign.toml").is_file() {
        return Err(EngineError::NoCampaign { name: name.to_owned(), campaigns: workspace.campaigns() });
    }
    let (mut campaign, advice) = crate::campaign::load(&workspace.campaign(name), &around(workspace)?)?;
    let mut open = Open { advice, frozen: None, drift: None, campaign: campaign.clone() };
    if let Some(frozen) = requests::frozen(store.read(), name)? {
        let then = thawed(name, &frozen.frame)?;
        open.drift = then.drift(&campaign.frame);
        campaign.frame = then;
        open.frozen = Some(frozen.frozen);
        open.campaign = campaign;
    }
    Ok(open)
}

/// The campaigns of a workspace that have been frozen, by name: a mailbox holds replies to more than one of them.
pub struct Campaigns(BTreeMap<String, Known>);

struct Known {
    campaign: Campaign,
    /// The wordings of its questions, as they are looked for in letters.
    wordings: Arc<[String]>,
    /// Where letters went that asked otherwise than the campaign does now: the campaign as each of them asked.
    before: BTreeMap<u32, (Campaign, Arc<[String]>)>,
    /// Which of those a request was sent; the others were sent what stands now.
    sent: BTreeMap<RequestId, u32>,
}

impl Known {
    fn of(store: &Store, campaign: Campaign) -> Result<Self, EngineError> {
        let mut before = BTreeMap::new();
        for then in wordings::of_campaign(store.read(), &campaign.name)? {
            if !then.wording.asks_as(&campaign.questions) {
                let as_asked = Campaign { questions: then.wording.read_by(&campaign.questions), ..campaign.clone() };
                let looked_for = looked_for(&as_asked);
                before.insert(then.version, (as_asked, looked_for));
            }
        }
        let sent = if before.is_empty() { BTreeMap::new() } else { wordings::asked(store.read(), &campaign.name)? };
        Ok(Self { wordings: looked_for(&campaign), campaign, before, sent })
    }

    fn as_asked(&self, request: &RequestId) -> (&Campaign, &Arc<[String]>) {
        let then = self.sent.get(request).and_then(|version| self.before.get(version));
        then.map_or((&self.campaign, &self.wordings), |(campaign, wordings)| (campaign, wordings))
    }
}

fn looked_for(campaign: &Campaign) -> Arc<[String]> {
    matching::wordings(campaign.questions.iter().map(|question| question.asks.as_str()))
}

impl Campaigns {
    /// Opens every frozen campaign. One whose folder has faults is left out: its messages are tied, and read later.
    pub fn open(workspace: &Workspace, store: &Store) -> Result<Self, EngineError> {
        let mut all = BTreeMap::new();
        for name in requests::campaigns(store.read())? {
            match open(workspace, store, &name) {
                Ok(opened) => {
                    all.insert(name, Known::of(store, opened.campaign)?);
                }
                Err(EngineError::Campaign(_) | EngineError::NoCampaign { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(Self(all))
    }

    /// The campaign of a request.
    pub fn of(&self, request: &RequestId) -> Option<&Campaign> {
        self.named(request.campaign())
    }

    /// The campaign of a name.
    pub fn named(&self, name: &str) -> Option<&Campaign> {
        self.0.get(name).map(|known| &known.campaign)
    }

    /// The campaign with the questions as this request was asked them, by which replies to it are read.
    pub fn as_asked(&self, request: &RequestId) -> Option<&Campaign> {
        self.0.get(request.campaign()).map(|known| known.as_asked(request).0)
    }

    /// The campaign with the questions as most of its requests were asked them, by which a mail is read before it is known whose
    /// it is.
    pub fn as_mostly_asked(&self, name: &str) -> Option<&Campaign> {
        let known = self.0.get(name)?;
        let count = |version: &u32| known.sent.values().filter(|sent| *sent == version).count();
        let most = known.before.iter().max_by_key(|(version, _)| count(version));
        let most = most.filter(|(version, _)| 2 * count(version) > known.sent.len());
        Some(most.map_or(&known.campaign, |(_, (campaign, _))| campaign))
    }

    /// The wordings of a request's questions, as they are looked for in letters.
    pub fn wordings(&self, request: &RequestId) -> Arc<[String]> {
        let known = self.0.get(request.campaign());
        known.map_or_else(|| Arc::from([]), |known| Arc::clone(known.as_asked(request).1))
    }

    /// The names of the campaigns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

pub(super) fn thawed(name: &str, frame: &str) -> Result<Frame, EngineError> {
    serde_json::from_str(frame).map_err(|cause| EngineError::Refused {
        what: format!("the frozen frame of `{name}` cannot be understood: {cause}"),
        help: "`foi verify` says what else is wrong with the store; restore it from a copy".into(),
    })
}

/// Freezes the campaign's frame, and gives each of its authorities a request with a token. Doing it twice does nothing.
pub fn freeze(store: &mut Store, campaign: &Campaign, now: Timestamp) -> Result<(), EngineError> {
    if requests::frozen(store.read(), &campaign.name)?.is_some() {
        return Ok(());
    }
    let frame = serde_json::to_string(&campaign.frame).map_err(|cause| EngineError::Refused {
        what: format!("the frame of `{}` cannot be written down: {cause}", campaign.name),
        help: "this is a fault of foi's own: please report it".into(),
    })?;
    store.write(|tx| {
        requests::freeze(tx, &campaign.name, &now.to_string(), &frame, &campaign.frame.digest())?;
        for (place, authority) in campaign.frame.members.iter().enumerate() {
            let request = StoredRequest {
                id: RequestId::new(&campaign.name, &authority.code),
                code: authority.code.clone(),
                token: free_token(tx, &campaign.name, authority)?,
                email: authority.email.clone(),
            };
            requests::add(tx, &request, place)?;
        }
        Ok::<(), EngineError>(())
    })
}

/// The request's token, or the next one where another request has it.
fn free_token(
    tx: &Transaction<'_>,
    campaign: &str,
    authority: &crate::authority::Authority,
) -> Result<Token, StoreError> {
    for salt in 0..1000 {
        let token = Token::for_request(campaign, &authority.code, salt);
        if requests::by_token(tx, &token)?.is_none() {
            return Ok(token);
        }
    }
    // 1,000 collisions in a space of 17 thousand million do not happen by chance.
    Ok(Token::for_request(campaign, &authority.code, 1000))
}

/// Finds the request that a person names: by token, by `campaign/CODE`, or by an authority's code that is in one campaign.
pub fn find_request(store: &Store, typed: &str) -> Result<StoredRequest, EngineError> {
    let none = || EngineError::NoRequest { typed: typed.to_owned() };
    if let Some(token) = Token::find_all(typed).first() {
        return requests::by_token(store.read(), token)?.ok_or_else(none);
    }
    if typed.contains('/') {
        return requests::by_id(store.read(), &RequestId(typed.to_owned()))?.ok_or_else(none);
    }
    let mut found = requests::by_code(store.read(), typed)?;
    if found.len() > 1 {
        let candidates = found.iter().map(|request| request.id.0.clone()).collect();
        return Err(EngineError::ManyRequests { typed: typed.to_owned(), candidates });
    }
    found.pop().ok_or_else(none)
}
