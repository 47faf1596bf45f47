//! Numbering in all the forms that letters use: `1.`, `1)`, `(1)`, `1:`, `Q1`, `Question Number 1:`, `Answer To Question 1:`,
//! `Question one`, `your first question`, `(a)`, `2.b`, `iv)`, `Questions 1-3`, bullets.
//!
//! Only the beginning of a line is looked at. Whether a number is a question's is for the alignment to say.

use std::fmt;

use crate::reply::phrase::Pattern;

/// What a line's numbering calls itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A number and nothing else.
    Bare,
    /// "Question 1", "Q1".
    Question,
    /// "Answer to question 1", "A1", "In response to question 1".
    Answer,
    /// A letter or small Roman number.
    Letter,
    Bullet,
}

/// A question's number in the letter: 2, 2a, or a alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    pub number: Option<u32>,
    pub letter: Option<char>,
}

impl Label {
    pub fn number(number: u32) -> Self {
        Self { number: Some(number), letter: None }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.map_or(Ok(()), |number| write!(f, "{number}"))?;
        self.letter.map_or(Ok(()), |letter| write!(f, "{letter}"))
    }
}

/// The numbering at the beginning of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    pub role: Role,
    pub labels: Vec<Label>,
    /// Where the words after it begin, in bytes of the line.
    pub rest: usize,
    /// Part of a sentence ("Turning to question 2, ..."), not a heading.
    pub prose: bool,
}

const LIST: &str = r"\d{1,2}(?:\s?[.(]?\s?[a-h]\b\)?)?(?:\s*(?:,|and|&|/|-|–|to|,\s*and)\s*(?:q(?:uestion)?s?\s?)?(?:\d{1,2}(?:\s?\(?[a-h]\b\)?)?|\(?[a-h]\)))*";
const WORD: &str = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve";
const ORDINAL: &str = r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth";

static ANSWER: Pattern = Pattern::composed(|| {
    format!(
        r"(?i)^(?:(?:our|the|trust|council)\s+)?(?:answers?|responses?|reply|ymateb)\s*(?:to|for)?\s*(?:questions?|qs?|parts?|points?|items?|requests?|cwestiwn)?\s*\.?(?:numbers?|no\.?|\(s\))?\s*#?(?P<list>{LIST}|{WORD})\b\s*[:.)\-–—]*\s*"
    )
});
static SHORT_ANSWER: Pattern = Pattern::new(r"(?i)^a(?:ns)?\.?\s?(?P<list>\d{1,2}[a-h]?)\s*[:.)\-–—]+\s*");
static QUESTION: Pattern = Pattern::composed(|| {
    format!(
        r"(?i)^(?:questions?|quest\.?|qu\.?|q\.?|qs\.?|parts?|points?|items?|requests?|cwestiwn)\s*(?:numbers?|no\.?|\(s\))?\s*#?[-–]?\s*(?P<list>{LIST}|(?:{WORD})\b)\s*[:.)\-–—]*\s*"
    )
});
static PROSE: Pattern = Pattern::composed(|| {
    format!(
        r"(?i)^(?:and\s+)?(?:finally,?\s+|lastly,?\s+|next,?\s+)?(?:in\s+(?:response|answer|reply|relation|respect|regard|regards)\s+(?:to|of)|with\s+(?:regards?|respect|reference)\s+to|turning\s+to|moving\s+to|as\s+(?:regards|to|for)|regarding|concerning|for|on|under|to|re:?|with\s+regards?\s+to)\s+(?:your\s+|the\s+)?(?:(?P<ord>{ORDINAL})\s+(?:question|part|point|item|request)|(?:questions?|qs?\.?|parts?|points?|items?)\s*(?:numbers?|no\.?)?\s*(?P<list>{LIST}|(?:{WORD})\b))\s*(?:of\s+your\s+request)?\s*[:,.)\-–—]*\s*"
    )
});
static BARE: Pattern = Pattern::new(
    r"(?ix)^\(?(?P<n>\d{1,2})
        (?:
            \s?\.?\s?\(?(?P<sub>[a-h])(?:\s?[.):]+|\)\.?)(?P<more>(?:\s*(?:&|and|,)\s*\(?[a-h][.)])*)
          | \s?[.):]+\s*\(?(?P<sub2>[a-h])\)(?P<more2>(?:\s*(?:&|and|,)\s*\(?[a-h][.)])*)
          | \.(?P<sub3>[a-h])(?P<gap>\s)
          | \s?[.):\]]+(?P<dot>\s|$|[^\d\s.])
          | \s{2,}(?P<wide>\S)
          | \s[-–—]\s(?P<dash>\D)
        )",
);
static LETTER: Pattern = Pattern::new(r"^\(?(?P<l>[a-hA-H]|i{1,3}|iv|vi{0,3}|ix|x)(?:\)\.?|[.:]\s)\s*");
static BULLET: Pattern = Pattern::new(r"^(?:[•·▪●○◦‣*]|o\s|[-–—]\s)\s*");

