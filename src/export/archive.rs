//! A pack's outer form: a ZIP whose bytes depend on its content alone, and the same opened with distrust.
//!
//! Names are sorted by whoever adds them, times are ZIP's earliest, and `SHA256SUMS`, the last entry, names every other one as
//! `sha256sum -c` reads it. Opening looks at every name, size and hash before a byte is handed out: nothing that a stranger put
//! into a pack can be written outside a folder, swell without end, or differ from what was summed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::{ExportError, atomic};

/// The list of hashes in every pack.
pub const SUMS: &str = "SHA256SUMS";
const MOST_FILES: usize = 2_000_000;
/// What any pack may swell to, and what a large one may swell to in measure of its size.
const SWELLS: u64 = 64 << 20;
const SWELLS_TIMES: u64 = 200;
const MOST: u64 = 256 << 30;
const LONGEST_NAME: usize = 400;

/// Why a pack was refused. Nothing of it was written.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum PackError {
    #[error("{path} could not be read")]
    #[diagnostic(help("is the path right, and may you read it?"))]
    Unreadable {
        path: String,
        #[source]
        cause: io::Error,
    },
    #[error("{path} is no pack: {why}")]
    #[diagnostic(help("`foi pack NAME` makes one; mails in a ZIP are taken in by `foi ingest`"))]
    NoPack { path: String, why: String },
    #[error("the pack is not what it says it is: {why}")]
    #[diagnostic(help("nothing was unpacked; ask whoever gave it to you for another copy, and for its SHA-256"))]
    Untrue { why: String },
    #[error("the pack could do harm: {why}")]
    #[diagnostic(help("nothing was unpacked; `foi pack` writes no such thing"))]
    Hostile { why: String },
}

/// A pack being written.
pub struct Packer<'a> {
    zip: ZipWriter<&'a mut BufWriter<File>>,
    sums: String,
    /// How many files it holds so far.
    pub files: usize,
}

/// Writes a pack to `path` by `fill`, whole or not at all.
///
/// # Errors
/// [`ExportError::Unwritable`] with what `fill` says, or why the file could not be written.
pub fn write(path: &Path, fill: impl FnOnce(&mut Packer<'_>) -> io::Result<()>) -> Result<(), ExportError> {
    atomic::whole(path, |file| {
        let mut packer = Packer { zip: ZipWriter::new(file), sums: String::new(), files: 0 };
        fill(&mut packer)?;
        let sums = std::mem::take(&mut packer.sums);
        packer.add(SUMS, sums.as_bytes())?;
        packer.zip.finish().map_err(io::Error::other)?;
        Ok(())
    })
}

impl Packer<'_> {
    /// Adds a file.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.add_with(name, |file| file.write_all(bytes))
    }

    /// Adds a file that `fill` writes piece by piece.
    pub fn add_with(&mut self, name: &str, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(6))
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .large_file(true);
        self.zip.start_file(name, options).map_err(io::Error::other)?;
        let mut hashing = Hashing { inner: &mut self.zip, hash: Sha256::new() };
        fill(&mut hashing)?;
        let hash = hex(hashing.hash);
        self.sums.push_str(&format!("{hash}  {name}\n"));
        self.files += 1;
        Ok(())
    }
}

struct Hashing<'a, W> {
    inner: &'a mut W,
    hash: Sha256,
}

impl<W: Write> Write for Hashing<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A pack whose names, sizes and hashes are all in order.
pub struct Checked {
    zip: ZipArchive<BufReader<File>>,
    names: BTreeMap<String, usize>,
}

