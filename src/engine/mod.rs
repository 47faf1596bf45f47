//! The use cases: one file, one function each. Where all rooms meet; holds no rules.
//!
//! Each takes the workspace and the day or time it is to be, and gives back values for `cli` to print.

pub mod account;
pub mod address;
pub mod adopt;
mod agenda;
pub mod answers;
pub mod assign;
pub mod audit;
pub mod by_hand;
pub mod campaigns;
pub mod check;
pub mod clarify;
pub mod coders;
pub mod compose;
pub mod deadlines;
mod decisions;
pub mod deliver;
pub mod directory;
pub mod dossier;
pub mod due;
mod error;
pub mod export;
pub mod fetch;
pub mod history;
pub mod holidays;
pub mod ingest;
pub mod ledger;
pub mod live;
pub mod note;
pub mod pack;
pub mod pen;
pub mod preview;
pub mod public;
pub mod reading;
pub mod regimes;
pub mod remembered;
pub mod report;
pub mod reread;
pub mod review;
mod says;
pub mod search;
pub mod send;
pub mod sent_copy;
pub mod sheet;
pub mod show;
pub mod slip;
pub mod sql;
pub mod standing;
pub mod status;
pub mod told;
mod tying;
pub mod unpack;
pub mod verify;
pub mod watch;
pub mod waves;
mod workspace;

use jiff::Timestamp;
use jiff::civil::Date;

pub use error::EngineError;
pub use workspace::Workspace;

/// The civil day in the United Kingdom at an instant.
pub fn london(now: Timestamp) -> Date {
    now.in_tz("Europe/London").map_or_else(|_| jiff::tz::TimeZone::UTC.to_datetime(now).date(), |zoned| zoned.date())
}
