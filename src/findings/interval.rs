//! Intervals for the figures of a sample. A census has none: everybody was asked, and no chance was at work.
//!
//! Shares: the score interval of Wilson (1927), which keeps its level for small samples and shares near 0 and 100.
//! Means, medians and ratios: the percentile bootstrap (Efron 1979), seeded by the finding's name, so that the same ledger
//! has the same interval everywhere. Both narrow as the sample takes in more of its population (finite population
//! correction, (N - n) / (N - 1)). Totals, extremes and the five numbers of `quantiles` have none here: a total of the
//! sample is no total of the population, and resampling does not find extremes.
//!
//! What an interval does not say: anything of those who were drawn and did not answer. That is what bounds are for.

use serde::Serialize;

use super::Reading;
use super::plan::Statistic;
use super::statistic::reading;
use crate::campaign::Campaign;

/// How the frame came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampling {
    /// Everybody whom the campaign is about is asked.
    #[default]
    Census,
    /// The frame was drawn at random, each as likely as any other, from so many.
    SampleOf(usize),
}

impl Sampling {
    /// As the campaign file says it.
    pub fn of(campaign: &Campaign) -> Self {
        campaign.sample_of.map_or(Self::Census, Self::SampleOf)
    }

    /// The part of the variance that is left where `drawn` were drawn; `None` where nobody was left undrawn.
    pub(super) fn left(self, drawn: usize) -> Option<f64> {
        match self {
            Self::SampleOf(population) if population > drawn => {
                Some((population - drawn) as f64 / (population - 1) as f64)
            }
            Self::Census | Self::SampleOf(_) => None,
        }
    }
}

/// Where the figure of the whole population lies, in 95 of 100 samples drawn like this one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
    pub method: Method,
}

/// How an interval was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Wilson,
    Bootstrap,
}

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;
/// Resamples of a bootstrap, and the number of values that all of them together may draw.
const RESAMPLES: usize = 2_000;
const MOST_DRAWS: usize = 8_000_000;
/// Fewer rows than this tell a bootstrap nothing.
const FEWEST: usize = 5;

/// The interval of a figure over `rows`, where `left` of the variance is left (see [`Sampling::left`]).
pub(super) fn interval(
    statistic: Statistic,
    rows: &[[f64; 2]],
    found: &Reading,
    left: f64,
    seed: &str,
) -> Option<Interval> {
    let Reading::Number(value) = found else { return None };
    match statistic {
        Statistic::Share => Some(wilson(*value, rows.len() as f64 / left)),
        Statistic::Mean | Statistic::Median | Statistic::Ratio(..) => bootstrap(statistic, rows, *value, left, seed),
        Statistic::Count | Statistic::Sum | Statistic::Range | Statistic::Quantiles => None,
    }
}

/// `percent` of `count` (which a correction may have made larger than the rows there are).
fn wilson(percent: f64, count: f64) -> Interval {
    let share = percent / 100.0;
    let shrink = 1.0 + Z * Z / count;
    let centre = (share + Z * Z / (2.0 * count)) / shrink;
    let half = Z / shrink * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
    let end = |end: f64| 100.0 * end.clamp(0.0, 1.0);
    Interval { low: end(centre - half).min(percent), high: end(centre + half).max(percent), method: Method::Wilson }
}

fn bootstrap(statistic: Statistic, rows: &[[f64; 2]], value: f64, left: f64, seed: &str) -> Option<Interval> {
    if rows.len() < FEWEST {
        return None;
    }
    let times = (MOST_DRAWS / rows.len()).clamp(200, RESAMPLES);
    let mut draw = Draw::seeded(seed);
    let mut drawn = Vec::with_capacity(rows.len());
    let mut figures = Vec::with_capacity(times);
    for _ in 0..times {
        drawn.clear();
        drawn.extend((0..rows.len()).filter_map(|_| rows.get(draw.below(rows.len())).copied()));
        if let Reading::Number(figure) = reading(statistic, &drawn) {
            figures.push(figure);
        }
    }
    // A ratio whose second sum can come to nought has no interval worth printing.
    if figures.len() < times {
        return None;
    }
    figures.sort_by(f64::total_cmp);
    let at = |share: f64| figures.get((share * (times - 1) as f64).round() as usize).copied();
    let (low, high) = (at(0.025)?, at(0.975)?);
    let shrink = left.sqrt();
    Some(Interval {
        low: value - shrink * (value - low).max(0.0),
        high: value + shrink * (high - value).max(0.0),
        method: Method::Bootstrap,
    })
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same on every machine.
struct Draw(u64);

impl Draw {
    fn seeded(words: &str) -> Self {
        // FNV-1a.
        Self(
            words
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)),
        )
    }

    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        ((u128::from(bits) * count as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    #[test]
    fn wilson_s_interval_is_the_published_one() {
        for (count, of, low, high) in [
            (81.0, 263.0, 0.2553, 0.3662),
            (15.0, 148.0, 0.0624, 0.1605),
            (0.0, 20.0, 0.0, 0.1611),
            (1.0, 29.0, 0.0061, 0.1718),
        ] {
            let found = wilson(100.0 * count / of, of);
            assert!((found.low - 100.0 * low).abs() < 0.006, "{count} of {of}: {found:?}");
            assert!((found.high - 100.0 * high).abs() < 0.006, "{count} of {of}: {found:?}");
        }
    }

    #[test]
    fn a_bootstrap_is_near_the_normal_interval_of_a_mean_and_the_same_each_time() {
        let rows: Vec<[f64; 2]> = (0..400).map(|n| [f64::from(n % 100), 0.0]).collect();
        let of = |left| interval(Statistic::Mean, &rows, &reading(Statistic::Mean, &rows), left, "spend");
        let whole = of(1.0).expect("an interval");
        assert!((whole.low - (49.5 - 2.83)).abs() < 0.3 && (whole.high - (49.5 + 2.83)).abs() < 0.3, "{whole:?}");
        assert_eq!(of(1.0), Some(whole));
        let half = of(0.25).expect("an interval");
        assert!((half.high - half.low) * 2.0 - (whole.high - whole.low) < 1e-9, "half as wide");
    }

    #[test]
    fn what_chance_did_not_touch_has_no_interval() {
        let rows = [[1.0, 0.0]; 9];
        assert_eq!(Sampling::Census.left(9), None);
        assert_eq!(Sampling::SampleOf(9).left(9), None, "all were drawn");
        for statistic in [Statistic::Count, Statistic::Sum, Statistic::Range, Statistic::Quantiles] {
            assert_eq!(interval(statistic, &rows, &reading(statistic, &rows), 1.0, "x"), None);
        }
        assert_eq!(interval(Statistic::Mean, &rows[..4], &Reading::Number(1.0), 1.0, "x"), None, "too few");
    }
}
