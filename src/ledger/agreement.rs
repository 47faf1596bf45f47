//! How far coders agree who coded the same cells without seeing one another's words.
//!
//! Three figures, since each is asked for by somebody: percent agreement; Cohen's kappa for two coders (Cohen 1960, "A
//! Coefficient of Agreement for Nominal Scales"); Krippendorff's alpha for any number and with gaps (Krippendorff 2011,
//! "Computing Krippendorff's Alpha-Reliability"). All take answers as names: two numbers are the same or they are not,
//! since a misread figure is wrong whether it is off by one or by a million.
//!
//! Where everybody says the same of everything, chance has nothing to explain and neither kappa nor alpha exists: `None`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Answer;
use crate::campaign::QuestionId;

/// What one coder said of one question to one authority, blind.
#[derive(Debug, Clone, PartialEq)]
pub struct Rating {
    /// The request, as the unit that was coded.
    pub unit: String,
    pub question: QuestionId,
    pub coder: String,
    pub answer: Answer,
}

/// How far the coders of one question agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    pub question: QuestionId,
    pub coders: Vec<String>,
    /// Cells that two coders or more coded.
    pub cells: usize,
    /// Of those, how many all of them coded alike.
    pub same: usize,
    /// Two coders only.
    pub kappa: Option<f64>,
    pub alpha: Option<f64>,
}

/// The agreement on each question that at least two coders coded, in the order of their names.
///
/// `ratings` oldest first: the newest word of a coder on a cell counts.
pub fn agreement(ratings: &[Rating]) -> Vec<Agreement> {
    let mut by_question: BTreeMap<&QuestionId, BTreeMap<&str, BTreeMap<&str, String>>> = BTreeMap::new();
    for rating in ratings {
        let units = by_question.entry(&rating.question).or_default();
        units.entry(&rating.unit).or_default().insert(&rating.coder, name_of(&rating.answer));
    }
    by_question.into_iter().filter_map(|(question, units)| of_question(question, &units)).collect()
}

fn of_question(question: &QuestionId, units: &BTreeMap<&str, BTreeMap<&str, String>>) -> Option<Agreement> {
    let coded: Vec<&BTreeMap<&str, String>> = units.values().filter(|said| said.len() >= 2).collect();
    if coded.is_empty() {
        return None;
    }
    let coders: BTreeSet<&str> = coded.iter().flat_map(|said| said.keys().copied()).collect();
    let same = coded.iter().filter(|said| said.values().collect::<BTreeSet<_>>().len() == 1).count();
    let names: Vec<Vec<&str>> = coded.iter().map(|said| said.values().map(String::as_str).collect()).collect();
    let pairs: Vec<(&str, &str)> = names
        .iter()
        .filter_map(|said| match said.as_slice() {
            [one, other] => Some((*one, *other)),
            _ => None,
        })
        .collect();
    Some(Agreement {
        question: question.clone(),
        kappa: if coders.len() == 2 { kappa(&pairs) } else { None },
        coders: coders.into_iter().map(str::to_owned).collect(),
        cells: coded.len(),
        same,
        alpha: alpha(&names),
    })
}

/// An answer as the name of a category: state, value and bounds; not its unit, series or sections.
fn name_of(answer: &Answer) -> String {
    format!("{} {:?} {:?} {:?} {:?}", answer.state, answer.value, answer.qualifier, answer.low, answer.high)
}

/// Do two coders say the same of a cell, as far as agreement goes?
pub fn alike(one: &Answer, other: &Answer) -> bool {
    name_of(one) == name_of(other)
}

/// Cohen's kappa of pairs of names: agreement beyond what the two coders' own frequencies give by chance.
pub fn kappa<T: Ord>(pairs: &[(T, T)]) -> Option<f64> {
    let n = pairs.len() as f64;
    let observed = pairs.iter().filter(|(one, other)| one == other).count() as f64 / n;
    let (mut first, mut second) = (BTreeMap::new(), BTreeMap::new());
    for (one, other) in pairs {
        *first.entry(one).or_insert(0.0) += 1.0;
        *second.entry(other).or_insert(0.0) += 1.0;
    }
    let by_chance: f64 =
        first.iter().map(|(name, count)| count * second.get(name).copied().unwrap_or(0.0)).sum::<f64>() / (n * n);
    let beyond = 1.0 - by_chance;
    (n > 0.0 && beyond > f64::EPSILON).then(|| (observed - by_chance) / beyond)
}

/// Krippendorff's alpha for names: each unit is the list of what its coders said, gaps left out.
pub fn alpha<T: Ord>(units: &[Vec<T>]) -> Option<f64> {
    let mut values: BTreeMap<&T, f64> = BTreeMap::new();
    let (mut pairable, mut coincide) = (0.0, 0.0);
    for unit in units.iter().filter(|unit| unit.len() >= 2) {
        let m = unit.len() as f64;
        let mut here: BTreeMap<&T, f64> = BTreeMap::new();
        for value in unit {
            *here.entry(value).or_default() += 1.0;
            *values.entry(value).or_default() += 1.0;
        }
        pairable += m;
        coincide += here.values().map(|count| count * (count - 1.0)).sum::<f64>() / (m - 1.0);
    }
    let expected: f64 = values.values().map(|count| count * (count - 1.0)).sum();
    let by_chance = pairable * (pairable - 1.0) - expected;
    (by_chance > f64::EPSILON).then(|| ((pairable - 1.0) * coincide - expected) / by_chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn close(got: Option<f64>, wanted: f64) {
        assert!((got.unwrap() - wanted).abs() < 0.000_6, "{got:?} is not {wanted}");
    }

    #[test]
    fn kappa_is_that_of_cohens_own_example() {
        // Cohen 1960, table of frequencies of two psychologists over 200 cases: po .70, pc .41, kappa .492.
        let table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]];
        let mut pairs = Vec::new();
        for (row, counts) in table.iter().enumerate() {
            for (column, count) in counts.iter().enumerate() {
                pairs.extend(std::iter::repeat_n((row, column), *count));
            }
        }
        close(kappa(&pairs), 0.4915);
    }

    #[test]
    fn alpha_is_that_of_krippendorffs_examples() {
        // Krippendorff 2011, A: binary data, two observers, no missing data: 0.095.
        let pairs = |one: &str, other: &str| -> Vec<Vec<char>> {
            letters(one).into_iter().zip(letters(other)).map(|(a, b)| vec![a, b]).collect()
        };
        close(alpha(&pairs("0100000010", "1110010000")), 0.095);
        // B: nominal data, two observers, no missing data: 0.692.
        close(alpha(&pairs("aabbdcccedda", "babbbccceddd")), 0.692);
        // C: nominal data, four observers, missing data: 0.743.
        let observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
        let units: Vec<Vec<char>> = (0..12)
            .map(|unit| {
                let said = observers.iter().map(|all| letters(all)[unit]);
                said.filter(|value| *value != '.').collect()
            })
            .collect();
        close(alpha(&units), 0.743);
    }

    #[test]
    fn where_all_say_the_same_of_everything_chance_has_nothing_to_explain() {
        assert_eq!(kappa(&[(1, 1), (1, 1)]), None);
        assert_eq!(alpha(&[vec![1, 1], vec![1, 1]]), None);
        assert_eq!(kappa::<i32>(&[]), None);
    }
}
