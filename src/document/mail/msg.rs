//! Outlook's .msg files (MS-OXMSG): a compound file in which each property is a stream.

use std::io::Cursor;

use super::properties::{self as id, Properties};
use super::{Bodies, headers, inflate, label};
use crate::document::{Budget, Document, Format, State, attach, note, ole, refused};

pub(super) type Compound<'a> = cfb::CompoundFile<Cursor<&'a [u8]>>;

/// Reads a message.
pub(in crate::document) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let document = Document::empty(file, bytes, Format::Msg, State::Read);
    match cfb::CompoundFile::open(Cursor::new(bytes)) {
        Ok(mut compound) => message(document, &mut compound, "/", budget),
        Err(fault) => refused(document, format!("the message is damaged: {fault}")),
    }
}

/// The message whose streams stand in `folder`; a message attached to another stands in a folder of its own.
fn message(mut document: Document, compound: &mut Compound, folder: &str, budget: &Budget) -> Document {
    let own = properties(compound, folder, if folder == "/" { 32 } else { 24 }, budget);
    let sender =
        own.text(id::SENDER_SMTP).or_else(|| own.text(id::SENDER_ADDRESS)).filter(|address| address.contains('@'));
    let from = match (own.text(id::SENDER_NAME), sender) {
        (Some(name), Some(address)) if name != address => format!("{name} <{address}>"),
        (name, address) => address.or(name).unwrap_or_default(),
    };
    document.blocks.extend(headers(&[
        ("From", from),
        ("To", own.text(id::DISPLAY_TO).unwrap_or_default()),
        ("Cc", own.text(id::DISPLAY_CC).unwrap_or_default()),
        ("Date", own.time(id::CLIENT_SUBMIT_TIME).or_else(|| own.time(id::DELIVERY_TIME)).unwrap_or_default()),
        ("Subject", own.text(id::SUBJECT).unwrap_or_default()),
    ]));
    let most = usize::try_from(budget.inflation_left()).unwrap_or(usize::MAX);
    let rtf = own.bytes(id::RTF).and_then(|stream| inflate::rtf(stream, most));
    budget.inflated(rtf.as_ref().map_or(0, |rtf| rtf.len() as u64));
    Bodies { html: own.text(id::HTML), text: own.text(id::BODY), rtf }.into_blocks(&mut document, budget);
    for inner in folders(compound, folder, "__attach_version1.0_") {
        attached(&mut document, compound, &inner, budget);
    }
    document
}

fn attached(document: &mut Document, compound: &mut Compound, folder: &str, budget: &Budget) {
    let own = properties(compound, folder, 8, budget);
    if own.is_set(id::ATTACH_HIDDEN) {
        return;
    }
    let name = [id::ATTACH_LONG_NAME, id::ATTACH_SHORT_NAME, id::DISPLAY_NAME].iter().find_map(|name| own.text(*name));
    let name = label(name.as_deref().unwrap_or("unnamed"));
    if let Some(bytes) = own.bytes(id::ATTACH_DATA) {
        return attach(document, &name, bytes, own.text(id::ATTACH_MEDIA_TYPE).as_deref(), budget);
    }
    let inner = format!("{folder}/__substg1.0_{:04X}{:04X}", id::ATTACH_DATA, id::TYPE_OBJECT);
    if !compound.is_storage(&inner) {
        return;
    }
    match budget.child() {
        Ok(within) if compound.exists(format!("{inner}/__properties_version1.0")) => {
            let name = if name.contains('.') { name } else { format!("{name}.msg") };
            // The bytes of an embedded message are not to be had apart: its name stands for them.
            let child = Document::empty(&name, inner.as_bytes(), Format::Msg, State::Read);
            document.children.push(message(child, compound, &inner, &within));
        }
        Ok(within) => {
            let object = ["CONTENTS", "Package", "\u{1}Ole10Native"]
                .iter()
                .find_map(|stream| ole::stream(compound, &format!("{inner}/{stream}")));
            if let Some(bytes) = object {
                document.children.push(crate::document::read_within(&name, &bytes, None, &within));
            }
        }
        Err(limit) => note(document, format!("{limit}: not all files inside were read")),
    }
}

/// The folders in `folder` whose names begin so, in their order.
pub(super) fn folders(compound: &Compound, folder: &str, start: &str) -> Vec<String> {
    let Ok(entries) = compound.read_storage(folder) else { return Vec::new() };
    let mut found: Vec<String> = entries
        .filter(|entry| entry.is_storage() && entry.name().starts_with(start))
        .map(|entry| format!("{}/{}", folder.trim_end_matches('/'), entry.name()))
        .collect();
    found.sort();
    found
}

/// All properties in a folder: the long ones each in a stream, the short ones in a table after a header of so many bytes.
pub(super) fn properties(compound: &mut Compound, folder: &str, header: usize, budget: &Budget) -> Properties {
    let mut found = Properties::default();
    let base = folder.trim_end_matches('/');
    if let Some(table) = ole::stream(compound, &format!("{base}/__properties_version1.0")) {
        for entry in table.get(header..).unwrap_or_default().chunks_exact(16) {
            if let [kind_low, kind_high, id_low, id_high, _, _, _, _, value @ ..] = entry {
                let kind = u16::from_le_bytes([*kind_low, *kind_high]);
                if Properties::is_short(kind) {
                    found.put(u16::from_le_bytes([*id_low, *id_high]), kind, value.to_vec());
                }
            }
        }
    }
    let Ok(entries) = compound.read_storage(folder) else { return found };
    let streams: Vec<String> = entries.filter(cfb::Entry::is_stream).map(|entry| entry.name().to_owned()).collect();
    for name in streams {
        let number = name.strip_prefix("__substg1.0_").and_then(|hex| u32::from_str_radix(hex.get(..8)?, 16).ok());
        let Some(number) = number.filter(|_| name.len() == 20) else { continue };
        if let Some(bytes) = ole::stream(compound, &format!("{base}/{name}")) {
            budget.inflated(bytes.len() as u64);
            found.put_stream(number, bytes);
        }
    }
    found
}
