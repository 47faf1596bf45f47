//! OpenDocument sheets, read as a stream.
//!
//! A cell shows what its `text:p` says. Empty cells and rows repeat without end (a sheet has a million rows), so what
//! repeats is laid out only where it holds something, and only up to the limit.

use std::borrow::Cow;
use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::{is_flat, opened};
use crate::document::sheet::{Cells, Shown, general};
use crate::document::{Address, Block, BlockKind, Budget, CellValue, Document, Format, State, encoding, note, refused};

/// Reads a book of sheets.
pub(in crate::document) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let mut document = Document::empty(file, bytes, Format::Ods, State::Read);
    let content = if is_flat(bytes) {
        Cow::Borrowed(bytes)
    } else {
        let mut package = match opened(bytes, budget) {
            Ok(package) => package,
            Err(shut) => return shut.told_of(document),
        };
        let content = package.part("content.xml");
        document.warnings.append(&mut package.warnings);
        match content {
            Some(content) => Cow::Owned(content),
            None => {
                return refused(document, "`content.xml`, the cells themselves, is missing or unreadable".to_owned());
            }
        }
    };
    let text = encoding::decode(&content, None).text;
    drop(content);
    let mut reader = Sheets { left: budget.limits().cells, ..Sheets::default() };
    if let Err(why) = reader.run(&text) {
        note(&mut document, why);
    }
    document.pages = u32::try_from(reader.count).ok();
    document.blocks = reader.blocks;
    document.blocks.append(&mut reader.beside);
    document.warnings.append(&mut reader.warnings);
    document
}

/// A cell while it is being read.
#[derive(Default)]
struct Cell {
    kind: String,
    value: Option<String>,
    repeated: u32,
    lines: Vec<String>,
}

#[derive(Default)]
struct Sheets {
    blocks: Vec<Block>,
    /// Comments and text boxes.
    beside: Vec<Block>,
    warnings: Vec<String>,
    count: usize,
    left: usize,
    hidden_styles: HashSet<String>,
    style: String,
    sheet: Option<Cells>,
    row: u32,
    rows_repeated: u32,
    column: u32,
    columns_defined: u32,
    row_cells: Vec<(u32, u32, Shown)>,
    cell: Option<Cell>,
    /// Words of the comment or shape that is open, and how many elements are open in it.
    aside: Option<(bool, String)>,
    aside_depth: usize,
    in_paragraph: bool,
    /// Open elements of changes that are tracked, which are not the sheet.
    passed_over: usize,
}

