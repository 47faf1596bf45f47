//! What the corpus knows of the campaign it answers: its own file, and what we sent.

use std::sync::LazyLock;

use serde::Deserialize;

use super::trusts::Trust;
use crate::authority::Code;
use crate::request::{Token, message_id_for};

/// The campaign's name: part of every token.
pub const CAMPAIGN: &str = "demo";
/// How our letter is headed; a reply's subject is made from it.
pub const SUBJECT: &str = "Freedom of Information request: data security staff and training";

#[derive(Debug, Deserialize)]
pub struct Brief {
    pub requester: Requester,
    question: Vec<Asked>,
}

#[derive(Debug, Deserialize)]
pub struct Requester {
    pub name: String,
    pub organisation: String,
    pub email: String,
    pub address: String,
}

#[derive(Debug, Deserialize)]
struct Asked {
    asks: String,
}

/// `campaigns/demo/campaign.toml`, as far as an authority would know it.
#[expect(clippy::expect_used, reason = "the file is part of this program, and every test of this room reads it")]
pub static BRIEF: LazyLock<Brief> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../campaigns/demo/campaign.toml"))
        .expect("campaigns/demo/campaign.toml is sound")
});

impl Brief {
    /// The questions as the letter puts them.
    pub fn asks(&self) -> Vec<String> {
        self.question.iter().map(|question| question.asks.clone()).collect()
    }
}

/// What we sent to one authority.
#[derive(Debug, Clone)]
pub struct Sent {
    pub token: String,
    /// Without angle brackets.
    pub message_id: String,
    pub subject: String,
    /// The letter, as a mail program would quote it.
    pub letter: String,
}

impl Sent {
    /// The request to `trust`.
    pub fn to(trust: &Trust) -> Self {
        let token = Token::for_request(CAMPAIGN, &Code(trust.code.clone()), 0);
        let message_id = message_id_for(&token, 0, &BRIEF.requester.email);
        let (token, message_id) = (token.to_string(), message_id.as_str().trim_matches(['<', '>']).to_owned());
        Self { subject: format!("{SUBJECT} [{token}]"), letter: letter(trust, &token), token, message_id }
    }
}

/// The request as it went, near enough to be quoted: what a reply repeats is never asked to be exact.
fn letter(trust: &Trust, token: &str) -> String {
    let Requester { name, organisation, address, .. } = &BRIEF.requester;
    let asks = BRIEF.asks();
    let numbered: Vec<String> = (1..).zip(&asks).map(|(number, ask)| format!("{number}. {ask}")).collect();
    format!(
        "Dear Freedom of Information Team,\n\nRequest under the Freedom of Information Act 2000: data security staff and training. Our reference: {token}\n\nWe are studying how NHS trusts train their staff in data security. Please would {} let us have the following:\n\n{}\n\nIf it would help, a short answer under each number is enough.\n\nYours faithfully,\n\n{name}\n{organisation}\n{address}",
        trust.name,
        numbered.join("\n\n")
    )
}
