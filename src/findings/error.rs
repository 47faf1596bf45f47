//! A finding that cannot be computed. `foi check` says the same earlier, with the line of the campaign file.

use miette::SourceSpan;

use crate::campaign::expression::ExpressionFault;

/// What is wrong with a finding's expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
#[error("finding `{finding}`: {message}")]
pub struct FindingError {
    pub finding: String,
    pub message: String,
    #[source_code]
    pub text: String,
    #[label("here")]
    pub at: SourceSpan,
    #[help]
    pub help: String,
}

impl FindingError {
    pub(super) fn of(finding: &str, text: &str, fault: ExpressionFault) -> Self {
        Self {
            finding: finding.to_owned(),
            message: fault.message,
            text: text.to_owned(),
            at: fault.span.into(),
            help: fault.help,
        }
    }
}
