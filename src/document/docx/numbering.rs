//! Word's automatic numbers, counted out (ECMA-376 17.9).
//!
//! A paragraph names a list (`num`) and a level. Lists made from one definition (`abstractNum`) count on together, unless a
//! list says that it starts anew. A level begins again when a level above it has been used, unless it says otherwise.

use std::collections::{HashMap, HashSet};

use crate::document::numbering::{Style, written};
use crate::document::xml::Element;

const LEVELS: usize = 9;

/// All lists of a document.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    abstracts: HashMap<String, Abstract>,
    lists: HashMap<String, List>,
}

#[derive(Debug, Default)]
struct Abstract {
    levels: Vec<Level>,
    /// Stands for the definition that this style's list has.
    style_link: Option<String>,
    /// Is the definition of this style.
    is_style: Option<String>,
}

#[derive(Debug, Clone)]
struct Level {
    start: i64,
    style: Option<Style>,
    text: String,
    bullet: bool,
    /// Numbers of other levels are written as plain digits here.
    legal: bool,
    /// Begins again after this many levels; none for never.
    restart: Option<usize>,
    suffix: &'static str,
    paragraph_style: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    definition: String,
    starts: HashMap<usize, i64>,
    levels: HashMap<usize, Level>,
}

/// How far each list has counted.
#[derive(Debug, Default)]
pub(super) struct Counters {
    by_definition: HashMap<String, [Option<i64>; LEVELS]>,
    begun: HashSet<(String, usize)>,
}

impl Definitions {
    pub(super) fn read(top: Option<&Element>) -> Self {
        let mut read = Self::default();
        for element in top.into_iter().flat_map(Element::elements) {
            if element.is("w:abstractNum")
                && let Some(id) = element.attr("abstractNumId")
            {
                let link = |name: &str| element.child(name).and_then(|link| link.attr("val")).map(str::to_owned);
                let mut levels: Vec<Level> = (0..LEVELS).map(|_| Level::plain()).collect();
                for level in element.all("w:lvl") {
                    if let Some(place) = level.number::<usize>("ilvl").and_then(|at| levels.get_mut(at)) {
                        *place = Level::read(level);
                    }
                }
                let read_in = Abstract { levels, style_link: link("w:numStyleLink"), is_style: link("w:styleLink") };
                read.abstracts.insert(id.to_owned(), read_in);
            }
            if element.is("w:num")
                && let Some(id) = element.attr("numId")
            {
                read.lists.insert(id.to_owned(), List::read(element));
            }
        }
        read
    }

    /// Which level of a list is tied to a paragraph style.
    pub(super) fn level_of_style(&self, list: &str, style: &str) -> Option<usize> {
        let levels = &self.abstracts.get(self.definition(list)?)?.levels;
        levels.iter().position(|level| level.paragraph_style.as_deref() == Some(style))
    }

    /// The definition behind a list; a list may stand for a style's list.
    fn definition<'a>(&'a self, list: &str) -> Option<&'a str> {
        let named = self.lists.get(list)?.definition.as_str();
        let link = self.abstracts.get(named).and_then(|found| found.style_link.as_ref());
        let linked =
            link.and_then(|link| self.abstracts.iter().find(|(_, other)| other.is_style.as_ref() == Some(link)));
        Some(linked.map_or(named, |(id, _)| id.as_str()))
    }

    /// Counts a paragraph and gives what Word shows before it; empty for bullets. None if there is no such list.
    pub(super) fn label(&self, counters: &mut Counters, list: &str, at: usize) -> Option<String> {
        let definition = self.definition(list)?;
        let found = self.abstracts.get(definition)?;
        let own = self.lists.get(list)?;
        let level_at = |at: usize| own.levels.get(&at).or_else(|| found.levels.get(at));
        let level = level_at(at)?;
        let start_of =
            |at: usize| own.starts.get(&at).copied().or_else(|| level_at(at).map(|level| level.start)).unwrap_or(1);
        let counts = counters.by_definition.entry(definition.to_owned()).or_default();
        let anew = own.starts.contains_key(&at) && counters.begun.insert((list.to_owned(), at));
        for (above, count) in counts.iter_mut().enumerate().take(at) {
            count.get_or_insert(start_of(above));
        }
        let count = counts.get_mut(at)?;
        *count = Some(match *count {
            Some(before) if !anew => before.saturating_add(1),
            _ => start_of(at),
        });
        for (below, count) in counts.iter_mut().enumerate().skip(at + 1) {
            if level_at(below).is_none_or(|level| level.restart.is_some_and(|after| at < after)) {
                *count = None;
            }
        }
        if level.bullet {
            return Some(String::new());
        }
        let number = |other: usize| {
            let count = counts.get(other).copied().flatten().unwrap_or_else(|| start_of(other));
            let style = level_at(other).and_then(|level| level.style).unwrap_or(Style::Decimal);
            written(if level.legal && style != Style::Nothing { Style::Decimal } else { style }, count)
        };
        let label = fill(&level.text, number);
        Some(if label.is_empty() { label } else { label + level.suffix })
    }
}

