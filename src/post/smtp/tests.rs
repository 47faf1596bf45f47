//! A scripted server: what each way of going wrong leaves us knowing.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::*;
use crate::post::account::Security;
use crate::post::secret::Secret;

/// What a server does when a line of ours begins so: answers, or hangs up (`None`).
type Script = &'static [(&'static str, Option<&'static str>)];

const USUAL: Script = &[
    ("EHLO", Some("250-s.example\r\n250-DSN\r\n250-AUTH PLAIN XOAUTH2\r\n250 8BITMIME\r\n")),
    ("MAIL", Some("250 2.1.0 OK\r\n")),
    ("RCPT", Some("250 2.1.5 OK\r\n")),
    ("DATA", Some("354 Go ahead\r\n")),
    (".", Some("250 2.0.0 OK <AB1@prod.outlook.example> [Hostname=x]\r\n")),
    ("RSET", Some("250 OK\r\n")),
    ("QUIT", Some("221 Bye\r\n")),
];

/// Serves one line by `script` before the usual answers; what we said is kept.
async fn serve(greeting: &'static str, script: Script) -> (Server, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heard);
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        write.write_all(greeting.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(read).lines();
        let (mut in_data, mut script) = (false, script.to_vec());
        while let Ok(Some(line)) = lines.next_line().await {
            kept.lock().unwrap().push(line.clone());
            if in_data && line != "." {
                continue;
            }
            // Each line of a script answers once, in its order.
            let own = script.iter().position(|(begins, _)| line.starts_with(begins));
            let answer = match own {
                Some(at) => script.remove(at).1,
                None => USUAL.iter().find(|(begins, _)| line.starts_with(begins)).and_then(|(_, answer)| *answer),
            };
            let Some(answer) = answer else { return };
            in_data = answer.starts_with("354");
            if write.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    });
    (Server { host: "127.0.0.1".into(), port, security: Security::None, ca: None }, heard)
}

const HELLO: &str = "220 s.example ESMTP\r\n";

fn brief() -> Patience {
    let second = Duration::from_secs(1);
    Patience { connect: second, command: second, after_dot: second }
}

/// Hands one letter over to a server that follows `script`.
async fn hand_over(script: Script) -> HandedOver {
    let (server, _) = serve(HELLO, script).await;
    let mut line = Line::open(&server, None, brief()).await.unwrap();
    whole(&mut line).await
}

async fn whole(line: &mut Line) -> HandedOver {
    let addresses = addresses();
    let parcel = parcel(&addresses);
    match line.offer(parcel).await {
        Ok(()) => line.give(parcel.eml).await,
        Err(outcome) => outcome,
    }
}

fn addresses() -> (MailAddress, MailAddress) {
    ("foi.desk@larkspur.example".parse().unwrap(), "foi+x@ashdown.example".parse().unwrap())
}

fn parcel((from, to): &(MailAddress, MailAddress)) -> Parcel<'_> {
    Parcel { from, to, envelope_id: "7K2M9PQ4", eml: b"Subject: x\r\n\r\n.hidden\r\nwords\r\n" }
}

#[tokio::test]
async fn a_letter_is_accepted_with_the_id_the_server_gave_and_reports_are_asked_for() {
    let (server, heard) = serve(HELLO, &[]).await;
    let mut line = Line::open(&server, None, brief()).await.unwrap();
    let outcome = whole(&mut line).await;
    let HandedOver::Accepted { words, assigned } = outcome else { panic!("{outcome:?}") };
    assert!(words.starts_with("250 2.0.0 OK"), "{words}");
    assert_eq!(assigned, Some(MessageId::new("<AB1@prod.outlook.example>")));
    line.close().await;
    let heard = heard.lock().unwrap();
    assert!(heard.contains(&"MAIL FROM:<foi.desk@larkspur.example> RET=HDRS ENVID=7K2M9PQ4".to_owned()), "{heard:?}");
    let rcpt = "RCPT TO:<foi+x@ashdown.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;foi+2Bx@ashdown.example";
    assert!(heard.contains(&rcpt.to_owned()), "{heard:?}");
    assert!(heard.contains(&"..hidden".to_owned()), "{heard:?}");
}

#[tokio::test]
async fn what_came_of_it_is_what_is_known() {
    let cases: [(Script, HandedOver); 8] = [
        (&[("RCPT", Some("451 4.7.1 Greylisted, try again\r\n"))], put_off("451 4.7.1 Greylisted, try again")),
        (&[("RCPT", Some("550 5.1.1 No such user\r\n"))], refused("550 5.1.1 No such user")),
        (
            &[("MAIL", Some("550 5.7.30 Basic authentication is not supported\r\n"))],
            barred("550 5.7.30 Basic authentication is not supported"),
        ),
        (&[("RCPT", None)], not_begun()),
        (&[("DATA", None)], not_begun()),
        (&[(".", Some("452 4.3.1 Disk full\r\n"))], put_off("452 4.3.1 Disk full")),
        (&[(".", Some("554 5.2.0 Over the day's limit\r\n"))], refused("554 5.2.0 Over the day's limit")),
        (&[(".", None)], unknown()),
    ];
    for (script, wanted) in cases {
        let got = hand_over(script).await;
        let same = match (&got, &wanted) {
            // How a lost line is told is the library's affair.
            (HandedOver::NotBegun { .. }, HandedOver::NotBegun { .. }) => true,
            (HandedOver::Unknown { .. }, HandedOver::Unknown { .. }) => true,
            (got, wanted) => got == wanted,
        };
        assert!(same, "{script:?}: {got:?}, wanted {wanted:?}");
    }
}