impl Checked {
    /// Opens the pack at `path` and checks all of it.
    ///
    /// # Errors
    /// [`PackError`] names the first thing that is wrong.
    pub fn open(path: &Path) -> Result<Self, PackError> {
        let shown = path.display().to_string();
        let unreadable = |cause| PackError::Unreadable { path: shown.clone(), cause };
        let file = File::open(path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        let no_pack = |why: String| PackError::NoPack { path: shown.clone(), why };
        let mut zip =
            ZipArchive::new(BufReader::new(file)).map_err(|cause| no_pack(format!("it is no whole ZIP ({cause})")))?;
        if zip.has_overlapping_entries().unwrap_or(true) {
            return Err(PackError::Hostile { why: "files in it overlap, as only a bomb's do".into() });
        }
        let names = names(&mut zip, size)?;
        if !names.contains_key("pack.json") || !names.contains_key(SUMS) {
            return Err(no_pack(format!("it has no pack.json and {SUMS}")));
        }
        let mut checked = Self { zip, names };
        checked.sums()?;
        Ok(checked)
    }

    /// The names of the files, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// The bytes of a file.
    pub fn bytes(&mut self, name: &str) -> Result<Vec<u8>, PackError> {
        let mut bytes = Vec::new();
        self.read(name, |file| file.read_to_end(&mut bytes).map(|_| ()))?;
        Ok(bytes)
    }

    /// Lets `take` read a file piece by piece.
    pub fn read<T>(&mut self, name: &str, take: impl FnOnce(&mut dyn Read) -> io::Result<T>) -> Result<T, PackError> {
        let untrue = |why: String| PackError::Untrue { why };
        let index = self.names.get(name).ok_or_else(|| untrue(format!("it has no `{}`", name.escape_debug())))?;
        let mut file = self.zip.by_index(*index).map_err(|cause| untrue(format!("`{name}` is damaged: {cause}")))?;
        let size = file.size();
        // One more than it says it has, so that a file which goes on is noticed.
        let mut limited = (&mut file).take(size.saturating_add(1));
        take(&mut limited).map_err(|cause| untrue(format!("`{name}` is damaged: {cause}")))
    }

    fn sums(&mut self) -> Result<(), PackError> {
        let untrue = |why: String| PackError::Untrue { why };
        let text = String::from_utf8(self.bytes(SUMS)?).map_err(|_| untrue(format!("{SUMS} is no text")))?;
        let mut summed: BTreeSet<&str> = BTreeSet::new();
        for line in text.lines() {
            let (hash, name) = line
                .split_once("  ")
                .ok_or_else(|| untrue(format!("{SUMS} has a line that is none: `{}`", line.escape_debug())))?;
            let is = self.read(name, |file| {
                let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
                loop {
                    let read = file.read(&mut buffer)?;
                    let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
                    hash.update(piece);
                }
                Ok(hex(hash))
            })?;
            if is != hash {
                return Err(untrue(format!("`{name}` hashes to {is}, and {SUMS} has {hash}")));
            }
            if !summed.insert(name) {
                return Err(untrue(format!("{SUMS} names `{name}` twice")));
            }
        }
        match self.names.keys().find(|name| *name != SUMS && !summed.contains(name.as_str())) {
            Some(extra) => Err(untrue(format!("`{extra}` is in it, and {SUMS} does not know it"))),
            None => Ok(()),
        }
    }
}

fn names<R: Read + Seek>(zip: &mut ZipArchive<R>, size: u64) -> Result<BTreeMap<String, usize>, PackError> {
    let hostile = |why: String| PackError::Hostile { why };
    if zip.len() > MOST_FILES {
        return Err(hostile(format!("it holds {} files", zip.len())));
    }
    let allowed = size.saturating_mul(SWELLS_TIMES).clamp(SWELLS, MOST);
    let (mut names, mut folded, mut total) = (BTreeMap::new(), BTreeSet::new(), 0_u64);
    for index in 0..zip.len() {
        let file = zip
            .by_index(index)
            .map_err(|cause| PackError::Untrue { why: format!("its file {} is damaged: {cause}", index + 1) })?;
        let name = file.name().map(|name| name.into_owned()).unwrap_or_default();
        let shown: String = name.escape_debug().take(120).collect();
        if !is_sound(&name) || file.is_symlink() || file.is_dir() {
            return Err(hostile(format!("`{shown}` is no name of a file inside a folder")));
        }
        total = total.saturating_add(file.size());
        if total > allowed {
            return Err(hostile(format!("it swells from {size} bytes to more than {allowed}")));
        }
        // Some file systems take no notice of case, and one name would write over the other.
        if !folded.insert(name.to_lowercase()) {
            return Err(hostile(format!("`{shown}` is in it twice")));
        }
        names.insert(name, index);
    }
    Ok(names)
}

/// A relative path of plain steps, the same on every system.
fn is_sound(name: &str) -> bool {
    let plain = |step: &str| {
        !step.is_empty() && step != "." && step != ".." && !step.ends_with(['.', ' ']) && !step.starts_with(' ')
    };
    name.len() <= LONGEST_NAME
        && !name.contains(['\\', ':', '*', '?', '"', '<', '>', '|'])
        && !name.chars().any(char::is_control)
        && name.split('/').all(plain)
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
