//! Which visual lines of a table are one row: the joining of wrapped cells.
//!
//! Evidence, strongest first: a rule between two lines parts them; lines that overlap in height (cells centred in
//! their row) belong together; two figures never stand in one cell; where gaps come in two sizes the wide ones part
//! rows; else a line goes on with the row above if every cell in it had to wrap, that is, if its first word would not
//! have fitted behind the line above it.

use super::lines::Line;

/// A visual line of a table: for each column what stands in it.
#[derive(Debug, Clone)]
pub(super) struct Strip {
    pub cells: Vec<Option<Line>>,
    pub top: f64,
    pub bottom: f64,
    pub size: f64,
}

impl Strip {
    pub fn of(cells: Vec<Option<Line>>) -> Self {
        let lines = || cells.iter().flatten();
        let top = lines().map(Line::top).fold(f64::MAX, f64::min);
        let bottom = lines().map(Line::bottom).fold(f64::MIN, f64::max);
        let size = lines().map(|l| l.size).fold(1.0, f64::max);
        Self { cells, top, bottom, size }
    }
}

/// A figure, a date, a dash or a short mark: what fills a cell by itself and is no continuation of another.
pub(super) fn is_figure(text: &str) -> bool {
    let t = text.trim();
    let digits = t.chars().filter(char::is_ascii_digit).count();
    let letters = t.chars().filter(|c| c.is_alphabetic()).count();
    let short = matches!(
        t.to_lowercase().as_str(),
        "-" | "–" | "—" | "n/a" | "nil" | "none" | "yes" | "no" | "y" | "n" | "not held" | "✓" | "✗"
    );
    short || digits > 0 && (letters <= 2 || digits >= letters) && t.split_whitespace().count() <= 4
}

fn figure(cell: &Option<Line>) -> bool {
    cell.as_ref().is_some_and(|l| is_figure(&l.text()))
}

/// Columns of single words and short marks (`Partly`, `Not held`), none of which goes on in small letters: nothing in
/// them was wrapped, so that each line is a cell of its own.
fn atomic(strips: &[Strip], columns: usize) -> Vec<bool> {
    let one = |c: usize| {
        let mut cells = strips.iter().skip(1).filter_map(|s| s.cells.get(c)?.as_ref()).peekable();
        let short = |l: &Line| l.words.len() <= 2 && !l.text().starts_with(char::is_lowercase);
        let again = |l: &Line| {
            strips
                .iter()
                .skip(1)
                .filter(|s| s.cells.get(c).is_some_and(|o| o.as_ref().is_some_and(|o| o.text() == l.text())))
                .count()
                >= 2
        };
        cells.peek().is_some()
            && cells.clone().all(short)
            && (cells.clone().all(|l| l.words.len() == 1) || cells.filter(|l| again(l)).count() >= 2)
    };
    (0..columns).map(one).collect()
}

/// Rows of a table without rules between all of them. `bounds` are the level rules' heights.
pub(super) fn group(strips: &[Strip], bounds: &[f64]) -> Vec<Vec<Strip>> {
    if let Some(rows) = super::centred::rows(strips) {
        return rows;
    }
    let columns = strips.iter().map(|s| s.cells.len()).max().unwrap_or(0);
    let widest: Vec<f64> = (0..columns)
        .map(|c| strips.iter().filter_map(|s| s.cells.get(c)?.as_ref()).map(|l| l.x1() - l.x0()).fold(0.0, f64::max))
        .collect();
    let mut bands: Vec<Vec<Strip>> = Vec::new();
    for strip in strips {
        let middle = |s: &Strip| (s.top + s.bottom) / 2.0;
        let apart = bands
            .last()
            .and_then(|b| b.last())
            .is_none_or(|above| bounds.iter().any(|b| *b > middle(above) && *b < middle(strip)));
        match bands.last_mut().filter(|_| !apart) {
            Some(band) => band.push(strip.clone()),
            None => bands.push(vec![strip.clone()]),
        }
    }
    // Rules round every row: whatever stands between two of them is one row, unless figures stand under each other.
    let trusted = bands.len() >= 4 || bands.len() == 3 && bands.iter().all(|b| b.len() <= 2);
    // What follows the last rule need not end where the table does.
    let last = strips.last().map_or(f64::MAX, |s| s.bottom);
    let open = bands.len().saturating_sub(usize::from(!bounds.iter().any(|b| *b > last - 2.0)));
    let table = Measures {
        threshold: threshold(strips, bounds),
        row_gap: row_gap(strips),
        widest,
        atomic: atomic(strips, columns),
    };
    bands
        .into_iter()
        .enumerate()
        .flat_map(|(i, band)| if trusted && i < open && !stacked(&band) { vec![band] } else { part(&band, &table) })
        .collect()
}

