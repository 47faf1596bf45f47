//! What a statistician asks first, each answered in a sentence or two from the store: of what, who is missing, how sure is
//! the reading, what was changed by hand. The sections that the answers lead to have the rest.

use serde::Serialize;

use super::{Source, spell};
use crate::findings::{Comparison, Effect, Sampling, Unit};
use crate::ledger::{Cell, CellState, Coder, Disposition, Settled};

/// A question with its answer, and the anchor where there is more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    pub question: &'static str,
    pub answer: String,
    pub href: &'static str,
    /// What is found there.
    pub more: &'static str,
}

pub(super) fn asked(source: &Source<'_>) -> Vec<Asked> {
    let one = |question, answer, href, more| Asked { question, answer, href, more };
    vec![
        one("Of what?", of_what(source), "#methods", "Methods"),
        one("Who is missing?", who_is_missing(source), "#missing", "Who is missing"),
        one("How sure is the reading?", how_sure(source), "#methods", "Methods"),
        one("What was changed by hand?", by_hand(source), "#by-hand", "What was changed by hand"),
    ]
}

fn of_what(source: &Source<'_>) -> String {
    let coverage = source.coverage;
    let frame = match Sampling::of(source.campaign) {
        Sampling::SampleOf(population) if population > coverage.frame => {
            format!(
                "A sample of {} drawn at random from {}",
                spell::authorities(coverage.frame),
                spell::count(population)
            )
        }
        _ => format!("A census: {}, the whole of the frame", spell::authorities(coverage.frame)),
    };
    format!(
        "{frame}. {} in full or in part. No figure fills in for those who gave no answer: each says of how many it is, and who is left out.",
        match coverage.rr2.count {
            1 => "1 answered".to_owned(),
            count => format!("{} answered", spell::count(count)),
        }
    )
}

fn who_is_missing(source: &Source<'_>) -> String {
    let coverage = source.coverage;
    let missing = coverage.frame - coverage.replied.count;
    if missing == 0 {
        return "Nobody: every authority of the frame answered.".to_owned();
    }
    let kinds: Vec<String> = coverage
        .dispositions
        .iter()
        .filter(|(disposition, count)| *count > 0 && !answered(*disposition))
        .map(|(disposition, count)| format!("{} {}", spell::count(*count), disposition.words()))
        .collect();
    let widest = source.nonresponse.comparisons.iter().max_by(|a, b| size(a).total_cmp(&size(b)));
    let unlike = match widest {
        Some(comparison) if size(comparison) > 0.0 => {
            format!(
                " What tells them most from those who answered is {} ({}, {}).",
                comparison.variable,
                super::missing::effect(comparison),
                comparison.effect.size()
            )
        }
        _ => String::new(),
    };
    format!("{} of {}: {}.{unlike}", spell::count(missing), spell::count(coverage.frame), kinds.join(", "))
}

fn answered(disposition: Disposition) -> bool {
    matches!(disposition, Disposition::Full | Disposition::Partial | Disposition::Refused | Disposition::NotHeld)
}

/// How unlike the two sides are, in thirds of the way to "large", so that both kinds of effect can be ranked.
fn size(comparison: &Comparison) -> f64 {
    match comparison.effect {
        Effect::CramersV(v) => v / 0.5,
        Effect::CohensD(d) => d.abs() / 0.8,
        Effect::Undefined => 0.0,
    }
}

/// Every settled answer that counts, with its cell.
fn settled<'a>(source: &'a Source<'_>) -> impl Iterator<Item = (&'a Cell, &'a Settled)> {
    let rows = source.ledger.rows.iter().filter(|row| row.disposition != Disposition::AfterClose);
    rows.flat_map(|row| &row.cells)
        .filter_map(|cell| cell.settled.as_ref().map(|settled| (cell, settled)))
        .filter(|(_, settled)| settled.answer.state != CellState::NoReply)
}

fn how_sure(source: &Source<'_>) -> String {
    let all = settled(source).count();
    let alone = settled(source).filter(|(_, settled)| settled.by == Coder::Reader).count();
    let waiting: usize = source.coverage.items.iter().map(|item| item.waiting).sum();
    if all == 0 {
        return "No answer has been settled yet.".to_owned();
    }
    let share = Unit::Percent.spell(100.0 * alone as f64 / all as f64);
    let audit = match source.audit.checked {
        0 => "nobody has audited those yet".to_owned(),
        _ => format!("of those, a person audited a random sample: {}", source.audit),
    };
    let waits = match waiting {
        0 => "none waits for a person".to_owned(),
        1 => "1 waits for a person and is in no figure".to_owned(),
        count => format!("{} wait for a person and are in no figure", spell::count(count)),
    };
    let rest = if alone == all { "" } else { " People settled the rest." };
    format!(
        "Of {} settled answers the program read {} alone ({share}); {audit}.{rest} Of the answers it found, {waits}.",
        spell::count(all),
        spell::count(alone)
    )
}

fn by_hand(source: &Source<'_>) -> String {
    let people = settled(source).filter(|(_, settled)| settled.by != Coder::Reader).count();
    let otherwise = settled(source).filter(|(cell, _)| cell.disputed()).count();
    if people == 0 && source.decisions.is_empty() {
        return "Nothing.".to_owned();
    }
    let bare = settled(source).filter(|(_, settled)| settled.evidence.is_none()).count();
    let words = match bare {
        0 => String::new(),
        1 => " 1 was settled without keeping the words.".to_owned(),
        count => format!(" {} were settled without keeping the words.", spell::count(count)),
    };
    let people = match people {
        1 => "1 answer was settled by a person".to_owned(),
        count => format!("{} answers were settled by a person", spell::count(count)),
    };
    format!(
        "{people}, {} of them otherwise than the program proposed.{words} Every decision is listed, with who took it and when.",
        if otherwise == 0 { "none".to_owned() } else { spell::count(otherwise) }
    )
}
