//! The sheets of findings and of coverage.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::style::Style;
use super::{head, text};
use crate::export::Whole;
use crate::findings::{Figure, Reading};

/// One row a finding, and one a group of it.
pub(super) fn findings(sheet: &mut Worksheet, whole: &Whole<'_>, style: &Style) -> Result<(), XlsxError> {
    sheet.set_name("Findings")?;
    let columns = [
        ("finding", 24.0),
        ("title", 40.0),
        ("group", 16.0),
        ("value", 12.0),
        ("to", 12.0),
        ("unit", 11.0),
        ("numerator", 13.0),
        ("denominator", 13.0),
        ("low", 11.0),
        ("high", 11.0),
        ("what it is a figure of", 34.0),
        ("rule", 46.0),
        ("left out", 60.0),
    ];
    let columns = columns.map(|(name, width)| (name.to_owned(), width));
    let rows: usize = whole.findings.iter().map(|finding| 1 + finding.groups.len()).sum();
    head(sheet, style, &columns, rows)?;
    let mut at = 1;
    for finding in whole.findings {
        let groups = finding.groups.iter().map(|group| (group.name.as_str(), &group.figure));
        for (group, figure) in std::iter::once(("", &finding.whole)).chain(groups) {
            for (words, column) in
                [(finding.id.as_str(), 0), (&finding.title, 1), (group, 2), (&finding.rule.written, 11)]
            {
                sheet.write_string_with_format(at, column, text(words), &style.words)?;
            }
            row(sheet, at, figure, style)?;
            at += 1;
        }
    }
    Ok(())
}

fn row(sheet: &mut Worksheet, at: u32, figure: &Figure, style: &Style) -> Result<(), XlsxError> {
    let (value, to) = match &figure.reading {
        Reading::Number(number) => (Some(*number), None),
        Reading::Range(low, high) => (Some(*low), Some(*high)),
        Reading::Quantiles(five) => (Some(five[0]), Some(five[4])),
        Reading::Nothing(_) => (None, None),
    };
    let bounds = figure.bounds;
    let numbers = [
        (3, value),
        (4, to),
        (6, figure.numerator),
        (7, Some(figure.denominator)),
        (8, bounds.and_then(|bounds| bounds.low)),
        (9, bounds.and_then(|bounds| bounds.high)),
    ];
    for (column, number) in numbers {
        if let Some(number) = number.filter(|number| number.is_finite()) {
            sheet.write_number_with_format(at, column, number, style.number(None, number))?;
        }
    }
    let words = [(5, figure.unit.word().to_owned()), (10, figure.of_text()), (12, figure.left_out_text())];
    for (column, words) in words {
        sheet.write_string_with_format(at, column, text(&words), &style.words)?;
    }
    Ok(())
}

/// Dispositions first, then the cell states of every question.
pub(super) fn coverage(sheet: &mut Worksheet, whole: &Whole<'_>, style: &Style) -> Result<(), XlsxError> {
    sheet.set_name("Coverage")?;
    let coverage = whole.coverage;
    let columns = [("of", 26.0), ("what became of it", 34.0), ("authorities", 12.0)];
    let mut lines: Vec<(String, String, usize)> = Vec::new();
    for (disposition, count) in &coverage.dispositions {
        lines.push(("the request".to_owned(), disposition.words().to_owned(), *count));
    }
    for item in &coverage.items {
        for (state, count) in &item.states {
            lines.push((item.question.to_string(), state.words().to_owned(), *count));
        }
        lines.push((item.question.to_string(), "answered after the closing date".to_owned(), item.after_close));
    }
    lines.retain(|(_, _, count)| *count > 0);
    head(sheet, style, &columns.map(|(name, width)| (name.to_owned(), width)), lines.len())?;
    for ((of, what, count), at) in lines.iter().zip(1_u32..) {
        sheet.write_string_with_format(at, 0, text(of), &style.words)?;
        sheet.write_string_with_format(at, 1, text(what), &style.words)?;
        sheet.write_number_with_format(at, 2, *count as f64, &style.count)?;
    }
    Ok(())
}
