//! The answer reader on small invented letters: tables of cases in `tests/reply/answers/`.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use foi::campaign::{Accept, Question, QuestionId, question_type};
use foi::document::{self, Document};
use foi::ledger::{Answer, CellState, Figure, Qualifier, Value};
use foi::reply::{Letter, Reading, explain, read};
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    questions: Vec<String>,
    letter: String,
    cells: BTreeMap<String, String>,
}

fn questions(asks: &[String]) -> Vec<Question> {
    asks.iter()
        .enumerate()
        .map(|(n, asks)| Question {
            id: QuestionId(format!("q{}", n + 1)),
            asks: asks.clone(),
            kind: question_type(asks),
            unit: None,
            period: None,
            parts: Vec::new(),
            choices: Vec::new(),
            at_most: None,
        })
        .collect()
}

fn read_text(text: &str, asks: &[String]) -> (Document, Reading) {
    let body = document::text::read("body", text);
    let letter =
        Letter { subject: "", body: &body, attachments: &[], automatic: false, delivery_failed: None, received: None };
    let reading = read(&letter, &questions(asks), &[], Accept::Precision(0.99));
    (body, reading)
}

/// An answer as the cases write it.
fn said(answer: &Answer) -> String {
    let percent = if answer.unit.as_deref() == Some("percent") { " %" } else { "" };
    if !answer.series.is_empty() {
        let entries = answer.series.iter().map(|(name, figure)| match figure {
            Figure::Number(n) => format!("{name}: {n}"),
            Figure::Words(words) => format!("{name}: {words}"),
        });
        return entries.collect::<Vec<_>>().join(", ");
    }
    match (answer.state, &answer.value, answer.qualifier) {
        (CellState::Zero, ..) => "nought".to_owned(),
        (CellState::Censored, Some(Value::Number(n)), _) => format!("about {n}{percent}"),
        (CellState::Censored, _, Some(Qualifier::Lt | Qualifier::Le)) => {
            format!("< {}", answer.high.unwrap_or_default())
        }
        (CellState::Censored, _, Some(Qualifier::Gt | Qualifier::Ge)) => {
            format!("> {}", answer.low.unwrap_or_default())
        }
        (CellState::Censored, _, Some(Qualifier::Range)) => {
            format!("{} to {}", answer.low.unwrap_or_default(), answer.high.unwrap_or_default())
        }
        (CellState::SeeOtherAnswer, Some(Value::Text(other)), _) => format!("see {other}"),
        (CellState::Value, Some(Value::Number(n)), _) => format!("{n}{percent}"),
        (CellState::Value, Some(Value::YesNo(yes)), _) => if *yes { "yes" } else { "no" }.to_owned(),
        (CellState::Value, Some(Value::Text(text)), _) => format!("'{text}'"),
        (state, ..) => state.words().to_owned(),
    }
}

