//! Unpack: a workspace restored from a pack, and proof that it is the same: every hash, every cached state, and the report.
//!
//! A pack comes from a stranger. It is checked whole before a byte is written; the workspace is put together beside its place and
//! moved there at the end, so that what is refused leaves nothing behind.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;

use super::ledger::bundle;
use super::pack::{Label, VERSION};
use super::reading::{body, words};
use super::verify::{Verified, verify};
use super::{EngineError, Workspace, report};
use crate::export::archive::{Checked, PackError};
use crate::message::{self, OriginalHash};
use crate::store::{StoreError, Transaction, documents, dump, messages, originals, search};

/// No row of a store is longer.
const LONGEST_LINE: u64 = 256 << 20;
const INDEXED: usize = 1 << 20;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unpacked {
    pub root: PathBuf,
    pub campaign: String,
    pub as_of: Date,
    /// A public pack is only laid out: it has no originals to rebuild from.
    pub public: bool,
    pub files: usize,
    pub verified: Verified,
    /// The report made anew is, byte for byte, the one in the pack; `None` for a public pack.
    pub same_report: Option<bool>,
    /// By which foi it was packed.
    pub written_by: String,
}

/// Unpacks `file` into the folder `to`, or into one of the campaign's name in `here`; it must not be there yet, or be empty.
pub fn unpack(file: &Path, to: Option<&Path>, here: &Path) -> Result<Unpacked, EngineError> {
    let mut pack = Checked::open(file)?;
    let label = label(&mut pack, file)?;
    let to = to.map_or_else(|| here.join(&label.campaign), Path::to_owned);
    if to.exists() && fs::read_dir(&to).map_or(true, |mut entries| entries.next().is_some()) {
        return Err(EngineError::Refused {
            what: format!("{} is there already, and not empty", to.display()),
            help: "name another folder: foi unpack FILE DIR".into(),
        });
    }
    let mut beside = to.as_os_str().to_owned();
    beside.push(".unpacking");
    let beside = PathBuf::from(beside);
    fs::create_dir_all(to.parent().unwrap_or(here)).map_err(|cause| EngineError::folder(&to, cause))?;
    fs::create_dir(&beside).map_err(|cause| EngineError::folder(&beside, cause))?;
    let outcome = lay_out(&mut pack, &label, &beside).and_then(|mut done| {
        if to.exists() {
            fs::remove_dir(&to).map_err(|cause| EngineError::folder(&to, cause))?;
        }
        fs::rename(&beside, &to).map_err(|cause| EngineError::folder(&to, cause))?;
        done.root.clone_from(&to);
        Ok(done)
    });
    if outcome.is_err() {
        // The first failure is the one to tell.
        let _ = fs::remove_dir_all(&beside);
    }
    outcome
}

fn label(pack: &mut Checked, file: &Path) -> Result<Label, EngineError> {
    let no_pack = |why: String| PackError::NoPack { path: file.display().to_string(), why };
    let text = pack.bytes("pack.json")?;
    let label: Label = serde_json::from_slice(&text)
        .map_err(|cause| no_pack(format!("its pack.json is another program's ({cause})")))?;
    if label.format != "foi-pack" || label.version > VERSION {
        let why = format!("it is a {} of version {}, and this foi knows {VERSION}", label.format, label.version);
        return Err(no_pack(why).into());
    }
    let name = &label.campaign;
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', ':']) || name.chars().any(char::is_control)
    {
        return Err(PackError::Hostile { why: "its campaign's name is no name of a folder".into() }.into());
    }
    let belongs = |name: &str| belongs(name, &label);
    if let Some(other) = pack.names().find(|name| !belongs(name)) {
        return Err(PackError::Hostile { why: format!("`{other}` has no place in a pack") }.into());
    }
    Ok(label)
}

/// Is this a name that `foi pack` gives?
fn belongs(name: &str, label: &Label) -> bool {
    if label.public {
        return !name.starts_with('.');
    }
    let (first, rest) = name.split_once('/').unwrap_or((name, ""));
    match first {
        "campaigns" => rest.split_once('/').is_some_and(|(campaign, file)| {
            campaign == label.campaign && !file.split('/').any(|step| step.starts_with('.'))
        }),
        "regimes" | "templates" => !rest.split('/').any(|step| step.starts_with('.')),
        ".foi" => rest == "holidays.json",
        "store" => rest.strip_suffix(".jsonl").is_some_and(|table| dump::tables().any(|known| known == table)),
        "originals" => rest.parse::<OriginalHash>().is_ok(),
        _ => [
            "pack.json",
            "README.txt",
            "SHA256SUMS",
            "report.html",
            "findings.json",
            "coverage.json",
            "ledger.json",
            "authorities.csv",
        ]
        .contains(&name),
    }
}

