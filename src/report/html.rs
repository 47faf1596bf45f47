//! The page set from its data, by Tera templates with autoescape on.

use tera::{Context, Kwargs, State, Tera, Value};

use super::{Page, Source};

/// The templates, by the names that they include each other under.
const TEMPLATES: [(&str, &str); 6] = [
    ("page.html", include_str!("../../templates/report/page.html")),
    ("plot.html", include_str!("../../templates/report/plot.html")),
    ("finding.html", include_str!("../../templates/report/finding.html")),
    ("entry.html", include_str!("../../templates/report/entry.html")),
    ("methods.html", include_str!("../../templates/report/methods.html")),
    ("style.css", include_str!("../../templates/report/style.css")),
];

/// A page that could not be set.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the report's template could not be used: {cause}")]
#[diagnostic(help("this is a fault of foi, not of the campaign: please report it with the campaign folder"))]
pub struct ReportError {
    #[from]
    cause: tera::Error,
}

/// Sets the report as one self-contained HTML page.
///
/// # Errors
/// Only if a template is broken, which the tests of this module rule out for the embedded ones.
pub fn html(source: &Source<'_>) -> Result<String, ReportError> {
    set(&Page::of(source))
}

pub(super) fn set(page: &Page) -> Result<String, ReportError> {
    let mut tera = Tera::default();
    tera.register_filter("code", code);
    tera.add_raw_templates(TEMPLATES)?;
    Ok(tera.render("page.html", &Context::from_serialize(page)?)?)
}

/// Sets what stands between backticks as code, all of it escaped.
fn code(text: &str, _: Kwargs, state: &State) -> tera::TeraResult<Value> {
    let mut html = String::with_capacity(text.len() + 16);
    // An odd number of backticks leaves the last one as it is.
    let pieces: Vec<&str> = text.split('`').collect();
    let paired = pieces.len() % 2 == 1;
    for (at, piece) in pieces.iter().enumerate() {
        let escaped = state.escape(piece)?;
        match (at % 2 == 1, paired || at + 1 < pieces.len()) {
            (true, true) => {
                html.push_str("<code>");
                html.push_str(&escaped);
                html.push_str("</code>");
            }
            (true, false) => {
                html.push('`');
                html.push_str(&escaped);
            }
            (false, _) => html.push_str(&escaped),
        }
    }
    Ok(Value::safe_string(&html))
}
