//! Which stretch of the letter answers which question: one alignment over the whole letter, its costs open to inspection.
//!
//! Every question takes one span or none. A span gains by its number, by restating the question, and by having an answer;
//! taking spans out of order costs, as does using one twice unless it names both. The best sum over all questions is found by
//! dynamic programming (Viterbi over questions, spans as states), in time questions x spans.

use serde::Serialize;

use super::marker::{Label, Role};
use super::span::Span;

/// Spans that are aligned; more than these are not looked at.
const MOST_SPANS: usize = 600;

/// What ties a question to a span, in parts that a person can add up.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tie {
    pub span: usize,
    /// The number fits, or does not.
    pub number: f64,
    /// The question is said again.
    pub wording: f64,
    /// There is an answer in it.
    pub answer: f64,
    /// Only the request is repeated there.
    pub place: f64,
    /// What it gives is of the kind that is asked for.
    pub fit: f64,
    /// How much better than the next best span for this question.
    pub margin: f64,
    /// How well the span's words restate the question, 0 to 1.
    pub restates: f64,
}

impl Tie {
    /// What the tie is worth by itself.
    pub fn gain(&self) -> f64 {
        self.number + self.wording + self.answer + self.place + self.fit
    }
}

/// The best spans for the questions, `None` where no span is worth taking.
///
/// `fits` says for each question how well each span's answer fits it ([`super::fit`]).
pub fn align(spans: &[Span], labels: &[Label], fits: &[Vec<f64>]) -> Vec<Option<Tie>> {
    let spans = spans.get(..spans.len().min(MOST_SPANS)).unwrap_or(spans);
    if spans.is_empty() {
        return vec![None; labels.len()];
    }
    let ties: Vec<Vec<Tie>> = labels
        .iter()
        .enumerate()
        .map(|(q, label)| {
            let fit = |s: usize| fits.get(q).and_then(|row| row.get(s)).copied().unwrap_or(0.0);
            spans.iter().enumerate().map(|(s, span)| Tie { fit: fit(s), ..tie(q, *label, s, span, labels) }).collect()
        })
        .collect();
    let gains: Vec<Vec<f64>> = ties.iter().map(|row| row.iter().map(|t| t.gain() - LEAST).collect()).collect();
    let steps = Steps {
        again: &|s| if spans.get(s).is_some_and(|x| x.labels.len() > 1) { 0.0 } else { AGAIN },
        before: &|s| [s.checked_sub(1), None],
        onward: ONWARD,
    };
    let path = path(&gains, spans.len(), &steps);
    path.into_iter()
        .enumerate()
        .map(|(q, chosen)| {
            let row = ties.get(q)?;
            let mut tie = row.get(chosen?)?.clone();
            let next = row
                .iter()
                .filter(|t| t.span != tie.span && spans.get(t.span).is_some_and(|s| s.has_answer() && !s.request))
                .map(Tie::gain)
                .fold(0.0, f64::max);
            // The same span must not fit another question as well or better.
            let shared = ties
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != q)
                .filter_map(|(_, row)| row.get(tie.span))
                .filter(|t| spans.get(tie.span).is_some_and(|s| s.labels.len() < 2) && t.gain() > 1.5)
                .map(Tie::gain)
                .fold(0.0, f64::max);
            tie.margin = tie.gain() - next.max(shared.min(tie.gain()));
            Some(tie)
        })
        .collect()
}

/// What an alignment is worth as a whole: how much better it is than leaving every question without a span.
pub fn worth(ties: &[Option<Tie>], spans: &[Span]) -> f64 {
    ties.iter()
        .flatten()
        .filter(|tie| spans.get(tie.span).is_some_and(Span::has_answer))
        .map(|tie| tie.gain() - LEAST)
        .sum()
}

fn tie(q: usize, label: Label, s: usize, span: &Span, labels: &[Label]) -> Tie {
    let restates = span.restates.get(q).copied().unwrap_or(0.0);
    let numbered = span.labels.iter().any(|l| l.number.is_some());
    let same = span.labels.iter().any(|l| fits(*l, label));
    let near = span.labels.iter().any(|l| l.number == label.number && (l.letter.is_none() || label.letter.is_none()));
    let named = matches!(span.role, Some(Role::Question | Role::Answer));
    // Words that say another question again outweigh a number: an answer list may begin anew at 1 for question 4.
    let best = span.restates.iter().copied().fold(0.0, f64::max);
    let named_by_words = restates >= 0.8 && restates + 0.05 >= best;
    let of_another = best - restates > 0.4;
    let number = match (numbered, same, near) {
        (true, true, _) if span.assumed => 1.0,
        (true, ..) if span.assumed && restates >= 0.5 => -0.3,
        (true, ..) if span.assumed => -0.8,
        (true, true, _) if of_another => -0.5,
        (true, true, _) if named => 2.4,
        (true, true, _) => 2.0,
        (true, false, true) => 1.0,
        (true, false, false) if named_by_words => -0.8,
        (true, false, false) if named => -3.0,
        (true, false, false) => -1.6,
        (false, ..) => 0.0,
    };
    let wording = if restates + 0.05 >= best { 3.0 * restates } else { 3.0 * restates - 1.5 * (best - restates) };
    // The one answer of a letter to one question stands under "Our response:".
    let number = if labels.len() == 1 && span.introduced && span.labels.is_empty() { 2.2 } else { number };
    let answer = if span.has_answer() { 0.8 } else { -3.4 };
    let place = if span.request { -4.0 } else { 0.0 }
        + if span.loose
            && !span.tabular
            && span.question.start >= span.question.end
            && restates < LOOSE
            && number == 0.0
        {
            -3.0
        } else {
            0.0
        };
    Tie { span: s, number, wording, answer, place, margin: 0.0, restates, fit: 0.0 }
}

