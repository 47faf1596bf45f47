//! What is wrong with a campaign folder: the thing, the place, the remedy; all of it at once.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

/// A file of the campaign folder as its faults show it.
#[derive(Debug, Clone)]
pub struct Source(Arc<NamedSource<String>>);

impl Source {
    /// `path` is what a person would type to open the file.
    pub fn new(path: impl AsRef<str>, text: impl Into<String>) -> Self {
        Self(Arc::new(NamedSource::new(path, text.into())))
    }

    pub fn path(&self) -> &str {
        self.0.name()
    }

    pub fn text(&self) -> &str {
        self.0.inner()
    }

    /// Line and column, both from 1, columns in characters.
    fn place(&self, at: usize) -> (usize, usize) {
        let before = self.text().get(..at).unwrap_or(self.text());
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

/// One thing wrong with one place.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    // Boxed, so that an error with a fault in it stays small enough to be passed about by value.
    message: Box<str>,
    label: Box<str>,
    help: Box<str>,
    source_file: Source,
    span: Range<usize>,
}

impl Fault {
    /// `label` stands under the words that `span` (bytes of the file) picks out; `help` says what would be right.
    pub fn new(
        source: &Source,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let length = source.text().len();
        let span = span.start.min(length)..span.end.min(length);
        let text = |text: String| text.into_boxed_str();
        Self {
            message: text(message.into()),
            label: text(label.into()),
            help: text(help.into()),
            source_file: source.clone(),
            span,
        }
    }

    pub fn message(&self) -> &str {
        &self.message
    }

    /// The remedy.
    pub fn remedy(&self) -> &str {
        &self.help
    }

    pub fn file(&self) -> &str {
        self.source_file.path()
    }

    pub fn line(&self) -> usize {
        self.source_file.place(self.span.start).0
    }

    pub fn column(&self) -> usize {
        self.source_file.place(self.span.start).1
    }
}

impl Diagnostic for Fault {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&*self.source_file.0)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_with_span(Some(self.label.to_string()), self.span.clone());
        Some(Box::new(std::iter::once(label)))
    }
}

/// As `foi check --json` lists it.
impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fault = to.serialize_struct("Fault", 5)?;
        fault.serialize_field("file", self.file())?;
        fault.serialize_field("line", &self.line())?;
        fault.serialize_field("column", &self.column())?;
        fault.serialize_field("message", &self.message)?;
        fault.serialize_field("help", &self.help)?;
        fault.end()
    }
}

/// Nothing wrong, and still worth a look: a type taken from the wording, an authority without an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Advice {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl Advice {
    pub fn new(source: &Source, at: usize, message: impl Into<String>) -> Self {
        let (line, column) = source.place(at);
        Self { file: source.path().to_owned(), line, column, message: message.into() }
    }
}

/// Why a campaign cannot be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum CampaignError {
    #[error("there is no campaign `{name}`: `{}` is missing", path.display())]
    Missing {
        name: String,
        path: PathBuf,
        #[help]
        help: String,
    },
    #[error("`{}` cannot be read", path.display())]
    #[diagnostic(help("see that the file is yours to read; its text must be UTF-8"))]
    Unreadable {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    /// Everything wrong with the folder, file by file in the order of the lines.
    #[error("`{folder}` cannot be used yet: {} to see to", counted(faults.len()))]
    Faults {
        folder: String,
        #[related]
        faults: Vec<Fault>,
    },
}

impl CampaignError {
    /// The faults, where it is the folder's contents that are wrong.
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Faults { faults, .. } => faults,
            Self::Missing { .. } | Self::Unreadable { .. } => &[],
        }
    }
}

fn counted(faults: usize) -> String {
    if faults == 1 { "1 fault".into() } else { format!("{faults} faults") }
}

/// What a check has found so far.
#[derive(Debug, Default)]
pub struct Found {
    pub faults: Vec<Fault>,
    pub advice: Vec<Advice>,
}

impl Found {
    /// The verdict: an error with every fault in order, or the advice.
    ///
    /// # Errors
    /// [`CampaignError::Faults`] where there is any.
    pub fn verdict(mut self, folder: &str) -> Result<Vec<Advice>, CampaignError> {
        if self.faults.is_empty() {
            return Ok(self.advice);
        }
        // campaign.toml first, since a fault there often explains those of the other files.
        let later = |fault: &Fault| !fault.file().ends_with("campaign.toml");
        self.faults.sort_by(|a, b| (later(a), a.file(), a.span.start).cmp(&(later(b), b.file(), b.span.start)));
        Err(CampaignError::Faults { folder: folder.to_owned(), faults: self.faults })
    }
}
