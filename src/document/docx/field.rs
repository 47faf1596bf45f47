//! Fields: what a field's code computes is shown, the code is not (ECMA-376 17.16).

use crate::document::xml::Element;

/// The fields that are open, outermost first. A field may reach over paragraphs, as a table of contents does.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// Whether the field has come to its result.
    open: Vec<bool>,
}

impl Fields {
    /// Do words here belong to what is shown?
    pub(super) fn shown(&self) -> bool {
        self.open.iter().all(|at_result| *at_result)
    }

    /// A `w:fldChar`; gives what a form field shows that has no result of its own.
    pub(super) fn mark(&mut self, mark: &Element) -> Option<String> {
        match mark.attr("fldCharType") {
            Some("begin") => {
                let shown = self.shown();
                self.open.push(false);
                mark.child("w:ffData").and_then(form_field).filter(|_| shown)
            }
            Some("separate") => {
                if let Some(last) = self.open.last_mut() {
                    *last = true;
                }
                None
            }
            Some("end") => {
                self.open.pop();
                None
            }
            _ => None,
        }
    }
}

/// A box or a list of the old kind of form.
fn form_field(data: &Element) -> Option<String> {
    if let Some(check) = data.child("w:checkBox") {
        let state = check.child("w:checked").or_else(|| check.child("w:default"));
        return Some(box_sign(state.is_some_and(super::styles::is_on)).to_owned());
    }
    let list = data.child("w:ddList")?;
    let chosen =
        list.child("w:result").or_else(|| list.child("w:default")).and_then(|result| result.number("val")).unwrap_or(0);
    list.all("w:listEntry").nth(chosen)?.attr("val").map(str::to_owned)
}

pub(super) fn box_sign(checked: bool) -> &'static str {
    if checked { "☒" } else { "☐" }
}

/// The box of a content control, by its state rather than by the sign that stands in it.
pub(super) fn control_box(control: &Element) -> Option<&'static str> {
    let check = control.child("w:sdtPr")?.elements().find(|property| property.is("w14:checkbox"))?;
    let checked = check.child("w14:checked");
    Some(box_sign(checked.is_some_and(super::styles::is_on)))
}

/// A control that still shows its prompt ("Click here to enter text") says nothing.
pub(super) fn shows_prompt(control: &Element) -> bool {
    control
        .child("w:sdtPr")
        .and_then(|properties| properties.child("w:showingPlcHdr"))
        .is_some_and(super::styles::is_on)
}

/// Signs of the fonts that hold pictures instead of letters; None for one that nothing is known of.
pub(in crate::document) fn symbol(font: &str, code: u32) -> Option<char> {
    let code = if (0xF000..=0xF0FF).contains(&code) { code - 0xF000 } else { code };
    let sign = match (font.to_ascii_lowercase().as_str(), code) {
        ("wingdings", 0xFE | 0x78 | 0xFD) => '☒',
        ("wingdings", 0xA8 | 0x6F | 0x71 | 0x72) => '☐',
        ("wingdings", 0xFC) => '✓',
        ("wingdings", 0xFB) => '✗',
        ("wingdings", 0xE0) => '→',
        ("wingdings", 0xA7 | 0x9F | 0x6C | 0x6E | 0x77) => '•',
        ("wingdings 2", 0x51 | 0x54 | 0x53) => '☒',
        ("wingdings 2", 0x52) => '☑',
        ("wingdings 2", 0x50) => '✓',
        ("wingdings 2", 0x4F) => '✗',
        ("wingdings 2", 0xA3 | 0x30 | 0x2A) => '☐',
        ("symbol", 0xB7) => '•',
        ("symbol", 0xA3) => '≤',
        ("symbol", 0xB3) => '≥',
        ("symbol", 0xB1) => '±',
        ("symbol", 0xB4) => '×',
        ("symbol", 0xB0) => '°',
        ("symbol", 0xBB) => '≈',
        ("symbol", 0x2D) => '-',
        (_, 0x20..=0x7E) => char::from_u32(code)?,
        ("wingdings" | "wingdings 2" | "wingdings 3" | "webdings" | "symbol", _) => return None,
        _ => char::from_u32(code)?,
    };
    Some(sign)
}
