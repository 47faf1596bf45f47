//! Whether every letter of a campaign can be written to everybody, seen by writing them all.

use std::collections::BTreeMap;

use jiff::ToSpan;
use tera::{Context, Map, Value};

use super::{Facts, Letter, LetterKind, Writer, context};
use crate::authority::Authority;
use crate::campaign::{Advice, Campaign, CampaignError, Found};
use crate::request::Token;

/// A template with more gaps than this is no template for this campaign.
const MOST: usize = 40;

/// Writes every letter to every member of the frame and throws it away.
///
/// # Errors
/// [`CampaignError::Faults`]: templates that do not parse, variables that do not exist or are empty for somebody.
pub fn check(campaign: &Campaign) -> Result<Vec<Advice>, CampaignError> {
    let mut found = Found::default();
    note(campaign, &mut found);
    found.verdict(&format!("campaigns/{}", campaign.name))
}

/// As [`check`], added to what else was found in the folder.
pub fn note(campaign: &Campaign, found: &mut Found) {
    match Writer::new(campaign) {
        Ok(writer) => LetterKind::ALL.into_iter().for_each(|kind| letters(&writer, kind, campaign, found)),
        Err(faults) => found.faults.extend(faults),
    }
}

fn letters(writer: &Writer, kind: LetterKind, campaign: &Campaign, found: &mut Found) {
    // By place and name: for whom it is empty.
    let mut gaps: BTreeMap<(usize, String), (super::writer::Gap, Vec<String>)> = BTreeMap::new();
    let mut sample = None;
    for authority in &campaign.frame.members {
        let facts = least_known(kind, campaign, authority);
        let mut context = context::of_letter(authority, &facts);
        for _ in 0..MOST {
            match writer.with_context(kind, &context, &facts) {
                Ok(letter) => {
                    sample = sample.or(Some((letter, facts)));
                    break;
                }
                Err(gap) => {
                    let filled = gap.name.as_deref().is_some_and(|name| fill(&mut context, name));
                    let key = (gap.span.start, gap.name.clone().unwrap_or_else(|| gap.message.clone()));
                    gaps.entry(key).or_insert_with(|| (gap, Vec::new())).1.push(authority.code.0.clone());
                    if !filled {
                        break;
                    }
                }
            }
        }
    }
    for (gap, whom) in gaps.into_values() {
        found.faults.push(writer.fault(kind, &gap, &named(&whom, campaign.frame.members.len())));
    }
    if let (LetterKind::Request, Some((letter, facts)), true) = (kind, sample, found.faults.is_empty()) {
        advise(writer, &letter, &facts, campaign, found);
    }
}

/// The facts that a letter of this kind can count on, and no others.
fn least_known(kind: LetterKind, campaign: &Campaign, authority: &Authority) -> Facts {
    let token = Token::for_request(&campaign.name, &authority.code, 0);
    let mut facts = Facts::of_request(token, campaign.opens);
    if kind != LetterKind::Request {
        facts.sent = Some(campaign.opens);
        facts.due = campaign.opens.checked_add(28.days()).ok();
    }
    if kind == LetterKind::Clarification {
        facts.words = Some("...".into());
    }
    facts
}

/// Gives the missing name a value, so that the next gap comes to light.
fn fill(context: &mut Context, name: &str) -> bool {
    match name.split_once('.') {
        None => context.insert_value(name.to_owned(), Value::from("...")),
        Some((map, field)) => {
            let known = context.get(map).and_then(Value::as_map).cloned();
            let Some(mut fields): Option<Map> = known else { return false };
            fields.insert(field.to_owned().into(), Value::from("..."));
            context.insert_value(map.to_owned(), Value::from(fields));
        }
    }
    true
}

/// `R1A, R1C and 4 more of 226`.
fn named(whom: &[String], of: usize) -> String {
    let first = whom.iter().take(3).map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
    match whom.len() {
        0..=3 => first,
        more => format!("{first} and {} more of {of} authorities", more - 3),
    }
}

/// What a request should have in it although it can be sent without.
fn advise(writer: &Writer, letter: &Letter, facts: &Facts, campaign: &Campaign, found: &mut Found) {
    let Some(source) = writer.source(LetterKind::Request) else { return };
    let text = format!("{}\n{}", letter.subject, letter.body);
    if !text.contains(&facts.token.to_string()) {
        let message =
            "the request nowhere says {{ token }}: replies that do not quote it are harder to tie to their request";
        found.advice.push(Advice::new(source, 0, message));
    }
    for question in campaign.questions.iter().filter(|question| !text.contains(question.asks.trim())) {
        let message = format!("the request does not put question `{}` in its own words", question.id);
        found.advice.push(Advice::new(source, 0, message));
    }
}
