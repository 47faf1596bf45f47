//! Tables with merged cells, laid out square: a merged cell's words stand in its first place, the others are empty.
//!
//! Spans come from strangers: a column span of a thousand in each of a million rows must not be believed, so a grid has a
//! limit on its places and says when it was reached.

/// A table in the making.
#[derive(Debug)]
pub(super) struct Grid {
    rows: Vec<Vec<String>>,
    /// How many rows more each column is covered from above.
    covered: Vec<usize>,
    places: usize,
    limit: usize,
}

impl Grid {
    pub(super) fn new(limit: usize) -> Self {
        Self { rows: Vec::new(), covered: Vec::new(), places: 0, limit }
    }

    /// Begins a row.
    pub(super) fn row(&mut self) {
        self.settle();
        self.rows.push(Vec::new());
    }

    /// Puts a cell into the first free place of the row begun last.
    pub(super) fn cell(&mut self, words: String, across: usize, down: usize) {
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        let Some(row) = self.rows.last_mut() else { return };
        while let Some(left) = self.covered.get_mut(row.len()).filter(|left| **left > 0) {
            *left -= 1;
            row.push(String::new());
        }
        let across = across.clamp(1, 1000).min(self.limit.saturating_sub(self.places).max(1));
        let from = row.len();
        if self.covered.len() < from + across {
            self.covered.resize(from + across, 0);
        }
        for left in self.covered.iter_mut().skip(from).take(across) {
            *left = down.clamp(1, 65_534) - 1;
        }
        row.push(words);
        row.resize(from + across, String::new());
        self.places += across;
    }

    /// No more cells will be taken than the limit says.
    pub(super) fn full(&self) -> bool {
        self.places >= self.limit
    }

    /// Ends a row: what cells from above still cover to the right of its own cells is counted down.
    fn settle(&mut self) {
        let Some(row) = self.rows.last() else { return };
        for left in self.covered.iter_mut().skip(row.len()) {
            *left = left.saturating_sub(1);
        }
    }

    /// The rows, all of one width; empty rows and columns at the end are left away.
    pub(super) fn finish(mut self) -> Vec<Vec<String>> {
        square(&mut self.rows, self.limit);
        self.rows
    }
}

/// Makes rows one width, as wide as the widest that has words; empty rows at the end go.
pub(super) fn square(rows: &mut Vec<Vec<String>>, limit: usize) {
    let filled = |row: &Vec<String>| row.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    while rows.last().is_some_and(|row| filled(row) == 0) {
        rows.pop();
    }
    let width = rows.iter().map(filled).max().unwrap_or(0);
    let even = width.saturating_mul(rows.len()) <= limit;
    for row in rows {
        row.truncate(width);
        if even {
            row.resize(width, String::new());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(rows: &[&[(&str, usize, usize)]]) -> Vec<Vec<String>> {
        let mut grid = Grid::new(1000);
        for row in rows {
            grid.row();
            for (words, across, down) in *row {
                grid.cell((*words).to_owned(), *across, *down);
            }
        }
        grid.finish()
    }

    #[test]
    fn merged_cells_leave_empty_places() {
        let rows = laid(&[
            &[("Year", 1, 2), ("Spend", 2, 1), ("Note", 1, 3)],
            &[("IT", 1, 1), ("Training", 1, 1)],
            &[("2016", 1, 1), ("£1", 1, 1), ("£2", 1, 1)],
            &[("2017", 1, 1), ("£3", 1, 1), ("£4", 1, 1), ("est.", 1, 1)],
        ]);
        assert_eq!(
            rows,
            [
                ["Year", "Spend", "", "Note"],
                ["", "IT", "Training", ""],
                ["2016", "£1", "£2", ""],
                ["2017", "£3", "£4", "est."]
            ]
        );
    }

    #[test]
    fn spans_without_measure_are_not_believed() {
        let mut grid = Grid::new(5000);
        for _ in 0..1000 {
            grid.row();
            if grid.full() {
                break;
            }
            grid.cell("x".to_owned(), 1_000_000, 1_000_000);
        }
        assert!(grid.places <= 5000, "{}", grid.places);
    }
}
