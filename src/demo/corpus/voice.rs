//! How a trust puts things: answers in words, its salutation, its reference, the habits of its officer.
//!
//! The words are data, in `phrases.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::chance::Chance;
use super::trusts::Trust;
use super::truth::OBSERVATION;
use crate::ledger::{Answer, CellState, Figure, Value};

/// The phrases, by use.
#[derive(Debug, Deserialize)]
pub struct Phrases {
    /// Question (or `any`), then cell state.
    say: BTreeMap<String, BTreeMap<String, Says>>,
    pub whole: BTreeMap<String, Vec<String>>,
    pub letter: BTreeMap<String, Vec<String>>,
    pub notice: BTreeMap<String, Vec<String>>,
    pub wording: BTreeMap<String, Vec<String>>,
    pub label: BTreeMap<String, Vec<String>>,
    lead_in: BTreeMap<String, Vec<String>>,
    section: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Says {
    terse: Vec<String>,
    full: Vec<String>,
}

/// The phrases of `phrases.toml`.
#[expect(clippy::expect_used, reason = "the file is part of this program, and every test of this room reads it")]
pub static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| toml::from_str(include_str!("phrases.toml")).expect("phrases.toml is sound"));

/// How long an answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Figures, for a table or a list.
    Terse,
    /// A sentence of its own.
    Full,
}

/// The officer who writes for a trust.
#[derive(Debug, Clone)]
pub struct Voice {
    pub person: String,
    pub role: String,
    /// The trust's own reference for the request.
    pub reference: String,
    pub salutation: String,
    pub close: String,
    pub disclaimer: String,
    /// Writes 10,399 rather than 10399.
    grouped: bool,
}

impl Voice {
    /// The officer of `trust`; always the same one under the same seed.
    pub fn of(seed: u64, trust: &Trust) -> Self {
        let mut chance = Chance::of(seed, &format!("{}: officer", trust.code));
        let letter = |of: &str, chance: &mut Chance| phrase(&PHRASES.letter, of, chance);
        let person = format!("{} {}", letter("first", &mut chance), letter("last", &mut chance));
        let number = chance.between(100, 9_899);
        let reference = match chance.below(5) {
            0 => format!("FOI/2018/{number:04}"),
            1 => format!("{number}/18"),
            2 => format!("FOI {number}"),
            3 => format!("18-19/{number}"),
            _ => format!("RFI{number:05}"),
        };
        Self {
            person,
            role: letter("role", &mut chance),
            reference,
            salutation: letter("salutation", &mut chance),
            close: letter("close", &mut chance),
            disclaimer: letter("disclaimer", &mut chance),
            grouped: chance.happens(75),
        }
    }

