//! How it was done: the appendix that answers a statistician's questions.

use std::collections::BTreeMap;

use serde::Serialize;

use super::page::Fact;
use super::{Source, spell};
use crate::authority::Code;
use crate::campaign::AnswerType;
use crate::findings::{Sampling, Unit};
use crate::ledger::{Agreement, CellState, Coder, Disposition, Portion};

/// The methods appendix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Methods {
    pub facts: Vec<Fact>,
    pub wordings: Vec<Wording>,
    pub observations: Vec<Wording>,
    /// Authorities that the campaign left out of its frame, and why.
    pub left_out: Vec<Fact>,
    /// Answers that a person settled otherwise than the reader proposed.
    pub changed: Vec<ChangedByHand>,
    /// Every decision that a person took.
    pub decisions: Vec<Decided>,
}

/// A decision by hand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decided {
    pub on: String,
    pub by: String,
    pub authority: String,
    pub what: String,
}

/// A question as it was put, or what was looked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Wording {
    pub id: String,
    pub words: String,
    /// "money, 1 August 2017 to 1 August 2018"
    pub wants: String,
}

/// One answer that a person settled otherwise than the reader would have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangedByHand {
    pub authority: String,
    pub question: String,
    pub reader: String,
    pub person: String,
    pub by: String,
    pub on: String,
}

/// Writes the appendix.
pub(super) fn methods(source: &Source<'_>) -> Methods {
    let campaign = source.campaign;
    Methods {
        facts: facts(source),
        wordings: campaign
            .questions
            .iter()
            .map(|question| {
                let kind = kind_word(question.kind);
                // Of money the kind says it all.
                let unit = question
                    .unit
                    .as_ref()
                    .filter(|_| question.kind != AnswerType::Money)
                    .map(|unit| format!(" of {unit}"))
                    .unwrap_or_default();
                let period =
                    question.period.map(|period| format!(", {} to {}", spell::day(period.from), spell::day(period.to)));
                Wording {
                    id: question.id.to_string(),
                    words: question.asks.clone(),
                    wants: format!("{kind}{unit}{}", period.unwrap_or_default()),
                }
            })
            .collect(),
        observations: campaign
            .observations
            .iter()
            .map(|observation| Wording {
                id: observation.id.to_string(),
                words: observation.looks_for.clone(),
                wants: kind_word(observation.kind).to_owned(),
            })
            .collect(),
        left_out: campaign
            .frame
            .left_out
            .iter()
            .map(|left_out| Fact::plain(&left_out.name, &left_out.reason))
            .collect(),
        changed: changed(source),
        decisions: decisions(source),
    }
}

fn decisions(source: &Source<'_>) -> Vec<Decided> {
    let names: BTreeMap<&Code, &str> =
        source.ledger.rows.iter().map(|row| (&row.authority.code, row.authority.name.as_str())).collect();
    let decided = source.decisions.iter().map(|decision| Decided {
        on: spell::day(decision.on),
        by: decision.by.clone(),
        authority: names.get(&decision.authority).map_or_else(|| decision.authority.to_string(), |n| (*n).to_owned()),
        what: spell::clipped(&decision.what, 600),
    });
    decided.collect()
}

fn frame(source: &Source<'_>) -> String {
    let asked = spell::authorities(source.coverage.frame);
    match Sampling::of(source.campaign) {
        Sampling::SampleOf(population) if population > source.coverage.frame => {
            format!("{asked}, drawn at random from {}: a sample, so figures have intervals", spell::count(population))
        }
        _ => format!("{asked}, the whole of it asked: a census, no sample and no sampling intervals"),
    }
}

fn facts(source: &Source<'_>) -> Vec<Fact> {
    let (campaign, coverage) = (source.campaign, source.coverage);
    let closing = match campaign.closes {
        Some(closes) => format!("{}; what came later is kept and stands outside every figure", spell::day(closes)),
        None => "none: every answer up to the day of this report counts".to_owned(),
    };
    let requester = match &campaign.requester.organisation {
        Some(organisation) => format!("{}, {organisation}", campaign.requester.name),
        None => campaign.requester.name.clone(),
    };
    let mut facts = vec![
        Fact {
            name: "Asked under".to_owned(),
            value: source.law.to_owned(),
            of: format!("clock of the regime {}", campaign.regime.0),
        },
        Fact::plain("Working days", source.calendar),
        Fact::plain("Asked by", &requester),
        Fact::plain("Opened", &spell::day(campaign.opens)),
        Fact::plain("Closing date", &closing),
        Fact::plain("State of the ledger", &spell::day(source.ledger.as_of)),
        Fact::plain("Frame", &frame(source)),
        rate("Replied", coverage.replied, "an answer of any outcome by the closing date, of the frame"),
        rate(
            "Response rate RR1 (AAPOR)",
            coverage.rr1,
            "answered in full, of the frame without those that hold none of it or passed the request on",
        ),
        rate("Response rate RR2 (AAPOR)", coverage.rr2, "answered in full or in part, of the same"),
        rate("Late", coverage.late, "answers that came after their due date, of those that had one"),
    ];
    if let Some(days) = coverage.median_days {
        facts.push(Fact {
            name: "Days to an answer".to_owned(),
            value: Unit::Plain.spell(days),
            of: format!("median of {} answers, in calendar days from the letter", spell::count(coverage.replied.count)),
        });
    }
    facts.extend(reading(source));
    facts
}

