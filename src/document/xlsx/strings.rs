//! The strings that all cells of a book share, and the escapes within them.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::document::Budget;

/// Reads the shared strings in their order; a fault ends them.
pub(super) fn read(part: &[u8], budget: &Budget) -> (Vec<String>, Option<String>) {
    let text = crate::document::encoding::decode(part, None).text;
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut strings = Vec::new();
    let mut item = Words::default();
    let mut letters = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return (strings, None),
            Ok(Event::Empty(start)) if start.local_name().as_ref() == "si" => strings.push(String::new()),
            Ok(Event::End(end)) if end.local_name().as_ref() == "si" => {
                let words = std::mem::take(&mut item).finish();
                letters += words.len();
                strings.push(words);
                if strings.len() > budget.limits().cells || letters > budget.limits().characters * 2 {
                    return (
                        strings,
                        Some("more shared strings than the limits allow: the rest was not read".to_owned()),
                    );
                }
            }
            Ok(event) => item.take(&event),
            Err(fault) => return (strings, Some(format!("the shared strings are damaged: {fault}"))),
        }
    }
}

/// The words of a string item: its runs joined, the reading aids of East Asian text left out.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: String,
    inside: bool,
    aid: bool,
}

impl Words {
    pub(super) fn take(&mut self, event: &Event) {
        match event {
            Event::Start(start) => match start.local_name().as_ref() {
                "t" => self.inside = true,
                "rPh" => self.aid = true,
                _ => {}
            },
            Event::End(end) => match end.local_name().as_ref() {
                "t" => self.inside = false,
                "rPh" => self.aid = false,
                _ => {}
            },
            Event::Text(words) if self.inside && !self.aid => self.words.push_str(&words.xml10_content()),
            Event::CData(words) if self.inside && !self.aid => self.words.push_str(&words.xml10_content()),
            Event::GeneralRef(reference) if self.inside && !self.aid => self.words.push_str(&referred(reference)),
            _ => {}
        }
    }

    pub(super) fn finish(self) -> String {
        unescaped(self.words)
    }
}

/// The character that a reference such as `&amp;` or `&#163;` stands for.
pub(in crate::document) fn referred(reference: &quick_xml::events::BytesRef) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        _ => quick_xml::escape::resolve_xml_entity(reference).unwrap_or_default().to_owned(),
    }
}

/// `_x000D_` is a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19).
pub(super) fn unescaped(words: String) -> String {
    if !words.contains("_x") {
        return words;
    }
    let mut shown = String::with_capacity(words.len());
    let mut rest = words.as_str();
    while let Some(at) = rest.find("_x") {
        let (before, tail) = rest.split_at(at);
        shown.push_str(before);
        let code =
            tail.get(2..6).filter(|_| tail.get(6..7) == Some("_")).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match code.and_then(char::from_u32) {
            Some(c) => {
                shown.push(c);
                rest = tail.get(7..).unwrap_or_default();
            }
            None => {
                shown.push_str("_x");
                rest = tail.get(2..).unwrap_or_default();
            }
        }
    }
    shown.push_str(rest);
    shown.replace("\r\n", "\n").replace('\r', "\n")
}
