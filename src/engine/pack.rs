//! Pack: one campaign with everything its figures rest on, as one ZIP that rebuilds to the same report on another machine.
//!
//! What is in it: the campaign's folder, what the workspace adds to it (own regimes and templates, the directory, holidays learnt),
//! the store's rows as lines of JSON, every original under its hash, and copies to read: the report, the findings, the ledger. The
//! accounts of `foi.toml`, the outbox and other campaigns stay behind.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ledger::bundle;
use super::{EngineError, Workspace, report};
use crate::export::archive::{self, Packer};
use crate::export::findings_shape;
use crate::store::{StoreError, dump, originals};

/// The version of a pack's inner layout.
pub const VERSION: u32 = 1;
/// Folders lie no deeper than this in a campaign's.
const DEEPEST: usize = 12;

/// What a pack says of itself, in `pack.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    pub format: String,
    pub version: u32,
    pub campaign: String,
    /// The day as of which its report was made.
    pub as_of: Date,
    pub written_by: String,
    /// Without originals and personal data: to read, not to rebuild.
    pub public: bool,
}

impl Label {
    /// The label of a pack that this foi writes.
    pub fn new(campaign: &str, as_of: Date, public: bool) -> Self {
        Self {
            format: "foi-pack".into(),
            version: VERSION,
            campaign: campaign.into(),
            as_of,
            written_by: concat!("foi ", env!("CARGO_PKG_VERSION")).into(),
            public,
        }
    }
}

/// A pack that was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Packed {
    pub path: PathBuf,
    pub files: usize,
    pub bytes: u64,
    pub as_of: Date,
    /// What a public pack leaves out: how many of what.
    pub removed: Vec<(String, usize)>,
}

/// Packs campaign `name` as of a day into the ZIP `to`.
pub fn pack(workspace: &Workspace, name: &str, as_of: Date, to: &Path) -> Result<Packed, EngineError> {
    let bundle = bundle(workspace, name, as_of)?;
    let page = report::page(workspace, &bundle)?;
    // The campaign that asked the same before stays behind; what changed since comes along.
    let waves = report::waves_to_keep(workspace, &bundle)?;
    let store = workspace.store_to_read()?;
    let mut files = 0;
    archive::write(to, |pack| {
        pack.add("pack.json", &json(&Label::new(name, as_of, false))?)?;
        pack.add("README.txt", README.as_bytes())?;
        pack.add("report.html", page.as_bytes())?;
        pack.add("findings.json", &json(&findings_shape(&bundle.findings))?)?;
        pack.add("coverage.json", &json(&bundle.coverage)?)?;
        pack.add_with("ledger.json", |file| {
            serde_json::to_writer_pretty(file, &bundle.ledger).map_err(io::Error::other)
        })?;
        let kept = format!("campaigns/{name}/{}", report::WAVES);
        for (inside, path) in folder_files(workspace, name)?.into_iter().filter(|(inside, _)| *inside != kept) {
            pack.add(&inside, &fs::read(path)?)?;
        }
        if let Some(waves) = &waves {
            pack.add(&kept, &json(waves)?)?;
        }
        for table in dump::tables() {
            pack.add_with(&format!("store/{table}.jsonl"), |file| {
                dump::lines::<Failed>(store.read(), name, table, |line| Ok(writeln!(file, "{line}")?)).map_err(|f| f.0)
            })?;
        }
        for hash in dump::originals(store.read(), name).map_err(io::Error::other)? {
            let named = hash.parse().map_err(io::Error::other)?;
            let bytes = originals::bytes(store.read(), &named).map_err(io::Error::other)?.unwrap_or_default();
            pack.add(&format!("originals/{hash}"), &bytes)?;
        }
        files = pack.files + 1;
        Ok(())
    })?;
    let bytes = fs::metadata(to).map_err(|cause| EngineError::folder(to, cause))?.len();
    Ok(Packed { path: to.to_owned(), files, bytes, as_of, removed: Vec::new() })
}

/// Either fault of a row on its way from the store into the ZIP.
struct Failed(io::Error);

impl From<StoreError> for Failed {
    fn from(fault: StoreError) -> Self {
        Self(io::Error::other(fault))
    }
}

impl From<io::Error> for Failed {
    fn from(fault: io::Error) -> Self {
        Self(fault)
    }
}

/// JSON for people and programs, with a line end.
pub(super) fn json(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(io::Error::other)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The files of the campaign's folder and of what the workspace adds to it: name in the pack, path; in the order of names.
pub(super) fn folder_files(workspace: &Workspace, name: &str) -> io::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    gather(&workspace.campaign(name), &format!("campaigns/{name}"), DEEPEST, &mut files)?;
    for folder in ["regimes", "templates"] {
        let path = workspace.root().join(folder);
        if path.is_dir() {
            gather(&path, folder, DEEPEST, &mut files)?;
        }
    }
    for file in ["authorities.csv", ".foi/holidays.json"] {
        let path = workspace.root().join(file);
        if path.is_file() {
            files.push((file.to_owned(), path));
        }
    }
    files.sort();
    Ok(files)
}

fn gather(folder: &Path, inside: &str, deepest: usize, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // What editors, version control and systems keep for themselves.
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let (path, here) = (entry.path(), format!("{inside}/{name}"));
        let kind = entry.file_type()?;
        if kind.is_symlink() {
            let why = format!("{} is a link: a pack holds files, so put the file itself there", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        if kind.is_file() {
            files.push((here, path));
        } else if kind.is_dir() && deepest > 0 {
            gather(&path, &here, deepest - 1, files)?;
        }
    }
    Ok(())
}

/// Adds the files of a folder that was written for a pack.
pub(super) fn add_folder(pack: &mut Packer<'_>, folder: &Path, inside: &str) -> io::Result<()> {
    let mut files = Vec::new();
    gather(folder, inside, 1, &mut files)?;
    files.sort();
    files.iter().try_for_each(|(name, path)| pack.add(name, &fs::read(path)?))
}

const README: &str = "\
An evidence pack of one campaign of freedom-of-information requests, written by foi.

  report.html      the report, as it was made on the day in pack.json
  findings.json, coverage.json, ledger.json   the figures, who answered, and every cell with its words
  campaigns/       the campaign: questions, letters, frame
  store/           events, messages, readings and codings, one JSON object a line
  originals/       every mail as sent or received, named by its SHA-256
  SHA256SUMS       of every file here: sha256sum -c SHA256SUMS

  foi unpack FILE.zip    checks all of it, restores the workspace, and makes the report again to compare
";
