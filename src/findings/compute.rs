//! From rules and a ledger to findings.

use std::collections::BTreeMap;

use super::judge::{Judged, Span};
use super::known::{Known, known};
use super::plan::{Plan, Statistic};
use super::sight::Names;
use super::statistic::{bounds, ratio_parts, reading};
use super::{
    Figure, Finding, FindingError, Group, LeftOut, Reading, Reason, Sampling, Unit, group, interval, reweighted,
    sentence,
};
use crate::authority::Code;
use crate::campaign::{FindingRule, Observation, Question};
use crate::ledger::Ledger;

/// Computes every finding that `rules` declare, in their order.
///
/// Each row of the ledger is either behind a figure or left out of it for one reason, so that the two always add up to
/// the frame. Zero counts as nought; a bounded answer counts in the figure where its bound decides the rule and in the
/// bounds where it does not; an answer given as approximate counts as given; a yes/no observation that an answer does
/// not mention counts as no. What would divide by nought has no value and says so.
///
/// # Errors
/// [`FindingError`] for an expression that cannot be read or names what does not exist; `foi check` finds these before.
pub fn compute(
    rules: &[FindingRule],
    questions: &[Question],
    observations: &[Observation],
    ledger: &Ledger,
) -> Result<Vec<Finding>, FindingError> {
    compute_sampled(rules, questions, observations, ledger, Sampling::Census)
}

/// As [`compute`], with intervals where the frame was drawn from a larger population.
///
/// # Errors
/// As [`compute`].
pub fn compute_sampled(
    rules: &[FindingRule],
    questions: &[Question],
    observations: &[Observation],
    ledger: &Ledger,
    sampling: Sampling,
) -> Result<Vec<Finding>, FindingError> {
    let names = Names::of(questions, observations, ledger);
    let known = if rules.is_empty() { Vec::new() } else { known(ledger) };
    rules.iter().map(|rule| Ok(finding(&Plan::of(rule, &names)?, ledger, &known, sampling))).collect()
}

fn finding(plan: &Plan<'_>, ledger: &Ledger, known: &[Known], sampling: Sampling) -> Finding {
    let left = sampling.left(ledger.rows.len());
    let judged: Vec<(&Code, Judged)> = ledger.rows.iter().map(|row| (&row.authority.code, plan.judge(row))).collect();
    let everyone: Vec<&(&Code, Judged)> = judged.iter().collect();
    let groups = group::groups(plan, ledger).into_iter().map(|(name, places)| {
        let rows: Vec<&(&Code, Judged)> = places.iter().filter_map(|place| judged.get(*place)).collect();
        Group { figure: figure(plan, &rows, left, &name), name }
    });
    Finding {
        id: plan.rule.id.clone(),
        title: plan.rule.title.clone(),
        rule: sentence::rule(plan),
        rests_on: plan.rests_on(),
        whole: figure(plan, &everyone, left, ""),
        groups: groups.collect(),
        reweighted: reweighted::reweighted(plan.statistic, known, &judged),
        note: sentence::note(plan, sampling, ledger.rows.len()),
    }
}

/// `left` is the part of the variance that a sample leaves ([`Sampling::left`]); none of a census.
fn figure(plan: &Plan<'_>, judged: &[&(&Code, Judged)], left: Option<f64>, group: &str) -> Figure {
    let mut points = Vec::new();
    let (mut rows, mut behind) = (Vec::new(), Vec::new());
    let mut left_out: BTreeMap<&Reason, Vec<Code>> = BTreeMap::new();
    let truths = matches!(plan.statistic, Statistic::Share | Statistic::Count);
    for (code, judged) in judged {
        match &judged.point {
            Ok(point) => {
                points.push(*point);
                rows.push((*code).clone());
                if !truths || point[0] > 0.0 {
                    behind.push((*code).clone());
                }
            }
            Err(reason) => left_out.entry(reason).or_default().push((*code).clone()),
        }
    }
    let reading = reading(plan.statistic, &points);
    let spans: Vec<Span> = judged.iter().filter_map(|(_, judged)| judged.span).collect();
    let (numerator, denominator) = parts(plan.statistic, &points);
    let [numerator_unit, denominator_unit, unit] = units(plan);
    Figure {
        bounds: bounds(plan.statistic, &spans, &reading),
        if_answered: truths.then(|| if_known(plan.statistic, spans.clone(), judged, &reading, is_gap)).flatten(),
        if_settled: truths.then(|| if_known(plan.statistic, spans, judged, &reading, |judged| judged.waits)).flatten(),
        interval: left.and_then(|left| {
            interval::interval(plan.statistic, &points, &reading, left, &format!("{}/{group}", plan.rule.id))
        }),
        reading,
        numerator,
        denominator,
        unit,
        numerator_unit,
        denominator_unit,
        who: sentence::who(plan),
        rows,
        behind,
        left_out: in_order(left_out),
    }
}

