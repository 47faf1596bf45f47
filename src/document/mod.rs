//! Bytes to text and tables with addresses, one model for all formats.
//!
//! Everything here comes from outside: a broken or hostile document may cost only itself, so each reader takes a
//! [`Budget`] (what is left of the [`Limits`]) and reports what it could not read as warnings in the [`Document`], never
//! as a panic. Reading in this process is for what is small and plain; files go through the worker processes.
//!
//! To add a format: its name in [`Format`], how it is told in `sniff.rs`, its reader in a file here, its arm in [`dispatch`].

mod budget;
mod container;
mod csv;
mod doc;
mod docx;
pub mod encoding;
mod grid;
pub mod html;
mod image;
pub mod mail;
#[cfg(test)]
mod making;
mod model;
mod numbering;
pub mod ocr;
mod odf;
mod ole;
mod package;
pub mod pdf;
mod picture_size;
mod quote;
mod rtf;
mod sheet;
mod sniff;
mod sought;
mod stories;
pub mod text;
pub mod worker;
mod xls;
mod xlsx;
mod xml;
mod zip;

use std::borrow::Cow;

pub use budget::Budget;
pub use model::{Address, Block, BlockKind, CellValue, Document, Format, Limits, State};
pub use sniff::sniff;
use sought::PictureAt;

use crate::message::OriginalHash;

/// Counted up whenever a reader makes something else of the same bytes, so that kept text is known to be of an older reader.
pub const READER_VERSION: u32 = 3;

/// Reads `bytes`, named `file` by whoever sent them, as whatever format they turn out to be.
///
/// Content decides, then the declared media type, then the name. Never fails: what cannot be read comes back with its
/// [`State`] and the reason in `warnings`. The readers of compressed and binary formats rely on the limits of a worker
/// process for memory and time; here they have only their own.
pub fn read(file: &str, bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Document {
    read_within(file, bytes, declared, &Budget::new(limits))
}

/// Reads a file, or a file inside a file, out of what is left.
pub(crate) fn read_within(file: &str, bytes: &[u8], declared: Option<&str>, budget: &Budget) -> Document {
    let limit = budget.limits().bytes;
    if bytes.len() as u64 > limit {
        let mut refused = Document::empty(file, bytes, Format::Unknown, State::Refused);
        refused.warnings.push(format!("the file has {} bytes; the limit is {limit}", bytes.len()));
        return refused;
    }
    let mended = container::mended(bytes);
    let mut document = dispatch(file, &mended, declared, budget);
    if let Cow::Owned(_) = mended {
        document.hash = OriginalHash::of(bytes);
    }
    budget.trim(&mut document);
    budget.look(&document, bytes);
    document
}

/// Reads a document again for these pictures in it: those that were found, as many as can be held at once.
fn pictures(
    file: &str,
    bytes: &[u8],
    declared: Option<&str>,
    limits: &Limits,
    wanted: Vec<PictureAt>,
) -> Vec<(PictureAt, Vec<u8>)> {
    let budget = Budget::seeking(limits, wanted);
    read_within(file, bytes, declared, &budget);
    budget.found()
}

/// Reads a file inside `document` as its child, out of what is left; over a limit, the document says so once.
pub(crate) fn attach(document: &mut Document, name: &str, bytes: &[u8], declared: Option<&str>, budget: &Budget) {
    match budget.child() {
        Ok(inner) => document.children.push(read_within(name, bytes, declared, &inner)),
        Err(limit) => note(document, format!("{limit}: not all files inside were read")),
    }
}

/// Adds a warning that is not there yet, and turns `read` into `partly`.
fn note(document: &mut Document, warning: String) {
    if document.state == State::Read {
        document.state = State::Partly;
    }
    if !document.warnings.contains(&warning) {
        document.warnings.push(warning);
    }
}

/// Which reader reads what: the one list of formats.
fn dispatch(file: &str, bytes: &[u8], declared: Option<&str>, budget: &Budget) -> Document {
    let format = sniff(file, bytes, declared);
    match format {
        Format::Text => text::read_bytes(file, bytes, declared),
        Format::Csv => csv::read(file, bytes, budget),
        Format::Html => html::read(file, bytes, declared, budget),
        Format::Pdf => pdf::read(file, bytes, budget),
        Format::Docx => docx::read(file, bytes, budget),
        Format::Xlsx => xlsx::read(file, bytes, budget),
        Format::Xls if !bytes.starts_with(&[0xd0, 0xcf]) && sniff::is_xml_book(bytes) => {
            xls::xml::read(file, bytes, budget)
        }
        Format::Xls => xls::read(file, bytes, budget),
        Format::Doc => doc::read(file, bytes, budget),
        Format::Odt => odf::read_text(file, bytes, budget),
        Format::Ods => odf::read_sheet(file, bytes, budget),
        Format::Rtf => rtf::read(file, bytes, budget),
        Format::Eml => mail::read_eml(file, bytes, budget),
        Format::Msg => mail::read_msg(file, bytes, budget),
        Format::Tnef => mail::read_tnef(file, bytes, budget),
        Format::Zip => zip::read(file, bytes, budget),
        Format::Image => image::read(file, bytes),
        Format::Unknown => unsupported(file, bytes, format),
    }
}

fn unsupported(file: &str, bytes: &[u8], format: Format) -> Document {
    let mut document = Document::empty(file, bytes, format, State::Unsupported);
    document.warnings.push(match sniff::known_but_unread(bytes) {
        Some(what) => format!("{what}: no reader for it here; open it by hand"),
        None => "no reader knows this kind of file; open it by hand".to_owned(),
    });
    document
}

/// A document that could not be read at all, with the reason.
fn refused(mut document: Document, why: String) -> Document {
    document.state = State::Refused;
    document.warnings.push(why);
    document
}
