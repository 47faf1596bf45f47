//! Deliver: letters to a mail server, each at most once, whatever is stopped where.
//!
//! When the server has said "go ahead", `begun` is written down; after the letter, what the server said. A run that was stopped in between leaves a
//! letter of which nobody knows: it is never sent again by itself, but settled by a copy in the Sent folder, a reply or a
//! bounce, or by a person.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::EngineError;
use super::send::record_sent;
use super::sent_copy::{Copies, Keeping};
use crate::authority::MailAddress;
use crate::campaign::Campaign;
use crate::message::MessageId;
use crate::post::account::Pace;
use crate::post::pace::Beat;
use crate::post::smtp::{HandedOver, Parcel};
use crate::request::RequestId;
use crate::store::hand_overs::{self, Outcome};
use crate::store::letters::{self, StoredLetter};
use crate::store::{Store, originals, requests};

/// Tries of one letter in a run.
const TRIES: u32 = 4;
/// Lines that may break in a row before a run gives up.
const BROKEN: u32 = 3;

/// Who carries letters: a line to a server, or a test's stand-in.
pub trait Carrier {
    /// Puts the envelope to the server. Until it has said "go ahead" nothing of the letter has gone.
    ///
    /// # Errors
    /// No line could be opened. The inner error is the server's no.
    fn offer(&mut self, parcel: Parcel<'_>) -> Result<Result<(), HandedOver>, EngineError>;

    /// Gives the letter itself.
    fn give(&mut self, eml: &[u8]) -> HandedOver;
}

/// What a run is told of the world.
pub struct Surroundings<'a> {
    pub account: &'a str,
    pub from: &'a MailAddress,
    pub pace: Pace,
    pub now: &'a dyn Fn() -> Timestamp,
    pub wait: &'a dyn Fn(Duration),
    /// Letters done, and all.
    pub progress: &'a dyn Fn(usize, usize),
}

/// What came of a run.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub struct Delivered {
    pub accepted: usize,
    /// Not taken, each with the server's words; `put_off` may be tried again by another run.
    pub not_taken: Vec<NotTaken>,
    /// Why the run stopped before its end, and how many letters it left.
    pub stopped: Option<String>,
    pub left: usize,
    /// What became of the copies for the Sent folder, where those are ours to keep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies: Option<Copies>,
}

/// A letter that a server did not take, or of which nobody knows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NotTaken {
    pub request: RequestId,
    pub to: String,
    pub message_id: MessageId,
    pub outcome: Outcome,
    pub words: String,
}

/// Hands letters over at the account's pace; stops at the first refusal by policy, at the day's limit, and when no line holds.
pub fn deliver(
    store: &mut Store,
    campaign: &Campaign,
    letters: Vec<StoredLetter>,
    carrier: &mut dyn Carrier,
    mut keeping: Option<Keeping<'_>>,
    around: &Surroundings<'_>,
) -> Result<Delivered, EngineError> {
    let total = letters.len();
    if let Some(keeping) = &mut keeping {
        keeping.all(store, (around.now)())?;
    }
    let mut run = Run { campaign, around, done: Delivered::default(), beat: beat(campaign, around), broken: 0 };
    let mut queue: VecDeque<(StoredLetter, u32)> = letters.into_iter().map(|letter| (letter, 1)).collect();
    let mut first = true;
    while let Some((letter, tries)) = queue.pop_front() {
        if let Some(why) = run.over_the_day(store)? {
            run.done.stopped = Some(why);
            run.done.left = queue.len() + 1;
            break;
        }
        if !std::mem::take(&mut first) {
            (around.wait)(run.beat.wait(chance(&letter)));
        }
        let next = run.one(store, &letter, tries, carrier, keeping.as_mut())?;
        match next {
            Next::Done => {}
            Next::AtOnce => queue.push_front((letter, tries)),
            Next::Later => queue.push_back((letter, tries + 1)),
            Next::Stop(why) => {
                run.done.stopped = Some(why);
                run.done.left = queue.len();
                break;
            }
        }
        (around.progress)(total.saturating_sub(queue.len()), total);
    }
    run.done.copies = keeping.map(|keeping| keeping.done);
    Ok(run.done)
}

fn beat(campaign: &Campaign, around: &Surroundings<'_>) -> Beat {
    Beat::of(around.pace.per_minute.min(campaign.follow_up.per_minute))
}

/// A number that differs from letter to letter and stays the same for one.
fn chance(letter: &StoredLetter) -> u64 {
    let mut hasher = DefaultHasher::new();
    letter.message_id.as_str().hash(&mut hasher);
    hasher.finish()
}

/// What becomes of a letter after a try.
enum Next {
    Done,
    AtOnce,
    Later,
    Stop(String),
}

struct Run<'a> {
    campaign: &'a Campaign,
    around: &'a Surroundings<'a>,
    done: Delivered,
    beat: Beat,
    broken: u32,
}

