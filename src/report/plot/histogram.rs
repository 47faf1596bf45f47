//! How answers are spread: a histogram, with nought apart and logarithmic bins where the largest dwarf the rest.

use super::axis::{Scale, round_down, rounds};
use super::{Mark, Plot, Table, slug};
use crate::findings::Unit;

const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 258.0;
const LEFT: f64 = 44.0;
const BOTTOM: f64 = 214.0;
const TOP: f64 = 28.0;
/// Fewer answers than this make no distribution.
const FEWEST: usize = 5;

/// One bin, its lower end in and its upper end out, but for the last.
struct Bin {
    low: f64,
    high: f64,
    count: usize,
    /// It holds one whole number alone.
    single: bool,
}

/// Draws the spread of `values`, answers to the question `id`; `None` of too few. `note` says what they are answers to, and of
/// how many.
pub fn distribution(id: &str, note: &str, unit: &Unit, values: &[f64]) -> Option<Plot> {
    let mut values: Vec<f64> = values.iter().copied().filter(|value| value.is_finite() && *value >= 0.0).collect();
    values.sort_by(f64::total_cmp);
    let (most, middle) = (*values.last()?, *values.get(values.len() / 2)?);
    if values.len() < FEWEST || most <= 0.0 {
        return None;
    }
    let positive: Vec<f64> = values.iter().copied().filter(|value| *value > 0.0).collect();
    let least = *positive.first()?;
    let noughts = values.len() - positive.len();
    let logarithmic = *unit != Unit::Percent && most > 12.0 * middle.max(least) && most / least > 30.0;
    let bins = if logarithmic { log_bins(&positive) } else { straight_bins(&values, *unit == Unit::Percent) };
    // On a straight scale nought has its place; on a logarithmic one it has none.
    let apart = if logarithmic { noughts } else { 0 };
    let tallest = bins.iter().map(|bin| bin.count).chain([apart]).max()?;
    let heights = Scale::straight(tallest as f64, BOTTOM, TOP);
    let mut marks = level_lines(&heights);
    marks.push(Mark::words(0.0, 12.0, "start", "quiet", "authorities"));
    let left = if apart > 0 { LEFT + 78.0 } else { LEFT + 4.0 };
    if apart > 0 {
        marks.extend(column(LEFT + 8.0, 48.0, apart, &heights, "fair", &unit.spell(0.0)));
        marks.push(Mark::words(LEFT + 32.0, BOTTOM + 17.0, "middle", "label", unit.spell(0.0)));
    }
    marks.extend(columns(&bins, left, &heights, unit));
    marks.push(Mark::line((LEFT, BOTTOM), (WIDTH, BOTTOM), "axis"));
    marks.push(Mark::words(WIDTH, BOTTOM + 36.0, "end", "quiet", scale_note(unit, logarithmic)));
    Some(Plot {
        id: format!("spread-{}", slug(id)),
        title: format!("How the answers to \u{201c}{id}\u{201d} are spread"),
        alt: format!(
            "{} answers from {} to {}, half of them at or below {}; {noughts} of them nought.",
            values.len(),
            unit.spell(*values.first()?),
            unit.spell(most),
            unit.spell(middle)
        ),
        note: note.to_owned(),
        width: WIDTH,
        height: HEIGHT,
        marks,
        key: Vec::new(),
        table: table(&bins, apart, unit),
    })
}

fn scale_note(unit: &Unit, logarithmic: bool) -> String {
    let word = if *unit == Unit::Plain { "answer" } else { unit.word() };
    if logarithmic { format!("{word}, logarithmic scale") } else { word.to_owned() }
}

fn straight_bins(values: &[f64], percent: bool) -> Vec<Bin> {
    let most = values.last().copied().unwrap_or(1.0);
    let step = if percent { 5.0 } else { super::axis::round_up(most / 16.0) };
    let top = if percent { 100.0 } else { most };
    // A count of a few whole things has a bin for each.
    let whole = values.iter().all(|value| value.fract() == 0.0);
    let step = if whole { step.max(1.0) } else { step };
    let count = ((top / step).floor() as usize + usize::from(!percent)).clamp(1, 60);
    let edges: Vec<f64> = (0..=count).map(|at| step * at as f64).collect();
    let single = whole && !percent && step == 1.0;
    counted(&edges, values).into_iter().map(|bin| Bin { single, ..bin }).collect()
}

fn log_bins(values: &[f64]) -> Vec<Bin> {
    let (Some(least), Some(most)) = (values.first(), values.last()) else { return Vec::new() };
    let mut edges = rounds(round_down(*least), *most);
    if edges.last().is_some_and(|last| last <= most) {
        edges.push(super::axis::round_up(most * 1.1));
    }
    counted(&edges, values)
}

fn counted(edges: &[f64], sorted: &[f64]) -> Vec<Bin> {
    let last = edges.len().saturating_sub(2);
    edges
        .windows(2)
        .enumerate()
        .map(|(at, edge)| {
            let (low, high) = (edge[0], edge[1]);
            let inside = |value: &&f64| **value >= low && (**value < high || (at == last && **value <= high));
            Bin { low, high, count: sorted.iter().filter(inside).count(), single: false }
        })
        .collect()
}

fn level_lines(heights: &Scale) -> Vec<Mark> {
    let ticks = heights.ticks().into_iter().filter(|tick| tick.fract() == 0.0);
    ticks
        .flat_map(|tick| {
            let y = heights.place(tick);
            [
                Mark::line((LEFT, y), (WIDTH, y), "grid"),
                Mark::words(LEFT - 6.0, y + 4.0, "end", "quiet", Unit::Plain.spell(tick)),
            ]
        })
        .collect()
}

fn columns(bins: &[Bin], left: f64, heights: &Scale, unit: &Unit) -> Vec<Mark> {
    let width = (WIDTH - left) / bins.len().max(1) as f64;
    // Labels at every bin's edge would run into each other.
    let wanted = bins.iter().map(|bin| super::width_of(&unit.spell(bin.low))).fold(0.0, f64::max) + 10.0;
    let every = (wanted / width).ceil().max(1.0) as usize;
    let mut marks = Vec::new();
    for (at, bin) in bins.iter().enumerate() {
        let x = left + width * at as f64;
        marks.extend(column(x + 1.0, width - 2.0, bin.count, heights, "value", &between(bin, unit)));
        if at % every == 0 {
            let at = if bin.single { x + width / 2.0 } else { x };
            marks.push(Mark::line((at, BOTTOM), (at, BOTTOM + 4.0), "axis"));
            marks.push(Mark::words(at, BOTTOM + 17.0, "middle", "label", unit.spell(bin.low)));
        }
    }
    marks
}

fn column(x: f64, width: f64, count: usize, heights: &Scale, class: &'static str, what: &str) -> Option<Mark> {
    let top = heights.place(count as f64);
    (count > 0).then(|| Mark::bar(x, top, width, BOTTOM - top, class, format!("{what}: {count}")))
}

fn between(bin: &Bin, unit: &Unit) -> String {
    if bin.single {
        return unit.spell(bin.low);
    }
    format!("{} to {}", unit.spell(bin.low), unit.spell(bin.high))
}

fn table(bins: &[Bin], apart: usize, unit: &Unit) -> Table {
    let nought = (apart > 0).then(|| vec![unit.spell(0.0), apart.to_string()]);
    let rows = bins.iter().map(|bin| vec![between(bin, unit), bin.count.to_string()]);
    Table {
        heading: vec!["From, to just under".to_owned(), "Authorities".to_owned()],
        rows: nought.into_iter().chain(rows).collect(),
    }
}
