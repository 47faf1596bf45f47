//! Groups of rows: by the words of a variable, or by quarters of the frame where it is a number of many values.

use std::collections::BTreeMap;

use super::plan::Plan;
use super::sight::{Seen, Source};
use crate::campaign::expression::{Name, Scalar};
use crate::ledger::Ledger;

/// A variable of more different numbers than this is cut into bands.
pub(super) const MOST_NUMBERS: usize = 8;

/// What is not known of an authority has a group of its own.
const NOT_KNOWN: &str = "not known";

/// The groups of the rule's `by`, each with the places of its rows; together they are all rows.
pub(super) fn groups(plan: &Plan<'_>, ledger: &Ledger) -> Vec<(String, Vec<usize>)> {
    let Some((name, source)) = &plan.by else { return Vec::new() };
    let values: Vec<Option<Scalar>> = ledger.rows.iter().map(|row| said(plan, row, name, *source)).collect();
    if !plan.rule.bands.is_empty() {
        return by_band(&values, &plan.rule.bands);
    }
    of_values(&values)
}

/// Groups by what the values are: words each their own, numbers of many values by quarters.
pub(super) fn of_values(values: &[Option<Scalar>]) -> Vec<(String, Vec<usize>)> {
    let mut numbers: Vec<f64> = values.iter().filter_map(number).collect();
    numbers.sort_by(f64::total_cmp);
    let mut distinct = numbers.clone();
    distinct.dedup();
    if distinct.len() > MOST_NUMBERS { by_quarter(values, &numbers) } else { by_word(values) }
}

fn said(plan: &Plan<'_>, row: &crate::ledger::Row, name: &Name, source: Source) -> Option<Scalar> {
    match plan.names.see(row, name, source) {
        Seen::Sure(scalar) => Some(scalar),
        Seen::Open(open) => open.given.map(Scalar::Number),
        Seen::Waits(_) | Seen::Missing(_) => None,
    }
}

pub(super) fn number(value: &Option<Scalar>) -> Option<f64> {
    match value {
        Some(Scalar::Number(number)) => Some(*number),
        _ => None,
    }
}

fn by_word(values: &[Option<Scalar>]) -> Vec<(String, Vec<usize>)> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (place, value) in values.iter().enumerate() {
        match value {
            Some(Scalar::Text(text)) => groups.entry(text.clone()).or_default().push(place),
            Some(Scalar::YesNo(yes)) => {
                groups.entry(if *yes { "yes" } else { "no" }.to_owned()).or_default().push(place)
            }
            Some(Scalar::Date(date)) => groups.entry(date.to_string()).or_default().push(place),
            Some(Scalar::Number(number)) => groups.entry(number.to_string()).or_default().push(place),
            None => unknown.push(place),
        }
    }
    with_unknown(groups.into_iter().collect(), unknown)
}

/// The bands that the rule declares: below its first cut, from each cut to just below the next, and from the last upwards.
fn by_band(values: &[Option<Scalar>], cuts: &[f64]) -> Vec<(String, Vec<usize>)> {
    let spell = |number: f64| super::Unit::Plain.spell(number);
    let mut bands: Vec<(String, Vec<usize>)> = Vec::with_capacity(cuts.len() + 1);
    bands.extend(cuts.first().map(|cut| (format!("under {}", spell(*cut)), Vec::new())));
    bands.extend(cuts.windows(2).map(|cut| (format!("{} to under {}", spell(cut[0]), spell(cut[1])), Vec::new())));
    bands.extend(cuts.last().map(|cut| (format!("{} or more", spell(*cut)), Vec::new())));
    let mut unknown = Vec::new();
    for (place, value) in values.iter().enumerate() {
        let band = number(value).and_then(|number| bands.get_mut(cuts.iter().filter(|cut| number >= **cut).count()));
        match band {
            Some((_, places)) => places.push(place),
            None => unknown.push(place),
        }
    }
    with_unknown(bands, unknown)
}

/// Four bands, cut at the quartiles of the whole frame; a band's name says its lowest and highest.
fn by_quarter(values: &[Option<Scalar>], sorted: &[f64]) -> Vec<(String, Vec<usize>)> {
    let cut = |quarter: usize| sorted.get((sorted.len() * quarter / 4).saturating_sub(1)).copied();
    let cuts: Vec<f64> = (1..4).filter_map(cut).collect();
    let mut bands: [Vec<usize>; 4] = Default::default();
    let mut unknown = Vec::new();
    for (place, value) in values.iter().enumerate() {
        match number(value) {
            Some(number) => {
                let band = cuts.iter().filter(|cut| number > **cut).count();
                if let Some(band) = bands.get_mut(band) {
                    band.push(place);
                }
            }
            None => unknown.push(place),
        }
    }
    let named = bands.into_iter().filter(|band| !band.is_empty()).map(|band| {
        let of = band.iter().filter_map(|place| number(values.get(*place)?));
        let (low, high) = of.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), n| (low.min(n), high.max(n)));
        let spell = |number| super::Unit::Plain.spell(number);
        (format!("{} to {}", spell(low), spell(high)), band)
    });
    with_unknown(named.collect(), unknown)
}

fn with_unknown(mut groups: Vec<(String, Vec<usize>)>, unknown: Vec<usize>) -> Vec<(String, Vec<usize>)> {
    if !unknown.is_empty() {
        groups.push((NOT_KNOWN.to_owned(), unknown));
    }
    groups
}
