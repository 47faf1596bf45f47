//! A message that Outlook saved (.msg, MS-OXMSG) as the mail that it was (RFC 5322), to be read as any other.
//!
//! The headers are those that it travelled with, where Outlook kept them; else they are made of its properties. The same file
//! gives the same bytes, so that taking it in twice takes it in once.

use std::fmt::Write;
use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::msg::{Compound, folders, properties};
use super::properties::{self as id, Properties};
use super::{inflate, label};
use crate::document::{Budget, Limits, rtf};
use crate::message::OriginalHash;

/// Mails inside mails are followed this far.
const DEPTH: u32 = 4;

/// The mail in a .msg file; `None` where there is none.
pub fn msg_as_eml(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut compound = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let budget = Budget::new(&Limits::default());
    let made_of = OriginalHash::of(bytes).to_string();
    message(&mut compound, "/", &made_of, DEPTH, &budget)
}

fn message(compound: &mut Compound, folder: &str, made_of: &str, depth: u32, budget: &Budget) -> Option<Vec<u8>> {
    let own = properties(compound, folder, if folder == "/" { 32 } else { 24 }, budget);
    let mut mail = headers(&own);
    if mail.is_empty() {
        return None;
    }
    let boundary = format!("=_msg_{}", made_of.get(..24).unwrap_or("mail"));
    let _ = write!(mail, "X-Foi-Made-From: a .msg file, SHA-256 {made_of}\r\nMIME-Version: 1.0\r\n");
    let _ = write!(mail, "Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n");
    let mut mail = mail.into_bytes();
    let mut part = |head: &str, bytes: &[u8]| {
        mail.extend(format!("--{boundary}\r\n{head}\r\nContent-Transfer-Encoding: base64\r\n\r\n").into_bytes());
        for line in STANDARD.encode(bytes).as_bytes().chunks(76) {
            mail.extend_from_slice(line);
            mail.extend_from_slice(b"\r\n");
        }
    };
    let (kind, body) = body(&own, budget);
    part(&format!("Content-Type: text/{kind}; charset=utf-8"), body.as_bytes());
    for inner in folders(compound, folder, "__attach_version1.0_").into_iter().take(500) {
        let own = properties(compound, &inner, 8, budget);
        let name =
            [id::ATTACH_LONG_NAME, id::ATTACH_SHORT_NAME, id::DISPLAY_NAME].iter().find_map(|name| own.text(*name));
        let name = label(name.as_deref().unwrap_or("unnamed")).replace(['"', '\\', '\r', '\n'], "_");
        if let Some(bytes) = own.bytes(id::ATTACH_DATA) {
            let declared = own.text(id::ATTACH_MEDIA_TYPE).filter(|kind| is_media_type(kind));
            let kind = declared.unwrap_or_else(|| "application/octet-stream".into());
            let shown = if own.is_set(id::ATTACH_HIDDEN) { "inline" } else { "attachment" };
            part(&format!("Content-Type: {kind}\r\nContent-Disposition: {shown}; {}", file_name(&name)), bytes);
            continue;
        }
        let within = format!("{inner}/__substg1.0_{:04X}{:04X}", id::ATTACH_DATA, id::TYPE_OBJECT);
        if depth > 0
            && compound.exists(format!("{within}/__properties_version1.0"))
            && let Some(inside) = message(compound, &within, made_of, depth - 1, budget)
        {
            let named = file_name(&format!("{name}.eml"));
            part(&format!("Content-Type: message/rfc822\r\nContent-Disposition: attachment; {named}"), &inside);
        }
    }
    mail.extend(format!("--{boundary}--\r\n").into_bytes());
    Some(mail)
}

/// The headers it travelled with, but for those that say how its body was packed; or headers made of its properties.
fn headers(own: &Properties) -> String {
    let mut kept = String::new();
    let mut keeps = false;
    for line in own.text(id::TRANSPORT_HEADERS).unwrap_or_default().lines() {
        let folded = line.starts_with([' ', '\t']);
        if !folded {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            let token = !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic());
            keeps = line.contains(':') && token && !name.starts_with("content-") && name != "mime-version";
        }
        if keeps && !line.trim().is_empty() {
            kept.push_str(line.trim_end());
            kept.push_str("\r\n");
        }
    }
    let has = |name: &str| kept.lines().any(|line| line.to_ascii_lowercase().starts_with(name));
    let mut made = String::new();
    let sender =
        own.text(id::SENDER_SMTP).or_else(|| own.text(id::SENDER_ADDRESS)).filter(|address| address.contains('@'));
    let from = match (own.text(id::SENDER_NAME), sender) {
        (Some(name), Some(address)) if name != address => format!("{} <{address}>", word(&name)),
        (_, Some(address)) => address,
        (Some(name), None) => format!("{} <>", word(&name)),
        (None, None) => String::new(),
    };
    let sent = own.time(id::CLIENT_SUBMIT_TIME).or_else(|| own.time(id::DELIVERY_TIME));
    let sent = sent.and_then(|time| time.parse::<jiff::Timestamp>().ok());
    let date = sent.and_then(|time| jiff::fmt::rfc2822::to_string(&time.in_tz("UTC").ok()?).ok());
    for (name, value) in [
        ("From", Some(from)),
        ("To", own.text(id::DISPLAY_TO).map(|to| word(&to))),
        ("Subject", own.text(id::SUBJECT).map(|subject| word(&subject))),
        ("Date", date),
        ("Message-ID", own.text(id::MESSAGE_ID)),
        ("In-Reply-To", own.text(id::IN_REPLY_TO)),
        ("References", own.text(id::REFERENCES)),
    ] {
        let value: String = value.unwrap_or_default().chars().filter(|c| !c.is_control()).take(2000).collect();
        if !has(&format!("{}:", name.to_ascii_lowercase())) && !value.trim().is_empty() {
            let _ = write!(made, "{name}: {}\r\n", value.trim());
        }
    }
    kept + &made
}

/// A header's words, encoded where they are not plain (RFC 2047).
fn word(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || " .,-_()/:'!?&+".contains(c));
    if plain { text.to_owned() } else { format!("=?utf-8?B?{}?=", STANDARD.encode(text)) }
}

fn file_name(name: &str) -> String {
    let coded: String = name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"._-".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    format!("filename*=utf-8''{coded}")
}

fn is_media_type(kind: &str) -> bool {
    let token = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    kind.len() < 120 && kind.split_once('/').is_some_and(|(main, sub)| token(main) && token(sub))
}

/// The body's words and whether they are HTML: as [`super::Bodies`] chooses them.
fn body(own: &Properties, budget: &Budget) -> (&'static str, String) {
    if let Some(html) = own.text(id::HTML).filter(|html| !html.trim().is_empty()) {
        return ("html", html);
    }
    if let Some(text) = own.text(id::BODY).filter(|text| !text.trim().is_empty()) {
        return ("plain", text);
    }
    let most = usize::try_from(budget.inflation_left()).unwrap_or(usize::MAX);
    let read =
        own.bytes(id::RTF).and_then(|stream| inflate::rtf(stream, most)).map(|bytes| rtf::read("body", &bytes, budget));
    let lines = read.iter().flat_map(|document| &document.blocks).map(|block| {
        let rows: Vec<String> = block.rows.iter().map(|row| row.join("\t")).collect();
        format!("{}{}\n", block.text, rows.join("\n"))
    });
    ("plain", lines.collect())
}
