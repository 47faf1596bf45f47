//! Why an answer was read as it was: the spans, the ties with their parts, the features with the confidence.

use std::fmt;

use serde::Serialize;

use crate::campaign::QuestionId;

use super::align::Tie;
use super::marker::Label;
use super::page::Page;
use super::span::Span;

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

/// A question to which nothing was tied.
pub fn nothing(id: &QuestionId) -> QuestionShown {
    QuestionShown {
        question: id.0.clone(),
        tie: None,
        within: String::new(),
        facts: Vec::new(),
        confidence: None,
        why: "nothing in the letter was tied to this question".to_owned(),
    }
}

/// Adds the stretches of one document.
pub fn show(explanation: &mut Explanation, page: &Page, spans: &[Span]) {
    for (number, span) in spans.iter().enumerate().take(200) {
        let labels: Vec<String> = span.labels.iter().map(Label::to_string).collect();
        explanation.spans.push(SpanShown {
            document: page.file.clone(),
            number,
            labels: labels.join(","),
            question: short(page.slice(&span.question)),
            answer: short(page.slice(&span.answer)),
            request: span.request,
        });
    }
}

fn short(words: &str) -> String {
    let words = words.trim();
    if words.chars().count() <= 120 { words.to_owned() } else { words.chars().take(117).chain("...".chars()).collect() }
}
