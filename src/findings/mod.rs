//! Findings: statistics declared in the campaign file, each with its numerator, its denominator and who is left out.
//!
//! After the practice of published survey statistics (AAPOR Transparency Initiative; the Code of Practice for Statistics):
//! no figure without what it is a figure of, no silent exclusion, and bounds instead of guesses where an answer is itself
//! a bound ("fewer than 5"). A campaign asks everyone in its frame, so a finding is a census figure and has no sampling
//! interval; what is uncertain is the answers, and that is what the bounds say.
//!
//! Pure over the [`Ledger`](crate::ledger::Ledger). What it will not do: fill in what nobody answered.

mod compute;
mod error;
mod finding;
mod group;
mod judge;
mod left_out;
mod open;
mod plan;
mod select;
mod sentence;
mod sight;
mod statistic;
mod unit;
mod words;

pub use compute::compute;
pub use error::FindingError;
pub use finding::{Bounds, Figure, Finding, Group, Reading, Rule};
pub use left_out::{LeftOut, Reason};
pub use select::select;
pub use unit::Unit;
