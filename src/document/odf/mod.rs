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
use super::{Budget, Document, State, refused};

/// Why a package cannot be read.
enum Shut {
    Locked,
    Broken(String),
}

impl Shut {
    /// What is told of the document.
    fn told_of(self, mut document: Document) -> Document {
        match self {
            Self::Broken(why) => refused(document, why),
            Self::Locked => {
                document.state = State::Locked;
                document
                    .warnings
                    .push("a password is needed to open it: ask the authority for an unlocked copy".to_owned());
                document
            }
        }
    }
}

/// The package, where it can be opened and is not locked.
fn opened<'b>(bytes: &'b [u8], budget: &'b Budget) -> Result<Package<'b>, Shut> {
    let mut package = Package::open(bytes, budget).map_err(Shut::Broken)?;
    if is_locked(&mut package) { Err(Shut::Locked) } else { Ok(package) }
}

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

#[cfg(test)]
mod tests {
    use crate::document::{Format, Limits, State, read};

    #[test]
    fn flat_files_are_read_as_packages_are() {
        let flat = |kind: &str, body: &str| {
            format!(
                "<?xml version=\"1.0\"?>\n<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
                 xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
                 xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
                 office:mimetype=\"application/vnd.oasis.opendocument.{kind}\"><office:body>{body}</office:body></office:document>"
            )
        };
        let text = flat("text", "<office:text><text:p>We hold 3.</text:p></office:text>");
        let sheet = flat(
            "spreadsheet",
            "<office:spreadsheet><table:table table:name=\"S\"><table:table-row><table:table-cell \
             office:value-type=\"string\"><text:p>Spend</text:p></table:table-cell></table:table-row></table:table>\
             </office:spreadsheet>",
        );
        let text = read("a.fodt", text.as_bytes(), None, &Limits::default());
        assert_eq!((text.format, text.state), (Format::Odt, State::Read));
        assert_eq!(text.blocks[0].text, "We hold 3.");
        let sheet = read("a.fods", sheet.as_bytes(), None, &Limits::default());
        assert_eq!((sheet.format, sheet.state), (Format::Ods, State::Read));
        assert_eq!(sheet.blocks[0].rows, [["Spend"]]);
    }
}
