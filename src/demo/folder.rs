//! The demo's folder: the campaign as a person would keep it, and the mails as a mailbox would give them, month by month.
//!
//! What is there already is left as it is, so that a demo that was stopped goes on, and one that somebody has been editing
//! is theirs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::corpus::{PackError, Packed, unpack};
use crate::message::OriginalHash;

/// The campaign's folder under `campaigns/`.
pub const CAMPAIGN: &str = "demo";

/// The campaign's files, as the repository keeps them. `truth.csv` says what the letters say, for whoever doubts the reader.
const FILES: [(&str, &str); 5] = [
    ("campaign.toml", include_str!("../../campaigns/demo/campaign.toml")),
    ("frame.csv", include_str!("../../campaigns/demo/frame.csv")),
    ("letters/request.txt", include_str!("../../campaigns/demo/letters/request.txt")),
    ("truth.csv", include_str!("../../campaigns/demo/truth.csv")),
    ("truth_messages.csv", include_str!("../../campaigns/demo/truth_messages.csv")),
];
const REPLIES: &[u8] = include_bytes!("../../campaigns/demo/replies.zip");

/// The demo's folder could not be laid out.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum FolderError {
    #[error("`{}` is not empty and holds no demo", .0.display())]
    #[diagnostic(help("name a folder that does not exist yet: `foi demo another-folder`"))]
    NotOurs(PathBuf),
    #[error("`{}` could not be written", path.display())]
    #[diagnostic(help(
        "see that the folder can be written to and the disk has room, then run `foi demo` again: it goes on"
    ))]
    Unwritten {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error(transparent)]
    Packed(#[from] PackError),
}

/// A month's mail, unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// `2018-09`
    pub name: String,
    pub folder: PathBuf,
    pub mails: usize,
    /// The first mail's bytes by name: kept, it tells that the month has begun.
    pub first: OriginalHash,
}

/// Writes the campaign into `root/campaigns/demo`, unless it is there.
///
/// # Errors
/// A folder that holds something else, or cannot be written.
pub fn lay_out(root: &Path) -> Result<(), FolderError> {
    let campaign = root.join("campaigns").join(CAMPAIGN);
    let occupied = fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some());
    if occupied && !campaign.is_dir() {
        return Err(FolderError::NotOurs(root.to_owned()));
    }
    FILES.iter().try_for_each(|(name, text)| put(&campaign.join(name), text.as_bytes()))
}

/// Writes the mails into `root/replies`, a folder a month, unless they are there.
///
/// # Errors
/// A folder that cannot be written.
pub fn lay_out_mail(root: &Path) -> Result<Vec<Month>, FolderError> {
    let mut months: Vec<Month> = Vec::new();
    for Packed { name, bytes } in unpack(REPLIES)? {
        let month = name.get(..7).unwrap_or("undated").to_owned();
        let folder = root.join("replies").join(&month);
        put(&folder.join(&name), &bytes)?;
        match months.last_mut().filter(|last| last.name == month) {
            Some(last) => last.mails += 1,
            None => months.push(Month { name: month, folder, mails: 1, first: OriginalHash::of(&bytes) }),
        }
    }
    Ok(months)
}

/// Writes a file whole or not at all, unless there is one.
fn put(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    if path.exists() {
        return Ok(());
    }
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let partial = path.with_file_name(format!(".{name}.part"));
        fs::write(&partial, bytes)?;
        fs::rename(&partial, path)
    };
    write().map_err(|cause| FolderError::Unwritten { path: path.to_owned(), cause })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_laid_out_once_and_what_is_in_it_stays() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("demo");
        lay_out(&root).unwrap();
        let edited = root.join("campaigns/demo/campaign.toml");
        fs::write(&edited, "mine").unwrap();
        lay_out(&root).unwrap();
        assert_eq!(fs::read_to_string(edited).unwrap(), "mine");
        let months = lay_out_mail(&root).unwrap();
        assert_eq!(months, lay_out_mail(&root).unwrap());
        let names: Vec<&str> = months.iter().map(|month| month.name.as_str()).collect();
        assert_eq!(names, ["2018-08", "2018-09", "2018-10", "2018-11", "2018-12"]);
    }

    #[test]
    fn somebody_elses_folder_is_not_written_to() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("thesis.odt"), "").unwrap();
        let refused = lay_out(dir.path()).unwrap_err();
        assert!(matches!(refused, FolderError::NotOurs(_)), "{refused}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
