//! A table of phrases: read from TOML, compiled once, tried where its key words occur.
//!
//! ```toml
//! [words]                      # named pieces, written <info> inside patterns
//! info = "(?:information|data|figures)"
//!
//! [[phrase]]
//! says = "not_held"            # what it means to the room that asks
//! keys = ["not hold"]          # one of these must occur, or the patterns are not tried
//! find = ['do(?:es)? not hold']# patterns over folded text (regex syntax; linear time by construction)
//! weight = 2.0                 # how much it counts, 1 where left out
//! why = "the plain form"
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use serde::Deserialize;

use super::pattern::compile;

/// A table that cannot be used: a fault of the data file, found by its tests.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("the phrase table is no TOML of the right shape: {0}")]
    Shape(#[from] toml::de::Error),
    #[error("the pattern `{pattern}` of `{says}` does not compile: {cause}")]
    Pattern { says: String, pattern: String, cause: Box<regex::Error> },
    #[error("the phrase of `{says}` because \"{why}\" has no keys or no patterns")]
    Empty { says: String, why: String },
    #[error("the key words do not compile: {0}")]
    Keys(#[from] aho_corasick::BuildError),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    words: BTreeMap<String, String>,
    phrase: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    says: String,
    keys: Vec<String>,
    find: Vec<String>,
    #[serde(default = "one")]
    weight: f64,
    why: String,
}

fn one() -> f64 {
    1.0
}

/// One phrase of the table, ready to be tried.
#[derive(Debug)]
struct Phrase {
    says: String,
    pattern: Regex,
    weight: f64,
    why: String,
}

/// Phrases and what each says.
#[derive(Debug)]
pub struct Table {
    keys: AhoCorasick,
    /// For each key the phrases it calls up.
    called: Vec<Vec<usize>>,
    phrases: Vec<Phrase>,
}

/// A phrase that occurred.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<'t> {
    pub says: &'t str,
    /// Which phrase of the table, from 0 in the file's order.
    pub phrase: usize,
    pub weight: f64,
    pub why: &'t str,
    /// Where in the folded text.
    pub at: Range<usize>,
}

impl Table {
    /// Reads and compiles a table.
    ///
    /// # Errors
    /// [`TableError`] names the entry at fault.
    pub fn read(toml: &str) -> Result<Self, TableError> {
        let file: File = toml::from_str(toml)?;
        let mut phrases = Vec::new();
        let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for entry in file.phrase {
            if entry.keys.is_empty() || entry.find.is_empty() {
                return Err(TableError::Empty { says: entry.says, why: entry.why });
            }
            // One pattern an entry: its alternatives are tried together.
            let written = entry.find.join("|");
            let pattern = spelled_out(&written, &file.words);
            let pattern = compile(&pattern).map_err(|cause| TableError::Pattern {
                says: entry.says.clone(),
                pattern: written,
                cause: Box::new(cause),
            })?;
            for key in entry.keys {
                by_key.entry(key).or_default().push(phrases.len());
            }
            phrases.push(Phrase { says: entry.says, pattern, weight: entry.weight, why: entry.why });
        }
        let keys = AhoCorasick::builder().match_kind(MatchKind::Standard).build(by_key.keys())?;
        Ok(Self { keys, called: by_key.into_values().collect(), phrases })
    }

    /// What each phrase says, in the file's order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.phrases.iter().map(|phrase| phrase.says.as_str())
    }

    /// The phrases that occur in `folded`, each once, in the table's order.
    pub fn find(&self, folded: &str) -> Vec<Found<'_>> {
        let mut called = Vec::new();
        for hit in self.keys.find_overlapping_iter(folded) {
            called.extend(self.called.get(hit.pattern().as_usize()).into_iter().flatten().copied());
            // A letter that repeats one key without end must not grow the list without end.
            if called.len() > 4 * self.phrases.len() {
                called.sort_unstable();
                called.dedup();
            }
        }
        called.sort_unstable();
        called.dedup();
        called
            .into_iter()
            .filter_map(|number| {
                let phrase = self.phrases.get(number)?;
                let at = phrase.pattern.find(folded)?.range();
                Some(Found { says: &phrase.says, phrase: number, weight: phrase.weight, why: &phrase.why, at })
            })
            .collect()
    }

    /// Does any phrase that says `word` occur?
    pub fn says(&self, folded: &str, word: &str) -> bool {
        self.find(folded).iter().any(|found| found.says == word)
    }
}

/// Puts the named pieces in their places; pieces may name pieces that stand before them in the alphabet's order of use.
fn spelled_out(pattern: &str, words: &BTreeMap<String, String>) -> String {
    let mut spelled = pattern.to_owned();
    // Two rounds: a piece may use another, and no more than that, so a circle cannot hang us.
    for _ in 0..2 {
        for (name, piece) in words {
            spelled = spelled.replace(&format!("<{name}>"), piece);
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r#"
        [words]
        info = "(?:information|data)"
        [[phrase]]
        says = "not_held"
        keys = ["not hold"]
        find = ['not hold (?:this|the|any) <info>']
        why = "plain"
    "#;

    #[test]
    fn a_phrase_is_found_where_it_stands() {
        let table = Table::read(TABLE).unwrap();
        let found = table.find("we do not hold any data on that");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].at, 6..23);
        assert!(table.says("we do not hold the information", "not_held"));
        assert!(!table.says("we do not hold meetings", "not_held"));
    }

    #[test]
    fn a_faulty_table_says_which_entry() {
        let broken = TABLE.replace("(?:this", "((");
        assert!(Table::read(&broken).unwrap_err().to_string().contains("not_held"));
        assert!(Table::read("[[phrase]]\nsays = 1").is_err());
    }
}
