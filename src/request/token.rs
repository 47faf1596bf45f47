//! The reference token that ties a reply to its request, wherever an officer quotes or retypes it.
//!
//! `FOI-7K2M-9PQ4`: eight symbols, the last of which checks the rest. What decided its shape:
//!
//! - **Alphabet.** 29 symbols, without those that people and scanners take for one another: no 0 O 1 I L (as Froide),
//!   no S (5) and no U (V). Compared without case.
//! - **Check symbol.** 29 is prime, so a weighted sum modulo 29 catches *every* single wrong symbol and every swap of
//!   two symbols (the scheme of ISBN-10, which 11 does for digits). Hence a mistyped token names nothing rather than
//!   somebody else's request.
//! - **Two short groups** after a word that stays when a subject line is cut or prefixed; separators may be lost,
//!   doubled, or turned into blanks, dashes of any length, dots, underscores or line breaks.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::authority::Code;

const ALPHABET: &[u8; 29] = b"23456789ABCDEFGHJKMNPQRTVWXYZ";
const SYMBOLS: usize = 8;

/// Ties a reply to its request, as FOI-7K2M-9PQ4: the last symbol checks the rest.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Token(String);

/// Text that is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{got}` is no reference token: one looks like FOI-7K2M-9PQ4, and its last symbol must fit the rest")]
pub struct TokenError {
    got: String,
}

impl Token {
    /// Returns the token of the request that `campaign` puts to `authority`.
    ///
    /// The same three always give the same token, so a letter may be previewed before anything is stored. `salt` is 0;
    /// a campaign in which two authorities meet on one token (1 in 17 thousand million a pair) takes 1 for the second.
    pub fn for_request(campaign: &str, authority: &Code, salt: u32) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(campaign.as_bytes());
        hasher.update([0]);
        hasher.update(authority.0.as_bytes());
        hasher.update(salt.to_be_bytes());
        let digest = hasher.finalize();
        let mut number = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let mut symbols = [0_u8; SYMBOLS];
        for symbol in symbols.iter_mut().take(SYMBOLS - 1) {
            *symbol = (number % 29) as u8;
            number /= 29;
        }
        symbols[SYMBOLS - 1] = check_symbol(&symbols);
        Self::written(&symbols)
    }

    /// The eight symbols without word and dashes, lower case: for addresses and Message-IDs.
    pub fn bare(&self) -> String {
        self.0.chars().skip(4).filter(|c| *c != '-').collect::<String>().to_lowercase()
    }

    /// Returns every token that stands in `text`, in order, each once, however it was mangled.
    ///
    /// Takes `foi 7k2m 9pq4`, `FOI7K2M9PQ4`, `FOI–7K2M–9PQ4` and one broken over lines; reads `S` as `5`. A token whose
    /// check symbol does not fit is not there.
    pub fn find_all(text: &str) -> Vec<Self> {
        let mut found = Vec::new();
        for (token, _) in Self::places(text) {
            if !found.contains(&token) {
                found.push(token);
            }
        }
        found
    }

    /// The same with where each stands, as often as it does.
    pub fn places(text: &str) -> Vec<(Self, Range<usize>)> {
        let mut found = Vec::new();
        let bytes = text.as_bytes();
        let mut from = 0;
        while let Some(start) = next_word(bytes, from) {
            from = start + 3;
            if let Some((token, length)) = token_after(&text[from..]) {
                found.push((token, start..from + length));
            }
        }
        found
    }

    fn written(symbols: &[u8; SYMBOLS]) -> Self {
        let mut text = String::from("FOI-");
        for (at, symbol) in symbols.iter().enumerate() {
            if at == SYMBOLS / 2 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(*symbol)]));
        }
        Self(text)
    }
}

/// Returns the symbol that makes the sum of (position x symbol) come to a multiple of 29.
fn check_symbol(symbols: &[u8; SYMBOLS]) -> u8 {
    let sum: u32 = symbols.iter().take(SYMBOLS - 1).zip(2..).map(|(symbol, weight)| u32::from(*symbol) * weight).sum();
    ((29 - sum % 29) % 29) as u8
}

/// Finds the next `foi`, in any case, that does not end a longer word.
fn next_word(bytes: &[u8], from: usize) -> Option<usize> {
    (from..bytes.len().saturating_sub(2)).find(|&at| {
        bytes[at..at + 3].eq_ignore_ascii_case(b"foi") && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
    })
}

