//! Cells with their places become tables with their addresses.
//!
//! A sheet is one table from its first cell to its last, as people see it. Where that would be mostly empty (a cell in the
//! last row of the last column is legal, and 17 thousand million places away from the first) it is cut at its widest gaps.
//! What is hidden is left out of the table and comes after it in tables of its own, so that every cell keeps its address.

use std::collections::{BTreeMap, BTreeSet};

use super::Shown;
use crate::document::grid::square;
use crate::document::{Address, Block, CellValue};

/// A table may have so many empty places for each full one, once it is large.
const MOST_EMPTY: u64 = 40;
const LARGE: u64 = 50_000;

/// The cells of one sheet, rows and columns counted from 0.
#[derive(Debug, Default)]
pub(in crate::document) struct Cells {
    pub(in crate::document) name: String,
    pub(in crate::document) hidden: bool,
    pub(in crate::document) hidden_rows: BTreeSet<u32>,
    /// From and to, both within.
    pub(in crate::document) hidden_columns: Vec<(u32, u32)>,
    cells: BTreeMap<(u32, u32), Shown>,
}

type Placed = ((u32, u32), Shown);

impl Cells {
    /// A sheet without cells yet.
    pub(in crate::document) fn new(name: &str, hidden: bool) -> Self {
        Self { name: name.to_owned(), hidden, ..Self::default() }
    }

    /// Puts a cell; empty ones take no place.
    pub(in crate::document) fn put(&mut self, row: u32, column: u32, shown: Shown) {
        if !shown.words.is_empty() {
            self.cells.insert((row, column), shown);
        }
    }

    pub(in crate::document) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The tables of the sheet: what is seen, then what is hidden.
    pub(in crate::document) fn blocks(self) -> Vec<Block> {
        let in_hidden_column =
            |column: u32| self.hidden_columns.iter().any(|(from, to)| (*from..=*to).contains(&column));
        let (mut seen, mut rows, mut columns): (Vec<Placed>, Vec<Placed>, Vec<Placed>) = Default::default();
        for (place, shown) in self.cells {
            if self.hidden_rows.contains(&place.0) {
                rows.push((place, shown));
            } else if in_hidden_column(place.1) {
                columns.push((place, shown));
            } else {
                seen.push((place, shown));
            }
        }
        let mut blocks = Vec::new();
        for (cells, hidden) in [(seen, self.hidden), (rows, true), (columns, true)] {
            for cells in parted(cells) {
                blocks.extend(table(&self.name, hidden, cells));
            }
        }
        blocks
    }
}

/// Cuts cells into groups that are dense enough to be tables.
fn parted(cells: Vec<Placed>) -> Vec<Vec<Placed>> {
    let mut dense = Vec::new();
    let mut waiting = vec![cells];
    while let Some(cells) = waiting.pop() {
        let Some(bounds) = bounds(&cells) else { continue };
        if bounds.places() <= LARGE.max(cells.len() as u64 * MOST_EMPTY) {
            dense.push(cells);
            continue;
        }
        let row_gap = widest_gap(cells.iter().map(|((row, _), _)| *row).collect());
        let column_gap = widest_gap(cells.iter().map(|((_, column), _)| *column).collect());
        let by_row = row_gap.1 >= column_gap.1;
        let cut = if by_row { row_gap.0 } else { column_gap.0 };
        let (before, after): (Vec<_>, Vec<_>) =
            cells.into_iter().partition(|((row, column), _)| if by_row { *row < cut } else { *column < cut });
        waiting.push(after);
        waiting.push(before);
    }
    dense
}

/// Where the widest gap ends, and how wide it is.
fn widest_gap(mut places: Vec<u32>) -> (u32, u32) {
    places.sort_unstable();
    places.dedup();
    places
        .windows(2)
        .filter_map(|pair| match pair {
            [before, after] => Some((*after, after - before)),
            _ => None,
        })
        .max_by_key(|(_, width)| *width)
        .unwrap_or((0, 0))
}

struct Bounds {
    first: (u32, u32),
    last: (u32, u32),
}

impl Bounds {
    fn places(&self) -> u64 {
        (u64::from(self.last.0 - self.first.0) + 1) * (u64::from(self.last.1 - self.first.1) + 1)
    }
}

fn bounds(cells: &[Placed]) -> Option<Bounds> {
    let rows = || cells.iter().map(|((row, _), _)| *row);
    let columns = || cells.iter().map(|((_, column), _)| *column);
    Some(Bounds { first: (rows().min()?, columns().min()?), last: (rows().max()?, columns().max()?) })
}

