//! The reader against the demo's truth: how much of what the letters say enters the ledger unseen, and that none of it is wrong.

use std::collections::BTreeMap;

use super::corpus::{SEED, make};
use super::tests::campaign;
use crate::document::{self, Document, Limits};
use crate::ledger::{Answer, CellState, Value};
use crate::message;
use crate::reply::{Letter, read};

fn body(message: &message::Message) -> Document {
    match (&message.text, &message.html) {
        (Some(text), _) => document::text::read("body", text),
        (None, Some(page)) => {
            document::read("body", page.as_bytes(), Some("text/html; charset=utf-8"), &Limits::default())
        }
        (None, None) => document::text::read("body", ""),
    }
}

fn number(answer: &Answer) -> Option<f64> {
    match answer.value {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    }
}

fn right(read: &Answer, truth: &Answer) -> bool {
    let same_number = number(read) == number(truth) && read.high == truth.high && read.low == truth.low;
    match truth.state {
        CellState::Value | CellState::Zero => {
            matches!(read.state, CellState::Value | CellState::Zero) && number(read) == number(truth)
        }
        CellState::Censored => read.state == CellState::Censored && same_number,
        state => read.state == state,
    }
}

/// `cargo test --release --lib demo::reads -- --ignored --nocapture` prints what is not read, and by what kind of document.
#[test]
#[ignore = "minutes without optimisation: tests/demo.rs holds the whole road to the same truth"]
fn nothing_wrong_enters_the_ledger_unseen() {
    let (campaign, corpus) = (campaign(), make(SEED, &[]).unwrap());
    let mut tally: BTreeMap<String, [usize; 5]> = BTreeMap::new();
    let mut kinds: BTreeMap<(String, String), usize> = BTreeMap::new();
    let limits = Limits::default();
    for post in &corpus.posts {
        let message = message::parse(&post.bytes);
        let body = body(&message);
        let documents: Vec<Document> = message
            .parts
            .iter()
            .map(|part| document::read(&part.name, &part.bytes, Some(&part.media_type), &limits))
            .collect();
        let letter = Letter {
            subject: &message.subject,
            body: &body,
            attachments: &documents,
            automatic: message.automatic,
            delivery_failed: message.report.as_ref().map(message::DeliveryReport::failed),
            received: message.day(),
        };
        let reading = read(&letter, &campaign.questions, &campaign.observations, campaign.accept);
        *kinds.entry((post.kind.to_owned(), reading.kind.word().to_owned())).or_default() += 1;
        let name = documents.first().map_or("body", |d| d.file.rsplit('.').next().unwrap_or("?")).to_owned();
        let Some(row) = corpus.rows.iter().find(|row| Some(&row.code) == post.authority.as_ref()) else { continue };
        let answers = matches!(post.kind, "full" | "partial" | "refused" | "over_cost_limit" | "not_held");
        for question in campaign.questions.iter().filter(|_| answers) {
            let Some(truth) = row.cells.get(question.id.0.as_str()) else { continue };
            let proposal = reading.proposals.iter().find(|proposal| proposal.question == question.id);
            let slot = match proposal {
                None => 3,
                Some(p) if !p.accepted && right(&p.answer, truth) => 2,
                Some(p) if !p.accepted => 4,
                Some(p) if right(&p.answer, truth) => 0,
                Some(_) => 1,
            };
            tally.entry(format!("{name} {} {}", question.id, post.kind)).or_default()[slot] += 1;
            if matches!(slot, 1 | 3 | 4) {
                let got = proposal.map(|p| {
                    (p.answer.state, number(&p.answer), p.answer.high, p.confidence, &p.evidence.words, &p.why)
                });
                println!(
                    "{slot} {} {} {} {:?} {:?} got {got:?}",
                    post.at.date(),
                    row.code,
                    question.id,
                    truth.state,
                    number(truth)
                );
            }
        }
    }
    for (name, [right, wrong, waits, none, amiss]) in &tally {
        println!("{name}: {right} right, {wrong} wrong, {waits} wait, {amiss} wait and are wrong, {none} none");
    }
    let sum = tally.values().fold([0; 5], |sum, t| std::array::from_fn(|at| sum[at] + t[at]));
    println!("{sum:?}: accepted and right, accepted and wrong, waiting and right, not proposed, waiting and wrong");
    for ((truth, read), count) in kinds.iter().filter(|((truth, read), _)| truth != read) {
        println!("kind {truth} read as {read}: {count}");
    }
    assert_eq!(sum[1], 0, "answers that are wrong were accepted");
}
