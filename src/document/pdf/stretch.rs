//! Which lines may be one table: a stretch of lines that keep the same gutters free, and the lines of its headings.

use super::gutters::{Shape, clear, gutters};
use super::lines::Line;

/// Most lines of one page's table: more are a dump, and trying each costs more than the one before.
const MOST_LINES: usize = 300;

/// Where a stretch begins, how many lines it has, and its gutters.
type Begun = (usize, usize, Vec<(f64, f64)>);

/// The stretch that begins here, or a line or two further down where that makes more columns: the lines of a heading run
/// across columns, or stand in them at several heights.
pub(super) fn below_heading(lines: &[Line], shapes: &[Shape], at: usize, levels: &[(f64, f64, f64)]) -> Option<Begun> {
    let mut best: Option<Begun> = None;
    for begin in at..at + 4 {
        let (Some(line), Some(shape)) = (lines.get(begin), shapes.get(begin)) else { break };
        let over = begin.checked_sub(1).filter(|_| begin > at).and_then(|i| lines.get(i));
        if over.is_some_and(|over| line.y - over.y > 2.9 * line.size) {
            break;
        }
        let Some((n, gutters)) =
            shape.is_gappy().then(|| stretch(lines.get(begin..)?, shapes.get(begin..)?, levels)).flatten()
        else {
            continue;
        };
        let better = best.as_ref().is_none_or(|(from, had, of)| {
            gutters.len() > of.len() && begin + n >= from + had && n >= 3 || gutters.len() >= of.len() && n > 2 * had
        });
        if better {
            best = Some((begin, n, gutters));
        }
    }
    best
}

/// How many lines from the first may be one table, and its gutters: the lines stand close, no four in a row are
/// without a gap, and none of those crosses the gutters of the lines above it.
fn stretch(lines: &[Line], shapes: &[Shape], levels: &[(f64, f64, f64)]) -> Option<(usize, Vec<(f64, f64)>)> {
    let mut best: Option<(usize, Vec<(f64, f64)>)> = None;
    let (mut gappy, mut plain) = (1, 0);
    let mut pitch: Option<f64> = None;
    for (i, pair) in lines.windows(2).enumerate().take(MOST_LINES) {
        let ([a, b], Some(shape)) = (pair, shapes.get(i + 1)) else { break };
        let step = b.y - a.y;
        let far = if ruled_between(levels, a, b) { 4.5 } else { 2.9 } * b.size.max(a.size);
        if step > far.max(pitch.map_or(0.0, |p| 1.7 * p)) {
            break;
        }
        let crossed = best
            .as_ref()
            .map_or(0, |(_, gutters)| gutters.iter().filter(|g| shape.crosses(std::slice::from_ref(g))).count());
        let of = best.as_ref().map_or(1, |(_, gutters)| gutters.len());
        if shape.is_gappy() {
            if i >= 2 && crossed * 2 > of {
                break;
            }
            (gappy, plain) = (gappy + 1, 0);
            pitch = Some(pitch.map_or(step, |p: f64| p.max(step)).min(4.0 * b.size));
        } else {
            plain += 1;
            if plain > 3 || crossed > 0 && !held(lines, i + 1, levels) {
                break;
            }
        }
        let gutters = gutters(shapes.get(..i + 2)?);
        match (gutters.is_empty(), best.is_some()) {
            (false, _) => best = Some((i + 2, gutters)),
            // Two lines with gaps that have none in common are no table.
            (true, true) => break,
            (true, false) if gappy >= 3 => break,
            (true, false) => {}
        }
    }
    best
}

/// How many of a stretch's lines are its first table, where a line of words stands between two tables: the columns of what
/// is below it run through the words above, or the other way round.
pub(super) fn first_of_two(lines: &[Line], shapes: &[Shape]) -> Option<usize> {
    let step = |i: usize| match (i.checked_sub(1).and_then(|j| lines.get(j)), lines.get(i)) {
        (Some(a), Some(b)) => b.y - a.y,
        _ => 0.0,
    };
    let crossed = |by: &[Shape], gutters: &[(f64, f64)]| {
        let plain_to_see = gutters.iter().filter(|g| by.first().is_some_and(|s| g.1 - g.0 > 0.7 * s.size));
        let through = |g: &(f64, f64)| by.iter().filter(|s| s.crosses(std::slice::from_ref(g))).count();
        plain_to_see.map(through).any(|n| n >= 2 && n * 3 >= by.len())
    };
    let mut widest = step(1);
    (2..shapes.len()).find(|i| {
        widest = step(i - 1).max(widest);
        let Some((above, rest)) = shapes.split_at_checked(*i) else { return false };
        let plain = rest.iter().take_while(|s| !s.is_gappy()).count();
        let below = rest.get(plain..).unwrap_or_default();
        // It stands further off than the rows of the first table do.
        let far = step(*i).max(step(i + plain)) > 1.04 * widest;
        if !(1..=3).contains(&plain) || below.len() < 2 || !far {
            return false;
        }
        let (over, under) = (clear(above), clear(below));
        !over.is_empty() && !under.is_empty() && (crossed(above, &under) || crossed(below, &over))
    })
}

/// How many lines above `begin` belong to the table's heading: those with gaps, from `at` on, and above them the first lines of headings that wrap and stand at
/// the bottom of their cells.
pub(super) fn heading_lines(
    lines: &[Line],
    shapes: &[Shape],
    at: usize,
    begin: usize,
    gutters: &[(f64, f64)],
    levels: &[(f64, f64, f64)],
) -> usize {
    let first = gutters.first().map_or(0.0, |g| (g.0 + g.1) / 2.0);
    let mut above = 0;
    while above < 3
        && let Some(i) = begin.checked_sub(above + 1)
        && let (Some(line), Some(below), Some(shape)) = (lines.get(i), lines.get(i + 1), shapes.get(i))
    {
        if i >= at {
            above += 1;
            continue;
        }
        let close = below.y - line.y < 1.62 * below.size
            && (below.size - line.size).abs() < 0.6
            && !ruled_between(levels, line, below);
        // Words over the first column alone may as well be the end of the paragraph above.
        let parted = i.checked_sub(1).and_then(|j| lines.get(j)).is_none_or(|over| {
            line.y - over.y > 1.3 * (below.y - line.y)
                || ruled_between(levels, over, line)
                || over.bold() != line.bold()
        });
        let fits = line.x0() > first || parted && (line.words.len() <= 4 || shape.fills(gutters));
        if !close || shape.is_gappy() || shape.crosses(gutters) || !fits {
            break;
        }
        above += 1;
    }
    above
}

pub(super) fn ruled_between(levels: &[(f64, f64, f64)], a: &Line, b: &Line) -> bool {
    levels
        .iter()
        .any(|(y, x0, x1)| *y > a.y - 0.3 * a.size && *y < b.y && x1 - x0 > 40.0 && *x0 < b.x1() && *x1 > b.x0())
}

/// Rules above and below hold the line in the table.
fn held(lines: &[Line], i: usize, levels: &[(f64, f64, f64)]) -> bool {
    let Some(line) = lines.get(i) else { return false };
    let Some(below) = lines.get(i + 1) else { return false };
    let full = |y0: f64, y1: f64| {
        levels.iter().any(|(y, a, b)| *y > y0 && *y < y1 && *a <= line.x0() + 3.0 && *b >= line.x1() - 3.0)
    };
    full(line.y, below.y) && full(line.y - 3.0 * line.size, line.y)
}
