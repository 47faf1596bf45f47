//! Words looked for in letters: text folded so that its look does not count, and tables of phrases kept as data.
//!
//! Letters come with curly quotes, hard line breaks, soft hyphens and words broken over lines. [`Folded`] takes all that away and
//! remembers where each letter stood, so that whatever is found is given back as an exact piece of the original.
//! [`Table`] holds phrases with the reason for each beside it (TOML files embedded by the rooms that use them), finds those whose
//! key words occur in one Aho-Corasick pass, and tries only their patterns: time grows with the text, not with the table.

mod fold;
mod pattern;
mod required;
mod table;

pub use fold::Folded;
pub use pattern::{Pattern, compile, plain};
pub use required::Needs;
pub use table::{Found, Table, TableError};
