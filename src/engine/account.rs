//! Account: which mailbox, and the proof that it is ours, had anew where a token has run out.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use tokio::runtime::Runtime;

use super::deliver::Carrier;
use super::{EngineError, Workspace};
use crate::post::account::{Account, Client, Server, SignIn, accounts};
use crate::post::oauth::{self, DeviceCode, OAuthFault, Tokens};
use crate::post::sasl::Credential;
use crate::post::secret::{self, Keyring, Secret, SecretFault};
use crate::post::smtp::{HandedOver, Line, Parcel, Patience};

/// How long a person has to sign in with the browser.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// Where secrets are looked for.
#[derive(Clone, Copy)]
pub struct Purse<'a> {
    pub keyring: &'a dyn Keyring,
    /// Looks into the environment.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    pub now: &'a dyn Fn() -> Timestamp,
}

/// The account of this name, or the only one that there is.
///
/// # Errors
/// Everything wrong with `foi.toml`; a name that it does not hold, or several and none named.
pub fn account(workspace: &Workspace, name: Option<&str>) -> Result<Account, EngineError> {
    let mut all = accounts(&workspace.root().join("foi.toml"), "foi.toml")?;
    let names: Vec<String> = all.iter().map(|account| account.name.clone()).collect();
    let refused = |what: String| EngineError::Refused { what, help: format!("foi.toml has: {}", names.join(", ")) };
    match name {
        Some(name) => {
            let at = all.iter().position(|account| account.name == name);
            at.map(|at| all.swap_remove(at)).ok_or_else(|| refused(format!("there is no account `{name}`")))
        }
        None if all.len() == 1 => Ok(all.swap_remove(0)),
        None => Err(refused("which account? Name one with --account".into())),
    }
}

/// What an account says to sign in; nothing where the server asks for nothing.
///
/// A refresh token that rotated is kept before anything else is done with its successor.
pub fn credential(account: &Account, purse: Purse<'_>) -> Result<Option<Credential>, EngineError> {
    match &account.sign_in {
        SignIn::Nothing => Ok(None),
        SignIn::Password(keep) => {
            let password = secret::password(&account.name, &account.user, keep, purse.keyring, purse.variable)?;
            Ok(Some(Credential::Password { user: account.user.clone(), password }))
        }
        SignIn::OAuth(client) => {
            let kept = purse.keyring.get(&account.name, secret::REFRESH_TOKEN)?.ok_or_else(|| {
                SecretFault::NotKept { what: "sign-in", user: account.user.clone(), account: account.name.clone() }
            })?;
            let tokens = runtime()?.block_on(oauth::refresh(client, &kept, (purse.now)()))?;
            keep(account, &tokens, purse.keyring)?;
            // The mailbox is named, and the token is the person's: so a shared mailbox is opened.
            Ok(Some(Credential::Token { user: account.address.to_string(), token: tokens.access }))
        }
    }
}

fn keep(account: &Account, tokens: &Tokens, keyring: &dyn Keyring) -> Result<(), SecretFault> {
    match &tokens.refresh {
        Some(refresh) => keyring.set(&account.name, secret::REFRESH_TOKEN, refresh),
        None => Ok(()),
    }
}

/// How a person signs in.
pub enum Way<'a> {
    /// The password they typed.
    Password(Secret),
    /// In the browser of this machine.
    Browser(&'a dyn Fn(&str)),
    /// On any machine, by a code.
    Device(&'a dyn Fn(&DeviceCode)),
}

/// What signing in did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoggedIn {
    pub account: String,
    pub user: String,
}

/// The OAuth client of an account, for who wants to know whether a browser will be opened.
pub fn client(account: &Account) -> Option<&Client> {
    match &account.sign_in {
        SignIn::OAuth(client) => Some(client),
        SignIn::Password(_) | SignIn::Nothing => None,
    }
}

