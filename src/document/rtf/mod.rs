//! Rich Text Format (RTF 1.9.1), as Word, WordPad, LibreOffice and Outlook write it.
//!
//! Our own reader: the crates for it give words without telling a row of a table from a line. No recursion: groups are a
//! stack. Numbers of lists are taken as the writer put them (`\listtext`); deletions that are tracked are dropped; shapes
//! are read once. Pictures and embedded objects are not read.

mod charset;
mod controls;
mod flow;
mod lexer;
mod state;
mod walk;

use super::{Budget, Document, Format, State, note};

/// Reads a document.
pub(super) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let mut document = Document::empty(file, bytes, Format::Rtf, State::Read);
    let mut walk = walk::Walk::new(budget.limits().cells);
    let whole = walk.run(bytes);
    document.blocks = walk.finish();
    if !whole {
        note(
            &mut document,
            "it ends in the middle of a group, or nests too deep: what came before was read".to_owned(),
        );
    }
    document
}

#[cfg(test)]
mod tests;
