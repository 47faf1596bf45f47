//! A workspace: a folder with `campaigns/` beside `.foi/` (the store) and `outbox/`. Verbs work from any folder inside.

use std::fs;
use std::path::{Path, PathBuf};

use super::EngineError;
use crate::store::{Store, StoreError};

/// A folder in which campaigns are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace in `given`, or else the nearest one upwards from `here`, as git looks for its own.
    ///
    /// # Errors
    /// [`EngineError::NoWorkspace`] where there is none.
    pub fn find(given: Option<&Path>, here: &Path) -> Result<Self, EngineError> {
        let is_one = |folder: &Path| folder.join(".foi").is_dir() || folder.join("campaigns").is_dir();
        if let Some(given) = given {
            let root = fs::canonicalize(given).unwrap_or_else(|_| given.to_owned());
            return if is_one(&root) {
                Ok(Self { root })
            } else {
                Err(EngineError::NoWorkspace { here: given.display().to_string() })
            };
        }
        here.ancestors()
            .find(|folder| is_one(folder))
            .map(|root| Self { root: root.to_owned() })
            .ok_or_else(|| EngineError::NoWorkspace { here: here.display().to_string() })
    }

    /// The workspace in `root`, made if it is not there yet. What is there stays as it is.
    pub fn make(root: &Path) -> Result<Self, EngineError> {
        for folder in [root.join("campaigns"), root.join(".foi")] {
            fs::create_dir_all(&folder).map_err(|cause| EngineError::folder(&folder, cause))?;
        }
        Ok(Self { root: fs::canonicalize(root).map_err(|cause| EngineError::folder(root, cause))? })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a campaign's folder is.
    pub fn campaign(&self, name: &str) -> PathBuf {
        self.root.join("campaigns").join(name)
    }

    /// Where a campaign's letters go by default.
    pub fn outbox(&self, campaign: &str) -> PathBuf {
        self.root.join("outbox").join(campaign)
    }

    /// The names of the campaign folders, in order.
    pub fn campaigns(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.root.join("campaigns")) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().join("campaign.toml").is_file())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The path of the store.
    pub fn store_path(&self) -> PathBuf {
        self.root.join(".foi").join("store.sqlite")
    }

    /// Opens the store for writing; a workspace that has none yet gets one.
    pub fn store(&self) -> Result<Store, EngineError> {
        let folder = self.root.join(".foi");
        fs::create_dir_all(&folder).map_err(|cause| EngineError::folder(&folder, cause))?;
        Ok(Store::open(&self.store_path())?)
    }

    /// Opens the store to read; where nothing has been kept yet, an empty one in memory.
    pub fn store_to_read(&self) -> Result<Store, EngineError> {
        let path = self.store_path();
        let opened: Result<Store, StoreError> = if path.is_file() { Store::open(&path) } else { Store::in_memory() };
        match opened {
            // A folder that may only be read still answers questions.
            Err(StoreError::ReadOnly { .. } | StoreError::CannotOpen { .. }) => Ok(Store::open_to_read(&path)?),
            other => Ok(other?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_is_found_from_any_folder_inside_it() {
        let dir = tempfile::tempdir().unwrap();
        let made = Workspace::make(dir.path()).unwrap();
        let deep = made.campaign("mine").join("letters");
        fs::create_dir_all(&deep).unwrap();
        assert_eq!(Workspace::find(None, &deep).unwrap(), made);
        assert_eq!(Workspace::find(Some(dir.path()), Path::new("/")).unwrap(), made);
    }

    #[test]
    fn where_there_is_none_it_says_so() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(Workspace::find(Some(dir.path()), dir.path()), Err(EngineError::NoWorkspace { .. })));
    }
}
