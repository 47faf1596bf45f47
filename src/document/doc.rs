//! Word documents before 2007 (MS-DOC), by the crate `undoc`.
//!
//! What it leaves out is read by a pass of our own ([`super::stories`]): text boxes and comments. Not read: where in the
//! text those hang, and a list's number that does not follow from the one above. Word 6 and 95 are not known to it.

use std::io::Cursor;

use undoc::doc::DocParser;
use undoc::model::{Block as Piece, HeadingLevel, ListType, Paragraph, RevisionType, Table};

use super::grid::Grid;
use super::{Address, Block, BlockKind, Budget, Document, Format, State, ole, refused, stories};

/// Reads a document.
pub(super) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let mut document = Document::empty(file, bytes, Format::Doc, State::Read);
    if is_locked(bytes) {
        document.state = State::Locked;
        document.warnings.push("a password is needed to open it: ask the authority for an unlocked copy".to_owned());
        return document;
    }
    let parsed = match DocParser::from_bytes(bytes.to_vec()).and_then(|mut parser| parser.parse()) {
        Ok(parsed) => parsed,
        Err(fault) => return refused(document, format!("it could not be read: {fault}")),
    };
    let mut walk = Walk { line: 1, cells: budget.limits().cells, ..Walk::default() };
    for section in &parsed.sections {
        walk.running(section.header.as_deref(), BlockKind::Header);
    }
    for section in &parsed.sections {
        walk.pieces(&section.content);
        for note in section.notes.iter().flatten() {
            walk.note(note);
        }
    }
    for block in stories::blocks(bytes) {
        walk.push(block);
    }
    for section in &parsed.sections {
        walk.running(section.footer.as_deref(), BlockKind::Footer);
    }
    document.blocks = walk.blocks;
    document
}

/// The flag in the first bytes of the text's stream (MS-DOC 2.5.2).
fn is_locked(bytes: &[u8]) -> bool {
    let head = cfb::CompoundFile::open(Cursor::new(bytes))
        .ok()
        .and_then(|mut compound| ole::stream(&mut compound, "/WordDocument"));
    head.is_some_and(|head| head.get(11).is_some_and(|flags| flags & 1 != 0))
}

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    line: u32,
    cells: usize,
}

impl Walk {
    fn push(&mut self, mut block: Block) {
        if block.text.is_empty() && block.rows.is_empty() {
            return;
        }
        block.at.line = Some(self.line);
        let lines = if block.rows.is_empty() { block.text.lines().count() } else { block.rows.len() };
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.blocks.push(block);
    }

    fn running(&mut self, paragraphs: Option<&[Paragraph]>, kind: BlockKind) {
        for paragraph in paragraphs.unwrap_or_default() {
            let text = words(paragraph);
            if !self.blocks.iter().any(|known| known.kind == kind && known.text == text) {
                self.push(Block::words(kind, Address::default(), text));
            }
        }
    }

    fn note(&mut self, note: &Paragraph) {
        let text = words(note);
        if !text.is_empty() {
            let at = Address { part: Some("footnotes".to_owned()), ..Address::default() };
            self.push(Block::words(BlockKind::Paragraph, at, format!("Footnote: {text}")));
        }
    }

    fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Paragraph(paragraph) => {
                    let kind = match (&paragraph.heading, &paragraph.list_info) {
                        (HeadingLevel::None, Some(_)) => BlockKind::ListItem,
                        (HeadingLevel::None, None) => BlockKind::Paragraph,
                        _ => BlockKind::Heading,
                    };
                    self.push(Block::words(kind, Address::default(), words(paragraph)));
                }
                Piece::Table(table) => self.table(table, 0),
                Piece::Note { content, label } => {
                    let lines: Vec<String> = content.iter().map(words).filter(|line| !line.is_empty()).collect();
                    let at = Address { part: Some(format!("footnote {label}")), ..Address::default() };
                    self.push(Block::words(
                        BlockKind::Paragraph,
                        at,
                        format!("Footnote {label}: {}", lines.join("\n")),
                    ));
                }
                Piece::PageBreak | Piece::SectionBreak | Piece::Image { .. } => {}
            }
        }
    }

    fn table(&mut self, table: &Table, depth: usize) {
        let mut grid = Grid::new(self.cells);
        let mut inner = Vec::new();
        for (number, row) in table.rows.iter().enumerate() {
            if grid.full() {
                break;
            }
            grid.row();
            let spans = heading_spans(table, number);
            for (place, cell) in row.cells.iter().enumerate() {
                let wide = spans.get(place).copied().unwrap_or(cell.col_span as usize);
                let lines: Vec<String> = cell.content.iter().map(words).filter(|line| !line.is_empty()).collect();
                grid.cell(lines.join("\n"), wide, cell.row_span as usize);
                inner.extend(&cell.nested_tables);
            }
        }
        let rows = grid.finish();
        self.cells = self.cells.saturating_sub(rows.iter().map(Vec::len).sum());
        self.push(Block::table(Address::default(), rows));
        for table in inner.into_iter().filter(|_| depth < 50) {
            self.table(table, depth + 1);
        }
    }
}

/// How many columns each cell of a table's first row spans, which undoc does not say: known where the headings below come
/// again under each (`Issued`, `Paid`, `Issued`, `Paid`).
fn heading_spans(table: &Table, number: usize) -> Vec<usize> {
    let (Some(top), Some(below), 0) = (table.rows.first(), table.rows.get(1), number) else { return Vec::new() };
    let text = |cell: &undoc::model::Cell| cell.content.iter().map(words).collect::<String>();
    let under: Vec<String> = below.cells.iter().map(text).collect();
    let lead = under.iter().take_while(|words| words.is_empty()).count();
    let (groups, columns) = (top.cells.len().saturating_sub(lead), under.len().saturating_sub(lead));
    if groups == 0 || groups >= columns || columns % groups != 0 || top.cells.iter().any(|cell| cell.col_span > 1) {
        return Vec::new();
    }
    let each = columns / groups;
    let again = under.iter().skip(lead).zip(under.iter().skip(lead + each)).all(|(a, b)| a == b && !a.is_empty());
    if !again || groups < 2 {
        return Vec::new();
    }
    std::iter::repeat_n(1, lead).chain(std::iter::repeat_n(each, groups)).collect()
}

/// A paragraph's words with the number before them; what is marked as deleted is left out.
fn words(paragraph: &Paragraph) -> String {
    let text: String = paragraph
        .runs
        .iter()
        .filter(|run| run.revision != RevisionType::Deleted)
        .map(|run| run.text.as_str())
        .collect();
    let text = text.trim();
    match &paragraph.list_info {
        Some(list) if list.list_type == ListType::Numbered && !text.is_empty() => match list.number {
            Some(number) if !text.starts_with(&format!("{number}.")) => format!("{number}. {text}"),
            _ => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}
