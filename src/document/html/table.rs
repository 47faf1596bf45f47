//! Tables of data, and the tables that mails are laid out with.
//!
//! Half of the tables in mails hold no data: they place a logo, a banner, the whole letter. Such a table is read as the
//! paragraphs in its cells; a table of data becomes rows.

use scraper::ElementRef;

use super::inline::{self, Role};
use crate::document::grid::Grid;

/// A row's cells, in the order in which the table shows its rows.
pub(super) fn rows<'a>(table: ElementRef<'a>) -> Vec<Vec<ElementRef<'a>>> {
    let (mut body, mut foot) = (Vec::new(), Vec::new());
    for part in table.child_elements() {
        match part.value().name() {
            "tr" => body.push(cells(part)),
            "thead" | "tbody" => body.extend(part.child_elements().filter(|row| row.value().name() == "tr").map(cells)),
            "tfoot" => foot.extend(part.child_elements().filter(|row| row.value().name() == "tr").map(cells)),
            _ => {}
        }
    }
    body.append(&mut foot);
    body
}

fn cells(row: ElementRef) -> Vec<ElementRef> {
    row.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th")).collect()
}

/// Does the table place paragraphs rather than show data?
pub(super) fn is_layout(table: ElementRef, rows: &[Vec<ElementRef>]) -> bool {
    if matches!(table.attr("role"), Some("presentation" | "none")) {
        return true;
    }
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
    if widest < 2 {
        return true;
    }
    let nests = |cell: &&ElementRef| cell.descendent_elements().skip(1).any(|inner| inner.value().name() == "table");
    let with_table = rows.iter().filter(|row| row.iter().any(|cell| nests(&cell))).count();
    if with_table > 0 {
        return with_table * 2 > rows.len() || rows.len() < 3;
    }
    let headed = table.descendent_elements().any(|inner| inner.value().name() == "th");
    let letter_like = |cell: &ElementRef| {
        let blocks = cell
            .descendent_elements()
            .skip(1)
            .filter(|inner| !matches!(inline::role(inner.value()), Role::Inline | Role::Break))
            .count();
        let long = cell.text().map(str::len).sum::<usize>() > 400;
        blocks > 2 && long
    };
    !headed && rows.len() < 3 && rows.iter().flatten().any(letter_like)
}

/// The rows of a table of data, spans resolved; and whether the limit on cells cut it.
pub(super) fn read(rows: &[Vec<ElementRef>], most: usize) -> (Vec<Vec<String>>, bool) {
    let mut grid = Grid::new(most);
    for row in rows {
        if grid.full() {
            return (grid.finish(), true);
        }
        grid.row();
        for cell in row {
            let span = |name: &str| cell.attr(name).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
            let rest = rows.len();
            let down = match span("rowspan") {
                0 => rest,
                down => down,
            };
            grid.cell(words(*cell), span("colspan"), down);
        }
    }
    (grid.finish(), false)
}

/// All that a cell shows, its paragraphs and breaks as line ends.
fn words(cell: ElementRef) -> String {
    let mut walk = super::walk::Walk::new(0);
    walk.inside(cell, 0);
    let shown: Vec<String> = walk.finish().into_iter().filter(|block| !block.hidden).map(|block| block.text).collect();
    shown.join("\n")
}
