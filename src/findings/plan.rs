//! A finding's rule made ready: its expressions parsed, its names found, its statistic known.

use super::FindingError;
use super::sight::{Column, Names, Source};
use crate::campaign::expression::{Aggregate, Aspect, Expression, ExpressionFault, Name, parse, parse_total};
use crate::campaign::{FindingRule, Measure, QuestionId, nearest};

/// How the values of the rows come to one figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Statistic {
    Share,
    Count,
    Sum,
    Mean,
    Median,
    Range,
    Quantiles,
    Ratio(Aggregate, Aggregate),
}

/// A rule made ready for a ledger.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub rule: &'a FindingRule,
    pub names: &'a Names,
    pub statistic: Statistic,
    /// One expression; of a ratio two.
    pub subjects: Vec<Expression>,
    pub among: Option<Expression>,
    /// Every name of `among` and the subjects, each once, in that order.
    pub slots: Vec<(Name, Source)>,
    /// Which slots the subjects cannot do without.
    pub needed: Vec<usize>,
    /// Where the truth of the expressions may turn.
    pub turns: Vec<f64>,
    /// What the rows are grouped by.
    pub by: Option<(Name, Source)>,
}

impl<'a> Plan<'a> {
    /// Reads the expressions of `rule` and finds their names.
    pub fn of(rule: &'a FindingRule, names: &'a Names) -> Result<Self, FindingError> {
        let read = |text: &str| parse(text).map_err(|fault| FindingError::of(&rule.id, text, fault));
        let (statistic, subjects) = match &rule.measure {
            Measure::Share(text) => (Statistic::Share, vec![read(text)?]),
            Measure::Count(text) => (Statistic::Count, vec![read(text)?]),
            Measure::Sum(text) => (Statistic::Sum, vec![read(text)?]),
            Measure::Mean(text) => (Statistic::Mean, vec![read(text)?]),
            Measure::Median(text) => (Statistic::Median, vec![read(text)?]),
            Measure::Range(text) => (Statistic::Range, vec![read(text)?]),
            Measure::Quantiles(text) => (Statistic::Quantiles, vec![read(text)?]),
            Measure::Ratio(first, second) => {
                let (first, one) = total(rule, first)?;
                let (second, other) = total(rule, second)?;
                (Statistic::Ratio(first, second), vec![one, other])
            }
        };
        let among = rule.among.as_deref().map(read).transpose()?;
        let mut plan = Self {
            rule,
            names,
            statistic,
            slots: Vec::new(),
            needed: Vec::new(),
            turns: among.iter().chain(&subjects).flat_map(Expression::numbers).collect(),
            by: None,
            subjects: Vec::new(),
            among: None,
        };
        for expression in among.iter().chain(&subjects) {
            for name in expression.names() {
                plan.slot(name, expression.text())?;
            }
        }
        for name in subjects.iter().flat_map(Expression::needs) {
            let slot = plan.slot(name, "")?;
            if !plan.needed.contains(&slot) {
                plan.needed.push(slot);
            }
        }
        if let Some(by) = &rule.by {
            let name = Name { word: by.clone(), aspect: Aspect::Value, span: 0..by.len() };
            let source = plan.find(&name, by)?;
            plan.by = Some((name, source));
        }
        Ok(Self { subjects, among, ..plan })
    }

    /// Where the row's answer to `name` is kept.
    pub fn place(&self, name: &Name) -> Option<usize> {
        self.slots.iter().position(|(known, _)| known.word == name.word && known.aspect == name.aspect)
    }

    /// The questions and observations that the subjects measure.
    pub fn measured(&self, subject: &Expression) -> Vec<&'a Column> {
        let mut columns: Vec<&Column> = Vec::new();
        for name in subject.needs() {
            let Some(column) = self.names.source(&name.word).and_then(|source| self.names.column(source)) else {
                continue;
            };
            if !columns.iter().any(|known| known.id == column.id) {
                columns.push(column);
            }
        }
        columns
    }

    /// Every question and observation that the rule names, each once.
    pub fn rests_on(&self) -> Vec<QuestionId> {
        let mut ids: Vec<QuestionId> = Vec::new();
        for (_, source) in &self.slots {
            if let Some(column) = self.names.column(*source).filter(|column| !ids.contains(&column.id)) {
                ids.push(column.id.clone());
            }
        }
        ids
    }

    fn slot(&mut self, name: &Name, text: &str) -> Result<usize, FindingError> {
        if let Some(slot) = self.place(name) {
            return Ok(slot);
        }
        let source = self.find(name, text)?;
        self.slots.push((name.clone(), source));
        Ok(self.slots.len() - 1)
    }

    fn find(&self, name: &Name, text: &str) -> Result<Source, FindingError> {
        self.names.source(&name.word).ok_or_else(|| {
            let help = match nearest(&name.word, self.names.all()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "names are those of questions, observations, columns of the frame, and `replied` and its like"
                    .to_owned(),
            };
            let message = format!("nothing is called `{}`", name.word);
            FindingError::of(&self.rule.id, text, ExpressionFault::new(message, name.span.clone(), help))
        })
    }
}

/// `sum(staff)`; a bare expression is summed.
fn total(rule: &FindingRule, text: &str) -> Result<(Aggregate, Expression), FindingError> {
    match parse_total(text) {
        Ok(total) => Ok((total.function, total.of)),
        Err(no_total) => match parse(text) {
            Ok(expression) => Ok((Aggregate::Sum, expression)),
            Err(_) => Err(FindingError::of(&rule.id, text, no_total)),
        },
    }
}
