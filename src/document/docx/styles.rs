//! Styles, as far as they change what is read: headings, numbered styles, hidden text (ECMA-376 17.7).

use std::collections::HashMap;

use crate::document::xml::Element;

/// How many styles a style may be based on, one on the other; a circle ends here.
const MOST_ANCESTORS: usize = 20;

#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<(String, usize)>,
    hidden: Option<bool>,
}

/// A toggle such as `w:b`: on unless its value says off.
pub(super) fn is_on(toggle: &Element) -> bool {
    !matches!(toggle.attr("val"), Some("0" | "false" | "off"))
}

/// The list and level that properties name.
pub(super) fn list_of(properties: &Element) -> Option<(String, usize)> {
    let list = properties.child("w:numPr")?;
    let id = list.child("w:numId")?.attr("val")?.to_owned();
    let level = list.child("w:ilvl").and_then(|level| level.number("val")).unwrap_or(0);
    Some((id, level))
}

impl Styles {
    pub(super) fn read(top: Option<&Element>) -> Self {
        let mut by_id = HashMap::new();
        for style in top.into_iter().flat_map(|top| top.all("w:style")) {
            let Some(id) = style.attr("styleId") else { continue };
            let value = |name: &str| style.child(name).and_then(|element| element.attr("val")).map(str::to_owned);
            let paragraph = style.child("w:pPr");
            let hidden = style.child("w:rPr").and_then(|run| run.child("w:vanish")).map(is_on);
            by_id.insert(
                id.to_owned(),
                Style {
                    name: value("w:name").unwrap_or_default().to_ascii_lowercase(),
                    based_on: value("w:basedOn"),
                    outline: paragraph.and_then(|p| p.child("w:outlineLvl")).and_then(|level| level.number("val")),
                    list: paragraph.and_then(list_of),
                    hidden,
                },
            );
        }
        Self { by_id }
    }

    /// The first answer that a style or one it is based on gives.
    fn ask<'a, T>(&'a self, id: &str, question: impl Fn(&'a Style) -> Option<T>) -> Option<T> {
        let mut style = self.by_id.get(id)?;
        for _ in 0..MOST_ANCESTORS {
            if let Some(answer) = question(style) {
                return Some(answer);
            }
            style = self.by_id.get(style.based_on.as_ref()?)?;
        }
        None
    }

    /// Is it a heading, by its outline level or its built-in name?
    pub(super) fn is_heading(&self, id: &str) -> bool {
        let by_name = |name: &str| {
            name == "title" || name == "subtitle" || name.strip_prefix("heading ").is_some_and(|rest| rest.len() == 1)
        };
        self.ask(id, |style| if by_name(&style.name) { Some(true) } else { style.outline.map(|level| level < 9) })
            .unwrap_or(false)
    }

    pub(super) fn list(&self, id: &str) -> Option<(String, usize)> {
        self.ask(id, |style| style.list.clone())
    }

    pub(super) fn is_hidden(&self, id: &str) -> bool {
        self.ask(id, |style| style.hidden).unwrap_or(false)
    }
}
