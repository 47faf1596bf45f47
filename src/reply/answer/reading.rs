//! What a stretch of answer says to one question: a value, or one of the states that are none.
//!
//! Precedence is that of replies/LABELS.md: a stated value beats a link or an attachment beside it; "not held" beats
//! "published elsewhere"; nought in words is a number where one was asked for, and a word where a name was.

use std::ops::Range;

use crate::campaign::AnswerType;
use crate::law::Act;
use crate::ledger::{Answer, CellState, Qualifier, Value};
use crate::reply::phrase::Pattern;

use super::scan::{Form, Number, Token, scan};
use super::state::{Said, said, sentences};
use super::value::{Asked, Found, choice, date, number, parts, series, text, unit, yesno};
use super::wording::{stem, stems};

/// Sentences that reckon a burden: their numbers are hours and minutes of work, never answers.
static BURDEN: Pattern = Pattern::new(
    r"(?i)\b(?:hours?|minutes?|mins)\b.{0,80}\b(?:each|to\s+(?:locate|search|review|retrieve|read|extract|check|comply|answer)|of\s+(?:work|officer|staff)|per\s+(?:record|file|case))\b|\b(?:would|will)\s+(?:need|take|require|involve|have)\b.{0,120}\b(?:hours?|records?|files?|cases|days|manual)\b|\bappropriate\s+limit\b|£\s?(?:450|600)\b|\bmanual(?:ly)?\s+(?:search|review|check)|\b\d+\s+minutes\b",
);
/// An example, a rule, an aside: its numbers answer nothing.
static ASIDE: Pattern = Pattern::new(
    r"(?i)\b(?:for\s+example|e\.g\.|^\W*(?:the|our|national)\s+(?:\w+\s+)?target\b|where\s+(?:a|the)\s+number|numbers?\s+(?:under|below|less)|suppress|figures?\s+(?:of\s+)?(?:less|fewer|below|under)\b.{0,30}(?:not|with|show|replac)|(?:would|could|may)\s+be\s+identif|please\s+note\s+that\s+(?:questions?|figures?)|telephone|contact\s+(?:us|me|the))",
);

/// Does `sentence` reckon a burden, give an example, warn?
pub fn reckons(sentence: &str) -> bool {
    [&BURDEN, &ASIDE].into_iter().any(|p| p.is_match(sentence))
}

/// Bytes of one answer that are read.
const MOST: usize = 20_000;

/// Questions that a yes or no does not answer.
static WH: Pattern = Pattern::new(
    r"(?i)^\W*(?:\d+\w?\W+)?(?:how|what|which|who|whom|whose|when|where|why|names?|list|copy|copies|if\s)\b",
);

/// What `text`, the answer's words, says to the question. `None` where it says nothing.
///
/// Only the first [`MOST`] bytes are read: an answer is no longer, and what looks at pairs of its pieces stays cheap.
pub fn read(text: &str, asked: &Asked<'_>) -> Option<Found> {
    let mut found = says(text, asked)?;
    found.facts.extend(super::complete::doubts(text, &found, asked.act));
    let flag = |yes: bool| f64::from(u8::from(yes));
    found.facts.push(("open_asked", flag(asked.open)));
    let of = |name: &str| found.facts.iter().any(|(n, v)| *n == name && *v > 0.0);
    // "No minutes taken": to "the minutes" that is no "no".
    let sentence = of("yesno_sentence") && asked.kind != AnswerType::YesNo;
    let implied = of("yesno_implied") && asked.kind != AnswerType::YesNo;
    found.facts.push(("yesno_for_other", flag(sentence || implied)));
    Some(found)
}

