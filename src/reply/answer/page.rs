//! One document as the answer reader sees it: running text, cut into lines that know their address and role.
//!
//! A block's words stand in the text exactly as the document gave them, so that a slice that stays inside one block (or
//! one table cell) is an exact piece of the document: [`Page::exact`] cuts to that. Nothing is judged here.

use std::ops::Range;

use std::collections::BTreeMap;

use crate::document::{Address, BlockKind, Document};
use crate::reply::segment::{Role, Segment};

/// Lines that are looked at; a letter longer than this is read to here (a table of 100,000 rows answers no question).
pub const MOST_LINES: usize = 4_000;
/// Characters of one line that are looked at.
const MOST_LINE: usize = 4_000;

/// A document's text and its lines.
#[derive(Debug, Default)]
pub struct Page {
    pub text: String,
    pub lines: Vec<Line>,
    /// The document's name, for evidence.
    pub file: String,
    /// Pieces that stand in the document exactly so, in order: blocks, or the cells of tables.
    pieces: Vec<Range<usize>>,
    /// The document was longer than is looked at.
    pub cut: bool,
    /// The longest line: a text wrapped by hand has none beyond 100 or so.
    pub widest: usize,
}

/// A line of text or a row of a table.
#[derive(Debug, Clone)]
pub struct Line {
    pub span: Range<usize>,
    pub at: Address,
    /// Repeated from an earlier message, or behind `>`.
    pub quoted: bool,
    /// A page's head or foot, a signature, the law recited: never an answer, never a question.
    pub furniture: bool,
    /// The requester's words: a question perhaps, never an answer.
    pub request: bool,
    /// The document calls it a heading.
    pub heading: bool,
    /// A blank line, or the beginning of a block, stands before it.
    pub first_of_block: bool,
    /// A table's cells; empty for words.
    pub cells: Vec<Range<usize>>,
}

impl Page {
    /// The page of `document`, the `number`-th of its letter, whose `segments` say who speaks where.
    pub fn of(document: &Document, segments: &[Segment<'_>], number: usize) -> Self {
        let mut page = Self { file: document.file.clone(), ..Self::default() };
        let roles = Roles::of(segments, number);
        for (n, block) in document.blocks.iter().enumerate() {
            if page.lines.len() >= MOST_LINES {
                page.cut = true;
                break;
            }
            if block.hidden {
                continue;
            }
            match block.kind {
                BlockKind::Table => page.add_table(&block.at, &block.rows),
                kind => page.add_words(&block.at, &block.text, kind, &|line| roles.at(n, line)),
            }
        }
        super::inline::cut(&mut page);
        page
    }

    /// The words of `span`.
    pub fn slice(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// `span` cut to the first piece that holds words of it: what stands in the document exactly so.
    pub fn exact(&self, span: &Range<usize>) -> Range<usize> {
        let first = self.pieces.partition_point(|piece| piece.end <= span.start);
        for piece in self.pieces.iter().skip(first) {
            if piece.start >= span.end {
                break;
            }
            let cut = piece.start.max(span.start)..piece.end.min(span.end);
            let words = self.slice(&cut);
            let trimmed = words.trim();
            if !trimmed.is_empty() {
                let start = cut.start + (words.len() - words.trim_start().len());
                return start..start + trimmed.len();
            }
        }
        span.clone()
    }

    /// The line in which byte `at` stands.
    pub fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.span.end < at).min(self.lines.len().saturating_sub(1))
    }

