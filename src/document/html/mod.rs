//! HTML pages and mail bodies (WHATWG HTML, parsed by html5ever).
//!
//! Addresses are lines of the text as shown, since the lines of the source mean nothing to a reader. Scripts, styles and
//! remote things are never looked at. What is hidden by the element's own style is kept and marked; what a style sheet
//! hides is not known here.
//!
//! html5ever's time is quadratic in the depth of nesting (100,000 nested elements: 21 s), so a scan before parsing counts
//! the elements open at once, and a page over the limit is read as words without structure.

mod depth;
mod inline;
mod table;
mod walk;

use super::{Block, BlockKind, Budget, Document, Format, State, encoding, quote, text};

/// Bytes of HTML that are parsed; the rest is cut off.
const MOST_BYTES: usize = 8 << 20;

/// Reads a page.
pub(super) fn read(file: &str, bytes: &[u8], declared: Option<&str>, budget: &Budget) -> Document {
    let meta = charset_in_meta(bytes);
    let decoded = encoding::decode(bytes, text::charset(declared).or(meta.as_deref()));
    let mut document = Document::empty(file, bytes, Format::Html, State::Read);
    fill(&mut document, &decoded.text, budget);
    document
}

/// Reads the HTML body of a mail that is already characters.
pub fn read_text(file: &str, html: &str, limits: &super::Limits) -> Document {
    let mut document = Document::empty(file, html.as_bytes(), Format::Html, State::Read);
    let budget = Budget::new(limits);
    fill(&mut document, html, &budget);
    budget.trim(&mut document);
    document
}

/// The same for a body inside another document, out of what is left.
pub(super) fn of_text(file: &str, html: &str, budget: &Budget) -> Document {
    let mut document = Document::empty(file, html.as_bytes(), Format::Html, State::Read);
    fill(&mut document, html, budget);
    document
}

fn fill(document: &mut Document, html: &str, budget: &Budget) {
    let mut end = html.len().min(MOST_BYTES);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let html = match html.get(..end) {
        Some(start) if end < html.len() => {
            document.state = State::Partly;
            document.warnings.push(format!("only the first {} MB of the page were read", MOST_BYTES >> 20));
            start
        }
        _ => html,
    };
    if depth::too_deep(html) {
        document.state = State::Partly;
        document.warnings.push(format!(
            "the page nests more than {} elements; its words were read without tables or lists",
            depth::MOST_OPEN
        ));
        document.blocks = text::blocks(&depth::words_alone(html));
        return;
    }
    let page = scraper::Html::parse_document(html);
    let mut walk = walk::Walk::new(budget.limits().cells);
    walk.page(page.root_element());
    document.warnings.append(&mut walk.warnings);
    document.blocks = walk.finish();
    hand_over_earlier_messages(&mut document.blocks);
}

/// Marks what follows a divider or a block of mail headers as quoted, as in plain text.
fn hand_over_earlier_messages(blocks: &mut [Block]) {
    let mut said_something = false;
    let mut earlier = false;
    for at in 0..blocks.len() {
        if !earlier {
            let coming = blocks.get(at..(at + 8).min(blocks.len())).unwrap_or_default();
            let lines: Vec<&str> = coming.iter().flat_map(|block| block.text.lines()).collect();
            let own = coming.first().is_some_and(|block| !matches!(block.kind, BlockKind::Quote | BlockKind::Table));
            earlier = own && quote::begins_earlier_message(&lines, said_something);
            said_something = true;
        }
        if earlier
            && let Some(block) = blocks.get_mut(at)
            && block.kind != BlockKind::Table
        {
            block.kind = BlockKind::Quote;
        }
    }
}

/// The charset that the page itself names in its first two kilobytes.
pub(super) fn charset_in_meta(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(2048))?).to_ascii_lowercase();
    let at = head.find("charset=")? + "charset=".len();
    let named: String = head
        .get(at..)?
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    (!named.is_empty()).then_some(named)
}

#[cfg(test)]
mod tests;
