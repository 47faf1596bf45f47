//! What became of each question: one stacked bar a question, all of the frame long.

use super::{Key, Mark, Plot, Table, fitted};
use crate::findings::Unit;
use crate::ledger::{CellState, Coverage, ItemResponse};

const WIDTH: f64 = 860.0;
const LEFT: f64 = 150.0;
const ROW: f64 = 34.0;
const TOP: f64 = 6.0;

/// Kinds of outcome that a reader tells apart, with the states that each takes in.
const KINDS: [(&str, &str, &[CellState]); 7] = [
    ("good", "a figure or an answer", &[CellState::Value, CellState::Zero]),
    ("fair", "a bound or an approximation", &[CellState::Censored]),
    ("cool", "not held", &[CellState::NotHeld]),
    ("bad", "withheld or over the cost limit", &[CellState::Exempt, CellState::OverCostLimit]),
    (
        "warm",
        "elsewhere, not applicable or to be read by a person",
        &[
            CellState::PublishedElsewhere,
            CellState::InAttachment,
            CellState::SeeOtherAnswer,
            CellState::NotApplicable,
            CellState::Unclear,
        ],
    ),
    ("dim", "replied, and nothing said", &[CellState::NotAnswered]),
    ("none", "no reply in time", &[CellState::NoReply]),
];

/// Draws the item response of every question (observations are left to the findings).
pub fn item_response(coverage: &Coverage, questions: &[(String, String)]) -> Option<Plot> {
    let items: Vec<&ItemResponse> =
        coverage.items.iter().filter(|item| questions.iter().any(|(id, _)| *id == item.question.0)).collect();
    if items.is_empty() || coverage.frame == 0 {
        return None;
    }
    let room = WIDTH - LEFT;
    let mut marks = Vec::new();
    let mut rows = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let y = TOP + ROW * at as f64;
        marks.push(Mark::words(LEFT - 8.0, y + 18.0, "end", "label", fitted(&item.question.0, LEFT - 12.0)));
        let mut x = LEFT;
        let mut row = vec![item.question.0.clone()];
        for (class, words, count) in outcomes(item) {
            row.push(count.to_string());
            let length = room * count as f64 / coverage.frame as f64;
            if count == 0 {
                continue;
            }
            let says = format!("{}: {words}, {count} of {}", item.question, coverage.frame);
            marks.push(Mark::bar(x, y + 2.0, (length - 1.0).max(0.5), ROW - 10.0, class, says));
            if length > 26.0 {
                marks.push(Mark::words(x + 6.0, y + 18.0, "start", on(class), Unit::Plain.spell(count as f64)));
            }
            x += length;
        }
        rows.push(row);
    }
    let heading = std::iter::once("Question".to_owned()).chain(KINDS.iter().map(|(_, words, _)| (*words).to_owned()));
    Some(Plot {
        id: "items".to_owned(),
        title: "What was answered, question by question".to_owned(),
        alt: alt(&items, coverage.frame),
        note: format!("Each bar is the whole frame of {}.", Unit::Plain.spell(coverage.frame as f64)),
        width: WIDTH,
        height: TOP + ROW * items.len() as f64,
        marks,
        key: KINDS.iter().map(|(class, words, _)| Key { class, words: (*words).to_owned() }).collect(),
        table: Table { heading: heading.collect(), rows },
    })
}

/// How many cells of each kind; answers after the closing date stand with those that did not come.
fn outcomes(item: &ItemResponse) -> impl Iterator<Item = (&'static str, &'static str, usize)> + '_ {
    KINDS.iter().map(|(class, words, states)| {
        let late = if states.contains(&CellState::NoReply) { item.after_close } else { 0 };
        (*class, *words, late + states.iter().map(|state| item.count(*state)).sum::<usize>())
    })
}

fn alt(items: &[&ItemResponse], frame: usize) -> String {
    let usable = |item: &ItemResponse| item.count(CellState::Value) + item.count(CellState::Zero);
    let said: Vec<String> = items.iter().map(|item| format!("{} {}", item.question, usable(item))).collect();
    format!("Figures or answers, of {frame}: {}.", said.join(", "))
}

fn on(class: &str) -> &'static str {
    if matches!(class, "good" | "bad" | "cool") { "on-dark" } else { "on-light" }
}
