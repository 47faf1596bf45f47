//! Form fields: the names and filled-in values of an AcroForm (ISO 32000-1, 12.7), in the form's order.
//!
//! A field's full name is its ancestors' and its own, joined by points; values and kinds are inherited. XFA is not read.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};

/// Deepest nesting of fields that is followed: real forms have three or four levels, hostile ones point to themselves.
const DEEPEST: usize = 16;
/// Most fields read from one form.
const MOST: usize = 5_000;

/// The document's catalog.
pub(super) fn catalog<'a>(pdf: &'a Pdf) -> Option<Dict<'a>> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())
}

/// The fields of the document's form and their values, `""` where nothing is filled in.
pub(super) fn fields(pdf: &Pdf) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let Some(form) = catalog(pdf).and_then(|c| c.get::<Dict<'_>>("AcroForm")) else { return found };
    let Some(roots) = form.get::<Array<'_>>("Fields") else { return found };
    let mut visits = 0;
    for field in roots.iter::<Dict<'_>>() {
        walk(&field, "", &Inherited::default(), 0, &mut visits, &mut found);
    }
    found
}

#[derive(Default, Clone)]
struct Inherited {
    kind: String,
    value: Option<String>,
}

fn walk(
    field: &Dict<'_>,
    above: &str,
    inherited: &Inherited,
    depth: usize,
    visits: &mut usize,
    found: &mut Vec<(String, String)>,
) {
    *visits += 1;
    if depth > DEEPEST || *visits > MOST {
        return;
    }
    let own = field.get::<PdfString<'_>>("T").map(|s| text_string(s.as_bytes()));
    let name = match &own {
        Some(own) if above.is_empty() => own.clone(),
        Some(own) => format!("{above}.{own}"),
        None => above.to_owned(),
    };
    let here = Inherited {
        kind: field.get::<Name<'_>>("FT").map_or_else(|| inherited.kind.clone(), |n| n.as_str().to_owned()),
        value: field.get::<Object<'_>>("V").and_then(value).or_else(|| inherited.value.clone()),
    };
    let kids: Vec<Dict<'_>> =
        field.get::<Array<'_>>("Kids").map(|kids| kids.iter::<Dict<'_>>().take(MOST).collect()).unwrap_or_default();
    // Kids without a name are the field's widgets (the circles of a radio button), not fields.
    if kids.iter().any(|k| k.contains_key("T")) {
        for kid in &kids {
            walk(kid, &name, &here, depth + 1, visits, found);
        }
    } else if !name.is_empty() && here.kind != "Sig" && !is_push_button(field, &here.kind) {
        found.push((name, here.value.unwrap_or_default()));
    }
}

fn is_push_button(field: &Dict<'_>, kind: &str) -> bool {
    const PUSH_BUTTON: u32 = 1 << 16;
    kind == "Btn" && field.get::<u32>("Ff").unwrap_or(0) & PUSH_BUTTON != 0
}

fn value(object: Object<'_>) -> Option<String> {
    match object {
        Object::String(s) => Some(text_string(s.as_bytes())),
        Object::Name(n) => Some(n.as_str().to_owned()),
        Object::Array(several) => Some(
            several
                .iter::<PdfString<'_>>()
                .take(MOST)
                .map(|s| text_string(s.as_bytes()))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        Object::Stream(rich) => rich.decoded().ok().map(|b| text_string(&b)),
        _ => None,
    }
}

/// A text string of a PDF: UTF-16 or UTF-8 by its mark, else PDFDocEncoding (7.9.2.2).
pub(super) fn text_string(bytes: &[u8]) -> String {
    let utf16 = |big: bool, rest: &[u8]| {
        let units = rest.chunks_exact(2).map(|p| match *p {
            [a, b] if big => u16::from_be_bytes([a, b]),
            [a, b] => u16::from_le_bytes([a, b]),
            _ => 0,
        });
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).filter(|c| *c != '\u{1b}').collect()
    };
    match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(true, rest),
        [0xff, 0xfe, rest @ ..] => utf16(false, rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|b| pdf_doc(*b)).collect(),
    }
}

/// PDFDocEncoding: Latin-1 but for 0x18..0x1f and 0x80..0xa0 (annex D.2).
fn pdf_doc(byte: u8) -> char {
    const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł',
        'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    match byte {
        0x18..=0x1f => LOW.get(usize::from(byte - 0x18)).copied().unwrap_or('\u{fffd}'),
        0x80..=0xa0 => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
        _ => char::from(byte),
    }
}
