//! Why an answer was read as it was: the spans, the ties with their parts, the features with the confidence.

use std::fmt;

use serde::Serialize;

use super::align::Tie;

/// The reasoning behind a reading, for `foi read --explain`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Explanation {
    pub spans: Vec<SpanShown>,
    pub questions: Vec<QuestionShown>,
}

/// A span as a person would see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpanShown {
    pub document: String,
    pub number: usize,
    pub labels: String,
    pub question: String,
    pub answer: String,
    pub request: bool,
}

/// What became of one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionShown {
    pub question: String,
    /// How it was tied; `None` where it was tied to no span.
    pub tie: Option<Tie>,
    /// The words that were read as its answer, whole.
    pub within: String,
    /// The features that the confidence was made of.
    pub facts: Vec<(&'static str, f64)>,
    pub confidence: Option<f64>,
    pub why: String,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for span in &self.spans {
            let request = if span.request { " (request repeated)" } else { "" };
            writeln!(
                f,
                "  [{}] {} {}{request}: {:?} -> {:?}",
                span.number, span.document, span.labels, span.question, span.answer
            )?;
        }
        for question in &self.questions {
            writeln!(f, "  {}: {}", question.question, question.why)?;
            if let Some(tie) = &question.tie {
                writeln!(
                    f,
                    "    tied to [{}]: number {:+.1}, wording {:+.1}, answer {:+.1}, place {:+.1}; margin {:.1}",
                    tie.span, tie.number, tie.wording, tie.answer, tie.place, tie.margin
                )?;
            }
            if let Some(confidence) = question.confidence {
                let facts: Vec<String> =
                    question.facts.iter().filter(|(_, v)| *v != 0.0).map(|(n, v)| format!("{n} {v:.2}")).collect();
                writeln!(f, "    confidence {confidence:.3} from {}", facts.join(", "))?;
            }
        }
        Ok(())
    }
}
