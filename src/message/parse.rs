//! From bytes to a [`Message`], by mail-parser.

use std::borrow::Cow;

use jiff::Timestamp;
use mail_parser::{Address, Encoding, HeaderName, HeaderValue, MessageParser, MimeHeaders, PartType};

use super::{Enclosed, Mailbox, Message, MessageId, OriginalHash, Part, sealed};
use super::{flowed, report};

/// Mails inside mails are followed this far; what lies deeper stays in the part's bytes.
const DEPTH: u32 = 5;
/// Parts beyond this many are left out, and said.
const PARTS: usize = 500;
/// Message-IDs beyond this many in one header are left out: a thread of hundreds still names its root first.
const IDS: usize = 200;

/// Parses the bytes of one mail.
///
/// Never fails: bytes that are no mail at all come back as a message without headers, and with a blemish.
pub fn parse(bytes: &[u8]) -> Message {
    let opened = sealed::opened(bytes);
    let mut message = parse_plain(opened.as_ref().map_or(bytes, |opened| opened.as_slice()));
    message.original = OriginalHash::of(bytes);
    message.text = message.text.map(sealed::without_armour);
    message.blemishes.extend(sealed::closed(bytes));
    message
}

fn parse_plain(bytes: &[u8]) -> Message {
    let original = OriginalHash::of(bytes);
    let Some(mail) = MessageParser::default().parse(bytes) else {
        return without_headers(original, bytes);
    };
    let mut message = Message {
        original,
        message_id: mail.message_id().map(MessageId::new).filter(|id| !id.as_str().is_empty()),
        answers: answers(&mail),
        from: mail.from().and_then(|from| mailboxes(Some(from)).into_iter().next()),
        reply_to: mailboxes(mail.reply_to()),
        to: mail.all_to().flat_map(|to| mailboxes(Some(to))).collect(),
        cc: mail.all_cc().flat_map(|cc| mailboxes(Some(cc))).collect(),
        delivered_to: delivered_to(&mail),
        subject: one_line(mail.subject().unwrap_or_default()),
        sent: sent(&mail),
        automatic: automatic(&mail),
        report: report::of(&mail, DEPTH),
        text: None,
        html: None,
        parts: Vec::new(),
        enclosed: Vec::new(),
        blemishes: Vec::new(),
    };
    bodies(&mail, &mut message);
    parts(&mail, bytes, &mut message);
    enclosed(&mail, DEPTH, &mut message.enclosed);
    if message.from.is_none() {
        message.blemishes.push("it has no readable From header".into());
    }
    if message.sent.is_none() {
        message.blemishes.push("it has no readable date".into());
    }
    message
}

fn without_headers(original: OriginalHash, bytes: &[u8]) -> Message {
    Message {
        original,
        message_id: None,
        answers: Vec::new(),
        from: None,
        reply_to: Vec::new(),
        to: Vec::new(),
        cc: Vec::new(),
        delivered_to: Vec::new(),
        subject: String::new(),
        sent: None,
        automatic: false,
        report: None,
        text: Some(String::from_utf8_lossy(bytes).into_owned()).filter(|text| !text.trim().is_empty()),
        html: None,
        parts: Vec::new(),
        enclosed: Vec::new(),
        blemishes: vec!["these bytes have no mail headers".into()],
    }
}

fn mailboxes(address: Option<&Address<'_>>) -> Vec<Mailbox> {
    let Some(address) = address else { return Vec::new() };
    address
        .iter()
        .filter_map(|one| {
            let address: String = one.address()?.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
            let name = one.name().map(one_line).filter(|name| !name.is_empty());
            (!address.is_empty()).then(|| Mailbox { name, address: address.to_lowercase() })
        })
        .collect()
}

/// Header text on one line: controls and runs of white space become one blank.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn answers(mail: &mail_parser::Message<'_>) -> Vec<MessageId> {
    let mut ids = Vec::new();
    for header in [mail.in_reply_to(), mail.references()] {
        let texts: Vec<&str> = match header {
            HeaderValue::Text(text) => vec![text.as_ref()],
            HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
            _ => Vec::new(),
        };
        for id in texts.into_iter().take(IDS).map(MessageId::new) {
            if !id.as_str().is_empty() && !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}

fn delivered_to(mail: &mail_parser::Message<'_>) -> Vec<String> {
    let named = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To"];
    let mut addresses = Vec::new();
    for (name, value) in mail.headers_raw() {
        if named.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)) {
            let address = value.trim().trim_matches(['<', '>']).to_lowercase();
            if !address.is_empty() && !addresses.contains(&address) {
                addresses.push(address);
            }
        }
    }
    addresses
}

fn sent(mail: &mail_parser::Message<'_>) -> Option<Timestamp> {
    let stated = mail.date().filter(|date| date.is_valid()).copied();
    // The first Received header is the last hop's: the day it reached us, which is the next best.
    let passed_on =
        || mail.received_all().filter_map(mail_parser::Received::date).find(mail_parser::DateTime::is_valid);
    stated.or_else(passed_on).and_then(|date| Timestamp::from_second(date.to_timestamp()).ok())
}

