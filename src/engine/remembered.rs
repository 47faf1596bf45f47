//! Documents that were read before are not read again: what the present readers made of an attachment is kept by the hash
//! of its bytes, and so is that it killed its reader.
//!
//! What has been read a moment ago and is not yet kept, as the same attachment in every mail of a batch, is not read again
//! either: whoever comes second waits for the first.
//!
//! What is read again all the same: what was refused for a passing reason, and pictures that were met where there was no
//! OCR, once there is.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::reading::ReadsDocuments;
use super::{EngineError, Workspace};
use crate::document::worker::Outcome;
use crate::document::{self, Document, Format, READER_VERSION, State};
use crate::message::OriginalHash;
use crate::store::{Store, documents};

/// So many documents are held until they are kept: as many as a batch of messages is likely to bring.
const HELD: usize = 64;

/// What a document is known by, and what became of it once it has been read.
type Held = ((OriginalHash, Format), Arc<Mutex<Option<Outcome>>>);

/// Looks a document up before it is read.
pub struct Remembered<'a> {
    reader: &'a dyn ReadsDocuments,
    kept: Mutex<Store>,
    held: Mutex<VecDeque<Held>>,
}

impl<'a> Remembered<'a> {
    /// Reads by `reader` what the workspace's store does not remember.
    ///
    /// # Errors
    /// Where the store cannot be opened.
    pub fn new(workspace: &Workspace, reader: &'a dyn ReadsDocuments) -> Result<Self, EngineError> {
        Ok(Self { reader, kept: Mutex::new(workspace.store_to_read()?), held: Mutex::default() })
    }

    /// What is remembered of these bytes, under the name by which they came this time.
    fn recall(&self, file: &str, bytes: &[u8], declared: Option<&str>) -> Option<Outcome> {
        let hash = OriginalHash::of(bytes);
        let kept = {
            let store = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            // A row that cannot be understood is as good as none: the bytes are there to be read.
            documents::cached(store.read(), &hash, READER_VERSION).ok().flatten()?
        };
        let mut document = kept.document;
        let passing = document.state == State::Refused && !kept.killed;
        if passing || document::ocr::would_help(&document) || named_otherwise(&document, file, bytes, declared) {
            return None;
        }
        document.file = file.to_owned();
        Some(Outcome { document, killed: kept.killed })
    }
}

impl Remembered<'_> {
    /// The place of these bytes among those read just now; a new one if they are not there.
    fn held(&self, file: &str, bytes: &[u8], declared: Option<&str>) -> Arc<Mutex<Option<Outcome>>> {
        let key = (OriginalHash::of(bytes), document::sniff(file, bytes, declared));
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, place)) = held.iter().find(|(of, _)| *of == key) {
            return place.clone();
        }
        if held.len() >= HELD {
            held.pop_front();
        }
        let place = Arc::default();
        held.push_back((key, Arc::clone(&place)));
        place
    }
}

/// Of what is plain text the name and the declared type have a say: `figures.csv` and `figures.txt` read differently.
fn named_otherwise(document: &Document, file: &str, bytes: &[u8], declared: Option<&str>) -> bool {
    let plain = matches!(document.format, Format::Text | Format::Csv | Format::Html);
    plain && document.file != file && document::sniff(file, bytes, declared) != document.format
}

impl ReadsDocuments for Remembered<'_> {
    fn try_read(&self, file: &str, bytes: &[u8], declared: Option<&str>) -> Outcome {
        if let Some(outcome) = self.recall(file, bytes, declared) {
            return outcome;
        }
        let place = self.held(file, bytes, declared);
        let mut read = place.lock().unwrap_or_else(PoisonError::into_inner);
        let passing = |outcome: &Outcome| outcome.document.state == State::Refused && !outcome.killed;
        if let Some(outcome) = read.as_ref().filter(|outcome| !passing(outcome)) {
            let mut outcome = outcome.clone();
            file.clone_into(&mut outcome.document.file);
            return outcome;
        }
        let outcome = self.reader.try_read(file, bytes, declared);
        *read = Some(outcome.clone());
        outcome
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Counts what it reads, and dies of what says so.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl ReadsDocuments for Counting {
        fn try_read(&self, file: &str, bytes: &[u8], _: Option<&str>) -> Outcome {
            self.0.fetch_add(1, Ordering::Relaxed);
            let killed = bytes == b"deadly";
            let refused = killed || bytes == b"busy";
            let mut document = document::text::read(file, &String::from_utf8_lossy(bytes));
            document.hash = OriginalHash::of(bytes);
            document.state = if refused { State::Refused } else { State::Read };
            Outcome { document, killed }
        }
    }

    #[test]
    fn what_was_read_or_killed_is_not_tried_again_and_what_was_refused_in_passing_is() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::make(dir.path()).unwrap();
        let mut store = workspace.store().unwrap();
        for (bytes, tries) in [(&b"We hold three."[..], 1), (b"deadly", 1), (b"busy", 2)] {
            let reader = Counting::default();
            let remembered = Remembered::new(&workspace, &reader).unwrap();
            let first = remembered.try_read("a.txt", bytes, None);
            store
                .write::<_, crate::store::StoreError>(|tx| {
                    documents::keep(tx, &first.document, READER_VERSION, first.killed)
                })
                .unwrap();
            let again = remembered.try_read("b.txt", bytes, None);
            assert_eq!(reader.0.load(Ordering::Relaxed), tries, "{}", String::from_utf8_lossy(bytes));
            assert_eq!((again.document.state, again.killed), (first.document.state, first.killed));
            assert_eq!(again.document.file, "b.txt");
        }
    }

    #[test]
    fn one_attachment_repeated_in_a_batch_is_read_once() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::make(dir.path()).unwrap();
        workspace.store().unwrap();
        for (bytes, tries) in [(&b"Our standard leaflet."[..], 1), (b"deadly", 1), (b"busy", 8)] {
            let reader = Counting::default();
            let remembered = Remembered::new(&workspace, &reader).unwrap();
            std::thread::scope(|scope| {
                for n in 0..8 {
                    let remembered = &remembered;
                    scope.spawn(move || {
                        let file = format!("{n}.txt");
                        assert_eq!(remembered.try_read(&file, bytes, None).document.file, file);
                    });
                }
            });
            assert_eq!(reader.0.load(Ordering::Relaxed), tries, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn another_version_of_the_reader_reads_again() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::make(dir.path()).unwrap();
        let mut store = workspace.store().unwrap();
        let reader = Counting::default();
        let first = reader.try_read("a.txt", b"deadly", None);
        store
            .write::<_, crate::store::StoreError>(|tx| documents::keep(tx, &first.document, READER_VERSION - 1, true))
            .unwrap();
        Remembered::new(&workspace, &reader).unwrap().read("a.txt", b"deadly", None);
        assert_eq!(reader.0.load(Ordering::Relaxed), 2);
    }
}
