//! MAPI properties, which both .msg files and winmail.dat consist of (MS-OXPROPS).

use std::collections::HashMap;

use crate::document::encoding;

pub(super) const TRANSPORT_HEADERS: u16 = 0x007D;
pub(super) const MESSAGE_ID: u16 = 0x1035;
pub(super) const REFERENCES: u16 = 0x1039;
pub(super) const IN_REPLY_TO: u16 = 0x1042;
pub(super) const SUBJECT: u16 = 0x0037;
pub(super) const CLIENT_SUBMIT_TIME: u16 = 0x0039;
pub(super) const SENDER_NAME: u16 = 0x0C1A;
pub(super) const SENDER_ADDRESS: u16 = 0x0C1F;
pub(super) const SENDER_SMTP: u16 = 0x5D01;
pub(super) const DISPLAY_CC: u16 = 0x0E03;
pub(super) const DISPLAY_TO: u16 = 0x0E04;
pub(super) const DELIVERY_TIME: u16 = 0x0E06;
pub(super) const BODY: u16 = 0x1000;
pub(super) const RTF: u16 = 0x1009;
pub(super) const HTML: u16 = 0x1013;
pub(super) const DISPLAY_NAME: u16 = 0x3001;
pub(super) const ATTACH_DATA: u16 = 0x3701;
pub(super) const ATTACH_SHORT_NAME: u16 = 0x3704;
pub(super) const ATTACH_LONG_NAME: u16 = 0x3707;
pub(super) const ATTACH_MEDIA_TYPE: u16 = 0x370E;
pub(super) const ATTACH_HIDDEN: u16 = 0x7FFE;

pub(super) const TYPE_OBJECT: u16 = 0x000D;
const TYPE_TEXT8: u16 = 0x001E;
const TYPE_TEXT16: u16 = 0x001F;

/// Properties by their number, each with its type and its bytes.
#[derive(Debug, Default)]
pub(super) struct Properties(HashMap<u16, (u16, Vec<u8>)>);

impl Properties {
    /// A value of eight bytes or fewer, which stands where it is rather than elsewhere.
    pub(super) fn is_short(kind: u16) -> bool {
        matches!(kind, 0x0002 | 0x0003 | 0x0004 | 0x0005 | 0x0006 | 0x0007 | 0x000A | 0x000B | 0x0014 | 0x0040)
    }

    pub(super) fn put(&mut self, id: u16, kind: u16, bytes: Vec<u8>) {
        // A text may come in both widths; the wide one loses nothing.
        if self.0.get(&id).is_none_or(|(known, _)| *known != TYPE_TEXT16) {
            self.0.insert(id, (kind, bytes));
        }
    }

    /// A property that has a stream of its own; the table holds but its length.
    pub(super) fn put_stream(&mut self, number: u32, bytes: Vec<u8>) {
        let [high, low, kind_high, kind_low] = number.to_be_bytes();
        let (id, kind) = (u16::from_be_bytes([high, low]), u16::from_be_bytes([kind_high, kind_low]));
        if self.0.get(&id).is_none_or(|(known, _)| *known != TYPE_TEXT16 || kind == TYPE_TEXT16) {
            self.0.insert(id, (kind, bytes));
        }
    }

    pub(super) fn bytes(&self, id: u16) -> Option<&[u8]> {
        self.0.get(&id).map(|(_, bytes)| bytes.as_slice())
    }

    /// A text in either width, or bytes that are text.
    pub(super) fn text(&self, id: u16) -> Option<String> {
        let (kind, bytes) = self.0.get(&id)?;
        let text = match *kind {
            TYPE_TEXT16 => encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned(),
            TYPE_TEXT8 => encoding::decode(bytes, None).text,
            _ => encoding::decode(bytes, charset_in_html(bytes).as_deref()).text,
        };
        Some(text.trim_end_matches('\0').to_owned())
    }

    /// A time, which counts from 1601 in ten-millionths of a second.
    pub(super) fn time(&self, id: u16) -> Option<String> {
        let bytes = self.bytes(id)?.get(..8)?;
        let ticks = i64::from_le_bytes(bytes.try_into().ok()?);
        let seconds = ticks / 10_000_000 - 11_644_473_600;
        jiff::Timestamp::from_second(seconds).ok().map(|time| time.to_string())
    }

    pub(super) fn is_set(&self, id: u16) -> bool {
        self.bytes(id).and_then(<[u8]>::first).is_some_and(|byte| *byte != 0)
    }
}

fn charset_in_html(bytes: &[u8]) -> Option<String> {
    crate::document::html::charset_in_meta(bytes)
}
