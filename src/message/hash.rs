//! The name of an original: SHA-256 of its bytes, so that anyone can check it with `sha256sum`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Names the bytes of a mail or an attachment exactly as received: 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OriginalHash(String);

/// Text that is no hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{got}` is no original's hash: 64 lower-case hexadecimal digits were expected")]
pub struct HashError {
    got: String,
}

impl OriginalHash {
    /// Returns the hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        let mut hex = String::with_capacity(64);
        for byte in digest {
            hex.push(char::from(b"0123456789abcdef"[usize::from(byte >> 4)]));
            hex.push(char::from(b"0123456789abcdef"[usize::from(byte & 15)]));
        }
        Self(hex)
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first eight digits, enough for a person to tell originals apart on a screen.
    pub fn short(&self) -> &str {
        &self.0[..8]
    }
}

impl FromStr for OriginalHash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let digits = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 64 && text.bytes().all(digits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(HashError { got: text.chars().take(80).collect() })
        }
    }
}

impl TryFrom<String> for OriginalHash {
    type Error = HashError;

    fn try_from(text: String) -> Result<Self, HashError> {
        text.parse()
    }
}

impl From<OriginalHash> for String {
    fn from(hash: OriginalHash) -> Self {
        hash.0
    }
}

impl fmt::Display for OriginalHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_is_what_sha256sum_prints() {
        assert_eq!(OriginalHash::of(b"").as_str(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn only_64_lower_case_digits_are_a_hash() {
        assert!("E3B0".parse::<OriginalHash>().is_err());
        assert!("../../etc/passwd".parse::<OriginalHash>().is_err());
    }
}