fn lay_out(pack: &mut Checked, label: &Label, root: &Path) -> Result<Unpacked, EngineError> {
    let names: Vec<String> = pack.names().map(str::to_owned).collect();
    let mut done = Unpacked {
        root: root.to_owned(),
        campaign: label.campaign.clone(),
        as_of: label.as_of,
        public: label.public,
        files: names.len(),
        verified: Verified::default(),
        same_report: None,
        written_by: label.written_by.clone(),
    };
    let lands = |name: &&String| {
        label.public
            || ["campaigns/", "regimes/", "templates/", ".foi/"].iter().any(|folder| name.starts_with(folder))
            || *name == "authorities.csv"
    };
    for name in names.iter().filter(lands) {
        let path = root.join(name);
        let folder = path.parent().unwrap_or(root);
        fs::create_dir_all(folder).map_err(|cause| EngineError::folder(folder, cause))?;
        let mut file = fs::File::create_new(&path).map_err(|cause| EngineError::folder(&path, cause))?;
        pack.read(name, |inside| std::io::copy(inside, &mut file))?;
    }
    if label.public {
        return Ok(done);
    }
    let workspace = Workspace::make(root)?;
    let mut store = workspace.store()?;
    store.write(|tx| restore(tx, pack, &names))?;
    drop(store);
    done.verified = verify(&workspace)?;
    let page = report::page(&workspace, &bundle(&workspace, &label.campaign, label.as_of)?)?;
    let told = pack.bytes("report.html")?;
    let reports = root.join("reports");
    let path = reports.join(format!("{}.html", label.campaign));
    crate::export::write_whole(&path, page.as_bytes())?;
    done.same_report = Some(page.as_bytes() == told.as_slice());
    Ok(done)
}

/// Puts originals, rows and the words for search back, in one transaction.
fn restore(tx: &Transaction<'_>, pack: &mut Checked, names: &[String]) -> Result<(), EngineError> {
    for name in names.iter().filter_map(|name| name.strip_prefix("originals/")) {
        let bytes = pack.bytes(&format!("originals/{name}"))?;
        let hash = OriginalHash::of(&bytes);
        if hash.as_str() != name {
            return Err(PackError::Untrue { why: format!("original {name} hashes to {hash}") }.into());
        }
        originals::keep(tx, &hash, &bytes)?;
    }
    for table in dump::tables() {
        let name = format!("store/{table}.jsonl");
        let mut number = 0_u64;
        let unfit = pack.read(&name, |file| {
            let mut reader = BufReader::new(file);
            let mut line = String::new();
            loop {
                line.clear();
                number += 1;
                if (&mut reader).take(LONGEST_LINE).read_line(&mut line)? == 0 {
                    return Ok(None);
                }
                if let Err(why) = dump::put(tx, table, line.trim_end()) {
                    return Ok(Some(why));
                }
            }
        })?;
        if let Some(why) = unfit {
            return Err(PackError::Untrue { why: format!("{name}, line {number}: {why}") }.into());
        }
    }
    index(tx)?;
    Ok(())
}

/// The index of words holds no words that could be packed, so it is made anew.
fn index(tx: &Transaction<'_>) -> Result<(), StoreError> {
    for campaign in crate::store::requests::campaigns(tx)? {
        for stored in messages::of_campaign(tx, &campaign)? {
            let mail = message::parse(&originals::bytes(tx, &stored.original)?.unwrap_or_default());
            let mut attached = String::new();
            for attachment in messages::attachments(tx, stored.id)? {
                if let Some(kept) = documents::latest(tx, &attachment.hash)? {
                    attached.push_str(&words(&kept.document, INDEXED.saturating_sub(attached.len())));
                }
            }
            search::put(tx, stored.id, &mail.subject, &words(&body(&mail), INDEXED), &attached)?;
        }
    }
    Ok(())
}
