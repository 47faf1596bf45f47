//! How a line calls itself as one of a list: `1.`, `(b)`, `A.`, `iv)`, `Question c`, `2&3.`, `As to the third`, `Lastly`.
//!
//! [`super::marker`] reads the numbering that is sure by itself; this reads every way in which a line *might* be an item, a
//! bare `4` or a `4 Charge for` too. Whether it is one shows only in the run of lines that count alike
//! ([`super::span::layout`]), so nothing here is judged.

use super::marker::Label;

/// What counts alike in one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// "Question 3", "Q3", "A3", "Part b", "Response 1".
    Named,
    /// "In respect of the second", "Thirdly", "Lastly".
    Ordinal,
    /// A number with its closing mark: `.`, `)`, `:`, `]`; a blank where nothing closes it.
    Number(char),
    /// `A.`, `(B)`.
    Capital,
    /// `a)`, `(b)`.
    Small,
    /// `(iv)`.
    Roman,
    /// A bullet or a quotation's mark: it counts nothing.
    Bullet,
}

/// One reading of a line's beginning.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub style: Style,
    /// Numbers it gives itself; letters count from a = 1. [`LAST`] stands for "lastly".
    pub numbers: Vec<u32>,
    /// Where the words after it begin, in bytes of the line.
    pub rest: usize,
    /// It calls itself an answer.
    pub answers: bool,
}

/// "Lastly": whatever number the last question has.
pub const LAST: u32 = u32::MAX;

const NAMES: [&str; 27] = [
    "questions",
    "question",
    "query",
    "quest",
    "qus",
    "qu",
    "qs",
    "q",
    "parts",
    "part",
    "points",
    "point",
    "items",
    "item",
    "requests",
    "request",
    "answers",
    "answer",
    "ans",
    "a",
    "responses",
    "response",
    "reply",
    "ateb",
    "ymateb",
    "cwestiwn",
    "number",
];
const ORDINALS: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
];
const CARDINALS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
/// Openings of a sentence that turns to one of the questions by its place.
const TURNS: [&str; 21] = [
    "in respect of",
    "in relation to",
    "in regard to",
    "with regard to",
    "with regards to",
    "with respect to",
    "in answer to",
    "in response to",
    "in reply to",
    "regarding",
    "concerning",
    "as regards",
    "as to",
    "as for",
    "turning to",
    "moving to",
    "coming to",
    "on",
    "to",
    "for",
    "under",
];

/// Every reading of `line` as an item.
pub fn items(line: &str) -> Vec<Item> {
    let trimmed = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '|'));
    let inner = trimmed.trim_start_matches(['*', '_', '#']);
    let at = line.len() - inner.len();
    let mut out = Vec::new();
    if let Some(after) = bullet(trimmed) {
        out.push(Item { style: Style::Bullet, numbers: Vec::new(), rest: line.len() - after.len(), answers: false });
        out.extend(counted(after, line.len() - after.len()));
    }
    out.extend(counted(inner, at));
    out
}

fn bullet(words: &str) -> Option<&str> {
    let mut letters = words.chars();
    let first = letters.next()?;
    let sure = "•·▪●○◦‣\u{F0B7}".contains(first);
    let dash = "*-–—o".contains(first) && letters.next().is_some_and(char::is_whitespace);
    (sure || dash).then(|| words.get(first.len_utf8()..).unwrap_or_default().trim_start())
}

fn counted(words: &str, at: usize) -> Vec<Item> {
    let mut out = Vec::new();
    if let Some((numbers, rest, answers)) = named(words) {
        out.push(Item { style: Style::Named, numbers, rest: at + rest, answers });
        return out;
    }
    if let Some((number, rest)) = ordinal(words) {
        out.push(Item { style: Style::Ordinal, numbers: vec![number], rest: at + rest, answers: true });
        return out;
    }
    // "In relation to 4), ...", "As to (iii): ...".
    let turned = turn(words).unwrap_or(words);
    let (words, at) = (turned, at + words.len() - turned.len());
    let open = words.starts_with(['(', '[']);
    let inner = if open { words.get(1..).unwrap_or_default() } else { words };
    if let Some((numbers, length)) = list(inner, true) {
        let after = inner.get(length..).unwrap_or_default();
        if let Some((mark, closing)) = closed(after, open) {
            let rest = words.len() - after.len() + closing;
            out.push(Item { style: Style::Number(mark), numbers, rest: at + rest, answers: false });
        }
        return out;
    }
    let token: String = inner.chars().take_while(char::is_ascii_alphabetic).take(6).collect();
    let after = inner.get(token.len()..).unwrap_or_default();
    let Some((mark, closing)) = closed(after, open) else { return out };
    if mark == ' ' && !after.is_empty() && !after.starts_with(['\t']) && !after.starts_with("  ") {
        return out;
    }
    let rest = at + words.len() - after.len() + closing;
    let lower = token.to_lowercase();
    if let Some(n) = ROMAN.iter().position(|r| *r == lower).filter(|_| token == lower || open) {
        out.push(Item { style: Style::Roman, numbers: vec![n as u32 + 1], rest, answers: false });
    }
    if let [letter @ b'a'..=b'z'] = lower.as_bytes() {
        let style = if token == lower { Style::Small } else { Style::Capital };
        out.push(Item { style, numbers: vec![u32::from(letter - b'a') + 1], rest, answers: false });
    }
    out
}

