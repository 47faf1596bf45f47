//! Plain text: a paragraph a block, each with the line it begins on; quoted mail told apart.
//!
//! Tables drawn with spaces or bars stay paragraphs, their line breaks and spaces untouched.

use super::quote::{self, Seam};
use super::{Address, Block, BlockKind, Document, Format, State, encoding};

/// Reads plain text. Blank lines part the paragraphs; a paragraph's own line breaks are kept.
pub fn read(file: &str, text: &str) -> Document {
    let mut document = Document::empty(file, text.as_bytes(), Format::Text, State::Read);
    document.blocks = blocks(text);
    document
}

/// Reads plain text in whatever encoding it came.
pub(super) fn read_bytes(file: &str, bytes: &[u8], declared: Option<&str>) -> Document {
    let decoded = encoding::decode(bytes, charset(declared));
    let mut document = Document::empty(file, bytes, Format::Text, State::Read);
    if decoded.lossy {
        document.warnings.push(format!("some bytes are no {} and are shown as \u{fffd}", decoded.encoding));
    }
    document.blocks = blocks(&decoded.text);
    document
}

/// The charset named in a media type such as `text/plain; charset=windows-1252`.
pub(super) fn charset(declared: Option<&str>) -> Option<&str> {
    let lower = declared?.to_ascii_lowercase();
    let at = lower.find("charset=")? + "charset=".len();
    let named = declared?.get(at..)?.trim_start_matches(['"', '\'', ' ']);
    named.split([';', '"', '\'', ' ']).next().filter(|name| !name.is_empty())
}

/// Paragraphs and quotes in their order.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let mut blocks = Vec::new();
    let mut open: Option<(Seam, u32, Vec<&str>)> = None;
    for ((line, seam), number) in lines.iter().zip(quote::seams(&lines)).zip(1..) {
        let shown = if seam == Seam::Own { line } else { quote::unmarked(line) };
        let blank = shown.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty();
        if blank || open.as_ref().is_some_and(|(kind, ..)| *kind != seam) {
            blocks.extend(open.take().map(close));
        }
        if !blank {
            open.get_or_insert_with(|| (seam, number, Vec::new())).2.push(shown);
        }
    }
    blocks.extend(open.map(close));
    blocks
}

fn close((seam, begins, lines): (Seam, u32, Vec<&str>)) -> Block {
    let kind = if seam == Seam::Own { BlockKind::Paragraph } else { BlockKind::Quote };
    Block::words(kind, Address::line(begins), lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(BlockKind, u32, String)> {
        read("body", text).blocks.into_iter().map(|b| (b.kind, b.at.line.unwrap_or(0), b.text)).collect()
    }

    #[test]
    fn marked_lines_are_quotes_and_the_answers_between_them_are_not() {
        let text = "Dear Sir\n\n> 1. How many?\nWe hold three.\n> 2. Where?\n\nNone.\n";
        assert_eq!(
            kinds(text),
            [
                (BlockKind::Paragraph, 1, "Dear Sir".to_owned()),
                (BlockKind::Quote, 3, "1. How many?".to_owned()),
                (BlockKind::Paragraph, 4, "We hold three.".to_owned()),
                (BlockKind::Quote, 5, "2. Where?".to_owned()),
                (BlockKind::Paragraph, 7, "None.".to_owned()),
            ]
        );
    }

    #[test]
    fn an_earlier_message_is_told_by_its_divider_attribution_or_headers() {
        for seam in [
            "-----Original Message-----\nFrom: A",
            "On 3 July 2018 at 10:14, A. Person <a@person.example>\nwrote:",
            "________________________________\nFrom: A. Person\nSent: 3 July 2018\nTo: B",
            "From: A. Person\nDate: 3 July 2018\nSubject: Request",
        ] {
            let blocks = kinds(&format!("We hold 3.\n\n{seam}\n\nHow many?\n"));
            assert_eq!(blocks[0].0, BlockKind::Paragraph, "{seam}");
            assert!(blocks[1..].iter().all(|block| block.0 == BlockKind::Quote), "{seam}: {blocks:?}");
        }
    }

    #[test]
    fn what_a_letter_says_of_an_earlier_letter_is_no_quote() {
        for text in ["On 5 May you wrote:\n\nHow many?", "From: A\nSent: today\nTo: B\nSubject: C\n\nWe hold 3."] {
            assert!(kinds(text).iter().all(|block| block.0 == BlockKind::Paragraph), "{text}");
        }
    }

    #[test]
    fn columns_drawn_with_spaces_keep_their_spaces() {
        assert_eq!(kinds("Year    Spend\r\n2016     £3\r\n")[0].2, "Year    Spend\n2016     £3");
    }
}
