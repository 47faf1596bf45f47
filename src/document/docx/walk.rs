//! The walk over the text: paragraphs and tables in their order, and after each what hangs on it.

use std::collections::VecDeque;

use super::field::{Fields, control_box, shows_prompt};
use super::numbering::Counters;
use super::parts::Parts;
use super::run::{Line, alternative, inline};
use super::styles::list_of;
use super::table;
use crate::document::grid::Grid;
use crate::document::xml::Element;
use crate::document::{Address, Block, BlockKind};

/// The blocks so far, and how far the counting of lists, notes and lines has come.
pub(super) struct Walk<'p> {
    pub(super) blocks: Vec<Block>,
    pub(super) warnings: Vec<String>,
    /// Relationships of texts kept in other formats.
    pub(super) chunks: Vec<String>,
    parts: &'p Parts,
    counters: Counters,
    fields: Fields,
    /// Words before a paragraph mark whose deletion is tracked: they run on into the next paragraph.
    carried: String,
    /// Boxes, notes and inner tables that come after the block being read.
    hanging: VecDeque<Hanging<'p>>,
    notes: usize,
    line: u32,
    cells: usize,
}

enum Hanging<'p> {
    Box(&'p Element),
    Table(&'p Element),
    Note(&'p Element, String),
}

/// A paragraph as read, not yet a block.
struct Paragraph {
    kind: BlockKind,
    text: String,
    hidden: String,
}

impl<'p> Walk<'p> {
    pub(super) fn new(parts: &'p Parts, cells: usize) -> Self {
        Self {
            blocks: Vec::new(),
            warnings: Vec::new(),
            chunks: Vec::new(),
            parts,
            counters: Counters::default(),
            fields: Fields::default(),
            carried: String::new(),
            hanging: VecDeque::new(),
            notes: 0,
            line: 1,
            cells,
        }
    }

    /// Reads all that stands in a body, a text box, a note or a running head.
    pub(super) fn body(&mut self, element: &'p Element) {
        for inner in element.elements() {
            match &*inner.name {
                "w:p" => {
                    let paragraph = self.paragraph(inner);
                    self.push(paragraph, None);
                    self.hung();
                }
                "w:tbl" => {
                    self.table(inner);
                    self.hung();
                }
                "w:sdt" => self.control(inner),
                "mc:AlternateContent" => {
                    if let Some(chosen) = alternative(inner) {
                        self.body(chosen);
                    }
                }
                "w:altChunk" => self.chunks.extend(inner.attr("id").map(str::to_owned)),
                "w:sdtContent" | "w:customXml" | "w:ins" | "w:moveTo" | "w:smartTag" => self.body(inner),
                _ => {}
            }
        }
    }

    fn control(&mut self, control: &'p Element) {
        if let Some(sign) = control_box(control) {
            let paragraph = Paragraph { kind: BlockKind::Paragraph, text: sign.to_owned(), hidden: String::new() };
            self.push(paragraph, None);
        } else if !shows_prompt(control) {
            self.body(control);
        }
    }

    /// The comments of the whole document, each with its author.
    pub(super) fn comments(&mut self) {
        for (comment, number) in self.parts.comments().zip(1..) {
            let author = comment.attr("author").unwrap_or("somebody");
            let words = self.words_of(comment);
            if !words.is_empty() {
                let text = format!("Comment by {author}: {words}");
                self.push(
                    Paragraph { kind: BlockKind::Paragraph, text, hidden: String::new() },
                    Some(format!("comment {number}")),
                );
            }
        }
    }

    fn paragraph(&mut self, element: &'p Element) -> Paragraph {
        let properties = element.child("w:pPr");
        let mut line = Line { shown: std::mem::take(&mut self.carried), ..Line::default() };
        inline(element, &self.parts.styles, &mut self.fields, &mut line);
        self.hanging.extend(line.boxes.iter().map(|content| Hanging::Box(content)));
        for reference in &line.notes {
            self.notes += 1;
            let name = if reference.is("w:footnoteReference") { "footnote" } else { "endnote" };
            if let Some(note) = reference.attr("id").and_then(|id| self.parts.note(&reference.name, id)) {
                self.hanging.push_back(Hanging::Note(note, format!("{name} {}", self.notes)));
            }
        }
        let mark_deleted = properties.and_then(|p| p.child("w:rPr")).is_some_and(|mark| mark.child("w:del").is_some());
        if mark_deleted {
            self.carried = line.shown;
            return Paragraph { kind: BlockKind::Paragraph, text: String::new(), hidden: line.hidden };
        }
        let (kind, label) = self.kind(properties);
        let text = line.shown.trim().to_owned();
        let text = if text.is_empty() { text } else { label + &text };
        Paragraph { kind, text, hidden: line.hidden.trim().to_owned() }
    }

    /// What a paragraph is, and the number before it.
    fn kind(&mut self, properties: Option<&Element>) -> (BlockKind, String) {
        let style = properties.and_then(|p| p.child("w:pStyle")).and_then(|style| style.attr("val"));
        let styles = &self.parts.styles;
        let outline: Option<u8> =
            properties.and_then(|p| p.child("w:outlineLvl")).and_then(|level| level.number("val"));
        let heading = outline.map_or_else(|| style.is_some_and(|style| styles.is_heading(style)), |level| level < 9);
        let list = properties.and_then(list_of).or_else(|| {
            let style = style?;
            let (list, level) = styles.list(style)?;
            let level = self.parts.numbering.level_of_style(&list, style).unwrap_or(level);
            Some((list, level))
        });
        let label = list.and_then(|(list, level)| self.parts.numbering.label(&mut self.counters, &list, level));
        match label {
            _ if heading => (BlockKind::Heading, label.unwrap_or_default()),
            Some(label) => (BlockKind::ListItem, label),
            None => (BlockKind::Paragraph, String::new()),
        }
    }

    fn push(&mut self, paragraph: Paragraph, part: Option<String>) {
        let Paragraph { kind, text, hidden } = paragraph;
        for (text, is_hidden) in [(text, false), (hidden, true)] {
            if text.is_empty() {
                continue;
            }
            let at = Address { part: part.clone(), ..Address::line(self.line) };
            self.line = self.line.saturating_add(u32::try_from(text.lines().count()).unwrap_or(u32::MAX));
            self.blocks.push(Block { hidden: is_hidden, ..Block::words(kind, at, text) });
        }
    }

    /// Reads what hangs on the block just read.
    fn hung(&mut self) {
        while let Some(hanging) = self.hanging.pop_front() {
            match hanging {
                Hanging::Box(content) => self.aside(content),
                Hanging::Table(inner) => self.table(inner),
                Hanging::Note(note, name) => {
                    let words = self.words_of(note);
                    if !words.is_empty() {
                        let mut shown = name.clone();
                        shown.replace_range(..1, if name.starts_with('f') { "F" } else { "E" });
                        let text = format!("{shown}: {words}");
                        self.push(Paragraph { kind: BlockKind::Paragraph, text, hidden: String::new() }, Some(name));
                    }
                }
            }
        }
    }

    /// A text box: a body of its own, its fields apart from those of the paragraph it is anchored in.
    fn aside(&mut self, content: &'p Element) {
        let outer = std::mem::take(&mut self.fields);
        let waiting = std::mem::take(&mut self.hanging);
        self.body(content);
        self.hanging = waiting;
        self.fields = outer;
    }

    /// The paragraphs of a note or comment as lines.
    fn words_of(&mut self, element: &'p Element) -> String {
        let outer = std::mem::take(&mut self.fields);
        let mut lines = Vec::new();
        self.cell_lines(element, &mut lines);
        self.fields = outer;
        lines.join("\n")
    }

    fn table(&mut self, element: &'p Element) {
        let rows = table::rows(element);
        if let [row] = rows.as_slice()
            && let [cell] = table::cells(row).as_slice()
        {
            // A frame drawn as a table of one cell.
            return self.body(cell);
        }
        let mut grid = Grid::new(self.cells);
        for row in rows.iter().filter(|row| !table::is_hidden(row)) {
            if grid.full() {
                self.warnings.push("a table claims more cells than the limit; the rest of it was not read".to_owned());
                break;
            }
            grid.row();
            for _ in 0..table::skipped(row) {
                grid.cell(String::new(), 1, 1);
            }
            for cell in table::cells(row) {
                let shape = table::shape(cell);
                let mut lines = Vec::new();
                self.cell_lines(cell, &mut lines);
                let words = if shape.continues { String::new() } else { lines.join("\n") };
                grid.cell(words, shape.across, 1);
            }
        }
        let rows = grid.finish();
        self.cells = self.cells.saturating_sub(rows.iter().map(Vec::len).sum());
        if !rows.is_empty() {
            let at = Address::line(self.line);
            self.line = self.line.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
            self.blocks.push(Block::table(at, rows));
        }
    }

    /// A cell's paragraphs as lines; tables inside it come after the whole table.
    fn cell_lines(&mut self, element: &'p Element, lines: &mut Vec<String>) {
        for inner in element.elements() {
            match &*inner.name {
                "w:p" => {
                    let paragraph = self.paragraph(inner);
                    if !paragraph.text.is_empty() {
                        lines.push(paragraph.text);
                    }
                }
                "w:tbl" => self.hanging.push_back(Hanging::Table(inner)),
                "w:sdt" => match control_box(inner) {
                    Some(sign) => lines.push(sign.to_owned()),
                    None if shows_prompt(inner) => {}
                    None => self.cell_lines(inner, lines),
                },
                "mc:AlternateContent" => {
                    if let Some(chosen) = alternative(inner) {
                        self.cell_lines(chosen, lines);
                    }
                }
                "w:sdtContent" | "w:customXml" | "w:ins" | "w:moveTo" | "w:smartTag" => self.cell_lines(inner, lines),
                _ => {}
            }
        }
    }
}