/// `%1.%2` with the numbers in it.
fn fill(pattern: &str, number: impl Fn(usize) -> String) -> String {
    let mut label = String::new();
    let mut characters = pattern.chars().peekable();
    while let Some(c) = characters.next() {
        let level =
            characters.peek().and_then(|next| next.to_digit(10)).filter(|level| c == '%' && (1..=9).contains(level));
        match level {
            Some(level) => {
                characters.next();
                label.push_str(&number(level as usize - 1));
            }
            None => label.push(c),
        }
    }
    label
}

impl Level {
    fn plain() -> Self {
        Self {
            start: 1,
            style: None,
            text: String::new(),
            bullet: true,
            legal: false,
            restart: Some(LEVELS),
            suffix: " ",
            paragraph_style: None,
        }
    }

    fn read(element: &Element) -> Self {
        let value = |name: &str| element.child(name).and_then(|inner| inner.attr("val"));
        let own: Option<usize> = element.number("ilvl");
        let format = value("w:numFmt")
            .or_else(|| element.find("w:numFmt").and_then(|inner| inner.attr("val")))
            .unwrap_or("decimal");
        Self {
            start: value("w:start").and_then(|start| start.parse().ok()).unwrap_or(0),
            style: Some(style(format)),
            text: value("w:lvlText").unwrap_or_default().to_owned(),
            bullet: format == "bullet",
            legal: element.child("w:isLgl").is_some_and(super::styles::is_on),
            restart: match value("w:lvlRestart").and_then(|after| after.parse::<usize>().ok()) {
                Some(0) => None,
                Some(after) => Some(after),
                None => own.or(Some(LEVELS)),
            },
            suffix: if value("w:suff") == Some("nothing") { "" } else { " " },
            paragraph_style: value("w:pStyle").map(str::to_owned),
        }
    }
}

impl List {
    fn read(element: &Element) -> Self {
        let definition = element.child("w:abstractNumId").and_then(|id| id.attr("val")).unwrap_or_default().to_owned();
        let mut list = Self { definition, ..Self::default() };
        for change in element.all("w:lvlOverride") {
            let Some(at) = change.number::<usize>("ilvl").filter(|at| *at < LEVELS) else { continue };
            if let Some(start) = change.child("w:startOverride").and_then(|start| start.number("val")) {
                list.starts.insert(at, start);
            }
            if let Some(level) = change.child("w:lvl") {
                list.levels.insert(at, Level::read(level));
            }
        }
        list
    }
}

fn style(format: &str) -> Style {
    match format {
        "lowerLetter" => Style::LowerLetter,
        "upperLetter" => Style::UpperLetter,
        "lowerRoman" => Style::LowerRoman,
        "upperRoman" => Style::UpperRoman,
        "decimalZero" => Style::DecimalZero,
        "ordinal" => Style::Ordinal,
        "none" => Style::Nothing,
        _ => Style::Decimal,
    }
}
