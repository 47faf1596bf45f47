//! OpenDocument texts.

use std::collections::{HashMap, VecDeque};

use super::inline::{Line, inline};
use super::lists::{Counters, Counts};
use super::styles::Styles;
use super::{is_flat, opened};
use crate::document::xml::{self, Element, Parsed};
use crate::document::{Address, Block, BlockKind, Budget, Document, Format, State, attach, note, refused};

/// Reads a text.
pub(in crate::document) fn read(file: &str, bytes: &[u8], budget: &Budget) -> Document {
    let mut document = Document::empty(file, bytes, Format::Odt, State::Read);
    if is_flat(bytes) {
        let whole = xml::parse(bytes);
        if let Some(fault) = &whole.fault {
            note(&mut document, format!("it is damaged and was read up to there: {fault}"));
        }
        text(&mut document, &whole, Some(&whole), budget);
        return document;
    }
    let mut package = match opened(bytes, budget) {
        Ok(package) => package,
        Err(shut) => return shut.told_of(document),
    };
    let Some(content) = package.tree("content.xml") else {
        document.warnings.append(&mut package.warnings);
        return refused(document, "`content.xml`, the text itself, is missing or unreadable".to_owned());
    };
    let common = package.tree("styles.xml");
    text(&mut document, &content, common.as_ref(), budget);
    let letters = document.blocks.iter().any(|block| !block.text.is_empty() || !block.rows.is_empty());
    for picture in package.names().into_iter().filter(|name| !letters && name.starts_with("Pictures/")) {
        if let Some(bytes) = package.part(&picture).filter(|bytes| bytes.len() > 10_000) {
            document.state = State::Image;
            attach(&mut document, picture.trim_start_matches("Pictures/"), &bytes, None, budget);
        }
    }
    if !package.warnings.is_empty() && document.state == State::Read {
        document.state = State::Partly;
    }
    document.warnings.append(&mut package.warnings);
    document
}

/// The text of `content`, in the styles of both; running heads and feet are in `common`.
fn text(document: &mut Document, content: &Parsed, common: Option<&Parsed>, budget: &Budget) {
    let mut styles = Styles::default();
    for part in [common, Some(content)].into_iter().flatten().filter_map(Parsed::top) {
        styles.add(part);
    }
    let Some(body) = content.root.find("office:text") else { return };
    let mut walk = Walk::new(&styles, budget.limits().cells);
    walk.forms(body);
    walk.body(body, false);
    let comments = std::mem::take(&mut walk.comments);
    let (headers, footers) = heads_and_feet(common, &styles);
    document.blocks = headers;
    document.blocks.append(&mut walk.blocks);
    document.blocks.extend(comments);
    document.blocks.extend(footers);
    document.warnings.append(&mut walk.warnings);
}

/// Running heads and feet of all page styles, each once.
fn heads_and_feet(common: Option<&Parsed>, styles: &Styles) -> (Vec<Block>, Vec<Block>) {
    let (mut headers, mut footers): (Vec<Block>, Vec<Block>) = (Vec::new(), Vec::new());
    let masters = common.and_then(Parsed::top).and_then(|top| top.child("office:master-styles"));
    for part in masters.into_iter().flat_map(|masters| masters.all("style:master-page")).flat_map(Element::elements) {
        let kind = match &*part.name {
            "style:header" | "style:header-left" | "style:header-first" => BlockKind::Header,
            "style:footer" | "style:footer-left" | "style:footer-first" => BlockKind::Footer,
            _ => continue,
        };
        if part.attr("display") == Some("false") {
            continue;
        }
        let known = if kind == BlockKind::Header { &mut headers } else { &mut footers };
        let mut walk = Walk::new(styles, 10_000);
        walk.body(part, false);
        for block in walk.blocks {
            let rows: Vec<String> = block.rows.iter().map(|row| row.join("\t").trim().to_owned()).collect();
            let text = if block.rows.is_empty() { block.text } else { rows.join("\n") };
            if !known.iter().any(|known| known.text == text) {
                known.push(Block::words(kind, block.at, text));
            }
        }
    }
    (headers, footers)
}