/// What a table's lines have in common.
struct Measures {
    /// The gap that parts rows, where gaps come in two sizes.
    threshold: Option<f64>,
    /// The smallest gap between lines that are two rows for certain.
    row_gap: Option<f64>,
    /// The width of each column's widest line.
    widest: Vec<f64>,
    /// Columns whose every line is a cell.
    atomic: Vec<bool>,
}

fn row_gap(strips: &[Strip]) -> Option<f64> {
    let apart = |pair: &[Strip]| match pair {
        [a, b] if contradicts(a, b) => Some(b.top - a.bottom),
        _ => None,
    };
    strips.windows(2).filter_map(apart).min_by(f64::total_cmp)
}

/// Whether a column of the band has figures on two lines, so that it must be several rows.
fn stacked(band: &[Strip]) -> bool {
    let columns = band.iter().map(|s| s.cells.len()).max().unwrap_or(0);
    (0..columns).any(|c| {
        let lines: Vec<&Line> = band.iter().filter_map(|s| s.cells.get(c)?.as_ref()).collect();
        let open = |i: usize| lines.get(i).zip(lines.get(i + 1)).is_some_and(|(a, b)| is_open(a, b));
        lines.iter().enumerate().filter(|(i, line)| is_figure(&line.text()) && !open(*i)).count() >= 2
    })
}

/// The gap between rows, where gaps come in two sizes: wide between rows, narrow inside them.
fn threshold(strips: &[Strip], bounds: &[f64]) -> Option<f64> {
    let pairs: Vec<(f64, bool)> = strips
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b]
                if !bounds.iter().any(|y| {
                    *y > a.top && *y < b.bottom && *y > (a.top + a.bottom) / 2.0 && *y < (b.top + b.bottom) / 2.0
                }) =>
            {
                Some((b.top - a.bottom, contradicts(a, b)))
            }
            _ => None,
        })
        .collect();
    let size = strips.iter().map(|s| s.size).fold(1.0, f64::max);
    let mut gaps: Vec<f64> = pairs.iter().map(|p| p.0).filter(|g| *g > 0.02 * size).collect();
    gaps.sort_by(f64::total_cmp);
    // The first step up: wider ones come before totals and behind the table.
    let (low, high) = gaps
        .windows(2)
        .filter_map(|w| Some((*w.first()?, *w.get(1)?)))
        .find(|(low, high)| high - low >= 0.18 * size)?;
    let middle = (low + high) / 2.0;
    let narrow = || pairs.iter().filter(|p| p.0 < middle);
    // Rows that stand close with one wide gap among them (before a total) would all be thrown together.
    (narrow().filter(|p| p.1).count() * 5 <= narrow().count()).then_some(middle)
}

/// The two lines cannot be one row: a column has a figure in both, or both are as full as a row can be with figures.
fn contradicts(a: &Strip, b: &Strip) -> bool {
    let open = |x: &Option<Line>, y: &Option<Line>| x.as_ref().zip(y.as_ref()).is_some_and(|(x, y)| is_open(x, y));
    a.cells.iter().zip(&b.cells).any(|(x, y)| figure(x) && figure(y) && !open(x, y))
}

/// The first line of a figure that was broken: behind a stroke or a hyphen (`FOI/2019/`), or a date before its year.
fn is_open(line: &Line, next: &Line) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (text, next) = (line.text(), next.text());
    let is_month = |word: &str| MONTHS.iter().any(|month| word.to_lowercase().starts_with(month));
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let (last, first) = (text.split_whitespace().next_back(), next.split_whitespace().next().unwrap_or_default());
    text.chars().count() > 1 && text.ends_with(['/', '-', '–', ','])
        || last.is_some_and(is_month) && is_year(first)
        || last.is_some_and(|word| word.len() <= 4 && word.starts_with(|c: char| c.is_ascii_digit())) && is_month(first)
}

