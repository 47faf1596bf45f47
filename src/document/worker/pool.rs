//! Workers, as many as there are cores, each used again and again.

use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::process::{Lost, Worker, WorkerCommand};
use super::{Answer, Ask, Confinement, pictures};
use crate::document::{Document, Format, Limits, State};

/// Documents that one worker reads before a fresh one takes its place, so that what leaks or piles up has an end.
const LIFETIME: usize = 1_000;

/// Worker processes that read documents for any number of threads.
#[derive(Debug)]
pub struct Pool {
    command: WorkerCommand,
    limits: Limits,
    state: Mutex<Workers>,
    returned: Condvar,
}

#[derive(Debug)]
struct Workers {
    idle: Vec<Worker>,
    /// How many more may be started.
    free: usize,
}

/// What became of a document.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub document: Document,
    /// It killed its worker twice, or took too long: not to be tried again before [`READER_VERSION`] changes.
    ///
    /// [`READER_VERSION`]: crate::document::READER_VERSION
    pub killed: bool,
}

impl Pool {
    /// A pool of at most so many workers. One is started at once.
    ///
    /// # Errors
    /// If that one cannot be started.
    pub fn new(command: WorkerCommand, limits: &Limits, workers: usize) -> io::Result<Self> {
        let first = Worker::start(&command, limits).map_err(io::Error::other)?;
        let state = Workers { idle: vec![first], free: workers.max(1) - 1 };
        Ok(Self { command, limits: limits.clone(), state: Mutex::new(state), returned: Condvar::new() })
    }

    /// A pool of workers of this binary, one for each core.
    ///
    /// # Errors
    /// If the first worker cannot be started.
    pub fn for_this_machine(limits: &Limits) -> io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::new(WorkerCommand::own()?, limits, cores)
    }

    /// Reads a document; waits where all workers are busy. Never fails and never panics.
    pub fn read(&self, file: &str, bytes: &[u8], declared: Option<&str>) -> Document {
        self.try_read(file, bytes, declared).document
    }

    /// Reads a document and says whether it is one that kills.
    pub fn try_read(&self, file: &str, bytes: &[u8], declared: Option<&str>) -> Outcome {
        let limit = self.limits.bytes;
        if bytes.len() as u64 > limit {
            let why = format!("the file has {} bytes; the limit is {limit}", bytes.len());
            return Outcome { document: refused(file, bytes, why), killed: false };
        }
        let ask =
            Ask::Read { file: file.to_owned(), declared: declared.map(str::to_owned), limits: self.limits.clone() };
        // A worker may die of what an earlier document left behind: a fresh one gets a second try.
        let read = |mut document: Document| {
            pictures::recognise(self, &mut document, bytes, declared);
            Outcome { document, killed: false }
        };
        let mut why = match self.ask(&ask, Some(bytes)) {
            Ok(Answer::Read(document)) => return read(document),
            Ok(_) => "its reader gave an answer to another question".to_owned(),
            Err(lost @ Lost::Late(_)) => {
                return Outcome { document: refused(file, bytes, lost.to_string()), killed: true };
            }
            Err(lost) => lost.to_string(),
        };
        match self.ask(&ask, Some(bytes)) {
            Ok(Answer::Read(document)) => return read(document),
            Ok(_) => {}
            Err(lost) => {
                let killed = !matches!(lost, Lost::NotStarted(_));
                why = lost.to_string();
                return Outcome { document: refused(file, bytes, why), killed };
            }
        }
        Outcome { document: refused(file, bytes, why), killed: false }
    }

    /// Which walls stand around the workers here; none if no worker answers.
    pub fn confinement(&self) -> Option<Confinement> {
        match self.ask(&Ask::Confinement, None) {
            Ok(Answer::Confinement(walls)) => Some(walls),
            _ => None,
        }
    }

    pub(super) fn command(&self) -> &WorkerCommand {
        &self.command
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn ask(&self, ask: &Ask, bytes: Option<&[u8]>) -> Result<Answer, Lost> {
        let mut worker = match self.take() {
            Some(worker) => worker,
            None => Worker::start(&self.command, &self.limits).inspect_err(|_| self.give_back(None))?,
        };
        let answer = worker.ask(ask, bytes, self.limits.seconds);
        let whole = answer.is_ok() && worker.served < LIFETIME;
        self.give_back(whole.then_some(worker));
        answer
    }

    /// An idle worker, or none where a new one may be started; waits for one or the other.
    fn take(&self) -> Option<Worker> {
        let mut state = self.state();
        loop {
            if let Some(worker) = state.idle.pop() {
                return Some(worker);
            }
            if state.free > 0 {
                state.free -= 1;
                return None;
            }
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give_back(&self, worker: Option<Worker>) {
        let mut state = self.state();
        match worker {
            Some(worker) => state.idle.push(worker),
            None => state.free += 1,
        }
        drop(state);
        self.returned.notify_one();
    }

    /// Nothing that holds the lock can leave it half done, so a panic elsewhere does not matter.
    fn state(&self) -> MutexGuard<'_, Workers> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refused(file: &str, bytes: &[u8], why: String) -> Document {
    let mut document = Document::empty(file, bytes, Format::Unknown, State::Refused);
    document.warnings.push(why);
    document
}