impl Run<'_> {
    fn over_the_day(&self, store: &Store) -> Result<Option<String>, EngineError> {
        let since = (self.around.now)().checked_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
        let gone = hand_overs::accepted_since(store.read(), self.around.account, since)?;
        let most = self.around.pace.per_day;
        Ok((gone >= most).then(|| format!("{gone} letters have gone in 24 hours, and `per_day` is {most}")))
    }

    fn one(
        &mut self,
        store: &mut Store,
        letter: &StoredLetter,
        tries: u32,
        carrier: &mut dyn Carrier,
        keeping: Option<&mut Keeping<'_>>,
    ) -> Result<Next, EngineError> {
        let Some(eml) = originals::bytes(store.read(), &letter.original)? else { return Ok(Next::Done) };
        let to: MailAddress = match letter.recipient.parse() {
            Ok(to) => to,
            Err(_) => return Ok(self.not_taken(letter, Outcome::Refused, "it is no mail address".into(), Next::Done)),
        };
        let token = requests::by_id(store.read(), &letter.request)?.map_or_else(String::new, |r| r.token.to_string());
        let parcel = Parcel { from: self.around.from, to: &to, envelope_id: &token, eml: &eml };
        let outcome = match carrier.offer(parcel)? {
            Ok(()) => {
                // From here on a crash leaves a letter that may have gone.
                self.note(store, letter, Outcome::Begun, "")?;
                carrier.give(&eml)
            }
            Err(outcome) => outcome,
        };
        let taken = matches!(outcome, HandedOver::Accepted { .. });
        let next = self.came_of_it(store, letter, tries, outcome)?;
        if let Some(keeping) = keeping.filter(|_| taken) {
            keeping.gone(store, &letter.message_id, &eml, (self.around.now)())?;
        }
        Ok(next)
    }

    fn came_of_it(
        &mut self,
        store: &mut Store,
        letter: &StoredLetter,
        tries: u32,
        outcome: HandedOver,
    ) -> Result<Next, EngineError> {
        if !matches!(outcome, HandedOver::NotBegun { .. } | HandedOver::Unknown { .. }) {
            self.broken = 0;
        }
        Ok(match outcome {
            HandedOver::Accepted { words, assigned } => {
                self.accepted(store, letter, &words, assigned)?;
                Next::Done
            }
            HandedOver::PutOff { words } => {
                self.note(store, letter, Outcome::PutOff, &words)?;
                self.beat.was_put_off();
                let next = if tries < TRIES { return Ok(Next::Later) } else { Next::Done };
                self.not_taken(letter, Outcome::PutOff, words, next)
            }
            HandedOver::Refused { words } => {
                self.note(store, letter, Outcome::Refused, &words)?;
                self.not_taken(letter, Outcome::Refused, words, Next::Done)
            }
            HandedOver::Barred { words } => {
                self.note(store, letter, Outcome::Barred, &words)?;
                let stop = Next::Stop(format!("the server wants no more letters of us: {words}"));
                self.not_taken(letter, Outcome::Barred, words, stop)
            }
            HandedOver::NotBegun { why } => {
                self.note(store, letter, Outcome::NotBegun, &why)?;
                self.broken += 1;
                let stop = Next::Stop(format!("the line broke {BROKEN} times in a row: {why}"));
                if self.broken < BROKEN { Next::AtOnce } else { self.not_taken(letter, Outcome::NotBegun, why, stop) }
            }
            HandedOver::Unknown { why } => {
                self.note(store, letter, Outcome::Unknown, &why)?;
                self.broken += 1;
                let stop = Next::Stop(format!("the line broke {BROKEN} times in a row: {why}"));
                let next = if self.broken < BROKEN { Next::Done } else { stop };
                self.not_taken(letter, Outcome::Unknown, why, next)
            }
        })
    }

    fn accepted(
        &mut self,
        store: &mut Store,
        letter: &StoredLetter,
        words: &str,
        assigned: Option<MessageId>,
    ) -> Result<(), EngineError> {
        let now = (self.around.now)();
        store.write(|tx| {
            hand_overs::note(tx, &letter.message_id, self.around.account, now, Outcome::Accepted, words)?;
            if let Some(id) = assigned.filter(|id| *id != letter.message_id) {
                // Replies will name the server's id, not ours.
                letters::also_known(tx, &id, &letter.request)?;
            }
            record_sent(tx, self.campaign, letter, super::london(now), now)
        })?;
        self.beat.was_taken();
        self.done.accepted += 1;
        Ok(())
    }

    fn note(&self, store: &mut Store, letter: &StoredLetter, outcome: Outcome, words: &str) -> Result<(), EngineError> {
        let now = (self.around.now)();
        store.write(|tx| {
            Ok::<_, EngineError>(hand_overs::note(tx, &letter.message_id, self.around.account, now, outcome, words)?)
        })
    }

    fn not_taken(&mut self, letter: &StoredLetter, outcome: Outcome, words: String, next: Next) -> Next {
        self.done.not_taken.push(NotTaken {
            request: letter.request.clone(),
            to: letter.recipient.clone(),
            message_id: letter.message_id.clone(),
            outcome,
            words,
        });
        next
    }
}

/// Settles a letter of which nobody knew: it went after all, by what `words` says. Nothing changes for any other letter.
///
/// `on` is the day it bears, where that is known; otherwise the day on which it was handed over.
pub fn settle_as_gone(
    tx: &crate::store::Transaction<'_>,
    campaign: &Campaign,
    letter: &StoredLetter,
    words: &str,
    on: Option<Date>,
    now: Timestamp,
) -> Result<bool, EngineError> {
    let unknown = hand_overs::of_letter(tx, &letter.message_id)?.filter(|known| known.outcome.is_unknown());
    let Some(known) = unknown else { return Ok(false) };
    hand_overs::note(tx, &letter.message_id, "", now, Outcome::Went, words)?;
    let on = on.unwrap_or_else(|| super::london(known.at.parse().unwrap_or(now)));
    record_sent(tx, campaign, letter, on, now)?;
    Ok(true)
}
