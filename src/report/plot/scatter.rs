//! Size against value: one dot an authority, both scales logarithmic, the outermost named.

use super::axis::Scale;
use super::{Mark, Plot, Table, fitted, slug, tidy};
use crate::findings::Unit;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 70.0;
const BOTTOM: f64 = 350.0;
const TOP: f64 = 16.0;
const RIGHT: f64 = 610.0;
/// Fewer dots than this make no picture.
const FEWEST: usize = 8;
/// How many are named.
const NAMED: usize = 6;

/// One authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub name: String,
    /// The anchor of its answers.
    pub href: String,
    pub size: f64,
    pub value: f64,
}

/// One of the two directions.
#[derive(Debug, Clone, PartialEq)]
pub struct Direction<'a> {
    pub id: &'a str,
    pub unit: &'a Unit,
}

/// Draws `points`; those of no size or no value cannot stand on a logarithmic scale and are counted in the note.
pub fn scatter(size: &Direction<'_>, value: &Direction<'_>, points: &[Point]) -> Option<Plot> {
    let shown: Vec<&Point> = points.iter().filter(|point| point.size > 0.0 && point.value > 0.0).collect();
    if shown.len() < FEWEST {
        return None;
    }
    let ends = |of: fn(&Point) -> f64| {
        shown.iter().map(|point| of(point)).fold((f64::INFINITY, 0.0_f64), |(low, high), n| (low.min(n), high.max(n)))
    };
    let (least, most) = ends(|point| point.size);
    let across = Scale::logarithmic(least, most, LEFT, RIGHT);
    let (least, most) = ends(|point| point.value);
    let up = Scale::logarithmic(least, most, BOTTOM, TOP);
    let mut marks = axes(size, value, &across, &up);
    marks.extend(shown.iter().map(|point| Mark::Dot {
        x: tidy(across.place(point.size)),
        y: tidy(up.place(point.value)),
        class: "dot",
        says: said(point, size, value),
        href: point.href.clone(),
    }));
    marks.extend(names(&shown, &across, &up));
    let hidden = points.len() - shown.len();
    Some(Plot {
        id: format!("scatter-{}", slug(value.id)),
        title: format!("\u{201c}{}\u{201d} against \u{201c}{}\u{201d}", value.id, size.id),
        alt: format!(
            "{} authorities; from the smallest to the largest, {} runs from {} to {}.",
            shown.len(),
            value.id,
            value.unit.spell(least),
            value.unit.spell(most)
        ),
        note: match hidden {
            0 => "One dot an authority; both scales are logarithmic.".to_owned(),
            _ => format!(
                "One dot an authority; both scales are logarithmic, so {hidden} with an answer of nought are not shown."
            ),
        },
        width: WIDTH,
        height: HEIGHT,
        marks,
        key: Vec::new(),
        table: table(&shown, size, value),
    })
}

fn said(point: &Point, size: &Direction<'_>, value: &Direction<'_>) -> String {
    let (of, at) = (value.unit.spell(point.value), size.unit.spell(point.size));
    format!("{}: {} {of}, {} {at}", point.name, value.id, size.id)
}

fn axes(size: &Direction<'_>, value: &Direction<'_>, across: &Scale, up: &Scale) -> Vec<Mark> {
    let mut marks = Vec::new();
    for tick in up.ticks() {
        let y = up.place(tick);
        marks.push(Mark::line((LEFT, y), (RIGHT, y), "grid"));
        marks.push(Mark::words(LEFT - 7.0, y + 4.0, "end", "label", value.unit.spell(tick)));
    }
    for tick in across.ticks() {
        let x = across.place(tick);
        marks.push(Mark::line((x, BOTTOM), (x, BOTTOM + 4.0), "axis"));
        marks.push(Mark::words(x, BOTTOM + 18.0, "middle", "label", size.unit.spell(tick)));
    }
    marks.push(Mark::line((LEFT, BOTTOM), (RIGHT, BOTTOM), "axis"));
    marks.push(Mark::words(RIGHT, BOTTOM + 38.0, "end", "quiet", format!("{} \u{2192}", size.id)));
    marks.push(Mark::words(LEFT + 6.0, TOP + 2.0, "start", "quiet", format!("\u{2191} {}", value.id)));
    marks
}

/// Names for the dots farthest from the middle, where they have room.
fn names(shown: &[&Point], across: &Scale, up: &Scale) -> Vec<Mark> {
    let count = shown.len() as f64;
    let place = |point: &Point| (across.place(point.size), up.place(point.value));
    let middle = shown.iter().map(|point| place(point)).fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
    let middle = (middle.0 / count, middle.1 / count);
    let mut outermost: Vec<&&Point> = shown.iter().collect();
    let far = |point: &Point| {
        let at = place(point);
        // What lies high or low is the news; what lies to the side is only large or small.
        2.0 * (at.1 - middle.1).powi(2) + (at.0 - middle.0).powi(2)
    };
    outermost.sort_by(|a, b| far(b).total_cmp(&far(a)).then_with(|| a.name.cmp(&b.name)));
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    let mut marks = Vec::new();
    for point in outermost {
        if marks.len() == NAMED {
            break;
        }
        let (x, y) = place(point);
        let text = fitted(&point.name, 190.0);
        let width = super::width_of(&text);
        let left = x + 8.0 + width > RIGHT;
        let start = if left { x - 8.0 - width } else { x + 8.0 };
        let free = taken.iter().all(|(from, to, at)| (at - y).abs() > 15.0 || start > *to || start + width < *from);
        if free && start > LEFT {
            taken.push((start, start + width, y));
            let (at, anchor) = if left { (x - 8.0, "end") } else { (x + 8.0, "start") };
            marks.push(Mark::words(at, y + 4.0, anchor, "name", text));
        }
    }
    marks
}

fn table(shown: &[&Point], size: &Direction<'_>, value: &Direction<'_>) -> Table {
    let rows =
        shown.iter().map(|point| vec![point.name.clone(), size.unit.spell(point.size), value.unit.spell(point.value)]);
    Table { heading: vec!["Authority".to_owned(), size.id.to_owned(), value.id.to_owned()], rows: rows.collect() }
}
