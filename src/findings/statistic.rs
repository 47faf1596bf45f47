//! Values to figures, and spans to bounds.
//!
//! Quantiles are those of Hyndman and Fan's type 7 (the default of R, NumPy and spreadsheets): between two values the
//! straight line. Bounds are sharp for shares, counts, sums, means and medians; a ratio's are those of its two sums taken
//! apart, so never too narrow.

use super::judge::Span;
use super::plan::Statistic;
use super::{Bounds, Reading};
use crate::campaign::expression::Aggregate;

/// What the figure reads for the values of `rows`, with the first and second sum of a ratio.
pub(super) fn reading(statistic: Statistic, rows: &[[f64; 2]]) -> Reading {
    let first = || sorted(rows.iter().map(|row| row[0]));
    if rows.is_empty() && statistic != Statistic::Count {
        return Reading::Nothing("no authority has a usable answer".to_owned());
    }
    let sum: f64 = rows.iter().map(|row| row[0]).sum();
    let number = match statistic {
        Statistic::Share => Some(100.0 * sum / rows.len() as f64),
        Statistic::Count | Statistic::Sum => Some(sum),
        Statistic::Mean => Some(sum / rows.len() as f64),
        Statistic::Median => quantile(&first(), 0.5),
        Statistic::Range => match (quantile(&first(), 0.0), quantile(&first(), 1.0)) {
            (Some(low), Some(high)) => return Reading::Range(low, high),
            _ => None,
        },
        Statistic::Quantiles => {
            let values = first();
            let five = [0.0, 0.25, 0.5, 0.75, 1.0].map(|at| quantile(&values, at).unwrap_or(f64::NAN));
            if five.iter().all(|number| number.is_finite()) {
                return Reading::Quantiles(five);
            }
            None
        }
        Statistic::Ratio(over, under) => {
            let (over, under) = ratio_parts(over, under, rows);
            match (over, under) {
                (_, Some(0.0)) => return Reading::Nothing("the second of the two comes to 0".to_owned()),
                (Some(over), Some(under)) => Some(over / under),
                _ => None,
            }
        }
    };
    match number.filter(|number| number.is_finite()) {
        Some(number) => Reading::Number(number),
        None => Reading::Nothing("the numbers are too large to be figures".to_owned()),
    }
}

/// The two numbers of a ratio.
pub(super) fn ratio_parts(over: Aggregate, under: Aggregate, rows: &[[f64; 2]]) -> (Option<f64>, Option<f64>) {
    let part = |at: usize, aggregate| aggregated(aggregate, rows.iter().filter_map(|row| row.get(at).copied()));
    (part(0, over), part(1, under))
}

