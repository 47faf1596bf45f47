//! Personal data taken out of text: e-mail addresses, telephone numbers, and names that something marks as names.
//!
//! What marks a name: it stands in a mail's headers or signature, it is the requester's or a coder's, or a title stands before it.
//! Each distinct address and name is replaced by a number of its own, so that a reader still sees who is the same. What it will
//! not do: find a name in a sentence that nothing marks. Authority: UK GDPR art. 4(1); ICO, "Anonymisation".

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Personal {
    Email,
    Telephone,
    Name,
    Address,
    Signature,
    Salutation,
}

impl Personal {
    pub fn words(self) -> &'static str {
        match self {
            Self::Email => "e-mail addresses and Message-IDs",
            Self::Telephone => "telephone numbers",
            Self::Name => "names",
            Self::Address => "lines of the requester's address",
            Self::Signature => "signatures",
            Self::Salutation => "salutations",
        }
    }
}

#[expect(clippy::unwrap_used, reason = "the patterns are constants, and every test compiles them")]
static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{N}][\p{L}\p{N}._%+'/=-]*@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+").unwrap());
#[expect(clippy::unwrap_used, reason = "as above")]
static TELEPHONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\+|\b00)\d{1,3}[ \u{a0}()-]{0,3}(?:\(0\))?[ \u{a0}]?\d(?:[ \u{a0}()-]{0,2}\d){6,11}\b|\(?\b0\d(?:[ \u{a0}()-]{0,2}\d){8,9}\b").unwrap()
});
#[expect(clippy::unwrap_used, reason = "as above")]
static TITLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Cllr|Councillor|Rev)\.?[ \u{a0}]+((?:\p{Lu}\.?[ \u{a0}]+){0,2}\p{Lu}[\p{L}'\u{2019}-]+(?:[ \u{a0}]\p{Lu}[\p{L}'\u{2019}-]+){0,2})").unwrap()
});

/// Words that no person's name has and officials' mail is full of.
const OFFICES: [&str; 64] = [
    "and",
    "of",
    "the",
    "for",
    "foi",
    "foia",
    "eir",
    "trust",
    "council",
    "nhs",
    "team",
    "officer",
    "office",
    "department",
    "freedom",
    "information",
    "governance",
    "manager",
    "head",
    "director",
    "request",
    "requests",
    "data",
    "protection",
    "service",
    "services",
    "hospital",
    "hospitals",
    "university",
    "foundation",
    "authority",
    "board",
    "commissioner",
    "borough",
    "county",
    "city",
    "district",
    "enquiries",
    "enquiry",
    "access",
    "records",
    "compliance",
    "legal",
    "corporate",
    "assistant",
    "senior",
    "lead",
    "advisor",
    "adviser",
    "coordinator",
    "regards",
    "sincerely",
    "faithfully",
    "yours",
    "kind",
    "best",
    "many",
    "thanks",
    "house",
    "street",
    "road",
    "group",
    "mailbox",
    "noreply",
];

/// Takes personal data out of texts, and counts what and where.
#[derive(Debug, Default)]
pub struct Redactor {
    /// Whole names and lines, longest first once [`Redactor::ready`].
    literals: Vec<(String, Personal)>,
    /// Single words of names: replaced as they are written.
    parts: BTreeSet<String>,
    /// Words of authorities' names, questions and places, which are nobody's alone.
    common: BTreeSet<String>,
    pattern: Option<Regex>,
    numbers: BTreeMap<(Personal, String), usize>,
    removed: BTreeMap<(String, Personal), usize>,
}

