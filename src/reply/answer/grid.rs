//! Tables: drawn by the document, by pipes, by tabs, or by blanks in plain text, all read alike.
//!
//! Lines in a row that each have two cells or more, most of them with a figure, are a table. In plain text cells stand under one
//! another, so a row with fewer cells than the header has its cells put under the nearest heading; where that cannot be told the
//! row keeps its order. Cells keep their place in the page, so that what is quoted from them is there.

use std::ops::Range;

use super::page::Page;
use super::scan::{Token, scan};

/// Columns and rows beyond which a table answers no question.
const MOST_COLUMNS: usize = 24;
const MOST_ROWS: usize = 200;

/// A table in the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Lines of the page.
    pub lines: Range<usize>,
    /// The header's cells, by column; empty where there is none.
    pub header: Vec<Range<usize>>,
    pub rows: Vec<Row>,
    /// The words above the header, on the line before.
    pub caption: Range<usize>,
    /// Some row could not be laid under the header.
    pub ragged: bool,
}

/// A row: its line, its label, its cells by column after the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub line: usize,
    pub label: Range<usize>,
    pub cells: Vec<Option<Range<usize>>>,
}

impl Grid {
    /// Columns after the row labels.
    pub fn wide(&self) -> usize {
        self.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0)
    }

    /// The heading over column `c` (the first after the labels is 0).
    pub fn heading<'p>(&self, page: &'p Page, c: usize) -> &'p str {
        self.header.get(c + 1).map_or("", |span| page.slice(span)).trim()
    }
}

/// A line's cells, wherever they come from; none where it is no row.
pub fn cells(page: &Page, line: usize) -> Vec<Range<usize>> {
    let Some(line) = page.lines.get(line) else { return Vec::new() };
    if line.furniture || line.quoted {
        return Vec::new();
    }
    let words = page.slice(&line.span);
    if words.contains('|') || words.contains('\t') || line.cells.is_empty() {
        return cut(words, line.span.start);
    }
    line.cells.clone()
}

/// The cells of a line of text: parted by pipes, else by tabs, else by two blanks or more.
fn cut(words: &str, at: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let body = words.trim_end();
    let mark = if body.contains('|') {
        '|'
    } else if body.trim_start().contains('\t') {
        '\t'
    } else {
        let spaced = spaced(body, at);
        return if spaced.is_empty() { packed(body, at) } else { spaced };
    };
    let mut from = at;
    for (n, part) in body.split(mark).enumerate() {
        let lead = part.len() - part.trim_start().len();
        let trimmed = part.trim();
        // A pipe at the edge of the line opens and closes it.
        if !(trimmed.is_empty() && mark == '|' && (n == 0 || from + part.len() >= at + body.len())) {
            let start = from + if trimmed.is_empty() { 0 } else { lead };
            out.push(start..start + trimmed.len());
        }
        from += part.len() + 1;
    }
    if out.len() > 1 { out } else { Vec::new() }
}

fn spaced(words: &str, at: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start: Option<usize> = None;
    let mut end = 0;
    let mut gap = 0;
    for (i, c) in words.char_indices() {
        if c.is_whitespace() {
            gap += 1;
            continue;
        }
        // "£  201,950" is one cell.
        let sign = start.is_some_and(|s| words.get(s..end) == Some("£"));
        if let Some(from) = start
            && gap >= 2
            && !sign
        {
            out.push(at + from..at + end);
            start = None;
        }
        start = start.or(Some(i));
        end = i + c.len_utf8();
        gap = 0;
    }
    if let Some(from) = start {
        out.push(at + from..at + end);
    }
    // A header over figures may leave the corner empty, and so begin with blanks.
    if words.starts_with("      ") && out.len() > 1 {
        out.insert(0, at..at);
    }
    if out.len() > 1 { out } else { Vec::new() }
}

