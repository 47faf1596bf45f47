//! The page set from its data.

use super::{Page, ReportError, Source};

/// Sets the report as one self-contained HTML page.
///
/// # Errors
/// Where a template of the campaign or the workspace cannot be used.
pub fn html(source: &Source<'_>) -> Result<String, ReportError> {
    source.templates.set("page.html", &Page::of(source))
}

/// Sets the report as Markdown: the same figures and methods, the rows by their codes, no plots and no ledger.
///
/// # Errors
/// As [`html`].
pub fn markdown(source: &Source<'_>) -> Result<String, ReportError> {
    let set = source.templates.set("report.md", &Page::of(source))?;
    // Blocks of a template leave blank lines where they end.
    let mut text = String::with_capacity(set.len());
    let mut blank = 0;
    for line in set.lines().map(str::trim_end) {
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank < 2 {
            text.push_str(line);
            text.push('\n');
        }
    }
    Ok(text)
}
