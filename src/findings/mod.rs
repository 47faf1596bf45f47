//! Findings: statistics declared in the campaign file, each with its numerator, its denominator and who is left out.
//!
//! After the practice of published survey statistics (AAPOR Transparency Initiative; the Code of Practice for Statistics):
//! no figure without what it is a figure of, no silent exclusion, and bounds instead of guesses where an answer is itself
//! a bound ("fewer than 5"). A campaign that asks everyone has no sampling interval: what is uncertain is the answers,
//! and that is what the bounds say. A frame that was drawn at random says so (`sample_of`), and its figures have intervals
//! too ([`Sampling`]). [`nonresponse`] holds those who answered against those who did not, and every share and mean comes
//! with what it would be if it were weighted by what the frame knows ([`Reweighted`]).
//!
//! Pure over the [`Ledger`](crate::ledger::Ledger). What it will not do: fill in what nobody answered.

mod compute;
mod error;
mod finding;
mod group;
mod interval;
mod judge;
mod known;
mod left_out;
mod nonresponse;
mod open;
mod plan;
mod reweighted;
mod select;
mod sentence;
mod sight;
mod statistic;
mod unit;
mod wave;
mod words;

pub use compute::{compute, compute_sampled};
pub use error::FindingError;
pub use finding::{Bounds, Figure, Finding, Group, Reading, Rule};
pub use interval::{Interval, Method, Sampling};
pub use left_out::{LeftOut, Reason};
pub use nonresponse::{Answered, Comparison, Effect, NonResponse, nonresponse};
pub use reweighted::Reweighted;
pub use select::select;
pub use unit::Unit;
pub use wave::{Change, Compared, Direction, FindingChange, Identities, Pair, Side, Summary, Verdict, Wave, change};
