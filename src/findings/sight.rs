//! What one row of the ledger answers to the names of an expression: surely, within bounds, or not at all and why.

use std::collections::BTreeSet;

use super::Reason;
use super::open::{Open, bounds_of, figure_bounds};
use crate::campaign::expression::{Aspect, Name, Scalar};
use crate::campaign::{AnswerType, Observation, Question, QuestionId, RowFact};
use crate::ledger::{Cell, CellState, Disposition, Figure, Ledger, Row, Settled, Value};

/// The answer to one name.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Seen {
    Sure(Scalar),
    /// A number known within bounds.
    Open(Open),
    /// A proposal, or a whole reply, waits for a person.
    Waits(Reason),
    Missing(Reason),
}

/// One question or observation as the ledger's columns hold it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub id: QuestionId,
    pub kind: AnswerType,
    pub unit: Option<String>,
    at_most: Option<usize>,
    /// Of an observation: the column of the question that it goes with.
    goes_with: Option<Option<usize>>,
}

impl Column {
    /// Is it what replies say though nobody asked?
    pub fn is_observation(&self) -> bool {
        self.goes_with.is_some()
    }
}

/// Where a name's answer is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Column(usize),
    Fact(RowFact),
    Variable,
}

/// The names that a campaign's expressions may use.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub columns: Vec<Column>,
    variables: BTreeSet<String>,
}

impl Names {
    pub fn of(questions: &[Question], observations: &[Observation], ledger: &Ledger) -> Self {
        let place = |id: &QuestionId| questions.iter().position(|question| question.id == *id);
        let asked = questions.iter().map(|question| Column {
            id: question.id.clone(),
            kind: question.kind,
            unit: question.unit.clone(),
            at_most: question.at_most.as_ref().and_then(place),
            goes_with: None,
        });
        let observed = observations.iter().map(|observation| Column {
            id: observation.id.clone(),
            kind: observation.kind,
            unit: None,
            at_most: None,
            goes_with: Some(observation.of.as_ref().and_then(place)),
        });
        let variables = ledger.rows.iter().flat_map(|row| row.authority.variables.keys().cloned()).collect();
        Self { columns: asked.chain(observed).collect(), variables }
    }

    /// Questions and observations first, then facts of the row, then columns of the frame.
    pub fn source(&self, name: &str) -> Option<Source> {
        if let Some(column) = self.columns.iter().position(|column| column.id.0 == name) {
            return Some(Source::Column(column));
        }
        if let Some(fact) = RowFact::named(name) {
            return Some(Source::Fact(fact));
        }
        (OWN_COLUMNS.contains(&name) || self.variables.contains(name)).then_some(Source::Variable)
    }

