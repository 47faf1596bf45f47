//! Send: every letter that is due to go, at most once, however often and wherever it is interrupted.
//!
//! A letter's Message-ID and bytes are fixed in the store first; then it is handed to the outbox; then the hand-over is
//! recorded together with the event. Stopped in between, the next run hands over the very same bytes under the very same
//! name, which changes nothing in the outbox, and records it.

use std::collections::HashMap;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::compose::{Composed, Composer, NoMail, dated};
use super::due::{self, Due};
use super::{EngineError, Workspace, campaigns, regimes, standing};
use crate::authority::Authority;
use crate::campaign::Campaign;
use crate::law::State;
use crate::letter::Facts;
use crate::message::{MessageId, OriginalHash};
use crate::post::outbox;
use crate::request::{Channel, Event, LetterKind, RequestId, Source, What};
use crate::store::hand_overs::{self, Outcome};
use crate::store::letters::{self, StoredLetter};
use crate::store::requests::{self, StoredRequest};
use crate::store::{Store, StoreError, Transaction, events, messages, originals, wordings};

/// What to send.
#[derive(Debug, Clone)]
pub struct Sending {
    pub today: Date,
    pub now: Timestamp,
    /// Letters of this kind alone; otherwise requests that have not gone and chasers that are due.
    pub only: Option<LetterKind>,
    /// This request alone.
    pub request: Option<RequestId>,
    /// These requests alone: the authorities that asked alike.
    pub among: Option<Vec<RequestId>>,
    /// What a person adds to the letter: the answer to a clarification, the grounds of a complaint.
    pub words: Option<String>,
    pub limit: Option<usize>,
    /// Say what would go, and keep nothing.
    pub dry_run: bool,
    /// Fix the letters, and hand none over: a mail server is to have them.
    pub for_server: bool,
}

impl Sending {
    /// Everything that is due on a day.
    pub fn on(today: Date, now: Timestamp) -> Self {
        Self {
            today,
            now,
            only: None,
            request: None,
            among: None,
            words: None,
            limit: None,
            dry_run: false,
            for_server: false,
        }
    }
}

/// What was sent.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub struct Sent {
    pub letters: Vec<SentLetter>,
    /// Requests that had gone before.
    pub already: usize,
    pub skipped: Vec<NotSent>,
    /// Due to go, and left for another run by `--limit`.
    pub left: usize,
    /// Chasers that wait for the campaign's office hours.
    pub waiting: usize,
    pub dry_run: bool,
    pub outbox: PathBuf,
}

/// A letter that went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SentLetter {
    pub request: RequestId,
    pub name: String,
    pub kind: LetterKind,
    pub to: String,
    pub subject: String,
    pub message_id: MessageId,
    /// What it says; only before it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// An authority whose letter did not go, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NotSent {
    pub request: RequestId,
    pub name: String,
    pub reason: String,
}

/// A letter that is due to go.
struct DueLetter {
    request: StoredRequest,
    kind: LetterKind,
    facts: Facts,
    nth: u32,
    thread: Vec<MessageId>,
    /// The address that was corrected since the frame was frozen.
    address: Option<String>,
}

/// Sends what is due to go to the local outbox.
pub fn send(
    workspace: &Workspace,
    name: &str,
    sending: &Sending,
    progress: &dyn Fn(usize, usize),
) -> Result<Sent, EngineError> {
    let mut store = workspace.store()?;
    let open = campaigns::open(workspace, &store, name)?;
    let campaign = open.campaign;
    crate::letter::check(&campaign)?;
    if sending.today < campaign.opens && open.frozen.is_none() {
        return Err(EngineError::Refused {
            what: format!("`{name}` opens on {}, which is after {}", campaign.opens, sending.today),
            help: "wait for the day, change `opens` in campaign.toml, or say --as-of DATE".into(),
        });
    }
    let mut sent = Sent { outbox: workspace.outbox(name), dry_run: sending.dry_run, ..Sent::default() };
    if sending.dry_run && open.frozen.is_none() {
        // Nothing may be kept, so the requests that freezing would make are made in memory.
        store = Store::in_memory()?;
    }
    campaigns::freeze(&mut store, &campaign, sending.now)?;
    if !sending.dry_run && !sending.for_server {
        hand_over_rest(&mut store, &campaign, sending, &mut sent)?;
    }
    let mut due = due_letters(workspace, &store, &campaign, sending, &mut sent)?;
    if let Some(limit) = sending.limit {
        sent.left = due.len().saturating_sub(limit);
        due.truncate(limit);
    }
    let folder = workspace.campaign(name);
    let regime = regimes::regime(workspace, &campaign.regime)?;
    let composer = Composer::new(&campaign, &folder)?.to_regulator(regime.regulator);
    let total = due.len();
    for (letter, number) in due.into_iter().zip(1..) {
        one(&mut store, &campaign, &composer, letter, sending, &mut sent)?;
        progress(number, total);
    }
    Ok(sent)
}

