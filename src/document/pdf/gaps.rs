//! Tables without upright rules: columns show as gaps that run through several lines.
//!
//! Lines with wide gaps are candidates; the gutters of a run of them are the stretches that next to no word crosses. A
//! run with no more evidence than two columns of words at the head of a letter is an address beside a letterhead, not
//! a table: it is read column by column.

use hayro_interpret::kurbo::Rect;

use super::grid::Table;
use super::join::{Vocabulary, join};
use super::lines::{Line, Word};
use super::marker;
use super::rows::{self, Strip, is_figure};
use super::spanning;

/// What a stretch of lines turned out to be.
#[derive(Debug)]
pub(super) enum Found {
    Lines(Vec<Line>),
    Table(Table),
    /// Blocks side by side, to be read one after the other.
    Beside(Vec<Vec<Line>>),
}

/// A gap of so many times the size may part columns.
const WIDE: f64 = 1.0;
/// A gutter is at least so wide.
const GUTTER: f64 = 0.2;
/// Most lines of one page's table: more are a dump, and trying each costs more than the one before.
const MOST_LINES: usize = 300;

/// A line's shape: what it covers and where it leaves wide gaps.
struct Shape {
    /// Words run together over the spaces between words.
    spans: Vec<(f64, f64)>,
    /// What is between the spans.
    gaps: Vec<(f64, f64)>,
    /// Those that are so wide that no one line could have them by chance.
    wide: Vec<(f64, f64)>,
    size: f64,
}

/// The line is prose set to full width: its gaps are all wider than a space, and much the same.
fn is_stretched(line: &Line) -> bool {
    let gaps: Vec<f64> =
        line.words.windows(2).filter_map(|w| Some((w.get(1)?.x0 - w.first()?.x1) / line.size)).collect();
    let (least, most) = (gaps.iter().copied().fold(f64::MAX, f64::min), gaps.iter().copied().fold(0.0, f64::max));
    let words =
        line.words.iter().filter(|w| w.text.chars().filter(|c| c.is_lowercase()).count() * 2 > w.text.len()).count();
    gaps.len() >= 3
        && least > 1.12 * line.spacing.usual
        && most < 2.4 * least
        && most < 1.9
        && words * 5 >= line.words.len() * 3
}

impl Shape {
    fn of(line: &Line) -> Self {
        let narrow = line.spacing.parts * line.size;
        let wide = WIDE.max(2.1 * line.spacing.usual) * line.size;
        if is_stretched(line) {
            return Self { spans: vec![(line.x0(), line.x1())], gaps: Vec::new(), wide: Vec::new(), size: line.size };
        }
        let mut spans: Vec<(f64, f64)> = Vec::new();
        for word in &line.words {
            match spans.last_mut().filter(|s| word.x0 - s.1 < narrow) {
                Some(s) => s.1 = s.1.max(word.x1),
                None => spans.push((word.x0, word.x1)),
            }
        }
        // The gap behind a bullet or a number is no column's.
        let item = line.words.first().filter(|first| marker::is_marker(&first.text)).map_or(f64::MIN, |first| first.x1);
        let gaps: Vec<(f64, f64)> =
            spans.windows(2).filter_map(|s| Some((s.first()?.1, s.get(1)?.0))).filter(|g| g.0 > item).collect();
        let wide = gaps.iter().filter(|g| g.1 - g.0 > wide).copied().collect();
        Self { spans, gaps, wide, size: line.size }
    }

    fn is_gappy(&self) -> bool {
        !self.wide.is_empty()
    }

    fn crosses(&self, gutters: &[(f64, f64)]) -> bool {
        gutters.iter().any(|g| {
            let middle = (g.0 + g.1) / 2.0;
            self.spans.iter().any(|s| s.0 < middle - 1.0 && s.1 > middle + 1.0) && !self.keeps_free(*g)
        })
    }

    /// A part of the gutter is free, though not its middle: it is narrower than the lines so far would have it.
    fn keeps_free(&self, gutter: (f64, f64)) -> bool {
        let (mut from, mut widest) = (gutter.0, 0.0_f64);
        for span in self.spans.iter().filter(|s| s.1 > gutter.0 && s.0 < gutter.1) {
            widest = widest.max(span.0 - from);
            from = from.max(span.1);
        }
        widest.max(gutter.1 - from) >= 2.0 * GUTTER * self.size
    }
}

/// Level rules of the page, and what the head of a letter is.
pub(super) struct Surroundings<'a> {
    /// Height, left and right end of each level rule.
    pub levels: &'a [(f64, f64, f64)],
    /// Down to here an address may stand beside a letterhead.
    pub top_of_letter: f64,
    /// The table that the page above ended with.
    pub above: Option<&'a Table>,
    pub vocabulary: &'a Vocabulary,
}

