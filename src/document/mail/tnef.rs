//! winmail.dat, the wrapping that Outlook puts on mails in its own form (MS-OXTNEF).
//!
//! A signature, then attributes one after the other: those of the message first, then for each attachment its rendering,
//! its name, its bytes, and its MAPI properties, which have the long name. Ours: the crate for it finds no attachment in
//! files that Outlook writes.

use super::properties::{self as id, Properties};
use super::{Bodies, headers, inflate, label};
use crate::document::{Budget, Document, Format, State, attach, encoding, note, refused};

const ATTACHMENT: u8 = 2;
const SUBJECT: u16 = 0x8004;
const BODY: u16 = 0x800C;
const MESSAGE_PROPERTIES: u16 = 0x9003;
const ATTACH_DATA: u16 = 0x800F;
const ATTACH_TITLE: u16 = 0x8010;
const ATTACH_RENDERING: u16 = 0x9002;
const ATTACH_PROPERTIES: u16 = 0x9005;

/// An attachment as its attributes come in.
#[derive(Default)]
struct Attachment<'a> {
    title: Option<String>,
    data: Option<&'a [u8]>,
    properties: Properties,
}

/// Reads the wrapping.
pub(in crate::document) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let mut document = Document::empty(file, bytes, Format::Tnef, State::Read);
    let Some(mut rest) = bytes.get(6..) else {
        return refused(document, "it ends after its signature".to_owned());
    };
    let mut message = Properties::default();
    let (mut subject, mut body) = (None, None);
    let mut attachments: Vec<Attachment> = Vec::new();
    while !rest.is_empty() {
        let Some((attribute, after)) = Attribute::next(rest) else {
            note(&mut document, "it is damaged: the rest of it could not be read".to_owned());
            break;
        };
        rest = after;
        match (attribute.level, attribute.id) {
            (ATTACHMENT, ATTACH_RENDERING) => attachments.push(Attachment::default()),
            (ATTACHMENT, which) => {
                if attachments.is_empty() {
                    attachments.push(Attachment::default());
                }
                let Some(last) = attachments.last_mut() else { break };
                match which {
                    ATTACH_TITLE => last.title = Some(text(attribute.data)),
                    ATTACH_DATA => last.data = Some(attribute.data),
                    ATTACH_PROPERTIES => last.properties = mapi(attribute.data).unwrap_or_default(),
                    _ => {}
                }
            }
            (_, SUBJECT) => subject = Some(text(attribute.data)),
            (_, BODY) => body = Some(text(attribute.data)),
            (_, MESSAGE_PROPERTIES) => message = mapi(attribute.data).unwrap_or_default(),
            _ => {}
        }
    }
    document.blocks.extend(headers(&[("Subject", message.text(id::SUBJECT).or(subject).unwrap_or_default())]));
    let most = usize::try_from(budget.inflation_left()).unwrap_or(usize::MAX);
    let rtf = message.bytes(id::RTF).and_then(|stream| inflate::rtf(stream, most));
    budget.inflated(rtf.as_ref().map_or(0, |rtf| rtf.len() as u64));
    let bodies = Bodies { html: message.text(id::HTML), text: message.text(id::BODY).or(body), rtf };
    bodies.into_blocks(&mut document, budget);
    for attachment in attachments {
        give(&mut document, &attachment, budget);
    }
    document
}

fn give(document: &mut Document, attachment: &Attachment, budget: &Budget) {
    let own = &attachment.properties;
    let name = [id::ATTACH_LONG_NAME, id::DISPLAY_NAME]
        .iter()
        .find_map(|name| own.text(*name).filter(|name| !name.is_empty()));
    let name = label(&name.or_else(|| attachment.title.clone()).unwrap_or_default());
    // An object's bytes begin with the identity of the interface that reads them.
    let object = own.bytes(id::ATTACH_DATA).map(|bytes| bytes.get(16..).unwrap_or(bytes));
    if let Some(bytes) = attachment.data.filter(|data| !data.is_empty()).or(object) {
        attach(document, &name, bytes, own.text(id::ATTACH_MEDIA_TYPE).as_deref(), budget);
    }
}

fn text(bytes: &[u8]) -> String {
    encoding::decode(bytes, None).text.trim_end_matches('\0').to_owned()
}

struct Attribute<'a> {
    level: u8,
    id: u16,
    data: &'a [u8],
}

impl<'a> Attribute<'a> {
    /// The first attribute and what comes after its checksum.
    fn next(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let level = *bytes.first()?;
        let id = u16::from_le_bytes(bytes.get(1..3)?.try_into().ok()?);
        let length = u32::from_le_bytes(bytes.get(5..9)?.try_into().ok()?) as usize;
        let end = 9usize.checked_add(length)?;
        let after = bytes.get(end.checked_add(2)?..).or_else(|| (bytes.len() == end).then_some(&[]))?;
        Some((Self { level, id, data: bytes.get(9..end)? }, after))
    }
}

/// A walk over the bytes of a property list.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.0.get(..length)?;
        self.0 = self.0.get(length..)?;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// So many bytes, and what fills them up to a multiple of four.
    fn padded(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.take(length)?;
        let fill = (4 - length % 4) % 4;
        self.take(fill.min(self.0.len()))?;
        Some(taken)
    }
}

/// A list of MAPI properties as TNEF writes it (MS-OXTNEF 2.1.3.4); what follows damage is left out.
fn mapi(bytes: &[u8]) -> Option<Properties> {
    let mut found = Properties::default();
    let mut cursor = Cursor(bytes);
    let count = cursor.number()?;
    for _ in 0..count {
        if property(&mut cursor, &mut found).is_none() {
            break;
        }
    }
    Some(found)
}

fn property(cursor: &mut Cursor, found: &mut Properties) -> Option<()> {
    let tag = cursor.take(4)?;
    let kind = u16::from_le_bytes([*tag.first()?, *tag.get(1)?]);
    let id = u16::from_le_bytes([*tag.get(2)?, *tag.get(3)?]);
    if id >= 0x8000 {
        // A named property: whose it is, then a number or a name.
        cursor.take(16)?;
        if cursor.number()? == 0 {
            cursor.take(4)?;
        } else {
            let length = cursor.number()? as usize;
            cursor.padded(length)?;
        }
    }
    let several = kind & 0x1000 != 0;
    let kind = kind & 0x0FFF;
    let fixed = match kind {
        0x0002 | 0x0003 | 0x0004 | 0x000A | 0x000B => Some(4),
        0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => Some(8),
        0x0048 => Some(16),
        _ => None,
    };
    let values = if several || fixed.is_none() { cursor.number()? } else { 1 };
    for at in 0..values {
        let value = match fixed {
            Some(width) => cursor.take(width)?,
            None => {
                let length = cursor.number()? as usize;
                cursor.padded(length)?
            }
        };
        if at == 0 {
            found.put(id, kind, value.to_vec());
        }
    }
    Some(())
}
