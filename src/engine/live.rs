//! Live: the letters that are due, by a mail server; and what is to be done about those of which nobody knows.
//!
//! `foi send` fixes the letters, [`deliver`] hands them over. A letter is looked for before a person is asked: in the replies
//! and bounces that have come, and in the Sent folder's copies, which `ingest` settles by itself.

use serde::Serialize;

use super::deliver::{Carrier, Delivered, Surroundings, deliver, settle_as_gone};
use super::send::{Sending, Sent, not_gone, send};
use super::sent_copy::{Cabinet, Copies, Keeping};
use super::{EngineError, Workspace, campaigns, preview};
use crate::authority::MailAddress;
use crate::campaign::Campaign;
use crate::message::MessageId;
use crate::post::pace::Beat;
use crate::post::smtp::{HandedOver, Parcel};
use crate::request::RequestId;
use crate::store::hand_overs::{self, Outcome};
use crate::store::letters::{self, StoredLetter};
use crate::store::{Store, messages};

/// A run of `foi send --live`.
#[derive(Debug, Clone, Serialize)]
pub struct WentLive {
    #[serde(flatten)]
    pub sent: Sent,
    pub delivered: Delivered,
    /// Letters of which nobody knows whether they went.
    pub unknown: Vec<Unknown>,
}

/// A letter of which nobody knows whether it went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unknown {
    pub request: RequestId,
    pub to: String,
    pub message_id: MessageId,
    pub at: String,
    pub words: String,
}

/// Has a campaign used a mail server before?
pub fn has_gone_live(workspace: &Workspace, name: &str) -> Result<bool, EngineError> {
    Ok(hand_overs::any_of_campaign(workspace.store_to_read()?.read(), name)?)
}

/// Hands every letter that is due to a mail server, and those that an earlier run left.
pub fn send_live(
    workspace: &Workspace,
    name: &str,
    sending: &Sending,
    carrier: &mut dyn Carrier,
    cabinet: Option<&mut dyn Cabinet>,
    around: &Surroundings<'_>,
) -> Result<WentLive, EngineError> {
    let sending = Sending { for_server: true, ..sending.clone() };
    let sent = send(workspace, name, &sending, &|_, _| {})?;
    let mut store = workspace.store()?;
    let open = campaigns::open(workspace, &store, name)?;
    settle(&mut store, &open.campaign, sending.now)?;
    let mut letters = not_gone(&store, &open.campaign)?;
    if let Some(only) = &sending.request {
        letters.retain(|letter| letter.request == *only);
    }
    letters.truncate(sending.limit.unwrap_or(usize::MAX));
    let keeping =
        cabinet.map(|cabinet| Keeping { campaign: name, account: around.account, cabinet, done: Copies::default() });
    let delivered = deliver(&mut store, &open.campaign, letters, carrier, keeping, around)?;
    let unknown = unknown(&store, &open.campaign)?;
    Ok(WentLive { sent, delivered, unknown })
}

/// The letters of which nobody knows whether they went.
pub fn unknown(store: &Store, campaign: &Campaign) -> Result<Vec<Unknown>, EngineError> {
    let mut all = Vec::new();
    for (letter, tried) in of_unknown(store, campaign)? {
        let words = match tried.outcome {
            Outcome::Begun => "the program was stopped in the middle".into(),
            Outcome::ByHand => format!("{}: for you to send", tried.words),
            _ => tried.words,
        };
        all.push(Unknown {
            request: letter.request,
            to: letter.recipient,
            message_id: letter.message_id,
            at: tried.at,
            words,
        });
    }
    Ok(all)
}

fn of_unknown(store: &Store, campaign: &Campaign) -> Result<Vec<(StoredLetter, hand_overs::HandOver)>, EngineError> {
    let letters = letters::of_campaign(store.read(), &campaign.name)?;
    let mut unknown = Vec::new();
    for tried in hand_overs::of_campaign(store.read(), &campaign.name)? {
        if tried.outcome.is_unknown()
            && let Some(letter) = letters.iter().find(|letter| letter.message_id == tried.message_id)
        {
            unknown.push((letter.clone(), tried));
        }
    }
    Ok(unknown)
}

