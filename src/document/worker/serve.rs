//! The worker's own side: frames in, documents out.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use super::confine::{self, Confinement};
use super::{Answer, Ask, Picture, PictureAt, frame};
use crate::document::{self, Document, Format, Limits, State};

/// Deeply nested documents are read by functions that call themselves.
const STACK: usize = 64 << 20;

type Work = (Ask, Vec<u8>);

/// Serves until `from` ends: confines this process, then reads what it is sent.
///
/// The thread that reads never touches the pipes; this one never looks into a document.
///
/// # Errors
/// If the pipes break or the reading thread cannot be started.
pub fn serve(from: &mut dyn Read, to: &mut dyn Write, limits: &Limits) -> io::Result<()> {
    std::panic::set_hook(Box::new(|_| {})); // What a panic says goes into the document, not to the terminal.
    let mut walls = confine::before_threads(limits);
    let (ask, asked) = mpsc::channel::<Work>();
    let (answer, answered) = mpsc::channel::<Vec<u8>>();
    let (ready, told) = mpsc::channel::<Confinement>();
    let reading = move || {
        let Ok(walls) = told.recv() else { return };
        while let Ok((ask, bytes)) = asked.recv() {
            if answer.send(answered_to(ask, &bytes, &walls)).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("reader".to_owned()).stack_size(STACK).spawn(reading)?;
    confine::after_threads(&mut walls);
    let gone = || io::Error::other("the reading thread is gone");
    ready.send(walls).map_err(|_| gone())?;
    while let Some(header) = frame::read(from)? {
        let header: Ask = serde_json::from_slice(&header).map_err(io::Error::other)?;
        let bytes = match header {
            Ask::Read { .. } | Ask::Pictures { .. } => frame::read(from)?.ok_or(io::ErrorKind::UnexpectedEof)?,
            Ask::Confinement => Vec::new(),
        };
        ask.send((header, bytes)).map_err(|_| gone())?;
        frame::write(to, &answered.recv().map_err(|_| gone())?)?;
    }
    Ok(())
}

fn answered_to(ask: Ask, bytes: &[u8], walls: &Confinement) -> Vec<u8> {
    let answer = match ask {
        Ask::Confinement => Answer::Confinement(walls.clone()),
        Ask::Pictures { file, declared, limits, wanted } => {
            Answer::Pictures(pictures(&file, bytes, declared.as_deref(), &limits, wanted))
        }
        Ask::Read { file, declared, limits } => Answer::Read(read(&file, bytes, declared.as_deref(), &limits)),
    };
    // Our own types are always representable; an empty frame would be taken for a broken worker.
    serde_json::to_vec(&answer).unwrap_or_default()
}

/// Reads, and makes of a panic a document that was refused.
fn read(file: &str, bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Document {
    catch_unwind(AssertUnwindSafe(|| document::read(file, bytes, declared, limits))).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        let mut refused = Document::empty(file, bytes, Format::Unknown, State::Refused);
        refused.warnings.push(format!("its reader failed on it: {}", said.unwrap_or("no reason given")));
        refused
    })
}

/// The pictures that are wanted; none if the reader fails on the document.
fn pictures(
    file: &str,
    bytes: &[u8],
    declared: Option<&str>,
    limits: &Limits,
    wanted: Vec<PictureAt>,
) -> Vec<(PictureAt, Picture)> {
    let found = catch_unwind(AssertUnwindSafe(|| document::pictures(file, bytes, declared, limits, wanted)));
    found.unwrap_or_default().into_iter().map(|(at, bytes)| (at, Picture(bytes))).collect()
}

/// Turns this process into the OCR program, within walls of its own: it may read files, for it has libraries and models
/// to load, and may write none, reach no network, and take no more memory or time than a page is worth.
///
/// # Errors
/// Where the program cannot be started; otherwise this does not come back.
#[cfg(unix)]
pub fn become_ocr(limits: &Limits) -> io::Result<()> {
    use std::os::unix::process::CommandExt;
    confine::for_ocr(limits);
    Err(crate::document::ocr::command().exec())
}

/// Where a process cannot turn into another, scans are not read.
///
/// # Errors
/// Always.
#[cfg(not(unix))]
pub fn become_ocr(_: &Limits) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
