//! Lines to headings, paragraphs and list items.
//!
//! A line goes on with the paragraph above it unless something speaks against it: more space than between lines, a
//! bullet or number, another size or weight, an indent, or a line above that ended early though the next word would
//! have fitted. Questions that are numbered are blocks of their own, since a reply is read question by question.

use super::columns::{Part, Room};
use super::gaps::{self, Found, Surroundings};
use super::grid::Table;
use super::join::{Vocabulary, join};
use super::lines::Line;
use super::marker;
use super::overleaf;
use crate::document::BlockKind;

/// A block before pages are put together.
#[derive(Debug, Clone)]
pub(super) struct Laid {
    pub kind: BlockKind,
    pub text: String,
    pub table: Option<Table>,
    pub page: u32,
    pub line: u32,
    pub size: f64,
    pub bold: bool,
    /// The room left on its last line: where the next page's first word had not fitted, it may go on overleaf.
    pub left_over: f64,
    /// The width of its first word.
    pub first_word: f64,
    pub covered: bool,
    /// Lower on the page than the text, and smaller: a footnote.
    pub note: bool,
}

/// What the whole document is set in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub body_size: f64,
}

/// What a page is laid out with.
pub(super) struct Page<'a> {
    pub number: u32,
    pub height: f64,
    pub levels: &'a [(f64, f64, f64)],
    pub style: Style,
    pub vocabulary: &'a Vocabulary,
}

/// Lays out the parts of a page; lines count on from `line`.
/// `above` is the table that the page before ended with.
pub(super) fn lay(parts: Vec<Part>, page: &Page<'_>, above: Option<&Table>, line: &mut u32) -> Vec<Laid> {
    let mut out = Vec::new();
    for part in parts {
        match part {
            Part::Table(table) => out.push(table_block(table, page, line)),
            Part::Column { lines, room, top } => {
                let begin = out.len();
                // Only the head of a first page has an address beside a letterhead.
                let top_of_letter = if page.number == 1 { 0.36 * page.height } else { 0.0 };
                let above = above.filter(|_| out.is_empty());
                let around = Surroundings { levels: page.levels, top_of_letter, above, vocabulary: page.vocabulary };
                let found = gaps::find(&lines, &around);
                let room = of_prose(&found, room);
                for found in found {
                    match found {
                        Found::Table(table) => out.push(table_block(table, page, line)),
                        Found::Lines(lines) => paragraphs(&lines, room, page, line, &mut out),
                        Found::Beside(blocks) => {
                            for block in blocks {
                                let room = Room::of(&block).widened(8.0);
                                paragraphs(&block, room, page, line, &mut out);
                            }
                        }
                    }
                }
                if top {
                    let column = out.split_off(begin);
                    overleaf::put_behind(&mut out, column, page.vocabulary);
                }
            }
        }
    }
    out
}

/// The room as sentences fill it: a table, or a foot at the right margin, may reach further.
fn of_prose(found: &[Found], room: Room) -> Room {
    let long = found
        .iter()
        .filter_map(|found| if let Found::Lines(lines) = found { Some(lines) } else { None })
        .flatten()
        .filter(|line| line.words.len() >= 7);
    let (count, right) = long.fold((0, f64::MIN), |(n, right), line| (n + 1, line.x1().max(right)));
    if count >= 3 { Room { right: right.min(room.right), ..room } } else { room }
}

fn table_block(table: Table, page: &Page<'_>, line: &mut u32) -> Laid {
    let at = *line;
    *line = line.saturating_add(table.lines.max(1));
    let covered = table.covered;
    Laid {
        kind: BlockKind::Table,
        text: String::new(),
        table: Some(table),
        page: page.number,
        line: at,
        size: page.style.body_size,
        bold: false,
        left_over: f64::MAX,
        first_word: 0.0,
        covered,
        note: false,
    }
}

fn paragraphs(lines: &[Line], room: Room, page: &Page<'_>, line: &mut u32, out: &mut Vec<Laid>) {
    let leading = leading(lines);
    let mut paragraph: Vec<&Line> = Vec::new();
    for (i, next) in lines.iter().enumerate() {
        let room = local_room(lines, i, leading).unwrap_or(room);
        if !paragraph.is_empty() && !goes_on(&paragraph, next, room, leading) {
            out.push(paragraph_block(&paragraph, room, page, line));
            paragraph.clear();
        }
        paragraph.push(next);
    }
    if !paragraph.is_empty() {
        let room = local_room(lines, lines.len() - 1, leading).unwrap_or(room);
        out.push(paragraph_block(&paragraph, room, page, line));
    }
}

/// The usual distance of baselines, in sizes.
fn leading(lines: &[Line]) -> f64 {
    let mut steps: Vec<f64> = lines
        .windows(2)
        .filter_map(|p| match p {
            [a, b] if (a.size - b.size).abs() < 0.5 => Some((b.y - a.y) / b.size),
            _ => None,
        })
        .filter(|s| (0.8..2.6).contains(s))
        .collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 4).copied().unwrap_or(1.2).max(1.0)
}