/// Signs in to an account, and keeps in the keyring what later runs need.
pub fn log_in(account: &Account, way: Way<'_>, purse: Purse<'_>) -> Result<LoggedIn, EngineError> {
    match (way, client(account)) {
        (Way::Password(password), None) => purse.keyring.set(&account.name, secret::PASSWORD, &password)?,
        (Way::Browser(open), Some(client)) => {
            let tokens = runtime()?.block_on(oauth::loopback(client, (purse.now)(), PATIENCE, open))?;
            kept_for_later(account, &tokens, purse)?;
        }
        (Way::Device(show), Some(client)) => {
            let waits = |interval: Duration| interval;
            let tokens = runtime()?.block_on(oauth::device(client, (purse.now)(), show, &waits))?;
            kept_for_later(account, &tokens, purse)?;
        }
        (Way::Password(_), Some(_)) | (Way::Browser(_) | Way::Device(_), None) => {
            return Err(EngineError::Refused {
                what: format!("account `{}` signs in another way", account.name),
                help: "see `sign_in` in foi.toml".into(),
            });
        }
    }
    Ok(LoggedIn { account: account.name.clone(), user: account.user.clone() })
}

/// A sign-in that gives no refresh token would be asked for again within the hour.
fn kept_for_later(account: &Account, tokens: &Tokens, purse: Purse<'_>) -> Result<(), EngineError> {
    if tokens.refresh.is_none() {
        return Err(EngineError::Refused {
            what: "the provider gave no token to go on with".into(),
            help: "the app registration must allow offline access; docs/mail.md says where".into(),
        });
    }
    Ok(keep(account, tokens, purse.keyring)?)
}

pub(super) fn runtime() -> Result<Runtime, EngineError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|cause| EngineError::Refused {
        what: format!("no connection can be made here: {cause}"),
        help: "the system refuses another task; try again later".into(),
    })
}

/// A line to an account's server, opened when a letter is to go, and opened anew when it broke.
pub struct Wire<'a> {
    server: &'a Server,
    credential: &'a dyn Fn() -> Result<Option<Credential>, EngineError>,
    patience: Patience,
    runtime: Runtime,
    line: Option<Line>,
    /// Letters that the open line has carried.
    carried: usize,
}

/// Letters on one line. Servers take so many and no more: OpenSMTPD 100, others fewer.
const LETTERS_A_LINE: usize = 50;

impl<'a> Wire<'a> {
    pub fn to(
        server: &'a Server,
        credential: &'a dyn Fn() -> Result<Option<Credential>, EngineError>,
        patience: Patience,
    ) -> Result<Self, EngineError> {
        Ok(Self { server, credential, patience, runtime: runtime()?, line: None, carried: 0 })
    }

    fn opened(&mut self) -> Result<Line, EngineError> {
        if self.carried >= LETTERS_A_LINE {
            self.hang_up();
        }
        if let Some(line) = self.line.take() {
            return Ok(line);
        }
        let credential = (self.credential)()?;
        self.carried = 0;
        Ok(self.runtime.block_on(Line::open(self.server, credential.as_ref(), self.patience))?)
    }

    fn hang_up(&mut self) {
        if let Some(line) = self.line.take() {
            self.runtime.block_on(line.close());
        }
    }

    fn offer_once(&mut self, parcel: Parcel<'_>) -> Result<Result<(), HandedOver>, EngineError> {
        let mut line = self.opened()?;
        let answer = self.runtime.block_on(line.offer(parcel));
        if !matches!(answer, Err(HandedOver::NotBegun { .. })) {
            self.line = Some(line);
        }
        Ok(answer)
    }
}

impl Carrier for Wire<'_> {
    fn offer(&mut self, parcel: Parcel<'_>) -> Result<Result<(), HandedOver>, EngineError> {
        let answer = self.offer_once(parcel)?;
        if self.carried > 0 && matches!(&answer, Err(HandedOver::PutOff { .. })) {
            // Enough letters on this line, says many a server so; nothing of this one has gone, so a new line is asked at once.
            self.hang_up();
            return self.offer_once(parcel);
        }
        Ok(answer)
    }

    fn give(&mut self, eml: &[u8]) -> HandedOver {
        let Some(mut line) = self.line.take() else {
            return HandedOver::NotBegun { why: "no line is open".into() };
        };
        let outcome = self.runtime.block_on(line.give(eml));
        self.carried += 1;
        if !matches!(outcome, HandedOver::Unknown { .. }) {
            self.line = Some(line);
        }
        outcome
    }
}

impl Drop for Wire<'_> {
    fn drop(&mut self) {
        self.hang_up();
    }
}

impl From<OAuthFault> for EngineError {
    fn from(fault: OAuthFault) -> Self {
        Self::OAuth(Box::new(fault))
    }
}