fn says(text: &str, asked: &Asked<'_>) -> Option<Found> {
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end)?;
    if !text.chars().any(|c| c.is_alphanumeric() || c == '*') {
        return None;
    }
    let said = said(text);
    let first = |state: CellState| said.iter().find(|s| s.state == state);
    let whole = sentences(text);
    let leads = |s: &Said| whole.first().is_some_and(|f| *f == s.sentence);
    if let Some(s) = first(CellState::NotApplicable).filter(|s| leads(s)) {
        return Some(stated(text, s, CellState::NotApplicable, &said, &[]));
    }
    let tokens = usable(text, &said, asked);
    let refusal = refusal(&said);
    // "See response to 2": the number is the question's.
    let tokens: Vec<Token> = tokens
        .into_iter()
        .filter(|t| !said.iter().any(|s| s.state == CellState::SeeOtherAnswer && s.span.contains(&t.span().start)))
        .collect();
    let numbers = tokens.iter().filter(|t| matches!(t, Token::Number(_))).count();
    if let Some(s) = first(CellState::SeeOtherAnswer)
        .filter(|s| leads(s) && numbers == 0 && (refusal.is_none() || s.sentence.len() < 60))
    {
        // "As above, but also exempt": what is added counts.
        return Some(pointing(text, s, &said));
    }
    let gives = value(text, &tokens, &said, asked).filter(|found| {
        // "In 2021-24 see our website; 20-21 is attached": a number of another kind than asked for gives way to words.
        let other_kind = found.facts.iter().any(|(n, v)| *n == "plain_for_other" && *v > 0.0)
            && found.answer.unit.as_deref() != Some("percent")
            && found.answer.unit.as_deref() != Some("GBP");
        !(other_kind && said.iter().any(|s| s.state != CellState::Zero))
    });
    let none_first = [refusal, first(CellState::NotHeld)].into_iter().flatten().min_by_key(|s| s.sentence.start);
    if let Some(found) = gives {
        let strong = found.facts.iter().any(|(name, v)| matches!(*name, "series" | "parts") && *v > 0.0);
        let bound = found.answer.state == CellState::Censored && found.answer.high.is_some();
        let before = none_first.is_none_or(|s| {
            let refused_beside = s.state == CellState::Exempt && s.sentence.end >= found.words.start;
            bound && refused_beside
                || found.words.start < s.sentence.start
                || strong
                || s.sentence.start > found.words.end
        });
        if before {
            return Some(with_doubts(found, &said, none_first.is_some()));
        }
        if none_first.is_some_and(|s| found.words.start >= s.sentence.end && s.state == CellState::NotHeld) {
            // "We do not hold this for all; there were 12 in 2019": a person must say which.
            let mut found = with_doubts(found, &said, true);
            found.facts.push(("after_not_held", 1.0));
            if found.facts.iter().any(|(n, v)| *n == "leads" && *v > 0.0) {
                return Some(found);
            }
        }
    }
    if let Some(s) = refusal {
        let given = [CellState::InAttachment, CellState::PublishedElsewhere]
            .into_iter()
            .filter_map(first)
            .find(|g| g.sentence.end <= s.sentence.start);
        let elsewhere = super::section::cited(text, asked.act).iter().all(super::section::is_elsewhere);
        if let Some(given) = given.filter(|_| !elsewhere) {
            // What is given comes first; the rest is withheld.
            return Some(stated(text, given, given.state, &said, &[("also_refused", 1.0)]));
        }
        let not_held = first(CellState::NotHeld);
        let earlier = not_held.filter(|n| n.sentence.start < s.sentence.start && n.sentence.len() < 200);
        if let Some(n) = earlier.filter(|_| s.state == CellState::Exempt && !cites(text, s, asked.act)) {
            return Some(stated(text, n, CellState::NotHeld, &said, &[]));
        }
        return Some(refused(text, s, &said, asked.act));
    }
    for state in [CellState::NotHeld, CellState::SeeOtherAnswer, CellState::InAttachment, CellState::PublishedElsewhere]
    {
        let Some(s) = first(state) else { continue };
        if state == CellState::SeeOtherAnswer {
            if s.sentence.len() < 120 || whole.len() <= 2 {
                return Some(pointing(text, s, &said));
            }
            continue;
        }
        if state == CellState::NotHeld
            && let Some(other) = [CellState::InAttachment, CellState::PublishedElsewhere]
                .into_iter()
                .filter_map(first)
                .find(|o| o.sentence.end <= s.sentence.start)
        {
            // What is given comes first, what is lacking after it.
            return Some(stated(text, other, other.state, &said, &[("also_not_held", 1.0)]));
        }
        if asked.kind == AnswerType::YesNo
            && !leads(s)
            && let Some(found) = yesno::read(text, asked)
        {
            return Some(with_doubts(found, &said, false));
        }
        return Some(stated(text, s, state, &said, &[]));
    }
    words(text, asked, &said)
}

