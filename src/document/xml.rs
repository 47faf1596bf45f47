//! XML parts as trees, for the office formats (XML 1.0, Namespaces in XML 1.0).
//!
//! Names carry the prefixes of the standards whatever prefixes the writer chose, and the "strict" namespaces of ISO 29500
//! count as the usual ones. Entities beyond the five of XML are never resolved, so no entity can swell. A fault in the
//! middle keeps what came before it.

use std::collections::HashSet;
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

/// Elements open at once; Word's deepest nested tables stay far below.
const MOST_DEEP: usize = 400;
/// Elements in one part: a thousand pages of a letter have some 300,000.
const MOST_ELEMENTS: usize = 4_000_000;

#[derive(Debug, Clone)]
pub(super) struct Element {
    /// `w:p`, with the prefix that the standard uses.
    pub(super) name: Rc<str>,
    /// By local name.
    attributes: Vec<(Rc<str>, Box<str>)>,
    pub(super) children: Vec<Node>,
}

#[derive(Debug, Clone)]
pub(super) enum Node {
    Element(Element),
    Words(String),
}

impl Element {
    pub(super) fn is(&self, name: &str) -> bool {
        &*self.name == name
    }

    /// An attribute by its local name.
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
    }

    /// An attribute that is a number.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.attr(name)?.trim().parse().ok()
    }

    pub(super) fn elements(&self) -> impl DoubleEndedIterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Words(_) => None,
        })
    }

    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.is(name))
    }

    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.is(name))
    }

    /// The first element of that name anywhere below.
    pub(super) fn find(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(|element| if element.is(name) { Some(element) } else { element.find(name) })
    }

    /// All words below, run together.
    pub(super) fn words(&self) -> String {
        let mut words = String::new();
        self.gather(&mut words);
        words
    }

    fn gather(&self, words: &mut String) {
        for node in &self.children {
            match node {
                Node::Words(own) => words.push_str(own),
                Node::Element(element) => element.gather(words),
            }
        }
    }

    fn root() -> Self {
        Self { name: Rc::from(""), attributes: Vec::new(), children: Vec::new() }
    }
}

/// A part's tree, and what was wrong with it.
pub(super) struct Parsed {
    /// Holds the part's root element.
    pub(super) root: Element,
    pub(super) fault: Option<String>,
}

impl Parsed {
    /// The outermost element of the part.
    pub(super) fn top(&self) -> Option<&Element> {
        self.root.elements().next()
    }
}

