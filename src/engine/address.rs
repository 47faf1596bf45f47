//! Another address for an authority: a letter came back, or the authority says where it wants requests.
//!
//! A frozen frame says who is asked, and stays as it is; where they are written to is an event of each request, so that it is
//! dated, has its reason, and can be taken back (`foi note --take-back`). The next letter goes there.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::{EngineError, Workspace, campaigns, standing};
use crate::authority::MailAddress;
use crate::request::{Event, RequestId, Source, What, fold};
use crate::store::messages::learnt;
use crate::store::{events, requests};

/// What a person says of an authority's address.
#[derive(Debug, Clone)]
pub struct NewAddress<'a> {
    /// The authority's code.
    pub code: &'a str,
    pub to: &'a str,
    pub why: &'a str,
    pub by: &'a str,
    /// In this campaign alone.
    pub campaign: Option<&'a str>,
}

/// A request whose letters go elsewhere now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readdressed {
    pub request: RequestId,
    pub token: String,
    pub before: String,
    pub now: String,
    /// False where this very address was in use already.
    pub new: bool,
}

/// Corrects the address of an authority in every campaign that asks it, or in one.
///
/// # Errors
/// An address that is none, and an authority that no frozen campaign asks.
pub fn correct(
    workspace: &Workspace,
    wanted: &NewAddress<'_>,
    today: Date,
    now: Timestamp,
) -> Result<Vec<Readdressed>, EngineError> {
    let address: Result<MailAddress, _> = wanted.to.parse();
    if let Err(cause) = address {
        return Err(EngineError::Refused {
            what: format!("`{}` is no e-mail address: {cause}", wanted.to),
            help: "write it as foi@council.example; without one, `foi preview` gives the letter for posting".into(),
        });
    }
    let mut store = workspace.store()?;
    let mut asked = requests::by_code(store.read(), wanted.code)?;
    asked.retain(|request| wanted.campaign.is_none_or(|name| request.id.campaign() == name));
    if asked.is_empty() {
        return Err(EngineError::Refused {
            what: format!("no request has gone to an authority `{}`", wanted.code),
            help: "before the first `foi send`, mend the address in frame.csv; `foi status` lists who is asked".into(),
        });
    }
    let mut done = Vec::new();
    for request in asked {
        let campaign = campaigns::open(workspace, &store, request.id.campaign())?.campaign;
        let life = fold(&events::of_request(store.read(), &request.id)?, Date::MAX);
        let frame = campaign.frame.member(&request.code).map_or("", |authority| authority.email.as_str());
        let before = life.address.clone().unwrap_or_else(|| frame.to_owned());
        let new = before != wanted.to;
        if new {
            let event = Event {
                id: 0,
                request: request.id.clone(),
                on: today,
                recorded: now,
                source: Source::Person(wanted.by.to_owned()),
                what: What::Readdressed { to: wanted.to.to_owned(), why: wanted.why.to_owned() },
            };
            store.write(|tx| {
                events::append(tx, &event)?;
                // Replies from there are this request's.
                learnt::add(tx, "address", wanted.to, &request.id, None)?;
                standing::refresh(tx, &campaign, std::iter::once(&request.id))
            })?;
        }
        let (request, token) = (request.id, request.token.to_string());
        done.push(Readdressed { request, token, before, now: wanted.to.to_owned(), new });
    }
    Ok(done)
}
