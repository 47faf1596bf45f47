//! A letter as a PDF with a text layer (ISO 32000-1): Helvetica, pages, ruled tables; and a scan without one.

use std::fmt::Write;

use crate::demo::corpus::layout::Piece;

const WIDTH: f64 = 595.0;
const HEIGHT: f64 = 842.0;
const MARGIN: f64 = 64.0;
const SIZE: f64 = 10.5;
const LEADING: f64 = 14.0;
/// Where the columns of a table begin, as shares of the width between the margins.
const COLUMNS: [f64; 4] = [0.0, 0.08, 0.62, 1.0];

/// Helvetica's advance widths of the printable ASCII letters, in thousandths (Adobe's AFM).
const ADVANCES: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

/// The letter as a PDF.
pub fn pdf(pieces: &[Piece]) -> Vec<u8> {
    let mut page = Pages::default();
    for piece in pieces {
        match piece {
            Piece::Para(words) | Piece::Answer(words) | Piece::Quote(words) => page.paragraph(words, "F1"),
            Piece::Heading(words) => page.paragraph(words, "F2"),
            Piece::Item(words) => page.paragraph(&format!("\u{2022} {words}"), "F1"),
            Piece::Table(rows) => page.table(rows),
        }
    }
    page.end_page();
    assemble(&page.done, &[])
}

/// A page as an office scanner leaves it: a picture of grey lines, and no text.
pub fn scan() -> Vec<u8> {
    const COLUMNS: usize = 80;
    const ROWS: usize = 640;
    let mut picture = Vec::new();
    for row in 0..ROWS {
        // Lines of "writing": dark runs in two rows of eight, a margin left white.
        let ink = if row % 16 < 2 && row > 60 && row < 580 { 0x24 } else { 0xff };
        // RunLengthDecode (7.4.5): 257 - n, then the byte that stands n times.
        picture.extend([(257 - COLUMNS) as u8, ink]);
    }
    picture.push(128);
    let content = format!("q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im1 Do Q\n");
    let dictionary = format!(
        "<< /Type /XObject /Subtype /Image /Width {} /Height {ROWS} /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /RunLengthDecode /Length {} >>",
        COLUMNS * 8,
        picture.len()
    );
    assemble(&[content], &[(dictionary, picture)])
}

#[derive(Default)]
struct Pages {
    done: Vec<String>,
    content: String,
    /// Distance of the last line from the top margin.
    down: f64,
}

impl Pages {
    fn room(&mut self, needed: f64) {
        if self.down + needed > HEIGHT - 2.0 * MARGIN {
            self.end_page();
        }
    }

    fn end_page(&mut self) {
        if !self.content.is_empty() {
            self.done.push(std::mem::take(&mut self.content));
        }
        self.down = 0.0;
    }

    fn line(&mut self, x: f64, words: &str, font: &str) {
        let y = HEIGHT - MARGIN - self.down - SIZE;
        // Writing to a String cannot fail.
        let _ = writeln!(self.content, "BT /{font} {SIZE} Tf {x:.1} {y:.1} Td ({}) Tj ET", literal(words));
    }

    fn paragraph(&mut self, words: &str, font: &str) {
        for line in wrapped(words, WIDTH - 2.0 * MARGIN) {
            self.room(LEADING);
            self.line(MARGIN, &line, font);
            self.down += LEADING;
        }
        self.down += LEADING * 0.6;
    }

