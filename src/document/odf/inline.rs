//! What stands in a paragraph, and what hangs on it.

use super::styles::Styles;
use crate::document::xml::{Element, Node};

#[derive(Debug, Default)]
pub(super) struct Line<'p> {
    pub(super) shown: String,
    pub(super) hidden: String,
    pub(super) boxes: Vec<&'p Element>,
    pub(super) notes: Vec<&'p Element>,
    pub(super) comments: Vec<&'p Element>,
    /// Form controls drawn here, by their names.
    pub(super) controls: Vec<&'p str>,
}

/// Reads what stands in `element`.
pub(super) fn inline<'p>(element: &'p Element, styles: &Styles, hidden: bool, line: &mut Line<'p>) {
    for node in &element.children {
        match node {
            Node::Words(words) => fold(words, if hidden { &mut line.hidden } else { &mut line.shown }),
            Node::Element(inner) => piece(inner, styles, hidden, line),
        }
    }
}

fn piece<'p>(inner: &'p Element, styles: &Styles, hidden: bool, line: &mut Line<'p>) {
    let into = if hidden { &mut line.hidden } else { &mut line.shown };
    match &*inner.name {
        "text:s" => into.extend(std::iter::repeat_n(' ', inner.number("c").unwrap_or(1usize).min(1000))),
        "text:tab" => into.push('\t'),
        "text:line-break" => into.push('\n'),
        "text:note" => line.notes.push(inner),
        "office:annotation" => line.comments.push(inner),
        "office:annotation-end" | "text:hidden-text" | "text:tracked-changes" | "text:ruby-text" => {}
        // LibreOffice's own namespace.
        "fieldmark" if inner.attr("type").is_some_and(|kind| kind.ends_with("FORMCHECKBOX")) => {
            let param = |of: &&Element| of.attr("name").is_some_and(|name| name.ends_with("Checkbox_Checked"));
            let ticked = inner.elements().find(param).is_some_and(|of| of.attr("value") == Some("true"));
            into.push(if ticked { '☒' } else { '☐' });
        }
        "draw:control" => line.controls.extend(inner.attr("control")),
        "draw:text-box" => line.boxes.push(inner),
        // A shape has its paragraphs directly in it, a frame has a box, a group has shapes.
        name if name.starts_with("draw:") => {
            if inner.elements().any(|inside| inside.is("text:p")) {
                line.boxes.push(inner);
            } else {
                inner.elements().for_each(|inside| piece(inside, styles, hidden, line));
            }
        }
        "text:span" => inline(inner, styles, hidden || styles.is_hidden(inner.attr("style-name")), line),
        _ => inline(inner, styles, hidden, line),
    }
}

/// White space in the file is one blank (ODF 1.2 part 1, 6.1.2).
fn fold(words: &str, into: &mut String) {
    for c in words.chars() {
        if matches!(c, ' ' | '\t' | '\n' | '\r') {
            if !into.ends_with([' ', '\n']) {
                into.push(' ');
            }
        } else if c != '\u{ad}' {
            into.push(c);
        }
    }
}
