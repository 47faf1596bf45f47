//! Comma-separated values and their relatives, as one table (RFC 4180, read generously).
//!
//! The delimiter is the one under which most rows have one width. Excel's first line `sep=;` is believed.

use super::{Address, Block, Budget, Document, Format, State, encoding};

/// Reads a delimited file. Bad content is never an error: rows keep the width they have.
pub(super) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let decoded = encoding::decode(bytes, None);
    let mut document = Document::empty(file, bytes, Format::Csv, State::Read);
    if decoded.lossy {
        document.warnings.push(format!("some bytes are no {} and are shown as \u{fffd}", decoded.encoding));
    }
    let (text, said) = separator_line(&decoded.text);
    let delimiter = said.unwrap_or_else(|| delimiter(text));
    let mut rows = rows(text, delimiter, budget.limits().cells);
    if rows.iter().map(Vec::len).sum::<usize>() > budget.limits().cells {
        rows.pop();
        document.state = State::Partly;
        document.warnings.push(format!("more than {} cells: the rest was not read", budget.limits().cells));
    }
    let line = if said.is_some() { 2 } else { 1 };
    let at = Address { line: Some(line), cell: Some(format!("A{line}")), ..Address::default() };
    if !rows.is_empty() {
        document.blocks.push(Block::table(at, rows));
    }
    document
}

/// Excel's own first line, `sep=;`, and what follows it.
fn separator_line(text: &str) -> (&str, Option<u8>) {
    let said = || {
        let (first, rest) = text.split_once('\n')?;
        let given = first.trim_end_matches('\r').trim_matches('"').to_ascii_lowercase();
        match given.strip_prefix("sep=")?.as_bytes() {
            [one] => Some((rest, *one)),
            _ => None,
        }
    };
    said().map_or((text, None), |(rest, one)| (rest, Some(one)))
}

/// The delimiter under which most rows of the beginning have one width above 1; the comma where none does.
pub(super) fn delimiter(text: &str) -> u8 {
    let mut end = text.len().min(1 << 18);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end).unwrap_or(text);
    let mut best = (0, 0, b',');
    for candidate in *b",;\t|" {
        let rows = rows(sample, candidate, 20_000);
        let mut widths: Vec<usize> = rows.iter().map(Vec::len).filter(|width| *width > 1).collect();
        widths.sort_unstable();
        let common = widths.chunk_by(|a, b| a == b).map(|same| (same.len(), same.first().copied().unwrap_or(0))).max();
        if let Some((alike, width)) = common
            && (alike, width) > (best.0, best.1)
        {
            best = (alike, width, candidate);
        }
    }
    best.2
}

fn rows(text: &str, delimiter: u8, most: usize) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut cells = 0usize;
    for record in reader.records().map_while(Result::ok) {
        cells += record.len();
        rows.push(record.iter().map(|cell| cell.trim_matches('\u{feff}').to_owned()).collect());
        if cells > most {
            break;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Limits;

    fn table(bytes: &[u8]) -> Vec<Vec<String>> {
        read("a.csv", bytes, &Budget::new(&Limits::default())).blocks.remove(0).rows
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_rows_alike() {
        let cases: [(&str, &[&[&str]]); 4] = [
            ("Year,Spend\n2016,\"£4,120.50\"\n", &[&["Year", "Spend"], &["2016", "£4,120.50"]]),
            ("Year;Spend\n2016;4,5\n2017;5,5\n", &[&["Year", "Spend"], &["2016", "4,5"], &["2017", "5,5"]]),
            ("A|B\n\"one\ntwo\"|c, d\n", &[&["A", "B"], &["one\ntwo", "c, d"]]),
            ("sep=;\r\na;b\r\n", &[&["a", "b"]]),
        ];
        for (text, rows) in cases {
            assert_eq!(table(text.as_bytes()), rows, "{text}");
        }
    }

    #[test]
    fn more_cells_than_the_limit_are_said_and_not_read() {
        let limits = Limits { cells: 10, ..Limits::default() };
        let read = read("a.csv", "a,b\n".repeat(100).as_bytes(), &Budget::new(&limits));
        assert_eq!(read.state, State::Partly);
        assert_eq!(read.blocks[0].rows.len(), 5);
    }
}
