//! A block's logical lines: list items and sentences that were wrapped, put together again as they stood.

use std::ops::Range;

/// The byte ranges of the logical lines of `text`, with the number of line breaks before each.
///
/// A line goes on into the next where it is about as long as the longest (so it was wrapped), or where the next begins with a small
/// letter; never over a list mark.
pub fn logical_lines(text: &str) -> Vec<(Range<usize>, u32)> {
    let lines = lines(text);
    let longest = lines.iter().map(|line| line.len()).max().unwrap_or(0);
    let mut items: Vec<(Range<usize>, u32)> = Vec::new();
    let mut open = false;
    for (number, line) in (0u32..).zip(lines) {
        let words = text.get(line.clone()).unwrap_or("");
        if words.trim().is_empty() {
            open = false;
            continue;
        }
        match items.last_mut() {
            Some((item, _)) if open && !begins_an_item(words) && item.len() < LONGEST => item.end = line.end,
            Some((item, _))
                if begins_small(words)
                    && item.len() < LONGEST
                    && number > 0
                    && !ends_for_sure(text.get(item.clone())) =>
            {
                item.end = line.end;
            }
            _ => items.push((line.clone(), number)),
        }
        let trimmed = words.trim_end();
        open = trimmed.len() >= 30
            && trimmed.len() * 10 >= longest * 6
            && !trimmed.ends_with(['.', '?', '!', ':', ';', '|']);
    }
    items
}

/// Items are cut here, so that a hostile text without ends costs no more than its length.
const LONGEST: usize = 20_000;

fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        lines.push(start..start + line.trim_end_matches(['\n', '\r']).len());
        start = end;
    }
    lines
}

fn ends_for_sure(item: Option<&str>) -> bool {
    item.is_none_or(|item| item.trim_end().ends_with(['.', '?', '!', ':', '|']))
}

fn begins_small(words: &str) -> bool {
    words.trim_start().starts_with(|first: char| first.is_lowercase()) && !begins_an_item(words)
}

/// `1.`, `2)`, `Q3`, `(a)`, `a)`, `•`, `-`, `>`, `|`: a list item, quotation or table row begins.
fn begins_an_item(words: &str) -> bool {
    let words = words.trim_start();
    let mut letters = words.chars();
    match letters.next() {
        Some('•' | '·' | '▪' | '◦' | '●' | '*' | '>' | '|' | '\u{F0B7}' | '–') => true,
        Some('-') => letters.next().is_none_or(char::is_whitespace),
        Some('(') => words.chars().take(6).any(|letter| letter == ')'),
        Some(first) if first.is_ascii_digit() => {
            let rest = words.trim_start_matches(|letter: char| letter.is_ascii_digit());
            words.len() - rest.len() <= 2
                && rest.starts_with(['.', ')', ':'])
                && !rest.starts_with(|l: char| l.is_ascii_digit())
        }
        Some('Q' | 'q') => letters.next().is_some_and(|next| next.is_ascii_digit()),
        Some(first) if first.is_ascii_alphabetic() => matches!(letters.next(), Some(')')),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        logical_lines(text).into_iter().map(|(range, _)| &text[range]).collect()
    }

    #[test]
    fn wrapped_lines_are_one_and_list_items_are_each_their_own() {
        assert_eq!(
            cut(
                "We can confirm that the Trust holds the information\nrequested by you.\n1. Staff\n2. Money\n  in pounds"
            ),
            [
                "We can confirm that the Trust holds the information\nrequested by you.",
                "1. Staff",
                "2. Money\n  in pounds"
            ]
        );
    }

    #[test]
    fn short_lines_stand_alone() {
        assert_eq!(cut("2019 – 616\n2020 – 871"), ["2019 – 616", "2020 – 871"]);
        assert_eq!(logical_lines("a\n\nB"), [(0..1, 0), (3..4, 2)]);
    }
}
