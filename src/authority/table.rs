//! A table as people save it from a spreadsheet: CSV in whatever encoding, its cells with their places.
//!
//! RFC 4180, read generously: comma, semicolon or tab, line ends of any system, blank lines and lines that begin with `#`
//! passed over. We read it ourselves because each fault must show the very cell, and the csv crate gives no place to a
//! cell and takes a quotation mark that is never closed for the rest of the file.

use std::ops::Range;

/// A table's cells, and the text that their places count in.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The file as text.
    pub text: String,
    pub header: Vec<Field>,
    /// One a line of the table, header and passed-over lines left out.
    pub records: Vec<Vec<Field>>,
    /// Set where the bytes were not UTF-8 and were taken for this encoding.
    pub taken_for: Option<&'static str>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Without quotation marks and without blanks around it.
    pub text: String,
    /// Bytes of the table's text, quotation marks included.
    pub span: Range<usize>,
}

/// Why a file is no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableFault {
    #[error("a quotation mark opens here and is never closed")]
    OpenQuote { text: String, at: usize },
    #[error("this file has nothing in it")]
    Empty { text: String },
    #[error("this is no text: it has NUL bytes in it")]
    Binary,
}

/// Reads the cells of a CSV file.
///
/// # Errors
/// [`TableFault`], for a file that is no table; cells are never dropped in silence.
pub fn read(bytes: &[u8]) -> Result<Table, TableFault> {
    let (text, taken_for) = decoded(bytes)?;
    let delimiter = delimiter(&text);
    let mut records = split(&text, delimiter).map_err(|at| TableFault::OpenQuote { text: text.clone(), at })?;
    if records.is_empty() {
        return Err(TableFault::Empty { text });
    }
    let header = records.remove(0);
    Ok(Table { text, header, records, taken_for })
}

/// The table that a spreadsheet's rows make, written as CSV so that its faults have something to show.
///
/// `first` is the number of the sheet's row that comes first: lines of the text count as rows of the sheet. A line end
/// within a cell becomes a blank, since in a spreadsheet it only folds the words.
///
/// # Errors
/// [`TableFault::Empty`], for rows with nothing in them.
pub fn of_rows(rows: &[Vec<String>], first: u32) -> Result<Table, TableFault> {
    let mut text = "\n".repeat(usize::try_from(first.saturating_sub(1)).unwrap_or(0).min(MOST_BLANK));
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "))
            .map(
                |cell| if cell.contains([',', '"', '#']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell },
            )
            .collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    let mut records = split(&text, ',').map_err(|at| TableFault::OpenQuote { text: text.clone(), at })?;
    if records.is_empty() {
        return Err(TableFault::Empty { text });
    }
    let header = records.remove(0);
    Ok(Table { text, header, records, taken_for: None })
}

/// Rows above a sheet's first table that are worth counting.
const MOST_BLANK: usize = 10_000;

/// UTF-8 or UTF-16 by its mark, UTF-8 by trial, and else what Windows in this country writes.
fn decoded(bytes: &[u8]) -> Result<(String, Option<&'static str>), TableFault> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return Ok((text.into_owned(), None));
    }
    if bytes.contains(&0) {
        return Err(TableFault::Binary);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), None)),
        Err(_) => Ok((encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(), Some("windows-1252"))),
    }
}

/// The sign that stands most often in the first line that counts.
fn delimiter(text: &str) -> char {
    let header = text.lines().find(|line| !passed_over(line)).unwrap_or_default();
    let often = |sign: char| header.matches(sign).count();
    // In a tie the comma, which is what the format is named after.
    ['\t', ';', ','].into_iter().max_by_key(|sign| often(*sign)).unwrap_or(',')
}

fn passed_over(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}

fn split(text: &str, delimiter: char) -> Result<Vec<Vec<Field>>, usize> {
    let mut records = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
        if passed_over(rest.get(..line).unwrap_or_default()) {
            at += line;
            continue;
        }
        let mut record = Vec::new();
        loop {
            let (field, end) = field(text, at, delimiter)?;
            record.push(field);
            at = end;
            let rest = text.get(at..).unwrap_or_default();
            if rest.starts_with(delimiter) {
                at += delimiter.len_utf8();
                continue;
            }
            at += if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
            break;
        }
        // Spreadsheets save the empty rows under a table as rows of commas.
        if record.iter().any(|field| !field.text.is_empty()) {
            records.push(record);
        }
    }
    Ok(records)
}

