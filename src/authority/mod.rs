//! Who is asked: the directory of public authorities, their contacts and what became of them.
//!
//! A directory (and a campaign's `frame.csv`) is a table that people keep in a spreadsheet: [`table`] reads its cells with
//! their places, [`rows`] makes authorities of them, [`import`] says what a newer table would change. Nothing is taken
//! over from a table with a fault in it.

mod import;
mod mail_address;
pub mod rows;
pub mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use import::{Change, Import, import, to_csv};
pub use mail_address::{MailAddress, NoMailAddress};
pub use rows::RowFault;

/// An authority's code: the ODS code in the NHS, any short word elsewhere. Compared as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(pub String);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The column that says when a school is closed, since days on which it is do not count for it (SI 2004/3364 reg 3).
pub const CLOSED_DAYS: &str = "closed_days";

impl Authority {
    /// The days on which it is closed, by its column [`CLOSED_DAYS`]; none where it has none. What is no range was refused
    /// when the table was read.
    pub fn closed(&self) -> Vec<(jiff::civil::Date, jiff::civil::Date)> {
        self.variables.get(CLOSED_DAYS).and_then(|cell| crate::law::closures(cell).ok()).unwrap_or_default()
    }
}

/// A public authority, as the directory or a campaign's `frame.csv` describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Authority {
    pub code: Code,
    pub name: String,
    /// `acute`, `council`, `school` ...: what the clock and the findings may ask for.
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub region: String,
    /// Where requests go; empty for an authority without e-mail.
    #[serde(default)]
    pub email: String,
    /// Other names, former names: for the matcher.
    #[serde(default)]
    pub also_known_as: Vec<String>,
    #[serde(default)]
    pub predecessors: Vec<Code>,
    #[serde(default)]
    pub successors: Vec<Code>,
    /// Every further column, by its name: a variable of the letter and of the findings (`size`, `website` ...).
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
}
