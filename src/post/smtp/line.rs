//! Opening a line, and what a server's answer means.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Mechanism as KnownMechanism;
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters};
use lettre::transport::smtp::commands::Ehlo;
use lettre::transport::smtp::extension::{ClientId, Extension, ServerInfo};
use lettre::transport::smtp::response::Response;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::{HandedOver, Line, Patience};
use crate::post::account::{Security, Server};
use crate::post::sasl::{Credential, Mechanism, decode, encode};
use crate::post::tls;

/// Why no line could be opened.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum LineFault {
    #[error("{server} could not be reached: {why}")]
    #[diagnostic(help("is this machine online, and are `smtp` and `imap` in foi.toml right? Nothing was sent"))]
    Unreachable { server: String, why: String },
    #[error("{server} gives no encrypted line: {why}")]
    #[diagnostic(help(
        "letters and passwords do not travel in the clear; try port 465, or name the server's own authority with `ca`"
    ))]
    NotEncrypted { server: String, why: String },
    #[error("{server} did not let us in: {words}")]
    #[diagnostic(help(
        "see `user` and the password in foi.toml, or sign in again: `foi account login NAME`; docs/mail.md names what each provider wants"
    ))]
    SignIn { server: String, words: String },
    #[error("{server} takes none of our ways to sign in; it offers {offered}")]
    #[diagnostic(help("docs/mail.md names what each provider wants"))]
    NoMechanism { server: String, offered: String },
    #[error("{server} turned us away: {words}")]
    #[diagnostic(help("try again later; nothing was sent"))]
    TurnedAway { server: String, words: String },
}

/// What a server said no with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    permanent: bool,
    words: String,
}

impl Said {
    /// What it means for the letter.
    pub(super) fn outcome(self) -> HandedOver {
        let words = self.words;
        // An enhanced code stands first, or behind the basic one: `550 5.7.1 ...`.
        let policy = words.split_whitespace().take(2).any(|word| word.starts_with("5.7."));
        match self.permanent {
            false => HandedOver::PutOff { words },
            true if policy => HandedOver::Barred { words },
            true => HandedOver::Refused { words },
        }
    }
}

/// Why a command has no good answer.
pub(super) enum NoAnswer {
    Said(Said),
    Lost(String),
}

/// A server's no, if it is one, in its words.
pub(super) fn answered(error: &SmtpError) -> Option<Said> {
    let code = error.status()?;
    let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    Some(Said { permanent: error.is_permanent(), words: format!("{code} {}", clean(&words)) })
}

/// A server's yes, in its words.
pub(super) fn words_of(response: &Response) -> String {
    format!("{} {}", response.code(), clean(&response.message().collect::<Vec<_>>().join(" ")))
}

fn clean(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(500).collect()
}

/// One command (its line end included) and its answer.
pub(super) async fn say(
    connection: &mut AsyncSmtpConnection,
    command: &str,
    patience: Duration,
) -> Result<String, NoAnswer> {
    match tokio::time::timeout(patience, connection.command(command)).await {
        Ok(Ok(response)) => Ok(words_of(&response)),
        Ok(Err(error)) => Err(answered(&error).map_or_else(|| NoAnswer::Lost(error.to_string()), NoAnswer::Said)),
        Err(_) => Err(NoAnswer::Lost("no answer came in time".into())),
    }
}

pub(super) async fn open(
    server: &Server,
    credential: Option<&Credential>,
    patience: Patience,
) -> Result<Line, LineFault> {
    let name = format!("{}:{}", server.host, server.port);
    let opening = Opening { server, name, patience };
    let mut connection = opening.connect().await?;
    let offers = opening.offers(&mut connection).await?;
    if let Some(credential) = credential {
        opening.sign_in(&mut connection, credential, &offers).await?;
    }
    let has = |keyword: &str| offers.iter().any(|line| line.eq_ignore_ascii_case(keyword));
    Ok(Line { connection, dsn: has("DSN"), eight_bit: has("8BITMIME"), patience })
}

/// A line being opened.
struct Opening<'a> {
    server: &'a Server,
    name: String,
    patience: Patience,
}