/// One cell from `start` to the delimiter or line end that closes it.
fn field(text: &str, start: usize, delimiter: char) -> Result<(Field, usize), usize> {
    let rest = text.get(start..).unwrap_or_default();
    let ends = |c: char| c == delimiter || c == '\n' || c == '\r';
    if !rest.starts_with('"') {
        let length = rest.find(ends).unwrap_or(rest.len());
        let cell = rest.get(..length).unwrap_or_default();
        return Ok((Field { text: cell.trim().to_owned(), span: start..start + length }, start + length));
    }
    let mut inside = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((place, letter)) = letters.next() {
        if letter != '"' {
            inside.push(letter);
        } else if letters.next_if(|(_, next)| *next == '"').is_some() {
            inside.push('"');
        } else {
            // Whatever stands between the closing mark and the delimiter belongs to the cell, as spreadsheets have it.
            let after = rest.get(place + 1..).unwrap_or_default();
            let length = after.find(ends).unwrap_or(after.len());
            inside.push_str(after.get(..length).unwrap_or_default());
            let end = start + place + 1 + length;
            return Ok((Field { text: inside.trim().to_owned(), span: start..end }, end));
        }
    }
    Err(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let table = read(text.as_bytes()).unwrap();
        table.records.iter().map(|record| record.iter().map(|field| field.text.clone()).collect()).collect()
    }

    #[test]
    fn quoted_cells_keep_commas_line_ends_and_quotation_marks() {
        assert_eq!(cells("a,b\n\"x, y\",\"say \"\"no\"\"\nnow\"\n"), [["x, y", "say \"no\"\nnow"]]);
    }

    #[test]
    fn semicolons_tabs_and_windows_line_ends_are_read() {
        assert_eq!(cells("a;b\r\n1;2\r\n"), [["1", "2"]]);
        assert_eq!(cells("a\tb\n1\t2"), [["1", "2"]]);
    }

    #[test]
    fn comments_blank_lines_and_rows_of_commas_are_passed_over() {
        assert_eq!(cells("# a comment\n\na,b\n# X1,Example\n,\n1,2\n"), [["1", "2"]]);
    }

    #[test]
    fn a_cell_knows_its_place() {
        let table = read("a,b\n1,\"two\"\n".as_bytes()).unwrap();
        assert_eq!(table.text.get(table.records[0][1].span.clone()), Some("\"two\""));
    }

    #[test]
    fn a_mark_and_old_windows_bytes_are_understood() {
        assert_eq!(read(b"\xef\xbb\xbfname\nB\xc3\xbcro\n").unwrap().header[0].text, "name");
        let old = read(b"name\nY Bryn\xe2\x96\x93\nTr\xfbst\n").unwrap();
        assert_eq!((old.records[1][0].text.as_str(), old.taken_for), ("Trûst", Some("windows-1252")));
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("name\nA\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(read(&wide).unwrap().records[0][0].text, "A");
    }

    #[test]
    fn a_sheet_s_rows_count_as_lines() {
        let rows = [["code", "name"], ["X1", "Ashdown, \"Crag\"\nand Dale"]].map(|row| row.map(str::to_owned).to_vec());
        let table = of_rows(&rows, 3).unwrap();
        assert_eq!(table.records[0][1].text, "Ashdown, \"Crag\" and Dale");
        assert_eq!(crate::authority::rows::line_of(&table.text, table.records[0][0].span.start), 4);
    }

    #[test]
    fn an_open_quotation_mark_is_a_fault_at_its_place() {
        assert!(matches!(read(b"a,b\n1,\"two\n3,4\n"), Err(TableFault::OpenQuote { at: 6, .. })));
        assert!(matches!(read(b""), Err(TableFault::Empty { .. })));
        assert!(matches!(read(b"PK\x03\x04\x00"), Err(TableFault::Binary)));
    }
}
