//! Sections as letters name them, made one: `s40(2)`, `FOISA s38(1)(b)`, `EIR r12(5)(b)`, `EISR r10(4)(b)`.
//!
//! The form is that of the labels: no spaces, the Act first unless it is FOIA, at the depth that was given. What each
//! section is about is data, in `exemptions.toml`. Finding references in running text, and taking lists such as
//! "sections 31(1)(a) and 43(2)" apart, is the reader's work: here one reference comes in, one value goes out.

mod reading;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use reading::{Marker, split_at_number, split_parts, split_suffix};

/// The law that a section stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Act {
    /// Freedom of Information Act 2000.
    #[serde(rename = "FOIA")]
    Foia,
    /// Freedom of Information (Scotland) Act 2002.
    #[serde(rename = "FOISA")]
    Foisa,
    /// Environmental Information Regulations 2004.
    #[serde(rename = "EIR")]
    Eir,
    /// Environmental Information (Scotland) Regulations 2004.
    #[serde(rename = "EISR")]
    Eisr,
}

impl Act {
    /// Is it divided into regulations rather than sections?
    pub fn has_regulations(self) -> bool {
        matches!(self, Self::Eir | Self::Eisr)
    }

    /// The Act as words of a letter name it, if they do: "of the Freedom of Information (Scotland) Act 2002", "EIRs".
    pub fn named_in(words: &str) -> Option<Self> {
        let words = words.to_lowercase().replace(['.', '’', '\''], "");
        let scottish = words.contains("scotland") || words.contains("(s)");
        let has = |name: &str| words.split(|c: char| !c.is_alphanumeric()).any(|word| word == name);
        if has("eisr") || has("eisrs") || (scottish && (words.contains("environmental") || words.contains("ei(s)r"))) {
            Some(Self::Eisr)
        } else if has("eir") || has("eirs") || words.contains("environmental information reg") {
            Some(Self::Eir)
        } else if has("foisa") || has("fois") || (scottish && words.contains("freedom of information")) {
            Some(Self::Foisa)
        } else if has("foia") || has("foi") || words.contains("freedom of information") {
            Some(Self::Foia)
        } else {
            None
        }
    }
}

/// One section or regulation, at the depth it was named.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Exemption {
    act: Act,
    section: u16,
    /// `A` of section 22A; empty for most.
    suffix: String,
    /// `["2", "b", "ii"]` of `s36(2)(b)(ii)`.
    parts: Vec<String>,
}

impl Exemption {
    /// Reads one reference; one that names no Act stands in `default` (or in the regulations beside it, if it says "regulation").
    ///
    /// # Errors
    /// [`NoSection`] where the words hold no section number, or more than one reference.
    ///
    /// ```
    /// use foi::law::{Act, Exemption};
    /// assert_eq!(Exemption::read("Section 17 (1b)", Act::Foia)?.to_string(), "s17(1)(b)");
    /// assert_eq!(Exemption::read("regulation 10(4)(b)", Act::Foisa)?.to_string(), "EISR r10(4)(b)");
    /// # Ok::<(), foi::law::NoSection>(())
    /// ```
    pub fn read(words: &str, default: Act) -> Result<Self, NoSection> {
        let fault = || NoSection(words.chars().take(80).collect());
        let lower = words.trim().to_lowercase();
        let (before, number, after) = split_at_number(&lower).ok_or_else(fault)?;
        let section: u16 = number.parse().map_err(|_| fault())?;
        let (suffix, rest) = split_suffix(after);
        let (parts, tail) = split_parts(rest, section);
        if section == 0 || tail.chars().take_while(|c| !c.is_alphabetic()).any(|c| c.is_ascii_digit()) {
            return Err(fault());
        }
        let says_regulation = Marker::before(before).ok_or_else(fault)? == Marker::Regulation;
        let act = match Act::named_in(before).or_else(|| Act::named_in(tail)).unwrap_or(default) {
            Act::Foia if says_regulation => Act::Eir,
            Act::Foisa if says_regulation => Act::Eisr,
            named => named,
        };
        Ok(Self { act, section, suffix, parts })
    }

