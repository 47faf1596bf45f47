//! Report: the page of a campaign on a day, written to a file.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::ledger::{Bundle, bundle};
use super::{EngineError, Workspace, holidays, regimes, waves};
use crate::findings::nonresponse;
use crate::report::{ENDINGS, Source, Templates};
use crate::{export, report};

/// As what a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Html,
    Markdown,
}

/// A report that was written.
pub struct Written {
    pub path: PathBuf,
    pub bytes: usize,
    pub bundle: Bundle,
}

/// Writes the report of `name` as of a day to `to`, or to `reports/NAME.html` (or `.md`) in the workspace.
pub fn report(
    workspace: &Workspace,
    name: &str,
    as_of: Date,
    form: Form,
    to: Option<&Path>,
) -> Result<Written, EngineError> {
    let bundle = bundle(workspace, name, as_of)?;
    let page = set(workspace, &bundle, form)?;
    let ending = match form {
        Form::Html => "html",
        Form::Markdown => "md",
    };
    let path = match to {
        Some(path) => path.to_owned(),
        None => workspace.root().join("reports").join(format!("{name}.{ending}")),
    };
    export::write_whole(&path, page.as_bytes())?;
    Ok(Written { path, bytes: page.len(), bundle })
}

/// The page itself.
pub fn page(workspace: &Workspace, bundle: &Bundle) -> Result<String, EngineError> {
    set(workspace, bundle, Form::Html)
}

fn set(workspace: &Workspace, bundle: &Bundle, form: Form) -> Result<String, EngineError> {
    let law = regimes::regime(workspace, &bundle.campaign.regime)?;
    let templates = templates(workspace, &bundle.campaign.name)?;
    let waves = waves::waves(workspace, bundle)?;
    let source = Source {
        campaign: &bundle.campaign,
        ledger: &bundle.ledger,
        findings: &bundle.findings,
        coverage: &bundle.coverage,
        law: &law.name,
        reader: concat!("foi ", env!("CARGO_PKG_VERSION")),
        audit: bundle.audit,
        agreement: &bundle.agreement,
        nonresponse: &nonresponse(&bundle.ledger),
        waves: waves.as_ref(),
        calendar: &holidays::in_use(workspace, None)?,
        decisions: &bundle.decisions,
        templates: &templates,
    };
    Ok(match form {
        Form::Html => report::html(&source)?,
        Form::Markdown => report::markdown(&source)?,
    })
}

/// What the campaign's folder, and then the workspace, puts in the place of built-in templates (`templates/report/`).
fn templates(workspace: &Workspace, name: &str) -> Result<Templates, EngineError> {
    let mut templates = Templates::default();
    for folder in [workspace.campaign(name), workspace.root().to_owned()] {
        let folder = folder.join("templates").join("report");
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.is_file()) {
            let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if !ENDINGS.iter().any(|ending| file.ends_with(ending)) {
                continue;
            }
            let text = fs::read_to_string(path).map_err(|cause| EngineError::folder(path, cause))?;
            let shown = path.strip_prefix(workspace.root()).unwrap_or(path).display().to_string();
            templates.offer(&file, &shown, &text);
        }
    }
    Ok(templates)
}
