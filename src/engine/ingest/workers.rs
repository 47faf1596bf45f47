//! The readers: threads that parse and read mails while the writer writes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, Scope, available_parallelism};

use super::Read;
use crate::campaign::Campaign;
use crate::engine::reading::{Prepared, ReadsDocuments, prepare};

/// A letter with deep nesting needs room on the stack.
const STACK: usize = 32 << 20;

struct Job {
    batch: usize,
    index: usize,
    bytes: Vec<u8>,
}

/// Threads that read, and what they have read.
pub(in crate::engine) struct Pool {
    jobs: Sender<Job>,
    read: Receiver<Read>,
    /// Read, and not yet asked for.
    early: RefCell<BTreeMap<(usize, usize), Prepared>>,
}

/// Starts as many readers as there are cores. They stop when the pool is dropped.
pub(in crate::engine) fn start<'scope>(
    scope: &'scope Scope<'scope, '_>,
    campaign: &'scope Campaign,
    documents: &'scope dyn ReadsDocuments,
) -> Pool {
    let (jobs, waiting) = channel::<Job>();
    let (done, read) = channel();
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..available_parallelism().map_or(2, usize::from) {
        let (waiting, done) = (Arc::clone(&waiting), done.clone());
        let reader = move || work(&waiting, &done, campaign, documents);
        // Without a thread of its own size the platform's default one reads, only less deeply nested mails.
        if Builder::new().stack_size(STACK).spawn_scoped(scope, reader.clone()).is_err() {
            scope.spawn(reader);
        }
    }
    Pool { jobs, read, early: RefCell::new(BTreeMap::new()) }
}

fn work(waiting: &Mutex<Receiver<Job>>, done: &Sender<Read>, campaign: &Campaign, documents: &dyn ReadsDocuments) {
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let prepared = contained(&job.bytes, campaign, documents);
        if done.send((job.batch, job.index, prepared)).is_err() {
            return;
        }
    }
}

/// Reads a mail; a fault of ours in reading it costs this mail's reading alone, and is said.
fn contained(bytes: &[u8], campaign: &Campaign, documents: &dyn ReadsDocuments) -> Prepared {
    catch_unwind(AssertUnwindSafe(|| prepare(bytes, campaign, documents))).unwrap_or_else(|_| {
        let mut prepared = prepare(&headers(bytes), campaign, documents);
        prepared.message.original = crate::message::OriginalHash::of(bytes);
        prepared.message.blemishes.push("reading it failed (a fault of foi's own): only its headers were taken".into());
        prepared
    })
}

/// The headers of a mail, which is enough to keep and tie it.
fn headers(bytes: &[u8]) -> Vec<u8> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n");
    let end = end.or_else(|| bytes.windows(4).position(|four| four == b"\r\n\r\n")).unwrap_or(bytes.len().min(4096));
    let kept = bytes.get(..end).unwrap_or_default();
    let named = |line: &&[u8]| !line.to_ascii_lowercase().starts_with(b"content-");
    kept.split_inclusive(|b| *b == b'\n').filter(named).flatten().copied().collect()
}

impl Pool {
    pub(in crate::engine) fn hand(&self, batch: usize, index: usize, bytes: Vec<u8>) {
        // The readers outlive the pool's owner: they only stop when this end is dropped.
        let _ = self.jobs.send(Job { batch, index, bytes });
    }

    /// Waits for all mails of a batch, and returns them in the order of the mailbox.
    pub(in crate::engine) fn take(&self, batch: usize, count: usize) -> Vec<Prepared> {
        let mut early = self.early.borrow_mut();
        while early.range((batch, 0)..(batch + 1, 0)).count() < count {
            let Ok((number, index, prepared)) = self.read.recv() else { break };
            early.insert((number, index), prepared);
        }
        (0..count).filter_map(|index| early.remove(&(batch, index))).collect()
    }
}
