//! Figures by year or period, however the table came out: a label and its number a line, the number before its label, years
//! as a header over rows, cells one a line, columns side by side.
//!
//! Layout is read from the order of periods and numbers alone, so that pipes, tabs, blanks and line breaks do not matter.
//! A table whose cells cannot be tied to its header ("empty cells were dropped") is said to be unclear, never guessed.

use std::ops::Range;

use crate::reply::phrase::Pattern;

use crate::ledger::{Answer, CellState, Figure, Value};

use super::super::period::period_name;
use super::super::scan::{Form, Number, Token};
use super::super::wording::{stem, stems};
use super::{Asked, Found, before, figure, headed, number::wanted, unit};

/// Between a year and a day that says how far it goes.
static TO_DATE: Pattern = Pattern::new(
    r"(?i)^\s*\(?\s*(?:to|up\s+to|until|so\s+far|to\s+date|as\s+at|at|part[\s-]year|ytd)(?:\s+(?:to|date|at|of))*\s*\(?$",
);
/// Between a number and its period: "13 settlement agreements in calendar year 2019".
static IN_PERIOD: Pattern = Pattern::new(
    r"(?i)^\s*(?:\w+\s+){0,3}?(?:\(|in|during|for)\s*(?:the\s+)?(?:calendar\s+|financial\s+|academic\s+)?(?:years?\s+)?$",
);

/// Between a figure and the one it is held against.
static COMPARED: Pattern =
    Pattern::new(r"(?i)\b(?:down|up|falling|rising|a\s+(?:fall|rise|drop))\s+from\b|\bcompared\s+(?:with|to)\b");

/// One period with the numbers that stand by it.
struct Row<'t> {
    period: Range<usize>,
    numbers: Vec<&'t Number>,
    /// The words between and after its numbers.
    end: usize,
}

/// The series of `text`, if it is one.
pub fn read(text: &str, tokens: &[Token], asked: &Asked<'_>) -> Option<Found> {
    // "17% in 2024/25, down from 26% in 2023/24": the first is the answer, the second what it is held against.
    let numbers: Vec<&Range<usize>> =
        tokens.iter().filter(|t| matches!(t, Token::Number(_))).map(Token::span).collect();
    if let [first, second] = numbers.as_slice()
        && text.get(first.end..second.start).is_some_and(|gap| COMPARED.is_match(gap))
    {
        return None;
    }
    let tokens = &super::nought::told(text, tokens);
    if let Some(found) = before::read(text, tokens, asked) {
        return Some(found);
    }
    if let Some(header) = headed::header(text, tokens) {
        return headed::headed(text, tokens, &header, asked);
    }
    rows(text, tokens, asked)
}

