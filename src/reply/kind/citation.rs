//! Sections named in running text: lists taken apart, other laws left out, the Act found.
//!
//! What one reference means is the law's business ([`Exemption`]); here it is found in a sentence, and whether the sentence relies
//! on it, only weighs it, or says that it does not apply.

use crate::law::{Act, Exemption};
use crate::reply::phrase::Pattern;

/// What the sentence does with the section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// Names it as applying, or just names it.
    Named,
    /// "may apply", "considering whether".
    Weighed,
    /// "does not apply", "was wrongly applied", "if".
    Denied,
}

/// A section named in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    pub section: Exemption,
    pub stance: Stance,
    /// Where in the folded sentence.
    pub at: std::ops::Range<usize>,
}

static HEAD: Pattern = Pattern::new(concat!(
    r"(?:\b(foisa|foia|eisrs?|eirs?)[ ,:-]{1,3})?",
    r"(?:\b(sections?|sect?\.?|ss?\.?|exemptions?|adran(?:nau)?|regulations?|regs?\.?|r\.?|rheoliad(?:au)?|exceptions?) ?|(§) ?)(\d)"
));

static DENIES: Pattern = Pattern::new(concat!(
    r"(?:(?:do|does|did|would|is|are|was|were|been|has|have|will|should)(?: not|n't)|no longer)(?: \w+){0,2}? ",
    r"(?:appl\w*|engag\w*|rel(?:y|ied|ying)(?: on)?|cit\w*|exempt|look at|use|consider(?: that)?|believe(?: that)?|accept(?: that)?)",
    r"|(?:is|was|were|are)(?: not|n't)(?: \w+){0,3}? (?:made out|needed|required|relevant|in point|called for|necessary)",
    r"|(?:was|were|been) considered (?:for|but|and not|and rejected)|(?:wrong|incorrect|inappropriate) (?:exemption|exception|section)",
    r"|ought not to have(?: been)? (?:relied|applied|cited|used|engaged)(?: (?:up)?on)?|should not have been(?: \w+)? (?:relied|applied|cited|used|engaged)|\b(?:nor|neither) (?:was|were|is|are|does|do|did)\b",
    r"|very likely|set aside|(?:incorrectly|wrongly|not correctly)|withdr[ae]w\w*(?: \w+){0,3}? (?:relian|applic|use)|disappl"
));

static CONDITIONAL: Pattern =
    Pattern::new(r"^(?:if|should|unless|in the event|where (?:any|an exemption|section)|were) ");

/// The law that a letter speaks of where it names none beside a number.
pub fn act_of(folded: &str) -> Act {
    let scottish = ["(scotland)", "foisa", "foi(s)a", "scottish information commissioner"];
    if scottish.iter().any(|name| folded.contains(name)) { Act::Foisa } else { Act::Foia }
}

/// Every section named in a folded sentence, in order. `weighs` where the sentence is known to weigh and not to rely.
pub fn citations(sentence: &str, default: Act, weighs: bool) -> Vec<Citation> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(head) = HEAD.captures_at(sentence, from) {
        let (Some(whole), Some(digit)) = (head.get(0), head.get(4)) else { break };
        let word = head.get(2).or(head.get(3)).map_or("", |word| word.as_str());
        let word_at = head.get(2).or(head.get(3)).map_or(whole.start(), |word| word.start());
        let list = List::read(sentence.get(digit.start()..).unwrap_or(""));
        from = digit.start() + list.length.max(1);
        // "the trust's 12 staff" is no section.
        let possessive = sentence.get(..word_at).is_some_and(|before| before.ends_with('\'')) && word.len() <= 2;
        let Some(act) = act_named(sentence, &head, from, whole.start(), word, default) else { continue };
        // "Sections 25 to 41": the exemptions at large.
        let range = sentence.get(from..).is_some_and(|rest| {
            rest.strip_prefix(" to ")
                .or(rest.strip_prefix('-'))
                .is_some_and(|to| to.starts_with(|l: char| l.is_ascii_digit()))
        });
        if possessive || range || from > sentence.len() {
            continue;
        }
        let stance = if denies(sentence, word_at, from) || CONDITIONAL.is_match(sentence) {
            Stance::Denied
        } else if weighs {
            Stance::Weighed
        } else {
            Stance::Named
        };
        for item in list.items {
            let prefix = match act {
                Act::Foia => "s",
                Act::Foisa => "FOISA s",
                Act::Eir => "EIR r",
                Act::Eisr => "EISR r",
            };
            // The Scottish Act has no exemption of that number: a letter that still calls it one means the Act of 2000.
            let read = |prefix: &str| format!("{prefix}{item}").parse::<Exemption>();
            let meant = match read(prefix) {
                Ok(section) if act == Act::Foisa && section.withholds().is_none() => read("s"),
                read => read,
            };
            if let Ok(section) = meant {
                found.push(Citation { section, stance, at: whole.start()..from });
            }
        }
    }
    found
}

