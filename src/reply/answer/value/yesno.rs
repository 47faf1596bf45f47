//! Yes and no, with the word and without.
//!
//! The word counts where it begins the answer. Without it, a sentence that takes up the question's own verb says yes or, with
//! a negation, no; that is a proposal for a person, and its facts say so.

use crate::reply::phrase::Pattern;

use crate::ledger::{Answer, CellState, Value};

use super::super::state::sentences;
use super::super::wording::stems;
use super::{Asked, Found};

static WORD: Pattern = Pattern::new(
    r"(?i)^[\W\d]*(?:(?:q|a|ans|answer|ateb|response|reply)\.?\s*(?:\d+\s*[.:)/–-]*|[:/)–-]+)\s*)*(?:[a-h](?:\s?[-–&,]\s?[a-h])*\s?[.):–-]+\s*)?(?:(?:the\s+answer\s+is:?\s+)?(?P<yes>yes|yep|ydy|ydyn|oes|correct|affirmative)|(?P<no>no|not\s+(?:yet|currently|at\s+present|at\s+this\s+time)|nac\s+oes|nage|negative))\b(?P<next>.?)(?P<of>\s?of\b)?",
);
/// The verb alone: "We have not.", "It does."
static VERB_ALONE: Pattern = Pattern::new(
    r"(?i)^\W*(?:we|it|they|the\s+\w+)\s+(?:have|has|had|do|does|did|are|is|was|were|can|will|would)(?P<no>\s+not|n[’']t)?(?:\s+(?:yet|currently|so))?\W*$|^\W*(?:(?P<y>y)|(?P<n>n))\W*$|^\W*(?P<later>not\s+(?:at\s+(?:this|the)\s+(?:present\s+|current\s+)?(?:stage|moment|time)|so\s+far|to\s+date|presently))\W*$",
);
static NEGATED: Pattern =
    Pattern::new(r"(?i)\b(?:not|no|never|none|nor|neither|cannot)\b|n[’']t\b|\b(?:ceased|stopped|without)\b");
static AFFIRMED: Pattern = Pattern::new(
    r"(?i)\b(?:does|do|is|are|has|have|can|will|uses?|deals?|provides?|holds?|employs?|operates?|offers?|runs?|carr(?:y|ies)|completes?|undertakes?|requires?|must|all\s+staff|mandatory)\b",
);

/// The yes or no of `text`.
pub fn read(text: &str, asked: &Asked<'_>) -> Option<Found> {
    let first = sentences(text).into_iter().next()?;
    let words = text.get(first.clone())?;
    if let Some(caught) = WORD.captures(words) {
        let yes = caught.name("yes").is_some();
        // "No. of tenants" is a heading.
        if caught.name("of").is_some() {
            return None;
        }
        let rest = text.get(first.start + caught.get(0)?.end()..)?.trim();
        let bare = rest.is_empty();
        // "No additional expense": the word is the sentence's, and says the same.
        let mark = caught.name("next").map(|m| m.as_str()).unwrap_or_default();
        let sentence = !yes && mark == " " && !bare;
        let partly = rest.to_lowercase().contains("in part")
            || words.to_lowercase().contains("however")
            || words.to_lowercase().contains("partially");
        let but = text
            .get(first.end..)
            .is_some_and(|r| r.to_lowercase().contains("however") || r.to_lowercase().contains("but "));
        let flips = words.to_lowercase().contains("yes and no") || words.to_lowercase().contains("no, but yes");
        if flips {
            return None;
        }
        let facts = vec![
            ("yesno_word", 1.0),
            ("alone", f64::from(u8::from(bare))),
            ("yesno_sentence", f64::from(u8::from(sentence))),
            ("caveat", f64::from(u8::from(partly || but))),
            ("long_answer", ((text.trim().len() as f64) / 300.0).min(2.0)),
        ];
        return Some(found(yes, first, "the answer begins with the word", facts));
    }
    if let Some(caught) = VERB_ALONE.captures(words) {
        let no = ["no", "n", "later"].iter().any(|name| caught.name(name).is_some());
        let alone = text.trim().len() <= words.len() + 2;
        let facts = vec![
            ("yesno_word", 1.0),
            ("yesno_sentence", f64::from(u8::from(!alone))),
            ("alone", f64::from(u8::from(alone))),
        ];
        return Some(found(!no, first, "the verb alone says it", facts));
    }
    let heard = stems(words);
    let shared = asked.stems.intersection(&heard).count();
    // What follows a semicolon or a "but" qualifies; the first clause answers.
    let clause = words.split([';']).next().unwrap_or(words);
    let negated = NEGATED.is_match(clause);
    let affirmed = AFFIRMED.is_match(words);
    if negated || affirmed {
        let facts = vec![
            ("yesno_implied", 1.0),
            ("yesno_shared", (shared as f64).min(3.0)),
            ("yesno_negated", f64::from(u8::from(negated))),
            ("long_answer", ((text.trim().len() as f64) / 300.0).min(2.0)),
        ];
        return Some(found(!negated, first, "said without the word", facts));
    }
    None
}

fn found(yes: bool, words: std::ops::Range<usize>, why: &str, facts: super::Facts) -> Found {
    let answer = Answer { value: Some(Value::YesNo(yes)), ..Answer::of(CellState::Value) };
    Found { answer, words, why: why.to_owned(), facts }
}
