//! What begins a list item or a numbered question: bullets, `1.`, `(a)`, `iv)`, `Q3:`.

use std::sync::LazyLock;

use regex::Regex;

#[expect(clippy::unwrap_used, reason = "the pattern is a constant, compiled by the tests below")]
static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[•◦▪■□●○‣⁃∙·➢➤►✓✗❖–—*\u{2212}o-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.):]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|\(\d{1,2}\)|(?:q|question)\.?\s?\d{1,2}[.:)a-z]?)$").unwrap()
});

/// `text` is nothing but a marker.
pub(super) fn is_marker(text: &str) -> bool {
    MARKER.is_match(text.trim())
}

/// The words begin with a marker and something follows it.
pub(super) fn begins(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return false };
    if first == "o" || first == "-" || first == "–" || first == "—" || first == "*" {
        // A lone letter or dash is a bullet where words follow, not figures ("– 5").
        return second.starts_with(char::is_alphabetic);
    }
    let numbered_only = first.chars().all(|c| c.is_ascii_digit() || c == '.');
    is_marker(first) && (!numbered_only || first.contains('.') && second.starts_with(|c: char| !c.is_ascii_digit()))
        || first.eq_ignore_ascii_case("question") && second.starts_with(|c: char| c.is_ascii_digit())
        || first.len() > 1 && first.starts_with(['•', '▪', '●', '◦', '➢'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bullets_begin_an_item_and_years_do_not() {
        for yes in [
            "1. How many",
            "a) the name",
            "(iv) costs",
            "• item",
            "2.1 Scope",
            "Q3. How",
            "Question 4 asks",
            "- yes, all",
            "10) Ten",
        ] {
            assert!(begins(yes), "{yes}");
        }
        for no in ["2018. The Trust", "– 5", "In 2018", "1.5 31.5", "I refer", "14 September"] {
            assert!(!begins(no), "{no}");
        }
    }
}
