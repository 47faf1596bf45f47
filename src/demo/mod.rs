//! The demo: the whole road on an invented campaign.

mod coder;
pub mod corpus;
mod folder;
mod run;

pub use coder::CODER;
pub use run::{DemoError, LAST_DAY, MonthDone, Outcome, Step, run};

#[cfg(test)]
mod reads;
#[cfg(test)]
mod tests;
