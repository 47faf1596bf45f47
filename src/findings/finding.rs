//! A finding as it comes out: the figure, what it is a figure of, who is left out and why.

use serde::Serialize;

use super::{Interval, LeftOut, Reweighted, Unit};
use crate::authority::Code;
use crate::campaign::QuestionId;

/// A declared statistic with its rule and the rows behind it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    pub id: String,
    pub title: String,
    pub rule: Rule,
    /// The questions and observations that it rests on, as the rule names them.
    pub rests_on: Vec<QuestionId>,
    /// Over everyone that the rule takes in.
    pub whole: Figure,
    /// The same by group, where the rule says by what; the groups' rows and left-out rows add up to the whole's.
    pub groups: Vec<Group>,
    /// What the whole would be, weighted by what the frame knows; shares, means and ratios of sums.
    pub reweighted: Vec<Reweighted>,
    /// What kind of certainty this is: a census has no sampling interval, and says so.
    pub note: String,
}

/// How a figure is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// For a reader: "share of authorities where ...".
    pub sentence: String,
    /// As the campaign file has it: `share = "qualified = 0"`.
    pub written: String,
}

/// The figure of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    pub name: String,
    pub figure: Figure,
}

/// A figure, never without what it is a figure of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    pub reading: Reading,
    /// What the numerator counts or adds up: `None` for a median or a range, which have none.
    pub numerator: Option<f64>,
    /// How many authorities the figure is about; of a ratio the second sum.
    pub denominator: f64,
    /// Of the reading and its bounds.
    pub unit: Unit,
    pub numerator_unit: Unit,
    pub denominator_unit: Unit,
    /// Whom the figure is about, in words.
    pub who: String,
    /// Where the figure could lie, whatever the censored and approximate answers were.
    pub bounds: Option<Bounds>,
    /// Where it could lie if the answers that wait for a person were known too; shares and counts only.
    pub if_settled: Option<Bounds>,
    /// Where it could lie if everyone had given a usable answer; shares and counts only.
    pub if_answered: Option<Bounds>,
    /// Where the population's figure lies, in 95 of 100 samples like this; of a sample only.
    pub interval: Option<Interval>,
    /// The authorities that the figure is about.
    pub rows: Vec<Code>,
    /// Those of them that the numerator counts; all of them for sums and averages.
    pub behind: Vec<Code>,
    /// Everyone else in the frame; with `rows` they are the frame.
    pub left_out: Vec<LeftOut>,
}

/// What a figure reads.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// A share is 0 to 100.
    Number(f64),
    /// Lowest and highest.
    Range(f64, f64),
    /// Lowest, lower quartile, median, upper quartile, highest.
    Quantiles([f64; 5]),
    /// There is no figure, and why.
    Nothing(String),
}

/// The lowest and highest that a figure could be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// `None` where nothing bounds it.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// How many answers are open to that degree.
    pub open: usize,
}

impl Figure {
    /// The number, where the figure is one.
    pub fn number(&self) -> Option<f64> {
        match self.reading {
            Reading::Number(number) => Some(number),
            Reading::Range(..) | Reading::Quantiles(_) | Reading::Nothing(_) => None,
        }
    }

    /// Everyone counted or left out: the frame.
    pub fn frame(&self) -> usize {
        self.rows.len() + self.left_out.iter().map(|left_out| left_out.codes.len()).sum::<usize>()
    }
}
