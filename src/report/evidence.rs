//! The ledger on the page: authority by authority, each answer with the words it came from.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::plot::slug;
use super::{Source, spell};
use crate::authority::Code;
use crate::ledger::{Cell, CellState, Disposition, Evidence, Row};

/// Words longer than this are cut: the original has them all.
const MOST_WORDS: usize = 1_500;
/// A ledger of more cells than this is left to the export.
const MOST_CELLS: usize = 12_000;

/// One authority's entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    pub anchor: String,
    pub name: String,
    pub code: String,
    /// Kind and region, as the frame has them.
    pub of: String,
    pub disposition: &'static str,
    /// "Sent 20 August 2018, due 18 September 2018, answered 10 September 2018."
    pub dates: String,
    pub exemptions: String,
    pub told: Vec<Told>,
}

/// One cell of an entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    pub question: String,
    #[serde(flatten)]
    pub answer: Answered,
}

/// A cell with what stands behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Answered {
    /// `£5,356`, `fewer than 5`, `not held`
    pub says: String,
    /// The cell state in words.
    pub state: &'static str,
    /// `reader`, a person's name; empty where nobody settled it.
    pub settled_by: String,
    /// `99.5%`: the reader's confidence.
    pub confidence: String,
    /// The exact words.
    pub words: String,
    /// `body, line 7`
    pub place: String,
    /// The original's hash, whole and short.
    pub original: String,
    pub original_short: String,
}

/// Anchors by code: readable, and no two alike whatever the codes are.
pub(super) fn anchors(source: &Source<'_>) -> BTreeMap<Code, String> {
    let mut taken = BTreeSet::new();
    let mut anchors = BTreeMap::new();
    for (at, row) in source.ledger.rows.iter().enumerate() {
        let readable = format!("a-{}", slug(&row.authority.code.0));
        let anchor = if taken.contains(&readable) { format!("{readable}.{at}") } else { readable };
        taken.insert(anchor.clone());
        anchors.insert(row.authority.code.clone(), anchor);
    }
    anchors
}

/// Whether the page can hold the ledger.
pub(super) fn fits(source: &Source<'_>) -> bool {
    source.ledger.rows.iter().map(|row| row.cells.len()).sum::<usize>() <= MOST_CELLS
}

/// Every authority's entry, in the ledger's order.
pub(super) fn entries(source: &Source<'_>, anchors: &BTreeMap<Code, String>) -> Vec<Entry> {
    source.ledger.rows.iter().map(|row| entry(source, row, anchors)).collect()
}

fn entry(source: &Source<'_>, row: &Row, anchors: &BTreeMap<Code, String>) -> Entry {
    let of = [&row.authority.kind, &row.authority.region];
    // An observation that nothing was said of is no gap in anybody's answer.
    let said = |cell: &&Cell| {
        row.state_of(cell) != CellState::NotAnswered
            || source.campaign.questions.iter().any(|question| question.id == cell.question)
    };
    let silent = row.cells.iter().all(|cell| cell.settled.is_none() && cell.proposal.is_none());
    let told = row
        .cells
        .iter()
        .filter(said)
        .map(|cell| Told { question: cell.question.to_string(), answer: answered(source, row, cell, MOST_WORDS) });
    Entry {
        anchor: anchors.get(&row.authority.code).cloned().unwrap_or_default(),
        name: row.authority.name.clone(),
        code: row.authority.code.to_string(),
        of: of.into_iter().filter(|words| !words.is_empty()).cloned().collect::<Vec<String>>().join(", "),
        disposition: row.disposition.words(),
        dates: dates(row),
        exemptions: row.exemptions.join(", "),
        told: if silent { Vec::new() } else { told.collect() },
    }
}

fn dates(row: &Row) -> String {
    let mut said = Vec::new();
    match row.sent {
        Some(sent) => said.push(format!("Sent {}", spell::day(sent))),
        None => return "Not sent.".to_owned(),
    }
    if let Some(due) = row.due {
        said.push(format!("due {}", spell::day(due)));
    }
    match row.replied {
        Some(replied) => said.push(format!("answered {}", spell::day(replied))),
        None if row.disposition != Disposition::Moved => said.push("no answer".to_owned()),
        None => {}
    }
    format!("{}.", said.join(", "))
}

/// A cell as the page tells it, its words cut to `most` characters.
pub(super) fn answered(source: &Source<'_>, row: &Row, cell: &Cell, most: usize) -> Answered {
    let unit = spell::unit_of(source.campaign, &cell.question);
    let state = row.state_of(cell).words();
    if let Some(settled) = &cell.settled {
        let confidence = settled.confidence.map(|sure| crate::findings::Unit::Percent.spell(100.0 * sure));
        return Answered {
            says: spell::answer(&settled.answer, &unit),
            state,
            settled_by: settled.by.to_string(),
            confidence: confidence.unwrap_or_default(),
            ..from(settled.evidence.as_ref(), most)
        };
    }
    match cell.proposal.as_ref().filter(|_| cell.waits()) {
        Some(proposal) => Answered {
            says: format!("waits for a person; the reader suggests {}", spell::answer(&proposal.answer, &unit)),
            state,
            ..from(Some(&proposal.evidence), most)
        },
        None => Answered { says: state.to_owned(), state, ..Answered::default() },
    }
}

fn from(evidence: Option<&Evidence>, most: usize) -> Answered {
    let Some(evidence) = evidence else { return Answered::default() };
    let at = evidence.at.to_string();
    let original = evidence.original.as_ref();
    Answered {
        words: spell::clipped(&evidence.words, most),
        place: if at.is_empty() { evidence.document.clone() } else { format!("{}, {at}", evidence.document) },
        original: original.map(ToString::to_string).unwrap_or_default(),
        original_short: original.map(|hash| hash.short().to_owned()).unwrap_or_default(),
        ..Answered::default()
    }
}
