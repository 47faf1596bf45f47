//! `[[finding]]`: the statistics that are wanted, each expression checked against what there is to name.

use std::collections::BTreeMap;

use toml::Spanned;

use crate::campaign::expression::{self, Aspect, Expression, ExpressionFault, Kind, Name};
use crate::campaign::frame::column_kind;
use crate::campaign::row_fact::{self, RowFact};
use crate::campaign::section::{Section, inside};
use crate::campaign::{AnswerType, FindingRule, Found, Frame, Measure, Observation, Question, nearest};

const MEASURES: [&str; 8] = ["share", "count", "sum", "mean", "median", "quantiles", "range", "ratio"];

pub(super) fn read(root: &Section, known: &Known, found: &mut Found) -> Vec<FindingRule> {
    let mut taken = BTreeMap::new();
    let sections = root.sections(found, "finding", "this finding");
    sections.iter().filter_map(|section| finding(section, known, &mut taken, found)).collect()
}

fn finding(
    section: &Section,
    known: &Known,
    taken: &mut BTreeMap<String, usize>,
    found: &mut Found,
) -> Option<FindingRule> {
    let keys: Vec<&str> = ["id", "title", "among", "by", "bands"].into_iter().chain(MEASURES).collect();
    section.refuse_others(found, &keys);
    let id = super::questions::id(section, taken, found);
    let title = section.required_line(found, "title", "what the report should call it");
    let measure = measure(section, known, found);
    let among = section.line(found, "among", "a condition, or take the line out");
    if let Some(among) = &among {
        known.check(section, among, Wanted::Condition, found);
    }
    let by = section.line(found, "by", "a column of the frame, or take the line out");
    if let Some(by) = &by {
        known.check_group(section, by, found);
    }
    let bands = bands(section, known, by.as_ref(), found);
    Some(FindingRule {
        id: id?.0,
        title: title?.into_inner(),
        measure: measure?,
        among: among.map(Spanned::into_inner),
        by: by.map(Spanned::into_inner),
        bands,
    })
}

/// `bands`: where to cut a number that rows are grouped by.
fn bands(section: &Section, known: &Known, by: Option<&Spanned<String>>, found: &mut Found) -> Vec<f64> {
    let bands = section.numbers(found, "bands");
    let rising = bands.windows(2).all(|pair| pair[0] < pair[1]);
    let fault = match by {
        _ if bands.is_empty() => return bands,
        None => {
            Some(("bands cut what is grouped by, and there is no `by`", "add by = \"size\", or take the bands out"))
        }
        Some(_) if !rising => Some(("the bands do not rise", "write each cut once, the lowest first: [1000, 5000]")),
        Some(by) => known.is_words(by.get_ref()).then_some((
            "these are words, and bands cut numbers",
            "take the bands out: each word is a group of its own",
        )),
    };
    if let Some((message, help)) = fault {
        section.fault(found, section.value_span("bands"), message, "this", help);
        return Vec::new();
    }
    bands
}

fn measure(section: &Section, known: &Known, found: &mut Found) -> Option<Measure> {
    let named: Vec<&str> = MEASURES.into_iter().filter(|measure| section.has(measure)).collect();
    let help = "exactly one of: share, count, sum, mean, median, quantiles, range, ratio";
    let [measure] = named.as_slice() else {
        match named.get(1) {
            None => section.fault(found, section.span(), "this finding measures nothing", "belongs here", help),
            Some(second) => {
                section.fault(found, section.key_span(second), "this finding measures two things", "the second", help)
            }
        }
        return None;
    };
    if *measure == "ratio" {
        return ratio(section, known, found);
    }
    let written = section.line(found, measure, "an expression over questions and columns: \"qualified = 0\"")?;
    let (wanted, made): (Wanted, fn(String) -> Measure) = match *measure {
        "share" => (Wanted::Condition, Measure::Share),
        "count" => (Wanted::Condition, Measure::Count),
        "sum" => (Wanted::Number, Measure::Sum),
        "mean" => (Wanted::Number, Measure::Mean),
        "median" => (Wanted::Number, Measure::Median),
        "quantiles" => (Wanted::Number, Measure::Quantiles),
        _ => (Wanted::Number, Measure::Range),
    };
    known.check(section, &written, wanted, found);
    Some(made(written.into_inner()))
}