/// Cuts the lines of one column of a page into tables and what stands between them.
pub(super) fn find(lines: &[Line], around: &Surroundings<'_>) -> Vec<Found> {
    let shapes: Vec<Shape> = lines.iter().map(Shape::of).collect();
    let mut out: Vec<Found> = Vec::new();
    let mut at = 0;
    if let Some((taken, table)) = around.above.and_then(|above| resumed(lines, &shapes, above, around)) {
        out.push(Found::Table(table));
        at = taken;
    }
    while let (Some(line), Some(shape)) = (lines.get(at), shapes.get(at)) {
        let stretch = shape.is_gappy().then(|| below_heading(lines, &shapes, at, around.levels)).flatten();
        let found = stretch.and_then(|(begin, n, gutters)| {
            let free = out.last().map_or(0, |f| if let Found::Lines(lines) = f { lines.len() } else { 0 });
            let above = heading_lines(lines, &shapes, at, begin, &gutters, around.levels).min(free + begin - at);
            let start = begin - above;
            let (taken, found) = table(lines.get(start..begin + n)?, &gutters, around)?;
            Some((start, taken, found))
        });
        match found {
            Some((start, taken, found)) => {
                if let Some(Found::Lines(before)) = out.last_mut().filter(|_| start < at) {
                    before.truncate(before.len() - (at - start));
                    if before.is_empty() {
                        out.pop();
                    }
                }
                for line in lines.get(at..start).unwrap_or_default() {
                    push(&mut out, line);
                }
                out.push(found);
                at = (start + taken).max(at + 1);
            }
            None => {
                push(&mut out, line);
                at += 1;
            }
        }
    }
    out
}

fn push(out: &mut Vec<Found>, line: &Line) {
    match out.last_mut() {
        Some(Found::Lines(lines)) => lines.push(line.clone()),
        _ => out.push(Found::Lines(vec![line.clone()])),
    }
}

/// Where a stretch begins, how many lines it has, and its gutters.
type Begun = (usize, usize, Vec<(f64, f64)>);

/// The stretch that begins here, or a line or two further down where that makes more columns: the lines of a heading run
/// across columns, or stand in them at several heights.
fn below_heading(lines: &[Line], shapes: &[Shape], at: usize, levels: &[(f64, f64, f64)]) -> Option<Begun> {
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

/// How many lines above `begin` belong to the table's heading: those with gaps, from `at` on, and above them the first lines of headings that wrap and stand at
/// the bottom of their cells.
fn heading_lines(
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
        let fits = line.x0() > first || parted && line.words.len() <= 4;
        if !close || shape.is_gappy() || shape.crosses(gutters) || !fits {
            break;
        }
        above += 1;
    }
    above
}

