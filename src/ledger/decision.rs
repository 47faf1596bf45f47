//! What people decided by hand: an answer settled, a note, an address put right, a message assigned, an event taken back.

use jiff::civil::Date;
use serde::Serialize;

use crate::authority::Code;

/// One decision, as the methods appendix lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// The day on which it was recorded.
    pub on: Date,
    pub by: String,
    pub authority: Code,
    /// In words: `qualified: settled as censored, 0 to 4`.
    pub what: String,
}
