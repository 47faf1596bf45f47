//! The use cases: one file, one function each. Where all rooms meet; holds no rules.
//!
//! Each takes the workspace and the day or time it is to be, and gives back values for `cli` to print.

pub mod campaigns;
mod error;
pub mod regimes;
mod workspace;

pub use error::EngineError;
pub use workspace::Workspace;