fn part(band: &[Strip], table: &Measures) -> Vec<Vec<Strip>> {
    let mut rows: Vec<Vec<Strip>> = Vec::new();
    for clump in clumps(band) {
        let joins = match (rows.last(), clump.first()) {
            (Some(row), Some(first)) => {
                continues(row, first, table) && !clump.iter().skip(1).any(|s| clashes(row, s, table))
            }
            _ => false,
        };
        match rows.last_mut().filter(|_| joins) {
            Some(row) => row.extend(clump),
            None => rows.push(clump),
        }
    }
    rows
}

/// Lines that overlap in height and fill different columns: the cells of a row that are centred in it.
fn clumps(band: &[Strip]) -> Vec<Vec<Strip>> {
    let mut out: Vec<Vec<Strip>> = Vec::new();
    for strip in band {
        let overlaps = out.last().and_then(|c| c.last()).is_some_and(|above| {
            let overlap = above.bottom.min(strip.bottom) - above.top.max(strip.top);
            overlap > 0.08 * above.size.min(strip.size)
                && above.cells.iter().zip(&strip.cells).all(|(a, b)| a.is_none() || b.is_none())
        });
        match out.last_mut().filter(|_| overlaps) {
            Some(clump) => clump.push(strip.clone()),
            None => out.push(vec![strip.clone()]),
        }
    }
    out
}

/// A column would have two whole cells in one row.
fn clashes(row: &[Strip], strip: &Strip, table: &Measures) -> bool {
    let whole = |c: usize, l: &Line| is_figure(&l.text()) || table.atomic.get(c) == Some(&true) && !is_head(row);
    let in_row = |c: usize| row.iter().rev().find_map(|s| s.cells.get(c)?.as_ref());
    strip.cells.iter().enumerate().any(|(c, cell)| {
        cell.as_ref().is_some_and(|cell| whole(c, cell) && in_row(c).is_some_and(|l| whole(c, l) && !is_open(l, cell)))
    })
}

fn continues(row: &[Strip], strip: &Strip, table: &Measures) -> bool {
    let Some(above) = row.last() else { return false };
    let in_row = |c: usize| row.iter().rev().find_map(|s| s.cells.get(c)?.as_ref());
    if clashes(row, strip, table) {
        return false;
    }
    let gap = strip.top - above.bottom;
    if let Some(threshold) = table.threshold {
        return gap < threshold;
    }
    if gap > 0.9 * strip.size {
        return false;
    }
    let alone = strip.cells.iter().flatten().count() == 1;
    let evidence: Option<f64> = strip
        .cells
        .iter()
        .enumerate()
        .filter_map(|(c, cell)| {
            let room = table.widest.get(c).copied().unwrap_or(0.0);
            Some(wrapped(in_row(c)?, cell.as_ref()?, room, alone && c > 0))
        })
        .reduce(|a, b| a + b);
    // Lines nearer than rows ever are belong together; lines as far apart as rows need better evidence.
    let near = match table.row_gap {
        Some(rows) if gap < rows - 0.12 * strip.size => 1.0,
        Some(rows) if gap > rows - 0.05 * strip.size => -0.5,
        _ => 0.0,
    };
    evidence.is_some_and(|e| e + near > 0.0)
}

/// No figure in it: perhaps the headings, which wrap where nothing below them does.
fn is_head(row: &[Strip]) -> bool {
    !row.iter().flat_map(|s| &s.cells).any(figure) && row.iter().all(|s| s.cells.iter().flatten().all(Line::bold))
}

/// What speaks for (above 0) or against (below) `cell` being a line that `over` was wrapped to.
/// `alone` is a cell with nothing else on its line, least of all what begins a row: its figure ends a sentence.
fn wrapped(over: &Line, cell: &Line, room: f64, alone: bool) -> f64 {
    let next = cell.words.first().map_or(0.0, |w| w.x1 - w.x0);
    let full = over.x1() - over.x0() + 0.25 * cell.size + next > room - 0.2 * cell.size;
    let text = cell.text();
    let start = match text.chars().next() {
        _ if is_open(over, cell) => 1.0,
        _ if is_figure(&text) => {
            if alone && !is_figure(&over.text()) {
                -0.3
            } else {
                -2.0
            }
        }
        Some(c) if c.is_lowercase() || c == '(' || c == '&' => 1.0,
        _ => -0.7,
    };
    start + if full { 1.0 } else { -2.0 }
}

