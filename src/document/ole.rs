//! Files embedded in office documents as OLE objects (MS-OLEDS): the icon that opens a PDF or a spreadsheet.

use std::io::{Cursor, Read};

/// The file inside an embedding: its name where it has one, and its bytes.
pub(super) fn embedded(label: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let unwrapped = || {
        let mut compound = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
        if let Some(native) = stream(&mut compound, "/\u{1}Ole10Native") {
            return native_data(&native);
        }
        let whole = ["/Package", "/CONTENTS"].iter().find_map(|name| stream(&mut compound, name))?;
        Some((label.to_owned(), whole))
    };
    unwrapped().unwrap_or_else(|| (label.to_owned(), bytes.to_vec()))
}

/// A stream of a compound file; none if it is not there or cannot be read. Never more than the file could hold.
pub(super) fn stream(compound: &mut cfb::CompoundFile<Cursor<&[u8]>>, name: &str) -> Option<Vec<u8>> {
    let stream = compound.open_stream(name).ok()?;
    let mut bytes = Vec::new();
    stream.take(1 << 30).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// `Ole10Native`: a length, a label, a path, and the file (MS-OLEDS 2.3.6; its inside as the Packager wrote it).
fn native_data(native: &[u8]) -> Option<(String, Vec<u8>)> {
    let mut at = 6;
    let label = text(native, &mut at)?;
    text(native, &mut at)?;
    at += 4;
    let path = u32::from_le_bytes(native.get(at..at + 4)?.try_into().ok()?) as usize;
    at = at.checked_add(4)?.checked_add(path)?;
    let length = u32::from_le_bytes(native.get(at..at.checked_add(4)?)?.try_into().ok()?) as usize;
    at += 4;
    let end = at.checked_add(length)?.min(native.len());
    Some((label, native.get(at..end)?.to_vec()))
}

fn text(bytes: &[u8], at: &mut usize) -> Option<String> {
    let rest = bytes.get(*at..)?;
    let length = rest.iter().position(|byte| *byte == 0)?;
    *at += length + 1;
    Some(super::encoding::decode(rest.get(..length)?, None).text)
}
