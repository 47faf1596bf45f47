//! How sure: named features of a proposal, weighed into a probability that it is right.
//!
//! A logistic model, its weights a data file (`confidence.toml`) fitted offline by `tests/reply/fit.py` on labelled letters,
//! five-fold by campaign. A feature without a weight counts for nothing; an unknown shape therefore falls back to the
//! intercept, which is low. The threshold for [`Accept::Precision`] comes from the same file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::campaign::Accept;

#[derive(Debug, Deserialize)]
struct Model {
    intercept: f64,
    /// Expected precision and the lowest confidence that reaches it, found on letters held out.
    thresholds: Vec<Threshold>,
    weights: BTreeMap<String, f64>,
}

/// Doubts that labelled letters show too seldom to be fitted, each with its reason (`cautions.toml`).
#[derive(Debug, Deserialize)]
struct Caution {
    feature: String,
    weight: f64,
}

/// What no weight makes good: with it a proposal waits for a person, who is told why.
#[derive(Debug, Deserialize)]
struct Gate {
    feature: String,
    why: String,
}

#[derive(Debug, Deserialize)]
struct Cautions {
    caution: Vec<Caution>,
    gate: Vec<Gate>,
}

static FILE: LazyLock<Option<Cautions>> = LazyLock::new(|| toml::from_str(include_str!("cautions.toml")).ok());
static CAUTIONS: LazyLock<BTreeMap<&'static str, f64>> =
    LazyLock::new(|| FILE.iter().flat_map(|f| &f.caution).map(|c| (c.feature.as_str(), c.weight)).collect());
static GATES: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| FILE.iter().flat_map(|f| &f.gate).map(|g| (g.feature.as_str(), g.why.as_str())).collect());

/// The most that is said of a proposal behind a gate: likelier right than not, and never let in.
const BEHIND_GATE: f64 = 0.6;

/// Why a proposal with these features must wait, whatever its weights say.
pub fn waits_because(facts: &[(&'static str, f64)]) -> Option<&'static str> {
    facts.iter().filter(|(_, value)| *value > 0.0).find_map(|(name, _)| GATES.get(name).copied())
}

#[derive(Debug, Deserialize)]
struct Threshold {
    precision: f64,
    confidence: f64,
}

static MODEL: LazyLock<Option<Model>> = LazyLock::new(|| toml::from_str(include_str!("confidence.toml")).ok());

/// The probability that a proposal with these features is right.
pub fn confidence(facts: &[(&'static str, f64)]) -> f64 {
    let Some(model) = &*MODEL else { return 0.0 };
    let weight = |name: &str| model.weights.get(name).copied().unwrap_or(0.0);
    let sum: f64 = model.intercept
        + facts
            .iter()
            .map(|(name, value)| (weight(name) + CAUTIONS.get(*name).copied().unwrap_or(0.0)) * value)
            .sum::<f64>();
    let sure = 1.0 / (1.0 + (-sum).exp());
    if waits_because(facts).is_some() { sure.min(BEHIND_GATE) } else { sure }
}

/// Would a proposal of this confidence enter the ledger unseen?
///
/// A precision that no threshold was found for accepts nothing.
pub fn accepts(accept: Accept, confidence: f64) -> bool {
    match accept {
        Accept::Never => false,
        Accept::Precision(wanted) => MODEL.as_ref().is_some_and(|model| {
            model
                .thresholds
                .iter()
                .filter(|t| t.precision >= wanted - 1e-9)
                .map(|t| t.confidence)
                .min_by(f64::total_cmp)
                .is_some_and(|least| confidence >= least)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_file_can_be_read_and_never_accepts_nothing() {
        assert!(MODEL.is_some() && FILE.is_some() && !GATES.is_empty());
        assert!(!accepts(Accept::Never, 1.0));
        assert!(!accepts(Accept::Precision(0.999_999), 1.0), "more than was ever measured");
    }
}
