//! The sections that replies relied on, each by its number and what it is about; an authority that named two paragraphs of
//! one section counts once.

use std::collections::BTreeMap;

use super::plot::{self, Bar, Plot};
use super::{Source, spell};
use crate::law::{Act, Exemption};
use crate::ledger::{Disposition, Ledger};

/// A section with how many authorities relied on it.
pub(super) struct Section {
    /// "s31: law enforcement"
    pub name: String,
    pub authorities: usize,
    /// "s31(1)(a) 24, s31(1) 11"; empty where all named the section alone.
    pub paragraphs: String,
}

/// The sections relied on in the answers that count, the most used first.
pub(super) fn relied_on(ledger: &Ledger) -> Vec<Section> {
    let mut used: BTreeMap<String, (usize, BTreeMap<&str, usize>)> = BTreeMap::new();
    for row in ledger.rows.iter().filter(|row| row.disposition != Disposition::AfterClose) {
        let mut sections: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for written in &row.exemptions {
            sections.entry(name(written)).or_default().push(written);
        }
        for (name, mut written) in sections {
            let section = used.entry(name).or_default();
            section.0 += 1;
            written.sort_unstable();
            written.dedup();
            for one in written {
                *section.1.entry(one).or_default() += 1;
            }
        }
    }
    let mut sections: Vec<Section> =
        used.into_iter().map(|(name, (count, named))| section(name, count, named)).collect();
    sections.sort_by(|a, b| b.authorities.cmp(&a.authorities).then_with(|| a.name.cmp(&b.name)));
    sections
}

fn section(name: String, authorities: usize, named: BTreeMap<&str, usize>) -> Section {
    let mut named: Vec<(&str, usize)> = named.into_iter().collect();
    named.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let plain = matches!(named.as_slice(), [(only, _)] if name == *only || name.starts_with(&format!("{only}: ")));
    let paragraphs: Vec<String> = named.iter().map(|(written, count)| format!("{written} {count}")).collect();
    Section { name, authorities, paragraphs: if plain { String::new() } else { paragraphs.join(", ") } }
}

/// "s31: law enforcement" of `s31(1)(a)`; what is no reference stands as it was written.
fn name(written: &str) -> String {
    let Ok(section) = Exemption::read(written, Act::Foia).map(|exemption| exemption.section()) else {
        return written.to_owned();
    };
    match section.subject() {
        Some(subject) => format!("{section}: {}", subject.about),
        None => section.to_string(),
    }
}

/// The sections as bars, where there is more than one.
pub(super) fn plot(source: &Source<'_>) -> Option<Plot> {
    let sections = relied_on(source.ledger);
    let most = sections.first()?.authorities;
    let replied = spell::count(source.coverage.replied.count);
    let bars: Vec<Bar> = sections
        .iter()
        .take(12)
        .map(|section| Bar {
            name: section.name.clone(),
            size: Some(section.authorities as f64),
            value: spell::count(section.authorities),
            of: format!("of {replied}"),
        })
        .collect();
    if bars.len() < 2 {
        return None;
    }
    let note = "Authorities that relied on the section in their reply, of those that replied; one may rely on several.";
    let mut plot = plot::bars("exemptions", "Sections relied on to withhold", note, &bars, most as f64);
    plot.table.heading.push("As named in the replies".to_owned());
    for (row, section) in plot.table.rows.iter_mut().zip(&sections) {
        row.push(section.paragraphs.clone());
    }
    Some(plot)
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_paragraph_belongs_to_its_section_and_what_is_no_reference_stays() {
        assert_eq!(name("s31(1)(a)"), "s31: law enforcement");
        assert_eq!(name("s31"), "s31: law enforcement");
        assert_eq!(name("<script>"), "<script>");
    }
}
