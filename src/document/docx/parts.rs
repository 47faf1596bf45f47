//! The parts that the text refers to: styles, numbering, notes, comments, running heads.

use std::collections::HashMap;

use super::numbering::Definitions;
use super::styles::{Styles, is_on};
use crate::document::package::{Package, Relation};
use crate::document::xml::{Element, Parsed};

/// All parts but the text itself.
pub(super) struct Parts {
    pub(super) styles: Styles,
    pub(super) numbering: Definitions,
    pub(super) relations: Vec<Relation>,
    /// Even pages have running heads of their own.
    pub(super) even_differs: bool,
    footnotes: Option<Parsed>,
    endnotes: Option<Parsed>,
    comments: Option<Parsed>,
    running: HashMap<String, Parsed>,
}

impl Parts {
    pub(super) fn read(package: &mut Package, main: &str) -> Self {
        let relations = package.relations(main);
        let mut tree = |kind: &str| {
            let target = relations.iter().find(|relation| relation.kind == kind && !relation.external)?.target.clone();
            package.tree(&target)
        };
        let styles = Styles::read(tree("styles").as_ref().and_then(Parsed::top));
        let numbering = Definitions::read(tree("numbering").as_ref().and_then(Parsed::top));
        let even_differs = tree("settings")
            .as_ref()
            .and_then(Parsed::top)
            .and_then(|settings| settings.child("w:evenAndOddHeaders"))
            .is_some_and(is_on);
        let (footnotes, endnotes, comments) = (tree("footnotes"), tree("endnotes"), tree("comments"));
        let mut running = HashMap::new();
        for relation in relations.iter().filter(|relation| matches!(relation.kind.as_str(), "header" | "footer")) {
            if let Some(part) = package.tree(&relation.target) {
                running.insert(relation.id.clone(), part);
            }
        }
        Self { styles, numbering, relations, even_differs, footnotes, endnotes, comments, running }
    }

    /// A running head or foot by its relationship.
    pub(super) fn running(&self, id: &str) -> Option<&Element> {
        self.running.get(id)?.top()
    }

    /// A footnote or endnote; `kind` is the element that refers to it.
    pub(super) fn note(&self, kind: &str, id: &str) -> Option<&Element> {
        let part = if kind == "w:footnoteReference" { &self.footnotes } else { &self.endnotes };
        part.as_ref()?.top()?.elements().find(|note| note.attr("id") == Some(id))
    }

    pub(super) fn comments(&self) -> impl Iterator<Item = &Element> {
        self.comments.iter().filter_map(Parsed::top).flat_map(|top| top.all("w:comment"))
    }
}
