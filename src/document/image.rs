//! Pictures: their words are not to be had without OCR, which is done outside the worker.

use super::{Document, Format, State};

/// Notes that the file is a picture.
pub(super) fn read(file: &str, bytes: &[u8]) -> Document {
    let mut document = Document::empty(file, bytes, Format::Image, State::Image);
    document.warnings.push("it is a picture".to_owned());
    document
}