/// Who read the replies: the reader by itself, people, nobody yet.
fn reading(source: &Source<'_>) -> Vec<Fact> {
    let mut by: BTreeMap<&Coder, usize> = BTreeMap::new();
    let (mut settled, mut waiting) = (0_usize, 0_usize);
    for row in source.ledger.rows.iter().filter(|row| row.disposition != Disposition::AfterClose) {
        for cell in &row.cells {
            waiting += usize::from(cell.waits());
            if let Some(word) = cell.settled.as_ref().filter(|word| word.answer.state != CellState::NoReply) {
                settled += 1;
                *by.entry(&word.by).or_default() += 1;
            }
        }
    }
    let mut facts = vec![Fact::plain("Read with", source.reader)];
    for (coder, count) in by {
        let who = match coder {
            Coder::Reader => "Settled by the reader alone".to_owned(),
            Coder::Person(name) => format!("Settled by {name}"),
        };
        facts.push(rate(&who, Portion { count, of: settled }, "answers, of all that are settled"));
    }
    facts.push(Fact {
        name: "Waiting for a person".to_owned(),
        value: spell::count(waiting),
        of: "answers that the reader found and did not dare to settle; in no figure".to_owned(),
    });
    facts.push(Fact {
        name: "Audited".to_owned(),
        value: source.audit.to_string(),
        of: format!(
            "a random sample of the {} that the reader settled alone, checked against the letters; exact interval \
             (Clopper and Pearson), as if the answers were endless many",
            spell::count(source.audit.accepted)
        ),
    });
    facts.extend(source.agreement.iter().map(agreed));
    facts
}

/// How far the coders of one question agree.
fn agreed(agreement: &Agreement) -> Fact {
    let figure = |figure: Option<f64>| figure.map_or_else(|| "undefined".to_owned(), |figure| format!("{figure:.2}"));
    let kappa = if agreement.coders.len() == 2 {
        format!(", Cohen's kappa {}", figure(agreement.kappa))
    } else {
        String::new()
    };
    Fact {
        name: format!("Coded twice, blind: {}", agreement.question),
        value: format!("{} of {} alike", spell::count(agreement.same), spell::count(agreement.cells)),
        of: format!("Krippendorff's alpha {}{kappa}; by {}", figure(agreement.alpha), agreement.coders.join(", ")),
    }
}

fn rate(name: &str, portion: Portion, of: &str) -> Fact {
    let percent = portion.percent().map_or_else(|| "\u{2013}".to_owned(), |percent| Unit::Percent.spell(percent));
    Fact {
        name: name.to_owned(),
        value: percent,
        of: format!("{} of {}: {of}", spell::count(portion.count), spell::count(portion.of)),
    }
}

fn changed(source: &Source<'_>) -> Vec<ChangedByHand> {
    let mut changed = Vec::new();
    for row in &source.ledger.rows {
        for cell in &row.cells {
            let (Some(settled), Some(proposal)) = (&cell.settled, &cell.proposal) else { continue };
            if !cell.disputed() {
                continue;
            }
            let unit = spell::unit_of(source.campaign, &cell.question);
            changed.push(ChangedByHand {
                authority: row.authority.name.clone(),
                question: cell.question.to_string(),
                reader: spell::answer(&proposal.answer, &unit),
                person: spell::answer(&settled.answer, &unit),
                by: settled.by.to_string(),
                on: spell::day(jiff::tz::TimeZone::UTC.to_datetime(settled.at).date()),
            });
        }
    }
    changed
}

fn kind_word(kind: AnswerType) -> &'static str {
    match kind {
        AnswerType::Count => "count",
        AnswerType::Money => "pounds",
        AnswerType::Percent => "percentage",
        AnswerType::YesNo => "yes or no",
        AnswerType::Date => "date",
        AnswerType::Text => "words",
        AnswerType::Choice => "choice",
        AnswerType::Table => "table",
    }
}
