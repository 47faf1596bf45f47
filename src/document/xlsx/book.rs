//! The book: its sheets in their order, its epoch, and how its styles show numbers.

use std::collections::HashMap;

use super::strings;
use crate::document::Budget;
use crate::document::package::{Package, Relation};
use crate::document::sheet::{Epoch, Format};
use crate::document::xml::{Element, Parsed};

pub(super) struct Book {
    pub(super) sheets: Vec<Sheet>,
    pub(super) epoch: Epoch,
    relations: Vec<Relation>,
}

pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) part: String,
}

/// The number format of each cell style.
#[derive(Default)]
pub(super) struct Formats(Vec<Format>);

impl Formats {
    pub(super) fn of(&self, style: usize) -> Option<&Format> {
        self.0.get(style)
    }
}

impl Book {
    pub(super) fn read(package: &mut Package, main: &str) -> Option<Self> {
        let tree = package.tree(main)?;
        let top = tree.top()?;
        let relations = package.relations(main);
        let by_id = |id: &str| relations.iter().find(|relation| relation.id == id && !relation.external);
        let sheet = |element: &Element| {
            let relation = by_id(element.attr("id")?)?;
            // Chart sheets and macro sheets hold no cells.
            (relation.kind == "worksheet").then(|| Sheet {
                name: element.attr("name").unwrap_or_default().to_owned(),
                hidden: matches!(element.attr("state"), Some("hidden" | "veryHidden")),
                part: relation.target.clone(),
            })
        };
        let sheets = top.child("x:sheets")?.all("x:sheet").filter_map(sheet).collect();
        let old_mac = top.child("x:workbookPr").and_then(|properties| properties.attr("date1904"));
        let epoch = if matches!(old_mac, Some("1" | "true")) { Epoch::From1904 } else { Epoch::From1900 };
        Some(Self { sheets, epoch, relations })
    }

    fn target(&self, kind: &str) -> Option<&str> {
        self.relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.as_str())
    }

    pub(super) fn strings(&self, package: &mut Package, budget: &Budget) -> Vec<String> {
        let Some(part) = self.target("sharedStrings").and_then(|target| package.part(target)) else {
            return Vec::new();
        };
        let (strings, fault) = strings::read(&part, budget);
        package.warnings.extend(fault);
        strings
    }

    pub(super) fn formats(&self, package: &mut Package) -> Formats {
        let tree = self.target("styles").and_then(|target| package.tree(target));
        tree.as_ref().and_then(Parsed::top).map(formats).unwrap_or_default()
    }
}

fn formats(styles: &Element) -> Formats {
    let mut codes: HashMap<u32, &str> = HashMap::new();
    for code in styles.child("x:numFmts").into_iter().flat_map(|codes| codes.all("x:numFmt")) {
        if let (Some(id), Some(code)) = (code.number("numFmtId"), code.attr("formatCode")) {
            codes.insert(id, code);
        }
    }
    let format = |style: &Element| {
        let id: u32 = style.number("numFmtId").unwrap_or(0);
        codes.get(&id).map_or_else(|| Format::built_in(id), |code| Format::of_code(code))
    };
    Formats(
        styles
            .child("x:cellXfs")
            .map(|styles| styles.all("x:xf").take(65_536).map(format).collect())
            .unwrap_or_default(),
    )
}