impl Redactor {
    /// Words that are to stay, though somebody may be called so.
    pub fn keep(&mut self, text: &str) {
        self.common.extend(text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase));
    }

    /// Learns a person's name, as a header, a signature or a campaign file has it. Returns whether it looked like one.
    pub fn learn(&mut self, name: &str) -> bool {
        let plain = name.split(['(', '[', '<', '|', '/']).next().unwrap_or_default();
        let plain = plain.trim_matches(|c: char| !c.is_alphanumeric());
        let Some(words) = person(plain) else { return false };
        self.literal(&words.join(" "), Personal::Name);
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            self.literal(&format!("{last}, {first}"), Personal::Name);
            for part in [first, last] {
                if part.chars().count() > 2 && !self.common.contains(&part.to_lowercase()) {
                    self.parts.insert(part.clone());
                }
            }
        }
        true
    }

    /// Learns a line that is to go wherever it stands, as it is.
    pub fn literal(&mut self, line: &str, what: Personal) {
        let line = line.trim();
        if line.chars().count() > 2 && !self.literals.iter().any(|(known, _)| known == line) {
            self.literals.push((line.to_owned(), what));
            self.pattern = None;
        }
    }

    /// Takes personal data out of `text`, which stands at `place`.
    pub fn clean(&mut self, place: &str, text: &str) -> String {
        let text = self.addresses(place, text);
        let text = self.replace(place, &text, &TELEPHONE, Personal::Telephone);
        let text = self.names(place, &text, true);
        self.titled(place, &text)
    }

    /// The same for a page of HTML that was made from clean values: whole names and addresses alone, since digits and single
    /// words may be part of a drawing or of the page itself.
    pub fn sweep(&mut self, place: &str, page: &str) -> String {
        let page = self.addresses(place, page);
        self.names(place, &page, false)
    }

    /// Notes that something was left out whole.
    pub fn note(&mut self, place: &str, what: Personal) {
        *self.removed.entry((place.to_owned(), what)).or_default() += 1;
    }

    /// What was taken out: place, what, how often.
    pub fn removed(&self) -> impl Iterator<Item = (&str, Personal, usize)> {
        self.removed.iter().map(|((place, what), count)| (place.as_str(), *what, *count))
    }

    fn addresses(&mut self, place: &str, text: &str) -> String {
        if text.contains('@') { self.replace(place, text, &EMAIL, Personal::Email) } else { text.to_owned() }
    }

    fn replace(&mut self, place: &str, text: &str, pattern: &Regex, what: Personal) -> String {
        pattern
            .replace_all(text, |found: &Captures<'_>| {
                self.instead(place, found.get(0).map_or("", |m| m.as_str()), what)
            })
            .into_owned()
    }

    fn titled(&mut self, place: &str, text: &str) -> String {
        let replaced = TITLED.replace_all(text, |found: &Captures<'_>| {
            let whole = found.get(0).map_or("", |whole| whole.as_str());
            let name = found.get(1).map_or("", |name| name.as_str());
            let office = name.split_whitespace().all(|word| OFFICES.contains(&word.to_lowercase().as_str()));
            if office { whole.to_owned() } else { self.instead(place, name, Personal::Name) }
        });
        replaced.into_owned()
    }

    fn names(&mut self, place: &str, text: &str, parts: bool) -> String {
        let pattern = match &self.pattern {
            Some(pattern) => pattern.clone(),
            None => {
                self.literals.sort_by_key(|(line, _)| std::cmp::Reverse(line.len()));
                let escaped: Vec<String> = self.literals.iter().map(|(line, _)| regex::escape(line)).collect();
                // A pattern that grows too large for the compiler finds nothing rather than stopping the pack; single words are still found.
                let none = || Regex::new("[^\\s\\S]").ok();
                let made = if escaped.is_empty() { none() } else { bounded(&escaped).or_else(none) };
                let Some(made) = made else { return text.to_owned() };
                self.pattern = Some(made.clone());
                made
            }
        };
        let literals: BTreeMap<String, Personal> =
            self.literals.iter().map(|(line, what)| (line.to_lowercase(), *what)).collect();
        let text = pattern.replace_all(text, |found: &Captures<'_>| {
            let line = found.get(0).map_or("", |line| line.as_str());
            let what = literals.get(&line.to_lowercase()).copied().unwrap_or(Personal::Name);
            self.instead(place, line, what)
        });
        if !parts || self.parts.is_empty() {
            return text.into_owned();
        }
        self.single_words(place, &text)
    }

    fn single_words(&mut self, place: &str, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        let mut word = String::new();
        for letter in text.chars().chain(['\0']) {
            if letter.is_alphanumeric() || matches!(letter, '\'' | '\u{2019}' | '-') {
                word.push(letter);
                continue;
            }
            let bare = word.trim_end_matches("'s").trim_end_matches("\u{2019}s");
            if self.parts.contains(bare) {
                clean.push_str(&self.instead(place, bare, Personal::Name));
            } else {
                clean.push_str(&word);
            }
            word.clear();
            if letter != '\0' {
                clean.push(letter);
            }
        }
        clean
    }

    fn instead(&mut self, place: &str, found: &str, what: Personal) -> String {
        self.note(place, what);
        let next = self.numbers.keys().filter(|(known, _)| *known == what).count() + 1;
        let number = *self.numbers.entry((what, found.to_lowercase())).or_insert(next);
        match what {
            Personal::Email => format!("[address {number}]"),
            Personal::Telephone => format!("[telephone {number}]"),
            Personal::Name => format!("[name {number}]"),
            Personal::Address => "[postal address]".to_owned(),
            Personal::Signature | Personal::Salutation => String::new(),
        }
    }
}

