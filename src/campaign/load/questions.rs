//! `[[question]]` and `[[observation]]`: what every authority is asked, and what replies may say unasked.

use std::collections::BTreeMap;

use jiff::civil::Date;
use toml::Spanned;

use crate::campaign::section::Section;
use crate::campaign::{
    Advice, AnswerType, Found, Observation, Period, Question, QuestionId, RowFact, nearest, question_type,
};

const TYPES: [(&str, AnswerType); 8] = [
    ("count", AnswerType::Count),
    ("money", AnswerType::Money),
    ("percent", AnswerType::Percent),
    ("yesno", AnswerType::YesNo),
    ("date", AnswerType::Date),
    ("text", AnswerType::Text),
    ("choice", AnswerType::Choice),
    ("table", AnswerType::Table),
];

/// Words that expressions use for something else.
const TAKEN: [&str; 16] = [
    "and", "or", "not", "between", "in", "is", "null", "like", "true", "false", "where", "code", "name", "kind",
    "region", "email",
];

/// What is asked and looked for, and every id that the file gives, those of faulty questions too.
#[derive(Default)]
pub(super) struct Asked {
    pub questions: Vec<Question>,
    pub observations: Vec<Observation>,
    pub declared: Vec<String>,
}

pub(super) fn read(root: &Section, found: &mut Found) -> Asked {
    let sections = root.sections(found, "question", "this question");
    if !root.has("question") {
        root.missing(found, "question", "ask something: [[question]] with an id and what it asks");
    }
    let mut taken = BTreeMap::new();
    let mut questions = Vec::new();
    let looked_for = root.sections(found, "observation", "this observation");
    let ids = |sections: &[Section]| -> Vec<String> {
        let id = |section: &Section| Some(section.line(&mut Found::default(), "id", "")?.into_inner());
        sections.iter().filter_map(id).collect()
    };
    let asked = ids(&sections);
    for section in &sections {
        let id = answer_id(section, &mut taken, found);
        questions.extend(question(section, id, found));
    }
    at_most(&sections, &asked, &questions, found);
    let mut observations = Vec::new();
    for section in &looked_for {
        let id = answer_id(section, &mut taken, found);
        observations.extend(observation(section, id, &asked, found));
    }
    let declared = asked.into_iter().chain(ids(&looked_for)).collect();
    Asked { questions, observations, declared }
}

/// The id of a question or observation, which expressions must be able to tell from their other words.
fn answer_id(section: &Section, taken: &mut BTreeMap<String, usize>, found: &mut Found) -> Option<QuestionId> {
    let id = id(section, taken, found)?;
    if TAKEN.contains(&id.0.as_str()) || RowFact::named(&id.0).is_some() {
        let span = section.value_span("id");
        let help = "findings use this word for something else: choose another";
        section.fault(found, span, format!("the id `{id}` is taken"), "this", help);
        return None;
    }
    Some(id)
}

/// A short name that nothing else of its sort has.
pub(super) fn id(section: &Section, taken: &mut BTreeMap<String, usize>, found: &mut Found) -> Option<QuestionId> {
    let id =
        section.required_line(found, "id", "a short name, by which findings and exports call it: id = \"staff\"")?;
    let word = id.get_ref().clone();
    let plain = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !plain || !word.starts_with(|c: char| c.is_ascii_lowercase()) {
        let help = "small letters, digits and _, a letter first, so that findings can name it: `ig_passed`";
        section.fault(found, id.span(), format!("`{word}` cannot be an id"), "this", help);
        return None;
    }
    let line = section.source.text().get(..id.span().start).unwrap_or_default().matches('\n').count() + 1;
    if let Some(first) = taken.insert(word.clone(), line) {
        let help = format!("line {first} has it already: each id names one thing");
        section.fault(found, id.span(), format!("the id `{word}` stands twice"), "here again", help);
        return None;
    }
    Some(QuestionId(word))
}

/// An id that is also a column of the frame would mean two things to a finding.
pub(super) fn refuse_columns(root: &Section, columns: &[String], found: &mut Found) {
    for section in root.sections(&mut Found::default(), "question", "this question") {
        let id = section.line(&mut Found::default(), "id", "");
        if let Some(id) = id.filter(|id| columns.contains(id.get_ref()) && !TAKEN.contains(&id.get_ref().as_str())) {
            let message = format!("`{}` is also a column of the frame", id.get_ref());
            section.fault(found, id.span(), message, "this id", "findings could not tell the two apart: rename one");
        }
    }
}

