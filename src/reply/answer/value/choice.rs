//! A choice: the one of the question's choices that the answer names, and no other.

use crate::ledger::{Answer, CellState, Value};

use super::{Asked, Found};

/// The choice that `text` names.
pub fn read(text: &str, asked: &Asked<'_>) -> Option<Found> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let named: Vec<(usize, &String)> = asked
        .question
        .choices
        .iter()
        .filter_map(|choice| lower.find(&choice.to_lowercase()).map(|at| (at, choice)))
        .collect();
    // "in-house" stands inside "not in-house": the longest of choices that share a place counts.
    let (at, choice) = named.iter().copied().max_by_key(|(_, choice)| choice.len())?;
    let rivals = named.iter().filter(|(other, c)| *c != choice && !(at..at + choice.len()).contains(other)).count();
    let answer = Answer { value: Some(Value::Text(choice.clone())), ..Answer::of(CellState::Value) };
    let facts = vec![
        ("choice", 1.0),
        ("rivals", (rivals as f64).min(3.0)),
        ("long_answer", (text.trim().len() as f64 / 300.0).min(2.0)),
    ];
    Some(Found { answer, words: at..at + choice.len(), why: "one of the choices named".to_owned(), facts })
}
