//! Lines of one paragraph or cell to one text: where a word was broken, and where a hyphen belongs to it.
//!
//! A hyphen at the end of a line is the writer's ("cyber-|security") or the typesetter's ("quali-|fied"). The document
//! itself knows best: the word is looked for elsewhere in it, whole and with its hyphen. Where it says nothing, a part
//! that stands alone elsewhere in the document, or is a common first half of compounds, keeps the hyphen. U+2010 and the soft hyphen are typesetters'.

use std::collections::HashSet;

/// First halves of compounds that are common in official English; data, so that it can be corrected.
const FIRST_HALVES: &str = include_str!("first_halves.txt");

/// The words of a document as they stand inside its lines.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: HashSet<String>,
    /// The document's own hyphens inside lines are U+2010 (some fonts say so of every hyphen).
    writes_2010: bool,
}

impl Vocabulary {
    /// Takes in a line. Its last word counts only if it is not broken, its first one always.
    pub fn learn(&mut self, line: &str) {
        let broken = line.ends_with(is_hyphen);
        let mut words: Vec<&str> = line.split_whitespace().collect();
        if broken {
            words.pop();
        }
        for word in words {
            self.writes_2010 |= word.contains('\u{2010}');
            self.words.insert(plain(word));
        }
    }

    fn knows(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Whether a hyphen between `first` and `second`, which ended a line, belongs to the word.
    fn keeps_hyphen(&self, first: &str, second: &str) -> bool {
        if !second.starts_with(char::is_lowercase) || !first.ends_with(char::is_lowercase) {
            return true;
        }
        let (first, second) = (plain(first), plain(second));
        if self.knows(&format!("{first}{second}")) {
            return false;
        }
        if self.knows(&format!("{first}-{second}")) || first.contains('-') {
            return true;
        }
        let half = first.rsplit(['-', '/']).next().unwrap_or(&first);
        if SECOND_HALVES.contains(&second.as_str()) {
            return true;
        }
        let suffix = SUFFIXES.contains(&second.as_str());
        !suffix
            && (FIRST_HALVES.lines().any(|w| w == half)
                || half.len() > 2 && second.len() > 3 && self.knows(half) && self.knows(&second))
    }
}

/// Second halves of compounds before which no typesetter breaks a word.
const SECOND_HALVES: [&str; 12] =
    ["based", "borne", "friendly", "funded", "held", "led", "owned", "related", "specific", "term", "wide", "worn"];

/// Ends of words that typesetters break before, and that no compound ends with.
const SUFFIXES: [&str; 34] = [
    "able", "age", "al", "ance", "ate", "ed", "en", "ence", "er", "ers", "ful", "fully", "ial", "ible", "ies", "ing",
    "ings", "ity", "ive", "less", "ly", "ment", "ments", "ner", "ners", "ness", "ous", "ship", "sion", "sions", "ter",
    "tion", "tions", "ure",
];

fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .map(|c| if is_hyphen(c) { '-' } else { c })
        .collect::<String>()
        .to_lowercase()
}

/// A hyphen that may end a line: minus, soft, hyphen.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}')
}

/// One text of several lines.
pub(super) fn join<S: AsRef<str>>(lines: impl IntoIterator<Item = S>, vocabulary: &Vocabulary) -> String {
    let mut out = String::new();
    for line in lines {
        add(&mut out, line.as_ref().trim(), vocabulary);
    }
    if out.contains('\u{ad}') { out.replace('\u{ad}', "") } else { out }
}

/// Adds a line to a text that was begun on the lines before.
pub(super) fn add(out: &mut String, line: &str, vocabulary: &Vocabulary) {
    if out.is_empty() || line.is_empty() {
        out.push_str(line);
        return;
    }
    let last = out.split_whitespace().next_back().unwrap_or_default();
    let (Some(end), Some(next)) = (last.chars().next_back(), line.split_whitespace().next()) else { return };
    let stem = last.trim_end_matches(is_hyphen);
    if !is_hyphen(end) || !stem.ends_with(char::is_alphanumeric) || !next.starts_with(char::is_alphanumeric) {
        out.push(' ');
    } else if end == '\u{ad}' || end == '\u{2010}' && !vocabulary.writes_2010 || !vocabulary.keeps_hyphen(stem, next) {
        out.truncate(out.len() - end.len_utf8());
    }
    out.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphen_at_the_end_of_a_line_is_kept_or_dropped_as_the_document_says() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.learn("the qualified staff of a well-known body");
        let joined = |a: &str, b: &str| join([a, b], &vocabulary);
        assert_eq!(joined("staff quali-", "fied in"), "staff qualified in");
        assert_eq!(joined("a well-", "known one"), "a well-known one");
        assert_eq!(joined("full-", "time staff"), "full-time staff");
        assert_eq!(joined("infor-", "mation"), "information");
        assert_eq!(joined("2017-", "18"), "2017-18");
        assert_eq!(joined("yes -", "all"), "yes - all");
        assert_eq!(joined("infor\u{ad}", "mation"), "information");
    }
}
