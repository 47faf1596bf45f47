//! The letters of a campaign as they would go, without sending any or keeping anything.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::compose::{Composer, NoMail};
use super::{EngineError, Workspace};
use crate::authority::{Authority, Code};
use crate::campaign::{Campaign, nearest};
use crate::letter::{Facts, Letter, Writer};
use crate::request::{LetterKind, RequestId, Token};
use crate::store::{Store, requests};

/// One letter as it would go.
pub struct Preview {
    pub authority: Authority,
    pub token: Token,
    pub letter: Letter,
    /// The mail's bytes; `None` where the authority has no address, and the letter would go by post.
    pub mail: Option<Vec<u8>>,
}

/// Writes the request of `campaign` to the authority with this code, or to the first of the frame.
///
/// # Errors
/// [`EngineError::Refused`] where no member has the code, or a letter cannot be written.
pub fn preview(
    workspace: &Workspace,
    store: &Store,
    campaign: &Campaign,
    code: Option<&str>,
    day: Date,
) -> Result<Preview, EngineError> {
    let member = match code {
        None => campaign.frame.members.first(),
        Some(code) => campaign.frame.members.iter().find(|authority| authority.code.0.eq_ignore_ascii_case(code)),
    };
    let authority = member.ok_or_else(|| not_in_frame(campaign, code.unwrap_or_default()))?;
    let folder = workspace.campaign(&campaign.name);
    one(store, campaign, &writer(campaign)?, &Composer::new(campaign, &folder)?, authority, day)
}

/// As [`preview`], for every member of the frame, each handed to `take` as it is done.
///
/// # Errors
/// As [`preview`]; and whatever `take` returns.
pub fn preview_all<E: From<EngineError>>(
    workspace: &Workspace,
    store: &Store,
    campaign: &Campaign,
    day: Date,
    mut take: impl FnMut(Preview) -> Result<(), E>,
) -> Result<(), E> {
    let folder = workspace.campaign(&campaign.name);
    let (writer, composer) = (writer(campaign)?, Composer::new(campaign, &folder)?);
    for authority in &campaign.frame.members {
        take(one(store, campaign, &writer, &composer, authority, day)?)?;
    }
    Ok(())
}

fn writer(campaign: &Campaign) -> Result<Writer, EngineError> {
    Writer::new(campaign).map_err(|faults| {
        EngineError::Campaign(crate::campaign::CampaignError::Faults {
            folder: format!("campaigns/{}", campaign.name),
            faults,
        })
    })
}

fn one(
    store: &Store,
    campaign: &Campaign,
    writer: &Writer,
    composer: &Composer<'_>,
    authority: &Authority,
    day: Date,
) -> Result<Preview, EngineError> {
    let facts = Facts::of_request(token(store, campaign, &authority.code)?, day);
    let letter = writer.write(LetterKind::Request, authority, &facts)?;
    let date = TimeZone::UTC.to_timestamp(day.at(9, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
    let mail = match composer.compose(LetterKind::Request, authority, &facts, 0, date, &[]) {
        Ok(composed) => Some(composed.eml),
        Err(NoMail::NoAddress(_)) => None,
        Err(NoMail::Failed(error)) => return Err(error),
    };
    Ok(Preview { authority: authority.clone(), token: facts.token, letter, mail })
}

/// The token that the request has, or will have.
fn token(store: &Store, campaign: &Campaign, code: &Code) -> Result<Token, EngineError> {
    let stored = requests::by_id(store.read(), &RequestId::new(&campaign.name, code))?;
    Ok(stored.map_or_else(|| Token::for_request(&campaign.name, code, 0), |request| request.token))
}

fn not_in_frame(campaign: &Campaign, code: &str) -> EngineError {
    let frame = &campaign.frame;
    if let Some(left) = frame.left_out.iter().find(|left| left.code.0.eq_ignore_ascii_case(code)) {
        return EngineError::Refused {
            what: format!("{} is not asked: {}", left.name, left.reason),
            help: format!("`foi frame {}` says who is in and who is out", campaign.name),
        };
    }
    let help = match nearest(code, frame.members.iter().map(|authority| authority.code.0.as_str())) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("`foi frame {}` lists the codes", campaign.name),
    };
    EngineError::Refused { what: format!("no authority in the frame has the code `{code}`"), help }
}
