//! Mail accounts: `foi.toml` beside `campaigns/`, which says how mail goes and comes, and where the password is kept.
//!
//! No password ever stands in the file. Encryption is required but on loopback (RFC 8314: cleartext is obsolete). What the
//! file says wrong is shown with its line, all of it at once, as `campaign.toml`'s faults are.

mod sent_copy;
mod sign_in;

use std::fs;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use crate::authority::MailAddress;
use crate::campaign::{CampaignError, Fault, Found, Section, Source};

pub use sent_copy::SentCopy;

/// One mailbox that we send from and read.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// As headed in the file: `[account.office]`.
    pub name: String,
    /// The mailbox's own address; replies come to it.
    pub address: MailAddress,
    /// Who signs in: a person's address where the mailbox is shared.
    pub user: String,
    pub sign_in: SignIn,
    /// Where mail is handed over.
    pub smtp: Option<Server>,
    /// Where mail is read.
    pub imap: Option<Server>,
    /// Who keeps the copies of letters that went.
    pub sent_copy: SentCopy,
    pub pace: Pace,
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// A certificate authority of one's own, PEM.
    pub ca: Option<PathBuf>,
}

/// How the line is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// A plain greeting, then STARTTLS (RFC 3207); refused where the server does not offer it.
    StartTls,
    /// None: loopback alone.
    None,
}

/// How we show who we are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    Password(Keep),
    OAuth(Client),
    /// The server asks for nothing; loopback alone.
    Nothing,
}

/// Where a password is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    Keyring,
    /// An environment variable's name.
    Variable(String),
    /// A command that prints it.
    Command(Vec<String>),
}

/// An OAuth 2.0 client, registered by the user or their institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    pub provider: Provider,
    pub id: String,
    /// Google's "secret" of a desktop client, which is none, and is asked for all the same.
    pub secret: Option<String>,
}

/// Whose authorisation server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provider {
    /// `organizations`, `common`, `consumers`, or a tenant's own id or domain.
    Microsoft {
        tenant: String,
    },
    Google,
    /// A server of one's own (and the tests'): where to ask a person, where to ask for tokens, for what.
    Own {
        authorize: String,
        token: String,
        device: Option<String>,
        scope: String,
    },
}

/// How fast letters may go; the defaults are below every provider's caps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    pub per_minute: u32,
    /// In 24 hours.
    pub per_day: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { per_minute: 5, per_day: 400 }
    }
}

const KEYS: [&str; 15] = [
    "address",
    "user",
    "sign_in",
    "password",
    "client_id",
    "client_secret",
    "tenant",
    "oauth",
    "smtp",
    "imap",
    "sent_copy",
    "sent_folder",
    "per_minute",
    "per_day",
    "ca",
];

/// Reads the accounts of `foi.toml`, in the order of their names.
///
/// `shown` is the path as a person would type it.
///
/// # Errors
/// [`CampaignError::Faults`] with every fault; others where the file cannot be read.
pub fn accounts(path: &Path, shown: &str) -> Result<Vec<Account>, CampaignError> {
    let text = fs::read_to_string(path).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => CampaignError::Missing {
            name: "foi.toml".into(),
            path: path.to_owned(),
            help: "docs/mail.md shows one for Microsoft 365, Gmail and a plain server; until then letters go to the local outbox".into(),
        },
        _ => CampaignError::Unreadable { path: path.to_owned(), cause },
    })?;
    let source = Source::new(shown, text.trim_start_matches('\u{feff}'));
    let mut found = Found::default();
    let (table, errors) = DeTable::parse_recoverable(source.text());
    for error in errors {
        let help = "the file is TOML: `key = value` lines under [account.NAME] headings";
        found.faults.push(Fault::new(&source, error.span().unwrap_or(0..0), error.message(), "here", help));
    }
    open_to_others(path, &source, &mut found);
    let root = Section::new("foi.toml", &source, table.get_ref(), 0..0);
    root.refuse_others(&mut found, &["account"]);
    let mut accounts = Vec::new();
    match root.section(&mut found, "account", "[account]") {
        Some(all) => {
            for name in all.keys() {
                let Some(section) = all.section(&mut found, &name, "this account") else { continue };
                accounts.extend(account(&name, &section, path, &mut found));
            }
        }
        None => root.missing(&mut found, "account", "write `[account.office]` and the account's lines below it"),
    }
    found.verdict(shown)?;
    accounts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(accounts)
}

