//! The sections of a letter: relied on, only weighed, or named and withholding nothing.

use super::citation::{Citation, Stance, act_of, citations};
use super::deed::Deed;
use super::sentence::Sentence;
use super::weights::weighs;
use crate::law::{Act, Exemption};
use crate::reply::Letter;
use crate::reply::phrase::Folded;
use crate::reply::segment::{Role, Segment};
use crate::request::ReplyKind;

/// Sections by what the letter does with them, in the order in which it names them.
#[derive(Debug, Clone, Default)]
pub struct Sections {
    pub relied: Vec<Exemption>,
    pub considered: Vec<Exemption>,
    pub other: Vec<Exemption>,
}

impl Sections {
    pub fn of(segments: &[Segment<'_>], sentences: &[Sentence<'_>], kind: ReplyKind, act: Act) -> Self {
        let mut sections = Self::default();
        let mut recited = Vec::new();
        let mut told = Vec::new();
        let mut named = Vec::new();
        for sentence in sentences.iter().filter(|sentence| !sentence.asks && !sentence.reported) {
            let mut found = sentence.citations.clone();
            if weighs(sentence) {
                for citation in found.iter_mut().filter(|citation| citation.stance == Stance::Named) {
                    citation.stance = Stance::Weighed;
                }
            }
            // The Act in brief, a condition, what was said before: named, and not relied on.
            let idle = sentence.does(Deed::General) || sentence.does(Deed::Told);
            for citation in &mut found {
                if !idle && !weighs(sentence) {
                    named.push((citation.section.clone(), citation.stance, sentence.does(Deed::NotUpheld)));
                }
                if sentence.does(Deed::Told)
                    && (citation.stance == Stance::Named || sentence.folded.starts_with("you "))
                {
                    told.push(citation.section.clone());
                }
                if idle || !sentence.asserts(&citation.at) {
                    citation.stance = Stance::Denied;
                }
            }
            if sentence.recited {
                let recites = |citation: &Citation| citation.section.withholds() == Some(true);
                recited
                    .extend(found.iter().filter(|citation| recites(citation)).map(|citation| citation.section.clone()));
                found.retain(|citation| !recites(citation));
            }
            if found.is_empty() && !sentence.recited && !idle && names_by_subject(sentence, sentences, act) {
                sections.relied.extend(by_subject(sentence, act));
            }
            for citation in found {
                sections.put(citation);
            }
        }
        // "Section 12 allows a refusal where ...", and then a refusal that gives no number: the section recited is the one.
        if sections.relied.is_empty() && matches!(kind, ReplyKind::Refused | ReplyKind::Partial) {
            sections.relied = recited;
        }
        // A first decision that stands is still relied on, though only the account of it names its section.
        if sections.relied.is_empty() && kind == ReplyKind::ReviewNotUpheld {
            sections.relied = told.into_iter().filter(|section| section.withholds() == Some(true)).collect();
        }
        sections.at_the_depth_named(&named);
        if matches!(kind, ReplyKind::ReviewPartly | ReplyKind::ReviewNotUpheld) {
            sections.drop_given_up(&named);
        }
        sections.settle(segments, act, kind);
        sections
    }

    fn put(&mut self, citation: Citation) {
        match (citation.section.withholds(), citation.stance) {
            (Some(true), Stance::Named) => self.relied.push(citation.section),
            (Some(true), Stance::Weighed) => self.considered.push(citation.section),
            (Some(false), Stance::Named | Stance::Weighed) => self.other.push(citation.section),
            (Some(_), Stance::Denied) | (None, _) => {}
        }
    }

    /// A section relied on by its bare number, and named to its part where the sentence only supposes: the part is meant.
    fn at_the_depth_named(&mut self, named: &[(Exemption, Stance, bool)]) {
        for section in &mut self.relied {
            let mut deeper = named
                .iter()
                .filter(|(other, stance, _)| *stance == Stance::Named && other != section && section.covers(other));
            if let Some((part, ..)) = deeper.next() {
                *section = part.clone();
            }
        }
    }

    /// A review that says last of a section that it was not made out, and nowhere that it was rightly applied, no longer relies
    /// on it.
    fn drop_given_up(&mut self, named: &[(Exemption, Stance, bool)]) {
        self.relied.retain(|section| {
            let of_it = || named.iter().filter(|(other, ..)| other == section || other.covers(section));
            let affirmed = of_it().any(|(_, stance, upheld)| *upheld && *stance == Stance::Named);
            affirmed || of_it().next_back().is_none_or(|(_, stance, _)| *stance != Stance::Denied)
        });
    }

