//! Paragraphs and rows as they come in: the body is one flow, each note, running head and shape another.

use crate::document::grid::Grid;
use crate::document::{Address, Block, BlockKind};

/// Positions of cells that differ by less (in twentieths of a point) are one.
const NEAR: i32 = 40;

/// What a flow is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Body,
    Header,
    Footer,
    Footnote,
    Comment,
    Shape,
}

#[derive(Debug)]
pub(super) struct Flow {
    pub(super) kind: Kind,
    pub(super) words: String,
    pub(super) hidden: String,
    pub(super) label: Option<String>,
    pub(super) blocks: Vec<Block>,
    /// Lines of the cell so far.
    cell: Vec<String>,
    cells: Vec<String>,
    rows: Vec<Row>,
    /// Right edges of the row being defined, and its left edge.
    pub(super) edges: Vec<i32>,
    pub(super) left: i32,
    most_cells: usize,
}

#[derive(Debug)]
struct Row {
    cells: Vec<String>,
    left: i32,
    edges: Vec<i32>,
}

impl Flow {
    pub(super) fn new(kind: Kind, most_cells: usize) -> Self {
        Self {
            kind,
            words: String::new(),
            hidden: String::new(),
            label: None,
            blocks: Vec::new(),
            cell: Vec::new(),
            cells: Vec::new(),
            rows: Vec::new(),
            edges: Vec::new(),
            left: 0,
            most_cells,
        }
    }

    /// Ends a paragraph.
    pub(super) fn paragraph(&mut self, in_table: bool, heading: bool) {
        let (words, is_item) = self.take_words();
        if in_table {
            if !words.is_empty() {
                self.cell.push(words);
            }
            return;
        }
        if !words.is_empty() || !self.hidden.trim().is_empty() {
            self.end_table();
        }
        let kind = match (heading, is_item) {
            (true, _) => BlockKind::Heading,
            (false, true) => BlockKind::ListItem,
            (false, false) => BlockKind::Paragraph,
        };
        if !words.is_empty() {
            self.blocks.push(Block::words(kind, Address::default(), words));
        }
        let hidden = std::mem::take(&mut self.hidden);
        if !hidden.trim().is_empty() {
            self.blocks.push(Block { hidden: true, ..Block::words(kind, Address::default(), hidden.trim()) });
        }
    }

    /// The words of the paragraph with the number before them.
    fn take_words(&mut self) -> (String, bool) {
        let words = std::mem::take(&mut self.words);
        let label = self.label.take();
        let words = words.trim();
        let is_item = label.is_some();
        match label.as_deref().map(str::trim) {
            Some(label) if !words.is_empty() && label.chars().any(char::is_alphanumeric) && label != "o" => {
                (format!("{label} {words}"), is_item)
            }
            _ => (words.to_owned(), is_item),
        }
    }

    pub(super) fn end_cell(&mut self) {
        let (words, _) = self.take_words();
        let mut lines = std::mem::take(&mut self.cell);
        if !words.is_empty() {
            lines.push(words);
        }
        self.cells.push(lines.join("\n"));
    }

    pub(super) fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            self.rows.push(Row { cells, left: self.left, edges: self.edges.clone() });
        }
    }

    /// Gives the rows so far as one table.
    pub(super) fn end_table(&mut self) {
        self.end_row();
        let rows = std::mem::take(&mut self.rows);
        let columns = columns(&rows);
        let mut grid = Grid::new(self.most_cells);
        for row in rows {
            if grid.full() {
                break;
            }
            grid.row();
            let mut from = at(&columns, row.left);
            for _ in 0..from {
                grid.cell(String::new(), 1, 1);
            }
            let mut edges = row.edges.iter();
            for words in row.cells {
                let to = edges.next().map_or(from + 1, |edge| at(&columns, *edge));
                grid.cell(words, to.saturating_sub(from), 1);
                from = to.max(from + 1);
            }
        }
        let rows = grid.finish();
        if !rows.is_empty() {
            self.blocks.push(Block::table(Address::default(), rows));
        }
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        self.paragraph(false, false);
        if !self.cell.is_empty() {
            self.end_cell();
        }
        self.end_table();
        self.blocks
    }

    /// All of it as lines.
    pub(super) fn into_words(self) -> String {
        let lines: Vec<String> = self
            .finish()
            .into_iter()
            .map(|block| {
                if block.rows.is_empty() {
                    block.text
                } else {
                    block.rows.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n")
                }
            })
            .collect();
        lines.join("\n")
    }
}

/// All edges of a table, from the left, near ones taken together.
fn columns(rows: &[Row]) -> Vec<i32> {
    let mut edges: Vec<i32> = rows.iter().flat_map(|row| row.edges.iter().chain([&row.left])).copied().collect();
    edges.sort_unstable();
    edges.dedup_by(|b, a| b.saturating_sub(*a) < NEAR);
    edges
}

/// Which of the edges one is.
fn at(columns: &[i32], edge: i32) -> usize {
    columns.iter().rposition(|known| *known <= edge).unwrap_or(0)
}