/// Reads eight symbols from the start of `text`, separators between them passed over, and checks them; says how far they reach.
fn token_after(text: &str) -> Option<(Token, usize)> {
    let mut symbols = [0_u8; SYMBOLS];
    let mut count = 0;
    let mut separators = 0;
    for (at, c) in text.char_indices() {
        if count == SYMBOLS {
            // A longer word is no token: FOI-7K2M-9PQ4 is, FOI-7K2M-9PQ41 is not.
            return (!c.is_ascii_alphanumeric()).then(|| checked(&symbols)).flatten().map(|token| (token, at));
        }
        if is_separator(c) {
            separators += 1;
            // A mail program that quotes and wraps puts "\r\n> > " in the middle; more than that is another text.
            if separators > 12 {
                return None;
            }
        } else {
            symbols[count] = symbol_of(c)?;
            count += 1;
        }
    }
    (count == SYMBOLS).then(|| checked(&symbols)).flatten().map(|token| (token, text.len()))
}

fn checked(symbols: &[u8; SYMBOLS]) -> Option<Token> {
    (check_symbol(symbols) == symbols[SYMBOLS - 1]).then(|| Token::written(symbols))
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '-' | '_' | '.' | ':' | '#' | '/' | '>' | '=' | '\u{ad}' | '\u{200b}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
    ) || c.is_whitespace()
}

fn symbol_of(c: char) -> Option<u8> {
    let upper = match c.to_ascii_uppercase() {
        'S' => '5',
        other => other,
    };
    let byte = u8::try_from(upper).ok()?;
    ALPHABET.iter().position(|symbol| *symbol == byte).and_then(|at| u8::try_from(at).ok())
}

impl FromStr for Token {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let trimmed = text.trim();
        let whole = trimmed.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("foi"));
        let rest = if whole { trimmed.get(3..) } else { None };
        rest.and_then(token_after)
            .map(|(token, _)| token)
            .ok_or_else(|| TokenError { got: text.chars().take(60).collect() })
    }
}

impl TryFrom<String> for Token {
    type Error = TokenError;

    fn try_from(text: String) -> Result<Self, TokenError> {
        text.parse()
    }
}

impl From<Token> for String {
    fn from(token: Token) -> Self {
        token.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> Token {
        Token::for_request("trusts-2018", &Code("RXX".into()), 0)
    }

    #[test]
    fn the_same_request_always_has_the_same_token_and_another_salt_another() {
        assert_eq!(token(), token());
        assert_ne!(token(), Token::for_request("trusts-2018", &Code("RXX".into()), 1));
        assert_eq!(token().to_string().parse::<Token>().unwrap(), token());
    }

    #[test]
    fn a_token_survives_what_mail_does_to_it() {
        let t = token().to_string();
        let groups: Vec<&str> = t.split('-').collect();
        for mangled in [
            t.to_lowercase(),
            t.replace('-', " "),
            t.replace('-', ""),
            t.replace('-', "\u{2013}"),
            format!("RE: Fwd: [EXTERNAL] {t}: our ref 2018-4711"),
            format!("> > ref {}-{}-\r\n> > {}", groups[0], groups[1], groups[2]),
            t.replace('5', "S"),
            format!("({t})."),
        ] {
            assert_eq!(Token::find_all(&mangled), [token()], "in {mangled:?}");
        }
    }

    #[test]
    fn every_single_wrong_symbol_and_every_swap_is_caught() {
        let right: Vec<char> = token().to_string().chars().collect();
        let places: Vec<usize> = (4..right.len()).filter(|at| right[*at] != '-').collect();
        for &at in &places {
            for symbol in ALPHABET.iter().map(|b| char::from(*b)).filter(|c| *c != right[at]) {
                let mut wrong = right.clone();
                wrong[at] = symbol;
                assert!(wrong.iter().collect::<String>().parse::<Token>().is_err());
            }
            for &other in places.iter().filter(|other| right[**other] != right[at]) {
                let mut swapped = right.clone();
                swapped.swap(at, other);
                assert!(swapped.iter().collect::<String>().parse::<Token>().is_err());
            }
        }
    }

    #[test]
    fn an_authoritys_own_reference_is_no_token() {
        assert!(Token::find_all("FOI-2018-1047 and FOI 4711/18, under the FOI Act, foi@trust.example").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_text_at_all_is_searched_without_a_panic(text in "\\PC*") {
            let _ = Token::find_all(&text);
            let _ = text.parse::<Token>();
        }
    }
}
