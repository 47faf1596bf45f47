//! Tables with ruled or shaded cells: the rules cross, the crossings are corners of cells, and words go to the cell
//! that they stand in, however many lines they take.
//!
//! Where a rule between two places of the grid is missing they are one merged cell. A table without upright rules is
//! not found here but by its gaps ([`super::gaps`]), and so is one whose only cells are those of a shaded heading.

use hayro_interpret::kurbo::{Point, Rect};

use super::heading;
use super::join::{Vocabulary, join};
use super::lines::{Line, Word};
use super::marks::{Filled, Rule};

/// A table and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub rows: Vec<Vec<String>>,
    pub area: Rect,
    /// Left edges of its columns, to see whether the table on the next page goes on with this one.
    pub columns: Vec<f64>,
    /// What parts its columns.
    pub gutters: Vec<(f64, f64)>,
    /// Visual lines it takes.
    pub lines: u32,
    pub covered: bool,
    pub first_bold: bool,
}

/// Rules this near are one: double borders, borders of neighbouring cells.
const NEAR: f64 = 3.6;
/// More crossings to try than this is a drawing, not a table.
const MOST_CROSSINGS: usize = 4_000_000;

#[derive(Debug, Clone, Copy)]
struct Segment {
    /// Its fixed coordinate: y of a level one, x of an upright one.
    at: f64,
    from: f64,
    to: f64,
}

/// Level rules of a page, box edges among them, for tables that have no upright ones.
pub(super) fn levels(rules: &[Rule], boxes: &[Filled], page: Rect) -> Vec<(f64, f64, f64)> {
    segments(rules, boxes, page).0.into_iter().map(|s| (s.at, s.from, s.to)).collect()
}

/// Finds the ruled tables and takes their words out of `lines`.
pub(super) fn take(
    rules: &[Rule],
    boxes: &[Filled],
    page: Rect,
    lines: &mut Vec<Line>,
    above: Option<&Table>,
    vocabulary: &Vocabulary,
) -> Vec<Table> {
    let (level, upright) = segments(rules, boxes, page);
    if level.len() * upright.len() > MOST_CROSSINGS {
        return Vec::new();
    }
    let mut found: Vec<Table> = Vec::new();
    let mut all = grids(&level, &upright);
    // Rows alike, each by itself, are the shaded ones of a table whose other rows are not: its gaps tell more.
    let alone: Vec<Vec<f64>> = all.iter().filter(|g| g.rows() == 1).map(|g| g.xs.clone()).collect();
    let alike = |a: &[f64], b: &[f64]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < NEAR);
    all.retain(|g| g.rows() > 1 || alone.iter().filter(|xs| alike(xs, &g.xs)).count() < 2);
    for grid in all {
        let inside: Vec<&Word> =
            lines.iter().flat_map(|l| &l.words).filter(|w| grid.area().contains(middle(w))).collect();
        if let Some(mut table) = grid.fill(&inside, above, vocabulary) {
            let area = table.area;
            for line in lines.iter_mut() {
                line.words.retain(|w| !area.contains(middle(w)));
            }
            lines.retain(|l| !l.words.is_empty());
            heading::take(&mut table, lines, vocabulary);
            found.push(table);
        }
    }
    found
}

fn middle(word: &Word) -> Point {
    Point::new((word.x0 + word.x1) / 2.0, word.y - 0.3 * word.size)
}

fn segments(rules: &[Rule], boxes: &[Filled], page: Rect) -> (Vec<Segment>, Vec<Segment>) {
    let (mut level, mut upright) = (Vec::new(), Vec::new());
    for rule in rules {
        if rule.to.x - rule.from.x > rule.to.y - rule.from.y {
            level.push(Segment { at: (rule.from.y + rule.to.y) / 2.0, from: rule.from.x, to: rule.to.x });
        } else {
            upright.push(Segment { at: (rule.from.x + rule.to.x) / 2.0, from: rule.from.y, to: rule.to.y });
        }
    }
    for Filled { area, .. } in boxes {
        // Page backgrounds and marks too small to hold a word are no cells.
        if area.area() > 0.8 * page.area() || area.height() < 6.0 || area.width() < 6.0 {
            continue;
        }
        for y in [area.y0, area.y1] {
            level.push(Segment { at: y, from: area.x0, to: area.x1 });
        }
        for x in [area.x0, area.x1] {
            upright.push(Segment { at: x, from: area.y0, to: area.y1 });
        }
    }
    (merged(level), merged(upright))
}

/// Segments on one line that touch become one.
fn merged(mut segments: Vec<Segment>) -> Vec<Segment> {
    segments.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut out: Vec<Segment> = Vec::new();
    let mut start = 0;
    for s in segments {
        while out.get(start).is_some_and(|o| s.at - o.at > 1.2) {
            start += 1;
        }
        match out
            .get_mut(start..)
            .and_then(|near| near.iter_mut().rev().take(64).find(|o| s.from <= o.to + NEAR && o.from <= s.to + NEAR))
        {
            Some(o) => (o.from, o.to) = (o.from.min(s.from), o.to.max(s.to)),
            None => out.push(s),
        }
    }
    out.retain(|s| s.to - s.from >= 5.0);
    out
}

