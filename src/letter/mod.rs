//! What is written: a campaign's templates to letters, letters to mails, and the answer sheet that goes with a request.
//!
//! FOIA s. 8(1) asks for little: in writing, the applicant's name, an address, and a description of the information.
//! Everything else in the letters that come with the program is there because it gets better answers: numbered
//! questions, a preference for the form (s. 11), advice and assistance (s. 16), and the reference token.
//!
//! Templates are Tera's, strict: a variable that does not exist, or is empty for this authority, is an error with its
//! place and never a gap in a letter. The same input gives the same bytes. What this room will not do: decide when a
//! letter is due, or send it.

mod answer_sheet;
mod check;
mod context;
mod mail;
mod pages;
mod writer;

use jiff::civil::Date;

use crate::campaign::{Campaign, Fault, Letters, Template};
use crate::request::{LetterKind, Token};

pub use answer_sheet::{STATES, SheetError, answer_label, answer_lines, answer_sheet};
pub use check::{check, note};
pub use mail::{Attachment, HeaderText, MailError, Mailing, NoHeaderText, attachments, to_eml};
pub use pages::{Link, Sheet, links_page, sheets_page};
pub use writer::{Writer, render};

/// The campaign's template for a kind of letter.
fn template(kind: LetterKind, letters: &Letters) -> &Template {
    match kind {
        LetterKind::Request => &letters.request,
        LetterKind::Chase => &letters.chase,
        LetterKind::Clarification => &letters.clarification,
        LetterKind::Review => &letters.review,
        LetterKind::Complaint => &letters.complaint,
    }
}

/// What a letter says besides campaign and authority. A template that uses what may be missing asks first, by `{% if .. %}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub token: Token,
    /// The day of this letter.
    pub date: Date,
    /// The day the request went out; in every letter but the request.
    pub sent: Option<Date>,
    /// By when the reply was due; in every letter but the request.
    pub due: Option<Date>,
    /// The authority's own reference for the request.
    pub reference: Option<String>,
    /// What a person adds: the answer to a clarification (always there), grounds for a review or complaint.
    pub words: Option<String>,
    /// The day a review was asked for.
    pub review_asked: Option<Date>,
}

impl Facts {
    /// What is known of a request when it goes out.
    pub fn of_request(token: Token, date: Date) -> Self {
        Self { token, date, sent: None, due: None, reference: None, words: None, review_asked: None }
    }
}

/// A letter ready to be put into an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub subject: HeaderText,
    pub body: String,
}

/// Why a letter cannot be written.
#[derive(Debug, Clone, thiserror::Error, miette::Diagnostic)]
#[error("the {kind} to {authority} cannot be written: {fault}")]
pub struct LetterError {
    pub kind: &'static str,
    /// The authority's code and name.
    pub authority: String,
    #[diagnostic_source]
    pub fault: Fault,
}

/// The campaign's requester and title as Tera sees them, for who wants to know what a template may name.
pub fn variables(campaign: &Campaign) -> Vec<String> {
    context::names(campaign)
}