/// RFC 3834 s. 5 and what older programs put in its place. `Precedence: bulk` is no mark: FOI desks' own mail carries it.
fn automatic(mail: &mail_parser::Message<'_>) -> bool {
    mail.headers_raw().any(|(name, value)| {
        let value = value.trim().to_ascii_lowercase();
        match name.to_ascii_lowercase().as_str() {
            "auto-submitted" => !value.is_empty() && !value.starts_with("no"),
            "x-autoreply" | "x-autorespond" => value != "no",
            "x-post-messageclass" => value.contains("autoresponder"),
            "precedence" => value == "auto_reply",
            _ => false,
        }
    })
}

fn bodies(mail: &mail_parser::Message<'_>, message: &mut Message) {
    let texts = mail.text_bodies().filter_map(|part| match &part.body {
        PartType::Text(text) => Some(as_written(part, text)),
        _ => None,
    });
    let htmls = mail.html_bodies().filter_map(|part| match &part.body {
        PartType::Html(html) => Some(Cow::Borrowed(html.as_ref())),
        _ => None,
    });
    message.text = joined(texts);
    message.html = joined(htmls);
    if mail.parts.iter().any(|part| part.is_encoding_problem) {
        message.blemishes.push("a part is damaged: its transfer encoding does not hold".into());
    }
}

/// The text of a part, without the line breaks that its sender's program put in only to fit.
fn as_written<'a>(part: &mail_parser::MessagePart<'_>, text: &'a str) -> Cow<'a, str> {
    let says = |name: &str, value: &str| {
        let kind = part.content_type().filter(|kind| kind.c_type.eq_ignore_ascii_case("text"));
        kind.and_then(|kind| kind.attribute(name)).is_some_and(|given| given.eq_ignore_ascii_case(value))
    };
    if says("format", "flowed") { Cow::Owned(flowed::unflow(text, says("delsp", "yes"))) } else { Cow::Borrowed(text) }
}

fn joined<'a>(pieces: impl Iterator<Item = Cow<'a, str>>) -> Option<String> {
    let pieces: Vec<Cow<'a, str>> = pieces.filter(|piece| !piece.trim().is_empty()).collect();
    (!pieces.is_empty()).then(|| pieces.join("\n"))
}

fn parts(mail: &mail_parser::Message<'_>, bytes: &[u8], message: &mut Message) {
    let all: Vec<_> = mail.attachments().collect();
    if all.len() > PARTS {
        message
            .blemishes
            .push(format!("it has {} attachments; those after the first {PARTS} were left out", all.len()));
    }
    for (part, number) in all.into_iter().take(PARTS).zip(1_u32..) {
        let media_type = part.content_type().map_or_else(
            || "application/octet-stream".to_owned(),
            |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")).to_ascii_lowercase(),
        );
        // Reports are read above; the body repeated as HTML or text is no attachment.
        if media_type.starts_with("message/delivery-status")
            || media_type == "text/rfc822-headers"
            || sealed::is_signature(&media_type)
        {
            continue;
        }
        let content = match &part.body {
            // An encoded inner mail brings its decoded bytes; another is a piece of the outer one's.
            PartType::Message(inner) if part.encoding != Encoding::None => inner.raw_message.to_vec(),
            PartType::Message(_) => {
                bytes.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default().to_vec()
            }
            _ => part.contents().to_vec(),
        };
        let declared = part.attachment_name().map(label).filter(|name| !name.is_empty());
        let unnamed = part.content_disposition().is_none_or(|disposition| !disposition.is_attachment());
        let inline = unnamed && declared.is_none() || matches!(part.body, PartType::InlineBinary(_));
        let name = declared.unwrap_or_else(|| fallback_name(number, &media_type));
        message.parts.push(Part { number, name, media_type, bytes: content, inline });
    }
}

