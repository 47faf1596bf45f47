//! The rows of the sheets put together to one proposal a question: whole and parts, first sheet and second.

use super::CERTAIN;
use super::entry::{Judged, judge};
use super::form::{Entry, Form};
use crate::campaign::{Accept, AnswerType, Question};
use crate::ledger::{Answer, CellState, Evidence, Figure, Proposal, Value};

/// The proposals that the sheets make, one a question that somebody filled in.
pub(super) fn proposals(forms: &[Form], questions: &[Question], accept: Accept) -> Vec<Proposal> {
    let mut proposals: Vec<Proposal> = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let mut said = forms.iter().filter_map(|form| of_form(form, at, question, accept));
        let Some(mut first) = said.next() else { continue };
        if said.any(|other| (other.answer.state, &other.answer.value) != (first.answer.state, &first.answer.value)) {
            hold(&mut first, "two sheets came, and they say different things");
        }
        proposals.push(first);
    }
    proposals
}

fn of_form(form: &Form, at: usize, question: &Question, accept: Accept) -> Option<Proposal> {
    let rows = || form.entries.iter().filter(|entry| entry.key.question == at);
    let whole = rows().find(|entry| entry.key.part.is_none()).and_then(|entry| judge(entry, question));
    let parts: Vec<(&str, Judged)> = rows().filter_map(|entry| part(entry, question)).collect();
    let judged = if parts.is_empty() { whole? } else { together(whole, &parts, question)? };
    let mut why = match &form.reference {
        Some(token) => format!("filled in on our answer sheet {token}"),
        None => "filled in on our answer sheet".to_owned(),
    };
    if let Some(doubt) = &judged.doubt {
        why = format!("{why}, but {doubt}");
    }
    let certain = judged.doubt.is_none();
    Some(Proposal {
        question: question.id.clone(),
        answer: judged.answer,
        evidence: Evidence {
            words: judged.words.text,
            document: form.file.clone(),
            at: judged.words.at,
            original: Some(form.hash.clone()),
        },
        confidence: if certain { CERTAIN } else { 0.5 },
        accepted: certain && accepts(accept),
        why,
    })
}

/// A campaign that lets nothing in unseen, or wants more than certainty, sees the sheets' answers too.
fn accepts(accept: Accept) -> bool {
    match accept {
        Accept::Never => false,
        Accept::Precision(wanted) => wanted <= CERTAIN,
    }
}

fn part<'q>(entry: &Entry, question: &'q Question) -> Option<(&'q str, Judged)> {
    let name = question.parts.get(entry.key.part?)?;
    Some((name, judge(entry, question)?))
}

/// The whole with its parts; where only the parts were given, all of them, their sum.
fn together(whole: Option<Judged>, parts: &[(&str, Judged)], question: &Question) -> Option<Judged> {
    let figures: Vec<(String, Figure)> =
        parts.iter().map(|(name, judged)| ((*name).to_owned(), figure(&judged.answer))).collect();
    let numbers: Vec<f64> = figures
        .iter()
        .filter_map(|(_, figure)| match figure {
            Figure::Number(number) => Some(*number),
            Figure::Words(_) => None,
        })
        .collect();
    let complete = numbers.len() == question.parts.len() && numbers.len() == parts.len();
    let sum: f64 = numbers.iter().sum();
    let doubt = parts.iter().find_map(|(name, judged)| Some(format!("of {name}: {}", judged.doubt.as_ref()?)));
    let mut judged = match whole {
        Some(whole) => whole,
        None => {
            let (_, first) = parts.first()?;
            let adds = matches!(question.kind, AnswerType::Count | AnswerType::Money);
            let unit = first.answer.unit.clone().or_else(|| question.unit.clone());
            if complete && adds {
                Judged { answer: Answer::number(sum, unit), words: first.words.clone(), doubt: None }
            } else {
                let missing = Some("only parts of it were given".to_owned());
                Judged { answer: Answer::of(CellState::Unclear), words: first.words.clone(), doubt: missing }
            }
        }
    };
    let total = match judged.answer.value {
        Some(Value::Number(total)) => Some(total),
        _ => None,
    };
    let differs = complete
        && matches!(question.kind, AnswerType::Count | AnswerType::Money)
        && total.is_some_and(|total| (total - sum).abs() > 0.005);
    judged.answer.parts = figures;
    judged.doubt = judged.doubt.or(doubt).or_else(|| differs.then(|| format!("its parts add up to {sum}")));
    Some(judged)
}

fn figure(answer: &Answer) -> Figure {
    match &answer.value {
        Some(Value::Number(number)) if answer.state != CellState::Censored => Figure::Number(*number),
        _ => Figure::Words(answer.state.words().replace(' ', "_")),
    }
}

/// Makes a proposal wait, with the reason.
pub(super) fn hold(proposal: &mut Proposal, reason: &str) {
    proposal.accepted = false;
    proposal.confidence = proposal.confidence.min(0.5);
    proposal.why = format!("{}, but {reason}", proposal.why);
}