struct Grid {
    xs: Vec<f64>,
    ys: Vec<f64>,
    level: Vec<Segment>,
    upright: Vec<Segment>,
}

/// Groups of rules that cross each other.
fn grids(level: &[Segment], upright: &[Segment]) -> Vec<Grid> {
    let n = level.len();
    let mut group: Vec<usize> = (0..n + upright.len()).collect();
    for (i, h) in level.iter().enumerate() {
        for (j, v) in upright.iter().enumerate() {
            let meets = (h.from - NEAR..=h.to + NEAR).contains(&v.at) && (v.from - NEAR..=v.to + NEAR).contains(&h.at);
            if meets {
                let (a, b) = (root(&mut group, i), root(&mut group, n + j));
                if let Some(g) = group.get_mut(a) {
                    *g = b;
                }
            }
        }
    }
    let mut by_root: std::collections::BTreeMap<usize, (Vec<Segment>, Vec<Segment>)> =
        std::collections::BTreeMap::new();
    for (i, h) in level.iter().enumerate() {
        by_root.entry(root(&mut group, i)).or_default().0.push(*h);
    }
    for (j, v) in upright.iter().enumerate() {
        by_root.entry(root(&mut group, n + j)).or_default().1.push(*v);
    }
    let mut out: Vec<Grid> =
        by_root.into_values().filter(|(h, v)| h.len() >= 2 && !v.is_empty()).map(|(h, v)| Grid::new(h, v)).collect();
    // Small tables inside a larger frame come first, so that they keep their words.
    out.sort_by(|a, b| a.area().area().total_cmp(&b.area().area()));
    out
}

fn root(group: &mut [usize], mut i: usize) -> usize {
    while let Some(&up) = group.get(i)
        && up != i
    {
        let over = group.get(up).copied().unwrap_or(up);
        if let Some(g) = group.get_mut(i) {
            *g = over;
        }
        i = over;
    }
    i
}

/// Places closer than [`NEAR`] become one.
fn places(mut all: Vec<f64>) -> Vec<f64> {
    all.sort_by(f64::total_cmp);
    let mut out: Vec<(f64, f64, usize)> = Vec::new();
    for at in all {
        match out.last_mut().filter(|(_, last, _)| at - *last <= NEAR) {
            Some((sum, last, n)) => (*sum, *last, *n) = (*sum + at, at, *n + 1),
            None => out.push((at, at, 1)),
        }
    }
    out.into_iter().map(|(sum, _, n)| sum / n as f64).collect()
}

impl Grid {
    fn new(level: Vec<Segment>, upright: Vec<Segment>) -> Self {
        // An open side has no rule, but the rules that run to it end there.
        let ends = |s: &[Segment]| {
            [s.iter().map(|s| s.from).fold(f64::MAX, f64::min), s.iter().map(|s| s.to).fold(f64::MIN, f64::max)]
        };
        let xs = places(upright.iter().map(|s| s.at).chain(ends(&level)).collect());
        let ys = places(level.iter().map(|s| s.at).chain(ends(&upright)).collect());
        Self { xs, ys, level, upright }
    }

    fn area(&self) -> Rect {
        match (self.xs.first(), self.ys.first(), self.xs.last(), self.ys.last()) {
            (Some(x0), Some(y0), Some(x1), Some(y1)) => Rect::new(*x0, *y0, *x1, *y1),
            _ => Rect::ZERO,
        }
    }

    fn continues(&self, above: &Table) -> bool {
        self.columns() == above.columns.len() && self.xs.iter().zip(&above.columns).all(|(a, b)| (a - b).abs() < 6.0)
    }

    fn columns(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }

    fn rows(&self) -> usize {
        self.ys.len().saturating_sub(1)
    }

    /// For each place the place that its merged cell begins at.
    fn merges(&self) -> Vec<usize> {
        let (rows, columns) = (self.rows(), self.columns());
        let mut below = vec![false; rows * columns];
        let mut right = vec![false; rows * columns];
        for s in &self.level {
            if let Some(line) = nearest(&self.ys, s.at)
                && let Some(row) = line.checked_sub(1)
            {
                mark(&self.xs, s, |c| {
                    if let Some(b) = below.get_mut(row * columns + c) {
                        *b = true
                    }
                });
            }
        }
        for s in &self.upright {
            if let Some(line) = nearest(&self.xs, s.at)
                && let Some(column) = line.checked_sub(1)
            {
                mark(&self.ys, s, |r| {
                    if let Some(b) = right.get_mut(r * columns + column) {
                        *b = true
                    }
                });
            }
        }
        let mut group: Vec<usize> = (0..rows * columns).collect();
        let mut unite = |a: usize, b: usize| {
            let (a, b) = (root(&mut group, a), root(&mut group, b));
            if let Some(g) = group.get_mut(a.max(b)) {
                *g = a.min(b);
            }
        };
        for r in 0..rows {
            for c in 0..columns {
                let here = r * columns + c;
                if c + 1 < columns && right.get(here) == Some(&false) {
                    unite(here, here + 1);
                }
                if r + 1 < rows && below.get(here) == Some(&false) {
                    unite(here, here + columns);
                }
            }
        }
        (0..rows * columns).map(|i| root(&mut group, i)).collect()
    }

