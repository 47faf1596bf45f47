//! Reading pictures of text by `tesseract`, where it is installed.
//!
//! tesseract is a program of its own, which people install or not; it gets the picture on its standard input and gives a
//! table of words with their boxes and its confidence. Without it a picture stays a picture, and the document says once
//! what would help. What it reads is marked as such, with its confidence: OCR takes `£5,356` for `£5,856` now and then.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::time::Duration;

use super::worker::WorkerCommand;
use super::{Address, Block, BlockKind, Document};

/// What is said where it is missing.
pub(super) const REMEDY: &str = "no OCR was available: install `tesseract` and read it again";

/// Below this confidence, of 100, a word is doubtful.
const DOUBTFUL: f32 = 60.0;

/// The version of tesseract that is installed; asked once.
pub fn version() -> Option<String> {
    static VERSION: OnceLock<Option<String>> = OnceLock::new();
    VERSION
        .get_or_init(|| {
            let said = Command::new("tesseract").arg("--version").stderr(Stdio::null()).output().ok()?;
            let first = String::from_utf8_lossy(&said.stdout).lines().next()?.trim().to_owned();
            said.status.success().then_some(first)
        })
        .clone()
}

/// Was it read where there was no OCR, and is there one now?
pub fn would_help(document: &Document) -> bool {
    document.warnings.iter().any(|warning| warning == REMEDY) && version().is_some()
}

/// A page as tesseract reads it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Recognised {
    pub(super) blocks: Vec<Block>,
    words: usize,
    confidence: f32,
    doubtful: Vec<String>,
}

impl Recognised {
    /// What a person should know of it: how much, and how sure.
    pub(super) fn remark(&self, page: Option<u32>) -> String {
        let which = page.map_or_else(|| "it".to_owned(), |page| format!("page {page}"));
        let mean = if self.words == 0 { 0.0 } else { self.confidence / self.words as f32 };
        let mut remark = format!("{which} was read by OCR: {} words, mean confidence {mean:.0} of 100", self.words);
        if !self.doubtful.is_empty() {
            let some: Vec<&str> = self.doubtful.iter().take(10).map(String::as_str).collect();
            remark.push_str(&format!("; {} doubtful: {}", self.doubtful.len(), some.join(" ")));
        }
        remark
    }
}

/// tesseract, as it reads one picture.
pub(super) fn command() -> Command {
    let mut command = Command::new("tesseract");
    command.args(["stdin", "stdout", "-l", "eng", "tsv"]);
    command
}

/// Reads a picture; none if tesseract is missing, fails, or takes longer than so many seconds.
///
/// The process is started by our own binary, which puts limits on itself and then becomes tesseract.
pub(super) fn recognise(
    launcher: &WorkerCommand,
    picture: &[u8],
    page: Option<u32>,
    seconds: u64,
) -> Option<Recognised> {
    version()?;
    let mut child = Command::new(&launcher.program)
        .args(&launcher.args)
        .args(["--ocr", "--seconds", &seconds.to_string()])
        .env("OMP_THREAD_LIMIT", "1") // Its threads spin on one another: 1.0 s a page with one, 5.7 s with two.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let (mut to, from) = (child.stdin.take()?, child.stdout.take()?);
    let (sender, receiver) = mpsc::channel();
    let table = std::thread::scope(|scope| {
        scope.spawn(move || {
            // A program that has read enough closes its end.
            let _ = to.write_all(picture);
        });
        scope.spawn(move || {
            let mut table = Vec::new();
            let read = from.take(64 << 20).read_to_end(&mut table);
            let _ = sender.send(read.ok().map(|_| table));
        });
        let table = receiver.recv_timeout(Duration::from_secs(seconds)).ok().flatten();
        let _ = child.kill(); // It has ended by now, or must.
        table
    });
    let _ = child.wait();
    Some(parse(&String::from_utf8_lossy(&table?), page))
}

/// The words of a table, by line and paragraph. Its columns: level, page, block, paragraph, line, word, four of the box,
/// confidence, text.
fn parse(table: &str, page: Option<u32>) -> Recognised {
    let mut found = Recognised::default();
    let mut at: Option<([&str; 4], [&str; 4])> = None;
    let mut paragraph = String::new();
    let mut begins = 1;
    let mut line = 0u32;
    for row in table.lines() {
        let cells: Vec<&str> = row.splitn(12, '\t').collect();
        let [_, sheet, block, par, number, _, _, _, _, _, confidence, word] = cells[..] else { continue };
        let Ok(confidence) = confidence.trim().parse::<f32>() else { continue };
        if confidence < 0.0 || word.trim().is_empty() {
            continue;
        }
        let place = [sheet, block, par, "0"];
        let line_place = [sheet, block, par, number];
        match at {
            Some((_, before)) if before == line_place => paragraph.push(' '),
            Some((before, _)) if before == place => {
                paragraph.push('\n');
                line += 1;
            }
            _ => {
                found.close(&mut paragraph, page, begins);
                line += 1;
                begins = line;
            }
        }
        at = Some((place, line_place));
        paragraph.push_str(word.trim());
        found.words += 1;
        found.confidence += confidence;
        if confidence < DOUBTFUL {
            found.doubtful.push(word.trim().to_owned());
        }
    }
    found.close(&mut paragraph, page, begins);
    found
}

impl Recognised {
    fn close(&mut self, paragraph: &mut String, page: Option<u32>, line: u32) {
        let text = std::mem::take(paragraph);
        if !text.is_empty() {
            self.blocks.push(Block::words(BlockKind::Paragraph, Address { page, ..Address::line(line) }, text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_lines_and_paragraphs_and_doubt_is_told() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t10\t10\t-1\t\n\
            5\t1\t1\t1\t1\t1\t0\t0\t1\t1\t96.1\tWe\n5\t1\t1\t1\t1\t2\t0\t0\t1\t1\t95\thold\n\
            5\t1\t1\t1\t2\t1\t0\t0\t1\t1\t41\t3.\n\
            5\t1\t2\t1\t1\t1\t0\t0\t1\t1\t90\tYours\n";
        let read = parse(table, Some(2));
        let blocks: Vec<(&str, Option<u32>)> =
            read.blocks.iter().map(|block| (block.text.as_str(), block.at.line)).collect();
        assert_eq!(blocks, [("We hold\n3.", Some(1)), ("Yours", Some(3))]);
        assert_eq!(read.remark(Some(2)), "page 2 was read by OCR: 4 words, mean confidence 81 of 100; 1 doubtful: 3.");
    }
}
