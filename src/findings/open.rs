//! Numbers known within bounds, and the values to try them at.
//!
//! A count "fewer than 5" is 0 to 4, money "under £50" is anything from nought to just below, "at least 30" has no top
//! unless the question names one. "Approximately 250" stands as 250; how far off it may be is nobody's to know, so the
//! convention of rounding is taken: half of its last digit that is not nought, 245 to 255.

use crate::campaign::AnswerType;
use crate::ledger::{Answer, Qualifier, Value};

/// A number between two ends, both in; `high` may be infinite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Open {
    pub low: f64,
    pub high: f64,
    /// Whole numbers alone.
    whole: bool,
    /// An approximate number as given.
    pub given: Option<f64>,
}

/// The bounds of a censored answer; `None` where it says none.
pub(super) fn bounds_of(answer: &Answer, kind: AnswerType) -> Option<Open> {
    let given = match answer.value {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    };
    Open::from(answer.qualifier, answer.low, answer.high, given, kind)
}

/// The bounds of an entry of a series or of parts: `<5`, `<=5`, `>10`, `5-9`, `~250`.
pub(super) fn figure_bounds(words: &str, kind: AnswerType) -> Option<Open> {
    let words = words.trim();
    let number = |text: &str| text.trim().replace(',', "").parse::<f64>().ok().filter(|number| number.is_finite());
    for (sign, qualifier) in [("<=", Qualifier::Le), (">=", Qualifier::Ge), ("<", Qualifier::Lt), (">", Qualifier::Gt)]
    {
        if let Some(rest) = words.strip_prefix(sign) {
            let bound = number(rest)?;
            return Open::from(Some(qualifier), Some(bound), Some(bound), None, kind);
        }
    }
    if let Some(rest) = words.strip_prefix('~') {
        return Open::from(Some(Qualifier::Approx), None, None, number(rest), kind);
    }
    let (low, high) = words.split_once(['-', '\u{2013}'])?;
    Open::from(Some(Qualifier::Range), number(low), number(high), None, kind)
}

impl Open {
    fn from(
        qualifier: Option<Qualifier>,
        low: Option<f64>,
        high: Option<f64>,
        given: Option<f64>,
        kind: AnswerType,
    ) -> Option<Self> {
        let whole = kind == AnswerType::Count && [low, high].iter().flatten().all(|bound| bound.fract() == 0.0);
        let below = |bound: f64| if whole { bound - 1.0 } else { bound.next_down() };
        let above = |bound: f64| if whole { bound + 1.0 } else { bound.next_up() };
        let (low, high) = match qualifier {
            Some(Qualifier::Lt) => (0.0, below(high?)),
            Some(Qualifier::Le) => (0.0, high?),
            Some(Qualifier::Gt) => (above(low?), f64::INFINITY),
            Some(Qualifier::Ge) => (low?, f64::INFINITY),
            Some(Qualifier::Approx) => {
                let (value, half) = (given?, half_a_step(given?));
                (low.unwrap_or(value - half), high.unwrap_or(value + half))
            }
            Some(Qualifier::Range) | None if low.is_some() || high.is_some() => {
                (low.unwrap_or(0.0), high.unwrap_or(f64::INFINITY))
            }
            Some(Qualifier::Range) | None => return None,
        };
        let given = if qualifier == Some(Qualifier::Approx) { given } else { None };
        let low = low.max(0.0);
        // "fewer than 1" of a count is nought; anything the wrong way round says nothing.
        (low <= high).then_some(Self { low, high, whole, given })
    }

    /// The same with a top, where there is one and it is not below the bottom.
    pub fn at_most(self, top: Option<f64>) -> Self {
        match top {
            Some(top) if top >= self.low && top < self.high => Self { high: top, ..self },
            _ => self,
        }
    }

    /// The values at which an expression that compares with `turns` may change its mind: both ends, each turn that lies
    /// between, and a value on either side of it.
    pub fn values(&self, turns: &[f64]) -> Vec<f64> {
        let mut marks: Vec<f64> = turns.iter().copied().filter(|turn| self.holds(*turn)).collect();
        marks.extend([self.low, self.high]);
        if self.whole {
            let beside = marks.iter().flat_map(|mark| [mark - 1.0, mark.floor(), mark.ceil(), mark + 1.0]);
            marks = beside.collect();
        } else {
            marks.sort_by(f64::total_cmp);
            let between: Vec<f64> = marks.windows(2).filter_map(|pair| middle(pair[0], pair[1])).collect();
            marks.extend(between);
        }
        marks.retain(|mark| self.holds(*mark));
        marks.sort_by(f64::total_cmp);
        marks.dedup();
        marks
    }

    fn holds(&self, number: f64) -> bool {
        self.low <= number && number <= self.high
    }
}

fn middle(low: f64, high: f64) -> Option<f64> {
    if high.is_finite() { Some(low + (high - low) / 2.0) } else { low.is_finite().then_some(low * 2.0 + 1.0) }
}

/// Half of the last digit that is not nought: 5 for 250, 0.05 for 12.5.
fn half_a_step(number: f64) -> f64 {
    let digits = number.abs().to_string();
    if let Some((_, decimals)) = digits.split_once('.') {
        return 0.5 * 10_f64.powi(-i32::try_from(decimals.len()).unwrap_or(i32::MAX));
    }
    let noughts = digits.len() - digits.trim_end_matches('0').len();
    // Nought itself is all noughts.
    if noughts == digits.len() { 0.5 } else { 0.5 * 10_f64.powi(i32::try_from(noughts).unwrap_or(0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(words: &str, kind: AnswerType) -> (f64, f64) {
        let open = figure_bounds(words, kind).unwrap();
        (open.low, open.high)
    }

    #[test]
    fn words_of_bounds_become_ends() {
        assert_eq!(ends("<5", AnswerType::Count), (0.0, 4.0));
        assert_eq!(ends("<=5", AnswerType::Count), (0.0, 5.0));
        assert_eq!(ends(">10", AnswerType::Count), (11.0, f64::INFINITY));
        assert_eq!(ends("5-9", AnswerType::Count), (5.0, 9.0));
        assert_eq!(ends("~250", AnswerType::Count), (245.0, 255.0));
        assert_eq!(ends("~12.5", AnswerType::Percent), (12.45, 12.55));
        let (low, high) = ends("<50", AnswerType::Money);
        assert!(low == 0.0 && high < 50.0 && high > 49.999);
        assert_eq!(figure_bounds("refused", AnswerType::Count), None);
        assert_eq!(figure_bounds("9-5", AnswerType::Count), None);
    }

    #[test]
    fn values_to_try_lie_about_each_turn() {
        let few = figure_bounds("<5", AnswerType::Count).unwrap();
        assert_eq!(few.values(&[0.0]), [0.0, 1.0, 3.0, 4.0]);
        assert_eq!(few.values(&[2.0, 9.0]), [0.0, 1.0, 2.0, 3.0, 4.0]);
        let many = figure_bounds(">=30", AnswerType::Money).unwrap();
        assert!(many.values(&[100.0]).contains(&100.0));
        assert_eq!(many.values(&[]).last(), Some(&f64::INFINITY));
    }
}
