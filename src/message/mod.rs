//! Mail bytes to headers, parts and thread (RFC 5322, 2045-2047, 2231, 3464, 3676, 3834).
//!
//! Whatever the bytes, [`parse`] gives what could be had and says in [`Message::blemishes`] what could not.
//! What it will not do: decide what a mail means or whose it is (`reply`), or read attachments (`document`).

mod flowed;
mod hash;
mod id;
mod parse;
mod report;
mod sealed;

use jiff::Timestamp;
use jiff::civil::Date;

pub use hash::{HashError, OriginalHash};
pub use id::MessageId;
pub use parse::parse;
pub use report::{DeliveryReport, Recipient};

/// One mail, in or out, as its headers and parts say.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Names the bytes it was parsed from.
    pub original: OriginalHash,
    pub message_id: Option<MessageId>,
    /// In-Reply-To and References, in the order of the headers, each once.
    pub answers: Vec<MessageId>,
    pub from: Option<Mailbox>,
    pub reply_to: Vec<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    /// Delivered-To, X-Original-To and Envelope-To: the address that the last mail server delivered to.
    pub delivered_to: Vec<String>,
    pub subject: String,
    /// The Date header, or else the newest Received header's.
    pub sent: Option<Timestamp>,
    /// A header says that a machine wrote it (RFC 3834 `Auto-Submitted` and its kin).
    pub automatic: bool,
    /// It is a delivery report (RFC 3464), or has the form of one.
    pub report: Option<DeliveryReport>,
    /// Its plain text body, parts joined.
    pub text: Option<String>,
    /// Its HTML body, parts joined.
    pub html: Option<String>,
    pub parts: Vec<Part>,
    /// Threads of mails inside this one: forwarded, or returned by a delivery report.
    pub enclosed: Vec<Enclosed>,
    /// What could not be read, in words for a person.
    pub blemishes: Vec<String>,
}

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Option<String>,
    /// Lower case.
    pub address: String,
}

/// An attachment, or a mail inside the mail.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its place in the MIME tree, counted from 1 in reading order.
    pub number: u32,
    /// A label for people, never a path: separators, controls and direction marks are taken out.
    pub name: String,
    /// `application/pdf`, lower case; as declared, which is often wrong.
    pub media_type: String,
    pub bytes: Vec<u8>,
    /// Shown within the body (a logo, a signature's picture) rather than attached.
    pub inline: bool,
}

/// What a mail inside this mail says of itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Enclosed {
    pub message_id: Option<MessageId>,
    pub answers: Vec<MessageId>,
    pub to: Vec<String>,
    pub subject: String,
}

impl Message {
    /// The civil day in the United Kingdom on which it was sent, whatever the time zone of the mail server.
    pub fn day(&self) -> Option<Date> {
        let sent = self.sent?;
        sent.in_tz("Europe/London").ok().map(|zoned| zoned.date())
    }
}

impl Mailbox {
    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}
