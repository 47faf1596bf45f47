//! Ingest: mails in, each kept, read, tied and written down, once.
//!
//! One thread walks the mailbox, as many as there are cores parse and read, and this one writes. A batch's originals
//! are committed before any of them is read; what was read is committed a batch later, in one transaction. Wherever
//! the process is stopped, a mail is therefore unknown, kept and unread (and taken up by the next run), or wholly in.
//! Queues are bounded, so memory does not grow with the mailbox.

mod enter;
mod saved;
pub(super) mod workers;

pub(super) use enter::{Incoming, belongs_to_all, keep_documents};
pub use saved::{Saved, ingest_saved};

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};

use jiff::Timestamp;
use serde::Serialize;

use super::campaigns::Campaigns;
use super::reading::{Prepared, ReadsDocuments};
use super::remembered::Remembered;
use super::{EngineError, Workspace, campaigns, tying};
use crate::message::{self, OriginalHash};
use crate::post::{self, Found, Skipped};
use crate::request::{ReplyKind, RequestId};
use crate::store::{Store, StoreError, Transaction, messages, originals};

/// Mails in one transaction: many enough that committing costs little, few enough to be held in memory.
const BATCH: usize = 256;
/// Bytes of mail in one batch.
const BATCH_BYTES: usize = 24 << 20;

/// What an ingest did.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub struct Ingested {
    /// Messages taken in.
    pub messages: usize,
    /// ... of which tied to a request,
    pub matched: usize,
    /// ... and of which waiting in the holding pen.
    pub held: usize,
    /// Mails that were here already, by their bytes or by their Message-ID.
    pub duplicates: usize,
    /// Copies of our own letters.
    pub own: usize,
    /// Messages by what they are.
    pub kinds: BTreeMap<ReplyKind, usize>,
    /// Answers proposed for cells, and of those the ones accepted unseen.
    pub proposals: usize,
    pub accepted: usize,
    /// Mails that could be read only in part, and why.
    pub blemished: Vec<Blemished>,
    /// What was not taken, and why.
    pub refused: Vec<Refusal>,
}

/// A message that was taken, though not all of it could be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Blemished {
    pub place: String,
    pub blemishes: Vec<String>,
}

/// Something in the mailbox that was not taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refusal {
    pub place: String,
    pub reason: String,
}

/// What a source of mails hands over.
pub enum Item {
    Mail(Found),
    Not(Skipped),
    /// Done in the transaction that keeps the mails before it: how a mailbox remembers how far it was read.
    Reached(Reached),
}

/// Something to be written down beside the mails that came before it.
pub type Reached = Box<dyn FnOnce(&Transaction<'_>) -> Result<(), StoreError> + Send>;

/// Takes what a source has; `false` means that no more is wanted.
pub type Sink<'a> = dyn FnMut(Item) -> bool + Send + 'a;

/// Takes in every mail at `paths` as replies to `name`.
///
/// `progress` is told how many mails have been seen. Doing it twice takes nothing twice.
///
/// # Errors
/// Where the campaign or the store does not allow it; single mails that cannot be taken are in the result instead.
pub fn ingest(
    workspace: &Workspace,
    name: &str,
    paths: &[PathBuf],
    now: Timestamp,
    documents: &dyn ReadsDocuments,
    progress: &dyn Fn(usize),
) -> Result<Ingested, EngineError> {
    let walk = |sink: &mut Sink<'_>| {
        // A closed sink means that the writer has stopped: so does the walk.
        paths.iter().all(|path| {
            let mut open = true;
            post::each_mail(path, &mut |one| {
                open = sink(one.map_or_else(Item::Not, Item::Mail));
                open
            });
            open
        });
    };
    Ok(ingest_from(workspace, name, now, documents, progress, walk)?.0)
}

