//! One worker process, seen from its parent.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use super::{Answer, Ask, frame};
use crate::document::Limits;

/// How a worker is started.
#[derive(Debug, Clone)]
pub struct WorkerCommand {
    pub program: PathBuf,
    pub args: Vec<OsString>,
}

impl WorkerCommand {
    /// This very binary, as `foi worker`.
    ///
    /// # Errors
    /// If the system does not tell where the binary is.
    pub fn own() -> io::Result<Self> {
        Ok(Self { program: std::env::current_exe()?, args: vec!["worker".into()] })
    }
}

/// Why a worker gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Lost {
    #[error("it took longer than {0} seconds")]
    Late(u64),
    #[error("its reader died of it ({0})")]
    Died(String),
    #[error("no worker could be started: {0}")]
    NotStarted(io::Error),
}

/// A running worker. Dropping it kills it.
#[derive(Debug)]
pub(super) struct Worker {
    child: Child,
    asks: Sender<(Vec<u8>, Option<Vec<u8>>)>,
    answers: Receiver<io::Result<Option<Vec<u8>>>>,
    pub(super) served: usize,
}

impl Worker {
    pub(super) fn start(command: &WorkerCommand, limits: &Limits) -> Result<Self, Lost> {
        let mut child = Command::new(&command.program)
            .args(&command.args)
            .arg("--memory")
            .arg(limits.memory.to_string())
            .arg("--seconds")
            .arg(limits.seconds.to_string())
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(Lost::NotStarted)?;
        let (Some(mut to), Some(mut from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Lost::NotStarted(io::Error::other("it has no pipes")));
        };
        // Both pipes have a thread of their own, so that a worker that neither reads nor writes cannot hold its parent.
        let (asks, asked) = mpsc::channel::<(Vec<u8>, Option<Vec<u8>>)>();
        let (answer, answers) = mpsc::channel();
        let writing = move || {
            for (header, bytes) in asked {
                let sent = frame::write(&mut to, &header)
                    .and_then(|()| bytes.map_or(Ok(()), |bytes| frame::write(&mut to, &bytes)));
                if sent.is_err() {
                    return;
                }
            }
        };
        let reading = move || {
            loop {
                let got = frame::read(&mut from);
                let last = !matches!(got, Ok(Some(_)));
                if answer.send(got).is_err() || last {
                    return;
                }
            }
        };
        std::thread::Builder::new().spawn(writing).map_err(Lost::NotStarted)?;
        std::thread::Builder::new().spawn(reading).map_err(Lost::NotStarted)?;
        Ok(Self { child, asks, answers, served: 0 })
    }

    /// Asks and waits, at most so many seconds.
    pub(super) fn ask(&mut self, ask: &Ask, bytes: Option<&[u8]>, seconds: u64) -> Result<Answer, Lost> {
        let header = serde_json::to_vec(ask).map_err(|fault| Lost::Died(fault.to_string()))?;
        self.served += 1;
        if self.asks.send((header, bytes.map(<[u8]>::to_vec))).is_err() {
            return Err(Lost::Died(self.end()));
        }
        match self.answers.recv_timeout(Duration::from_secs(seconds)) {
            Ok(Ok(Some(answer))) => serde_json::from_slice(&answer)
                .map_err(|fault| Lost::Died(format!("its answer makes no sense: {fault}"))),
            Ok(Ok(None) | Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(Lost::Died(self.end())),
            Err(RecvTimeoutError::Timeout) => Err(Lost::Late(seconds)),
        }
    }

    /// How the process came to its end.
    fn end(&mut self) -> String {
        match self.child.wait() {
            Ok(status) => describe(status),
            Err(_) => "unknown cause".to_owned(),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may be dead already; the wait keeps it from staying a zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn describe(status: std::process::ExitStatus) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.signal() {
            return match signal {
                libc::SIGABRT => "it ran out of memory or of stack".to_owned(),
                libc::SIGSEGV => "a fault of memory".to_owned(),
                libc::SIGXCPU | libc::SIGKILL => "over its limits".to_owned(),
                other => format!("signal {other}"),
            };
        }
    }
    status.to_string()
}
