//! Words to a tree, by recursive descent: `or` binds loosest, then `and`, `not`, comparisons, `+ -`, `* /`.
//!
//! Chains of one strength are lists, so the tree is only as deep as the text's parentheses, and those are counted.

use std::ops::Range;

use super::words::{Word, split};
use super::{Aggregate, Aspect, Expression, ExpressionFault, Name, Scalar, Total};

/// Deeper nesting is a mistake, or meant to hurt.
const DEEPEST: usize = 60;

/// Words that cannot be names unless in double quotes.
const RESERVED: [&str; 11] = ["and", "or", "not", "between", "in", "is", "null", "like", "true", "false", "where"];

/// A piece of an expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    pub node: Node,
    pub span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Null,
    Literal(Scalar),
    Name(Name),
    Not(Box<Term>),
    Negate(Box<Term>),
    All(Vec<Term>),
    Any(Vec<Term>),
    /// `a + b - c`, `a * b / c`, from the left.
    Chain(Box<Term>, Vec<(Reckoning, Term)>),
    Compare(Box<Term>, Comparison, Box<Term>),
    Between {
        of: Box<Term>,
        low: Box<Term>,
        high: Box<Term>,
        negated: bool,
    },
    In {
        of: Box<Term>,
        list: Vec<Term>,
        negated: bool,
    },
    IsNull {
        of: Box<Term>,
        negated: bool,
    },
    Like {
        of: Box<Term>,
        pattern: String,
        negated: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reckoning {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Differs,
    Less,
    AtMost,
    More,
    AtLeast,
}

const COMPARISONS: [(&str, Comparison); 7] = [
    ("=", Comparison::Equal),
    ("!=", Comparison::Differs),
    ("<>", Comparison::Differs),
    ("<", Comparison::Less),
    ("<=", Comparison::AtMost),
    (">", Comparison::More),
    (">=", Comparison::AtLeast),
];

/// Reads an expression about one row.
///
/// # Errors
/// The first thing that is wrong with it, with its place and the remedy.
pub fn parse(text: &str) -> Result<Expression, ExpressionFault> {
    let mut reader = Reader::new(text)?;
    let term = reader.any()?;
    reader.end()?;
    Ok(Expression { text: text.to_owned(), term, names: reader.names })
}

/// Reads one aggregate over all rows: `sum(staff)`, `count(qualified > 0)`.
///
/// # Errors
/// As [`parse`]; and where the text is no single aggregate.
pub fn parse_total(text: &str) -> Result<Total, ExpressionFault> {
    let mut reader = Reader::new(text)?;
    let Some((_, function)) = reader.aggregate() else {
        let help = "write it as one of sum(..), count(..), mean(..), median(..), min(..), max(..)";
        return Err(ExpressionFault::new("this is no total over all rows", 0..text.len(), help));
    };
    reader.next();
    reader.sign("(", "after the aggregate's name")?;
    let term = reader.any()?;
    reader.sign(")", "to close the aggregate")?;
    reader.end()?;
    Ok(Total { function, of: Expression { text: text.to_owned(), term, names: reader.names } })
}

struct Reader {
    words: Vec<(Word, Range<usize>)>,
    at: usize,
    depth: usize,
    names: Vec<Name>,
    length: usize,
}

impl Reader {
    fn new(text: &str) -> Result<Self, ExpressionFault> {
        Ok(Self { words: split(text)?, at: 0, depth: 0, names: Vec::new(), length: text.len() })
    }

    fn look(&self) -> &Word {
        self.words.get(self.at).map_or(&Word::End, |(word, _)| word)
    }

    fn look_after(&self) -> &Word {
        self.words.get(self.at + 1).map_or(&Word::End, |(word, _)| word)
    }

    fn place(&self) -> Range<usize> {
        self.words.get(self.at).map_or(self.length..self.length, |(_, span)| span.clone())
    }

    fn next(&mut self) -> Word {
        let word = self.look().clone();
        self.at += 1;
        word
    }

    fn has_sign(&self, sign: &str) -> bool {
        matches!(self.look(), Word::Sign(here) if *here == sign)
    }

    fn has_keyword(&self, keyword: &str) -> bool {
        matches!(self.look(), Word::Bare(word) if word.eq_ignore_ascii_case(keyword))
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.has_sign(sign);
        self.at += usize::from(found);
        found
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.has_keyword(keyword);
        self.at += usize::from(found);
        found
    }

    fn sign(&mut self, sign: &str, why: &str) -> Result<(), ExpressionFault> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.wanted(&format!("`{sign}`"), why)) }
    }

    fn wanted(&self, what: &str, why: &str) -> ExpressionFault {
        let found = match self.look() {
            Word::End => "the expression ends".to_owned(),
            Word::Bare(word) => format!("`{word}` stands"),
            Word::Quoted(name) => format!("`\"{name}\"` stands"),
            Word::Text(text) => format!("'{text}' stands"),
            Word::Number(number) => format!("`{number}` stands"),
            Word::Sign(sign) => format!("`{sign}` stands"),
        };
        ExpressionFault::new(
            format!("{found} where {what} was expected"),
            self.place(),
            format!("{what} belongs here, {why}"),
        )
    }

    fn aggregate(&self) -> Option<(&'static str, Aggregate)> {
        let Word::Bare(word) = self.look() else { return None };
        if *self.look_after() != Word::Sign("(") {
            return None;
        }
        Aggregate::ALL.into_iter().find(|(name, _)| word.eq_ignore_ascii_case(name))
    }

    fn end(&self) -> Result<(), ExpressionFault> {
        let help = match self.look() {
            Word::End => return Ok(()),
            Word::Sign(")") => "there is no `(` for this `)`",
            Word::Sign(sign) if COMPARISONS.iter().any(|(known, _)| known == sign) => {
                "comparisons do not chain: write `low <= x and x <= high`, or `x between low and high`"
            }
            _ => "join conditions with `and` or `or`; text stands in 'single quotes'",
        };
        Err(ExpressionFault::new("the expression was complete before this", self.place(), help))
    }

    /// One level deeper, for what may nest.
    fn deeper(&mut self, inner: fn(&mut Self) -> Result<Term, ExpressionFault>) -> Result<Term, ExpressionFault> {
        if self.depth == DEEPEST {
            let help = format!("at most {DEEPEST} levels are read");
            return Err(ExpressionFault::new("this is nested too deeply", self.place(), help));
        }
        self.depth += 1;
        let term = inner(self);
        self.depth -= 1;
        term
    }

    fn any(&mut self) -> Result<Term, ExpressionFault> {
        let mut terms = vec![self.all()?];
        while self.take_keyword("or") {
            terms.push(self.all()?);
        }
        Ok(joined(terms, Node::Any))
    }

    fn all(&mut self) -> Result<Term, ExpressionFault> {
        let mut terms = vec![self.not()?];
        while self.take_keyword("and") {
            terms.push(self.not()?);
        }
        Ok(joined(terms, Node::All))
    }

    fn not(&mut self) -> Result<Term, ExpressionFault> {
        let start = self.place().start;
        if !self.take_keyword("not") {
            return self.comparison();
        }
        let term = self.deeper(Self::not)?;
        Ok(Term { span: start..term.span.end, node: Node::Not(Box::new(term)) })
    }

    fn comparison(&mut self) -> Result<Term, ExpressionFault> {
        let left = self.sum()?;
        let start = left.span.start;
        if let Word::Sign(sign) = *self.look()
            && let Some((_, comparison)) = COMPARISONS.iter().find(|(known, _)| *known == sign)
        {
            self.next();
            let right = self.sum()?;
            let span = start..right.span.end;
            return Ok(Term { node: Node::Compare(Box::new(left), *comparison, Box::new(right)), span });
        }
        let of = Box::new(left);
        if self.take_keyword("is") {
            let negated = self.take_keyword("not");
            let end = self.place().end;
            if !self.take_keyword("null") {
                return Err(self.wanted("`null`", "after `is`; values are compared with `=`"));
            }
            return Ok(Term { node: Node::IsNull { of, negated }, span: start..end });
        }
        let negated = self.take_keyword("not");
        let node = if self.take_keyword("between") {
            let low = Box::new(self.sum()?);
            if !self.take_keyword("and") {
                return Err(self.wanted("`and`", "as in `staff between 3000 and 4000`"));
            }
            Node::Between { of, low, high: Box::new(self.sum()?), negated }
        } else if self.take_keyword("in") {
            Node::In { of, list: self.list()?, negated }
        } else if self.take_keyword("like") {
            match self.next() {
                Word::Text(pattern) => Node::Like { of, pattern, negated },
                _ => {
                    self.at -= 1;
                    return Err(self.wanted("a pattern", "in single quotes: `name like 'Royal %'`"));
                }
            }
        } else if negated {
            return Err(self.wanted("`between`, `in` or `like`", "after `not`"));
        } else {
            return Ok(*of);
        };
        Ok(Term { node, span: start..self.end_of_last() })
    }

    fn end_of_last(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.words.get(last)).map_or(self.length, |(_, span)| span.end)
    }

    fn list(&mut self) -> Result<Vec<Term>, ExpressionFault> {
        self.sign("(", "after `in`: `kind in ('acute', 'community')`")?;
        let mut list = vec![self.sum()?];
        while self.take_sign(",") {
            list.push(self.sum()?);
        }
        self.sign(")", "to close the list")?;
        Ok(list)
    }

    fn sum(&mut self) -> Result<Term, ExpressionFault> {
        self.chain(Self::product, &[("+", Reckoning::Add), ("-", Reckoning::Subtract)])
    }

    fn product(&mut self) -> Result<Term, ExpressionFault> {
        self.chain(Self::signed, &[("*", Reckoning::Multiply), ("/", Reckoning::Divide)])
    }

    fn chain(
        &mut self,
        inner: fn(&mut Self) -> Result<Term, ExpressionFault>,
        signs: &[(&str, Reckoning)],
    ) -> Result<Term, ExpressionFault> {
        let first = inner(self)?;
        let mut rest = Vec::new();
        while let Some((_, reckoning)) = signs.iter().find(|(sign, _)| self.has_sign(sign)) {
            self.next();
            rest.push((*reckoning, inner(self)?));
        }
        let Some((_, last)) = rest.last() else { return Ok(first) };
        let span = first.span.start..last.span.end;
        Ok(Term { node: Node::Chain(Box::new(first), rest), span })
    }

    fn signed(&mut self) -> Result<Term, ExpressionFault> {
        let start = self.place().start;
        if !self.take_sign("-") {
            return self.primary();
        }
        let term = self.deeper(Self::signed)?;
        Ok(Term { span: start..term.span.end, node: Node::Negate(Box::new(term)) })
    }

    fn primary(&mut self) -> Result<Term, ExpressionFault> {
        let span = self.place();
        if let Some((word, _)) = self.aggregate() {
            let help = format!("`{word}(..)` runs over all rows and stands alone, as one of the two of a `ratio`");
            return Err(ExpressionFault::new(format!("`{word}` cannot be part of a condition on one row"), span, help));
        }
        let node = match self.next() {
            Word::Number(number) => Node::Literal(Scalar::Number(number)),
            Word::Text(text) => Node::Literal(Scalar::Text(text)),
            Word::Quoted(word) => self.name(word, Aspect::Value, span.clone()),
            Word::Sign("(") => {
                let inner = self.deeper(Self::any)?;
                let end = self.place().end;
                self.sign(")", "to close the parenthesis")?;
                return Ok(Term { node: inner.node, span: span.start..end });
            }
            Word::Bare(word) => match word.to_lowercase().as_str() {
                "null" => Node::Null,
                "true" => Node::Literal(Scalar::YesNo(true)),
                "false" => Node::Literal(Scalar::YesNo(false)),
                keyword if RESERVED.contains(&keyword) => {
                    self.at -= 1;
                    return Err(self.wanted("a value", "a name, a number, 'text' or a parenthesis"));
                }
                function if self.has_sign("(") => self.aspect(function, span.clone())?,
                _ => self.name(word, Aspect::Value, span.clone()),
            },
            Word::Sign(_) | Word::End => {
                self.at -= 1;
                return Err(self.wanted("a value", "a name, a number, 'text' or a parenthesis"));
            }
        };
        Ok(Term { node, span: span.start..self.end_of_last() })
    }

    fn name(&mut self, word: String, aspect: Aspect, span: Range<usize>) -> Node {
        let name = Name { word, aspect, span };
        self.names.push(name.clone());
        Node::Name(name)
    }

    /// `state(q)`, `part(q, 'full-time')`: a side of an answer.
    fn aspect(&mut self, function: &str, at: Range<usize>) -> Result<Node, ExpressionFault> {
        const KNOWN: [&str; 5] = ["state", "low", "high", "part", "series"];
        if !KNOWN.contains(&function) {
            let help = "there are state(q), low(q), high(q), part(q, 'name') and series(q, 'period')";
            return Err(ExpressionFault::new(format!("there is no function `{function}`"), at, help));
        }
        self.sign("(", "after the function's name")?;
        let span = self.place();
        let word = match self.next() {
            Word::Bare(word) | Word::Quoted(word) => word,
            _ => {
                self.at -= 1;
                return Err(self.wanted("a question's name", &format!("as in `{function}(spend)`")));
            }
        };
        let aspect = match function {
            "state" => Aspect::State,
            "low" => Aspect::Low,
            "high" => Aspect::High,
            named => {
                self.sign(",", &format!("as in `{named}(staff, 'full-time')`"))?;
                let Word::Text(which) = self.next() else {
                    self.at -= 1;
                    return Err(self.wanted("a name in single quotes", &format!("as in `{named}(staff, 'full-time')`")));
                };
                if named == "part" { Aspect::Part(which) } else { Aspect::Series(which) }
            }
        };
        self.sign(")", "to close the function")?;
        Ok(self.name(word, aspect, span))
    }
}

/// One term is itself; more are a list.
fn joined(mut terms: Vec<Term>, list: fn(Vec<Term>) -> Node) -> Term {
    let span = terms.first().map_or(0, |term| term.span.start)..terms.last().map_or(0, |term| term.span.end);
    match terms.pop() {
        Some(only) if terms.is_empty() => only,
        Some(last) => {
            terms.push(last);
            Term { node: list(terms), span }
        }
        None => Term { node: Node::Null, span },
    }
}
