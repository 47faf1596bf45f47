//! One mail written down: as a message of a request, in the pen, as a copy of one we have, or as our own.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::campaign::Campaign;
use crate::document::READER_VERSION;
use crate::engine::campaigns::Campaigns;
use crate::engine::reading::{Prepared, words};
use crate::engine::{EngineError, deliver, says, tying};
use crate::ledger::Proposal;
use crate::reply::sheet;
use crate::request::{Event, ReplyKind, RequestId, What};
use crate::store::letters::{self, StoredLetter};
use crate::store::messages::{self, StoredAttachment, StoredMessage};
use crate::store::{Transaction, cells, documents, events, hand_overs, requests, search};

/// Words of one message that are indexed for search.
const INDEXED: usize = 1 << 20;

/// What became of a mail.
pub(super) enum Became {
    Message,
    /// The same mail as one we have, by another route.
    Copy,
    /// A letter of our own.
    Own,
}

pub(super) struct Entered {
    pub what: Became,
    pub kind: ReplyKind,
    pub requests: Vec<RequestId>,
    pub proposals: usize,
    pub accepted: usize,
}

/// What one run of ingest knows.
pub(super) struct Run<'a> {
    /// The campaign that the mailbox is for.
    pub campaign: &'a Campaign,
    /// The same, in the words by which the readers read.
    pub read_as: &'a Campaign,
    /// All campaigns that its mails may turn out to answer.
    pub campaigns: &'a Campaigns,
    pub names: tying::Names,
    pub now: Timestamp,
}

/// Writes a mail down.
pub(super) fn enter(tx: &Transaction<'_>, run: &Run<'_>, mut prepared: Prepared) -> Result<Entered, EngineError> {
    let Run { campaign, campaigns, names, now, read_as } = run;
    let kind = prepared.reading.kind;
    let nothing = |what| Entered { what, kind, requests: Vec::new(), proposals: 0, accepted: 0 };
    let original = prepared.message.original.clone();
    if is_own(tx, campaign, &prepared)? {
        messages::set_aside(tx, &original, "a letter of our own")?;
        settle_own(tx, run, &prepared)?;
        return Ok(nothing(Became::Own));
    }
    let mut key = prepared.message.message_id.as_ref().map_or_else(|| original.to_string(), ToString::to_string);
    if let Some(known) = messages::by_key(tx, &key)? {
        if same_mail(&known, &prepared) {
            messages::add_copy(tx, &original, known.id)?;
            return Ok(nothing(Became::Copy));
        }
        // Two mails under one Message-ID: some case systems do that. Both are kept.
        key = original.to_string();
    }
    let tied = tying::tie(tx, campaigns, names, &prepared)?;
    if let Some(request) = &tied.request {
        let asked = campaigns.as_asked(request);
        // The readers had to read it before it was known whose it is, or in which words that one was asked.
        if !asked.is_some_and(|asked| std::ptr::eq(asked, *read_as)) {
            prepared.read_as_reply_to(asked);
        }
    }
    let stored = stored(campaign, key, &prepared, &tied)?;
    let id = messages::add(tx, &stored)?;
    keep_documents(tx, id, &prepared)?;
    let mut entered = Entered { requests: tied.requests().cloned().collect(), ..nothing(Became::Message) };
    entered.kind = prepared.reading.kind;
    let incoming = Incoming { id, key: &stored.key, tied: &tied, now: *now };
    (entered.proposals, entered.accepted) = belongs_to_all(tx, campaigns, incoming, &mut prepared)?;
    Ok(entered)
}

fn is_own(tx: &Transaction<'_>, campaign: &Campaign, prepared: &Prepared) -> Result<bool, EngineError> {
    if let Some(id) = &prepared.message.message_id
        && letters::request_of(tx, id)?.is_some()
    {
        return Ok(true);
    }
    let us = campaign.requester.email.to_lowercase();
    Ok(prepared.message.from.as_ref().is_some_and(|from| from.address == us) && prepared.message.report.is_none())
}

/// A copy of a letter of which nobody knew whether it went, as from a Sent folder: it went.
///
/// A mail program that sent a draft of ours may have given it a Message-ID of its own, and Microsoft's servers always do: then
/// the token in it tells, and the answers will come by that id.
fn settle_own(tx: &Transaction<'_>, run: &Run<'_>, prepared: &Prepared) -> Result<(), EngineError> {
    let Some(id) = &prepared.message.message_id else { return Ok(()) };
    let letter = match letters::by_id(tx, id)? {
        Some(letter) => Some(letter),
        None => by_token(tx, prepared)?,
    };
    let Some(letter) = letter else { return Ok(()) };
    if *id != letter.message_id {
        letters::also_known(tx, id, &letter.request)?;
    }
    if let Some(campaign) = run.campaigns.of(&letter.request) {
        deliver::settle_as_gone(tx, campaign, &letter, "a copy was found", prepared.message.day(), run.now)?;
    }
    Ok(())
}

/// The letter that a copy is of, by the one request whose token stands in its subject or text: the one of which nobody knows
/// whether it went, or else the one of this subject.
fn by_token(tx: &Transaction<'_>, prepared: &Prepared) -> Result<Option<StoredLetter>, EngineError> {
    let [(token, _)] = prepared.clues.tokens.as_slice() else { return Ok(None) };
    let Some(request) = requests::by_token(tx, token)? else { return Ok(None) };
    let mut all = letters::of_request(tx, &request.id)?;
    for letter in &all {
        if hand_overs::of_letter(tx, &letter.message_id)?.is_some_and(|known| known.outcome.is_unknown()) {
            return Ok(Some(letter.clone()));
        }
    }
    all.retain(|letter| letter.subject == prepared.message.subject);
    Ok(all.pop().filter(|_| all.is_empty()))
}

