//! What a stretch of answer says to one question: a value, or one of the states that are none.
//!
//! Precedence is that of replies/LABELS.md: a stated value beats a link or an attachment beside it; "not held" beats
//! "published elsewhere"; nought in words is a number where one was asked for, and a word where a name was.

use std::collections::BTreeSet;

use crate::reply::phrase::Pattern;

use crate::campaign::AnswerType;
use crate::law::Act;
use crate::ledger::{Answer, CellState, Qualifier, Value};

use super::scan::{Form, Token, scan};
use super::state::{Said, said, sentences};
use super::usable::usable;
use super::value::{Asked, Found, choice, date, listing, number, parts, series, text, unit, yesno};
use super::wording::stems;

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
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let whole = text.len() == end;
    let text = text.get(..end)?;
    let mut found = says(text, asked)?;
    found.facts.push(("answer_cut", f64::from(u8::from(!whole))));
    found.facts.extend(super::complete::doubts(text, &found, asked.act));
    let flag = |yes: bool| f64::from(u8::from(yes));
    found.facts.push(("open_asked", flag(asked.open)));
    let facts = found.facts.clone();
    let of = |name: &str| facts.iter().any(|(n, v)| *n == name && *v > 0.0);
    // "No minutes taken": to "the minutes" that is no "no".
    let sentence = of("yesno_sentence") && asked.kind != AnswerType::YesNo;
    let implied = of("yesno_implied") && asked.kind != AnswerType::YesNo;
    found.facts.push(("yesno_for_other", flag(sentence || implied)));
    let one = of("number") && found.answer.series.is_empty() && found.answer.parts.is_empty();
    found.facts.push(("one_for_each", flag(one && asked.wants_each)));
    found.facts.extend(super::doubt::doubts(text, &found, asked));
    let beside = facts.iter().any(|(n, v)| *n == "figures_beside" && *v > 2.0);
    found.facts.push(("table_beside", flag(beside && (asked.open || number::wanted(asked.kind).is_some()))));
    Some(found)
}

/// Speaks of a table's cells, not of what is counted.
static OF_CELLS: Pattern = Pattern::new(r"(?i)\b(?:numbers?|figures?|cells?|rows?|values?|counts?|data)\b");