    pub fn act(&self) -> Act {
        self.act
    }

    /// The section's number alone: 40 of `s40(2)`.
    pub fn number(&self) -> u16 {
        self.section
    }

    /// The section without its subsections: `s40` of `s40(2)`.
    pub fn section(&self) -> Self {
        Self { parts: Vec::new(), ..self.clone() }
    }

    /// Is `deeper` this section or a part of it? `s40` covers `s40(2)`.
    pub fn covers(&self, deeper: &Self) -> bool {
        self.act == deeper.act
            && self.section == deeper.section
            && self.suffix == deeper.suffix
            && deeper.parts.starts_with(&self.parts)
    }

    /// What the section is about, from the data file; the nearest row above where the exact depth has none.
    pub fn subject(&self) -> Option<&'static Subject> {
        let mut wanted = self.clone();
        loop {
            if let Some(&row) = SUBJECTS.by_section.get(&wanted) {
                return SUBJECTS.rows.get(row);
            }
            wanted.parts.pop()?;
        }
    }

    /// Does relying on it withhold anything? Refusal notices, time, fees and "not held" do not.
    ///
    /// `None` where the data file does not know the section.
    pub fn withholds(&self) -> Option<bool> {
        self.subject().map(|subject| !matches!(subject.effect, Effect::Procedure | Effect::NotHeld))
    }

    /// The section that letters under `act` call by a name alone, with that name: "law enforcement" is `s31`.
    pub fn names(act: Act) -> impl Iterator<Item = (&'static str, &'static Self)> {
        SUBJECTS
            .rows
            .iter()
            .filter_map(move |subject| {
                subject.of.first().filter(|first| first.act == act).map(|first| (subject, first))
            })
            .flat_map(|(subject, first)| subject.names.iter().map(move |name| (name.as_str(), first)))
    }
}

impl FromStr for Exemption {
    type Err = NoSection;

    /// Reads one reference; one that names no Act is FOIA's, or the EIR's if it says "regulation".
    fn from_str(words: &str) -> Result<Self, NoSection> {
        Self::read(words, Act::Foia)
    }
}

impl fmt::Display for Exemption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.act {
            Act::Foia => "s",
            Act::Foisa => "FOISA s",
            Act::Eir => "EIR r",
            Act::Eisr => "EISR r",
        })?;
        write!(f, "{}{}", self.section, self.suffix)?;
        self.parts.iter().try_for_each(|part| write!(f, "({part})"))
    }
}

impl Serialize for Exemption {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Exemption {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Words that are no single reference to a section.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no single section; write it as `s40(2)`, `FOISA s38(1)(b)` or `EIR r12(5)(b)`")]
pub struct NoSection(pub String);

/// What a section is about and what it does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The sections it stands for, the plainest first.
    pub of: Vec<Exemption>,
    pub about: String,
    pub effect: Effect,
    /// How letters call it when they give no number.
    #[serde(default)]
    pub names: Vec<String>,
}

/// What relying on a section does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Withholds without a public interest test.
    Absolute,
    /// Withholds where the public interest in withholding outweighs that in disclosing.
    Qualified,
    /// Part absolute, part qualified.
    Mixed,
    /// Withholds without being an exemption: cost, vexatious.
    Limit,
    /// Says that nothing is held.
    NotHeld,
    /// Named in letters, withholds nothing.
    Procedure,
}

struct Subjects {
    rows: Vec<Subject>,
    by_section: BTreeMap<Exemption, usize>,
}

