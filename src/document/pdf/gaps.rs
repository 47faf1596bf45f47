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
const GUTTER: f64 = 0.55;

/// Cuts the lines of one column of a page into tables and what stands between them.
pub(super) fn find(
    lines: Vec<Line>,
    levels: &[(f64, f64, f64)],
    top_of_letter: f64,
    vocabulary: &Vocabulary,
) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    let mut rest = lines.as_slice();
    while let Some(line) = rest.first() {
        let run = if is_gappy(line) { run(rest, levels) } else { 0 };
        match (2..=run).rev().take(1).find_map(|n| table(rest.get(..n)?, levels, top_of_letter, vocabulary)) {
            Some((taken, found)) => {
                out.push(found);
                rest = rest.get(taken..).unwrap_or_default();
            }
            None => {
                match out.last_mut() {
                    Some(Found::Lines(lines)) => lines.push(line.clone()),
                    _ => out.push(Found::Lines(vec![line.clone()])),
                }
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    out
}

fn pieces(line: &Line) -> Vec<Line> {
    let mut pieces = line.pieces(WIDE);
    // The gap behind a bullet or a number is no column's.
    if pieces.len() >= 2 && pieces.first().is_some_and(|p| marker::is_marker(&p.text())) {
        let first = pieces.remove(0);
        if let Some(next) = pieces.first_mut() {
            let mut words = first.words;
            words.append(&mut next.words);
            *next = Line::of(words);
        }
    }
    pieces
}

fn is_gappy(line: &Line) -> bool {
    pieces(line).len() >= 2
}

/// How many lines from the first may be one table: they stand close, and no four in a row are without a gap.
fn run(lines: &[Line], levels: &[(f64, f64, f64)]) -> usize {
    let (mut end, mut plain) = (1, 0);
    let mut pitch: Option<f64> = None;
    for (i, pair) in lines.windows(2).enumerate() {
        let [a, b] = pair else { break };
        let d = b.y - a.y;
        let ruled = levels
            .iter()
            .any(|(y, x0, x1)| *y > a.y - 0.3 * a.size && *y < b.y && x1 - x0 > 40.0 && *x0 < b.x1() && *x1 > b.x0());
        let far = if ruled { 4.5 } else { 2.9 } * b.size.max(a.size);
        if d > far.max(pitch.map_or(0.0, |p| 1.7 * p)) {
            break;
        }
        if is_gappy(b) {
            (end, plain) = (i + 2, 0);
            pitch = Some(pitch.map_or(d, |p: f64| p.max(d)).min(4.0 * b.size));
        } else {
            plain += 1;
            if plain > 3 {
                break;
            }
        }
    }
    // Lines that the last row's cells wrap to stand behind the last gap.
    while let (Some(a), Some(b)) = (lines.get(end - 1), lines.get(end))
        && b.y - a.y < 1.45 * b.size
        && !is_gappy(b)
    {
        end += 1;
    }
    end
}

/// Empty stretches that run through the lines. `None` where there is none that two gappy lines share.
fn gutters(lines: &[Line]) -> Vec<(f64, f64)> {
    let size = lines.iter().map(|l| l.size).fold(0.0, f64::max);
    let mut events: Vec<(f64, i32)> = Vec::new();
    for line in lines {
        let mut spans: Vec<(f64, f64)> = Vec::new();
        for word in &line.words {
            match spans.last_mut().filter(|s| word.x0 - s.1 < 0.5 * line.size) {
                Some(s) => s.1 = s.1.max(word.x1),
                None => spans.push((word.x0, word.x1)),
            }
        }
        events.extend(spans.into_iter().flat_map(|(a, b)| [(a, 1), (b, -1)]));
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let crossing_allowed = if lines.len() >= 8 { lines.len() as i32 / 8 } else { i32::from(lines.len() >= 4) };
    let mut out: Vec<(f64, f64)> = Vec::new();
    for most in [0, crossing_allowed] {
        let (mut depth, mut since) = (0, None::<f64>);
        for (x, change) in &events {
            let before = depth;
            depth += change;
            if before > most && depth <= most {
                since = Some(*x);
            } else if before <= most && depth > most {
                if let Some(from) = since.take().filter(|f| x - f >= GUTTER * size)
                    && !out.iter().any(|(a, b)| *a < *x && *b > from)
                {
                    out.push((from, *x));
                }
            }
        }
    }
    out.retain(|g| supported(lines, *g));
    out.sort_by(|a, b| a.0.total_cmp(&b.0));
    out
}

/// Two lines or more have words on both sides and a wide gap there.
fn supported(lines: &[Line], (from, to): (f64, f64)) -> bool {
    let middle = (from + to) / 2.0;
    let wide = |line: &Line| {
        let pieces = pieces(line);
        pieces.windows(2).any(|p| matches!(p, [a, b] if a.x1() <= middle + 1.0 && b.x0() >= middle - 1.0))
    };
    lines.iter().filter(|l| wide(l)).count() >= 2
}

fn crosses(line: &Line, gutters: &[(f64, f64)]) -> bool {
    gutters.iter().any(|(a, b)| {
        let middle = (a + b) / 2.0;
        line.pieces(0.5).iter().any(|p| p.x0() < middle - 1.0 && p.x1() > middle + 1.0)
    })
}

fn table(
    lines: &[Line],
    levels: &[(f64, f64, f64)],
    top_of_letter: f64,
    vocabulary: &Vocabulary,
) -> Option<(usize, Found)> {
    let gutters_of_all = gutters(lines);
    if gutters_of_all.is_empty() {
        return shorter(lines, levels, top_of_letter, vocabulary);
    }
    // A line that crosses the gutters in the middle ends the table, unless rules hold it.
    let ruled = |i: usize| {
        let (Some(line), true) = (lines.get(i), i + 1 < lines.len()) else { return false };
        let below = lines.get(i + 1).map_or(f64::MAX, |l| l.y);
        let full = |y0: f64, y1: f64| {
            levels.iter().any(|(y, a, b)| *y > y0 && *y < y1 && *a <= line.x0() + 3.0 && *b >= line.x1() - 3.0)
        };
        full(line.y, below) && full(line.y - 3.0 * line.size, line.y)
    };
    let end = (0..lines.len())
        .find(|i| *i > 1 && lines.get(*i).is_some_and(|l| crosses(l, &gutters_of_all) && !is_gappy(l)) && !ruled(*i));
    if let Some(end) = end {
        let end = trimmed(lines, end);
        return if end >= 2 { table(lines.get(..end)?, levels, top_of_letter, vocabulary) } else { None };
    }
    if lines.first().is_some_and(|l| crosses(l, &gutters_of_all) && gutters_of_all.len() < 2) {
        return None;
    }
    let strips: Vec<Strip> = lines.iter().map(|l| strip(l, &gutters_of_all)).collect();
    let area = area(lines);
    let bounds: Vec<f64> = levels
        .iter()
        .filter(|(y, a, b)| {
            *y > area.y0 - 30.0 && *y < area.y1 + 30.0 && (b.min(area.x1) - a.max(area.x0)) > 0.4 * area.width()
        })
        .map(|l| l.0)
        .collect();
    let mut grouped = rows::group(&strips, &bounds);
    let mut taken = lines.len();
    // Words below the last row that stand alone in one column are the next paragraph, unless a rule closes them in.
    while let Some(last) = grouped.last().filter(|r| r.iter().all(|s| s.cells.iter().flatten().count() < 2)) {
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
    let lines = lines.get(..taken)?;
    let found = judge(lines, &grouped, &gutters_of_all, &bounds, top_of_letter, vocabulary)?;
    Some((taken, found))
}

/// No common gutter: perhaps the run is two tables, or a table and gappy lines below it.
fn shorter(
    lines: &[Line],
    levels: &[(f64, f64, f64)],
    top_of_letter: f64,
    vocabulary: &Vocabulary,
) -> Option<(usize, Found)> {
    let mut end = lines.len();
    while end > 2 {
        end = trimmed(lines, end - 1);
        if end >= 2 && !gutters(lines.get(..end)?).is_empty() {
            return table(lines.get(..end)?, levels, top_of_letter, vocabulary);
        }
        if lines.len() - end > 60 {
            return None;
        }
    }
    None
}

/// `end` moved up so that the run ends with a gappy line or what wraps from it.
fn trimmed(lines: &[Line], mut end: usize) -> usize {
    while end > 0 && lines.get(end - 1).is_some_and(|l| !is_gappy(l)) {
        end -= 1;
    }
    while let (Some(a), Some(b)) = (end.checked_sub(1).and_then(|i| lines.get(i)), lines.get(end))
        && b.y - a.y < 1.45 * b.size
        && b.x1() - b.x0() < 0.5 * (a.x1() - a.x0())
        && !is_gappy(b)
    {
        end += 1;
    }
    end
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
        let close = last.is_some_and(|x1| word.x0 - x1 < 0.45 * line.size);
        if last.is_none() || !close || here < column {
            column = here;
        } else if here > column {
            // Close to the word before it, yet past a gutter: the gutter's own gap decides.
            let gutter = gutters.get(column).copied().unwrap_or_default();
            if last.is_some_and(|x1| x1 <= gutter.1 && word.x0 >= gutter.0 && word.x0 - x1 > 0.33 * line.size) {
                column = here;
            }
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
    top_of_letter: f64,
    vocabulary: &Vocabulary,
) -> Option<Found> {
    let columns = gutters.len() + 1;
    let cell = |row: &Vec<Strip>, c: usize| {
        join(row.iter().filter_map(|s| s.cells.get(c)?.as_ref()).map(Line::text), vocabulary)
    };
    let rows: Vec<Vec<String>> = grouped.iter().map(|row| (0..columns).map(|c| cell(row, c)).collect()).collect();
    let area = area(lines);
    let figures = (1..columns).any(|c| {
        let filled: Vec<&String> = rows.iter().filter_map(|r| r.get(c)).filter(|t| !t.is_empty()).collect();
        filled.iter().filter(|t| is_figure(t)).count() * 2 >= filled.len().max(1) && !filled.is_empty()
    });
    let inside = bounds.iter().filter(|b| **b > area.y0 + 2.0 && **b < area.y1 - 2.0).count();
    let keyed = rows.iter().filter(|r| r.first().is_some_and(|t| t.ends_with(':'))).count() * 2 >= rows.len();
    let both = rows.iter().filter(|r| r.iter().filter(|t| !t.is_empty()).count() >= 2).count();
    let head_of_letter = area.y1 < top_of_letter && inside == 0 && columns == 2 && !keyed;
    if head_of_letter {
        return Some(beside(lines, gutters));
    }
    let evidence = inside >= 1 || figures || keyed || columns >= 3 || rows.len() >= 3;
    if !evidence || both < 2 {
        return None;
    }
    let covered = lines.iter().any(|l| l.words.iter().any(|w| w.covered));
    let mut lefts = vec![area.x0];
    lefts.extend(gutters.iter().map(|g| g.1));
    let first_bold = grouped.first().is_some_and(|r| r.iter().flat_map(|s| s.cells.iter().flatten()).all(Line::bold));
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    Some(Found::Table(Table { rows, area, columns: lefts, lines: count, covered, first_bold }))
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
