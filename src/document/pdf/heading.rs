//! Headings above the frame: where only the rows of figures are shaded or ruled, the line over them is their heading if
//! its words stand in their columns.

use super::grid::{Table, relined};
use super::join::{Vocabulary, join};
use super::lines::{Line, Word};

/// A heading has at most so many lines.
const MOST_LINES: usize = 4;

/// Takes the heading of `table` out of `lines` and makes it the first row.
pub(super) fn take(table: &mut Table, lines: &mut Vec<Line>, vocabulary: &Vocabulary) {
    let mut cells: Vec<Vec<Word>> = vec![Vec::new(); table.columns.len()];
    let mut top = table.area.y0;
    let mut taken = 0;
    while taken < MOST_LINES
        && let Some(i) = nearest(lines, top, taken)
        && let Some(columns) = lines.get(i).and_then(|line| by_column(line, table))
    {
        let line = lines.remove(i);
        top = line.top();
        for (column, word) in columns.into_iter().zip(line.words) {
            if let Some(cell) = cells.get_mut(column) {
                cell.push(word);
            }
        }
        taken += 1;
    }
    if taken == 0 {
        return;
    }
    let cells: Vec<Vec<Line>> = cells.into_iter().map(relined).collect();
    table.first_bold = cells.iter().flatten().all(Line::bold);
    table.rows.insert(0, cells.iter().map(|cell| join(cell.iter().map(Line::text), vocabulary)).collect());
    table.area.y0 = top;
    table.lines = table.lines.saturating_add(u32::try_from(taken).unwrap_or(0));
}

/// The line right above `top`: the first may stand off by the padding of its cell, the others follow line by line.
fn nearest(lines: &[Line], top: f64, taken: usize) -> Option<usize> {
    let room = if taken == 0 { 0.9 } else { 0.45 };
    let near = |line: &Line| line.bottom() <= top + 0.3 * line.size && top - line.bottom() < room * line.size;
    let above = lines.iter().enumerate().filter(|(_, line)| near(line));
    above.max_by(|a, b| a.1.y.total_cmp(&b.1.y)).map(|(i, _)| i)
}

/// The column of each word, if the words stand in the columns and fill most of them.
fn by_column(line: &Line, table: &Table) -> Option<Vec<usize>> {
    let mut out: Vec<usize> = Vec::new();
    let mut last: Option<(usize, f64)> = None;
    let mut filled = 0;
    for word in &line.words {
        let column = table.columns.iter().rposition(|left| *left <= (word.x0 + word.x1) / 2.0)?;
        let left = table.columns.get(column).copied()?;
        let right = table.columns.get(column + 1).copied().unwrap_or(table.area.x1);
        if word.x0 < left - 1.0 || word.x1 > right + 1.0 {
            return None;
        }
        match last {
            Some((before, _)) if before == column => {}
            // Words of two columns stand no nearer than words of two cells may.
            Some((_, x1)) if word.x0 - x1 < line.spacing.parts * line.size => return None,
            _ => filled += 1,
        }
        last = Some((column, word.x1));
        out.push(column);
    }
    (filled >= 2 && filled + 1 >= table.columns.len()).then_some(out)
}
