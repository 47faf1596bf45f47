//! Comments and text boxes of a sheet in a workbook before 2007 (MS-XLS 2.4.179 Note, 2.4.181 Obj, 2.4.329 TxO).
//!
//! An object's words come in a record of their own behind it, and which cell a comment hangs on is said at the end of the
//! sheet, by the object's number.

use std::collections::BTreeMap;

use crate::document::sheet::layout;
use crate::document::{Address, Block, BlockKind};

const NOTE: u16 = 0x001C;
const CONTINUE: u16 = 0x003C;
const OBJECT: u16 = 0x005D;
const WORDS: u16 = 0x01B6;
/// The kind of object that is a comment (2.5.143).
const COMMENT: u16 = 0x19;

/// What has been met of a sheet so far.
#[derive(Default)]
pub(super) struct Notes {
    /// Number and kind of the object met last.
    object: (u16, u16),
    /// Characters that the next record has of its words.
    awaited: usize,
    words: BTreeMap<u16, (u16, String)>,
    /// Row, column, object.
    cells: Vec<(u16, u16, u16)>,
}

impl Notes {
    pub(super) fn take(&mut self, kind: u16, data: &[u8]) {
        let number = |at: usize| Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?));
        match kind {
            OBJECT => self.object = (number(6).unwrap_or(0), number(4).unwrap_or(0)),
            WORDS => self.awaited = usize::from(number(10).unwrap_or(0)),
            CONTINUE if self.awaited > 0 => {
                let text = characters(data, self.awaited).trim().replace('\r', "\n");
                self.awaited = 0;
                self.words.insert(self.object.0, (self.object.1, text));
            }
            NOTE => {
                self.cells.extend(number(0).zip(number(2)).zip(number(6)).map(|((row, column), of)| (row, column, of)))
            }
            _ => {}
        }
    }

    /// Comments with their cells, then what stands in boxes.
    pub(super) fn blocks(&self, sheet: &str, hidden: bool) -> Vec<Block> {
        let block = |part: String, text: String| {
            let at = Address { part: Some(part), ..Address::default() };
            Block { hidden, ..Block::words(BlockKind::Paragraph, at, text) }
        };
        let comments = self.cells.iter().filter_map(|(row, column, object)| {
            let (_, words) = self.words.get(object).filter(|(_, words)| !words.is_empty())?;
            let cell = layout::name(u32::from(*row), u32::from(*column));
            Some(block(format!("comment on {sheet}!{cell}"), format!("Comment: {words}")))
        });
        let boxes = self.words.values().filter(|(kind, words)| *kind != COMMENT && !words.is_empty());
        comments.chain(boxes.map(|(_, words)| block(format!("text box on {sheet}"), words.clone()))).collect()
    }
}

/// One byte a character, or two, as the first byte says; no more than are there.
fn characters(data: &[u8], count: usize) -> String {
    let rest = data.get(1..).unwrap_or_default();
    if data.first().is_some_and(|flags| flags & 1 != 0) {
        let bytes = rest.get(..rest.len().min(count * 2)).unwrap_or_default();
        encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
    } else {
        rest.iter().take(count).map(|byte| char::from(*byte)).collect()
    }
}
