//! Numbering: list styles and how far each list has counted (ODF 1.2 part 1, 5.3 and 16.30).

use std::collections::HashMap;

use crate::document::numbering::{Style, written};
use crate::document::xml::Element;

const LEVELS: usize = 10;

#[derive(Debug, Default)]
pub(super) struct ListStyle {
    levels: [Option<Level>; LEVELS],
}

#[derive(Debug, Clone)]
struct Level {
    /// None for a bullet.
    style: Option<Style>,
    prefix: String,
    suffix: String,
    /// How many levels the number shows.
    display: usize,
    start: i64,
}

/// The numbers of one list, level by level.
pub(super) type Counts = [Option<i64>; LEVELS];

/// How far lists have counted, by their style and by their own name.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) by_style: HashMap<String, Counts>,
    pub(super) by_id: HashMap<String, Counts>,
    pub(super) headings: Counts,
}

impl ListStyle {
    pub(super) fn read(element: &Element) -> Self {
        let mut style = Self::default();
        for level in element.elements() {
            let place =
                level.number::<usize>("level").and_then(|at| at.checked_sub(1)).and_then(|at| style.levels.get_mut(at));
            if let Some(place) = place {
                *place = Some(Level {
                    style: number_style(level),
                    prefix: level.attr("num-prefix").unwrap_or_default().to_owned(),
                    suffix: level.attr("num-suffix").unwrap_or_default().to_owned(),
                    display: level.number("display-levels").unwrap_or(1),
                    start: level.number("start-value").unwrap_or(1),
                });
            }
        }
        style
    }

    /// Counts an item at a level and gives what is shown before it; empty for bullets and for levels without a number.
    pub(super) fn label(&self, counts: &mut Counts, at: usize, from: Option<i64>) -> String {
        let Some(Some(level)) = self.levels.get(at) else { return String::new() };
        let Some(count) = counts.get_mut(at) else { return String::new() };
        *count = Some(from.unwrap_or_else(|| count.map_or(level.start, |before| before.saturating_add(1))));
        for below in counts.iter_mut().skip(at + 1) {
            *below = None;
        }
        let Some(style) = level.style.filter(|style| *style != Style::Nothing) else {
            return level.style.map_or_else(String::new, |_| spaced(format!("{}{}", level.prefix, level.suffix)));
        };
        let first = (at + 1).saturating_sub(level.display.max(1));
        let numbers: Vec<String> = (first..=at)
            .filter_map(|level_at| {
                let other = self.levels.get(level_at)?.as_ref()?;
                let count = counts.get(level_at).copied().flatten().unwrap_or(other.start);
                other.style.map(|own| written(if level_at == at { style } else { own }, count))
            })
            .collect();
        spaced(format!("{}{}{}", level.prefix, numbers.join("."), level.suffix))
    }
}

fn spaced(label: String) -> String {
    let label = label.trim_end();
    if label.is_empty() { String::new() } else { format!("{label} ") }
}

fn number_style(level: &Element) -> Option<Style> {
    if !matches!(&*level.name, "text:list-level-style-number" | "text:outline-level-style") {
        return None;
    }
    Some(match level.attr("num-format").unwrap_or_default() {
        "1" => Style::Decimal,
        "a" => Style::LowerLetter,
        "A" => Style::UpperLetter,
        "i" => Style::LowerRoman,
        "I" => Style::UpperRoman,
        "" => Style::Nothing,
        _ => Style::Decimal,
    })
}
