//! Which words a pattern cannot do without: a text that has none of them need not be searched for it.
//!
//! Some hundred phrases are looked for in every sentence, and hardly any occurs. One pass of Aho and Corasick's automaton over
//! the sentence for the words that the patterns cannot match without leaves one or two to be tried. The words are taken from
//! the patterns themselves, so that nobody has to keep a second list in step with the first.

use aho_corasick::{AhoCorasick, BuildError};
use regex_syntax::hir::{Hir, HirKind};

/// More words than this for one pattern and it is tried always.
const MOST: usize = 64;
/// A shorter word than this occurs everywhere.
const SHORTEST: usize = 2;

/// Patterns by the words they need.
#[derive(Debug)]
pub struct Needs {
    words: AhoCorasick,
    /// For each word the patterns that need it, or another in its stead.
    called: Vec<Vec<usize>>,
    /// Patterns that need no word in particular.
    always: Vec<usize>,
}

impl Needs {
    /// Of patterns that are matched case aside, numbered in their order.
    ///
    /// # Errors
    /// What the automaton's builder says of too many words.
    pub fn of<'p>(patterns: impl Iterator<Item = &'p str>) -> Result<Self, BuildError> {
        let (mut words, mut called, mut always) = (Vec::<String>::new(), Vec::<Vec<usize>>::new(), Vec::new());
        for (number, pattern) in patterns.enumerate() {
            let Some(needed) = required(pattern) else {
                always.push(number);
                continue;
            };
            for word in needed {
                match words.iter().position(|known| *known == word) {
                    Some(at) => called.get_mut(at).into_iter().for_each(|numbers| numbers.push(number)),
                    None => {
                        words.push(word);
                        called.push(vec![number]);
                    }
                }
            }
        }
        let words = AhoCorasick::builder().ascii_case_insensitive(true).build(&words)?;
        Ok(Self { words, called, always })
    }

    /// The patterns that may match in `text`, in their order.
    pub fn met(&self, text: &str) -> Vec<usize> {
        let mut seen = vec![false; self.called.len()];
        let mut met = self.always.clone();
        for hit in self.words.find_overlapping_iter(text) {
            let word = hit.pattern().as_usize();
            if let Some(seen) = seen.get_mut(word).filter(|seen| !**seen) {
                *seen = true;
                met.extend(self.called.get(word).into_iter().flatten());
            }
        }
        met.sort_unstable();
        met.dedup();
        met
    }
}

/// Words in small letters one of which stands in whatever `pattern` matches, case aside; `None` where no such words are known.
fn required(pattern: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::ParserBuilder::new().build().parse(pattern).ok()?;
    let words = words(&hir)?;
    let usable = words.iter().all(|word| word.len() >= SHORTEST && word.is_ascii());
    usable.then_some(words)
}

fn words(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let word = std::str::from_utf8(&literal.0).ok()?;
            Some(vec![word.to_ascii_lowercase()])
        }
        HirKind::Capture(capture) => words(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min >= 1 => words(&repetition.sub),
        // The piece whose shortest word is longest tells most.
        HirKind::Concat(pieces) => pieces.iter().filter_map(words).max_by_key(|words| {
            let shortest = words.iter().map(String::len).min().unwrap_or_default();
            (shortest, std::cmp::Reverse(words.len()))
        }),
        HirKind::Alternation(ways) => {
            let mut all = Vec::new();
            for way in ways {
                all.extend(words(way)?);
            }
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_called_up_by_the_words_it_needs() {
        let patterns =
            [r"\bnot\s+(?:held|recorded)\b", r"\bsection\s?12\b|\bcost\s+limit\b", r"\d+%", r"(?:see\s+)?above"];
        let needs = Needs::of(patterns.into_iter()).unwrap();
        for (text, met) in [
            ("This is NOT HELD", vec![0, 2]),
            ("Section 12 applies", vec![1, 2]),
            ("over the limit", vec![1, 2]),
            ("As Above", vec![2, 3]),
            ("nothing", vec![2]),
        ] {
            // Pattern 0 needs "not" or its verb, whichever tells more; a text with one of the words may call up more than matches.
            let called = needs.met(text);
            assert!(met.iter().all(|n| called.contains(n)), "{text}: {called:?}");
        }
        assert!(!needs.met("As above").contains(&0));
    }
}
