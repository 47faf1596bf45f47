//! Tokens for a mailbox (OAuth 2.0): by the browser's loopback redirect with PKCE (RFC 8252, RFC 7636), by a device code
//! (RFC 8628), and anew by a refresh token (RFC 6749 s. 6), which rotates.
//!
//! Nothing is kept here: who asks keeps the refresh token in the keyring. What a provider refuses is told in its words.

mod device;
mod loopback;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::account::{Client, Provider};
use super::http;
use super::secret::Secret;

pub use device::{DeviceCode, device};
pub use loopback::loopback;

/// What a provider gives.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: Secret,
    /// The newest; the one before is worth nothing once this came.
    pub refresh: Option<Secret>,
    pub expires: Timestamp,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum OAuthFault {
    #[error("{host} could not be reached: {why}")]
    #[diagnostic(help("is this machine online? Nothing was changed"))]
    Unreachable { host: String, why: String },
    #[error("the sign-in is no longer good: {words}")]
    #[diagnostic(help("sign in again: `foi account login NAME`"))]
    SignInAgain { words: String },
    #[error("the provider refused: {words}")]
    #[diagnostic(help("{help}"))]
    Refused { words: String, help: String },
    #[error("{0} answered what is no answer to a sign-in")]
    #[diagnostic(help("are `client_id`, `tenant` and the addresses of `oauth` in foi.toml right?"))]
    Senseless(String),
    #[error("nobody signed in within {} minutes", .0.as_secs() / 60)]
    #[diagnostic(help("run it again; the page must be opened on this machine, or with --device on any"))]
    TooLate(Duration),
    #[error("the browser came back with another sign-in than the one that was begun")]
    #[diagnostic(help("close the page, and run it again"))]
    OtherState,
    #[error("no page can be served on this machine for the browser to come back to: {0}")]
    #[diagnostic(help("try --device"))]
    NoPort(std::io::Error),
    #[error("this machine gives no random numbers")]
    #[diagnostic(help("nothing can be signed in to safely here"))]
    NoRandom,
    #[error("{provider} gives mail no device codes")]
    #[diagnostic(help("sign in with the browser of this machine: without --device"))]
    NoDevice { provider: &'static str },
}

/// How long one call may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Where a provider is asked.
struct Endpoints {
    authorize: String,
    token: String,
    device: Option<String>,
    scope: String,
}

impl Provider {
    fn endpoints(&self) -> Endpoints {
        match self {
            Self::Microsoft { tenant } => {
                let base = format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0");
                Endpoints {
                    authorize: format!("{base}/authorize"),
                    token: format!("{base}/token"),
                    device: Some(format!("{base}/devicecode")),
                    // One resource a token, named in full: Graph's scopes open no IMAP.
                    scope: "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access".into(),
                }
            }
            Self::Google => Endpoints {
                authorize: "https://accounts.google.com/o/oauth2/v2/auth".into(),
                token: "https://oauth2.googleapis.com/token".into(),
                // Google's device flow refuses the scope that mail needs.
                device: None,
                scope: "https://mail.google.com/".into(),
            },
            Self::Own { authorize, token, device, scope } => Endpoints {
                authorize: authorize.clone(),
                token: token.clone(),
                device: device.clone(),
                scope: scope.clone(),
            },
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Microsoft { .. } => "Microsoft",
            Self::Google => "Google",
            Self::Own { .. } => "the server",
        }
    }
}

/// New tokens for a refresh token.
///
/// # Errors
/// [`OAuthFault::SignInAgain`] where the refresh token is worth nothing any more.
pub async fn refresh(client: &Client, refresh: &Secret, now: Timestamp) -> Result<Tokens, OAuthFault> {
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.reveal())];
    let mut tokens = ask(client, &form).await?.tokens(now)?;
    // A provider that does not rotate goes on with the same.
    tokens.refresh = tokens.refresh.or_else(|| Some(refresh.clone()));
    Ok(tokens)
}

/// A token endpoint's answer, of either kind (RFC 6749 s. 5).
#[derive(Debug, Deserialize)]
struct Answer {
    access_token: Option<String>,
    refresh_token: Option<String>,
    expires_in: Option<i64>,
    error: Option<String>,
    error_description: Option<String>,
}

impl Answer {
    fn tokens(self, now: Timestamp) -> Result<Tokens, OAuthFault> {
        if let Some(error) = self.error {
            return Err(refused(&error, self.error_description.as_deref().unwrap_or_default()));
        }
        let access = self.access_token.ok_or_else(|| OAuthFault::Senseless("the token address".into()))?;
        // A minute early, so that no token dies on its way; an hour where the provider does not say.
        let seconds = self.expires_in.unwrap_or(3600).clamp(60, 86_400) - 60;
        let expires = now.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(now);
        Ok(Tokens { access: Secret::new(access), refresh: self.refresh_token.map(Secret::new), expires })
    }
}

/// An error code of RFC 6749, in a person's words.
fn refused(code: &str, description: &str) -> OAuthFault {
    let description: String = description.lines().next().unwrap_or_default().chars().take(300).collect();
    let words = if description.is_empty() { code.to_owned() } else { format!("{code}: {description}") };
    let help = match code {
        "invalid_grant" => return OAuthFault::SignInAgain { words },
        "invalid_scope" => "this way of signing in may not ask for mail: use the browser, without --device",
        "invalid_client" | "unauthorized_client" => {
            "see `client_id` (and Google's `client_secret`) in foi.toml, and that the app is registered as a public client"
        }
        "access_denied" | "authorization_declined" => "somebody pressed no; run it again when they agree",
        "interaction_required" | "consent_required" => "your institution's administrator must allow the app first",
        _ => "docs/mail.md names what each provider wants",
    };
    OAuthFault::Refused { words, help: help.into() }
}

/// Asks the token endpoint.
async fn ask(client: &Client, form: &[(&str, &str)]) -> Result<Answer, OAuthFault> {
    let mut form = form.to_vec();
    form.push(("client_id", &client.id));
    if let Some(secret) = &client.secret {
        form.push(("client_secret", secret));
    }
    post(&client.provider.endpoints().token, &form).await
}

/// Posts a form and reads a small JSON answer, whatever its status: refusals are JSON too.
async fn post<T: serde::de::DeserializeOwned>(url: &str, form: &[(&str, &str)]) -> Result<T, OAuthFault> {
    let host = url.split('/').nth(2).unwrap_or(url).to_owned();
    let unreachable = |why: reqwest::Error| OAuthFault::Unreachable {
        host: host.clone(),
        why: http::whole_story(&why.without_url()),
    };
    let client = http::client(TIMEOUT).map_err(unreachable)?;
    let mut response = client.post(url).form(form).send().await.map_err(unreachable)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if bytes.len() + chunk.len() > 1 << 20 {
            return Err(OAuthFault::Senseless(host));
        }
        bytes.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&bytes).map_err(|_| OAuthFault::Senseless(host.clone()))
}

/// Unguessable text of URL-safe letters: 43 of them (RFC 7636 s. 4.1).
fn unguessable() -> Result<String, OAuthFault> {
    let mut bytes = [0u8; 32];
    rustls::crypto::ring::default_provider().secure_random.fill(&mut bytes).map_err(|_| OAuthFault::NoRandom)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// `S256` (RFC 7636 s. 4.2).
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests;
