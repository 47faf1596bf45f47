//! Names of requests and of the mails we send for them.

use serde::{Deserialize, Serialize};

use super::Token;
use crate::authority::Code;
use crate::message::MessageId;

/// Names a request: `campaign/CODE`, one campaign x one authority.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub String);

impl RequestId {
    pub fn new(campaign: &str, authority: &Code) -> Self {
        Self(format!("{campaign}/{authority}"))
    }

    /// The campaign's name.
    pub fn campaign(&self) -> &str {
        self.0.split_once('/').map_or("", |(campaign, _)| campaign)
    }

    /// The authority's code.
    pub fn authority(&self) -> Code {
        Code(self.0.split_once('/').map_or("", |(_, code)| code).to_owned())
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the Message-ID of the `nth` mail (from 0: the request itself) that we send under `token`.
///
/// It is fixed before the mail is handed over, so a hand-over that is repeated is still one message to whoever
/// receives it twice, and a reply's In-Reply-To names the request (RFC 5322 s. 3.6.4). The part after the `@` is the
/// requester's own domain, as the RFC recommends; what is no domain becomes `foi.invalid`.
pub fn message_id_for(token: &Token, nth: u32, requester_email: &str) -> MessageId {
    let domain = requester_email.rsplit_once('@').map_or("", |(_, domain)| domain);
    let sound = !domain.is_empty() && domain.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    let domain = if sound { domain.to_ascii_lowercase() } else { "foi.invalid".to_owned() };
    let stem = token.bare();
    MessageId::new(&if nth == 0 { format!("foi.{stem}@{domain}") } else { format!("foi.{stem}.{nth}@{domain}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_has_one_message_id_for_ever() {
        let token: Token = Token::for_request("t", &Code("R1".into()), 0);
        let first = message_id_for(&token, 0, "desk@Larkspur.example");
        assert_eq!(first, message_id_for(&token, 0, "desk@larkspur.example"));
        assert_ne!(first, message_id_for(&token, 1, "desk@larkspur.example"));
        assert!(message_id_for(&token, 0, "no\r\nBcc: x").as_str().ends_with("@foi.invalid"));
    }
}
