//! A block's logical lines: list items and sentences that were wrapped, put together again as they stood.

use std::ops::Range;

use super::headings::{Known, Mark};

/// The byte ranges of the logical lines of `text`, with the number of line breaks before each.
///
/// A line goes on into the next where that one begins with a small letter, or where the next one's first word would not have
/// fitted on it (so it was wrapped); never over a list mark or a heading.
pub fn logical_lines<'a>(text: &'a str, known: &Known<'a>) -> Vec<(Range<usize>, u32)> {
    let lines = lines(text);
    let words = |line: &Range<usize>| text.get(line.clone()).unwrap_or("");
    let width = wrapped_at(&lines, text);
    let announces = |line: &'a str| announces(line, known);
    let mut items: Vec<(Range<usize>, u32)> = Vec::new();
    let mut full = false;
    for (at, (number, line)) in (0u32..).zip(&lines).enumerate() {
        let this = words(line);
        if this.trim().is_empty() {
            full = false;
            continue;
        }
        let fresh = full && !begins_an_item(this) && !announces(this);
        match items.last_mut() {
            Some((item, _)) if item.len() < LONGEST && (fresh || goes_on(text.get(item.clone()), this, &announces)) => {
                item.end = line.end
            }
            _ => items.push((line.clone(), number)),
        }
        let next = lines.get(at + 1).map_or("", words);
        full = width.is_some_and(|width| is_full(this, next, width)) && !ends(this) && !announces(this);
    }
    items
}

/// The width at which the lines were wrapped, if they were: two lines or more must be full.
fn wrapped_at(lines: &[Range<usize>], text: &str) -> Option<usize> {
    let width = lines.iter().map(|line| line.len()).max().filter(|width| (40..=160).contains(width))?;
    let words = |line: Option<&Range<usize>>| line.and_then(|line| text.get(line.clone())).unwrap_or("");
    let full = (0..lines.len()).filter(|at| is_full(words(lines.get(*at)), words(lines.get(at + 1)), width)).count();
    (full >= 2).then_some(width)
}

/// Would the first word of `next` have gone over the width?
fn is_full(line: &str, next: &str, width: usize) -> bool {
    let first = next.split_whitespace().next().map_or(0, str::len);
    first > 0 && line.trim_end().len() + 1 + first > width
}

fn goes_on<'a>(item: Option<&'a str>, next: &str, announces: &dyn Fn(&'a str) -> bool) -> bool {
    item.is_some_and(|item| {
        (begins_small(next) || leads_to_number(item) && next.trim_start().starts_with(|l: char| l.is_ascii_digit()))
            && !ends(item)
            && !announces(item)
    })
}

/// "... under section": the number on the next line is its own.
fn leads_to_number(item: &str) -> bool {
    let last = item.split_whitespace().next_back().unwrap_or("").to_lowercase();
    matches!(
        last.as_str(),
        "section" | "sections" | "regulation" | "regulations" | "sec" | "reg" | "adran" | "rheoliad" | "act"
    )
}

fn ends(line: &str) -> bool {
    line.trim_end().ends_with(['.', '?', '!', ':', ';', '|'])
}

/// A short line that is a heading by itself.
fn announces<'a>(line: &'a str, known: &Known<'a>) -> bool {
    line.len() <= 60
        && matches!(
            known.mark(line),
            Mark::RequestHeading
                | Mark::AnswerHeading
                | Mark::InTurn
                | Mark::Closing
                | Mark::Salutation
                | Mark::ComplaintsHeading
        )
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
        logical_lines(text, &Known::default()).into_iter().map(|(range, _)| &text[range]).collect()
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
    fn a_heading_is_not_swallowed_and_a_question_not_glued_to_its_answer() {
        assert_eq!(
            cut(
                "What was spent on agency locum doctors in each of the years\nAnswer To Question 1:\nTotal staff employed at the first of January of that year or later\nThe council publishes this."
            ),
            [
                "What was spent on agency locum doctors in each of the years",
                "Answer To Question 1:",
                "Total staff employed at the first of January of that year or later",
                "The council publishes this."
            ]
        );
    }

    #[test]
    fn short_lines_stand_alone() {
        assert_eq!(cut("2019 – 616\n2020 – 871"), ["2019 – 616", "2020 – 871"]);
        assert_eq!(cut("to which section\n35(1)(c) applies"), ["to which section\n35(1)(c) applies"]);
        assert_eq!(logical_lines("a\n\nB", &Known::default()), [(0..1, 0), (3..4, 2)]);
    }
}
