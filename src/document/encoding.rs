//! Bytes to characters: what the sender declared where it holds, what the bytes themselves say where it does not.
//!
//! Order: byte order mark; NUL bytes in every second place (UTF-16 without a mark, as Excel's "Unicode text" cut and
//! pasted); UTF-8 if it is valid, since nothing else looks like it by chance; then the declaration; then chardetng with
//! the United Kingdom in mind. chardetng does not know Mac Roman, which Excel for Mac still writes: the readings are
//! weighed where it says windows-1252, or a Central European encoding, for which it takes Mac Roman.

use encoding_rs::{Encoding, ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Characters, and how they were had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// The name of the encoding, as the WHATWG standard calls it.
    pub encoding: &'static str,
    /// Some bytes stood for nothing and became U+FFFD.
    pub lossy: bool,
}

/// Turns bytes into text; `declared` is a charset's name from a header or a `meta` element.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let encoding = choose(bytes, declared);
    let (text, used, lossy) = encoding.decode(bytes);
    Decoded { text: text.into_owned(), encoding: used.name(), lossy }
}

fn choose(bytes: &[u8], declared: Option<&str>) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(bytes) {
        return marked;
    }
    if let Some(wide) = utf16_by_nuls(bytes) {
        return wide;
    }
    let declared = declared.and_then(|name| Encoding::for_label(name.trim().trim_matches('"').as_bytes()));
    // ISO-2022-JP and its like are seven-bit, hence valid UTF-8 as well: for them the declaration must come first.
    if let Some(named) =
        declared.filter(|named| !named.is_ascii_compatible() && *named != UTF_16LE && *named != UTF_16BE)
    {
        return named;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    if let Some(named) = declared.filter(|named| *named != UTF_8 && *named != UTF_16LE && *named != UTF_16BE) {
        return if named == WINDOWS_1252 { latin_or_mac(bytes, named) } else { named };
    }
    if nearly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"uk"), chardetng::Utf8Detection::Allow);
    if guess == WINDOWS_1252 || CENTRAL.contains(&guess.name()) { latin_or_mac(bytes, guess) } else { guess }
}

/// What Mac Roman is taken for as well.
const CENTRAL: [&str; 5] = ["windows-1250", "ISO-8859-2", "windows-1254", "windows-1257", "ISO-8859-4"];

/// UTF-16 without a mark: Latin text has a NUL in every second byte.
fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096) & !1).filter(|sample| sample.len() >= 4)?;
    let nuls = |from: usize| sample.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (nuls(0), nuls(1), sample.len() / 2);
    if odd * 10 > pairs * 4 && even * 20 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 4 && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// UTF-8 with a few bytes spoilt: many good sequences for each bad one.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 3 && good > bad * 8
}

/// The likeliest of the readings; where two are as likely, the first. ISO-8859-15 is windows-1252 with a euro where that has `¤`.
fn latin_or_mac(bytes: &[u8], guess: &'static Encoding) -> &'static Encoding {
    let sample = bytes.get(..bytes.len().min(1 << 16)).unwrap_or(bytes);
    let weight = |encoding: &'static Encoding| plausibility(&encoding.decode_without_bom_handling(sample).0);
    let more = |best, next| if weight(next) > weight(best) { next } else { best };
    [MACINTOSH, guess, ISO_8859_15].into_iter().fold(WINDOWS_1252, more)
}

/// How English a text looks by its characters outside ASCII: quotes, dashes and pounds where they belong, accented letters
/// inside words; against capital vowels and symbols that stand inside words.
fn plausibility(text: &str) -> i32 {
    let characters: Vec<char> = text.chars().collect();
    let mut weight = 0;
    for (at, c) in characters.iter().enumerate().filter(|(_, c)| !c.is_ascii()) {
        let before = at.checked_sub(1).and_then(|at| characters.get(at)).copied().unwrap_or(' ');
        let after = characters.get(at + 1).copied().unwrap_or(' ');
        weight += match c {
            '\u{80}'..='\u{9f}' => -2,
            '’' | '‘' | '“' | '”' | '–' | '—' | '…' | '•' | '£' | '€' | '½' | '¼' | '¾' | '°' | '\u{a0}' => {
                1
            }
            // Letters that no language of these islands has, Welsh apart, speak neither for nor against.
            c if c.is_alphabetic() && *c > '\u{ff}' && !"ŵŷŴŶœŒ".contains(*c) => 0,
            c if c.is_lowercase() && (before.is_alphabetic() || after.is_alphabetic()) => 1,
            c if c.is_uppercase() && !before.is_lowercase() && after.is_alphabetic() => 1,
            _ => -1,
        };
    }
    weight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_say_what_they_are() {
        let utf16 = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let cases: [(&str, Vec<u8>, &str); 10] = [
            ("ISO-8859-15 by its euro", b"Nord-S\xfcd;1.204,50 \xa4".to_vec(), "Nord-Süd;1.204,50 €"),
            (
                "Mac Roman that looks Polish",
                b"D\x9dn \xe9ideann,\xa31,250.00,\xd2agency\xd3 staff,O\xd5Neill".to_vec(),
                "Dùn Èideann,£1,250.00,“agency” staff,O’Neill",
            ),
            ("UTF-8 with a mark", b"\xef\xbb\xbf\xc2\xa35".to_vec(), "£5"),
            ("UTF-16 without a mark", utf16("Spend £5,356", false), "Spend £5,356"),
            ("big-endian without a mark", utf16("Spend £5,356", true), "Spend £5,356"),
            ("windows-1252 by a pound alone", b"2017,\xa35,356.00\r\n".to_vec(), "2017,£5,356.00\r\n"),
            ("windows-1252 quotes", b"The Trust\x92s \x93policy\x94 \x96 2017".to_vec(), "The Trust’s “policy” – 2017"),
            ("Mac Roman quotes", b"The Trust\xd5s \xd2policy\xd3 \xd0 2017".to_vec(), "The Trust’s “policy” – 2017"),
            ("Mac Roman letters", b"Ch\x89teau na\x95ve caf\x8e".to_vec(), "Château naïve café"),
            ("windows-1252 letters", b"Ch\xe2teau na\xefve caf\xe9".to_vec(), "Château naïve café"),
        ];
        for (what, bytes, text) in cases {
            assert_eq!(decode(&bytes, None).text, text, "{what}");
        }
    }

    #[test]
    fn a_false_declaration_does_not_spoil_the_words() {
        assert_eq!(decode("£5 – café".as_bytes(), Some("iso-8859-1")).text, "£5 – café");
        assert_eq!(decode(b"\xa35 spent", Some("utf-8")).text, "£5 spent");
    }
}
