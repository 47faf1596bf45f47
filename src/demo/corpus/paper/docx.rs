//! A letter as a Word document: the least that ECMA-376 asks of a package, with paragraphs and ruled tables.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::demo::corpus::layout::Piece;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
const TAIL: &str = r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr></w:body></w:document>"#;
const BORDERS: &str = r#"<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders></w:tblPr>"#;

/// The letter as a .docx.
///
/// # Errors
/// None that memory would not meet first: the package is written into memory.
pub fn docx(pieces: &[Piece]) -> zip::result::ZipResult<Vec<u8>> {
    let body: String = pieces.iter().map(element).collect();
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    // The earliest time a ZIP can name stands for "none".
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", &format!("{HEAD}{body}{TAIL}")),
    ] {
        package.start_file(name, options)?;
        package.write_all(text.as_bytes())?;
    }
    Ok(package.finish()?.into_inner())
}

fn element(piece: &Piece) -> String {
    match piece {
        Piece::Para(words) | Piece::Quote(words) => paragraph(words, ""),
        Piece::Answer(words) => paragraph(words, r#"<w:color w:val="1F497D"/>"#),
        Piece::Heading(words) => paragraph(words, "<w:b/>"),
        Piece::Item(words) => paragraph(&format!("\u{2022} {words}"), ""),
        Piece::Table(rows) => table(rows),
    }
}

fn paragraph(words: &str, look: &str) -> String {
    let look = if look.is_empty() { String::new() } else { format!("<w:rPr>{look}</w:rPr>") };
    let lines: Vec<String> =
        words.lines().map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(line))).collect();
    format!("<w:p><w:r>{look}{}</w:r></w:p>", lines.join("<w:br/>"))
}

fn table(rows: &[Vec<String>]) -> String {
    let cell = |words: &String| format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph(words, ""));
    let row = |row: &Vec<String>| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
    format!("<w:tbl>{BORDERS}{}</w:tbl>{}", rows.iter().map(row).collect::<String>(), paragraph("", ""))
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
