//! What a ZIP archive or a compound file is the wrapping of: told by the names inside, nothing inflated.

use std::borrow::Cow;
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

/// Gives a compound file the sectors that its table of sectors has room for: some writers leave out those that they have
/// not used, and the crate takes that for damage.
pub(super) fn mended(bytes: &[u8]) -> Cow<'_, [u8]> {
    let claimed = || {
        let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
        let size = 1_usize.checked_shl(number(0x1e)? as u32 & 0xffff).filter(|size| (512..=4096).contains(size))?;
        let (tables, each) = (number(0x2c)?, size / 4);
        let present = (bytes.len().checked_sub(512)?).div_ceil(size);
        // Only the last table can have room to spare.
        let room = tables.checked_mul(each).filter(|room| *room > present && room - present < each)?;
        Some(512 + room * size)
    };
    match bytes.starts_with(b"\xd0\xcf\x11\xe0").then(claimed).flatten() {
        Some(length) if length > bytes.len() => {
            let mut padded = bytes.to_vec();
            padded.resize(length, 0);
            Cow::Owned(padded)
        }
        _ => Cow::Borrowed(bytes),
    }
}
