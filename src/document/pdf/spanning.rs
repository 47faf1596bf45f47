//! Headings over several columns: `2016/17` above `Issued` and `Paid`.
//!
//! Without rules a heading shows what it spans only by its place: it stands in the middle or at the beginning of columns that have
//! headings of their own below it, and either runs across what parts them or stands over headings that come again (`Issued`, `Paid`,
//! `Issued`, `Paid`). Its words belong to the first of its columns, and its line is a row by itself.

use super::lines::Line;
use super::rows::Strip;

/// Moves spanning headings to their first columns; gives how many of the first lines are the row above the others.
pub(super) fn settle(strips: &mut [Strip]) -> usize {
    for below in 1..strips.len().min(3) {
        if let Some(top) = top_row(strips, below) {
            if let Some(first) = strips.first_mut() {
                *first = top;
            }
            for strip in strips.iter_mut().take(below).skip(1) {
                strip.cells.iter_mut().for_each(|cell| *cell = None);
            }
            return below;
        }
    }
    0
}

/// The first `below` lines as one row, if a heading in it spans columns of the line under them.
fn top_row(strips: &[Strip], below: usize) -> Option<Strip> {
    let under = strips.get(below)?;
    let columns = under.cells.len();
    let mut cells: Vec<Option<Line>> = vec![None; columns];
    for strip in strips.get(..below)? {
        for (cell, new) in cells.iter_mut().zip(&strip.cells).filter(|(_, new)| new.is_some()) {
            if cell.is_some() {
                return None;
            }
            cell.clone_from(new);
        }
    }
    let edges: Vec<(f64, f64)> = (0..columns)
        .map(|c| {
            let lines = || strips.iter().skip(below).filter_map(move |s| s.cells.get(c)?.as_ref());
            (lines().map(Line::x0).fold(f64::MAX, f64::min), lines().map(Line::x1).fold(f64::MIN, f64::max))
        })
        .collect();
    let labels: Vec<usize> = (0..columns).filter(|c| cells.get(*c).is_some_and(Option::is_some)).collect();
    let text = |c: usize| under.cells.get(c).and_then(Option::as_ref).map(Line::text);
    let again = |c: usize| text(c).is_some_and(|t| (0..columns).filter(|o| text(*o).as_ref() == Some(&t)).count() >= 2);
    let mut spans = Vec::new();
    for (i, c) in labels.iter().enumerate() {
        let label = cells.get(*c)?.as_ref()?;
        let free_from = i.checked_sub(1).and_then(|i| labels.get(i)).map_or(0, |c| c + 1);
        let free_to = labels.get(i + 1).copied().unwrap_or(columns);
        let span = (free_from..=*c)
            .flat_map(|a| (*c..free_to).map(move |b| (a, b)))
            .filter(|(a, b)| b > a && (*a..=*b).all(|c| text(c).is_some()))
            .filter_map(|(a, b)| {
                let (left, right) = (edges.get(a)?.0, edges.get(b)?.1);
                let off = (((label.x0() + label.x1()) - (left + right)).abs() / 2.0).min((label.x0() - left).abs());
                let crosses = (a..b).any(|c| {
                    edges.get(c).zip(edges.get(c + 1)).is_some_and(|(l, r)| label.x0() < l.1 && label.x1() > r.0)
                });
                (off < 1.2 * label.size && (crosses || (a..=b).all(again))).then_some((off, a))
            })
            .min_by(|x, y| x.0.total_cmp(&y.0));
        spans.push((*c, span.map(|s| s.1)));
    }
    if spans.iter().all(|s| s.1.is_none()) {
        return None;
    }
    for (from, to) in spans {
        if let Some(to) = to.filter(|to| *to != from) {
            cells.swap(from, to);
        }
    }
    Some(Strip::of(cells))
}
