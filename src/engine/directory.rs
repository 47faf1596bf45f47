//! The workspace's directory of authorities, kept as `authorities.csv`, where a person can open it too.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{EngineError, Workspace};
use crate::authority::{Authority, Import, import, rows, table, to_csv};
use crate::campaign::{CampaignError, Source, row_fault, table_fault};

fn path(workspace: &Workspace) -> PathBuf {
    workspace.root().join("authorities.csv")
}

/// The authorities that the workspace holds.
///
/// # Errors
/// Every fault of the file, if somebody has edited it so that it cannot be read.
pub fn list(workspace: &Workspace) -> Result<Vec<Authority>, EngineError> {
    let path = path(workspace);
    if path.is_file() { read(&path) } else { Ok(Vec::new()) }
}

/// Takes the authorities of a table into the directory, or, where the table has a fault, nothing.
///
/// # Errors
/// Every fault of the table; and where the directory cannot be written.
pub fn import_file(workspace: &Workspace, file: &Path) -> Result<Import, EngineError> {
    let newer = read(file)?;
    let import = import(&list(workspace)?, newer);
    write_whole(&path(workspace), to_csv(&import.directory).as_bytes())
        .map_err(|cause| EngineError::folder(&path(workspace), cause))?;
    Ok(import)
}

fn read(file: &Path) -> Result<Vec<Authority>, EngineError> {
    let shown = file.display().to_string();
    let bytes = fs::read(file).map_err(|cause| EngineError::folder(file, cause))?;
    let faults = match table::read(&bytes) {
        Err(fault) => vec![table_fault(&shown, &fault)],
        Ok(table) => match rows::read(&table) {
            Ok(rows) => return Ok(rows.authorities),
            Err(faults) => {
                let source = Source::new(&shown, table.text.clone());
                faults.into_iter().map(|fault| row_fault(&source, fault)).collect()
            }
        },
    };
    Err(CampaignError::Faults { folder: shown, faults }.into())
}

/// Beside it first and then in its place, so that a full disk leaves the old directory whole.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("csv.new");
    fs::write(&beside, bytes)?;
    fs::rename(&beside, path)
}
