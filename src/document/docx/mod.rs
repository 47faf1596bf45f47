//! Word documents since 2007 (ECMA-376 part 1, WordprocessingML; transitional and strict).
//!
//! What Word shows is what is given: automatic numbers are counted out, insertions that are still tracked are kept and
//! deletions dropped, a text box is read once though it is written twice, boxes are shown as ☒ or ☐. Footnotes come after
//! the paragraph or table that they belong to, comments at the end, both with their name as the address's part.
//! Addresses are lines of the text as given: only Word itself knows its pages.
//!
//! Not read: charts, SmartArt, the shape of equations (their letters are), text that a style sheet hides conditionally.

mod field;
mod numbering;
mod parts;
mod run;
mod styles;
mod table;
mod walk;

pub(super) use field::symbol;
use parts::Parts;
use walk::Walk;

use super::package::{Package, Relation};
use super::xml::Element;
use super::{Block, BlockKind, Budget, Document, Format, State, ole};

/// Fewer letters than this beside pictures, and the pictures are what the document says.
const FEW_LETTERS: usize = 200;

/// Reads a document.
pub(super) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let mut document = Document::empty(file, bytes, Format::Docx, State::Read);
    let mut package = match Package::open(bytes, budget) {
        Ok(package) => package,
        Err(why) => return super::refused(document, why),
    };
    let main = main_part(&mut package);
    let Some(tree) = package.tree(&main) else {
        document.warnings.append(&mut package.warnings);
        return super::refused(document, format!("`{main}`, the text itself, is missing or unreadable"));
    };
    let parts = Parts::read(&mut package, &main);
    let mut walk = Walk::new(&parts, budget.limits().cells);
    if let Some(body) = tree.root.find("w:body") {
        walk.body(body);
        walk.comments();
        let (headers, footers) = heads_and_feet(&parts, body, budget);
        document.blocks = headers;
        document.blocks.append(&mut walk.blocks);
        document.blocks.extend(footers);
    }
    document.warnings.append(&mut walk.warnings);
    let chunks = std::mem::take(&mut walk.chunks);
    let relations = parts.relations.clone();
    attach_chunks(&mut document, &mut package, &chunks, &relations, budget);
    attach_embedded(&mut document, &mut package, &relations, budget);
    let damaged = !package.warnings.is_empty();
    document.warnings.append(&mut package.warnings);
    if damaged && document.state == State::Read {
        document.state = State::Partly;
    }
    document
}

/// The part that holds the text, by the package's own relationships.
fn main_part(package: &mut Package) -> String {
    let main = package.relations("").into_iter().find(|relation| relation.kind == "officeDocument");
    main.map_or_else(|| "word/document.xml".to_owned(), |relation| relation.target)
}

/// Running heads and feet of all sections, each once.
fn heads_and_feet(parts: &Parts, body: &Element, budget: &Budget) -> (Vec<Block>, Vec<Block>) {
    let (mut headers, mut footers): (Vec<Block>, Vec<Block>) = (Vec::new(), Vec::new());
    let mut sections = Vec::new();
    section_ends(body, &mut sections);
    for section in sections {
        let first_differs = section.child("w:titlePg").is_some_and(styles::is_on);
        for reference in section.elements() {
            let (kind, into) = match &*reference.name {
                "w:headerReference" => (BlockKind::Header, &mut headers),
                "w:footerReference" => (BlockKind::Footer, &mut footers),
                _ => continue,
            };
            let shown = match reference.attr("type") {
                Some("first") => first_differs,
                Some("even") => parts.even_differs,
                _ => true,
            };
            let Some(part) = reference.attr("id").and_then(|id| parts.running(id)).filter(|_| shown) else { continue };
            let mut walk = Walk::new(parts, budget.limits().cells);
            walk.body(part);
            for mut block in walk.blocks {
                if block.kind == BlockKind::Table {
                    let lines: Vec<String> = block.rows.iter().map(|row| row.join("\t").trim().to_owned()).collect();
                    block.text = lines.join("\n").trim().to_owned();
                    block.rows.clear();
                }
                block.kind = kind;
                if !into.iter().any(|known| known.text == block.text) {
                    into.push(block);
                }
            }
        }
    }
    (headers, footers)
}

fn section_ends<'a>(element: &'a Element, sections: &mut Vec<&'a Element>) {
    for inner in element.elements() {
        match &*inner.name {
            "w:sectPr" => sections.push(inner),
            "w:p" => sections.extend(inner.child("w:pPr").and_then(|properties| properties.child("w:sectPr"))),
            "w:sdt" | "w:sdtContent" | "w:customXml" => section_ends(inner, sections),
            _ => {}
        }
    }
}

/// Text kept in another format inside the package (`altChunk`), as converters from HTML write it, is part of the text.
fn attach_chunks(
    document: &mut Document,
    package: &mut Package,
    chunks: &[String],
    relations: &[Relation],
    budget: &Budget,
) {
    for id in chunks {
        let Some(relation) = relations.iter().find(|relation| relation.id == *id && !relation.external) else {
            continue;
        };
        let Some(bytes) = package.part(&relation.target) else { continue };
        match budget.child() {
            Ok(inner) => {
                let chunk = super::read_within(&relation.target, &bytes, None, &inner);
                document.blocks.extend(chunk.blocks);
                document.warnings.extend(chunk.warnings);
                document.children.extend(chunk.children);
            }
            Err(limit) => super::note(document, limit.to_string()),
        }
    }
}

/// Files behind icons, and, where there is hardly any text, the pictures.
fn attach_embedded(document: &mut Document, package: &mut Package, relations: &[Relation], budget: &Budget) {
    for relation in relations.iter().filter(|relation| !relation.external) {
        let label = relation.target.rsplit('/').next().unwrap_or_default();
        if matches!(relation.kind.as_str(), "package" | "oleObject")
            && let Some(bytes) = package.part(&relation.target)
        {
            let (name, inner) = ole::embedded(label, &bytes);
            super::attach(document, &name, &inner, None, budget);
        }
    }
    let letters: usize = document
        .blocks
        .iter()
        .map(|block| block.text.len() + block.rows.iter().flatten().map(String::len).sum::<usize>())
        .sum();
    if letters >= FEW_LETTERS {
        return;
    }
    for relation in relations.iter().filter(|relation| relation.kind == "image" && !relation.external) {
        let label = relation.target.rsplit('/').next().unwrap_or_default();
        if let Some(bytes) = package.part(&relation.target).filter(|bytes| bytes.len() > 10_000) {
            super::attach(document, label, &bytes, None, budget);
            if letters == 0 && document.state == State::Read {
                document.state = State::Image;
                document.warnings.push("the document holds pictures and no text".to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests;
