//! How a command ends: few statuses, by who can act.

use std::io;

use crate::engine::EngineError;
use crate::post::imap::ImapFault;

/// The exit status of a command; `foi help exit-codes` says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Done = 0,
    /// Done, and there is something to see to: faults found, differences, items skipped.
    SeeTo = 1,
    WrongUse = 2,
    /// Could not be done: no workspace, locked store, server refused.
    NotDone = 3,
}

/// Why a command stopped, with the status it ends in.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    report: miette::Report,
}

impl Failure {
    pub fn new(exit: Exit, report: impl Into<miette::Report>) -> Self {
        Self { exit, report: report.into() }
    }

    /// Something outside stands in the way: no workspace, a locked store, a refusing server.
    pub fn not_done(report: impl Into<miette::Report>) -> Self {
        Self::new(Exit::NotDone, report)
    }

    /// The command line asks for something that cannot be.
    pub fn wrong_use(report: impl Into<miette::Report>) -> Self {
        Self::new(Exit::WrongUse, report)
    }

    pub(super) fn is_broken_pipe(&self) -> bool {
        self.report
            .chain()
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(super) fn print(self) -> Exit {
        anstream::eprintln!("{:?}", self.report);
        self.exit
    }
}

impl From<EngineError> for Failure {
    /// By who can act: what the command line names is not there, the campaign is to be mended, or the world stands in the way.
    fn from(error: EngineError) -> Self {
        let exit = match &error {
            EngineError::NoCampaign { .. }
            | EngineError::NoRequest { .. }
            | EngineError::ManyRequests { .. }
            | EngineError::NoMessage { .. }
            | EngineError::ManyMessages { .. }
            | EngineError::NotOpened { .. }
            | EngineError::Imap(ImapFault::NoFolder { .. })
            | EngineError::Refused { .. } => Exit::WrongUse,
            EngineError::Campaign(_)
            | EngineError::Row { .. }
            | EngineError::Letter(_)
            | EngineError::Regime(_)
            | EngineError::NoRegime(_)
            | EngineError::Holidays(_)
            | EngineError::Finding(_) => Exit::SeeTo,
            EngineError::NoWorkspace { .. }
            | EngineError::NoWorker { .. }
            | EngineError::Path { .. }
            | EngineError::Export(_)
            | EngineError::Pack(_)
            | EngineError::Report(_)
            | EngineError::Store(_)
            | EngineError::Mail(_)
            | EngineError::Sheet(_)
            | EngineError::Secret(_)
            | EngineError::OAuth(_)
            | EngineError::Line(_)
            | EngineError::Imap(_)
            | EngineError::Law(_) => Exit::NotDone,
        };
        Self::new(exit, error)
    }
}

impl From<io::Error> for Failure {
    /// Output that cannot be written.
    fn from(error: io::Error) -> Self {
        #[derive(Debug, thiserror::Error, miette::Diagnostic)]
        #[error("the output could not be written")]
        struct Output(#[source] io::Error);
        Self::not_done(Output(error))
    }
}
