//! Mails as documents: a mail attached to a mail, or kept as a file (.eml, .msg, winmail.dat).
//!
//! The headers that people read come first as a header block, then the body, then what is attached, as children.

mod eml;
mod inflate;
mod msg;
mod msg_as_eml;
mod properties;
mod tnef;

pub(super) use eml::read as read_eml;
pub(super) use msg::read as read_msg;
pub use msg_as_eml::msg_as_eml;
pub(super) use tnef::read as read_tnef;

use super::{Address, Block, BlockKind, Budget, Document, html, rtf, text};

/// The bodies that a mail may have, of which the richest that can be read is taken.
#[derive(Debug, Default)]
struct Bodies {
    html: Option<String>,
    rtf: Option<Vec<u8>>,
    text: Option<String>,
}

impl Bodies {
    /// The body's blocks, their addresses within the part `body`.
    fn into_blocks(self, document: &mut Document, budget: &Budget) {
        let mut body = match self {
            Self { html: Some(html), .. } if !html.trim().is_empty() => html::of_text("body", &html, budget),
            // Outlook wraps an HTML body in RTF and keeps the plain one beside it: the plain one is the truer there.
            Self { text: Some(text), rtf, .. }
                if !text.trim().is_empty() && rtf.as_ref().is_none_or(|rtf| is_wrapping(rtf)) =>
            {
                text::read("body", &text)
            }
            Self { rtf: Some(rtf), .. } => rtf::read("body", &rtf, budget),
            Self { text: Some(text), .. } => text::read("body", &text),
            _ => return,
        };
        for block in &mut body.blocks {
            block.at.part = Some("body".to_owned());
        }
        document.blocks.append(&mut body.blocks);
        document.warnings.append(&mut body.warnings);
    }
}

fn is_wrapping(rtf: &[u8]) -> bool {
    let head = rtf.get(..rtf.len().min(2048)).unwrap_or_default();
    [&b"\\fromhtml"[..], b"\\fromtext"].iter().any(|mark| head.windows(mark.len()).any(|window| window == *mark))
}

/// The headers that people read, a line each; those that are empty are left away.
fn headers(lines: &[(&str, String)]) -> Option<Block> {
    let lines: Vec<String> = lines
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| format!("{name}: {}", value.trim()))
        .collect();
    let at = Address { part: Some("headers".to_owned()), ..Address::line(1) };
    (!lines.is_empty()).then(|| Block::words(BlockKind::Header, at, lines.join("\n")))
}

/// A file name as a label: no folders, no controls, no marks that turn the direction of writing.
pub(super) fn label(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let harmless = |c: &char| {
        !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let kept: String = last.chars().filter(harmless).take(200).collect();
    let kept = kept.trim().trim_matches('.').trim();
    if kept.is_empty() { "unnamed".to_owned() } else { kept.to_owned() }
}
