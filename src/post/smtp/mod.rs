//! Handing letters over by SMTP (RFC 5321, 6409), one at a time on one line, with the server's own words for what came of it.
//!
//! What matters is what is known afterwards: a letter is accepted, refused, put off, or never begun, each said by the server
//! or certain without it; or the line broke after the last byte had gone, and then nobody knows. Only the last may not be
//! tried again by a program.

mod line;

use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt};
use lettre::transport::smtp::extension::{MailBodyParameter, MailParameter, RcptParameter};

use super::account::Server;
use super::sasl::Credential;
use crate::authority::MailAddress;
use crate::message::MessageId;

pub use line::LineFault;

/// How long each step may take (RFC 5321 s. 4.5.3.2).
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub connect: Duration,
    pub command: Duration,
    /// From the last dot to the answer, which is slow where the server looks the letter through.
    pub after_dot: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self { connect: Duration::from_secs(30), command: minutes(5), after_dot: minutes(10) }
    }
}

/// What came of handing a letter over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandedOver {
    /// The server has it. Microsoft gives its own Message-ID, which stands in its last words.
    Accepted { words: String, assigned: Option<MessageId> },
    /// Not now (4xx): it may be tried again.
    PutOff { words: String },
    /// Never (5xx).
    Refused { words: String },
    /// The server does not want us to go on (5.7.x, RFC 3463: security or policy): the run stops.
    Barred { words: String },
    /// The line broke before the last byte had gone: the server has nothing of it.
    NotBegun { why: String },
    /// The letter had gone, and the line broke before the answer: nobody knows.
    Unknown { why: String },
}

/// An open, signed-in line to a server that takes letters.
pub struct Line {
    connection: AsyncSmtpConnection,
    /// Delivery reports may be asked for (RFC 3461).
    dsn: bool,
    eight_bit: bool,
    patience: Patience,
}

/// A letter in its envelope, ready to go.
#[derive(Debug, Clone, Copy)]
pub struct Parcel<'a> {
    pub from: &'a MailAddress,
    pub to: &'a MailAddress,
    /// Comes back in delivery reports: the request's token. ASCII letters, digits, dashes.
    pub envelope_id: &'a str,
    /// Lines ended by CRLF.
    pub eml: &'a [u8],
}

impl Line {
    /// Opens a line: greeting, EHLO, encryption as the account says, sign-in.
    ///
    /// # Errors
    /// [`LineFault`], with the server's words where it gave any.
    pub async fn open(server: &Server, credential: Option<&Credential>, patience: Patience) -> Result<Self, LineFault> {
        line::open(server, credential, patience).await
    }

    /// Puts the envelope to the server, up to its "go ahead". Nothing of the letter has gone, whatever comes of it.
    ///
    /// # Errors
    /// What the server said no with, or [`HandedOver::NotBegun`].
    pub async fn offer(&mut self, parcel: Parcel<'_>) -> Result<(), HandedOver> {
        let mut of_mail = Vec::new();
        let mut of_recipient = Vec::new();
        if self.dsn {
            // lettre writes the values as xtext (RFC 3461 s. 4).
            of_mail.push(other("RET", "HDRS".into()));
            of_mail.push(other("ENVID", parcel.envelope_id.to_owned()));
            of_recipient.push(recipient_parameter("NOTIFY", "FAILURE,DELAY".into()));
            of_recipient.push(recipient_parameter("ORCPT", format!("rfc822;{}", parcel.to)));
        }
        if self.eight_bit && !parcel.eml.is_ascii() {
            of_mail.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let mail = Mail::new(Some(parcel.from.as_lettre().clone()), of_mail);
        let recipient = Rcpt::new(parcel.to.as_lettre().clone(), of_recipient);
        for command in [mail.to_string(), recipient.to_string(), Data.to_string()] {
            if let Err(why) = self.say(&command).await {
                return Err(self.before_the_dot(why).await);
            }
        }
        Ok(())
    }

    /// Gives the letter itself, after [`Self::offer`].
    pub async fn give(&mut self, eml: &[u8]) -> HandedOver {
        let answer = tokio::time::timeout(self.patience.after_dot, self.connection.message(eml)).await;
        match answer {
            Ok(Ok(response)) => {
                let words = line::words_of(&response);
                HandedOver::Accepted { assigned: assigned_id(&words), words }
            }
            Ok(Err(error)) => match line::answered(&error) {
                Some(said) => said.outcome(),
                None => HandedOver::Unknown { why: error.to_string() },
            },
            Err(_) => HandedOver::Unknown { why: "no answer came in time".into() },
        }
    }

    /// One command and its answer, within the time a command may take.
    async fn say(&mut self, command: &str) -> Result<String, line::NoAnswer> {
        line::say(&mut self.connection, command, self.patience.command).await
    }

    /// The letter had not gone: refused, put off, or never begun. The line is made ready for the next.
    async fn before_the_dot(&mut self, why: line::NoAnswer) -> HandedOver {
        match why {
            line::NoAnswer::Said(said) => {
                // A server that does not take this back is broken, which the next letter will find.
                let _ = self.say("RSET\r\n").await;
                said.outcome()
            }
            line::NoAnswer::Lost(why) => HandedOver::NotBegun { why },
        }
    }

    /// Says goodbye; a server that does not answer is left.
    pub async fn close(mut self) {
        let _ = self.say(&Quit.to_string()).await;
    }
}

fn other(keyword: &str, value: String) -> MailParameter {
    MailParameter::Other { keyword: keyword.into(), value: Some(value) }
}

fn recipient_parameter(keyword: &str, value: String) -> RcptParameter {
    RcptParameter::Other { keyword: keyword.into(), value: Some(value) }
}

/// The Message-ID that a server gave the letter itself: `250 2.0.0 OK <ABC@XYZ> [Hostname=…]`.
fn assigned_id(words: &str) -> Option<MessageId> {
    let (_, rest) = words.split_once('<')?;
    let (id, _) = rest.split_once('>')?;
    let sound = id.contains('@') && id.len() < 300 && !id.contains(char::is_whitespace);
    sound.then(|| MessageId::new(id))
}

#[cfg(test)]
mod tests;