/// Settles what can be: a letter whose thread has been answered, or that came back, had gone.
pub fn settle(store: &mut Store, campaign: &Campaign, now: jiff::Timestamp) -> Result<usize, EngineError> {
    let unknown = of_unknown(store, campaign)?;
    let mut settled = 0;
    for (letter, _) in unknown {
        settled += store.write(|tx| {
            let answers = messages::of_request(tx, &letter.request)?;
            // The request itself must have gone where anything answers it; a later letter, where one names it.
            let answered =
                answers.iter().any(|reply| letter.nth == 0 || reply.tie.contains(letter.message_id.as_str()));
            let gone = answered && settle_as_gone(tx, campaign, &letter, "a mail that came in answers it", None, now)?;
            Ok::<_, EngineError>(usize::from(gone))
        })?;
    }
    Ok(settled)
}

/// A person says what became of a letter of which nobody knew.
pub fn settle_by_hand(
    workspace: &Workspace,
    name: &str,
    request: &RequestId,
    went: bool,
    person: &str,
    now: jiff::Timestamp,
) -> Result<(), EngineError> {
    let mut store = workspace.store()?;
    let open = campaigns::open(workspace, &store, name)?;
    let unknown = of_unknown(&store, &open.campaign)?;
    let Some((letter, _)) = unknown.into_iter().find(|(letter, _)| letter.request == *request) else {
        return Err(EngineError::Refused {
            what: format!("no letter of {request} is in doubt"),
            help: format!("`foi send {name} --live` lists those that are"),
        });
    };
    store.write(|tx| {
        if went {
            settle_as_gone(tx, &open.campaign, &letter, &format!("{person} said so"), None, now)?;
        } else {
            let words = format!("{person} said so");
            hand_overs::note(tx, &letter.message_id, "", now, Outcome::NeverWent, &words)?;
        }
        Ok::<_, EngineError>(())
    })
}

/// Sends every request to oneself, to be looked at in a mail program; nothing is recorded, and nobody else gets any.
///
/// Each bears a Message-ID of its own, so that it is never taken for the letter itself.
pub fn rehearse(
    workspace: &Workspace,
    name: &str,
    sending: &Sending,
    to: &MailAddress,
    carrier: &mut dyn Carrier,
    around: &Surroundings<'_>,
) -> Result<Delivered, EngineError> {
    let store = workspace.store_to_read()?;
    let open = campaigns::open(workspace, &store, name)?;
    let mut letters = Vec::new();
    preview::preview_all(workspace, &store, &open.campaign, sending.today, |letter| {
        letters.extend(letter.mail.map(|eml| as_rehearsal(&eml)));
        Ok::<_, EngineError>(())
    })?;
    letters.truncate(sending.limit.unwrap_or(usize::MAX));
    let mut done = Delivered::default();
    let beat = Beat::of(around.pace.per_minute);
    for (number, eml) in letters.iter().enumerate() {
        if number > 0 {
            (around.wait)(beat.wait(number as u64));
        }
        let answer = match carrier.offer(Parcel { from: around.from, to, envelope_id: "rehearsal", eml })? {
            Ok(()) => carrier.give(eml),
            Err(outcome) => outcome,
        };
        match answer {
            HandedOver::Accepted { .. } => done.accepted += 1,
            HandedOver::PutOff { words }
            | HandedOver::Refused { words }
            | HandedOver::Barred { words }
            | HandedOver::NotBegun { why: words }
            | HandedOver::Unknown { why: words } => {
                done.stopped = Some(words);
                done.left = letters.len() - number;
                break;
            }
        }
        (around.progress)(number + 1, letters.len());
    }
    Ok(done)
}

/// The same mail under another Message-ID.
fn as_rehearsal(eml: &[u8]) -> Vec<u8> {
    const FIELD: &[u8] = b"Message-ID: <";
    match eml.windows(FIELD.len()).position(|window| window.eq_ignore_ascii_case(FIELD)) {
        Some(at) => {
            let (before, after) = eml.split_at(at + FIELD.len());
            [before, b"rehearsal.", after].concat()
        }
        None => eml.to_vec(),
    }
}
