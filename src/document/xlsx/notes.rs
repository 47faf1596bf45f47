//! What stands beside the cells: comments and text boxes.
//!
//! Their address is a part (`comment on Figures!B7`), since the cell itself has its own words.

use super::book::Sheet;
use crate::document::package::{Package, Relation};
use crate::document::xml::Element;
use crate::document::{Address, Block, BlockKind};

/// Comments and text boxes of a sheet.
pub(super) fn beside(package: &mut Package, sheet: &Sheet, relations: &[Relation]) -> Vec<Block> {
    let mut blocks = Vec::new();
    // A threaded comment is also written as an old one that only says so.
    let threaded = relations.iter().any(|relation| relation.kind == "threadedComment");
    for relation in relations.iter().filter(|relation| !relation.external) {
        let wanted = match relation.kind.as_str() {
            "comments" => !threaded,
            "threadedComment" | "drawing" => true,
            _ => false,
        };
        let Some(tree) = wanted.then(|| package.tree(&relation.target)).flatten() else { continue };
        let Some(top) = tree.top() else { continue };
        match relation.kind.as_str() {
            "comments" => blocks.extend(comments(top, sheet)),
            "threadedComment" => blocks.extend(threads(top, sheet)),
            _ => boxes(top, sheet, &mut blocks),
        }
    }
    for block in &mut blocks {
        block.hidden = sheet.hidden;
    }
    blocks
}

fn beside_cell(sheet: &Sheet, cell: &str, words: &str) -> Option<Block> {
    let at = Address { part: Some(format!("comment on {}!{cell}", sheet.name)), ..Address::default() };
    (!words.is_empty()).then(|| Block::words(BlockKind::Paragraph, at, words))
}

fn comments<'a>(top: &'a Element, sheet: &'a Sheet) -> impl Iterator<Item = Block> + 'a {
    let authors: Vec<String> =
        top.child("x:authors").into_iter().flat_map(|list| list.all("x:author")).map(Element::words).collect();
    top.child("x:commentList").into_iter().flat_map(|list| list.all("x:comment")).filter_map(move |comment| {
        let author =
            comment.number::<usize>("authorId").and_then(|at| authors.get(at)).map_or("somebody", String::as_str);
        let words = comment.child("x:text").map(Element::words).unwrap_or_default();
        // Excel itself writes the author's name as the first line.
        let words = words.trim().strip_prefix(&format!("{author}:")).unwrap_or(words.trim()).trim();
        if words.is_empty() {
            None
        } else {
            beside_cell(sheet, comment.attr("ref")?, &format!("Comment by {author}: {words}"))
        }
    })
}

fn threads<'a>(top: &'a Element, sheet: &'a Sheet) -> impl Iterator<Item = Block> + 'a {
    top.elements().filter_map(move |comment| {
        let words = comment.words();
        beside_cell(sheet, comment.attr("ref")?, &format!("Comment: {}", words.trim()))
    })
}

/// The words of shapes, a block a shape.
fn boxes(element: &Element, sheet: &Sheet, blocks: &mut Vec<Block>) {
    for inner in element.elements() {
        if inner.name.ends_with("txBody") {
            let lines: Vec<String> =
                inner.all("a:p").map(Element::words).filter(|line| !line.trim().is_empty()).collect();
            if !lines.is_empty() {
                let at = Address { part: Some(format!("text box on {}", sheet.name)), ..Address::default() };
                blocks.push(Block::words(BlockKind::Paragraph, at, lines.join("\n")));
            }
        } else {
            boxes(inner, sheet, blocks);
        }
    }
}
