//! That an authority wants to be written to at another address from now on, and that its response waits behind a link.
//!
//! Both are told in boilerplate as often as in the letter's own sentences, so every part is read but what repeats us, the way to
//! complain and the disclaimer. Nothing is followed or believed here: a person opens the link, and accepts the address.

use crate::reply::phrase::Pattern;
use crate::reply::segment::{Role, Segment};

static ADDRESS: Pattern = Pattern::new(r"(?i)\b[a-z0-9._%+'\-]{1,64}@[a-z0-9.\-]{1,190}\.[a-z]{2,20}\b");
static LINK: Pattern = Pattern::new(r#"(?i)\bhttps?://[^\s<>"')\]]{4,2000}"#);
static ASKS: Pattern = Pattern::new(
    r"\b(?:send|sent|write|direct\w*|redirect\w*|contact|forward\w*|submit\w*|e-?mail\w*|address\w*|use|made|is now|to be)\b",
);
static MOVED: Pattern = Pattern::new(concat!(
    r"\b(?:has|have) (?:now |recently )?(?:changed|moved)\b|\bchang(?:e|ed|ing) (?:of|our|its|the) (?:e-?mail )?address",
    r"|\bno longer (?:in use|used|monitored|active|checked|valid|accept\w*)|\bnot (?:being )?monitored\b",
    r"|\binstead\b|\bin (?:the )?future\b|\bfrom now on\b|\bwith (?:immediate )?effect\b|\bgoing forward\b",
    r"|\b(?:all |any )?future (?:requests?|correspondence|e-?mails?|enquiries|foi|freedom|information)",
    r"|\bnew (?:foi |generic |shared |team )*(?:e-?mail )?(?:address|mailbox|inbox)\b",
));
static RETIRED: Pattern = Pattern::new(
    r"^\W*(?:mailbox |inbox |address |account )?(?:is|will be|has been|has|was)\b.{0,30}\b(?:no longer|clos|not (?:being )?monitored|replaced|retired|switched off)",
);
static INSTEAD_OF: Pattern =
    Pattern::new(r"(?:instead of|rather than|replac(?:es|ing)|in place of|previous(?:ly)?|old)\W+(?:\w+\W+){0,3}$");
static RESPONSE: Pattern =
    Pattern::new(r"\b(?:response|reply|answer|decision|information you (?:have )?requested|requested information)\b");
static WAITS: Pattern = Pattern::new(concat!(
    r"\b(?:is|are) (?:now )?(?:ready|available)\b|\b(?:view|access|download|read|collect|retrieve|open|see) (?:it|this|them|your|the|our)\b",
    r"|\b(?:click|follow|use|visit)\b.{0,40}\b(?:link|here|below|portal)|\blog ?(?:in|on) to\b|\bvia (?:the|this|our) (?:\w+ )?(?:link|portal)",
    r"|\bhas been (?:uploaded|published|posted|made available|shared)\b",
));
/// What is not the response: what was answered to others, where the case stands, what is published anyway.
static OTHER: Pattern = Pattern::new(
    r"\b(?:status|progress|track|previous (?:responses?|requests?)|disclosure log|publication scheme|survey|feedback|guidance|privacy)\b",
);

fn readable<'a>(segments: &'a [Segment<'a>]) -> impl Iterator<Item = &'a Segment<'a>> {
    segments.iter().filter(|segment| {
        segment.document == 0
            && segment.text.len() < 4_000
            && !matches!(segment.role, Role::Request | Role::Quoted | Role::Complaints | Role::Disclaimer)
    })
}

/// The address that takes the place of the one written to.
pub fn moved(segments: &[Segment<'_>]) -> Option<String> {
    let mut before = String::new();
    for segment in readable(segments) {
        let lower = segment.text.to_lowercase();
        let both = format!("{before} {lower}");
        if MOVED.is_match(&both)
            && ASKS.is_match(&both)
            && let Some(address) = ADDRESS.find_iter(&lower).find(|found| {
                let (ahead, behind) = (lower.get(..found.start()), lower.get(found.end()..));
                !behind.is_some_and(|rest| RETIRED.is_match(rest))
                    && !ahead.is_some_and(|rest| INSTEAD_OF.is_match(rest))
            })
        {
            return Some(address.as_str().to_owned());
        }
        before = lower;
    }
    None
}

/// Links under which the response itself waits.
pub fn waiting(segments: &[Segment<'_>]) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    let mut before = String::new();
    for segment in readable(segments) {
        let lower = segment.text.to_lowercase();
        let both = format!("{before} {lower}");
        if RESPONSE.is_match(&both) && WAITS.is_match(&both) && !OTHER.is_match(&lower) {
            for link in LINK.find_iter(segment.text).take(20) {
                let link = link.as_str().trim_end_matches(['.', ',', ';']).to_owned();
                if !links.contains(&link) {
                    links.push(link);
                }
            }
        }
        before = lower;
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::text;
    use crate::reply::{Letter, segment};

    fn with<T>(letter: &str, ask: impl Fn(&[Segment<'_>]) -> T) -> T {
        let body = text::read("body", letter);
        let (subject, attachments, automatic) = ("", &[][..], false);
        let letter = Letter { subject, body: &body, attachments, automatic, delivery_failed: None, received: None };
        ask(&segment::split(&letter))
    }

    #[test]
    fn a_changed_address_is_found_and_a_mere_contact_is_none() {
        for (letter, want) in [
            (
                "Please note that our address has changed. Please send requests to foi@new.example.",
                Some("foi@new.example"),
            ),
            ("foi@old.example is no longer monitored. Please use foi@new.example.", Some("foi@new.example")),
            ("Please write to foi@new.example instead of foi@old.example.", Some("foi@new.example")),
            ("All future correspondence should be sent to ig.team@new.example", Some("ig.team@new.example")),
            (
                "From 1 April, with immediate effect, requests are to be sent to\n\nfoi@new.example",
                Some("foi@new.example"),
            ),
            ("If you have a question about this letter, please contact foi@council.example.", None),
            ("Our council moved 12 people to new teams in 2018.", None),
        ] {
            assert_eq!(with(letter, moved).as_deref(), want, "{letter}");
        }
    }

    #[test]
    fn a_link_to_the_response_is_found_and_a_link_to_something_else_is_none() {
        for (letter, want) in [
            (
                "The response to your request 1 is ready. View it here within 14 days:\nhttps://v.example/r?k=1",
                Some("https://v.example/r?k=1"),
            ),
            ("Our response has been uploaded to the portal.\n\nhttps://v.example/2.", Some("https://v.example/2")),
            ("Please click on the link below to read our reply: https://v.example/3", Some("https://v.example/3")),
            ("You can follow the progress of your request at https://v.example/case", None),
            ("Our previous responses are available in the disclosure log: https://v.example/log", None),
            ("See our privacy notice at https://v.example/privacy", None),
        ] {
            assert_eq!(with(letter, waiting).first().map(String::as_str), want, "{letter}");
        }
    }
}