fn ruled_between(levels: &[(f64, f64, f64)], a: &Line, b: &Line) -> bool {
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

/// Empty stretches that run through the lines and that two lines vouch for.
fn gutters(shapes: &[Shape]) -> Vec<(f64, f64)> {
    let size = shapes.iter().map(|l| l.size).fold(0.0, f64::max);
    let mut events: Vec<(f64, i32)> =
        shapes.iter().flat_map(|s| &s.spans).flat_map(|(a, b)| [(*a, 1), (*b, -1)]).collect();
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let crossing_allowed = if shapes.len() >= 8 { shapes.len() as i32 / 8 } else { i32::from(shapes.len() >= 4) };
    let mut out: Vec<(f64, f64)> = Vec::new();
    for most in [0, crossing_allowed] {
        let (mut depth, mut since) = (0, None::<f64>);
        for (x, change) in &events {
            let before = depth;
            depth += change;
            if before > most && depth <= most {
                since = Some(*x);
            } else if before <= most
                && depth > most
                && let Some(from) = since.take().filter(|f| x - f >= GUTTER * size)
                && !out.iter().any(|(a, b)| *a < *x && *b > from)
            {
                out.push((from, *x));
            }
        }
    }
    out.sort_by(|a, b| a.0.total_cmp(&b.0));
    let kept = supported(shapes, out);
    let wide = |g: &(f64, f64)| {
        shapes.iter().filter(|s| s.wide.iter().any(|w| w.0 < (g.0 + g.1) / 2.0 && w.1 > (g.0 + g.1) / 2.0)).count()
    };
    // One gutter at least has to be plain to see: the rest may be narrow.
    if kept.iter().any(|g| wide(g) >= 2) { kept } else { Vec::new() }
}

/// The gutters that lines vouch for: two have words on both sides and more than a space there, and in one of them the gap
/// holds no other gutter. Without that, a heading that stands left of its figures would be a column of its own.
fn supported(shapes: &[Shape], mut gutters: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    while !gutters.is_empty() {
        let middles: Vec<f64> = gutters.iter().map(|g| (g.0 + g.1) / 2.0).collect();
        let (mut all, mut alone) = (vec![0; gutters.len()], vec![0; gutters.len()]);
        for (from, to) in shapes.iter().flat_map(|s| &s.gaps) {
            let (a, b) = (middles.partition_point(|m| m <= from), middles.partition_point(|m| m < to));
            for n in all.iter_mut().take(b).skip(a) {
                *n += 1;
            }
            if b == a + 1
                && let Some(n) = alone.get_mut(a)
            {
                *n += 1;
            }
        }
        let width = |i: &usize| gutters.get(*i).map_or(0.0, |g| g.1 - g.0);
        let unvouched = |i: &usize| all.get(*i).is_none_or(|n| *n < 2) || alone.get(*i) == Some(&0);
        match (0..gutters.len()).filter(unvouched).min_by(|a, b| width(a).total_cmp(&width(b))) {
            Some(worst) => drop(gutters.remove(worst)),
            None => break,
        }
    }
    gutters
}

fn table(lines: &[Line], gutters: &[(f64, f64)], around: &Surroundings<'_>) -> Option<(usize, Found)> {
    let mut strips: Vec<Strip> = lines.iter().map(|l| strip(l, gutters)).collect();
    let area = area(lines);
    let bounds = bounds(around.levels, area);
    let spanning = spanning::settle(&mut strips);
    let mut grouped = Vec::new();
    if let Some(top) = strips.get(..spanning).filter(|top| !top.is_empty()) {
        grouped.push(top.to_vec());
    }
    grouped.extend(rows::group(strips.get(spanning..)?, &bounds));
    let mut taken = lines.len();
    // Words below the last row that stand alone in one column are the next paragraph, unless a rule closes them in.
    while let Some(last) = grouped.last().filter(|r| is_alone(r)) {
        let bottom = last.iter().map(|s| s.bottom).fold(0.0, f64::max);
        if bounds.iter().any(|b| *b > bottom - 2.0 && *b < bottom + 12.0) || grouped.len() < 3 {
            break;
        }
        taken -= last.len();
        grouped.pop();
    }
    if grouped.len() < 2 {
        return None;
    }
    let found = judge(lines.get(..taken)?, &grouped, gutters, &bounds, around)?;
    Some((taken, found))
}

fn area(lines: &[Line]) -> Rect {
    Rect::new(
        lines.iter().map(Line::x0).fold(f64::MAX, f64::min),
        lines.iter().map(Line::top).fold(f64::MAX, f64::min),
        lines.iter().map(Line::x1).fold(f64::MIN, f64::max),
        lines.iter().map(Line::bottom).fold(f64::MIN, f64::max),
    )
}

/// The words of a line by column; words that cross a gutter stand where they begin.
fn strip(line: &Line, gutters: &[(f64, f64)]) -> Strip {
    let mut cells: Vec<Vec<Word>> = vec![Vec::new(); gutters.len() + 1];
    let mut column = 0;
    let mut last: Option<f64> = None;
    for word in &line.words {
        let here = gutters.iter().filter(|(a, b)| (a + b) / 2.0 < (word.x0 + word.x1) / 2.0).count();
        let close = last.is_some_and(|x1| word.x0 - x1 < line.spacing.parts * line.size);
        if last.is_none() || !close || here < column {
            column = here;
        }
        if let Some(cell) = cells.get_mut(column) {
            cell.push(word.clone());
        }
        last = Some(word.x1);
    }
    Strip::of(cells.into_iter().map(|w| (!w.is_empty()).then(|| Line::of(w))).collect())
}

fn judge(
    lines: &[Line],
    grouped: &[Vec<Strip>],
    gutters: &[(f64, f64)],
    bounds: &[f64],
    around: &Surroundings<'_>,
) -> Option<Found> {
    let columns = gutters.len() + 1;
    let rows = texts(grouped, columns, around.vocabulary);
    let area = area(lines);
    let figures = (1..columns).any(|c| {
        let filled: Vec<&String> = rows.iter().filter_map(|r| r.get(c)).filter(|t| !t.is_empty()).collect();
        filled.iter().filter(|t| is_figure(t)).count() * 2 >= filled.len().max(1) && !filled.is_empty()
    });
    let inside = bounds.iter().filter(|b| **b > area.y0 + 2.0 && **b < area.y1 - 2.0).count();
    let keyed = rows.iter().filter(|r| r.first().is_some_and(|t| t.ends_with(':'))).count() * 2 >= rows.len();
    let both = rows.iter().filter(|r| r.iter().filter(|t| !t.is_empty()).count() >= 2).count();
    let head_of_letter = area.y1 < around.top_of_letter && inside == 0 && columns == 2 && !keyed && !figures;
    if head_of_letter {
        return Some(beside(lines, gutters));
    }
    let evidence = inside >= 1 || figures || keyed || columns >= 3 || rows.len() >= 3;
    if !evidence || both < 2 {
        return None;
    }
    Some(Found::Table(made(lines, grouped, rows, gutters)))
}

fn made(lines: &[Line], grouped: &[Vec<Strip>], rows: Vec<Vec<String>>, gutters: &[(f64, f64)]) -> Table {
    let area = area(lines);
    let covered = lines.iter().any(|l| l.words.iter().any(|w| w.covered));
    let mut columns = vec![area.x0];
    columns.extend(gutters.iter().map(|g| g.1));
    let first_bold = grouped.first().is_some_and(|r| r.iter().flat_map(|s| s.cells.iter().flatten()).all(Line::bold));
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    Table { rows, area, columns, gutters: gutters.to_vec(), lines: count, covered, first_bold }
}

fn texts(grouped: &[Vec<Strip>], columns: usize, vocabulary: &Vocabulary) -> Vec<Vec<String>> {
    let cell = |row: &Vec<Strip>, c: usize| {
        join(row.iter().filter_map(|s| s.cells.get(c)?.as_ref()).map(Line::text), vocabulary)
    };
    grouped.iter().map(|row| (0..columns).map(|c| cell(row, c)).collect()).collect()
}

/// The rows at the top of a page that go on with the table above: lines inside its area that keep its gutters free.
fn resumed(lines: &[Line], shapes: &[Shape], above: &Table, around: &Surroundings<'_>) -> Option<(usize, Table)> {
    let inside = |line: &Line| line.x0() > above.area.x0 - 8.0 && line.x1() < above.area.x1 + 8.0;
    let far = |i: usize| match (i.checked_sub(1).and_then(|j| lines.get(j)), lines.get(i)) {
        (Some(a), Some(b)) => b.y - a.y > if ruled_between(around.levels, a, b) { 4.5 } else { 2.9 } * b.size,
        _ => false,
    };
    let until = shapes
        .iter()
        .zip(lines)
        .enumerate()
        .position(|(i, (shape, line))| !inside(line) || shape.crosses(&above.gutters) || far(i));
    let mut grouped = {
        let strips: Vec<Strip> =
            lines.get(..until.unwrap_or(lines.len()))?.iter().map(|l| strip(l, &above.gutters)).collect();
        rows::group(
            &strips,
            &bounds(
                around.levels,
                Rect::new(above.area.x0, lines.first()?.top(), above.area.x1, lines.last()?.bottom()),
            ),
        )
    };
    while grouped.last().is_some_and(|r| is_alone(r)) {
        grouped.pop();
    }
    let taken = grouped.iter().map(Vec::len).sum();
    let rows = texts(&grouped, above.gutters.len() + 1, around.vocabulary);
    let mut table = made(lines.get(..taken)?, &grouped, rows, &above.gutters);
    table.columns.clone_from(&above.columns);
    (taken > 0).then_some((taken, table))
}

/// The row fills one column only.
fn is_alone(row: &[Strip]) -> bool {
    let columns = row.iter().map(|s| s.cells.len()).max().unwrap_or(0);
    (0..columns).filter(|c| row.iter().any(|s| s.cells.get(*c).is_some_and(Option::is_some))).count() < 2
}

/// The heights of level rules that run along a good part of `area`.
fn bounds(levels: &[(f64, f64, f64)], area: Rect) -> Vec<f64> {
    let along = |a: f64, b: f64| b.min(area.x1) - a.max(area.x0) > 0.4 * area.width();
    levels.iter().filter(|(y, a, b)| *y > area.y0 - 30.0 && *y < area.y1 + 30.0 && along(*a, *b)).map(|l| l.0).collect()
}

fn beside(lines: &[Line], gutters: &[(f64, f64)]) -> Found {
    let mut blocks: Vec<Vec<Line>> = vec![Vec::new(); gutters.len() + 1];
    for line in lines {
        for (block, piece) in blocks.iter_mut().zip(strip(line, gutters).cells) {
            block.extend(piece);
        }
    }
    Found::Beside(blocks)
}
