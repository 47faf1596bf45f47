//! Pages that are pictures: taken out of the document by a worker, read by OCR beside it.

use super::pool::Pool;
use super::{Answer, Ask};
use crate::document::{BlockKind, Document, Format, State, ocr};

/// Pages of one document that are read by OCR: at a second a page, a minute.
const MOST_PAGES: usize = 60;

/// Reads what of a document is a picture, if there is OCR here.
pub(super) fn recognise(pool: &Pool, document: &mut Document, bytes: &[u8]) {
    let seconds = pool.limits().seconds;
    match document.format {
        Format::Image if ocr::version().is_some() => take(document, None, ocr::recognise(bytes, None, seconds)),
        Format::Pdf if matches!(document.state, State::Image | State::Partly) && ocr::version().is_some() => {
            for page in without_words(document) {
                let picture = pool.ask(&Ask::Picture { page }, Some(bytes));
                if let Ok(Answer::Picture(Some(picture))) = picture {
                    take(document, Some(page), ocr::recognise(&picture.0, Some(page), seconds));
                }
            }
            document.blocks.sort_by_key(|block| block.at.page);
        }
        _ => {}
    }
}

/// Pages on which no words stand but running heads and feet.
fn without_words(document: &Document) -> Vec<u32> {
    let said = |page: u32| {
        document
            .blocks
            .iter()
            .any(|block| block.at.page == Some(page) && !matches!(block.kind, BlockKind::Header | BlockKind::Footer))
    };
    (1..=document.pages.unwrap_or(0)).filter(|page| !said(*page)).take(MOST_PAGES).collect()
}

fn take(document: &mut Document, page: Option<u32>, read: Option<ocr::Recognised>) {
    let Some(read) = read.filter(|read| !read.blocks.is_empty()) else { return };
    if document.state == State::Image {
        document.state = State::Partly;
        document.warnings.clear(); // They said that it is a picture and what would help; now it has been read.
    }
    document.warnings.push(read.remark(page));
    document.blocks.extend(read.blocks);
}
