//! Letters passed on: an officer's covering line above, and the answer in the message repeated below it.
//!
//! What stands below "Original Message" is nearly always the request. It is the answer where the cover points down to it ("please
//! see below the answers from our HR team") or the mail is a forward that says little itself, and the message below is not the
//! requester's: it went from one desk to another of the same house, or it speaks as an authority does.

use super::headings::{Mark, mark, marks};
use crate::document::Block;
use crate::reply::phrase::Folded;

/// Lines of a message looked at to know who speaks.
const LOOKED_AT: usize = 30;

/// Does a covering line lead to what stands below it?
pub fn points_below(words: &str) -> bool {
    words.len() < 1_000 && marks().says(Folded::new(words).text(), "points_below")
}

/// A subject that says the mail passes another on.
pub fn forwards(subject: &str) -> bool {
    let subject = subject.trim_start().to_lowercase();
    ["fw:", "fwd:", "yml:", "ym:"].iter().any(|start| subject.starts_with(start))
}

/// Is this a line of a repeated message's head?
pub fn of_head(words: &str) -> bool {
    let bare = words.trim_start_matches(|letter: char| letter.is_whitespace() || "|*>_-".contains(letter));
    let name = bare.split_once(':').map_or("", |(name, _)| name).trim_end_matches('*').trim().to_lowercase();
    matches!(
        name.as_str(),
        "from"
            | "sent"
            | "to"
            | "cc"
            | "bcc"
            | "date"
            | "subject"
            | "importance"
            | "attachments"
            | "sensitivity"
            | "reply-to"
            | "oddi wrth"
            | "anfonwyd"
            | "at"
            | "pwnc"
    )
}

/// Does the authority speak in the message that begins at `first`, with `rest` behind it and `blocks` below?
pub fn authority_speaks(first: &str, rest: &str, blocks: &[Block]) -> bool {
    let lines = first.lines().chain(rest.lines()).chain(blocks.iter().take(LOOKED_AT).flat_map(|b| b.text.lines()));
    let mut lines = lines.map(str::trim).filter(|line| line.chars().any(char::is_alphanumeric)).take(LOOKED_AT + 10);
    let (mut from, mut to) = (String::new(), String::new());
    let (mut ours, mut theirs) = (0, 0);
    let mut begun = false;
    for line in &mut lines {
        if !begun && of_head(line) {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            match name.trim_matches(|letter: char| !letter.is_alphabetic()).to_lowercase().as_str() {
                "from" => from = value.to_lowercase(),
                "to" => to = value.to_lowercase(),
                _ => {}
            }
            continue;
        }
        let mark = mark(line);
        if mark == Mark::Earlier {
            if begun {
                break;
            }
            continue;
        }
        begun |= !from.is_empty();
        match mark {
            Mark::Requester => theirs += 1,
            Mark::Own | Mark::AnswerHeading | Mark::Complaints => ours += 1,
            _ if speaks_as_authority(line) => ours += 1,
            _ => {}
        }
    }
    if from.is_empty() {
        return false;
    }
    (of_one_house(&from, &to) && theirs <= ours + 1) || ours > theirs
}

fn speaks_as_authority(line: &str) -> bool {
    let folded = Folded::new(line);
    ["thank you for your request", "your request", "not held", "we hold", "our response", "you asked"]
        .iter()
        .any(|said| folded.text().contains(said))
}

/// From a desk without an address (mail inside one house shows names only), or between two addresses of one domain.
fn of_one_house(from: &str, to: &str) -> bool {
    match (domain(from), domain(to)) {
        (None, _) => true,
        (Some(from), Some(to)) => from == to || from.ends_with(&format!(".{to}")) || to.ends_with(&format!(".{from}")),
        (Some(_), None) => false,
    }
}

fn domain(address: &str) -> Option<String> {
    let after = address.split_once('@')?.1;
    let domain: String =
        after.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '.' || *letter == '-').collect();
    (!domain.is_empty()).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_and_the_voice_tell_who_speaks() {
        for (message, expected) in [
            ("From: Estates\nSent: 3 May\nTo: FOI\nSubject: RE: 123\n\nQ1 - 12\nQ2 - none", true),
            ("From: a@hr.vale.example\nTo: foi@vale.example\n\nAnswers: 12 and 14", true),
            ("From: foi@vale.example\nTo: desk@asker.example\n\nThank you for your request. We hold 12.", true),
            ("From: desk@asker.example\nTo: foi@vale.example\n\nPlease provide the number of staff.", false),
            (
                "From: Holly Asker\nTo: FOI\n\nI would like to know the cost.\nPlease provide it.\nPlease send it.",
                false,
            ),
            ("Q1 - 12", false),
        ] {
            assert_eq!(authority_speaks(message, "", &[]), expected, "{message}");
        }
    }
}
