//! Pages for letters that a person sends: links that fill a mail program's window, and sheets to print and post.

use serde::Serialize;
use tera::{Context, Tera};

/// A letter as a link.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    pub href: String,
    pub to: String,
    pub subject: String,
    /// Mail programs take the link whole.
    pub whole: bool,
}

/// A letter as a sheet: it begins a page of its own, its address where a window envelope shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    /// Lines of the address, by line ends.
    pub address: String,
    pub subject: String,
    pub words: String,
}

/// A page of links. `example` is a token, for people to know one when they see it.
pub fn links_page(name: &str, title: &str, example: &str, links: &[Link]) -> Result<String, tera::Error> {
    let mut context = Context::new();
    context.insert("name", name);
    context.insert("title", title);
    context.insert("example", example);
    context.insert("links", links);
    set(include_str!("../../templates/by_hand/links.html"), &context)
}

/// A print-ready page of letters. `sender` stands above each.
pub fn sheets_page(title: &str, sender: &str, date: &str, sheets: &[Sheet]) -> Result<String, tera::Error> {
    let mut context = Context::new();
    context.insert("title", title);
    context.insert("sender", sender);
    context.insert("date", date);
    context.insert("sheets", sheets);
    set(include_str!("../../templates/by_hand/sheets.html"), &context)
}

fn set(template: &str, context: &Context) -> Result<String, tera::Error> {
    let mut tera = Tera::default();
    // The name's ending turns escaping on.
    tera.add_raw_template("page.html", template)?;
    tera.render("page.html", context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_authority_is_called_is_never_markup() {
        let link =
            Link { href: "mailto:a@b.example?body=%22".into(), to: "<b>\"x".into(), subject: "&".into(), whole: false };
        let page = links_page("n", "<script>", "FOI-7K2M-9PQ4", &[link]).unwrap();
        assert!(!page.contains("<script>") && !page.contains("<b>"), "{page}");
        assert!(page.contains("use <code>foi drafts</code> for this one"), "{page}");
        let sheet = Sheet { address: "A & B\nTown".into(), subject: "S".into(), words: "</div><p>".into() };
        let page = sheets_page("t", "s", "1 May 2026", &[sheet]).unwrap();
        assert!(page.contains("A &amp; B\nTown") && !page.contains("</div><p>"), "{page}");
    }
}
