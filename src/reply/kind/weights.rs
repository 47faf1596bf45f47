//! Deeds weighed over the letter: what it does as a whole, and how strongly.

use super::citation::Stance;
use super::deed::{Deed, Done};
use super::sentence::Sentence;
use super::topics::Topics;
use super::{Acts, Feature};
use crate::document::State;
use crate::reply::Letter;
use crate::reply::phrase::Pattern;
use std::collections::{BTreeMap, BTreeSet};

/// A letter's deeds with their weights and words.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    by_deed: BTreeMap<Deed, (f64, Vec<String>)>,
    pub acts: Acts,
    /// Words that give information though no phrase led to them: figures, yes and no.
    pub given: Vec<String>,
}

/// Deeds that a question, a condition, a general remark or an account of the past does not do.
const ONLY_OUTRIGHT: [Deed; 13] = [
    Deed::Withholds,
    Deed::OverCost,
    Deed::NotHeld,
    Deed::Lacks,
    Deed::Whole,
    Deed::Vexatious,
    Deed::Attaches,
    Deed::Gives,
    Deed::Considers,
    Deed::Pending,
    Deed::Withdraws,
    Deed::Late,
    Deed::Transfers,
];

/// Does the phrase count in this sentence?
fn counts(sentence: &Sentence<'_>, done: &Done) -> bool {
    let general = sentence.does(Deed::General);
    let supposes = sentence.asks || !sentence.asserts(&done.at) || general || sentence.does(Deed::Told);
    let refuses = WITHHOLDING.contains(&done.deed);
    if refuses && (sentence.denies(&done.at) || of_another_act(sentence, done) || notice_of_lack(sentence, done)) {
        return false;
    }
    match done.deed {
        Deed::Attaches if supposes || of_the_refusal(&sentence.folded) => false,
        // The law recited hints at a clarification, a fee, an extension; it refuses nothing.
        _ if sentence.recited => matches!(done.deed, Deed::Clarifies | Deed::Fees | Deed::Extends),
        Deed::NotHeld if lacks_by_notice(&sentence.folded) => !sentence.asks,
        deed if supposes && ONLY_OUTRIGHT.contains(&deed) => false,
        Deed::Withholds => !weighs(sentence) && !sentence.does(Deed::FeesGeneral) && !lacks_by_notice(&sentence.folded),
        Deed::Lacks => !sentence.does_outright(Deed::Withholds) && !sentence.does(Deed::Clarifies),
        // "This mailbox is not monitored" lacks no information.
        // "We will not say whether it is held", "the number is nil": neither lacks anything.
        Deed::NotHeld => {
            !sentence.does(Deed::OutOfOffice)
                && !sentence.does(Deed::Bounces)
                && ![" whether ", " or is not ", " or not ", "does or does not", " is nil", " is zero"]
                    .iter()
                    .any(|no| sentence.folded.contains(no))
        }
        Deed::Acknowledges => !general && !sentence.asks && !wrote_before(&sentence.folded),
        // "You say that it was wrongly applied": the requester's finding.
        Deed::Upheld | Deed::NotUpheld | Deed::Partly => !contended(&sentence.folded),
        Deed::OverCost => !sentence.does(Deed::FeesGeneral) && !sentence.does(Deed::Fees),
        // "£215 plus a fee of £100" in a table answers; it asks for no money.
        Deed::Fees => {
            !sentence.does(Deed::FeesGeneral) && !general && !if_we(&sentence.folded) && !sentence.folded.contains('|')
        }
        Deed::Extends => !sentence.asks && !sentence.does(Deed::Told) && !may(sentence, done),
        Deed::Clarifies => !general && !if_we(&sentence.folded),
        Deed::Transfers => !general && !if_we(&sentence.folded) && !within_the_house(&sentence.folded),
        Deed::Elsewhere => !sentence.asks && !general && !within_the_house(&sentence.folded),
        // Said of all that was asked only where it says of what: refused, or not held.
        Deed::Whole => {
            !of_a_part(&sentence.folded)
                && WITHHOLDING
                    .into_iter()
                    .chain([Deed::NotHeld, Deed::Published])
                    .any(|deed| sentence.does_outright(deed))
        }
        Deed::Withdraws => !sentence.folded.contains(" will ") && !sentence.folded.contains(" would "),
        // "Sorry for the delay in acknowledging": a receipt.
        Deed::Late => !if_we(&sentence.folded) && !sentence.folded.contains("acknowledg"),
        _ => true,
    }
}