/// What closes a number or letter, and how long it is with the blanks after it.
fn closed(after: &str, open: bool) -> Option<(char, usize)> {
    let mark = after.chars().next();
    let Some(mark) = mark else { return (!open).then_some((' ', 0)) };
    let run = after.len() - after.trim_start_matches(['.', ')', ']', ':']).len();
    if run > 0 {
        let behind = after.get(run..).unwrap_or_default();
        // "3.5 FTE" and "10:15" are no items.
        if behind.starts_with(|c: char| c.is_ascii_digit()) && !after.starts_with([')', ']']) {
            return None;
        }
        let rest = behind.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '-' | '–' | '—' | ','));
        let last = after.get(..run)?.chars().next_back()?;
        return Some((if open { '(' } else { last }, after.len() - rest.len()));
    }
    if open {
        return None;
    }
    if mark == '\t' || mark == '|' || after.starts_with("  ") || after.starts_with(" |") {
        let rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == '|');
        return Some((' ', after.len() - rest.len()));
    }
    let rest = after.strip_prefix(' ')?;
    let dash = rest.trim_start_matches(['-', '–', '—', '=']);
    if dash.len() < rest.len() {
        return Some(('-', after.len() - dash.trim_start().len()));
    }
    rest.starts_with(char::is_uppercase).then_some((' ', 1))
}

/// "1", "2&3", "2 and 3", "1-4", "1, 2".
fn list(words: &str, ranges: bool) -> Option<(Vec<u32>, usize)> {
    let (first, mut at) = digits(words)?;
    let mut numbers = vec![first];
    while let Some(rest) = words.get(at..) {
        let gap = rest.trim_start_matches(' ');
        let (through, after) = if let Some(a) = gap.strip_prefix(['&', ',', '/', '+']) {
            (false, a)
        } else if let Some(a) = gap.strip_prefix("and ") {
            (false, a)
        } else if let Some(a) = gap.strip_prefix("to ").or_else(|| gap.strip_prefix(['-', '–'])) {
            (true, a)
        } else {
            break;
        };
        let after = after.trim_start();
        let after = after.strip_prefix("and ").unwrap_or(after).trim_start_matches(['q', 'Q']);
        let Some((next, length)) = digits(after) else { break };
        let last = numbers.last().copied().unwrap_or(0);
        if next <= last || next - last > 40 || !(through || next - last < 12) {
            break;
        }
        let tail = after.get(length..).unwrap_or_default();
        // "2 - 31" gives 31; a list closes itself.
        let closes = tail.trim_start().starts_with(['.', ')', ':']) || tail.trim().is_empty();
        if through && gap.len() != rest.len() && !(closes && ranges) {
            break;
        }
        if through {
            numbers.extend(last + 1..=next);
        } else {
            numbers.push(next);
        }
        at = words.len() - tail.len();
    }
    Some((numbers, at))
}

