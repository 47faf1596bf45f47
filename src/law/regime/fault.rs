//! What can be wrong with a regime file, each fault with its place and remedy.

use miette::{Diagnostic, NamedSource, SourceSpan};

/// Everything wrong with one regime file, in the order of its lines.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("the regime file {path} cannot be used")]
pub struct RegimeFault {
    pub path: String,
    #[source_code]
    pub(super) text: NamedSource<String>,
    #[related]
    pub faults: Vec<Fault>,
}

/// One fault of a regime file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum Fault {
    #[error("{message}")]
    #[diagnostic(help("the regimes built in are examples; docs/clock.md says what each key means"))]
    Toml {
        message: String,
        #[label("here")]
        at: SourceSpan,
    },
    #[error("`{given}` is no period")]
    #[diagnostic(help("write {form}"))]
    Period {
        given: String,
        form: &'static str,
        #[label("this period")]
        at: SourceSpan,
    },
    #[error("`{key}` cannot be counted in {given}")]
    #[diagnostic(help("here the clock knows {allowed}"))]
    Unit {
        key: &'static str,
        given: String,
        allowed: &'static str,
        #[label("this period")]
        at: SourceSpan,
    },
    #[error("`{longer}` ({given}) is not longer than `{shorter}` ({than})")]
    #[diagnostic(help("one of the two is wrong: the first is meant to allow more time than the second"))]
    NotLonger {
        longer: &'static str,
        given: String,
        shorter: &'static str,
        than: String,
        #[label("not longer")]
        at: SourceSpan,
        #[label("than this")]
        than_at: SourceSpan,
    },
    #[error("two rules speak of `{name}`")]
    #[diagnostic(help("leave one of them out: the clock would not know which to take"))]
    Twice {
        name: String,
        #[label("first here")]
        first: SourceSpan,
        #[label("and again here")]
        again: SourceSpan,
    },
    #[error("no reason is called `{given}`")]
    #[diagnostic(help("{}The codes are those of `foi clock --json`", did_you_mean(.nearest)))]
    Reason {
        given: String,
        nearest: Option<&'static str>,
        #[label("asked for here")]
        at: SourceSpan,
    },
    #[error("no time zone is called `{given}`")]
    #[diagnostic(help("write it as in the tz database: `Europe/London`"))]
    Place {
        given: String,
        #[label("this place")]
        at: SourceSpan,
    },
    #[error("the span ends ({to}) before it begins ({from})")]
    #[diagnostic(help("exchange `from` and `to`"))]
    Backwards {
        from: String,
        to: String,
        #[label("ends here")]
        at: SourceSpan,
    },
    #[error("`{given}` is no day")]
    #[diagnostic(help("write a date without a time: 2020-04-07"))]
    Day {
        given: String,
        #[label("this one")]
        at: SourceSpan,
    },
    #[error("`{has}` needs `{lacks}` beside it")]
    #[diagnostic(help("add `{lacks}`, or leave `{has}` out"))]
    Lacks {
        has: &'static str,
        lacks: &'static str,
        #[label("here")]
        at: SourceSpan,
    },
}

impl Fault {
    /// Where it stands, for the order of the list.
    pub(super) fn at(&self) -> SourceSpan {
        match self {
            Self::Toml { at, .. }
            | Self::Period { at, .. }
            | Self::Unit { at, .. }
            | Self::NotLonger { at, .. }
            | Self::Reason { at, .. }
            | Self::Place { at, .. }
            | Self::Backwards { at, .. }
            | Self::Day { at, .. }
            | Self::Lacks { at, .. } => *at,
            Self::Twice { again, .. } => *again,
        }
    }
}

/// A name that belongs to no regime.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Diagnostic)]
#[error("no regime is called `{name}`")]
pub struct UnknownRegime {
    pub name: String,
    #[help]
    pub help: String,
}

fn did_you_mean(nearest: &Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |meant| format!("did you mean `{meant}`? "))
}
