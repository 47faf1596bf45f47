//! One number: counts, money and percentages share the way a single figure is picked.
//!
//! The first figure of the kind asked for, in the first sentence that has one, unless another is called the total. The type
//! is what the letter gives, not what was asked: a share given for a number stays a share.

use crate::campaign::AnswerType;
use crate::ledger::Qualifier;
use crate::reply::phrase::Pattern;

use super::super::complete;
use super::super::scan::{Form, Number, Token};
use super::super::state::sentences;
use super::super::wording::stems;
use super::{Asked, Found, answer, unit};

/// Words between two numbers that set one against the other.
static RIVAL: Pattern = Pattern::new(
    r"\b(?:shows?|shown|showed|suggests?|indicates?|states?|according\s+to|although|though|however|whereas|while|but|differs?|instead|(?:reports?|records?|returns?|systems?|data)\b.{0,20}\b(?:gives?|has|have|says?|is|are|was))\b",
);
/// Words that make the second number a part of the first or another measure of it.
static OTHER_MEASURE: Pattern = Pattern::new(
    r"\b(?:fte|wte|whole\s+time|head\s?count|of\s+(?:whom|which|these|those|them)|out\s+of|full|part|male|female|men|women|previous(?:ly)?|last\s+year|year\s+before|target|compared)\b",
);

/// The form that a type wants.
pub fn wanted(kind: AnswerType) -> Option<Form> {
    match kind {
        AnswerType::Count => Some(Form::Plain),
        AnswerType::Money => Some(Form::Money),
        AnswerType::Percent => Some(Form::Percent),
        AnswerType::Table => None,
        AnswerType::YesNo | AnswerType::Date | AnswerType::Text | AnswerType::Choice => None,
    }
}

/// The single number that `text` answers with.
pub fn read(text: &str, tokens: &[Token], asked: &Asked<'_>) -> Option<Found> {
    let numbers: Vec<&Number> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Number(n) => Some(n),
            Token::Duration(n) if asked.wants_duration => Some(n),
            _ => None,
        })
        .collect();
    let want = wanted(asked.kind);
    let fits = |n: &Number| want.is_none_or(|w| n.form == w);
    let fitting: Vec<&Number> = numbers.iter().copied().filter(|n| fits(n)).collect();
    // A bare number under a money or percent question is in the unit of the question.
    let (pool, form_fits) = if fitting.is_empty() { (numbers.clone(), false) } else { (fitting, true) };
    let whole = text.trim();
    let heaviest = pool.iter().copied().max_by(|a, b| {
        weight(text, a, asked).total_cmp(&weight(text, b, asked)).then(b.span.start.cmp(&a.span.start))
    })?;
    let pick = complete::sum_of_others(&pool).unwrap_or(heaviest);
    let mut number = pick.clone();
    let mut bare_unit = false;
    let scale = super::series::scale(asked.heading);
    if scale != 1.0 && !number.scaled && number.form != Form::Percent {
        number.value *= scale;
        number.form = Form::Money;
    }
    if number.form == Form::Plain && matches!(want, Some(Form::Money | Form::Percent)) && !form_fits {
        let alone = pool.len() == 1 && whole.len() < 60;
        if let Some(w) = want.filter(|_| alone) {
            number.form = w;
            bare_unit = true;
        }
    }
    let best = weight(text, pick, asked);
    let rivals = pool
        .iter()
        .filter(|n| n.span != pick.span && n.value != pick.value && best - weight(text, n, asked) < 2.0)
        .count();
    let others = numbers.iter().filter(|n| n.span != pick.span && n.value != pick.value).count();
    let length = whole.len();
    let leading =
        text.get(..pick.span.start).is_some_and(|b| b.trim().trim_matches(['£', '-', '–', '(', ':']).len() < 4);
    let part = super::parts::speaks_of_part(text, asked) && !near_total(text, pick);
    let contradicted = pool.iter().any(|other| contradicts(text, pick, other));
    let facts = vec![
        ("number", 1.0),
        ("part_alone", f64::from(u8::from(part))),
        ("contradicted", f64::from(u8::from(contradicted))),
        ("form_fits", f64::from(u8::from(form_fits))),
        ("bare_unit", f64::from(u8::from(bare_unit))),
        (
            "noun_after",
            f64::from(u8::from(
                bare_unit && head(text.get(pick.span.end..).unwrap_or_default(), 12).contains(char::is_alphabetic),
            )),
        ),
        ("rivals", (rivals as f64).min(3.0)),
        ("other_numbers", (others as f64).min(4.0)),
        ("alone", f64::from(u8::from(length <= pick.span.len() + 3))),
        ("leads", f64::from(u8::from(leading))),
        ("long_answer", ((length as f64) / 300.0).min(2.0)),
        ("in_words", f64::from(u8::from(pick.in_words))),
        ("censored", f64::from(u8::from(pick.bound.is_some()))),
        ("number_apart", f64::from(u8::from(!leading && length > pick.span.len() + 3 && apart(text, pick, asked)))),
        ("approx", f64::from(u8::from(pick.bound == Some(Qualifier::Approx)))),
        ("plain_for_other", f64::from(u8::from(!form_fits && !bare_unit && want.is_some()))),
    ];
    let words = widen(text, pick);
    let unit = unit(number.form, asked);
    Some(Found { answer: answer(&number, unit), words, why: why(pick, form_fits), facts })
}

