//! What a ZIP archive or a compound file is the wrapping of: told by the names inside, nothing inflated.

use std::io::Cursor;

use super::Format;

/// Word, Excel, OpenDocument, or just an archive.
pub(super) fn zip_kind(bytes: &[u8]) -> Format {
    let Ok(mut archive) = ::zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Format::Zip;
    };
    if let Some(kind) = opendocument(&mut archive) {
        return kind;
    }
    let names: Vec<String> =
        archive.file_names_raw().map(|name| String::from_utf8_lossy(name).to_ascii_lowercase()).collect();
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    if has("word/document") {
        Format::Docx
    } else if has("xl/workbook") {
        Format::Xlsx
    } else if has("[content_types].xml") && has("ppt/") {
        Format::Unknown
    } else {
        Format::Zip
    }
}

/// OpenDocument names its kind in a stored file `mimetype` (ODF 1.2, part 3, 3.3).
fn opendocument(archive: &mut ::zip::ZipArchive<Cursor<&[u8]>>) -> Option<Format> {
    use std::io::Read;
    let mut kind = String::new();
    archive.by_name("mimetype").ok()?.take(100).read_to_string(&mut kind).ok()?;
    match kind.trim() {
        kind if kind.starts_with("application/vnd.oasis.opendocument.text") => Some(Format::Odt),
        kind if kind.starts_with("application/vnd.oasis.opendocument.spreadsheet") => Some(Format::Ods),
        kind if kind.starts_with("application/vnd.oasis.opendocument") => Some(Format::Unknown),
        _ => None,
    }
}

/// Word, Excel or Outlook of the years before 2007, or a newer file that is locked.
pub(super) fn compound_kind(bytes: &[u8]) -> Format {
    let Ok(compound) = cfb::CompoundFile::open(Cursor::new(bytes)) else {
        return Format::Unknown;
    };
    let has = |name: &str| compound.exists(name);
    if has("/WordDocument") {
        Format::Doc
    } else if has("/Workbook") || has("/Book") {
        Format::Xls
    } else if has("/__properties_version1.0") {
        Format::Msg
    } else {
        Format::Unknown
    }
}
