//! Answer sheets that come back: our own form, filled in, read cell by cell.
//!
//! What went out is [`crate::letter::answer_sheet`]: a workbook with a reference, one row a question, an id in each row; and
//! the same as lines in the letter's body. What returns was renamed, saved as something else, sorted, widened, half filled or
//! filled with words, so nothing is taken from a cell's place: a [`table`] is known by its headings and ids, [`lines`] by their
//! labels, and each [`entry`] is an answer only where it says one thing in the form that its question wants.
//!
//! A sheet that is ours and filled as asked leaves nothing to interpret, so its answers are certain. Whatever casts a doubt (a
//! row whose id and question disagree, a number beside "not held", a [`covering`] letter that says something else, the
//! reference of another request) makes the cell wait with the reason, and words where a number was wanted are left to the
//! reader of free text, whose proposal then waits too.
//!
//! What it will not do: believe a table of the authority's own making, or guess which question a nameless row is about.

mod covering;
mod entry;
mod figure;
mod form;
mod lines;
mod parts;
mod table;

use serde::Serialize;

use super::Letter;
use crate::campaign::{Accept, Question, QuestionId};
use crate::document::Document;
use crate::ledger::Proposal;
use crate::request::Token;

pub use covering::{hold_for_another, settle};
use form::Form;

/// Documents of one letter that are looked at.
const MOST_DOCUMENTS: usize = 40;

/// How sure a cell is that was filled in as asked: what is left is the officer's slip of the pen.
const CERTAIN: f64 = 0.995;

/// A sheet that came back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Returned {
    /// The document's name: `body`, or the attachment's file name.
    pub document: String,
    /// The reference inside, where it is still there.
    pub reference: Option<Token>,
    /// The questions it answers.
    pub questions: Vec<QuestionId>,
}

/// What the sheets in a letter say.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheets {
    pub returned: Vec<Returned>,
    pub proposals: Vec<Proposal>,
    /// The body without the sheet's lines: what the covering letter itself says.
    pub body: Document,
    /// The attachments that are no sheets.
    pub attachments: Vec<Document>,
}

/// Reads the answer sheets in `letter`; `None` where it brings none.
///
/// An empty one says nothing, and is kept from the reader of free text too: the form's own words ("choose \"not held\" where
/// you do not hold it") are ours, and no answer.
pub fn read(letter: &Letter<'_>, questions: &[Question], accept: Accept) -> Option<Sheets> {
    let mut forms: Vec<Form> = Vec::new();
    let mut attachments = Vec::new();
    for document in letter.attachments {
        let before = forms.len();
        let mut inside = Vec::new();
        gather(document, &mut inside, 0);
        for document in inside.into_iter().take(MOST_DOCUMENTS.saturating_sub(forms.len())) {
            forms.extend(table::form(document, questions).or_else(|| lines::form(document, questions)));
        }
        if forms.len() == before {
            attachments.push(document.clone());
        }
    }
    let in_body = table::form(letter.body, questions).or_else(|| lines::form(letter.body, questions));
    let body = match &in_body {
        Some(form) => form.without(letter.body),
        None => letter.body.clone(),
    };
    forms.extend(in_body);
    if forms.is_empty() {
        return None;
    }
    let returned = forms.iter().map(|form| form.returned(questions)).collect();
    let proposals = parts::proposals(&forms, questions, accept);
    Some(Sheets { returned, proposals, body, attachments })
}

/// A document and the files inside it, depth first.
fn gather<'d>(document: &'d Document, into: &mut Vec<&'d Document>, depth: usize) {
    if into.len() >= MOST_DOCUMENTS || depth > 5 {
        return;
    }
    into.push(document);
    document.children.iter().for_each(|child| gather(child, into, depth + 1));
}
