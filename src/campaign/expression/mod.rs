//! The expressions of a campaign file: which authorities are asked (`where`), what a finding measures, and among whom.
//!
//! The words are those of an SQL condition, because researchers know them and because what is left blank needs SQL's
//! three-valued logic: a trust that did not answer has neither more nor fewer than ten staff.
//!
//! ```text
//! kind in ('acute', 'mental health') and region <> 'London'
//! staff between 3000 and 4000 and spend > 0
//! state(spend) = 'not held'
//! ```
//!
//! | | |
//! |---|---|
//! | names | `staff`, `fte_2018`; in double quotes where a name has blanks or hyphens: `"trust type"` |
//! | values | `3000`, `0.5`, `'text'` (`''` for a quotation mark), `true`, `false`, `null`; a date is text: `'2018-08-20'` |
//! | compare | `=` `!=` `<>` `<` `<=` `>` `>=`, `between .. and ..`, `in (..)`, `is null`, `like 'North%'` (any case), each with `not` |
//! | reckon | `+` `-` `*` `/`, parentheses; a division by nought is null |
//! | join | `and`, `or`, `not` |
//! | of an answer | `state(q)` its cell state in words; `low(q)`, `high(q)` its bounds; `part(q, 'full-time')`, `series(q, '2016/17')` |
//! | over all rows | `sum(..)`, `count(..)`, `mean(..)`, `median(..)`, `min(..)`, `max(..)`: by [`parse_total`] alone, for a ratio |
//!
//! Pure, and total: any text gives an expression or a fault, any expression over any values gives a value or null. What
//! it will not do: know which names exist. [`Expression::names`] lists them with their places, for who does.
//!
//! Authority: ISO/IEC 9075-2 (SQL), 8.2 and the truth tables of 6.39. Departures: `like` takes no notice of case;
//! text that is a number, a date or a yes compares as such with one; comparing things that do not compare is unknown.

mod anatomy;
mod grammar;
mod kind;
mod value;
mod words;

use std::ops::Range;

use jiff::civil::Date;

pub use grammar::{parse, parse_total};
pub use kind::Kind;

use grammar::Term;

/// A parsed expression. Its text is what the campaign file says; spans count its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    text: String,
    term: Term,
    names: Vec<Name>,
}

/// What an expression asks its row for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// A question, an observation, a column of the frame, or a fact of the row.
    pub word: String,
    pub aspect: Aspect,
    /// Where the word stands in the expression's text, in bytes.
    pub span: Range<usize>,
}

/// Which side of an answer is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Aspect {
    /// `staff`
    Value,
    /// `state(staff)`: the cell state in words, never null for a question that was asked.
    State,
    /// `low(staff)`: the lower bound of a censored number.
    Low,
    /// `high(staff)`
    High,
    /// `part(staff, 'full-time')`
    Part(String),
    /// `series(spend, '2016/17')`
    Series(String),
}

impl Aspect {
    /// Does only an answer have this, as against a column of the frame?
    pub fn of_answers_alone(&self) -> bool {
        !matches!(self, Self::Value)
    }
}

/// A value in an expression; null is `None` around it.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    Number(f64),
    Text(String),
    YesNo(bool),
    Date(Date),
}

impl Scalar {
    /// Reads a cell of a table: blank is null, a number is a number, `12,345` too, and anything else is text.
    pub fn of_cell(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        if cell.is_empty() {
            return None;
        }
        Some(value::printed_number(cell).map_or_else(|| Self::Text(cell.to_owned()), Self::Number))
    }
}

/// An aggregate over all rows: `sum(staff)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    pub function: Aggregate,
    pub of: Expression,
}

/// How the rows come to one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    Sum,
    /// How many rows satisfy a condition, or have a value that is not null.
    Count,
    Mean,
    Median,
    Min,
    Max,
}

impl Aggregate {
    /// Every aggregate with its word.
    pub const ALL: [(&'static str, Self); 6] = [
        ("sum", Self::Sum),
        ("count", Self::Count),
        ("mean", Self::Mean),
        ("median", Self::Median),
        ("min", Self::Min),
        ("max", Self::Max),
    ];
}

/// What is wrong with an expression, where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExpressionFault {
    pub message: String,
    /// Bytes of the expression's text.
    pub span: Range<usize>,
    pub help: String,
}

impl ExpressionFault {
    pub(crate) fn new(message: impl Into<String>, span: Range<usize>, help: impl Into<String>) -> Self {
        Self { message: message.into(), span, help: help.into() }
    }
}

impl Expression {
    /// The text as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every name asked for, in the order of the text; one that stands twice is listed twice.
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// The value for a row that answers `lookup`; `None` is null.
    pub fn evaluate(&self, lookup: &dyn Fn(&Name) -> Option<Scalar>) -> Option<Scalar> {
        value::of(&self.term, lookup)
    }

    /// Whether the condition holds for a row; `None` is SQL's *unknown*, which is not *false*.
    pub fn holds(&self, lookup: &dyn Fn(&Name) -> Option<Scalar>) -> Option<bool> {
        value::truth(self.evaluate(lookup))
    }

    /// The kind of value that this gives and what cannot be reckoned or compared, where `kind_of` tells each name's kind.
    pub fn check(&self, kind_of: &dyn Fn(&Name) -> Option<Kind>) -> (Option<Kind>, Vec<ExpressionFault>) {
        kind::check(self, kind_of)
    }
}

impl std::fmt::Display for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}