/// Splits a ruled row whose cells hold several rows that no rule parts: two columns or more have the same number of
/// lines, on the same heights, and one of them is figures on at least `least` lines.
pub(super) fn split_stacked(cells: Vec<Vec<Line>>, least: usize) -> Vec<Vec<Vec<Line>>> {
    let most = cells.iter().map(Vec::len).max().unwrap_or(0);
    let level =
        |a: &[Line], b: &[Line]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a.y - b.y).abs() < 0.4 * a.size);
    let stack = cells.iter().find(|c| c.len() >= 2 && c.iter().all(|l| is_figure(&l.text()))).cloned();
    let Some(stack) = stack.filter(|s| s.len() * 2 > most) else { return vec![cells] };
    let same = cells.iter().filter(|c| level(c, &stack)).count();
    let tall = cells.iter().filter(|c| c.len() > 1).count();
    if same < 2 || same * 2 < tall || stack.len() < least {
        return vec![cells];
    }
    let mut rows = vec![vec![Vec::new(); cells.len()]; stack.len()];
    for (c, lines) in cells.into_iter().enumerate() {
        for line in lines {
            let at = stack.iter().rposition(|s| s.y <= line.y + 0.4 * line.size).unwrap_or(0);
            if let Some(cell) = rows.get_mut(at).and_then(|r| r.get_mut(c)) {
                cell.push(line);
            }
        }
    }
    rows
}

/// Splits a ruled row that holds a whole table of words (rules round the columns, none between the rows), where every
/// row that comes out of it has its first cell and another.
pub(super) fn split_words(cells: Vec<Vec<Line>>) -> Vec<Vec<Vec<Line>>> {
    let columns = cells.len();
    let strips = strips_of(&cells);
    let rows: Vec<Vec<Vec<Line>>> = group(&strips, &[])
        .into_iter()
        .map(|row| (0..columns).map(|c| row.iter().filter_map(|s| s.cells.get(c)?.clone()).collect()).collect())
        .collect();
    let sound = |row: &Vec<Vec<Line>>| {
        row.first().is_some_and(|c| !c.is_empty()) && row.iter().filter(|c| !c.is_empty()).count() >= 2
    };
    if rows.len() >= 2 && rows.iter().all(sound) { rows } else { vec![cells] }
}

/// Splits a ruled row that holds several rows of cells centred in their height.
pub(super) fn split_centred(cells: &[Vec<Line>]) -> Option<Vec<Vec<Vec<Line>>>> {
    let columns = cells.len();
    let rows = super::centred::rows(&strips_of(cells)).filter(|rows| rows.len() >= 2)?;
    let cell = |row: &Vec<Strip>, c: usize| row.iter().filter_map(|s| s.cells.get(c)?.clone()).collect();
    Some(rows.iter().map(|row| (0..columns).map(|c| cell(row, c)).collect()).collect())
}

/// The lines of a row's cells by their heights.
fn strips_of(cells: &[Vec<Line>]) -> Vec<Strip> {
    let columns = cells.len();
    let mut lines: Vec<(usize, Line)> =
        cells.iter().enumerate().flat_map(|(c, lines)| lines.iter().map(move |l| (c, l.clone()))).collect();
    lines.sort_by(|a, b| a.1.y.total_cmp(&b.1.y));
    let mut strips: Vec<(f64, Vec<Option<Line>>)> = Vec::new();
    for (c, line) in lines {
        let level = strips
            .last()
            .is_some_and(|(y, cells)| line.y - y < 0.25 * line.size && cells.get(c).is_some_and(Option::is_none));
        if !level {
            strips.push((line.y, vec![None; columns]));
        }
        if let Some(cell) = strips.last_mut().and_then(|(_, cells)| cells.get_mut(c)) {
            *cell = Some(line);
        }
    }
    strips.into_iter().map(|(_, cells)| Strip::of(cells)).collect()
}
