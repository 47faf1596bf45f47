//! What goes on overleaf, or in the next column: paragraphs that a page break cuts, tables with the same columns.
//!
//! Running heads, feet and footnotes stand between the halves and are stepped over.

use super::flow::Laid;
use super::grid;
use super::join::{self, Vocabulary};
use super::marker;
use crate::document::BlockKind;

fn is_body(l: &Laid) -> bool {
    !matches!(l.kind, BlockKind::Header | BlockKind::Footer) && !l.note
}

/// The table that the text so far ends with.
pub(super) fn open_table(all: &[Laid]) -> Option<&grid::Table> {
    all.iter().rfind(|l| is_body(l))?.table.as_ref()
}

/// Adds the blocks of a page or column; what began on the one before and goes on is joined to it.
pub(super) fn put_behind(all: &mut Vec<Laid>, mut page: Vec<Laid>, vocabulary: &Vocabulary) {
    while let (Some(last), Some(first)) = (all.iter().rposition(is_body), page.iter().position(is_body)) {
        let rows = |l: &Laid| l.table.as_ref().map_or(0, |t| t.rows.len());
        let (before, joined) = match (all.get_mut(last), page.get(first)) {
            (Some(a), Some(b)) => (rows(a), go_on(a, b, vocabulary)),
            _ => break,
        };
        if !joined {
            break;
        }
        let table = page.remove(first).table.is_some();
        // A heading by itself, shaded perhaps, says nothing of the rows below it.
        if !table || all.get(last).map_or(0, rows) > before {
            break;
        }
    }
    all.append(&mut page);
}

/// Joins `b`, the first block of a page, to `a`, the last of the one before, if it goes on.
fn go_on(a: &mut Laid, b: &Laid, vocabulary: &Vocabulary) -> bool {
    match (&mut a.table, &b.table) {
        (Some(above), Some(below)) => tables_go_on(above, below, vocabulary),
        (None, None) => {
            let words = |k: BlockKind| matches!(k, BlockKind::Paragraph | BlockKind::ListItem);
            let small = b.text.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '(');
            let ended = a.text.ends_with(['.', '?', '!', ':', ';']);
            let goes_on = words(a.kind)
                && b.kind == BlockKind::Paragraph
                && !marker::begins(&b.text)
                && (a.size - b.size).abs() < 0.6
                && a.bold == b.bold
                && (a.left_over < b.first_word + 0.7 * b.size && (!ended || small)
                    || !ended && b.text.starts_with(char::is_lowercase));
            if goes_on {
                join::add(&mut a.text, &b.text, vocabulary);
                a.covered |= b.covered;
                a.left_over = b.left_over;
            }
            goes_on
        }
        _ => false,
    }
}

fn tables_go_on(above: &mut grid::Table, below: &grid::Table, vocabulary: &Vocabulary) -> bool {
    let same_columns = above.columns.len() == below.columns.len()
        && above.columns.iter().zip(&below.columns).all(|(a, b)| (a - b).abs() < 12.0);
    if !same_columns {
        return false;
    }
    // Heading rows that are repeated at the top of a page are read once.
    let repeated = above.rows.iter().zip(&below.rows).take(3).take_while(|(a, b)| a == b).count();
    if repeated == 0 && below.first_bold && above.first_bold {
        return false;
    }
    let mut rest = below.rows.iter().skip(repeated).peekable();
    // A row that the page break cut goes on in small letters.
    let cut = |row: &Vec<String>| {
        let mut filled = row.iter().filter(|t| !t.is_empty()).peekable();
        filled.peek().is_some() && filled.all(|t| t.starts_with(char::is_lowercase))
    };
    // So does one whose cells are those that the row above lacks, the first not among them.
    let lacks = above.rows.last().cloned().unwrap_or_default();
    let rest_of = |row: &Vec<String>| {
        row.first().is_some_and(String::is_empty)
            && lacks.first().is_some_and(|t| !t.is_empty())
            && row.iter().zip(&lacks).all(|(more, had)| more.is_empty() || had.is_empty())
    };
    if let (Some(row), Some(last)) = (rest.next_if(|r| cut(r) || rest_of(r)), above.rows.last_mut()) {
        for (cell, more) in last.iter_mut().zip(row).filter(|(_, more)| !more.is_empty()) {
            join::add(cell, more, vocabulary);
        }
    }
    above.rows.extend(rest.cloned());
    above.covered |= below.covered;
    true
}
