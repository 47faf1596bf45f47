//! How fast answers came: the share of those asked that had answered by each day, with the day the law allows.

use super::axis::Scale;
use super::{Mark, Plot, Table, tidy};
use crate::findings::Unit;
use crate::ledger::{Ledger, Row};

const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 280.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 504.0;
const BOTTOM: f64 = 236.0;
const TOP: f64 = 16.0;

/// Draws the curve; `None` where nothing was sent or nobody answered.
pub fn response_times(ledger: &Ledger) -> Option<Plot> {
    let sent = ledger.rows.iter().filter(|row| row.sent.is_some()).count();
    let mut days: Vec<i32> = ledger.rows.iter().filter_map(Row::days_to_reply).filter(|days| *days >= 0).collect();
    days.sort_unstable();
    let longest = *days.last()?;
    if sent == 0 {
        return None;
    }
    let allowed = allowed_days(ledger);
    let across = Scale::straight(f64::from(longest.max(allowed.unwrap_or(0)).max(1)), LEFT, RIGHT);
    let up = Scale::straight(100.0, BOTTOM, TOP);
    let share = |count: usize| 100.0 * count as f64 / sent as f64;
    let mut marks = axes(&across, &up);
    let in_time = allowed.map(|allowed| days.partition_point(|day| *day <= allowed));
    if let (Some(allowed), Some(in_time)) = (allowed, in_time) {
        let x = across.place(f64::from(allowed));
        marks.push(Mark::line((x, TOP), (x, BOTTOM), "limit"));
        let words = format!("the usual last day, {allowed} days: {}", Unit::Percent.spell(share(in_time)));
        let room_right = x + 8.0 + super::width_of(&words) < RIGHT;
        let (at, anchor) = if room_right { (x + 6.0, "start") } else { (x - 6.0, "end") };
        marks.push(Mark::words(at, BOTTOM - 10.0, anchor, "strong", words));
    }
    marks.push(Mark::Path {
        d: steps(&days, &across, &up, &share),
        class: "curve",
        says: format!("{} of {sent} answered within {longest} days", days.len()),
    });
    Some(Plot {
        id: "response-times".to_owned(),
        title: "How long answers took".to_owned(),
        alt: alt(&days, sent, allowed),
        note: format!(
            "Share of the {} asked that had answered, by days since the request was sent.",
            Unit::Plain.spell(sent as f64)
        ),
        width: WIDTH,
        height: HEIGHT,
        marks,
        key: Vec::new(),
        table: table(&days, sent, f64::from(longest)),
    })
}

/// The day on which most requests fell due, in days from sending; the median where they differ.
fn allowed_days(ledger: &Ledger) -> Option<i32> {
    let mut days: Vec<i32> = ledger
        .rows
        .iter()
        .filter_map(|row| Some(row.sent?.until(row.due?).ok()?.get_days()))
        .filter(|days| *days > 0)
        .collect();
    days.sort_unstable();
    days.get(days.len() / 2).copied()
}

fn alt(days: &[i32], sent: usize, allowed: Option<i32>) -> String {
    let half = days.get(days.len() / 2).copied().unwrap_or(0);
    let mut alt = format!("{} of {sent} answered, half of those within {half} days", days.len());
    if let Some(allowed) = allowed {
        let in_time = days.partition_point(|day| *day <= allowed);
        alt.push_str(&format!("; {in_time} within the {allowed} days that most requests had"));
    }
    alt.push('.');
    alt
}

fn axes(across: &Scale, up: &Scale) -> Vec<Mark> {
    let mut marks = Vec::new();
    for tick in up.ticks() {
        let y = up.place(tick);
        marks.push(Mark::line((LEFT, y), (RIGHT, y), "grid"));
        marks.push(Mark::words(LEFT - 7.0, y + 4.0, "end", "quiet", Unit::Percent.spell(tick)));
    }
    for tick in across.ticks().into_iter().filter(|tick| tick.fract() == 0.0) {
        let x = across.place(tick);
        marks.push(Mark::line((x, BOTTOM), (x, BOTTOM + 4.0), "axis"));
        marks.push(Mark::words(x, BOTTOM + 18.0, "middle", "label", Unit::Plain.spell(tick)));
    }
    marks.push(Mark::line((LEFT, BOTTOM), (RIGHT, BOTTOM), "axis"));
    marks.push(Mark::words(RIGHT, BOTTOM + 36.0, "end", "quiet", "days since the request was sent"));
    marks
}

fn steps(days: &[i32], across: &Scale, up: &Scale, share: &dyn Fn(usize) -> f64) -> String {
    let mut d = format!("M{} {}", tidy(across.place(0.0)), tidy(up.place(0.0)));
    for (at, day) in days.iter().enumerate() {
        // One step a day, at the last answer of the day.
        if days.get(at + 1) == Some(day) {
            continue;
        }
        d.push_str(&format!("H{}V{}", tidy(across.place(f64::from(*day))), tidy(up.place(share(at + 1)))));
    }
    d.push_str(&format!("H{RIGHT}"));
    d
}

fn table(days: &[i32], sent: usize, longest: f64) -> Table {
    let step = super::axis::round_up((longest / 12.0).max(1.0)) as i32;
    let rows = (1..=60).map(|at| at * step).take_while(|day| f64::from(*day) < longest + f64::from(step)).map(|day| {
        let count = days.partition_point(|known| *known <= day);
        vec![format!("{day}"), count.to_string(), Unit::Percent.spell(100.0 * count as f64 / sent as f64)]
    });
    Table {
        heading: vec!["Within days".to_owned(), "Answered".to_owned(), format!("Of {sent} sent")],
        rows: rows.collect(),
    }
}