/// The same Message-ID, sender and time: the headers that a route adds do not make another mail of it.
fn same_mail(known: &StoredMessage, prepared: &Prepared) -> bool {
    let sent = prepared.message.sent.map(|sent| sent.to_string());
    known.sent == sent && known.sender == sender(prepared) && known.subject == prepared.message.subject
}

fn sender(prepared: &Prepared) -> String {
    prepared.message.from.as_ref().map_or_else(String::new, |from| from.address.clone())
}

fn stored(
    campaign: &Campaign,
    key: String,
    prepared: &Prepared,
    tied: &tying::Tied,
) -> Result<StoredMessage, EngineError> {
    let message = &prepared.message;
    Ok(StoredMessage {
        id: 0,
        key,
        original: message.original.clone(),
        campaign: campaign.name.clone(),
        sent: message.sent.map(|sent| sent.to_string()),
        day: message.day().map(|day| day.to_string()),
        sender: sender(prepared),
        sender_name: message.from.as_ref().and_then(|from| from.name.clone()).unwrap_or_default(),
        subject: message.subject.clone(),
        kind: prepared.reading.kind,
        reading: says::written(&prepared.reading)?,
        attachments: u32::try_from(prepared.parts.len()).unwrap_or(u32::MAX),
        blemishes: says::json(&message.blemishes)?,
        request: tied.request.clone(),
        also: tied.also.clone(),
        tied_by: tied.by.clone(),
        tie: tied.reasons.clone(),
    })
}

/// Keeps what a message's attachments became, in place of what they were before.
pub fn keep_documents(tx: &Transaction<'_>, id: i64, prepared: &Prepared) -> Result<(), EngineError> {
    let mut attached = String::new();
    messages::forget_attachments(tx, id)?;
    for ((part, document), killed) in prepared.parts.iter().zip(&prepared.documents).zip(&prepared.killed) {
        let attachment = StoredAttachment {
            number: part.number,
            name: part.name.clone(),
            media_type: part.media_type.clone(),
            hash: document.hash.clone(),
            size: part.bytes.len() as u64,
            state: documents::word(document.state).to_owned(),
        };
        messages::add_attachment(tx, id, &attachment)?;
        documents::keep(tx, document, READER_VERSION, *killed)?;
        attached.push_str(&words(document, INDEXED.saturating_sub(attached.len())));
    }
    search::put(tx, id, &prepared.message.subject, &words(&prepared.body, INDEXED), &attached)?;
    Ok(())
}

/// A message that is written down, and whose it is.
#[derive(Clone, Copy)]
pub struct Incoming<'a> {
    pub id: i64,
    pub key: &'a str,
    pub tied: &'a tying::Tied,
    pub now: Timestamp,
}

/// Writes down what a message means to each request it is tied to; returns how many answers it proposes and how many of them
/// enter the ledger unseen.
/// It was read as a reply to the campaign of the first.
pub fn belongs_to_all(
    tx: &Transaction<'_>,
    campaigns: &Campaigns,
    incoming: Incoming<'_>,
    prepared: &mut Prepared,
) -> Result<(usize, usize), EngineError> {
    let several = !incoming.tied.also.is_empty();
    let (mut proposals, mut accepted) = (0, 0);
    let mut first = true;
    for request in incoming.tied.requests() {
        if !first {
            prepared.read_as_reply_to(campaigns.as_asked(request));
        }
        if several {
            prepared.answers_several();
        }
        first = false;
        proposals += prepared.reading.proposals.len();
        accepted += belongs(tx, request, incoming, prepared)?;
    }
    Ok((proposals, accepted))
}

fn belongs(
    tx: &Transaction<'_>,
    request: &RequestId,
    incoming: Incoming<'_>,
    prepared: &Prepared,
) -> Result<usize, EngineError> {
    let Incoming { id, key, tied, now } = incoming;
    // A mail without a date is dated by the day we learnt of it.
    let on = prepared.message.day().unwrap_or_else(|| super::super::london(now));
    let what = What::Received { message: key.to_owned(), says: says::of(&prepared.reading) };
    events::append(tx, &Event { id: 0, request: request.clone(), on, recorded: now, source: tied.source(), what })?;
    let proposals = proposals_for(tx, request, prepared)?;
    cells::propose(tx, request, id, READER_VERSION, now, &proposals)?;
    tying::learn(tx, request, id, prepared)?;
    Ok(proposals.iter().filter(|proposal| proposal.accepted).count())
}

/// What was read, for this request: an answer sheet made for another waits for a person.
fn proposals_for<'p>(
    tx: &Transaction<'_>,
    request: &RequestId,
    prepared: &'p Prepared,
) -> Result<Cow<'p, [Proposal]>, EngineError> {
    let as_read = Cow::Borrowed(prepared.reading.proposals.as_slice());
    if prepared.reading.sheets.is_empty() {
        return Ok(as_read);
    }
    let Some(stored) = requests::by_id(tx, request)? else { return Ok(as_read) };
    let mut reading = prepared.reading.clone();
    sheet::hold_for_another(&mut reading, &stored.token);
    Ok(Cow::Owned(reading.proposals))
}
