//! The walk over the tokens: groups open and close, bytes become characters, and characters go where they belong.

use std::collections::HashMap;

use super::charset::of_code_page;
use super::controls::shown;
use super::flow::{Flow, Kind};
use super::lexer::{Lexer, Token};
use super::state::{Place, State};
use crate::document::docx::symbol;
use crate::document::{Address, Block, BlockKind};

/// Groups open at once.
const MOST_DEEP: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Font {
    pub(super) code_page: Option<i32>,
    name: String,
}

#[derive(Debug, Default)]
pub(super) struct Style {
    name: String,
    pub(super) outline: Option<i32>,
}

#[derive(Debug, Default)]
pub(super) struct FormField {
    pub(super) kind: i32,
    pub(super) result: Option<i32>,
    pub(super) default: i32,
}

pub(super) struct Walk {
    states: Vec<State>,
    flows: Vec<Flow>,
    /// Notes and shapes that come after the paragraph they stand in.
    hanging: Vec<Block>,
    headers: Vec<Block>,
    footers: Vec<Block>,
    comments: Vec<Block>,
    /// Bytes not yet characters: a character may be of two bytes.
    bytes: Vec<u8>,
    surrogate: Option<u16>,
    /// Characters still to be passed over, since they stand in for one given by its number.
    to_skip: usize,
    pub(super) code_page: i32,
    pub(super) fonts: HashMap<i32, Font>,
    pub(super) styles: HashMap<i32, Style>,
    pub(super) form: FormField,
    author: String,
    notes: usize,
    cells: usize,
}

impl Walk {
    pub(super) fn new(cells: usize) -> Self {
        Self {
            states: vec![State::new()],
            flows: vec![Flow::new(Kind::Body, cells)],
            hanging: Vec::new(),
            headers: Vec::new(),
            footers: Vec::new(),
            comments: Vec::new(),
            bytes: Vec::new(),
            surrogate: None,
            to_skip: 0,
            code_page: 1252,
            fonts: HashMap::new(),
            styles: HashMap::new(),
            form: FormField::default(),
            author: String::new(),
            notes: 0,
            cells,
        }
    }

    /// Reads all; false if it ends early.
    pub(super) fn run(&mut self, bytes: &[u8]) -> bool {
        let mut lexer = Lexer(bytes);
        while let Some(token) = lexer.next() {
            match token {
                Token::Open => {
                    self.settle();
                    if self.states.len() >= MOST_DEEP {
                        return false;
                    }
                    let inner = self.state().inner();
                    self.states.push(inner);
                }
                Token::Close => {
                    self.close();
                    if self.states.len() <= 1 {
                        return true;
                    }
                }
                Token::Word("bin", length) => lexer.pass(usize::try_from(length.unwrap_or(0)).unwrap_or(0)),
                Token::Word(word, number) => self.word(word, number),
                Token::Symbol(symbol) => self.symbol(symbol),
                Token::Byte(byte) => {
                    if self.to_skip > 0 {
                        self.to_skip -= 1;
                    } else {
                        self.bytes.push(byte);
                    }
                }
                Token::Words(words) => {
                    let skipped = self.to_skip.min(words.len());
                    self.to_skip -= skipped;
                    self.bytes.extend(words.get(skipped..).unwrap_or_default());
                }
            }
        }
        self.states.len() <= 1
    }

    /// Everything, in reading order, with the lines counted.
    pub(super) fn finish(mut self) -> Vec<Block> {
        while self.states.len() > 1 {
            self.close();
        }
        self.settle();
        let mut blocks = std::mem::take(&mut self.headers);
        for flow in std::mem::take(&mut self.flows) {
            blocks.extend(flow.finish());
        }
        blocks.append(&mut self.hanging);
        blocks.append(&mut self.footers);
        blocks.append(&mut self.comments);
        let mut line = 1u32;
        for block in &mut blocks {
            block.at.line = Some(line);
            let lines = if block.rows.is_empty() { block.text.lines().count() } else { block.rows.len() };
            line = line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        }
        blocks
    }

    pub(super) fn state(&mut self) -> &mut State {
        if self.states.is_empty() {
            self.states.push(State::new());
        }
        let last = self.states.len() - 1;
        &mut self.states[last] // Never empty: filled above if it was.
    }

    pub(super) fn flow(&mut self) -> &mut Flow {
        if self.flows.is_empty() {
            self.flows.push(Flow::new(Kind::Body, self.cells));
        }
        let last = self.flows.len() - 1;
        &mut self.flows[last] // Never empty: filled above if it was.
    }

    fn close(&mut self) {
        self.settle();
        self.to_skip = 0;
        let Some(state) = self.states.pop() else { return };
        if state.is_field && self.form.kind == 1 {
            let form = std::mem::take(&mut self.form);
            let checked = form.result.filter(|result| *result != 25).unwrap_or(form.default) == 1;
            self.say(if checked { "☒" } else { "☐" });
        }
        if state.opened_flow && self.flows.len() > 1 {
            self.close_flow();
        }
    }