/// Is the section between `start` and `end` said not to apply? The words must stand by it: "the duty does not apply by virtue of
/// section 24(2)" relies on the section.
fn denies(sentence: &str, start: usize, end: usize) -> bool {
    DENIES.find_iter(sentence).any(|no| {
        let behind = no.start() >= end && no.start() - end <= 40 && !no.as_str().starts_with('n');
        let before = no.end() <= start && start - no.end() <= if no.as_str().starts_with('n') { 60 } else { 40 } && {
            let between = sentence.get(no.end()..start).unwrap_or("");
            !["virtue", "under", "because", "pursuant", "due to", "as "].iter().any(|word| between.contains(word))
        };
        behind || before
    })
}

/// The Act beside the number: before it, behind it ("of the ... Act 2002"), or the letter's. `None` where it is another law.
fn act_named(
    sentence: &str,
    head: &regex::Captures<'_>,
    end: usize,
    start: usize,
    word: &str,
    default: Act,
) -> Option<Act> {
    let regulation = word.starts_with("reg") || word.starts_with('r') || word.starts_with("exception");
    let settle = |act: Act| match (act, regulation) {
        (Act::Foia, true) => Act::Eir,
        (Act::Foisa, true) => Act::Eisr,
        (act, _) => act,
    };
    if let Some(prefix) = head.get(1) {
        return Act::named_in(prefix.as_str()).map(settle);
    }
    let behind = sentence.get(end..).unwrap_or("");
    // A bracket with the section's subject may stand between: "section 12 (cost of compliance) of the ...".
    let behind = match behind.trim_start().strip_prefix('(').and_then(|inside| inside.split_once(')')) {
        Some((inside, rest)) if inside.len() < 120 && !inside.contains("scotland") => rest,
        _ => behind,
    };
    let named: String = behind.chars().take(90).take_while(|letter| !matches!(letter, '.' | ';')).collect();
    let named = named.trim_start();
    // A subsection without brackets may stand before the name: "section 58 2d of the ...".
    let named = match named.split_once(" of ") {
        Some((between, _)) if between.len() <= 4 => named.get(between.len()..).unwrap_or("").trim_start(),
        _ => named,
    };
    if let Some(law) = named.strip_prefix("of ").or_else(|| named.strip_prefix("under ")) {
        let law: String = law.split(',').next().unwrap_or("").to_owned();
        if law.contains("appropriate limit") || law.contains("and data protection") {
            return None;
        }
        if let Some(act) = Act::named_in(&law) {
            return Some(settle(act));
        }
        let law = law.trim_start_matches("the ");
        let bare = ["act", "foi act", "regulations", "said act", "legislation", "same act", "above act"]
            .iter()
            .any(|own| law.starts_with(own));
        let other = law.contains(" act") || law.contains("regulation") || law.contains("order") || law.contains("code");
        return (bare || !other).then(|| settle(default));
    }
    // "Data Protection Act 2018 section 10"
    let before: String = sentence.get(..start).unwrap_or("").trim_end_matches([' ', ',', ':', '-', '(']).to_owned();
    let before = before.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    if before.ends_with(" act") && !before.ends_with("the act") && Act::named_in(before).is_none()
        || before.ends_with("dpa")
    {
        return None;
    }
    Some(settle(default))
}

/// A list of numbers behind "sections": `31(1)(a), (b) and 43(2)`.
struct List {
    items: Vec<String>,
    length: usize,
}

