//! SQL: a person's own question over the store's views, answered read-only and within limits.

use super::{EngineError, Workspace};
use crate::store::query::{self, Answered, Limits, QueryError, View};

/// Answers one SELECT; the store is brought up to date first, so that its views are there.
pub fn sql(workspace: &Workspace, question: &str, limits: Limits) -> Result<Answered, QueryError> {
    drop(store(workspace)?);
    query::answer(&workspace.store_path(), question, limits)
}

/// The views with their columns.
pub fn views(workspace: &Workspace) -> Result<Vec<View>, QueryError> {
    Ok(query::views(store(workspace)?.read())?)
}

fn store(workspace: &Workspace) -> Result<crate::store::Store, QueryError> {
    workspace.store_to_read().map_err(|cause| match cause {
        EngineError::Store(cause) => QueryError::Store(cause),
        other => QueryError::Wrong(other.to_string()),
    })
}
