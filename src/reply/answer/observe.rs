//! Observations: what replies say though nobody asked, coded with its words.
//!
//! Conservative: within the answer to the question an observation goes with, one sentence must say again what is looked for,
//! by its content words or words of the same family. Where nothing is said nothing is proposed.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use crate::campaign::{Accept, AnswerType, Observation, Question};
use crate::document::Document;
use crate::ledger::{Answer, CellState, Proposal, Value};
use crate::reply::phrase::{Pattern, compile};

use super::candidate::Candidate;
use super::page::Page;
use super::state::sentences;
use super::wording::stems;
use super::{confidence, evidence};

/// Words before or after the answer in which it may be said.
const AROUND: usize = 600;

#[derive(Deserialize)]
struct File {
    family: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    of: String,
    says: String,
}

/// Other words for what is looked for (`observed.toml`), each pair ready to use.
static FAMILIES: LazyLock<Vec<(Regex, Regex)>> = LazyLock::new(|| {
    let file: Option<File> = toml::from_str(include_str!("observed.toml")).ok();
    let pattern = |source: &str| compile(&format!("(?is){source}")).ok();
    file.map(|f| f.family).unwrap_or_default().iter().filter_map(|e| pattern(&e.of).zip(pattern(&e.says))).collect()
});
/// A sentence that denies of everyone: "No members of staff are ...", "Nobody is ...".
static OF_NOBODY: Pattern = Pattern::new(
    r"(?i)^\W*(?:(?:and|but|also|however|at\s+present|currently),?\s+)?(?:no(?:body|\s+one|\s+(?:members?|staff|employees?|individuals?|people|persons?|one|other\s+staff))|none)\b",
);

/// Looks for one observation.
pub fn look(
    observation: &Observation,
    _proposals: &[Proposal],
    best: &[Option<Candidate>],
    questions: &[Question],
    pages: &[(Page, &Document)],
    accept: Accept,
) -> Option<Proposal> {
    let of = observation.of.as_ref().and_then(|id| questions.iter().position(|q| q.id == *id));
    let candidate = of.and_then(|n| best.get(n))?.as_ref()?;
    let (page, document) = pages.get(candidate.document)?;
    let wanted = stems(&observation.looks_for);
    let mut end =
        (candidate.words.end + AROUND).min(page.text.len()).min(candidate.within.end.max(candidate.words.end));
    while !page.text.is_char_boundary(end) {
        end -= 1;
    }
    let region = candidate.words.start..end;
    let text = page.slice(&region);
    let (sentence, shared) = sentences(text)
        .into_iter()
        .map(|s| {
            let words = text.get(s.clone()).unwrap_or_default();
            let share = wanted.intersection(&stems(words)).count() as f64 / wanted.len().max(1) as f64;
            let told = FAMILIES.iter().any(|(of, says)| of.is_match(&observation.looks_for) && says.is_match(words));
            (s, if told { 1.0 } else { share })
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    if shared < 0.6 {
        return None;
    }
    let words = text.get(sentence.clone())?.to_lowercase();
    let denied = ["no ", "not ", "none", "nobody", "n't", "neither ", "never "]
        .iter()
        .any(|w| words.starts_with(w) || words.contains(&format!(" {w}")));
    let mut answer = Answer::of(CellState::Value);
    if observation.kind == AnswerType::YesNo {
        answer.value = Some(Value::YesNo(!denied));
    }
    // A denial of everyone is as plain as an affirmation; any other "not" in the sentence may deny something else.
    let doubtful = denied && !OF_NOBODY.is_match(&words);
    let facts = [("observed", 1.0), ("observed_share", shared), ("observed_denied", f64::from(u8::from(doubtful)))];
    let sure = confidence::confidence(&facts);
    let at = region.start + sentence.start..region.start + sentence.end;
    Some(Proposal {
        question: observation.id.clone(),
        answer,
        evidence: evidence(page, document, &at),
        confidence: (sure * 1000.0).round() / 1000.0,
        accepted: confidence::accepts(accept, sure),
        why: "said beside the answer, though not asked".to_owned(),
    })
}
