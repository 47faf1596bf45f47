//! Expressions of campaign files, by a table of cases that a researcher can read: `tests/campaign/expressions.tsv`.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the test")]

use foi::campaign::expression::{Aggregate, Aspect, Kind, Name, Scalar, parse, parse_total};
use proptest::prelude::*;

fn row(name: &Name) -> Option<Scalar> {
    match (name.word.as_str(), &name.aspect) {
        ("staff", Aspect::Value) => Some(Scalar::Number(3500.0)),
        ("staff", Aspect::Part(part)) if part == "full-time" => Some(Scalar::Number(3000.0)),
        ("qualified", Aspect::Value) => Some(Scalar::Number(0.0)),
        ("region", Aspect::Value) => Some(Scalar::Text("North of England".into())),
        ("kind", Aspect::Value) => Some(Scalar::Text("acute".into())),
        ("trust type", Aspect::Value) => Some(Scalar::Text("ACUTE - TEACHING".into())),
        ("in_training", Aspect::Value) => Some(Scalar::YesNo(true)),
        ("opened", Aspect::Value) => Some(Scalar::Date(jiff::civil::date(2018, 8, 20))),
        ("spend", Aspect::State) => Some(Scalar::Text("not held".into())),
        ("spares", Aspect::Low) => Some(Scalar::Number(5.0)),
        _ => None,
    }
}

fn shown(value: Option<Scalar>) -> String {
    match value {
        None => "null".into(),
        Some(Scalar::Number(number)) => number.to_string(),
        Some(Scalar::Text(text)) => format!("'{text}'"),
        Some(Scalar::YesNo(truth)) => truth.to_string(),
        Some(Scalar::Date(date)) => date.to_string(),
    }
}

#[test]
fn expressions_have_the_values_of_the_table() {
    let table = include_str!("campaign/expressions.tsv");
    let mut cases = 0;
    let mut wrong = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (text, expected) = (columns.next().unwrap(), columns.next().unwrap());
        let got = parse(text).map_or_else(|_| "fault".into(), |expression| shown(expression.evaluate(&row)));
        cases += 1;
        if got != expected {
            wrong.push(format!("{text}: {got}, expected {expected}"));
        }
    }
    assert!(cases > 60, "the table holds {cases} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fault_names_the_words_and_the_remedy() {
    let fault = |text: &str| {
        let fault = parse(text).unwrap_err();
        format!("{} [{}] {}", fault.message, &text[fault.span], fault.help)
    };
    insta::assert_snapshot!(fault("staff > 3,000"), @"`3,000` has a comma in it [3,000] write `3000`; between two numbers of a list put a blank after the comma");
    insta::assert_snapshot!(fault("staff > 3 kind"), @"the expression was complete before this [kind] join conditions with `and` or `or`; text stands in 'single quotes'");
    insta::assert_snapshot!(fault("sum(staff) > 3"), @"`sum` cannot be part of a condition on one row [sum] `sum(..)` runs over all rows and stands alone, as one of the two of a `ratio`");
    insta::assert_snapshot!(fault("staff between 3 or 4"), @"`or` stands where `and` was expected [or] `and` belongs here, as in `staff between 3000 and 4000`");
}

#[test]
fn names_are_listed_with_their_places() {
    let text = "staff > 3 and state(spend) = 'zero' or \"trust type\" is null";
    let expression = parse(text).unwrap();
    let names: Vec<_> = expression.names().iter().map(|name| (name.word.as_str(), &text[name.span.clone()])).collect();
    assert_eq!(names, [("staff", "staff"), ("spend", "spend"), ("trust type", "\"trust type\"")]);
}

#[test]
fn a_total_is_one_aggregate_and_nothing_more() {
    let total = parse_total("sum(staff)").unwrap();
    assert_eq!(total.function, Aggregate::Sum);
    assert_eq!(total.of.evaluate(&row), Some(Scalar::Number(3500.0)));
    assert!(parse_total("staff").is_err());
    assert!(parse_total("sum(staff) / 2").is_err());
    assert!(parse_total("sum(sum(staff))").is_err());
}

