//! Opening a mailbox: greeting, encryption, sign-in.

use async_imap::imap_proto::{Response, Status};
use tokio::net::TcpStream;

use super::fault::{ImapFault, tidy};
use super::{Mailbox, Patience, Stream};
use crate::post::account::{Security, Server};
use crate::post::sasl::{Credential, Mechanism, decode, encode};
use crate::post::tls;

pub(super) async fn open(
    server: &Server,
    credential: Option<&Credential>,
    patience: Patience,
) -> Result<Mailbox, ImapFault> {
    let opening = Opening { server, name: format!("{}:{}", server.host, server.port), patience };
    let mut mailbox = opening.connect().await?;
    if let Some(credential) = credential {
        opening.sign_in(&mut mailbox, credential).await?;
        mailbox.learn_offers().await?;
    }
    Ok(mailbox)
}

struct Opening<'a> {
    server: &'a Server,
    name: String,
    patience: Patience,
}

impl Opening<'_> {
    fn unreachable(&self, why: impl ToString) -> ImapFault {
        ImapFault::Unreachable { server: self.name.clone(), why: tidy(&why.to_string()) }
    }

    fn not_encrypted(&self, why: impl ToString) -> ImapFault {
        ImapFault::NotEncrypted { server: self.name.clone(), why: tidy(&why.to_string()) }
    }

    fn no(&self, words: impl ToString) -> ImapFault {
        ImapFault::SignIn { server: self.name.clone(), words: tidy(&words.to_string()) }
    }

    async fn within<T>(&self, step: impl Future<Output = T>) -> Result<T, ImapFault> {
        let limit = self.patience.connect;
        let timely = tokio::time::timeout(limit, step).await;
        timely.map_err(|_| self.unreachable(format!("no answer within {} s", limit.as_secs())))
    }

    fn on(&self, stream: Stream) -> Mailbox {
        let client = async_imap::Client::new(stream);
        Mailbox { client, server: self.name.clone(), patience: self.patience, offers: Vec::new(), commands: 0 }
    }

    async fn connect(&self) -> Result<Mailbox, ImapFault> {
        let address = (self.server.host.as_str(), self.server.port);
        let tcp = self.within(TcpStream::connect(address)).await?.map_err(|why| self.unreachable(why))?;
        tcp.set_nodelay(true).map_err(|why| self.unreachable(why))?;
        match self.server.security {
            Security::Tls => {
                let encrypted = self.within(tls::encrypt(tcp, self.server)).await?;
                let mut mailbox = self.on(Box::new(encrypted.map_err(|why| self.not_encrypted(why))?));
                self.greeted(&mut mailbox).await?;
                mailbox.learn_offers().await?;
                Ok(mailbox)
            }
            Security::None => {
                let mut mailbox = self.on(Box::new(tcp));
                self.greeted(&mut mailbox).await?;
                mailbox.learn_offers().await?;
                Ok(mailbox)
            }
            Security::StartTls => self.start_tls(tcp).await,
        }
    }

    /// A plain greeting, then encryption. Whatever was said in the clear is forgotten (RFC 3501 s. 6.2.1).
    ///
    /// The three lines are spoken by hand, since the line underneath is wanted back.
    async fn start_tls(&self, mut tcp: TcpStream) -> Result<Mailbox, ImapFault> {
        use tokio::io::AsyncWriteExt;
        let greeting = self.within(line(&mut tcp)).await?.map_err(|why| self.unreachable(why))?;
        if !greeting.to_ascii_uppercase().starts_with("* OK") {
            // PREAUTH would skip the encryption.
            return Err(self.not_encrypted(greeting));
        }
        self.within(tcp.write_all(b"S1 STARTTLS\r\n")).await?.map_err(|why| self.unreachable(why))?;
        loop {
            let answer = self.within(line(&mut tcp)).await?.map_err(|why| self.unreachable(why))?;
            let upper = answer.to_ascii_uppercase();
            if upper.starts_with("S1 OK") {
                break;
            } else if upper.starts_with("S1 ") || !upper.starts_with("* ") {
                return Err(self.not_encrypted(answer));
            }
        }
        let encrypted = self.within(tls::encrypt(tcp, self.server)).await?;
        let mut mailbox = self.on(Box::new(encrypted.map_err(|why| self.not_encrypted(why))?));
        mailbox.learn_offers().await?;
        Ok(mailbox)
    }

    async fn greeted(&self, mailbox: &mut Mailbox) -> Result<(), ImapFault> {
        let greeting = mailbox.hear(self.patience.connect, |response| match response {
            Response::Data { status: Status::Ok | Status::PreAuth, .. } => Ok(()),
            Response::Data { outcome, .. } => {
                Err(outcome.information.as_deref().unwrap_or("it turned us away").to_owned())
            }
            _ => Err("it does not speak IMAP".to_owned()),
        });
        greeting.await.map_err(|fault| self.unreachable(fault))?.map_err(|why| self.unreachable(why))
    }

    async fn sign_in(&self, mailbox: &mut Mailbox, credential: &Credential) -> Result<(), ImapFault> {
        let ways: Vec<String> = mailbox
            .offers
            .iter()
            .filter_map(|offer| offer.get(..5).filter(|start| start.eq_ignore_ascii_case("AUTH=")).and(offer.get(5..)))
            .map(str::to_owned)
            .collect();
        match credential.mechanism(ways.iter().map(String::as_str)) {
            Some(mechanism) => self.authenticate(mailbox, credential, mechanism).await,
            None if matches!(credential, Credential::Password { .. }) && !mailbox.offers("LOGINDISABLED") => {
                self.log_in(mailbox, credential).await
            }
            None => {
                let offered = if ways.is_empty() { "nothing".into() } else { ways.join(", ") };
                Err(ImapFault::NoMechanism { server: self.name.clone(), offered })
            }
        }
    }

    /// AUTHENTICATE: each of the server's prompts has its answer, the reasons for a refusal too.
    async fn authenticate(
        &self,
        mailbox: &mut Mailbox,
        credential: &Credential,
        mechanism: Mechanism,
    ) -> Result<(), ImapFault> {
        let first = credential.first(mechanism, &self.server.host, self.server.port);
        let mut answers: Vec<String> = match mechanism {
            Mechanism::Login => credential.login().map(encode).to_vec(),
            _ => vec![encode(first.reveal())],
        };
        answers.reverse();
        let tag = mailbox.command(&format!("AUTHENTICATE {}", mechanism.name())).await?;
        let mut reasons = String::new();
        loop {
            match mailbox.hear(self.patience.connect, |response| Heard::of(response, &tag)).await? {
                Heard::Prompt(prompt) => {
                    let answer = answers.pop().unwrap_or_else(|| {
                        reasons = decode(&prompt);
                        Credential::answer_refusal(mechanism).to_owned()
                    });
                    mailbox.say(format!("{answer}\r\n").as_bytes()).await?;
                }
                Heard::Yes => return Ok(()),
                Heard::No(words) => return Err(self.no(format!("{words} {reasons}").trim())),
                Heard::Other => {}
            }
        }
    }

    /// The LOGIN command, for servers older than AUTHENTICATE; as literals, which take any password.
    async fn log_in(&self, mailbox: &mut Mailbox, credential: &Credential) -> Result<(), ImapFault> {
        let [user, password] = credential.login();
        let tag = mailbox.command(&format!("LOGIN {{{}}}", user.len())).await?;
        let mut rest = vec![format!("{password}\r\n"), format!("{user} {{{}}}\r\n", password.len())];
        loop {
            match mailbox.hear(self.patience.connect, |response| Heard::of(response, &tag)).await? {
                Heard::Prompt(_) => {
                    let next = rest.pop().unwrap_or_else(|| "\r\n".into());
                    mailbox.say(next.as_bytes()).await?;
                }
                Heard::Yes => return Ok(()),
                Heard::No(words) => return Err(self.no(words)),
                Heard::Other => {}
            }
        }
    }
}

/// What a server says to a sign-in.
enum Heard {
    /// It wants more; what it says is in base64.
    Prompt(String),
    Yes,
    No(String),
    Other,
}

impl Heard {
    fn of(response: &Response<'_>, tag: &str) -> Self {
        let words = |outcome: &async_imap::imap_proto::Outcome<'_>| {
            outcome.information.as_deref().unwrap_or_default().to_owned()
        };
        match response {
            Response::Continue(outcome) => Self::Prompt(words(outcome)),
            Response::Done { tag: ended, status: Status::Ok, .. } if ended.0 == tag => Self::Yes,
            Response::Done { tag: ended, outcome, .. } if ended.0 == tag => Self::No(words(outcome)),
            Response::Data { status: Status::Bye, outcome } => Self::No(words(outcome)),
            _ => Self::Other,
        }
    }
}

/// One line off a plain connection, a byte at a time: not one beyond it may be taken.
async fn line(tcp: &mut TcpStream) -> std::io::Result<String> {
    use tokio::io::AsyncReadExt;
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\n") && bytes.len() < 8192 {
        bytes.push(tcp.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}