    /// What the letter's kind makes of them.
    fn settle(&mut self, segments: &[Segment<'_>], act: Act, kind: ReplyKind) {
        match kind {
            ReplyKind::Extension => self.considered.append(&mut self.relied),
            // A first decision that stands is still relied on, though only the complaint names its section.
            ReplyKind::ReviewNotUpheld if self.relied.is_empty() => self.relied = complained_of(segments, act),
            ReplyKind::Acknowledged
            | ReplyKind::Holding
            | ReplyKind::Clarification
            | ReplyKind::FeesNotice
            | ReplyKind::Transfer
            | ReplyKind::ReviewUpheld
            | ReplyKind::AutoReply
            | ReplyKind::Bounce
            | ReplyKind::Delayed
            | ReplyKind::Withdrawal
            | ReplyKind::Unrelated => self.relied.clear(),
            _ => {}
        }
        drop_conditions(&mut self.relied);
        for list in [&mut self.relied, &mut self.considered, &mut self.other] {
            deepest(list);
        }
        self.considered
            .retain(|section| !self.relied.iter().any(|relied| section.covers(relied) || relied.covers(section)));
    }
}

/// The Act that the letter speaks of: that of its own words before that of the request it repeats.
pub fn act_in(letter: &Letter, segments: &[Segment<'_>]) -> Act {
    let own = segments
        .iter()
        .filter(|s| s.role.own() || matches!(s.role, Role::Reference | Role::Complaints | Role::Statute));
    let named = |segment: &Segment<'_>| act_of(Folded::new(segment.text).text()) == Act::Foisa;
    if own.clone().any(named) {
        return Act::Foisa;
    }
    // The authority names no Act of its own: a Scottish request tells which it answers under.
    let foia = own.clone().any(|segment| Folded::new(segment.text).text().contains("act 2000"));
    let asked = segments.iter().filter(|s| matches!(s.role, Role::Request | Role::Question | Role::Quoted)).any(named);
    let subject = act_of(Folded::new(letter.subject).text()) == Act::Foisa;
    if !foia && (asked || subject) { Act::Foisa } else { Act::Foia }
}

/// Does the sentence refuse, and no section of its answer has a number?
fn names_by_subject(sentence: &Sentence<'_>, all: &[Sentence<'_>], act: Act) -> bool {
    let refuses = sentence.does(Deed::Withholds) || sentence.does(Deed::OverCost) || sentence.does(Deed::Vexatious);
    let denied = [" not exempt", " not apply", " no longer "].iter().any(|no| sentence.folded.contains(no));
    let called_so = by_subject_called(sentence, act).is_some();
    refuses
        && !denied
        && !weighs(sentence)
        && (called_so
            || !all
                .iter()
                .filter(|other| other.group == sentence.group)
                .any(|other| other.citations.iter().any(|c| c.section.withholds() == Some(true))))
}

/// The section that the sentence calls an exemption by its subject: "the health and safety exemption", "the exemption is: ...".
fn by_subject_called(sentence: &Sentence<'_>, act: Act) -> Option<Exemption> {
    Exemption::names(act)
        .filter(|(_, section)| section.withholds() == Some(true))
        .find(|(name, _)| {
            sentence.folded.find(name).is_some_and(|at| {
                let behind = sentence.folded.get(at + name.len()..).unwrap_or("").trim_start();
                let before = sentence.folded.get(..at).unwrap_or("");
                let labelled = before.trim_end().ends_with(':') && before.contains("exemption");
                behind.starts_with("exemption") || behind.starts_with("exception") || labelled
            })
        })
        .map(|(_, section)| section.clone())
}

/// The section that the sentence names by its subject: "the excess cost exemption".
fn by_subject(sentence: &Sentence<'_>, act: Act) -> Option<Exemption> {
    by_subject_called(sentence, act).or_else(|| by_mention(sentence, act))
}

fn by_mention(sentence: &Sentence<'_>, act: Act) -> Option<Exemption> {
    Exemption::names(act)
        .find(|(name, section)| section.withholds() == Some(true) && sentence.folded.contains(name))
        .map(|(_, s)| s.clone())
}

/// The withholding sections that the repeated complaint names.
fn complained_of(segments: &[Segment<'_>], act: Act) -> Vec<Exemption> {
    segments
        .iter()
        .filter(|segment| matches!(segment.role, Role::Request | Role::Question))
        .flat_map(|segment| citations(Folded::new(segment.text).text(), act, false))
        .map(|citation| citation.section)
        .filter(|section| section.withholds() == Some(true))
        .collect()
}

/// FOIA s.40(3) to (4A) say when s.40(2) applies, and s.31(2) which functions s.31(1)(g) protects: conditions of the exemption beside
/// them, not exemptions.
fn drop_conditions(relied: &mut Vec<Exemption>) {
    let has = |wanted: &str| relied.iter().any(|section| section.to_string().starts_with(wanted));
    let (personal, functions) = (has("s40(2)"), has("s31(1)(g)"));
    relied.retain(|section| {
        let written = section.to_string();
        // Named to the letter, as "section 40(3A)(a)", it is relied on beside the exemption (replies/LABELS.md: two entries).
        let condition_of_40 = ["s40(3", "s40(4", "s40(7"].iter().any(|start| written.starts_with(start))
            && !["s40(3A)(", "s40(3B)(", "s40(4A)("].iter().any(|start| written.starts_with(start));
        !(personal && condition_of_40 || functions && written.starts_with("s31(2)"))
    });
}

/// Each once, and only the deepest form of each.
fn deepest(list: &mut Vec<Exemption>) {
    let all = list.clone();
    let mut kept: Vec<Exemption> = Vec::new();
    for section in list.drain(..) {
        let deeper = all.iter().any(|other| *other != section && section.covers(other));
        if !deeper && !kept.contains(&section) {
            kept.push(section);
        }
    }
    *list = kept;
}
