//! Stand-ins on loopback that behave as the providers' documents say.

use std::sync::{Arc, Mutex};

use wiremock::matchers::{body_string_contains, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

const NOW: &str = "2026-11-24T10:00:00Z";

async fn provider() -> (MockServer, Client) {
    let server = MockServer::start().await;
    let at = |path: &str| format!("{}{path}", server.uri());
    let own = Provider::Own {
        authorize: at("/authorize"),
        token: at("/token"),
        device: Some(at("/devicecode")),
        scope: "mail offline_access".into(),
    };
    (server, Client { provider: own, id: "client".into(), secret: None })
}

fn json(status: u16, text: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(text.to_owned(), "application/json")
}

const TOKENS: &str = r#"{"token_type":"Bearer","expires_in":4521,"access_token":"A2","refresh_token":"R2"}"#;

#[test]
fn the_challenge_is_that_of_rfc_7636_appendix_b() {
    assert_eq!(challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

#[tokio::test]
async fn a_refresh_token_rotates_and_a_dead_one_asks_for_a_new_sign_in() {
    let (server, client) = provider().await;
    Mock::given(path("/token"))
        .and(body_string_contains("refresh_token=R1"))
        .respond_with(json(200, TOKENS))
        .mount(&server)
        .await;
    Mock::given(path("/token"))
        .and(body_string_contains("refresh_token=R0"))
        .respond_with(json(400, r#"{"error":"invalid_grant","error_description":"AADSTS700082: expired"}"#))
        .mount(&server)
        .await;
    let now: Timestamp = NOW.parse().unwrap();
    let tokens = refresh(&client, &Secret::new("R1".into()), now).await.unwrap();
    assert_eq!((tokens.access.reveal(), tokens.refresh.as_ref().unwrap().reveal()), ("A2", "R2"));
    assert_eq!(tokens.expires.to_string(), "2026-11-24T11:14:21Z");
    let fault = refresh(&client, &Secret::new("R0".into()), now).await.unwrap_err();
    assert!(matches!(fault, OAuthFault::SignInAgain { .. }), "{fault}");
}

#[tokio::test]
async fn a_device_code_is_shown_and_asked_about_until_the_person_has_signed_in() {
    let (server, client) = provider().await;
    let begun = r#"{"user_code":"ABCD1EFGH","device_code":"D","verification_uri":"https://login.example/device","expires_in":900,"interval":5,"message":"…"}"#;
    Mock::given(path("/devicecode")).respond_with(json(200, begun)).mount(&server).await;
    let pending = r#"{"error":"authorization_pending","error_description":"AADSTS70016"}"#;
    Mock::given(path("/token")).respond_with(json(400, pending)).up_to_n_times(2).mount(&server).await;
    Mock::given(path("/token"))
        .respond_with(json(400, r#"{"error":"slow_down"}"#))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path("/token")).respond_with(json(200, TOKENS)).mount(&server).await;
    let shown = Mutex::new(None);
    let waits = Mutex::new(Vec::new());
    let wait = |interval: Duration| {
        waits.lock().unwrap().push(interval.as_secs());
        Duration::ZERO
    };
    let tokens =
        device(&client, NOW.parse().unwrap(), &|code| *shown.lock().unwrap() = Some(code.clone()), &wait).await;
    assert_eq!(tokens.unwrap().access.reveal(), "A2");
    assert_eq!(shown.lock().unwrap().as_ref().unwrap().code, "ABCD1EFGH");
    assert_eq!(*waits.lock().unwrap(), [5, 5, 5, 10]);
}

#[tokio::test]
async fn google_s_device_codes_open_no_mail_and_that_is_said_before_anything_is_asked() {
    let client = Client { provider: Provider::Google, id: "c".into(), secret: None };
    let fault = device(&client, NOW.parse().unwrap(), &|_| {}, &|interval| interval).await.unwrap_err();
    assert_eq!(fault.to_string(), "Google gives mail no device codes");
}

/// A person's browser: opens the page, and goes where the provider sends it.
fn browser(answer: impl Fn(&str, &str) -> String + Send + 'static) -> (impl Fn(&str), Arc<Mutex<String>>) {
    let page = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&page);
    let answer = Arc::new(answer);
    let open = move |url: &str| {
        *kept.lock().unwrap() = url.to_owned();
        let url = reqwest::Url::parse(url).unwrap();
        let value = |key: &str| url.query_pairs().find(|(name, _)| name == key).unwrap().1.into_owned();
        let back = answer(&value("redirect_uri"), &value("state"));
        tokio::spawn(async move {
            let client = http::client(TIMEOUT).unwrap();
            let _ = client.get(back).send().await;
        });
    };
    (open, page)
}

#[tokio::test]
async fn the_browser_comes_back_with_a_code_that_is_redeemed_with_the_verifier() {
    let (server, client) = provider().await;
    Mock::given(method("POST"))
        .and(path("/token"))
        .and(body_string_contains("code=C1"))
        .and(body_string_contains("code_verifier="))
        .respond_with(json(200, TOKENS))
        .mount(&server)
        .await;
    let (open, page) = browser(|redirect, state| format!("{redirect}/?code=C1&state={state}"));
    let tokens = loopback(&client, NOW.parse().unwrap(), TIMEOUT, &open).await.unwrap();
    assert_eq!(tokens.access.reveal(), "A2");
    let page = page.lock().unwrap();
    assert!(page.contains("code_challenge_method=S256") && page.contains("scope=mail+offline_access"), "{page}");
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_not_taken() {
    let (_server, client) = provider().await;
    let (open, _) = browser(|redirect, _| format!("{redirect}/?code=EVIL&state=guessed"));
    let fault = loopback(&client, NOW.parse().unwrap(), TIMEOUT, &open).await.unwrap_err();
    assert!(matches!(fault, OAuthFault::OtherState), "{fault}");
}

#[tokio::test]
async fn a_refusal_on_the_page_is_told_in_the_provider_s_words() {
    let (_server, client) = provider().await;
    let (open, _) =
        browser(|redirect, state| format!("{redirect}/?error=access_denied&error_description=No+thanks&state={state}"));
    let fault = loopback(&client, NOW.parse().unwrap(), TIMEOUT, &open).await.unwrap_err();
    assert_eq!(fault.to_string(), "the provider refused: access_denied: No thanks");
}

#[tokio::test]
async fn what_is_no_sign_in_server_is_said() {
    let (server, client) = provider().await;
    Mock::given(path("/token")).respond_with(ResponseTemplate::new(200).set_body_string("<html>")).mount(&server).await;
    let fault = refresh(&client, &Secret::new("R".into()), NOW.parse().unwrap()).await.unwrap_err();
    assert!(matches!(fault, OAuthFault::Senseless(_)), "{fault}");
    drop(server);
}