    fn close_flow(&mut self) {
        let Some(flow) = self.flows.pop() else { return };
        let kind = flow.kind.clone();
        if kind == Kind::Shape {
            return self.hanging.extend(flow.finish());
        }
        let words = flow.into_words();
        if words.trim().is_empty() {
            return;
        }
        let block = |kind: BlockKind, part: Option<String>, words: &str| {
            Block::words(kind, Address { part, ..Address::default() }, words.trim())
        };
        match kind {
            Kind::Header | Kind::Footer => {
                let (kind, known) = if kind == Kind::Header {
                    (BlockKind::Header, &mut self.headers)
                } else {
                    (BlockKind::Footer, &mut self.footers)
                };
                if !known.iter().any(|known| known.text == words.trim()) {
                    known.push(block(kind, None, &words));
                }
            }
            Kind::Footnote => {
                self.notes += 1;
                let words = format!("Footnote {}: {}", self.notes, words.trim());
                self.hanging.push(block(BlockKind::Paragraph, Some(format!("footnote {}", self.notes)), &words));
            }
            _ => {
                let author = std::mem::take(&mut self.author);
                let by = if author.trim().is_empty() { "somebody" } else { author.trim() };
                let number = self.comments.len() + 1;
                let words = format!("Comment by {by}: {}", words.trim());
                self.comments.push(block(BlockKind::Paragraph, Some(format!("comment {number}")), &words));
            }
        }
    }

    /// Turns the bytes so far into characters.
    fn settle(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.fonts.get(&self.states.last().map_or(0, |state| state.font));
        let words = match font {
            Some(font) if is_pictorial(&font.name) && bytes.iter().any(|byte| *byte >= 0x80) => {
                bytes.iter().filter_map(|byte| symbol(&font.name, u32::from(*byte))).collect()
            }
            _ => {
                let code_page = font.and_then(|font| font.code_page).unwrap_or(self.code_page);
                of_code_page(code_page).decode_without_bom_handling(&bytes).0.into_owned()
            }
        };
        self.say(&words);
    }

    /// Puts words where they belong.
    fn say(&mut self, words: &str) {
        let (place, font, style) = {
            let state = self.state();
            (state.place, state.font, state.style)
        };
        match place {
            Place::Nowhere => {}
            Place::Fonts => self.fonts.entry(font).or_default().name.push_str(words.trim_end_matches(';')),
            Place::Styles => self.styles.entry(style).or_default().name.push_str(words.trim_end_matches(';')),
            Place::Author => self.author.push_str(words),
            Place::Label => self.flow().label.get_or_insert_default().push_str(words),
            Place::Text => {
                let (deleted, hidden) = (self.state().deleted, self.state().hidden);
                let flow = self.flow();
                if hidden {
                    flow.hidden.push_str(words);
                } else if !deleted {
                    flow.words.push_str(words);
                }
            }
        }
    }

    fn symbol(&mut self, symbol: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return;
        }
        match symbol {
            b'*' => self.state().optional = true,
            b'~' => self.bytes.push(b' '),
            b'_' => self.bytes.push(b'-'),
            b'{' | b'}' | b'\\' => self.bytes.push(symbol),
            b'\r' | b'\n' => self.word("par", None),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if word == "u" {
            return self.character(number.unwrap_or(0));
        }
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return;
        }
        self.settle();
        let optional = std::mem::take(&mut self.state().optional);
        if self.destination(word) || self.property(word, number) || self.structure(word, number) {
            return;
        }
        match shown(word) {
            Some(words) => self.say(words),
            // An optional destination that we do not know is none of ours.
            None if optional => self.state().place = Place::Nowhere,
            None => {}
        }
    }

    /// `\u8211`: a character by its number, halves of a pair one after the other.
    fn character(&mut self, number: i32) {
        self.settle();
        self.to_skip = self.state().fallback;
        // Numbers above 32767 are written as negative ones.
        let Ok(unit) = u16::try_from(number & 0xffff) else { return };
        let units: Vec<u16> = self.surrogate.take().into_iter().chain([unit]).collect();
        if (0xd800..0xdc00).contains(&unit) {
            self.surrogate = Some(unit);
            return;
        }
        let words = String::from_utf16_lossy(&units);
        let font = self
            .states
            .last()
            .and_then(|state| self.fonts.get(&state.font))
            .map(|font| font.name.clone())
            .unwrap_or_default();
        match symbol(&font, u32::from(unit)).filter(|_| is_pictorial(&font) || (0xf000..=0xf0ff).contains(&unit)) {
            Some(sign) => self.say(&sign.to_string()),
            None => self.say(&words),
        }
    }

    pub(super) fn open_flow(&mut self, kind: Kind) -> bool {
        if self.state().place == Place::Nowhere {
            return true;
        }
        self.flows.push(Flow::new(kind, self.cells));
        let state = self.state();
        state.opened_flow = true;
        state.place = Place::Text;
        state.plain_paragraph();
        state.plain_words();
        true
    }

    pub(super) fn paragraph(&mut self) {
        let (in_table, style, outline) = {
            let state = self.state();
            (state.in_table, state.style, state.outline)
        };
        let heading = outline.map_or_else(|| self.styles.get(&style).is_some_and(Style::is_heading), |level| level < 9);
        self.flow().paragraph(in_table, heading);
        if self.flows.len() == 1 && !in_table {
            let hanging = std::mem::take(&mut self.hanging);
            self.flow().blocks.extend(hanging);
        }
    }
}

impl Style {
    fn is_heading(&self) -> bool {
        let name = self.name.trim().to_ascii_lowercase();
        self.outline.is_some_and(|level| (0..9).contains(&level))
            || name.starts_with("heading ")
            || name == "title"
            || name == "subtitle"
    }
}

fn is_pictorial(font: &str) -> bool {
    let name = font.to_ascii_lowercase();
    name.starts_with("wingdings") || name == "symbol" || name == "webdings"
}
