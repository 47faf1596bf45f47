//! Is the sentence that was read the one that decides this question? A figure where words were asked for, a figure beside a
//! sentence that says it is not held, a decision taken from words on the procedure, a period left without a value.
//!
//! Each is a feature for [`super::confidence`], some of them gates (`cautions.toml`). Nothing is changed here.

use std::ops::Range;

use crate::ledger::{CellState, Value};
use crate::reply::phrase::Pattern;

use super::reading::settled;
use super::scan::{Token, scan};
use super::state::{Said, said, sentences};
use super::value::{Asked, Facts, Found, nought};
use super::wording::stems;

/// Asks for words: names, a text, reasons.
static WANTS_WORDS: Pattern = Pattern::new(
    r"(?i)\b(?:names?|cop(?:y|ies)|policy|policies|contents?\s+of|reasons?|list\s+of|nature\s+of|titles?|minutes\s+of|wording|explanation)\b|^\W*(?:who|which|why)\b",
);
/// Asks for a figure, whatever else it names.
static WANTS_FIGURE: Pattern = Pattern::new(
    r"(?i)\b(?:how\s+(?:many|much|long|often)|numbers?|total|totals|cost|costs|spend|spent|amount|percentage|rate|count|value|fees?|income|by|per|each)\b",
);
/// Speaks of the letter, the procedure or a complaint, and decides no question by itself.
static PROCEDURE: Pattern = Pattern::new(
    r"(?i)\brefusal\s+notice\b|\bcomplaint\s+is\b|\bnot\s+uph(?:o|e)ld\b|\b(?:first|original|earlier|initial)\s+(?:letter|reply|response|decision)\b|\b(?:act|section\s+(?:1|16|17))\s+(?:\w+\s+){0,3}(?:requires?|gives?|provides?|says)\b",
);

/// What an attachment is said to be for.
static ATTACHED_FOR: Pattern = Pattern::new(
    r"(?i)\b(?:attach\w+|enclos\w+|spreadsheet|appendix|annex)\b[^.]{0,20}?\s(?:for|of|with)\s+(?:the\s+|our\s+)?(?P<what>[^.;:]{3,40})",
);
/// Words for whatever was asked.
static GENERAL: Pattern = Pattern::new(
    r"(?i)\b(?:details?|information|breakdown|figures?|answers?|response|reply|data|list|you|this|these|that|request|full|more|further|years?)\b",
);

/// What speaks against `found` as the answer that `text` gives to the question.
pub fn doubts(text: &str, found: &Found, asked: &Asked<'_>) -> Facts {
    let flag = |yes: bool| f64::from(u8::from(yes));
    let of = |name: &str| found.facts.iter().any(|(n, v)| *n == name && *v > 0.0);
    let whole = text.trim();
    let line = of("text") && !whole.contains('\n') && sentences(whole).len() == 1 && said(whole).is_empty();
    vec![
        ("figure_for_words", flag(figure_for_words(found, asked))),
        ("value_and_none", flag(value_and_none(text, found, asked))),
        ("none_of_asked", flag(none_of_asked(text, found, asked))),
        ("attached_other", flag(attached_other(text, found, asked))),
        ("period_without_value", flag(!of("headed") && nought::period_without_value(text, found))),
        ("state_of_period", flag(state_of_period(text, found, asked))),
        ("procedural_words", flag(procedural(text, found))),
        ("text_line", flag(line)),
    ]
}

/// A figure where the question asks for words, and for no figure.
fn figure_for_words(found: &Found, asked: &Asked<'_>) -> bool {
    let answer = &found.answer;
    let figure = matches!(answer.value, Some(Value::Number(_))) || answer.high.is_some() || answer.low.is_some();
    let asks = asked.question.asks.as_str();
    figure && WANTS_WORDS.is_match(asks) && !WANTS_FIGURE.is_match(asks)
}

/// "For 2020 we hold nothing": a decision on one period, where the question asks for several, or for another.
fn state_of_period(text: &str, found: &Found, asked: &Asked<'_>) -> bool {
    let decides = matches!(
        found.answer.state,
        CellState::NotHeld | CellState::Exempt | CellState::OverCostLimit | CellState::Zero
    );
    let periods = |words: &str| -> Vec<String> {
        let spans = scan(words).into_iter().filter(|t| matches!(t, Token::Period { .. }));
        spans.filter_map(|t| words.get(t.span().clone()).map(str::to_owned)).collect()
    };
    let own = periods(text.get(found.words.clone()).unwrap_or_default());
    let wanted = periods(&asked.question.asks);
    decides && !own.is_empty() && (asked.wants_each || wanted.iter().any(|w| !own.contains(w)))
}

/// A figure in a sentence that shares no word with the question, beside one that does and says that it is not held or withheld.
fn none_of_asked(text: &str, found: &Found, asked: &Asked<'_>) -> bool {
    let speaks = |span: &Range<usize>| {
        text.get(span.clone()).is_some_and(|w| asked.stems.intersection(&stems(w)).next().is_some())
    };
    let figures = sentences(text).into_iter().filter(|s| s.start < found.words.end && found.words.start < s.end);
    let none = |s: &Said| matches!(s.state, CellState::NotHeld | CellState::Exempt | CellState::OverCostLimit);
    let said = settled(said(text), text, asked);
    let apart = |f: &Range<usize>| !speaks(f) || said.iter().any(|s| none(s) && s.sentence == *f);
    value_and_none(text, found, asked)
        && figures.into_iter().all(|f| apart(&f))
        && said.iter().any(|s| none(s) && speaks(&s.sentence))
}

/// "Please see the attachment for opening hours": what is attached is named, and is not what was asked for.
fn attached_other(text: &str, found: &Found, asked: &Asked<'_>) -> bool {
    let words = text.get(found.words.clone()).unwrap_or_default();
    let Some(caught) = ATTACHED_FOR.captures(words).and_then(|c| c.name("what")) else { return false };
    let named = stems(caught.as_str());
    found.answer.state == CellState::InAttachment
        && !named.is_empty()
        && !GENERAL.is_match(caught.as_str())
        && asked.stems.intersection(&named).next().is_none()
}

/// A figure, and another sentence of the same answer that says it is not held, withheld or beyond the cost limit.
fn value_and_none(text: &str, found: &Found, asked: &Asked<'_>) -> bool {
    let valued = matches!(found.answer.state, CellState::Value | CellState::Zero | CellState::Censored)
        && !matches!(found.answer.value, Some(Value::Text(_) | Value::YesNo(_)));
    let bounded = found.answer.high.is_some();
    valued
        && settled(said(text), text, asked).iter().any(|s| match s.state {
            CellState::NotHeld => true,
            CellState::Exempt | CellState::OverCostLimit => !bounded,
            _ => false,
        })
}

/// Is the decision taken from a sentence on the procedure?
fn procedural(text: &str, found: &Found) -> bool {
    matches!(found.answer.state, CellState::Exempt | CellState::OverCostLimit | CellState::NotHeld)
        && text.get(found.words.clone()).is_some_and(|w| PROCEDURE.is_match(w))
}