/// The right edge of prose that is set narrower than its column: several lines, most of which end near it.
fn local_room(lines: &[Line], at: usize, leading: f64) -> Option<Room> {
    let close = |a: &Line, b: &Line| (b.y - a.y) / b.size < 1.2 * leading && (a.size - b.size).abs() < 0.5;
    let (mut from, mut to) = (at, at + 1);
    while from > 0 && at - from < 40 && close(lines.get(from - 1)?, lines.get(from)?) {
        from -= 1;
    }
    while to < lines.len() && to - at < 40 && close(lines.get(to - 1)?, lines.get(to)?) {
        to += 1;
    }
    let group = lines.get(from..to)?;
    let room = Room::of(group);
    let words = group.iter().map(|l| l.words.len()).sum::<usize>();
    let full = group.iter().filter(|l| l.x1() > room.right - 0.12 * (room.right - room.left)).count();
    (group.len() >= 3 && words >= 5 * group.len() && full * 5 >= (group.len() - 1) * 3).then_some(room)
}

/// Whether the first word of `next` would have fitted behind `above`.
fn ended_early(above: &Line, next: &Line, room: Room) -> bool {
    let word = next.words.first().map_or(0.0, |w| w.x1 - w.x0) + 0.3 * next.size;
    if above.x1() + word < room.right - 0.35 * next.size {
        return true;
    }
    // Lines that are centred or stand at the right margin have their room on the left.
    let moved = (above.x0() - next.x0()).abs() > 1.0 * next.size;
    let centred = ((next.x0() + next.x1()) - (above.x0() + above.x1())).abs() < 0.8 * next.size;
    let right = (above.x1() - next.x1()).abs() < 0.15 * next.size;
    let left_over = (room.right - room.left) - (above.x1() - above.x0()) - word;
    moved && (centred && left_over > 0.5 * next.size || right && left_over > 4.0 * next.size)
}

fn goes_on(paragraph: &[&Line], next: &Line, room: Room, leading: f64) -> bool {
    let (Some(first), Some(above)) = (paragraph.first(), paragraph.last()) else { return true };
    let size = next.size.max(above.size);
    let step = (next.y - above.y) / size;
    if (next.size - above.size).abs() > 0.08 * size || step > 1.22 * leading + 0.02 || next.y < above.y - size {
        return false;
    }
    let plain = |l: &Line| l.words.iter().all(|w| !w.bold);
    if above.bold() && plain(next) || next.bold() && paragraph.iter().all(|l| plain(l)) {
        return false;
    }
    // From a block at the right of the page back to its left edge.
    if above.x0() - next.x0() > 6.0 * size && above.x1() - above.x0() < 0.5 * (room.right - room.left) {
        return false;
    }
    let above_text = above.text();
    let open = above_text.ends_with(['-', '\u{2010}', '\u{ad}', ',']);
    let early = ended_early(above, next, room);
    let begins = marker::begins(&next.text());
    if begins
        && (early
            || above_text.ends_with(['.', ':', ';', '?', '!'])
            || step > 1.08 * leading
            || marker::begins(&first.text()))
    {
        return false;
    }
    if early && !open {
        return false;
    }
    let em = next.size;
    if marker::begins(&first.text()) {
        // A hanging item ends where the text returns to the left of its own.
        let hang = paragraph.get(1).map_or(f64::MIN, |second| second.x0());
        return next.x0() > hang - 0.8 * em;
    }
    let left = paragraph.get(1).map_or(f64::NAN, |second| second.x0());
    let centred = ((next.x0() + next.x1()) - (above.x0() + above.x1())).abs() < 0.8 * em;
    if next.x0() > above.x0() + 0.9 * em
        && !centred
        && (paragraph.len() > 1 && next.x0() > left + 0.9 * em || paragraph.len() == 1 && !early && open)
    {
        return paragraph.len() == 1;
    }
    true
}

fn paragraph_block(lines: &[&Line], room: Room, page: &Page<'_>, line: &mut u32) -> Laid {
    let at = *line;
    *line = line.saturating_add(u32::try_from(lines.len()).unwrap_or(u32::MAX));
    let text = join(lines.iter().map(|l| l.text()), page.vocabulary);
    let size = lines.first().map_or(page.style.body_size, |l| l.size);
    let bold = lines.iter().all(|l| l.bold());
    let last = lines.last().copied();
    let left_over = last.map_or(f64::MAX, |l| room.right - l.x1());
    let first_word = lines.first().and_then(|l| l.words.first()).map_or(0.0, |w| w.x1 - w.x0);
    let kind = kind(&text, lines.len(), size, bold, page.style);
    let covered = lines.iter().any(|l| l.words.iter().any(|w| w.covered));
    let note = size < 0.93 * page.style.body_size && lines.first().is_some_and(|l| l.y > 0.6 * page.height);
    Laid { kind, text, table: None, page: page.number, line: at, size, bold, left_over, first_word, covered, note }
}

fn kind(text: &str, lines: usize, size: f64, bold: bool, style: Style) -> BlockKind {
    let words = text.split_whitespace().count();
    let larger = size > 1.12 * style.body_size;
    let title = lines <= 3 && words <= 20 && text.chars().any(char::is_alphabetic) && !text.ends_with(['.', ',', ';']);
    if marker::begins(text) {
        if larger && title && !text.ends_with('?') { BlockKind::Heading } else { BlockKind::ListItem }
    } else if title && (larger || bold) && !text.ends_with('?') {
        BlockKind::Heading
    } else {
        BlockKind::Paragraph
    }
}