/// The numbering at the beginning of `line`, if there is one.
pub fn marker(line: &str) -> Option<Marker> {
    let trimmed = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '|'));
    let skipped = line.len() - trimmed.len();
    let inner = trimmed.trim_start_matches(['*', '_', '#']);
    let dressed = trimmed.len() - inner.len();
    named(inner).map(|m| Marker { rest: m.rest + skipped + dressed, ..m }).or_else(|| {
        let bullet = BULLET.find(trimmed)?;
        // A bullet may stand before a number: "• 1. How many".
        let after = trimmed.get(bullet.end()..)?;
        if let Some(m) = named(after) {
            return Some(Marker { rest: m.rest + skipped + bullet.end(), ..m });
        }
        Some(Marker { role: Role::Bullet, labels: Vec::new(), rest: skipped + bullet.end(), prose: false })
    })
}

fn named(words: &str) -> Option<Marker> {
    for (pattern, role) in
        [(&ANSWER, Role::Answer), (&SHORT_ANSWER, Role::Answer), (&PROSE, Role::Answer), (&QUESTION, Role::Question)]
    {
        let Some(caught) = pattern.captures(words) else { continue };
        let Some(whole) = caught.get(0) else { continue };
        if let Some(m) = figure_after(words, &caught, role, std::ptr::eq(pattern, &PROSE)) {
            return Some(m);
        }
        if let Some(m) = dash_before_answer(&caught, role) {
            return Some(m);
        }
        let labels = if let Some(ordinal) = caught.name("ord") {
            ORDINAL
                .split('|')
                .position(|w| w.eq_ignore_ascii_case(ordinal.as_str()))
                .map(|n| vec![Label::number(n as u32 + 1)])
        } else {
            caught.name("list").map(|list| labels(list.as_str()))
        };
        // "Q1 2023/24" is a quarter, "A1 printers" a size: what follows must not go on as a word or a number.
        let next = words.get(whole.end()..).unwrap_or_default();
        let tail = whole.as_str().chars().next_back();
        let parted = tail.is_none_or(|c| !c.is_alphanumeric()) || next.is_empty();
        if let Some(labels) = labels.filter(|l| !l.is_empty())
            && parted
        {
            return Some(Marker { role, labels, rest: whole.end(), prose: std::ptr::eq(pattern, &PROSE) });
        }
    }
    bare(words).or_else(|| letter(words))
}

/// "In answer to question 2, 6 members of staff", "For question 3, 769 employees": the number after the comma is the answer's.
/// "Q1 - 64": of one question, a dash between blanks parts it from its answer; "Questions 1 - 3" is a range.
fn dash_before_answer(caught: &regex::Captures<'_>, role: Role) -> Option<Marker> {
    let (whole, list) = (caught.get(0)?, caught.name("list")?);
    let word = whole.as_str().get(..list.start() - whole.start())?.trim().trim_end_matches('.').to_lowercase();
    if role != Role::Question || word.ends_with('s') || word.ends_with(')') {
        return None;
    }
    let dash = list.as_str().find(['-', '–', '—'])?;
    let (number, after) = (list.as_str().get(..dash)?, list.as_str().get(dash..)?);
    let answer = after.trim_start_matches(['-', '–', '—']);
    let spaced = number.ends_with(char::is_whitespace) && answer.starts_with(char::is_whitespace);
    let figure = answer.trim_start();
    if !spaced || !figure.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let labels = labels(number);
    let rest = list.start() + list.len() - figure.len();
    (labels.len() == 1).then_some(Marker { role, labels, rest, prose: false })
}

