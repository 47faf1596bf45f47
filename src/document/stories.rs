//! The stories of a Word document before 2007 that the crate `undoc` leaves out: text boxes and comments.
//!
//! All text of the file is one run of characters, main text first, then footnotes, heads, comments, endnotes and text
//! boxes (MS-DOC 2.3); a table of pieces says where in the stream each stretch of it lies (2.8.36). Nothing is known here of
//! where in the main text a comment or a box hangs.

use std::io::Cursor;

use super::{Address, Block, BlockKind, ole};

/// Most pieces of a text: Word makes a few hundred.
const MOST_PIECES: usize = 100_000;

/// Text boxes and comments, as paragraphs.
pub(super) fn blocks(bytes: &[u8]) -> Vec<Block> {
    read(bytes).unwrap_or_default()
}

fn read(bytes: &[u8]) -> Option<Vec<Block>> {
    let mut compound = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let text = ole::stream(&mut compound, "/WordDocument")?;
    // Word 97 and later; the flag says which of two streams has the tables (2.5.2).
    if number16(&text, 2)? < 0x00c1 {
        return None;
    }
    let tables = if number16(&text, 0x0a)? & 0x0200 != 0 { "/1Table" } else { "/0Table" };
    let tables = ole::stream(&mut compound, tables)?;
    // The lengths of the stories, in their order (2.5.4).
    let [main, footnotes, heads, macros, comments, endnotes, boxes] =
        [0x4c, 0x50, 0x54, 0x58, 0x5c, 0x60, 0x64].map(|at| number32(&text, at).unwrap_or(0));
    let before_comments = [main, footnotes, heads, macros].iter().try_fold(0_usize, |sum, n| sum.checked_add(*n))?;
    let pieces = pieces(&text, &tables)?;
    let story = |from: usize, length: usize| characters(&text, &pieces, from, from.saturating_add(length));
    let mut out = Vec::new();
    let before_boxes = before_comments.checked_add(comments)?.checked_add(endnotes)?;
    for (what, from, length) in [("text box", before_boxes, boxes), ("comment", before_comments, comments)] {
        // Each comment begins with the mark 5 (2.4.4); boxes end as paragraphs do.
        let story = shown(&story(from, length));
        let parts: Vec<&str> = if what == "comment" { story.split('\u{5}').collect() } else { story.lines().collect() };
        for (number, words) in (1..).zip(parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty())) {
            let at = Address { part: Some(format!("{what} {number}")), ..Address::default() };
            let words = if what == "comment" { format!("Comment: {words}") } else { words.to_owned() };
            out.push(Block::words(BlockKind::Paragraph, at, words));
        }
    }
    Some(out)
}

/// First and last character of a piece, where its bytes begin, and whether each has one byte.
struct Piece {
    from: usize,
    to: usize,
    at: usize,
    narrow: bool,
}

fn pieces(text: &[u8], tables: &[u8]) -> Option<Vec<Piece>> {
    let clx = tables.get(number32(text, 0x1a2)?..)?;
    let mut clx = clx.get(..number32(text, 0x1a6)?.min(clx.len()))?;
    // Property lists come first (2.9.38).
    while clx.first() == Some(&1) {
        clx = clx.get(3 + number16(clx, 1)?..)?;
    }
    if clx.first() != Some(&2) {
        return None;
    }
    let table = clx.get(5..)?;
    let count = table.len().min(number32(clx, 1)?).checked_sub(4)? / 12;
    (0..count.min(MOST_PIECES))
        .map(|i| {
            let place = number32(table, 4 * (count + 1) + 8 * i + 2)?;
            let narrow = place & 0x4000_0000 != 0;
            let at = place & 0x3fff_ffff;
            let at = if narrow { at / 2 } else { at };
            Some(Piece { from: number32(table, 4 * i)?, to: number32(table, 4 * i + 4)?, at, narrow })
        })
        .collect()
}

fn characters(text: &[u8], pieces: &[Piece], from: usize, to: usize) -> String {
    let mut out = String::new();
    for piece in pieces.iter().filter(|p| p.from < to && p.to > from && p.from < p.to) {
        let (a, b) = (piece.from.max(from) - piece.from, piece.to.min(to) - piece.from);
        let width = if piece.narrow { 1 } else { 2 };
        let end = piece.at.saturating_add(b.saturating_mul(width)).min(text.len());
        let Some(bytes) = text.get(piece.at.saturating_add(a * width)..end) else { continue };
        let encoding = if piece.narrow { encoding_rs::WINDOWS_1252 } else { encoding_rs::UTF_16LE };
        out.push_str(&encoding.decode_without_bom_handling(bytes).0);
    }
    out
}

/// Without the codes of fields, of which only the result is shown (2.8.25), paragraph marks as line ends.
fn shown(story: &str) -> String {
    let (mut out, mut codes) = (String::new(), 0_usize);
    for c in story.chars() {
        match c {
            '\u{13}' => codes += 1,
            '\u{14}' | '\u{15}' => codes = codes.saturating_sub(1),
            '\r' | '\u{b}' | '\u{7}' if codes == 0 => out.push('\n'),
            '\u{1e}' if codes == 0 => out.push('-'),
            '\u{5}' => out.push(c),
            c if codes == 0 && (c >= ' ' || c == '\t') => out.push(c),
            _ => {}
        }
    }
    out
}

fn number16(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?).into())
}

fn number32(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?)).ok()
}