static PART: Pattern = Pattern::new(concat!(
    r"\b(?:questions?|parts?|items?|points?|q) ?\(?(?:\d{1,2}|[a-h])\b|\b(?:this|that) (?:question|part|item|element|point)\b|\b(?:rest|remaind\w+|remaining|other|some|part) of\b",
    r"|\b(?:remaining|other|further|some|certain) (?:information|data|details|records)|^\W*\(?(?:\d{1,2}|[a-h])[.)] "
));

static RANGE: Pattern =
    Pattern::new(r"(?:parts|questions|items|points|q) ?\(?\w ?(?:to|-|through) ?\w\b|\b(?:all|whole|none|each) ");

/// Does the sentence speak of one part of what was asked? "Parts 1 to 3" are all of it.
fn of_a_part(folded: &str) -> bool {
    PART.is_match(folded) && !RANGE.is_match(folded)
}

/// Is a withholding section named outright where no phrase says what is done with it? Whoever names one mostly relies on it.
fn relies(sentence: &Sentence<'_>) -> bool {
    let idle = [Deed::General, Deed::Told, Deed::FeesGeneral, Deed::Fees, Deed::Considers, Deed::Advises];
    let said = sentence.done.iter().any(|done| WITHHOLDING.contains(&done.deed) || idle.contains(&done.deed));
    !said
        && !sentence.asks
        && !sentence.reported
        && !sentence.recited
        && sentence.citations.iter().any(|citation| {
            citation.stance == Stance::Named
                && citation.section.withholds() == Some(true)
                && sentence.asserts(&citation.at)
        })
}

/// Is a section named by what was done, and none of them one that withholds? "Under section 31 of the Highways Act."
fn of_another_act(sentence: &Sentence<'_>, done: &Done) -> bool {
    let words = sentence.folded.get(done.at.clone()).unwrap_or("");
    let marks = ["section", "s.", "s 1", "s 2", "s 3", "s 4", "s1", "s2", "s3", "s4", "reg"];
    let by_number = marks.iter().any(|s| words.contains(s)) && words.contains(|letter: char| letter.is_ascii_digit());
    by_number && !sentence.citations.iter().any(|citation| citation.section.withholds() == Some(true))
}

/// "I wrote on 23 January to acknowledge it": the receipt came before.
fn wrote_before(folded: &str) -> bool {
    let bare = folded.trim_start_matches(|letter: char| !letter.is_alphabetic());
    [
        "i wrote",
        "we wrote",
        "i last wrote",
        "we last wrote",
        "when we wrote",
        "when i wrote",
        "my letter of",
        "our letter of",
    ]
    .iter()
    .any(|start| bare.starts_with(start))
}

/// What the requester contends, told in a review.
fn contended(folded: &str) -> bool {
    let bare = folded.trim_start_matches(|letter: char| !letter.is_alphabetic());
    let yours =
        ["you ", "in your ", "your complaint is that", "your view", "your argument", "your grounds", "your case"];
    let says = [
        " say ",
        " said ",
        " argue",
        " conten",
        " state",
        " believe",
        " claim",
        " suggest",
        " feel ",
        " felt ",
        " consider ",
        " maintain",
        " submit",
        " complain",
        " think ",
        " thought ",
        " view",
        " grounds",
        " case is",
        " point out",
        " pointed out",
        " assert",
        " object",
    ];
    let ends = [" but ", "; ", " however", " and i ", " and we ", ", which i ", " i agree", " we agree"];
    yours.iter().any(|start| bare.starts_with(start))
        && says.iter().any(|verb| bare.contains(verb))
        && !ends.iter().any(|end| bare.contains(end))
}

/// What is attached speaks of the refusal, or of rights, and gives nothing that was asked: "the public interest test is attached".
fn of_the_refusal(folded: &str) -> bool {
    const PAPERS: [&str; 16] = [
        "public interest test",
        "public interest consideration",
        "public interest argument",
        "prejudice test",
        "harm test",
        "evidence of harm",
        "complaint",
        "appeal",
        "your rights",
        "review procedure",
        "text of the exemption",
        "full text of",
        "copy of the legislation",
        "explanation of the exemption",
        "explanation of why",
        "calculation of the",
    ];
    PAPERS.iter().any(|paper| folded.contains(paper))
}

/// Handed to a team of its own: a receipt.
fn within_the_house(folded: &str) -> bool {
    let own =
        [" our ", " team", " unit ", " unit.", " colleague", " officer", " directorate", " section who", " relevant "];
    let other =
        ["@", " council", " authority", " agency", " trust ", " their ", " them", " direct", " board ", " ministry"];
    own.iter().any(|word| folded.contains(word)) && !other.iter().any(|word| folded.contains(word))
}

