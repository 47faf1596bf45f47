//! Answers: the cells of a campaign with their words, for browsing; picked by question and by a condition on their row.

use jiff::civil::Date;
use miette::{Diagnostic, SourceSpan};
use serde::Serialize;
use thiserror::Error;

use super::ledger::bundle;
use super::{EngineError, Workspace};
use crate::campaign::{QuestionId, nearest};
use crate::document::Address;
use crate::findings::select;
use crate::ledger::{Answer, Cell, CellState, Row};

/// Which cells are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// These questions and observations; all where none is named.
    pub questions: Vec<String>,
    /// Only authorities of which this condition holds, in the campaign's expression language.
    pub condition: Option<String>,
}

/// The cells found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answers {
    pub campaign: String,
    pub as_of: Date,
    pub cells: Vec<CellFound>,
    /// Authorities of which the condition is neither true nor false: an answer it needs is missing or waits.
    pub undecided: usize,
}

/// One cell with its words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellFound {
    pub authority: String,
    pub name: String,
    pub question: QuestionId,
    /// As the ledger has it: `unclear` for a cell that waits.
    pub state: CellState,
    /// What stands; of a cell that waits, what is proposed.
    pub answer: Option<Answer>,
    pub waits: bool,
    /// `reader`, a person's name, or nothing.
    pub settled_by: Option<String>,
    pub confidence: Option<f64>,
    /// The exact words it was read from.
    pub words: Option<String>,
    pub document: Option<String>,
    pub at: Option<Address>,
    pub original: Option<String>,
    pub message_id: Option<String>,
}

/// Why no answers are shown.
#[derive(Debug, Error, Diagnostic)]
pub enum AnswersError {
    #[error("campaign `{campaign}` has no question or observation `{id}`")]
    #[diagnostic(help("{help}"))]
    NoQuestion { campaign: String, id: String, help: String },
    #[error("{message}")]
    Condition {
        message: String,
        #[source_code]
        text: String,
        #[label("here")]
        at: SourceSpan,
        #[help]
        help: String,
    },
    #[error(transparent)]
    #[diagnostic(transparent)]
    Engine(#[from] EngineError),
}

/// Finds the wanted cells of `name` as of a day, in the order of frame and campaign.
pub fn answers(workspace: &Workspace, name: &str, as_of: Date, wanted: &Wanted) -> Result<Answers, AnswersError> {
    let bundle = bundle(workspace, name, as_of)?;
    let campaign = &bundle.campaign;
    let ids: Vec<&str> = campaign
        .questions
        .iter()
        .map(|question| question.id.0.as_str())
        .chain(campaign.observations.iter().map(|observation| observation.id.0.as_str()))
        .collect();
    if let Some(id) = wanted.questions.iter().find(|id| !ids.contains(&id.as_str())) {
        let help = match nearest(id, ids.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it asks: {}", ids.join(", ")),
        };
        return Err(AnswersError::NoQuestion { campaign: name.to_owned(), id: id.clone(), help });
    }
    let holds = match &wanted.condition {
        Some(text) => select(text, &campaign.questions, &campaign.observations, &bundle.ledger).map_err(|fault| {
            let at = fault.span.into();
            AnswersError::Condition { message: fault.message, text: text.clone(), at, help: fault.help }
        })?,
        None => vec![Some(true); bundle.ledger.rows.len()],
    };
    let undecided = holds.iter().filter(|holds| holds.is_none()).count();
    let rows = bundle.ledger.rows.iter().zip(&holds).filter(|(_, holds)| **holds == Some(true)).map(|(row, _)| row);
    let is_wanted = |cell: &&Cell| wanted.questions.is_empty() || wanted.questions.contains(&cell.question.0);
    let cells = rows.flat_map(|row| row.cells.iter().filter(is_wanted).map(move |cell| found(row, cell))).collect();
    Ok(Answers { campaign: name.to_owned(), as_of, cells, undecided })
}

fn found(row: &Row, cell: &Cell) -> CellFound {
    let settled = cell.settled.as_ref();
    let waits = cell.waits();
    let proposal = cell.proposal.as_ref().filter(|_| waits);
    let evidence = settled.and_then(|s| s.evidence.as_ref()).or(proposal.map(|proposal| &proposal.evidence));
    CellFound {
        authority: row.authority.code.0.clone(),
        name: row.authority.name.clone(),
        question: cell.question.clone(),
        state: row.state_of(cell),
        answer: settled.map(|settled| &settled.answer).or(proposal.map(|proposal| &proposal.answer)).cloned(),
        waits,
        settled_by: settled.map(|settled| settled.by.to_string()),
        confidence: settled.and_then(|s| s.confidence).or(proposal.map(|proposal| proposal.confidence)),
        words: evidence.map(|evidence| evidence.words.clone()),
        document: evidence.map(|evidence| evidence.document.clone()),
        at: evidence.map(|evidence| evidence.at.clone()),
        original: evidence.and_then(|evidence| evidence.original.as_ref()).map(ToString::to_string),
        message_id: cell.message.clone().filter(|_| settled.is_some() || waits),
    }
}
