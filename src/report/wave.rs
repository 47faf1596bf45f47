//! What changed since the campaign that asked the same before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Source, spell};
use crate::authority::Code;
use crate::findings::{Change, Compared, Direction, FindingChange, Identities, Pair, Summary, Unit, Verdict};
use crate::ledger::Value;

/// With more pairs than this on the page, a question shows those that changed most.
const MOST_PAIRS: usize = 2_000;

/// The section's data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waves {
    pub lead: String,
    /// Mergers, renamings, those gone and those new.
    pub identities: Vec<String>,
    pub findings: Vec<FindingRow>,
    pub questions: Vec<QuestionPart>,
}

/// A finding in both waves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingRow {
    pub title: String,
    pub why_not: String,
    pub reworded: bool,
    pub before: String,
    pub before_of: String,
    pub after: String,
    pub after_of: String,
    pub change: String,
    /// The same among those that answered each time: "21%, now 25%; of 88 and 90 authorities".
    pub both_times: String,
}

/// A question in both waves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuestionPart {
    pub question: String,
    pub why_not: String,
    pub wording_before: String,
    pub wording_after: String,
    pub summary: String,
    pub silent: String,
    pub pairs: Vec<PairRow>,
    /// How many pairs there are, where not all are shown.
    pub of_pairs: String,
}

/// One authority's answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairRow {
    pub name: String,
    pub href: String,
    /// "X1, X2": what it came from, where that is not the same code.
    pub from: String,
    pub was: String,
    pub is: String,
    pub change: String,
}

pub(super) fn waves(source: &Source<'_>, anchors: &BTreeMap<Code, String>, links: bool) -> Option<Waves> {
    let change = source.waves?;
    let all: usize = change.questions.iter().map(|compared| compared.pairs.len()).sum();
    let href = |code: &Code| anchors.get(code).filter(|_| links).map(|anchor| format!("#{anchor}")).unwrap_or_default();
    let room = if all > MOST_PAIRS { Some(MOST_PAIRS / change.questions.len().max(1)) } else { None };
    Some(Waves {
        lead: format!(
            "Against \u{201c}{}\u{201d} of {}. Authorities are followed through the mergers and renamings that the \
             directory records.",
            change.before.title,
            spell::day(change.before.opens)
        ),
        identities: identities(change, &change.identities),
        findings: change.findings.iter().map(finding).collect(),
        questions: change.questions.iter().map(|compared| question(source, compared, &href, room)).collect(),
    })
}

fn identities(change: &Change, known: &Identities) -> Vec<String> {
    let codes = |codes: &[Code]| codes.iter().map(|code| code.0.as_str()).collect::<Vec<_>>().join(", ");
    let mut said = vec![format!("{} in both frames under the same code.", spell::authorities(known.same))];
    if !known.renamed.is_empty() {
        let pairs: Vec<String> = known.renamed.iter().map(|[old, new]| format!("{old} is now {new}")).collect();
        said.push(format!("Under another code: {}.", pairs.join("; ")));
    }
    if !known.merged.is_empty() {
        let all: Vec<String> =
            known.merged.iter().map(|[old, new]| format!("{} became {}", codes(old), codes(new))).collect();
        said.push(format!("Merged or divided: {}. Counts and money are added up.", all.join("; ")));
    }
    if !known.gone.is_empty() {
        said.push(format!("Only in {}: {}.", change.before.campaign, codes(&known.gone)));
    }
    if !known.new.is_empty() {
        said.push(format!("Only in {}: {}.", change.after.campaign, codes(&known.new)));
    }
    said
}

fn finding(change: &FindingChange) -> FindingRow {
    let [before, after] = change.whole.clone().map_or([None, None], |[before, after]| [Some(before), Some(after)]);
    let text = |figure: &Option<crate::findings::Figure>, of: bool| {
        figure.as_ref().map_or_else(String::new, |figure| if of { figure.of_text() } else { figure.value_text() })
    };
    let difference = match (&before, &after) {
        (Some(before), Some(after)) => {
            before.number().zip(after.number()).map(|(was, is)| difference(&after.unit, is - was))
        }
        _ => None,
    };
    FindingRow {
        title: change.title.clone(),
        why_not: change.why_not.clone(),
        reworded: change.reworded,
        before: text(&before, false),
        before_of: text(&before, true),
        after: text(&after, false),
        after_of: text(&after, true),
        change: difference.unwrap_or_default(),
        both_times: change.both_times.as_ref().map_or_else(String::new, |[before, after]| {
            format!(
                "{}, now {}; of {} and {}",
                before.value_text(),
                after.value_text(),
                spell::count(before.rows.len()),
                spell::authorities(after.rows.len())
            )
        }),
    }
}

