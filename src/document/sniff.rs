//! What bytes are: by content first, then by the declared media type, then by the name.
//!
//! Names lie (a web page saved as `.xls`, a PDF sent as `.doc`) and media types are often `application/octet-stream`;
//! magic numbers seldom lie. Only for text, which has none, do type and name decide.

use super::Format;
use super::container;

/// The format that `bytes` have.
pub fn sniff(file: &str, bytes: &[u8], declared: Option<&str>) -> Format {
    by_magic(bytes).unwrap_or_else(|| by_words(file, bytes, declared))
}

fn by_magic(bytes: &[u8]) -> Option<Format> {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") || starts(b"PK\x07\x08") {
        return Some(container::zip_kind(bytes));
    }
    if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(container::compound_kind(bytes));
    }
    if starts(&[0x78, 0x9f, 0x3e, 0x22]) {
        return Some(Format::Tnef);
    }
    if is_image(head) {
        return Some(Format::Image);
    }
    let trimmed = head.trim_ascii_start();
    if trimmed.starts_with(b"{\\rtf") {
        return Some(Format::Rtf);
    }
    // Some gateways put a banner before it; ISO 32000 readers look for the mark in the first kilobyte.
    head.windows(5).any(|five| five == b"%PDF-").then_some(Format::Pdf)
}

fn is_image(head: &[u8]) -> bool {
    let magics: [&[u8]; 9] = [
        b"\xff\xd8\xff",
        b"\x89PNG\r\n",
        b"GIF87a",
        b"GIF89a",
        b"II*\0",
        b"MM\0*",
        b"BM",
        b"\0\0\0\x0cjP  ",
        b"\x97JB2",
    ];
    let bitmap = !head.starts_with(b"BM") || head.get(6..10) == Some(&[0; 4]);
    let inner = head.get(4..12).unwrap_or_default();
    (bitmap && magics.iter().any(|magic| head.starts_with(magic)))
        || (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"))
        || [&b"ftypheic"[..], b"ftypheix", b"ftypmif1", b"ftypavif"].contains(&inner)
}

fn by_words(file: &str, bytes: &[u8], declared: Option<&str>) -> Format {
    if !is_text(bytes) {
        return Format::Unknown;
    }
    let media = declared.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let name = file.to_ascii_lowercase();
    let named = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default()).replace('\0', "");
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{fffd}');
    if is_xml_book(bytes) {
        Format::Xls
    } else if let Some(format) = flat_opendocument(start) {
        format
    } else if looks_like_html(start) {
        Format::Html
    } else if media == "message/rfc822" || named(&[".eml", ".mht", ".mhtml"]) || looks_like_mail(start) {
        Format::Eml
    } else if media == "text/html" || (media != "text/plain" && named(&[".html", ".htm"])) {
        Format::Html
    } else if ["text/csv", "text/tab-separated-values", "application/csv", "application/vnd.ms-excel"]
        .contains(&media.as_str())
        || named(&[".csv", ".tsv", ".tab", ".xls"])
    {
        Format::Csv
    } else {
        Format::Text
    }
}

fn looks_like_html(start: &str) -> bool {
    let head: String = start.chars().take(512).collect::<String>().to_ascii_lowercase();
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || (head.starts_with("<?xml") && head.contains("<html"))
}

/// Excel's "XML Spreadsheet 2003".
pub(super) fn is_xml_book(bytes: &[u8]) -> bool {
    let head = super::encoding::decode(bytes.get(..bytes.len().min(2048)).unwrap_or_default(), None).text;
    head.trim_start_matches('\u{feff}').trim_start().starts_with('<')
        && head.contains("urn:schemas-microsoft-com:office:spreadsheet")
        && head.contains("Workbook")
}

/// OpenDocument as one file of XML names its kind in its first element (ODF 1.2 part 1, 3.1.2).
fn flat_opendocument(start: &str) -> Option<Format> {
    let (_, root) = start.starts_with("<?xml").then(|| start.split_once("<office:document "))??;
    let kind = root.split_once("office:mimetype=\"")?.1;
    if kind.starts_with("application/vnd.oasis.opendocument.text") {
        Some(Format::Odt)
    } else {
        kind.starts_with("application/vnd.oasis.opendocument.spreadsheet").then_some(Format::Ods)
    }
}

/// Headers that only a mail program writes; `From:` and `Sent:` at the top of a text are a person's copy of a mail.
fn looks_like_mail(start: &str) -> bool {
    const TELLING: [&str; 6] =
        ["received:", "return-path:", "mime-version:", "message-id:", "delivered-to:", "dkim-signature:"];
    let headers: Vec<String> = start.lines().take_while(|line| !line.is_empty()).map(str::to_ascii_lowercase).collect();
    let shaped =
        |line: &String| line.starts_with([' ', '\t']) || line.split_once(':').is_some_and(|(n, _)| !n.contains(' '));
    let told = headers.iter().filter(|line| TELLING.iter().any(|name| line.starts_with(name))).count();
    told > 0 && headers.iter().take(20).all(shaped) && headers.iter().any(|line| line.starts_with("from:"))
}

/// Text has few control characters; UTF-16 has NULs, but a mark or a pattern too.
fn is_text(bytes: &[u8]) -> bool {
    let sample = bytes.get(..bytes.len().min(8192)).unwrap_or_default();
    let odd = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b | 0x1a);
    let controls = sample.iter().filter(odd).count();
    if controls * 100 <= sample.len() {
        return true;
    }
    let wide = super::encoding::decode(sample, None);
    wide.encoding.starts_with("UTF-16")
        && wide.text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count() * 50 <= sample.len()
}

/// Names a kind of file that we know by its mark and cannot read.
pub(super) fn known_but_unread(bytes: &[u8]) -> Option<&'static str> {
    let marks: [(&[u8], &str); 8] = [
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"\x1f\x8b", "a gzip file"),
        (b"!BDN", "an Outlook data file (.pst)"),
        (b"MZ", "a program"),
        (b"\x7fELF", "a program"),
        (b"ID3", "a sound recording"),
        (b"%!PS", "a PostScript file"),
    ];
    marks.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, what)| *what)
}
