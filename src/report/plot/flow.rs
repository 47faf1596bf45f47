//! Coverage as a flow: from the frame to what was sent, what came back, and what it was.

use super::{Mark, Plot, Table, tidy};
use crate::findings::Unit;
use crate::ledger::{Coverage, Disposition};

const WIDTH: f64 = 860.0;
const TOP: f64 = 6.0;
/// Height that all authorities together take; the rest is gaps.
const FULL: f64 = 220.0;
const GAP: f64 = 12.0;
const NODE: f64 = 16.0;
const COLUMNS: [f64; 4] = [0.0, 175.0, 350.0, 660.0];

/// One stop on the way.
struct Stop {
    column: usize,
    words: &'static str,
    count: usize,
    class: &'static str,
    /// The stop in the column before that it comes from.
    from: usize,
}

/// Draws what became of the frame.
pub fn flow(coverage: &Coverage) -> Plot {
    let by = |disposition| coverage.count(disposition);
    let came = [Disposition::Full, Disposition::Partial, Disposition::Refused, Disposition::NotHeld];
    let replied: usize = came.into_iter().map(by).sum();
    let not_sent = by(Disposition::NotSent);
    let stop = |column, words, count, class, from| Stop { column, words, count, class, from };
    let stops = [
        stop(0, "in the frame", coverage.frame, "ink", 0),
        stop(1, "sent", coverage.frame - not_sent, "ink", 0),
        stop(1, "not sent yet", not_sent, "none", 0),
        stop(2, "replied in time for the findings", replied, "ink", 1),
        stop(2, "reply to be read by a person", by(Disposition::Unclear), "warm", 1),
        stop(2, "answered after the closing date", by(Disposition::AfterClose), "warm", 1),
        stop(2, "acknowledged, no answer yet", by(Disposition::Waiting), "none", 1),
        stop(2, "no reply", by(Disposition::NoReply), "none", 1),
        stop(2, "not delivered", by(Disposition::NotDelivered), "none", 1),
        stop(2, "passed on or withdrawn", by(Disposition::Moved), "none", 1),
        stop(3, "answered in full", by(Disposition::Full), "good", 3),
        stop(3, "answered in part", by(Disposition::Partial), "fair", 3),
        stop(3, "refused", by(Disposition::Refused), "bad", 3),
        stop(3, "holds none of it", by(Disposition::NotHeld), "cool", 3),
    ];
    let (marks, height) = marks(&stops, coverage.frame);
    Plot {
        id: "flow".to_owned(),
        title: "From asked to answered".to_owned(),
        alt: alt(&stops),
        note: "The height of each band is a number of authorities.".to_owned(),
        width: WIDTH,
        height,
        marks,
        key: Vec::new(),
        table: Table {
            heading: vec!["What became of the request".to_owned(), "Authorities".to_owned()],
            rows: stops.iter().map(|stop| vec![stop.words.to_owned(), stop.count.to_string()]).collect(),
        },
    }
}

fn alt(stops: &[Stop]) -> String {
    let said: Vec<String> =
        stops.iter().filter(|stop| stop.count > 0).map(|stop| format!("{} {}", stop.count, stop.words)).collect();
    format!("Of the authorities: {}.", said.join(", "))
}

/// The marks, and how tall they are together.
fn marks(stops: &[Stop], frame: usize) -> (Vec<Mark>, f64) {
    let height = |count: usize| if frame == 0 { 0.0 } else { FULL * count as f64 / frame as f64 };
    let mut bands = Vec::new();
    let mut nodes = Vec::new();
    // Where the next node of a column goes, and how much of each stop has already flowed on.
    let mut next = [TOP; COLUMNS.len()];
    let mut tops = Vec::new();
    let mut flowed = vec![0.0; stops.len()];
    for stop in stops {
        let (Some(x), Some(next)) = (COLUMNS.get(stop.column), next.get_mut(stop.column)) else { continue };
        let (top, tall) = (*next, height(stop.count));
        tops.push(top);
        if stop.count == 0 {
            continue;
        }
        *next += tall.max(13.0) + GAP;
        if stop.from == 1 && stop.class == "ink" {
            // What flows on from here sinks as it spreads: the words below must lie lower than that.
            let outcomes = stops.iter().filter(|outcome| outcome.column == 3 && outcome.count > 0);
            let spread: f64 = outcomes.map(|outcome| height(outcome.count).max(13.0) + GAP).sum();
            *next = next.max(top + spread);
        }
        let says = format!("{} {}", Unit::Plain.spell(stop.count as f64), stop.words);
        nodes.push(Mark::bar(*x, top, NODE, tall.max(1.0), stop.class, says.clone()));
        nodes.extend(label(*x + NODE + 7.0, top, tall, stop));
        let from = stops.get(stop.from).filter(|_| stop.column > 0);
        if let (Some(from), Some(from_top), Some(used)) = (from, tops.get(stop.from), flowed.get_mut(stop.from)) {
            let start = (COLUMNS.get(from.column).copied().unwrap_or(0.0) + NODE, from_top + *used);
            bands.push(band(start, (*x, top), tall.max(1.0), stop.class, says));
            *used += tall;
        }
    }
    bands.extend(nodes);
    (bands, tidy(next.into_iter().fold(0.0, f64::max)))
}

fn label(x: f64, top: f64, tall: f64, stop: &Stop) -> Vec<Mark> {
    let count = Unit::Plain.spell(stop.count as f64);
    if tall > 34.0 {
        let middle = top + tall / 2.0;
        return vec![
            Mark::words(x, middle - 2.0, "start", "strong", count),
            Mark::words(x, middle + 13.0, "start", "label", stop.words),
        ];
    }
    vec![Mark::words(x, top + tall / 2.0 + 4.5, "start", "label", format!("{count} {}", stop.words))]
}

/// A band between two stops, drawn as an area with two curved sides.
fn band(start: (f64, f64), end: (f64, f64), tall: f64, class: &'static str, says: String) -> Mark {
    let half = (start.0 + end.0) / 2.0;
    let [x1, y1, x2, y2, half] = [start.0, start.1, end.0, end.1, half].map(tidy);
    let (low1, low2) = (tidy(start.1 + tall), tidy(end.1 + tall));
    let d =
        format!("M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}L{x2} {low2}C{half} {low2} {half} {low1} {x1} {low1}Z");
    let class = match class {
        "good" => "band good",
        "fair" => "band fair",
        "bad" => "band bad",
        "cool" => "band cool",
        "warm" => "band warm",
        "none" => "band none",
        _ => "band ink",
    };
    Mark::Path { d, class, says }
}
