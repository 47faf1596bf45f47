//! Where a repeated request ends that no heading ends: its quotation marks close, or its numbers begin again.
//!
//! It judges form alone. A request whose parts are numbered anew under headings of its own goes on, as long as its lines ask for
//! something and state nothing.

/// What has been met of a repeated request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Repeat {
    /// The highest number that a line of it bore.
    counted: u32,
    /// It was opened by a quotation mark.
    quoted: bool,
    /// The quotation mark has been closed.
    closed: bool,
}

impl Repeat {
    /// A line of the request.
    pub fn takes(&mut self, line: &str) {
        let line = line.trim();
        self.counted = self.counted.max(number(line).unwrap_or(0));
        let opens = line.starts_with(QUOTES);
        self.quoted |= opens;
        // (A lone mark opens and does not close.)
        self.closed = self.quoted && line.chars().count() > 1 && line.ends_with(QUOTES);
    }

    /// Has the request ended before this line?
    pub fn is_over(&self, line: &str) -> bool {
        let line = line.trim();
        let anew = number(line).is_some_and(|number| number == 1 && self.counted >= 1);
        let behind_quotes = self.closed && !line.starts_with(QUOTES) && number(line).is_none();
        (anew || behind_quotes) && states(line)
    }
}

const QUOTES: [char; 6] = ['"', '\u{201c}', '\u{201d}', '\'', '\u{2018}', '\u{2019}'];

/// The number that a line begins with: `2.`, `(2)`, `Q2:`.
fn number(line: &str) -> Option<u32> {
    let bare = line.trim_start_matches(['(', 'Q', 'q', '*', '-', ' ']);
    let digits = bare.len() - bare.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let marked = bare.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')', ':']));
    bare.get(..digits).filter(|_| marked && digits <= 2).and_then(|digits| digits.parse().ok())
}

/// A whole sentence that states something, and asks for nothing.
fn states(line: &str) -> bool {
    const VERBS: [&str; 20] = [
        "is", "are", "was", "were", "has", "have", "had", "does", "do", "did", "would", "will", "holds", "uses", "use",
        "returned", "shows", "states", "began", "spent",
    ];
    const ASKS: [&str; 16] = [
        "how", "what", "which", "who", "when", "where", "why", "please", "copies", "copy", "all", "any", "whether",
        "list", "if", "can",
    ];
    let lower = line.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let asks = words.first().is_some_and(|first| ASKS.contains(first)) || words.iter().take(4).any(|w| *w == "i");
    line.trim_end().ends_with(['.', ')']) && !asks && words.iter().any(|word| VERBS.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_ends_where_its_quotation_or_its_count_does() {
        for (lines, next, over) in [
            (&["\"Which firm is used?\""][..], "The Department uses Redline.", true),
            (&["\"Which firm is used?\""], "\"And since when?\"", false),
            (&["Which firm is used?"], "The Department uses Redline.", false),
            (&["1. All emails;", "2. A list."], "1. A search of one mailbox returned 14,766 items.", true),
            (&["1. All emails;", "2. A list."], "1. All texts that were sent.", false),
            (&["1. All emails;"], "2. The texts that were sent.", false),
        ] {
            let mut repeat = Repeat::default();
            lines.iter().for_each(|line| repeat.takes(line));
            assert_eq!(repeat.is_over(next), over, "{lines:?}: {next}");
        }
    }
}
