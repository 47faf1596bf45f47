//! Letters as files: PDF, DOCX, XLSX and CSV, each just rich enough to be what an office program would have made.
//!
//! The same pieces always make the same bytes: no clock, no random identifier.

mod docx;
mod pdf;
mod sheet;

pub use docx::docx;
pub use pdf::{pdf, scan};
pub use sheet::{csv, xlsx};
