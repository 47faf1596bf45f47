//! What a verb may know of the world: where it runs, and what time it is.

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Failure;
use crate::engine::account::Purse;
use crate::engine::{self, EngineError, Workspace};
use crate::post::secret::SystemKeyring;

/// Where a command runs, and when.
pub struct Desk {
    /// As given by `--workspace` or `FOI_WORKSPACE`.
    pub workspace: Option<PathBuf>,
    pub now: Timestamp,
    /// Today in the United Kingdom, unless a verb's `--as-of` says otherwise.
    pub today: Date,
}

impl Desk {
    /// A desk at this moment.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks what time it is")]
    pub(super) fn here(workspace: Option<PathBuf>) -> Self {
        let now = Timestamp::now();
        Self { workspace, now, today: engine::london(now) }
    }

    /// The workspace that the command is for.
    pub fn workspace(&self) -> Result<Workspace, Failure> {
        Ok(self.find()?)
    }

    /// The same, for a verb that can do without one where none is named.
    pub fn find(&self) -> Result<Workspace, EngineError> {
        let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        Workspace::find(self.workspace.as_deref(), &here)
    }

    /// The only campaign of the workspace, for verbs that need no name where there is one.
    pub fn campaign(&self, workspace: &Workspace, name: Option<&str>) -> Result<String, Failure> {
        if let Some(name) = name {
            return Ok(name.to_owned());
        }
        let mut campaigns = workspace.campaigns();
        match (campaigns.pop(), campaigns.is_empty()) {
            (Some(only), true) => Ok(only),
            (last, _) => {
                campaigns.extend(last);
                Err(EngineError::Refused {
                    what: "which campaign?".into(),
                    help: format!("name one: {}", campaigns.join(", ")),
                }
                .into())
            }
        }
    }

    /// Who works here, for what a person decides: `--by`, or the login name.
    pub fn person(&self, given: Option<&str>) -> String {
        #[expect(clippy::disallowed_methods, reason = "the environment is read in cli/")]
        let login = || std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
        let name = given.map_or_else(login, str::to_owned);
        if name.trim().is_empty() { "a person".into() } else { name.trim().to_owned() }
    }
}

/// A path as a person would write it from here.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok().and_then(|here| std::fs::canonicalize(here).ok());
    let near = here.as_deref().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    if near.as_os_str().is_empty() { ".".into() } else { near.display().to_string() }
}

/// A bar for work whose amount is known; draws nothing when stderr is no terminal.
pub fn bar(total: u64, doing: &'static str) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(total).with_style(style).with_message(doing)
}

/// A counter for work whose amount is not known.
pub fn counter(doing: &'static str) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{spinner} {msg} {pos}").unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::no_length().with_style(style).with_message(doing)
}

/// What this machine keeps secrets in: its keyring, and the environment.
pub fn system_purse<T>(ask: impl FnOnce(Purse<'_>) -> T) -> T {
    #[expect(clippy::disallowed_methods, reason = "the environment is read in cli/")]
    let variable = |name: &str| std::env::var(name).ok();
    #[expect(clippy::disallowed_methods, reason = "a run may outlast a token")]
    let now = Timestamp::now;
    ask(Purse { keyring: &SystemKeyring, variable: &variable, now: &now })
}
