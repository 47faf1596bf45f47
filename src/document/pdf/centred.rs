//! Rows whose cells are centred in their height, with no rule and no wider gap between them.
//!
//! Where such cells wrap, their lines stand above and below the line that the rest of the row stands on, and as near to
//! the next row as to each other, so that no gap tells rows apart. What does: in every column the lines of one row lie
//! evenly about that height. A column that has one line in each row gives the heights; if every line of every other
//! column then finds its place, and one cell at least has none on that very height (an odd number of lines may as well stand at the top), those are the rows.

use super::lines::Line;
use super::rows::{Strip, is_figure};

/// The rows, or `None` where the lines do not lie so.
pub(super) fn rows(strips: &[Strip]) -> Option<Vec<Vec<Strip>>> {
    let columns = strips.iter().map(|s| s.cells.len()).max()?;
    let lines = |c: usize| -> Vec<&Line> { strips.iter().filter_map(|s| s.cells.get(c)?.as_ref()).collect() };
    let figures = |c: &usize| {
        let all = lines(*c);
        all.iter().filter(|l| is_figure(&l.text())).count() * 100 / all.len().max(1)
    };
    let mut keys: Vec<usize> = (0..columns).filter(|c| (2..=200).contains(&lines(*c).len())).collect();
    keys.sort_by_key(|c| std::cmp::Reverse(figures(c)));
    keys.into_iter().find_map(|key| by(strips, columns, &lines(key)))
}

fn by(strips: &[Strip], columns: usize, key: &[&Line]) -> Option<Vec<Vec<Strip>>> {
    let mut out: Vec<Vec<Option<Vec<Line>>>> = vec![vec![None; columns]; key.len()];
    let mut straddles = false;
    for c in 0..columns {
        let lines: Vec<&Line> = strips.iter().filter_map(|s| s.cells.get(c)?.as_ref()).collect();
        let mut at = 0;
        for (row, height) in out.iter_mut().zip(key) {
            let n = about(lines.get(at..)?, height);
            straddles |= n >= 2 && n.is_multiple_of(2);
            // No line of one row stands as high as another row does.
            let mine = lines.get(at..at + n)?;
            let level = |a: &Line, b: &Line| (a.y - b.y).abs() < 0.16 * b.size;
            if n >= 2 && mine.iter().any(|l| key.iter().any(|k| level(l, k) && !level(k, height))) {
                return None;
            }
            // Figures under each other, further apart than the lines of a cell, are as many rows.
            let rows_of_their_own = |w: &[&Line]| match w {
                [a, b] => is_figure(&a.text()) && is_figure(&b.text()) && b.y - a.y > 1.3 * b.size,
                _ => false,
            };
            if mine.windows(2).any(rows_of_their_own) {
                return None;
            }
            if n > 0
                && let Some(cell) = row.get_mut(c)
            {
                *cell = Some(lines.get(at..at + n)?.iter().map(|l| (*l).clone()).collect());
            }
            at += n;
        }
        if at < lines.len() {
            return None;
        }
    }
    straddles.then(|| out.into_iter().map(stacked).collect())
}

/// How many of the first lines lie evenly about a height.
fn about(lines: &[&Line], height: &Line) -> usize {
    let mut sum = 0.0;
    for (n, line) in (1..=12).zip(lines) {
        let over = lines.get(n.max(2) - 2).filter(|_| n > 1);
        if over.is_some_and(|over| line.y - over.y > 1.9 * line.size) {
            return 0;
        }
        sum += line.y;
        if (sum / n as f64 - height.y).abs() < 0.16 * height.size {
            return n;
        }
        if n == 1 && line.y > height.y {
            return 0;
        }
    }
    0
}

/// One row's cells as strips, one under the other.
fn stacked(row: Vec<Option<Vec<Line>>>) -> Vec<Strip> {
    let most = row.iter().flatten().map(Vec::len).max().unwrap_or(0);
    (0..most).map(|i| Strip::of(row.iter().map(|cell| cell.as_ref()?.get(i).cloned()).collect())).collect()
}