impl Sheets {
    fn run(&mut self, text: &str) -> Result<(), String> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        loop {
            match reader.read_event().map_err(|fault| format!("it is damaged and was read up to there: {fault}"))? {
                Event::Eof => return Ok(()),
                Event::Start(start) => self.begin(&start, false)?,
                Event::Empty(start) => {
                    self.begin(&start, true)?;
                    self.end(start.name().as_ref())?;
                }
                Event::End(end) => self.end(end.name().as_ref())?,
                Event::Text(words) => self.say(&words.xml10_content()),
                Event::CData(words) => self.say(&words.xml10_content()),
                Event::GeneralRef(reference) => self.say(&crate::document::xlsx::referred(&reference)),
                _ => {}
            }
        }
    }

    fn begin(&mut self, start: &BytesStart, empty: bool) -> Result<(), String> {
        let name = start.name();
        let name = name.as_ref();
        if self.passed_over > 0 || name == "table:tracked-changes" {
            self.passed_over += 1;
            return Ok(());
        }
        if self.aside.is_some() {
            self.aside_depth += 1;
            self.white(name, start);
            return Ok(());
        }
        let number = |name: &str| attribute(start, name).and_then(|number| number.parse::<u32>().ok()).unwrap_or(1);
        match name {
            "style:style" => self.style = attribute(start, "style:name").unwrap_or_default(),
            "style:table-properties" if attribute(start, "table:display").as_deref() == Some("false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "table:table" => self.begin_sheet(start),
            "table:table-column" => {
                let from = self.columns_defined;
                self.columns_defined = from.saturating_add(number("table:number-columns-repeated"));
                if let (true, Some(sheet)) = (is_hidden(start), &mut self.sheet) {
                    sheet.hidden_columns.push((from, self.columns_defined.saturating_sub(1)));
                }
            }
            "table:table-row" => {
                self.rows_repeated = number("table:number-rows-repeated");
                self.column = 0;
                if let (true, Some(sheet)) = (is_hidden(start), &mut self.sheet) {
                    sheet.hidden_rows.extend(self.row..self.row.saturating_add(self.rows_repeated.min(100_000)));
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let value = [
                    "office:value",
                    "office:date-value",
                    "office:time-value",
                    "office:boolean-value",
                    "office:string-value",
                ];
                self.cell = Some(Cell {
                    kind: attribute(start, "office:value-type").unwrap_or_default(),
                    value: value.iter().find_map(|name| attribute(start, name)),
                    repeated: number("table:number-columns-repeated"),
                    lines: Vec::new(),
                });
            }
            "office:annotation" | "draw:frame" | "draw:custom-shape" | "draw:caption" if !empty => {
                self.aside = Some((name == "office:annotation", String::new()));
                self.aside_depth = 1;
            }
            "text:p" => {
                self.in_paragraph = true;
                if let Some(cell) = &mut self.cell {
                    cell.lines.push(String::new());
                }
            }
            other => self.white(other, start),
        }
        Ok(())
    }

    fn begin_sheet(&mut self, start: &BytesStart) {
        let name = attribute(start, "table:name").unwrap_or_default();
        let hidden = attribute(start, "table:style-name").is_some_and(|style| self.hidden_styles.contains(&style));
        if hidden {
            self.warnings.push(format!("the sheet `{name}` is hidden"));
        }
        self.count += 1;
        self.sheet = Some(Cells::new(&name, hidden));
        (self.row, self.column, self.columns_defined) = (0, 0, 0);
    }

    /// Blanks, tabs and line ends that are elements.
    fn white(&mut self, name: &str, start: &BytesStart) {
        match name {
            "text:s" => {
                let count = attribute(start, "text:c").and_then(|count| count.parse().ok()).unwrap_or(1usize).min(1000);
                self.say_within(&" ".repeat(count));
            }
            "text:tab" => self.say_within("\t"),
            "text:line-break" => self.say_within("\n"),
            _ => {}
        }
    }

    fn say(&mut self, words: &str) {
        if self.passed_over == 0 && (self.in_paragraph || self.aside.is_some()) {
            self.say_within(words);
        }
    }

    fn say_within(&mut self, words: &str) {
        if let Some((_, aside)) = &mut self.aside {
            aside.push_str(words);
        } else if let Some(line) = self.cell.as_mut().and_then(|cell| cell.lines.last_mut()) {
            line.push_str(words);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), String> {
        if self.passed_over > 0 {
            self.passed_over -= 1;
            return Ok(());
        }
        if self.aside.is_some() {
            self.aside_depth = self.aside_depth.saturating_sub(1);
            if name == "text:p" {
                self.say_within("\n");
            }
            if self.aside_depth == 0 {
                self.end_aside();
            }
            return Ok(());
        }
        match name {
            "text:p" => self.in_paragraph = false,
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            "table:table-row" => self.end_row()?,
            "table:table" => {
                if let Some(sheet) = self.sheet.take() {
                    self.blocks.extend(sheet.blocks());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_aside(&mut self) {
        let (Some((is_comment, words)), Some(sheet)) = (self.aside.take(), &self.sheet) else { return };
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        let cell = crate::document::sheet::layout::name(self.row, self.column);
        let (part, text) = if is_comment {
            (format!("comment on {}!{cell}", sheet.name), format!("Comment: {words}"))
        } else {
            (format!("text box on {}", sheet.name), words.to_owned())
        };
        let at = Address { part: Some(part), ..Address::default() };
        self.beside.push(Block { hidden: sheet.hidden, ..Block::words(BlockKind::Paragraph, at, text) });
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let repeated = cell.repeated;
        let shown = shown(cell);
        if !shown.words.is_empty() {
            self.row_cells.push((self.column, repeated, shown));
        }
        self.column = self.column.saturating_add(repeated);
    }

    fn end_row(&mut self) -> Result<(), String> {
        let cells = std::mem::take(&mut self.row_cells);
        let (from, to) = (self.row, self.row.saturating_add(self.rows_repeated));
        self.row = to;
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        if cells.is_empty() {
            return Ok(());
        }
        for row in from..to {
            for (column, repeated, shown) in &cells {
                for column in *column..column.saturating_add(*repeated) {
                    if self.left == 0 {
                        return Err("more cells than the limit: the rest was not read".to_owned());
                    }
                    self.left -= 1;
                    sheet.put(row, column, shown.clone());
                }
            }
        }
        Ok(())
    }
}

fn shown(cell: Cell) -> Shown {
    let lines = cell.lines.join("\n");
    let value = cell.value.unwrap_or_default();
    match cell.kind.as_str() {
        "float" | "percentage" | "currency" => match value.trim().parse::<f64>() {
            Ok(number) if lines.is_empty() => Shown { words: general(number), value: CellValue::Number(number) },
            Ok(number) => Shown { words: lines, value: CellValue::Number(number) },
            Err(_) => Shown::words(lines),
        },
        "boolean" => Shown {
            words: if lines.is_empty() { value.to_uppercase() } else { lines },
            value: CellValue::Truth(value == "true"),
        },
        "date" | "time" => {
            Shown { words: if lines.is_empty() { value.clone() } else { lines }, value: CellValue::Date(value) }
        }
        _ => Shown::words(if lines.is_empty() { value } else { lines }),
    }
}

fn is_hidden(start: &BytesStart) -> bool {
    matches!(attribute(start, "table:visibility").as_deref(), Some("collapse" | "filter"))
}

fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    let found = start.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(
        quick_xml::escape::unescape(&found.value)
            .map_or_else(|_| found.value.to_string(), std::borrow::Cow::into_owned),
    )
}
