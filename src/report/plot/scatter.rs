//! Size against value: one dot an authority, both scales logarithmic, the outermost named.

use super::axis::Scale;
use super::{Mark, Plot, Table, fitted, slug, tidy};
use crate::findings::Unit;

const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 66.0;
const BOTTOM: f64 = 370.0;
const TOP: f64 = 28.0;
const RIGHT: f64 = 494.0;
/// Nought has no place on a logarithmic scale: it stands on a line of its own, this far below.
const NOUGHTS: f64 = 30.0;
/// Fewer dots than this make no picture.
const FEWEST: usize = 8;
/// How many are named.
const NAMED: usize = 6;
/// A name takes no more than this.
const LONGEST: f64 = 260.0;

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

/// Draws `points`, of `answered` authorities that answered; those of no value stand on a line of their own below the scale.
pub fn scatter(size: &Direction<'_>, value: &Direction<'_>, points: &[Point], answered: usize) -> Option<Plot> {
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
    let noughts: Vec<&Point> = points.iter().filter(|point| point.size > 0.0 && point.value == 0.0).collect();
    let floor = if noughts.is_empty() { BOTTOM } else { BOTTOM - NOUGHTS };
    let up = Scale::logarithmic(least, most, floor, TOP);
    let mut marks = axes(size, value, &across, &up);
    if !noughts.is_empty() {
        marks.push(Mark::words(LEFT - 7.0, BOTTOM - 4.0, "end", "label", value.unit.spell(0.0)));
    }
    marks.extend(noughts.iter().map(|point| Mark::Dot {
        x: tidy(across.place(point.size)),
        y: BOTTOM - 8.0,
        class: "dot",
        says: said(point, size, value),
        href: point.href.clone(),
    }));
    marks.extend(shown.iter().map(|point| Mark::Dot {
        x: tidy(across.place(point.size)),
        y: tidy(up.place(point.value)),
        class: "dot",
        says: said(point, size, value),
        href: point.href.clone(),
    }));
    marks.extend(names(&shown, &across, &up));
    Some(Plot {
        id: format!("scatter-{}", slug(value.id)),
        title: format!("\u{201c}{}\u{201d} against \u{201c}{}\u{201d}", value.id, size.id),
        alt: format!(
            "{} authorities; from the smallest to the largest, {} runs from {} to {}; {} more gave nought.",
            shown.len(),
            value.id,
            value.unit.spell(least),
            value.unit.spell(most),
            noughts.len()
        ),
        note: note(value, shown.len() + noughts.len(), noughts.len(), answered),
        width: WIDTH,
        height: HEIGHT,
        marks,
        key: Vec::new(),
        table: table(shown.iter().chain(&noughts), size, value),
    })
}

fn note(value: &Direction<'_>, drawn: usize, noughts: usize, answered: usize) -> String {
    let apart = match noughts {
        0 => String::new(),
        count => format!("; the {count} that gave {} stand on a line of their own", value.unit.spell(0.0)),
    };
    format!(
        "One dot an authority: the {drawn} of {answered} that answered and gave both. Both scales are logarithmic{apart}."
    )
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
    marks.push(Mark::words(0.0, 12.0, "start", "quiet", format!("\u{2191} {}", value.id)));
    marks
}

/// Names for the dots farthest from the middle, where they have room: beside, above or below their dot, over no other name
/// and over no other dot, whose it would be taken for.
fn names(shown: &[&Point], across: &Scale, up: &Scale) -> Vec<Mark> {
    let count = shown.len() as f64;
    let place = |point: &Point| (across.place(point.size), up.place(point.value));
    let dots: Vec<(f64, f64)> = shown.iter().map(|point| place(point)).collect();
    let middle = dots.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.0 / count, sum.1 + at.1 / count));
    let mut outermost: Vec<&&Point> = shown.iter().collect();
    let far = |point: &Point| {
        let at = place(point);
        // What lies high or low is the news; what lies to the side is only large or small.
        2.0 * (at.1 - middle.1).powi(2) + (at.0 - middle.0).powi(2)
    };
    outermost.sort_by(|a, b| far(b).total_cmp(&far(a)).then_with(|| a.name.cmp(&b.name)));
    let mut taken: Vec<Room> = Vec::new();
    let mut marks = Vec::new();
    for point in outermost {
        if marks.len() == NAMED {
            break;
        }
        let text = fitted(&point.name, LONGEST);
        let own = place(point);
        let over = |room: &Room| dots.iter().filter(|dot| **dot != own && room.holds(**dot)).count();
        let rooms = Room::around(own, super::width_of(&text)).into_iter();
        let mut free = rooms.filter(|room| room.is_inside() && !taken.iter().any(|other| room.meets(other)));
        let Some(room) = free.find(|room| over(room) == 0) else { continue };
        marks.push(Mark::words(room.left, room.base, "start", "name", text));
        taken.push(room);
    }
    marks
}

/// Where a name may stand.
struct Room {
    left: f64,
    right: f64,
    /// Of its letters.
    base: f64,
}

impl Room {
    fn around((x, y): (f64, f64), width: f64) -> [Self; 4] {
        // Letters are set larger on a telephone.
        let width = 1.1 * width;
        let at = |left: f64, base: f64| Self { left, right: left + width, base };
        let over = (x - width / 2.0).clamp(LEFT + 2.0, (RIGHT - width).max(LEFT + 2.0));
        [at(x + 8.0, y + 4.0), at(x - 8.0 - width, y + 4.0), at(over, y - 8.0), at(over, y + 17.0)]
    }

    fn is_inside(&self) -> bool {
        self.left >= LEFT && self.right <= RIGHT + 20.0 && self.base <= BOTTOM - 2.0 && self.base >= TOP
    }

    fn meets(&self, other: &Self) -> bool {
        (self.base - other.base).abs() < 15.0 && self.left < other.right && other.left < self.right
    }

    fn holds(&self, (x, y): (f64, f64)) -> bool {
        x > self.left - 4.0 && x < self.right + 4.0 && y > self.base - 13.0 && y < self.base + 6.0
    }
}

fn table<'a>(shown: impl Iterator<Item = &'a &'a Point>, size: &Direction<'_>, value: &Direction<'_>) -> Table {
    let rows = shown.map(|point| vec![point.name.clone(), size.unit.spell(point.size), value.unit.spell(point.value)]);
    Table { heading: vec!["Authority".to_owned(), size.id.to_owned(), value.id.to_owned()], rows: rows.collect() }
}
