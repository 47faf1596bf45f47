//! The local outbox: a folder of .eml files, named by their Message-ID's stem, which is where letters go by default.
//!
//! Writing the same letter twice gives the same file, so a hand-over that was cut short is repeated without harm.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::message::MessageId;

/// Puts a letter into `folder`; whole or not at all. Returns its path.
pub fn put(folder: &Path, message_id: &MessageId, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let name = file_name(message_id);
    let path = folder.join(format!("{name}.eml"));
    let partial = folder.join(format!(".{name}.part"));
    {
        let mut file = fs::File::create(&partial)?;
        file.write_all(bytes)?;
        file.sync_data()?;
    }
    fs::rename(&partial, &path)?;
    Ok(path)
}

/// The part of a Message-ID before the `@`, with nothing in it that a path could take amiss.
fn file_name(message_id: &MessageId) -> String {
    let stem = message_id.as_str().split('@').next().unwrap_or_default();
    let kept: String =
        stem.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')).take(100).collect();
    kept.trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_put_twice_is_one_file() {
        let dir = tempfile::tempdir().unwrap();
        let id = MessageId::new("<foi.7k2m9pq4@larkspur.example>");
        put(dir.path(), &id, b"one").unwrap();
        let path = put(dir.path(), &id, b"one").unwrap();
        assert_eq!(path.file_name().unwrap(), "foi.7k2m9pq4.eml");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn no_message_id_leads_out_of_the_folder() {
        assert_eq!(file_name(&MessageId::new("../../etc/passwd@x")), "etcpasswd");
    }
}
