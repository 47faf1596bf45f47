//! Does a line ask? By its form alone: a question mark, an interrogative, an imperative of requesting.

use crate::reply::phrase::Pattern;

static INTERROGATIVE: Pattern = Pattern::new(
    r"(?ix)^[\s>*_|•·\d.)(:-]*(?:[a-h][.)]\s*)?(?:and\s|also\s|so\s|if\s(?:so|yes|not|possible|you|they|it|any)\b.{0,80}|of\s(?:these|those|the)\b.{0,60}|(?:for|in)\s(?:each|the|those|them)\b.{0,60},\s)?\s*
        (?:how\s(?:many|much|often|long|old|do|does|did|is|are|was|were|large|big)\b|what\b|which\b|who\b|whom\b|whose\b|when\b|where\b|why\b|whether\b
          |(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|may)\s(?:you|the|your|any|there|it|this|these|a|an|staff|all|patients|i|we|that|they|council|trust)\b
          |please\s(?:give|provide|state|list|supply|confirm|tell|send|specify|indicate|can|could|include|break|split|say|advise|disclose|also|let|answer|fill|use|explain|define)\b
          |(?:can|could|would)\syou\b|i\s(?:would|want|wish|am|request|seek|ask|need)\b|i'd\b|the\ssame\sfor\b|(?:provide|state|list|give|tell|supply|specify|confirm)\s(?:the|me|us|a|any|how|whether|details|your|which|all|what)\b)",
);
/// Endings that only a request has.
static PLEADS: Pattern = Pattern::new(
    r"(?i)\b(?:if\s+(?:possible|you\s+can|available|known|applicable)|please|year\s+on\s+year\s+if\s+you\s+can|again|where\s+possible)\W*$",
);

/// Does a line read as a question or a request?
pub fn asks(words: &str) -> bool {
    let trimmed = words.trim();
    trimmed.ends_with('?') || INTERROGATIVE.is_match(trimmed) || trimmed.len() < 120 && PLEADS.is_match(trimmed)
}
