//! The sheet against what else is known: the letter it came with, and whose request it was made for.

use super::entry::short;
use super::parts::hold;
use crate::ledger::{CellState, Proposal, Value};
use crate::reply::Reading;
use crate::request::Token;

/// A covering letter that is less sure than this does not gainsay a form that was filled in.
const SAYS: f64 = 0.5;

/// Puts the sheets' answers before those of the free reading.
///
/// `covering` is what was read without the sheets, `all` what was read of everything. A question that both the sheet and the
/// covering letter answer, differently, waits; one that the sheet answers in free words takes the free reading of them, and
/// waits; one that the sheet leaves blank keeps what the letter says.
pub fn settle(sheet: Vec<Proposal>, covering: Vec<Proposal>, all: &[Proposal]) -> Vec<Proposal> {
    let mut settled = covering;
    for mut proposal in sheet {
        let place = settled.iter().position(|other| other.question == proposal.question);
        if let Some(other) = place.and_then(|place| settled.get(place))
            && gainsays(other, &proposal)
        {
            let said = format!("{} says otherwise: \"{}\"", other.evidence.document, short(&other.evidence.words));
            hold(&mut proposal, &said);
        }
        if proposal.answer.state == CellState::Unclear
            && let Some(free) = all.iter().find(|free| of_the_same_words(free, &proposal))
        {
            let why = format!("{}; read as free words: {}", proposal.why, free.why);
            proposal = Proposal { why, accepted: false, ..free.clone() };
        }
        match place.and_then(|place| settled.get_mut(place)) {
            Some(slot) => *slot = proposal,
            None => settled.push(proposal),
        }
    }
    settled
}

/// Is it the free reading of the words that were filled in, and of no others?
fn of_the_same_words(free: &Proposal, sheet: &Proposal) -> bool {
    let (read, filled) = (&free.evidence, &sheet.evidence);
    free.question == sheet.question
        && speaks(free)
        && read.document == filled.document
        && read.words.contains(filled.words.as_str())
        // Words for a figure are what was filled in; the free reading would add the columns beside them.
        && !matches!(free.answer.value, Some(Value::Text(_)))
}

fn speaks(proposal: &Proposal) -> bool {
    !matches!(
        proposal.answer.state,
        CellState::Unclear
            | CellState::NotAnswered
            | CellState::NoReply
            | CellState::InAttachment
            | CellState::SeeOtherAnswer
    )
}

/// Does the covering letter say something else?
fn gainsays(letter: &Proposal, sheet: &Proposal) -> bool {
    let (said, filled) = (&letter.answer, &sheet.answer);
    let same =
        said.state == filled.state && said.value == filled.value && said.low == filled.low && said.high == filled.high;
    speaks(letter) && (letter.accepted || letter.confidence >= SAYS) && !same
}

/// Makes the answers of a sheet that was made for another request wait; returns the reference of that request.
///
/// Known only once the reply is tied: a sheet forwarded to a neighbour, or one sent back for the wrong authority.
pub fn hold_for_another(reading: &mut Reading, token: &Token) -> Option<Token> {
    let mut foreign = None;
    for sheet in &reading.sheets {
        let Some(reference) = sheet.reference.as_ref().filter(|reference| *reference != token) else { continue };
        for proposal in &mut reading.proposals {
            if proposal.evidence.document == sheet.document && sheet.questions.contains(&proposal.question) {
                hold(proposal, &format!("that sheet was made for request {reference}, not for {token}"));
            }
        }
        foreign = Some(reference.clone());
    }
    foreign
}