fn table(sheet: &str, hidden: bool, cells: Vec<Placed>) -> Option<Block> {
    let Bounds { first, last } = bounds(&cells)?;
    let (height, width) = ((last.0 - first.0) as usize + 1, (last.1 - first.1) as usize + 1);
    let mut rows: Vec<Vec<String>> = vec![Vec::new(); height];
    let mut values: Vec<Vec<CellValue>> = vec![Vec::new(); height];
    let mut typed = false;
    for ((row, column), shown) in cells {
        let (at, place) = ((row - first.0) as usize, (column - first.1) as usize);
        if let (Some(words), Some(behind)) = (rows.get_mut(at), values.get_mut(at)) {
            words.resize(place, String::new());
            words.push(shown.words);
            typed |= shown.value != CellValue::AsShown;
            behind.resize(place, CellValue::AsShown);
            behind.push(shown.value);
        }
    }
    square(&mut rows, height * width);
    let at = Address { sheet: Some(sheet.to_owned()), cell: Some(name(first.0, first.1)), ..Address::default() };
    let mut block = Block::table(at, rows);
    block.hidden = hidden;
    if typed {
        block.values = values;
    }
    Some(block)
}

impl Block {
    /// Where the cell in a row and column of this table stands, counted from 0; of a table without named cells its own place.
    pub fn address_of(&self, row: usize, column: usize) -> Address {
        let named = self.at.cell.as_deref().and_then(place).and_then(|(first_row, first_column)| {
            let row = first_row.checked_add(u32::try_from(row).ok()?)?;
            Some(name(row, first_column.checked_add(u32::try_from(column).ok()?)?))
        });
        Address { cell: named.or_else(|| self.at.cell.clone()), ..self.at.clone() }
    }
}

/// `B7` for row 6, column 1.
pub(in crate::document) fn name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

/// Row and column of `B7` or `$B$7`, counted from 0.
pub(in crate::document) fn place(name: &str) -> Option<(u32, u32)> {
    let mut column: u32 = 0;
    let mut row: u32 = 0;
    for c in name.chars().filter(|c| *c != '$') {
        match c {
            'A'..='Z' | 'a'..='z' if row == 0 => {
                column = column.checked_mul(26)?.checked_add(u32::from(c.to_ascii_uppercase()) - u32::from('A') + 1)?;
            }
            '0'..='9' => row = row.checked_mul(10)?.checked_add(u32::from(c) - u32::from('0'))?,
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_names_that_people_use() {
        for (row, column, cell) in [(0, 0, "A1"), (6, 1, "B7"), (0, 26, "AA1"), (1_048_575, 16_383, "XFD1048576")] {
            assert_eq!(name(row, column), cell);
            assert_eq!(place(cell), Some((row, column)));
        }
        assert_eq!(place("ZZZZZZZZZZ1"), None);
        assert_eq!(place("7"), None);
    }

    #[test]
    fn cells_far_apart_become_tables_of_their_own() {
        let mut cells = Cells { name: "S".into(), ..Cells::default() };
        cells.put(0, 0, Shown::words("first"));
        cells.put(1_048_575, 16_383, Shown::words("last"));
        let places: Vec<_> = cells.blocks().into_iter().map(|block| block.at.cell.unwrap()).collect();
        assert_eq!(places, ["A1", "XFD1048576"]);
    }

    #[test]
    fn what_is_hidden_comes_apart_and_keeps_its_address() {
        let mut cells = Cells { name: "S".into(), hidden_columns: vec![(1, 1)], ..Cells::default() };
        cells.hidden_rows.insert(1);
        for (row, column) in [(0, 0), (0, 1), (0, 2), (1, 0), (2, 0)] {
            cells.put(row, column, Shown::words(name(row, column)));
        }
        let blocks: Vec<_> =
            cells.blocks().into_iter().map(|block| (block.at.cell.unwrap(), block.hidden, block.rows)).collect();
        assert_eq!(
            blocks[0],
            (
                "A1".into(),
                false,
                vec![
                    vec!["A1".into(), String::new(), "C1".into()],
                    vec![String::new(); 3],
                    vec!["A3".into(), String::new(), String::new()]
                ]
            )
        );
        assert_eq!(blocks[1], ("A2".into(), true, vec![vec!["A2".into()]]));
        assert_eq!(blocks[2], ("B1".into(), true, vec![vec!["B1".into()]]));
    }
}
