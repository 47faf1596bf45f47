//! The workspace's directory of authorities, kept as `authorities.csv`, where a person can open it too.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{EngineError, Workspace};
use crate::authority::table::{Table, TableFault};
use crate::authority::{Authority, Import, import, rows, table, to_csv};
use crate::campaign::{CampaignError, Source, row_fault, table_fault};
use crate::document::{self, BlockKind, Limits};

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
    let table = if is_sheet(&bytes) { of_sheet(file, &shown, &bytes)? } else { table::read(&bytes) };
    let faults = match table {
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

/// XLSX and ODS are ZIP files, XLS is a compound file; no CSV begins as either.
fn is_sheet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// The first table of a spreadsheet.
fn of_sheet(file: &Path, shown: &str, bytes: &[u8]) -> Result<Result<Table, TableFault>, EngineError> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let document = document::read(&name, bytes, None, &Limits::default());
    let first = document.blocks.iter().find(|block| block.kind == BlockKind::Table && !block.hidden);
    let Some(block) = first else {
        let why = document.warnings.first().map_or("it has no table".to_owned(), Clone::clone);
        return Err(EngineError::Refused {
            what: format!("`{shown}` cannot be taken in: {why}"),
            help: "the first sheet should be a table whose first row names the columns; or save it as CSV (UTF-8)"
                .into(),
        });
    };
    let row = block.at.cell.as_deref().and_then(|cell| cell.trim_start_matches(char::is_alphabetic).parse().ok());
    Ok(table::of_rows(&block.rows, row.unwrap_or(1)))
}

/// Beside it first and then in its place, so that a full disk leaves the old directory whole.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("csv.new");
    fs::write(&beside, bytes)?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::make(folder.path()).unwrap();
        (folder, workspace)
    }

    #[test]
    fn a_spreadsheet_and_its_csv_make_the_same_directory() {
        let rows =
            [["ODS code", "Name", "Size"], ["X1A", "Ashdown, Barrow and Crag NHS Trust", "1200"], ["X2B", "Dale", ""]];
        let (folder, workspace) = workspace();
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (number, row) in (2..).zip(rows) {
            for (column, cell) in (0..).zip(row) {
                sheet.write_string(number, column, cell).unwrap();
            }
        }
        let path = folder.path().join("trusts.xlsx");
        book.save(&path).unwrap();
        assert_eq!(import_file(&workspace, &path).unwrap().added.len(), 2);
        let from_sheet = list(&workspace).unwrap();

        let csv = folder.path().join("trusts.csv");
        fs::write(&csv, "ODS code,Name,Size\nX1A,\"Ashdown, Barrow and Crag NHS Trust\",1200\nX2B,Dale,\n").unwrap();
        let again = import_file(&workspace, &csv).unwrap();
        assert_eq!((again.added.len(), again.changed.len(), again.unchanged), (0, 0, 2));
        assert_eq!(list(&workspace).unwrap(), from_sheet);
    }

    #[test]
    fn a_table_with_a_fault_changes_nothing() {
        let (folder, workspace) = workspace();
        let csv = folder.path().join("trusts.csv");
        fs::write(&csv, "code,name\nX1A,Ashdown\n").unwrap();
        import_file(&workspace, &csv).unwrap();
        fs::write(&csv, "code,name,email\nX2B,Birch,foi@birch.example\nX3C,,nobody\n").unwrap();
        let error = import_file(&workspace, &csv).unwrap_err();
        let EngineError::Campaign(error) = error else { panic!("{error}") };
        let places: Vec<(usize, usize)> = error.faults().iter().map(|fault| (fault.line(), fault.column())).collect();
        assert_eq!(places, [(3, 5), (3, 6)]);
        assert_eq!(list(&workspace).unwrap().len(), 1);
    }

    #[test]
    fn what_is_no_table_is_told_and_not_taken_in() {
        let (folder, workspace) = workspace();
        for (name, bytes) in
            [("a.csv", &b""[..]), ("b.csv", b"\0\0"), ("c.xlsx", b"PK\x03\x04 no zip"), ("d.csv", b"a,\"b")]
        {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            assert!(import_file(&workspace, &path).is_err(), "{name}");
        }
        assert!(import_file(&workspace, &folder.path().join("nowhere.csv")).is_err());
        assert!(list(&workspace).unwrap().is_empty());
    }
}
