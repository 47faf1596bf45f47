//! The invented corpus: some 400 mails from 226 trusts that do not exist, and what is true of each.
//!
//! The truth comes first ([`truth`]), the letters are written from it, and the reader never sees it: what `foi demo` finds,
//! it has read. Everything follows from a seed; the committed `campaigns/demo/replies.zip` is what [`SEED`] makes, and a
//! test holds the two together. No clock, no machine, no network has a say.

mod body;
mod brief;
mod chance;
mod layout;
mod letters;
mod mail;
mod notices;
mod pack;
mod paper;
mod post;
mod timeline;
mod trusts;
mod truth;
mod voice;

pub use letters::PaperError;
pub use pack::PackError;
pub use post::Post;
pub use truth::{Fate, Row, Tweak};

/// The seed of the committed corpus.
pub const SEED: u64 = 2018;

/// An invented campaign's mail and its truth.
#[derive(Debug, Clone)]
pub struct Corpus {
    trusts: Vec<trusts::Trust>,
    /// One row an authority, in the order of the frame.
    pub rows: Vec<Row>,
    /// Every mail, in the order of time.
    pub posts: Vec<Post>,
}

/// Makes the corpus of `seed`, its truth changed by `tweaks` before the letters are written.
///
/// # Errors
/// An attachment that could not be made.
pub fn make(seed: u64, tweaks: &[Tweak]) -> Result<Corpus, PaperError> {
    let trusts = trusts::make(seed);
    let mut rows = truth::make(seed, &trusts);
    truth::tweak(&mut rows, tweaks);
    let posts = timeline::write(seed, &trusts, &rows)?;
    Ok(Corpus { trusts, rows, posts })
}