/// Periods with their numbers, label first or number first.
fn rows(text: &str, tokens: &[Token], asked: &Asked<'_>) -> Option<Found> {
    let useful: Vec<&Token> = tokens.iter().filter(|t| !matches!(t, Token::Duration(_))).collect();
    let first_period = useful.iter().position(|t| matches!(t, Token::Period { .. }))?;
    let prose_pairs = paired(text, &useful);
    let number_first = prose_pairs.is_none() && is_number_first(text, &useful);
    let mut rows: Vec<Row<'_>> = Vec::new();
    let in_sentence = prose_pairs.is_some();
    if let Some(pairs) = prose_pairs {
        rows = pairs;
    } else if number_first {
        for pair in useful.get(first_number(&useful)?..)?.chunks(2) {
            if let [Token::Number(n), Token::Period { span, .. }] = pair {
                rows.push(Row { period: span.clone(), numbers: vec![n], end: span.end });
            }
        }
    } else {
        gather(text, useful.get(first_period..)?, &mut rows);
    }
    let full: Vec<Row<'_>> = rows.into_iter().filter(|r| !r.numbers.is_empty()).collect();
    let mut kept = Vec::new();
    kept_back(text, tokens, &full, &mut kept);
    if full.is_empty() || full.len() < 2 && kept.is_empty() {
        return None;
    }
    let prose = full
        .windows(2)
        .filter(|w| matches!(w, [a, b] if !text.get(a.period.end..b.period.start).unwrap_or_default().contains('\n') ))
        .count();
    let columns = full.iter().map(|r| r.numbers.len()).min()?;
    let ragged = full.iter().any(|r| r.numbers.len() != columns);
    let column = pick_column(text, &full, columns, asked, first_period, &useful);
    let dashes = dash_is_minus(&full);
    let minus = |n: &Number| dashes && n.dash || loss_words(asked) && in_brackets(text, n);
    let scale = scale(&format!("{} {}", asked.heading, text.get(..full.first()?.period.start).unwrap_or_default()));
    let mut entries = Vec::new();
    let mut form = Form::Plain;
    for row in &full {
        let name = period_name(text.get(row.period.clone()).unwrap_or_default());
        match column {
            Some(c) => {
                let number = row.numbers.get(c)?;
                form = number.form;
                entries.push((name, scaled(figure(number, minus(number)), scale)));
            }
            None => {
                for (n, number) in row.numbers.iter().enumerate() {
                    form = number.form;
                    entries.push((format!("{name} {}", n + 1), scaled(figure(number, minus(number)), scale)));
                }
            }
        }
    }
    entries.extend(kept);
    let want = wanted(asked.kind);
    if form == Form::Plain
        && (scale != 1.0 || want == Some(Form::Money) && money_heads(text, full.first()?.numbers.first()?.span.start))
    {
        form = Form::Money;
    }
    let first = full.first()?;
    let words = first.period.start.min(first.numbers.first()?.span.start)..full.last().map_or(first.end, |r| r.end);
    let sum: f64 = entries.iter().filter_map(|(_, f)| if let Figure::Number(n) = f { Some(*n) } else { None }).sum();
    let own = |n: &Number| full.iter().any(|r| r.numbers.iter().any(|o| o.span == n.span));
    let total = tokens
        .iter()
        .find_map(|t| match t {
            Token::Number(n) if !own(n) && n.value > 0.0 && (n.value * scale - sum).abs() < 0.005 => Some(sum),
            _ => None,
        })
        .filter(|_| full.len() > 2);
    let twice = full.iter().enumerate().any(|(i, a)| {
        let same = |b: &Row<'_>| text.get(a.period.clone()) == text.get(b.period.clone());
        full.iter().skip(i + 1).any(same)
    });
    let bracketed = full.iter().flat_map(|r| &r.numbers).filter(|n| in_brackets(text, n)).count();
    let facts = vec![
        ("series", 1.0),
        ("form_fits", f64::from(u8::from(want.is_none_or(|w| w == form)))),
        ("columns", (columns as f64 - 1.0).min(3.0)),
        ("column_chosen", f64::from(u8::from(columns > 1 && column.is_some()))),
        ("column_by_words", f64::from(u8::from(columns > 1 && !one_of_form(&full, columns, want)))),
        ("ragged", f64::from(u8::from(ragged))),
        ("in_prose", (prose as f64 / full.len() as f64).min(1.0)),
        ("number_first", f64::from(u8::from(number_first))),
        ("plain_for_other", f64::from(u8::from(want.is_some_and(|w| w != form)))),
        ("few_periods", f64::from(u8::from(full.len() == 2))),
        ("in_sentence", f64::from(u8::from(in_sentence))),
        ("period_twice", f64::from(u8::from(twice))),
        ("bracketed", f64::from(u8::from(bracketed > 0 && !loss_words(asked)))),
    ];
    Some(built(entries, total, form, words, asked, facts, "a figure for each period"))
}

/// Figures in running words, each before or beside its period: "3 in 2013/14, five in 2014/15 and none in 2015/16".
fn paired<'t>(text: &str, tokens: &[&'t Token]) -> Option<Vec<Row<'t>>> {
    let mut rows: Vec<Row<'t>> = Vec::new();
    let mut last = 0;
    let mut spare = 0;
    for (i, token) in tokens.iter().enumerate() {
        let Token::Period { span, .. } = token else { continue };
        let before = i.checked_sub(1).and_then(|b| tokens.get(b));
        match before {
            Some(Token::Number(n)) if n.span.start >= last && joins(text, n.span.end, span.start) => {
                rows.push(Row { period: span.clone(), numbers: vec![n], end: span.end });
            }
            Some(Token::Period { .. }) if rows.last().is_some_and(|r| r.end < span.start) => {
                let gap = text.get(rows.last().map_or(0, |r| r.end)..span.start)?;
                if TO_DATE.is_match(gap) {
                    rows.last_mut()?.end = span.end;
                } else {
                    spare += 1;
                }
            }
            _ => spare += 1,
        }
        last = span.end;
    }
    (rows.len() >= 2 && spare <= 1 && rows.len() > 2 * spare).then_some(rows)
}

/// Do the words between a number and a period make them one: "(2021)", "in calendar year 2019"?
fn joins(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_some_and(|gap| IN_PERIOD.is_match(gap))
}

/// Money that may be lost as well as made: figures in brackets are below nought.
fn loss_words(asked: &Asked<'_>) -> bool {
    let words = format!("{} {}", asked.question.asks, asked.heading).to_lowercase();
    ["surplus", "deficit", "loss", "year end position", "outturn", "variance", "net position"]
        .iter()
        .any(|w| words.contains(w))
}

