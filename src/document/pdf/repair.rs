//! Mends what fonts say about their glyphs, and counts what cannot be mended.
//!
//! Ligatures become letters. Ghostscript writes the characters of some ligatures with their bytes swapped (U+6600 for
//! `f`); Symbol and Wingdings bullets live in the private use area. A glyph of which nothing is known stays `None`:
//! it is counted, and its word is left out rather than passed on as garbage.

use super::marks::Glyph;

/// Mends the texts of a page's glyphs in place.
pub(super) fn mend(glyphs: &mut [Glyph]) {
    let swapped = swapped_bytes(glyphs);
    for glyph in glyphs {
        let Some(text) = &glyph.text else { continue };
        if text.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
            continue;
        }
        let mended: String = text.chars().flat_map(|c| mended(c, swapped)).collect();
        let unreadable = mended.chars().any(is_unreadable);
        glyph.text = (!unreadable).then_some(mended);
    }
}

fn is_unreadable(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}')
}

/// Whether the page has characters that are Latin letters with their two bytes swapped, and none that are Chinese.
fn swapped_bytes(glyphs: &[Glyph]) -> bool {
    let wide = glyphs
        .iter()
        .filter_map(|g| g.text.as_deref())
        .flat_map(str::chars)
        .filter(|c| ('\u{3400}'..='\u{d7ff}').contains(c));
    let (mut swapped, mut all) = (0, 0);
    for c in wide {
        all += 1;
        swapped += usize::from(swap(c).is_some());
    }
    swapped >= 2 && swapped * 2 > all
}

fn swap(c: char) -> Option<&'static str> {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    let code = u32::from(c);
    if code & 0xff != 0 {
        return None;
    }
    match code >> 8 {
        // Ghostscript's code for the second half of `ffi` and `ffl`: fi and fl of Mac Roman, a place further on.
        0xcf => Some("fi"),
        0xd2 => Some("fl"),
        letter => LETTERS.get((letter as usize).checked_sub(0x61)?..).and_then(|rest| rest.get(..1)),
    }
}

fn mended(c: char, swapped: bool) -> Vec<char> {
    if swapped && let Some(text) = swap(c) {
        return text.chars().collect();
    }
    let text = match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        // Symbol and Wingdings by their codes: bullets, squares, arrows, ticks and crosses.
        '\u{f0b7}' | '\u{f06c}' | '\u{f09f}' | '\u{f0a8}' | '\u{f06e}' | '\u{f071}' => "•",
        '\u{f0a7}' => "▪",
        '\u{f0d8}' | '\u{f0e0}' | '\u{f0f0}' => "➢",
        '\u{f0fc}' | '\u{f050}' => "✓",
        '\u{f0fb}' | '\u{f04f}' => "✗",
        '\u{f0fe}' | '\u{f052}' | '\u{f053}' => "☒",
        '\u{f06f}' | '\u{f0a3}' => "☐",
        '\u{f076}' | '\u{f075}' => "❖",
        '\u{f020}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\t' | '\n' | '\r' => " ",
        '\u{f02d}' => "-",
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{2060}' => "",
        _ => return vec![c],
    };
    text.chars().collect()
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::Point;

    use super::*;

    fn mended_text(pieces: &[&str]) -> String {
        let glyph = |text: &&str| Glyph {
            text: Some((*text).to_owned()),
            at: Point::ZERO,
            to: Point::ZERO,
            size: 10.0,
            bold: false,
            unseen: false,
            artifact: false,
            covered: false,
        };
        let mut glyphs: Vec<Glyph> = pieces.iter().map(glyph).collect();
        mend(&mut glyphs);
        glyphs.into_iter().filter_map(|g| g.text).collect()
    }

    #[test]
    fn ligatures_with_their_bytes_swapped_become_letters_and_chinese_stays() {
        let cases: [(&[&str], &str); 4] = [
            (&["cer", "\u{7400}\u{6900}", "fied o", "\u{6600}\u{cf00}", "cer"], "certified officer"),
            (&["work", "\u{6600}\u{6c00}", "ow classi", "\u{6600}\u{6900}", "cation"], "workflow classification"),
            // One such character alone may well be Chinese, and so may many among others.
            (&["\u{6900}"], "\u{6900}"),
            (&["\u{6900}\u{4e2d}\u{6587}\u{7400}\u{5b57}"], "\u{6900}\u{4e2d}\u{6587}\u{7400}\u{5b57}"),
        ];
        for (pieces, text) in cases {
            assert_eq!(mended_text(pieces), text);
        }
    }
}