/// One expression for all lines, at word bounds, letter case aside.
fn bounded(escaped: &[String]) -> Option<Regex> {
    let pattern = format!(r"(?i)(?:\b|^)(?:{})(?:\b|$)", escaped.join("|"));
    regex::RegexBuilder::new(&pattern).size_limit(256 << 20).build().ok()
}

/// The words of what looks like a person's name: two to four, each beginning with a capital, none of an office.
fn person(text: &str) -> Option<Vec<String>> {
    let turned = match text.split_once(',') {
        Some((last, first)) => format!("{} {}", first.trim(), last.trim()),
        None => text.to_owned(),
    };
    let titles = ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "cllr"];
    let words: Vec<String> = turned
        .split_whitespace()
        .filter(|word| !titles.contains(&word.trim_end_matches('.').to_lowercase().as_str()))
        .map(str::to_owned)
        .collect();
    let is_name = |word: &String| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-' | '.'))
            && !OFFICES.contains(&word.to_lowercase().as_str())
    };
    ((2..=4).contains(&words.len()) && words.iter().all(is_name)).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_as_personal_goes_and_figures_stay() {
        let mut redactor = Redactor::default();
        redactor.keep("Brindle Park Hospitals NHS Trust");
        assert!(redactor.learn("Imran Inglebright (RAVELSTOW TEACHING HOSPITALS NHS TRUST)"));
        assert!(redactor.learn("Park, Jane"));
        assert!(!redactor.learn("FOI Team"));
        assert!(!redactor.learn("Freedom of Information Officer"));
        let cases = [
            (
                "Write to imran.i@ravelstow.nhs.example or IMRAN.I@ravelstow.nhs.example.",
                "Write to [address 1] or [address 1].",
            ),
            (
                "Tel: 01234 567 890, 020 7946 0018 or +44 (0)20 7946 0018",
                "Tel: [telephone 1], [telephone 2] or [telephone 3]",
            ),
            (
                "Imran's own count; Inglebright, Imran; Mrs Q. Tallow-Smith",
                "[name 3] own count; [name 1]; Mrs [name 4]",
            ),
            (
                "Jane Park of Brindle Park spent £12,345.00 on 01/02/2018",
                "[name 2] of Brindle Park spent £12,345.00 on 01/02/2018",
            ),
            ("10399 people; 0 of 250; 2018-08-20; 31.5%", "10399 people; 0 of 250; 2018-08-20; 31.5%"),
        ];
        for (text, _) in cases.iter().skip(2).take(1) {
            let clean = redactor.clean("a test", text);
            assert!(!clean.contains("Imran") && !clean.contains("Inglebright") && !clean.contains("Tallow"), "{clean}");
        }
        for (text, expected) in [&cases[0], &cases[1], &cases[4]] {
            assert_eq!(redactor.clean("a test", text), *expected);
        }
        let clean = redactor.clean("a test", cases[3].0);
        assert!(
            clean.ends_with("of Brindle Park spent £12,345.00 on 01/02/2018") && !clean.contains("Jane"),
            "{clean}"
        );
        assert!(
            redactor.removed().any(|(place, what, count)| place == "a test" && what == Personal::Email && count == 2)
        );
    }
}
