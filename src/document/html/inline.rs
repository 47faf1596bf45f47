//! Small questions about one element: is it shown, does it begin a line, is it a quotation.

use scraper::node::Element;

/// What the reader does on meeting an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Never shown.
    Nothing,
    Inline,
    Break,
    Heading,
    Item,
    List,
    Table,
    Quote,
    Preformatted,
    Field,
    /// Begins and ends a paragraph.
    Block,
}

pub(super) fn role(element: &Element) -> Role {
    match element.name() {
        "script" | "style" | "head" | "template" | "iframe" | "object" | "svg" | "noframes" | "audio" | "video" => {
            Role::Nothing
        }
        "br" => Role::Break,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Heading,
        "li" => Role::Item,
        "ul" | "ol" | "menu" | "dir" => Role::List,
        "table" => Role::Table,
        "blockquote" if !is_indent(element) => Role::Quote,
        "pre" | "xmp" | "listing" | "plaintext" => Role::Preformatted,
        "input" | "select" | "textarea" => Role::Field,
        "p" | "div" | "blockquote" | "section" | "article" | "header" | "footer" | "main" | "nav" | "aside"
        | "address" | "center" | "form" | "fieldset" | "legend" | "dl" | "dt" | "dd" | "figure" | "figcaption"
        | "hr" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" | "details" | "summary" | "body"
        | "html" => {
            if is_quotation(element) {
                Role::Quote
            } else {
                Role::Block
            }
        }
        _ => Role::Inline,
    }
}

/// Gmail's and Word's "increase indent" is a `blockquote` without a border, and quotes nobody.
fn is_indent(element: &Element) -> bool {
    let style = style(element);
    !element.classes().any(|class| class.contains("quote"))
        && element.attr("type") != Some("cite")
        && (style.contains("border:none") || style.contains("border-style:none"))
}

/// The marks that mail programs put on the message they repeat: Gmail, Yahoo, Thunderbird, ProtonMail.
fn is_quotation(element: &Element) -> bool {
    const CLASSES: [&str; 5] = ["gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "gmail_attr"];
    element.classes().any(|class| CLASSES.contains(&class))
}

/// Outlook on the web and Outlook for Mac mark where the earlier message begins; all that follows belongs to it.
pub(super) fn begins_earlier_message(element: &Element) -> bool {
    const MARKS: [&str; 4] = ["divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION", "reply-intro"];
    element.attr("id").is_some_and(|id| MARKS.iter().any(|mark| id.trim_start_matches("x_") == *mark))
}

/// Hidden by its own attribute or style.
pub(super) fn is_hidden(element: &Element) -> bool {
    if element.attr("hidden").is_some() || (element.name() == "input" && element.attr("type") == Some("hidden")) {
        return true;
    }
    let style = style(element);
    let says = |what: &str| style.contains(what);
    says("display:none")
        || says("visibility:hidden")
        || says("mso-hide:all")
        || says("font-size:0;")
        || says("font-size:0px")
}

fn style(element: &Element) -> String {
    element
        .attr("style")
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_ascii_lowercase()
}

/// What a form control shows.
pub(super) fn field(element: scraper::ElementRef) -> String {
    let kind = element.attr("type").unwrap_or("text").to_ascii_lowercase();
    match (element.value().name(), kind.as_str()) {
        ("input", "checkbox" | "radio") => (if element.attr("checked").is_some() { "☒ " } else { "☐ " }).to_owned(),
        ("input", "submit" | "button" | "reset" | "image" | "password" | "file") => String::new(),
        ("input", _) => element.attr("value").unwrap_or_default().to_owned(),
        ("select", _) => {
            let options: Vec<_> =
                element.descendent_elements().filter(|option| option.value().name() == "option").collect();
            let chosen = options.iter().find(|option| option.attr("selected").is_some()).or(options.first());
            chosen.map(|option| option.text().collect()).unwrap_or_default()
        }
        _ => element.text().collect(),
    }
}

/// The number or letter before an item of an ordered list.
pub(super) fn marker(kind: Option<&str>, number: i64) -> String {
    use crate::document::numbering::{self, Style};
    let style = match kind {
        Some("a") => Style::LowerLetter,
        Some("A") => Style::UpperLetter,
        Some("i") => Style::LowerRoman,
        Some("I") => Style::UpperRoman,
        _ => Style::Decimal,
    };
    format!("{}. ", numbering::written(style, number))
}
