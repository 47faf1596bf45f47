//! The answers to one question in two waves, authority by authority.

use std::collections::BTreeMap;

use serde::Serialize;

use super::identity::{Identity, Kin};
use crate::authority::Code;
use crate::campaign::{AnswerType, Question, QuestionId};
use crate::ledger::{CellState, Disposition, Ledger, Qualifier, Row, Value};

/// One authority's answers, or those of several that became one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    pub before: Vec<Code>,
    pub after: Vec<Code>,
    /// The later name.
    pub name: String,
    pub was: Value,
    pub is: Value,
    pub direction: Direction,
}

/// Which way an answer went; words and choices only change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
    Same,
    Changed,
}

/// All pairs of a question together.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Summary {
    pub compared: usize,
    pub up: usize,
    pub down: usize,
    pub same: usize,
    pub changed: usize,
    /// Of numbers: all of them together, before and after, over the authorities compared.
    pub sums: Option<[f64; 2]>,
    /// Of numbers: the middle change.
    pub median_change: Option<f64>,
    /// In both frames, and no usable answer before, now, or either time.
    pub silent_before: usize,
    pub silent_now: usize,
    pub silent_both: usize,
    /// Merged or split, and the question's answers cannot be added up.
    pub not_additive: usize,
}

pub(super) fn pairs(question: &Question, before: &Ledger, after: &Ledger, identity: &Identity) -> (Vec<Pair>, Summary) {
    let (then, now) = (Side::of(before, question), Side::of(after, question));
    let mut summary = Summary::default();
    let mut pairs = Vec::new();
    for kin in identity.kin.iter().filter(|kin| !kin.before.is_empty() && !kin.after.is_empty()) {
        let is_one = kin.before.len() == 1 && kin.after.len() == 1;
        if !is_one && !matches!(question.kind, AnswerType::Count | AnswerType::Money) {
            summary.not_additive += 1;
            continue;
        }
        match (then.said(&kin.before), now.said(&kin.after)) {
            (Some(was), Some(is)) => pairs.push(pair(kin, &now, was, is)),
            (None, Some(_)) => summary.silent_before += 1,
            (Some(_), None) => summary.silent_now += 1,
            (None, None) => summary.silent_both += 1,
        }
    }
    sum_up(&mut summary, &pairs);
    (pairs, summary)
}

fn pair(kin: &Kin, now: &Side<'_>, was: Value, is: Value) -> Pair {
    let names: Vec<&str> = kin.after.iter().map(|code| now.name(code)).collect();
    let direction = match (number(&was), number(&is)) {
        _ if was == is => Direction::Same,
        (Some(was), Some(is)) if is > was => Direction::Up,
        (Some(_), Some(_)) => Direction::Down,
        _ => Direction::Changed,
    };
    Pair { before: kin.before.clone(), after: kin.after.clone(), name: names.join(" and "), was, is, direction }
}

/// Yes is more than no.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::YesNo(yes) => Some(f64::from(u8::from(*yes))),
        Value::Date(_) | Value::Text(_) => None,
    }
}

fn sum_up(summary: &mut Summary, pairs: &[Pair]) {
    let count = |direction| pairs.iter().filter(|pair| pair.direction == direction).count();
    summary.compared = pairs.len();
    summary.up = count(Direction::Up);
    summary.down = count(Direction::Down);
    summary.same = count(Direction::Same);
    summary.changed = count(Direction::Changed);
    let numbers: Vec<[f64; 2]> = pairs
        .iter()
        .filter_map(|pair| match (&pair.was, &pair.is) {
            (Value::Number(was), Value::Number(is)) => Some([*was, *is]),
            _ => None,
        })
        .collect();
    let mut changes: Vec<f64> = numbers.iter().map(|[was, is]| is - was).collect();
    changes.sort_by(f64::total_cmp);
    summary.median_change = crate::findings::statistic::quantile(&changes, 0.5);
    let sum = |at: usize| numbers.iter().filter_map(|pair| pair.get(at)).sum();
    summary.sums = (!numbers.is_empty()).then(|| [sum(0), sum(1)]);
}

/// One wave's answers by code.
struct Side<'a>(BTreeMap<&'a Code, (&'a Row, Option<Value>)>);

impl<'a> Side<'a> {
    fn of(ledger: &'a Ledger, question: &Question) -> Self {
        let rows = ledger.rows.iter();
        Self(rows.map(|row| (&row.authority.code, (row, usable(row, &question.id)))).collect())
    }

    fn name<'c>(&self, code: &'c Code) -> &'c str
    where
        'a: 'c,
    {
        self.0.get(code).map_or(code.0.as_str(), |(row, _)| row.authority.name.as_str())
    }

    /// What one authority said, or the sum of what several did; `None` where one of them said nothing usable.
    fn said(&self, codes: &[Code]) -> Option<Value> {
        let said: Option<Vec<Value>> = codes.iter().map(|code| self.0.get(code)?.1.clone()).collect();
        match said?.as_slice() {
            [one] => Some(one.clone()),
            several => several.iter().map(number).sum::<Option<f64>>().map(Value::Number),
        }
    }
}

/// A settled answer that is exact, or given as approximate.
fn usable(row: &Row, question: &QuestionId) -> Option<Value> {
    if row.disposition == Disposition::AfterClose {
        return None;
    }
    let answer = &row.cell(question)?.settled.as_ref()?.answer;
    match (answer.state, &answer.value) {
        (CellState::Value | CellState::Zero, Some(value)) => Some(value.clone()),
        (CellState::Zero, None) => Some(Value::Number(0.0)),
        (CellState::Censored, Some(value)) if answer.qualifier == Some(Qualifier::Approx) => Some(value.clone()),
        _ => None,
    }
}