/// Which letters are due to go.
fn due_letters(
    workspace: &Workspace,
    store: &Store,
    campaign: &Campaign,
    sending: &Sending,
    sent: &mut Sent,
) -> Result<Vec<DueLetter>, EngineError> {
    let mut known: HashMap<RequestId, Vec<StoredLetter>> = HashMap::new();
    for letter in letters::of_campaign(store.read(), &campaign.name)? {
        known.entry(letter.request.clone()).or_default().push(letter);
    }
    let all = requests::of_campaign(store.read(), &campaign.name)?;
    let wanted = |request: &&StoredRequest| sending.request.as_ref().is_none_or(|only| *only == request.id);
    let mut due = Vec::new();
    let adopted = standing::sent_days(store, &campaign.name)?;
    let moved = standing::readdressed(store, &campaign.name, sending.today)?;
    let law = standing::Law::of(workspace, campaign)?;
    for request in all.iter().filter(wanted) {
        let before = known.get(&request.id).map_or(&[][..], Vec::as_slice);
        let gone = before.iter().any(|letter| letter.nth == 0) || adopted.contains_key(&request.id);
        let life = moved.get(&request.id);
        let came_back = || {
            let (life, authority) = (life?, campaign.frame.member(&request.code)?);
            let clock = law.clock(authority, life, sending.today).ok()?;
            (life.sends_anew && clock.state == State::NotDelivered).then_some(())
        };
        let anew = gone && came_back().is_some();
        if gone && !anew {
            // Fixed is not gone: what waits for a server or a person is told by itself.
            let handed = before.iter().any(|letter| letter.nth == 0 && letter.handed.is_some());
            sent.already += usize::from(handed || adopted.contains_key(&request.id));
        } else if sending.only.is_none_or(|only| only == LetterKind::Request) {
            let facts = Facts::of_request(request.token.clone(), sending.today);
            due.push(DueLetter {
                request: request.clone(),
                kind: LetterKind::Request,
                facts,
                // What came back went; the same request to another address is another letter.
                nth: if anew { before.iter().map(|letter| letter.nth + 1).max().unwrap_or(1) } else { 0 },
                thread: Vec::new(),
                address: life.and_then(|life| life.address.clone()),
            });
        }
    }
    if sending.only != Some(LetterKind::Request) {
        follow_ups(workspace, store, campaign, sending, &known, &mut due, sent)?;
        for letter in due.iter_mut().filter(|letter| letter.kind != LetterKind::Request) {
            letter.address = moved.get(&letter.request.id).and_then(|life| life.address.clone());
        }
    }
    Ok(due)
}

/// Chasers that are due by the campaign's policy; other follow-ups only where they are asked for by name.
fn follow_ups(
    workspace: &Workspace,
    store: &Store,
    campaign: &Campaign,
    sending: &Sending,
    known: &HashMap<RequestId, Vec<StoredLetter>>,
    due: &mut Vec<DueLetter>,
    sent: &mut Sent,
) -> Result<(), EngineError> {
    let kind = sending.only.unwrap_or(LetterKind::Chase);
    let items = follow_up_items(workspace, store, campaign, sending, kind, sent)?;
    // A person who names a request decides; the policy's chasers keep its hours.
    if kind == LetterKind::Chase && sending.request.is_none() && !office_is_open(workspace, campaign, sending)? {
        sent.waiting = items.len();
        return Ok(());
    }
    for item in items {
        if kind == LetterKind::Clarification && sending.words.is_none() {
            return Err(EngineError::Refused {
                what: "an answer to a clarification needs its words".into(),
                help: format!(
                    "foi send {} --only clarification --words \"...\"; `foi clarify {0}` shows who asks what",
                    campaign.name
                ),
            });
        }
        let Some(request) = requests::by_id(store.read(), &item.request)? else { continue };
        let before = known.get(&item.request).map_or(&[][..], Vec::as_slice);
        // The request itself is the 0th, by whatever road it went.
        let nth = before.iter().map(|letter| letter.nth + 1).max().unwrap_or(1);
        let facts = Facts {
            sent: item.sent,
            due: item.due,
            reference: item.reference.clone(),
            words: sending.words.clone(),
            review_asked: item.review_asked,
            ..Facts::of_request(request.token.clone(), sending.today)
        };
        due.push(DueLetter {
            kind,
            facts,
            nth,
            // A complaint goes to somebody who has seen none of it.
            thread: match kind {
                LetterKind::Complaint => Vec::new(),
                LetterKind::Clarification => {
                    let ours = before.iter().map(|letter| letter.message_id.clone());
                    ours.chain(their_letters(store, &item.request)?).collect()
                }
                _ => before.iter().map(|letter| letter.message_id.clone()).collect(),
            },
            request,
            address: None,
        });
    }
    Ok(())
}

