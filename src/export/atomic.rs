//! A file that appears whole or not at all: written beside its place under another name, then renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::ExportError;

/// Writes `folder/name` by `fill` and returns its path.
pub fn write(
    folder: &Path,
    name: &'static str,
    fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<PathBuf, ExportError> {
    let path = folder.join(name);
    whole(&path, fill)?;
    Ok(path)
}

/// Writes `path` by `fill`; on any failure nothing of it remains and what stood there before still does.
pub fn whole(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<(), ExportError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let outcome = fill_and_rename(&beside, path, fill);
    if outcome.is_err() {
        // The first failure is the one to tell; a leftover is only untidy, and the next run replaces it.
        let _ = fs::remove_file(&beside);
    }
    outcome.map_err(|cause| ExportError::Unwritable { path: path.to_owned(), cause })
}

fn fill_and_rename(
    beside: &Path,
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    match fs::remove_file(beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    // `create_new`: a link that somebody put there is refused, not followed.
    let file = OpenOptions::new().write(true).create_new(true).open(beside)?;
    let mut buffer = BufWriter::new(file);
    fill(&mut buffer)?;
    buffer.flush()?;
    buffer.get_ref().sync_all()?;
    drop(buffer);
    fs::rename(beside, path)
}
