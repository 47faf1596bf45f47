//! What can stop a use case, and what to do about it.

use std::io;
use std::path::Path;

use miette::Diagnostic;
use thiserror::Error;

use crate::campaign::CampaignError;
use crate::export::ExportError;
use crate::export::archive::PackError;
use crate::findings::FindingError;
use crate::law::{HolidayFault, LawError, RegimeFault, UnknownRegime};
use crate::letter::{LetterError, MailError, SheetError};
use crate::post::imap::ImapFault;
use crate::post::oauth::OAuthFault;
use crate::post::secret::SecretFault;
use crate::post::smtp::LineFault;
use crate::report::ReportError;
use crate::store::StoreError;

/// Why something could not be done.
#[derive(Debug, Error, Diagnostic)]
pub enum EngineError {
    #[error("no workspace was found in {here} or above it")]
    #[diagnostic(help("`foi init` makes one in this folder; --workspace DIR names another; `foi demo` shows one"))]
    NoWorkspace { here: String },
    #[error("there is no campaign `{name}` here{}", known(.campaigns))]
    #[diagnostic(help("`foi new {name}` makes its folder, ready to edit"))]
    NoCampaign { name: String, campaigns: Vec<String> },
    #[error("there is no request `{typed}`")]
    #[diagnostic(help(
        "name it by its token (FOI-7K2M-9PQ4), by campaign/CODE, or by the authority's code; `foi status` lists them"
    ))]
    NoRequest { typed: String },
    #[error("`{typed}` may mean {}", .candidates.join(" or "))]
    #[diagnostic(help("name the campaign too, as in {}", .candidates.first().map_or("campaign/CODE", String::as_str)))]
    ManyRequests { typed: String, candidates: Vec<String> },
    #[error("there is no message `{typed}`")]
    #[diagnostic(help("`foi pen` lists the messages that wait, each with its number"))]
    NoMessage { typed: String },
    #[error("`{typed}` is the beginning of {count} messages")]
    #[diagnostic(help("give more of its Message-ID, or its number as `foi pen` shows it"))]
    ManyMessages { typed: String, count: usize },
    #[error("campaign `{name}` has sent nothing yet")]
    #[diagnostic(help(
        "`foi send {name}` writes the letters to the local outbox; `foi adopt {name} FILE.csv` takes on requests sent by other means"
    ))]
    NotOpened { name: String },
    #[error("{path}: {cause}")]
    #[diagnostic(help("is the path right, and may you read and write there?"))]
    Path { path: String, cause: io::Error },
    #[error("{path}:{line}: {fault}")]
    #[diagnostic(help("{help}"))]
    Row { path: String, line: u64, fault: String, help: String },
    #[error("{what}")]
    #[diagnostic(help("{help}"))]
    Refused { what: String, help: String },
    #[error("no process could be started to read documents in: {cause}")]
    #[diagnostic(help("`foi doctor` says what this machine allows; nothing was read or kept"))]
    NoWorker { cause: io::Error },
    #[error(transparent)]
    #[diagnostic(transparent)]
    Campaign(#[from] CampaignError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Pack(#[from] PackError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Report(#[from] ReportError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Letter(Box<LetterError>),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Mail(#[from] MailError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Sheet(#[from] SheetError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Law(#[from] LawError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    // Boxed, as is every large fault here: a `Result` is handed up often, and fails seldom.
    Regime(Box<RegimeFault>),
    #[error(transparent)]
    #[diagnostic(transparent)]
    NoRegime(#[from] UnknownRegime),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Holidays(#[from] HolidayFault),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Finding(Box<FindingError>),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Secret(#[from] SecretFault),
    #[error(transparent)]
    #[diagnostic(transparent)]
    OAuth(Box<OAuthFault>),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Line(#[from] LineFault),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Imap(#[from] ImapFault),
}

impl From<LetterError> for EngineError {
    fn from(fault: LetterError) -> Self {
        Self::Letter(Box::new(fault))
    }
}

impl From<FindingError> for EngineError {
    fn from(fault: FindingError) -> Self {
        Self::Finding(Box::new(fault))
    }
}

impl From<RegimeFault> for EngineError {
    fn from(fault: RegimeFault) -> Self {
        Self::Regime(Box::new(fault))
    }
}

fn known(campaigns: &[String]) -> String {
    if campaigns.is_empty() { String::new() } else { format!("; there are: {}", campaigns.join(", ")) }
}

impl EngineError {
    pub(super) fn folder(path: &Path, cause: io::Error) -> Self {
        Self::Path { path: path.display().to_string(), cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_stays_small_enough_to_hand_up() {
        // Clippy's `result_large_err` begins at 128; the shells around this one need a word of their own.
        assert!(size_of::<EngineError>() <= 112, "{} bytes", size_of::<EngineError>());
    }
}
