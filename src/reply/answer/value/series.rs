//! Figures by year or period, however the table came out: a label and its number a line, the number before its label, years
//! as a header over rows, cells one a line, columns side by side.
//!
//! Layout is read from the order of periods and numbers alone, so that pipes, tabs, blanks and line breaks do not matter.
//! A table whose cells cannot be tied to its header ("empty cells were dropped") is said to be unclear, never guessed.

use std::ops::Range;

use crate::ledger::{Answer, CellState, Figure, Value};

use super::super::scan::{Form, Number, Token, period_name};
use super::super::wording::{stem, stems};
use super::{Asked, Found, before, figure, number::wanted, unit};

/// One period with the numbers that stand by it.
struct Row<'t> {
    period: Range<usize>,
    numbers: Vec<&'t Number>,
    /// The words between and after its numbers.
    end: usize,
}

/// The series of `text`, if it is one.
pub fn read(text: &str, tokens: &[Token], asked: &Asked<'_>) -> Option<Found> {
    if let Some(found) = before::read(text, tokens, asked) {
        return Some(found);
    }
    let header = header(text, tokens);
    if let Some(header) = header {
        return headed(text, tokens, &header, asked);
    }
    rows(text, tokens, asked)
}

/// Tokens `from..to` that are a run of periods with nothing but rules between them.
fn header(text: &str, tokens: &[Token]) -> Option<Range<usize>> {
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

fn headed(text: &str, tokens: &[Token], header: &Range<usize>, asked: &Asked<'_>) -> Option<Found> {
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

/// Periods with their numbers, label first or number first.
fn rows(text: &str, tokens: &[Token], asked: &Asked<'_>) -> Option<Found> {
    let useful: Vec<&Token> = tokens.iter().filter(|t| !matches!(t, Token::Duration(_))).collect();
    let first_period = useful.iter().position(|t| matches!(t, Token::Period { .. }))?;
    let number_first = is_number_first(text, &useful);
    let mut rows: Vec<Row<'_>> = Vec::new();
    if number_first {
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
    let minus = dash_is_minus(&full);
    let scale = scale(text.get(..full.first()?.period.start).unwrap_or_default());
    let mut entries = Vec::new();
    let mut form = Form::Plain;
    for row in &full {
        let name = period_name(text.get(row.period.clone()).unwrap_or_default());
        match column {
            Some(c) => {
                let number = row.numbers.get(c)?;
                form = number.form;
                entries.push((name, scaled(figure(number, minus && number.dash), scale)));
            }
            None => {
                for (n, number) in row.numbers.iter().enumerate() {
                    form = number.form;
                    entries.push((format!("{name} {}", n + 1), scaled(figure(number, minus && number.dash), scale)));
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
    let words = full.first()?.period.start.min(full.first()?.numbers.first()?.span.start)..full.first()?.end;
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
    ];
    Some(built(entries, None, form, words, asked, facts, "a figure for each period"))
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

pub(super) fn built(
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