    /// Every name there is, for "did you mean".
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let columns = self.columns.iter().map(|column| column.id.0.as_str());
        let facts = RowFact::ALL.into_iter().map(|(word, _)| word);
        columns.chain(facts).chain(OWN_COLUMNS).chain(self.variables.iter().map(String::as_str))
    }

    pub fn column(&self, source: Source) -> Option<&Column> {
        match source {
            Source::Column(at) => self.columns.get(at),
            Source::Fact(_) | Source::Variable => None,
        }
    }

    /// What `row` answers to `name`, found at `source`.
    pub fn see(&self, row: &Row, name: &Name, source: Source) -> Seen {
        match source {
            Source::Column(at) => match self.columns.get(at) {
                Some(column) => self.answer(row, at, column, &name.aspect),
                None => Seen::Missing(Reason::NoVariable { name: name.word.clone() }),
            },
            Source::Fact(fact) => see_fact(row, fact, &name.word),
            Source::Variable => variable(row, &name.word)
                .and_then(Scalar::of_cell)
                .map_or_else(|| Seen::Missing(Reason::NoVariable { name: name.word.clone() }), Seen::Sure),
        }
    }

    fn answer(&self, row: &Row, at: usize, column: &Column, aspect: &Aspect) -> Seen {
        let cell = cell_at(row, at, &column.id);
        if *aspect == Aspect::State {
            let outside = row.disposition == Disposition::AfterClose;
            let state = cell.filter(|_| !outside).map_or(CellState::NoReply, |cell| row.state_of(cell));
            return Seen::Sure(Scalar::Text(state.words().to_owned()));
        }
        if row.disposition == Disposition::AfterClose {
            return Seen::Missing(Reason::Disposition(row.disposition));
        }
        let Some(cell) = cell else { return Seen::Missing(Reason::Disposition(row.disposition)) };
        match &cell.settled {
            Some(settled) => self.settled(row, column, settled, aspect),
            None if cell.waits() => Seen::Waits(Reason::WaitsForAPerson { question: column.id.clone() }),
            None => self.absent(row, column),
        }
    }

    fn settled(&self, row: &Row, column: &Column, settled: &Settled, aspect: &Aspect) -> Seen {
        let answer = &settled.answer;
        let missing = |state| Seen::Missing(Reason::State { question: column.id.clone(), state });
        let number = |number: Option<f64>| {
            number.map_or_else(|| missing(answer.state), |number| Seen::Sure(Scalar::Number(number)))
        };
        match (answer.state, aspect) {
            (_, Aspect::Part(name)) => self.figure(row, column, &answer.parts, name),
            (_, Aspect::Series(name)) => self.figure(row, column, &answer.series, name),
            (CellState::Value | CellState::Zero, Aspect::Low | Aspect::High) => {
                number(match (&answer.value, answer.state) {
                    (Some(Value::Number(number)), _) => Some(*number),
                    (None, CellState::Zero) => Some(0.0),
                    _ => None,
                })
            }
            (CellState::Censored, Aspect::Low) => number(answer.low),
            (CellState::Censored, Aspect::High) => number(answer.high),
            (CellState::Value | CellState::Zero, _) => match &answer.value {
                Some(Value::Number(number)) => Seen::Sure(Scalar::Number(*number)),
                Some(Value::YesNo(yes)) => Seen::Sure(Scalar::YesNo(*yes)),
                Some(Value::Date(date)) => Seen::Sure(Scalar::Date(*date)),
                Some(Value::Text(text)) => Seen::Sure(Scalar::Text(text.clone())),
                None if answer.state == CellState::Zero => Seen::Sure(Scalar::Number(0.0)),
                None => missing(CellState::Value),
            },
            (CellState::Censored, _) => bounds_of(answer, column.kind)
                .map(|open| open.at_most(self.ceiling(row, column)))
                .map_or_else(|| missing(CellState::Censored), Seen::Open),
            (CellState::NotAnswered, Aspect::Value) if column.goes_with.is_some() => self.absent(row, column),
            (CellState::Unclear, _) => {
                Seen::Waits(Reason::State { question: column.id.clone(), state: CellState::Unclear })
            }
            (state, _) => missing(state),
        }
    }

    /// A part or an entry of a series by its name, letter case aside.
    fn figure(&self, row: &Row, column: &Column, figures: &[(String, Figure)], name: &str) -> Seen {
        let found = figures.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
        let missing = |state| Seen::Missing(Reason::State { question: column.id.clone(), state });
        match found.map(|(_, figure)| figure) {
            None => missing(CellState::NotAnswered),
            Some(Figure::Number(number)) => Seen::Sure(Scalar::Number(*number)),
            Some(Figure::Words(words)) => match (figure_bounds(words, column.kind), words.as_str()) {
                (Some(open), _) => Seen::Open(open.at_most(self.ceiling(row, column))),
                (None, "not_held") => missing(CellState::NotHeld),
                (None, "refused") => missing(CellState::Exempt),
                (None, _) => missing(CellState::Unclear),
            },
        }
    }

    /// What nothing in the cell means: no to a yes/no observation on an answer that is there, otherwise an answer missing.
    fn absent(&self, row: &Row, column: &Column) -> Seen {
        let missing = Seen::Missing(match row.disposition {
            Disposition::Full | Disposition::Partial => {
                Reason::State { question: column.id.clone(), state: CellState::NotAnswered }
            }
            other => Reason::Disposition(other),
        });
        if row.disposition == Disposition::Unclear {
            return Seen::Waits(Reason::Disposition(row.disposition));
        }
        let answered = matches!(row.disposition, Disposition::Full | Disposition::Partial);
        match column.goes_with {
            Some(None) if answered && column.kind == AnswerType::YesNo => Seen::Sure(Scalar::YesNo(false)),
            Some(Some(at)) if column.kind == AnswerType::YesNo => {
                let Some(question) = self.columns.get(at).filter(|question| question.goes_with.is_none()) else {
                    return missing;
                };
                match self.answer(row, at, question, &Aspect::Value) {
                    Seen::Sure(_) | Seen::Open(_) => Seen::Sure(Scalar::YesNo(false)),
                    other => other,
                }
            }
            _ => missing,
        }
    }

    /// The most that an answer can be: the answer to the question that it is a part of, or all of 100 %.
    fn ceiling(&self, row: &Row, column: &Column) -> Option<f64> {
        let cell = column.at_most.and_then(|at| cell_at(row, at, &self.columns.get(at)?.id));
        let whole = cell.and_then(|cell| cell.settled.as_ref()).and_then(|settled| match settled.answer.value {
            Some(Value::Number(number)) if settled.answer.state != CellState::Censored => Some(number),
            _ => None,
        });
        whole.or((column.kind == AnswerType::Percent).then_some(100.0))
    }
}

/// Columns that every frame has.
const OWN_COLUMNS: [&str; 5] = ["code", "name", "kind", "region", "email"];

/// What the frame says of an authority under `name`.
pub(super) fn variable<'a>(row: &'a Row, name: &str) -> Option<&'a str> {
    let authority = &row.authority;
    match name {
        "code" => Some(&authority.code.0),
        "name" => Some(&authority.name),
        "kind" => Some(&authority.kind),
        "region" => Some(&authority.region),
        "email" => Some(&authority.email),
        other => authority.variables.get(other).map(String::as_str),
    }
}

/// Cells stand in the campaign's order; a ledger that was put together otherwise is still read right.
fn cell_at<'a>(row: &'a Row, at: usize, id: &QuestionId) -> Option<&'a Cell> {
    row.cells.get(at).filter(|cell| cell.question == *id).or_else(|| row.cell(id))
}

fn see_fact(row: &Row, fact: RowFact, word: &str) -> Seen {
    let number = |number: Option<f64>| {
        number.map_or_else(
            || Seen::Missing(Reason::NoVariable { name: word.to_owned() }),
            |number| Seen::Sure(Scalar::Number(number)),
        )
    };
    match fact {
        RowFact::Asked => Seen::Sure(Scalar::YesNo(row.sent.is_some())),
        RowFact::Replied => Seen::Sure(Scalar::YesNo(row.has_replied())),
        RowFact::Disposition => Seen::Sure(Scalar::Text(row.disposition.word().to_owned())),
        RowFact::ReplyKind => match row.reply_kind.filter(|_| row.has_replied()) {
            Some(kind) => Seen::Sure(Scalar::Text(kind.word().to_owned())),
            None => Seen::Missing(Reason::Disposition(row.disposition)),
        },
        RowFact::DaysTaken => match row.days_to_reply() {
            Some(days) => Seen::Sure(Scalar::Number(f64::from(days))),
            None => Seen::Missing(Reason::Disposition(row.disposition)),
        },
        RowFact::OverdueDays => number(row.overdue_days.map(f64::from)),
    }
}
