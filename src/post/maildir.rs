//! Maildir: one file a message in `cur` and `new`, sub-folders as Maildir++ `.Name` folders.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use super::source::{Sink, Skipped, sorted, whole};

/// Is this folder a Maildir?
pub(super) fn is_one(path: &Path) -> bool {
    path.join("cur").is_dir() && path.join("new").is_dir()
}

/// The files of a Maildir and its sub-folders; `None` where the folder is none.
pub fn files(path: &Path) -> Option<Vec<std::path::PathBuf>> {
    if !is_one(path) {
        return None;
    }
    let beside = sorted(path).unwrap_or_default();
    let folders = std::iter::once(path.to_owned()).chain(beside.into_iter().filter(|folder| is_one(folder)));
    let kept = |folder: std::path::PathBuf| ["new", "cur"].map(|kept| sorted(&folder.join(kept)).unwrap_or_default());
    Some(folders.flat_map(kept).flatten().filter(|entry| entry.is_file()).collect())
}

/// Hands every message of a Maildir and its sub-folders to `sink`; marks and moves nothing.
///
/// Maildir++ does not nest: a sub-folder's own sub-folders stand beside it.
pub(super) fn each(path: &Path, sink: &mut Sink<'_>) -> bool {
    let beside = sorted(path).unwrap_or_default();
    let named = |folder: &&std::path::PathBuf| {
        folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) && is_one(folder)
    };
    here(path, sink) && beside.iter().filter(named).all(|folder| here(folder, sink))
}

fn here(path: &Path, sink: &mut Sink<'_>) -> bool {
    ["new", "cur"].iter().all(|kept| match sorted(&path.join(kept)) {
        Ok(entries) => entries.iter().filter(|entry| entry.is_file()).all(|entry| sink(message(entry))),
        Err(skipped) => sink(Err(skipped)),
    })
}

fn message(path: &Path) -> Result<super::Found, Skipped> {
    let place = path.display().to_string();
    let file = File::open(path).map_err(|cause| Skipped::new(&place, cause))?;
    let size = file.metadata().map_err(|cause| Skipped::new(&place, cause))?.len();
    if size == 0 {
        return Err(Skipped::new(&place, "is empty"));
    }
    whole(&place, size, &mut BufReader::new(file))
}
