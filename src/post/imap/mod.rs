//! Reading a mailbox by IMAP (RFC 3501, 9051), without a trace: folders are opened with EXAMINE and bodies taken with
//! BODY.PEEK, so that nothing is marked, moved or deleted, in a shared mailbox least of all. The one thing that is ever put into
//! a mailbox is the copy of a letter that went, by [`Mailbox::append`], where the account says so.
//!
//! async-imap reads what the server says; what is said to it stands here, each command under a timeout. What this room will not
//! do: remember anything (`store` does), or decide what a mail means.

mod append;
mod fault;
mod folder;
mod open;
mod pull;

use std::fmt::Debug;
use std::time::Duration;

use async_imap::imap_proto::{Capability, Response, Status};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use super::account::Server;
use super::sasl::Credential;

pub use fault::ImapFault;
pub use folder::{Folder, Role, chosen};
pub use pull::{Mark, Opened};

/// How long each step may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub connect: Duration,
    /// Between one response and the next.
    pub command: Duration,
    /// An IDLE is asked anew after this: servers end it at 30 minutes (RFC 2177), and some before.
    pub idle: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self { connect: Duration::from_secs(30), command: minutes(3), idle: minutes(25) }
    }
}

/// A line to a server, encrypted or not.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}
type Stream = Box<dyn Wire>;

/// An open, signed-in mailbox.
pub struct Mailbox {
    client: async_imap::Client<Stream>,
    /// `HOST:PORT`, for messages to people.
    server: String,
    patience: Patience,
    offers: Vec<String>,
    commands: u32,
}

impl Mailbox {
    /// Opens a mailbox: greeting, encryption as the account says, sign-in.
    ///
    /// # Errors
    /// [`ImapFault`], with the server's words where it gave any.
    pub async fn open(server: &Server, credential: Option<&Credential>, patience: Patience) -> Result<Self, ImapFault> {
        open::open(server, credential, patience).await
    }

    /// Does the server name this capability, in any case?
    pub fn offers(&self, capability: &str) -> bool {
        self.offers.iter().any(|offer| offer.eq_ignore_ascii_case(capability))
    }

    /// Says goodbye; whether it is heard does not matter.
    pub async fn close(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(2), self.ask("LOGOUT", &mut |_| {})).await;
    }

    fn lost(&self, why: impl ToString) -> ImapFault {
        ImapFault::lost(&self.server, why)
    }

    /// Sends bytes as they are.
    async fn say(&mut self, bytes: &[u8]) -> Result<(), ImapFault> {
        let patience = self.patience.command;
        let stream = self.client.get_mut();
        let sending = async {
            stream.write_all(bytes).await?;
            stream.flush().await
        };
        let sent = tokio::time::timeout(patience, sending).await;
        sent.map_err(|_| self.lost("it takes nothing any more"))?.map_err(|why| self.lost(why))
    }

    /// The server's next response, as `on` takes it.
    async fn hear<T>(&mut self, patience: Duration, on: impl FnOnce(&Response<'_>) -> T) -> Result<T, ImapFault> {
        let heard = tokio::time::timeout(patience, self.client.read_response()).await;
        match heard {
            Err(_) => Err(self.lost(format!("no answer came within {} s", patience.as_secs()))),
            Ok(Err(why)) => Err(self.lost(why)),
            Ok(Ok(None)) => Err(self.lost("the server hung up")),
            Ok(Ok(Some(response))) => Ok(on(response.parsed())),
        }
    }

    /// Sends a command and gives its tag.
    async fn command(&mut self, words: &str) -> Result<String, ImapFault> {
        self.commands += 1;
        let tag = format!("F{}", self.commands);
        self.say(format!("{tag} {words}\r\n").as_bytes()).await?;
        Ok(tag)
    }

    /// One command and all that is answered, each response to `on`.
    async fn ask(&mut self, words: &str, on: &mut dyn FnMut(&Response<'_>)) -> Result<(), ImapFault> {
        let tag = self.command(words).await?;
        self.until_tagged(&tag, words, on).await
    }

    /// Everything up to the end of the command of this tag.
    async fn until_tagged(
        &mut self,
        tag: &str,
        doing: &str,
        on: &mut dyn FnMut(&Response<'_>),
    ) -> Result<(), ImapFault> {
        let (patience, server) = (self.patience.command, self.server.clone());
        loop {
            let end = self.hear(patience, |response| match response {
                Response::Done { tag: ended, status, outcome } if ended.0 == tag => {
                    let words = outcome.information.as_deref().unwrap_or_default();
                    Some(match status {
                        Status::Ok => Ok(()),
                        _ => Err(ImapFault::refused(&server, doing, words)),
                    })
                }
                Response::Data { status: Status::Bye, outcome } if doing != "LOGOUT" => {
                    let words = outcome.information.as_deref().unwrap_or("it said goodbye");
                    Some(Err(ImapFault::lost(&server, words)))
                }
                response => {
                    on(response);
                    None
                }
            });
            if let Some(end) = end.await? {
                return end;
            }
        }
    }

    /// What the server can do, which is another thing after the sign-in than before.
    async fn learn_offers(&mut self) -> Result<(), ImapFault> {
        let mut offers = Vec::new();
        self.ask("CAPABILITY", &mut |response| {
            if let Response::Capabilities(all) = response {
                offers.extend(all.iter().map(|one| match one {
                    Capability::Imap4rev1 => "IMAP4rev1".to_owned(),
                    Capability::Auth(way) => format!("AUTH={way}"),
                    Capability::Atom(atom) => atom.to_string(),
                }));
            }
        })
        .await?;
        self.offers = offers;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
