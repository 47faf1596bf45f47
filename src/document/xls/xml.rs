//! Excel's "XML Spreadsheet 2003" (`.xls` or `.xml`, one XML file), which report servers and databases still write.
//!
//! Values are typed, formats are styles with number formats; formulas have their results beside them.

use std::collections::HashMap;

use super::super::sheet::{Cells, Epoch, Format as NumberFormat, Shown};
use super::super::xml::{self, Element};
use super::super::{Address, Block, BlockKind, Budget, CellValue, Document, Format, State, note};

/// Reads a workbook.
pub(in crate::document) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let mut document = Document::empty(file, bytes, Format::Xls, State::Read);
    let text = super::super::encoding::decode(bytes, None).text;
    let parsed = xml::parse(text.as_bytes());
    if let Some(fault) = parsed.fault.clone() {
        note(&mut document, format!("the file is damaged, and was read as far as it goes: {fault}"));
    }
    let Some(book) = parsed.top() else { return document };
    let formats: HashMap<&str, NumberFormat> = book
        .child("Styles")
        .into_iter()
        .flat_map(|styles| styles.all("Style"))
        .filter_map(|style| Some((style.attr("ID")?, format(style.child("NumberFormat")?.attr("Format")?))))
        .collect();
    let mut left = budget.limits().cells;
    for (sheet, number) in book.all("Worksheet").zip(1..) {
        document.pages = Some(number);
        let name = sheet.attr("Name").unwrap_or("sheet");
        let visible = sheet.child("WorksheetOptions").and_then(|options| options.child("Visible"));
        let hidden = visible.is_some_and(|visible| visible.words().trim().starts_with("SheetHidden"))
            || visible.is_some_and(|visible| visible.words().trim() == "SheetVeryHidden");
        if hidden {
            document.warnings.push(format!("the sheet `{name}` is hidden"));
        }
        let mut cells = Cells::new(name, hidden);
        let mut comments = Vec::new();
        if let Some(table) = sheet.child("Table") {
            rows(table, &formats, &mut cells, &mut comments, left);
        }
        if cells.len() >= left {
            note(&mut document, "more cells than the limit: the rest was not read".to_owned());
        }
        left = left.saturating_sub(cells.len());
        document.blocks.extend(cells.blocks());
        document.blocks.extend(comments.into_iter().map(|(row, column, words)| comment(name, row, column, &words)));
    }
    document
}

fn rows(
    table: &Element,
    formats: &HashMap<&str, NumberFormat>,
    cells: &mut Cells,
    comments: &mut Vec<(u32, u32, String)>,
    most: usize,
) {
    let hidden = |of: &Element| of.attr("Hidden") == Some("1");
    let mut next = 0_u32;
    for column in table.all("Column") {
        next = column.number::<u32>("Index").map_or(next, |index| index.saturating_sub(1));
        let to = next.saturating_add(column.number("Span").unwrap_or(0));
        if hidden(column) {
            cells.hidden_columns.push((next, to));
        }
        next = to.saturating_add(1);
    }
    let mut row = 0_u32;
    for line in table.all("Row") {
        row = line.number::<u32>("Index").map_or(row, |index| index.saturating_sub(1));
        if hidden(line) {
            cells.hidden_rows.insert(row);
        }
        let mut column = 0_u32;
        for cell in line.all("Cell") {
            column = cell.number::<u32>("Index").map_or(column, |index| index.saturating_sub(1));
            if cells.len() >= most {
                return;
            }
            let style = cell.attr("StyleID").or(line.attr("StyleID")).and_then(|id| formats.get(id));
            if let Some(data) = cell.child("Data") {
                cells.put(row, column, shown(data, style));
            }
            if let Some(words) = cell.child("Comment").map(Element::words).filter(|words| !words.trim().is_empty()) {
                comments.push((row, column, words));
            }
            column = column.saturating_add(1).saturating_add(cell.number("MergeAcross").unwrap_or(0));
        }
        row = row.saturating_add(1).saturating_add(line.number("Span").unwrap_or(0));
    }
}

fn shown(data: &Element, format: Option<&NumberFormat>) -> Shown {
    let words = data.words();
    let general = NumberFormat::default();
    match data.attr("Type").unwrap_or("String") {
        "Number" => match words.trim().parse::<f64>() {
            Ok(value) => format.unwrap_or(&general).show(value, Epoch::From1900),
            Err(_) => Shown::words(words),
        },
        "Boolean" => Shown::truth(words.trim() == "1"),
        "DateTime" => {
            let date = words.trim().trim_end_matches(".000").trim_end_matches("T00:00:00").replace('T', " ");
            Shown { words: date.clone(), value: CellValue::Date(date) }
        }
        _ => Shown::words(words),
    }
}

/// A format has a code or one of Excel's own names.
fn format(code: &str) -> NumberFormat {
    match code {
        "Percent" => NumberFormat::of_code("0.00%"),
        "Fixed" => NumberFormat::of_code("0.00"),
        "Standard" => NumberFormat::of_code("#,##0.00"),
        "Currency" | "Euro Currency" => NumberFormat::of_code("£#,##0.00"),
        "Short Date" | "General Date" => NumberFormat::built_in(14),
        "General" | "General Number" => NumberFormat::default(),
        code => NumberFormat::of_code(code),
    }
}

fn comment(sheet: &str, row: u32, column: u32, words: &str) -> Block {
    let cell = super::super::sheet::layout::name(row, column);
    let part = format!("comment on {sheet}!{cell}");
    let at = Address { part: Some(part), ..Address::default() };
    Block::words(BlockKind::Paragraph, at, format!("Comment: {}", words.trim()))
}