/// Does a label in the letter name the question?
pub fn fits(found: Label, wanted: Label) -> bool {
    found.number == wanted.number
        && (found.letter == wanted.letter || wanted.letter.is_none() && found.letter == Some('a'))
}

/// What it costs to leave a question without a span: less than this is no tie.
const LEAST: f64 = 1.3;
/// Text under no number and no heading is tied by its words alone, and must say most of the question.
const LOOSE: f64 = 0.5;
const BACKWARD: f64 = 0.7;
const AGAIN: f64 = 0.9;
/// Questions are mostly answered one after another: what stands between the answers to the one before and the one after is
/// likely this one's.
const ONWARD: f64 = 0.45;

/// What a step from one question's place to the next one's costs or gains.
pub struct Steps<'f> {
    /// Taking a place again for the next question.
    pub again: &'f dyn Fn(usize) -> f64,
    /// The places from which a place is the very next.
    pub before: &'f dyn Fn(usize) -> [Option<usize>; 2],
    /// What going to the very next place gains.
    pub onward: f64,
}

/// The best way through: for each question the place it takes or none, with the `gains` over taking none for each place.
pub fn path(gains: &[Vec<f64>], n: usize, steps: &Steps<'_>) -> Vec<Option<usize>> {
    // State n is "no span"; it keeps no place, so order is judged against the last state alone.
    let mut score: Vec<f64> = vec![0.0; n + 1];
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(gains.len());
    for (q, row) in gains.iter().enumerate() {
        let mut prefix: Vec<(f64, usize)> = Vec::with_capacity(n + 1);
        let mut best = (f64::NEG_INFINITY, n);
        for (s, value) in score.iter().enumerate().take(n) {
            if *value > best.0 {
                best = (*value, s);
            }
            prefix.push(best);
        }
        let overall = prefix.last().copied().unwrap_or((f64::NEG_INFINITY, n));
        let none = score.get(n).copied().unwrap_or(0.0);
        let mut next = vec![f64::NEG_INFINITY; n + 1];
        let mut from = vec![n; n + 1];
        for s in 0..n {
            let gain = row.get(s).copied().unwrap_or(f64::NEG_INFINITY);
            let mut arrive = (none, n);
            if q > 0 {
                let forward = s.checked_sub(1).and_then(|p| prefix.get(p)).copied().unwrap_or((f64::NEG_INFINITY, n));
                let again = score.get(s).copied().unwrap_or(f64::NEG_INFINITY) - (steps.again)(s);
                for next in (steps.before)(s).into_iter().flatten() {
                    let value = score.get(next).copied().unwrap_or(f64::NEG_INFINITY) + steps.onward;
                    if value > arrive.0 {
                        arrive = (value, next);
                    }
                }
                for option in [forward, (again, s), (overall.0 - BACKWARD, overall.1)] {
                    if option.0 > arrive.0 {
                        arrive = option;
                    }
                }
            }
            if let (Some(cell), Some(origin)) = (next.get_mut(s), from.get_mut(s)) {
                *cell = arrive.0 + gain;
                *origin = arrive.1;
            }
        }
        let rest = if overall.0 > none { overall } else { (none, n) };
        if let (Some(cell), Some(origin)) = (next.get_mut(n), from.get_mut(n)) {
            *cell = rest.0;
            *origin = rest.1;
        }
        score = next;
        back.push(from);
    }
    let mut at = (0..=n)
        .max_by(|a, b| score.get(*a).unwrap_or(&f64::MIN).total_cmp(score.get(*b).unwrap_or(&f64::MIN)))
        .unwrap_or(n);
    let mut path = vec![None; gains.len()];
    for q in (0..gains.len()).rev() {
        if let Some(slot) = path.get_mut(q) {
            *slot = (at < n).then_some(at);
        }
        at = back.get(q).and_then(|from| from.get(at)).copied().unwrap_or(n);
    }
    path
}