#[test]
fn small_letters_are_read_as_the_table_says() {
    let cases: Cases = toml::from_str(include_str!("reply/answers/cases.toml")).expect("the table of cases");
    assert!(!cases.case.is_empty());
    let mut wrong = Vec::new();
    for case in &cases.case {
        let (_, reading) = read_text(&case.letter, &case.questions);
        for (question, want) in &case.cells {
            let got = reading
                .proposals
                .iter()
                .find(|p| p.question.0 == *question)
                .map_or_else(|| "-".to_owned(), |p| said(&p.answer));
            if got != *want {
                wrong.push(format!("{}, {question}: got {got}, want {want}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Which words must be tied to which question, and which must not.
#[derive(Deserialize)]
struct Tied {
    name: String,
    questions: Vec<String>,
    letter: String,
    ties: BTreeMap<String, String>,
    #[serde(default)]
    apart: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Ties {
    case: Vec<Tied>,
}

#[test]
fn each_question_is_tied_to_the_words_that_answer_it() {
    let ties: Ties = toml::from_str(include_str!("reply/answers/ties.toml")).expect("the table of ties");
    assert!(!ties.case.is_empty());
    let mut wrong = Vec::new();
    for case in &ties.case {
        let body = document::text::read("body", &case.letter);
        let letter = Letter {
            subject: "",
            body: &body,
            attachments: &[],
            automatic: false,
            delivery_failed: None,
            received: None,
        };
        let (_, explanation) = explain(&letter, &questions(&case.questions), &[], Accept::Precision(0.99));
        let within = |question: &String| {
            let shown = explanation.questions.iter().find(|shown| shown.question == *question);
            shown.map(|shown| shown.within.clone()).unwrap_or_default()
        };
        for (question, want) in case.ties.iter().filter(|(question, want)| !within(question).contains(want.as_str())) {
            wrong.push(format!("{}, {question}: tied to {:?}, want {want:?}", case.name, within(question)));
        }
        for (question, other) in case.apart.iter().filter(|(question, other)| within(question).contains(other.as_str()))
        {
            wrong.push(format!("{}, {question}: tied to {:?}, which has {other:?}", case.name, within(question)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_letter_that_repeats_itself_and_a_huge_table_are_read_and_accept_nothing_false() {
    let asks = ["How many bridges does the Council maintain?".to_owned()];
    let quoted = "> 1. How many bridges does the Council maintain?\n> 99\n".repeat(3_000);
    let (_, reading) = read_text(&quoted, &asks);
    assert!(reading.proposals.iter().all(|p| !p.accepted), "what is quoted is no answer");
    let table: String = (0..100_000).map(|n| format!("bridge {n} | {}\n", n * 7)).collect();
    let (_, reading) = read_text(&table, &asks);
    assert!(reading.proposals.iter().all(|p| !p.accepted), "a list of bridges is no count");
}

/// Words of letters and of nothing, right-to-left and wide ones too.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "1. ",
        "Q2: ",
        "(a) ",
        "How many bridges?",
        "£1,204.50",
        "12%",
        "2018/19",
        "2019 – 30",
        "\n",
        "\n\n",
        " | ",
        "not held",
        "section 40(2)",
        "fewer than 5",
        "Answer to question 1: ",
        "Our response:",
        "see answer to 1",
        "twelve",
        "كم عدد",
        "é–—",
        "* ",
        "> ",
        "0",
        "–",
        "May",
        "Yours sincerely",
        "between 5 and",
        "£000",
        "31 March 2020",
        "ﬁ",
        "\u{202e}",
        "total ",
        "😀",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn whatever_the_letter_the_words_of_evidence_stand_in_it(text in pieces()) {
        let asks = ["How many bridges are there?".to_owned(), "How much was spent on bridges in 2018/19?".to_owned()];
        let (body, reading) = read_text(&text, &asks);
        for proposal in &reading.proposals {
            let found = body.blocks.iter().any(|block| block.text.contains(&proposal.evidence.words));
            prop_assert!(found && !proposal.evidence.words.is_empty(), "{:?}", proposal.evidence.words);
        }
    }
}

/// One answer's words: question, answer, reading, and whether it may enter unseen.
fn one_answer(asks: &str, words: &str) -> (String, bool) {
    let questions = [asks.to_owned(), "Who is the head of the department?".to_owned()];
    let letter = format!(
        "Dear Ms Orrin,\n\nThank you for your request for information. Our answers are as follows.\n\n1. {asks}\n\n{words}\n\n2. {}\n\n\
         Pat Ellwood\n\nYours sincerely\n\nInformation Officer\n",
        questions[1]
    );
    let (_, reading) = read_text(&letter, &questions);
    reading
        .proposals
        .iter()
        .find(|p| p.question.0 == "q1")
        .map_or_else(|| ("-".to_owned(), false), |p| (said(&p.answer), p.accepted))
}

#[test]
fn an_answer_is_read_as_the_table_says_and_waits_where_something_is_left_over() {
    let rows: Vec<Vec<&str>> = include_str!("reply/answers/values.tsv")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
        .collect();
    let (mut wrong, mut hoped, mut entered) = (Vec::new(), 0, 0);
    for row in &rows {
        let [asks, words, want, how] = row.as_slice() else { panic!("four columns: {row:?}") };
        let (got, accepted) = one_answer(asks, &words.replace("\\n", "\n"));
        if *want != "-" && got != *want {
            wrong.push(format!("{asks} {words:?}: got {got}, want {want}"));
        }
        if *how == "waits" && accepted {
            wrong.push(format!("{asks} {words:?}: {got} entered, and must wait"));
        }
        hoped += usize::from(*how == "in");
        entered += usize::from(*how == "in" && accepted);
    }
    assert!(rows.len() > 80);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    assert!(entered * 2 >= hoped, "{entered} of {hoped} plain answers entered");
}