/// Whoever may read the file learns whose mailbox it is, and who may write it can send our letters elsewhere.
#[cfg(unix)]
fn open_to_others(path: &Path, source: &Source, found: &mut Found) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(meta) = fs::metadata(path) else { return };
    if meta.permissions().mode() & 0o077 != 0 {
        let help = format!("run: chmod 600 {}", source.path());
        found.faults.push(Fault::new(
            source,
            0..0,
            "others on this machine may read or change the file",
            "this file",
            help,
        ));
    }
}

#[cfg(not(unix))]
fn open_to_others(_path: &Path, _source: &Source, _found: &mut Found) {}

fn account(name: &str, section: &Section, path: &Path, found: &mut Found) -> Option<Account> {
    section.refuse_others(found, &KEYS);
    let address = section.required_line(found, "address", "the mailbox's address: address = \"foi.desk@example.org\"");
    let address = address.and_then(|written| match written.get_ref().parse::<MailAddress>() {
        Ok(address) => Some(address),
        Err(cause) => {
            section.fault(found, written.span(), cause.to_string(), "this", "write one plain mail address");
            None
        }
    })?;
    let user =
        section.line(found, "user", "who signs in").map_or_else(|| address.to_string(), |user| user.into_inner());
    let ca = section.line(found, "ca", "a PEM file").map(|ca| path.with_file_name(ca.get_ref()));
    let smtp = server(section, "smtp", 465, ca.clone(), found);
    let imap = server(section, "imap", 993, ca, found);
    if smtp.is_none() && imap.is_none() {
        section.missing(found, "smtp", "where mail is handed over (smtp = \"HOST:PORT\"), or `imap`, where it is read");
    }
    let sign_in = sign_in::read(section, [&smtp, &imap], found)?;
    let sent_copy = sent_copy::read(section, smtp.as_ref(), imap.as_ref(), &sign_in, found);
    let pace = Pace {
        per_minute: section.whole(found, "per_minute", 1, 600).unwrap_or(Pace::default().per_minute),
        per_day: section.whole(found, "per_day", 1, 100_000).unwrap_or(Pace::default().per_day),
    };
    Some(Account { name: name.to_owned(), address, user, sign_in, smtp, imap, sent_copy, pace })
}

/// `HOST`, `HOST:PORT`, or `plain:HOST:PORT` on loopback. The port says how the line is encrypted.
fn server(section: &Section, key: &str, usual: u16, ca: Option<PathBuf>, found: &mut Found) -> Option<Server> {
    let written = section.line(found, key, "HOST:PORT")?;
    let (plain, rest) = match written.get_ref().strip_prefix("plain:") {
        Some(rest) => (true, rest),
        None => (false, written.get_ref().as_str()),
    };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) => (host, port.parse::<u16>().ok()),
        None => (rest, Some(usual)),
    };
    let sound = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let Some(port) = port.filter(|_| sound) else {
        let message = format!("`{}` names no server", written.get_ref().escape_debug());
        section.fault(
            found,
            written.span(),
            message,
            "this",
            format!("write HOST:PORT, as in mail.example.org:{usual}"),
        );
        return None;
    };
    if plain && !is_loopback(host) {
        let help = "take `plain:` away: a password is never sent in the clear to another machine";
        section.fault(found, written.span(), format!("`{host}` is not this machine"), "without encryption", help);
        return None;
    }
    let security = match port {
        _ if plain => Security::None,
        25 | 143 | 587 => Security::StartTls,
        _ => Security::Tls,
    };
    Some(Server { host: host.to_owned(), port, security, ca })
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests;