/// What an authority has written, oldest first: the answer to a question goes into its thread.
fn their_letters(store: &Store, request: &RequestId) -> Result<Vec<MessageId>, EngineError> {
    let mut letters = messages::of_request(store.read(), request)?;
    letters.sort_by(|a, b| a.sent.cmp(&b.sent));
    // A mail without a Message-ID is kept under its hash, which is no thread's.
    letters.retain(|letter| letter.key.contains('@'));
    Ok(letters.into_iter().map(|letter| MessageId::new(&letter.key)).collect())
}

/// Is it an hour at which the policy lets a chaser go? On another day than today a letter is dated within any office's hours.
fn office_is_open(workspace: &Workspace, campaign: &Campaign, sending: &Sending) -> Result<bool, EngineError> {
    let Some((from, to)) = campaign.follow_up.office_hours else { return Ok(true) };
    let Ok(here) = sending.now.in_tz("Europe/London") else { return Ok(true) };
    let working = standing::Law::of(workspace, campaign)?.calendar.is_working(sending.today);
    Ok(working && (here.date() != sending.today || (from..to).contains(&here.time())))
}

/// What is due by the policy; a review or a complaint of one request also where a person asks for it by name.
fn follow_up_items(
    workspace: &Workspace,
    store: &Store,
    campaign: &Campaign,
    sending: &Sending,
    kind: LetterKind,
    sent: &mut Sent,
) -> Result<Vec<Due>, EngineError> {
    if let (LetterKind::Review | LetterKind::Complaint, Some(request)) = (kind, &sending.request) {
        return Ok(match due::asked_for(workspace, store, campaign, sending.today, request, kind)? {
            Ok(item) => vec![item],
            Err(reason) => {
                let authority = campaign.frame.member(&request.authority());
                let name = authority.map_or_else(String::new, |authority| authority.name.clone());
                sent.skipped.push(NotSent { request: request.clone(), name, reason });
                Vec::new()
            }
        });
    }
    let mut items = due::of_campaign(workspace, store, campaign, sending.today)?;
    items.retain(|item| {
        let wanted = sending.request.as_ref().is_none_or(|only| *only == item.request)
            && sending.among.as_ref().is_none_or(|among| among.contains(&item.request));
        wanted && item.step.action.letter() == Some(kind)
    });
    Ok(items)
}

/// Sends one letter, or says why it cannot go.
fn one(
    store: &mut Store,
    campaign: &Campaign,
    composer: &Composer<'_>,
    letter: DueLetter,
    sending: &Sending,
    sent: &mut Sent,
) -> Result<(), EngineError> {
    let request = &letter.request;
    let Some(authority) = campaign.frame.member(&request.code) else { return Ok(()) };
    let authority = &match &letter.address {
        Some(email) => Authority { email: email.clone(), ..authority.clone() },
        None => authority.clone(),
    };
    let date = dated(sending.today, sending.now);
    let composed = match composer.compose(letter.kind, authority, &letter.facts, letter.nth, date, &letter.thread) {
        Ok(composed) => composed,
        Err(NoMail::NoAddress(why)) => {
            let reason = for_posting(composer, &letter, authority, &why, sending, &sent.outbox)?;
            sent.skipped.push(NotSent { request: request.id.clone(), name: authority.name.clone(), reason });
            return Ok(());
        }
        Err(NoMail::Failed(cause)) => return Err(cause),
    };
    sent.letters.push(SentLetter {
        request: request.id.clone(),
        name: authority.name.clone(),
        kind: letter.kind,
        to: composed.to.clone(),
        subject: composed.subject.clone(),
        message_id: composed.message_id.clone(),
        text: sending.dry_run.then(|| composed.text.clone()),
    });
    if sending.dry_run {
        return Ok(());
    }
    let stored = intend(store, campaign, &letter, &composed, sending.now)?;
    if sending.for_server {
        return Ok(());
    }
    hand_over(store, campaign, &stored, &composed.eml, sending, &sent.outbox)
}