/// The tokens that may be values: none of a burden's reckoning, none of an aside.
fn usable(text: &str, said: &[Said], asked: &Asked<'_>) -> Vec<Token> {
    let barred: Vec<Range<usize>> = sentences(text)
        .into_iter()
        .filter(|s| {
            let words = text.get(s.clone()).unwrap_or_default();
            ASIDE.is_match(words)
                || BURDEN.is_match(words)
                    && said
                        .iter()
                        .any(|x| matches!(x.state, CellState::OverCostLimit | CellState::Exempt | CellState::NotHeld))
                || said
                    .iter()
                    .any(|x| x.sentence == *s && matches!(x.state, CellState::OverCostLimit | CellState::Exempt))
        })
        .collect();
    let mut tokens = scan(text);
    if asked.kind == AnswerType::Count {
        tokens.iter_mut().for_each(|token| year_that_counts(text, token, asked));
    }
    tokens.retain(|t| bound_given(text, t, said) || !barred.iter().any(|b| b.contains(&t.span().start)));
    // "One of those staff holds it" counts; "one of the reasons" does not.
    tokens.retain(|t| !matches!(t, Token::Number(n) if n.in_words && n.value == 1.0 && one_of_others(text, n, asked)));
    tokens
}

/// "Fewer than five; the exact number could identify individuals": a bound given before the reason is the answer (LABELS.md).
fn bound_given(text: &str, token: &Token, said: &[Said]) -> bool {
    let Token::Number(number) = token else { return false };
    let bounded = matches!(number.bound, Some(Qualifier::Lt | Qualifier::Le)) && number.form == Form::Plain;
    let hours = text.get(number.span.end..).is_some_and(|after| after.trim_start().to_lowercase().starts_with("hour"));
    bounded
        && !hours
        && said
            .iter()
            .filter(|s| s.sentence.contains(&number.span.start))
            .all(|s| s.state == CellState::Zero || s.state == CellState::Exempt && s.span.start >= number.span.end)
}

/// "2005 staff", "approximately 1950": a bare year that is a number, by the noun after it or by the word before it.
fn year_that_counts(text: &str, token: &mut Token, asked: &Asked<'_>) {
    let Token::Period { span, plain: true } = token else { return };
    let Some(value) = text.get(span.clone()).and_then(|words| words.parse::<f64>().ok()) else { return };
    let before = text.get(..span.start).unwrap_or_default().trim_end().to_lowercase();
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let next: String = after.trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
    let noun = after.starts_with(' ') && !next.is_empty() && asked.stems.contains(&stem(&next));
    let dated = DATES.contains(&word) || before.ends_with(['/', '-', '–']);
    let alone = text.trim().len() == span.len() + before.len() + 1 && APPROXIMATELY.contains(&before.as_str())
        || text.trim().trim_end_matches('.').len() == span.len();
    if (noun && !dated) || alone {
        let mut number = Number::of(span.clone(), value);
        number.bound = APPROXIMATELY.contains(&word).then_some(Qualifier::Approx);
        *token = Token::Number(number);
    }
}

/// Words before a year that is one, or before a day's month.
const DATES: [&str; 26] = [
    "in",
    "by",
    "from",
    "since",
    "of",
    "during",
    "until",
    "till",
    "to",
    "year",
    "for",
    "and",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "before",
    "after",
];
const APPROXIMATELY: [&str; 8] = ["approximately", "approx", "about", "around", "circa", "c", "roughly", "some"];

/// Is "one of ..." said of something that the question does not ask about?
fn one_of_others(text: &str, number: &Number, asked: &Asked<'_>) -> bool {
    let after = text.get(number.span.end..).unwrap_or_default();
    let Some(rest) = after.strip_prefix(" of ") else { return false };
    let near: Vec<&str> = rest.split_whitespace().take(4).collect();
    asked.stems.intersection(&stems(&near.join(" "))).next().is_none()
}

fn refusal(said: &[Said]) -> Option<&Said> {
    said.iter()
        .filter(|s| matches!(s.state, CellState::OverCostLimit | CellState::Exempt))
        .min_by_key(|s| (s.sentence.start, s.state != CellState::OverCostLimit))
}

