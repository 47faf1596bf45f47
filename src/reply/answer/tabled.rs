//! Which row or column of a table answers which question, and the figures in it.
//!
//! A table answers the question in whose span it stands; where it stands in none, or in one that answers several, its row labels
//! and headings say which is whose, by number or by words. Periods on the other side make a series, names make parts, one cell
//! alone a number. A table whose rows do not fit its header is left to [`super::value::series`], which says it is unclear.

use std::collections::BTreeSet;
use std::ops::Range;

use super::align::Tie;
use super::candidate::Candidate;
use super::grid::{self, Grid, Row, is_period};
use super::item;
use super::layout::Layout;
use super::marker::Label;
use super::page::Page;
use super::scan::{Form, Token, scan};
use super::value::{self, Asked, Found, number::wanted, series};
use super::wording::{Wordings, roots, stems};
use crate::campaign::AnswerType;
use crate::ledger::{Answer, CellState, Figure, Value};

/// What is looked for in the tables of a page.
pub struct Looking<'f, 'q> {
    pub page: &'f Page,
    pub layout: &'f Layout,
    pub asked: &'f [Asked<'q>],
    pub labels: &'f [Label],
    pub wordings: &'f Wordings,
    pub document: usize,
}

/// Where in a table an answer stands.
#[derive(Debug, Clone, PartialEq)]
enum Place {
    Row(usize),
    Column(usize),
    Whole,
}

/// How a place was found, as features.
struct Pick {
    place: Place,
    score: f64,
    margin: f64,
    owned: bool,
}

/// Puts what the page's tables answer into `out`, where it is better than what is there.
pub fn fill(looking: &Looking<'_, '_>, out: &mut [Option<Candidate>]) {
    for grid in grid::grids(looking.page) {
        let owners: Vec<usize> = (0..out.len()).filter(|q| owns(looking, *q, &grid)).collect();
        for (q, slot) in out.iter_mut().enumerate() {
            // "See the table": the first that follows.
            let points = owners.is_empty()
                && slot
                    .as_ref()
                    .is_some_and(|c| c.found.why == "points to a table" && c.words.end <= first_byte(looking, &grid));
            let owned = owners.contains(&q) || points;
            let row = own_row(looking, q, &grid);
            if !owned
                && row.is_none()
                && (slot.is_some() && !replaceable(slot.as_ref()) || !owners.is_empty() && !several(&grid))
            {
                continue;
            }
            let Some(pick) = pick(looking, q, &grid, owned.then_some(owners.as_slice()), row) else { continue };
            let Some(candidate) = answer(looking, q, &grid, &pick) else { continue };
            // What stands in words before the table may be the answer, and the table the detail.
            if owned && row.is_none() && says_before(slot.as_ref(), &grid, looking.page) {
                continue;
            }
            *slot = Some(candidate);
        }
    }
}

fn first_byte(looking: &Looking<'_, '_>, grid: &Grid) -> usize {
    looking.page.lines.get(grid.lines.start).map_or(0, |l| l.span.start)
}

fn tie<'f>(looking: &'f Looking<'_, '_>, q: usize) -> Option<&'f Tie> {
    looking.layout.ties.get(q)?.as_ref()
}

/// Does the table stand in the answer tied to question `q`?
fn owns(looking: &Looking<'_, '_>, q: usize, grid: &Grid) -> bool {
    let Some(span) = tie(looking, q).and_then(|t| looking.layout.spans.get(t.span)) else { return false };
    let Some(first) = grid.rows.first() else { return false };
    let whole = grid.rows.len() < 2 || span.lines.end > first.line + 1;
    span.answer.start <= first.label.start && first.label.end <= span.answer.end && whole && !span.request
}

/// The row of the table that is tied to question `q` as a span of its own.
fn own_row(looking: &Looking<'_, '_>, q: usize, grid: &Grid) -> Option<usize> {
    let span = looking.layout.spans.get(tie(looking, q)?.span)?;
    (!span.request && grid.wide() > 1 && !grid.header.is_empty())
        .then(|| grid.rows.iter().position(|r| r.line == span.lines.start && span.lines.start >= grid.lines.start))
        .flatten()
}

/// May what is held give way to a row or column of a table?
fn replaceable(held: Option<&Candidate>) -> bool {
    held.is_none_or(|c| {
        c.tie.is_none()
            && c.found.facts.iter().any(|(n, v)| *n == "loose_wording" && *v < 0.6 || *n == "loose_whole" && *v > 0.0)
            || c.found.why == "points to a table"
    })
}

/// Does the table hold several things side by side, so that it may answer more than its owner?
fn several(grid: &Grid) -> bool {
    grid.wide() > 1
}

