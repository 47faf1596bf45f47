//! A pattern of ours: compiled when it is first looked for, and so that it runs as one automaton.
//!
//! A letter is searched for some hundreds of patterns, so what each costs is what reading costs. Two things make them cheap.
//! A word ends where ASCII's does: beside a letter outside ASCII (a pound sign, a curly quotation mark) the engine has no
//! automaton for Unicode's word boundary and falls back to one that is a hundred times slower. And nothing is compiled before
//! it is needed: a process that reads one letter would otherwise spend most of its time on patterns that it never tries.

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::{CaptureMatches, Captures, Match, Matches, Regex, RegexBuilder};

/// A regular expression kept in a `static`.
#[derive(Debug)]
pub struct Pattern {
    source: Source,
    compiled: OnceLock<Option<Regex>>,
}

#[derive(Debug)]
enum Source {
    Written(&'static str),
    Composed(fn() -> String),
}

impl Pattern {
    /// The pattern written `source`.
    pub const fn new(source: &'static str) -> Self {
        Self { source: Source::Written(source), compiled: OnceLock::new() }
    }

    /// The pattern that `source` composes of pieces.
    pub const fn composed(source: fn() -> String) -> Self {
        Self { source: Source::Composed(source), compiled: OnceLock::new() }
    }

    /// The compiled pattern. One that does not compile is a fault of ours that any test of its file meets; a user's letter is
    /// read without it.
    fn regex(&self) -> Option<&Regex> {
        let compile = || {
            let source = match &self.source {
                Source::Written(source) => Cow::Borrowed(*source),
                Source::Composed(compose) => Cow::Owned(compose()),
            };
            let compiled = compile(&source);
            debug_assert!(compiled.is_ok(), "{compiled:?}");
            compiled.ok()
        };
        self.compiled.get_or_init(compile).as_ref()
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.regex()?.find(text)
    }

    /// The first match that begins at `from` or later; what stands before it is seen by `^` and `\b`.
    pub fn find_at<'t>(&self, text: &'t str, from: usize) -> Option<Match<'t>> {
        self.regex().filter(|_| from <= text.len())?.find_at(text, from)
    }

    pub fn find_iter<'r, 't>(&'r self, text: &'t str) -> impl Iterator<Item = Match<'t>> + use<'r, 't> {
        self.regex().map(|regex| -> Matches<'r, 't> { regex.find_iter(text) }).into_iter().flatten()
    }

    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex()?.captures(text)
    }

    /// As [`Pattern::find_at`].
    pub fn captures_at<'t>(&self, text: &'t str, from: usize) -> Option<Captures<'t>> {
        self.regex().filter(|_| from <= text.len())?.captures_at(text, from)
    }

    pub fn captures_iter<'r, 't>(&'r self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'r, 't> {
        self.regex().map(|regex| -> CaptureMatches<'r, 't> { regex.captures_iter(text) }).into_iter().flatten()
    }
}

/// What an automaton may take for its states before it forgets them and begins again. A phrase with a few counted gaps has
/// some thousand states; one that forgets them in every letter costs fifty times as much.
const STATES: usize = 16 << 20;

/// Compiles a pattern of a table or a `static`, as [`plain`] writes it.
///
/// # Errors
/// What the engine says of a pattern that is none.
pub fn compile(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&plain(source)).dfa_size_limit(STATES).build()
}

/// Letters and digits of the languages of these islands: what `\w` means here.
const WORD: &str = r"0-9A-Za-z_\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{24F}";

/// `source` with the word boundaries and digits of ASCII and letters as far as Latin goes, for what compiles patterns by itself.
///
/// All the letters of the world are seven hundred ranges, some hundred states of an automaton for each `\w`: of that, patterns
/// with gaps of several words consist almost whole.
pub fn plain(source: &str) -> String {
    let mut out = String::with_capacity(source.len() * 2);
    let mut depth = 0_u32;
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        match (c, depth) {
            ('[', _) => depth += 1,
            (']', 1..) => depth -= 1,
            ('\\', _) => {
                let class = depth > 0;
                match chars.next() {
                    Some('b') if !class => out.push_str(r"(?-u:\b)"),
                    Some('d') => out.push_str(if class { "0-9" } else { "[0-9]" }),
                    Some('D') => out.push_str("[^0-9]"),
                    Some('w') if class => out.push_str(WORD),
                    Some('w') => out.extend(["[", WORD, "]"]),
                    Some('W') => out.extend(["[^", WORD, "]"]),
                    Some(other) => out.extend(['\\', other]),
                    None => out.push('\\'),
                }
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_beside_signs_outside_ascii() {
        static WORD: Pattern = Pattern::new(r"(?i)\bnot\b");
        for (text, found) in [("‘not’", true), ("£not£", true), ("knot", false), ("Not – yet", true)] {
            assert_eq!(WORD.is_match(text), found, "{text}");
        }
    }

    #[test]
    fn classes_are_written_out_where_they_stand() {
        assert_eq!(plain(r"\bno\d{2}"), r"(?-u:\b)no[0-9]{2}");
        for (pattern, text, found) in [
            (r"^[\w'-]+$", "l'énergie", true),
            (r"^\w+$", "Llanelwedd", true),
            (r"^\W+$", " – £", true),
            (r"^[\W_]+$", " _£", true),
            (r"^[^\w]$", "ŵ", false),
            (r"^\[\d\]$", "[7]", true),
            (r"^[\]\d]+$", "]7", true),
        ] {
            assert_eq!(compile(pattern).unwrap().is_match(text), found, "{pattern} in {text}");
        }
    }

    #[test]
    fn a_search_from_beyond_the_end_finds_nothing() {
        static ANY: Pattern = Pattern::composed(|| ".".repeat(2));
        assert!(ANY.find_at("ab", 3).is_none() && ANY.captures_at("ab", 9).is_none());
        assert_eq!(ANY.find_at("abc", 1).map(|found| found.range()), Some(1..3));
    }
}
