//! Those who answered against those who did not, by what the frame knows of both.
//!
//! Effect sizes, not tests: the whole frame is known, so how large a difference is is the question, and not whether chance
//! made it. Words: Cramér's V (1946), of two rows, so its words are those of Cohen's w (1988): 0.1 small, 0.3 medium,
//! 0.5 large. Numbers: Cohen's d with the pooled standard deviation, 0.2 small, 0.5 medium, 0.8 large.
//!
//! Authorities that passed the request on, and those that were never sent one, are no non-respondents and stand aside.

use serde::Serialize;

use super::known::{Known, known};
use crate::ledger::{Disposition, Ledger, Row};

/// The two sides, by every variable of the frame that tells groups apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NonResponse {
    pub answered: usize,
    pub silent: usize,
    /// Neither: passed on, withdrawn, not sent.
    pub aside: usize,
    pub comparisons: Vec<Comparison>,
}

/// One variable's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    pub variable: String,
    pub effect: Effect,
    /// Of a variable of numbers: the mean of those who answered, and of those who did not.
    pub means: Option<[f64; 2]>,
    pub groups: Vec<Answered>,
}

/// How many of a group answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answered {
    pub group: String,
    pub answered: usize,
    pub of: usize,
}

/// How far apart the two sides are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// 0 (no difference) to 1.
    CramersV(f64),
    /// In standard deviations; above 0 where those who answered have more of it.
    CohensD(f64),
    /// All answered, nobody did, or nothing varies.
    Undefined,
}

impl Effect {
    /// After Cohen (1988).
    pub fn size(self) -> &'static str {
        let of = |effect: f64, steps: [f64; 3]| {
            let passed = steps.into_iter().filter(|step| effect.abs() >= *step).count();
            ["negligible", "small", "medium", "large"].get(passed).copied().unwrap_or_default()
        };
        match self {
            Self::CramersV(v) => of(v, [0.1, 0.3, 0.5]),
            Self::CohensD(d) => of(d, [0.2, 0.5, 0.8]),
            Self::Undefined => "not defined",
        }
    }
}

/// Compares the two sides.
pub fn nonresponse(ledger: &Ledger) -> NonResponse {
    let sides: Vec<Option<bool>> = ledger.rows.iter().map(side).collect();
    let count = |wanted: Option<bool>| sides.iter().filter(|side| **side == wanted).count();
    NonResponse {
        answered: count(Some(true)),
        silent: count(Some(false)),
        aside: count(None),
        comparisons: known(ledger).iter().map(|known| comparison(known, &sides)).collect(),
    }
}

fn side(row: &Row) -> Option<bool> {
    match row.disposition {
        Disposition::Moved | Disposition::NotSent => None,
        _ => Some(row.has_replied()),
    }
}

fn comparison(known: &Known, sides: &[Option<bool>]) -> Comparison {
    let groups: Vec<Answered> = known
        .groups
        .iter()
        .map(|(group, places)| {
            let of_group = || places.iter().filter_map(|place| *sides.get(*place)?);
            Answered {
                group: group.clone(),
                answered: of_group().filter(|answered| *answered).count(),
                of: of_group().count(),
            }
        })
        .filter(|group| group.of > 0)
        .collect();
    let Some(numbers) = &known.numbers else {
        return Comparison { variable: known.name.clone(), effect: cramers_v(&groups), means: None, groups };
    };
    let of_side = |wanted: bool| -> Vec<f64> {
        let pairs = numbers.iter().zip(sides);
        pairs.filter_map(|(number, side)| number.filter(|_| *side == Some(wanted))).collect()
    };
    let (answered, silent) = (of_side(true), of_side(false));
    let means = (!answered.is_empty() && !silent.is_empty()).then(|| [mean(&answered), mean(&silent)]);
    Comparison { variable: known.name.clone(), effect: cohens_d(&answered, &silent), means, groups }
}

fn cramers_v(groups: &[Answered]) -> Effect {
    let all: usize = groups.iter().map(|group| group.of).sum();
    let answered: usize = groups.iter().map(|group| group.answered).sum();
    if groups.len() < 2 || answered == 0 || answered == all {
        return Effect::Undefined;
    }
    let share = answered as f64 / all as f64;
    let squares = groups.iter().map(|group| {
        let expected = [share * group.of as f64, (1.0 - share) * group.of as f64];
        let seen = [group.answered as f64, (group.of - group.answered) as f64];
        seen.into_iter().zip(expected).map(|(seen, expected)| (seen - expected).powi(2) / expected).sum::<f64>()
    });
    Effect::CramersV((squares.sum::<f64>() / all as f64).sqrt())
}

fn cohens_d(one: &[f64], other: &[f64]) -> Effect {
    if one.len() < 2 || other.len() < 2 {
        return Effect::Undefined;
    }
    let spread = |values: &[f64]| {
        let mean = mean(values);
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
    };
    let pooled = ((spread(one) + spread(other)) / (one.len() + other.len() - 2) as f64).sqrt();
    let d = (mean(one) - mean(other)) / pooled;
    if d.is_finite() { Effect::CohensD(d) } else { Effect::Undefined }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, answered: usize, of: usize) -> Answered {
        Answered { group: name.to_owned(), answered, of }
    }

    #[test]
    fn the_effects_are_those_of_the_text_books() {
        // 30 of 40 against 10 of 40: chi-square 20, V = sqrt(20 / 80).
        assert_eq!(cramers_v(&[group("a", 30, 40), group("b", 10, 40)]), Effect::CramersV(0.5));
        assert_eq!(cramers_v(&[group("a", 20, 40), group("b", 20, 40)]), Effect::CramersV(0.0));
        assert_eq!(cramers_v(&[group("a", 40, 40), group("b", 40, 40)]), Effect::Undefined, "everybody answered");
        // Means 4 and 2, pooled variance 2.5.
        let Effect::CohensD(d) = cohens_d(&[2.0, 3.0, 4.0, 5.0, 6.0], &[0.0, 1.0, 2.0, 3.0, 4.0]) else {
            panic!("a number")
        };
        assert!((d - 2.0 / 2.5_f64.sqrt()).abs() < 1e-12);
        assert_eq!(cohens_d(&[1.0, 1.0], &[1.0, 1.0]), Effect::Undefined, "nothing varies");
    }

    #[test]
    fn an_effect_has_cohen_s_words() {
        let sizes: Vec<&str> = [0.05, 0.1, 0.31, 0.7].into_iter().map(|v| Effect::CramersV(v).size()).collect();
        assert_eq!(sizes, ["negligible", "small", "medium", "large"]);
        assert_eq!(Effect::CohensD(-0.6).size(), "medium");
    }
}
