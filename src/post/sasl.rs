//! What a client says to sign in (SASL): PLAIN (RFC 4616), XOAUTH2 (Google, Microsoft), OAUTHBEARER (RFC 7628).
//!
//! A server that refuses a token first sends its reasons as a challenge, and waits for an answer before it says no: a client
//! that does not answer hangs. [`Credential::answer_refusal`] is that answer.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::secret::Secret;

/// How we prove who we are, ready to be said.
#[derive(Debug, Clone)]
pub enum Credential {
    Password {
        user: String,
        password: Secret,
    },
    /// `user` is the mailbox: the shared one's address, where the token is a person's.
    Token {
        user: String,
        token: Secret,
    },
}

/// A mechanism that both sides know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    Plain,
    Login,
    XOAuth2,
    OAuthBearer,
}

impl Mechanism {
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::XOAuth2 => "XOAUTH2",
            Self::OAuthBearer => "OAUTHBEARER",
        }
    }
}

impl Credential {
    /// The best mechanism of those that the server names, in any case.
    pub fn mechanism<'a>(&self, offered: impl IntoIterator<Item = &'a str> + Clone) -> Option<Mechanism> {
        // XOAUTH2 first: Microsoft documents nothing else, and Google takes both.
        let known: &[Mechanism] = match self {
            Self::Password { .. } => &[Mechanism::Plain, Mechanism::Login],
            Self::Token { .. } => &[Mechanism::XOAuth2, Mechanism::OAuthBearer],
        };
        let offers = |wanted: &&Mechanism| offered.clone().into_iter().any(|o| o.eq_ignore_ascii_case(wanted.name()));
        known.iter().find(offers).copied()
    }

    /// The first words of a mechanism, before base64; nothing for LOGIN, which asks twice.
    pub fn first(&self, mechanism: Mechanism, host: &str, port: u16) -> Secret {
        Secret::new(match (self, mechanism) {
            (Self::Password { user, password }, Mechanism::Plain) => format!("\0{user}\0{}", password.reveal()),
            (Self::Token { user, token }, Mechanism::OAuthBearer) => {
                let user = user.replace('=', "=3D").replace(',', "=2C");
                format!("n,a={user},\x01host={host}\x01port={port}\x01auth=Bearer {}\x01\x01", token.reveal())
            }
            (Self::Token { user, token }, _) => format!("user={user}\x01auth=Bearer {}\x01\x01", token.reveal()),
            (Self::Password { .. }, _) => String::new(),
        })
    }

    /// What LOGIN asks for, in its order.
    pub fn login(&self) -> [&str; 2] {
        match self {
            Self::Password { user, password } => [user, password.reveal()],
            Self::Token { user, .. } => [user, ""],
        }
    }

    /// What is said to the challenge in which a server gives its reasons for refusing a token, in base64.
    pub fn answer_refusal(mechanism: Mechanism) -> &'static str {
        match mechanism {
            // One byte 0x01 (RFC 7628 s. 3.2.3).
            Mechanism::OAuthBearer => "AQ==",
            Mechanism::XOAuth2 | Mechanism::Plain | Mechanism::Login => "",
        }
    }
}

/// As it travels.
pub fn encode(words: &str) -> String {
    STANDARD.encode(words)
}

/// What a server's challenge says, as far as it is text.
pub fn decode(challenge: &str) -> String {
    let bytes = STANDARD.decode(challenge.trim()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).chars().filter(|c| !c.is_control()).take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strings_are_those_of_the_rfcs_and_the_providers() {
        let token = Credential::Token { user: "foi=desk,a@b.example".into(), token: Secret::new("T".into()) };
        assert_eq!(
            token.first(Mechanism::XOAuth2, "h", 1).reveal(),
            "user=foi=desk,a@b.example\x01auth=Bearer T\x01\x01"
        );
        assert_eq!(
            token.first(Mechanism::OAuthBearer, "imap.example", 993).reveal(),
            "n,a=foi=3Ddesk=2Ca@b.example,\x01host=imap.example\x01port=993\x01auth=Bearer T\x01\x01"
        );
        let password = Credential::Password { user: "u".into(), password: Secret::new("p".into()) };
        assert_eq!(encode(password.first(Mechanism::Plain, "h", 1).reveal()), "AHUAcA==");
    }

    #[test]
    fn a_mechanism_is_chosen_of_those_offered() {
        let token = Credential::Token { user: "u".into(), token: Secret::new("T".into()) };
        assert_eq!(token.mechanism(["PLAIN", "xoauth2"]), Some(Mechanism::XOAuth2));
        assert_eq!(token.mechanism(["PLAIN", "LOGIN"]), None);
    }

    #[test]
    fn a_secret_is_on_no_screen() {
        let password = Credential::Password { user: "u".into(), password: Secret::new("hunter2".into()) };
        assert!(!format!("{password:?}").contains("hunter2"));
    }
}