pub(super) enum Hanging<'p> {
    Box(&'p Element),
    Table(&'p Element),
    Note(&'p Element),
}

pub(super) struct Walk<'p> {
    pub(super) blocks: Vec<Block>,
    comments: Vec<Block>,
    pub(super) warnings: Vec<String>,
    pub(super) styles: &'p Styles,
    counters: Counters,
    /// What each form control shows.
    controls: HashMap<String, String>,
    pub(super) hanging: VecDeque<Hanging<'p>>,
    notes: usize,
    pub(super) line: u32,
    pub(super) cells: usize,
}

/// Which list a paragraph stands in.
pub(super) struct Item<'a> {
    style: Option<&'a str>,
    depth: usize,
    counts: Counts,
    /// The number that comes next is given, or the item has none.
    start: Option<i64>,
    labelled: bool,
}

impl<'p> Walk<'p> {
    fn new(styles: &'p Styles, cells: usize) -> Self {
        Self {
            blocks: Vec::new(),
            comments: Vec::new(),
            warnings: Vec::new(),
            styles,
            counters: Counters::default(),
            controls: HashMap::new(),
            hanging: VecDeque::new(),
            notes: 0,
            line: 1,
            cells,
        }
    }

    fn forms(&mut self, body: &Element) {
        for form in body.child("office:forms").into_iter().flat_map(Element::elements) {
            for control in form.elements() {
                let shown = match &*control.name {
                    "form:checkbox" | "form:radio" => {
                        let on = control.attr("current-state").or(control.attr("state")) == Some("checked")
                            || control.attr("current-selected") == Some("true");
                        (if on { "☒" } else { "☐" }).to_owned()
                    }
                    "form:button" | "form:fixed-text" | "form:image" => continue,
                    _ => control.attr("current-value").or(control.attr("value")).unwrap_or_default().to_owned(),
                };
                if let Some(id) = control.attr("id") {
                    self.controls.insert(id.to_owned(), shown);
                }
            }
        }
    }

    fn body(&mut self, element: &'p Element, hidden: bool) {
        for inner in element.elements() {
            match &*inner.name {
                "text:p" | "text:h" => {
                    let (kind, text, unseen) = self.paragraph(inner, None);
                    self.push(kind, text, unseen, hidden);
                    self.hung();
                }
                "text:list" => self.list(inner, None, hidden, &mut None),
                "table:table" => {
                    self.table(inner);
                    self.hung();
                }
                "text:section" => self.body(inner, hidden || inner.attr("display") == Some("none")),
                "text:tracked-changes" | "office:forms" | "text:sequence-decls" | "text:variable-decls" => {}
                "text:table-of-content"
                | "text:index-body"
                | "text:illustration-index"
                | "text:bibliography"
                | "text:index-title"
                | "text:alphabetical-index"
                | "text:user-index"
                | "text:numbered-paragraph" => self.body(inner, hidden),
                name if name.starts_with("draw:") => {
                    let inside = inner.child("draw:text-box").unwrap_or(inner);
                    self.hanging.push_back(Hanging::Box(inside));
                    self.hung();
                }
                _ => {}
            }
        }
    }

    /// A list; into `lines` where it stands in a cell or a note.
    pub(super) fn list(
        &mut self,
        list: &'p Element,
        outer: Option<&Item>,
        hidden: bool,
        lines: &mut Option<Vec<String>>,
    ) {
        let style = list.attr("style-name").or(outer.and_then(|outer| outer.style));
        let depth = outer.map_or(0, |outer| outer.depth + 1);
        let key = style.unwrap_or_default().to_owned();
        let counts = match outer {
            Some(outer) => outer.counts,
            None => {
                let earlier = list.attr("continue-list").and_then(|id| self.counters.by_id.get(id));
                let same =
                    || self.counters.by_style.get(&key).filter(|_| list.attr("continue-numbering") == Some("true"));
                earlier.or_else(same).copied().unwrap_or_default()
            }
        };
        let mut item = Item { style, depth, counts, start: None, labelled: false };
        if let Some(own) = item.counts.get_mut(depth).filter(|_| outer.is_some()) {
            *own = None;
        }
        for entry in list.elements().filter(|entry| matches!(&*entry.name, "text:list-item" | "text:list-header")) {
            item.start = entry.number("start-value");
            item.labelled = entry.is("text:list-header");
            for inner in entry.elements() {
                match &*inner.name {
                    "text:p" | "text:h" => {
                        let (kind, text, unseen) = self.paragraph(inner, Some(&mut item));
                        match lines {
                            Some(lines) if !text.is_empty() => lines.push(text),
                            Some(_) => {}
                            None => {
                                self.push(kind, text, unseen, hidden);
                                self.hung();
                            }
                        }
                    }
                    "text:list" => self.list(inner, Some(&item), hidden, lines),
                    _ => {}
                }
            }
        }
        if outer.is_none() {
            self.counters.by_style.insert(key, item.counts);
            if let Some(id) = list.attr("id") {
                self.counters.by_id.insert(id.to_owned(), item.counts);
            }
        }
    }

