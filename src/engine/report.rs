//! Report: the page of a campaign on a day, written to a file.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::ledger::{Bundle, bundle};
use super::{EngineError, Workspace, holidays, regimes, waves};
use crate::findings::nonresponse;
use crate::report::{ENDINGS, Source, Templates, Waves};
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

/// What changed since the wave before, as the page has it: a pack keeps it, since it brings one campaign alone.
pub fn waves_to_keep(workspace: &Workspace, bundle: &Bundle) -> Result<Option<Waves>, EngineError> {
    with_source(workspace, bundle, |source| Ok(report::Page::of(source).waves))
}

fn set(workspace: &Workspace, bundle: &Bundle, form: Form) -> Result<String, EngineError> {
    with_source(workspace, bundle, |source| {
        Ok(match form {
            Form::Html => report::html(source)?,
            Form::Markdown => report::markdown(source)?,
        })
    })
}

fn with_source<T>(
    workspace: &Workspace,
    bundle: &Bundle,
    see: impl FnOnce(&Source<'_>) -> Result<T, EngineError>,
) -> Result<T, EngineError> {
    let law = regimes::regime(workspace, &bundle.campaign.regime)?;
    let templates = templates(workspace, &bundle.campaign.name)?;
    let waves = waves::waves(workspace, bundle)?;
    let kept = if waves.is_none() && bundle.campaign.wave_of.is_some() { kept_waves(workspace, bundle)? } else { None };
    see(&Source {
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
        waves_kept: kept.as_ref(),
        calendar: &holidays::in_use(workspace, None)?,
        decisions: &bundle.decisions,
        templates: &templates,
    })
}

/// The file in a campaign's folder in which a pack keeps what changed since the wave before.
pub const WAVES: &str = "waves.json";

fn kept_waves(workspace: &Workspace, bundle: &Bundle) -> Result<Option<Waves>, EngineError> {
    let path = workspace.campaign(&bundle.campaign.name).join(WAVES);
    let Ok(text) = fs::read_to_string(&path) else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|cause| EngineError::Refused {
        what: format!("`{}` cannot be understood: {cause}", path.display()),
        help: "a pack wrote it; unpack it again, or take the file away".into(),
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
