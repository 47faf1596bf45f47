//! Answers as people type them, in the terminal or a coding sheet, and as they are printed back.

use jiff::civil::Date;

use super::{Answer, CellState, Qualifier, Value, Wanted};
use crate::campaign::AnswerType;

/// A value as typed for a question: `12`, `1,234`, `£5,356.50`, `41.6%`, `<5`, `3 to 7`, `about 40`, `yes`, `2018-08-01`, or words;
/// `None` for nothing. Where words are wanted a number is words. Whether it fits the question says [`Wanted::fit`].
pub fn typed_value(typed: &str, wanted: &Wanted) -> Option<Answer> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let of = |value| Some(Answer { value: Some(value), ..Answer::of(CellState::Value) });
    match wanted.kind {
        AnswerType::Text => return of(Value::Text(typed.to_owned())),
        AnswerType::Choice => {
            let chosen = wanted.choices.iter().find(|choice| choice.to_lowercase() == typed.to_lowercase());
            return of(Value::Text(chosen.map_or(typed, String::as_str).to_owned()));
        }
        _ => {}
    }
    if let Some(number) = number(typed) {
        return Some(Answer::number(number, wanted.unit.clone()));
    }
    if let Some(answer) = bound(typed, wanted).filter(|_| wanted.numeric()) {
        return Some(answer);
    }
    of(match typed.to_lowercase().as_str() {
        "yes" | "y" => Value::YesNo(true),
        "no" | "n" => Value::YesNo(false),
        _ => typed.parse::<Date>().map_or_else(|_| Value::Text(typed.to_owned()), Value::Date),
    })
}

/// How people write a number that is none: the longer sign before the one that begins it.
const BOUNDS: [(&str, Qualifier); 15] = [
    ("<=", Qualifier::Le),
    ("≤", Qualifier::Le),
    ("at most ", Qualifier::Le),
    ("up to ", Qualifier::Le),
    ("<", Qualifier::Lt),
    ("fewer than ", Qualifier::Lt),
    ("less than ", Qualifier::Lt),
    (">=", Qualifier::Ge),
    ("≥", Qualifier::Ge),
    ("at least ", Qualifier::Ge),
    (">", Qualifier::Gt),
    ("more than ", Qualifier::Gt),
    ("~", Qualifier::Approx),
    ("about ", Qualifier::Approx),
    ("approximately ", Qualifier::Approx),
];

fn bound(typed: &str, wanted: &Wanted) -> Option<Answer> {
    let typed = typed.to_lowercase();
    let censored = Answer { unit: wanted.unit.clone(), ..Answer::of(CellState::Censored) };
    for (sign, qualifier) in BOUNDS {
        let Some(number) = typed.strip_prefix(sign).and_then(number) else { continue };
        let qualifier = Some(qualifier);
        return Some(match qualifier {
            Some(Qualifier::Approx) => Answer { value: Some(Value::Number(number)), qualifier, ..censored },
            Some(Qualifier::Lt | Qualifier::Le) => Answer { high: Some(number), qualifier, ..censored },
            _ => Answer { low: Some(number), qualifier, ..censored },
        });
    }
    let (low, high) = ["–", " to ", "-"].iter().find_map(|between| typed.split_once(between))?;
    let (low, high) = (number(low)?, number(high)?);
    (low <= high).then_some(Answer { low: Some(low), high: Some(high), qualifier: Some(Qualifier::Range), ..censored })
}

fn number(typed: &str) -> Option<f64> {
    let plain: String = typed.chars().filter(|c| !matches!(c, ',' | '£' | '%') && !c.is_whitespace()).collect();
    // "inf" and "nan" are words to a person.
    plain.parse::<f64>().ok().filter(|number| number.is_finite() && plain.contains(|c: char| c.is_ascii_digit()))
}

/// State, value, lowest and highest, as a coding sheet prints an answer: of an exemption its sections stand as the value.
pub fn printed(answer: &Answer) -> [String; 4] {
    let value = match (&answer.value, answer.state) {
        (_, CellState::Exempt) => answer.exemptions.join("; "),
        (_, CellState::Zero) | (None, _) => String::new(),
        (Some(Value::Number(number)), _) => number.to_string(),
        (Some(Value::YesNo(yes)), _) => if *yes { "yes" } else { "no" }.to_owned(),
        (Some(Value::Date(date)), _) => date.to_string(),
        (Some(Value::Text(text)), _) => text.clone(),
    };
    let bound = |bound: Option<f64>| bound.map_or_else(String::new, |bound| bound.to_string());
    [answer.state.words().to_owned(), value, bound(answer.low), bound(answer.high)]
}

