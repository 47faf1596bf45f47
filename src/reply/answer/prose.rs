//! Prose: which sentence answers which of the questions that no number and no heading ties.
//!
//! Letters in running text mostly take the questions in their order and say a word or two of each again, in another form
//! ("vacancies": "posts are vacant"). Each sentence is weighed for each open question by the roots it shares with its wording,
//! by whether it gives what is asked for, and by whether it opens its paragraph; the same alignment as for spans
//! ([`super::align::path`]) then takes the best way through all of them. What follows a sentence in its paragraph and is no
//! other question's belongs to it, for the reason or the refusal often stands there.

use std::ops::Range;

use super::align;
use super::fit::Gives;
use super::page::Page;
use super::value::Asked;
use super::wording::{Wordings, roots, stems};

/// A sentence tied to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The sentence.
    pub sentence: Range<usize>,
    /// With what follows it in its paragraph and is no other's.
    pub whole: Range<usize>,
    /// The share of the question's words it says again.
    pub wording: f64,
    /// How much better than the next best sentence.
    pub margin: f64,
    /// How well another question fits the same sentence.
    pub rival: f64,
    /// What it gives is of the kind asked for.
    pub fit: f64,
}

/// A tie must be worth this much.
const LEAST: f64 = 0.95;
/// One sentence may well answer two questions.
const AGAIN: f64 = 0.3;
/// Going on from the sentence or the paragraph before.
const ONWARD: f64 = 0.5;
/// Sentences of one letter that are weighed.
const MOST: usize = 300;

/// For each question (`open` or not) the sentence of `paragraphs` that answers it.
pub fn tell(
    page: &Page,
    paragraphs: &[Vec<Range<usize>>],
    asked: &[Asked<'_>],
    wordings: &Wordings,
    open: &[bool],
) -> Vec<Option<Told>> {
    let units: Vec<(usize, Range<usize>)> = paragraphs
        .iter()
        .enumerate()
        .flat_map(|(p, sentences)| sentences.iter().map(move |s| (p, s.clone())))
        .take(MOST)
        .collect();
    let gives: Vec<Gives> = units.iter().map(|(_, s)| Gives::of(page.slice(s))).collect();
    let heard: Vec<_> = units.iter().map(|(_, s)| roots(&stems(page.slice(s)))).collect();
    let opens: Vec<bool> =
        units.iter().enumerate().map(|(n, (p, _))| n == 0 || units.get(n - 1).is_none_or(|(q, _)| q != p)).collect();
    let wording: Vec<Vec<f64>> =
        (0..asked.len()).map(|q| heard.iter().map(|h| wordings.touches(q, h)).collect()).collect();
    let at = |q: usize, u: usize| wording.get(q).and_then(|row: &Vec<f64>| row.get(u)).copied().unwrap_or(0.0);
    let best_of = |u: usize| (0..asked.len()).map(|q| at(q, u)).fold(0.0, f64::max);
    let gain = |q: usize, u: usize| -> f64 {
        let (Some(asked), Some(gives), true) = (asked.get(q), gives.get(u), open.get(q).copied().unwrap_or(false))
        else {
            return f64::NEG_INFINITY;
        };
        let share = at(q, u);
        let opens = opens.get(u).copied().unwrap_or(false);
        if !gives.any || share < 0.15 && !(opens && gives.fits(asked) >= 0.5) {
            return f64::NEG_INFINITY;
        }
        let opening = if opens { 0.15 } else { 0.0 };
        2.4 * share - 0.8 * (best_of(u) - share) + 0.8 * gives.fits(asked) + opening - LEAST
    };
    let gains: Vec<Vec<f64>> = (0..asked.len()).map(|q| (0..units.len()).map(|u| gain(q, u)).collect()).collect();
    let opening = |u: usize| opens.get(u).copied().unwrap_or(false);
    let steps = align::Steps {
        again: &|_| AGAIN,
        // The sentence before, or the paragraph before.
        before: &|u| [u.checked_sub(1), (0..u).rev().take(40).find(|b| opening(*b)).filter(|_| opening(u))],
        onward: ONWARD,
    };
    let path = align::path(&gains, units.len(), &steps);
    let taken = |u: usize| path.contains(&Some(u));
    path.iter()
        .enumerate()
        .map(|(q, chosen)| {
            let u = (*chosen)?;
            let (paragraph, sentence) = units.get(u)?;
            let mut end = sentence.end;
            for next in u + 1..units.len() {
                match units.get(next) {
                    Some((p, s)) if p == paragraph && !taken(next) => end = s.end,
                    _ => break,
                }
            }
            let own = gains.get(q)?.get(u).copied()?;
            let next = gains
                .get(q)?
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != u)
                .map(|(_, g)| *g)
                .fold(-LEAST, f64::max);
            let rival = (0..asked.len()).filter(|o| *o != q).map(|o| at(o, u)).fold(0.0, f64::max);
            Some(Told {
                sentence: sentence.clone(),
                whole: sentence.start..end,
                wording: at(q, u),
                margin: own - next,
                rival,
                fit: asked.get(q).zip(gives.get(u)).map_or(0.0, |(a, g)| g.fits(a)),
            })
        })
        .collect()
}
