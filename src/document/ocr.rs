//! Reading pictures of text by `tesseract`, where it is installed.
//!
//! tesseract is a program of its own; it gets the picture on its standard input and gives a table of words with their boxes
//! and its confidence. Without it a picture stays a picture, and the document says once what would help.

use std::process::{Command, Stdio};

/// What is said where it is missing.
pub(super) const REMEDY: &str = "no OCR was available: install `tesseract` and read it again";

/// The version of tesseract that is installed.
pub fn version() -> Option<String> {
    let said = Command::new("tesseract").arg("--version").stderr(Stdio::null()).output().ok()?;
    let first = String::from_utf8_lossy(&said.stdout).lines().next()?.trim().to_owned();
    said.status.success().then_some(first)
}
