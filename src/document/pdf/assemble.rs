//! Pages to one document: running heads and feet told apart, paragraphs and tables that go on overleaf joined.

use std::collections::HashMap;

use hayro_interpret::kurbo::Rect;

use super::columns;
use super::flow::{self, Laid, Style};
use super::grid::{self, Table};
use super::join::Vocabulary;
use super::lines::Line;
use super::marks::{Filled, Rule};
use super::overleaf;
use super::running::{self, Edge, Sheet};
use crate::document::{Address, Block, BlockKind};

/// A page whose glyphs have become lines.
pub(super) struct PageLines {
    /// Counts from 1.
    pub number: u32,
    pub width: f64,
    pub height: f64,
    pub lines: Vec<Line>,
    pub rules: Vec<Rule>,
    pub boxes: Vec<Filled>,
    /// Text that runs at another angle: `true` where it crosses the page, as a watermark does.
    pub aside: Vec<(String, bool)>,
}

/// Lays out all pages and puts them together.
pub(super) fn blocks(pages: Vec<PageLines>) -> Vec<Block> {
    let style = Style { body_size: body_size(&pages) };
    let mut vocabulary = Vocabulary::default();
    for line in pages.iter().flat_map(|p| &p.lines) {
        vocabulary.learn(&line.text());
    }
    let sheets: Vec<Sheet<'_>> = pages.iter().map(|p| Sheet { lines: &p.lines, height: p.height }).collect();
    let edges = running::edges(&sheets);
    let mut all: Vec<Laid> = Vec::new();
    for (page, edges) in pages.into_iter().zip(edges) {
        let laid = page_blocks(page, &edges, style, overleaf::open_table(&all), &vocabulary);
        overleaf::put_behind(&mut all, laid, &vocabulary);
    }
    all.into_iter().map(block).collect()
}

fn body_size(pages: &[PageLines]) -> f64 {
    let mut count: HashMap<i64, usize> = HashMap::new();
    for line in pages.iter().flat_map(|p| &p.lines) {
        *count.entry((line.size * 4.0).round() as i64).or_default() +=
            line.words.iter().map(|w| w.text.len()).sum::<usize>();
    }
    count.into_iter().max_by_key(|(size, n)| (*n, *size)).map_or(10.0, |(size, _)| size as f64 / 4.0)
}

fn page_blocks(
    page: PageLines,
    edges: &[Option<Edge>],
    style: Style,
    above: Option<&Table>,
    vocabulary: &Vocabulary,
) -> Vec<Laid> {
    let (mut heads, mut feet, mut body) = (Vec::new(), Vec::new(), Vec::new());
    for (line, edge) in page.lines.into_iter().zip(edges) {
        match edge {
            Some(Edge::Head) => heads.push(line),
            Some(Edge::Foot) => feet.push(line),
            None => body.push(line),
        }
    }
    let area = Rect::new(0.0, 0.0, page.width, page.height);
    let levels = grid::levels(&page.rules, &page.boxes, area);
    let tables = grid::take(&page.rules, &page.boxes, area, &mut body, above, vocabulary);
    let parts = columns::order(body, tables);
    let mut line = 1;
    let running = |line: &mut u32, kind, text: String| {
        let at = *line;
        *line += 1;
        Laid {
            kind,
            text,
            table: None,
            page: page.number,
            line: at,
            size: 0.0,
            bold: false,
            left_over: f64::MAX,
            first_word: 0.0,
            covered: false,
            note: false,
        }
    };
    let mut out: Vec<Laid> = heads.iter().map(|l| running(&mut line, BlockKind::Header, l.text())).collect();
    let with = flow::Page { number: page.number, height: page.height, levels: &levels, style, vocabulary };
    out.extend(flow::lay(parts, &with, above, &mut line));
    for (text, crosses) in page.aside {
        out.push(running(&mut line, if crosses { BlockKind::Header } else { BlockKind::Paragraph }, text));
    }
    out.extend(feet.iter().map(|l| running(&mut line, BlockKind::Footer, l.text())));
    out
}

fn block(laid: Laid) -> Block {
    let at = Address::page_line(laid.page, laid.line);
    let rows = laid.table.map(|t| t.rows).unwrap_or_default();
    let block = if rows.is_empty() { Block::words(laid.kind, at, laid.text) } else { Block::table(at, rows) };
    Block { hidden: laid.covered, ..block }
}
