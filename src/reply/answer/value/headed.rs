//! Years as the header of a table: cells tied to their columns by order, the row chosen that the question asks for.

use std::ops::Range;

use crate::ledger::{Answer, CellState, Figure};

use super::super::period::period_name;
use super::super::scan::{Form, Number, Token};
use super::super::wording::stems;
use super::series::{built, scale};
use super::{Asked, Found, figure, number::wanted};

/// Tokens `from..to` that are a run of periods with nothing but rules between them.
pub fn header(text: &str, tokens: &[Token]) -> Option<Range<usize>> {
    let mut best: Option<Range<usize>> = None;
    let mut start = 0;
    while start < tokens.len() {
        if !matches!(tokens.get(start), Some(Token::Period { .. })) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        while let (Some(a), Some(b @ Token::Period { .. })) = (tokens.get(end - 1), tokens.get(end)) {
            let gap = text.get(a.span().end..b.span().start).unwrap_or_default();
            // Years that run on ("1990" under 2023 in a flattened table) must follow one another.
            let wordless = gap.chars().all(|c| !c.is_alphanumeric());
            let prose = gap.contains(',') || gap.contains('&') || gap.contains(';');
            if !wordless || prose || !follows(text, a, b, tokens.get(start), end - start) {
                break;
            }
            end += 1;
        }
        let after = tokens.get(end..).unwrap_or_default();
        let numbers_after = after.iter().filter(|t| !matches!(t, Token::Duration(_))).count();
        // Prose that names years ("2021/22 and 2022/23 are attached. See page 36") heads no table.
        let first_number = after.iter().find(|t| matches!(t, Token::Number(_) | Token::Period { plain: true, .. }));
        let gap = tokens
            .get(end - 1)
            .zip(first_number)
            .and_then(|(a, b)| text.get(a.span().end..b.span().start))
            .unwrap_or_default();
        let table = gap.len() <= 120 && !gap.contains(". ");
        if end - start >= 2
            && table
            && numbers_after >= end - start
            && best.as_ref().is_none_or(|b| b.len() < end - start)
        {
            best = Some(start..end);
        }
        start = end;
    }
    best
}

/// Does period `b` go on from `a` as a header would?
fn follows(text: &str, a: &Token, b: &Token, first: Option<&Token>, so_far: usize) -> bool {
    let year = |token: &Token| -> Option<i32> {
        let words = text.get(token.span().clone())?;
        let digits: String =
            words.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    match (a, b) {
        // "1 August" at the end of a line, "2018" on the next: one date.
        (Token::Period { plain: false, span }, Token::Period { plain: true, .. })
            if so_far == 1
                && text
                    .get(span.clone())
                    .is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()) && w.len() > 2)
                && year(a).is_none_or(|day| day < 32) =>
        {
            false
        }
        (Token::Period { plain: true, .. }, Token::Period { plain: true, .. }) => match (year(a), year(b)) {
            (Some(x), Some(y)) if so_far >= 2 => {
                let up = first.and_then(year).is_some_and(|f| f < x);
                (y - x) == if up { 1 } else { -1 }
            }
            (Some(x), Some(y)) => (y - x).abs() == 1,
            _ => false,
        },
        _ => true,
    }
}

/// A labelled row under a header.
struct Line<'t> {
    label: Range<usize>,
    cells: Vec<Cell<'t>>,
}

enum Cell<'t> {
    Number(&'t Number),
    /// A bare year that under a header is a number.
    Year(f64, Range<usize>),
    Kept(&'static str, Range<usize>),
}

impl Cell<'_> {
    fn span(&self) -> &Range<usize> {
        match self {
            Self::Number(n) => &n.span,
            Self::Year(_, span) | Self::Kept(_, span) => span,
        }
    }

    fn form(&self) -> Option<Form> {
        match self {
            Self::Number(n) => Some(n.form),
            Self::Year(..) => Some(Form::Plain),
            Self::Kept(..) => None,
        }
    }

    fn figure(&self, scale: f64) -> Figure {
        match self {
            Self::Number(n) => match figure(n, n.dash && scale != 1.0) {
                Figure::Number(v) => Figure::Number(v * scale),
                words => words,
            },
            Self::Year(v, _) => Figure::Number(v * scale),
            Self::Kept(words, _) => Figure::Words((*words).to_owned()),
        }
    }
}

