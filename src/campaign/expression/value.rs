//! The value of an expression for one row, with SQL's null and its three truths.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::grammar::{Comparison, Node, Reckoning, Term};
use super::{Name, Scalar};

type Lookup<'a> = &'a dyn Fn(&Name) -> Option<Scalar>;

pub(super) fn of(term: &Term, lookup: Lookup) -> Option<Scalar> {
    match &term.node {
        Node::Null => None,
        Node::Literal(scalar) => Some(scalar.clone()),
        Node::Name(name) => lookup(name),
        Node::Negate(inner) => Some(Scalar::Number(-number(of(inner, lookup))?)),
        Node::Chain(first, rest) => reckoned(first, rest, lookup).map(Scalar::Number),
        _ => condition(term, lookup).map(Scalar::YesNo),
    }
}

/// The truth of a value: a yes or a no; anything else is unknown.
pub(super) fn truth(value: Option<Scalar>) -> Option<bool> {
    match value? {
        Scalar::YesNo(truth) => Some(truth),
        Scalar::Text(text) => yes_or_no(&text),
        Scalar::Number(_) | Scalar::Date(_) => None,
    }
}

fn condition(term: &Term, lookup: Lookup) -> Option<bool> {
    let holds = |term: &Term| truth(of(term, lookup));
    match &term.node {
        Node::Not(inner) => holds(inner).map(|truth| !truth),
        Node::All(terms) => all(terms.iter().map(holds)),
        Node::Any(terms) => any(terms.iter().map(holds)),
        Node::Compare(left, comparison, right) => compares(&of(left, lookup)?, *comparison, &of(right, lookup)?),
        Node::Between { of: inner, low, high, negated } => {
            let value = of(inner, lookup)?;
            let above = of(low, lookup).and_then(|low| compares(&value, Comparison::AtLeast, &low));
            let below = of(high, lookup).and_then(|high| compares(&value, Comparison::AtMost, &high));
            all([above, below].into_iter()).map(|inside| inside != *negated)
        }
        Node::In { of: inner, list, negated } => {
            let value = of(inner, lookup)?;
            let equal = |member: &Term| compares(&value, Comparison::Equal, &of(member, lookup)?);
            any(list.iter().map(equal)).map(|inside| inside != *negated)
        }
        Node::IsNull { of: inner, negated } => Some(of(inner, lookup).is_none() != *negated),
        Node::Like { of: inner, pattern, negated } => match of(inner, lookup)? {
            Scalar::Text(text) => Some(like(&text, pattern) != *negated),
            Scalar::Number(number) => Some(like(&number.to_string(), pattern) != *negated),
            Scalar::YesNo(_) | Scalar::Date(_) => None,
        },
        Node::Null | Node::Literal(_) | Node::Name(_) | Node::Negate(_) | Node::Chain(..) => holds(term),
    }
}

/// False if one is false; else unknown if one is unknown.
fn all(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(true);
    for truth in truths {
        match truth {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = None,
        }
    }
    known
}

/// True if one is true; else unknown if one is unknown.
fn any(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(truths.map(|truth| truth.map(|truth| !truth))).map(|none| !none)
}

fn reckoned(first: &Term, rest: &[(Reckoning, Term)], lookup: Lookup) -> Option<f64> {
    let mut total = number(of(first, lookup))?;
    for (reckoning, term) in rest {
        let next = number(of(term, lookup))?;
        total = match reckoning {
            Reckoning::Add => total + next,
            Reckoning::Subtract => total - next,
            Reckoning::Multiply => total * next,
            Reckoning::Divide => total / next,
        };
    }
    // Nought divides nothing, and what overflows is no figure: null rather than an infinity in a table.
    total.is_finite().then_some(total)
}

fn number(value: Option<Scalar>) -> Option<f64> {
    match value? {
        Scalar::Number(number) => Some(number),
        Scalar::Text(text) => plain_number(&text),
        Scalar::YesNo(_) | Scalar::Date(_) => None,
    }
}

fn compares(left: &Scalar, comparison: Comparison, right: &Scalar) -> Option<bool> {
    let order = order(left, right)?;
    Some(match comparison {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::Differs => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::AtMost => order != Ordering::Greater,
        Comparison::More => order == Ordering::Greater,
        Comparison::AtLeast => order != Ordering::Less,
    })
}

fn order(left: &Scalar, right: &Scalar) -> Option<Ordering> {
    match (left, right) {
        (Scalar::Number(a), Scalar::Number(b)) => a.partial_cmp(b),
        (Scalar::Text(a), Scalar::Text(b)) => Some(a.cmp(b)),
        (Scalar::YesNo(a), Scalar::YesNo(b)) => Some(a.cmp(b)),
        (Scalar::Date(a), Scalar::Date(b)) => Some(a.cmp(b)),
        (Scalar::Text(a), Scalar::Number(b)) => plain_number(a)?.partial_cmp(b),
        (Scalar::Text(a), Scalar::Date(b)) => Some(day(a)?.cmp(b)),
        (Scalar::Text(a), Scalar::YesNo(b)) => Some(yes_or_no(a)?.cmp(b)),
        (_, Scalar::Text(_)) => order(right, left).map(Ordering::reverse),
        (Scalar::Number(_) | Scalar::YesNo(_) | Scalar::Date(_), _) => None,
    }
}

/// A number as tables hold it: no `inf`, no `nan`, no exponent, no thousands comma.
pub(super) fn plain_number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain =
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if plain { text.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
}

/// As [`plain_number`], and with a comma between each three digits, as spreadsheets show them.
pub(super) fn printed_number(text: &str) -> Option<f64> {
    let (whole, decimals) = text.split_once('.').map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut groups = whole.strip_prefix('-').unwrap_or(whole).split(',');
    let leads = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
    let grouped = whole.contains(',') && leads && groups.all(|group| group.len() == 3);
    if grouped && decimals.is_none_or(|decimals| !decimals.contains(',')) {
        plain_number(&text.replace(',', ""))
    } else {
        plain_number(text)
    }
}

pub(super) fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// SQL's `like`: `%` is any run of letters, `_` any one; case makes no difference.
///
/// Goes back to the last `%` alone, so the work is at most length times length, whatever the pattern.
fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let (mut at, mut wanted) = (0, 0);
    let mut last_any: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(at) {
        match pattern.get(wanted) {
            Some('%') => {
                last_any = Some((wanted, at));
                wanted += 1;
            }
            Some(sign) if *sign == '_' || sign == letter => {
                at += 1;
                wanted += 1;
            }
            _ => {
                let Some((any, from)) = last_any else { return false };
                last_any = Some((any, from + 1));
                at = from + 1;
                wanted = any + 1;
            }
        }
    }
    pattern.iter().skip(wanted).all(|sign| *sign == '%')
}