fn says(text: &str, asked: &Asked<'_>) -> Option<Found> {
    if !text.chars().any(|c| c.is_alphanumeric() || c == '*') {
        return None;
    }
    // "31 days", the whole answer, where the kind could not be told: a length of time is what is given.
    let lengths = scan(text);
    let length = matches!(lengths.as_slice(), [Token::Duration(n)] if text.trim().len() < n.span.len() + 12);
    let asked = &Asked { wants_duration: asked.wants_duration || asked.open && length, ..*asked };
    let said = settled(said(text), text, asked);
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
    let cited = refusal.is_none().then(|| citing(text, asked.act)).flatten();
    let gives = value(text, &tokens, &said, asked)
        .filter(|found| {
            // A section relied on, and a figure somewhere in its reasons: the section decides.
            let of = |name: &str| found.facts.iter().any(|(n, v)| *n == name && *v > 0.0);
            let later = |s: &Said| s.sentence.start > found.words.start;
            cited.as_ref().is_none_or(later)
                || of("leads")
                || of("series")
                || of("parts")
                || found.answer.high.is_some()
        })
        .filter(|found| {
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
        // "The exception at regulation 12(4)(a) applies, for we do not hold it": the exception for what is not held.
        let uncited = super::section::cited(text, asked.act).is_empty();
        let none = said.iter().find(|n| {
            n.state == CellState::NotHeld
                && (n.why.starts_with("the exception for what is not held") || uncited && n.sentence == s.sentence)
        });
        if let Some(n) = none.filter(|_| s.state == CellState::Exempt) {
            return Some(stated(text, n, CellState::NotHeld, &said, &[]));
        }
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
    if let Some(s) = cited {
        let mut found = refused(text, &s, &said, asked.act);
        found.facts.push(("section_alone", 1.0));
        return Some(found);
    }
    words(text, asked, &said)
}

/// Negative sentences that are no count: nought only where nothing says that it is not held.
const PLAIN_NEGATIVES: [&str; 2] = ["says that it was not done", "says that it has or does none"];

/// What is said, where two states stand for one: "none is kept by us" of money is nought, a number called nil is nought whatever
/// else the sentence does not have, and a plain negative is no nought beside "not held".
pub fn settled(said: Vec<Said>, text: &str, asked: &Asked<'_>) -> Vec<Said> {
    let numeric = asked.open || number::wanted(asked.kind).is_some();
    let named_nil = |s: &Said| {
        let nought = |o: &&Said| o.state == CellState::Zero && o.sentence == s.sentence;
        said.iter().filter(nought).any(|o| {
            o.why == "says that the number is nought"
                || asked.kind == AnswerType::Money
                    && text.get(o.span.clone()).is_some_and(|w| w.to_lowercase().starts_with("none"))
        })
    };
    let not_held = said.iter().any(|s| s.state == CellState::NotHeld);
    let keeps = |s: &Said| match s.state {
        CellState::NotHeld => !(numeric && named_nil(s)),
        CellState::Zero => !(not_held && PLAIN_NEGATIVES.contains(&s.why) && noun_apart(text, s, asked)),
        _ => true,
    };
    let kept: Vec<Said> = said.iter().filter(|s| keeps(s)).cloned().collect();
    kept
}

/// The sentence that names a section under which information is withheld, where no phrase says so: "Reg. 12 (5) (b)."
fn citing(text: &str, act: Act) -> Option<Said> {
    if super::section::cited(text, act).is_empty() {
        return None;
    }
    let sentence = sentences(text)
        .into_iter()
        .find(|s| text.get(s.clone()).is_some_and(|words| !super::section::cited(words, act).is_empty()))?;
    super::state::asserts(text.get(sentence.clone())?, CellState::Exempt).then(|| Said {
        state: CellState::Exempt,
        span: sentence.clone(),
        why: "names the section it is withheld under",
        target: None,
        sentence,
    })
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
        // "There are 29 members. No member is in arrears": the sentence that says none speaks of what is asked.
        let none = |s: &&Said| {
            s.state == CellState::Zero
                && text.get(s.sentence.clone()).is_some_and(|w| asked.stems.intersection(&stems(w)).next().is_some())
        };
        if let Some(s) = said.iter().find(none).filter(|s| figures_give_way(text, tokens, s)) {
            return Some(none_of(text, s, said, asked, has_number));
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
            return Some(none_of(text, s, said, asked, has_number));
        }
        if has_number {
            let found = listing::read(text, tokens, asked)
                .or_else(|| parts::read(text, tokens, asked))
                .or_else(|| number::read(text, tokens, asked));
            let yes = yesno::read(text, asked).filter(|f| f.facts.iter().any(|(n, v)| *n == "yesno_word" && *v > 0.0));
            if asked.open
                && yes.as_ref().is_some_and(|f| matches!(f.answer.value, Some(Value::YesNo(true))))
                && !WH.is_match(&asked.question.asks)
            {
                // A wording that a yes answers as well: "Yes we have one, 8 places".
                return yes;
            }
            let word = |text| yesno::read(text, asked).is_some_and(|f| f.facts.iter().any(|(n, _)| *n == "yesno_word"));
            return found.map(|mut found| {
                // "Yes we have one, 8 places": the word answers, and the figure may be of anything.
                found.facts.push(("word_before", f64::from(u8::from(word(text)))));
                found
            });
        }
        if let Some(s) = said.iter().find(|s| s.state == CellState::Zero) {
            return Some(none_of(text, s, said, asked, false));
        }
        return None;
    }
    None
}

/// Do the figures stand in brackets, or in sentences before the one that says none?
fn figures_give_way(text: &str, tokens: &[Token], s: &Said) -> bool {
    tokens.iter().filter(|t| matches!(t, Token::Number(_))).all(|t| {
        let at = t.span().start;
        let before = text.get(s.sentence.start..at).unwrap_or_default();
        let bracketed = before.matches('(').count() > before.matches(')').count();
        at < s.sentence.start || at >= s.span.end && s.sentence.contains(&at) && bracketed
    })
}

/// A wording whose type could not be told, answered by a figure: in a short answer, or one sum or share alone.
fn figure_answers(text: &str, tokens: &[Token], said: &[Said], asked: &Asked<'_>) -> bool {
    if !asked.open {
        return false;
    }
    let number = |t: &&Token| matches!(t, Token::Number(_));
    // "As to expulsions, fewer than 5 students": a bound in the first sentence, however long the reasons are.
    let opening = sentences(text).into_iter().next().unwrap_or(0..0);
    let bound = tokens.iter().find(number).is_some_and(|t| {
        matches!(t, Token::Number(n) if opening.contains(&n.span.start)
            && matches!(n.bound, Some(Qualifier::Lt | Qualifier::Le))
            && text.get(opening.start..n.span.start).is_some_and(|before| !OF_CELLS.is_match(before)))
    });
    if bound {
        return true;
    }
    let leads = tokens
        .iter()
        .find(number)
        .is_some_and(|t| text.get(..t.span().start).is_some_and(|b| !b.chars().any(char::is_alphanumeric)));
    if leads || parts::lists(text, tokens) {
        return true;
    }
    if text.trim().split("\n\n").next().unwrap_or_default().len() > 200 {
        return false;
    }
    let first = sentences(text).into_iter().next().unwrap_or(0..0);
    let number = tokens.iter().any(|t| matches!(t, Token::Number(n) if first.contains(&n.span.start)));
    number || said.iter().any(|s| s.state == CellState::Zero && s.sentence == first)
}

fn none_of(text: &str, s: &Said, said: &[Said], asked: &Asked<'_>, has_number: bool) -> Found {
    // "None" is nought in any unit: one is named only where the letter or the campaign names it.
    let form = number::wanted(asked.kind).unwrap_or(Form::Plain);
    let named = asked.question.unit.is_some() || text.contains(['£', '%']);
    let answer = Answer::number(0.0, named.then(|| unit(form, asked)).flatten());
    let first = sentences(text).first().is_some_and(|f| *f == s.sentence);
    let others = said.iter().filter(|o| o.state != CellState::Zero).count();
    let bare = text.trim().len() < 30;
    let heard = stems(text.get(s.sentence.clone()).unwrap_or_default());
    let speaks = asked.stems.intersection(&heard).next().is_some();
    let facts = vec![
        ("zero_said", 1.0),
        ("zero_of_other", f64::from(u8::from(!first && !speaks))),
        ("zero_plain_negative", f64::from(u8::from(PLAIN_NEGATIVES.contains(&s.why)))),
        ("zero_noun_apart", f64::from(u8::from(noun_apart(text, s, asked)))),
        ("alone", f64::from(u8::from(bare))),
        ("leads", f64::from(u8::from(first))),
        ("other_numbers", f64::from(u8::from(has_number))),
        ("mixed", f64::from(u8::from(others > 0))),
        ("long_answer", (text.trim().len() as f64 / 300.0).min(2.0)),
    ];
    Found { answer, words: s.sentence.clone(), why: s.why.to_owned(), facts }
}

/// "Makes no link", "has not used it": is there none of another thing than was asked for? Bare words of nought name nothing.
fn noun_apart(text: &str, s: &Said, asked: &Asked<'_>) -> bool {
    let rest = text.get(s.span.start..s.sentence.end).unwrap_or_default().to_lowercase();
    let Some(at) = rest.find("no ").filter(|at| *at == 0 || rest.get(..*at).is_some_and(|b| b.ends_with(' '))) else {
        return PLAIN_NEGATIVES.contains(&s.why);
    };
    let near: Vec<&str> = rest.get(at + 3..).unwrap_or_default().split_whitespace().take(4).collect();
    asked.stems.intersection(&stems(&near.join(" "))).next().is_none()
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
    let distinct: BTreeSet<CellState> =
        said.iter().map(|o| o.state).filter(|o| *o != state && *o != CellState::Zero).collect();
    let given = |s: CellState| matches!(s, CellState::PublishedElsewhere | CellState::InAttachment);
    let both = state == CellState::NotHeld && distinct.iter().any(|s| given(*s))
        || given(state) && distinct.contains(&CellState::NotHeld);
    let mut facts = vec![
        (name, 1.0),
        ("many_states", f64::from(u8::from(distinct.len() > 1))),
        ("given_and_not", f64::from(u8::from(both))),
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
