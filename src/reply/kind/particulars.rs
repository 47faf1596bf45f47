//! What a letter states besides its answer: the authority's reference, a fee, where else to write, links to a response.

use super::deed::Deed;
use super::sentence::Sentence;
use crate::reply::phrase::Pattern;
use crate::reply::segment::{Role, Segment};
use crate::request::Token;

macro_rules! pattern {
    ($name:ident, $($piece:literal),+ $(,)?) => {
        static $name: Pattern = Pattern::new(concat!($($piece),+));
    };
}

pattern!(
    LABELLED,
    r"(?i)\b(?P<whose>our |your |my |internal |enquiry |request |case |foi )?",
    r"(?:ref(?:erence|s)?|request id|case (?:number|no)|foi number|disclosure id|request number|cyf(?:eirnod)?)\b",
    r"(?: (?:number|no|is|id|code))*[.:#]{0,2}[ \t]*\r?\n?[ \t]*",
    r"(?P<ref>(?:[A-Z]{1,6}[ /_\-])?[A-Z0-9]*[A-Z0-9/_.\-]*\d[A-Z0-9/_\-]*(?: ?[/\-] ?\d{2,6})?)",
);
pattern!(
    TITLED,
    r"\b(?P<ref>(?:FOI|FOIA|FOIR|FoI|EIR|RFI|IR|ATISN|IGFOI)[ /_#\-]{0,2}(?:[A-Z]{1,5}[/\-])?\d[\dA-Z/_.\-]{1,24})"
);
pattern!(ADDRESS, r"(?i)\b[a-z0-9._%+'\-]{1,64}@[a-z0-9.\-]{1,190}\.[a-z]{2,20}\b");
pattern!(LINK, r#"(?i)\bhttps?://[^\s<>"')\]]{4,2000}"#);
pattern!(POUNDS, r"£ ?(?P<sum>\d[\d,]*(?:\.\d{1,2})?)");
pattern!(
    REDIRECTS,
    r"(?:send|sent|write|direct\w*|redirect\w*|contact|forward\w*|submit\w*|e-?mail|address\w*|made|use)\b.{0,120}@",
    r"|@.{0,80}(?:instead|in future|from now)",
);
pattern!(ABOUT_REQUESTS, r"request|foi|freedom of information|enquir|address|mailbox|rhyddid gwybodaeth");
pattern!(
    VIEWS,
    r"(?:view|access|download|open|read|collect|retrieve|click|log ?in|see)\b(?:\W+[\w'-]+){0,8}?\W+(?:response|reply|message|documents?|files?|letter|attachments?|request)",
    r"|(?:response|reply|documents?|files?|message)\b(?:\W+[\w'-]+){0,8}?\W+(?:link|portal|download|view|accessed|securely)",
);

/// The authority's own reference for the request. Ours is not it, nor a decision of a regulator's.
pub fn reference(subject: &str, segments: &[Segment<'_>]) -> Option<String> {
    let lines = || {
        segments
            .iter()
            .take(200)
            .filter(|segment| {
                matches!(segment.role, Role::Reference | Role::Answer | Role::Heading | Role::Boilerplate)
            })
            .map(|segment| head(segment.text, 600))
    };
    // "Our Ref:" may stand on a line of its own above the reference.
    let joined: Vec<String> = segments
        .windows(2)
        .take(60)
        .filter_map(|pair| match pair {
            [label, value] if label.role == Role::Reference && value.text.len() < 40 => {
                Some(format!("{}\n{}", label.text, value.text))
            }
            _ => None,
        })
        .collect();
    let ours = |found: &str| !Token::find_all(found).is_empty();
    let labelled = |mine: bool| {
        lines()
            .chain(joined.iter().map(String::as_str))
            .chain([subject])
            .flat_map(|line| LABELLED.captures_iter(line))
            .find_map(|found| {
                let yours = found.name("whose").is_some_and(|whose| whose.as_str().eq_ignore_ascii_case("your "));
                let reference = tidy(found.name("ref")?.as_str())?;
                (yours != mine && !ours(&reference)).then_some(reference)
            })
    };
    let titled = || {
        lines()
            .chain([subject])
            .flat_map(|line| TITLED.captures_iter(line))
            .find_map(|found| tidy(found.name("ref")?.as_str()).filter(|reference| !ours(reference)))
    };
    labelled(true).or_else(titled).or_else(|| labelled(false))
}

/// Takes stray ends off; `None` for what is no reference: too short, a year, a regulator's case.
fn tidy(found: &str) -> Option<String> {
    let found = found.trim_matches(|letter: char| !letter.is_alphanumeric());
    // "FOI FOI/2025/12": the word stands before the reference, not in it.
    let found = match found.split_once(' ') {
        Some((_, rest)) if rest.starts_with(|letter: char| letter.is_ascii_alphabetic()) => rest,
        _ => found,
    };
    let digits = found.chars().filter(char::is_ascii_digit).count();
    let regulator = ["FS50", "FER0", "IC-"].iter().any(|start| found.to_uppercase().starts_with(start));
    let year = found.len() == 4 && (found.starts_with("19") || found.starts_with("20"));
    (digits >= 2 && (3..=40).contains(&found.len()) && !regulator && !year).then(|| found.to_owned())
}

fn head(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

/// The sum asked for, in pounds.
pub fn fee(sentences: &[Sentence<'_>]) -> Option<f64> {
    let asking: Vec<&Sentence<'_>> = sentences.iter().filter(|sentence| sentence.does(Deed::Fees)).collect();
    let sums = |sentence: &&Sentence<'_>| -> Vec<(bool, f64)> {
        POUNDS
            .captures_iter(&sentence.folded)
            .filter_map(|found| {
                let sum = found.name("sum")?.as_str().replace(',', "").parse().ok()?;
                let before = sentence.folded.get(..found.get(0)?.start())?.trim_end();
                let leads = [
                    "fee of",
                    "charge of",
                    "together",
                    "total of",
                    "totalling",
                    "send",
                    "pay",
                    "fee is",
                    "charge is",
                    "payment of",
                    "amount of",
                ];
                Some((leads.iter().any(|lead| before.ends_with(lead)), sum))
            })
            .collect()
    };
    let all: Vec<(bool, f64)> = asking.iter().flat_map(sums).collect();
    let led = all.iter().rev().find(|(led, _)| *led).map(|(_, sum)| *sum);
    led.or_else(|| all.iter().map(|(_, sum)| *sum).reduce(f64::max))
}

/// The address to which requests should go instead: "please write to foi@new.example".
pub fn redirect(segments: &[Segment<'_>]) -> Option<String> {
    segments.iter().filter(|segment| segment.role.own() && segment.text.len() < 4_000).find_map(|segment| {
        let lower = segment.text.to_lowercase();
        let address = ADDRESS.find(segment.text)?;
        (REDIRECTS.is_match(&lower) && ABOUT_REQUESTS.is_match(&lower)).then(|| address.as_str().to_lowercase())
    })
}

/// Links under which a response is said to wait: received, and not captured until a person opens them.
pub fn links(segments: &[Segment<'_>]) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    let mut said = false;
    for segment in segments.iter().filter(|segment| segment.document == 0) {
        if matches!(segment.role, Role::Request | Role::Quoted | Role::Complaints | Role::Disclaimer)
            || segment.text.len() > 8_000
        {
            continue;
        }
        // The link may stand on its own line below the sentence that announces it.
        let announces = VIEWS.is_match(&segment.text.to_lowercase());
        for link in LINK.find_iter(segment.text).filter(|_| said || announces).take(20) {
            let link = link.as_str().trim_end_matches(['.', ',', ';']).to_owned();
            if !links.contains(&link) {
                links.push(link);
            }
        }
        said = announces;
    }
    links
}

#[cfg(test)]
mod tests;
