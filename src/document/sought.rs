//! Pictures that are looked for inside a document, however deeply it lies in others, so that OCR can read them.
//!
//! Reading gives only text and hashes. Once it is known which pictures have no words, the document is read again with
//! these hashes in its budget, and what bears one of them is set aside. Needs no second way into every format.

use std::collections::BTreeSet;

use super::{Format, pdf};
use crate::message::OriginalHash;

/// Bytes of pictures that are taken out at one go; the rest is asked for again.
const ROOM: usize = 48 << 20;

/// A picture that is a file, or the picture that fills a page of a PDF.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(super) struct PictureAt {
    pub(super) hash: OriginalHash,
    /// Counts from 1; none for a file that is a picture.
    pub(super) page: Option<u32>,
}

/// What is looked for, and what was found of it.
#[derive(Debug, Default)]
pub(super) struct Sought {
    wanted: BTreeSet<PictureAt>,
    pub(super) found: Vec<(PictureAt, Vec<u8>)>,
}

impl Sought {
    pub(super) fn new(wanted: Vec<PictureAt>) -> Self {
        Self { wanted: wanted.into_iter().collect(), found: Vec::new() }
    }

    /// Sets aside what is looked for in a file that lies before us.
    pub(super) fn look(&mut self, hash: &OriginalHash, format: Format, bytes: &[u8]) {
        let here = |at: &PictureAt| at.hash == *hash;
        if !self.wanted.iter().any(here) {
            return;
        }
        if format == Format::Pdf {
            let pages: BTreeSet<u32> = self.wanted.iter().filter(|at| here(at)).filter_map(|at| at.page).collect();
            pdf::page_images(
                bytes,
                |page| pages.contains(&page),
                |image| self.take(PictureAt { hash: hash.clone(), page: Some(image.page) }, image.bytes),
            );
        } else {
            self.take(PictureAt { hash: hash.clone(), page: None }, bytes.to_vec());
        }
    }

    /// The first is taken whatever its size, so that asking again comes to an end.
    fn take(&mut self, at: PictureAt, bytes: Vec<u8>) {
        let held: usize = self.found.iter().map(|(_, bytes)| bytes.len()).sum();
        if (held == 0 || held + bytes.len() <= ROOM) && self.wanted.remove(&at) {
            self.found.push((at, bytes));
        }
    }
}
