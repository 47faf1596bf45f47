//! The slip: a cell as it is put before a person, with its question, what it wants, and the words about it in their context.

use serde::Serialize;

use super::review::Decision;
use super::{EngineError, reading};
use crate::campaign::{Campaign, QuestionId};
use crate::document::{Address, BlockKind, Document};
use crate::ledger::{Cell, Evidence, Row, Wanted};
use crate::message;
use crate::request::RequestId;
use crate::store::cells::Coded;
use crate::store::{Store, documents, messages, originals};

/// Lines shown before and after the words.
const ABOUT: usize = 3;

const BETWEEN_CELLS: &str = " | ";

/// A cell, whose it is and what is asked.
#[derive(Debug, Clone, Serialize)]
pub struct Slip {
    pub request: RequestId,
    pub token: String,
    pub authority: String,
    pub question: QuestionId,
    /// What was asked, or looked for.
    pub asks: String,
    /// What may be typed.
    pub wants: Wanted,
    /// The lines about the words, the words' own marked.
    pub context: Vec<ContextLine>,
    /// The message the words came from.
    pub message: Option<String>,
}

/// A line of the document about the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContextLine {
    pub text: String,
    /// Holds a part of the evidence's words.
    pub marked: bool,
}

impl Slip {
    /// The slip of a cell of a row, without context.
    pub fn of(campaign: &Campaign, row: &Row, cell: &Cell) -> Self {
        Self {
            request: RequestId::new(&campaign.name, &row.authority.code),
            token: row.token.clone(),
            authority: row.authority.name.clone(),
            question: cell.question.clone(),
            asks: asks(campaign, &cell.question),
            wants: Wanted::of(campaign, &cell.question),
            context: Vec::new(),
            message: cell.message.clone(),
        }
    }

    /// The same with the lines about the evidence.
    pub fn with_context(self, store: &Store, evidence: &Evidence) -> Result<Self, EngineError> {
        Ok(Self { context: context(store, self.message.as_deref(), evidence)?, ..self })
    }

    /// What `coder` decides of the cell.
    pub fn decided(&self, coder: &str, coded: Option<Coded>) -> Decision {
        Decision {
            request: self.request.clone(),
            question: self.question.clone(),
            coder: coder.to_owned(),
            coded,
            message: self.message.clone(),
        }
    }
}

/// What was asked, or looked for.
pub fn asks(campaign: &Campaign, id: &QuestionId) -> String {
    let question = campaign.questions.iter().find(|question| question.id == *id).map(|question| question.asks.clone());
    let observation = || campaign.observations.iter().find(|observation| observation.id == *id);
    question.or_else(|| observation().map(|observation| observation.looks_for.clone())).unwrap_or_default()
}

/// The lines of the document about the evidence's words.
fn context(store: &Store, message: Option<&str>, evidence: &Evidence) -> Result<Vec<ContextLine>, EngineError> {
    let Some(document) = document(store, message, evidence)? else { return Ok(Vec::new()) };
    Ok(about(&lines(&document), evidence))
}

/// The run of lines that hold the words, nearest to where they are said to stand ("0" and "12" stand in many), and what is next to it.
fn about(lines: &[Line], evidence: &Evidence) -> Vec<ContextLine> {
    let wanted: Vec<String> = evidence.words.lines().map(squeezed).filter(|line| !line.is_empty()).collect();
    let holds = |line: &Line| {
        let line = squeezed(&line.text);
        wanted.iter().any(|words| stands_in(words, &line) || (line.len() > 3 && words.contains(&line)))
    };
    let whole = |line: &Line| wanted.iter().any(|words| line.text.split(BETWEEN_CELLS).any(|cell| cell == words));
    let marked: Vec<bool> = lines.iter().map(holds).collect();
    let candidates = lines.iter().zip(&marked).enumerate().filter(|(_, (_, marked))| **marked);
    let nearest = candidates.min_by_key(|(_, (line, _))| (line.distance(&evidence.at), !whole(line)));
    let Some((hit, _)) = nearest else { return Vec::new() };
    // Words of one line stand in one; those of several in the lines next to it.
    let more = wanted.len().saturating_sub(1);
    let first = hit - marked.iter().take(hit).rev().take(more).take_while(|is| **is).count();
    let last = first + marked.iter().skip(first).take(more + 1).take_while(|is| **is).count();
    let shown = first.saturating_sub(ABOUT)..(last + ABOUT).min(lines.len());
    shown
        .filter_map(|at| Some(ContextLine { text: lines.get(at)?.text.clone(), marked: (first..last).contains(&at) }))
        .collect()
}

