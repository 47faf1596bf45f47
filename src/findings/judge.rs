//! One row against a rule: behind the figure with which value, or left out and why, and what else it could have been.
//!
//! Bounded answers are tried at every value where the rule's truth may turn ([`Open::values`]). Where all of them come to
//! the same the answer is as good as exact; where not, the row stays out of the figure and counts in its bounds. For
//! comparisons with numbers and for figures that rise or fall with each answer this finds the true extremes.

use super::Reason;
use super::plan::{Plan, Statistic};
use super::sight::Seen;
use crate::campaign::QuestionId;
use crate::campaign::expression::{Aggregate, Expression, Name, Scalar};
use crate::ledger::Row;

/// More worlds than this are not tried: only the ends, or nothing is said at all.
const MOST_WORLDS: usize = 2_000;

/// What one row gives to a figure. A truth is 1 or 0; only a ratio has two values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judged {
    pub point: Result<[f64; 2], Reason>,
    /// The values that it may have where it is behind the figure; `None` where it can only be out.
    pub span: Option<Span>,
    /// An answer that it needs waits for a person.
    pub waits: bool,
}

/// Lowest and highest, of one value or of a ratio's two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub low: [f64; 2],
    pub high: [f64; 2],
    /// It may also be left out.
    pub optional: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Outcome {
    In([f64; 2]),
    Out(Reason),
}

type World = Vec<Option<Scalar>>;

