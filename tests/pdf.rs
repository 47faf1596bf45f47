//! The PDF reader against small invented PDFs (`tests/documents/pdf`, made by `make.py` there), and against damage.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use foi::document::{Budget, Document, Limits, pdf};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/pdf")
}

/// Names and bytes of the PDFs, in the order of their names.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "pdf"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 10, "the PDFs are missing: run make.py");
    paths
        .into_iter()
        .map(|p| (p.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read(p).unwrap()))
        .collect()
}

fn read(name: &str, bytes: &[u8]) -> Document {
    pdf::read(&format!("{name}.pdf"), bytes, &Budget::new(&Limits::default()))
}

/// What of a document the expectations speak of.
fn seen(document: &Document) -> Value {
    let mut value = serde_json::to_value(document).unwrap();
    for block in value["blocks"].as_array_mut().unwrap() {
        block.as_object_mut().unwrap().remove("at");
    }
    value
}

#[test]
fn each_pdf_is_read_as_it_was_made() {
    let mut wrong = Vec::new();
    for (name, bytes) in samples() {
        let expected: Value =
            serde_json::from_slice(&std::fs::read(folder().join(format!("{name}.json"))).unwrap()).unwrap();
        let document = read(&name, &bytes);
        let seen = seen(&document);
        let all = seen.to_string();
        let mut fault = |what: &str, got: String| wrong.push(format!("{name}: {what}: {got}"));
        if seen["state"] != expected["state"] {
            fault("state", seen["state"].to_string());
        }
        if expected.get("blocks").is_some_and(|blocks| *blocks != seen["blocks"]) {
            fault("blocks", serde_json::to_string_pretty(&seen["blocks"]).unwrap());
        }
        if expected.get("fields").is_some_and(|fields| *fields != seen["fields"]) {
            fault("fields", seen["fields"].to_string());
        }
        if let Some(children) = expected.get("children") {
            let names: Vec<&str> = document.children.iter().map(|c| c.file.as_str()).collect();
            if *children != serde_json::json!(names) {
                fault("children", names.join(", "));
            }
        }
        if expected
            .get("warns")
            .and_then(Value::as_str)
            .is_some_and(|w| !document.warnings.iter().any(|said| said.contains(w)))
        {
            fault("warnings", document.warnings.join("; "));
        }
        for text in expected.get("contains").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            if !all.contains(text) {
                fault("lacks", text.to_owned());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lines_count_on_their_page_from_one() {
    let (name, bytes) = samples().into_iter().find(|(name, _)| name == "letter").unwrap();
    let places: Vec<String> = read(&name, &bytes).blocks.iter().take(4).map(|b| b.at.to_string()).collect();
    assert_eq!(places, ["page 1, line 1", "page 1, line 2", "page 1, line 3", "page 1, line 4"]);
}

#[test]
fn the_picture_of_a_scanned_page_is_handed_over() {
    let (_, bytes) = samples().into_iter().find(|(name, _)| name == "scan").unwrap();
    let mut images = Vec::new();
    pdf::page_images(&bytes, |page| page <= 5, |image| images.push(image));
    assert_eq!(images.len(), 1);
    assert!(images[0].bytes.starts_with(b"P5") || images[0].bytes.starts_with(b"P6"), "{}", images[0].extension);
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (n.max(1) as u64)).unwrap_or(0)
    }

    /// Cuts, flips, overwrites digits with larger ones, or moves a piece.
    fn damage(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let (at, to) = (self.below(out.len()), self.below(out.len()));
            match self.below(5) {
                0 => out.truncate(at),
                1 => out.iter_mut().skip(at).take(1 + to % 8).for_each(|b| *b ^= 0x55),
                2 => out.iter_mut().skip(at).filter(|b| b.is_ascii_digit()).take(4).for_each(|b| *b = b'9'),
                3 => {
                    let piece: Vec<u8> = out.iter().skip(at).take(200).copied().collect();
                    out.splice(to..to, piece);
                }
                _ => {
                    out.drain(at.min(to)..at.max(to).min(at.min(to) + 300));
                }
            }
        }
        out
    }
}

#[test]
fn damaged_pdfs_cost_only_themselves() {
    let mut dice = Dice(0x00f0_12a5_77c3);
    let mut panics = Vec::new();
    for (name, bytes) in samples() {
        for round in 0..25 {
            let damaged = dice.damage(&bytes);
            if catch_unwind(|| read(&name, &damaged)).is_err() {
                panics.push(format!("{name}, round {round}"));
            }
        }
    }
    assert!(panics.is_empty(), "{}", panics.join("\n"));
}

#[test]
fn trees_that_point_to_themselves_end() {
    let loops = b"%PDF-1.7
1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>/Names<</EmbeddedFiles 6 0 R>>>> endobj
2 0 obj <</Type/Pages/Kids[2 0 R 3 0 R]/Count 9>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<</X 7 0 R>>>>>> endobj
4 0 obj <</Length 4>> stream
/X Do
endstream endobj
5 0 obj <</T(a)/Kids[5 0 R 5 0 R]>> endobj
6 0 obj <</Kids[6 0 R 6 0 R]>> endobj
7 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>/Length 12>> stream
/X Do /X Do
endstream endobj
trailer <</Root 1 0 R>>
";
    assert_eq!(read("loops", loops).pages, Some(1));
}

#[test]
fn a_page_limit_is_said() {
    let (name, bytes) = samples().into_iter().find(|(name, _)| name == "overleaf").unwrap();
    let limits = Limits { pages: 1, ..Limits::default() };
    let document = pdf::read(&name, &bytes, &Budget::new(&limits));
    assert_eq!(document.state, foi::document::State::Partly);
    assert!(document.warnings.iter().any(|w| w.contains("2 pages")), "{:?}", document.warnings);
}
