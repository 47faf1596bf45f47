//! Mail addresses, checked once at the door.

use std::str::FromStr;

/// A mail address that a letter can be sent to; it holds no line end, so no header can be smuggled in by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailAddress(lettre::Address);

/// Text that is no mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no mail address", got.escape_debug())]
pub struct NoMailAddress {
    got: String,
}

impl MailAddress {
    /// The address as the post needs it.
    pub fn as_lettre(&self) -> &lettre::Address {
        &self.0
    }

    /// What stands after the `@`.
    pub fn domain(&self) -> &str {
        self.0.domain()
    }
}

impl FromStr for MailAddress {
    type Err = NoMailAddress;

    fn from_str(text: &str) -> Result<Self, NoMailAddress> {
        // A domain without a dot is a machine on somebody's desk, not an authority.
        let address = text.parse::<lettre::Address>().ok().filter(|address| address.domain().contains('.'));
        let clean = !text.contains(|c: char| c.is_control() || c.is_whitespace());
        address.filter(|_| clean).map(Self).ok_or_else(|| NoMailAddress { got: text.chars().take(80).collect() })
    }
}

impl std::fmt::Display for MailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_no_line_end_and_no_second_address() {
        for text in ["foi@ashdown.example", "foi.desk+x@mail.ashdown.example"] {
            assert!(text.parse::<MailAddress>().is_ok(), "{text}");
        }
        for text in [
            "",
            "foi",
            "foi@",
            "foi@desk",
            "a@b.example, c@d.example",
            "foi@ashdown.example\nBcc: x@y.example",
            "Foi <a@b.example>",
        ] {
            assert!(text.parse::<MailAddress>().is_err(), "{text:?}");
        }
    }
}
