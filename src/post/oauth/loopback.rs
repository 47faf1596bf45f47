//! The browser's way (RFC 8252): a page of the provider's, which comes back to a port of this machine with a code.

use std::time::Duration;

use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{OAuthFault, Tokens, ask, challenge, refused, unguessable};
use crate::post::account::{Client, Provider};

/// A request line and its headers are never longer than this.
const LONGEST_REQUEST: usize = 16 << 10;

/// Signs in through the browser; `open` shows the person the page to go to.
///
/// # Errors
/// [`OAuthFault`]: refused, a page that answers another sign-in, nobody within `patience`.
pub async fn loopback(
    client: &Client,
    now: Timestamp,
    patience: Duration,
    open: &dyn Fn(&str),
) -> Result<Tokens, OAuthFault> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(OAuthFault::NoPort)?;
    let port = listener.local_addr().map_err(OAuthFault::NoPort)?.port();
    let host = match client.provider {
        // Microsoft matches `localhost` whatever the port; Google asks for the number.
        Provider::Microsoft { .. } => "localhost",
        Provider::Google | Provider::Own { .. } => "127.0.0.1",
    };
    let redirect = format!("http://{host}:{port}");
    let (state, verifier) = (unguessable()?, unguessable()?);
    open(&page(client, &redirect, &state, &verifier)?);
    let code = tokio::time::timeout(patience, come_back(&listener, &state))
        .await
        .map_err(|_| OAuthFault::TooLate(patience))??;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", redirect.as_str()),
        ("code_verifier", verifier.as_str()),
    ];
    ask(client, &form).await?.tokens(now)
}

/// The address of the provider's page.
fn page(client: &Client, redirect: &str, state: &str, verifier: &str) -> Result<String, OAuthFault> {
    let endpoints = client.provider.endpoints();
    let challenge = challenge(verifier);
    let mut asked = vec![
        ("response_type", "code"),
        ("client_id", client.id.as_str()),
        ("redirect_uri", redirect),
        ("scope", endpoints.scope.as_str()),
        ("state", state),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    if client.provider == Provider::Google {
        // Without these there is no refresh token.
        asked.extend([("access_type", "offline"), ("prompt", "consent")]);
    }
    reqwest::Url::parse_with_params(&endpoints.authorize, &asked)
        .map(String::from)
        .map_err(|_| OAuthFault::Senseless(endpoints.authorize))
}

/// Waits for the browser to come back with the code of this sign-in.
async fn come_back(listener: &TcpListener, state: &str) -> Result<String, OAuthFault> {
    loop {
        let (mut stream, _) = listener.accept().await.map_err(OAuthFault::NoPort)?;
        // A visitor who says nothing keeps nobody else out for long.
        let asked = tokio::time::timeout(Duration::from_secs(5), request_line(&mut stream)).await;
        let Some(query) = asked.ok().flatten().and_then(|line| query(&line)) else {
            say(&mut stream, "404 Not Found", "Nothing stands here.").await;
            continue;
        };
        let value = |key: &str| query.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        if value("state").as_deref() != Some(state) {
            // Somebody else's page, or an old one: it gets no further, and the right one may still come.
            say(&mut stream, "400 Bad Request", "This is not the sign-in that foi began. You may close the page.")
                .await;
            if value("code").is_some() {
                return Err(OAuthFault::OtherState);
            }
            continue;
        }
        if let Some(error) = value("error") {
            say(&mut stream, "200 OK", "Not signed in. You may close this page.").await;
            return Err(refused(&error, &value("error_description").unwrap_or_default()));
        }
        if let Some(code) = value("code") {
            say(&mut stream, "200 OK", "Signed in. You may close this page and go back to foi.").await;
            return Ok(code);
        }
        say(&mut stream, "400 Bad Request", "No code came with this page.").await;
    }
}

/// The first line of an HTTP request.
async fn request_line(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut some = [0u8; 2048];
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") && bytes.len() < LONGEST_REQUEST {
        match stream.read(&mut some).await {
            Ok(0) | Err(_) => break,
            Ok(read) => bytes.extend_from_slice(some.get(..read)?),
        }
    }
    String::from_utf8_lossy(&bytes).lines().next().map(str::to_owned)
}

/// The parameters of `GET /?code=…&state=… HTTP/1.1`.
fn query(line: &str) -> Option<Vec<(String, String)>> {
    let target = line.strip_prefix("GET ")?.split(' ').next()?;
    let url = reqwest::Url::parse("http://localhost").ok()?.join(target).ok()?;
    (url.path() == "/" && url.query().is_some())
        .then(|| url.query_pairs().map(|(key, value)| (key.into_owned(), value.into_owned())).collect())
}

async fn say(stream: &mut TcpStream, status: &str, words: &str) {
    let page = format!("<!doctype html><meta charset=utf-8><title>foi</title><p>{words}</p>");
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
        page.len()
    );
    // A browser that has gone needs no answer.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}
