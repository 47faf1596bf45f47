//! What an expression hangs on, for who must tell which rows it can speak of: the names it cannot do without, and the
//! numbers at which its truth may change.

use super::grammar::{Node, Term};
use super::{Expression, Name, Scalar};

impl Expression {
    /// The names without whose value this has no meaning: all but those that it only tests for null.
    pub fn needs(&self) -> Vec<&Name> {
        let mut needs = Vec::new();
        visit(&self.term, &mut |term| {
            if let Node::Name(name) = &term.node {
                needs.push(name);
            }
            !matches!(term.node, Node::IsNull { .. })
        });
        needs
    }

    /// The numbers that stand in it, in the order of the text.
    pub fn numbers(&self) -> Vec<f64> {
        let mut numbers = Vec::new();
        visit(&self.term, &mut |term| {
            if let Node::Literal(Scalar::Number(number)) = term.node {
                numbers.push(number);
            }
            true
        });
        numbers
    }
}

/// Shows `see` each term; where it says no, what is inside is passed over. As deep as the text's parentheses, which the
/// grammar counts.
fn visit<'a>(term: &'a Term, see: &mut dyn FnMut(&'a Term) -> bool) {
    if !see(term) {
        return;
    }
    match &term.node {
        Node::Null | Node::Literal(_) | Node::Name(_) => {}
        Node::Not(inner) | Node::Negate(inner) | Node::IsNull { of: inner, .. } | Node::Like { of: inner, .. } => {
            visit(inner, see);
        }
        Node::All(terms) | Node::Any(terms) => terms.iter().for_each(|term| visit(term, see)),
        Node::Chain(first, rest) => {
            visit(first, see);
            rest.iter().for_each(|(_, term)| visit(term, see));
        }
        Node::Compare(left, _, right) => {
            visit(left, see);
            visit(right, see);
        }
        Node::Between { of, low, high, .. } => [of, low, high].into_iter().for_each(|term| visit(term, see)),
        Node::In { of, list, .. } => {
            visit(of, see);
            list.iter().for_each(|term| visit(term, see));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn a_name_only_tested_for_null_can_be_done_without() {
        let expression = parse("qualified = 0 and spend is not null and -staff between 3 and 4.5").unwrap();
        let needs: Vec<&str> = expression.needs().iter().map(|name| name.word.as_str()).collect();
        assert_eq!(needs, ["qualified", "staff"]);
        assert_eq!(expression.numbers(), [0.0, 3.0, 4.5]);
    }
}
