//! Sections relied on in one answer, as LABELS.md writes them: `s40(2)`, `FOISA s38(1)(b)`, `EIR r12(5)(b)`.
//!
//! Only sections under which information is withheld: s.1, s.10, s.16, s.17 and the like withhold nothing, and sections of
//! other Acts ("section 58 of the Highways Act") are no exemptions.

use std::sync::LazyLock;

use regex::Regex;

static CITED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?ix)\b(?P<foisa>foisa\s+)?(?P<kind>sections?|ss?\.?|regulations?|regs?\.?)\s?(?P<list>\d{1,2}[a-z]?(?:\s?[(\[]\s?\w{1,4}\s?[)\]])*(?:\s*(?:,|and|&|or)\s*(?:section\s|s\.?\s?)?\d{1,2}[a-z]?\b(?:\s?[(\[]\s?\w{1,4}\s?[)\]])*)*)(?P<after>[^.;\n]{0,80})").ok()
});
static ONE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)(?P<n>\d{1,2})(?P<a>[a-z]?)\b?(?P<sub>(?:\s?[(\[]\s?\w{1,4}\s?[)\]])*)").ok());

/// The sections of `text` that withhold something, each once, in order. The Act is judged from `text` itself.
pub fn cited(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let scottish = lower.contains("foisa") || lower.contains("(scotland) act");
    let mut out: Vec<String> = Vec::new();
    let Some(pattern) = &*CITED else { return out };
    for caught in pattern.captures_iter(text) {
        let after = caught.name("after").map(|m| m.as_str().to_lowercase()).unwrap_or_default();
        if other_act(&after) {
            continue;
        }
        let regulation = caught.name("kind").is_some_and(|k| k.as_str().to_lowercase().starts_with('r'));
        let Some(one) = &*ONE else { continue };
        for found in one.captures_iter(caught.name("list").map(|m| m.as_str()).unwrap_or_default()) {
            let Ok(number) = found["n"].parse::<u32>() else { continue };
            if !withholds(number, regulation, scottish) {
                continue;
            }
            let subs: String = found["sub"]
                .chars()
                .filter(|c| !c.is_whitespace())
                .map(|c| match c {
                    '[' => '(',
                    ']' => ')',
                    c => c.to_ascii_lowercase(),
                })
                .collect();
            let act = match (regulation, scottish) {
                (true, true) => "EISR r",
                (true, false) => "EIR r",
                (false, true) => "FOISA s",
                (false, false) => "s",
            };
            let name = format!("{act}{number}{}{subs}", found["a"].to_lowercase());
            if !out.iter().any(|o| o.starts_with(&name)) {
                out.retain(|o| !name.starts_with(o.as_str()));
                out.push(name);
            }
        }
    }
    out
}

/// "of the Highways Act": a section of another law.
fn other_act(after: &str) -> bool {
    let Some(at) = after.find("of the ").or_else(|| after.find("of ")) else { return false };
    if at > 12 {
        return false;
    }
    let named = after.get(at..).unwrap_or_default();
    let ours =
        ["freedom", "foi", "foisa", "act,", "act.", "act ", "environmental", "eir", "information", "legislation"];
    let first_words = named.trim_start_matches("of the ").trim_start_matches("of ");
    named.contains(" act") && !ours.iter().any(|o| first_words.starts_with(o))
}

fn withholds(number: u32, regulation: bool, scottish: bool) -> bool {
    match (regulation, scottish) {
        (true, false) => matches!(number, 6 | 12 | 13),
        (true, true) => matches!(number, 6 | 10 | 11),
        (false, true) => matches!(number, 12 | 14 | 25..=41),
        (false, false) => matches!(number, 12 | 14 | 21..=44),
    }
}

fn number(section: &str) -> &str {
    section.split('(').next().unwrap_or_default()
}

/// The cost limit.
pub fn is_cost(section: &str) -> bool {
    matches!(number(section), "s12" | "FOISA s12")
}

/// Accessible by other means.
pub fn is_elsewhere(section: &str) -> bool {
    matches!(number(section), "s21" | "FOISA s25" | "EIR r6" | "EISR r6")
}

#[cfg(test)]
mod tests {
    use super::cited;

    #[test]
    fn only_sections_that_withhold_are_cited_and_in_one_spelling() {
        for (words, want) in [
            ("exempt under Section 31 (1) of the Freedom of Information Act", vec!["s31(1)"]),
            ("refused under sections 40 and 41 of the Act", vec!["s40", "s41"]),
            ("the defence of Section 58 of the Highways Act 1980", vec![]),
            ("a refusal notice under section 17", vec![]),
            ("exempt under FOISA s 25(1)", vec!["FOISA s25(1)"]),
            ("Regulation 12(5)(b) is engaged", vec!["EIR r12(5)(b)"]),
        ] {
            assert_eq!(cited(words), want, "{words}");
        }
    }
}
