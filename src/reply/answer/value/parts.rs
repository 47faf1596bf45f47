//! Figures by part: full-time and part-time, departments, sites, with a total or without.
//!
//! A total that is written is the value; where none is, the parts are summed and the answer says so. Averages, medians and
//! the like are never summed. A total that does not add up is left as written and flagged.

use std::ops::Range;

use crate::reply::phrase::Pattern;

use crate::campaign::Question;
use crate::ledger::{Answer, CellState, Figure, Value};

use super::super::scan::{Form, Number, Token};
use super::super::wording::stems;
use super::{Asked, Found, figure, number::wanted, unit};

static NOT_SUMMED: Pattern = Pattern::new(
    r"(?i)\b(?:gross|net|average|mean|median|quartile|lowest|highest|minimum|maximum|rate|ratio|per\s+(?:hour|day|claim|request)|longest|shortest)\b",
);
static LABEL: Pattern =
    Pattern::new(r"^[\s|•·*–-]*(?P<label>[A-Za-z][^\n|:]{1,60}?)\s*(?P<mark>[:|=–—-]+\s*|\s{2,}|\s)$");

/// Between two figures that are counted together.
static CONJUNCT: Pattern = Pattern::new(r"(?i)^\s+(?P<label>[a-z][a-z\s-]{1,40}?)\s*,?\s+(?:and|plus|&)\s+$");

/// The figures of the parts that the question names, or that the answer lists.
pub fn read(text: &str, tokens: &[Token], asked: &Asked<'_>) -> Option<Found> {
    let numbers: Vec<&Number> = tokens
        .iter()
        .filter_map(|t| match t {
            Token::Number(n) => Some(n),
            _ => None,
        })
        .collect();
    if numbers.len() < 2 {
        return None;
    }
    let mut names: Vec<String> = asked.question.parts.clone();
    if names.is_empty() {
        let lower = text.to_lowercase();
        let has = |a: &str, b: &str| lower.contains(a) || lower.contains(b);
        if has("full-time", "full time") && has("part-time", "part time") {
            names = vec!["full-time".to_owned(), "part-time".to_owned()];
        }
    }
    if names.len() >= 2
        && let Some(found) = named(text, &numbers, &names, asked)
    {
        return Some(found);
    }
    listed(text, &numbers, asked).or_else(|| conjoined(text, &numbers, asked))
}

/// "5,290 informal and 311 formal", the whole answer: two figures, each with its kind behind it, neither of them what the question
/// names alone.
fn conjoined(text: &str, numbers: &[&Number], asked: &Asked<'_>) -> Option<Found> {
    let [first, second] = numbers else { return None };
    let start = text.get(..first.span.start)?;
    let between = text.get(first.span.end..second.span.start)?;
    let after = text.get(second.span.end..)?;
    let kind = CONJUNCT.captures(between)?.name("label")?.as_str().trim();
    let other = after.trim().trim_end_matches('.').trim();
    let plain = |n: &Number| n.form == Form::Plain && n.bound.is_none() && !n.in_words;
    let short =
        |label: &str| !label.is_empty() && label.split_whitespace().count() <= 4 && !label.contains([';', ':', '\n']);
    if start.chars().any(char::is_alphanumeric) || !plain(first) || !plain(second) || !short(kind) || !short(other) {
        return None;
    }
    // "12 dogs and 3 cats" to a question on dogs: the one that is named answers.
    let named = |label: &str| asked.stems.intersection(&stems(label)).next().is_some();
    let same = [kind, other].iter().all(|label| !asked.stems.is_empty() && named(label));
    if wanted(asked.kind).is_some_and(|w| w != Form::Plain) || !asked.additive || (named(kind) || named(other)) && !same
    {
        return None;
    }
    let parts = [(kind.to_owned(), *first), (other.to_owned(), *second)];
    Some(built(text, &parts, None, 0, asked))
}

/// Each named part with the number next to its name.
fn named(text: &str, numbers: &[&Number], names: &[String], asked: &Asked<'_>) -> Option<Found> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let spots: Vec<Vec<Range<usize>>> = names.iter().map(|name| spots(&lower, name)).collect();
    // Labels stand before their numbers or after them, all alike; where both can be read, the closer are meant.
    let numbers: Vec<&Number> =
        numbers.iter().copied().filter(|n| n.form == Form::Plain || Some(n.form) == wanted(asked.kind)).collect();
    let chosen = [true, false]
        .into_iter()
        .filter_map(|label_first| pair(&numbers, &spots, label_first))
        .min_by_key(|(gap, _)| *gap)?
        .1;
    let used: Vec<usize> = chosen.iter().map(|n| n.span.start).collect();
    let parts: Vec<(String, &Number)> = names.iter().cloned().zip(chosen).collect();
    let stated = numbers.iter().copied().find(|n| {
        !used.contains(&n.span.start) && {
            let before = text.get(..n.span.start).unwrap_or_default().to_lowercase();
            before.trim_end().trim_end_matches([':', '-', '–', '=']).trim_end().ends_with("total")
                || before.rsplit('\n').next().is_some_and(|l| l.contains("total"))
        }
    });
    let sum: f64 = parts.iter().map(|(_, n)| n.value).sum();
    let same_sum = numbers.iter().copied().find(|n| !used.contains(&n.span.start) && (n.value - sum).abs() < 0.01);
    let total = stated.or(same_sum);
    Some(built(text, &parts, total, numbers.len() - parts.len(), asked))
}

