//! Watch: the mails of a Maildir (or the files of a folder) that were not there at the last look.
//!
//! A Maildir's files are whole when they appear, and keep their name while their flags change. A file in a plain folder may still
//! be written, so it is taken at the second look at which it has not changed.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::EngineError;
use crate::post::maildir_files;

/// What was there at the last look.
#[derive(Debug, Default)]
pub struct Seen {
    /// By a name that stays: size and time of change, and whether it was taken.
    files: HashMap<PathBuf, ((u64, Option<std::time::SystemTime>), bool)>,
}

impl Seen {
    /// The files that are new since the last look, in the order of their names.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn new_in(&mut self, folder: &Path) -> Result<Vec<PathBuf>, EngineError> {
        let (maildir, paths) = match maildir_files(folder) {
            Some(paths) => (true, paths),
            None => (false, files(folder)?),
        };
        let mut new = Vec::new();
        let mut now = HashMap::new();
        for path in paths {
            // It may be gone again.
            let Ok(meta) = fs::metadata(&path) else { continue };
            let state = (meta.len(), meta.modified().ok());
            let name = if maildir { lasting(&path) } else { path.clone() };
            let before = self.files.get(&name).copied();
            let taken = before.is_some_and(|(was, taken)| taken && (maildir || was == state));
            let settled = maildir || before.is_some_and(|(was, _)| was == state);
            if !taken && settled {
                new.push(path);
            }
            now.insert(name, (state, taken || settled));
        }
        self.files = now;
        Ok(new)
    }
}

/// A Maildir's name without folder and flags: `cur/123.host:2,S` is `new/123.host`.
fn lasting(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let unique = name.split(':').next().unwrap_or_default();
    path.parent().and_then(Path::parent).unwrap_or(path).join(unique)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let entries = fs::read_dir(folder).map_err(|cause| EngineError::folder(folder, cause))?;
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files
        .retain(|path| path.is_file() && !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_maildirs_mail_is_new_once_whatever_its_flags() {
        let dir = tempfile::tempdir().unwrap();
        for kept in ["cur", "new", "tmp"] {
            fs::create_dir(dir.path().join(kept)).unwrap();
        }
        fs::write(dir.path().join("new/1.host"), "Subject: a\n\nx").unwrap();
        fs::write(dir.path().join("tmp/2.host"), "Subj").unwrap();
        let mut seen = Seen::default();
        assert_eq!(seen.new_in(dir.path()).unwrap(), [dir.path().join("new/1.host")]);
        fs::rename(dir.path().join("new/1.host"), dir.path().join("cur/1.host:2,S")).unwrap();
        assert!(seen.new_in(dir.path()).unwrap().is_empty());
        fs::rename(dir.path().join("tmp/2.host"), dir.path().join("new/2.host")).unwrap();
        assert_eq!(seen.new_in(dir.path()).unwrap(), [dir.path().join("new/2.host")]);
    }

    #[test]
    fn a_file_that_is_still_written_waits_until_it_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.eml");
        let mut seen = Seen::default();
        for words in ["Sub", "Subject: a\n\nx"] {
            fs::write(&file, words).unwrap();
            assert!(seen.new_in(dir.path()).unwrap().is_empty());
        }
        assert_eq!(seen.new_in(dir.path()).unwrap(), [file]);
        assert!(seen.new_in(dir.path()).unwrap().is_empty());
    }
}
