//! Deeds weighed over the letter: what it does as a whole, and how strongly.

use std::collections::BTreeMap;

use super::deed::Deed;
use super::sentence::Sentence;
use super::{Acts, Feature};
use crate::document::State;
use crate::reply::Letter;

/// A letter's deeds with their weights and words.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    by_deed: BTreeMap<Deed, (f64, Vec<String>)>,
    pub acts: Acts,
    /// Words that give information though no phrase led to them: figures, yes and no.
    pub given: Vec<String>,
}

/// Deeds that a question, a condition or a general remark does not do.
const NOT_IF_DOUBTFUL: [Deed; 9] = [
    Deed::Withholds,
    Deed::OverCost,
    Deed::NotHeld,
    Deed::Vexatious,
    Deed::Attaches,
    Deed::Gives,
    Deed::Extends,
    Deed::Considers,
    Deed::Pending,
];

/// Does the phrase count in this sentence?
fn counts(sentence: &Sentence<'_>, deed: Deed) -> bool {
    let general = sentence.does(Deed::General);
    let doubtful = sentence.asks || conditional(&sentence.folded) || general;
    match deed {
        // The law recited hints at a clarification, a fee, an extension; it refuses nothing.
        _ if sentence.recited => matches!(deed, Deed::Clarifies | Deed::Fees | Deed::Extends),
        _ if doubtful && NOT_IF_DOUBTFUL.contains(&deed) => false,
        Deed::Withholds => !weighs(sentence) && !sentence.does(Deed::FeesGeneral),
        // "This mailbox is not monitored" lacks no information.
        Deed::NotHeld => !sentence.does(Deed::OutOfOffice),
        Deed::OverCost => !sentence.does(Deed::FeesGeneral) && !sentence.does(Deed::Fees),
        Deed::Fees => !sentence.does(Deed::FeesGeneral) && !general,
        Deed::Clarifies | Deed::Transfers => !general && !if_we(&sentence.folded),
        Deed::Withdraws => {
            !conditional(&sentence.folded)
                && !sentence.folded.contains(" will ")
                && !sentence.folded.contains(" would ")
        }
        // "Sorry for the delay in acknowledging": a receipt.
        Deed::Late => !if_we(&sentence.folded) && !sentence.folded.contains("acknowledg"),
        _ => true,
    }
}

impl Weights {
    pub fn of(letter: &Letter, sentences: &[Sentence<'_>]) -> Self {
        let mut weights = Self::default();
        for sentence in sentences {
            for (done, words) in sentence.done.iter().zip(&sentence.exact) {
                if counts(sentence, done.deed) {
                    let entry = weights.by_deed.entry(done.deed).or_default();
                    entry.0 += done.weight;
                    if entry.1.len() < 4 && !words.is_empty() {
                        entry.1.push((*words).to_owned());
                    }
                }
            }
        }
        weights.acts = weights.acts(letter, sentences);
        weights
    }

    /// How much there is of a deed; 0 where none.
    pub fn of_deed(&self, deed: Deed) -> f64 {
        self.by_deed.get(&deed).map_or(0.0, |(weight, _)| *weight)
    }

    /// The exact words that showed a deed.
    pub fn words(&self, deed: Deed) -> &[String] {
        self.by_deed.get(&deed).map_or(&[], |(_, words)| words)
    }

    pub fn features(&self) -> Vec<Feature> {
        self.by_deed
            .iter()
            .map(|(deed, (weight, words))| Feature { deed: *deed, weight: *weight, words: words.join(" | ") })
            .collect()
    }

    fn acts(&mut self, letter: &Letter, sentences: &[Sentence<'_>]) -> Acts {
        let refuses = self.of_deed(Deed::Withholds) + self.of_deed(Deed::OverCost) + self.of_deed(Deed::Vexatious);
        let mut gives = 0.0;
        for group in groups(sentences) {
            let (weight, words) = given(letter, group);
            gives += weight;
            if let Some(words) = words.filter(|_| self.given.len() < 4) {
                self.given.push(words.to_owned());
            }
        }
        Acts {
            gives,
            withholds: refuses,
            not_held: self.of_deed(Deed::NotHeld),
            interim: [Deed::Extends, Deed::Clarifies, Deed::Fees, Deed::Transfers]
                .into_iter()
                .map(|deed| self.of_deed(deed))
                .fold(0.0, f64::max),
        }
    }
}

/// The sentences of each answer.
fn groups<'s, 'a>(sentences: &'s [Sentence<'a>]) -> impl Iterator<Item = &'s [Sentence<'a>]> {
    sentences.chunk_by(|one, next| one.group == next.group && one.attached == next.attached)
}

