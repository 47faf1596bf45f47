//! What of a document is a picture, at any depth: taken out by a worker, read by OCR beside it.

use std::collections::BTreeMap;

use super::pool::Pool;
use super::{Answer, Ask};
use crate::document::ocr::{self, Recognised};
use crate::document::picture_size::may_be_a_page;
use crate::document::sought::PictureAt;
use crate::document::{BlockKind, Document, Format, State};

/// Pictures of one document that are read by OCR: at a second a page, a minute.
const MOST_PICTURES: usize = 60;

/// Reads what of a document is a picture; where there is no OCR, says once what would help.
pub(super) fn recognise(pool: &Pool, document: &mut Document, bytes: &[u8], declared: Option<&str>) {
    if document.format == Format::Image && !may_be_a_page(bytes) {
        return;
    }
    let mut wanted = Vec::new();
    find(document, &mut wanted);
    wanted.sort();
    wanted.dedup();
    if wanted.is_empty() {
        return;
    }
    if ocr::version().is_none() {
        document.warnings.push(ocr::REMEDY.to_owned());
        return;
    }
    let left_out = wanted.len().saturating_sub(MOST_PICTURES);
    wanted.truncate(MOST_PICTURES);
    let read = read(pool, document, bytes, declared, wanted);
    enter(document, &read);
    if left_out > 0 {
        document.warnings.push(format!("{left_out} more pictures were not read: OCR reads {MOST_PICTURES} a document"));
    }
}

/// Takes the pictures out, as many at a time as a worker can hold, and reads them.
fn read(
    pool: &Pool,
    document: &Document,
    bytes: &[u8],
    declared: Option<&str>,
    mut wanted: Vec<PictureAt>,
) -> BTreeMap<PictureAt, Recognised> {
    let limits = pool.limits();
    let mut read = BTreeMap::new();
    while !wanted.is_empty() {
        let ask = Ask::Pictures {
            file: document.file.clone(),
            declared: declared.map(str::to_owned),
            limits: limits.clone(),
            wanted: wanted.clone(),
        };
        // What a worker dies of while it takes pictures out costs these pictures, not the text that was read before.
        let Ok(Answer::Pictures(found)) = pool.ask(&ask, Some(bytes)) else { break };
        if found.is_empty() {
            break;
        }
        wanted.retain(|at| found.iter().all(|(other, _)| other != at));
        for (at, picture) in found {
            if may_be_a_page(&picture.0)
                && let Some(words) = ocr::recognise(pool.command(), &picture.0, at.page, limits.seconds)
            {
                read.insert(at, words);
            }
        }
    }
    read
}

/// The pictures without words in a document and the files inside it.
fn find(document: &Document, wanted: &mut Vec<PictureAt>) {
    let at = |page| PictureAt { hash: document.hash.clone(), page };
    match document.format {
        Format::Image if document.state == State::Image => wanted.push(at(None)),
        Format::Pdf if matches!(document.state, State::Image | State::Partly) => {
            wanted.extend(without_words(document).map(|page| at(Some(page))));
        }
        _ => {}
    }
    document.children.iter().for_each(|child| find(child, wanted));
}

/// Pages on which no words stand but running heads and feet.
fn without_words(document: &Document) -> impl Iterator<Item = u32> {
    let said = |page: u32| {
        let words = |block: &&crate::document::Block| !matches!(block.kind, BlockKind::Header | BlockKind::Footer);
        document.blocks.iter().filter(words).any(|block| block.at.page == Some(page))
    };
    (1..=document.pages.unwrap_or(0)).filter(move |page| !said(*page))
}

/// Puts what was read where its picture stands.
fn enter(document: &mut Document, read: &BTreeMap<PictureAt, Recognised>) {
    document.children.iter_mut().for_each(|child| enter(child, read));
    let from = PictureAt { hash: document.hash.clone(), page: None };
    let mine = read.range(from..).take_while(|(at, _)| at.hash == document.hash);
    let mine: Vec<(Option<u32>, &Recognised)> = mine.map(|(at, words)| (at.page, words)).collect();
    let by_a_child = document.children.iter().any(|child| !child.blocks.is_empty());
    if document.state == State::Image && (by_a_child || mine.iter().any(|(_, words)| !words.blocks.is_empty())) {
        document.state = State::Partly;
        document.warnings.clear(); // They said that it is a picture; now it has been read.
    }
    for (page, words) in mine {
        document.warnings.push(words.remark(page));
        document.blocks.extend(words.blocks.iter().cloned());
    }
    if document.format == Format::Pdf {
        document.blocks.sort_by_key(|block| block.at.page);
    }
}
