//! `foi account`.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

use clap::Subcommand;

use super::desk::system_purse;
use super::{Desk, Exit, Failure, print_json};
use crate::engine::EngineError;
use crate::engine::account::{self, Way};
use crate::post::account::{Account, Keep, Provider, Security, SentCopy, SignIn, accounts};
use crate::post::oauth::DeviceCode;
use crate::post::secret::Secret;

/// Show the mail accounts of foi.toml, and sign in to one
///
/// Accounts stand in `foi.toml` beside `campaigns/`; docs/mail.md shows one for Microsoft 365, Gmail and a plain server. No
/// password stands there: it is kept in the system's keyring, in an environment variable, or given by a command.
#[derive(Debug, clap::Args)]
pub struct AccountArgs {
    #[command(subcommand)]
    verb: AccountVerb,
}

#[derive(Debug, Subcommand)]
enum AccountVerb {
    /// List the accounts, with their servers and how they sign in
    List {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Sign in: opens the provider's page, or asks for the password; what later runs need goes into the keyring
    #[command(after_help = "Examples:\n  foi account login office\n  foi account login office --device")]
    Login {
        /// The account
        name: Option<String>,
        /// With a code to be typed on any machine, where this one has no browser
        #[arg(long)]
        device: bool,
    },
}

pub fn run(args: &AccountArgs, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let workspace = desk.workspace()?;
    match &args.verb {
        AccountVerb::List { json } => {
            let path: PathBuf = workspace.root().join("foi.toml");
            let all = accounts(&path, "foi.toml").map_err(EngineError::from)?;
            if *json {
                let rows: Vec<_> = all.iter().map(as_json).collect();
                print_json(out, &rows)?;
            } else {
                all.iter().try_for_each(|account| writeln!(out, "{}", told(account)))?;
            }
        }
        AccountVerb::Login { name, device } => {
            let account = account::account(&workspace, name.as_deref())?;
            log_in(&account, *device, out)?;
        }
    }
    Ok(Exit::Done)
}

fn log_in(account: &Account, device: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let open = |page: &str| {
        eprintln!("Sign in as {} on this page, in a browser of this machine:\n\n  {page}\n", account.user);
        open_browser(page);
    };
    let show = |code: &DeviceCode| {
        eprintln!("Open {} on any machine within {} minutes, and type {}", code.page, code.minutes, code.code);
    };
    let way = match account::client(account) {
        Some(_) if device => Way::Device(&show),
        Some(_) => Way::Browser(&open),
        None => match &account.sign_in {
            SignIn::Password(Keep::Keyring) => Way::Password(typed_password(account)?),
            SignIn::Password(_) | SignIn::Nothing | SignIn::OAuth(_) => {
                return Err(EngineError::Refused {
                    what: format!("account `{}` needs no sign-in beforehand", account.name),
                    help: "its password comes from where foi.toml says, each time".into(),
                }
                .into());
            }
        },
    };
    let done = system_purse(|purse| account::log_in(account, way, purse))?;
    writeln!(out, "Signed in to `{}` as {}; what later runs need is in the keyring.", done.account, done.user)?;
    Ok(())
}

/// The password, from standard input: typed at a terminal (where it is seen, and that is said), or piped.
fn typed_password(account: &Account) -> Result<Secret, Failure> {
    if std::io::stdin().is_terminal() {
        eprint!("Password of {} (it will be seen; pipe it in to keep it off the screen): ", account.user);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() {
        return Err(EngineError::Refused {
            what: "no password was given".into(),
            help: "type it, or pipe it in".into(),
        }
        .into());
    }
    Ok(Secret::new(password))
}

/// Opens a page in the person's browser, where the system knows one; the address stands on the screen all the same.
fn open_browser(page: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let quiet = std::process::Stdio::null;
    let _ = std::process::Command::new(program).arg(page).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
}

fn told(account: &Account) -> String {
    let server = |name: &str, server: &Option<crate::post::account::Server>| match server {
        Some(server) => format!("  {name} {}:{} {}", server.host, server.port, security(server.security)),
        None => format!("  no {name}"),
    };
    format!(
        "{:<12} {}{}{}  {}; {} a minute, {} a day; {}",
        account.name,
        account.address,
        server("smtp", &account.smtp),
        server("imap", &account.imap),
        sign_in(&account.sign_in),
        account.pace.per_minute,
        account.pace.per_day,
        sent_copy(&account.sent_copy)
    )
}

fn sent_copy(copy: &SentCopy) -> String {
    match copy {
        SentCopy::Append { folder: Some(folder) } => format!("copies into `{folder}`"),
        SentCopy::Append { folder: None } => "copies into the Sent folder".into(),
        SentCopy::Provider => "no copies, the provider keeps its own".into(),
    }
}

fn security(security: Security) -> &'static str {
    match security {
        Security::Tls => "(TLS)",
        Security::StartTls => "(STARTTLS)",
        Security::None => "(loopback, not encrypted)",
    }
}

fn sign_in(sign_in: &SignIn) -> String {
    match sign_in {
        SignIn::Nothing => "asks for nothing".into(),
        SignIn::Password(Keep::Keyring) => "password from the keyring".into(),
        SignIn::Password(Keep::Variable(name)) => format!("password from ${name}"),
        SignIn::Password(Keep::Command(words)) => format!("password from `{}`", words.join(" ")),
        SignIn::OAuth(client) => match &client.provider {
            Provider::Microsoft { tenant } => format!("signs in with Microsoft ({tenant})"),
            Provider::Google => "signs in with Google".into(),
            Provider::Own { authorize, .. } => format!("signs in at {authorize}"),
        },
    }
}

fn as_json(account: &Account) -> serde_json::Value {
    let server = |server: &Option<crate::post::account::Server>| {
        server.as_ref().map(|server| format!("{}:{}", server.host, server.port))
    };
    serde_json::json!({
        "name": account.name,
        "address": account.address.to_string(),
        "user": account.user,
        "smtp": server(&account.smtp),
        "imap": server(&account.imap),
        "sign_in": sign_in(&account.sign_in),
        "per_minute": account.pace.per_minute,
        "per_day": account.pace.per_day,
        "sent_copy": match &account.sent_copy {
            SentCopy::Append { .. } => "append",
            SentCopy::Provider => "provider",
        },
    })
}