fn ratio(section: &Section, known: &Known, found: &mut Found) -> Option<Measure> {
    let terms = section.lines(found, "ratio");
    let [above, below] = terms.as_slice() else {
        let help = "two totals, the first by the second: ratio = [\"sum(staff)\", \"sum(qualified)\"]";
        section.fault(found, section.key_span("ratio"), "a ratio has two terms", "this", help);
        return None;
    };
    for term in [above, below] {
        match expression::parse_total(term.get_ref()) {
            Ok(total) => {
                let wanted =
                    if total.function == expression::Aggregate::Count { Wanted::Anything } else { Wanted::Number };
                known.names_and_kinds(section, term, &total.of, wanted, found);
            }
            Err(fault) => expression_fault(section, term, fault, found),
        }
    }
    Some(Measure::Ratio(above.get_ref().clone(), below.get_ref().clone()))
}

fn expression_fault(section: &Section, written: &Spanned<String>, fault: ExpressionFault, found: &mut Found) {
    section.fault(found, inside(section.source, written, fault.span), fault.message, "here", fault.help);
}

/// What an expression must give.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Condition,
    Number,
    Anything,
}

/// What answers to one question can be.
#[derive(Clone, Copy, Default)]
struct Answers<'a> {
    kind: Option<AnswerType>,
    parts: &'a [String],
    choices: &'a [String],
}

/// Everything that a finding's expression can name.
pub(super) struct Known<'a> {
    /// By id: type, parts and choices; no type where the question itself has a fault.
    answers: BTreeMap<&'a str, Answers<'a>>,
    columns: &'a [String],
    /// A frame that could not be read has faults of its own; nobody is helped by one for each of its columns.
    columns_known: bool,
    frame: &'a Frame,
}

impl<'a> Known<'a> {
    pub fn new(
        declared: &'a [String],
        questions: &'a [Question],
        observations: &'a [Observation],
        frame: &'a Frame,
        columns: Option<&'a [String]>,
    ) -> Self {
        let declared = declared.iter().map(|id| (id.as_str(), Answers::default()));
        let asked = questions.iter().map(|question| {
            let kind = Some(question.kind);
            (question.id.0.as_str(), Answers { kind, parts: &question.parts, choices: &question.choices })
        });
        let seen = observations
            .iter()
            .map(|seen| (seen.id.0.as_str(), Answers { kind: Some(seen.kind), ..Answers::default() }));
        let answers = declared.chain(asked).chain(seen).collect();
        Self { answers, columns: columns.unwrap_or_default(), columns_known: columns.is_some(), frame }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        let facts = RowFact::ALL.iter().map(|(word, _)| *word);
        self.answers.keys().copied().chain(self.columns.iter().map(String::as_str)).chain(facts)
    }

    fn check(&self, section: &Section, written: &Spanned<String>, wanted: Wanted, found: &mut Found) {
        match expression::parse(written.get_ref()) {
            Ok(expression) => self.names_and_kinds(section, written, &expression, wanted, found),
            Err(fault) => expression_fault(section, written, fault, found),
        }
    }

    fn names_and_kinds(
        &self,
        section: &Section,
        written: &Spanned<String>,
        expression: &Expression,
        wanted: Wanted,
        found: &mut Found,
    ) {
        let unknown: Vec<ExpressionFault> =
            expression.names().iter().filter_map(|name| self.name_fault(name)).collect();
        let all_known = unknown.is_empty();
        unknown.into_iter().for_each(|fault| expression_fault(section, written, fault, found));
        if !all_known {
            return;
        }
        let (kind, faults) = expression.check(&|name| self.kind(name));
        faults.into_iter().for_each(|fault| expression_fault(section, written, fault, found));
        let whole = 0..written.get_ref().len();
        let fault = match (wanted, kind) {
            (Wanted::Condition, Some(Kind::YesNo) | None) | (Wanted::Number, Some(Kind::Number) | None) => return,
            (Wanted::Anything, _) => return,
            (Wanted::Condition, Some(_)) => {
                let help = format!("a share or count needs a condition: \"{} > 0\"", written.get_ref());
                ExpressionFault::new("this is a value, not a condition", whole, help)
            }
            (Wanted::Number, Some(_)) => {
                let help =
                    "sums, means and ranges need a number: name a count, money, a percentage or a column of numbers";
                ExpressionFault::new("this is no number", whole, help)
            }
        };
        expression_fault(section, written, fault, found);
    }

