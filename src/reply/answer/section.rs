//! Sections relied on in one answer, as LABELS.md writes them: `s40(2)`, `FOISA s38(1)(b)`, `EIR r12(5)(b)`.
//!
//! Finding them in words is [`crate::reply::kind`]'s work; here only those under which information is withheld are kept, each
//! once, at its deepest.

use crate::law::{Act, Exemption};
use crate::reply::kind::{Stance, citations};
use crate::reply::phrase::Folded;

/// The sections of `text` that withhold something, in order; where it names no Act, they stand in `act`.
pub fn cited(text: &str, act: Act) -> Vec<Exemption> {
    let folded = Folded::new(text);
    let mut out: Vec<Exemption> = Vec::new();
    for citation in citations(folded.text(), act, false) {
        let section = citation.section;
        if citation.stance != Stance::Named
            || section.withholds() != Some(true)
            || out.iter().any(|o| *o == section || section.covers(o))
        {
            continue;
        }
        out.retain(|o| !o.covers(&section));
        out.push(section);
    }
    out
}

/// The cost limit: s.12 of both Acts.
pub fn is_cost(section: &Exemption) -> bool {
    section.number() == 12 && !section.act().has_regulations()
}

/// Accessible by other means: FOIA s.21, FOISA s.25, reg. 6 of the regulations.
pub fn is_elsewhere(section: &Exemption) -> bool {
    matches!((section.act(), section.number()), (Act::Foia, 21) | (Act::Foisa, 25) | (Act::Eir | Act::Eisr, 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sections_that_withhold_are_cited_and_in_one_spelling() {
        for (words, want) in [
            ("exempt under Section 31 (1) of the Freedom of Information Act", "s31(1)"),
            ("refused under sections 40 and 41 of the Act", "s40 s41"),
            ("the defence of Section 58 of the Highways Act 1980", ""),
            ("a refusal notice under section 17", ""),
            ("exempt under FOISA s 25(1)", "FOISA s25(1)"),
            ("Regulation 12(5)(b) is engaged", "EIR r12(5)(b)"),
        ] {
            let got: Vec<String> = cited(words, Act::Foia).iter().map(ToString::to_string).collect();
            assert_eq!(got.join(" "), want, "{words}");
        }
    }
}
