//! What cannot be meant: text divided, a number taken for a yes, an answer compared with a word it can never be.
//!
//! Found before a campaign runs, because at run time such an expression is merely unknown for every row, in silence.

use super::grammar::{Comparison, Node, Reckoning, Term};
use super::value::{day, plain_number, yes_or_no};
use super::{Expression, ExpressionFault, Name, Scalar};

/// The kind of value that a name or an expression has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Number,
    Text,
    YesNo,
    Date,
    /// One of these words and no other.
    OneOf(Vec<String>),
}

impl Kind {
    fn words(&self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Text => "text",
            Self::YesNo => "a yes or no",
            Self::Date => "a date",
            Self::OneOf(_) => "one of a few words",
        }
    }
}

pub(super) fn check(
    expression: &Expression,
    kind_of: &dyn Fn(&Name) -> Option<Kind>,
) -> (Option<Kind>, Vec<ExpressionFault>) {
    let mut checker = Checker { text: &expression.text, kind_of, faults: Vec::new() };
    let kind = checker.kind(&expression.term);
    (kind, checker.faults)
}

struct Checker<'a> {
    text: &'a str,
    kind_of: &'a dyn Fn(&Name) -> Option<Kind>,
    faults: Vec<ExpressionFault>,
}

impl Checker<'_> {
    fn written(&self, term: &Term) -> &str {
        self.text.get(term.span.clone()).unwrap_or("this")
    }

    fn fault(&mut self, term: &Term, what: &str, help: String) {
        let message = format!("`{}` {what}", self.written(term));
        self.faults.push(ExpressionFault::new(message, term.span.clone(), help));
    }

    /// The kind of `term`; `None` where it is not known or null.
    fn kind(&mut self, term: &Term) -> Option<Kind> {
        match &term.node {
            Node::Null => return None,
            Node::Literal(Scalar::Number(_)) => return Some(Kind::Number),
            Node::Literal(Scalar::Text(_)) => return Some(Kind::Text),
            Node::Literal(Scalar::Date(_)) => return Some(Kind::Date),
            Node::Literal(Scalar::YesNo(_)) => {}
            Node::Name(name) => return (self.kind_of)(name),
            Node::Negate(inner) => {
                self.wants_number(inner, "be negated");
                return Some(Kind::Number);
            }
            Node::Chain(first, rest) => {
                self.reckoning(first, rest);
                return Some(Kind::Number);
            }
            Node::Not(inner) => self.wants_truth(inner),
            Node::All(terms) | Node::Any(terms) => terms.iter().for_each(|term| self.wants_truth(term)),
            Node::Compare(left, comparison, right) => self.pair(left, *comparison, right),
            Node::Between { of, low, high, .. } => {
                self.pair(of, Comparison::AtLeast, low);
                self.pair(of, Comparison::AtMost, high);
            }
            Node::In { of, list, .. } => list.iter().for_each(|member| self.pair(of, Comparison::Equal, member)),
            Node::IsNull { of, .. } => {
                self.kind(of);
            }
            Node::Like { of, .. } => {
                if let Some(kind @ (Kind::Number | Kind::YesNo | Kind::Date)) = self.kind(of) {
                    self.fault(
                        of,
                        &format!("is {} and has no letters for `like`", kind.words()),
                        "compare it with `=`".into(),
                    );
                }
            }
        }
        Some(Kind::YesNo)
    }

    fn reckoning(&mut self, first: &Term, rest: &[(Reckoning, Term)]) {
        let verb = |reckoning: &Reckoning| match reckoning {
            Reckoning::Add => "be added",
            Reckoning::Subtract => "be subtracted",
            Reckoning::Multiply => "be multiplied",
            Reckoning::Divide => "be divided",
        };
        if let Some((reckoning, _)) = rest.first() {
            self.wants_number(first, verb(reckoning));
        }
        for (reckoning, term) in rest {
            self.wants_number(term, verb(reckoning));
            if *reckoning == Reckoning::Divide && matches!(term.node, Node::Literal(Scalar::Number(0.0))) {
                let help = "what divides by nought has a value for nobody: divide by an answer, or by another number";
                self.fault(term, "is what this divides by", help.into());
            }
        }
    }

    fn wants_number(&mut self, term: &Term, verb: &str) {
        match self.kind(term) {
            None | Some(Kind::Number) => {}
            Some(kind) => {
                let help = "only numbers (counts, money, percentages, columns of numbers) can be reckoned with";
                self.fault(term, &format!("is {} and cannot {verb}", kind.words()), help.into());
            }
        }
    }

    fn wants_truth(&mut self, term: &Term) {
        match self.kind(term) {
            None | Some(Kind::YesNo) => {}
            Some(kind) => {
                let help = match kind {
                    Kind::Number => format!("compare it: `{} > 0`", self.written(term)),
                    _ => format!("compare it: `{} = '...'`", self.written(term)),
                };
                self.fault(term, &format!("is {}, not a condition", kind.words()), help);
            }
        }
    }

    fn pair(&mut self, left: &Term, comparison: Comparison, right: &Term) {
        let (Some(a), Some(b)) = (self.kind(left), self.kind(right)) else { return };
        // `'acute' = kind` as well as `kind = 'acute'`: the literal is the one to be judged.
        if matches!(left.node, Node::Literal(_)) && !matches!(right.node, Node::Literal(_)) {
            self.against(right, &b, comparison, left, &a);
        } else {
            self.against(left, &a, comparison, right, &b);
        }
    }

    fn against(&mut self, term: &Term, kind: &Kind, comparison: Comparison, other: &Term, other_kind: &Kind) {
        let literal = match &other.node {
            Node::Literal(Scalar::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let help = match (kind, literal) {
            (Kind::Number, Some(text)) if plain_number(text.trim()).is_some() => {
                format!("write {} without quotation marks", text.trim())
            }
            (Kind::Number, Some(_)) => "compare a number with a number".to_owned(),
            (Kind::Date, Some(text)) if day(text).is_none() => "write dates as '2018-08-20'".to_owned(),
            (Kind::YesNo, Some(text)) if yes_or_no(text).is_none() => "compare with true or false".to_owned(),
            (Kind::OneOf(words), Some(text)) => {
                return self.one_of(words, text, comparison, other);
            }
            (Kind::Date | Kind::YesNo, Some(_)) => return,
            _ if alike(kind, other_kind) => return,
            _ => "compare numbers with numbers, text with text".to_owned(),
        };
        let what = format!("is {} and `{}` is {}", kind.words(), self.written(other), other_kind.words());
        self.fault(term, &what, help);
    }

    fn one_of(&mut self, words: &[String], text: &str, comparison: Comparison, other: &Term) {
        if !matches!(comparison, Comparison::Equal | Comparison::Differs) || words.iter().any(|word| word == text) {
            return;
        }
        let nearest = crate::campaign::nearest(text, words.iter().map(String::as_str));
        let help = match nearest {
            Some(word) => format!("did you mean '{word}'?"),
            None => format!("it can be: {}", words.join(", ")),
        };
        self.fault(other, "is none of the words that this can be", help);
    }
}

fn alike(a: &Kind, b: &Kind) -> bool {
    let text = |kind: &Kind| matches!(kind, Kind::Text | Kind::OneOf(_));
    a == b || (text(a) && text(b))
}
