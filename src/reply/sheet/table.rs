//! The sheet as a table: workbook, CSV, or a table in a page.
//!
//! Columns are known by their headings and rows by their id, number and question, all that are still there; where two of
//! them name different questions the row is in doubt. A table is ours if it holds a reference of ours, or a row whose id and
//! question are the campaign's.

use super::form::{Entry, Form, Key, Words, folded, keys};
use crate::campaign::Question;
use crate::document::{Block, BlockKind, Document};
use crate::request::Token;

/// Rows that are looked at: a sheet has a few hundred.
const MOST_ROWS: usize = 5_000;

/// Where the columns are.
#[derive(Debug, Clone, Copy, Default)]
struct Columns {
    number: Option<usize>,
    question: Option<usize>,
    answer: Option<usize>,
    state: Option<usize>,
    note: Option<usize>,
    id: Option<usize>,
}

impl Columns {
    /// The columns that a heading row names; `None` for any other row.
    fn of(row: &[String]) -> Option<Self> {
        let mut columns = Self::default();
        let mut named = 0;
        for (at, cell) in row.iter().enumerate().take(100) {
            let slot = match folded(cell).as_str() {
                "no" => &mut columns.number,
                "question" => &mut columns.question,
                "answer" => &mut columns.answer,
                "state" => &mut columns.state,
                "note" => &mut columns.note,
                "id" => &mut columns.id,
                _ => continue,
            };
            if slot.is_none() {
                *slot = Some(at);
                named += 1;
            }
        }
        let found = columns.answer.is_some() && (columns.id.is_some() || columns.question.is_some());
        (found && named >= 3).then_some(columns)
    }
}

/// The sheet that `document`'s tables hold.
pub(super) fn form(document: &Document, questions: &[Question]) -> Option<Form> {
    let keys = keys(questions);
    let mut form = Form {
        file: document.file.clone(),
        hash: document.hash.clone(),
        reference: None,
        entries: Vec::new(),
        blocks: Vec::new(),
    };
    let (mut columns, mut ours, mut rows) = (None, false, 0);
    for (number, block) in document.blocks.iter().enumerate().filter(|(_, block)| !block.hidden) {
        if block.kind != BlockKind::Table {
            // A printed page may have the lines above the table outside it.
            if columns.is_none() {
                form.reference = form.reference.or_else(|| Token::find_all(&block.text).into_iter().next());
            }
            continue;
        }
        for (at, row) in block.rows.iter().enumerate() {
            rows += 1;
            if rows > MOST_ROWS {
                break;
            }
            if let Some(found) = Columns::of(row) {
                columns = Some(found);
                form.blocks.push(number);
                continue;
            }
            let Some(columns) = columns else {
                form.reference = form.reference.or_else(|| Token::find_all(&row.join(" \n ")).into_iter().next());
                continue;
            };
            let Some((entry, sure)) = entry(block, at, row, columns, &keys) else { continue };
            ours |= sure;
            form.blocks.push(number);
            form.entries.extend(entry);
        }
    }
    form.blocks.dedup();
    columns?;
    (ours || form.reference.is_some()).then(|| doubled(form))
}

/// The entry of a row and whether the row is surely of our form; `None` for a row of something else.
fn entry(
    block: &Block,
    at: usize,
    row: &[String],
    columns: Columns,
    keys: &[(Key, String, String, String)],
) -> Option<(Option<Entry>, bool)> {
    let cell = |column: Option<usize>| column.and_then(|column| row.get(column)).map(|cell| cell.trim());
    let (id, number, asks) = (cell(columns.id), cell(columns.number), cell(columns.question).map(folded));
    let by_id = keys.iter().find(|key| id.is_some_and(|id| id.eq_ignore_ascii_case(&key.3))).map(|key| key.0);
    let by_number = keys.iter().find(|key| number.is_some_and(|number| whole(number) == key.1)).map(|key| key.0);
    let same_words: Vec<Key> =
        keys.iter().filter(|key| asks.as_deref() == Some(key.2.as_str())).map(|key| key.0).collect();
    let by_words = match same_words.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let key = by_id.or(by_words).or(by_number.filter(|key| same_words.contains(key)))?;
    let agrees = |other: Option<Key>| other.is_none_or(|other| other == key);
    let doubt = if !agrees(by_words) || (by_words.is_none() && !same_words.is_empty() && !same_words.contains(&key)) {
        Some("the row's id belongs to another question than its words")
    } else if by_id.is_none() && !agrees(by_number) {
        Some("the row's number belongs to another question than its words")
    } else {
        None
    };
    let sure = by_id.is_some() && (by_words == by_id || (by_number == by_id && same_words.contains(&key)));
    let words = |column: Option<usize>| {
        let column = column?;
        let text = row.get(column)?.trim();
        (!text.is_empty()).then(|| Words { text: text.to_owned(), at: block.address_of(at, column) })
    };
    let (answer, state, note) = (words(columns.answer), words(columns.state), words(columns.note));
    let filled = answer.is_some() || state.is_some() || note.is_some();
    Some((filled.then(|| Entry { key, answer, state, note, doubt: doubt.map(str::to_owned) }), sure))
}

/// `3.0`, `3.` and `3` are the same number of a row.
fn whole(number: &str) -> String {
    let number = number.trim().trim_end_matches(['.', ')', ':']);
    number.strip_suffix(".0").unwrap_or(number).to_lowercase()
}

/// A question that has two rows with different words is answered by neither for certain.
fn doubled(mut form: Form) -> Form {
    let said = |entry: &Entry| {
        [&entry.answer, &entry.state].map(|words| words.as_ref().map(|words| folded(&words.text)).unwrap_or_default())
    };
    let all: Vec<_> = form.entries.iter().map(|entry| (entry.key, said(entry))).collect();
    for entry in &mut form.entries {
        let own = said(entry);
        if all.iter().any(|(key, other)| *key == entry.key && *other != own) {
            entry.doubt.get_or_insert_with(|| "the sheet has two rows for this question, filled in differently".into());
        }
    }
    form
}
