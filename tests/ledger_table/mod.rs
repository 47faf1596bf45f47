//! Small ledgers written as text tables, as a reader would jot them down.
//!
//! ```text
//! code | region | disposition | staff | qualified
//! AA1  | North  | full        | 3,000 | <5
//! AA2  | South  | no_reply    |       |
//! ```
//!
//! A cell is a number, `<5`, `<=5`, `>10`, `>=10`, `5-9`, `~250`, `yes`, `no`, a date, a cell state in its words, `'text'`,
//! `a=1; b=2` for parts, `? ...` for a proposal that waits, `-` for nothing found. `disposition`, `sent`, `due`, `replied`,
//! `exemptions` and `reply_kind` are the row's own; columns that are no question are variables of the frame.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::collections::BTreeMap;

use foi::authority::{Authority, Code};
use foi::campaign::{
    Accept, Campaign, FindingRule, FollowUp, Frame, LeftOut, Letters, Observation, Question, QuestionId, Requester,
};
use foi::document::Address;
use foi::law::RegimeId;
use foi::ledger::{
    Answer, Cell, CellState, Coder, Disposition, Evidence, Figure, Ledger, Proposal, Qualifier, Row, Settled, Value,
};
use foi::message::OriginalHash;
use jiff::civil::Date;

/// Reads the table into a ledger with one cell a question and observation.
pub fn ledger(table: &str, questions: &[Question], observations: &[Observation]) -> Ledger {
    let mut lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    let columns = split(lines.next().expect("a table has a heading"));
    let ids: Vec<QuestionId> =
        questions.iter().map(|q| q.id.clone()).chain(observations.iter().map(|o| o.id.clone())).collect();
    let rows = lines.map(|line| {
        let cells = split(line);
        assert_eq!(cells.len(), columns.len(), "this row has as many cells as the heading: {line}");
        row(&columns.iter().cloned().zip(cells).collect(), &ids)
    });
    Ledger { campaign: "example".to_owned(), as_of: day("2018-12-03"), rows: rows.collect() }
}

fn split(line: &str) -> Vec<String> {
    line.split('|').map(|cell| cell.trim().to_owned()).collect()
}

fn row(said: &BTreeMap<String, String>, ids: &[QuestionId]) -> Row {
    let get = |name: &str| said.get(name).map(String::as_str).filter(|cell| !cell.is_empty());
    let code = get("code").expect("a row has a code");
    let disposition = get("disposition").map_or(Disposition::Full, disposition);
    let answered = matches!(
        disposition,
        Disposition::Full
            | Disposition::Partial
            | Disposition::Refused
            | Disposition::NotHeld
            | Disposition::AfterClose
    );
    let own = ["code", "name", "kind", "region", "disposition", "sent", "due", "replied", "exemptions", "reply_kind"];
    let variables = said
        .iter()
        .filter(|(name, _)| !own.contains(&name.as_str()) && !ids.iter().any(|id| id.0 == **name))
        .map(|(name, cell)| (name.clone(), cell.clone()))
        .collect();
    Row {
        authority: Authority {
            code: Code(code.to_owned()),
            name: get("name").map_or_else(|| format!("{code} Example Trust"), str::to_owned),
            kind: get("kind").unwrap_or_default().to_owned(),
            region: get("region").unwrap_or_default().to_owned(),
            email: format!("foi@{}.example", code.to_lowercase()),
            also_known_as: Vec::new(),
            predecessors: Vec::new(),
            successors: Vec::new(),
            variables,
        },
        token: format!("FOI-{code}"),
        disposition,
        sent: (disposition != Disposition::NotSent).then(|| get("sent").map_or(day("2018-08-20"), day)),
        due: get("due").map(day).or_else(|| (disposition != Disposition::NotSent).then(|| day("2018-09-18"))),
        due_reason: "twentieth working day after receipt".to_owned(),
        replied: get("replied").map(day).or_else(|| answered.then(|| day("2018-09-10"))),
        reply_kind: get("reply_kind").map(|word| word.parse().expect("a kind of reply")),
        overdue_days: (disposition == Disposition::NoReply).then_some(53),
        exemptions: get("exemptions").map(|list| list.split(' ').map(str::to_owned).collect()).unwrap_or_default(),
        cells: ids.iter().map(|id| cell(id, get(&id.0), code)).collect(),
    }
}

fn disposition(word: &str) -> Disposition {
    Disposition::ALL.into_iter().find(|d| d.word() == word).unwrap_or_else(|| panic!("`{word}` is no disposition"))
}

fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no day"))
}

