//! Scales: from numbers to places, straight or logarithmic, with ticks at round numbers.

/// From numbers to places along one direction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    logarithmic: bool,
}

impl Scale {
    /// A straight scale from nought to just above `high`.
    pub fn straight(high: f64, from: f64, to: f64) -> Self {
        let step = round_step(high / 5.0);
        let top = if high > 0.0 { (high / step).ceil() * step } else { 1.0 };
        Self { low: 0.0, high: top, from, to, logarithmic: false }
    }

    /// A logarithmic scale over whole decades' thirds (1, 2, 5) about positive numbers.
    pub fn logarithmic(low: f64, high: f64, from: f64, to: f64) -> Self {
        let (low, high) = (round_down(low), round_up(high));
        let high = if high > low { high } else { low * 10.0 };
        Self { low, high, from, to, logarithmic: true }
    }

    pub fn place(&self, number: f64) -> f64 {
        let part = if self.logarithmic {
            (number.max(self.low).ln() - self.low.ln()) / (self.high.ln() - self.low.ln())
        } else {
            (number - self.low) / (self.high - self.low)
        };
        self.from + (self.to - self.from) * part.clamp(0.0, 1.0)
    }

    /// Round numbers along the scale, few enough to be labelled.
    pub fn ticks(&self) -> Vec<f64> {
        if !self.logarithmic {
            let step = round_step((self.high - self.low) / 5.0);
            let count = ((self.high - self.low) / step).round().clamp(1.0, 12.0) as u32;
            return (0..=count).map(|at| self.low + step * f64::from(at)).collect();
        }
        let steps = rounds(self.low, self.high);
        if steps.len() <= 7 {
            return steps;
        }
        let decades = steps.iter().filter(|number| is_decade(**number)).count();
        let kept = |number: &f64| is_decade(*number) || (decades <= 3 && is_decade(2.0 * number));
        steps.into_iter().filter(kept).collect()
    }
}

/// 1, 2 or 5 times a power of ten, at least `wanted`.
fn round_step(wanted: f64) -> f64 {
    if !(wanted.is_finite() && wanted > 0.0) { 1.0 } else { round_up(wanted) }
}

/// The next of 1, 2, 5, 10, 20 ... at or above.
pub(super) fn round_up(number: f64) -> f64 {
    let decade = 10_f64.powf(number.log10().floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|step| step * decade)
        .find(|step| *step >= number * 0.999_999)
        .unwrap_or(10.0 * decade)
}

/// The next of 1, 2, 5, 10, 20 ... at or below.
pub(super) fn round_down(number: f64) -> f64 {
    let decade = 10_f64.powf(number.log10().floor());
    [5.0, 2.0].into_iter().map(|step| step * decade).find(|step| *step <= number * 1.000_001).unwrap_or(decade)
}

/// All of 1, 2, 5, 10, 20 ... from `low` to `high`.
pub(super) fn rounds(low: f64, high: f64) -> Vec<f64> {
    let mut rounds = vec![round_down(low)];
    while let Some(last) = rounds.last().copied().filter(|last| *last < high * 0.999_999 && rounds.len() < 60) {
        rounds.push(round_up(last * 1.5));
    }
    rounds
}

fn is_decade(number: f64) -> bool {
    let power = number.log10();
    (power - power.round()).abs() < 1e-6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_go_up_by_one_two_five() {
        assert_eq!(rounds(238.0, 1900.0), [200.0, 500.0, 1000.0, 2000.0]);
        assert_eq!(round_up(5.0), 5.0);
        assert_eq!(round_down(0.3), 0.2);
    }

    #[test]
    fn ticks_are_few_and_end_at_or_above_the_data() {
        for high in [0.4, 7.0, 100.0, 12_345.0] {
            let ticks = Scale::straight(high, 0.0, 100.0).ticks();
            assert!(
                (2..=8).contains(&ticks.len()) && ticks.last().is_some_and(|last| *last >= high),
                "{high} {ticks:?}"
            );
        }
    }
}
