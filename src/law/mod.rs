//! The clock: by when a public authority must answer, and why that day.
//!
//! Freedom of Information Act 2000 s.10, FOISA 2002 s.10, EIR 2004 and EI(S)R 2004 reg 5, and any law that a file describes.
//! Counting is [`last_day`]; a request's whole course is [`Matter::fold`] (dates, no words) or [`clock`] (with its reasoning).
//! Sections as letters name them are [`Exemption`]s. What the law leaves open is listed in docs/clock.md.
//!
//! Pure: dates go in, dates with reasons come out. Regimes, days off and sections are data in files beside the code. It asks
//! no one what day it is, judges no exemption, and never gives a date that it had to make up.

mod calendar;
mod case;
mod clock;
mod closures;
mod event;
mod exemption;
mod explain;
mod fold;
mod nearest;
mod reason;
mod regime;

pub use calendar::{
    Calendar, Change, ChangeKind, DaysOff, Division, Feed, Holiday, HolidayFault, Holidays, OutsideCalendar, Update,
    last_day,
};
pub use case::{Almanac, Case, CaseAnswer, CaseFault};
pub use clock::{Clock, Explained, Party, Running, State, Step};
pub use closures::{NoClosure, closures};
pub use event::{Channel, Event, EventKind, Ground, PostClass, Question, Via, When};
pub use exemption::{Act, Effect, Exemption, NoSection, Subject};
pub use explain::clock;
pub use fold::{LawError, Matter, Note, Tell, What, due_date};
pub use nearest::nearest;
pub use reason::{Reason, Reasons};
pub use regime::{
    AppealRule, AskFrom, ComplainFrom, Emergency, ExtensionRule, Fault, FeeRule, Force, NoPeriod, NoticeTime, Period,
    PostRule, ReceiptRule, RedirectRule, Regime, RegimeFault, Regimes, RegulatorRule, ReplyRule, ReviewRule,
    ReviewSpecial, Special, SpecialCount, UnknownRegime,
};

/// The name of a law with its clock, as a campaign file writes it: `uk-foia`, `scot-foisa`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct RegimeId(pub String);
