//! Columns of prose: which lines stand side by side and are to be read one column after the other.
//!
//! A gutter of prose is a stretch that many neighbouring lines leave free, with lines on both sides that fill their
//! column. Side by side but short, or parted at the same heights, is a table ([`super::gaps`]), which is read across.

use super::grid::Table;
use super::lines::Line;
use super::rows::is_figure;

/// A part of a page, in reading order.
#[derive(Debug)]
pub(super) enum Part {
    /// Lines of one column, from the top down.
    Column {
        lines: Vec<Line>,
        /// How wide the whole column is, of which these lines may be a short stretch.
        room: Room,
        /// They begin a column beside or below another, so that a paragraph may come over from there.
        top: bool,
    },
    Table(Table),
}

/// Left and right edge of what a paragraph may fill.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub left: f64,
    pub right: f64,
}

impl Room {
    pub fn of(lines: &[Line]) -> Self {
        Self {
            left: lines.iter().map(Line::x0).fold(f64::MAX, f64::min),
            right: lines.iter().map(Line::x1).fold(f64::MIN, f64::max),
        }
    }

    pub fn widened(self, by: f64) -> Self {
        Self { right: self.right + by, ..self }
    }
}

/// Fewest lines on each side of a gutter of prose.
const FEWEST: usize = 5;
/// Most columns beside each other that are looked for, as splits of splits.
const DEEPEST: usize = 3;

/// Puts the lines and tables of a page into reading order.
pub(super) fn order(lines: Vec<Line>, tables: Vec<Table>) -> Vec<Part> {
    let mut out = Vec::new();
    let room = Room::of(&lines);
    split(lines, tables, room, 0, &mut out);
    out
}

fn split(mut lines: Vec<Line>, mut tables: Vec<Table>, room: Room, depth: usize, out: &mut Vec<Part>) {
    lines.sort_by(|a, b| a.y.total_cmp(&b.y));
    let Some((from, to, x)) = (depth < DEEPEST).then(|| band(&lines, &tables)).flatten() else {
        return stack(lines, tables, room, depth > 0, out);
    };
    let (top, bottom) = (lines.get(from).map_or(f64::MIN, Line::top), lines.get(to - 1).map_or(f64::MAX, Line::bottom));
    let below: Vec<Line> = lines.split_off(to);
    let inside: Vec<Line> = lines.split_off(from);
    let middle = |t: &Table| t.area.center().y;
    let (tables_above, rest): (Vec<_>, Vec<_>) = tables.drain(..).partition(|t| middle(t) < top);
    let (tables_inside, tables_below): (Vec<_>, Vec<_>) = rest.into_iter().partition(|t| middle(t) <= bottom);
    stack(lines, tables_above, room, false, out);
    let (tables_left, tables_right): (Vec<_>, Vec<_>) = tables_inside.into_iter().partition(|t| t.area.center().x < x);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for line in inside {
        let (a, b): (Vec<_>, Vec<_>) = line.words.into_iter().partition(|w| (w.x0 + w.x1) / 2.0 < x);
        left.extend((!a.is_empty()).then(|| Line::of(a)));
        right.extend((!b.is_empty()).then(|| Line::of(b)));
    }
    let (room_left, room_right) = (Room::of(&left), Room::of(&right));
    split(left, tables_left, room_left, depth + 1, out);
    split(right, tables_right, room_right, depth + 1, out);
    split(below, tables_below, room, depth, out);
}

/// Lines and tables of one column, from the top down.
fn stack(lines: Vec<Line>, mut tables: Vec<Table>, room: Room, mut top: bool, out: &mut Vec<Part>) {
    tables.sort_by(|a, b| a.area.y0.total_cmp(&b.area.y0));
    let mut tables = tables.into_iter().peekable();
    let mut column = Vec::new();
    for line in lines {
        while let Some(table) = tables.next_if(|t| t.area.y0 < line.y) {
            if !column.is_empty() {
                out.push(Part::Column { lines: std::mem::take(&mut column), room, top: std::mem::take(&mut top) });
            }
            out.push(Part::Table(table));
        }
        column.push(line);
    }
    if !column.is_empty() {
        out.push(Part::Column { lines: column, room, top });
    }
    out.extend(tables.map(Part::Table));
}