/// `+3.1 points`, `−£1,200`.
fn difference(unit: &Unit, by: f64) -> String {
    let sign = if by > 0.0 { "+" } else { "" };
    match unit {
        Unit::Percent => format!("{sign}{} points", Unit::Percent.spell(by).replace('%', "")),
        unit => format!("{sign}{}", unit.spell(by)),
    }
}

fn question(
    source: &Source<'_>,
    compared: &Compared,
    href: &dyn Fn(&Code) -> String,
    room: Option<usize>,
) -> QuestionPart {
    let id = crate::campaign::QuestionId(compared.question.clone());
    let unit = spell::unit_of(source.campaign, &id);
    let (why_not, before, after) = match &compared.verdict {
        Verdict::Same => (String::new(), String::new(), String::new()),
        Verdict::Reworded { before, after } => (String::new(), before.clone(), after.clone()),
        Verdict::Incomparable(why) => (why.clone(), String::new(), String::new()),
    };
    let mut pairs: Vec<&Pair> = compared.pairs.iter().collect();
    if let Some(room) = room.filter(|room| pairs.len() > *room) {
        pairs.sort_by(|a, b| size(b).total_cmp(&size(a)));
        pairs.truncate(room);
    }
    let of_pairs = if pairs.len() < compared.pairs.len() { spell::count(compared.pairs.len()) } else { String::new() };
    QuestionPart {
        question: compared.question.clone(),
        why_not,
        wording_before: before,
        wording_after: after,
        summary: summary(&compared.summary, &unit),
        silent: silent(&compared.summary),
        pairs: pairs.into_iter().map(|pair| row(pair, &unit, href)).collect(),
        of_pairs,
    }
}

fn size(pair: &Pair) -> f64 {
    match (&pair.was, &pair.is) {
        (Value::Number(was), Value::Number(is)) => (is - was).abs(),
        _ => f64::from(u8::from(pair.direction != Direction::Same)),
    }
}

fn row(pair: &Pair, unit: &Unit, href: &dyn Fn(&Code) -> String) -> PairRow {
    let from: Vec<&str> = pair.before.iter().map(|code| code.0.as_str()).collect();
    let says = |value: &Value| match value {
        Value::Number(number) => unit.spell(*number),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Date(date) => spell::day(*date),
        Value::Text(text) => spell::clipped(text, 160),
    };
    PairRow {
        name: pair.name.clone(),
        href: pair.after.first().map(href).unwrap_or_default(),
        from: if pair.before == pair.after { String::new() } else { from.join(", ") },
        was: says(&pair.was),
        is: says(&pair.is),
        change: match (&pair.was, &pair.is) {
            (Value::Number(was), Value::Number(is)) if was != is => difference(unit, is - was),
            _ if pair.direction == Direction::Same => "same".to_owned(),
            _ => "changed".to_owned(),
        },
    }
}

/// `88 compared: 40 up, 30 down, 18 the same. Together 1,200 before and 1,310 now; the middle change is +1.`
fn summary(summary: &Summary, unit: &Unit) -> String {
    let mut said = Vec::new();
    for (count, words) in
        [(summary.up, "up"), (summary.down, "down"), (summary.changed, "changed"), (summary.same, "the same")]
    {
        if count > 0 {
            said.push(format!("{} {words}", spell::count(count)));
        }
    }
    let said = if said.is_empty() { String::new() } else { format!(": {}", said.join(", ")) };
    let mut text = format!("{} compared{said}.", spell::count(summary.compared));
    if let Some([was, is]) = summary.sums.filter(|_| *unit != Unit::Percent) {
        text.push_str(&format!(" Together {} before and {} now.", unit.spell(was), unit.spell(is)));
    }
    if let Some(change) = summary.median_change {
        text.push_str(&format!(" The middle change is {}.", difference(unit, change)));
    }
    text
}

/// Who is in both frames and not compared.
fn silent(summary: &Summary) -> String {
    let parts = [
        (summary.silent_before, "no usable answer before"),
        (summary.silent_now, "no usable answer now"),
        (summary.silent_both, "none either time"),
        (summary.not_additive, "merged or divided, and these answers cannot be added up"),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{} {words}", spell::count(count)))
        .collect();
    said.join("; ")
}