    /// Puts words into cells; `None` if that makes no table.
    fn fill(&self, words: &[&Word], above: Option<&Table>, vocabulary: &Vocabulary) -> Option<Table> {
        let (rows, columns) = (self.rows(), self.columns());
        // A single row is a table only where one with the same columns ended the page above.
        let least = if above.is_some_and(|t| self.continues(t)) { 1 } else { 2 };
        if rows < least || columns < 2 || rows * columns > 200_000 {
            return None;
        }
        let merges = self.merges();
        let mut cells: Vec<Vec<Word>> = vec![Vec::new(); rows * columns];
        for word in words {
            let at = middle(word);
            let (Some(r), Some(c)) = (between(&self.ys, at.y), between(&self.xs, at.x)) else { continue };
            let home = merges.get(r * columns + c).copied()?;
            cells.get_mut(home)?.push((*word).clone());
        }
        let lines: Vec<Vec<Line>> = cells.into_iter().map(relined).collect();
        if lines.iter().filter(|c| !c.is_empty()).count() < 2 {
            return None;
        }
        let mut out: Vec<Vec<Vec<Line>>> = Vec::new();
        for row in lines.chunks(columns) {
            if let Some(rows) = super::rows::split_centred(row) {
                out.extend(rows);
                continue;
            }
            let tall = row.iter().filter(|c| c.len() >= 3).count();
            let split = super::rows::split_stacked(row.to_vec(), if rows <= 3 { 2 } else { 4 });
            // A heading, one tall row and perhaps a total: the rows inside it have no rules between them.
            if split.len() == 1 && rows <= 3 && tall >= 2 {
                out.extend(super::rows::split_words(row.to_vec()));
            } else {
                out.extend(split);
            }
        }
        let filled = |c: usize| out.iter().any(|r| r.get(c).is_some_and(|l| !l.is_empty()));
        let wide = |c: usize| self.xs.get(c).zip(self.xs.get(c + 1)).is_some_and(|(a, b)| b - a > 12.0);
        let kept: Vec<usize> = (0..columns).filter(|c| filled(*c) || least == 1 && wide(*c)).collect();
        out.retain(|r| r.iter().any(|l| !l.is_empty()));
        if kept.len() < 2 && least == 2 || out.len() < least {
            return None;
        }
        let covered = out.iter().flatten().flatten().any(|l| l.words.iter().any(|w| w.covered));
        let visual = out.iter().map(|r| r.iter().map(Vec::len).max().unwrap_or(0)).sum::<usize>();
        let first_bold = out.first().is_some_and(|r| r.iter().flatten().all(Line::bold));
        let text = |lines: &Vec<Line>| join(lines.iter().map(Line::text), vocabulary);
        let rows = out.iter().map(|r| kept.iter().map(|c| r.get(*c).map(text).unwrap_or_default()).collect()).collect();
        let gutters = kept.iter().skip(1).filter_map(|c| self.xs.get(*c)).map(|x| (x - 1.0, x + 1.0)).collect();
        let lefts = kept.iter().filter_map(|c| self.xs.get(*c).copied()).collect();
        Some(Table {
            rows,
            area: self.area(),
            columns: lefts,
            gutters,
            lines: u32::try_from(visual).unwrap_or(u32::MAX),
            covered,
            first_bold,
        })
    }
}

/// The words of a cell as lines again.
pub(super) fn relined(mut words: Vec<Word>) -> Vec<Line> {
    words.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<Word>> = Vec::new();
    for word in words {
        match rows.last_mut().filter(|r| r.last().is_some_and(|l| (word.y - l.y).abs() <= 0.35 * l.size.min(word.size)))
        {
            Some(row) => row.push(word),
            None => rows.push(vec![word]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    rows.into_iter().map(Line::of).collect()
}

fn nearest(places: &[f64], at: f64) -> Option<usize> {
    let (i, d) = places.iter().map(|p| (p - at).abs()).enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    (d <= 2.0 * NEAR).then_some(i)
}

/// Calls `on` for each interval of `places` that `s` runs along for at least half.
fn mark(places: &[f64], s: &Segment, mut on: impl FnMut(usize)) {
    for (i, pair) in places.windows(2).enumerate() {
        if let [a, b] = pair
            && s.to.min(*b) - s.from.max(*a) >= 0.5 * (b - a)
        {
            on(i);
        }
    }
}

fn between(places: &[f64], at: f64) -> Option<usize> {
    let i = places.partition_point(|p| *p <= at);
    (i >= 1 && i < places.len()).then(|| i - 1)
}
