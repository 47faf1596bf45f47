//! Excel workbooks since 2007 (ECMA-376 part 1, SpreadsheetML).
//!
//! Our own reader, and a streaming one: calamine lays a sheet out from its first cell to its last, which a legal book of
//! 2 KB can make 550 GB, and does not know the number formats, hidden rows or comments. Formulas are read by the result
//! stored with them. Charts and pictures are not read.

mod book;
mod notes;
mod rows;
mod strings;

use book::Book;
pub(super) use strings::referred;

use super::package::Package;
use super::sheet::{Cells, Epoch};
use super::{Budget, Document, Format, State, ole};

/// What all sheets of a book share.
struct Shared {
    strings: Vec<String>,
    formats: book::Formats,
    epoch: Epoch,
}

/// Reads a workbook.
pub(super) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let mut document = Document::empty(file, bytes, Format::Xlsx, State::Read);
    let mut package = match Package::open(bytes, budget) {
        Ok(package) => package,
        Err(why) => return super::refused(document, why),
    };
    let main = package.relations("").into_iter().find(|relation| relation.kind == "officeDocument");
    let usual = || {
        let binary = package.names().iter().any(|name| name == "xl/workbook.bin");
        if binary { "xl/workbook.bin" } else { "xl/workbook.xml" }.to_owned()
    };
    let main = main.map_or_else(usual, |relation| relation.target);
    if main.ends_with(".bin") {
        return super::xls::read(file, bytes, budget);
    }
    let Some(book) = Book::read(&mut package, &main) else {
        document.warnings.append(&mut package.warnings);
        return super::refused(document, format!("`{main}`, the list of its sheets, is missing or unreadable"));
    };
    document.pages = u32::try_from(book.sheets.len()).ok();
    let shared =
        Shared { strings: book.strings(&mut package, budget), formats: book.formats(&mut package), epoch: book.epoch };
    let mut cells_left = budget.limits().cells;
    for sheet in &book.sheets {
        if sheet.hidden {
            document.warnings.push(format!("the sheet `{}` is hidden", sheet.name));
        }
        let Some(part) = package.part(&sheet.part) else { continue };
        let mut cells = Cells::new(&sheet.name, sheet.hidden);
        if let Err(why) = rows::read(&part, &shared, &mut cells, cells_left) {
            super::note(&mut document, format!("sheet `{}`: {why}", sheet.name));
        }
        drop(part);
        cells_left = cells_left.saturating_sub(cells.len());
        document.blocks.extend(cells.blocks());
        let relations = package.relations(&sheet.part);
        document.blocks.extend(notes::beside(&mut package, sheet, &relations));
        for relation in relations.iter().filter(|relation| matches!(relation.kind.as_str(), "package" | "oleObject")) {
            if let Some(inner) = package.part(&relation.target) {
                let (name, inner) = ole::embedded(relation.target.rsplit('/').next().unwrap_or_default(), &inner);
                super::attach(&mut document, &name, &inner, None, budget);
            }
        }
    }
    let damaged = !package.warnings.is_empty();
    document.warnings.append(&mut package.warnings);
    if damaged && document.state == State::Read {
        document.state = State::Partly;
    }
    document
}

#[cfg(test)]
mod tests;