    fn table(&mut self, rows: &[Vec<String>]) {
        let span = WIDTH - 2.0 * MARGIN;
        let edge = |column: usize| MARGIN + span * COLUMNS.get(column).copied().unwrap_or(1.0);
        for (number, row) in rows.iter().enumerate() {
            let cells: Vec<Vec<String>> = row
                .iter()
                .enumerate()
                .map(|(column, cell)| wrapped(cell, edge(column + 1) - edge(column) - 8.0))
                .collect();
            let lines = cells.iter().map(Vec::len).max().unwrap_or(1);
            let height = lines as f64 * LEADING + 6.0;
            self.room(height);
            let (top, font) = (self.down, if number == 0 { "F2" } else { "F1" });
            for (column, cell) in cells.iter().enumerate() {
                self.down = top + 3.0;
                for line in cell {
                    self.line(edge(column) + 4.0, line, font);
                    self.down += LEADING;
                }
                let y = HEIGHT - MARGIN - top - height;
                let (x, width) = (edge(column), edge(column + 1) - edge(column));
                let _ = writeln!(self.content, "0.5 w {x:.1} {y:.1} {width:.1} {height:.1} re S");
            }
            self.down = top + height;
        }
        self.down += LEADING;
    }
}

/// Breaks `words` into lines no wider than `width` points.
fn wrapped(words: &str, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for line in words.lines() {
        let mut current = String::new();
        for word in line.split(' ') {
            let longer = if current.is_empty() { word.to_owned() } else { format!("{current} {word}") };
            if advance(&longer) > width && !current.is_empty() {
                lines.push(std::mem::replace(&mut current, word.to_owned()));
            } else {
                current = longer;
            }
        }
        lines.push(current);
    }
    lines
}

fn advance(words: &str) -> f64 {
    let letter = |letter: char| {
        let at = (u32::from(letter) as usize).wrapping_sub(32);
        f64::from(ADVANCES.get(at).copied().unwrap_or(556)) * SIZE / 1_000.0
    };
    words.chars().map(letter).sum()
}

/// A string as a PDF writes it: WinAnsi, what is not ASCII as octal.
fn literal(words: &str) -> String {
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(words);
    let mut out = String::new();
    for byte in bytes.iter() {
        match byte {
            b'(' | b')' | b'\\' => {
                out.push('\\');
                out.push(char::from(*byte));
            }
            32..=126 => out.push(char::from(*byte)),
            other => {
                let _ = write!(out, "\\{other:03o}");
            }
        }
    }
    out
}

/// Objects: 1 catalogue, 2 page tree, 3 and 4 fonts, then the pictures, then a page and its content each.
fn assemble(pages: &[String], pictures: &[(String, Vec<u8>)]) -> Vec<u8> {
    let first_page = 5 + pictures.len();
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", first_page + 2 * page)).collect();
    let mut file = File::default();
    file.object(b"<< /Type /Catalog /Pages 2 0 R >>");
    file.object(format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).as_bytes());
    for font in ["Helvetica", "Helvetica-Bold"] {
        let font = format!("<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>");
        file.object(font.as_bytes());
    }
    for (dictionary, bytes) in pictures {
        file.object(&[dictionary.as_bytes(), b"\nstream\n", bytes, b"\nendstream"].concat());
    }
    let pictures = if pictures.is_empty() { "" } else { " /XObject << /Im1 5 0 R >>" };
    for (number, content) in pages.iter().enumerate() {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >>{pictures} >> /Contents {} 0 R >>",
            first_page + 2 * number + 1
        );
        file.object(page.as_bytes());
        file.object(format!("<< /Length {} >>\nstream\n{content}endstream", content.len()).as_bytes());
    }
    file.finish()
}

#[derive(Default)]
struct File {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl File {
    fn object(&mut self, body: &[u8]) {
        if self.bytes.is_empty() {
            // The second line tells transfer programs that the file is binary.
            self.bytes.extend(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
        }
        self.offsets.push(self.bytes.len());
        self.bytes.extend(format!("{} 0 obj\n", self.offsets.len()).as_bytes());
        self.bytes.extend(body);
        self.bytes.extend(b"\nendobj\n");
    }

    fn finish(mut self) -> Vec<u8> {
        let (start, count) = (self.bytes.len(), self.offsets.len() + 1);
        let mut tail = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            let _ = writeln!(tail, "{offset:010} 00000 n ");
        }
        let _ = write!(tail, "trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        self.bytes.extend(tail.as_bytes());
        self.bytes
    }
}
