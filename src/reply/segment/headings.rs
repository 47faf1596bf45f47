//! The marks by which a line is known: headings, salutations, closings, notices. The phrases are data, in `marks.toml`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use crate::reply::phrase::{Folded, Table};

/// What a line announces or is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// An earlier message begins and runs to the end.
    Earlier,
    /// One line of an earlier message (`> ...`).
    QuotedLine,
    RequestHeading,
    AnswerHeading,
    /// Questions and answers follow in turn.
    InTurn,
    ComplaintsHeading,
    Annex,
    /// General notes begin: the Act in brief, how data are used. They run to the next heading.
    Notes,
    Salutation,
    Closing,
    Disclaimer,
    Boilerplate,
    Complaints,
    Reference,
    Statute,
    /// In the requester's voice, whatever stands around it.
    Requester,
    /// Plainly in the authority's voice: ends a repeated request that no heading ends.
    Own,
    /// A question, by its form.
    Asks,
    Nothing,
}

// The `expect` cannot fail on a user: the table is a file of ours, embedded; a test reads it.
static MARKS: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("marks.toml")).expect("marks.toml is a phrase table"));

/// The table of marks.
pub fn marks() -> &'static Table {
    &MARKS
}

/// The order in which marks win where a line bears several: the first of these that occurs.
const ORDER: [(&str, Mark); 17] = [
    ("earlier", Mark::Earlier),
    ("boilerplate", Mark::Boilerplate),
    ("notes", Mark::Notes),
    ("in_turn", Mark::InTurn),
    ("answer_heading", Mark::AnswerHeading),
    ("request_heading", Mark::RequestHeading),
    ("complaints_heading", Mark::ComplaintsHeading),
    ("annex", Mark::Annex),
    ("salutation", Mark::Salutation),
    ("closing", Mark::Closing),
    ("disclaimer", Mark::Disclaimer),
    ("complaints", Mark::Complaints),
    ("statute", Mark::Statute),
    ("own", Mark::Own),
    ("requester", Mark::Requester),
    ("reference", Mark::Reference),
    ("asks", Mark::Asks),
];

/// The marks of one document's lines, each found once: a line is asked after as a line, as a logical line and as a piece, and
/// the cells of a table are often alike.
#[derive(Default)]
pub struct Known<'a>(RefCell<HashMap<&'a str, Mark>>);

impl<'a> Known<'a> {
    /// As [`mark`].
    pub fn mark(&self, line: &'a str) -> Mark {
        *self.0.borrow_mut().entry(line).or_insert_with(|| mark(line))
    }
}

/// The mark that a logical line bears.
pub fn mark(line: &str) -> Mark {
    let bare = line.trim_start_matches(|letter: char| letter.is_whitespace() || "|*#_•·▪◦●\u{F0B7}".contains(letter));
    let bare = bare.strip_prefix("- ").unwrap_or(bare);
    if bare.starts_with('>') {
        return Mark::QuotedLine;
    }
    // A phrase that opens a line is looked for at its beginning; a long line is no heading, and its middle is not searched for one.
    let folded = Folded::new(bare.trim_end_matches(|letter: char| letter.is_whitespace() || "|*".contains(letter)));
    let found = MARKS.find(folded.text());
    // "Please find attached our response" leads to another document, not to the next line.
    let elsewhere = folded.text().contains("attach") || folded.text().contains("enclos");
    // "Section 14(1) provides that we need not comply" applies the law and does not recite it.
    let applied = [" we ", "your request", "this request", " i "].iter().any(|own| folded.text().contains(own));
    if in_quotes(bare) {
        return Mark::Requester;
    }
    let by_phrase = ORDER
        .iter()
        .filter(|(_, mark)| {
            !(elsewhere && matches!(mark, Mark::AnswerHeading | Mark::InTurn) || applied && *mark == Mark::Statute)
        })
        .find(|(word, _)| found.iter().any(|hit| hit.says == *word))
        .map(|(_, mark)| *mark);
    match by_phrase {
        Some(mark) => mark,
        None if asks(folded.text()) => Mark::Asks,
        None => Mark::Nothing,
    }
}

/// A whole paragraph in quotes: the requester's words, repeated.
fn in_quotes(words: &str) -> bool {
    let words = words.trim_end().trim_end_matches(['.', ',']);
    let inner = words.strip_prefix(['"', '\u{201C}']).and_then(|rest| rest.strip_suffix(['"', '\u{201D}']));
    inner.is_some_and(|inner| inner.len() >= 12 && !inner.contains(['"', '\u{201C}', '\u{201D}']))
}

/// Ends in a question mark, and is not a paragraph of the authority's that ends in a question of courtesy.
fn asks(folded: &str) -> bool {
    let ends = folded.trim_end_matches(['"', '\'', ')', '*', ' ']).ends_with('?');
    let courtesy = folded.contains(". ") && (folded.contains("your request") || folded.contains("your enquiry"));
    ends && !courtesy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_known_by_their_marks() {
        for (line, expected) in [
            ("You asked:", Mark::RequestHeading),
            ("Question Number 3:", Mark::RequestHeading),
            ("Answer To Question 3:", Mark::AnswerHeading),
            ("Response 18-09-2025", Mark::AnswerHeading),
            ("Dear requester,", Mark::Salutation),
            ("Yours sincerely", Mark::Closing),
            ("-----Original Message-----", Mark::Earlier),
            ("> How many?", Mark::QuotedLine),
            ("Our Ref: FOI/123", Mark::Reference),
            ("How many staff do you employ?", Mark::Asks),
            ("If you are unhappy with this response you may ask for an internal review.", Mark::Complaints),
            ("Please can you provide the number of staff", Mark::Requester),
            ("The Trust does not hold this.", Mark::Own),
            ("In 2019 there were 12.", Mark::Nothing),
        ] {
            assert_eq!(mark(line), expected, "{line}");
        }
    }
}
