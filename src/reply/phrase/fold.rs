//! Folding: lower case, one blank for any white space, plain quotes and dashes, broken words joined; and the way back.

use std::ops::Range;

/// A text as the phrase tables see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded<'a> {
    original: &'a str,
    text: String,
    /// For each byte of `text` where its letter began in `original`, and at the end the length of `original`.
    from: Vec<usize>,
}

impl<'a> Folded<'a> {
    /// Folds `original`.
    ///
    /// `re-\nquest` becomes `request`: a hyphen at a line's end between two letters is taken for a broken word.
    pub fn new(original: &'a str) -> Self {
        let mut folded = Self { original, text: String::with_capacity(original.len()), from: Vec::new() };
        folded.from.reserve(original.len() + 1);
        let mut letters = original.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '-' | '\u{2010}' if breaks_a_word(&folded.text, original.get(at + letter.len_utf8()..)) => {
                    while letters.next_if(|(_, next)| next.is_whitespace()).is_some() {}
                }
                '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => {
                }
                _ if letter.is_whitespace() => {
                    if !folded.text.ends_with(' ') {
                        folded.push(' ', at);
                    }
                }
                '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{2032}' | '`' => {
                    folded.apostrophe(at, original.get(at + letter.len_utf8()..).unwrap_or(""));
                }
                '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{2033}' => folded.push('"', at),
                '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-', at),
                'ﬁ' => "fi".chars().for_each(|plain| folded.push(plain, at)),
                'ﬂ' => "fl".chars().for_each(|plain| folded.push(plain, at)),
                '\u{2026}' => "...".chars().for_each(|plain| folded.push(plain, at)),
                'A'..='Z' => folded.push(letter.to_ascii_lowercase(), at),
                _ if letter.is_ascii() => folded.push(letter, at),
                _ => letter.to_lowercase().for_each(|lower| folded.push(lower, at)),
            }
        }
        folded.from.push(original.len());
        folded
    }

    /// An apostrophe; a shortened word is spelled out: "we'll" is "we will", "can't" is "cannot".
    fn apostrophe(&mut self, at: usize, rest: &str) {
        let word: String =
            rest.chars().take_while(|letter| letter.is_ascii_alphabetic()).take(3).collect::<String>().to_lowercase();
        let spelled = match word.as_str() {
            "ll" => " wi",
            "re" => " a",
            "ve" => " ha",
            "m" if self.text.ends_with('i') => " a",
            "t" if self.text.ends_with("ca") || self.text.ends_with("can") => {
                let whole = self.text.ends_with("can");
                for letter in if whole { "no" } else { "nno" }.chars() {
                    self.push(letter, at);
                }
                return;
            }
            "t" if self.text.ends_with("won") => {
                self.pop();
                self.pop();
                "ill no"
            }
            "t" if self.text.ends_with('n') => {
                self.pop();
                " no"
            }
            _ => "'",
        };
        for letter in spelled.chars() {
            self.push(letter, at);
        }
    }

    fn pop(&mut self) {
        if let Some(letter) = self.text.pop() {
            self.from.truncate(self.from.len().saturating_sub(letter.len_utf8()));
        }
    }

    fn push(&mut self, letter: char, at: usize) {
        self.text.push(letter);
        for _ in 0..letter.len_utf8() {
            self.from.push(at);
        }
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The exact piece of the original that a range of the folded text came from, without white space around it.
    pub fn exact(&self, range: Range<usize>) -> &'a str {
        self.original.get(self.place(range)).unwrap_or("").trim()
    }

    /// Where in the original a range of the folded text came from.
    pub fn place(&self, range: Range<usize>) -> Range<usize> {
        let at = |index: usize| self.from.get(index).copied().unwrap_or(self.original.len());
        let start = at(range.start);
        start..at(range.end).max(start)
    }
}

/// Does a hyphen, with `before` folded and `after` yet to come, break one word over two lines?
fn breaks_a_word(before: &str, after: Option<&str>) -> bool {
    let Some(after) = after else { return false };
    let rest = after.trim_start_matches([' ', '\t', '\r']);
    before.ends_with(|last: char| last.is_alphabetic())
        && rest.starts_with('\n')
        && rest.trim_start().starts_with(|first: char| first.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_look_of_a_text_does_not_count() {
        assert_eq!(
            Folded::new("Your original re-\n quest  was “Refused”\u{A0}– s.12").text(),
            "your original request was \"refused\" - s.12"
        );
        assert_eq!(
            Folded::new(
                "We’ll reply; it isn't held, can't be found and won't be. I'm sure we've said they're the Trust's."
            )
            .text(),
            "we will reply; it is not held, cannot be found and will not be. i am sure we have said they are the trust's."
        );
        assert_eq!(Folded::new("18-\n24 hours").text(), "18- 24 hours");
    }

    #[test]
    fn what_is_found_comes_back_as_it_stood() {
        let folded = Folded::new("We do  NOT\nhold – sadly – this.");
        let at = folded.text().find("not hold").unwrap();
        assert_eq!(folded.exact(at..at + "not hold".len()), "NOT\nhold");
    }

    proptest! {
        #[test]
        fn any_range_comes_back_as_a_piece_of_the_text(text in any::<String>(), a in 0usize..60, b in 0usize..60) {
            let folded = Folded::new(&text);
            let piece = folded.exact(a.min(b)..a.max(b));
            prop_assert!(text.contains(piece));
        }
    }
}
