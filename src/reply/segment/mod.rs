//! The letter cut into what it is made of: who speaks, and to what end.
//!
//! A reply holds far more than its answer: the request repeated, the law recited, how to complain, a signature, a disclaimer, the
//! mail it answers. A section number or a figure means nothing until it is known in whose mouth it stands, so both readers of a
//! letter (its kind, its answers) begin here. Nothing is thrown away and nothing is judged: each [`Segment`] is an exact piece of
//! the text with its role and its place.
//!
//! **For the readers:** [`split`]`(&Letter) -> Vec<Segment>` gives every line group (a paragraph's logical line, a list item, a
//! table's cell) of body (`document` 0) and attachments (`document` 1, 2, ... with their children, depth first) in reading order.
//! [`Role::own`] tells the authority's own words about this request. A [`Role::Question`] is a line that asks, by its form: mostly
//! the requester's question repeated, in a clarification the authority's own.
//!
//! The phrases are data, in `marks.toml`. What it will not do: align questions with answers (`reply::answer`).

mod forward;
mod headings;
mod items;
mod repeat;
mod roles;

pub use roles::split;

use serde::Serialize;

use crate::document::Address;

/// What a piece of a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// References, dates, addressee, letterhead: lines that say which letter this is.
    Reference,
    /// "Dear ...".
    Salutation,
    /// A heading that opens the request or the answer: "You asked:", "Our response".
    Heading,
    /// The requester's words, repeated under a heading that says so, or plainly in the requester's voice.
    Request,
    /// A line that asks, by its form.
    Question,
    /// The authority's own words about this request.
    Answer,
    /// What a statute or guidance says in general, recited.
    Statute,
    /// How to complain, to whom to appeal.
    Complaints,
    Signature,
    /// Confidentiality notices and the like.
    Disclaimer,
    /// Cookie banners, licences, survey invitations.
    Boilerplate,
    /// An earlier message, repeated below or between.
    Quoted,
}

impl Role {
    /// The authority's own words about this request (or words that may be).
    pub fn own(self) -> bool {
        match self {
            Self::Answer | Self::Question => true,
            Self::Reference
            | Self::Salutation
            | Self::Heading
            | Self::Request
            | Self::Statute
            | Self::Complaints
            | Self::Signature
            | Self::Disclaimer
            | Self::Boilerplate
            | Self::Quoted => false,
        }
    }
}

/// A piece of a letter.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment<'a> {
    pub role: Role,
    /// An exact piece of the document's text, line breaks included.
    pub text: &'a str,
    /// The document's name: `body`, or the attachment's file name.
    pub file: &'a str,
    /// 0 the body, then the attachments.
    pub document: usize,
    /// Which block of the document.
    pub block: usize,
    /// In a table: row and column, from 0.
    pub cell: Option<(usize, usize)>,
    /// Where the piece begins: the block's address, its line moved on.
    pub at: Address,
    /// Stood under a heading that opens the answer ("Our response:"), so that even lines that ask are not the request's.
    pub under_answer: bool,
}