/// A value in words before the table, complete in itself.
fn says_before(held: Option<&Candidate>, grid: &Grid, page: &Page) -> bool {
    let Some(held) = held else { return false };
    let Some(line) = page.lines.get(grid.lines.start) else { return false };
    let stated = matches!(held.found.answer.state, CellState::Value | CellState::Censored | CellState::Zero)
        && held.found.answer.series.is_empty()
        && !matches!(held.found.answer.value, Some(Value::Text(_)));
    stated && held.words.end <= line.span.start
}

fn pick(
    looking: &Looking<'_, '_>,
    q: usize,
    grid: &Grid,
    owners: Option<&[usize]>,
    row: Option<usize>,
) -> Option<Pick> {
    if let Some(row) = row {
        return Some(Pick { place: Place::Row(row), score: 1.0, margin: 1.0, owned: true });
    }
    let wide = grid.wide();
    if let Some(row) = numbered_row(looking, q, grid) {
        return Some(Pick { place: Place::Row(row), score: 1.0, margin: 1.0, owned: false });
    }
    let mut scored: Vec<(f64, Place)> = Vec::new();
    let page = looking.page;
    // Another question that fits the label better has it.
    let score = |words: &str| {
        let heard = roots(&stems(words));
        if heard.is_empty() {
            return 0.0;
        }
        let own = matched(looking.wordings, q, &heard);
        let rivals = (0..looking.asked.len()).filter(|o| owners.is_none_or(|own| own.contains(o)));
        let rival = rivals.filter(|o| *o != q).map(|o| matched(looking.wordings, o, &heard)).fold(0.0, f64::max);
        if own + 0.05 < rival { own * 0.5 } else { own }
    };
    if wide > 1 {
        let kind = looking.asked.get(q).map(|a| a.kind);
        let score = |heading: &str| if plainly(heading, kind) { 0.46 } else { score(heading) };
        scored.extend((0..wide).map(|c| (score(grid.heading(page, c)), Place::Column(c))));
    }
    if grid.rows.len() > 1 {
        scored.extend(grid.rows.iter().enumerate().map(|(r, row)| (score(page.slice(&row.label)), Place::Row(r))));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let best = scored.first().map_or(0.0, |(s, _)| *s);
    let next = scored.get(1).map_or(0.0, |(s, _)| *s);
    let stands_out = best >= 0.3 && best - next >= 0.1;
    match owners {
        Some(_) if stands_out => {
            let place = scored.first()?.1.clone();
            Some(Pick { place, score: best, margin: best - next, owned: true })
        }
        // One column of the kind that is asked for.
        Some(owners) if owners.len() < 2 => {
            let place = column_of_form(looking, q, grid).map_or(Place::Whole, Place::Column);
            Some(Pick { place, score: best, margin: best - next, owned: true })
        }
        Some(_) => None,
        None if best >= 0.45 && best - next >= 0.1 => {
            let place = scored.first()?.1.clone();
            Some(Pick { place, score: best, margin: best - next, owned: false })
        }
        None => {
            let above = roots(&stems(page.slice(&grid.caption)));
            let heading = if wide == 1 { roots(&stems(grid.heading(page, 0))) } else { BTreeSet::new() };
            let said: BTreeSet<String> = above.into_iter().chain(heading).collect();
            let share = matched(looking.wordings, q, &said);
            (share >= 0.5).then_some(Pick { place: Place::Whole, score: share, margin: 0.3, owned: false })
        }
    }
}

/// Does a heading say no more than the kind of its figures ("Number", "Value (£)"), and is that kind asked for?
fn plainly(heading: &str, kind: Option<AnswerType>) -> bool {
    let lower = heading.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let counts = |w: &&str| matches!(*w, "number" | "numbers" | "no" | "count" | "volume" | "total" | "of");
    let sums = |w: &&str| matches!(*w, "value" | "cost" | "costs" | "amount" | "spend" | "total" | "sum" | "paid");
    match kind {
        Some(AnswerType::Count) => !words.is_empty() && words.iter().all(counts),
        Some(AnswerType::Money) => (!words.is_empty() || lower.contains('£')) && words.iter().all(sums),
        _ => false,
    }
}

/// How well a label and a question's wording match: what share of the one the other says, the shorter counting.
fn matched(wordings: &Wordings, q: usize, heard: &BTreeSet<String>) -> f64 {
    let covers = wordings.touches(q, heard);
    let own = wordings.of.get(q).map(roots).unwrap_or_default();
    let back = own.intersection(heard).count() as f64 / heard.len().max(1) as f64;
    (covers.max(0.85 * back) + 0.3 * covers.min(back)).min(1.0)
}

/// The row whose label is the question's number, in a table whose rows count from 1.
fn numbered_row(looking: &Looking<'_, '_>, q: usize, grid: &Grid) -> Option<usize> {
    let number = |row: &Row| {
        let words = looking.page.slice(&row.label).trim();
        (words.len() <= 14)
            .then(|| item::items(words))
            .and_then(|items| items.into_iter().next())?
            .numbers
            .first()
            .copied()
    };
    let counted: Vec<Option<u32>> = grid.rows.iter().map(number).collect();
    let known = counted.iter().flatten().count();
    let rising = counted.iter().flatten().collect::<Vec<_>>().windows(2).all(|w| matches!(w, [a, b] if a < b));
    if known < 2 || known * 2 < counted.len() || !rising || grid.wide() < 2 || grid.header.is_empty() {
        return None;
    }
    let wanted = looking.labels.get(q)?.number;
    counted.iter().position(|n| n.is_some() && *n == wanted)
}

/// The only column whose figures are of the form that is asked for.
fn column_of_form(looking: &Looking<'_, '_>, q: usize, grid: &Grid) -> Option<usize> {
    let want = wanted(looking.asked.get(q)?.kind)?;
    let wide = grid.wide();
    if wide < 2 || want == Form::Plain {
        return (wide == 1).then_some(0);
    }
    let of_form = |c: &usize| {
        grid.rows.iter().any(|row| {
            row.cells.get(*c).and_then(Option::as_ref).is_some_and(|cell| {
                scan(looking.page.slice(cell)).iter().any(|t| matches!(t, Token::Number(n) if n.form == want))
            })
        })
    };
    let all: Vec<usize> = (0..wide).filter(of_form).collect();
    match all.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// What one cell gives.
fn cell_figure(words: &str, scale: f64) -> Option<(Figure, Form)> {
    let trimmed = words.trim();
    let lower = trimmed.to_lowercase();
    for token in scan(words) {
        match token {
            Token::Number(n) | Token::Duration(n) => {
                let figure = match value::figure(&n, false) {
                    Figure::Number(v) => Figure::Number(if n.scaled { v } else { (v * scale * 1e6).round() / 1e6 }),
                    words => words,
                };
                return Some((figure, n.form));
            }
            Token::Period { span, plain: true } if span.len() + 2 > trimmed.len() => {
                return Some((Figure::Number(trimmed.parse().ok()?), Form::Plain));
            }
            Token::Masked { words, .. } => return Some((Figure::Words(words.to_owned()), Form::Plain)),
            Token::Period { .. } => {}
        }
    }
    if lower.contains("not held") || lower.contains("not available") || lower.contains("not recorded") || lower == "n/a"
    {
        return Some((Figure::Words("not_held".to_owned()), Form::Plain));
    }
    if lower.contains("withheld") || lower.contains("exempt") || lower.contains("refused") || trimmed.starts_with('*') {
        return Some((Figure::Words("refused".to_owned()), Form::Plain));
    }
    matches!(lower.as_str(), "nil" | "none" | "zero").then_some((Figure::Number(0.0), Form::Plain))
}

fn is_total(label: &str) -> bool {
    let lower = label.to_lowercase();
    lower.split(|c: char| !c.is_alphabetic()).any(|w| matches!(w, "total" | "totals" | "overall" | "cyfanswm"))
}

/// A cell with its names: of its row and of its column.
struct Picked<'p> {
    row: &'p str,
    column: &'p str,
    at: Range<usize>,
    words: &'p str,
}

fn answer(looking: &Looking<'_, '_>, q: usize, grid: &Grid, pick: &Pick) -> Option<Candidate> {
    let page = looking.page;
    let asked = looking.asked.get(q)?;
    let mut picked: Vec<Picked<'_>> = Vec::new();
    for (r, row) in grid.rows.iter().enumerate() {
        for (c, cell) in row.cells.iter().enumerate() {
            let taken = match pick.place {
                Place::Row(only) => only == r,
                Place::Column(only) => only == c,
                Place::Whole => true,
            };
            if let Some(at) = cell.as_ref().filter(|_| taken) {
                let words = page.slice(at);
                picked.push(Picked {
                    row: page.slice(&row.label).trim(),
                    column: grid.heading(page, c),
                    at: at.clone(),
                    words,
                });
            }
        }
    }
    let first = picked.first()?.at.start;
    let last = picked.iter().map(|p| p.at.end).max()?;
    let lines = |at: usize| page.lines.get(page.line_of(at)).map(|l| l.span.clone());
    let within = match pick.place {
        Place::Row(_) => lines(first)?,
        Place::Column(_) | Place::Whole => lines(first)?.start..lines(last)?.end,
    };
    // One row by itself is named by its headings alone.
    let one_row = pick.place == Place::Whole && grid.rows.len() == 1 && grid.wide() > 1;
    let place = if one_row { Place::Row(0) } else { pick.place.clone() };
    let mut found = built(looking, grid, &place, asked, &picked)?;
    found.words = within.clone();
    found.facts.extend([
        ("grid", 1.0),
        ("grid_owned", f64::from(u8::from(pick.owned))),
        ("grid_wording", pick.score),
        ("grid_margin", pick.margin.min(1.0)),
        ("ragged", f64::from(u8::from(grid.ragged))),
        ("grid_whole", f64::from(u8::from(pick.place == Place::Whole))),
        ("grid_headless", f64::from(u8::from(grid.header.is_empty()))),
    ]);
    let tie = tie(looking, q).filter(|_| pick.owned).cloned();
    Some(Candidate { tie, found, words: within.clone(), within, document: looking.document })
}

fn built(
    looking: &Looking<'_, '_>,
    grid: &Grid,
    place: &Place,
    asked: &Asked<'_>,
    picked: &[Picked<'_>],
) -> Option<Found> {
    let page = looking.page;
    let caption = page.slice(&grid.caption);
    let mut entries: Vec<(String, Figure)> = Vec::new();
    let mut total: Option<f64> = None;
    let mut form = None;
    let mut forms = BTreeSet::new();
    let by_column = matches!(place, Place::Column(_)) || grid.wide() == 1;
    for cell in picked {
        let scale =
            [cell.column, cell.row, caption].iter().map(|w| series::scale(w)).find(|s| *s != 1.0).unwrap_or(1.0);
        let Some((figure, its)) = cell_figure(cell.words, scale) else { continue };
        let its = match its {
            Form::Plain if scale != 1.0 || cell.column.contains('£') || cell.row.contains('£') => Form::Money,
            Form::Plain if cell.column.contains('%') || cell.row.contains('%') => Form::Percent,
            other => other,
        };
        forms.insert(its as u8);
        form = form.or(Some(its));
        let name = match place {
            Place::Row(_) => cell.column.to_owned(),
            Place::Column(_) => cell.row.to_owned(),
            Place::Whole if by_column => cell.row.to_owned(),
            Place::Whole => format!("{} {}", cell.row, cell.column).trim().to_owned(),
        };
        if is_total(&name) && (by_column || matches!(place, Place::Row(_))) {
            if let Figure::Number(n) = figure {
                total = Some(n);
            }
            continue;
        }
        // "Other (note 1)": the note is none of the name.
        let name = match name.to_lowercase().find("(note") {
            Some(at) => name.get(..at).unwrap_or(&name).trim().to_owned(),
            None => name,
        };
        let name = if is_period(&name) { super::period::period_name(&name) } else { name };
        entries.push((name, figure));
    }
    let form = form?;
    if entries.is_empty() && total.is_none() || entries.len() > 400 {
        return None;
    }
    let want = wanted(asked.kind);
    let fits = want.is_none_or(|w| w == form);
    let mut answer = Answer::of(CellState::Value);
    answer.unit = value::unit(form, asked);
    let periods = entries.iter().filter(|(name, _)| is_period(name)).count();
    let numbers: f64 = entries.iter().map(|(_, f)| if let Figure::Number(n) = f { *n } else { 0.0 }).sum();
    let why = match (entries.as_slice(), total) {
        ([], Some(total)) => {
            answer.value = Some(Value::Number(total));
            "the total of a table"
        }
        ([(name, Figure::Number(n))], None) => {
            answer = Answer::number(*n, value::unit(form, asked));
            if is_period(name) {
                answer.period = Some(name.clone());
            }
            "one cell of a table"
        }
        ([(_, Figure::Words(_))], None) => return None,
        (_, total) => {
            answer.value = total.map(Value::Number);
            if periods * 2 >= entries.len() || total.is_none() {
                answer.series = entries.clone();
            }
            if periods * 2 < entries.len() {
                answer.parts = entries.clone();
            }
            match place {
                Place::Row(_) => "the figures of one row of a table",
                Place::Column(_) => "the figures of one column of a table",
                Place::Whole => "the figures of a table",
            }
        }
    };
    let facts = vec![
        ("form_fits", f64::from(u8::from(fits))),
        ("plain_for_other", f64::from(u8::from(!fits))),
        ("mixed_forms", f64::from(u8::from(forms.len() > 1))),
        ("series_total", f64::from(u8::from(total.is_some_and(|t| (t - numbers).abs() < 0.01)))),
        ("periods", periods as f64 / entries.len().max(1) as f64),
    ];
    Some(Found { answer, words: 0..0, why: why.to_owned(), facts })
}
