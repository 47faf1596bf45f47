//! A figure weighted by what the frame knows: what it would be if those who gave no usable answer were, within each group
//! of the frame, like those who did.
//!
//! Weighting by classes (post-stratification; Little 1986). In each group every row that can be judged stands for as many
//! as the group has: N / R. A row that is known to stand outside the figure's own group counts as judged, so a figure
//! among some is weighted as a domain. Authorities that passed the request on stand for nobody.
//!
//! What it will not do: guess answers. A group in which nobody can be judged is left out, and said.

use serde::Serialize;

use super::judge::Judged;
use super::known::Known;
use super::plan::Statistic;
use super::{Reading, Reason};
use crate::authority::Code;
use crate::campaign::expression::Aggregate;
use crate::ledger::Disposition;

/// A figure weighted by one variable of the frame.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reweighted {
    /// The variable.
    pub by: String,
    pub reading: Reading,
    /// Authorities of groups in which nobody could be judged: nobody stands for them.
    pub unrepresented: usize,
}

/// `judged` weighted by each of `known`; nothing for what weights do not change the meaning of (totals, extremes).
pub(super) fn reweighted(statistic: Statistic, known: &[Known], judged: &[(&Code, Judged)]) -> Vec<Reweighted> {
    let parts = match statistic {
        Statistic::Share => [Some(100.0), None],
        Statistic::Mean => [Some(1.0), None],
        Statistic::Ratio(Aggregate::Sum, Aggregate::Sum) => [Some(1.0), Some(1.0)],
        _ => return Vec::new(),
    };
    known.iter().filter_map(|known| by(parts, known, judged)).collect()
}

fn by(parts: [Option<f64>; 2], known: &Known, judged: &[(&Code, Judged)]) -> Option<Reweighted> {
    let [scale, second] = parts;
    let (mut over, mut under, mut unrepresented) = (0.0, 0.0, 0);
    for (_, places) in &known.groups {
        let rows = || places.iter().filter_map(|place| judged.get(*place)).map(|(_, judged)| &judged.point);
        let eligible = rows().filter(|point| !matches!(point, Err(Reason::Disposition(Disposition::Moved)))).count();
        let seen = rows().filter(|point| matches!(point, Ok(_) | Err(Reason::NotAmong))).count();
        if seen == 0 {
            unrepresented += eligible;
            continue;
        }
        let weight = eligible as f64 / seen as f64;
        for point in rows().flatten() {
            over += weight * point[0];
            under += weight * if second.is_some() { point[1] } else { 1.0 };
        }
    }
    let figure = scale? * over / under;
    let reading =
        if figure.is_finite() { Reading::Number(figure) } else { Reading::Nothing("nobody can be judged".to_owned()) };
    Some(Reweighted { by: known.name.clone(), reading, unrepresented })
}