impl Opening<'_> {
    fn unreachable(&self, why: impl ToString) -> LineFault {
        LineFault::Unreachable { server: self.name.clone(), why: why.to_string() }
    }

    fn not_encrypted(&self, why: impl ToString) -> LineFault {
        LineFault::NotEncrypted { server: self.name.clone(), why: why.to_string() }
    }

    /// A step that must end in time.
    async fn within<T>(&self, step: impl Future<Output = T>) -> Result<T, LineFault> {
        tokio::time::timeout(self.patience.connect, step)
            .await
            .map_err(|_| self.unreachable(format!("no answer within {} s", self.patience.connect.as_secs())))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, LineFault> {
        let address = (self.server.host.as_str(), self.server.port);
        let stream = self.within(TcpStream::connect(address)).await?.map_err(|why| self.unreachable(why))?;
        // Small writes that meet delayed acknowledgements would cost 40 ms a letter.
        stream.set_nodelay(true).map_err(|why| self.unreachable(why))?;
        let stream: Box<dyn AsyncTokioStream> = match self.server.security {
            Security::Tls => {
                let stream = self.within(tls::encrypt(stream, self.server)).await?;
                Box::new(Encrypted(stream.map_err(|why| self.not_encrypted(why))?))
            }
            Security::StartTls | Security::None => Box::new(stream),
        };
        let opened = self.within(AsyncSmtpConnection::connect_with_transport(stream, &hello())).await?;
        let mut connection = opened.map_err(|error| match answered(&error) {
            Some(said) => LineFault::TurnedAway { server: self.name.clone(), words: said.words },
            None => self.unreachable(error),
        })?;
        if self.server.security == Security::StartTls {
            let parameters = self.parameters()?;
            let upgraded = self.within(connection.starttls(parameters, &hello())).await?;
            upgraded.map_err(|error| self.not_encrypted(error))?;
        }
        Ok(connection)
    }

    /// For STARTTLS, which lettre does by itself.
    fn parameters(&self) -> Result<TlsParameters, LineFault> {
        let mut builder = TlsParameters::builder(self.server.host.clone());
        if let Some(path) = &self.server.ca {
            let pem = std::fs::read(path).map_err(|why| self.not_encrypted(format!("{}: {why}", path.display())))?;
            builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|why| self.not_encrypted(why))?);
        }
        builder.build_rustls().map_err(|why| self.not_encrypted(why))
    }

    /// What the server offers, a line each: lettre keeps only what it uses itself, so it is asked once more. A server that
    /// answers only once (OpenSMTPD) is taken for what lettre has kept.
    async fn offers(&self, connection: &mut AsyncSmtpConnection) -> Result<Vec<String>, LineFault> {
        let answer = self.within(connection.command(Ehlo::new(hello()))).await?;
        match answer {
            Ok(response) => Ok(response.message().skip(1).map(str::to_owned).collect()),
            Err(error) if answered(&error).is_some() => Ok(kept(connection.server_info())),
            Err(error) => Err(self.unreachable(error)),
        }
    }

    async fn sign_in(
        &self,
        connection: &mut AsyncSmtpConnection,
        credential: &Credential,
        offers: &[String],
    ) -> Result<(), LineFault> {
        let offered: Vec<&str> = offers
            .iter()
            .filter_map(|line| line.get(..5).filter(|word| word.eq_ignore_ascii_case("AUTH ")).and(line.get(5..)))
            .flat_map(str::split_whitespace)
            .collect();
        if offered.is_empty() && self.server.security == Security::None {
            // A relay on this machine, which trusts whoever is on it; the sign-in is for the mailbox.
            return Ok(());
        }
        let Some(mechanism) = credential.mechanism(offered.iter().copied()) else {
            let offered = if offered.is_empty() { "nothing".into() } else { offered.join(", ") };
            return Err(LineFault::NoMechanism { server: self.name.clone(), offered });
        };
        let first = credential.first(mechanism, &self.server.host, self.server.port);
        let answers: Vec<String> = match mechanism {
            Mechanism::Login => credential.login().map(encode).to_vec(),
            _ => vec![encode(first.reveal())],
        };
        // The words go after the prompt: a token in the command's own line would overflow some servers' 512 bytes.
        let mut said = self.ask(connection, &format!("AUTH {}", mechanism.name())).await?;
        for answer in answers {
            if said.starts_with("334") {
                said = self.ask(connection, &answer).await?;
            }
        }
        if said.starts_with("334") {
            let challenge = decode(said.trim_start_matches("334").trim());
            said = self.ask(connection, Credential::answer_refusal(mechanism)).await.map_err(|fault| match fault {
                LineFault::SignIn { server, words } => {
                    LineFault::SignIn { server, words: format!("{words} {challenge}") }
                }
                other => other,
            })?;
        }
        if said.starts_with("235") { Ok(()) } else { Err(LineFault::SignIn { server: self.name.clone(), words: said }) }
    }

    async fn ask(&self, connection: &mut AsyncSmtpConnection, words: &str) -> Result<String, LineFault> {
        say(connection, &format!("{words}\r\n"), self.patience.connect).await.map_err(|no| match no {
            NoAnswer::Said(said) => LineFault::SignIn { server: self.name.clone(), words: said.words },
            NoAnswer::Lost(why) => self.unreachable(why),
        })
    }
}

/// What lettre has kept of a server's offers, as the server wrote it.
fn kept(info: &ServerInfo) -> Vec<String> {
    let ways =
        [(KnownMechanism::Plain, "PLAIN"), (KnownMechanism::Login, "LOGIN"), (KnownMechanism::Xoauth2, "XOAUTH2")];
    let ways: Vec<&str> =
        ways.into_iter().filter(|(way, _)| info.supports_auth_mechanism(*way)).map(|(_, word)| word).collect();
    let mut offers = Vec::new();
    if info.supports_feature(Extension::EightBitMime) {
        offers.push("8BITMIME".to_owned());
    }
    if !ways.is_empty() {
        offers.push(format!("AUTH {}", ways.join(" ")));
    }
    offers
}

/// What we call ourselves: nobody's business beyond that.
fn hello() -> ClientId {
    ClientId::Ipv4(std::net::Ipv4Addr::LOCALHOST)
}

/// A TLS stream as lettre wants it.
#[derive(Debug)]
struct Encrypted(TlsStream<TcpStream>);

impl AsyncTokioStream for Encrypted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("dsn", &self.dsn).finish_non_exhaustive()
    }
}