fn put_off(words: &str) -> HandedOver {
    HandedOver::PutOff { words: words.into() }
}
fn refused(words: &str) -> HandedOver {
    HandedOver::Refused { words: words.into() }
}
fn barred(words: &str) -> HandedOver {
    HandedOver::Barred { words: words.into() }
}
fn not_begun() -> HandedOver {
    HandedOver::NotBegun { why: String::new() }
}
fn unknown() -> HandedOver {
    HandedOver::Unknown { why: String::new() }
}

#[tokio::test]
async fn a_server_that_never_answers_the_last_dot_leaves_it_unknown() {
    let (server, _) = serve(HELLO, &[(".", Some(""))]).await;
    let patience = Patience { after_dot: Duration::from_millis(100), ..brief() };
    let mut line = Line::open(&server, None, patience).await.unwrap();
    assert!(matches!(whole(&mut line).await, HandedOver::Unknown { .. }));
}

#[tokio::test]
async fn after_a_refusal_the_line_takes_the_next_letter() {
    let (server, _) = serve(HELLO, &[("RCPT", Some("550 5.1.1 No such user\r\n"))]).await;
    let mut line = Line::open(&server, None, brief()).await.unwrap();
    assert!(matches!(whole(&mut line).await, HandedOver::Refused { .. }));
    assert!(matches!(whole(&mut line).await, HandedOver::Accepted { .. }));
}

#[tokio::test]
async fn a_greeting_that_turns_us_away_is_told() {
    for (greeting, wanted) in [
        ("421 4.3.2 Too many connections\r\n", "turned us away: 421 4.3.2 Too many connections"),
        ("554 5.7.1 No service for you\r\n", "turned us away: 554 5.7.1 No service for you"),
        ("HTTP/1.1 400 Bad Request\r\n", "could not be reached"),
    ] {
        let (server, _) = serve(greeting, &[]).await;
        let fault = Line::open(&server, None, brief()).await.unwrap_err();
        assert!(fault.to_string().contains(wanted), "{fault}");
    }
}

#[tokio::test]
async fn a_token_goes_after_the_prompt_and_a_refused_one_is_answered_for_its_reasons() {
    let credential = Credential::Token { user: "foi@larkspur.example".into(), token: Secret::new("T".into()) };
    let good: Script = &[("AUTH XOAUTH2", Some("334 \r\n")), ("dXNlcj", Some("235 2.7.0 Welcome\r\n"))];
    let (server, _) = serve(HELLO, good).await;
    Line::open(&server, Some(&credential), brief()).await.unwrap();
    let bad: Script = &[
        ("AUTH XOAUTH2", Some("334 \r\n")),
        ("dXNlcj", Some("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")),
        ("", Some("535 5.7.8 Not accepted\r\n")),
    ];
    // The empty pattern would answer EHLO: the script's first lines must be heard first.
    let ehlo: Script = &[
        ("EHLO", Some("250-s.example\r\n250 AUTH XOAUTH2\r\n")),
        ("EHLO", Some("250-s.example\r\n250 AUTH XOAUTH2\r\n")),
    ];
    let script: &'static mut Vec<_> = Box::leak(Box::new([ehlo, bad].concat()));
    let (server, _) = serve(HELLO, script).await;
    let fault = Line::open(&server, Some(&credential), brief()).await.unwrap_err();
    assert!(fault.to_string().contains(r#"535 5.7.8 Not accepted {"status":"401"}"#), "{fault}");
}

#[tokio::test]
async fn a_password_goes_by_a_way_the_server_offers_or_not_at_all() {
    let credential = Credential::Password { user: "u".into(), password: Secret::new("p".into()) };
    let (server, _) = serve(HELLO, &[("AUTH PLAIN", Some("334 \r\n")), ("AHUAcA==", Some("235 OK\r\n"))]).await;
    Line::open(&server, Some(&credential), brief()).await.unwrap();
    let other: Script = &[
        ("EHLO", Some("250-s.example\r\n250 AUTH CRAM-MD5\r\n")),
        ("EHLO", Some("250-s.example\r\n250 AUTH CRAM-MD5\r\n")),
    ];
    let (server, _) = serve(HELLO, other).await;
    let fault = Line::open(&server, Some(&credential), brief()).await.unwrap_err();
    assert!(fault.to_string().ends_with("it offers CRAM-MD5"), "{fault}");
    // A relay on this machine that asks for nothing is told nothing.
    let no_auth: Script = &[("EHLO", Some("250 s.example\r\n")), ("EHLO", Some("250 s.example\r\n"))];
    let (server, heard) = serve(HELLO, no_auth).await;
    Line::open(&server, Some(&credential), brief()).await.unwrap();
    assert!(!heard.lock().unwrap().iter().any(|line| line.starts_with("AUTH")));
}

#[tokio::test]
async fn starttls_that_is_not_offered_is_refused_before_any_password() {
    let (mut server, heard) = serve(HELLO, &[]).await;
    server.security = Security::StartTls;
    let credential = Credential::Password { user: "u".into(), password: Secret::new("p".into()) };
    let fault = Line::open(&server, Some(&credential), brief()).await.unwrap_err();
    assert!(matches!(fault, LineFault::NotEncrypted { .. }), "{fault}");
    assert!(!heard.lock().unwrap().iter().any(|line| line.starts_with("AUTH")));
}
