//! Tying a message to its request: the store asked for what it knows, the decision taken by `reply::matching`.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date;
use serde::Deserialize;

use super::EngineError;
use super::campaigns::Campaigns;
use super::reading::Prepared;
use crate::campaign::Campaign;
use crate::message::MessageId;
use crate::reply::matching::{self, About, Clues, Evidence, Known, Referenced, Tie};
use crate::request::{RequestId, Source, Token};
use crate::store::messages::{self, learnt};
use crate::store::{StoreError, Transaction, letters, progress, requests};

/// What was decided of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Tied {
    pub request: Option<RequestId>,
    /// The further requests that it answers.
    pub also: Vec<RequestId>,
    /// By what: `thread`, `token_in_subject`, `address` ... or a person's name.
    pub by: String,
    /// The reasons, or the candidates with theirs, as JSON.
    pub reasons: String,
    pub person: Option<String>,
}

impl Tied {
    /// A person's decision.
    pub fn by_person(requests: &[RequestId], name: &str) -> Self {
        let reasons = serde_json::json!([format!("{name} said so")]).to_string();
        let (request, also) = (requests.first().cloned(), requests.get(1..).unwrap_or_default().to_vec());
        Self { request, also, by: name.to_owned(), reasons, person: Some(name.to_owned()) }
    }

    /// The requests that it answers; none if it is held.
    pub fn requests(&self) -> impl Iterator<Item = &RequestId> {
        self.request.iter().chain(&self.also)
    }

    /// Who says that the message belongs to the request.
    pub fn source(&self) -> Source {
        self.person.clone().map_or(Source::Reader, Source::Person)
    }
}

/// The names of a campaign's authorities, made ready once for many messages.
pub struct Names {
    finder: Option<AhoCorasick>,
    requests: Vec<RequestId>,
}

impl Names {
    pub fn of(campaign: &Campaign) -> Self {
        let (mut names, mut requests) = (Vec::new(), Vec::new());
        for authority in &campaign.frame.members {
            let request = RequestId::new(&campaign.name, &authority.code);
            for name in std::iter::once(&authority.name).chain(&authority.also_known_as) {
                // A name of one short word stands in too many letters.
                if name.len() >= 8 {
                    names.push(name.clone());
                    requests.push(request.clone());
                }
            }
        }
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&names)
            .ok();
        Self { finder, requests }
    }
}

/// Decides whose a message is.
pub fn tie(
    tx: &Transaction<'_>,
    campaigns: &Campaigns,
    names: &Names,
    prepared: &Prepared,
) -> Result<Tied, EngineError> {
    let known = InStore { tx, campaigns, names };
    let decided = matching::tie(&prepared.clues, &known)?;
    Ok(match decided {
        Tie::Certain { request, also, by, reasons } => Tied {
            request: Some(request),
            also,
            by: by.word().to_owned(),
            reasons: super::says::json(&reasons)?,
            person: None,
        },
        Tie::Held { candidates, .. } => Tied {
            request: None,
            also: Vec::new(),
            by: String::new(),
            reasons: super::says::json(&candidates)?,
            person: None,
        },
    })
}

/// Was a tie decided by a person, whom no rule overrules?
pub fn by_a_person(by: &str) -> bool {
    Evidence::of_word(by).next().is_none()
}

/// May a tie made by this change with what other messages teach? What names one request outright does not.
pub fn by_what_adds_up(by: &str) -> bool {
    Evidence::of_word(by).any(|evidence| !evidence.outright())
}

/// Learns from a tied message how later ones of its request may be known.
pub fn learn(tx: &Transaction<'_>, request: &RequestId, id: i64, prepared: &Prepared) -> Result<(), EngineError> {
    for (kind, value) in teaches(prepared) {
        learnt::add(tx, kind, &value, request, Some(id))?;
    }
    Ok(())
}

/// What a message teaches of its request: the authority's reference, and an address from which it writes.
pub fn teaches(prepared: &Prepared) -> impl Iterator<Item = (&'static str, String)> {
    let reference = prepared.reading.reference.as_deref().and_then(matching::reference_key);
    let address = prepared.message.from.as_ref().filter(|_| !prepared.message.automatic);
    let address = address.map(|from| ("address", from.address.to_lowercase()));
    reference.map(|key| ("reference", key)).into_iter().chain(address)
}

