//! Tables: rows and cells with their spans (ECMA-376 17.4).

use crate::document::xml::Element;

use super::styles::is_on;

/// Rows that are still there: a row whose deletion is tracked is gone.
pub(super) fn rows(table: &Element) -> Vec<&Element> {
    let mut found = Vec::new();
    gather(table, "w:tr", &mut found);
    found.retain(|row| row.child("w:trPr").is_none_or(|properties| properties.child("w:del").is_none()));
    found
}

/// The cells of a row.
pub(super) fn cells(row: &Element) -> Vec<&Element> {
    let mut found = Vec::new();
    gather(row, "w:tc", &mut found);
    found
}

/// Rows and cells may stand inside content controls, custom XML and tracked insertions.
fn gather<'a>(element: &'a Element, name: &str, found: &mut Vec<&'a Element>) {
    for inner in element.elements() {
        match &*inner.name {
            own if own == name => found.push(inner),
            "w:sdt" | "w:sdtContent" | "w:customXml" | "w:ins" | "w:moveTo" | "w:smartTag" => {
                gather(inner, name, found)
            }
            _ => {}
        }
    }
}

/// How a cell lies in its row.
pub(super) struct Shape {
    /// Columns that it covers.
    pub(super) across: usize,
    /// It goes on from the cell above or to the left, and its words stand there.
    pub(super) continues: bool,
}

pub(super) fn shape(cell: &Element) -> Shape {
    let properties = cell.child("w:tcPr");
    let across = properties.and_then(|p| p.child("w:gridSpan")).and_then(|span| span.number("val")).unwrap_or(1);
    let goes_on = |name: &str| {
        properties
            .and_then(|p| p.child(name))
            .is_some_and(|merge| merge.attr("val").is_none_or(|value| value == "continue"))
    };
    let deleted = properties.is_some_and(|p| p.child("w:cellDel").is_some());
    Shape { across, continues: goes_on("w:vMerge") || goes_on("w:hMerge") || deleted }
}

/// Columns that a row leaves out at its beginning.
pub(super) fn skipped(row: &Element) -> usize {
    row.child("w:trPr")
        .and_then(|p| p.child("w:gridBefore"))
        .and_then(|before| before.number("val"))
        .unwrap_or(0)
        .min(1000)
}

pub(super) fn is_hidden(row: &Element) -> bool {
    row.child("w:trPr").and_then(|p| p.child("w:hidden")).is_some_and(is_on)
}
