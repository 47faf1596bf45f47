//! Which rows a condition picks, for browsing: the names and the sight of findings, without a figure.

use super::sight::{Names, Seen};
use crate::campaign::expression::{Aspect, ExpressionFault, Kind, Name, Scalar, parse};
use crate::campaign::{AnswerType, Observation, Question, RowFact, nearest, row_fact};
use crate::ledger::{Ledger, Row};

/// Whether `condition` holds of each row, in the ledger's order; `None` where what is known does not decide it.
///
/// An answer given as a bound is compared only where `low(q)` or `high(q)` ask for it.
///
/// # Errors
/// The first fault of the condition, with its place: it cannot be read, names what does not exist, or compares what
/// cannot be compared.
pub fn select(
    condition: &str,
    questions: &[Question],
    observations: &[Observation],
    ledger: &Ledger,
) -> Result<Vec<Option<bool>>, ExpressionFault> {
    let expression = parse(condition)?;
    let names = Names::of(questions, observations, ledger);
    for name in expression.names() {
        if names.source(&name.word).is_none() {
            let help = match nearest(&name.word, names.all()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the names are: {}", names.all().collect::<Vec<_>>().join(", ")),
            };
            return Err(ExpressionFault::new(format!("nothing is called `{}`", name.word), name.span.clone(), help));
        }
    }
    let (kind, faults) = expression.check(&|name| kind_of(&names, questions, name));
    if let Some(fault) = faults.into_iter().next() {
        return Err(fault);
    }
    if kind.is_some_and(|kind| kind != Kind::YesNo) {
        let help = format!("compare it with something: \"{condition} > 0\"");
        return Err(ExpressionFault::new("this is a value, not a condition", 0..condition.len(), help));
    }
    let holds = |row: &Row| expression.holds(&|name| known(&names, row, name));
    Ok(ledger.rows.iter().map(holds).collect())
}

fn known(names: &Names, row: &Row, name: &Name) -> Option<Scalar> {
    match names.see(row, name, names.source(&name.word)?) {
        Seen::Sure(scalar) => Some(scalar),
        Seen::Open(open) => open.given.map(Scalar::Number),
        Seen::Waits(_) | Seen::Missing(_) => None,
    }
}

/// The kind of a name, where its question says; a column of the frame may be anything.
fn kind_of(names: &Names, questions: &[Question], name: &Name) -> Option<Kind> {
    let words = |words: &[&str]| Some(Kind::OneOf(words.iter().map(|word| (*word).to_owned()).collect()));
    match name.aspect {
        Aspect::State => return words(&row_fact::CELL_STATES),
        Aspect::Low | Aspect::High | Aspect::Part(_) | Aspect::Series(_) => return Some(Kind::Number),
        Aspect::Value => {}
    }
    if let Some(column) = names.source(&name.word).and_then(|source| names.column(source)) {
        return Some(match column.kind {
            AnswerType::Count | AnswerType::Money | AnswerType::Percent => Kind::Number,
            AnswerType::YesNo => Kind::YesNo,
            AnswerType::Date => Kind::Date,
            AnswerType::Text | AnswerType::Table => Kind::Text,
            AnswerType::Choice => {
                let choices = questions.iter().find(|question| question.id == column.id).map(|q| q.choices.clone());
                Kind::OneOf(choices.unwrap_or_default())
            }
        });
    }
    match RowFact::named(&name.word)? {
        RowFact::Asked | RowFact::Replied => Some(Kind::YesNo),
        RowFact::Disposition => words(&row_fact::DISPOSITIONS),
        RowFact::ReplyKind => words(&row_fact::ANSWERING_KINDS),
        RowFact::DaysTaken | RowFact::OverdueDays => Some(Kind::Number),
    }
}
