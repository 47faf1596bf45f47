//! Answers as people type them, in the terminal or a coding sheet, and as they are printed back.

use jiff::civil::Date;

use super::{Answer, CellState, Qualifier, Value};

/// A value as typed: `12`, `1,234`, `£5,356.50`, `41.6%`, `yes`, `2018-08-01`, or words. `None` for nothing.
pub fn typed_value(typed: &str, unit: Option<String>) -> Option<Answer> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    if let Some(number) = number(typed) {
        return Some(Answer::number(number, unit));
    }
    let value = match typed.to_lowercase().as_str() {
        "yes" | "y" => Value::YesNo(true),
        "no" => Value::YesNo(false),
        _ => typed.parse::<Date>().map_or_else(|_| Value::Text(typed.to_owned()), Value::Date),
    };
    Some(Answer { value: Some(value), ..Answer::of(CellState::Value) })
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
pub fn from_columns(columns: &[String; 4], unit: Option<String>) -> Result<Option<Answer>, String> {
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
        Some(CellState::Censored) => censored(value, low, high, unit)?,
        _ if low.is_some() || high.is_some() => {
            return Err("a lowest or highest goes with the state `censored` alone".into());
        }
        None | Some(CellState::Value) => {
            typed_value(value, unit).ok_or("the state is `value` and there is no value")?
        }
        Some(CellState::Zero) => Answer::number(0.0, unit),
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

    #[test]
    fn what_is_printed_is_read_back_the_same() {
        let bound = Answer { high: Some(5.0), qualifier: Some(Qualifier::Lt), ..Answer::of(CellState::Censored) };
        let exempt = Answer { exemptions: vec!["s40(2)".into()], ..Answer::of(CellState::Exempt) };
        for answer in [
            Answer::number(12.0, None),
            Answer::number(0.0, None),
            bound,
            exempt,
            Answer::of(CellState::NotHeld),
            typed_value("yes", None).unwrap(),
            typed_value("2018-08-01", None).unwrap(),
            typed_value("=1+1", None).unwrap(),
        ] {
            assert_eq!(from_columns(&printed(&answer), None), Ok(Some(answer)));
        }
    }

    #[test]
    fn columns_that_do_not_fit_together_are_refused() {
        for columns in
            [["value", "", "", ""], ["not held", "12", "", ""], ["maybe", "", "", ""], ["value", "1", "2", ""]]
        {
            assert!(from_columns(&columns.map(str::to_owned), None).is_err(), "{columns:?}");
        }
        assert_eq!(from_columns(&["", "", "", ""].map(str::to_owned), None), Ok(None));
    }
}