/// Parses a part. Never fails: a fault ends the tree there.
pub(super) fn parse(bytes: &[u8]) -> Parsed {
    let text = super::encoding::decode(bytes, None).text;
    let mut builder = Builder { open: vec![Element::root()], names: HashSet::new(), count: 0 };
    let mut reader = NsReader::from_str(&text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let fault = builder.run(&mut reader).err();
    while builder.open.len() > 1 {
        builder.close();
    }
    Parsed { root: builder.open.pop().unwrap_or_else(Element::root), fault }
}

struct Builder {
    open: Vec<Element>,
    /// Each name is kept once.
    names: HashSet<Rc<str>>,
    count: usize,
}

impl Builder {
    fn run(&mut self, reader: &mut NsReader<&[u8]>) -> Result<(), String> {
        loop {
            let (space, event) = reader.read_resolved_event().map_err(|fault| fault.to_string())?;
            let prefix = canonical(&space);
            match event {
                Event::Start(start) => self.begin(prefix, &start)?,
                Event::Empty(start) => {
                    self.begin(prefix, &start)?;
                    self.close();
                }
                Event::End(_) => self.close(),
                Event::Text(words) => self.words(&words.xml10_content()),
                Event::CData(words) => self.words(&words.xml10_content()),
                Event::GeneralRef(reference) => {
                    let resolved = match reference.resolve_char_ref() {
                        Ok(Some(c)) => c.to_string(),
                        _ => named(&reference).to_owned(),
                    };
                    self.words(&resolved);
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn begin(&mut self, prefix: &str, start: &BytesStart) -> Result<(), String> {
        self.count += 1;
        if self.open.len() > MOST_DEEP {
            return Err(format!("more than {MOST_DEEP} elements are open at once"));
        }
        if self.count > MOST_ELEMENTS {
            return Err(format!("more than {MOST_ELEMENTS} elements"));
        }
        let local = start.local_name();
        let name = self.name(if prefix.is_empty() {
            local.as_ref().to_owned()
        } else {
            format!("{prefix}:{}", local.as_ref())
        });
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false).flatten().take(100) {
            let value = quick_xml::escape::unescape(&attribute.value).unwrap_or(attribute.value.clone());
            attributes.push((self.name(attribute.key.local_name().as_ref().to_owned()), value.into()));
        }
        self.open.push(Element { name, attributes, children: Vec::new() });
        Ok(())
    }

    fn close(&mut self) {
        if self.open.len() > 1
            && let Some(element) = self.open.pop()
            && let Some(outer) = self.open.last_mut()
        {
            outer.children.push(Node::Element(element));
        }
    }

    fn words(&mut self, words: &str) {
        let Some(element) = self.open.last_mut() else { return };
        // A reference such as `&amp;` comes as a piece of its own.
        if let Some(Node::Words(before)) = element.children.last_mut() {
            before.push_str(words);
        } else {
            element.children.push(Node::Words(words.into()));
        }
    }

    fn name(&mut self, name: String) -> Rc<str> {
        if let Some(known) = self.names.get(name.as_str()) {
            return Rc::clone(known);
        }
        let name: Rc<str> = Rc::from(name);
        self.names.insert(Rc::clone(&name));
        name
    }
}

fn named(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

/// The prefix by which the standards call a namespace; empty for the ones nobody here asks for.
fn canonical(space: &ResolveResult) -> &'static str {
    let ResolveResult::Bound(space) = space else { return "" };
    let uri = space.as_ref();
    match uri {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | "http://purl.oclc.org/ooxml/wordprocessingml/main" => "w",
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        | "http://purl.oclc.org/ooxml/spreadsheetml/main" => "x",
        "http://schemas.openxmlformats.org/drawingml/2006/main" | "http://purl.oclc.org/ooxml/drawingml/main" => "a",
        "http://schemas.openxmlformats.org/officeDocument/2006/math"
        | "http://purl.oclc.org/ooxml/officeDocument/math" => "m",
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => "mc",
        "http://schemas.microsoft.com/office/word/2010/wordml" => "w14",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape" => "wps",
        "urn:schemas-microsoft-com:vml" => "v",
        "urn:schemas-microsoft-com:office:office" => "o",
        _ => uri
            .strip_prefix("urn:oasis:names:tc:opendocument:xmlns:")
            .and_then(|rest| rest.split(':').next())
            .map_or("", opendocument),
    }
}

fn opendocument(name: &str) -> &'static str {
    match name {
        "office" => "office",
        "text" => "text",
        "table" => "table",
        "drawing" => "draw",
        "style" => "style",
        "form" => "form",
        "datastyle" => "number",
        "manifest" => "manifest",
        "meta" => "meta",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_prefix_of_the_standard_and_entities_do_not_swell() {
        let parsed = parse(
            br#"<!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
            <q:p xmlns:q="http://purl.oclc.org/ooxml/wordprocessingml/main" q:val="1 &lt; 2">R&amp;D &#163;5 &b;</q:p>"#,
        );
        let top = parsed.top().unwrap();
        assert!(top.is("w:p"));
        assert_eq!(top.attr("val"), Some("1 < 2"));
        assert_eq!(top.words(), "R&D £5 ");
    }

    #[test]
    fn a_fault_keeps_what_came_before_it() {
        let parsed = parse(b"<a><b>kept</b><c <");
        assert!(parsed.fault.is_some());
        assert_eq!(parsed.top().unwrap().words(), "kept");
    }

    #[test]
    fn depth_without_end_is_refused() {
        let parsed = parse("<a>".repeat(100_000).as_bytes());
        assert!(parsed.fault.unwrap().contains("open at once"));
    }
}