#[test]
fn what_cannot_be_meant_is_found_before_it_runs() {
    let kind_of = |name: &Name| match name.word.as_str() {
        "staff" if name.aspect == Aspect::Value => Some(Kind::Number),
        "spend" if name.aspect == Aspect::State => Some(Kind::OneOf(vec!["not held".into(), "exempt".into()])),
        "region" => Some(Kind::Text),
        "in_training" => Some(Kind::YesNo),
        "opened" => Some(Kind::Date),
        _ => None,
    };
    let found = |text: &str| {
        let (_, faults) = parse(text).unwrap().check(&kind_of);
        faults.iter().map(|fault| format!("{} ({})", fault.message, fault.help)).collect::<Vec<_>>().join("; ")
    };
    insta::assert_snapshot!(found("staff / region > 2"), @"`region` is text and cannot be divided (only numbers (counts, money, percentages, columns of numbers) can be reckoned with)");
    insta::assert_snapshot!(found("staff = '3000'"), @"`staff` is a number and `'3000'` is text (write 3000 without quotation marks)");
    insta::assert_snapshot!(found("staff and in_training"), @"`staff` is a number, not a condition (compare it: `staff > 0`)");
    insta::assert_snapshot!(found("state(spend) = 'not hold'"), @"`'not hold'` is none of the words that this can be (did you mean 'not held'?)");
    assert_eq!(found("opened >= '2018-08-20' and in_training = 'yes' and state(spend) in ('exempt')"), "");
}

#[test]
fn a_cell_of_a_table_is_a_number_where_it_is_printed_as_one() {
    for (cell, number) in [("12,345", 12_345.0), ("1,234,567.5", 1_234_567.5), ("-3", -3.0), (" 420 ", 420.0)] {
        assert_eq!(Scalar::of_cell(cell), Some(Scalar::Number(number)), "{cell}");
    }
    for cell in ["1,23", "1234,567", "12,345,", "inf", "1e9", "RXX", "5 beds", "1.2,3"] {
        assert_eq!(Scalar::of_cell(cell), Some(Scalar::Text(cell.into())), "{cell}");
    }
    assert_eq!(Scalar::of_cell("  "), None);
}

#[test]
fn ten_thousand_parentheses_are_a_fault_and_no_overflow() {
    let text = "(".repeat(10_000);
    assert!(parse(&text).is_err());
    assert!(parse(&"not ".repeat(4_000)).is_err());
    assert!(parse(&"1 + ".repeat(4_000)).is_err());
    assert!(parse(&format!("{}1", "1 + ".repeat(4_000))).unwrap().evaluate(&row).is_some());
}

proptest! {
    #[test]
    fn any_text_gives_an_expression_or_a_fault_inside_the_text(text in "\\PC{0,60}") {
        match parse(&text) {
            Ok(expression) => { expression.evaluate(&row); }
            Err(fault) => prop_assert!(text.get(fault.span.clone()).is_some(), "{fault:?}"),
        }
    }

    #[test]
    fn any_run_of_words_gives_an_expression_or_a_fault(
        words in proptest::collection::vec(
            prop_oneof![
                Just("staff"), Just("'a'"), Just("3"), Just("("), Just(")"), Just("and"), Just("or"), Just("not"),
                Just("in"), Just("between"), Just("is"), Just("null"), Just("like"), Just("="), Just("<"), Just("-"),
                Just("/"), Just(","), Just("state"), Just("sum"),
            ],
            0..12,
        )
    ) {
        let text = words.join(" ");
        match parse(&text) {
            Ok(expression) => { expression.evaluate(&row); expression.check(&|_| Some(Kind::Number)); }
            Err(fault) => prop_assert!(text.get(fault.span.clone()).is_some(), "{fault:?}"),
        }
    }
}