/// The value that `text` gives, whatever else it says.
fn value(text: &str, tokens: &[Token], said: &[Said], asked: &Asked<'_>) -> Option<Found> {
    let numeric = number::wanted(asked.kind).is_some() || asked.kind == AnswerType::Table;
    match asked.kind {
        AnswerType::Choice => return choice::read(text, asked),
        AnswerType::Date => return date::read(text, tokens),
        AnswerType::YesNo => {
            if let Some(found) = yesno::read(text, asked).filter(|f| f.facts.iter().any(|(n, _)| *n == "yesno_word")) {
                return Some(found);
            }
        }
        AnswerType::Text if !WH.is_match(&asked.question.asks) => {
            if let Some(found) = yesno::read(text, asked).filter(|f| f.facts.iter().any(|(n, _)| *n == "yesno_word")) {
                return Some(found);
            }
        }
        AnswerType::Count | AnswerType::Money | AnswerType::Percent | AnswerType::Text | AnswerType::Table => {}
    }
    let has_number =
        tokens.iter().any(|t| matches!(t, Token::Number(_)) || asked.wants_duration && matches!(t, Token::Duration(_)));
    let numeric = numeric || figure_answers(text, tokens, said, asked);
    if numeric {
        if let Some(found) = series::read(text, tokens, asked) {
            return Some(found);
        }
        let zero = said
            .iter()
            .find(|s| s.state == CellState::Zero && sentences(text).first().is_some_and(|f| *f == s.sentence))
            .filter(|s| {
                let none =
                    |o: &&Said| matches!(o.state, CellState::NotHeld | CellState::Exempt | CellState::OverCostLimit);
                !said.iter().filter(none).any(|o| o.sentence == s.sentence)
            });
        if let Some(s) = zero {
            return Some(nought(text, s, said, asked, has_number));
        }
        if has_number {
            if let Some(found) = parts::read(text, tokens, asked) {
                return Some(found);
            }
            return number::read(text, tokens, asked);
        }
        if let Some(s) = said.iter().find(|s| s.state == CellState::Zero) {
            return Some(nought(text, s, said, asked, false));
        }
        return None;
    }
    None
}

/// A wording whose type could not be told, answered by a figure: in a short answer, or one sum or share alone.
fn figure_answers(text: &str, tokens: &[Token], said: &[Said], asked: &Asked<'_>) -> bool {
    if !asked.open || text.trim().len() > 200 {
        return false;
    }
    let first = sentences(text).into_iter().next().unwrap_or(0..0);
    let number = tokens.iter().any(|t| matches!(t, Token::Number(n) if first.contains(&n.span.start)));
    number || said.iter().any(|s| s.state == CellState::Zero && s.sentence == first)
}

fn nought(text: &str, s: &Said, said: &[Said], asked: &Asked<'_>, has_number: bool) -> Found {
    // "None" is nought in any unit: one is named only where the letter or the campaign names it.
    let form = number::wanted(asked.kind).unwrap_or(Form::Plain);
    let named = asked.question.unit.is_some() || text.contains(['£', '%']);
    let answer = Answer::number(0.0, named.then(|| unit(form, asked)).flatten());
    let first = sentences(text).first().is_some_and(|f| *f == s.sentence);
    let others = said.iter().filter(|o| o.state != CellState::Zero).count();
    let bare = text.trim().len() < 30;
    let facts = vec![
        ("zero_said", 1.0),
        ("alone", f64::from(u8::from(bare))),
        ("leads", f64::from(u8::from(first))),
        ("other_numbers", f64::from(u8::from(has_number))),
        ("mixed", f64::from(u8::from(others > 0))),
        ("long_answer", (text.trim().len() as f64 / 300.0).min(2.0)),
    ];
    Found { answer, words: s.sentence.clone(), why: s.why.to_owned(), facts }
}

/// Words alone: yes or no without the word, a name, a passage.
fn words(text: &str, asked: &Asked<'_>, said: &[Said]) -> Option<Found> {
    let found = match asked.kind {
        AnswerType::YesNo => yesno::read(text, asked).or_else(|| text::read(text)),
        AnswerType::Text | AnswerType::Table | AnswerType::Choice => text::read(text),
        AnswerType::Count | AnswerType::Money | AnswerType::Percent | AnswerType::Date => {
            let yes = yesno::read(text, asked).filter(|f| f.facts.iter().any(|(n, _)| *n == "yesno_word"));
            yes.map(|mut f| {
                f.facts.push(("plain_for_other", 1.0));
                f
            })
            .or_else(|| {
                text::read(text).map(|mut f| {
                    f.facts.push(("words_for_number", 1.0));
                    f
                })
            })
        }
    }?;
    Some(with_doubts(found, said, false))
}

