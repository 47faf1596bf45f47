//! `sent_copy` and `sent_folder`: who puts the copy of a letter that went into the Sent folder.
//!
//! Exchange Online and Gmail keep one of whatever goes by their SMTP; a second by IMAP would stand there twice. A plain server
//! keeps none. docs/mail.md says so to people.

use super::{Provider, Server, SignIn};
use crate::campaign::{Found, Section};

/// Who keeps the copy of a letter that went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentCopy {
    /// We, by IMAP: into this folder, or into the one that the server says is for sent mail.
    Append { folder: Option<String> },
    /// The provider, or nobody.
    Provider,
}

const HELP: &str =
    "\"append\" (foi puts a copy into the Sent folder by IMAP) or \"provider\" (the server does, or nobody)";

/// Servers that keep a copy of what goes by them.
const KEEP_THEIR_OWN: [&str; 5] = ["office365.com", "outlook.com", "gmail.com", "googlemail.com", "google.com"];

pub(super) fn read(
    section: &Section,
    smtp: Option<&Server>,
    imap: Option<&Server>,
    sign_in: &SignIn,
    found: &mut Found,
) -> SentCopy {
    let folder = section.line(found, "sent_folder", "the folder's name, as your mail program shows it");
    let word = section.line(found, "sent_copy", HELP);
    let append = match word.as_ref().map(|word| word.get_ref().as_str()) {
        Some("append") => true,
        Some("provider") => false,
        Some(other) => {
            let message = format!("nobody called `{}` keeps copies", other.escape_debug());
            section.fault(found, section.value_span("sent_copy"), message, "this", format!("write {HELP}"));
            return SentCopy::Provider;
        }
        // A person who names the folder wants it used.
        None => folder.is_some() || (smtp.is_some() && imap.is_some() && !keeps_its_own(smtp, sign_in)),
    };
    if append && imap.is_none() {
        let help = "say where mail is read (imap = \"HOST:PORT\"), or write sent_copy = \"provider\"";
        let key = if word.is_some() { "sent_copy" } else { "sent_folder" };
        section.fault(found, section.value_span(key), "a copy goes by IMAP, and there is no `imap`", "this", help);
    }
    if append {
        return SentCopy::Append { folder: folder.map(|folder| folder.into_inner()) };
    }
    if folder.is_some() {
        let help = "take one of the two away";
        let message = "`sent_folder` is not used where the provider keeps the copy";
        section.fault(found, section.value_span("sent_folder"), message, "this", help);
    }
    SentCopy::Provider
}

fn keeps_its_own(smtp: Option<&Server>, sign_in: &SignIn) -> bool {
    if let SignIn::OAuth(client) = sign_in
        && matches!(client.provider, Provider::Microsoft { .. } | Provider::Google)
    {
        return true;
    }
    let host = smtp.map(|server| server.host.to_ascii_lowercase()).unwrap_or_default();
    KEEP_THEIR_OWN
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}