pub fn headed(text: &str, tokens: &[Token], header: &Range<usize>, asked: &Asked<'_>) -> Option<Found> {
    let periods: Vec<&Token> = tokens.get(header.clone())?.iter().collect();
    let wide = periods.len();
    let mut at = periods.last()?.span().end;
    let mut lines: Vec<Line<'_>> = Vec::new();
    for token in tokens.get(header.end..)? {
        let cell = match token {
            Token::Number(n) => Cell::Number(n),
            Token::Period { span, plain: true } => Cell::Year(text.get(span.clone())?.parse().ok()?, span.clone()),
            Token::Masked { span, words } => Cell::Kept(words, span.clone()),
            Token::Period { .. } | Token::Duration(_) => continue,
        };
        let gap = at..cell.span().start;
        let words = text.get(gap.clone()).unwrap_or_default();
        let named = words.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !is_rule(words);
        // "Total" after the years is one more column, not a row.
        if named && lines.last().is_none_or(|l| !l.cells.is_empty()) && !(lines.is_empty() && only_total(words))
            || lines.is_empty()
        {
            let label_start = gap.start + words.trim_end().rfind("\n\n").map_or(0, |n| n + 2);
            lines.push(Line { label: label_start..gap.end, cells: Vec::new() });
        }
        at = cell.span().end;
        lines.last_mut()?.cells.push(cell);
        if text
            .get(at..)
            .is_some_and(|rest| rest.starts_with("\n\n") && rest.trim_start().len() > 200 && !rest.contains('|'))
            && lines.len() > 1
        {
            break;
        }
    }
    let whole: Vec<&Line<'_>> = lines.iter().filter(|l| l.cells.len() == wide || l.cells.len() == wide + 1).collect();
    if whole.is_empty() || whole.len() * 2 < lines.len() {
        let words = periods.first()?.span().start..at;
        let facts = vec![("series", 1.0), ("unresolvable", 1.0)];
        return Some(Found {
            answer: Answer::of(CellState::Unclear),
            words,
            why: "a table whose cells cannot be tied to its columns".to_owned(),
            facts,
        });
    }
    let want = wanted(asked.kind);
    let chosen = choose(text, &whole, asked, want);
    let names: Vec<String> =
        periods.iter().map(|p| period_name(text.get(p.span().clone()).unwrap_or_default())).collect();
    let form = chosen.first().and_then(|l| l.cells.first()).and_then(Cell::form).unwrap_or(Form::Plain);
    let scale = scale(text.get(..at).unwrap_or_default());
    let mut entries = Vec::new();
    for line in &chosen {
        let label = label(text, &line.label);
        for (name, cell) in names.iter().zip(&line.cells) {
            let name = if chosen.len() == 1 { name.clone() } else { format!("{label} {name}") };
            entries.push((name, cell.figure(scale)));
        }
    }
    let total = (chosen.len() == 1).then(|| chosen.first().and_then(|l| l.cells.get(wide))).flatten().and_then(
        |cell| match cell.figure(scale) {
            Figure::Number(n) => Some(n),
            Figure::Words(_) => None,
        },
    );
    let first = chosen.first()?;
    let words = first.label.start..first.cells.last().map_or(at, |c| c.span().end);
    let form = if form == Form::Plain && scale != 1.0 { Form::Money } else { form };
    let facts = vec![
        ("series", 1.0),
        ("headed", 1.0),
        ("rows", (whole.len() as f64 - 1.0).min(4.0)),
        ("one_row", f64::from(u8::from(chosen.len() == 1))),
        ("form_fits", f64::from(u8::from(want.is_none_or(|w| w == form)))),
        ("ragged", f64::from(u8::from(whole.len() < lines.len()))),
        ("plain_for_other", f64::from(u8::from(want.is_some_and(|w| w != form)))),
    ];
    Some(built(entries, total, form, words, asked, facts, "a table with the years as its columns"))
}

/// The row that the question asks for; all of them where none stands out.
fn choose<'l, 't>(text: &str, lines: &[&'l Line<'t>], asked: &Asked<'_>, want: Option<Form>) -> Vec<&'l Line<'t>> {
    // "Schools / Other staff": the rows break one thing down, and none of them is the answer alone.
    let breakdown = lines.iter().any(|l| label(text, &l.label).to_lowercase().starts_with("other"));
    if lines.len() == 1 || breakdown {
        return lines.to_vec();
    }
    let of_form: Vec<&Line<'_>> =
        lines.iter().copied().filter(|l| l.cells.iter().all(|c| c.form().is_none() || c.form() == want)).collect();
    if of_form.len() == 1 {
        return of_form;
    }
    let mut scored: Vec<(usize, usize)> = lines
        .iter()
        .enumerate()
        .map(|(i, l)| (asked.stems.intersection(&stems(&label(text, &l.label))).count(), i))
        .collect();
    scored.sort_by(|a, b| b.cmp(a));
    if let [(best, i), (next, _), ..] = scored.as_slice()
        && best > next
        && let Some(line) = lines.get(*i)
    {
        return vec![line];
    }
    if let Some(total) = lines.iter().rev().find(|l| label(text, &l.label).to_lowercase().contains("total")) {
        return vec![total];
    }
    lines.to_vec()
}

fn label(text: &str, span: &Range<usize>) -> String {
    text.get(span.clone())
        .unwrap_or_default()
        .split(|c: char| c == '|' || c.is_whitespace())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn only_total(words: &str) -> bool {
    let lower = words.to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .all(|w| matches!(w, "total" | "grand" | "totals" | "average" | "change"))
}

fn is_rule(words: &str) -> bool {
    words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .all(|w| matches!(w.to_lowercase().as_str(), "and" | "to" | "or"))
}