/// Every place of `lower` where a part is named, however its hyphen is written.
fn spots(lower: &str, name: &str) -> Vec<Range<usize>> {
    let name = name.to_lowercase();
    let mut out: Vec<Range<usize>> = Vec::new();
    for spelling in [name.clone(), name.replace('-', " "), name.replace('-', "")] {
        out.extend(lower.match_indices(spelling.as_str()).map(|(at, found)| at..at + found.len()).take(20));
    }
    out.sort_by_key(|spot| spot.start);
    out.dedup();
    out
}

/// A number for each name, all before their labels or all after them, none used twice and no other name in between; with how
/// far apart they stand in all.
fn pair<'n>(
    numbers: &[&'n Number],
    spots: &[Vec<Range<usize>>],
    label_first: bool,
) -> Option<(usize, Vec<&'n Number>)> {
    let mut chosen: Vec<&'n Number> = Vec::new();
    let mut all = 0;
    for own in spots {
        let near = own.iter().filter_map(|spot| {
            let number = if label_first {
                numbers.iter().find(|n| n.span.start >= spot.end)
            } else {
                numbers.iter().rfind(|n| n.span.end <= spot.start)
            }?;
            let between = if label_first { spot.end..number.span.start } else { number.span.end..spot.start };
            let other = spots.iter().flatten().any(|s| between.contains(&s.start));
            (between.len() < 60 && !other).then_some((between.len(), *number))
        });
        let (gap, number) = near.min_by_key(|(gap, _)| *gap)?;
        if chosen.iter().any(|c| c.span == number.span) {
            return None;
        }
        all += gap;
        chosen.push(number);
    }
    Some((all, chosen))
}

/// The parts of which the question's answer is the sum: those it declares, or full-time and part-time where both are asked for.
pub fn asked_for(question: &Question) -> Vec<String> {
    if !question.parts.is_empty() {
        return question.parts.clone();
    }
    let lower = question.asks.to_lowercase().replace('-', " ");
    let both = lower.contains("part time") && (lower.contains("full time") || lower.contains("full and"));
    if both { vec!["full-time".to_owned(), "part-time".to_owned()] } else { Vec::new() }
}

/// Does `text` speak of any part the question is the sum of?
pub fn speaks_of_part(text: &str, asked: &Asked<'_>) -> bool {
    let lower = text.to_lowercase();
    asked_for(asked.question).iter().any(|name| !spots(&lower, name).is_empty())
}

/// Are there two lines or more of a label with one figure?
pub fn lists(text: &str, tokens: &[Token]) -> bool {
    let lines = text.lines().scan(0, |at, line| {
        let start = *at;
        *at += line.len() + 1;
        Some(start..start + line.len())
    });
    let listed = |line: &Range<usize>| {
        let inside: Vec<&Token> =
            tokens.iter().filter(|t| matches!(t, Token::Number(_)) && line.contains(&t.span().start)).collect();
        let label = inside.first().and_then(|t| text.get(line.start..t.span().start)).unwrap_or_default();
        inside.len() == 1 && label.chars().filter(|c| c.is_alphabetic()).count() > 2 && label.len() < 60
    };
    lines.filter(listed).count() >= 2
}

/// Lines of "label: number".
fn listed(text: &str, numbers: &[&Number], asked: &Asked<'_>) -> Option<Found> {
    let mut parts: Vec<(String, &Number)> = Vec::new();
    let mut total = None;
    let mut other = 0;
    let mut last = 0;
    for number in numbers {
        // A label begins where the number before it ends: none holds another's figure.
        let line_start = text.get(..number.span.start).and_then(|b| b.rfind('\n')).map_or(0, |n| n + 1).max(last);
        last = number.span.end;
        let before = text.get(line_start..number.span.start).unwrap_or_default();
        let caught = LABEL.captures(before);
        // One blank parts a label only from a sum of money or where the figure ends its line: "in 12 cases" has no label.
        let ends = text
            .get(number.span.end..)
            .is_some_and(|a| a.trim_start_matches([' ', '\t']).starts_with('\n') || a.trim().is_empty());
        let plain_gap = caught.as_ref().and_then(|c| c.name("mark")).is_some_and(|m| m.as_str() == " ");
        let label = caught.as_ref().and_then(|c| c.name("label")).map(|m| m.as_str().trim());
        let short = label.is_some_and(|l| l.split_whitespace().count() <= 5);
        let separate = text
            .get(number.span.end..)
            .is_some_and(|a| a.trim_start().is_empty() || a.trim_start().starts_with([',', ';', '\n', '.', '(']));
        let Some(label) = label.filter(|_| !plain_gap || number.form == Form::Money || short && (ends || separate))
        else {
            other += 1;
            continue;
        };
        if label.to_lowercase().contains("total") {
            total = Some(*number);
        } else {
            parts.push((label.to_owned(), number));
        }
    }
    let want = wanted(asked.kind);
    let form = parts.first()?.1.form;
    // "Granted - 5; declined - 1" to "claims granted": the one part that the question names.
    let named: Vec<&(String, &Number)> = parts
        .iter()
        .filter(|(label, _)| {
            let own = stems(label);
            !own.is_empty() && own.iter().all(|stem| asked.stems.contains(stem))
        })
        .collect();
    if let ([(_, number)], true) = (named.as_slice(), parts.len() > 1) {
        return Some(one_named(text, number, parts.len() - 1, asked));
    }
    if parts.len() < 2 || parts.iter().any(|(_, n)| n.form != form) || other > parts.len() {
        return None;
    }
    if total.is_none() && parts.len() == 2 && want.is_some_and(|w| w != form) {
        return None;
    }
    Some(built(text, &parts, total, other, asked))
}

