//! Tables of a text: rows gathered out of their groups, cells as lines, and what hangs in a cell after the whole.

use super::text::{Hanging, Walk};
use crate::document::grid::Grid;
use crate::document::xml::Element;
use crate::document::{Address, Block};

impl<'p> Walk<'p> {
    pub(super) fn table(&mut self, table: &'p Element) {
        let mut rows = Vec::new();
        gather_rows(table, &mut rows);
        let mut grid = Grid::new(self.cells);
        for row in rows {
            let repeated = row.number("number-rows-repeated").unwrap_or(1usize).min(1000);
            for _ in 0..repeated {
                if grid.full() {
                    self.warnings
                        .push("a table claims more cells than the limit; the rest of it was not read".to_owned());
                    break;
                }
                grid.row();
                for cell in row.all("table:table-cell") {
                    let mut lines = Vec::new();
                    self.lines(cell, &mut lines);
                    let words = lines.join("\n");
                    let across = cell.number("number-columns-spanned").unwrap_or(1);
                    let down = cell.number("number-rows-spanned").unwrap_or(1);
                    for _ in 0..cell.number("number-columns-repeated").unwrap_or(1usize).min(1000) {
                        grid.cell(words.clone(), across, down);
                    }
                }
            }
        }
        let rows = grid.finish();
        self.cells = self.cells.saturating_sub(rows.iter().map(Vec::len).sum());
        if !rows.is_empty() {
            let at = Address::line(self.line);
            self.line = self.line.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
            self.blocks
                .push(Block { hidden: self.styles.is_hidden(table.attr("style-name")), ..Block::table(at, rows) });
        }
    }

    /// The paragraphs of a cell or note as lines; tables inside come after the whole.
    pub(super) fn lines(&mut self, element: &'p Element, lines: &mut Vec<String>) {
        for inner in element.elements() {
            match &*inner.name {
                "text:p" | "text:h" => {
                    let (_, text, _) = self.paragraph(inner, None);
                    if !text.is_empty() {
                        lines.push(text);
                    }
                }
                "text:list" => {
                    let mut inside = Some(Vec::new());
                    self.list(inner, None, false, &mut inside);
                    lines.extend(inside.into_iter().flatten());
                }
                "table:table" => self.hanging.push_back(Hanging::Table(inner)),
                "text:section" => self.lines(inner, lines),
                _ => {}
            }
        }
    }
}

fn gather_rows<'p>(table: &'p Element, rows: &mut Vec<&'p Element>) {
    for inner in table.elements() {
        match &*inner.name {
            "table:table-row" => rows.push(inner),
            "table:table-header-rows" | "table:table-rows" | "table:table-row-group" => gather_rows(inner, rows),
            _ => {}
        }
    }
}