fn figure_after(words: &str, caught: &regex::Captures<'_>, role: Role, prose: bool) -> Option<Marker> {
    let list = caught.name("list")?;
    let comma = list.as_str().rfind(',')?;
    let after = list.as_str().get(comma + 1..)?.trim();
    let goes_on = words.get(list.end()..)?;
    let word = goes_on.trim_start().chars().next().is_some_and(char::is_alphabetic)
        && !["and ", "to ", "or "].iter().any(|w| goes_on.trim_start().starts_with(w));
    let digits = goes_on.starts_with(|c: char| c.is_ascii_digit())
        || goes_on.strip_prefix([',', '.']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if !prose || !after.bytes().all(|b| b.is_ascii_digit()) || !(word || digits || goes_on.starts_with('%')) {
        return None;
    }
    let labels = labels(list.as_str().get(..comma)?);
    let rest = list.start() + comma + 1;
    let rest = rest + words.get(rest..).map_or(0, |tail| tail.len() - tail.trim_start().len());
    (!labels.is_empty()).then_some(Marker { role, labels, rest, prose })
}

fn bare(words: &str) -> Option<Marker> {
    let caught = BARE.captures(words)?;
    let number = caught.name("n")?.as_str().parse().ok()?;
    let whole = caught.get(0)?;
    let rest =
        ["dot", "wide", "dash", "gap"].iter().find_map(|name| caught.name(name)).map_or(whole.end(), |m| m.start());
    let rest = rest + words.get(rest..).map_or(0, |tail| tail.len() - tail.trim_start().len());
    let sub = ["sub", "sub2", "sub3"].iter().find_map(|name| caught.name(name));
    let mut labels = Vec::new();
    if let Some(sub) = sub {
        labels.push(Label { number: Some(number), letter: sub.as_str().to_lowercase().chars().next() });
        let more = caught.name("more").or_else(|| caught.name("more2")).map(|m| m.as_str()).unwrap_or_default();
        for letter in more.chars().filter(|c| matches!(c.to_ascii_lowercase(), 'a'..='h')).filter(|_| !more.is_empty())
        {
            if !more.contains("and") || letter != 'a' && letter != 'd' {
                labels.push(Label { number: Some(number), letter: Some(letter.to_ascii_lowercase()) });
            }
        }
    } else {
        labels.push(Label::number(number));
    }
    (number <= 60).then_some(Marker { role: Role::Bare, labels, rest, prose: false })
}

fn letter(words: &str) -> Option<Marker> {
    let caught = LETTER.captures(words)?;
    // "c. 47%" is about 47, no item c.
    if words.starts_with("c.")
        && words.get(2..).is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '£'))
    {
        return None;
    }
    let letter = caught.name("l")?.as_str().to_lowercase();
    let roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"].iter().position(|r| *r == letter);
    let letter = match roman {
        Some(n) => char::from_u32('a' as u32 + n as u32)?,
        None => letter.chars().next()?,
    };
    // "A. Smith" and "I. Jones" are people: a capital counts with a closing bracket alone.
    let capital = words.trim_start_matches('(').starts_with(|c: char| c.is_uppercase());
    let whole = caught.get(0)?;
    if capital && !whole.as_str().contains(')') {
        return None;
    }
    Some(Marker {
        role: Role::Letter,
        labels: vec![Label { number: None, letter: Some(letter) }],
        rest: whole.end(),
        prose: false,
    })
}

/// The labels of "1", "1-3", "1, 2 and 4", "2a and b", "one".
pub fn labels(list: &str) -> Vec<Label> {
    let lower = list.to_lowercase();
    if let Some(n) = WORD.split('|').position(|w| w == lower.trim()) {
        return vec![Label::number(n as u32 + 1)];
    }
    let mut out: Vec<Label> = Vec::new();
    let mut digits = String::new();
    let mut through = false;
    let spaced = lower.replace("and", " & ").replace("question", " ").replace("to", " - ").replace(['–', '—'], "-");
    for c in spaced.chars().chain([' ']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if let Ok(number) = digits.parse::<u32>() {
            digits.clear();
            let last = out.last().and_then(|l| l.number);
            match last {
                Some(last) if through && number > last && number - last <= 60 => {
                    out.extend((last + 1..=number).map(Label::number))
                }
                _ => out.push(Label::number(number)),
            }
            through = false;
        }
        match c {
            '-' => through = true,
            'a'..='h' => match out.last_mut() {
                Some(last) if last.letter.is_none() => last.letter = Some(c),
                Some(last) => {
                    let number = last.number;
                    out.push(Label { number, letter: Some(c) });
                }
                None => {}
            },
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        match marker(line) {
            None => "-".to_owned(),
            Some(m) => {
                let labels: Vec<String> = m.labels.iter().map(Label::to_string).collect();
                format!("{:?} {} | {}", m.role, labels.join(","), line.get(m.rest..).unwrap_or("?"))
            }
        }
    }

    #[test]
    fn numbering_is_read_in_its_many_forms() {
        let cases = include_str!("../../../tests/reply/answers/markers.tsv");
        let mut rows = 0;
        let wrong: Vec<String> = cases
            .lines()
            .filter(|l| !l.starts_with('#') && !l.is_empty())
            .filter_map(|row| {
                rows += 1;
                let (line, want) = row.split_once('\t')?;
                let got = read(line);
                (got != want).then(|| format!("{line}: got {got}, want {want}"))
            })
            .collect();
        assert!(rows > 0 && wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