/// The first band of lines that a gutter of prose runs through: from, to (exclusive) and the gutter's middle.
fn band(lines: &[Line], tables: &[Table]) -> Option<(usize, usize, f64)> {
    if lines.len() < FEWEST {
        return None;
    }
    let mut gaps: Vec<(f64, f64)> = Vec::new();
    for line in lines {
        let pieces = line.pieces((2.0 * line.spacing.usual).max(0.85));
        gaps.extend(pieces.windows(2).filter_map(|p| Some((p.first()?.x1(), p.get(1)?.x0()))));
    }
    // Columns whose lines stand at different heights: a line ends before its neighbour begins.
    for pair in lines.windows(2) {
        if let [a, b] = pair
            && b.y - a.y < 1.1 * a.size.min(b.size)
        {
            let (left, right) = if a.x0() < b.x0() { (a, b) } else { (b, a) };
            gaps.extend((left.x1() < right.x0()).then(|| (left.x1(), right.x0())));
        }
    }
    let mut events: Vec<(f64, i32)> = gaps.iter().flat_map(|(a, b)| [(*a, 1), (*b, -1)]).collect();
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let mut tried: Vec<(i32, f64)> = Vec::new();
    let mut depth = 0;
    for (i, (x, change)) in events.iter().enumerate() {
        depth += change;
        if *change > 0 && depth >= FEWEST as i32 {
            let next = events.get(i + 1).map_or(*x, |e| e.0);
            tried.push((depth, (x + next) / 2.0));
        }
    }
    tried.sort_by_key(|t| std::cmp::Reverse(t.0));
    tried.into_iter().take(6).find_map(|(_, x)| around(lines, tables, x))
}

/// The band of lines round `x` that is prose on both sides.
fn around(lines: &[Line], tables: &[Table], x: f64) -> Option<(usize, usize, f64)> {
    let crossing = |line: &Line| {
        line.pieces((1.7 * line.spacing.usual).max(0.6)).iter().any(|p| p.x0() < x - 1.0 && p.x1() > x + 1.0)
    };
    let parted = |a: f64, b: f64| {
        tables.iter().any(|t| t.area.x0 < x && t.area.x1 > x && t.area.center().y > a && t.area.center().y < b)
    };
    let mut start = 0;
    while start < lines.len() {
        let mut end = start;
        while let Some(line) = lines.get(end)
            && !crossing(line)
            && !(end > start && lines.get(end - 1).is_some_and(|l| parted(l.y, line.y)))
        {
            end += 1;
        }
        if let Some(band) = lines.get(start..end)
            && let Some(kept) = prose(band, x)
        {
            return Some((start, start + kept, x));
        }
        start = end.max(start + 1);
    }
    None
}

/// How many lines of the band belong to two columns of prose; `None` if they are none.
fn prose(band: &[Line], x: f64) -> Option<usize> {
    let side = |left: bool| -> Vec<Line> {
        band.iter()
            .map(|l| Line::of(l.words.iter().filter(|w| ((w.x0 + w.x1) / 2.0 < x) == left).cloned().collect()))
            .filter(|l| !l.words.is_empty())
            .collect()
    };
    let (left, right) = (side(true), side(false));
    if left.len() < FEWEST || right.len() < FEWEST || !fills(&left) || !fills(&right) || rows_agree(&left, &right) {
        return None;
    }
    // What stands well below the end of the right column, on the left alone, is no column's.
    let end_right = right.last().map_or(f64::MAX, |l| l.y);
    let mut kept = band.len();
    for (i, pair) in band.windows(2).enumerate() {
        if let [a, b] = pair
            && a.y >= end_right
            && b.y - a.y > 2.2 * b.size
        {
            kept = i + 1;
            break;
        }
    }
    Some(kept)
}

/// The lines are long for their column, words rather than figures, and begin in the middle of sentences.
fn fills(side: &[Line]) -> bool {
    let room = Room::of(side);
    let mut widths: Vec<f64> = side.iter().map(|l| (l.x1() - l.x0()) / (room.right - room.left).max(1.0)).collect();
    widths.sort_by(f64::total_cmp);
    let words = side.iter().map(|l| l.words.len()).sum::<usize>() as f64;
    let pieces = side.iter().map(|l| l.pieces((2.0 * l.spacing.usual).max(0.85)).len()).sum::<usize>() as f64;
    let figures = side.iter().filter(|l| is_figure(&l.text())).count();
    let inside = side.iter().filter(|l| l.text().starts_with(|c: char| c.is_lowercase())).count();
    widths.get(widths.len() / 2).is_some_and(|w| *w > 0.6)
        && words >= 3.2 * pieces
        && figures * 5 < side.len()
        && inside * 5 >= side.len()
}

/// Both sides break at the same heights: rows of a table, not paragraphs of two columns.
fn rows_agree(left: &[Line], right: &[Line]) -> bool {
    let starts = |side: &[Line]| -> Vec<f64> {
        let mut steps: Vec<f64> = side.windows(2).filter_map(|p| Some(p.get(1)?.y - p.first()?.y)).collect();
        steps.sort_by(f64::total_cmp);
        let leading = steps.get(steps.len() / 4).copied().unwrap_or(12.0);
        side.windows(2)
            .filter_map(|p| (p.get(1)?.y - p.first()?.y > 1.3 * leading).then(|| p.get(1).map(|l| l.y)).flatten())
            .collect()
    };
    let (a, b) = (starts(left), starts(right));
    let same = a.iter().filter(|y| b.iter().any(|z| (*y - z).abs() < 2.5)).count();
    same >= 2 && same * 5 >= a.len().max(b.len()) * 3
}