    /// A paragraph: what it is, what it shows and what it hides.
    pub(super) fn paragraph(&mut self, element: &'p Element, item: Option<&mut Item>) -> (BlockKind, String, String) {
        let mut line = Line::default();
        let style = element.attr("style-name");
        inline(element, self.styles, self.styles.is_hidden(style), &mut line);
        self.hanging.extend(line.boxes.iter().map(|content| Hanging::Box(content)));
        self.hanging.extend(line.notes.iter().map(|note| Hanging::Note(note)));
        for comment in &line.comments {
            self.comment(comment);
        }
        for control in &line.controls {
            line.shown.push_str(self.controls.get(*control).map_or("", String::as_str));
        }
        let text = line.shown.trim().to_owned();
        let heading = element.is("text:h") || style.is_some_and(|style| self.styles.is_heading(style));
        let (kind, label) = match item {
            Some(item) => {
                let label = self.item_label(style, item);
                (if heading { BlockKind::Heading } else { BlockKind::ListItem }, label)
            }
            None if element.is("text:h") => (BlockKind::Heading, self.heading_label(element)),
            None => (if heading { BlockKind::Heading } else { BlockKind::Paragraph }, String::new()),
        };
        let text = if text.is_empty() { text } else { label + &text };
        (kind, text, line.hidden.trim().to_owned())
    }

    fn item_label(&self, paragraph_style: Option<&str>, item: &mut Item) -> String {
        if std::mem::replace(&mut item.labelled, true) {
            return String::new();
        }
        let named = item.style.map(str::to_owned).or_else(|| self.styles.list_of(paragraph_style?));
        let list = named.and_then(|name| self.styles.lists.get(&name));
        list.map_or_else(String::new, |list| list.label(&mut item.counts, item.depth, item.start.take()))
    }

    fn heading_label(&mut self, heading: &Element) -> String {
        let level: usize = heading.number("outline-level").unwrap_or(1);
        let unnumbered = heading.attr("is-list-header") == Some("true");
        match &self.styles.outline {
            Some(outline) if !unnumbered => {
                outline.label(&mut self.counters.headings, level.saturating_sub(1), heading.number("start-value"))
            }
            _ => String::new(),
        }
    }

    fn comment(&mut self, comment: &'p Element) {
        let author =
            comment.elements().find(|inner| inner.name.ends_with("creator")).map(Element::words).unwrap_or_default();
        let author = if author.trim().is_empty() { "somebody" } else { author.trim() };
        let lines: Vec<String> = comment.all("text:p").map(Element::words).collect();
        let number = self.comments.len() + 1;
        let at = Address { part: Some(format!("comment {number}")), ..Address::line(self.line) };
        self.comments.push(Block::words(
            BlockKind::Paragraph,
            at,
            format!("Comment by {author}: {}", lines.join("\n").trim()),
        ));
    }

    fn push(&mut self, kind: BlockKind, text: String, unseen: String, hidden: bool) {
        for (text, hidden) in [(text, hidden), (unseen, true)] {
            if text.is_empty() {
                continue;
            }
            let at = Address::line(self.line);
            self.line = self.line.saturating_add(u32::try_from(text.lines().count()).unwrap_or(u32::MAX));
            self.blocks.push(Block { hidden, ..Block::words(kind, at, text) });
        }
    }

    fn hung(&mut self) {
        while let Some(hanging) = self.hanging.pop_front() {
            match hanging {
                Hanging::Box(content) => {
                    let waiting = std::mem::take(&mut self.hanging);
                    self.body(content, false);
                    self.hanging = waiting;
                }
                Hanging::Table(inner) => self.table(inner),
                Hanging::Note(note) => self.note(note),
            }
        }
    }

    fn note(&mut self, note: &'p Element) {
        self.notes += 1;
        let (name, shown) =
            if note.attr("note-class") == Some("endnote") { ("endnote", "Endnote") } else { ("footnote", "Footnote") };
        let mut lines = Vec::new();
        if let Some(body) = note.child("text:note-body") {
            self.lines(body, &mut lines);
        }
        let at = Address { part: Some(format!("{name} {}", self.notes)), ..Address::line(self.line) };
        self.blocks.push(Block::words(
            BlockKind::Paragraph,
            at,
            format!("{shown} {}: {}", self.notes, lines.join("\n")),
        ));
    }
}