/// A number of one or two digits that goes on as no longer number, no sum and no date.
fn digits(words: &str) -> Option<(u32, usize)> {
    let length = words.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = words.get(..length).filter(|_| (1..=2).contains(&length))?.parse().ok()?;
    let next = words.get(length..)?;
    let on = next.starts_with(|c: char| c.is_alphabetic() || matches!(c, '%' | '\'' | '’'))
        || next.strip_prefix([',', '.', '/', ':']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    (number > 0 && !on).then_some((number, length))
}

/// "Your question 2 -", "Response to Q1:", "Part b.": numbers, where the rest begins, and whether it calls itself an answer.
fn named(words: &str) -> Option<(Vec<u32>, usize, bool)> {
    let mut at = 0;
    let mut name = None;
    let mut answers = false;
    for _ in 0..5 {
        let rest = words.get(at..)?;
        let trimmed = rest.trim_start_matches([' ', '.', '#']);
        let word: String = trimmed.chars().take_while(|c| c.is_alphabetic()).take(14).collect();
        let lower = word.to_lowercase();
        if NAMES.contains(&lower.as_str()) && !(name.is_some() && word.len() == 1) {
            answers |= matches!(
                lower.as_str(),
                "answers" | "answer" | "ans" | "a" | "responses" | "response" | "reply" | "ateb" | "ymateb"
            );
            name = Some(word.clone());
        } else if !matches!(lower.as_str(), "your" | "our" | "the" | "to" | "no" | "for" | "foi") {
            break;
        }
        at = words.len() - trimmed.len() + word.len();
    }
    let name = name?;
    let rest = words.get(at..)?;
    let gap = rest.trim_start_matches([' ', '.', '#', '(', '-']);
    if gap.len() == rest.len() && name.len() > 2 {
        return None;
    }
    let (numbers, length) = match list(gap, name.len() > 1 && name.ends_with(['s', 'S'])) {
        Some(found) => found,
        None => {
            let word: String = gap.chars().take_while(|c| c.is_alphabetic()).take(8).collect();
            let lower = word.to_lowercase();
            let number = if let Some(n) = CARDINALS.iter().position(|c| *c == lower) {
                n as u32 + 1
            } else if let [letter @ b'a'..=b'l'] = lower.as_bytes() {
                if name.len() < 3 {
                    return None;
                }
                u32::from(letter - b'a') + 1
            } else {
                return None;
            };
            (vec![number], word.len())
        }
    };
    let after = gap.get(length..)?;
    let tail = after.trim_start_matches(|c: char| c.is_whitespace() || ".):-–—|]=".contains(c));
    let parted = tail.is_empty() || tail.len() < after.trim_start().len() || after.starts_with(['\t', '\n']);
    // "Q1 2023/24" is a quarter and "Part 2 of the Act" a statute's.
    (parted || after.starts_with("  ")).then(|| (numbers, words.len() - tail.len(), answers))
}

/// "Fourthly", "Lastly", "In respect of the second part,", "As for the third,".
fn ordinal(words: &str) -> Option<(u32, usize)> {
    let head: String = words.chars().take(70).collect::<String>().to_lowercase();
    if !words.is_char_boundary(head.len().min(words.len())) {
        return None;
    }
    let first = head.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    if matches!(first, "lastly" | "finally") {
        return Some((LAST, first.len()));
    }
    if let Some(n) = first.strip_suffix("ly").and_then(|o| ORDINALS.iter().position(|x| *x == o)) {
        return Some((n as u32 + 1, first.len()));
    }
    let opening = TURNS.iter().find(|t| head.strip_prefix(**t).is_some_and(|rest| rest.starts_with(' ')))?;
    let rest = head.get(opening.len()..)?.trim_start();
    let rest = ["your ", "the "].iter().find_map(|w| rest.strip_prefix(w))?;
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let number =
        if word == "last" || word == "final" { LAST } else { ORDINALS.iter().position(|o| *o == word)? as u32 + 1 };
    let after = rest.get(word.len()..)?;
    let noun = after.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let named = matches!(noun, "part" | "question" | "point" | "item" | "request" | "limb" | "of" | "one");
    let end = after.find([',', ':', '–', '-'])?;
    (named || end == 0).then(|| (number, head.len() - after.len() + end + 1))
}

/// What follows an opening that turns to a question, where a number in brackets does.
fn turn(words: &str) -> Option<&str> {
    let opening = TURNS.iter().find(|t| {
        words.get(..t.len()).is_some_and(|head| head.eq_ignore_ascii_case(t))
            && words.get(t.len()..).is_some_and(|r| r.starts_with(' '))
    })?;
    let rest = words.get(opening.len()..)?.trim_start();
    let rest = rest.strip_prefix("your ").or_else(|| rest.strip_prefix("the ")).unwrap_or(rest);
    let number = rest.trim_start_matches('(');
    let length = number.bytes().take_while(u8::is_ascii_alphanumeric).take(4).count();
    (length > 0 && length < 4 && number.get(length..)?.starts_with(')')).then_some(rest)
}

/// The label that a number stands for.
pub fn label(number: u32, last: u32) -> Label {
    Label::number(if number == LAST { last } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_counting_is_read() {
        let mut wrong = Vec::new();
        for (line, want) in [
            ("1.      87", "Number('.') [1] 87"),
            ("2&3.    Police hold", "Number('.') [2, 3] Police hold"),
            ("(c) 33", "Small [3] 33"),
            ("E. Up to 5", "Capital [5] Up to 5"),
            ("Question a", "Named [1] "),
            ("Your question 2 - Credits", "Named [2] Credits"),
            ("Response 1: 54", "Named [1] 54"),
            ("Part B. How many", "Named [2] How many"),
            ("3 Charge for rats £0", "Number(' ') [3] Charge for rats £0"),
            ("4", "Number(' ') [4] "),
            ("(iv) none", "Roman [4] none"),
            ("Fourthly, you asked", "Ordinal [4] , you asked"),
            ("As for the third, every agreement", "Ordinal [3]  every agreement"),
            ("Q2 - 31", "Named [2] 31"),
            ("3.5 FTE", ""),
            ("12 months of work", ""),
            ("2019 402", ""),
        ] {
            let got = items(line)
                .first()
                .map(|i| format!("{:?} {:?} {}", i.style, i.numbers, line.get(i.rest..).unwrap_or("?")))
                .unwrap_or_default();
            if got != want {
                wrong.push(format!("{line}: got {got:?}, want {want:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