/// Do the words stand in the line as words? The 3 of "31 March" is no 3.
fn stands_in(words: &str, line: &str) -> bool {
    line.match_indices(words).any(|(at, found)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + found.len()..).and_then(|after| after.chars().next());
        let joins = |inner: Option<char>, outer: Option<char>| {
            inner.is_some_and(char::is_alphanumeric) && outer.is_some_and(char::is_alphanumeric)
        };
        !joins(words.chars().next(), before) && !joins(words.chars().next_back(), after)
    })
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line of a document and where it stands.
struct Line {
    text: String,
    at: Address,
    /// How many lines, or rows of a table, below the address.
    below: u32,
}

impl Line {
    /// How far from an address, the coarsest part of it first.
    fn distance(&self, at: &Address) -> (bool, bool, u32, u32) {
        let row = |at: &Address| {
            at.cell.as_ref().and_then(|cell| cell.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok())
        };
        let near = |here: Option<u32>, there: Option<u32>| match (here, there) {
            (Some(here), Some(there)) => (here + self.below).abs_diff(there),
            _ => 0,
        };
        let page = self.at.page.unwrap_or(0).abs_diff(at.page.unwrap_or(0));
        let within = near(self.at.line, at.line) + near(row(&self.at), row(at));
        (self.at.part != at.part, self.at.sheet != at.sheet, page, within)
    }
}

fn lines(document: &Document) -> Vec<Line> {
    let mut all = Vec::new();
    for block in &document.blocks {
        let texts: Vec<String> = if block.kind == BlockKind::Table {
            block.rows.iter().map(|row| cells(row)).collect()
        } else {
            block.text.lines().map(str::to_owned).collect()
        };
        let placed = texts.into_iter().zip(0_u32..);
        all.extend(placed.map(|(text, below)| Line { text, at: block.at.clone(), below }));
    }
    let fields = document.fields.iter().map(|(name, value)| format!("{name}: {value}"));
    all.extend(fields.map(|text| Line { text, at: Address::default(), below: 0 }));
    document.children.iter().for_each(|child| all.extend(lines(child)));
    all
}

/// A row of a table on one line.
fn cells(row: &[String]) -> String {
    row.iter().map(|cell| squeezed(cell)).collect::<Vec<_>>().join(BETWEEN_CELLS)
}

/// The document in which the evidence stands, as it was read.
fn document(store: &Store, message: Option<&str>, evidence: &Evidence) -> Result<Option<Document>, EngineError> {
    let Some(hash) = &evidence.original else { return Ok(None) };
    if let Some(kept) = documents::cached(store.read(), hash, crate::document::READER_VERSION)? {
        return Ok(Some(kept.document));
    }
    let Some(message) = message else { return Ok(None) };
    let Some(stored) = messages::by_key(store.read(), message)? else { return Ok(None) };
    let bytes = originals::bytes(store.read(), &stored.original)?.unwrap_or_default();
    Ok(Some(reading::body(&message::parse(&bytes))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::text;

    #[test]
    fn of_words_that_stand_in_many_lines_those_at_the_address_are_shown() {
        let letter = "12 Lattice Street\n\nDear Ms Trevanion,\n\n1. How many?\n\n12\n\n2. And before?\n\n12 as well\n";
        let document = text::read("body", letter);
        let evidence =
            |line| Evidence { words: "12".into(), document: "body".into(), at: Address::line(line), original: None };
        let marked = |line| {
            let about = about(&lines(&document), &evidence(line));
            about.into_iter().filter(|line| line.marked).map(|line| line.text).collect::<Vec<_>>()
        };
        assert_eq!(marked(1), ["12 Lattice Street"]);
        assert_eq!(marked(7), ["12"]);
        assert_eq!(marked(11), ["12 as well"]);
    }

    #[test]
    fn a_figure_is_not_found_inside_another() {
        assert!(stands_in("3", "3 | How many?") && stands_in("£12", "it was £12.") && stands_in("(1)", "s31(1)(a)"));
        assert!(!stands_in("3", "31 March 2013") && !stands_in("12", "2012"));
    }

    #[test]
    fn a_row_of_a_table_is_one_line_and_the_cell_that_is_the_words_is_nearest() {
        let html =
            "<table><tr><td>1</td><td>under s31(2)</td></tr><tr><td>2</td><td>Full: 10<br>Part: 3</td></tr></table>";
        let document = crate::document::read("body", html.as_bytes(), Some("text/html"), &Default::default());
        let evidence = Evidence { words: "2".into(), document: "body".into(), at: Address::default(), original: None };
        let about = about(&lines(&document), &evidence);
        let marked: Vec<&str> = about.iter().filter(|line| line.marked).map(|line| line.text.as_str()).collect();
        assert_eq!(marked, ["2 | Full: 10 Part: 3"]);
    }
}
