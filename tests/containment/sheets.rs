//! Sheets that claim more than they hold, and books at which a third-party reader fails.

use foi::document::worker::Pool;
use foi::document::{Limits, State};

use crate::{archive, command, pool, read, words};

const WORKBOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r"><sheets><sheet name="S" r:id="a"/></sheets></workbook>"#;

#[test]
fn a_sheet_of_two_kilobytes_that_claims_seventeen_thousand_million_cells_is_read() {
    let book = archive(&[
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/></Relationships>"#),
        ("xl/s.xml", br#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>"#),
    ]);
    assert!(book.len() < 2048);
    let document = read("sparse.xlsx", &book);
    assert_eq!(document.state, State::Read, "{:?}", document.warnings);
    assert_eq!(words(&document), "1\n2");
}

/// A record of a binary book (MS-XLSB 2.1.4): its kind and its length in seven bits a byte.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut out = match kind {
        0..=0x7f => vec![kind as u8],
        _ => kind.to_le_bytes().to_vec(),
    };
    out.push(u8::try_from(data.len()).unwrap());
    out.extend(data);
    out
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u32::try_from(units.len()).unwrap();
    length.to_le_bytes().into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

#[test]
fn a_binary_sheet_with_a_cell_at_either_end_costs_two_cells() {
    let row = |row: u32| record(0x00, &row.to_le_bytes());
    let cell = |column: u32, value: f64| {
        record(0x05, &[column.to_le_bytes().to_vec(), vec![0; 4], value.to_le_bytes().to_vec()].concat())
    };
    let ends: Vec<u8> = [0u32, 1_048_575, 0, 16_383].into_iter().flat_map(u32::to_le_bytes).collect();
    let sheet = [
        record(0x0194, &ends),
        record(0x0191, &[]),
        row(0),
        cell(0, 1.0),
        row(1_048_575),
        cell(16_383, 2.0),
        record(0x0192, &[]),
    ];
    let named = [vec![0; 8], wide("a"), wide("S")].concat();
    let workbook = [record(0x018f, &[]), record(0x019c, &named), record(0x0190, &[]), record(0x0184, &[])].concat();
    let book = archive(&[
        ("xl/workbook.bin", &workbook),
        ("xl/_rels/workbook.bin.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/s.bin"/></Relationships>"#),
        ("xl/worksheets/s.bin", &sheet.concat()),
    ]);
    let outcome = pool(&Limits::default()).try_read("sparse.xlsb", &book, None);
    assert!(!outcome.killed, "{:?}", outcome.document.warnings);
    assert_eq!(words(&outcome.document), "1\n2", "{:?}", outcome.document.warnings);
}

#[test]
fn books_that_claim_four_thousand_million_strings_cost_only_themselves() {
    let mut old = std::fs::read("tests/documents/sheet_xlwt.xls").unwrap();
    // The table of shared strings (MS-XLS 2.4.265): how often they are used, and how many they are.
    let at = old.windows(4).position(|w| w[..2] == [0xfc, 0] && w[3] < 0x20).unwrap();
    old[at + 4..at + 12].fill(0xff);
    let new = archive(&[
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/><Relationship Id="b" Type="x/sharedStrings" Target="t.xml"/></Relationships>"#),
        ("xl/s.xml", br#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>4294967294</v></c></row></sheetData></worksheet>"#),
        ("xl/t.xml", br#"<sst count="4294967295" uniqueCount="4294967295"><si><t>We hold 3.</t></si></sst>"#),
    ]);
    let pool = pool(&Limits::default());
    for (name, book) in [("a.xls", &old), ("a.xlsx", &new)] {
        let document = pool.read(name, book, None);
        assert!(document.state == State::Read || !document.warnings.is_empty(), "{name}: {document:?}");
        assert_eq!(words(&pool.read("next.txt", b"We hold 3.", None)), "We hold 3.");
    }
    assert!(words(&pool.read("a.xlsx", &new, None)).starts_with("We hold 3."));
}

/// The third-party readers of old books and letters slice past the end of the one, and count past the largest number in
/// the other, where that is checked (both found by `examples/mutate.rs`).
#[test]
fn a_document_at_which_its_reader_panics_is_refused_and_the_same_worker_reads_the_next() {
    let pool = Pool::new(command(), &Limits::default(), 1).expect("the worker starts");
    for (name, always) in [("panics.xls", true), ("overflow.doc", false)] {
        let bytes = std::fs::read(format!("tests/documents/hostile/{name}")).unwrap();
        for _ in 0..3 {
            let outcome = pool.try_read(name, &bytes, None);
            let panicked = outcome.document.warnings.iter().any(|why| why.contains("its reader failed on it"));
            assert!(panicked || !always, "{name}: {:?}", outcome.document.warnings);
            assert_eq!(panicked, outcome.document.state == State::Refused, "{name}");
            assert!(!outcome.killed, "a panic is caught inside the worker, which lives on");
            assert_eq!(words(&pool.read("next.txt", b"We hold 3.", None)), "We hold 3.");
        }
    }
}
