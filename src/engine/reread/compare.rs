//! What stands in the store of a message, beside what the present readers say of it. Only looks.

use super::{CellChange, Change, DocumentChange};
use crate::campaign::QuestionId;
use crate::document::{Document, READER_VERSION};
use crate::engine::reading::{Prepared, words};
use crate::engine::{EngineError, says};
use crate::ledger::Proposal;
use crate::request::{RequestId, Says, Source, What};
use crate::store::messages::StoredMessage;
use crate::store::{Connection, cells, documents, events};

/// Characters of a document whose words are counted for the diff.
const COUNTED: usize = 1 << 22;

/// What is different.
pub(super) struct Difference {
    /// The message's row as it should be.
    pub(super) message: StoredMessage,
    row: bool,
    /// What the request's events should say of it, if they do not.
    pub(super) says: Option<Says>,
    /// The proposals are to be taken back and made anew.
    pub(super) proposals: bool,
    /// Some document is not kept as the present readers read it.
    unkept: bool,
    documents: Vec<DocumentChange>,
    cells: Vec<CellChange>,
    was: StoredMessage,
}

impl Difference {
    /// The store says already what the readers say.
    pub(super) fn is_nothing(&self) -> bool {
        !self.row && self.says.is_none() && !self.proposals && !self.unkept
    }

    /// What a person would want to see of it; none if it reads the same.
    pub(super) fn change(self, message: &StoredMessage) -> Option<Change> {
        let kind = (self.was.kind != self.message.kind).then_some((self.was.kind, self.message.kind));
        let particulars = self.row || self.says.is_some();
        if kind.is_none() && !particulars && self.documents.is_empty() && self.cells.is_empty() {
            return None;
        }
        Some(Change {
            number: message.id,
            message: message.key.clone(),
            request: message.request.clone(),
            kind,
            particulars,
            documents: self.documents,
            cells: self.cells,
        })
    }
}

/// Compares what is kept of a message with what was read of it now.
pub(super) fn compare(
    db: &Connection,
    message: &StoredMessage,
    prepared: &Prepared,
) -> Result<Difference, EngineError> {
    let (said, by_person) = match &message.request {
        Some(request) => last_said(db, request, &message.key)?,
        None => (None, false),
    };
    let row = StoredMessage {
        kind: if by_person { message.kind } else { prepared.reading.kind },
        reading: says::written(&prepared.reading)?,
        attachments: u32::try_from(prepared.parts.len()).unwrap_or(u32::MAX),
        blemishes: says::json(&prepared.message.blemishes)?,
        ..message.clone()
    };
    let says = says::of(&prepared.reading);
    let (unkept, documents) = documents_of(db, prepared)?;
    let stood = match &message.request {
        Some(request) => cells::proposed_from(db, message.id, request)?,
        None => Vec::new(),
    };
    let proposes = if message.request.is_some() { &prepared.reading.proposals[..] } else { &[] };
    let proposals = says::json(&stood)? != says::json(&proposes)?;
    let cells = if proposals { cells_of(db, message, &stood, proposes)? } else { Vec::new() };
    Ok(Difference {
        row: row != *message,
        says: (message.request.is_some() && said.as_ref() != Some(&says)).then_some(says),
        proposals,
        unkept,
        documents,
        cells,
        was: message.clone(),
        message: row,
    })
}

/// What the reader last said of a message in a request's events, and whether a person has said something too.
fn last_said(db: &Connection, request: &RequestId, key: &str) -> Result<(Option<Says>, bool), EngineError> {
    let (mut said, mut by_person) = (None, false);
    for event in events::of_request(db, request)? {
        match event.what {
            What::Received { message, says } if message == key => said = Some(says),
            What::Recognised { message, says } if message == key => match event.source {
                Source::Person(_) => by_person = true,
                _ => said = Some(says),
            },
            _ => {}
        }
    }
    Ok((said, by_person))
}

/// Whether some document is kept otherwise or not at all, and the ones that became something else.
fn documents_of(db: &Connection, prepared: &Prepared) -> Result<(bool, Vec<DocumentChange>), EngineError> {
    let mut unkept = false;
    let mut changes = Vec::new();
    for (part, document) in prepared.parts.iter().zip(&prepared.documents) {
        let kept = documents::latest(db, &document.hash)?;
        let same = kept.as_ref().is_some_and(|kept| same(&kept.document, document));
        unkept |= !same || kept.as_ref().is_none_or(|kept| kept.version != READER_VERSION);
        if !same {
            let was = kept.map(|kept| measure(&kept.document));
            changes.push(DocumentChange { name: part.name.clone(), was, now: measure(document) });
        }
    }
    Ok((unkept, changes))
}

/// The same but for the name: one attachment may come under two, and is kept once.
fn same(one: &Document, other: &Document) -> bool {
    let named = |document: &Document| Document { file: String::new(), ..document.clone() };
    named(one) == named(other)
}

fn measure(document: &Document) -> (String, usize) {
    let count = words(document, COUNTED).split_whitespace().count();
    (documents::word(document.state).to_owned(), count)
}

/// The questions of which something else is proposed.
fn cells_of(
    db: &Connection,
    message: &StoredMessage,
    stood: &[Proposal],
    proposes: &[Proposal],
) -> Result<Vec<CellChange>, EngineError> {
    let settled = match &message.request {
        Some(request) => cells::settled_by_people(db, request)?,
        None => Vec::new(),
    };
    let mut questions: Vec<&QuestionId> = stood.iter().chain(proposes).map(|proposal| &proposal.question).collect();
    questions.sort();
    questions.dedup();
    let of = |proposals: &[Proposal], question: &QuestionId| {
        proposals.iter().rfind(|proposal| proposal.question == *question).cloned()
    };
    let changed = questions.into_iter().filter_map(|question| {
        let (was, now) = (of(stood, question), of(proposes, question));
        (was != now).then(|| CellChange {
            question: question.clone(),
            was: was.map(|proposal| proposal.answer),
            now: now.map(|proposal| proposal.answer),
            settled_by_person: settled.contains(question),
        })
    });
    Ok(changed.collect())
}
