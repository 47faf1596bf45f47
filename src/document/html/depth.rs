//! How deep a page nests, found without parsing it, and the words of a page that nests too deep.

/// Elements open at once; more than any mail or office program writes.
pub(super) const MOST_OPEN: usize = 512;

/// Formatting elements open at once: unclosed ones are opened anew in each paragraph, which multiplies.
const MOST_FORMATTING: usize = 64;

const VOID: [&str; 15] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "basefont",
];
/// These close their like by themselves, and nest only inside others that are counted.
const SELF_CLOSING: [&str; 13] =
    ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup"];
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// An end tag does not reach through these to what is open outside them.
const WALLS: [&str; 7] = ["table", "template", "caption", "object", "applet", "marquee", "button"];

/// Would the parsed page nest deeper than the limits? Errs towards yes.
pub(super) fn too_deep(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut formatting = 0usize;
    for tag in Tags(html) {
        if tag.closed_itself || is(tag.name, &VOID) || is(tag.name, &SELF_CLOSING) {
            continue;
        }
        if tag.closes {
            let wall = |name: &&str| is(name, &WALLS) && !name.eq_ignore_ascii_case(tag.name);
            let reach = open.iter().rposition(wall).map_or(0, |at| at + 1);
            let found = open.iter().skip(reach).rposition(|name| name.eq_ignore_ascii_case(tag.name));
            if let Some(at) = found {
                open.truncate(reach + at);
            }
            if is(tag.name, &FORMATTING) {
                formatting = formatting.saturating_sub(1);
            }
        } else {
            formatting += usize::from(is(tag.name, &FORMATTING));
            open.push(tag.name);
        }
        if open.len() > MOST_OPEN || formatting > MOST_FORMATTING * 8 {
            return true;
        }
    }
    formatting > MOST_FORMATTING
}

fn is(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The words of a page, a line for each element that would begin one.
pub(super) fn words_alone(html: &str) -> String {
    let mut words = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some((before, tail)) = rest.split_once('<') {
        words.push_str(before);
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let skipped =
            ["script", "style"].iter().find(|skipped| skipped.eq_ignore_ascii_case(&name) && !tag.starts_with('/'));
        rest = match skipped {
            Some(skipped) => after.split_once(&format!("</{skipped}")).map_or("", |(_, after)| after),
            None => after,
        };
        if !is(&name, &FORMATTING) && name != "span" && !words.ends_with('\n') {
            words.push('\n');
        }
    }
    words.push_str(rest);
    let named = [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&pound;", "£"), ("&amp;", "&")];
    named.iter().fold(words, |words, (name, shown)| words.replace(name, shown))
}

struct Tag<'a> {
    name: &'a str,
    closes: bool,
    closed_itself: bool,
}

/// The tags of a page, one after the other; comments are passed over.
struct Tags<'a>(&'a str);

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let (_, tail) = self.0.split_once('<')?;
            if let Some(comment) = tail.strip_prefix("!--") {
                self.0 = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let closes = tail.starts_with('/');
            let from = tail.strip_prefix('/').unwrap_or(tail);
            let length =
                from.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '-')).unwrap_or(from.len());
            let (name, after) = from.split_at(length);
            self.0 = after;
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let end = after.find('>').unwrap_or(after.len());
            // `<p/>` closes nothing in HTML; only what cannot hold anything is closed by itself.
            let closed_itself = after.get(..end).is_some_and(|inner| inner.ends_with('/')) && name.contains(':');
            return Some(Tag { name, closes, closed_itself });
        }
    }
}
