//! Where columns are parted: the wide gaps of a line, and the gutters that run through several lines.
//!
//! A gutter is a stretch that next to no word crosses and that two lines vouch for; one at least must be plain to see.

use super::lines::Line;
use super::marker;

/// A gap of so many times the size may part columns.
const WIDE: f64 = 1.0;
/// A gutter is at least so wide.
const GUTTER: f64 = 0.2;

/// A line's shape: what it covers and where it leaves wide gaps.
pub(super) struct Shape {
    /// Words run together over the spaces between words.
    pub spans: Vec<(f64, f64)>,
    /// What is between the spans.
    pub gaps: Vec<(f64, f64)>,
    /// Those that are so wide that no one line could have them by chance.
    pub wide: Vec<(f64, f64)>,
    pub size: f64,
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
    pub fn of(line: &Line) -> Self {
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

    pub fn is_gappy(&self) -> bool {
        !self.wide.is_empty()
    }

    pub fn crosses(&self, gutters: &[(f64, f64)]) -> bool {
        gutters.iter().any(|g| {
            let middle = (g.0 + g.1) / 2.0;
            self.spans.iter().any(|s| s.0 < middle - 1.0 && s.1 > middle + 1.0) && !self.keeps_free(*g)
        })
    }

    /// Words stand in every column.
    pub fn fills(&self, gutters: &[(f64, f64)]) -> bool {
        let column = |s: &(f64, f64)| gutters.iter().filter(|g| g.0 + g.1 < s.0 + s.1).count();
        let mut columns: Vec<usize> = self.spans.iter().map(column).collect();
        columns.dedup();
        columns.len() == gutters.len() + 1
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

/// What parts the columns of these lines.
pub(super) fn gutters(shapes: &[Shape]) -> Vec<(f64, f64)> {
    let clear = clear(shapes);
    in_order(shapes, &clear).unwrap_or(clear)
}

/// Empty stretches that run through the lines and that two lines vouch for.
pub(super) fn clear(shapes: &[Shape]) -> Vec<(f64, f64)> {
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

/// The gutters as the lines' own order has them, where no line fills all columns: headings at the left of wide columns and
/// figures at the right of them stand beside each other, though the third heading belongs to the third figure.
fn in_order(shapes: &[Shape], gutters: &[(f64, f64)]) -> Option<Vec<(f64, f64)>> {
    let cells = |shape: &Shape| {
        let mut cells: Vec<(usize, f64, f64)> = Vec::new();
        for (from, to) in &shape.spans {
            let column = gutters.iter().filter(|(a, b)| a + b < from + to).count();
            match cells.last_mut().filter(|cell| cell.0 == column) {
                Some(cell) => cell.2 = *to,
                None => cells.push((column, *from, *to)),
            }
        }
        cells
    };
    let lines: Vec<Vec<(usize, f64, f64)>> = shapes.iter().map(cells).collect();
    let most = lines.iter().map(Vec::len).max().filter(|n| (3..=gutters.len()).contains(n))?;
    let full: Vec<&Vec<(usize, f64, f64)>> = lines.iter().filter(|cells| cells.len() == most).collect();
    if full.len() < 3 || full.len() * 2 < lines.len() {
        return None;
    }
    let reach = |n: usize| {
        let nth = || full.iter().filter_map(|cells| cells.get(n));
        (nth().map(|c| c.1).fold(f64::MAX, f64::min), nth().map(|c| c.2).fold(f64::MIN, f64::max))
    };
    let columns: Vec<(f64, f64)> = (0..most).map(reach).collect();
    let between = columns.windows(2).filter_map(|w| Some((w.first()?.1, w.get(1)?.0)));
    let between: Vec<(f64, f64)> = between.collect();
    between.iter().all(|(a, b)| b - a > 0.5).then_some(between)
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