/// How strongly a group gives information, and the words that do.
fn given<'a>(letter: &Letter, group: &[Sentence<'a>]) -> (f64, Option<&'a str>) {
    let figures = group.iter().filter(|s| s.figure && !s.asks && answers_by_figure(s)).count();
    let refused = group.iter().any(|s| s.does(Deed::Withholds) || s.does(Deed::OverCost) || s.does(Deed::Vexatious));
    let not_held = group.iter().any(|s| !s.asks && s.does(Deed::NotHeld));
    let mut best = (0.0, None);
    for sentence in
        group.iter().filter(|sentence| !sentence.asks && !sentence.recited && !conditional(&sentence.folded))
    {
        let weight = if sentence.does(Deed::Attaches) {
            attached(letter, sentence)
        } else if sentence.figure && answers_by_figure(sentence) {
            if sentence.answers || figures > 1 {
                1.5
            } else if refused {
                0.8
            } else {
                1.0
            }
        } else if sentence.yes_or_no && sentence.answers && !sentence.does(Deed::NotHeld) {
            1.5
        } else if sentence.does(Deed::Published) && !refused && !not_held && sentence.answers {
            1.2
        } else if sentence.answers && !refused && !not_held && states(sentence) {
            1.0
        } else {
            0.0
        };
        if weight > best.0 {
            best = (weight, Some(sentence.words));
        }
    }
    best
}

/// "Attached" gives, unless what is attached was read and speaks for itself.
fn attached(letter: &Letter, sentence: &Sentence<'_>) -> f64 {
    let speaks = letter.attachments.iter().any(|document| document.state == State::Read && !document.blocks.is_empty());
    let a_letter =
        ["response", "reply", "letter", "notice", "refusal"].iter().any(|word| sentence.folded.contains(word));
    match (sentence.does(Deed::Withholds) || sentence.attached, speaks && a_letter) {
        (true, _) | (_, true) => 0.0,
        (false, false) => 2.0,
    }
}

/// A figure in talk about procedure, or among the reasons of a refusal, answers nothing.
fn answers_by_figure(sentence: &Sentence<'_>) -> bool {
    const TALK: [Deed; 14] = [
        Deed::Withholds,
        Deed::OverCost,
        Deed::Acknowledges,
        Deed::WillAnswer,
        Deed::Late,
        Deed::Fees,
        Deed::FeesGeneral,
        Deed::Argues,
        Deed::Procedural,
        Deed::Extends,
        Deed::Clarifies,
        Deed::Transfers,
        Deed::Reviews,
        Deed::Bounces,
    ];
    !sentence.done.iter().any(|done| TALK.contains(&done.deed))
}

/// A whole sentence that says something and none of the things that letters say round an answer.
fn states(sentence: &Sentence<'_>) -> bool {
    const VERBS: [&str; 24] = [
        " is ",
        " are ",
        " was ",
        " were ",
        " has ",
        " have ",
        " had ",
        " must ",
        " does ",
        " do ",
        " did ",
        " will ",
        " can ",
        " use ",
        " uses ",
        " used ",
        " would ",
        " take ",
        " takes ",
        " provide",
        " provides ",
        " awaits ",
        " deals ",
        " logged ",
    ];
    let talk = sentence.done.iter().any(|done| {
        !matches!(
            done.deed,
            Deed::Gives | Deed::Holds | Deed::Published | Deed::FoiDesk | Deed::NotUpheld | Deed::Upheld
        )
    });
    let verb = VERBS.iter().any(|verb| sentence.folded.contains(verb));
    !talk && verb && sentence.folded.split(' ').count() >= 4
}

fn conditional(folded: &str) -> bool {
    let bare = folded.trim_start_matches(|letter: char| !letter.is_alphabetic());
    ["if ", "should you", "should any", "unless ", "where any ", "in the event"]
        .iter()
        .any(|start| bare.starts_with(start))
}

/// "If we need ...": what has not happened. "If you ..." and "if we do not hear" ask something.
fn if_we(folded: &str) -> bool {
    let bare = folded.trim_start_matches(|letter: char| !letter.is_alphabetic());
    let waits = folded.contains("hear") || folded.contains("not receive");
    !waits
        && [
            "if we",
            "if i ",
            "if any",
            "if the",
            "if it",
            "if further",
            "if there",
            "if your request",
            "should we",
            "should any",
            "unless i need",
            "unless we need",
        ]
        .iter()
        .any(|start| bare.starts_with(start) || folded.contains(" unless i need"))
}

/// Stands what ends at `end` in a clause that asks ("is considering whether the information is exempt")? A comma or an "and"
/// ends such a clause: "having considered whether to release it, we find it exempt".
fn open_question(folded: &str, end: usize) -> bool {
    let before = folded.get(..end).unwrap_or(folded);
    let asked = [" whether ", " if "].iter().filter_map(|word| before.rfind(word).map(|at| at + word.len())).max();
    asked
        .and_then(|at| before.get(at..))
        .is_some_and(|clause| ![",", ";", ":", " and ", " but ", " so "].iter().any(|ends| clause.contains(ends)))
}

/// An exemption is weighed here, not applied.
pub fn weighs(sentence: &Sentence<'_>) -> bool {
    let applied = |done: &&super::deed::Done| {
        done.deed == Deed::Withholds && done.weight >= 3.0 && !open_question(&sentence.folded, done.at.end)
    };
    // "It may be exempt" is one phrase of both; "having considered whether to release it, it is exempt" is two.
    let apart = sentence.done.iter().filter(applied).any(|applied| {
        !sentence
            .done
            .iter()
            .filter(|done| done.deed == Deed::Considers)
            .any(|weighed| weighed.at.start < applied.at.end && applied.at.start < weighed.at.end)
    });
    sentence.does(Deed::Considers) && (!apart || sentence.does(Deed::Extends))
}
