//! Styles, as far as they change what is read: headings, lists, hidden text and tables.

use std::collections::HashMap;

use super::lists::ListStyle;
use crate::document::xml::Element;

const MOST_ANCESTORS: usize = 20;

#[derive(Debug, Default)]
pub(super) struct Styles {
    by_name: HashMap<String, Style>,
    pub(super) lists: HashMap<String, ListStyle>,
    pub(super) outline: Option<ListStyle>,
}

#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    display_name: String,
    list: Option<String>,
    outline: Option<u8>,
    hidden: bool,
}

impl Styles {
    /// Takes in the styles that stand in one part.
    pub(super) fn add(&mut self, part: &Element) {
        for group in part.elements().filter(|group| matches!(&*group.name, "office:styles" | "office:automatic-styles"))
        {
            for style in group.elements() {
                match (&*style.name, style.attr("name")) {
                    ("style:style", Some(name)) => {
                        self.by_name.insert(name.to_owned(), Style::read(style, name));
                    }
                    ("text:list-style", Some(name)) => {
                        self.lists.insert(name.to_owned(), ListStyle::read(style));
                    }
                    ("text:outline-style", _) => self.outline = Some(ListStyle::read(style)),
                    _ => {}
                }
            }
        }
    }

    fn ask<T>(&self, name: &str, question: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut style = self.by_name.get(name)?;
        for _ in 0..MOST_ANCESTORS {
            if let Some(answer) = question(style) {
                return Some(answer);
            }
            style = self.by_name.get(style.parent.as_ref()?)?;
        }
        None
    }

    pub(super) fn is_heading(&self, name: &str) -> bool {
        let own = |style: &Style| {
            let named = matches!(style.display_name.as_str(), "title" | "subtitle");
            (named || style.outline.is_some_and(|level| level > 0)).then_some(())
        };
        self.ask(name, own).is_some()
    }

    pub(super) fn list_of(&self, name: &str) -> Option<String> {
        self.ask(name, |style| style.list.clone()).filter(|list| !list.is_empty())
    }

    /// Text that the style hides, or a table that it does not display.
    pub(super) fn is_hidden(&self, name: Option<&str>) -> bool {
        name.is_some_and(|name| self.ask(name, |style| style.hidden.then_some(())).is_some())
    }
}

impl Style {
    fn read(element: &Element, name: &str) -> Self {
        let shown =
            |properties: &str, value: &str| element.child(properties).and_then(|p| p.attr("display")) == Some(value);
        Self {
            parent: element.attr("parent-style-name").map(str::to_owned),
            display_name: element.attr("display-name").unwrap_or(name).to_ascii_lowercase(),
            list: element.attr("list-style-name").map(str::to_owned),
            outline: element.number("default-outline-level"),
            hidden: shown("style:text-properties", "none") || shown("style:table-properties", "false"),
        }
    }
}