/// A file name as a label: the last step of any path, without controls and direction marks, at most 150 characters.
fn label(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter(|c| !c.is_control() && !is_direction_mark(*c)).take(150);
    kept.collect::<String>().trim().trim_start_matches('.').to_owned()
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn fallback_name(number: u32, media_type: &str) -> String {
    let ending = match media_type {
        "message/rfc822" => "eml",
        "text/html" => "html",
        "text/csv" => "csv",
        "application/pdf" => "pdf",
        kind if kind.starts_with("text/") => "txt",
        _ => "bin",
    };
    format!("part-{number}.{ending}")
}

fn enclosed(mail: &mail_parser::Message<'_>, depth: u32, found: &mut Vec<Enclosed>) {
    if depth == 0 {
        return;
    }
    for part in mail.parts.iter().take(PARTS) {
        match &part.body {
            PartType::Message(inner) => {
                found.push(thread_of(inner));
                enclosed(inner, depth - 1, found);
            }
            PartType::Text(text) if part.is_content_type("text", "rfc822-headers") => {
                if let Some(inner) = MessageParser::default().parse_headers(text.as_bytes()) {
                    found.push(thread_of(&inner));
                }
            }
            _ => {}
        }
    }
}

fn thread_of(mail: &mail_parser::Message<'_>) -> Enclosed {
    Enclosed {
        message_id: mail.message_id().map(MessageId::new),
        answers: answers(mail),
        to: mail.all_to().flat_map(|to| mailboxes(Some(to))).map(|mailbox| mailbox.address).collect(),
        subject: one_line(mail.subject().unwrap_or_default()),
    }
}

/// The first value of a header by its name, unfolded; for headers that mail-parser leaves raw.
pub(super) fn raw_header(mail: &mail_parser::Message<'_>, name: &str) -> Option<String> {
    let wanted = HeaderName::parse(name)?;
    mail.header_raw(wanted).map(one_line).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_mail_gives_its_headers_body_and_thread() {
        let mail = parse(
            b"From: =?utf-8?Q?Agn=C3=A8s?= <FOI@Trust.example>\r\nTo: desk@larkspur.example\r\nSubject: Re: FOI-7K2M-\r\n 9PQ4\r\n\
              Date: Mon, 17 Sep 2018 23:30:00 +0000\r\nMessage-ID: <a@Trust.EXAMPLE>\r\nIn-Reply-To: <foi.x@larkspur.example>\r\n\
              References: <foi.x@larkspur.example>\r\n <b@c.example>\r\n\r\nNone.\r\n",
        );
        assert_eq!(mail.from.as_ref().unwrap().address, "foi@trust.example");
        assert_eq!(mail.from.as_ref().unwrap().name.as_deref(), Some("Agnès"));
        assert_eq!(mail.message_id, Some(MessageId::new("a@trust.example")));
        assert_eq!(mail.answers, [MessageId::new("foi.x@larkspur.example"), MessageId::new("b@c.example")]);
        assert_eq!(mail.day(), Some(jiff::civil::date(2018, 9, 18)), "half past midnight, summer time");
        assert_eq!(mail.text.as_deref().map(str::trim), Some("None."));
        assert!(mail.blemishes.is_empty(), "{:?}", mail.blemishes);
    }

    #[test]
    fn a_flowed_body_is_read_as_it_was_written() {
        for (kind, want) in [
            ("text/plain; format=flowed", "We spent £1,387 in the year.\n> How much?"),
            ("text/plain; Format=Flowed; DelSp=Yes", "We spent £1,387 inthe year.\n> How much?"),
            ("text/plain", "We spent £1,387 in \r\nthe year.\r\n> How \r\n> much?"),
        ] {
            let kind = format!("{kind}; charset=utf-8");
            let mail = format!("Content-Type: {kind}\r\n\r\nWe spent £1,387 in \r\nthe year.\r\n> How \r\n> much?\r\n");
            let want = want.replace("How much", if kind.contains("Del") { "Howmuch" } else { "How much" });
            assert_eq!(parse(mail.as_bytes()).text.unwrap().trim_end(), want, "{kind}");
        }
    }

    #[test]
    fn a_file_name_is_a_label_and_never_a_path() {
        for (given, want) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\x\\figures.xlsx", "figures.xlsx"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("a\r\nBcc: x", "aBcc: x"),
            ("..", ""),
        ] {
            assert_eq!(label(given), want);
        }
    }

    #[test]
    fn bytes_that_are_no_mail_are_kept_as_text_and_named() {
        let mail = parse(b"");
        assert_eq!(mail.text, None);
        assert!(!mail.blemishes.is_empty());
        let mail = parse(&[0, 159, 146, 150, 10, 10, 255]);
        assert!(!mail.blemishes.is_empty());
    }

    #[test]
    fn a_thousand_mails_inside_each_other_are_followed_only_so_far() {
        let mut mail = b"Subject: innermost\r\n\r\nx".to_vec();
        for _ in 0..1000 {
            let mut outer = b"Content-Type: message/rfc822\r\n\r\n".to_vec();
            outer.extend(mail);
            mail = outer;
        }
        assert!(parse(&mail).enclosed.len() <= DEPTH as usize);
    }

    #[test]
    fn a_forwarded_mail_is_a_part_with_its_own_bytes_encoded_or_not() {
        let inner = "From: a@b.example\r\nSubject: inner\r\n\r\n12 people\r\n";
        let plain = format!(
            "Subject: Fwd\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nsee below\r\n\
             --x\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--x--\r\n"
        );
        let mail = parse(plain.as_bytes());
        assert_eq!(mail.parts.len(), 1);
        assert_eq!(String::from_utf8_lossy(&mail.parts[0].bytes).trim(), inner.trim());
        assert_eq!(mail.parts[0].name, "part-1.eml");
        let encoded = "RnJvbTogYUBiLmV4YW1wbGUNClN1YmplY3Q6IGlubmVyDQoNCjEyIHBlb3BsZQ0K";
        let base64 = format!(
            "Subject: Fwd\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--x--\r\n"
        );
        let mail = parse(base64.as_bytes());
        assert_eq!(mail.parts.len(), 1);
        assert_eq!(String::from_utf8_lossy(&mail.parts[0].bytes), inner);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_parsed_without_a_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..2000)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn any_text_after_headers_is_parsed_without_a_panic(text in "(?s).{0,500}") {
            let _ = parse(format!("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n{text}\r\n--x--").as_bytes());
        }
    }
}