/// Does the sentence of a number share no word with the question, and is it more than a short answer? Then the number may be of
/// anything: "See the workbook sent with this message, sheet 2".
fn apart(text: &str, number: &Number, asked: &Asked<'_>) -> bool {
    let sentence = sentences(text).into_iter().find(|s| s.contains(&number.span.start));
    let words = sentence.and_then(|s| text.get(s)).unwrap_or_default();
    let heard = stems(words);
    number.form == Form::Plain && heard.len() > 2 && asked.stems.intersection(&heard).next().is_none()
}

/// Is the number called a total?
fn near_total(text: &str, number: &Number) -> bool {
    let before = text.get(..number.span.start).unwrap_or_default().to_lowercase();
    let after = text.get(number.span.end..).unwrap_or_default().to_lowercase();
    tail(&before, 24).contains("total") || head(&after, 16).contains("in total") || head(&after, 16).contains("in all")
}

/// Two numbers of one kind and size, one answer, and nothing that makes one a part or another measure of the other: a person
/// must say which is meant.
fn contradicts(text: &str, pick: &Number, other: &Number) -> bool {
    let near = pick.value.abs().min(other.value.abs()) * 2.0 >= pick.value.abs().max(other.value.abs());
    if other.span == pick.span || other.value == pick.value || other.form != pick.form || !near {
        return false;
    }
    let (first, last) = if pick.span.start < other.span.start { (pick, other) } else { (other, pick) };
    let between = text.get(first.span.end..last.span.start).unwrap_or_default().to_lowercase();
    let around = format!("{between} {}", head(&text.get(last.span.end..).unwrap_or_default().to_lowercase(), 30));
    between.len() < 160 && RIVAL.is_match(&between) && !OTHER_MEASURE.is_match(&around)
}

fn why(number: &Number, form_fits: bool) -> String {
    let what = match number.form {
        Form::Plain => "the number",
        Form::Money => "the sum of money",
        Form::Percent => "the percentage",
    };
    if form_fits {
        format!("{what} given as the answer")
    } else {
        format!("{what} given, though another kind was asked for")
    }
}

/// How much right a number has to be the answer.
fn weight(text: &str, number: &Number, asked: &Asked<'_>) -> f64 {
    let mut weight = 0.0;
    let sentence = sentences(text).into_iter().enumerate().find(|(_, s)| s.contains(&number.span.start));
    let Some((n, sentence)) = sentence else { return -9.0 };
    weight -= (n as f64).min(6.0);
    let before = text.get(sentence.start..number.span.start).unwrap_or_default().to_lowercase();
    let after = text.get(number.span.end..sentence.end).unwrap_or_default().to_lowercase();
    let near = tail(&before, 40);
    if near.contains("total")
        || near.contains("overall")
        || near.contains("altogether")
        || head(&after, 16).contains("in total")
        || head(&after, 16).contains("in all")
    {
        weight += 2.5;
    }
    // The noun that follows says what is counted: "233 placements, 5,871 bed days".
    let noun = after.split([',', ';', '(', '.']).next().unwrap_or_default();
    let near_noun: Vec<&str> = noun.split_whitespace().take(3).collect();
    if asked.stems.intersection(&stems(&near_noun.join(" "))).count() > 0 {
        weight += 2.0;
    } else if asked.stems.intersection(&stems(head(&after, 30))).count() > 0 {
        weight += 1.0;
    }
    if complete::is_whole(text, number) && number.form == Form::Plain {
        weight -= 4.0;
    }
    if near.contains(" target")
        || near.contains("target is")
        || near.contains("target of")
        || near.contains("vat of")
        || near.contains("of the ") && number.form == Form::Plain && head(&after, 12).contains(" case")
    {
        weight -= 4.0;
    }
    if head(&after, 24).contains("hour")
        || head(&after, 24).contains("minute")
        || head(&after, 24).contains("working day")
    {
        weight -= 3.0;
    }
    // Where the type is not known, a share or a sum names its own; "74% (45 of 61)" answers with the share.
    if asked.open && number.form != Form::Plain {
        weight += 1.5;
    }
    if number.in_words {
        weight -= 0.5;
    }
    // "2 (1.6 FTE)", "284 (3.0%)": what stands in brackets explains the number before it.
    let bracketed = before.matches('(').count() > before.matches(')').count();
    let explains = bracketed && before.split('(').next().is_some_and(|b| b.contains(|c: char| c.is_ascii_digit()));
    if explains && !head(&after, 8).contains("fte") {
        weight -= 3.0;
    } else if bracketed && number.bound.is_some() {
        weight -= 2.0;
    }
    weight
}

/// The number with its bound and its noun: what a person would point at.
fn widen(text: &str, number: &Number) -> std::ops::Range<usize> {
    let line_start = text.get(..number.span.start).and_then(|b| b.rfind('\n')).map_or(0, |at| at + 1);
    let line_end = text.get(number.span.end..).and_then(|a| a.find('\n')).map_or(text.len(), |at| number.span.end + at);
    if line_end - line_start <= 160 {
        return line_start..line_end;
    }
    sentences(text)
        .into_iter()
        .find(|s| s.contains(&number.span.start))
        .map_or_else(|| number.span.clone(), |s| s.start.max(line_start)..s.end.min(line_end).max(number.span.end))
}

fn head(words: &str, most: usize) -> &str {
    let mut end = words.len().min(most);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    words.get(..end).unwrap_or_default()
}

fn tail(words: &str, most: usize) -> &str {
    let mut start = words.len().saturating_sub(most);
    while !words.is_char_boundary(start) {
        start += 1;
    }
    words.get(start..).unwrap_or_default()
}
