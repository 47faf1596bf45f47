//! mbox files (RFC 4155), both in the quoting of mboxrd (`>From `, `>>From ` lose one `>`) and of mboxo (`>From ` alone).
//!
//! A separator is a `From ` line with a date, after a blank line or at the start: a letter whose sentence begins with
//! "From " is not cut in two.

use std::io::{BufRead, Read};

use super::source::{Found, LARGEST, Sink, Skipped, too_large};

/// A longer line is still one line, but taken in pieces of this size.
const PIECE: u64 = 1 << 20;

/// Hands each message of the mbox to `sink`.
pub(super) fn each(place: &str, reader: &mut dyn BufRead, sink: &mut Sink<'_>) -> bool {
    let mut state = State { place, number: 0, bytes: Vec::new(), too_large: false };
    let mut line = Vec::new();
    let (mut after_blank, mut line_begins) = (true, true);
    loop {
        line.clear();
        match (&mut *reader).take(PIECE).read_until(b'\n', &mut line) {
            Err(cause) => {
                return state.hand_over(sink) && sink(Err(Skipped::new(place, cause)));
            }
            Ok(0) => return state.hand_over(sink),
            Ok(_) => {}
        }
        if line_begins && after_blank && separator(&line) {
            if !state.hand_over(sink) {
                return false;
            }
            state.number += 1;
        } else if state.number > 0 {
            state.add(if line_begins { unquoted(&line) } else { &line });
        }
        after_blank = line_begins && matches!(line.as_slice(), b"\n" | b"\r\n");
        line_begins = line.ends_with(b"\n");
    }
}

struct State<'a> {
    place: &'a str,
    number: u32,
    bytes: Vec<u8>,
    too_large: bool,
}

impl State<'_> {
    fn add(&mut self, line: &[u8]) {
        if (self.bytes.len() + line.len()) as u64 > LARGEST {
            self.too_large = true;
            self.bytes = Vec::new();
        } else if !self.too_large {
            self.bytes.extend_from_slice(line);
        }
    }

    fn hand_over(&mut self, sink: &mut Sink<'_>) -> bool {
        if self.number == 0 {
            return true;
        }
        let place = format!("{}, message {}", self.place, self.number);
        let mut bytes = std::mem::take(&mut self.bytes);
        if std::mem::take(&mut self.too_large) {
            return sink(Err(Skipped::new(place, too_large())));
        }
        // The blank line before the next separator belongs to the mailbox, not to the mail.
        for end in [b"\n".as_slice(), b"\r"] {
            if bytes.ends_with(b"\n\n") || bytes.ends_with(b"\n\r\n") || end == b"\r" && bytes.ends_with(b"\n\r") {
                bytes.truncate(bytes.len() - end.len());
            }
        }
        sink(Ok(Found { place, bytes }))
    }
}

/// Is this line `From SENDER Mon Sep 17 10:00:00 2018`, in its usual spellings?
pub(super) fn separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let line = rest.split(|b| *b == b'\n').next().unwrap_or_default();
    let words: Vec<&[u8]> = line.split(|b| b.is_ascii_whitespace()).filter(|word| !word.is_empty()).take(12).collect();
    let clock =
        |word: &&[u8]| word.iter().filter(|b| **b == b':').count() >= 1 && word.first().is_some_and(u8::is_ascii_digit);
    let year = |word: &&[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    words.iter().any(clock) && words.iter().any(year)
}

/// Takes one `>` from a quoted `From ` line.
fn unquoted(line: &[u8]) -> &[u8] {
    let quoted = line.iter().position(|b| *b != b'>').filter(|count| *count > 0);
    match quoted {
        Some(count) if line.get(count..).is_some_and(|rest| rest.starts_with(b"From ")) => {
            line.get(1..).unwrap_or(line)
        }
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mails(mbox: &str) -> Vec<String> {
        let mut mails = Vec::new();
        each("m", &mut mbox.as_bytes(), &mut |one| {
            mails.push(String::from_utf8(one.unwrap().bytes).unwrap());
            true
        });
        mails
    }

    const A: &str = "From a@x.example Mon Sep 17 10:00:00 2018\n";

    #[test]
    fn two_messages_are_two_and_lose_only_the_mailboxs_own_lines() {
        assert_eq!(
            mails(&format!("{A}Subject: 1\n\none\n\n{A}Subject: 2\n\ntwo\n")),
            ["Subject: 1\n\none\n", "Subject: 2\n\ntwo\n"]
        );
    }

    #[test]
    fn a_sentence_that_begins_with_from_is_no_separator() {
        let letter = "Subject: 1\n\nFrom 1 April 2018 we hold no figure.\n\nFrom our records:\nnone\n";
        assert_eq!(mails(&format!("{A}{letter}")), [letter]);
    }

    #[test]
    fn quoted_from_lines_lose_one_mark() {
        assert_eq!(
            mails(&format!("{A}Subject: 1\n\n>From x\n>>From y\n> From z\n")),
            ["Subject: 1\n\nFrom x\n>From y\n> From z\n"]
        );
    }

    #[test]
    fn line_ends_of_either_kind_are_kept() {
        let crlf = format!("{A}Subject: 1\n\none\n\n{A}Subject: 2\n\ntwo\n").replace('\n', "\r\n");
        assert_eq!(mails(&crlf), ["Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\ntwo\r\n"]);
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_in_an_mbox_it_is_walked_to_its_end(text in "(?s)(From a Mon Sep 17 10:00:00 2018\n|\n|[ -~]{0,20}\n|>From ){0,20}") {
            each("m", &mut text.as_bytes(), &mut |_| true);
        }
    }
}
