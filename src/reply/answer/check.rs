//! What the campaign says of its answers, held against them: no more than another answer, percentages within reason, a count
//! that is whole. A broken check is a feature and a word in the reason; nothing is changed.

use crate::campaign::{AnswerType, Question};
use crate::ledger::Value;

use super::candidate::Candidate;

/// Marks candidates that break a check.
pub fn check(best: &mut [Option<Candidate>], questions: &[Question]) {
    let values: Vec<Option<f64>> = best.iter().map(|c| c.as_ref().and_then(number)).collect();
    for (n, question) in questions.iter().enumerate() {
        let Some(value) = values.get(n).copied().flatten() else { continue };
        let limit = question
            .at_most
            .as_ref()
            .and_then(|id| questions.iter().position(|q| q.id == *id))
            .and_then(|at| values.get(at).copied().flatten());
        let Some(Some(candidate)) = best.get_mut(n) else { continue };
        if let Some(limit) = limit {
            if value > limit {
                candidate.found.why.push_str(&format!("; more than the answer it cannot exceed ({limit})"));
                candidate.found.facts.push(("check_broken", 1.0));
            } else {
                candidate.found.facts.push(("check_passed", 1.0));
            }
        }
        if question.kind == AnswerType::Percent && value > 100.0 {
            candidate.found.facts.push(("over_hundred", 1.0));
        }
        let people = question.kind == AnswerType::Count && value.fract() != 0.0;
        if people {
            candidate.found.facts.push(("fraction", 1.0));
        }
    }
}

fn number(candidate: &Candidate) -> Option<f64> {
    match candidate.found.answer.value {
        Some(Value::Number(n)) => Some(n),
        _ => None,
    }
}