/// The part that the question names, among others.
fn one_named(text: &str, number: &Number, others: usize, asked: &Asked<'_>) -> Found {
    let start = text.get(..number.span.start).and_then(|b| b.rfind('\n')).map_or(0, |n| n + 1);
    let end = text.get(number.span.end..).and_then(|a| a.find('\n')).map_or(text.len(), |n| number.span.end + n);
    let facts = vec![
        ("part_named", 1.0),
        ("other_numbers", (others as f64).min(4.0)),
        ("form_fits", f64::from(u8::from(wanted(asked.kind).is_none_or(|w| w == number.form)))),
    ];
    let why = "the figure of the part that the question names".to_owned();
    Found { answer: super::answer(number, unit(number.form, asked)), words: start..end, why, facts }
}

fn built(text: &str, parts: &[(String, &Number)], total: Option<&Number>, other: usize, asked: &Asked<'_>) -> Found {
    let form = parts.first().map_or(Form::Plain, |(_, n)| n.form);
    let entries: Vec<(String, Figure)> = parts.iter().map(|(name, n)| (name.clone(), figure(n, false))).collect();
    let sum: f64 = parts.iter().map(|(_, n)| n.value).sum();
    let exact = parts.iter().all(|(_, n)| n.bound.is_none());
    let labels = parts.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ");
    let summed = form != Form::Percent && asked.additive && exact && !NOT_SUMMED.is_match(&labels);
    let words = span(text, parts, total);
    let mut answer = Answer::of(CellState::Value);
    answer.unit = unit(form, asked);
    let overlap =
        parts.iter().enumerate().any(|(i, (a, _))| parts.iter().skip(i + 1).any(|(b, _)| stems(a) == stems(b)));
    let mut facts = vec![
        ("parts", 1.0),
        ("other_numbers", (other as f64).min(4.0)),
        ("form_fits", f64::from(u8::from(wanted(asked.kind).is_none_or(|w| w == form)))),
        ("parts_inline", f64::from(u8::from(!text.get(words.clone()).unwrap_or_default().contains('\n')))),
        ("parts_alike", f64::from(u8::from(overlap))),
        ("plain_for_other", f64::from(u8::from(wanted(asked.kind).is_some_and(|w| w != form)))),
        ("parts_named", f64::from(u8::from(asked.question.parts.len() == parts.len()))),
    ];
    let why = match total {
        Some(total) => {
            answer.value = Some(Value::Number(total.value));
            let adds = (total.value - sum).abs() <= 0.01 * sum.abs().max(1.0);
            facts.push(("adds_up", f64::from(u8::from(adds))));
            facts.push(("adds_not", f64::from(u8::from(!adds))));
            if adds {
                "the total given; its parts add up to it"
            } else {
                "the total given; its parts do not add up to it"
            }
        }
        None if summed => {
            answer.value = Some(Value::Number((sum * 10_000.0).round() / 10_000.0));
            if sum == 0.0 {
                answer.state = CellState::Zero;
            }
            facts.push(("derived", 1.0));
            "sum of the parts given; no total stated"
        }
        None => {
            answer.series = entries.clone();
            facts.push(("unsummed", 1.0));
            "figures by part, which are not to be summed"
        }
    };
    answer.parts = entries;
    Found { answer, words, why: why.to_owned(), facts }
}

/// The lines from the first part to the last (or the total).
fn span(text: &str, parts: &[(String, &Number)], total: Option<&Number>) -> Range<usize> {
    let numbers = parts.iter().map(|(_, n)| *n).chain(total);
    let (mut start, mut end) = (text.len(), 0);
    for n in numbers {
        start = start.min(n.span.start);
        end = end.max(n.span.end);
    }
    let start = text.get(..start).and_then(|b| b.rfind('\n')).map_or(0, |n| n + 1);
    let end = text.get(end..).and_then(|a| a.find('\n')).map_or(text.len(), |n| end + n);
    start..end
}
