//! Answers left blank: "Answer:" with nothing behind it, where the letter's other answers have something.
//!
//! A form filled in by many hands is sent with a gap that nobody saw. Nothing is withheld and nothing is said not to be held, but
//! the letter does not answer in full.

use crate::reply::segment::{Role, Segment};

/// How many labels of an answer have nothing behind them; none where no label has, for then it is no form.
pub fn blanks(segments: &[Segment<'_>]) -> usize {
    let mut filled = 0;
    let mut empty = 0;
    for (at, segment) in segments.iter().enumerate() {
        let Some(behind) = label(segment.text) else { continue };
        let next = segments.get(at + 1);
        let answered = !behind.is_empty()
            || next.is_some_and(|next| {
                matches!(next.role, Role::Answer | Role::Statute | Role::Reference) && !takes_leave(next.text)
                    || next.role == Role::Question && label(next.text).is_none() && next.under_answer
            });
        if answered { filled += 1 } else { empty += 1 }
    }
    if filled >= 2 { empty } else { 0 }
}

/// What stands behind "Answer:", "Response 3:", "A4:".
fn label(line: &str) -> Option<&str> {
    let (label, behind) = line.trim().split_once(':')?;
    let label = label.trim().trim_start_matches("Our ").to_lowercase();
    let mut words = label.split_whitespace();
    let first = words.next()?;
    let numbered = first.strip_prefix('a').is_some_and(|rest| !rest.is_empty() && rest.parse::<u32>().is_ok());
    let named = matches!(first, "answer" | "response" | "reply" | "ateb") || numbered;
    let rest = words
        .all(|word| matches!(word, "to" | "question" | "q") || word.trim_matches(['q', '.']).parse::<u32>().is_ok());
    (named && rest).then(|| behind.trim())
}

/// How letters end.
fn takes_leave(words: &str) -> bool {
    let lower = words.trim_start().to_lowercase();
    [
        "this concludes",
        "this completes",
        "that concludes",
        "i hope",
        "we hope",
        "if you",
        "should you",
        "please",
        "yours",
        "kind",
        "regards",
        "thank",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
}
