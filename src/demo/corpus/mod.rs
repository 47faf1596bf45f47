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
pub use pack::{PackError, Packed, unpack};
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

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::message::MessageId;

    fn corpus() -> Corpus {
        make(SEED, &[]).unwrap()
    }

    #[test]
    fn some_400_mails_of_all_kinds_are_made() {
        let corpus = corpus();
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for post in &corpus.posts {
            *kinds.entry(post.kind).or_default() += 1;
        }
        println!("{kinds:?}");
        assert!((380..=420).contains(&corpus.posts.len()), "{} mails: {kinds:?}", corpus.posts.len());
        assert_eq!(kinds.len(), 15, "{kinds:?}");
    }

    #[test]
    fn every_mail_can_be_parsed_and_is_dated_addressed_and_named() {
        for post in corpus().posts {
            let mail = crate::message::parse(&post.bytes);
            assert_eq!(mail.blemishes, Vec::<String>::new(), "{}", post.message_id);
            assert_eq!(mail.message_id, Some(MessageId::new(&post.message_id)));
            assert!(mail.from.is_some() && !mail.subject.is_empty(), "{}", post.message_id);
            assert_eq!(mail.day(), Some(post.at.date()));
            assert!(mail.text.or(mail.html).is_some_and(|body| !body.trim().is_empty()), "{}", post.message_id);
            assert_eq!(mail.report.is_some(), matches!(post.kind, "bounce" | "delayed"));
            let lines = post.bytes.split(|byte| *byte == b'\n').map(<[u8]>::len).max();
            assert!(lines <= Some(999), "{}: RFC 5322 s. 2.1.1 allows 998 octets a line", post.message_id);
        }
    }

    #[test]
    fn every_attachment_is_what_its_name_says() {
        use crate::document::{Format, sniff};
        let mut formats: BTreeMap<String, usize> = BTreeMap::new();
        for post in corpus().posts {
            for part in crate::message::parse(&post.bytes).parts {
                let format = sniff(&part.name, &part.bytes, Some(&part.media_type));
                let expected = match part.name.rsplit('.').next() {
                    Some("pdf") => Format::Pdf,
                    Some("docx") => Format::Docx,
                    Some("xlsx") => Format::Xlsx,
                    Some("csv") => Format::Csv,
                    _ => Format::Eml,
                };
                assert_eq!(format, expected, "{} of {}", part.name, post.message_id);
                *formats.entry(format!("{format:?}")).or_default() += 1;
            }
        }
        assert_eq!(formats.len(), 5, "{formats:?}");
    }

    #[test]
    fn only_a_mail_fetched_twice_shares_its_message_id() {
        let corpus = corpus();
        let ids: BTreeSet<&str> = corpus.posts.iter().map(|post| post.message_id.as_str()).collect();
        assert_eq!(corpus.posts.len() - ids.len(), 8);
    }

    #[test]
    fn the_same_seed_makes_the_same_bytes_and_a_tweak_changes_one_mail_alone() {
        let once = corpus();
        assert_eq!(once.zip().unwrap(), corpus().zip().unwrap());
        let row = once.rows.iter().find(|row| truth::number(row, "spend") == Some(78_000.0)).unwrap();
        let answer = crate::ledger::Answer::number(1.0, None);
        let tweaked = make(SEED, &[Tweak { authority: row.code.clone(), question: "spend", answer }]).unwrap();
        let changed: Vec<_> = once.posts.iter().zip(&tweaked.posts).filter(|(a, b)| a.bytes != b.bytes).collect();
        assert_eq!(changed.len(), 1);
        assert_eq!(changed[0].0.authority.as_ref(), Some(&row.code));
    }

    #[test]
    fn the_committed_corpus_is_what_its_seed_makes() {
        let corpus = corpus();
        let remedy = "run `cargo test --lib rewrite_the_committed_corpus -- --ignored` if the change is meant";
        assert!(include_str!("../../../campaigns/demo/frame.csv") == corpus.frame(), "frame.csv: {remedy}");
        assert!(include_str!("../../../campaigns/demo/truth.csv") == corpus.truth(), "truth.csv: {remedy}");
        let messages = include_str!("../../../campaigns/demo/truth_messages.csv");
        assert!(messages == corpus.truth_messages(), "truth_messages.csv: {remedy}");
        assert!(
            include_bytes!("../../../campaigns/demo/replies.zip")[..] == corpus.zip().unwrap(),
            "replies.zip: {remedy}"
        );
    }

    /// Writes `campaigns/demo` anew: `cargo test --lib rewrite_the_committed_corpus -- --ignored`.
    #[test]
    #[ignore = "writes into the repository; run it when the corpus is meant to change"]
    fn rewrite_the_committed_corpus() {
        let (corpus, folder) = (corpus(), std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("campaigns/demo"));
        std::fs::write(folder.join("frame.csv"), corpus.frame()).unwrap();
        std::fs::write(folder.join("truth.csv"), corpus.truth()).unwrap();
        std::fs::write(folder.join("truth_messages.csv"), corpus.truth_messages()).unwrap();
        std::fs::write(folder.join("replies.zip"), corpus.zip().unwrap()).unwrap();
    }
}
