//! Days, cells and answers as a British reader expects them.

use jiff::civil::Date;

use crate::campaign::{AnswerType, Campaign, QuestionId};
use crate::findings::Unit;
use crate::ledger::{Answer, CellState, Figure, Qualifier, Value};

/// `27 November 2018`
pub(super) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `1,234`
pub(super) fn count(number: usize) -> String {
    Unit::Plain.spell(number as f64)
}

/// `1 authority`, `226 authorities`
pub(super) fn authorities(number: usize) -> String {
    if number == 1 { "1 authority".to_owned() } else { format!("{} authorities", count(number)) }
}

/// The unit of a question's or observation's answers.
pub(super) fn unit_of(campaign: &Campaign, id: &QuestionId) -> Unit {
    let question = campaign.questions.iter().find(|question| question.id == *id);
    question.map_or(Unit::Plain, |question| Unit::of(question.kind, question.unit.as_deref()))
}

/// Whether a question's answers are numbers.
pub(super) fn is_numeric(kind: AnswerType) -> bool {
    matches!(kind, AnswerType::Count | AnswerType::Money | AnswerType::Percent)
}

/// What a settled cell says: `£5,356`, `fewer than 5`, `not held`.
pub(super) fn answer(answer: &Answer, unit: &Unit) -> String {
    let number = |number: f64| unit.spell(number);
    match (answer.state, &answer.value) {
        (CellState::Censored, value) => censored(answer, value.as_ref(), unit),
        (CellState::Value | CellState::Zero, Some(Value::Number(n))) => number(*n),
        (CellState::Value | CellState::Zero, Some(Value::YesNo(yes))) => if *yes { "yes" } else { "no" }.to_owned(),
        (CellState::Value | CellState::Zero, Some(Value::Date(date))) => day(*date),
        (CellState::Value | CellState::Zero, Some(Value::Text(text))) => clipped(text, 160),
        (CellState::Zero, None) => number(0.0),
        (CellState::Value, None) => figures(answer, unit),
        (state, _) => state.words().to_owned(),
    }
}

fn censored(answer: &Answer, value: Option<&Value>, unit: &Unit) -> String {
    let bound = |bound: Option<f64>| bound.map_or_else(|| "?".to_owned(), |bound| unit.spell(bound));
    // Money and percentages are less, things are fewer.
    let fewer = if matches!(unit, Unit::Pounds | Unit::Percent) { "less" } else { "fewer" };
    match (answer.qualifier, value) {
        (Some(Qualifier::Approx), Some(Value::Number(number))) => format!("about {}", unit.spell(*number)),
        (Some(Qualifier::Lt), _) => format!("{fewer} than {}", bound(answer.high)),
        (Some(Qualifier::Le), _) => format!("{} or {fewer}", bound(answer.high)),
        (Some(Qualifier::Gt), _) => format!("more than {}", bound(answer.low)),
        (Some(Qualifier::Ge), _) => format!("at least {}", bound(answer.low)),
        _ => format!("{} to {}", bound(answer.low), bound(answer.high)),
    }
}

/// A series or parts without one figure of the whole.
fn figures(answer: &Answer, unit: &Unit) -> String {
    let figures = if answer.series.is_empty() { &answer.parts } else { &answer.series };
    if figures.is_empty() {
        return "answered in words".to_owned();
    }
    let said = figures.iter().map(|(name, figure)| match figure {
        Figure::Number(number) => format!("{name} {}", unit.spell(*number)),
        Figure::Words(words) => format!("{name} {words}"),
    });
    clipped(&said.collect::<Vec<String>>().join(", "), 160)
}

/// `text` with at most about `most` characters; what is cut shows as an ellipsis.
pub(super) fn clipped(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most).collect();
    short.truncate(short.trim_end().len());
    short.push('\u{2026}');
    short
}
