//! What a reply is: its kind, the exemptions it relies on, the days and references it states.
//!
//! The letter is cut into segments ([`crate::reply::segment`]), the authority's own words into sentences, and each sentence shows
//! deeds by its phrases (`deeds/`): it withholds, attaches, asks what is meant. Deeds are weighed into the letter's kind by
//! the rules of replies/LABELS.md, each with the exact words that made it so. The kinds are LABELS' outcomes: a refusal on cost is
//! [`ReplyKind::Refused`] with [`ReplyKind::OverCostLimit`] in `also`.
//!
//! Whether a letter answers in full or in part hangs on its cells: [`decide`] takes the proposals of `reply::answer` into account.
//!
//! What it will not do: read the answers, or believe a machine: an automatic receipt of the FOI desk is a receipt, with its date.

mod blanks;
mod citation;
mod dates;
mod decision;
mod deed;
mod elsewhere;
mod mood;
mod particulars;
mod sections;
mod sentence;
mod topics;
mod weights;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

pub use citation::{Citation, Stance, act_of, citations};
pub use decision::decide;
pub use deed::Deed;

use crate::campaign::Question;
use crate::law::Exemption;
use crate::reply::Letter;
use crate::reply::segment::{self, Segment};
use crate::request::ReplyKind;

/// What a letter is, with the words that made it so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recognised {
    pub kind: ReplyKind,
    /// What else it does, and of a refusal what kind it is.
    pub also: Vec<ReplyKind>,
    /// Exact pieces of the text.
    pub kind_words: Vec<String>,
    pub confidence: f64,
    /// Sections relied on to withhold anything.
    pub exemptions: Vec<Exemption>,
    /// Sections weighed in an extension, not relied on.
    pub considered: Vec<Exemption>,
    /// Sections named that withhold nothing: refusal notice, time, not held, advice.
    pub other_sections: Vec<Exemption>,
    pub dates: BTreeMap<String, Date>,
    pub reference: Option<String>,
    /// Pounds asked for before it answers.
    pub fee: Option<f64>,
    /// Where requests should go instead.
    pub redirect: Option<String>,
    /// Links under which a response waits: received, not captured.
    pub links: Vec<String>,
    /// What was weighed, for `--explain`.
    pub features: Vec<Feature>,
    /// What the letter does, for [`decide`].
    pub acts: Acts,
}

/// One thing that counted, and how much.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Feature {
    pub deed: Deed,
    pub weight: f64,
    pub words: String,
}

/// What the letter as a whole does about the information asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Acts {
    /// How strongly it gives information (in the letter, attached, at a named place).
    pub gives: f64,
    /// How strongly it withholds some.
    pub withholds: f64,
    /// How strongly it says that some is not held.
    pub not_held: f64,
    /// How strongly it leaves something unanswered without saying that it is not held.
    pub lacks: f64,
    /// How strongly it says that a refusal, or "not held", covers all that was asked.
    pub whole: f64,
    /// How strongly it does something else that stops short of an answer.
    pub interim: f64,
}

impl Acts {
    /// Is it said outright of all that was asked that it is refused, or not held?
    pub fn covers_all(&self) -> bool {
        self.whole >= 2.0
    }
}

/// The days named in a folded text, in order; `near` stands in for a year that is left out.
pub fn days_in(folded: &str, near: Option<Date>) -> Vec<Date> {
    dates::days(folded, near).into_iter().map(|(day, _)| day).collect()
}

/// Links under which the response waits, however that is told.
fn links(segments: &[Segment<'_>]) -> Vec<String> {
    let mut links = particulars::links(segments);
    links.extend(elsewhere::waiting(segments));
    let mut seen = std::collections::HashSet::new();
    links.retain(|link| seen.insert(link.clone()));
    links
}

/// Recognises a letter.
pub fn recognise(letter: &Letter) -> Recognised {
    recognise_segments(letter, &segment::split(letter), &[])
}

/// Recognises a letter that was cut into segments already, and answers `questions` (if any are known).
pub fn recognise_segments(letter: &Letter, segments: &[Segment<'_>], questions: &[Question]) -> Recognised {
    let act = sections::act_in(letter, segments);
    let topics = topics::Topics::of(questions.iter().map(|question| question.asks.as_str()), segments);
    let sentences = sentence::sentences(segments, act, if questions.is_empty() { None } else { Some(&topics) });
    let weights = weights::Weights::of(letter, &sentences, &topics).with_blanks(blanks::blanks(segments));
    let verdict = decision::judge(letter, &weights);
    let sections = sections::Sections::of(segments, &sentences, verdict.kind, act);
    let extends = verdict.kind == ReplyKind::Extension || verdict.kind == ReplyKind::Holding;
    let mut also = verdict.also;
    also.extend(decision::kind_of_refusal(verdict.kind, &sections.relied, &weights));
    also.retain(|kind| *kind != verdict.kind);
    also.dedup();
    Recognised {
        kind: verdict.kind,
        also,
        kind_words: verdict.words,
        confidence: verdict.confidence,
        exemptions: sections.relied,
        considered: sections.considered,
        other_sections: sections.other,
        dates: dates::named_days(segments, letter.received, extends),
        reference: particulars::reference(letter.subject, segments),
        fee: (verdict.kind == ReplyKind::FeesNotice).then(|| particulars::fee(&sentences)).flatten(),
        redirect: particulars::redirect(segments).or_else(|| elsewhere::moved(segments)),
        links: links(segments),
        features: weights.features(),
        acts: weights.acts,
    }
}
