//! How fast documents are read, and what it costs, beside the tools that people would take otherwise.
//!
//! `cargo bench --bench documents`. All reading goes through worker processes, as in use. Beside it, where they are
//! installed: `pdftotext -layout` (poppler), python-docx and openpyxl. The files are those of `tests/documents`, and of
//! `../shared/documents/samples` (or `$FOI_SHARED`) where that is there; the large ones are made here.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use foi::document::worker::{Pool, WorkerCommand};
use foi::document::{self, Document, Limits, State};

/// Each file is read so many times; the table gives means.
const ROUNDS: u32 = 5;

fn main() {
    let files = files();
    let pool = pool();
    println!("{} files; one worker; means of {ROUNDS} rounds\n", files.len());
    side_by_side(&pool, &of(&files, "pdf"), "pdftotext -layout", pdftotext);
    agreement(&pool, &of(&files, "pdf"));
    side_by_side(&pool, &of(&files, "docx"), "python-docx", |files| python(DOCX, files));
    side_by_side(&pool, &of(&files, "xlsx"), "openpyxl", |files| python(XLSX, files));
    large("300 pages of PDF", "long.pdf", &long_pdf(300));
    large("100,000 rows of XLSX", "long.xlsx", &long_xlsx(100_000));
    overhead(&pool);
    parent(&pool, &files);
}

fn pool() -> Pool {
    let command = WorkerCommand { program: env!("CARGO_BIN_EXE_foi").into(), args: vec!["worker".into()] };
    Pool::new(command, &Limits::default(), 1).unwrap_or_else(|fault| panic!("no worker: {fault}"))
}

fn files() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let shared = std::env::var_os("FOI_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let mut all: Vec<PathBuf> = [own.clone(), own.join("pdf"), shared.join("documents/samples")]
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
        .collect();
    all.sort();
    all
}

/// The files of one ending that have words: a scan would measure OCR.
fn of(files: &[PathBuf], ending: &str) -> Vec<PathBuf> {
    let words = |path: &&PathBuf| !path.to_string_lossy().contains("scan");
    files.iter().filter(|path| path.extension().is_some_and(|it| it == ending)).filter(words).cloned().collect()
}

