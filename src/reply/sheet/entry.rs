//! One row of a sheet judged: what it says, and whether that is beyond doubt.

use jiff::civil::Date;

use super::figure::{self, Figure, Written};
use super::form::{Entry, Words, folded};
use crate::campaign::{AnswerType, Question};
use crate::law::Act;
use crate::ledger::{Answer, CellState, Value};
use crate::reply::kind::{self, Stance};

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judged {
    pub answer: Answer,
    /// The words that say it.
    pub words: Words,
    /// Why a person must look; `None` where it is certain.
    pub doubt: Option<String>,
}

/// Words in a note that may change what the answer beside it means.
const QUALIFY: [&str; 19] = [
    "approx",
    "about",
    "around",
    "estimat",
    "fewer",
    "less than",
    "more than",
    "at least",
    "not held",
    "do not hold",
    "exempt",
    "section",
    "withheld",
    "exclud",
    "only",
    "partial",
    "incomplete",
    "however",
    "refus",
];

/// Judges a filled row of `question`; a part of a question is a figure like the whole.
pub(super) fn judge(entry: &Entry, question: &Question) -> Option<Judged> {
    let mut judged = match (&entry.state, &entry.answer) {
        (None, None) => Judged {
            answer: Answer::of(CellState::Unclear),
            words: entry.note.clone()?,
            doubt: Some("only the note was filled in".into()),
        },
        (None, Some(answer)) => match state(&answer.text) {
            Some(CellState::Value) | None => value(answer, question),
            Some(state) => of_state(state, answer, entry),
        },
        (Some(state_words), answer) => stated(state_words, answer.as_ref(), entry, question),
    };
    judged.doubt = entry.doubt.clone().or(judged.doubt).or_else(|| note(entry, &judged.answer));
    Some(judged)
}

/// The state that words are, all of them.
fn state(words: &str) -> Option<CellState> {
    match folded(words).trim_end_matches('.') {
        "none" | "nil" | "zero" | "nought" => Some(CellState::Zero),
        "not held" | "not recorded" | "information not held" => Some(CellState::NotHeld),
        "n/a" | "not applicable" => Some(CellState::NotApplicable),
        other => [CellState::Value, CellState::Exempt, CellState::OverCostLimit, CellState::PublishedElsewhere]
            .into_iter()
            .find(|state| state.words() == other),
    }
}

/// A row whose state was chosen.
fn stated(chosen: &Words, answer: Option<&Words>, entry: &Entry, question: &Question) -> Judged {
    let doubtful = |answer: Answer, words: &Words, doubt: &str| Judged {
        answer,
        words: words.clone(),
        doubt: Some(doubt.to_owned()),
    };
    let unclear = || Answer::of(CellState::Unclear);
    match (state(&chosen.text), answer) {
        (Some(CellState::Value), Some(answer)) => match state(&answer.text) {
            None | Some(CellState::Value | CellState::Zero) => value(answer, question),
            Some(_) => doubtful(unclear(), answer, "the state says value and the answer says otherwise"),
        },
        (Some(CellState::Value), None) => doubtful(unclear(), chosen, "the state says value and the answer is blank"),
        (Some(state), None) => of_state(state, chosen, entry),
        (Some(chosen_state), Some(answer)) => {
            let same = self::state(&answer.text) == Some(chosen_state);
            let dash = answer.text.chars().all(|c| matches!(c, '-' | '–' | '—' | '*'));
            // "Section 40(2)" beside "exempt" is its reason, not an answer.
            let reason = chosen_state == CellState::Exempt && figure::read(&answer.text).is_none();
            let link = chosen_state == CellState::PublishedElsewhere && answer.text.contains("http");
            if same || dash || reason || link {
                of_state(chosen_state, chosen, entry)
            } else {
                let said = format!("the state says {chosen_state} and the answer says \"{}\"", short(&answer.text));
                doubtful(unclear(), answer, &said)
            }
        }
        (None, _) => doubtful(unclear(), chosen, "the state is none of those that could be chosen"),
    }
}

fn of_state(state: CellState, words: &Words, entry: &Entry) -> Judged {
    let mut answer = if state == CellState::Zero { Answer::number(0.0, None) } else { Answer::of(state) };
    if state == CellState::Exempt {
        let all =
            [&entry.answer, &entry.note, &entry.state].map(|words| words.as_ref().map_or("", |words| &words.text));
        answer.exemptions = sections(&all.join(" ; "));
    }
    Judged { answer, words: words.clone(), doubt: None }
}

/// The sections that a row names, in the ledger's form.
fn sections(words: &str) -> Vec<String> {
    let lower = words.to_lowercase();
    let default = match kind::act_of(&lower) {
        Act::Foisa => Act::Foisa,
        _ => Act::Foia,
    };
    let mut sections: Vec<String> = kind::citations(&lower, default, false)
        .into_iter()
        .filter(|citation| citation.stance == Stance::Named)
        .map(|citation| citation.section.to_string())
        .collect();
    sections.dedup();
    sections
}

