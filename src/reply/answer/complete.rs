//! Is everything in the answer accounted for? What a reading leaves over is why it should wait.
//!
//! A value that is read aright explains its answer: every figure is the value, a part of it, the whole it is a part of, the
//! same thing in another measure; no clause takes back what another gives; no other question stands among the words. What is
//! left over becomes a feature for [`super::confidence`], some of them gates (`cautions.toml`). Nothing is changed here.

use std::ops::Range;

use crate::reply::phrase::Pattern;

use crate::law::Act;
use crate::ledger::{Answer, CellState, Figure, Value};

use super::scan::{Form, Number, Token, scan};
use super::state::sentences;
use super::value::{Facts, Found};

/// Before a number: the whole of which the answer is a part.
static OF_WHOLE: Pattern = Pattern::new(
    r"(?i)(?:\b(?:out\s+of|of)\s+(?:the|these|those|our|all|some)?\s*(?:approximately|about|around)?\s*|\d\s?/\s?)$",
);
/// "A total of 12", "the sum of £40": the value itself.
static OF_ITSELF: Pattern = Pattern::new(
    r"(?i)\b(?:totals?|number|sum|cost|spend|figure|amount|budget|value|maximum|minimum|average|excess|count|headcount|expenditure|balance|income|grant|fine|penalty|payments?)\s+of\s*(?:about|around|approximately|some)?\s*£?$",
);
/// After a number: another measure of the same.
static MEASURE: Pattern =
    Pattern::new(r"(?i)^\s*(?:fte|wte|w\.t\.e|f\.t\.e|full[\s-]time\s+equivalents?|whole[\s-]time\s+equivalents?)\b");
/// Clauses that take back, narrow or add to what was given.
static CONTRAST: Pattern = Pattern::new(
    r"(?i)\b(?:but|however|although|though|except(?:ing)?|exclud(?:es?|ing)|apart\s+from|other\s+than|not\s+includ(?:e|es|ed|ing)|whereas|instead|unless|until|previously|wrong(?:ly)?|in\s+error|incorrect(?:ly)?|correct(?:ed|ion)|revis(?:ed|ion)|since\s+(?:been|become)|no\s+longer|incomplete|subject\s+to|partly|in\s+part)\b",
);
/// Words that divide a figure or add another to it.
static DIVIDES: Pattern = Pattern::new(
    r"(?i)\b(?:of\s+(?:which|whom|these|those|them)|the\s+(?:rest|remainder|others?)|remaining|in\s+addition|additional(?:ly)?|further|plus|as\s+well\s+as|another|together\s+with|also|both|each|respectively|between\s+them)\b",
);
/// A clause that withholds or lacks a part of what another gives: "the platform is X, version numbers being withheld".
static WITHHOLDS_PART: Pattern = Pattern::new(
    r"(?i),\s+(?:with\s+|though\s+|the\s+)?[\w\s'’-]{3,50}?\s+(?:being|having\s+been)\s+(?:withheld|redacted|exempt|removed|held|recorded)\b|\b(?:save|except|apart\s+from|other\s+than|but\s+not|with\s+the\s+exception\s+of)\b",
);
/// A question among the words: a mark of one, or a numbered one.
static ASKS: Pattern = Pattern::new(
    r"(?i)[^\s/=&]\?(?:\s|$|[\W])|(?:^|\W)\(?\d{1,2}[.)]\s+(?:how|what|which|who|when|where|whether|please\s+(?:provide|state|give))\b",
);

/// Names one question or part of the request.
static PART: Pattern = Pattern::new(
    r"(?i)\b(?:this|that|these|those|one|some)\s+(?:particular\s+)?(?:part|parts|aspect|element|question|questions|item)\b|\b(?:question|questions|item|items|part|parts|point|points|q)\s?\(?\d|\bat\s+\(?[a-h1-9]\)|\b(?:first|second|third|fourth|last|final)\s+(?:part|question|item|point)\b",
);

/// What is left over of `text` when `found` is taken as its answer.
pub fn doubts(text: &str, found: &Found, act: Act) -> Facts {
    let flag = |yes: bool| f64::from(u8::from(yes));
    let answer = &found.answer;
    let valued = matches!(answer.state, CellState::Value | CellState::Zero | CellState::Censored)
        && !matches!(answer.value, Some(Value::Text(_)));
    let tokens = scan(text);
    let numbers: Vec<&Number> =
        tokens.iter().filter_map(|t| if let Token::Number(n) = t { Some(n) } else { None }).collect();
    let total = sum_of_others(&numbers).is_some_and(|n| is_given(n, answer));
    let left = if total { 0 } else { numbers.iter().filter(|n| !explained(text, n, answer)).count() } as f64;
    let own = text.get(found.words.clone()).unwrap_or_default();
    let all = words(text);
    let beside = (all.saturating_sub(words(own)) as f64) / (all.max(1) as f64);
    let matches = |pattern: &Pattern, words: &str| pattern.is_match(words);
    let periods = tokens.iter().filter(|t| matches!(t, Token::Period { .. })).count();
    let few = answer.series.is_empty() && answer.parts.is_empty();
    vec![
        ("numbers_unexplained", if valued { left.min(3.0) } else { 0.0 }),
        ("figures_beside", if valued { 0.0 } else { outside(text, &numbers, &found.words).min(3.0) }),
        ("periods_beside", if valued && few { (periods.saturating_sub(1) as f64).min(3.0) } else { 0.0 }),
        ("refused_bare", flag(refused_bare(text, answer, own, act))),
        ("year_like", flag(year_like(answer, own))),
        ("withholds_part", flag(!valued && matches(&WITHHOLDS_PART, own))),
        ("contrast", flag(matches(&CONTRAST, text))),
        ("divides", flag(valued && matches(&DIVIDES, text))),
        ("asks_inside", flag(matches(&ASKS, text))),
        ("names_part", flag(matches(&PART, text))),
        ("section_beside", flag(section_beside(text, answer, act))),
        ("words_beside", beside),
        ("sentences_beside", ((sentences(text).len().saturating_sub(1)) as f64).min(6.0) / 2.0),
    ]
}