    fn name_fault(&self, name: &Name) -> Option<ExpressionFault> {
        let answer = self.answers.get(name.word.as_str());
        let known = self.words().any(|word| word == name.word);
        let (message, help) = match (&name.aspect, answer) {
            (Aspect::Part(part), Some(Answers { parts, kind: Some(_), .. })) if !parts.contains(part) => {
                let help = match nearest(part, parts.iter().map(String::as_str)) {
                    Some(meant) => format!("did you mean '{meant}'?"),
                    None => {
                        format!("its parts are: {}", if parts.is_empty() { "none".into() } else { parts.join(", ") })
                    }
                };
                (format!("`{}` has no part '{part}'", name.word), help)
            }
            (Aspect::Value, None) if known || !self.columns_known => return None,
            (_, Some(_)) => return None,
            (_, None) if known => (
                format!("`{}` is no question", name.word),
                "only answers have a state, bounds, parts or a series".into(),
            ),
            (_, None) => {
                let help = match nearest(&name.word, self.words()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => {
                        let asked: Vec<&str> = self.answers.keys().copied().collect();
                        format!("the questions are: {}; text stands in 'single quotes'", asked.join(", "))
                    }
                };
                (format!("`{}` is no question, observation or column of the frame", name.word), help)
            }
        };
        Some(ExpressionFault::new(message, name.span.clone(), help))
    }

    fn kind(&self, name: &Name) -> Option<Kind> {
        let of_words = |words: &[&str]| Some(Kind::OneOf(words.iter().map(|word| (*word).to_owned()).collect()));
        match name.aspect {
            Aspect::State => return of_words(&row_fact::CELL_STATES),
            Aspect::Low | Aspect::High | Aspect::Part(_) | Aspect::Series(_) => return Some(Kind::Number),
            Aspect::Value => {}
        }
        if let Some(Answers { kind, choices, .. }) = self.answers.get(name.word.as_str()) {
            return Some(match (*kind)? {
                AnswerType::Count | AnswerType::Money | AnswerType::Percent => Kind::Number,
                AnswerType::YesNo => Kind::YesNo,
                AnswerType::Date => Kind::Date,
                AnswerType::Choice => Kind::OneOf(choices.to_vec()),
                AnswerType::Text | AnswerType::Table => Kind::Text,
            });
        }
        match RowFact::named(&name.word) {
            Some(RowFact::Asked | RowFact::Replied) => Some(Kind::YesNo),
            Some(RowFact::Disposition) => of_words(&row_fact::DISPOSITIONS),
            Some(RowFact::ReplyKind) => of_words(&row_fact::ANSWERING_KINDS),
            Some(RowFact::DaysTaken | RowFact::OverdueDays) => Some(Kind::Number),
            None => column_kind(&self.frame.members, &name.word),
        }
    }

    /// Is what is called `word` known to be something else than a number?
    fn is_words(&self, word: &str) -> bool {
        let name = Name { word: word.to_owned(), aspect: Aspect::Value, span: 0..word.len() };
        self.kind(&name).is_some_and(|kind| kind != Kind::Number)
    }

    /// `by`: one name, of something with few values.
    fn check_group(&self, section: &Section, by: &Spanned<String>, found: &mut Found) {
        if !self.columns_known || self.words().any(|word| word == by.get_ref()) {
            return;
        }
        let help = match nearest(by.get_ref(), self.columns.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the frame's columns are: {}", self.columns.join(", ")),
        };
        section.fault(found, by.span(), format!("`{}` is nothing to group by", by.get_ref()), "this", help);
    }
}
