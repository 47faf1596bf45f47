//! Plain text: a paragraph a block, each with the line it begins on.

use super::{Address, Block, BlockKind, Document, Format, State};

/// Reads plain text. Blank lines part the paragraphs; a paragraph's own line breaks are kept.
pub fn read(file: &str, text: &str) -> Document {
    let mut document = Document::empty(file, text.as_bytes(), Format::Text, State::Read);
    let mut paragraph: Vec<&str> = Vec::new();
    let mut begins = 1;
    for (line, number) in text.lines().chain([""]).zip(1..) {
        if line.trim().is_empty() {
            if !paragraph.is_empty() {
                document.blocks.push(Block::words(BlockKind::Paragraph, Address::line(begins), paragraph.join("\n")));
                paragraph.clear();
            }
        } else {
            if paragraph.is_empty() {
                begins = number;
            }
            paragraph.push(line);
        }
    }
    document
}
