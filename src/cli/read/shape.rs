//! How `foi read` shows a reply: the JSON of CLI.md, and a table for a person.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use crate::ledger::{Answer, Figure, Proposal, Value};
use crate::reply::{Explanation, Reading};
use crate::request::ReplyKind;

/// One reply as one JSON object.
pub fn reply(id: &str, reading: &Reading, explanation: Option<&Explanation>) -> Json {
    let answers: Map<String, Json> = reading.proposals.iter().map(|p| (p.question.0.clone(), answer(p))).collect();
    let mut shown = json!({
        "id": id,
        "kind": outcome(reading.kind),
        "kind_words": reading.kind_words,
        "exemptions": reading.exemptions,
        "dates": reading.dates,
        "answers": answers,
    });
    if let (Some(explanation), Some(map)) = (explanation, shown.as_object_mut()) {
        map.insert("explanation".to_owned(), json!(explanation));
    }
    shown
}

/// The outcome in the words of replies/LABELS.md, which takes refusals of all grounds together.
pub fn outcome(kind: ReplyKind) -> &'static str {
    match kind {
        ReplyKind::OverCostLimit | ReplyKind::Vexatious | ReplyKind::AlreadyPublished | ReplyKind::Refused => "refused",
        other => other.word(),
    }
}

fn answer(p: &Proposal) -> Json {
    let a = &p.answer;
    json!({
        "state": a.state.words(),
        "value": a.value,
        "unit": a.unit,
        "low": a.low,
        "high": a.high,
        "qualifier": a.qualifier,
        "series": figures(&a.series),
        "period": a.period,
        "parts": figures(&a.parts),
        "exemptions": a.exemptions,
        "evidence": { "words": p.evidence.words, "document": p.evidence.document, "at": p.evidence.at },
        "confidence": p.confidence,
        "accepted": p.accepted,
        "why": p.why,
    })
}

fn figures(figures: &[(String, Figure)]) -> Json {
    if figures.is_empty() {
        return Json::Null;
    }
    Json::Object(figures.iter().map(|(name, figure)| (name.clone(), json!(figure))).collect())
}

/// A reply for a person: its kind, then a line an answer, with the words.
pub fn draw(out: &mut dyn Write, name: &str, reading: &Reading, explanation: Option<&Explanation>) -> io::Result<()> {
    write!(out, "{name}: {}", reading.kind)?;
    if !reading.exemptions.is_empty() {
        write!(out, ", under {}", reading.exemptions.join(", "))?;
    }
    writeln!(out)?;
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_FULL_CONDENSED);
    table.set_header(["question", "answer", "words", "sure", "accepted"]);
    for p in &reading.proposals {
        let words = p.evidence.words.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String =
            if words.chars().count() > 60 { words.chars().take(57).chain("...".chars()).collect() } else { words };
        let accepted = if p.accepted { "yes" } else { "waits" };
        table.add_row([
            p.question.0.clone(),
            said(&p.answer),
            short,
            format!("{:.2}", p.confidence),
            accepted.to_owned(),
        ]);
    }
    if reading.proposals.is_empty() {
        writeln!(out, "  nothing that answers a question was found")?;
    } else {
        writeln!(out, "{table}")?;
    }
    if let Some(explanation) = explanation {
        write!(out, "{explanation}")?;
    }
    Ok(())
}

/// An answer in a few words.
fn said(a: &Answer) -> String {
    let number = |n: f64| if n.fract() == 0.0 && n.abs() < 1e15 { format!("{n:.0}") } else { format!("{n}") };
    let unit = a.unit.as_deref().map(|u| format!(" {u}")).unwrap_or_default();
    let value = match &a.value {
        Some(Value::Number(n)) => Some(format!("{}{unit}", number(*n))),
        Some(Value::YesNo(yes)) => Some(if *yes { "yes".to_owned() } else { "no".to_owned() }),
        Some(Value::Date(date)) => Some(date.to_string()),
        Some(Value::Text(text)) => Some(text.clone()),
        None => None,
    };
    let bounds = match (a.low, a.high) {
        (Some(low), Some(high)) => Some(format!("{} to {}{unit}", number(low), number(high))),
        (None, Some(high)) => Some(format!("below {}{unit}", number(high))),
        (Some(low), None) => Some(format!("above {}{unit}", number(low))),
        (None, None) => None,
    };
    let series: Vec<String> = a
        .series
        .iter()
        .map(|(name, figure)| match figure {
            Figure::Number(n) => format!("{name}: {}", number(*n)),
            Figure::Words(words) => format!("{name}: {words}"),
        })
        .collect();
    let told = value.or(bounds).or_else(|| (!series.is_empty()).then(|| series.join(", ")));
    match (a.state.words(), told) {
        ("value", Some(told)) => told,
        (state, Some(told)) => format!("{state}: {told}"),
        (state, None) if !a.exemptions.is_empty() => format!("{state} ({})", a.exemptions.join(", ")),
        (state, None) => state.to_owned(),
    }
}
