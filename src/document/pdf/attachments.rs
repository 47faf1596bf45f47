//! Files inside a PDF: the catalog's name tree of embedded files and file attachment annotations (ISO 32000-1, 7.11.4).

use std::collections::HashSet;

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

use super::forms::{catalog, text_string};

/// Deepest name tree that is followed.
const DEEPEST: usize = 24;
/// Most nodes of name trees and pages that are looked at.
const MOST: usize = 4_000;

/// A file inside the file.
pub(super) struct Attached {
    pub name: String,
    /// `None` where its stream is damaged.
    pub bytes: Option<Vec<u8>>,
}

/// The embedded files, at most `most`, and whether there were more.
pub(super) fn attached(pdf: &Pdf, most: usize) -> (Vec<Attached>, bool) {
    let mut specs: Vec<Dict<'_>> = Vec::new();
    let mut visits = 0;
    if let Some(tree) =
        catalog(pdf).and_then(|c| c.get::<Dict<'_>>("Names")).and_then(|n| n.get::<Dict<'_>>("EmbeddedFiles"))
    {
        walk(&tree, 0, &mut visits, &mut specs);
    }
    for page in pdf.pages().iter().take(MOST) {
        let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { continue };
        for annotation in annotations.iter::<Dict<'_>>().take(MOST) {
            if annotation.get::<Name<'_>>("Subtype").is_some_and(|n| n.as_str() == "FileAttachment") {
                specs.extend(annotation.get::<Dict<'_>>("FS"));
            }
        }
    }
    let (mut seen, mut files, mut more) = (HashSet::new(), Vec::new(), false);
    for spec in specs {
        let Some(stream) =
            spec.get::<Dict<'_>>("EF").and_then(|ef| ef.get::<Stream<'_>>("F").or_else(|| ef.get::<Stream<'_>>("UF")))
        else {
            continue;
        };
        if !seen.insert(stream.obj_id()) {
            continue;
        }
        if files.len() >= most {
            more = true;
            break;
        }
        let name = ["UF", "F"].iter().find_map(|k| spec.get::<PdfString<'_>>(*k)).map(|s| text_string(s.as_bytes()));
        let name = name.map(|n| n.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()).filter(|n| !n.is_empty());
        let bytes = stream.decoded().ok().map(std::borrow::Cow::into_owned);
        files.push(Attached { name: name.unwrap_or_else(|| format!("attachment {}", files.len() + 1)), bytes });
    }
    (files, more)
}

fn walk<'a>(node: &Dict<'a>, depth: usize, visits: &mut usize, specs: &mut Vec<Dict<'a>>) {
    *visits += 1;
    if depth > DEEPEST || *visits > MOST {
        return;
    }
    if let Some(names) = node.get::<Array<'_>>("Names") {
        specs.extend(names.iter::<Object<'_>>().take(2 * MOST).filter_map(Object::into_dict));
    }
    if let Some(kids) = node.get::<Array<'_>>("Kids") {
        for kid in kids.iter::<Dict<'_>>().take(MOST) {
            walk(&kid, depth + 1, visits, specs);
        }
    }
}