    /// A count or an amount as this officer writes it: thousands grouped or not, tenths only where there are any.
    pub fn figure(&self, number: f64) -> String {
        let text = format!("{number}");
        if !self.grouped || number < 1_000.0 || text.contains('.') {
            return text;
        }
        let mut grouped = String::new();
        for (at, digit) in text.chars().enumerate() {
            if at > 0 && (text.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped
    }

    /// The answer to `question` in words; `observed` is what is added to it, asked or not.
    pub fn say(
        &self,
        question: &str,
        answer: &Answer,
        observed: Option<&Answer>,
        length: Length,
        chance: &mut Chance,
    ) -> String {
        let own = PHRASES.say.get(question).and_then(|states| states.get(answer.state.words()));
        let any = || PHRASES.say.get("any").and_then(|states| states.get(answer.state.words()));
        let template = own.or_else(any).map_or("", |says| pick(says, length, chance));
        let mut said = self.fill(template, answer, chance);
        if let Some(Answer { value: Some(Value::YesNo(yes)), .. }) = observed
            && let Some(says) = PHRASES.say.get(OBSERVATION).and_then(|s| s.get(if *yes { "yes" } else { "no" }))
        {
            said = format!("{}. {}", said.trim_end_matches('.'), pick(says, length, chance));
        }
        said
    }

    fn fill(&self, template: &str, answer: &Answer, chance: &mut Chance) -> String {
        let number = match answer.value {
            Some(Value::Number(number)) => number,
            _ => 0.0,
        };
        let part = |name: &str| match answer.parts.iter().find(|(part, _)| part == name) {
            Some((_, Figure::Number(number))) => self.figure(*number),
            _ => String::new(),
        };
        let word = number_word(number).map_or_else(|| self.figure(number), str::to_owned);
        let one = number == 1.0;
        let section = answer.exemptions.first().map(|section| section_words(section, chance)).unwrap_or_default();
        let filled = [
            ("{n}", self.figure(number)),
            ("{ft}", part("full-time")),
            ("{pt}", part("part-time")),
            ("{word}", word.clone()),
            ("{Word}", capitalised(&word)),
            ("{hold}", if one { "holds" } else { "hold" }.into()),
            ("{member}", if one { "member" } else { "members" }.into()),
            ("{is}", if one { "is" } else { "are" }.into()),
            // What a second source of the same letter says instead.
            ("{other}", self.figure(number + f64::from(chance.between(11, 240)))),
            ("{section}", section),
        ];
        fill(template, &filled)
    }
}

/// Puts `pairs` into `template`.
pub fn fill(template: &str, pairs: &[(&str, String)]) -> String {
    pairs.iter().fold(template.to_owned(), |text, (name, value)| text.replace(name, value))
}

/// A phrase of the list `of`.
pub fn phrase(lists: &BTreeMap<String, Vec<String>>, of: &str, chance: &mut Chance) -> String {
    lists.get(of).filter(|list| !list.is_empty()).map_or_else(String::new, |list| chance.pick(list).clone())
}

/// A section of the Act as a letter names it.
pub fn section_words(section: &str, chance: &mut Chance) -> String {
    phrase(&PHRASES.section, section, chance)
}

/// How prose turns to the `nth` question, counted from 0.
pub fn lead_in(nth: usize, chance: &mut Chance) -> String {
    const NAMES: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    phrase(&PHRASES.lead_in, NAMES.get(nth).copied().unwrap_or("fifth"), chance)
}

/// Is the answer met by information, as LABELS.md has it?
pub fn met(answer: &Answer) -> bool {
    !matches!(
        answer.state,
        CellState::NotHeld | CellState::Exempt | CellState::OverCostLimit | CellState::PublishedElsewhere
    )
}

/// The first letter in capitals.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn pick<'a>(says: &'a Says, length: Length, chance: &mut Chance) -> &'a str {
    match length {
        Length::Terse => chance.pick(&says.terse).as_str(),
        Length::Full => chance.pick(&says.full).as_str(),
    }
}

fn number_word(number: f64) -> Option<&'static str> {
    const WORDS: [&str; 13] =
        ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    (number.fract() == 0.0 && number >= 0.0).then(|| WORDS.get(number as usize).copied()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::corpus::trusts;

    fn voice() -> Voice {
        Voice { grouped: true, ..Voice::of(2018, &trusts::make(2018)[0]) }
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(voice().figure(1_234_567.0), "1,234,567");
        assert_eq!(voice().figure(999.0), "999");
        assert_eq!(voice().figure(94.5), "94.5");
    }

    #[test]
    fn every_phrase_is_filled_completely() {
        let answers = [
            ("staff", CellState::Value),
            ("qualified", CellState::Value),
            ("qualified", CellState::Zero),
            ("qualified", CellState::Censored),
            ("trained", CellState::Unclear),
            ("spend", CellState::Zero),
            ("spend", CellState::Exempt),
            ("ig_passed", CellState::OverCostLimit),
            ("trained", CellState::NotHeld),
        ];
        let mut chance = Chance::of(1, "phrases");
        for (question, state) in answers {
            for length in [Length::Terse, Length::Full].into_iter().cycle().take(60) {
                let answer = Answer { state, exemptions: vec!["s31(1)".into()], ..Answer::number(3.0, None) };
                let said = voice().say(question, &answer, None, length, &mut chance);
                assert!(!said.is_empty() && !said.contains(['{', '}']), "{question} {state}: {said}");
            }
        }
    }
}