/// "2014 30 £487,177.66": a year and its figures with one blank between, as text taken from a PDF has them.
fn packed(words: &str, at: usize) -> Vec<Range<usize>> {
    let trimmed = words.trim();
    if trimmed.len() > 80 || !trimmed.starts_with(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let tokens = scan(words);
    let leads = matches!(tokens.first(), Some(Token::Period { span, .. }) if span.start <= words.len() - words.trim_start().len());
    let covered: usize = tokens.iter().map(|t| t.span().len()).sum();
    let rest = words.chars().filter(|c| c.is_alphabetic()).count();
    if !leads || tokens.len() < 3 || rest > 0 || covered * 5 < trimmed.len() * 4 {
        return Vec::new();
    }
    tokens.iter().map(|t| at + t.span().start..at + t.span().end).collect()
}

/// The words of a line over packed rows, where there are as many as columns.
fn packed_header(page: &Page, line: usize, wide: usize) -> Option<Vec<Range<usize>>> {
    let line = page.lines.get(line)?;
    let words = page.slice(&line.span);
    let mut cells = Vec::new();
    for word in words.split_whitespace() {
        let start = line.span.start + (word.as_ptr() as usize - words.as_ptr() as usize);
        cells.push(start..start + word.len());
    }
    (cells.len() == wide && wide > 1 && heads(page, &cells)).then_some(cells)
}

/// Every table of `page`.
pub fn grids(page: &Page) -> Vec<Grid> {
    let mut out = Vec::new();
    let mut run: Vec<(usize, Vec<Range<usize>>)> = Vec::new();
    for n in 0..page.lines.len() {
        let found = cells(page, n);
        let rule = found.is_empty() && is_rule(page, n) || is_line_of_rules(page, &found);
        if rule && !run.is_empty() {
            continue;
        }
        if found.len() > 1 && found.len() <= MOST_COLUMNS {
            run.push((n, found));
            continue;
        }
        out.extend(close(page, std::mem::take(&mut run)));
    }
    out.extend(close(page, run));
    out
}

/// `|---|---|`, `-----  -----`: a drawn line.
fn is_rule(page: &Page, line: usize) -> bool {
    let words = page.lines.get(line).map(|l| page.slice(&l.span).trim()).unwrap_or_default();
    !words.is_empty() && words.chars().all(|c| "-=_|+: ".contains(c))
}

fn is_line_of_rules(page: &Page, cells: &[Range<usize>]) -> bool {
    !cells.is_empty()
        && cells.iter().all(|c| page.slice(c).chars().all(|c| "-=_+: ".contains(c)))
        && cells.iter().any(|c| !c.is_empty())
}

/// The table that a run of rows makes, if it is one.
fn close(page: &Page, run: Vec<(usize, Vec<Range<usize>>)>) -> Option<Grid> {
    let first = run.first()?.0;
    let last = run.last()?.0;
    let figures = |cells: &[Range<usize>]| cells.iter().skip(1).any(|c| holds(page.slice(c)));
    let with = run.iter().filter(|(_, cells)| figures(cells)).count();
    let prose = run.iter().filter(|(_, cells)| cells.iter().skip(1).any(|c| c.len() > 90)).count();
    if with == 0 || prose * 2 > run.len() || run.len() > MOST_ROWS || (run.len() == 1 && run.first()?.1.len() < 3) {
        return None;
    }
    // A list of items ("1.   87") is no table, whatever stands between number and answer.
    let listed = run.iter().all(|(_, cells)| {
        cells.len() == 2
            && cells.first().is_some_and(|c| page.slice(c).len() <= 8 && !super::item::items(page.slice(c)).is_empty())
    });
    if listed {
        return None;
    }
    let headed = heads(page, &run.first()?.1) && run.len() > 1;
    let mut header = if headed { run.first()?.1.clone() } else { Vec::new() };
    let body: Vec<&(usize, Vec<Range<usize>>)> = run.iter().skip(usize::from(headed)).collect();
    let wide = body.iter().map(|(_, cells)| cells.len()).max()?;
    if headed && header.len() + 1 == wide && body.iter().all(|(_, cells)| cells.len() == wide) {
        let start = header.first()?.start;
        header.insert(0, start..start);
    }
    // Years over figures, and nothing before either: the rows have no labels.
    let bare = headed
        && header.first().is_some_and(|c| is_period(page.slice(c)))
        && body.iter().all(|(_, cells)| {
            cells.len() == header.len()
                && cells.first().is_some_and(|c| holds(page.slice(c)) && !is_period(page.slice(c)))
        });
    if bare {
        let start = header.first()?.start;
        header.insert(0, start..start);
    }
    let mut first = first;
    if !headed
        && let Some(above) = first.checked_sub(1)
        && let Some(cells) = packed_header(page, above, wide)
    {
        header = cells;
        first = above;
    }
    let mut ragged = false;
    let rows = body
        .iter()
        .map(|(line, cells)| {
            if bare {
                let start = cells.first().map_or(0, |c| c.start);
                return Row { line: *line, label: start..start, cells: cells.iter().cloned().map(Some).collect() };
            }
            let label = cells.first().cloned().unwrap_or(0..0);
            let fits = header.is_empty() || cells.len() == header.len();
            ragged |= !fits;
            let placed = if fits { None } else { under(page, *line, cells, first, &header) };
            let cells = placed.unwrap_or_else(|| cells.iter().skip(1).cloned().map(Some).collect());
            Row { line: *line, label, cells }
        })
        .collect();
    let caption = first
        .checked_sub(1)
        .and_then(|n| page.lines.get(n))
        .filter(|l| l.span.len() < 200 && !l.furniture && !page.slice(&l.span).trim_end().ends_with('.'))
        .map_or(0..0, |l| l.span.clone());
    Some(Grid { lines: first..last + 1, header, rows, caption, ragged })
}

/// A row's cells put under the nearest headings, by where their middles stand on the line.
fn under(
    page: &Page,
    line: usize,
    cells: &[Range<usize>],
    header_line: usize,
    header: &[Range<usize>],
) -> Option<Vec<Option<Range<usize>>>> {
    let offset = |line: usize, span: &Range<usize>| {
        page.lines.get(line).map(|l| (span.start + span.end).saturating_sub(2 * l.span.start))
    };
    if cells.len() > header.len() {
        return None;
    }
    let mut out: Vec<Option<Range<usize>>> = vec![None; header.len().saturating_sub(1)];
    for cell in cells.iter().skip(1) {
        let middle = offset(line, cell)?;
        let nearest = (1..header.len())
            .min_by_key(|c| header.get(*c).and_then(|h| offset(header_line, h)).unwrap_or(0).abs_diff(middle))?;
        let slot = out.get_mut(nearest - 1)?;
        if slot.is_some() {
            return None;
        }
        *slot = Some(cell.clone());
    }
    Some(out)
}

/// Is a row a header: words or periods in every cell, and no figure?
fn heads(page: &Page, cells: &[Range<usize>]) -> bool {
    let mut any = false;
    // A row that begins with its year and gives figures is none, whatever words stand by them.
    let figures = |c: &Range<usize>| scan(page.slice(c)).iter().any(|t| matches!(t, Token::Number(_)));
    if cells.first().is_some_and(|c| is_period(page.slice(c))) && cells.iter().skip(1).any(figures) {
        return false;
    }
    let none = cells.iter().skip(1).all(|c| {
        let words = page.slice(c).trim();
        any |= !words.is_empty();
        is_period(words) || words.chars().any(char::is_alphabetic) && !begins_with_figure(words)
    });
    none && any
}

fn begins_with_figure(words: &str) -> bool {
    scan(words).first().is_some_and(
        |t| matches!(t, Token::Number(n) if n.span.start < 2 && !n.in_words && n.span.end + 3 > words.len()),
    ) || matches!(scan(words).first(), Some(Token::Masked { .. }))
}

/// A year, a month, a quarter, a day, and nothing else of weight.
pub fn is_period(words: &str) -> bool {
    let words = words.trim();
    let tokens = scan(words);
    let figures = tokens.iter().any(|t| matches!(t, Token::Number(_)));
    let covered: usize = tokens.iter().filter(|t| matches!(t, Token::Period { .. })).map(|t| t.span().len()).sum();
    covered > 0 && !figures && words.len() - covered.min(words.len()) <= 14
}

/// Does a cell hold a figure or what stands for one?
fn holds(words: &str) -> bool {
    let words = words.trim();
    !words.is_empty()
        && words.len() <= 60
        && (scan(words)
            .iter()
            .any(|t| matches!(t, Token::Number(_) | Token::Masked { .. } | Token::Period { plain: true, .. }))
            || matches!(words, "*" | "-" | "–" | "<5" | "nil" | "Nil"))
}
