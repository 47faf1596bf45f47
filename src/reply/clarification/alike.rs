//! Which authorities ask alike: the same points of the request, in words most of which are the same.
//!
//! Deliberately shy: two groups that a person answers alike cost a second command; one group that is two gives somebody the wrong
//! answer. The person sees every wording of a group before an answer goes.

use std::collections::BTreeSet;

use super::PHRASES;
use crate::reply::answer::stem;

/// What is compared of a question back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// Numbers, and names of points: "question 3", "2017/18", "part b". These must be the same.
    points: BTreeSet<String>,
    words: BTreeSet<String>,
}

/// Part of the words that two must share of all that either has.
const SHARED: f64 = 0.5;

impl Sign {
    /// The sign of what is asked; `names` (of the authority) are left out.
    pub fn of(words: &str, names: &str) -> Self {
        let names: BTreeSet<String> = terms(names).collect();
        let mut points = BTreeSet::new();
        let mut kept = BTreeSet::new();
        let mut after_point = false;
        for term in terms(words).filter(|term| !names.contains(term)) {
            if term.chars().any(|c| c.is_ascii_digit()) || (after_point && term.chars().count() == 1) {
                points.insert(term.clone());
            } else if term.chars().count() > 2 && !PHRASES.empty.contains(&term) {
                kept.insert(stem(&term));
            }
            after_point = matches!(term.as_str(), "question" | "part" | "point" | "item" | "q");
        }
        Self { points, words: kept }
    }

    /// Do both ask the same?
    pub fn is_like(&self, other: &Self) -> bool {
        if self.points != other.points {
            return false;
        }
        let shared = self.words.intersection(&other.words).count();
        let all = self.words.union(&other.words).count();
        // Where nothing is left of either, nothing shows that they ask the same.
        all > 0 && shared as f64 >= SHARED * all as f64
    }
}

fn terms(text: &str) -> impl Iterator<Item = String> {
    let parted = text.split(|c: char| !c.is_alphanumeric() && c != '/');
    parted.map(|term| term.trim_matches('/').to_lowercase()).filter(|term| !term.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_are_alike_that_ask_the_same_of_the_same_point() {
        let cases = [
            (
                "Do you mean calendar years or financial years?",
                "Could you clarify whether you mean financial or calendar years?",
                true,
            ),
            ("Do you mean calendar years?", "Do you mean full-time staff?", false),
            ("Please clarify question 3.", "Please clarify question 4.", false),
            ("Do you mean the year 2016/17?", "Do you mean the year 2017/18?", false),
            ("Please clarify part a of closures.", "Please clarify part b of closures.", false),
            ("Please clarify.", "Please confirm.", false),
        ];
        for (one, other, want) in cases {
            let (a, b) = (Sign::of(one, "Ashdown Council"), Sign::of(other, "Birch Council"));
            assert_eq!((a.is_like(&b), b.is_like(&a)), (want, want), "{one} | {other}");
        }
        assert!(
            Sign::of("Does Ashdown mean closures?", "Ashdown").is_like(&Sign::of("Does Birch mean closures?", "Birch"))
        );
    }
}
