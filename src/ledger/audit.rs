//! Audit: a random sample of what the reader settled unseen, checked by a person, and the error rate that follows.
//!
//! The sample is reproducible and needs no state: every cell is ranked by the SHA-256 of seed, request and question, and the
//! first N are taken, so a larger sample holds the smaller one and nobody can pick. The interval is Clopper and Pearson's
//! exact one (Biometrika 1934), which errs on the wide side; it takes the cells as endless many, so with a finite ledger it
//! is wider than need be, and the report says how many there are.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// What an audit found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Audit {
    /// Cells that the reader settled unseen.
    pub accepted: usize,
    /// Of those, checked by a person against the letter.
    pub checked: usize,
    /// Of the checked, wrong.
    pub wrong: usize,
    /// 95 % interval of the error rate, 0 to 1; `None` while nothing is checked.
    pub interval: Option<(f64, f64)>,
}

impl Audit {
    /// The audit with its interval.
    pub fn of(accepted: usize, checked: usize, wrong: usize) -> Self {
        Self { accepted, checked, wrong, interval: interval(wrong, checked) }
    }
}

impl std::fmt::Display for Audit {
    /// `3 of 50 wrong (6.0%), 95% interval 1.3% to 16.5%`, or `not audited yet`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some((low, high)) = self.interval else { return f.write_str("not audited yet") };
        let rate = 100.0 * self.wrong as f64 / self.checked as f64;
        let (low, high) = (100.0 * low, 100.0 * high);
        write!(f, "{} of {} wrong ({rate:.1}%), 95% interval {low:.1}% to {high:.1}%", self.wrong, self.checked)
    }
}

/// The rank of a cell in the sample of a seed: the lowest come first.
pub fn rank(seed: u64, request: &str, question: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(seed.to_be_bytes());
    hasher.update(request.as_bytes());
    hasher.update([0]);
    hasher.update(question.as_bytes());
    hasher.finalize().into()
}

/// The exact 95 % interval of a proportion, by bisection of the binomial's tails.
pub fn interval(wrong: usize, of: usize) -> Option<(f64, f64)> {
    if of == 0 || wrong > of {
        return None;
    }
    const TAIL: f64 = 0.025;
    let low = if wrong == 0 { 0.0 } else { solve(|p| 1.0 - at_most(wrong - 1, of, p) < TAIL) };
    let high = if wrong == of { 1.0 } else { solve(|p| at_most(wrong, of, p) > TAIL) };
    Some((low, high))
}

/// The proportion at which `below` stops being true.
fn solve(below: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The probability of `most` or fewer of `n` at proportion `p`, summed in logarithms so that large samples do not vanish.
fn at_most(most: usize, n: usize, p: f64) -> f64 {
    let (mut term, odds) = (n as f64 * (1.0 - p).ln(), p.ln() - (1.0 - p).ln());
    let mut sum = term.exp();
    for k in 0..most {
        term += odds + ((n - k) as f64).ln() - ((k + 1) as f64).ln();
        sum += term.exp();
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_clopper_and_pearsons() {
        // Newcombe 1998, "Two-sided confidence intervals for the single proportion: comparison of seven methods", table I, method 5,
        // to four places; then exact values as R's binom.test gives them.
        for (wrong, of, low, high) in [
            (81, 263, 0.2527, 0.3676),
            (15, 148, 0.0578, 0.1617),
            (0, 20, 0.0, 0.1684),
            (1, 29, 0.0009, 0.1776),
            (3, 50, 0.01255, 0.16548),
            (0, 50, 0.0, 0.07112),
            (10, 10, 0.69150, 1.0),
        ] {
            let (got_low, got_high) = interval(wrong, of).unwrap();
            assert!(
                (got_low - low).abs() < 1e-4 && (got_high - high).abs() < 1e-4,
                "{wrong} of {of}: {got_low} {got_high}"
            );
        }
        assert_eq!(interval(0, 0), None);
    }

    #[test]
    fn it_is_said_in_one_line() {
        assert_eq!(Audit::of(612, 50, 3).to_string(), "3 of 50 wrong (6.0%), 95% interval 1.3% to 16.5%");
        assert_eq!(Audit::of(612, 0, 0).to_string(), "not audited yet");
    }

    #[test]
    fn the_same_seed_ranks_the_same_and_another_does_not() {
        assert_eq!(rank(1, "c/X1A", "staff"), rank(1, "c/X1A", "staff"));
        assert_ne!(rank(1, "c/X1A", "staff"), rank(2, "c/X1A", "staff"));
    }
}