impl Plan<'_> {
    /// Tells what `row` gives to the figure.
    pub fn judge(&self, row: &Row) -> Judged {
        let seen: Vec<Seen> = self.slots.iter().map(|(name, source)| self.names.see(row, name, *source)).collect();
        let as_given: World = seen
            .iter()
            .map(|seen| match seen {
                Seen::Sure(scalar) => Some(scalar.clone()),
                Seen::Open(open) => open.given.map(Scalar::Number),
                Seen::Waits(_) | Seen::Missing(_) => None,
            })
            .collect();
        if !seen.iter().any(|seen| matches!(seen, Seen::Open(_))) {
            return self.judge_exact(&seen, &as_given);
        }
        let undecided = |seen: &Seen| matches!(seen, Seen::Open(open) if open.given.is_none());
        let point = match self.worlds(&seen, &as_given, &undecided) {
            Some(worlds) => self.agreed(&seen, &worlds),
            None => None,
        };
        let point = point.unwrap_or_else(|| Outcome::Out(self.undecided(&seen, &undecided)));
        let everything = |seen: &Seen| matches!(seen, Seen::Open(_));
        let (span, waits) = match self.worlds(&seen, &as_given, &everything) {
            Some(worlds) => self.spanned(&seen, &worlds),
            None => (Some(self.anything()), false),
        };
        Judged { point: point.into(), span, waits }
    }

    fn judge_exact(&self, seen: &[Seen], world: &World) -> Judged {
        let outcome = self.outcome(seen, world);
        let waits = matches!(&outcome, Outcome::Out(reason) if is_waiting(seen, reason));
        let span = match outcome {
            Outcome::In(value) => Some(Span { low: value, high: value, optional: false }),
            Outcome::Out(_) => None,
        };
        Judged { point: outcome.into(), span, waits }
    }

    /// What the row comes to if its answers are those of `world`.
    fn outcome(&self, seen: &[Seen], world: &World) -> Outcome {
        let lookup = |name: &Name| self.place(name).and_then(|slot| world.get(slot)?.clone());
        if let Some(among) = &self.among {
            match among.holds(&lookup) {
                Some(true) => {}
                Some(false) => return Outcome::Out(Reason::NotAmong),
                None => return Outcome::Out(self.first_missing(seen, among.names().iter())),
            }
        }
        let gap = self.needed.iter().filter_map(|slot| seen.get(*slot)).find_map(reason_of);
        if let Some(reason) = gap {
            return Outcome::Out(reason.clone());
        }
        let mut values = [0.0; 2];
        for (at, (value, subject)) in values.iter_mut().zip(&self.subjects).enumerate() {
            match self.value(at, subject, &lookup) {
                Some(number) => *value = number,
                None => return Outcome::Out(self.first_missing(seen, subject.names().iter())),
            }
        }
        Outcome::In(values)
    }

    fn value(&self, at: usize, subject: &Expression, lookup: &dyn Fn(&Name) -> Option<Scalar>) -> Option<f64> {
        let truth = |truth: bool| if truth { 1.0 } else { 0.0 };
        let counts = match self.statistic {
            Statistic::Share => return subject.holds(lookup).map(truth),
            Statistic::Count => true,
            Statistic::Ratio(first, second) => [first, second].get(at) == Some(&Aggregate::Count),
            Statistic::Sum | Statistic::Mean | Statistic::Median | Statistic::Range | Statistic::Quantiles => false,
        };
        match subject.evaluate(lookup)? {
            Scalar::YesNo(yes) if counts => Some(truth(yes)),
            // What is counted and is no condition is counted for being there.
            _ if counts => Some(1.0),
            Scalar::Number(number) => Some(number),
            Scalar::YesNo(_) | Scalar::Text(_) | Scalar::Date(_) => None,
        }
    }

    /// Every combination of the values that the answers picked by `open` may have; `None` where they are too many.
    fn worlds(&self, seen: &[Seen], as_given: &World, open: &dyn Fn(&Seen) -> bool) -> Option<Vec<World>> {
        let mut turns = self.turns.clone();
        turns.extend(as_given.iter().filter_map(|value| match value {
            Some(Scalar::Number(number)) => Some(*number),
            _ => None,
        }));
        let values = |ends_only: bool| -> Vec<(usize, Vec<f64>)> {
            let open = seen.iter().enumerate().filter(|(_, seen)| open(seen));
            open.filter_map(|(slot, seen)| match seen {
                Seen::Open(open) if ends_only => Some((slot, vec![open.low, open.high])),
                Seen::Open(open) => Some((slot, open.values(&turns))),
                _ => None,
            })
            .collect()
        };
        let size = |values: &[(usize, Vec<f64>)]| {
            values.iter().fold(1_usize, |size, (_, values)| size.saturating_mul(values.len()))
        };
        let mut tried = values(false);
        if size(&tried) > MOST_WORLDS {
            tried = values(true);
        }
        if size(&tried) > MOST_WORLDS {
            return None;
        }
        let mut worlds = vec![as_given.clone()];
        for (slot, values) in tried {
            let mut more = Vec::with_capacity(worlds.len() * values.len());
            for world in &worlds {
                for value in &values {
                    let mut world = world.clone();
                    if let Some(place) = world.get_mut(slot) {
                        *place = Some(Scalar::Number(*value));
                    }
                    more.push(world);
                }
            }
            worlds = more;
        }
        Some(worlds)
    }

    /// The outcome of all `worlds`, where it is one.
    fn agreed(&self, seen: &[Seen], worlds: &[World]) -> Option<Outcome> {
        let mut outcomes = worlds.iter().map(|world| self.outcome(seen, world));
        let first = outcomes.next()?;
        outcomes.all(|outcome| outcome == first).then_some(first)
    }

    /// What the row may give over all `worlds`, and whether some of them wait for a person.
    fn spanned(&self, seen: &[Seen], worlds: &[World]) -> (Option<Span>, bool) {
        let mut span: Option<Span> = None;
        let (mut optional, mut waits) = (false, false);
        for world in worlds {
            match self.outcome(seen, world) {
                Outcome::In(value) => {
                    let known = span.get_or_insert(Span { low: value, high: value, optional: false });
                    for (at, value) in value.into_iter().enumerate() {
                        known.low[at] = known.low[at].min(value);
                        known.high[at] = known.high[at].max(value);
                    }
                }
                // A bound so wide that the sum runs over everything: no end is known.
                Outcome::Out(Reason::NoValue) if span_is_endless(world) => {
                    span.get_or_insert(self.anything()).high = self.anything().high;
                }
                Outcome::Out(reason) => {
                    optional = true;
                    waits |= is_waiting(seen, &reason);
                }
            }
        }
        (span.map(|span| Span { optional, ..span }), waits)
    }

    /// Nothing is known of what the row gives.
    fn anything(&self) -> Span {
        match self.statistic {
            Statistic::Share | Statistic::Count => Span { low: [0.0; 2], high: [1.0; 2], optional: true },
            _ => Span { low: [f64::NEG_INFINITY; 2], high: [f64::INFINITY; 2], optional: true },
        }
    }

    fn undecided(&self, seen: &[Seen], open: &dyn Fn(&Seen) -> bool) -> Reason {
        let slot = seen.iter().position(open);
        let name = slot.and_then(|slot| self.slots.get(slot)).map(|(name, _)| name.word.clone());
        Reason::Undecided { question: QuestionId(name.unwrap_or_default()) }
    }

    fn first_missing<'n>(&self, seen: &[Seen], names: impl Iterator<Item = &'n Name>) -> Reason {
        let mut seen = names.filter_map(|name| seen.get(self.place(name)?));
        seen.find_map(reason_of).cloned().unwrap_or(Reason::NoValue)
    }
}

impl From<Outcome> for Result<[f64; 2], Reason> {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::In(value) => Ok(value),
            Outcome::Out(reason) => Err(reason),
        }
    }
}

fn reason_of(seen: &Seen) -> Option<&Reason> {
    match seen {
        Seen::Missing(reason) | Seen::Waits(reason) => Some(reason),
        Seen::Sure(_) | Seen::Open(_) => None,
    }
}

fn is_waiting(seen: &[Seen], reason: &Reason) -> bool {
    seen.iter().any(|seen| matches!(seen, Seen::Waits(waits) if waits == reason))
}

fn span_is_endless(world: &World) -> bool {
    world.iter().any(|value| matches!(value, Some(Scalar::Number(number)) if number.is_infinite()))
}
