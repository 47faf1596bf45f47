//! A reference taken apart: the word before its number, the number, the brackets after it, however they were typed.

/// How the number is introduced.
#[derive(PartialEq)]
pub(super) enum Marker {
    Section,
    Regulation,
}

impl Marker {
    /// `None` where letters stand right before the number that mark no section, as in "B40" or "page 40".
    pub fn before(words: &str) -> Option<Self> {
        let word = words.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | '(' | '-'));
        let word = word.rsplit(|c: char| !c.is_alphabetic() && c != '§').next().unwrap_or_default();
        match word {
            "" | "s" | "ss" | "sec" | "sect" | "section" | "sections" | "exemption" | "exemptions" | "§" | "act"
            | "foia" | "foisa" => Some(Self::Section),
            "r" | "rr" | "reg" | "regs" | "regulation" | "regulations" | "exception" | "exceptions" | "eir"
            | "eirs" | "eisr" => Some(Self::Regulation),
            _ => None,
        }
    }
}

/// Splits before and after the first number that is no year of an Act.
pub(super) fn split_at_number(words: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let start = from + words.get(from..)?.find(|c: char| c.is_ascii_digit())?;
        let rest = words.get(start..)?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if digits < 4 {
            return Some((words.get(..start)?, rest.get(..digits)?, rest.get(digits..)?));
        }
        from = start + digits;
    }
}

/// `a` of "22a", but nothing of "22 and": a letter straight after the number that stands alone.
pub(super) fn split_suffix(after: &str) -> (String, &str) {
    let mut chars = after.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(letter), next) if letter.is_ascii_lowercase() && !next.is_some_and(char::is_alphanumeric) => {
            (letter.to_ascii_uppercase().to_string(), chars.as_str())
        }
        _ => (String::new(), after),
    }
}

/// Subsections of s.40 that the Data Protection Act 2018 put in: `(3A)` is one, not `(3)(a)`.
const INSERTED_IN_40: [&str; 5] = ["3a", "3b", "4a", "5a", "5b"];

/// The same of FOISA s.38.
const INSERTED_IN_38: [&str; 3] = ["2a", "3a", "5a"];

/// Takes "(2)(b) (ii)", "(1b)", ".2" off the front of what stands behind a section's number; what follows is the tail.
pub(super) fn split_parts(mut rest: &str, section: u16) -> (Vec<String>, &str) {
    let mut parts = Vec::new();
    while parts.len() < 8 {
        let trimmed = rest.trim_start();
        if let Some(inside) = trimmed.strip_prefix(['(', '[']) {
            let Some((part, after)) = inside.split_once([')', ']']) else { break };
            let part: String = part.chars().filter(|c| !c.is_whitespace()).collect();
            if part.is_empty()
                || part.len() > 6
                || !part.chars().all(|c| c.is_ascii_alphanumeric())
                || part == "scotland"
            {
                break;
            }
            if section == 40 && INSERTED_IN_40.contains(&part.as_str())
                || section == 38 && INSERTED_IN_38.contains(&part.as_str())
            {
                parts.push(part.to_ascii_uppercase());
            } else {
                parts.extend(split_run(&part));
            }
            rest = after;
        } else if let Some(after) =
            rest.strip_prefix('.').filter(|after| after.starts_with(|c: char| c.is_ascii_digit()))
        {
            let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            parts.push(after.get(..digits).unwrap_or_default().to_owned());
            rest = after.get(digits..).unwrap_or_default();
        } else {
            break;
        }
    }
    (parts, rest)
}

/// Takes a run written in one bracket apart: `1b` is `1`, `b`; `2bii` is `2`, `b`, `ii`; `ac` stays.
fn split_run(run: &str) -> Vec<String> {
    let digits = run.find(|c: char| !c.is_ascii_digit()).unwrap_or(run.len());
    let (number, letters) = run.split_at(digits);
    let mut parts: Vec<String> = [number].into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let roman = |part: &str| !part.is_empty() && part.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    match letters.char_indices().nth(1) {
        Some((second, _)) if !roman(letters) && roman(letters.get(second..).unwrap_or_default()) => {
            parts.extend([letters.get(..second), letters.get(second..)].into_iter().flatten().map(str::to_owned));
        }
        _ if letters.is_empty() => {}
        _ => parts.push(letters.to_owned()),
    }
    parts
}
