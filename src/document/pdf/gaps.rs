//! Tables without upright rules: columns show as gaps that run through several lines.
//!
//! Lines with wide gaps are candidates; the gutters of a run of them are the stretches that next to no word crosses. A
//! run with no more evidence than two columns of words at the head of a letter is an address beside a letterhead, not
//! a table: it is read column by column.

use hayro_interpret::kurbo::Rect;

use super::grid::Table;
use super::gutters::{Shape, gutters};
use super::join::{Vocabulary, join};
use super::lines::{Line, Word};
use super::rows::{self, Strip, is_figure};
use super::spanning;
use super::stretch::{below_heading, first_of_two, heading_lines, ruled_between};

/// What a stretch of lines turned out to be.
#[derive(Debug)]
pub(super) enum Found {
    Lines(Vec<Line>),
    Table(Table),
    /// Blocks side by side, to be read one after the other.
    Beside(Vec<Vec<Line>>),
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
        let found = stretch.and_then(|(begin, mut n, mut gutters)| {
            let inside = begin..begin + n;
            if let Some(first) = first_of_two(lines.get(inside.clone())?, shapes.get(inside)?) {
                (n, gutters) = (first, self::gutters(shapes.get(begin..begin + first)?));
            }
            let free = out.last().map_or(0, |f| if let Found::Lines(lines) = f { lines.len() } else { 0 });
            let above = heading_lines(lines, &shapes, at, begin, &gutters, around.levels).min(free + begin - at);
            let start = begin - above;
            // With its headings a table of few rows has lines enough to bear one whose cells touch.
            let with_heading = self::gutters(shapes.get(start..begin + n)?);
            if above > 0 && with_heading.len() == gutters.len() + 1 {
                gutters = with_heading;
            }
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
        let touches = close
            && here > column
            && gutters.get(column).is_some_and(|g| last.is_some_and(|x1| x1 > g.0 - 1.0 && word.x0 < g.1 + 1.0))
            && cells.get(column).is_some_and(|words| is_figure(&said(words)));
        if last.is_none() || !close || touches || here < column {
            column = here;
        }
        if let Some(cell) = cells.get_mut(column) {
            cell.push(word.clone());
        }
        last = Some(word.x1);
    }
    Strip::of(cells.into_iter().map(|w| (!w.is_empty()).then(|| Line::of(w))).collect())
}

fn said(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
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
