//! Does what a span gives fit what a question asks for: a sum for "how much was spent", a share for a percentage?
//!
//! Weak evidence by itself, it tells apart spans that number and wording leave equal. A state said in words ("not held",
//! "exempt") fits any question.

use std::collections::HashMap;
use std::ops::Range;

use super::page::Page;
use super::scan::{Form, Token, scan};
use super::span::Span;
use super::state::said;
use super::value::{Asked, number::wanted};
use crate::campaign::AnswerType;

/// Bytes of an answer that are looked at.
const HEAD: usize = 500;

/// What a stretch of words gives.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Gives {
    pub money: bool,
    pub percent: bool,
    pub plain: bool,
    pub period: bool,
    /// A length of time.
    pub duration: bool,
    /// Not held, exempt, nought ...
    pub state: bool,
    /// Begins with yes or no.
    pub yesno: bool,
    pub any: bool,
}

impl Gives {
    /// What `words` give, as far as their beginning shows.
    pub fn of(words: &str) -> Self {
        let mut end = words.len().min(HEAD);
        while !words.is_char_boundary(end) {
            end -= 1;
        }
        let words = words.get(..end).unwrap_or_default();
        let mut gives = Self { any: words.chars().any(|c| c.is_alphanumeric() || c == '*'), ..Self::default() };
        if !gives.any {
            return gives;
        }
        for token in scan(words) {
            match token {
                Token::Number(n) => match n.form {
                    Form::Money => gives.money = true,
                    Form::Percent => gives.percent = true,
                    Form::Plain => gives.plain = true,
                },
                Token::Period { .. } => gives.period = true,
                Token::Duration(_) => gives.duration = true,
                Token::Masked { .. } => gives.plain = true,
            }
        }
        gives.state = !said(words).is_empty();
        let first = words.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
        gives.yesno = matches!(first.as_str(), "yes" | "no" | "none" | "nil" | "not" | "never" | "zero");
        gives
    }

    /// How well it fits what is asked, from -0.6 to 0.6.
    pub fn fits(self, asked: &Asked<'_>) -> f64 {
        if !self.any {
            return 0.0;
        }
        let spoken: f64 = if self.state || self.yesno { 0.3 } else { -0.6 };
        match asked.kind {
            AnswerType::Money | AnswerType::Percent | AnswerType::Count => match wanted(asked.kind) {
                Some(Form::Money) if self.money => 0.6,
                Some(Form::Percent) if self.percent => 0.6,
                Some(Form::Plain) if self.plain || asked.wants_duration && self.duration => 0.5,
                Some(_) if self.plain || self.percent || self.money => spoken.max(-0.3),
                _ => spoken,
            },
            AnswerType::YesNo if self.yesno => 0.6,
            AnswerType::Date if self.period => 0.5,
            AnswerType::Date => spoken,
            AnswerType::YesNo | AnswerType::Text | AnswerType::Table | AnswerType::Choice => 0.0,
        }
    }
}

/// What each stretch of a page gives, found out once however many cuts of the page have it.
#[derive(Default)]
pub struct Known(HashMap<Range<usize>, Gives>);

impl Known {
    fn gives(&mut self, page: &Page, answer: &Range<usize>) -> Gives {
        *self.0.entry(answer.clone()).or_insert_with(|| Gives::of(page.slice(answer)))
    }
}

/// How well each span's answer fits each question.
pub fn fits(page: &Page, spans: &[Span], asked: &[Asked<'_>], known: &mut Known) -> Vec<Vec<f64>> {
    let gives: Vec<Gives> = spans
        .iter()
        .map(|span| if span.request { Gives::default() } else { known.gives(page, &span.answer) })
        .collect();
    asked.iter().map(|asked| gives.iter().map(|g| g.fits(asked)).collect()).collect()
}
