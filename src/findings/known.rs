//! What the frame knows of everybody, whether they answered or not: the variables by which those who answered can be held
//! against those who did not.
//!
//! A column of words counts where it tells two to sixteen groups apart; a column of numbers of many values is also cut into
//! quarters of the frame. What has a value for each authority of its own (a website) tells nothing and is passed over.

use std::collections::BTreeSet;

use super::group;
use super::sight::variable;
use crate::campaign::expression::Scalar;
use crate::ledger::Ledger;

/// More variables than this make no table.
const MOST: usize = 6;
/// Groups that a variable of words may have.
const GROUPS: std::ops::RangeInclusive<usize> = 2..=16;

/// One variable of the frame.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub name: String,
    /// Of a variable of numbers each row's.
    pub numbers: Option<Vec<Option<f64>>>,
    /// Each group with the places of its rows; together they are all rows.
    pub groups: Vec<(String, Vec<usize>)>,
}

/// The variables that tell groups apart: kind and region first.
pub(super) fn known(ledger: &Ledger) -> Vec<Known> {
    let others: BTreeSet<&str> =
        ledger.rows.iter().flat_map(|row| row.authority.variables.keys().map(String::as_str)).collect();
    let names = ["kind", "region"].into_iter().chain(others);
    names.filter_map(|name| one(ledger, name)).take(MOST).collect()
}

fn one(ledger: &Ledger, name: &str) -> Option<Known> {
    let values: Vec<Option<Scalar>> =
        ledger.rows.iter().map(|row| variable(row, name).and_then(Scalar::of_cell)).collect();
    let numbers: Vec<Option<f64>> = values.iter().map(group::number).collect();
    let is_numbers = values.iter().zip(&numbers).all(|(value, number)| value.is_some() == number.is_some());
    let groups = group::of_values(&values);
    let is_spread = is_numbers && numbers.iter().flatten().count() > group::MOST_NUMBERS;
    GROUPS.contains(&groups.len()).then(|| Known {
        name: name.to_owned(),
        numbers: (is_spread && groups.len() <= 5).then_some(numbers),
        groups,
    })
}
