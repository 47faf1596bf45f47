//! Mails in the internet's own form (RFC 5322, MIME), parsed by the room `message`.

use super::{Bodies, headers};
use crate::document::{Budget, Document, Format, State};
use crate::message::{self, Mailbox};

/// Pictures within the body below this size are logos and lines.
const ORNAMENT: usize = 30_000;

/// Reads a mail.
pub(in crate::document) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let mail = message::parse(bytes);
    let mut document = Document::empty(file, bytes, Format::Eml, State::Read);
    document.warnings.extend(mail.blemishes.iter().cloned());
    let people = |mailboxes: &[Mailbox]| mailboxes.iter().map(person).collect::<Vec<_>>().join(", ");
    let sent = mail.sent.map(|sent| sent.to_string()).unwrap_or_default();
    document.blocks.extend(headers(&[
        ("From", mail.from.as_ref().map(person).unwrap_or_default()),
        ("To", people(&mail.to)),
        ("Cc", people(&mail.cc)),
        ("Date", sent),
        ("Subject", mail.subject.clone()),
    ]));
    Bodies { html: mail.html, text: mail.text, rtf: None }.into_blocks(&mut document, budget);
    for part in &mail.parts {
        if part.inline && part.media_type.starts_with("image/") && part.bytes.len() < ORNAMENT {
            continue;
        }
        crate::document::attach(&mut document, &part.name, &part.bytes, Some(&part.media_type), budget);
    }
    document
}

fn person(mailbox: &Mailbox) -> String {
    match &mailbox.name {
        Some(name) => format!("{name} <{}>", mailbox.address),
        None => mailbox.address.clone(),
    }
}
