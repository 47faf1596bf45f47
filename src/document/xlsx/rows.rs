//! One sheet's cells, read as a stream.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::Shared;
use super::strings::{Words, referred, unescaped};
use crate::document::CellValue;
use crate::document::sheet::layout::place;
use crate::document::sheet::{Cells, Shown};

/// A cell while it is being read.
#[derive(Default)]
struct Cell {
    place: (u32, u32),
    kind: String,
    style: usize,
    value: String,
    in_value: bool,
    words: Words,
}

/// Reads a sheet's part into `cells`, at most so many.
///
/// # Errors
/// The reason why not all was read, in words.
pub(super) fn read(part: &[u8], shared: &Shared, cells: &mut Cells, most: usize) -> Result<(), String> {
    let text = crate::document::encoding::decode(part, None).text;
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut next = (0u32, 0u32);
    let mut open: Option<Cell> = None;
    loop {
        let event = reader.read_event().map_err(|fault| format!("it is damaged and was read up to there: {fault}"))?;
        match &event {
            Event::Eof => return Ok(()),
            Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                "col" => column(start, cells),
                "row" => {
                    let row =
                        attribute(start, "r").and_then(|r| r.trim().parse::<u32>().ok()).and_then(|r| r.checked_sub(1));
                    next = (row.unwrap_or(next.0), 0);
                    if is_true(attribute(start, "hidden")) {
                        cells.hidden_rows.insert(next.0);
                    }
                }
                "c" if matches!(event, Event::Start(_)) => open = Some(begin(start, next)),
                "c" => next = step(attribute(start, "r").as_deref().and_then(place).unwrap_or(next)),
                "v" => {
                    if let Some(cell) = &mut open {
                        cell.in_value = matches!(event, Event::Start(_));
                    }
                }
                _ => {
                    if let Some(cell) = &mut open {
                        cell.words.take(&event);
                    }
                }
            },
            Event::End(end) => match end.local_name().as_ref() {
                "c" => {
                    if let Some(cell) = open.take() {
                        next = step(cell.place);
                        let (row, column) = cell.place;
                        cells.put(row, column, shown(cell, shared));
                        if cells.len() >= most {
                            return Err("more cells than the limit: the rest was not read".to_owned());
                        }
                    }
                }
                "v" => {
                    if let Some(cell) = &mut open {
                        cell.in_value = false;
                    }
                }
                // A row without a number of its own comes after the one before it.
                "row" => next = (next.0.saturating_add(1), 0),
                _ => {
                    if let Some(cell) = &mut open {
                        cell.words.take(&event);
                    }
                }
            },
            other => {
                if let Some(cell) = &mut open {
                    match other {
                        Event::Text(words) if cell.in_value => cell.value.push_str(&words.xml10_content()),
                        Event::CData(words) if cell.in_value => cell.value.push_str(&words.xml10_content()),
                        Event::GeneralRef(reference) if cell.in_value => cell.value.push_str(&referred(reference)),
                        other => cell.words.take(other),
                    }
                }
            }
        }
    }
}

fn step((row, column): (u32, u32)) -> (u32, u32) {
    (row, column.saturating_add(1))
}

fn begin(start: &BytesStart, next: (u32, u32)) -> Cell {
    Cell {
        place: attribute(start, "r").as_deref().and_then(place).unwrap_or(next),
        kind: attribute(start, "t").unwrap_or_default(),
        style: attribute(start, "s").and_then(|style| style.trim().parse().ok()).unwrap_or(0),
        ..Cell::default()
    }
}

fn column(start: &BytesStart, cells: &mut Cells) {
    let number = |name: &str| attribute(start, name).and_then(|number| number.trim().parse::<u32>().ok());
    let shut =
        is_true(attribute(start, "hidden")) || attribute(start, "width").is_some_and(|width| width.trim() == "0");
    if let (true, Some(from), Some(to)) = (shut, number("min"), number("max")) {
        cells.hidden_columns.push((from.saturating_sub(1), to.saturating_sub(1)));
    }
}

fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    let found = start.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(
        quick_xml::escape::unescape(&found.value)
            .map_or_else(|_| found.value.to_string(), std::borrow::Cow::into_owned),
    )
}

fn is_true(value: Option<String>) -> bool {
    value.is_some_and(|value| value == "1" || value == "true")
}

/// What a cell shows, by its type (ECMA-376 part 1, 18.18.11).
fn shown(cell: Cell, shared: &Shared) -> Shown {
    let format = shared.formats.of(cell.style);
    let words = |words: &str| Shown::words(format.map_or_else(|| words.to_owned(), |format| format.show_words(words)));
    match cell.kind.as_str() {
        "s" => {
            let string = cell.value.trim().parse::<usize>().ok().and_then(|at| shared.strings.get(at));
            words(string.map_or("", String::as_str))
        }
        "inlineStr" => words(&cell.words.finish()),
        "str" => words(&unescaped(cell.value)),
        "b" => Shown::truth(matches!(cell.value.trim(), "1" | "true")),
        "e" => Shown::words(cell.value.trim()),
        "d" => Shown { value: CellValue::Date(cell.value.trim().to_owned()), words: cell.value.trim().to_owned() },
        _ => match (cell.value.trim().parse::<f64>(), format) {
            (Ok(value), Some(format)) => format.show(value, shared.epoch),
            (Ok(value), None) => crate::document::sheet::Format::default().show(value, shared.epoch),
            (Err(_), _) => Shown::words(cell.value.trim()),
        },
    }
}
