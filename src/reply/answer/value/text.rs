//! Words: the first sentence or two of the answer; a value only where it is a name or a term.

use crate::ledger::{Answer, CellState, Value};

use super::super::state::sentences;
use super::Found;

/// Longer than this is a passage, and no name or term.
const TERM: usize = 60;
/// No more of an answer is quoted as evidence than this.
const QUOTED: usize = 400;

/// The words of `text` as an answer.
pub fn read(text: &str) -> Option<Found> {
    let all = sentences(text);
    let first = all.first()?.clone();
    if !text.get(first.clone())?.chars().any(char::is_alphanumeric) {
        return None;
    }
    let mut words = first;
    for next in all.iter().skip(1) {
        if next.end - words.start > QUOTED {
            break;
        }
        words.end = next.end;
    }
    let said = text.get(words.clone())?.trim();
    let mut answer = Answer::of(CellState::Value);
    answer.value =
        (said.len() <= TERM && !said.contains('\n')).then(|| Value::Text(said.trim_end_matches('.').to_owned()));
    let facts = vec![
        ("text", 1.0),
        ("text_term", f64::from(u8::from(answer.value.is_some()))),
        ("long_answer", ((text.trim().len() as f64) / 300.0).min(2.0)),
    ];
    Some(Found { answer, words, why: "the words of the answer".to_owned(), facts })
}