/// One cell from its notation.
pub fn cell(id: &QuestionId, said: Option<&str>, code: &str) -> Cell {
    let message = Some(format!("<{id}.{code}@{}.example>", code.to_lowercase()));
    let nothing = Cell { question: id.clone(), settled: None, proposal: None, message: None };
    match said {
        None | Some("-") => nothing,
        Some(waits) if waits.starts_with('?') => {
            let said = waits.trim_start_matches('?').trim();
            let proposal = Proposal {
                question: id.clone(),
                answer: answer(said),
                evidence: evidence(said, code),
                confidence: 0.62,
                accepted: false,
                why: "two figures stand there".to_owned(),
            };
            Cell { proposal: Some(proposal), message, ..nothing }
        }
        Some(said) => {
            let settled = Settled {
                answer: answer(said),
                evidence: Some(evidence(said, code)),
                by: Coder::Reader,
                confidence: Some(0.995),
                at: "2018-11-28T09:30:00Z".parse().expect("a time"),
            };
            Cell { settled: Some(settled), message, ..nothing }
        }
    }
}

fn evidence(said: &str, code: &str) -> Evidence {
    Evidence {
        words: format!("Answer: {said}"),
        document: "body".to_owned(),
        at: Address::line(7),
        original: Some(OriginalHash::of(code.as_bytes())),
    }
}

fn answer(said: &str) -> Answer {
    if let Ok(state) = said.parse::<CellState>() {
        return Answer::of(state);
    }
    let number = |text: &str| text.trim().trim_start_matches('£').replace(',', "").parse::<f64>().ok();
    let censored =
        |qualifier, low, high| Answer { qualifier: Some(qualifier), low, high, ..Answer::of(CellState::Censored) };
    let value = |value| Answer { value: Some(value), ..Answer::of(CellState::Value) };
    if let Some(text) = said.strip_prefix('\'') {
        return value(Value::Text(text.trim_end_matches('\'').to_owned()));
    }
    match said {
        "yes" => return value(Value::YesNo(true)),
        "no" => return value(Value::YesNo(false)),
        _ => {}
    }
    if said.contains('=') && !said.starts_with(['<', '>']) {
        let parts = said.split(';').map(|part| {
            let (name, figure) = part.split_once('=').expect("name=figure");
            let figure = figure.trim();
            (name.trim().to_owned(), number(figure).map_or_else(|| Figure::Words(figure.to_owned()), Figure::Number))
        });
        return Answer { parts: parts.collect(), ..Answer::of(CellState::Value) };
    }
    for (sign, qualifier) in [("<=", Qualifier::Le), (">=", Qualifier::Ge), ("<", Qualifier::Lt), (">", Qualifier::Gt)]
    {
        if let Some(bound) = said.strip_prefix(sign) {
            let bound = number(bound);
            let upper = sign.starts_with('<');
            return if upper { censored(qualifier, None, bound) } else { censored(qualifier, bound, None) };
        }
    }
    if let Some(about) = said.strip_prefix('~') {
        return Answer { value: number(about).map(Value::Number), ..censored(Qualifier::Approx, None, None) };
    }
    if let Some(exact) = number(said) {
        return Answer::number(exact, None);
    }
    if let Ok(date) = said.parse::<Date>() {
        return value(Value::Date(date));
    }
    let (low, high) = said.split_once('-').unwrap_or_else(|| panic!("`{said}` is no cell's notation"));
    censored(Qualifier::Range, number(low), number(high))
}

/// A campaign that asks `questions` of the authorities of `ledger`.
pub fn campaign(
    questions: Vec<Question>,
    observations: Vec<Observation>,
    findings: Vec<FindingRule>,
    ledger: &Ledger,
) -> Campaign {
    Campaign {
        name: "trusts-2018".to_owned(),
        title: "Data security staff and training in NHS trusts".to_owned(),
        regime: RegimeId("uk-foia".to_owned()),
        opens: day("2018-08-20"),
        closes: Some(day("2018-11-27")),
        requester: Requester {
            name: "Holly Trevanion".to_owned(),
            organisation: Some("Larkspur Research".to_owned()),
            email: "foi.desk@larkspur-research.example".to_owned(),
            address: None,
        },
        frame: Frame {
            members: ledger.rows.iter().map(|row| row.authority.clone()).collect(),
            left_out: vec![LeftOut {
                code: Code("X6A".to_owned()),
                name: "Quillford Community Trust".to_owned(),
                reason: "merged into Y4M on 1 October 2018".to_owned(),
            }],
        },
        sample_of: None,
        wave_of: None,
        letters: Letters::default(),
        follow_up: FollowUp {
            pauses: Vec::new(),
            chase_after: None,
            chase_again_every: None,
            chase_at_most: 0,
            review_after: None,
            office_hours: None,
            per_minute: 5,
        },
        accept: Accept::Precision(0.99),
        questions,
        observations,
        findings,
    }
}
