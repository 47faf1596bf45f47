//! What stands in a line: runs of words, tabs and breaks, controls, changes, and what hangs on them.

use super::field::{Fields, box_sign, control_box, shows_prompt, symbol};
use super::styles::{Styles, is_on};
use crate::document::xml::{Element, Node};

/// The words of a paragraph.
#[derive(Debug, Default)]
pub(super) struct Line<'p> {
    pub(super) shown: String,
    /// Words set in hidden type.
    pub(super) hidden: String,
    /// Text boxes anchored here.
    pub(super) boxes: Vec<&'p Element>,
    /// References to notes, in order.
    pub(super) notes: Vec<&'p Element>,
}

/// Reads what stands in `element` into `line`.
pub(super) fn inline<'p>(element: &'p Element, styles: &Styles, fields: &mut Fields, line: &mut Line<'p>) {
    for inner in element.elements() {
        match &*inner.name {
            "w:r" => run(inner, styles, fields, line),
            "w:del" | "w:moveFrom" | "w:pPr" | "w:sdtPr" | "w:rPr" | "w:proofErr" => {}
            "w:sdt" => match control_box(inner) {
                Some(sign) if fields.shown() => line.shown.push_str(sign),
                _ if shows_prompt(inner) => {}
                _ => inline(inner, styles, fields, line),
            },
            "w:ruby" => {
                if let Some(base) = inner.child("w:rubyBase") {
                    inline(base, styles, fields, line);
                }
            }
            "mc:AlternateContent" => {
                if let Some(chosen) = alternative(inner) {
                    inline(chosen, styles, fields, line);
                }
            }
            "m:t" => line.shown.push_str(&inner.words()),
            _ => inline(inner, styles, fields, line),
        }
    }
}

/// Of several ways to write one thing, the one that a newer Word would take.
pub(super) fn alternative(element: &Element) -> Option<&Element> {
    element.child("mc:Choice").or_else(|| element.child("mc:Fallback"))
}

fn run<'p>(run: &'p Element, styles: &Styles, fields: &mut Fields, line: &mut Line<'p>) {
    let properties = run.child("w:rPr");
    let style = properties.and_then(|properties| properties.child("w:rStyle")).and_then(|style| style.attr("val"));
    let own = properties.and_then(|properties| properties.child("w:vanish")).map(is_on);
    let hidden = own.unwrap_or_else(|| style.is_some_and(|style| styles.is_hidden(style)));
    let mut words = String::new();
    for piece in run.elements() {
        match &*piece.name {
            "w:fldChar" => words.extend(fields.mark(piece)),
            "w:footnoteReference" | "w:endnoteReference" if !hidden => line.notes.push(piece),
            "mc:AlternateContent" => {
                if let Some(chosen) = alternative(piece) {
                    drawn(chosen, line);
                }
            }
            "w:drawing" | "w:pict" | "w:object" => drawn(piece, line),
            "w:ruby" => inline(piece, styles, fields, line),
            _ if fields.shown() => words.push_str(&letters(piece)),
            _ => {}
        }
    }
    if hidden { line.hidden.push_str(&words) } else { line.shown.push_str(&words) }
}

/// What one piece of a run puts on the line.
fn letters(piece: &Element) -> String {
    match &*piece.name {
        "w:t" => {
            piece.children.iter().map(|node| if let Node::Words(words) = node { words.as_str() } else { "" }).collect()
        }
        "w:tab" | "w:ptab" => "\t".to_owned(),
        "w:br" if piece.attr("type") == Some("page") => String::new(),
        "w:br" | "w:cr" => "\n".to_owned(),
        "w:noBreakHyphen" => "-".to_owned(),
        "w:sym" => {
            let code = piece.attr("char").and_then(|code| u32::from_str_radix(code, 16).ok());
            let sign = code.and_then(|code| symbol(piece.attr("font").unwrap_or_default(), code));
            sign.map(String::from).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// Looks through a drawing for text boxes; one inside another is found when the outer one is read.
fn drawn<'p>(drawing: &'p Element, line: &mut Line<'p>) {
    for inner in drawing.elements() {
        match &*inner.name {
            "w:txbxContent" => line.boxes.push(inner),
            "mc:AlternateContent" => {
                if let Some(chosen) = alternative(inner) {
                    drawn(chosen, line);
                }
            }
            "w:checkBox" => line.shown.push_str(box_sign(false)),
            _ => drawn(inner, line),
        }
    }
}
