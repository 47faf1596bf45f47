//! A scripted server: signing in by each way, and the change from a plain line to an encrypted one.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::post::account::Security;
use crate::post::sasl::encode;
use crate::post::secret::Secret;

/// What a server says to a line of ours; `TLS` at an answer's end is a handshake after it. `@` is our tag.
type Script = Vec<(&'static str, String)>;

fn pem() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stand_in/localhost.pem"))
}

fn acceptor() -> TlsAcceptor {
    let certificates = CertificateDer::pem_file_iter(pem()).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(certificates, PrivateKeyDer::from_pem_file(pem()).unwrap())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Serves one line; what we said is kept.
async fn serve(greeting: &'static str, script: Script, security: Security) -> (Server, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heard);
    tokio::spawn(async move {
        let (mut tcp, _) = listener.accept().await.unwrap();
        tcp.write_all(greeting.as_bytes()).await.unwrap();
        let mut script = script.into_iter();
        if says(&mut tcp, &mut script, &kept).await {
            // A handshake that fails is the client's right.
            if let Ok(mut encrypted) = acceptor().accept(tcp).await {
                says(&mut encrypted, &mut script, &kept).await;
            }
        }
    });
    (Server { host: "localhost".into(), port, security, ca: Some(pem()) }, heard)
}

/// Answers line by line; true where the line is to be encrypted now.
async fn says(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    script: &mut std::vec::IntoIter<(&'static str, String)>,
    kept: &Mutex<Vec<String>>,
) -> bool {
    let mut tag = String::new();
    let mut reader = BufReader::new(stream);
    for (want, answer) in script {
        let mut line = String::new();
        if reader.read_line(&mut line).await.unwrap_or(0) == 0 {
            return false;
        }
        let line = line.trim_end_matches("\r\n");
        kept.lock().unwrap().push(line.to_owned());
        if let Some((own, _)) = line.split_once(' ').filter(|(_, rest)| !want.is_empty() && rest.starts_with(want)) {
            tag = own.to_owned();
        }
        let (answer, encrypts) = answer.strip_suffix("TLS").map_or((answer.as_str(), false), |answer| (answer, true));
        reader.get_mut().write_all(answer.replace('@', &tag).as_bytes()).await.unwrap();
        if encrypts {
            return true;
        }
    }
    let _ = reader.read_to_end(&mut Vec::new()).await;
    false
}

fn offers(ways: &str) -> (&'static str, String) {
    ("CAPABILITY", format!("* CAPABILITY IMAP4rev1 {ways}\r\n@ OK done\r\n"))
}

fn token() -> Credential {
    Credential::Token { user: "foi.desk@larkspur.example".into(), token: Secret::new("T0K".into()) }
}

fn password() -> Credential {
    Credential::Password { user: "holly".into(), password: Secret::new("let me {in}".into()) }
}

async fn open(server: &Server, credential: &Credential) -> Result<Mailbox, ImapFault> {
    let second = Duration::from_secs(2);
    Mailbox::open(server, Some(credential), Patience { connect: second, command: second, idle: second }).await
}

const HELLO: &str = "* OK ready\r\n";

#[tokio::test]
async fn a_token_goes_by_the_way_that_the_server_names() {
    let bearer = "n,a=foi.desk@larkspur.example,\x01host=localhost\x01port=";
    let cases = [
        ("AUTH=PLAIN AUTH=XOAUTH2 SASL-IR", "XOAUTH2", "user=foi.desk@larkspur.example\x01auth=Bearer T0K\x01\x01"),
        ("AUTH=OAUTHBEARER", "OAUTHBEARER", bearer),
    ];
    for (offered, mechanism, begins) in cases {
        let script =
            vec![offers(offered), ("AUTHENTICATE", "+ \r\n".into()), ("", "@ OK come in\r\n".into()), offers("IDLE")];
        let (server, heard) = serve(HELLO, script, Security::None).await;
        let mailbox = open(&server, &token()).await.unwrap();
        assert!(mailbox.offers("IDLE"), "what it offers is asked anew after the sign-in");
        let heard = heard.lock().unwrap().clone();
        assert_eq!(heard[1].split_once(' ').unwrap().1, format!("AUTHENTICATE {mechanism}"));
        let said = crate::post::sasl::decode(&heard[2]);
        let plain: String = begins.chars().filter(|c| !c.is_control()).collect();
        assert!(said.starts_with(&plain) && said.ends_with("auth=Bearer T0K"), "{said}");
    }
}

#[tokio::test]
async fn the_reasons_for_a_refused_token_are_answered_and_told() {
    for (offered, answer) in [("AUTH=XOAUTH2", ""), ("AUTH=OAUTHBEARER", "AQ==")] {
        let reasons = encode("{\"status\":\"401\",\"schemes\":\"bearer\"}");
        let script = vec![
            offers(offered),
            ("AUTHENTICATE", "+ \r\n".into()),
            ("", format!("+ {reasons}\r\n")),
            ("", "@ NO AUTHENTICATE failed.\r\n".into()),
        ];
        let (server, heard) = serve(HELLO, script, Security::None).await;
        let fault = open(&server, &token()).await.map(|_| ()).unwrap_err();
        assert!(
            matches!(&fault, ImapFault::SignIn { words, .. } if words.contains("failed") && words.contains("401")),
            "{fault}"
        );
        // A client that says nothing to the reasons hangs.
        assert_eq!(heard.lock().unwrap()[3], answer, "{offered}");
    }
}

#[tokio::test]
async fn a_password_goes_by_plain_or_by_login_and_a_token_never_goes_as_one() {
    let script = vec![
        offers(""),
        ("LOGIN", "+ go on\r\n".into()),
        ("", "+ go on\r\n".into()),
        ("", "@ OK come in\r\n".into()),
        offers(""),
    ];
    let (server, heard) = serve(HELLO, script, Security::None).await;
    open(&server, &password()).await.unwrap();
    assert_eq!(heard.lock().unwrap()[1..4], ["F2 LOGIN {5}", "holly {11}", "let me {in}"]);
    for (offered, credential) in [("LOGINDISABLED", password()), ("AUTH=PLAIN AUTH=LOGIN", token())] {
        let (server, heard) = serve(HELLO, vec![offers(offered)], Security::None).await;
        let fault = open(&server, &credential).await.map(|_| ()).unwrap_err();
        assert!(matches!(fault, ImapFault::NoMechanism { .. }), "{fault}");
        assert_eq!(heard.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn starttls_encrypts_before_anything_is_said_of_us() {
    let script = vec![
        ("STARTTLS", "@ OK begin\r\nTLS".into()),
        offers("AUTH=PLAIN"),
        ("AUTHENTICATE", "+ \r\n".into()),
        ("", "@ OK come in\r\n".into()),
        offers("IDLE"),
    ];
    let (server, heard) = serve(HELLO, script, Security::StartTls).await;
    let mailbox = open(&server, &password()).await.unwrap();
    assert!(mailbox.offers("IDLE"));
    let heard = heard.lock().unwrap().clone();
    assert!(heard[0].ends_with(" STARTTLS") && heard[1].ends_with(" CAPABILITY"), "{heard:?}");
    assert_eq!(heard[3], encode("\0holly\0let me {in}"));
}

#[tokio::test]
async fn a_line_that_is_not_to_be_encrypted_hears_no_password() {
    let cases: [(&str, &str); 4] = [
        // It says no.
        (HELLO, "@ NO not here\r\n"),
        // It claims that we are signed in, which would skip the encryption.
        ("* PREAUTH welcome\r\n", "@ OK begin\r\nTLS"),
        // Somebody on the way adds words to the answer, to be heard as if they came encrypted.
        (HELLO, "@ OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nTLS"),
        // Something that is no IMAP.
        (HELLO, "what?\r\n"),
    ];
    for (greeting, answer) in cases {
        let (server, heard) = serve(greeting, vec![("STARTTLS", answer.into())], Security::StartTls).await;
        let fault = open(&server, &password()).await.map(|_| ()).unwrap_err();
        assert!(matches!(fault, ImapFault::NotEncrypted { .. } | ImapFault::Unreachable { .. }), "{answer:?} {fault}");
        let heard = heard.lock().unwrap().clone();
        assert!(!heard.iter().any(|line| line.contains("AUTHENTICATE") || line.contains("LOGIN")), "{heard:?}");
    }
    // A certificate of another name, or of nobody we know.
    for (host, ca) in [("127.0.0.1", Some(pem())), ("localhost", None)] {
        let script = vec![("STARTTLS", "@ OK begin\r\nTLS".into())];
        let (server, _) = serve(HELLO, script, Security::StartTls).await;
        let fault = open(&Server { host: host.into(), ca, ..server }, &password()).await.map(|_| ()).unwrap_err();
        assert!(matches!(fault, ImapFault::NotEncrypted { .. }), "{fault}");
    }
}