/// The answer that the four columns of a coding sheet say; `None` where all are blank.
///
/// # Errors
/// In words for the coder, where they do not fit together.
pub fn from_columns(columns: &[String; 4], wanted: &Wanted) -> Result<Option<Answer>, String> {
    let [state, value, low, high] = columns.each_ref().map(|column| column.trim());
    if state.is_empty() && value.is_empty() && low.is_empty() && high.is_empty() {
        return Ok(None);
    }
    let state = match state {
        "" => None,
        words => Some(words.to_lowercase().parse::<CellState>().map_err(|cause| cause.to_string())?),
    };
    let bound = |words: &str| match words {
        "" => Ok(None),
        words => number(words).map(Some).ok_or_else(|| format!("`{words}` is no number")),
    };
    let (low, high) = (bound(low)?, bound(high)?);
    let answer = match state {
        Some(CellState::Censored) => censored(value, low, high, wanted.unit.clone())?,
        _ if low.is_some() || high.is_some() => {
            return Err("a lowest or highest goes with the state `censored` alone".into());
        }
        None | Some(CellState::Value) => {
            typed_value(value, wanted).ok_or("the state is `value` and there is no value")?
        }
        Some(CellState::Zero) => Answer::number(0.0, wanted.unit.clone()),
        Some(CellState::Exempt) => {
            let sections = value.split(';').map(str::trim).filter(|section| !section.is_empty()).map(str::to_owned);
            Answer { exemptions: sections.collect(), ..Answer::of(CellState::Exempt) }
        }
        Some(CellState::SeeOtherAnswer) if !value.is_empty() => {
            Answer { value: Some(Value::Text(value.to_owned())), ..Answer::of(CellState::SeeOtherAnswer) }
        }
        Some(state) if value.is_empty() => Answer::of(state),
        Some(state) => return Err(format!("there is a value beside the state `{state}`")),
    };
    Ok(Some(answer))
}

fn censored(value: &str, low: Option<f64>, high: Option<f64>, unit: Option<String>) -> Result<Answer, String> {
    let qualifier = match (number(value), low, high) {
        (Some(_), None, None) => Qualifier::Approx,
        (None, Some(low), Some(high)) if low <= high => Qualifier::Range,
        (None, None, Some(_)) => Qualifier::Lt,
        (None, Some(_), None) => Qualifier::Ge,
        _ => return Err("`censored` wants a value alone (about), a lowest, a highest (fewer than), or both".into()),
    };
    Ok(Answer {
        value: number(value).map(Value::Number),
        low,
        high,
        qualifier: Some(qualifier),
        unit,
        ..Answer::of(CellState::Censored)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(kind: AnswerType) -> Wanted {
        Wanted { kind, choices: Vec::new(), unit: None }
    }

    #[test]
    fn what_is_printed_is_read_back_the_same() {
        let bound = Answer { high: Some(5.0), qualifier: Some(Qualifier::Lt), ..Answer::of(CellState::Censored) };
        let exempt = Answer { exemptions: vec!["s40(2)".into()], ..Answer::of(CellState::Exempt) };
        let typed = |kind, typed| (kind, typed_value(typed, &wanted(kind)).unwrap());
        for (kind, answer) in [
            (AnswerType::Count, Answer::number(12.0, None)),
            (AnswerType::Count, Answer::number(0.0, None)),
            (AnswerType::Count, bound),
            (AnswerType::Count, exempt),
            (AnswerType::Count, Answer::of(CellState::NotHeld)),
            typed(AnswerType::YesNo, "yes"),
            typed(AnswerType::Date, "2018-08-01"),
            typed(AnswerType::Text, "=1+1"),
            typed(AnswerType::Text, "12"),
        ] {
            assert_eq!(from_columns(&printed(&answer), &wanted(kind)), Ok(Some(answer)));
        }
    }

    #[test]
    fn bounds_are_typed_as_people_write_them() {
        let said = |typed: &str| {
            let answer = typed_value(typed, &wanted(AnswerType::Count)).unwrap();
            (answer.qualifier, answer.low, answer.high, answer.value)
        };
        assert_eq!(said("<5"), (Some(Qualifier::Lt), None, Some(5.0), None));
        assert_eq!(said("<= 5"), (Some(Qualifier::Le), None, Some(5.0), None));
        assert_eq!(said("Fewer than 5"), said("<5"));
        assert_eq!(said("more than 1,000"), (Some(Qualifier::Gt), Some(1000.0), None, None));
        assert_eq!(said("3 to 7"), (Some(Qualifier::Range), Some(3.0), Some(7.0), None));
        assert_eq!(said("3-7"), said("3 to 7"));
        assert_eq!(said("about 40"), (Some(Qualifier::Approx), None, None, Some(Value::Number(40.0))));
        assert_eq!(said("7-3").3, Some(Value::Text("7-3".into())));
    }

    #[test]
    fn columns_that_do_not_fit_together_are_refused() {
        for columns in
            [["value", "", "", ""], ["not held", "12", "", ""], ["maybe", "", "", ""], ["value", "1", "2", ""]]
        {
            assert!(from_columns(&columns.map(str::to_owned), &wanted(AnswerType::Count)).is_err(), "{columns:?}");
        }
        assert_eq!(from_columns(&["", "", "", ""].map(str::to_owned), &wanted(AnswerType::Count)), Ok(None));
    }
}
