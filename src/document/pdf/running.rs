//! Running heads and feet: what stands at the edge of several pages, the same but for the page's number; page numbers; and
//! what a tagged file calls an artifact.

use super::lines::Line;

/// Which edge of the page a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Head,
    Foot,
}

/// A page's lines and height, as far as they matter here.
pub(super) struct Sheet<'a> {
    pub lines: &'a [Line],
    pub height: f64,
}

/// How many lines from the edge are looked at.
const DEEP: usize = 6;

/// For each page, for each line, whether it is a running head or foot.
pub(super) fn edges(sheets: &[Sheet<'_>]) -> Vec<Vec<Option<Edge>>> {
    let mut out: Vec<Vec<Option<Edge>>> = sheets.iter().map(|s| vec![None; s.lines.len()]).collect();
    for (sheet, marks) in sheets.iter().zip(&mut out) {
        artifacts(sheet, marks);
    }
    for edge in [Edge::Head, Edge::Foot] {
        repeated(sheets, edge, &mut out);
    }
    for (sheet, marks) in sheets.iter().zip(&mut out) {
        alone(sheet, marks);
    }
    out
}

fn artifacts(sheet: &Sheet<'_>, marks: &mut [Option<Edge>]) {
    let tagged = sheet.lines.iter().filter(|l| l.all(|w| w.artifact)).count();
    // A producer that marks most of the page as an artifact means something else by it.
    if tagged * 5 > sheet.lines.len() * 2 {
        return;
    }
    for (line, mark) in sheet.lines.iter().zip(marks) {
        let zone = line.y / sheet.height;
        if line.all(|w| w.artifact) && !(0.2..=0.8).contains(&zone) {
            *mark = Some(if zone < 0.5 { Edge::Head } else { Edge::Foot });
        }
    }
}

/// A line's words without what changes from page to page: the page's own number, and numbers after the word "page".
/// Other figures stay, since rows of a table may differ in nothing else.
fn key(line: &Line, number: usize) -> String {
    let text = line.text().to_lowercase();
    let (before, after) = text.find("page").map_or((text.as_str(), ""), |at| text.split_at(at));
    let own = |word: &str| word.trim_matches(|c: char| !c.is_ascii_digit()).parse() == Ok(number);
    let mut key: String = before.split_whitespace().map(|word| if own(word) { "#" } else { word }).collect();
    for c in after.chars().filter(|c| !c.is_whitespace()) {
        if !c.is_ascii_digit() {
            key.push(c);
        } else if !key.ends_with('#') {
            key.push('#');
        }
    }
    key
}

/// The positions of the outermost lines, from the edge inwards.
fn outermost(sheet: &Sheet<'_>, edge: Edge) -> Vec<usize> {
    let n = sheet.lines.len();
    match edge {
        Edge::Head => (0..n.min(DEEP)).collect(),
        Edge::Foot => (n.saturating_sub(DEEP)..n).rev().collect(),
    }
}

fn repeated(sheets: &[Sheet<'_>], edge: Edge, out: &mut [Vec<Option<Edge>>]) {
    let mut seen: std::collections::HashMap<String, Vec<(usize, usize, f64)>> = std::collections::HashMap::new();
    for (page, sheet) in sheets.iter().enumerate() {
        for at in outermost(sheet, edge) {
            let Some(line) = sheet.lines.get(at) else { continue };
            let depth = if edge == Edge::Head { line.y } else { sheet.height - line.y };
            if depth < 0.25 * sheet.height {
                seen.entry(key(line, page + 1)).or_default().push((page, at, depth));
            }
        }
    }
    let needed = 2.max(sheets.len() / 5);
    for places in seen.values() {
        // The same words at the same height: a paragraph may well repeat, its place does not.
        for (page, at, depth) in places {
            let same = places.iter().filter(|p| p.0 != *page && (p.2 - depth).abs() < 6.0).count();
            if same + 1 >= needed
                && same >= 1
                && let Some(mark) = out.get_mut(*page).and_then(|m| m.get_mut(*at))
            {
                *mark = Some(edge);
            }
        }
    }
    // A head has nothing above it but heads: what repeats deeper in the page is text.
    for (sheet, marks) in sheets.iter().zip(out) {
        too_close(sheet, edge, marks);
        let mut unbroken = true;
        for at in outermost(sheet, edge) {
            if let Some(mark) = marks.get_mut(at) {
                let shallow =
                    sheet.lines.get(at).is_some_and(|l| l.y < 0.12 * sheet.height || l.y > 0.88 * sheet.height);
                unbroken &= mark.is_some() || shallow;
                if !unbroken && *mark == Some(edge) {
                    *mark = None;
                }
            }
        }
    }
}

/// Takes back what stands as close to the text as its own lines do: the heading row of a table that goes on overleaf.
fn too_close(sheet: &Sheet<'_>, edge: Edge, marks: &mut [Option<Edge>]) {
    let mut order = outermost(sheet, edge);
    order.reverse();
    for at in order {
        if marks.get(at) != Some(&Some(edge)) {
            continue;
        }
        let inner = if edge == Edge::Head { at.checked_add(1) } else { at.checked_sub(1) };
        let (Some(line), Some(next)) = (sheet.lines.get(at), inner.and_then(|i| sheet.lines.get(i))) else { return };
        let inner_marked = inner.and_then(|i| marks.get(i)).is_some_and(Option::is_some);
        let gappy = |l: &Line| l.pieces(1.5).len() > 1;
        let above = at.checked_sub(1).and_then(|i| sheet.lines.get(i));
        // The last line of a heading that wraps need not have gaps of its own.
        let wrapped = || above.is_some_and(|a| gappy(a) && line.y - a.y < 1.5 * line.size && edge == Edge::Head);
        let least = if (gappy(line) || wrapped()) && gappy(next) { 3.4 } else { 1.7 };
        if inner_marked || (line.y - next.y).abs() > least * line.size.max(next.size) || line.all(|w| w.artifact) {
            return;
        }
        if let Some(mark) = marks.get_mut(at) {
            *mark = None;
        }
    }
}

/// Page numbers, and a foot that stands apart from the text, small and at the very edge.
fn alone(sheet: &Sheet<'_>, marks: &mut [Option<Edge>]) {
    for edge in [Edge::Head, Edge::Foot] {
        for at in outermost(sheet, edge).into_iter().take(2) {
            let Some(line) = sheet.lines.get(at) else { continue };
            let zone = line.y / sheet.height;
            let outside = if edge == Edge::Head { zone < 0.09 } else { zone > 0.9 };
            if outside
                && is_page_number(&line.text())
                && let Some(mark) = marks.get_mut(at)
            {
                *mark = Some(edge);
            }
        }
    }
}

/// `3`, `- 3 -`, `Page 3`, `Page 3 of 12`, `3/12`.
fn is_page_number(text: &str) -> bool {
    let t = text.to_lowercase();
    let rest: String =
        t.replace("page", " ").replace(" of ", " ").chars().filter(|c| !"-–—|/[]() .".contains(*c)).collect();
    !rest.is_empty() && rest.len() <= 8 && rest.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_page_number;

    #[test]
    fn page_numbers_are_known_by_their_look() {
        for yes in ["3", "- 3 -", "Page 3", "Page 3 of 12", "3/12", "p. 3".trim_start_matches("p")] {
            assert!(is_page_number(yes), "{yes}");
        }
        for no in ["FOI 2018/0417", "page", "Total 63 hours", ""] {
            assert!(!is_page_number(no), "{no}");
        }
    }
}