    fn add_words(&mut self, at: &Address, text: &str, kind: BlockKind, role: &dyn Fn(Option<u32>) -> Option<Role>) {
        self.break_line();
        // A blank line between blocks, so that cells and sentences of two are never run together.
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let begin = self.text.len();
        let mut first = true;
        for (number, line) in text.lines().enumerate() {
            if self.lines.len() >= MOST_LINES {
                self.cut = true;
                break;
            }
            if !first {
                self.text.push('\n');
            }
            let start = self.text.len();
            let shown = head(line, MOST_LINE);
            self.cut |= shown.len() < line.len();
            self.widest = self.widest.max(shown.len());
            self.text.push_str(shown);
            let line_at =
                at.line.map_or_else(|| at.clone(), |l| Address { line: Some(l + number as u32), ..at.clone() });
            let words = shown.trim_start();
            let role = role(line_at.line);
            self.lines.push(Line {
                span: start..self.text.len(),
                at: line_at,
                // A letter passed on looks quoted, and is read as what it says: `reply::segment` knows.
                quoted: role.map_or(kind == BlockKind::Quote || words.starts_with('>'), |role| role == Role::Quoted),
                furniture: matches!(kind, BlockKind::Header | BlockKind::Footer) || role.is_some_and(is_furniture),
                request: role == Some(Role::Request),
                heading: kind == BlockKind::Heading,
                first_of_block: first,
                cells: piped(start, shown),
            });
            if shown.len() < line.len() {
                self.pieces.push(begin..self.text.len());
                return;
            }
            first = false;
        }
        self.pieces.push(begin..self.text.len());
    }

    fn add_table(&mut self, at: &Address, rows: &[Vec<String>]) {
        let mut first = true;
        for row in rows {
            if self.lines.len() >= MOST_LINES {
                self.cut = true;
                return;
            }
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            self.break_line();
            let start = self.text.len();
            let mut cells = Vec::new();
            for (column, cell) in row.iter().take(200).enumerate() {
                if column > 0 {
                    self.text.push_str(" | ");
                }
                let begin = self.text.len();
                self.text.push_str(head(cell, MOST_LINE));
                cells.push(begin..self.text.len());
                self.pieces.push(begin..self.text.len());
            }
            self.lines.push(Line {
                span: start..self.text.len(),
                at: at.clone(),
                quoted: false,
                furniture: false,
                request: false,
                heading: false,
                first_of_block: first,
                cells,
            });
            first = false;
        }
    }

    fn break_line(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}

/// The cells of a row drawn with pipes in plain text; none where a pipe only ends or begins the line.
fn piped(start: usize, line: &str) -> Vec<Range<usize>> {
    if line.matches('|').count() == 0 {
        return Vec::new();
    }
    let mut cells = Vec::new();
    let mut at = start;
    for part in line.split('|') {
        let lead = part.len() - part.trim_start().len();
        if !part.trim().is_empty() {
            cells.push(at + lead..at + lead + part.trim().len());
        }
        at += part.len() + 1;
    }
    if cells.len() < 2 { Vec::new() } else { cells }
}

/// Roles of lines by block and line. Segments that began on no line of their own share their block's.
struct Roles(BTreeMap<(usize, Option<u32>), Role>);

impl Roles {
    fn of(segments: &[Segment<'_>], number: usize) -> Self {
        let mut roles = BTreeMap::new();
        for segment in segments.iter().filter(|s| s.document == number && s.cell.is_none()) {
            let lines = segment.text.lines().count().max(1) as u32;
            match segment.at.line {
                Some(first) => (first..first + lines).for_each(|line| {
                    roles.insert((segment.block, Some(line)), segment.role);
                }),
                None => {
                    roles.entry((segment.block, None)).or_insert(segment.role);
                }
            }
        }
        Self(roles)
    }

    fn at(&self, block: usize, line: Option<u32>) -> Option<Role> {
        self.0.get(&(block, line)).copied()
    }
}

/// Roles whose words neither ask nor answer.
fn is_furniture(role: Role) -> bool {
    matches!(
        role,
        Role::Salutation
            | Role::Statute
            | Role::Complaints
            | Role::Signature
            | Role::Disclaimer
            | Role::Boilerplate
            | Role::Reference
    )
}

/// The first `most` bytes or fewer, cut between characters.
fn head(words: &str, most: usize) -> &str {
    let mut end = words.len().min(most);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    words.get(..end).unwrap_or_default()
}