/// Whether a usable answer is missing that could have been given.
fn is_gap(judged: &Judged) -> bool {
    judged.waits || matches!(&judged.point, Err(reason) if reason.is_gap())
}

/// The bounds if the answers that are `missing` were known: each may be in on either side, or out.
fn if_known(
    statistic: Statistic,
    mut spans: Vec<Span>,
    judged: &[&(&Code, Judged)],
    reading: &Reading,
    missing: fn(&Judged) -> bool,
) -> Option<super::Bounds> {
    let waiting = judged.iter().filter(|(_, judged)| missing(judged) && judged.span.is_none()).count();
    if waiting == 0 {
        return None;
    }
    spans.extend(std::iter::repeat_n(Span { low: [0.0; 2], high: [1.0; 2], optional: true }, waiting));
    bounds(statistic, &spans, reading)
}

fn parts(statistic: Statistic, points: &[[f64; 2]]) -> (Option<f64>, f64) {
    let sum = || points.iter().map(|point| point[0]).sum();
    let count = points.len() as f64;
    match statistic {
        Statistic::Share | Statistic::Count | Statistic::Sum | Statistic::Mean => (Some(sum()), count),
        Statistic::Median | Statistic::Range | Statistic::Quantiles => (None, count),
        Statistic::Ratio(over, under) => {
            let (over, under) = ratio_parts(over, under, points);
            (over, under.unwrap_or(0.0))
        }
    }
}

/// The units of numerator, denominator and value.
fn units(plan: &Plan<'_>) -> [Unit; 3] {
    use crate::campaign::expression::Aggregate;
    let of = |at: usize| {
        let columns = plan.subjects.get(at).map(|subject| plan.measured(subject)).unwrap_or_default();
        match columns.as_slice() {
            [only] => Unit::of(only.kind, only.unit.as_deref()),
            _ => Unit::Plain,
        }
    };
    match plan.statistic {
        Statistic::Share => [Unit::Authorities, Unit::Authorities, Unit::Percent],
        Statistic::Count => [Unit::Authorities, Unit::Authorities, Unit::Authorities],
        Statistic::Sum | Statistic::Mean | Statistic::Median | Statistic::Range | Statistic::Quantiles => {
            [of(0), Unit::Authorities, of(0)]
        }
        Statistic::Ratio(over, under) => {
            let part = |at, aggregate| if aggregate == Aggregate::Count { Unit::Authorities } else { of(at) };
            let (over, under) = (part(0, over), part(1, under));
            let value = if over == Unit::Pounds && under != Unit::Pounds { Unit::Pounds } else { Unit::Plain };
            [over, under, value]
        }
    }
}

/// The most common reasons first.
fn in_order(left_out: BTreeMap<&Reason, Vec<Code>>) -> Vec<LeftOut> {
    let mut left_out: Vec<LeftOut> = left_out
        .into_iter()
        .map(|(reason, codes)| LeftOut { words: reason.words(), reason: reason.clone(), codes })
        .collect();
    left_out.sort_by_key(|left_out| std::cmp::Reverse(left_out.codes.len()));
    left_out
}
