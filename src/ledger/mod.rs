//! The ledger: authority x question, each cell with its state, its value and the words it came from.
//!
//! Pure. A cell is settled by the reader where the threshold allowed, by a person, or not yet.

mod agreement;
mod answer;
mod audit;
mod cell;
mod coverage;
mod decision;
mod disposition;
mod settle;
mod standing;
mod typed;
mod wanted;

pub use agreement::{Agreement, Rating, agreement, alike, alpha, kappa};
pub use answer::{Answer, CellState, Evidence, Figure, Proposal, Qualifier, UnknownState, Value};
pub use audit::{Audit, interval, rank};
pub use cell::{Cell, Coder, Disposition, Ledger, Row, Settled};
pub use coverage::{Counting, Coverage, ItemResponse, Portion};
pub use decision::Decision;
pub use disposition::disposition;
pub use settle::{Dated, Word, settle};
pub use typed::{from_columns, printed, typed_value};
pub use wanted::{Fit, Wanted};
