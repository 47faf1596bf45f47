//! OpenDocument texts and sheets (ODF 1.2/1.3; LibreOffice, Google Docs, Word's export).
//!
//! Texts: numbering is counted out of the list styles, tracked deletions are left out, notes follow their paragraph and
//! comments come last. Sheets: cells as the file itself shows them (`text:p`), with the value beside. Charts and embedded
//! objects are not read. Flat files (`.fodt`, `.fods`) have all parts in one.

mod inline;
mod lists;
mod sheet;
mod styles;
mod table;
mod text;

pub(super) use sheet::read as read_sheet;
pub(super) use text::read as read_text;

use super::package::Package;

/// Is the content encrypted? The manifest says so (ODF 1.2 part 3, 4.4).
fn is_locked(package: &mut Package) -> bool {
    package.part("META-INF/manifest.xml").is_some_and(|manifest| {
        let mark = b"encryption-data";
        manifest.windows(mark.len()).any(|window| window == mark)
    })
}

/// One file of XML and no package.
fn is_flat(bytes: &[u8]) -> bool {
    !bytes.starts_with(b"PK")
}

const LOCKED: &str = "a password is needed to open it: ask the authority for an unlocked copy";
