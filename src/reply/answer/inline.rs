//! Questions and answers that run on in one line: "How many? 3. Is it recorded? It is. For how long? 30 days.",
//! "Nominated: 44. Listed: 29. Bids - 1."
//!
//! Such a line is cut into lines of its own, so that all that looks at lines sees each question at the beginning of one.

use std::ops::Range;

use super::page::Page;
use super::span::key;
use super::state::sentences;

/// Lines that are cut in one page.
const MOST: usize = 60;
/// Pieces of one line.
const MOST_PIECES: usize = 30;

/// Cuts the lines of `page` in which several questions stand with their answers.
pub fn cut(page: &mut Page) {
    let mut left = MOST;
    let mut lines = Vec::with_capacity(page.lines.len());
    for line in std::mem::take(&mut page.lines) {
        let words = page.slice(&line.span);
        let long = (24..4_000).contains(&words.len()) && line.cells.is_empty() && !line.furniture && !line.quoted;
        let begins = if long && left > 0 { beginnings(words) } else { Vec::new() };
        if begins.len() < 2 || begins.len() > MOST_PIECES {
            lines.push(line);
            continue;
        }
        left -= 1;
        let (start, end) = (line.span.start, line.span.end);
        let first = begins.first().copied().unwrap_or(0);
        let cuts = (first > 0).then_some(0).into_iter().chain(begins).collect::<Vec<_>>();
        for (n, from) in cuts.iter().enumerate() {
            let to = cuts.get(n + 1).map_or(end, |next| start + next);
            let mut piece = line.clone();
            piece.span = start + from..to;
            piece.first_of_block = line.first_of_block && n == 0;
            lines.push(piece);
        }
    }
    page.lines = lines;
}

/// A sentence cut behind its question mark: "For how long? 30."
fn after_marks(words: &str, sentence: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = sentence.start;
    for (at, _) in words.get(sentence.clone()).unwrap_or_default().match_indices("? ") {
        let end = sentence.start + at + 1;
        out.push(start..end);
        let rest = words.get(end..sentence.end).unwrap_or_default();
        start = end + (rest.len() - rest.trim_start().len());
    }
    if start < sentence.end {
        out.push(start..sentence.end);
    }
    out
}

/// Where in `words` a question begins that an answer follows before the next; none where there is one alone.
fn beginnings(words: &str) -> Vec<usize> {
    let sentences: Vec<_> = sentences(words).into_iter().flat_map(|s| after_marks(words, s)).collect();
    let asks = |at: &Range<usize>| words.get(at.clone()).is_some_and(|s| s.ends_with('?') && s.len() < 300);
    let asked: Vec<usize> = sentences
        .iter()
        .enumerate()
        .filter(|(n, s)| asks(s) && sentences.get(n + 1).is_some_and(|next| !asks(next)))
        .map(|(_, s)| s.start)
        .collect();
    if asked.len() > 1 {
        return asked;
    }
    let keyed: Vec<usize> = sentences
        .iter()
        .filter(|s| words.get((*s).clone()).and_then(key).is_some_and(|key| key.len() < 70))
        .map(|s| s.start)
        .collect();
    if keyed.len() > 1
        && keyed.len() * 2 >= sentences.len()
        && sentences.first().is_some_and(|s| keyed.first() == Some(&s.start))
    {
        keyed
    } else {
        Vec::new()
    }
}