/// Does a message show anything of what was taught, so that what it is tied to may hang on that?
pub fn shows(clues: &Clues, taught: &BTreeSet<String>) -> bool {
    clues.senders.iter().any(|address| taught.contains(address))
        || clues.references.iter().filter_map(|one| matching::reference_key(one)).any(|key| taught.contains(&key))
        || clues.answers.iter().chain(&clues.returned).any(|id| taught.contains(id.as_str()))
}

/// What the store knows of requests.
struct InStore<'a> {
    tx: &'a Transaction<'a>,
    campaigns: &'a Campaigns,
    names: &'a Names,
}

/// What the cache of a request's state says, as far as matching asks.
#[derive(Deserialize)]
struct Cached {
    sent: Option<Date>,
    closed: Option<Date>,
}

impl Known for InStore<'_> {
    type Error = StoreError;

    fn by_message_id(&self, id: &MessageId) -> Result<Option<RequestId>, StoreError> {
        letters::request_of(self.tx, id)
    }

    fn by_earlier_reply(&self, id: &MessageId) -> Result<Vec<RequestId>, StoreError> {
        messages::requests_of(self.tx, id.as_str())
    }

    fn by_token(&self, token: &Token) -> Result<Option<RequestId>, StoreError> {
        Ok(requests::by_token(self.tx, token)?.map(|request| request.id))
    }

    fn by_own_address(&self, address: &str) -> Result<Option<RequestId>, StoreError> {
        let tag = address.split('@').next().and_then(|local| local.split_once('+')).map(|(_, tag)| tag);
        let Some(tag) = tag else { return Ok(None) };
        let ours = match format!("FOI-{tag}").parse() {
            Ok(token) => self.by_token(&token)?,
            Err(_) => None,
        };
        // An adopted request's tag, if it is nobody else's.
        match (ours, learnt::requests(self.tx, "address", &format!("+{tag}"))?.as_slice()) {
            (Some(request), _) => Ok(Some(request)),
            (None, [only]) => Ok(Some(only.clone())),
            (None, _) => Ok(None),
        }
    }

    fn by_address(&self, address: &str) -> Result<Vec<RequestId>, StoreError> {
        Ok(requests::by_email(self.tx, address)?.into_iter().map(|request| request.id).collect())
    }

    fn by_learnt_address(&self, address: &str) -> Result<Vec<RequestId>, StoreError> {
        learnt::requests(self.tx, "address", address)
    }

    fn by_domain(&self, domain: &str) -> Result<Vec<RequestId>, StoreError> {
        Ok(requests::by_domain(self.tx, domain)?.into_iter().map(|request| request.id).collect())
    }

    fn by_reference(&self, key: &str) -> Result<Vec<Referenced>, StoreError> {
        let bearing = learnt::bearing(self.tx, "reference", key)?;
        Ok(bearing.into_iter().map(|(request, ours)| Referenced { request, ours }).collect())
    }

    fn to_same_authority(&self, request: &RequestId) -> Result<Vec<RequestId>, StoreError> {
        let code = request.authority();
        let others = self.campaigns.names().map(|campaign| RequestId::new(campaign, &code));
        let mut found = Vec::new();
        for other in others.filter(|other| other != request) {
            if requests::by_id(self.tx, &other)?.is_some() {
                found.push(other);
            }
        }
        Ok(found)
    }

    fn by_name(&self, words: &str) -> Result<Vec<RequestId>, StoreError> {
        let Some(finder) = &self.names.finder else { return Ok(Vec::new()) };
        let mut found: Vec<RequestId> = finder
            .find_iter(words)
            .filter_map(|hit| self.names.requests.get(hit.pattern().as_usize()).cloned())
            .collect();
        found.sort();
        found.dedup();
        Ok(found)
    }

    fn about(&self, request: &RequestId) -> Result<Option<About>, StoreError> {
        let Some(stored) = requests::by_id(self.tx, request)? else { return Ok(None) };
        let cached =
            progress::of_request(self.tx, request)?.and_then(|json| serde_json::from_str::<Cached>(&json).ok());
        let subject = letters::of_request(self.tx, request)?.into_iter().next().map(|letter| letter.subject);
        Ok(Some(About {
            sent: cached.as_ref().and_then(|cached| cached.sent),
            closed: cached.and_then(|cached| cached.closed),
            email: stored.email,
            subject: subject.unwrap_or_default(),
            questions: self.campaigns.wordings(request),
        }))
    }
}
