//! The page's templates: those of foi, and what a campaign or a workspace puts in their place.
//!
//! A file `templates/report/NAME` of the campaign's folder comes before the workspace's, and that before the one built in;
//! further files can be included by their names. Text from outside is escaped whatever a template says: all end in `.html`
//! or `.md`, and what a style sheet needs is in the page's data.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

/// The templates built in, by the names that they include each other under.
const BUILT_IN: [(&str, &str); 9] = [
    ("page.html", include_str!("../../templates/report/page.html")),
    ("plot.html", include_str!("../../templates/report/plot.html")),
    ("missing.html", include_str!("../../templates/report/missing.html")),
    ("waves.html", include_str!("../../templates/report/waves.html")),
    ("finding.html", include_str!("../../templates/report/finding.html")),
    ("entry.html", include_str!("../../templates/report/entry.html")),
    ("methods.html", include_str!("../../templates/report/methods.html")),
    ("style.css", include_str!("../../templates/report/style.css")),
    ("report.md", include_str!("../../templates/report/report.md")),
];

/// The endings that a template may have.
pub const ENDINGS: [&str; 3] = [".html", ".css", ".md"];

/// Templates that take the place of those built in, or are included by such: name to path and text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Templates(BTreeMap<String, (String, String)>);

/// A page that could not be set.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ReportError {
    #[error("the report's template could not be used: {0}")]
    #[diagnostic(help("this is a fault of foi, not of the campaign: please report it with the campaign folder"))]
    BuiltIn(#[source] tera::Error),
    #[error("{places}: the template cannot be used: {cause}")]
    #[diagnostic(help(
        "the built-in one is used again where the file is taken away; docs/report.md lists what a template can show"
    ))]
    Own { places: String, cause: String },
}

impl Templates {
    /// Puts `text` in the place of the template `name`, unless something stands there already; `path` is where it came from.
    pub fn offer(&mut self, name: &str, path: &str, text: &str) {
        self.0.entry(name.to_owned()).or_insert_with(|| (path.to_owned(), text.to_owned()));
    }

    /// Sets `page` by the template `name`.
    pub(super) fn set(&self, name: &str, page: &impl Serialize) -> Result<String, ReportError> {
        let set = || {
            let mut tera = Tera::default();
            match name.ends_with(".md") {
                true => {
                    tera.autoescape_on([".md"]);
                    tera.set_escape_fn(markdown);
                    tera.register_filter("code", code_in_markdown);
                }
                false => tera.register_filter("code", code),
            }
            let built_in = BUILT_IN.into_iter().filter(|(name, _)| !self.0.contains_key(*name));
            let own = self.0.iter().map(|(name, (_, text))| (name.as_str(), text.as_str()));
            tera.add_raw_templates(built_in.chain(own))?;
            tera.render(name, &Context::from_serialize(page)?)
        };
        set().map_err(|cause| self.fault(cause))
    }

    /// Whose fault it is: a template of the campaign's that the fault names, or else any of them.
    fn fault(&self, cause: tera::Error) -> ReportError {
        if self.0.is_empty() {
            return ReportError::BuiltIn(cause);
        }
        let mut words = cause.to_string();
        let mut deeper = std::error::Error::source(&cause);
        while let Some(next) = deeper {
            words = format!("{words}: {next}");
            deeper = next.source();
        }
        let named: Vec<&str> = self
            .0
            .iter()
            .filter(|(name, _)| words.contains(name.as_str()))
            .map(|(_, (path, _))| path.as_str())
            .collect();
        let all: Vec<&str> = self.0.values().map(|(path, _)| path.as_str()).collect();
        ReportError::Own { places: if named.is_empty() { all } else { named }.join(", "), cause: words }
    }
}

/// Sets what stands between backticks as code, all of it escaped.
fn code(text: &str, _: Kwargs, state: &State) -> tera::TeraResult<Value> {
    let mut html = String::with_capacity(text.len() + 16);
    for (is_code, piece) in pieces(text) {
        let escaped = state.escape(piece)?;
        match is_code {
            true => html.extend(["<code>", &escaped, "</code>"]),
            false => html.push_str(&escaped),
        }
    }
    Ok(Value::safe_string(&html))
}

fn code_in_markdown(text: &str, _: Kwargs, state: &State) -> tera::TeraResult<Value> {
    let mut set = String::with_capacity(text.len() + 16);
    for (is_code, piece) in pieces(text) {
        match is_code {
            // Within code nothing is escaped; a bar would end a table's cell.
            true => set.extend(["`", &piece.replace(['\n', '\r'], " ").replace('|', "\u{a6}"), "`"]),
            false => set.push_str(&state.escape(piece)?),
        }
    }
    Ok(Value::safe_string(&set))
}

/// The text cut at its backticks, and whether each piece is code; an odd number leaves the last one as it is.
fn pieces(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let all: Vec<&str> = text.split('`').collect();
    let (count, paired) = (all.len(), all.len() % 2 == 1);
    let kept = if paired { count } else { count.saturating_sub(2) };
    let start: usize = all.iter().take(kept).map(|piece| piece.len() + 1).sum();
    let rest = text.get(start..).filter(|_| !paired);
    all.into_iter().take(kept).enumerate().map(|(at, piece)| (at % 2 == 1, piece)).chain(rest.map(|rest| (false, rest)))
}

/// Text as Markdown shows it: nothing in it is a mark, and no line ends.
fn markdown(text: &str, to: &mut dyn Write) -> io::Result<()> {
    for c in text.chars() {
        match c {
            '&' => to.write_all(b"&amp;")?,
            '<' => to.write_all(b"&lt;")?,
            '\n' | '\r' | '\t' => to.write_all(b" ")?,
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '>' | '!' => write!(to, "\\{c}")?,
            c => write!(to, "{c}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_make_code_in_pairs() {
        let cut =
            |text| pieces(text).map(|(is_code, piece)| format!("{is_code}:{piece}")).collect::<Vec<_>>().join("|");
        assert_eq!(cut("share of `a = 1` here"), "false:share of |true:a = 1|false: here");
        assert_eq!(cut("plain"), "false:plain");
        assert_eq!(cut("a ` b"), "false:a ` b");
        assert_eq!(cut("`a` and ` b"), "false:|true:a|false: and ` b");
    }

    #[test]
    fn text_in_markdown_is_text() {
        let mut out = Vec::new();
        markdown("<b>*x* | [y](z)\n# & `q`", &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), r"&lt;b\>\*x\* \| \[y\](z) \# &amp; \`q\`");
    }
}