fn aggregated(aggregate: Aggregate, values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    let sum = || values.iter().sum::<f64>();
    match aggregate {
        Aggregate::Sum | Aggregate::Count => Some(sum()),
        Aggregate::Mean if values.is_empty() => None,
        Aggregate::Mean => Some(sum() / values.len() as f64),
        Aggregate::Median => quantile(&sorted(values.into_iter()), 0.5),
        Aggregate::Min => quantile(&sorted(values.into_iter()), 0.0),
        Aggregate::Max => quantile(&sorted(values.into_iter()), 1.0),
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The quantile `at` (0 to 1) of sorted values; `None` of none.
pub(super) fn quantile(sorted: &[f64], at: f64) -> Option<f64> {
    let place = at * (sorted.len().checked_sub(1)?) as f64;
    let (below, above) = (sorted.get(place.floor() as usize)?, sorted.get(place.ceil() as usize)?);
    let part = place - place.floor();
    // Two like ends first: between two infinities there is no line.
    Some(if part == 0.0 || below == above { *below } else { below + (above - below) * part })
}

/// Where the figure could lie if each row had any value of its span; holds `reading` itself in any case.
///
/// `None` where every span is a point and nothing is optional: the figure is exact.
pub(super) fn bounds(statistic: Statistic, spans: &[Span], reading: &Reading) -> Option<Bounds> {
    let open = spans.iter().filter(|span| span.optional || span.low != span.high).count();
    if open == 0 {
        return None;
    }
    let (low, high) = ends(statistic, spans);
    let own = match reading {
        Reading::Number(number) => Some((*number, *number)),
        Reading::Range(low, high) => Some((*low, *high)),
        Reading::Quantiles(five) => Some((five[0], five[4])),
        Reading::Nothing(_) => None,
    };
    let (low, high) = match own {
        Some((least, most)) => (low.map(|low| low.min(least)), high.map(|high| high.max(most))),
        None => (low, high),
    };
    let finite = |end: Option<f64>| end.filter(|end| end.is_finite());
    Some(Bounds { low: finite(low), high: finite(high), open })
}

fn ends(statistic: Statistic, spans: &[Span]) -> (Option<f64>, Option<f64>) {
    let first = |aggregate| aggregate_ends(aggregate, 0, spans);
    match statistic {
        Statistic::Share => {
            let (low, high) = first(Aggregate::Mean);
            (low.map(|low| 100.0 * low), high.map(|high| 100.0 * high))
        }
        Statistic::Count | Statistic::Sum => first(Aggregate::Sum),
        Statistic::Mean => first(Aggregate::Mean),
        Statistic::Median => first(Aggregate::Median),
        Statistic::Range | Statistic::Quantiles => (first(Aggregate::Min).0, first(Aggregate::Max).1),
        Statistic::Ratio(over, under) => quotient_ends(aggregate_ends(over, 0, spans), aggregate_ends(under, 1, spans)),
    }
}

/// The least and the most that `aggregate` can come to; a row that is optional counts only where it pulls that way.
fn aggregate_ends(aggregate: Aggregate, at: usize, spans: &[Span]) -> (Option<f64>, Option<f64>) {
    let end = |span: &Span, high: bool| {
        let ends = if high { &span.high } else { &span.low };
        ends.get(at).copied().unwrap_or(0.0)
    };
    let extreme = |high: bool| {
        let fixed = spans.iter().filter(|span| !span.optional).map(|span| end(span, high));
        let optional = spans.iter().filter(|span| span.optional).map(|span| end(span, high));
        match aggregate {
            Aggregate::Sum | Aggregate::Count => {
                let pull = optional.map(|value| if high { value.max(0.0) } else { value.min(0.0) });
                Some(fixed.chain(pull).sum())
            }
            Aggregate::Mean => extreme_mean(fixed.collect(), optional.collect(), high),
            Aggregate::Median => extreme_median(fixed.collect(), optional.collect(), high),
            Aggregate::Min if high => {
                let least = fixed.fold(f64::INFINITY, f64::min);
                if least.is_finite() { Some(least) } else { Some(optional.fold(f64::NEG_INFINITY, f64::max)) }
            }
            Aggregate::Max if !high => {
                let most = fixed.fold(f64::NEG_INFINITY, f64::max);
                if most.is_finite() { Some(most) } else { Some(optional.fold(f64::INFINITY, f64::min)) }
            }
            Aggregate::Min => Some(fixed.chain(optional).fold(f64::INFINITY, f64::min)),
            Aggregate::Max => Some(fixed.chain(optional).fold(f64::NEG_INFINITY, f64::max)),
        }
    };
    (extreme(false), extreme(true))
}

/// Takes in optional values, the most extreme first, as long as each still pulls the mean its way.
fn extreme_mean(fixed: Vec<f64>, mut optional: Vec<f64>, high: bool) -> Option<f64> {
    optional.sort_by(|a, b| if high { b.total_cmp(a) } else { a.total_cmp(b) });
    let (mut sum, mut count) = (fixed.iter().sum::<f64>(), fixed.len() as f64);
    for value in optional {
        let pulls = count == 0.0 || if high { value > sum / count } else { value < sum / count };
        if !pulls {
            break;
        }
        sum += value;
        count += 1.0;
    }
    (count > 0.0).then(|| sum / count)
}

/// As for the mean: each value on the far side of the median moves it that way, or leaves it for the next to move.
fn extreme_median(fixed: Vec<f64>, mut optional: Vec<f64>, high: bool) -> Option<f64> {
    optional.sort_by(|a, b| if high { b.total_cmp(a) } else { a.total_cmp(b) });
    let mut values = sorted(fixed.into_iter());
    for value in optional {
        let pulls = quantile(&values, 0.5).is_none_or(|median| if high { value > median } else { value < median });
        if !pulls {
            break;
        }
        let place = values.partition_point(|known| known.total_cmp(&value).is_lt());
        values.insert(place, value);
    }
    quantile(&values, 0.5)
}

/// The ends of one interval over another; none where the lower may be nought.
fn quotient_ends(over: (Option<f64>, Option<f64>), under: (Option<f64>, Option<f64>)) -> (Option<f64>, Option<f64>) {
    let (Some(over_low), Some(over_high), Some(under_low), Some(under_high)) = (over.0, over.1, under.0, under.1)
    else {
        return (None, None);
    };
    if under_high <= 0.0 {
        return (None, None);
    }
    // Negative sums do not occur in answers; a rule that makes them gets no bound rather than a wrong one.
    if over_low < 0.0 || under_low < 0.0 {
        return (None, None);
    }
    (Some(over_low / under_high), (under_low > 0.0).then(|| over_high / under_low))
}