/// "(14.8)", the brackets around the figure alone.
fn in_brackets(text: &str, number: &Number) -> bool {
    let before = text.get(..number.span.start).unwrap_or_default();
    let after = text.get(number.span.end..).unwrap_or_default();
    before.ends_with('(') && after.starts_with(')')
}

fn first_number(tokens: &[&Token]) -> Option<usize> {
    tokens.iter().position(|t| matches!(t, Token::Number(_)))
}

/// "1478 Jan-13": each number stands before its label on its line.
fn is_number_first(text: &str, tokens: &[&Token]) -> bool {
    let Some(first) = first_number(tokens) else { return false };
    let tail = tokens.get(first..).unwrap_or_default();
    let pairs = tail.chunks(2).filter(|p| matches!(p, [Token::Number(_), Token::Period { .. }])).count();
    let close = tail.chunks(2).all(|p| match p {
        [a, b] => text.get(a.span().end..b.span().start).is_some_and(|gap| !gap.contains('\n') && gap.len() < 12),
        _ => false,
    });
    pairs >= 3 && pairs * 2 == tail.len() && close
}

fn gather<'t>(text: &str, tokens: &[&'t Token], rows: &mut Vec<Row<'t>>) {
    for token in tokens {
        match token {
            Token::Period { span, .. } => {
                if rows.last().is_some_and(|last| !last.numbers.is_empty() && leaves(text, last.end, span.start)) {
                    return;
                }
                // "2024 (to 31 October): 41": the day says how far the year goes.
                if let Some(last) = rows.last_mut().filter(|last| last.numbers.is_empty())
                    && text.get(last.end..span.start).is_some_and(|gap| TO_DATE.is_match(gap))
                {
                    last.end = span.end;
                    continue;
                }
                rows.push(Row { period: span.clone(), numbers: Vec::new(), end: span.end });
            }
            Token::Number(n) => {
                let Some(row) = rows.last_mut() else { continue };
                let gap = text.get(row.end..n.span.start).unwrap_or_default();
                // A blank line, or the end of a sentence, ends what belongs to a period; a cell of its own may stand a line below.
                let cut = gap.contains(". ")
                    || gap.len() > 80
                    || gap.contains("\n\n") && gap.trim().chars().any(char::is_alphanumeric);
                if cut {
                    continue;
                }
                row.numbers.push(n);
                row.end = n.span.end;
            }
            Token::Masked { .. } | Token::Duration(_) => {}
        }
    }
    // A year that no number follows, right after one with two, was a number: "2019 1990".
    rows.retain(|row| !row.period.is_empty());
}

/// Do the words between a row and the next period leave the list: a sentence of its own that happens to name a date?
fn leaves(text: &str, from: usize, to: usize) -> bool {
    let gap = text.get(from..to).unwrap_or_default();
    let before = gap.rsplit('\n').next().unwrap_or_default();
    let words = before.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).count();
    words > 5 || gap.contains(". ") && words > 0
}

