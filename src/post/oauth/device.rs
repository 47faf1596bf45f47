//! The device code (RFC 8628): a person opens a page anywhere and types a code, while we ask whether they have.

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;

use super::{Answer, OAuthFault, Tokens, ask, post, refused};
use crate::post::account::{Client, Provider};

/// What the person is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceCode {
    pub page: String,
    pub code: String,
    pub minutes: u64,
}

#[derive(Debug, Deserialize)]
struct Begun {
    user_code: Option<String>,
    device_code: Option<String>,
    verification_uri: Option<String>,
    expires_in: Option<u64>,
    interval: Option<u64>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Signs in by a device code; `show` tells the person where to type it, `wait` lets time pass.
///
/// # Errors
/// [`OAuthFault`]: the provider has none, the person said no, or did nothing in time.
pub async fn device(
    client: &Client,
    now: Timestamp,
    show: &dyn Fn(&DeviceCode),
    wait: &dyn Fn(Duration) -> Duration,
) -> Result<Tokens, OAuthFault> {
    let endpoints = client.provider.endpoints();
    let Some(url) = &endpoints.device else {
        return Err(OAuthFault::NoDevice { provider: Provider::name(&client.provider) });
    };
    let begun: Begun = post(url, &[("client_id", &client.id), ("scope", &endpoints.scope)]).await?;
    if let Some(error) = begun.error {
        return Err(refused(&error, begun.error_description.as_deref().unwrap_or_default()));
    }
    let (Some(code), Some(device_code), Some(page)) = (begun.user_code, begun.device_code, begun.verification_uri)
    else {
        return Err(OAuthFault::Senseless("the device address".into()));
    };
    let lasts = Duration::from_secs(begun.expires_in.unwrap_or(900).clamp(30, 3600));
    show(&DeviceCode { page, code, minutes: lasts.as_secs() / 60 });
    let mut interval = Duration::from_secs(begun.interval.unwrap_or(5).clamp(1, 60));
    let mut waited = Duration::ZERO;
    while waited < lasts {
        tokio::time::sleep(wait(interval)).await;
        waited += interval;
        let form = [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", &device_code)];
        let answer: Answer = ask(client, &form).await?;
        match answer.error.as_deref() {
            Some("authorization_pending") => {}
            Some("slow_down") => interval += Duration::from_secs(5),
            _ => return answer.tokens(now),
        }
    }
    Err(OAuthFault::TooLate(lasts))
}
