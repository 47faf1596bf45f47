//! Report: the page of a campaign on a day, written to a file.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::ledger::{Bundle, bundle};
use super::{EngineError, Workspace, regimes};
use crate::{export, report};

/// A report that was written.
pub struct Written {
    pub path: PathBuf,
    pub bytes: usize,
    pub bundle: Bundle,
}

/// Writes the report of `name` as of a day to `to`, or to `reports/NAME.html` in the workspace.
pub fn report(workspace: &Workspace, name: &str, as_of: Date, to: Option<&Path>) -> Result<Written, EngineError> {
    let bundle = bundle(workspace, name, as_of)?;
    let page = page(workspace, &bundle)?;
    let path = match to {
        Some(path) => path.to_owned(),
        None => workspace.root().join("reports").join(format!("{name}.html")),
    };
    export::write_whole(&path, page.as_bytes())?;
    Ok(Written { path, bytes: page.len(), bundle })
}

/// The page itself.
pub fn page(workspace: &Workspace, bundle: &Bundle) -> Result<String, EngineError> {
    let law = regimes::regime(workspace, &bundle.campaign.regime)?;
    Ok(report::html(&report::Source {
        campaign: &bundle.campaign,
        ledger: &bundle.ledger,
        findings: &bundle.findings,
        coverage: &bundle.coverage,
        law: &law.name,
        reader: concat!("foi ", env!("CARGO_PKG_VERSION")),
        audit: bundle.audit,
        agreement: &bundle.agreement,
    })?)
}