/// Takes in every mail that `source` hands over, on a thread of its own, and gives what the source says at its end.
pub fn ingest_from<T: Send>(
    workspace: &Workspace,
    name: &str,
    now: Timestamp,
    documents: &dyn ReadsDocuments,
    progress: &dyn Fn(usize),
    source: impl FnOnce(&mut Sink<'_>) -> T + Send,
) -> Result<(Ingested, T), EngineError> {
    let mut store = workspace.store()?;
    let open = campaigns::open(workspace, &store, name)?;
    if open.frozen.is_none() {
        return Err(EngineError::NotOpened { name: name.to_owned() });
    }
    let campaign = open.campaign;
    let campaigns = Campaigns::open(workspace, &store)?;
    let read_as = campaigns.as_mostly_asked(name).unwrap_or(&campaign);
    let names = tying::Names::of(&campaign);
    let run = enter::Run { names, campaign: &campaign, read_as, campaigns: &campaigns, now };
    let mut work = Work { store: &mut store, run, done: Ingested::default(), batches: 0, in_flight: HashSet::new() };
    let documents = &Remembered::new(workspace, documents)?;
    let left_over = Taken { mails: work.left_over()?, ..Taken::default() };
    let seen = std::cell::Cell::new(0);
    std::thread::scope(|scope| {
        let (items, found) = sync_channel(64);
        let walk = scope.spawn(move || {
            source(&mut |item| {
                items
                    .send(match item {
                        Item::Mail(mail) => Ok((OriginalHash::of(&mail.bytes), mail)),
                        Item::Not(skipped) => Err(Aside::Not(skipped)),
                        Item::Reached(reached) => Err(Aside::Reached(reached)),
                    })
                    .is_ok()
            })
        });
        let pool = workers::start(scope, read_as, documents);
        let mut before = work.begin(left_over, &pool)?;
        loop {
            let (batch, finished) = collect(&found, &mut work.done.refused);
            seen.set(seen.get() + batch.mails.len());
            let next = work.begin(batch, &pool)?;
            work.finish(before, &pool)?;
            progress(seen.get());
            before = next;
            if finished {
                work.finish(before, &pool)?;
                // The source has ended by now: its end of the channel is gone. A panic in it is a fault of ours.
                let said = walk.join().map_err(|_| EngineError::Refused {
                    what: "reading the mailbox failed (a fault of foi's own)".into(),
                    help: "what came before it is kept; please report it".into(),
                })?;
                return Ok((work.done, said));
            }
        }
    })
}

/// What comes between the mails.
enum Aside {
    Not(Skipped),
    Reached(Reached),
}

/// What was taken off the source at once.
#[derive(Default)]
struct Taken {
    mails: Vec<Hashed>,
    reached: Vec<Reached>,
}

type Hashed = (OriginalHash, Found);

/// Takes a batch off the walk. The flag says that there is no more.
fn collect(found: &Receiver<Result<Hashed, Aside>>, refused: &mut Vec<Refusal>) -> (Taken, bool) {
    let (mut batch, mut bytes) = (Taken::default(), 0);
    while batch.mails.len() < BATCH && bytes < BATCH_BYTES {
        match found.recv() {
            Ok(Ok((hash, mail))) => {
                bytes += mail.bytes.len();
                batch.mails.push((hash, mail));
            }
            Ok(Err(Aside::Not(skipped))) => refused.push(Refusal { place: skipped.place, reason: skipped.reason }),
            Ok(Err(Aside::Reached(reached))) => batch.reached.push(reached),
            Err(_) => return (batch, true),
        }
    }
    (batch, false)
}

/// A batch whose originals are kept and which is being read: the place of each mail in the mailbox.
struct Begun {
    number: usize,
    places: Vec<String>,
}

/// One run of ingest, with what it has done so far.
struct Work<'a> {
    store: &'a mut Store,
    run: enter::Run<'a>,
    done: Ingested,
    batches: usize,
    /// Originals that are being read and are therefore not in the store's tables yet.
    in_flight: HashSet<OriginalHash>,
}

impl Work<'_> {
    /// Originals that an earlier run kept and was stopped before reading.
    fn left_over(&self) -> Result<Vec<Hashed>, EngineError> {
        let mut mails = Vec::new();
        for hash in messages::unread(self.store.read())? {
            if let Some(bytes) = originals::bytes(self.store.read(), &hash)? {
                mails.push((hash, Found { place: "kept by an earlier run".into(), bytes }));
            }
        }
        // Originals are kept by their hash; the order of the mailbox is gone, and that of time stands in for it, so that a
        // run that was stopped ends as one that was not.
        mails.sort_by_cached_key(|(_, mail)| message::parse(&mail.bytes).sent);
        Ok(mails)
    }

    /// Keeps the originals of a batch, leaves out what is here already, and hands the rest to the readers.
    fn begin(&mut self, batch: Taken, pool: &workers::Pool) -> Result<Begun, EngineError> {
        let in_flight = &mut self.in_flight;
        let duplicates = &mut self.done.duplicates;
        let fresh = self.store.write(|tx| {
            let mut fresh = Vec::new();
            for (hash, mail) in batch.mails {
                if in_flight.contains(&hash) || messages::has_original(tx, &hash)? {
                    *duplicates += 1;
                } else {
                    originals::keep(tx, &hash, &mail.bytes)?;
                    in_flight.insert(hash);
                    fresh.push(mail);
                }
            }
            batch.reached.into_iter().try_for_each(|reached| reached(tx))?;
            Ok::<_, StoreError>(fresh)
        })?;
        self.batches += 1;
        let begun = Begun { number: self.batches, places: fresh.iter().map(|mail| mail.place.clone()).collect() };
        for (index, mail) in fresh.into_iter().enumerate() {
            pool.hand(self.batches, index, mail.bytes);
        }
        Ok(begun)
    }

    /// Waits until a batch is read, and writes it down.
    fn finish(&mut self, begun: Begun, pool: &workers::Pool) -> Result<(), EngineError> {
        let Self { store, run, done, in_flight, .. } = self;
        let mut read = pool.take(begun.number, begun.places.len());
        store.write(|tx| {
            let mut touched: HashSet<RequestId> = HashSet::new();
            for (place, prepared) in begun.places.iter().zip(read.drain(..)) {
                in_flight.remove(&prepared.message.original);
                let blemishes = prepared.message.blemishes.clone();
                let entered = enter::enter(tx, run, prepared)?;
                count(done, place, blemishes, &entered);
                touched.extend(entered.requests);
            }
            super::standing::refresh_all(tx, run.campaigns, touched.iter())?;
            Ok::<(), EngineError>(())
        })
    }
}

fn count(done: &mut Ingested, place: &str, blemishes: Vec<String>, entered: &enter::Entered) {
    match entered.what {
        enter::Became::Own => done.own += 1,
        enter::Became::Copy => done.duplicates += 1,
        enter::Became::Message => {
            done.messages += 1;
            done.proposals += entered.proposals;
            done.accepted += entered.accepted;
            *done.kinds.entry(entered.kind).or_default() += 1;
            if !entered.requests.is_empty() {
                done.matched += 1;
            } else {
                done.held += 1;
            }
            if !blemishes.is_empty() {
                done.blemished.push(Blemished { place: place.to_owned(), blemishes });
            }
        }
    }
}

/// What the readers give back: where it stood in its batch, and what was read.
type Read = (usize, usize, Prepared);