fn question(section: &Section, id: Option<QuestionId>, found: &mut Found) -> Option<Question> {
    section.refuse_others(found, &["id", "asks", "type", "unit", "period", "on", "parts", "choices", "at_most"]);
    let help = "the question as the letter should put it";
    if !section.has("asks") {
        section.missing(found, "asks", help);
    }
    let asks = section.prose(found, "asks", help);
    let mut kind = kind(section, found);
    if kind.is_none()
        && !section.has("type")
        && let (Some(id), Some(asks)) = (&id, &asks)
    {
        let taken = question_type(asks.get_ref());
        let word = TYPES.iter().find(|(_, kind)| *kind == taken).map_or("text", |(word, _)| word);
        let message = format!("question `{id}` has no type: taken for `{word}` from its wording");
        found.advice.push(Advice::new(section.source, asks.span().start, message));
        kind = Some(taken);
    }
    let choices = words(section.lines(found, "choices"));
    if kind == Some(AnswerType::Choice) && choices.len() < 2 {
        let span = if section.has("choices") { section.key_span("choices") } else { section.span() };
        let help = "list what may be chosen: choices = [\"in house\", \"by a contractor\"]";
        section.fault(found, span, "a question of choice has fewer than two choices", "here", help);
    }
    let period = period(section, found);
    let unit = section.line(found, "unit", "say what is counted, or take the line out");
    Some(Question {
        id: id?,
        asks: asks?.into_inner(),
        kind: kind?,
        unit: unit.map(Spanned::into_inner),
        period,
        parts: words(section.lines(found, "parts")),
        choices,
        at_most: section
            .line(found, "at_most", "name a question, or take the line out")
            .map(|id| QuestionId(id.into_inner())),
    })
}

fn kind(section: &Section, found: &mut Found) -> Option<AnswerType> {
    let word = section.line(found, "type", "one of: count, money, percent, yesno, date, text, choice, table")?;
    let known = TYPES.iter().find(|(name, _)| name == word.get_ref()).map(|(_, kind)| *kind);
    if known.is_none() {
        let names = TYPES.map(|(name, _)| name);
        let help = match nearest(word.get_ref(), names) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("one of: {}; left out, it is taken from the wording", names.join(", ")),
        };
        section.fault(found, word.span(), format!("there is no type `{}`", word.get_ref()), "this", help);
    }
    known
}

/// `period = "2017-08-01/2018-08-01"`, or `on = 2018-08-01` for a single day.
fn period(section: &Section, found: &mut Found) -> Option<Period> {
    if let Some(day) = section.date(found, "on") {
        let day = day.into_inner();
        return Some(Period { from: day, to: day });
    }
    let written = section.line(found, "period", "write it as \"2017-08-01/2018-08-01\"")?;
    let days = written
        .get_ref()
        .split_once('/')
        .and_then(|(from, to)| Some((from.trim().parse::<Date>().ok()?, to.trim().parse::<Date>().ok()?)));
    let Some((from, to)) = days else {
        let message = format!("`{}` is no period", written.get_ref());
        section.fault(found, written.span(), message, "this", "write two dates: \"2017-08-01/2018-08-01\"");
        return None;
    };
    if to < from {
        section.fault(
            found,
            written.span(),
            "this period ends before it begins",
            "this",
            format!("did you mean \"{to}/{from}\"?"),
        );
        return None;
    }
    Some(Period { from, to })
}

/// `at_most` must name another question with a number for an answer.
fn at_most(sections: &[Section], asked: &[String], questions: &[Question], found: &mut Found) {
    for section in sections {
        let Some(named) = section.line(&mut Found::default(), "at_most", "") else { continue };
        let own = section.line(&mut Found::default(), "id", "");
        let other = questions.iter().find(|question| question.id.0 == *named.get_ref());
        let help = match other {
            None if asked.contains(named.get_ref()) => continue,
            None => does_not_exist(named.get_ref(), asked),
            Some(_) if own.is_some_and(|own| own.get_ref() == named.get_ref()) => {
                "an answer is never more than itself: name another question".into()
            }
            Some(other) if !matches!(other.kind, AnswerType::Count | AnswerType::Money | AnswerType::Percent) => {
                "only counts, money and percentages can be compared".into()
            }
            Some(_) => continue,
        };
        let message = format!("`at_most` names `{}`, which it cannot be measured against", named.get_ref());
        section.fault(found, named.span(), message, "this", help);
    }
}

fn does_not_exist(id: &str, asked: &[String]) -> String {
    match nearest(id, asked.iter().map(String::as_str)) {
        Some(meant) => format!("no question has this id; did you mean `{meant}`?"),
        None => "no question has this id".into(),
    }
}

fn observation(section: &Section, id: Option<QuestionId>, asked: &[String], found: &mut Found) -> Option<Observation> {
    section.refuse_others(found, &["id", "of", "looks_for", "type"]);
    let of = section.line(found, "of", "name a question, or take the line out");
    if let Some(of) = &of
        && !asked.contains(of.get_ref())
    {
        let message = format!("this observation goes with `{}`, which nobody asks", of.get_ref());
        section.fault(found, of.span(), message, "this", does_not_exist(of.get_ref(), asked));
    }
    let help = "say in words what to look for: \"staff in the process of obtaining a qualification\"";
    let looks_for = section.required_line(found, "looks_for", help);
    let kind = if section.has("type") { kind(section, found) } else { Some(AnswerType::YesNo) };
    Some(Observation {
        id: id?,
        of: of.map(|of| QuestionId(of.into_inner())),
        looks_for: looks_for?.into_inner(),
        kind: kind?,
    })
}

fn words(lines: Vec<Spanned<String>>) -> Vec<String> {
    lines.into_iter().map(Spanned::into_inner).collect()
}
