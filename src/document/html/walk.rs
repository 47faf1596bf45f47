//! The walk over a parsed page: paragraphs, lists, quotations and tables in the order in which they are read.

use scraper::{ElementRef, Node};

use super::inline::{self, Role};
use super::table;
use crate::document::{Address, Block, BlockKind};

/// Deeper than the scan before parsing lets through; what lies below is taken as words.
const MOST_DEEP: usize = 2_000;

/// The blocks so far, and the paragraph that is being filled.
pub(super) struct Walk {
    pub(super) warnings: Vec<String>,
    blocks: Vec<Block>,
    words: String,
    kind: BlockKind,
    quoted: usize,
    hidden: usize,
    preformatted: usize,
    /// Numbers of the lists that are open; none for bullets.
    lists: Vec<Option<(i64, Option<String>)>>,
    line: u32,
    /// Cells that tables may still have; none inside a cell, where tables become lines.
    cells: usize,
}

impl Walk {
    pub(super) fn new(cells: usize) -> Self {
        Self {
            warnings: Vec::new(),
            blocks: Vec::new(),
            words: String::new(),
            kind: BlockKind::Paragraph,
            quoted: 0,
            hidden: 0,
            preformatted: 0,
            lists: Vec::new(),
            line: 1,
            cells,
        }
    }

    pub(super) fn page(&mut self, root: ElementRef) {
        self.inside(root, 0);
        self.flush();
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }

    /// All that stands in an element.
    pub(super) fn inside(&mut self, element: ElementRef, depth: usize) {
        if depth > MOST_DEEP {
            let words: String = element.text().collect();
            return self.write(&words);
        }
        for child in element.children() {
            match child.value() {
                Node::Text(words) => self.write(words),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(child, depth + 1);
                    }
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef, depth: usize) {
        let role = inline::role(element.value());
        if role == Role::Nothing {
            return;
        }
        if inline::begins_earlier_message(element.value()) {
            self.flush();
            self.quoted += 1; // Never taken back: what follows belongs to it.
        }
        let hidden = inline::is_hidden(element.value());
        if hidden {
            self.flush();
            self.hidden += 1;
        }
        match role {
            Role::Break => self.words.push('\n'),
            Role::Inline => self.inside(element, depth),
            Role::Field => self.write(&inline::field(element)),
            Role::Table => self.table(element, depth),
            Role::List => self.list(element, depth),
            Role::Item => self.item(element, depth),
            Role::Heading => self.block(element, depth, BlockKind::Heading),
            Role::Block => self.block(element, depth, self.kind),
            Role::Quote => {
                self.flush();
                self.quoted += 1;
                self.block(element, depth, BlockKind::Paragraph);
                self.quoted -= 1;
            }
            Role::Preformatted => {
                self.flush();
                self.preformatted += 1;
                self.inside(element, depth);
                self.flush();
                self.preformatted -= 1;
            }
            Role::Nothing => {}
        }
        if hidden {
            self.flush();
            self.hidden -= 1;
        }
    }

    fn block(&mut self, element: ElementRef, depth: usize, kind: BlockKind) {
        // The first paragraph inside an item goes on from the item's number.
        if !self.only_marker() {
            self.flush();
        }
        let before = std::mem::replace(&mut self.kind, kind);
        self.inside(element, depth);
        if !self.only_marker() {
            self.flush();
        }
        self.kind = before;
    }

    /// Nothing has been written but the number of an item.
    fn only_marker(&self) -> bool {
        self.kind == BlockKind::ListItem
            && self.words.ends_with(". ")
            && self.words.len() < 12
            && !self.words.contains('\n')
    }

    fn list(&mut self, element: ElementRef, depth: usize) {
        self.flush();
        let numbered = (element.value().name() == "ol").then(|| {
            let first = element.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
            (first, element.attr("type").map(str::to_owned))
        });
        self.lists.push(numbered);
        self.inside(element, depth);
        self.flush();
        self.lists.pop();
    }

    fn item(&mut self, element: ElementRef, depth: usize) {
        self.flush();
        let before = std::mem::replace(&mut self.kind, BlockKind::ListItem);
        if let Some(Some((next, kind))) = self.lists.last_mut() {
            if let Some(value) = element.attr("value").and_then(|value| value.trim().parse().ok()) {
                *next = value;
            }
            self.words = inline::marker(kind.as_deref(), *next);
            *next = next.saturating_add(1);
        }
        self.inside(element, depth);
        if self.only_marker() {
            self.words.clear();
        }
        self.flush();
        self.kind = before;
    }

    fn table(&mut self, element: ElementRef, depth: usize) {
        self.flush();
        let rows = table::rows(element);
        if self.cells == 0 {
            return self.table_in_cell(&rows, depth);
        }
        for caption in element.child_elements().filter(|part| part.value().name() == "caption") {
            self.block(caption, depth, BlockKind::Paragraph);
        }
        if table::is_layout(element, &rows) {
            let before = std::mem::replace(&mut self.kind, BlockKind::Paragraph);
            for cell in rows.iter().flatten() {
                self.element(*cell, depth + 1);
                self.flush();
            }
            self.kind = before;
            return;
        }
        let (rows, cut) = table::read(&rows, self.cells);
        if cut {
            self.warnings.push("a table claims more cells than the limit; the rest of it was not read".to_owned());
        }
        self.cells = self.cells.saturating_sub(rows.iter().map(Vec::len).sum()).max(1);
        if !rows.is_empty() {
            let mut block = Block::table(Address::line(self.line), rows);
            block.hidden = self.hidden > 0;
            self.line = self.line.saturating_add(u32::try_from(block.rows.len()).unwrap_or(u32::MAX));
            self.blocks.push(block);
        }
    }

    /// A table within a cell of data: a line a row.
    fn table_in_cell(&mut self, rows: &[Vec<ElementRef>], depth: usize) {
        for row in rows {
            for cell in row {
                self.inside(*cell, depth + 1);
                self.words.push('\t');
            }
            self.flush();
        }
    }

    /// Adds words to the paragraph, white space folded as a browser does.
    fn write(&mut self, words: &str) {
        if self.preformatted > 0 {
            return self.words.push_str(words);
        }
        for c in words.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\x0c' => {
                    if !self.words.is_empty() && !self.words.ends_with([' ', '\n']) {
                        self.words.push(' ');
                    }
                }
                '\u{200b}' | '\u{feff}' | '\u{ad}' => {}
                c => self.words.push(c),
            }
        }
    }

    /// Closes the paragraph.
    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        let lines: Vec<String> =
            words.split('\n').map(|line| line.replace('\u{a0}', " ").trim_end().to_owned()).collect();
        let lines: Vec<&str> =
            lines.iter().map(|line| if self.preformatted > 0 { line } else { line.trim_start() }).collect();
        let shown = lines.join("\n");
        let shown = shown.trim_matches('\n').trim_end();
        if shown.trim().is_empty() {
            return;
        }
        let kind = if self.quoted > 0 { BlockKind::Quote } else { self.kind };
        let mut block = Block::words(kind, Address::line(self.line), shown);
        block.hidden = self.hidden > 0;
        self.line = self.line.saturating_add(u32::try_from(shown.lines().count()).unwrap_or(u32::MAX));
        self.blocks.push(block);
    }
}