fn with_doubts(mut found: Found, said: &[Said], none_too: bool) -> Found {
    let other = |state: CellState| said.iter().any(|s| s.state == state);
    found
        .facts
        .push(("also_refused", f64::from(u8::from(other(CellState::Exempt) || other(CellState::OverCostLimit)))));
    found.facts.push(("also_not_held", f64::from(u8::from(none_too && other(CellState::NotHeld)))));
    found.facts.push((
        "also_elsewhere",
        f64::from(u8::from(other(CellState::PublishedElsewhere) || other(CellState::InAttachment))),
    ));
    found
}

/// A state said in words.
fn stated(text: &str, s: &Said, state: CellState, said: &[Said], more: &[(&'static str, f64)]) -> Found {
    let others = said.iter().filter(|o| o.state != state && o.state != CellState::Zero).count();
    let numbers = scan(text).iter().filter(|t| matches!(t, Token::Number(_))).count();
    let first = sentences(text).first().is_some_and(|f| *f == s.sentence);
    let figures_after =
        scan(text).iter().filter(|t| matches!(t, Token::Number(_)) && t.span().start >= s.sentence.end).count();
    let name = match state {
        CellState::NotHeld => "said_not_held",
        CellState::Exempt => "said_exempt",
        CellState::OverCostLimit => "said_cost",
        CellState::PublishedElsewhere => "said_published",
        CellState::InAttachment => "said_attachment",
        CellState::NotApplicable => "said_not_applicable",
        _ => "said_other",
    };
    let mut facts = vec![
        (name, 1.0),
        ("mixed", (others as f64).min(3.0)),
        ("figures_after", f64::from(u8::from(figures_after > 1))),
        ("state_numbers", (numbers as f64).min(3.0)),
        ("leads", f64::from(u8::from(first))),
        ("long_answer", (text.trim().len() as f64 / 300.0).min(2.0)),
    ];
    facts.extend_from_slice(more);
    Found { answer: Answer::of(state), words: s.sentence.clone(), why: s.why.to_owned(), facts }
}

/// Which refusal: the cost limit, accessible elsewhere (s.21), or an exemption.
fn refused(text: &str, s: &Said, said: &[Said], act: Act) -> Found {
    let cost = said.iter().any(|x| x.state == CellState::OverCostLimit);
    let sections = super::section::cited(text, act);
    let elsewhere = sections.iter().any(super::section::is_elsewhere);
    let other = sections.iter().any(|s| !super::section::is_elsewhere(s) && !super::section::is_cost(s));
    let state =
        if cost && (!other || s.state == CellState::OverCostLimit) || sections.iter().any(super::section::is_cost) {
            CellState::OverCostLimit
        } else if elsewhere && !other {
            CellState::PublishedElsewhere
        } else {
            CellState::Exempt
        };
    let mut found =
        stated(text, s, state, said, &[("sections", f64::from(u8::from(!sections.is_empty()))), ("refusal", 1.0)]);
    found.answer.exemptions = sections.iter().map(ToString::to_string).collect();
    found
}

fn cites(text: &str, s: &Said, act: Act) -> bool {
    text.get(s.sentence.clone()).is_some_and(|words| !super::section::cited(words, act).is_empty())
}

fn pointing(text: &str, s: &Said, said: &[Said]) -> Found {
    let mut answer = Answer::of(CellState::SeeOtherAnswer);
    answer.value = s.target.as_ref().map(|t| Value::Text(t.split_whitespace().collect::<String>().replace('(', "")));
    let others =
        said.iter().filter(|o| o.state != CellState::SeeOtherAnswer && o.state != CellState::InAttachment).count();
    let facts = vec![
        ("said_see_other", 1.0),
        ("target_named", f64::from(u8::from(s.target.is_some()))),
        ("mixed", (others as f64).min(3.0)),
        ("long_answer", (text.trim().len() as f64 / 300.0).min(2.0)),
    ];
    Found { answer, words: s.sentence.clone(), why: s.why.to_owned(), facts }
}