/// Words in the answer's cell as the question wants them.
fn value(words: &Words, question: &Question) -> Judged {
    let read = match question.kind {
        AnswerType::Count | AnswerType::Money | AnswerType::Percent => number(&words.text, question),
        AnswerType::YesNo => match folded(&words.text).trim_end_matches('.') {
            "yes" | "y" | "true" => Ok(Answer { value: Some(Value::YesNo(true)), ..Answer::of(CellState::Value) }),
            "no" | "n" | "false" => Ok(Answer { value: Some(Value::YesNo(false)), ..Answer::of(CellState::Value) }),
            _ => Err("it is neither yes nor no alone"),
        },
        AnswerType::Date => date(&words.text)
            .map(|date| Answer { value: Some(Value::Date(date)), ..Answer::of(CellState::Value) })
            .ok_or("it is no single date"),
        AnswerType::Choice => question
            .choices
            .iter()
            .find(|choice| folded(choice) == folded(&words.text))
            .map(|choice| Answer { value: Some(Value::Text(choice.clone())), ..Answer::of(CellState::Value) })
            .ok_or("it is none of the choices"),
        AnswerType::Text | AnswerType::Table => {
            Ok(Answer { value: Some(Value::Text(words.text.clone())), ..Answer::of(CellState::Value) })
        }
    };
    match read {
        Ok(answer) => Judged { answer, words: words.clone(), doubt: None },
        Err(doubt) => {
            Judged { answer: Answer::of(CellState::Unclear), words: words.clone(), doubt: Some(doubt.to_owned()) }
        }
    }
}

fn number(words: &str, question: &Question) -> Result<Answer, &'static str> {
    let Some(written) = figure::read(words) else { return Err("it is filled with words, not with a number alone") };
    fits(&written, question)?;
    let unit = match question.kind {
        AnswerType::Money => Some("pounds".to_owned()),
        AnswerType::Percent => Some("percent".to_owned()),
        _ => question.unit.clone(),
    };
    Ok(match written.figure {
        Figure::Exact(number) => Answer::number(number, unit),
        Figure::Bound(qualifier, value, low, high) => Answer {
            value: value.map(Value::Number),
            qualifier: Some(qualifier),
            low,
            high,
            unit,
            ..Answer::of(CellState::Censored)
        },
    })
}

/// Is the figure of the kind that was asked for?
fn fits(written: &Written, question: &Question) -> Result<(), &'static str> {
    let top = match written.figure {
        Figure::Exact(number) => number,
        Figure::Bound(_, value, low, high) => high.or(value).or(low).unwrap_or(0.0),
    };
    let known = |noun: &str| {
        let unit = question.unit.as_deref().unwrap_or_default().to_lowercase();
        noun == unit || folded(&question.asks).contains(noun) || noun == "pounds" && question.kind == AnswerType::Money
    };
    if written.noun.as_deref().is_some_and(|noun| !known(noun)) {
        return Err("the word behind the number is none of the question's");
    }
    match question.kind {
        AnswerType::Percent if written.pounds => Err("pounds were given for a percentage"),
        AnswerType::Percent if top > 100.0 => Err("it is more than 100 per cent"),
        // A cell formatted as a percentage shows its sign; a bare 0.95 may be either.
        AnswerType::Percent if !written.percent && top > 0.0 && top <= 1.0 => {
            Err("it may be a share of one or a percentage below one")
        }
        AnswerType::Percent => Ok(()),
        _ if written.percent => Err("a percentage was given for a number"),
        AnswerType::Count if written.pounds => Err("pounds were given for a number"),
        AnswerType::Count if matches!(written.figure, Figure::Exact(number) if number.fract() != 0.0) => {
            Err("it is a fraction, and a whole number was asked for")
        }
        _ => Ok(()),
    }
}

/// `2018-08-01`, with or without a time of nought; or a day in UK order or in words.
fn date(words: &str) -> Option<Date> {
    let plain = words.trim().trim_end_matches(" 00:00:00");
    if let Ok(date) = plain.parse() {
        return Some(date);
    }
    let folded = crate::reply::phrase::Folded::new(plain);
    let days = kind::days_in(folded.text(), None);
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    match days.as_slice() {
        // A year of four digits must be there: what is left out is not guessed.
        [only] if digits <= 8 && plain.len() <= 24 && plain.contains(&only.year().to_string()) => Some(*only),
        _ => None,
    }
}

fn note(entry: &Entry, answer: &Answer) -> Option<String> {
    let note = folded(&entry.note.as_ref()?.text);
    let plain = matches!(answer.state, CellState::Value | CellState::Zero | CellState::Censored);
    let qualifies = plain && QUALIFY.iter().any(|word| note.contains(word));
    qualifies.then(|| format!("the note beside it may change it: \"{}\"", short(&note)))
}

/// The beginning of a text, to be quoted in a reason.
pub(super) fn short(words: &str) -> String {
    if words.chars().count() <= 80 { words.to_owned() } else { words.chars().take(79).chain(['…']).collect() }
}