/// A letter that cannot go by mail: laid out to be printed, with what to do then. Only a person knows that it was posted.
fn for_posting(
    composer: &Composer<'_>,
    letter: &DueLetter,
    authority: &Authority,
    why: &str,
    sending: &Sending,
    outbox: &std::path::Path,
) -> Result<String, EngineError> {
    let request = &letter.request;
    if letter.kind == LetterKind::Request {
        return Ok(format!(
            "{why}: print its letter (`foi preview`), post it, and record it with `foi note {} sent DATE`",
            request.id
        ));
    }
    let note = match letter.kind {
        LetterKind::Request | LetterKind::Chase => "remark",
        LetterKind::Clarification => "clarification_given",
        LetterKind::Review => "review_requested",
        LetterKind::Complaint => "complained",
    };
    let whose = if letter.kind == LetterKind::Complaint { "the regulator" } else { "it" };
    let path = outbox.join(format!("{}.{}.txt", request.token, letter.kind.word()));
    if !sending.dry_run {
        let text = composer.on_paper(letter.kind, authority, &letter.facts)?;
        crate::export::write_whole(&path, text.as_bytes())?;
    }
    Ok(format!(
        "{whose} {why}: print {}, post it, and record it with `foi note {} {note} DATE`",
        path.display(),
        request.id
    ))
}

/// Fixes the letter before anything goes.
fn intend(
    store: &mut Store,
    campaign: &Campaign,
    letter: &DueLetter,
    composed: &Composed,
    now: Timestamp,
) -> Result<StoredLetter, StoreError> {
    let stored = StoredLetter {
        message_id: composed.message_id.clone(),
        request: letter.request.id.clone(),
        kind: letter.kind.word().to_owned(),
        nth: letter.nth,
        original: OriginalHash::of(&composed.eml),
        recipient: composed.to.clone(),
        subject: composed.subject.clone(),
        intended: letter.facts.date.to_string(),
        handed: None,
    };
    store.write(|tx| {
        originals::keep(tx, &stored.original, &composed.eml)?;
        letters::intend(tx, &stored)?;
        if letter.kind == LetterKind::Request {
            wordings::ask(tx, &stored.request, Some(&stored.message_id), &campaign.questions, now)?;
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(stored)
}

/// Puts the letter into the outbox and records that it went.
fn hand_over(
    store: &mut Store,
    campaign: &Campaign,
    letter: &StoredLetter,
    eml: &[u8],
    sending: &Sending,
    outbox: &std::path::Path,
) -> Result<(), EngineError> {
    outbox::put(outbox, &letter.message_id, eml).map_err(|cause| EngineError::folder(outbox, cause))?;
    let on = letter.intended.parse().unwrap_or(sending.today);
    store.write(|tx| record_sent(tx, campaign, letter, on, sending.now))
}

/// Records that a letter went; once, however often it is told.
pub(super) fn record_sent(
    tx: &Transaction<'_>,
    campaign: &Campaign,
    letter: &StoredLetter,
    on: Date,
    now: Timestamp,
) -> Result<(), EngineError> {
    if !letters::handed_over(tx, &letter.message_id, &now.to_string())? {
        return Ok(());
    }
    let kind = LetterKind::ALL.into_iter().find(|kind| kind.word() == letter.kind);
    let what = What::Sent {
        letter: kind.unwrap_or(LetterKind::Request),
        message: Some(letter.message_id.clone()),
        channel: Channel::Email,
        to: letter.recipient.clone(),
    };
    events::append(
        tx,
        &Event { id: 0, request: letter.request.clone(), on, recorded: now, source: Source::Foi, what },
    )?;
    standing::refresh(tx, campaign, std::iter::once(&letter.request))
}

/// Letters that an earlier run fixed and was stopped before handing over.
fn hand_over_rest(
    store: &mut Store,
    campaign: &Campaign,
    sending: &Sending,
    sent: &mut Sent,
) -> Result<(), EngineError> {
    for letter in not_gone(store, campaign)? {
        let Some(eml) = originals::bytes(store.read(), &letter.original)? else { continue };
        hand_over(store, campaign, &letter, &eml, sending, &sent.outbox)?;
    }
    Ok(())
}

/// Letters that are fixed and have not gone; one that a server may have is not among them, nor one that it refused.
pub(super) fn not_gone(store: &Store, campaign: &Campaign) -> Result<Vec<StoredLetter>, EngineError> {
    let tried: HashMap<MessageId, Outcome> = hand_overs::of_campaign(store.read(), &campaign.name)?
        .into_iter()
        .map(|tried| (tried.message_id, tried.outcome))
        .collect();
    let stays = |letter: &StoredLetter| {
        tried.get(&letter.message_id).is_some_and(|outcome| outcome.may_have_gone() || *outcome == Outcome::Refused)
    };
    let mut letters = letters::of_campaign(store.read(), &campaign.name)?;
    letters.retain(|letter| letter.handed.is_none() && !stays(letter));
    Ok(letters)
}
