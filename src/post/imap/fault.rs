//! Why a mailbox cannot be read, and what to do about it.

/// Why a mailbox cannot be read.
#[derive(Debug, Clone, thiserror::Error, miette::Diagnostic)]
pub enum ImapFault {
    #[error("{server} could not be reached: {why}")]
    #[diagnostic(help("is this machine online, and is `imap` in foi.toml right? What was fetched before is kept"))]
    Unreachable { server: String, why: String },
    #[error("{server} gives no encrypted line: {why}")]
    #[diagnostic(help(
        "passwords do not travel in the clear; try port 993, or name the server's own authority with `ca`"
    ))]
    NotEncrypted { server: String, why: String },
    #[error("{server} did not let us in: {words}")]
    #[diagnostic(help(
        "see `user` and the password in foi.toml, or sign in again: `foi account login NAME`; docs/mail.md names what each provider wants"
    ))]
    SignIn { server: String, words: String },
    #[error("{server} takes none of our ways to sign in; it offers {offered}")]
    #[diagnostic(help("docs/mail.md names what each provider wants"))]
    NoMechanism { server: String, offered: String },
    #[error("the line to {server} broke: {why}")]
    #[diagnostic(help("what came before is kept: run it again, and it goes on from there"))]
    Lost { server: String, why: String },
    #[error("{server} said no to {doing}: {words}")]
    #[diagnostic(help("what came before is kept; may this user read that folder? --folder names others"))]
    Refused { server: String, doing: String, words: String },
    #[error("there is no folder `{name}`; there are: {folders}")]
    #[diagnostic(help("name it as the list shows it"))]
    NoFolder { name: String, folders: String },
    #[error("{server} names no folder for sent mail")]
    #[diagnostic(help(
        "say in foi.toml which: sent_folder = \"Sent\" (it is made where it is missing), or sent_copy = \"provider\""
    ))]
    NoSentFolder { server: String },
}

impl ImapFault {
    pub(super) fn lost(server: &str, why: impl ToString) -> Self {
        Self::Lost { server: server.to_owned(), why: tidy(&why.to_string()) }
    }

    pub(super) fn refused(server: &str, doing: &str, words: &str) -> Self {
        let doing = doing.split(' ').take(3).collect::<Vec<_>>().join(" ");
        Self::Refused { server: server.to_owned(), doing: tidy(&doing), words: tidy(words) }
    }

    /// May it go better in a moment?
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::Unreachable { .. })
    }
}

/// A server's words on a screen: one line, no controls, not without end.
pub(super) fn tidy(words: &str) -> String {
    words.chars().take(300).filter(|c| !c.is_control()).collect()
}
