//! What an answer's words do besides giving a value: refuse, not hold, point elsewhere, say nought.
//!
//! The phrase families are data (`phrases.toml`), each with its reason. Which of several wins is [`super::reading`]'s business.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use crate::ledger::CellState;
use crate::reply::phrase::{Needs, compile};

#[derive(Deserialize)]
struct File {
    phrase: Vec<Entry>,
    mention: Vec<Mention>,
}

/// A sentence that speaks of a state and asserts none.
#[derive(Deserialize)]
struct Mention {
    pattern: String,
    /// States that such a sentence does assert all the same.
    #[serde(default)]
    but: Vec<String>,
}

#[derive(Deserialize)]
struct Entry {
    state: String,
    pattern: String,
    why: String,
    /// A second pattern that must match too.
    needs: Option<String>,
    /// A pattern that must not match.
    unless: Option<String>,
}

/// A phrase family, ready to use.
struct Phrase {
    state: CellState,
    pattern: Regex,
    why: String,
    needs: Option<Regex>,
    unless: Option<Regex>,
}

struct Book {
    /// Which phrases a sentence can have at all.
    needs: Needs,
    phrases: Vec<Phrase>,
    mentions: Vec<(Regex, Vec<CellState>)>,
}

impl Book {
    /// Does `sentence` only mention `state`: allow for it, warn of it, tell of another time?
    fn mentions(&self, sentence: &str, state: CellState) -> bool {
        let decides = matches!(
            state,
            CellState::Exempt | CellState::OverCostLimit | CellState::NotHeld | CellState::PublishedElsewhere
        );
        decides && self.mentions.iter().any(|(pattern, but)| !but.contains(&state) && pattern.is_match(sentence))
    }
}

static BOOK: LazyLock<Option<Book>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("phrases.toml")).ok()?;
    let needs = Needs::of(file.phrase.iter().map(|entry| entry.pattern.as_str())).ok()?;
    let mut phrases = Vec::new();
    for entry in file.phrase {
        phrases.push(Phrase {
            state: entry.state.parse().ok()?,
            pattern: any_case(&entry.pattern)?,
            why: entry.why,
            needs: optional(entry.needs)?,
            unless: optional(entry.unless)?,
        });
    }
    let mut mentions = Vec::new();
    for mention in file.mention {
        let but: Option<Vec<CellState>> = mention.but.iter().map(|state| state.parse().ok()).collect();
        mentions.push((any_case(&mention.pattern)?, but?));
    }
    Some(Book { needs, phrases, mentions })
});

/// A pattern in any case, with a full stop for any letter.
fn any_case(pattern: &str) -> Option<Regex> {
    compile(&format!("(?is){pattern}")).ok()
}

/// A pattern that may be left out; `None` where it is there and bad.
fn optional(source: Option<String>) -> Option<Option<Regex>> {
    source.map(|source| any_case(&source)).map_or(Some(None), |pattern| pattern.map(Some))
}

/// A phrase found in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub state: CellState,
    /// In the text that was searched.
    pub span: Range<usize>,
    pub why: &'static str,
    /// What the phrase points to ("answer to question 2"), where it does.
    pub target: Option<String>,
    /// The sentence in which it stands.
    pub sentence: Range<usize>,
}

/// Everything that `text` is found to say, sentence by sentence.
pub fn said(text: &str) -> Vec<Said> {
    let Some(book) = &*BOOK else { return Vec::new() };
    let mut out = Vec::new();
    for sentence in sentences(text) {
        let words = text.get(sentence.clone()).unwrap_or_default();
        let met = book.needs.met(words).into_iter();
        out.extend(met.filter_map(|phrase| says(book, phrase, text, &sentence)));
    }
    out.sort_by_key(|said| (said.sentence.start, said.span.start));
    out
}

/// Does the sentence say the phrase of that number, and mean it?
fn says(book: &'static Book, number: usize, text: &str, sentence: &Range<usize>) -> Option<Said> {
    let words = text.get(sentence.clone())?;
    let phrase = book.phrases.get(number)?;
    let caught = phrase.pattern.captures(words)?;
    let whole = caught.get(0)?;
    let lacks = phrase.needs.as_ref().is_some_and(|needs| !needs.is_match(words));
    let barred = phrase.unless.as_ref().is_some_and(|unless| unless.is_match(words));
    if lacks || barred || book.mentions(words, phrase.state) {
        return None;
    }
    Some(Said {
        state: phrase.state,
        span: sentence.start + whole.start()..sentence.start + whole.end(),
        why: phrase.why.as_str(),
        target: caught.get(1).map(|m| m.as_str().to_owned()),
        sentence: sentence.clone(),
    })
}

/// Would `sentence` assert `state`, rather than mention it?
pub fn asserts(sentence: &str, state: CellState) -> bool {
    BOOK.as_ref().is_some_and(|book| !book.mentions(sentence, state))
}

/// The sentences of `text`: parted at blank lines, at list items and table rows, and where a full stop meets a capital.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    let mut last = ' ';
    while let Some((at, c)) = chars.next() {
        let cut = match c {
            '\n' => {
                let next = text.get(at + 1..).unwrap_or_default();
                let line = next.trim_start_matches([' ', '\t']);
                let begins = line.chars().next();
                begins.is_none_or(|n| n == '\n' || n == '•' || n == '|' || n == '-' || n.is_ascii_digit() || n == '>')
                    || matches!(last, '.' | ':' | '?' | '!')
                    || begins.is_some_and(char::is_uppercase) && at - start < 50
            }
            '.' | '?' | '!' => {
                let next = chars.peek().map(|(_, n)| *n);
                let after = text.get(at + 1..).and_then(|rest| rest.trim_start().chars().next());
                let word = text
                    .get(start..at)
                    .unwrap_or_default()
                    .rsplit(|c: char| !c.is_alphanumeric())
                    .next()
                    .unwrap_or_default();
                let short = !word.is_empty() && word.len() <= 2 && !word.chars().any(|c| c.is_ascii_digit())
                    || word.eq_ignore_ascii_case("approx")
                    || ["no", "reg", "regs", "sec", "para", "art", "ref"].iter().any(|w| word.eq_ignore_ascii_case(w));
                next.is_some_and(char::is_whitespace)
                    && after.is_some_and(|n| n.is_uppercase() || n.is_ascii_digit() && c == '.' || n == '"' || n == '“')
                    && !(short && c == '.')
            }
            _ => false,
        };
        if cut {
            let end = at + c.len_utf8();
            push(text, &mut out, start..end);
            start = end;
        }
        if !c.is_whitespace() {
            last = c;
        }
    }
    push(text, &mut out, start..text.len());
    out
}

fn push(text: &str, out: &mut Vec<Range<usize>>, span: Range<usize>) {
    let words = text.get(span.clone()).unwrap_or_default();
    let trimmed = words.trim();
    if !trimmed.is_empty() {
        let start = span.start + (words.len() - words.trim_start().len());
        out.push(start..start + trimmed.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_in_the_file_can_be_used() {
        assert!(BOOK.is_some());
    }
}
