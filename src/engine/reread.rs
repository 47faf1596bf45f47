//! Reread: every message of a campaign read again from its original by the present readers, and what that changes.
//!
//! A better reader says more of the same bytes. What it says goes beside what was said before: a new event, new
//! proposals in place of the old ones, which stay in the store as withdrawn. What a person settled or said is not
//! touched, and ties stay as they are. Each message is changed in one transaction, and what is compared is what stands
//! in the store: wherever it is stopped, doing it again does the rest, and once more does nothing.

mod compare;

use jiff::Timestamp;
use serde::Serialize;

use self::compare::{Difference, compare};
use super::campaigns::{self, Campaigns};
use super::ingest::{keep_documents, workers};
use super::reading::{Prepared, ReadsDocuments};
use super::remembered::Remembered;
use super::{EngineError, Workspace, standing};
use crate::campaign::{Campaign, QuestionId};
use crate::document::READER_VERSION;
use crate::ledger::Answer;
use crate::request::{Event, ReplyKind, RequestId, Source, What};
use crate::store::messages::{self, StoredMessage};
use crate::store::{Store, Transaction, cells, events, originals};

/// Messages that are read ahead of what is compared.
const BATCH: usize = 64;

/// What rereading did, or would do.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub struct Reread {
    /// Messages read.
    pub messages: usize,
    /// Whether anything was written, or only shown.
    pub dry_run: bool,
    /// In the order of the messages.
    pub changes: Vec<Change>,
}

/// What of a message reads differently now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Its number, as `foi pen` and `foi show` give it.
    pub number: i64,
    pub message: String,
    pub request: Option<RequestId>,
    /// What it was taken for, and what it is taken for now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<(ReplyKind, ReplyKind)>,
    /// Dates, references, exemptions or the words of its kind are others.
    pub particulars: bool,
    pub documents: Vec<DocumentChange>,
    pub cells: Vec<CellChange>,
}

/// An attachment that became something else.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentChange {
    pub name: String,
    /// Its state and its number of words; none if it was not read before.
    pub was: Option<(String, usize)>,
    pub now: (String, usize),
}

/// A proposal that is withdrawn, new, or another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellChange {
    pub question: QuestionId,
    pub was: Option<Answer>,
    pub now: Option<Answer>,
    /// A person has settled the cell: their word stands.
    pub settled_by_person: bool,
}

/// Reads every message of `name` again; with `dry_run` only says what would change.
///
/// `progress` is told how many messages have been read.
///
/// # Errors
/// Where the campaign or the store does not allow it.
pub fn reread(
    workspace: &Workspace,
    name: &str,
    dry_run: bool,
    now: Timestamp,
    documents: &dyn ReadsDocuments,
    progress: &dyn Fn(usize),
) -> Result<Reread, EngineError> {
    let mut store = if dry_run { workspace.store_to_read()? } else { workspace.store()? };
    let campaign = campaigns::open(workspace, &store, name)?.campaign;
    let campaigns = Campaigns::open(workspace, &store)?;
    let all = messages::of_campaign(store.read(), name)?;
    let documents = Remembered::new(workspace, documents)?;
    let mut done = Reread { dry_run, ..Reread::default() };
    std::thread::scope(|scope| {
        let read_as = campaigns.as_mostly_asked(name).unwrap_or(&campaign);
        let pool = workers::start(scope, read_as, &documents);
        for (number, batch) in (1..).zip(all.chunks(BATCH)) {
            hand(&store, batch, number, &pool)?;
            for (message, mut prepared) in batch.iter().zip(pool.take(number, batch.len())) {
                for message in &ties(message) {
                    if !as_reply_to_its_questions(message, &mut prepared, read_as, &campaigns) {
                        continue;
                    }
                    let change = if dry_run {
                        compare(store.read(), message, &prepared)?.change(message)
                    } else {
                        store.write(|tx| write(tx, &campaigns, message, &prepared, now))?
                    };
                    done.changes.extend(change);
                }
            }
            done.messages += batch.len();
            progress(done.messages);
        }
        Ok(done)
    })
}

/// A message that answers several requests is compared for each by itself.
fn ties(message: &StoredMessage) -> Vec<StoredMessage> {
    let one = |request: &RequestId| StoredMessage {
        request: Some(request.clone()),
        also: message.requests().filter(|other| *other != request).cloned().collect(),
        ..message.clone()
    };
    if message.also.is_empty() { vec![message.clone()] } else { message.requests().map(one).collect() }
}

/// A message may be tied to a request of another campaign than the one whose mailbox it came in by, or to one that was asked in
/// other words. False where that campaign's folder has faults: its messages wait until it can be read.
fn as_reply_to_its_questions(
    message: &StoredMessage,
    prepared: &mut Prepared,
    read_as: &Campaign,
    campaigns: &Campaigns,
) -> bool {
    let several = !message.also.is_empty();
    let readable = match &message.request {
        None => true,
        Some(request) => {
            let asked = campaigns.as_asked(request);
            if several || !asked.is_some_and(|asked| std::ptr::eq(asked, read_as)) {
                prepared.read_as_reply_to(asked);
            }
            asked.is_some()
        }
    };
    if several {
        prepared.answers_several();
    }
    readable
}

fn hand(store: &Store, batch: &[StoredMessage], number: usize, pool: &workers::Pool) -> Result<(), EngineError> {
    for (index, message) in batch.iter().enumerate() {
        let bytes = originals::bytes(store.read(), &message.original)?.unwrap_or_default();
        pool.hand(number, index, bytes);
    }
    Ok(())
}

/// Writes down what is different, as the message stands by now.
fn write(
    tx: &Transaction<'_>,
    campaigns: &Campaigns,
    expected: &StoredMessage,
    prepared: &Prepared,
    now: Timestamp,
) -> Result<Option<Change>, EngineError> {
    // Whoever has assigned it elsewhere while it was being read has had it read for that.
    let Some(message) = messages::by_key(tx, &expected.key)? else { return Ok(None) };
    let Some(message) = ties(&message).into_iter().find(|now| now.request == expected.request) else {
        return Ok(None);
    };
    let found = compare(tx, &message, prepared)?;
    if found.is_nothing() {
        return Ok(None);
    }
    keep_documents(tx, message.id, prepared)?;
    messages::recognise(tx, &found.message)?;
    if let Some(request) = &message.request {
        for_request(tx, request, &message, prepared, &found, now)?;
        standing::refresh_all(tx, campaigns, std::iter::once(request))?;
    }
    Ok(found.change(&message))
}

fn for_request(
    tx: &Transaction<'_>,
    request: &RequestId,
    message: &StoredMessage,
    prepared: &Prepared,
    found: &Difference,
    now: Timestamp,
) -> Result<(), EngineError> {
    if let Some(says) = &found.says {
        // Dated as the message is: what it says it said on that day.
        let on = prepared.message.day().unwrap_or_else(|| super::london(now));
        let what = What::Recognised { message: message.key.clone(), says: says.clone() };
        events::append(
            tx,
            &Event { id: 0, request: request.clone(), on, recorded: now, source: Source::Reader, what },
        )?;
    }
    if found.proposals {
        cells::withdraw(tx, message.id, request)?;
        cells::propose(tx, request, message.id, READER_VERSION, now, &prepared.reading.proposals)?;
    }
    Ok(())
}