impl List {
    fn read(text: &str) -> Self {
        let mut list = Self { items: Vec::new(), length: 0 };
        let mut rest = text;
        while list.items.len() < 40 {
            let Some(after) = list.item(rest) else { break };
            list.length = text.len() - after.len();
            let Some(next) = separator(after) else { break };
            rest = next;
        }
        list
    }

    /// Takes one number with its parts, or parts alone ("(b)", "subsection 3(a)") that change the last number's.
    fn item<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let after = text.get(digits..)?;
        if (1..=2).contains(&digits) {
            let next_word = after.trim_start().split([' ', '.', ',']).next().unwrap_or("");
            let unit = ["hours", "working", "days", "months", "years", "staff", "minutes", "and"].contains(&next_word)
                && next_word != "and";
            let decimal = after.starts_with(['/', '%', '£']);
            if (unit && !self.items.is_empty()) || decimal {
                return None;
            }
            let (suffix, after) = suffix(after);
            let (parts, after) = parts(after);
            let section = format!("{}{suffix}", text.get(..digits)?);
            self.items.extend(side_by_side(&parts).into_iter().map(|parts| format!("{section}{parts}")));
            return Some(self.subsections(after));
        }
        if text.starts_with(['(', '[']) && digits == 0 {
            let (parts, after) = parts(text);
            let last = self.items.last()?;
            let stem = last.rsplit_once('(').map_or(last.as_str(), |(stem, _)| stem);
            if parts.is_empty() || !last.contains('(') {
                return None;
            }
            let item = format!("{stem}{parts}");
            self.items.push(item);
            return Some(after);
        }
        None
    }

    /// "section 40, subsections 2 and 3(a)".
    fn subsections<'t>(&mut self, after: &'t str) -> &'t str {
        let trimmed = after.trim_start_matches([' ', ',']);
        let Some(rest) = ["subsections ", "subsection ", "sub-sections ", "sub-section ", "sub section "]
            .iter()
            .find_map(|word| trimmed.strip_prefix(word))
        else {
            return after;
        };
        let Some(section) = self.items.pop() else { return after };
        let (mut rest, mut left) = (rest, after);
        while self.items.len() < 40 {
            let bare = rest.trim_start_matches(['(', '[']);
            let end = bare.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(bare.len());
            let (Some(first), Some(behind)) = (bare.get(..end), bare.get(end..)) else { break };
            if first.is_empty() || first.len() > 3 || !first.starts_with(|letter: char| letter.is_ascii_digit()) {
                break;
            }
            let (deeper, behind) = parts(behind.trim_start_matches([')', ']']));
            self.items.push(format!("{section}({first}){deeper}"));
            left = behind;
            let Some(next) = separator(behind) else { break };
            rest = next;
        }
        if left.len() == after.len() {
            self.items.push(section);
        }
        left
    }
}

/// What stands between two members of a list.
fn separator(text: &str) -> Option<&str> {
    let trimmed = text.trim_start();
    [
        ", and ",
        ", or ",
        "and ",
        "& ",
        "or ",
        ", read together with ",
        ", read with ",
        ", together with ",
        ", as well as ",
        "read together with ",
        "read in conjunction with ",
        "read alongside ",
        "read with ",
        "together with ",
        "in conjunction with ",
        "along with ",
        "as well as ",
        "plus ",
        "/ ",
        "/",
        ", ",
        ",",
        "a(c) ",
        "a ",
    ]
    .iter()
    .find_map(|between| trimmed.strip_prefix(between))
    .map(str::trim_start)
}

/// `a` of "22a".
fn suffix(after: &str) -> (&str, &str) {
    let mut letters = after.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), next) if letter.is_ascii_lowercase() && !next.is_some_and(char::is_alphanumeric) => {
            after.split_at(1)
        }
        _ => ("", after),
    }
}