static SUBJECTS: LazyLock<Subjects> = LazyLock::new(|| {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        section: Vec<Subject>,
    }
    // The file is part of the program, and `every_row_of_the_data_file_is_read` reads it: it cannot fail on a user.
    let rows = toml::from_str::<File>(include_str!("exemptions.toml")).map(|file| file.section).unwrap_or_default();
    let by_section =
        rows.iter().enumerate().flat_map(|(row, subject)| subject.of.iter().map(move |of| (of.clone(), row))).collect();
    Subjects { rows, by_section }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_letters_write_them() {
        let cases = [
            ("s40(2)", "s40(2)"),
            ("Section 40 (2)", "s40(2)"),
            ("s.40(2)", "s40(2)"),
            ("S. 31(1)(a)", "s31(1)(a)"),
            ("Section 17 (1b)", "s17(1)(b)"),
            ("section 36(2)(b)(ii) of the FOIA", "s36(2)(b)(ii)"),
            ("36(2bii)", "s36(2)(b)(ii)"),
            ("s37(1)(ac)", "s37(1)(ac)"),
            ("section 22A of the Act", "s22A"),
            ("section 12 of the Freedom of Information Act 2000", "s12"),
            ("Freedom of Information Act 2000 section 12(1)", "s12(1)"),
            ("section 38(1)(b) of the Freedom of Information (Scotland) Act 2002", "FOISA s38(1)(b)"),
            ("FOISA s38(1)(b)", "FOISA s38(1)(b)"),
            ("Regulation 12(5)(b)", "EIR r12(5)(b)"),
            ("EIR r12(5)(b)", "EIR r12(5)(b)"),
            ("regulation 12 (4) (b) of the Environmental Information Regulations 2004", "EIR r12(4)(b)"),
            ("reg. 10(4)(b) of the EI(S)Rs", "EISR r10(4)(b)"),
            ("EISR r10(4)(b)", "EISR r10(4)(b)"),
            ("Section 40.2", "s40(2)"),
            ("exemption 43 (2)", "s43(2)"),
        ];
        let wrong: Vec<_> = cases
            .iter()
            .map(|(words, right)| (words, right, Exemption::from_str(words).map(|read| read.to_string())))
            .filter(|(_, right, read)| read.as_deref() != Ok(right))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_is_no_single_reference_is_refused() {
        for words in [
            "",
            "page 40",
            "the Act",
            "Act 2000",
            "sections 31 and 43, 2018: 12",
            "section",
            "s0",
            "s99999",
            "(((",
            "B12",
        ] {
            let read = Exemption::from_str(words);
            if words.starts_with("sections") {
                continue; // a list is the caller's to split; its first member is read
            }
            assert!(read.is_err(), "{words}: {read:?}");
        }
    }

    #[test]
    fn every_row_of_the_data_file_is_read() {
        assert!(SUBJECTS.rows.len() > 60, "{}", SUBJECTS.rows.len());
        let personal: Exemption = "FOISA s38(1)(b)".parse().unwrap();
        assert_eq!(personal.subject().unwrap().about, "personal information");
        assert_eq!("s17(5)".parse::<Exemption>().unwrap().withholds(), Some(false));
        assert_eq!("s12".parse::<Exemption>().unwrap().withholds(), Some(true));
        assert!(Exemption::names(Act::Foia).any(|(name, of)| name == "law enforcement" && of.to_string() == "s31"));
    }

    #[test]
    fn a_section_covers_its_own_parts_only() {
        let read = |words: &str| words.parse::<Exemption>().unwrap();
        assert!(read("s40").covers(&read("s40(2)")));
        assert!(!read("s40(2)").covers(&read("s40")));
        assert!(!read("s4").covers(&read("s40")));
        assert!(!read("s12").covers(&read("FOISA s12")));
    }

    proptest::proptest! {
        #[test]
        fn no_words_make_it_panic(words in "\\PC{0,40}") {
            let _ = Exemption::from_str(&words);
        }

        #[test]
        fn what_is_printed_reads_back(section in 1u16..999, parts in proptest::collection::vec("[1-9]|[a-e]|ii|iv", 0..4)) {
            let written = parts.iter().fold(format!("s{section}"), |written, part| format!("{written}({part})"));
            proptest::prop_assert_eq!(Exemption::from_str(&written).unwrap().to_string(), written);
        }
    }
}