/// Is there one column alone of the form asked for?
fn one_of_form(rows: &[Row<'_>], columns: usize, want: Option<Form>) -> bool {
    let fits = |c: &usize| want.is_some_and(|w| rows.iter().all(|r| r.numbers.get(*c).is_some_and(|n| n.form == w)));
    (0..columns).filter(fits).count() == 1
}

/// Which of several columns the question asks for.
fn pick_column(
    text: &str,
    rows: &[Row<'_>],
    columns: usize,
    asked: &Asked<'_>,
    _first: usize,
    _tokens: &[&Token],
) -> Option<usize> {
    if columns == 1 {
        return Some(0);
    }
    let want = wanted(asked.kind);
    if let Some(w) = want {
        let of_form: Vec<usize> =
            (0..columns).filter(|c| rows.iter().all(|r| r.numbers.get(*c).is_some_and(|n| n.form == w))).collect();
        if let [only] = of_form.as_slice() {
            return Some(*only);
        }
    }
    let right_form =
        |c: usize| want.is_none_or(|w| rows.first().and_then(|r| r.numbers.get(c)).is_some_and(|n| n.form == w));
    let any_right = (0..columns).any(right_form);
    // The words after each number, or the header's words over the columns.
    let near = |c: usize| -> usize {
        rows.first()
            .and_then(|r| {
                let n = r.numbers.get(c)?;
                let until = r.numbers.get(c + 1).map_or_else(|| line_end(text, n.span.end), |next| next.span.start);
                text.get(n.span.end..until)
            })
            .map_or(0, |words| asked.stems.intersection(&stems(words)).count())
    };
    let mut scored: Vec<(usize, usize)> =
        (0..columns).filter(|c| !any_right || right_form(*c)).map(|c| (near(c), c)).collect();
    scored.sort_by(|a, b| b.cmp(a));
    if let [(best, c), (next, _), ..] = scored.as_slice()
        && best > next
    {
        return Some(*c);
    }
    let before = text.get(..rows.first()?.period.start)?;
    let head: Vec<String> = before
        .trim_end()
        .rsplit("\n\n")
        .next()
        .unwrap_or_default()
        .split(|c: char| !c.is_alphanumeric() && c != '%')
        .filter(|w| !w.is_empty())
        .map(stem)
        .collect();
    let at = head.iter().rev().position(|w| asked.stems.contains(w))?;
    // The last header word is over the last column.
    (at < columns).then(|| columns - 1 - at)
}

fn line_end(text: &str, from: usize) -> usize {
    text.get(from..).and_then(|t| t.find('\n')).map_or(text.len(), |n| from + n)
}

/// A dash before a number is a minus where other numbers of the series have none.
fn dash_is_minus(rows: &[Row<'_>]) -> bool {
    let numbers: Vec<&&Number> = rows.iter().flat_map(|r| r.numbers.first()).collect();
    numbers.iter().any(|n| n.dash)
        && numbers.iter().any(|n| !n.dash)
        && numbers.iter().filter(|n| n.dash).count() * 4 > numbers.len()
}

/// Periods with words in place of a number: not held, withheld.
fn kept_back(text: &str, tokens: &[Token], rows: &[Row<'_>], entries: &mut Vec<(String, Figure)>) {
    for token in tokens {
        let Token::Period { span, .. } = token else { continue };
        if rows.iter().any(|r| r.period == *span) {
            continue;
        }
        let line = text.get(span.end..line_end(text, span.end)).unwrap_or_default().to_lowercase();
        let name = period_name(text.get(span.clone()).unwrap_or_default());
        let word = if line.contains("not held")
            || line.contains("not available")
            || line.contains("not recorded")
            || line.contains('*')
        {
            "not_held"
        } else if line.contains("withheld") || line.contains("exempt") {
            "refused"
        } else {
            continue;
        };
        if entries.iter().all(|(n, _)| *n != name) {
            entries.push((name, Figure::Words(word.to_owned())));
        }
    }
}

/// A series as an answer.
pub fn built(
    entries: Vec<(String, Figure)>,
    total: Option<f64>,
    form: Form,
    words: Range<usize>,
    asked: &Asked<'_>,
    mut facts: super::Facts,
    why: &str,
) -> Found {
    let numbers: Vec<f64> = entries
        .iter()
        .filter_map(|(_, f)| match f {
            Figure::Number(n) => Some(*n),
            Figure::Words(_) => None,
        })
        .collect();
    let mut answer = Answer::of(CellState::Value);
    answer.unit = unit(form, asked);
    answer.value = total.map(Value::Number);
    let censored = entries
        .iter()
        .any(|(_, f)| matches!(f, Figure::Words(w) if w.starts_with(['<', '>']) || w.starts_with("approx")));
    let worded = entries.iter().filter(|(name, _)| name.chars().any(char::is_alphabetic)).count();
    facts.push(("mixed_periods", f64::from(u8::from(worded > 0 && worded < entries.len()))));
    facts.push(("series_censored", f64::from(u8::from(censored))));
    facts.push((
        "series_total",
        f64::from(u8::from(total.is_some_and(|t| (t - numbers.iter().sum::<f64>()).abs() < 0.01))),
    ));
    answer.series = entries;
    Found { answer, words, why: why.to_owned(), facts }
}

fn scaled(figure: Figure, scale: f64) -> Figure {
    match figure {
        Figure::Number(n) => Figure::Number(n * scale),
        words => words,
    }
}

/// "£000", "£'000s", "in thousands": the scale that a heading sets.
pub fn scale(heading: &str) -> f64 {
    let lower = heading.to_lowercase().replace(['\'', '’'], "");
    if lower.contains("£000")
        || lower.contains("£ 000")
        || lower.contains("£k")
        || lower.contains("(000s)")
        || lower.contains("£thousand")
        || lower.contains("£s 000")
    {
        1e3
    } else if lower.contains("£m") && !lower.contains("£ma")
        || lower.contains("£million")
        || lower.contains("£ million")
    {
        1e6
    } else {
        1.0
    }
}

fn money_heads(text: &str, before: usize) -> bool {
    text.get(..before).is_some_and(|head| head.contains('£'))
}
