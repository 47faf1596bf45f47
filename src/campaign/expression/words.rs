//! Text to words: names, numbers, quoted text and signs, each with its place.

use std::ops::Range;

use super::ExpressionFault;

/// A word of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    /// A bare word: a name, or one of the language's own, told apart by the grammar.
    Bare(String),
    /// A name in double quotes, never one of the language's own words.
    Quoted(String),
    Number(f64),
    Text(String),
    Sign(&'static str),
    End,
}

/// A longer one is a mistake, or meant to hurt.
const LONGEST: usize = 20_000;

/// Longest first, so that `<=` is not read as `<`.
const SIGNS: [&str; 14] = ["<=", ">=", "<>", "!=", "(", ")", ",", "=", "<", ">", "+", "-", "*", "/"];

/// What people write from other languages and from print, and what stands for it here.
const ELSEWHERE: [(&str, &str); 10] = [
    ("==", "`=` compares"),
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("!", "write `not`, or `!=` for \"differs from\""),
    ("%", "percentages are numbers from 0 to 100: write `50` for 50 %"),
    ("£", "money is in pounds: write the number alone"),
    ("‘", "put text into straight quotation marks: 'like this'"),
    ("’", "put text into straight quotation marks: 'like this'"),
    ("“", "put text into straight quotation marks: 'like this'"),
    ("”", "put text into straight quotation marks: 'like this'"),
];

/// Splits `text` into words, closed by [`Word::End`].
pub(super) fn split(text: &str) -> Result<Vec<(Word, Range<usize>)>, ExpressionFault> {
    if text.len() > LONGEST {
        let message = format!("an expression of {} bytes is too long to be meant", text.len());
        return Err(ExpressionFault::new(message, 0..0, format!("at most {LONGEST} bytes are read")));
    }
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (word, length) = if first.is_ascii_digit() {
            number(rest, at)?
        } else if first == '\'' || first == '"' {
            quoted(rest, at, first)?
        } else if starts_a_name(first) {
            let length = rest.find(|c: char| !(starts_a_name(c) || c.is_numeric())).unwrap_or(rest.len());
            (Word::Bare(rest.get(..length).unwrap_or_default().to_owned()), length)
        } else {
            sign(rest, at, first)?
        };
        words.push((word, at..at + length));
        at += length;
    }
    words.push((Word::End, text.len()..text.len()));
    Ok(words)
}

fn starts_a_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn sign(rest: &str, at: usize, first: char) -> Result<(Word, usize), ExpressionFault> {
    let foreign = ELSEWHERE.iter().find(|(sign, _)| rest.starts_with(sign) && !rest.starts_with("!="));
    if let Some((sign, help)) = foreign {
        return Err(ExpressionFault::new(format!("`{sign}` means nothing here"), at..at + sign.len(), *help));
    }
    match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        Some(sign) => Ok((Word::Sign(sign), sign.len())),
        None => Err(ExpressionFault::new(
            format!("`{}` means nothing here", first.escape_debug()),
            at..at + first.len_utf8(),
            "a name with other signs than letters, digits and _ stands in double quotes: \"trust type\"",
        )),
    }
}

fn number(rest: &str, at: usize) -> Result<(Word, usize), ExpressionFault> {
    let digits = |from: usize| {
        let tail = rest.get(from..).unwrap_or_default();
        tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len())
    };
    let mut length = digits(0);
    let tail = rest.get(length..).unwrap_or_default();
    if tail.starts_with(',') && digits(length + 1) == 3 {
        let printed = rest.get(..length + 4).unwrap_or_default();
        let help =
            format!("write `{}`; between two numbers of a list put a blank after the comma", printed.replace(',', ""));
        return Err(ExpressionFault::new(format!("`{printed}` has a comma in it"), at..at + length + 4, help));
    }
    if tail.starts_with('.') {
        let decimals = digits(length + 1);
        if decimals == 0 {
            return Err(ExpressionFault::new("a number ends in a point", at..at + length + 1, "write `3` or `3.0`"));
        }
        length += 1 + decimals;
    }
    let glued = rest.get(length..).unwrap_or_default().chars().next().filter(|c| starts_a_name(*c) || *c == '.');
    if let Some(glued) = glued {
        let message = format!("`{glued}` stands right after a number");
        let help =
            "write the number in full, `3000` for 3k; a name cannot begin with a digit unless it is in double quotes";
        return Err(ExpressionFault::new(message, at..at + length + glued.len_utf8(), help));
    }
    match rest.get(..length).and_then(|digits| digits.parse::<f64>().ok()).filter(|number| number.is_finite()) {
        Some(number) => Ok((Word::Number(number), length)),
        None => Err(ExpressionFault::new("this number is too large", at..at + length, "at most 300 digits are read")),
    }
}

/// Text in `'` or a name in `"`; the mark itself is written twice inside.
fn quoted(rest: &str, at: usize, mark: char) -> Result<(Word, usize), ExpressionFault> {
    let mut inside = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((place, letter)) = letters.next() {
        if letter != mark {
            inside.push(letter);
        } else if letters.next_if(|(_, next)| *next == mark).is_some() {
            inside.push(mark);
        } else {
            let word = if mark == '\'' { Word::Text(inside) } else { Word::Quoted(inside) };
            return Ok((word, place + 1));
        }
    }
    let help = format!("close it with {mark}; inside, write {mark}{mark} for the mark itself");
    Err(ExpressionFault::new("a quotation mark opens here and is never closed", at..at + rest.len(), help))
}