fn read(pool: &Pool, path: &Path) -> Document {
    let bytes = std::fs::read(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
    pool.read(&path.file_name().unwrap_or_default().to_string_lossy(), &bytes, None)
}

fn side_by_side(pool: &Pool, files: &[PathBuf], name: &str, other: impl Fn(&[PathBuf]) -> Option<Duration>) {
    let begun = Instant::now();
    for path in (0..ROUNDS).flat_map(|_| files) {
        read(pool, path);
    }
    let ours = rate(files.len(), begun.elapsed());
    let theirs = (0..ROUNDS).map(|_| other(files)).sum::<Option<Duration>>();
    let theirs =
        theirs.map_or_else(|| "not installed".to_owned(), |took| format!("{:.0} a second", rate(files.len(), took)));
    println!("{:<24} foi {ours:>6.0} a second     {name} {theirs}", format!("{} files", files.len()));
}

fn rate(files: usize, took: Duration) -> f64 {
    (files * ROUNDS as usize) as f64 / took.as_secs_f64()
}

/// A process a file: that is how it is used.
fn pdftotext(files: &[PathBuf]) -> Option<Duration> {
    let begun = Instant::now();
    for path in files {
        layout(path)?;
    }
    Some(begun.elapsed())
}

fn layout(path: &Path) -> Option<String> {
    let said = Command::new("pdftotext").args(["-layout", "-q"]).arg(path).arg("-").output().ok()?;
    Some(String::from_utf8_lossy(&said.stdout).into_owned())
}

const DOCX: &str = "import sys, time, docx
begun = time.perf_counter()
for path in sys.argv[1:]:
    d = docx.Document(path)
    [p.text for p in d.paragraphs], [[c.text for c in r.cells] for t in d.tables for r in t.rows]
print(time.perf_counter() - begun)";

const XLSX: &str = "import sys, time, openpyxl
begun = time.perf_counter()
for path in sys.argv[1:]:
    for sheet in openpyxl.load_workbook(path, data_only=True):
        [list(row) for row in sheet.iter_rows(values_only=True)]
print(time.perf_counter() - begun)";

/// Inside one process, its start left out.
fn python(script: &str, files: &[PathBuf]) -> Option<Duration> {
    let said = Command::new("python3").args(["-c", script]).args(files).output().ok()?;
    String::from_utf8_lossy(&said.stdout).trim().parse().ok().map(Duration::from_secs_f64)
}

/// The share of the words that both give, of all that either gives. Where they stand is not looked at.
fn agreement(pool: &Pool, files: &[PathBuf]) {
    let mut shares: Vec<f64> = Vec::new();
    for path in files {
        let Some(theirs) = layout(path) else { return };
        let document = read(pool, path);
        if document.state != State::Read || theirs.trim().is_empty() {
            continue;
        }
        let ours = words(&document);
        let (ours, theirs) = (counts(&ours), counts(&theirs));
        let both: usize = ours.iter().map(|(word, count)| (*count).min(theirs.get(word).copied().unwrap_or(0))).sum();
        let all = ours.values().sum::<usize>().max(theirs.values().sum());
        shares.push(both as f64 / all.max(1) as f64);
    }
    shares.sort_by(f64::total_cmp);
    let mean = shares.iter().sum::<f64>() / shares.len().max(1) as f64;
    let (worst, middle) =
        (shares.first().copied().unwrap_or_default(), shares.get(shares.len() / 2).copied().unwrap_or_default());
    println!(
        "{:<24} words in common: mean {:.1} %, median {:.1} %, least {:.1} %",
        format!("{} of them read", shares.len()),
        100.0 * mean,
        100.0 * middle,
        100.0 * worst
    );
}

fn words(document: &Document) -> String {
    let mut all = String::new();
    for block in &document.blocks {
        let _ = writeln!(all, "{}", block.text);
        for row in &block.rows {
            let _ = writeln!(all, "{}", row.join(" "));
        }
    }
    all
}

fn counts(text: &str) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn large(what: &str, name: &str, bytes: &[u8]) {
    let pool = pool();
    let begun = Instant::now();
    let document = pool.read(name, bytes, None);
    let took = begun.elapsed();
    let rows: usize = document.blocks.iter().map(|block| block.rows.len().max(1)).sum();
    println!(
        "{what:<24} {:.2} s, {:?}, {rows} blocks and rows; peak of the worker {}",
        took.as_secs_f64(),
        document.state,
        children_peak().map_or("not known here".to_owned(), |kilobytes| format!("{} MB", kilobytes >> 10))
    );
}

fn overhead(pool: &Pool) {
    const COUNT: u32 = 2_000;
    let text = "1. How many staff?\n\nWe employed 7,746 staff.\n".repeat(20);
    let limits = Limits::default();
    let begun = Instant::now();
    (0..COUNT).for_each(|_| drop(document::read("a.txt", text.as_bytes(), None, &limits)));
    let here = begun.elapsed() / COUNT;
    let begun = Instant::now();
    (0..COUNT).for_each(|_| drop(pool.read("a.txt", text.as_bytes(), None)));
    let there = begun.elapsed() / COUNT;
    println!("{:<24} {here:?} in this process, {there:?} in a worker", "a text of 900 bytes");
}

fn parent(pool: &Pool, files: &[PathBuf]) {
    let mut seen = Vec::new();
    for _ in 0..4 {
        files.iter().filter(|path| path.is_file()).for_each(|path| drop(read(pool, path)));
        seen.push(own("VmRSS:").map_or("?".to_owned(), |kilobytes| format!("{} MB", kilobytes >> 10)));
    }
    println!("{:<24} {} after each of four rounds of all files", "memory of the parent", seen.join(", "));
}

/// A line of `/proc/self/status`, in kilobytes; none where there is no such file.
fn own(line: &str) -> Option<u64> {
    status("self", line)
}

fn status(process: &str, line: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let found = text.lines().find_map(|it| it.strip_prefix(line))?;
    found.split_whitespace().next()?.parse().ok()
}

/// The most memory that any child of this process has held.
fn children_peak() -> Option<u64> {
    let own = u64::from(std::process::id());
    let children = std::fs::read_dir("/proc").ok()?.flatten().filter_map(|entry| {
        let process = entry.file_name().to_string_lossy().into_owned();
        (status(&process, "PPid:")? == own).then(|| status(&process, "VmHWM:")).flatten()
    });
    children.max()
}

/// Pages of prose and a table without rules, uncompressed.
fn long_pdf(pages: usize) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut kids = String::new();
    for page in 0..pages {
        let mut text = String::from("BT /F1 10 Tf 1 0 0 1 60 780 Tm 14 TL\n");
        for line in 0..30 {
            let _ = writeln!(
                text,
                "(Line {line} of page {page}: the Trust holds the information that you asked for.) Tj T*"
            );
        }
        text.push_str("ET\n");
        for row in 0..15 {
            let at = 330 - 16 * row;
            let _ = writeln!(text, "BT /F1 10 Tf 1 0 0 1 60 {at} Tm (Item {row}) Tj ET");
            let _ = writeln!(text, "BT /F1 10 Tf 1 0 0 1 300 {at} Tm ({},{:03}.00) Tj ET", page + 1, 37 * row % 1000);
        }
        let (place, content) = (objects.len() + 1, objects.len() + 2);
        let _ = write!(kids, "{place} 0 R ");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{text}endstream", text.len()));
    }
    objects[1] = format!("<< /Type /Pages /Count {pages} /Kids [{kids}] >>");
    let mut pdf = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        places.push(pdf.len());
        let _ = writeln!(pdf, "{number} 0 obj\n{object}\nendobj");
    }
    let table = pdf.len();
    let _ = writeln!(pdf, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1);
    for place in &places {
        let _ = writeln!(pdf, "{place:010} 00000 n ");
    }
    let _ = write!(pdf, "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    pdf.into_bytes()
}

fn long_xlsx(rows: u32) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..rows {
        let written = sheet
            .write(row, 0, format!("Authority {row}"))
            .and_then(|sheet| sheet.write(row, 1, f64::from(row) * 1.25))
            .and_then(|sheet| sheet.write(row, 2, if row % 3 == 0 { "yes" } else { "no" }))
            .and_then(|sheet| sheet.write(row, 3, row));
        written.unwrap_or_else(|fault| panic!("{fault}"));
    }
    book.save_to_buffer().unwrap_or_else(|fault| panic!("{fault}"))
}
