//! Where an earlier message begins inside a plain text: what a reply repeats is not what it says.
//!
//! Marked lines (`>`) are quoted one by one, since answers are often written between them. A divider, an attribution or a
//! block of headers hands all that follows to the earlier message: mail programs put it last.
//! Not told apart: text repeated without any mark.

use std::sync::LazyLock;

use regex::Regex;

/// What a line is in the fabric of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seam {
    /// The writer's own words.
    Own,
    /// A line marked with `>`.
    Marked,
    /// From here on it is an earlier message.
    Earlier,
}

static DIVIDER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(-{2,}\s*(original|forwarded) (message|e-?mail|appointment)( follows)?\s*-{2,}|begin forwarded message:?|-{3,}\s*forwarded by .*)\s*$").ok()
});
static ATTRIBUTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^\s*on\b.{6,200}\bwrote\s*:?\s*$").ok());
static STAMP: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d{1,2}:\d{2}|<[^<>\s]+@[^<>\s]+>").ok());
static HEADER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*\*?(from|sent|date|to|cc|subject|importance|attachments|reply-to)\s*:\*?(\s|$)").ok()
});

fn is(pattern: &LazyLock<Option<Regex>>, line: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(line))
}

/// What each line is, in the order of `lines`.
pub(super) fn seams(lines: &[&str]) -> Vec<Seam> {
    let mut seams = Vec::with_capacity(lines.len());
    let mut earlier = false;
    let mut said_something = false;
    for (at, line) in lines.iter().enumerate() {
        let rest = lines.get(at..).unwrap_or_default();
        earlier = earlier || begins_earlier_message(rest, said_something);
        let seam = if line.trim_start().starts_with('>') {
            Seam::Marked
        } else if earlier {
            Seam::Earlier
        } else if attributes_marked_lines(rest) {
            Seam::Marked
        } else {
            said_something |= !line.trim().is_empty();
            Seam::Own
        };
        seams.push(seam);
    }
    seams
}

/// Do `lines` open an earlier message that reaches to the end?
pub(super) fn begins_earlier_message(lines: &[&str], said_something: bool) -> bool {
    let Some(first) = lines.first() else { return false };
    if is(&DIVIDER, first) {
        return true;
    }
    // A message that begins with headers is itself one that was saved as text.
    if said_something && begins_headers(lines) {
        return true;
    }
    match attribution(lines) {
        Some((length, stamped)) => stamped && !marked_next(lines.get(length..).unwrap_or_default()),
        None => false,
    }
}

/// `From:` and at least two more of its kind in the next lines; a rule of underscores may stand before it.
fn begins_headers(lines: &[&str]) -> bool {
    let mut coming = lines.iter().map(|line| line.trim());
    let mut first = coming.next().unwrap_or_default();
    if first.len() >= 10 && first.chars().all(|c| c == '_' || c == '-') {
        first = coming.find(|line| !line.is_empty()).unwrap_or_default();
    }
    let name = first.trim_start_matches('*').to_ascii_lowercase();
    if !name.starts_with("from") || !is(&HEADER, first) {
        return false;
    }
    coming.filter(|line| !line.is_empty()).take(5).filter(|line| is(&HEADER, line)).count() >= 2
}

/// An attribution (`On 3 July 2018 at 10:14, A. Person wrote:`) may be broken over three lines: its length in lines, and whether
/// it names a time or an address, without which "On 5 May you wrote:" in a letter would pass for one.
fn attribution(lines: &[&str]) -> Option<(usize, bool)> {
    if !lines.first()?.trim_start().to_ascii_lowercase().starts_with("on ") {
        return None;
    }
    let mut joined = String::new();
    for (line, length) in lines.iter().zip(1..=3) {
        if line.trim().is_empty() {
            return None;
        }
        joined.push_str(line.trim());
        if is(&ATTRIBUTION, &joined) {
            return Some((length, is(&STAMP, &joined)));
        }
        joined.push(' ');
    }
    None
}

fn attributes_marked_lines(lines: &[&str]) -> bool {
    attribution(lines).is_some_and(|(length, _)| marked_next(lines.get(length..).unwrap_or_default()))
}

fn marked_next(lines: &[&str]) -> bool {
    lines.iter().find(|line| !line.trim().is_empty()).is_some_and(|line| line.trim_start().starts_with('>'))
}

/// A quoted line without its marks.
pub(super) fn unmarked(line: &str) -> &str {
    let mut rest = line;
    while let Some(inner) = rest.trim_start().strip_prefix('>') {
        rest = inner;
    }
    if rest.len() == line.len() { line } else { rest.strip_prefix(' ').unwrap_or(rest) }
}
