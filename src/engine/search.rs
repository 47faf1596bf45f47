//! Search: the words of everything that came in, bodies and attachments alike, with the place where they stand.

use std::collections::BTreeMap;

use serde::Serialize;

use super::campaigns::thawed;
use super::reading::{body, words};
use super::{EngineError, Workspace};
use crate::campaign::Frame;
use crate::message;
use crate::request::RequestId;
use crate::store::search::{self, Among, Found};
use crate::store::{Store, documents, messages, originals, requests};

/// Characters before and after a word that is shown in its place.
const BEFORE: usize = 60;
const AFTER: usize = 140;

/// A message in which the words occur.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// Its number, as `foi show` and `foi pen` give it.
    pub number: i64,
    pub message_id: String,
    pub date: Option<String>,
    /// `None` in the holding pen.
    pub request: Option<RequestId>,
    pub authority: Option<String>,
    pub name: Option<String>,
    pub from: String,
    pub kind: String,
    pub subject: String,
    /// `subject`, `body` or the attachment's name.
    pub place: String,
    /// The words in their place, the first of them marked `[so]`.
    pub snippet: String,
}

/// Finds the messages in which all of `wanted` occurs, best first, at most so many.
pub fn search(workspace: &Workspace, wanted: &str, among: &Among, at_most: u32) -> Result<Vec<Hit>, EngineError> {
    let store = workspace.store_to_read()?;
    let found = search::find(store.read(), wanted, among, at_most)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    // Only names are wanted: the frozen frames have them, and campaign folders need not be read.
    let mut frames = BTreeMap::new();
    for campaign in found.iter().filter_map(|found| found.request.as_ref()).map(RequestId::campaign) {
        if !frames.contains_key(campaign)
            && let Some(frozen) = requests::frozen(store.read(), campaign)?
        {
            frames.insert(campaign.to_owned(), thawed(campaign, &frozen.frame)?);
        }
    }
    let tokens: Vec<String> = tokens(wanted).map(|(_, token)| fold(token)).collect();
    found.into_iter().map(|found| hit(&store, &frames, &tokens, found)).collect()
}

fn hit(store: &Store, frames: &BTreeMap<String, Frame>, wanted: &[String], found: Found) -> Result<Hit, EngineError> {
    let code = found.request.as_ref().and_then(|request| request.0.rsplit_once('/')).map(|(_, code)| code.to_owned());
    let name = found.request.as_ref().and_then(|request| {
        let member =
            frames.get(request.campaign())?.members.iter().find(|member| Some(&member.code.0) == code.as_ref());
        member.map(|member| member.name.clone())
    });
    let (place, snippet) = place_of(store, wanted, &found)?;
    Ok(Hit {
        number: found.message,
        message_id: found.key,
        date: found.day,
        request: found.request,
        authority: code,
        name,
        from: found.sender,
        kind: found.kind,
        subject: found.subject,
        place,
        snippet,
    })
}

/// Where the words stand: in the first of body, attachments, subject that holds one of them.
fn place_of(store: &Store, wanted: &[String], found: &Found) -> Result<(String, String), EngineError> {
    let bytes = originals::bytes(store.read(), &found.original)?.unwrap_or_default();
    let text = words(&body(&message::parse(&bytes)), usize::MAX);
    if let Some(snippet) = snippet(&text, wanted) {
        return Ok(("body".into(), snippet));
    }
    for attachment in messages::attachments(store.read(), found.message)? {
        if let Some(kept) = documents::latest(store.read(), &attachment.hash)?
            && let Some(snippet) = snippet(&words(&kept.document, usize::MAX), wanted)
        {
            return Ok((attachment.name, snippet));
        }
    }
    Ok(("subject".into(), snippet(&found.subject, wanted).unwrap_or_else(|| found.subject.clone())))
}

/// Runs of letters and digits, each with where it begins: what the index takes for a word.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|c: char| !c.is_alphanumeric()).filter_map(move |token| {
        let begins = at;
        // `split` leaves out one character, whose length only the text knows.
        at += token.len();
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        (!token.is_empty()).then_some((begins, token))
    })
}

/// Without case and without the common accents, as the index has it.
fn fold(word: &str) -> String {
    let plain = |c: char| match c {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        other => other,
    };
    word.chars().flat_map(char::to_lowercase).map(plain).collect()
}

/// The first of the wanted words in its place.
fn snippet(text: &str, wanted: &[String]) -> Option<String> {
    let (at, token) = tokens(text).find(|(_, token)| wanted.contains(&fold(token)))?;
    let (before, rest) = text.split_at_checked(at)?;
    let (word, after) = rest.split_at_checked(token.len())?;
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let from = before.char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(AFTER).map_or(after.len(), |(at, _)| at);
    let ahead = squeezed(before.get(from..)?);
    let behind = squeezed(after.get(..to)?);
    let space = |beside: Option<char>| if beside.is_some_and(char::is_whitespace) { " " } else { "" };
    let (left, right) = (space(before.chars().next_back()), space(after.chars().next()));
    let (cut, goes_on) = (if from > 0 { "…" } else { "" }, if to < after.len() { "…" } else { "" });
    Some(format!("{cut}{ahead}{left}[{word}]{right}{behind}{goes_on}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_shown_in_its_place_whatever_stands_round_it() {
        let wanted = ["agnes".to_owned()];
        for (text, want) in [
            ("Yours,\n  Agnès Martin", Some("Yours, [Agnès] Martin")),
            ("(AGNÈS)", Some("([AGNÈS])")),
            ("日本語 agnes 日本語", Some("日本語 [agnes] 日本語")),
            ("Agnesi", None),
        ] {
            assert_eq!(snippet(text, &wanted).as_deref(), want, "{text}");
        }
        let long = format!("{}agnes{}", "é ".repeat(300), " ü".repeat(300));
        assert!(snippet(&long, &wanted).unwrap().chars().count() < BEFORE + AFTER + 20);
    }
}