/// Deeds that refuse.
const WITHHOLDING: [Deed; 3] = [Deed::Withholds, Deed::OverCost, Deed::Vexatious];

/// "We may need to extend": said of what has not happened.
fn may(sentence: &Sentence<'_>, done: &Done) -> bool {
    let before = sentence.folded.get(..done.at.end).unwrap_or("");
    ["may ", "might ", "if we ", "should we ", "unless "].iter().any(|word| before.contains(word))
}

/// "This is a refusal notice under section 17: information not held."
fn notice_of_lack(sentence: &Sentence<'_>, done: &Done) -> bool {
    sentence.folded.get(done.at.clone()).is_some_and(|words| words.contains("refus"))
        && sentence.does_outright(Deed::NotHeld)
        && !sentence.citations.iter().any(|citation| citation.section.withholds() == Some(true))
}

/// EIR reg 12(4)(a) and EI(S)R reg 10(4)(a) say "refuse" and mean "not held".
fn lacks_by_notice(folded: &str) -> bool {
    (folded.contains("(4)(a)") || folded.contains("(4) (a)")) && !folded.contains("(5)") && !folded.contains("(4)(b)")
}

impl Weights {
    pub fn of(letter: &Letter, sentences: &[Sentence<'_>], topics: &Topics) -> Self {
        let mut weights = Self::default();
        let fails = |sentence: &Sentence<'_>| !sentence.reported && sentence.does(Deed::Bounces);
        let report = sentences.iter().any(fails) || sentences.iter().all(|sentence| sentence.reported);
        for sentence in sentences.iter().filter(|sentence| report || !sentence.reported) {
            let mut here: BTreeMap<Deed, f64> = BTreeMap::new();
            for (done, words) in sentence.done.iter().zip(&sentence.exact) {
                if counts(sentence, done) {
                    // A second phrase for one deed in one sentence counts half.
                    let counted = here.entry(done.deed).or_default();
                    let adds = if *counted == 0.0 { done.weight } else { done.weight / 2.0 };
                    *counted += adds;
                    let entry = weights.by_deed.entry(done.deed).or_default();
                    entry.0 += adds;
                    if entry.1.len() < 4 && !words.is_empty() {
                        entry.1.push((*words).to_owned());
                    }
                }
            }
        }
        let named: Vec<&Sentence<'_>> = sentences.iter().filter(|sentence| relies(sentence)).collect();
        if !named.is_empty() {
            let entry = weights.by_deed.entry(Deed::Withholds).or_default();
            entry.0 += named.len() as f64;
            entry.1.extend(named.iter().take(2).map(|sentence| sentence.words.to_owned()));
        }
        weights.acts = weights.acts(letter, sentences, topics);
        weights
    }

    /// Answers left blank lack something.
    pub fn with_blanks(mut self, blanks: usize) -> Self {
        self.acts.lacks += 2.0 * blanks.min(4) as f64;
        self
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

    fn acts(&mut self, letter: &Letter, sentences: &[Sentence<'_>], topics: &Topics) -> Acts {
        let refuses = self.of_deed(Deed::Withholds) + self.of_deed(Deed::OverCost) + self.of_deed(Deed::Vexatious);
        // Too costly, and no part named: the whole.
        let costly = |s: &&Sentence<'_>| s.done.iter().any(|done| done.deed == Deed::OverCost && counts(s, done));
        let of_parts = |s: &&Sentence<'_>| s.itemised || of_a_part(&s.folded);
        let costly: Vec<&Sentence<'_>> = sentences.iter().filter(|s| !s.reported).filter(costly).collect();
        let vexed = sentences.iter().filter(|s| !s.itemised && s.does_outright(Deed::Vexatious)).count();
        let all = vexed > 0 || !costly.is_empty() && !costly.iter().any(of_parts);
        let not_held = self.of_deed(Deed::NotHeld);
        let interim = [Deed::Extends, Deed::Clarifies, Deed::Fees, Deed::Transfers, Deed::Late, Deed::Acknowledges]
            .into_iter()
            .map(|deed| self.of_deed(deed))
            .fold(0.0, f64::max);
        let strict = refuses + not_held > 0.0 || interim >= 1.5;
        let priced = self.of_deed(Deed::Fees) >= 2.0;
        let not_held_in = |s: &&Sentence<'_>| !s.asks && s.does_outright(Deed::NotHeld);
        let lacking: BTreeSet<_> = sentences.iter().filter(not_held_in).map(|s| s.group).collect();
        let mut gives = 0.0;
        for paragraph in paragraphs(sentences) {
            let lacks = paragraph.first().is_some_and(|first| lacking.contains(&first.group));
            let (weight, words) = given(letter, paragraph, lacks, (strict, refuses >= 1.5, priced), topics);
            gives += weight;
            if let Some(words) = words.filter(|_| self.given.len() < 4) {
                self.given.push(words.to_owned());
            }
        }
        Acts {
            gives,
            withholds: refuses,
            not_held,
            lacks: self.of_deed(Deed::Lacks),
            whole: self.of_deed(Deed::Whole) + if all { 2.0 } else { 0.0 },
            interim,
        }
    }
}

/// The sentences of each paragraph of each answer.
fn paragraphs<'s, 'a>(sentences: &'s [Sentence<'a>]) -> impl Iterator<Item = &'s [Sentence<'a>]> {
    sentences.chunk_by(|one, next| one.paragraph == next.paragraph && one.attached == next.attached)
}

/// How strongly a paragraph of an answer gives information, and the words that do. `strict` where the letter refuses or waits: a
/// figure must then speak of what was asked. `lacks` where its answer says somewhere that something is not held.
fn given<'a>(
    letter: &Letter,
    paragraph: &[Sentence<'a>],
    lacks: bool,
    (strict, refuses, priced): (bool, bool, bool),
    topics: &Topics,
) -> (f64, Option<&'a str>) {
    // "So £72.00 to pay" in a letter that asks for money: the price, not the answer.
    let answers_by_figure = |sentence: &Sentence<'_>| {
        answers_by_figure(sentence) && !(priced && !sentence.answers && sentence.folded.contains('£'))
    };
    let figures = paragraph.iter().filter(|s| s.figure && !s.asks && answers_by_figure(s)).count();
    let refused = WITHHOLDING.into_iter().any(|deed| paragraph.iter().any(|sentence| sentence.does_outright(deed)));
    // "Not held" beats a page named beside it.
    let elsewhere = refused || lacks;
    // In a letter that refuses nothing a figure speaks of what its paragraph speaks of.
    let of_the_matter = !refuses && paragraph.iter().any(|sentence| topics.touches(&sentence.folded));
    let mut best = (0.0, None);
    for sentence in paragraph.iter().filter(|sentence| !sentence.asks && !sentence.recited && !idle(sentence)) {
        let to_the_point = plain(sentence) || of_the_matter || topics.touches(&sentence.folded);
        let weight = if sentence.does_outright(Deed::Attaches) && !of_the_refusal(&sentence.folded) {
            attached(letter, sentence)
        } else if sentence.figure && answers_by_figure(sentence) && !strict && !to_the_point {
            0.8
        } else if sentence.figure && answers_by_figure(sentence) && to_the_point {
            match (refused, sentence.answers || figures > 1) {
                (true, _) if !concedes(&sentence.folded) && !topics.meets(&sentence.folded) => 0.0,
                (_, true) => 1.5,
                (_, false) => 1.0,
            }
        } else if sentence.yes_or_no && (sentence.answers || sentence.itemised) && !sentence.does(Deed::NotHeld) {
            1.5
        } else if sentence.does(Deed::Published) && !elsewhere && sentence.answers {
            1.2
        } else if sentence.answers && !elsewhere && states(sentence) && (!strict || to_the_point) {
            if strict { 0.6 } else { 1.0 }
        } else {
            0.0
        };
        if weight > best.0 {
            best = (weight, Some(sentence.words));
        }
    }
    best
}

/// A short answer under its question or behind its label, a row of a table: it needs no words of the question's.
fn plain(sentence: &Sentence<'_>) -> bool {
    let labelled = sentence.folded.split_once([':', '=']).is_some_and(|(label, behind)| {
        label.len() >= 3 && behind.trim().starts_with(|first: char| first.is_ascii_digit() || "£<~".contains(first))
    });
    let short = sentence.folded.len() <= 80;
    sentence.folded.contains('|')
        || short && (sentence.answers || labelled)
        || sentence.itemised && sentence.folded.len() <= 160
}

/// Gives nothing: general remarks, what was said before, what is only supposed from its first word.
fn idle(sentence: &Sentence<'_>) -> bool {
    sentence.does(Deed::General) || sentence.does(Deed::Told) || conditional(&sentence.folded)
}

/// What a refusal gives beside itself: "we can however give an average".
fn concedes(folded: &str) -> bool {
    [
        "however",
        " we can ",
        "i can ",
        "instead",
        "if that helps",
        "outside the act",
        " able to ",
        "in total",
        "overall",
        " but ",
    ]
    .iter()
    .any(|word| folded.contains(word))
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
            "should a ",
            "should any",
            "should it",
            "should clarification",
            "should further",
            "if a ",
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
