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
    let written = Part::begin(path).and_then(|mut part| {
        fill(&mut part.file)?;
        part.finish()
    });
    written.map_err(|cause| ExportError::Unwritable { path: path.to_owned(), cause })
}

/// A file on its way: beside its place until it is finished, and gone if it never is.
pub struct Part {
    file: BufWriter<File>,
    beside: PathBuf,
    path: PathBuf,
    finished: bool,
}

impl Part {
    /// Begins the file that is to stand at `path`, making its folder where that is missing.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        let beside = PathBuf::from(beside);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        // `create_new`: a link that somebody put there is refused, not followed.
        let file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        Ok(Self { file: BufWriter::new(file), beside, path: path.to_owned(), finished: false })
    }

    /// Puts it in its place and returns that.
    pub fn finish(mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        fs::rename(&self.beside, &self.path)?;
        self.finished = true;
        Ok(())
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.finished {
            // Why it was not finished is told elsewhere; a leftover is only untidy, and the next run replaces it.
            let _ = fs::remove_file(&self.beside);
        }
    }
}
