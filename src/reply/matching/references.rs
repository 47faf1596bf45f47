//! References as case systems write them, found in running text and made comparable.

use crate::message::MessageId;
use crate::reply::phrase::Pattern;

static SHAPE: Pattern = Pattern::new(
    r"(?i)\b(?:[a-z]{1,8}[ /_\-:#.]{0,2})?[a-z0-9]{0,6}(?:[/_\-.]?[a-z0-9]{1,12}){0,4}?\d[a-z0-9/_\-]{1,24}\b",
);

/// How much of a text is searched: references stand in subjects and heads of letters.
const SEARCHED: usize = 6_000;
const MOST: usize = 60;

/// What may be a reference in `text`, as written, each once.
pub fn references(text: &str) -> Vec<&str> {
    let head = text.char_indices().nth(SEARCHED).map_or(text, |(at, _)| text.get(..at).unwrap_or(text));
    let mut found: Vec<&str> = Vec::new();
    for word in SHAPE.find_iter(head).map(|hit| hit.as_str()) {
        // "ref FOI/12/34" and "FOI/12/34" alike: with its word before it, and without.
        let bare = word.split_once([' ', ':', '#']).map(|(_, rest)| rest.trim_start());
        for piece in std::iter::once(word).chain(bare) {
            if found.len() < MOST && key(piece).is_some() && !found.contains(&piece) {
                found.push(piece);
            }
        }
    }
    found
}

/// The words behind which a short number is a reference, and not a figure that happens to be the same.
const INTRODUCED_BY: [&str; 9] = ["ref", "reference", "foi", "foia", "foir", "eir", "rfi", "case", "request"];

/// The same in a letter's text, which is full of figures: a short plain number counts only behind a word that says what it is.
pub fn references_in_letter(text: &str) -> Vec<&str> {
    let mut found = references(text);
    found.retain(|piece| {
        let figure = key(piece).is_some_and(|key| key.len() < 6 && key.chars().all(|letter| letter.is_ascii_digit()));
        let lower = piece.to_ascii_lowercase();
        !figure || INTRODUCED_BY.iter().any(|word| lower.starts_with(word))
    });
    found
}

/// A reference made comparable: capitals, separators and a leading "FOI" or "ref" taken away.
///
/// `None` for what is too short or too plain to name anything: fewer than three digits, a year, a day.
pub fn key(reference: &str) -> Option<String> {
    let bare: String =
        reference.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let bare = ["reference", "ref", "foir", "foia", "foi", "eir", "rfi"]
        .iter()
        .find_map(|word| bare.strip_prefix(word))
        .unwrap_or(&bare);
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    let letters = bare.len() - digits;
    let year = bare.len() == 4 && (bare.starts_with("19") || bare.starts_with("20"));
    let day = letters == 0
        && reference.matches(['/', '-', '.']).count() == 2
        && (6..=8).contains(&digits)
        && looks_like_a_day(reference);
    let sound = digits >= 3 && bare.len() >= 4 && bare.len() <= 40 && letters <= 12 && !year && !day;
    sound.then(|| bare.to_owned())
}

/// Is a reference of ours, by its [`key`], such that it can stand in a letter by no chance? Not what may be a year or a number
/// of something.
pub fn names_by_itself(key: &str) -> bool {
    let digits: String = key.chars().filter(char::is_ascii_digit).collect();
    let years = matches!(digits.len(), 4 | 6 | 8) && (digits.starts_with("19") || digits.starts_with("20"));
    let letters = key.len() - digits.len();
    !years && (digits.len() >= 7 || letters > 0 && digits.len() >= 5)
}

/// The pieces of a Message-ID's local part that may be a request's own token, by which an address was made for its replies.
pub fn own_tags(id: &MessageId) -> impl Iterator<Item = &str> {
    let local = id.as_str().split('@').next().unwrap_or("");
    local.split(|letter: char| !letter.is_alphanumeric()).filter(|piece| (8..=64).contains(&piece.len()))
}

fn looks_like_a_day(reference: &str) -> bool {
    let parts: Vec<&str> = reference.split(['/', '-', '.']).collect();
    let small = |part: &&str| -> bool { part.parse::<u16>().is_ok_and(|number| number <= 31) };
    parts.len() == 3 && (parts.iter().take(2).all(&small) || parts.iter().skip(1).all(small))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_and_compared_without_their_look() {
        let keys = |text: &str| references(text).into_iter().filter_map(key).collect::<Vec<_>>();
        assert!(keys("Case ref: FOI/2025/1742 - response").contains(&"20251742".to_owned()));
        assert!(keys("FOI 2025-1742").contains(&"20251742".to_owned()));
        assert!(keys("our reference 92568/25.").contains(&"9256825".to_owned()));
        assert!(keys("CAMS-012-33637467").contains(&"cams01233637467".to_owned()));
    }

    #[test]
    fn a_figure_in_a_letter_is_no_reference_unless_a_word_says_so() {
        assert_eq!(references_in_letter("The total was 4711 in that year."), ["was 4711"]);
        assert!(references_in_letter("Your request FOI 4711 of May").contains(&"FOI 4711"));
        assert!(references_in_letter("Cost 92568/25").contains(&"92568/25"));
    }

    #[test]
    fn a_token_is_taken_from_a_message_id() {
        let id = MessageId::new("<3rderq83eu.c001-0001@campaign.example>");
        assert_eq!(own_tags(&id).collect::<Vec<_>>(), ["3rderq83eu"]);
    }

    #[test]
    fn days_years_and_small_numbers_are_no_references() {
        for text in ["03/05/2022", "2022-05-03", "2022", "12", "FOI"] {
            assert_eq!(key(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_searched_without_a_panic(text in "\\PC{0,200}") {
            let _ = references(&text);
        }
    }
}
