//! The clock: by when a public authority must answer, and why that day.
//!
//! Pure: dates go in, dates with reasons come out. Regimes and days off are data in files beside the code.

mod clock;
mod event;
mod exemption;
mod reason;

pub use clock::{Clock, Explained, Party, Running, State, Step};
pub use event::{Channel, Event, EventKind, Ground, PostClass, Question, Via, When};
pub use exemption::{Act, Effect, Exemption, NoSection, Subject};
pub use reason::{Reason, Reasons};

/// The name of a law with its clock, as a campaign file writes it: `uk-foia`, `scot-foisa`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct RegimeId(pub String);
