//! Shares by group as bars: how many of how many.

use super::{Mark, Plot, Table, fitted, slug};
use crate::findings::Unit;

/// Narrow enough to be read on a telephone.
const WIDTH: f64 = 520.0;
/// What names may take of it.
const NAMES: f64 = 230.0;
/// Letters are set larger on a telephone, and none may be cut off.
const LETTER: f64 = 7.6;
const ROW: f64 = 28.0;
const TOP: f64 = 8.0;

/// One group's bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub name: String,
    /// Of the whole length; `None` where there is no figure.
    pub size: Option<f64>,
    /// The figure: `62.5%`.
    pub value: String,
    /// What it is a figure of: `5 of 8`.
    pub of: String,
}

/// Draws `groups`, whose longest may be `most` (100 for shares).
pub fn bars(id: &str, title: &str, note: &str, groups: &[Bar], most: f64) -> Plot {
    let height = TOP + ROW * groups.len() as f64 + 6.0;
    let longest =
        |of: fn(&Bar) -> &str| LETTER * groups.iter().map(|group| of(group).chars().count()).max().unwrap_or(0) as f64;
    let left = (longest(|group| &group.name) + 14.0).clamp(60.0, NAMES);
    let room = WIDTH - left - longest(|group| &group.value) - longest(|group| &group.of) - 30.0;
    let mut marks = vec![Mark::line((left, TOP - 4.0), (left, height - 4.0), "axis")];
    for (at, group) in groups.iter().enumerate() {
        let y = TOP + ROW * at as f64;
        let length = group.size.filter(|_| most > 0.0).map_or(0.0, |size| room * (size / most).clamp(0.0, 1.0));
        let says = format!("{}: {}, {}", group.name, group.value, group.of);
        marks.push(Mark::words(
            left - 8.0,
            y + 15.5,
            "end",
            "label",
            fitted(&group.name, (left - 12.0) * 6.6 / LETTER),
        ));
        marks.push(Mark::bar(left, y + 2.0, room, ROW - 8.0, "track", says.clone()));
        marks.push(Mark::bar(left, y + 2.0, length, ROW - 8.0, "value", says));
        marks.push(Mark::words(left + length + 6.0, y + 15.5, "start", "strong", group.value.clone()));
        marks.push(Mark::words(WIDTH, y + 15.5, "end", "quiet", group.of.clone()));
    }
    let said: Vec<String> =
        groups.iter().map(|group| format!("{} {} ({})", group.name, group.value, group.of)).collect();
    Plot {
        id: slug(id),
        title: title.to_owned(),
        alt: format!("{}.", said.join("; ")),
        note: note.to_owned(),
        width: WIDTH,
        height,
        marks,
        key: Vec::new(),
        table: Table {
            heading: vec!["Group".to_owned(), "Figure".to_owned(), "Of".to_owned()],
            rows: groups.iter().map(|group| vec![group.name.clone(), group.value.clone(), group.of.clone()]).collect(),
        },
    }
}

impl Bar {
    /// A share, 0 to 100, of a count.
    pub fn share(name: &str, count: usize, of: usize) -> Self {
        let percent = (of > 0).then(|| 100.0 * count as f64 / of as f64);
        Self {
            name: name.to_owned(),
            size: percent,
            value: percent.map_or_else(|| "\u{2013}".to_owned(), |percent| Unit::Percent.spell_in_column(percent)),
            of: format!("{count} of {of}"),
        }
    }
}