/// Is a section relied on that this reading does not account for? A bound goes with the section that keeps the number back.
fn section_beside(text: &str, answer: &Answer, act: Act) -> bool {
    let refused = matches!(answer.state, CellState::Exempt | CellState::OverCostLimit | CellState::SeeOtherAnswer);
    let bounded =
        answer.high.is_some() || answer.series.iter().chain(&answer.parts).any(|(_, f)| matches!(f, Figure::Words(_)));
    let elsewhere = answer.state == CellState::PublishedElsewhere;
    !refused
        && !bounded
        && super::section::cited(text, act).iter().any(|s| !(elsewhere && super::section::is_elsewhere(s)))
}

/// Is all that speaks of withholding the verb "refuse", which is said of permits and children too?
fn refused_bare(text: &str, answer: &Answer, own: &str, act: Act) -> bool {
    let lower = own.to_lowercase();
    let outright =
        ["exempt", "withh", "redact", "disclos", "releas", "comply", "except"].iter().any(|w| lower.contains(w));
    answer.state == CellState::Exempt
        && lower.contains("refus")
        && !outright
        && super::section::cited(text, act).is_empty()
        && own.trim().len() > 12
}

/// Is a bare year, and nothing else, taken for a count? It may be the tail of "2020-2023", broken over two lines.
fn year_like(answer: &Answer, own: &str) -> bool {
    let year = matches!(answer.value, Some(Value::Number(n)) if (1990.0..2050.0).contains(&n) && n.fract() == 0.0);
    let own = own.trim().trim_end_matches('.');
    year && own.len() == 4 && own.bytes().all(|b| b.is_ascii_digit())
}

fn words(text: &str) -> usize {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().any(char::is_alphabetic)).count()
}

/// Figures outside the words of a reading that is no figure, apart from those that reckon a burden.
fn outside(text: &str, numbers: &[&Number], words: &Range<usize>) -> f64 {
    let sentences = sentences(text);
    let reckons = |n: &Number| {
        let at = sentences.partition_point(|s| s.end <= n.span.start);
        let own = sentences.get(at).filter(|s| s.contains(&n.span.start)).cloned();
        own.is_some_and(|own| super::usable::reckons(text.get(own).unwrap_or_default()))
    };
    numbers.iter().filter(|n| !words.contains(&n.span.start) && !reckons(n)).count() as f64
}

/// The number that all the others, two or more of them, add up to: the total of which they are the parts. "£114,250, made up of
/// pay £98,000 and other costs £16,250".
pub fn sum_of_others<'n>(numbers: &[&'n Number]) -> Option<&'n Number> {
    let form = numbers.first()?.form;
    let exact = |n: &&Number| n.bound.is_none() && n.form == form && n.form != Form::Percent && n.value > 0.0;
    if numbers.len() < 3 || numbers.len() > 40 || !numbers.iter().all(exact) {
        return None;
    }
    let all: f64 = numbers.iter().map(|n| n.value).sum();
    numbers.iter().copied().find(|n| (all - 2.0 * n.value).abs() < 0.005)
}

/// Is `number` the answer, a figure of it, the whole of which it is a part, or the same in another measure?
fn explained(text: &str, number: &Number, answer: &Answer) -> bool {
    let before = text.get(..number.span.start).unwrap_or_default();
    let after = text.get(number.span.end..).unwrap_or_default();
    let whole = is_whole(text, number);
    let measure = MEASURE.is_match(after);
    // "45 (12%)": the share of the count before it.
    let share = number.form == Form::Percent && before.trim_end().ends_with('(');
    is_given(number, answer) || whole || measure || share
}

/// Is `number` the whole of which something is told: "Of the 36, 4", "45 out of 61"?
pub fn is_whole(text: &str, number: &Number) -> bool {
    let before = text.get(..number.span.start).unwrap_or_default();
    OF_WHOLE.is_match(before) && !OF_ITSELF.is_match(before)
}

/// Is it one of the numbers that the answer has, at any scale?
fn is_given(number: &Number, answer: &Answer) -> bool {
    let same = |given: f64| {
        [1.0, 1e3, 1e6].iter().any(|scale| (given.abs() - number.value.abs() * scale).abs() < 0.005 * scale.max(1.0))
    };
    let of_answer = match answer.value {
        Some(Value::Number(n)) => same(n),
        Some(Value::YesNo(_)) => false,
        _ => answer.state == CellState::Zero && number.value == 0.0,
    };
    let figures = answer.series.iter().chain(&answer.parts).any(|(name, figure)| match figure {
        Figure::Number(n) => same(*n),
        Figure::Words(words) => {
            words.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().is_ok_and(same) || name.contains(words)
        }
    });
    let sum: f64 =
        answer.series.iter().filter_map(|(_, f)| if let Figure::Number(n) = f { Some(*n) } else { None }).sum();
    of_answer
        || figures
        || answer.series.len() > 1 && same(sum)
        || [answer.low, answer.high].into_iter().flatten().any(same)
}