/// "31(1)(a)(b)" names (a) and (b): one letter behind the one before it in the alphabet is its neighbour, not a part of it.
fn side_by_side(parts: &str) -> Vec<String> {
    let single = |part: &str| part.bytes().next().filter(|letter| part.len() == 1 && letter.is_ascii_lowercase());
    let all: Vec<&str> = parts.trim_matches(['(', ')']).split(")(").collect();
    if let [stem @ .., first, second] = all.as_slice()
        && let (Some(a), Some(b)) = (single(first), single(second))
        && b == a + 1
        && a != b'h'
    {
        let stem: String = stem.iter().map(|part| format!("({part})")).collect();
        return vec![format!("{stem}({first})"), format!("{stem}({second})")];
    }
    vec![parts.to_owned()]
}

/// "(1)(a)", "(1) (a)", "[5]" without the blanks.
fn parts(mut text: &str) -> (String, &str) {
    let mut parts = String::new();
    while let Some(inside) = text.trim_start().strip_prefix(['(', '[']) {
        let Some((part, after)) = inside.split_once([')', ']']) else { break };
        let part: String = part.chars().filter(|letter| !letter.is_whitespace()).collect();
        let sound = (1..=5).contains(&part.len()) && part.chars().all(|letter| letter.is_ascii_alphanumeric());
        let word = part.len() > 3
            && part.chars().all(|letter| letter.is_ascii_alphabetic())
            && !part.chars().all(|letter| "ivx".contains(letter));
        let doubtful = word || part.len() == 4 && part.chars().all(|letter| letter.is_ascii_digit());
        if !sound || doubtful {
            break;
        }
        parts.push('(');
        parts.push_str(&part);
        parts.push(')');
        text = after;
    }
    (parts, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn named(sentence: &str, default: Act) -> String {
        let found: Vec<String> =
            citations(sentence, default, false).into_iter().map(|c| c.section.to_string()).collect();
        found.join(", ")
    }

    #[test]
    fn sections_are_found_as_letters_write_them() {
        for (sentence, expected) in [
            ("exempt under section 31(1)(a) of the act", "s31(1)(a)"),
            ("sections 40 and 41 of the freedom of information act", "s40, s41"),
            ("sections 36(2)(b)(ii) and 43(2) are qualified", "s36(2)(b)(ii), s43(2)"),
            ("section 31(1) (a), (b) and (c).", "s31(1)(a), s31(1)(b), s31(1)(c)"),
            ("section 40 subsections 2 and 3 (a) of the act", "s40(2), s40(3)(a)"),
            ("s.40(2), s43", "s40(2), s43"),
            ("under section 17[5] of", "s17(5)"),
            ("foisa s 25(1) applies", "FOISA s25(1)"),
            ("section 38(1)(b) of the freedom of information (scotland) act 2002", "FOISA s38(1)(b)"),
            ("regulation 12(5)(b), course of justice", "EIR r12(5)(b)"),
            ("section 58 2d of the highways act 1980", ""),
            (
                "section 12(1) and regulations 3(3) and 4(3) of the freedom of information and data protection (appropriate limit and fees) regulations 2004",
                "s12(1)",
            ),
            ("the trust's 12 staff", ""),
            ("data protection act 2018 section 10", ""),
            ("section 12 and 18 hours", "s12"),
            ("section 38 (1)(b) read with 38 (2a)(a) of foisa", "FOISA s38(1)(b), FOISA s38(2A)(a)"),
            ("section 12 (cost of compliance) of foisa", "FOISA s12"),
            ("adran 40(2)", "s40(2)"),
        ] {
            assert_eq!(named(sentence, Act::Foia), expected, "{sentence}");
        }
        assert_eq!(named("section 25 applies; regulation 10(4)(b)", Act::Foisa), "FOISA s25, EISR r10(4)(b)");
    }

    #[test]
    fn a_section_that_is_said_not_to_apply_is_denied() {
        let stance = |sentence: &str| citations(sentence, Act::Foia, false).first().map(|c| c.stance);
        assert_eq!(stance("section 43 does not apply"), Some(Stance::Denied));
        assert_eq!(stance("if section 12 applies, please say so"), Some(Stance::Denied));
        assert_eq!(stance("section 43 applies"), Some(Stance::Named));
    }

    proptest! {
        #[test]
        fn no_sentence_makes_it_panic(sentence in "(section|s\\.?|reg|[0-9(),a-z /'£é]){0,30}") {
            let _ = citations(&sentence, Act::Foia, false);
        }
    }
}
