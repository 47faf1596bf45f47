//! What a sentence does: the deeds from which a letter's kind is made.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::reply::phrase::Table;

/// Something that a sentence of a reply does. The phrases that show it are data, in `deeds/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Refuses something under an exemption, or without naming one.
    Withholds,
    OverCost,
    Vexatious,
    Published,
    NotHeld,
    /// Says that it holds the information.
    Holds,
    Attaches,
    /// Leads into the information.
    Gives,
    Acknowledges,
    WillAnswer,
    Late,
    Extends,
    /// Weighs an exemption without relying on it.
    Considers,
    /// Says that the decision on an exemption is yet to come.
    Pending,
    /// Says on which side the public interest came down: the decision is made.
    Balanced,
    Clarifies,
    /// Helps the requester to ask again.
    Advises,
    Fees,
    FeesGeneral,
    /// Passes the request to another body.
    Transfers,
    /// Says that it is another body's business.
    Elsewhere,
    /// Tells the requester where to ask.
    Suggests,
    Reviews,
    Upheld,
    Partly,
    NotUpheld,
    Decides,
    Withdraws,
    OutOfOffice,
    Automatic,
    FoiDesk,
    Bounces,
    Delays,
    Unrelated,
    /// Says of a refusal or of "not held" that it covers all that was asked.
    Whole,
    /// Recounts what was said or decided before.
    Told,
    /// Leaves something unanswered: cannot say, not shown apart.
    Lacks,
    /// Speaks of exemptions, fees or time in general terms.
    General,
    /// Gives reasons for a refusal.
    Argues,
    Procedural,
}

impl Deed {
    /// The deed that a phrase table names.
    pub fn named(word: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
    }
}

/// The phrases, a file a concept. The pieces that they share come first: TOML wants tables before arrays of them.
const PHRASES: &str = concat!(
    include_str!("deeds/words.toml"),
    include_str!("deeds/refusing.toml"),
    include_str!("deeds/lacking.toml"),
    include_str!("deeds/giving.toml"),
    include_str!("deeds/receiving.toml"),
    include_str!("deeds/extending.toml"),
    include_str!("deeds/asking.toml"),
    include_str!("deeds/elsewhere.toml"),
    include_str!("deeds/reviewing.toml"),
    include_str!("deeds/machines.toml"),
    include_str!("deeds/talk.toml"),
);

// The `expect` cannot fail on a user: the tables are files of ours, embedded; a test reads them.
static DEEDS: LazyLock<(Table, Vec<Deed>)> = LazyLock::new(|| {
    let table = Table::read(PHRASES).expect("deeds/ is a phrase table");
    let deeds = table.words().map(|word| Deed::named(word).expect("every phrase of deeds/ says a deed")).collect();
    (table, deeds)
});

/// A deed found in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    pub deed: Deed,
    pub weight: f64,
    /// Where in the folded sentence.
    pub at: std::ops::Range<usize>,
}

/// The deeds of a folded sentence.
pub fn deeds(sentence: &str) -> Vec<Done> {
    let (table, deeds) = &*DEEDS;
    table
        .find(sentence)
        .into_iter()
        .filter_map(|found| Some(Done { deed: deeds.get(found.phrase).copied()?, weight: found.weight, at: found.at }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_of_the_table_says_a_deed() {
        assert!(!DEEDS.1.is_empty());
    }

    #[test]
    fn a_sentence_does_what_it_says() {
        let done = deeds("the trust does not hold this information.");
        assert!(done.iter().any(|done| done.deed == Deed::NotHeld));
        assert!(deeds("it rained.").is_empty());
    }
}
