//! What a mail shows of whose it is, gathered once, before anything is asked of the store.

use jiff::civil::Date;

use super::references::{references, references_in_letter};
use crate::message::{Message, MessageId};
use crate::reply::phrase::Folded;
use crate::reply::segment::{Role, Segment};
use crate::reply::{Letter, Reading, kind};
use crate::request::{ReplyKind, Token};

/// Where a token stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Subject,
    Body,
    Quoted,
    Attachment,
}

/// What a mail shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clues {
    /// In-Reply-To and References.
    pub answers: Vec<MessageId>,
    /// Ids of mails inside this mail, and of those that they answer.
    pub returned: Vec<MessageId>,
    /// To, Cc, Delivered-To: lower case.
    pub recipients: Vec<String>,
    pub tokens: Vec<(Token, Place)>,
    /// Tokens that the authority names in one breath ("your requests A and B"): what answers one answers the other.
    pub together: Vec<Token>,
    /// What may be the authority's reference, as written.
    pub references: Vec<String>,
    /// The same out of what is quoted: ours may stand there, repeated.
    pub quoted_references: Vec<String>,
    /// From and Reply-To, lower case.
    pub senders: Vec<String>,
    /// The sender's name and the signature's lines.
    pub names: String,
    /// Addresses that a delivery report is about.
    pub failed: Vec<String>,
    /// The day on which the request it answers was sent or received, as it says.
    pub request_of: Option<Date>,
    /// Days named in the authority's own words.
    pub days: Vec<Date>,
    pub subject: String,
    /// The whole text folded, for the questions' wording.
    pub text: String,
    pub received: Option<Date>,
    /// Advertising: never anybody's reply, whatever address it was sent to.
    pub unrelated: bool,
}

/// How much text is kept for the wording of questions.
const KEPT: usize = 60_000;

impl Clues {
    /// Gathers the clues of a mail that was read: its `letter`, cut into `segments`.
    pub fn of(message: &Message, letter: &Letter<'_>, segments: &[Segment<'_>], reading: &Reading) -> Self {
        let mut clues = Self {
            answers: message.answers.clone(),
            subject: message.subject.clone(),
            received: message.day(),
            request_of: reading.dates.get("received").copied(),
            unrelated: reading.kind == ReplyKind::Unrelated,
            names: message.from.as_ref().and_then(|from| from.name.clone()).unwrap_or_default(),
            ..Self::default()
        };
        clues.addresses(message);
        clues.words(letter, segments);
        clues.inside(message);
        clues.references.extend(reading.reference.clone());
        clues.references.extend(references(&message.subject).into_iter().map(str::to_owned));
        clues
    }

    fn addresses(&mut self, message: &Message) {
        let mailboxes = message.to.iter().chain(&message.cc).map(|mailbox| mailbox.address.clone());
        self.recipients = mailboxes.chain(message.delivered_to.iter().map(|address| address.to_lowercase())).collect();
        self.senders = message.from.iter().chain(&message.reply_to).map(|mailbox| mailbox.address.clone()).collect();
        if let Some(report) = &message.report {
            self.failed = report.recipients.iter().map(|recipient| recipient.address.clone()).collect();
            let envelope = report.envelope_id.as_deref().unwrap_or("");
            self.find_tokens(envelope, Place::Subject);
            self.find_tokens(&format!("FOI{envelope}"), Place::Subject);
        }
    }

    fn words(&mut self, letter: &Letter<'_>, segments: &[Segment<'_>]) {
        self.find_tokens(letter.subject, Place::Subject);
        self.find_together(letter.subject);
        for segment in segments {
            let place = match (segment.document, segment.role) {
                // A signature or a disclaimer goes under every letter of the house: what stands there was not written to us.
                (0, Role::Quoted | Role::Request | Role::Signature | Role::Disclaimer | Role::Boilerplate) => {
                    Place::Quoted
                }
                (0, _) => Place::Body,
                (_, _) => Place::Attachment,
            };
            self.find_tokens(segment.text, place);
            if place == Place::Body {
                self.find_together(segment.text);
            }
            if segment.role == Role::Signature && self.names.len() < 600 {
                self.names.push('\n');
                self.names.push_str(segment.text);
            }
            if self.text.len() > KEPT || segment.text.len() > KEPT {
                continue;
            }
            let folded = Folded::new(segment.text);
            if !matches!(segment.role, Role::Quoted | Role::Request | Role::Question | Role::Complaints)
                && self.days.len() < 20
            {
                self.days.extend(kind::days_in(folded.text(), letter.received));
            }
            if segment.document == 0 {
                self.find_references(segment.text, matches!(segment.role, Role::Quoted | Role::Request));
            }
            self.text.push(' ');
            self.text.push_str(folded.text());
        }
        // A token broken over two lines or blocks is in none of their segments.
        let whole: Vec<&str> = letter.body.blocks.iter().map(|block| block.text.as_str()).collect();
        self.find_tokens(&whole.join("\n"), Place::Quoted);
    }

    fn find_references(&mut self, text: &str, quoted: bool) {
        let found = if quoted { &mut self.quoted_references } else { &mut self.references };
        if found.len() < 60 && text.bytes().any(|letter| letter.is_ascii_digit()) {
            found.extend(references_in_letter(text).into_iter().map(str::to_owned));
        }
    }

    fn inside(&mut self, message: &Message) {
        for inner in &message.enclosed {
            self.returned.extend(inner.message_id.clone());
            self.returned.extend(inner.answers.iter().cloned());
            self.find_tokens(&inner.subject, Place::Quoted);
            self.find_references(&inner.subject, true);
            for address in &inner.to {
                self.find_tokens(address, Place::Quoted);
            }
        }
    }

    /// "FOI-A and FOI-B", "FOI-A, FOI-B & FOI-C": nothing but what joins them stands between.
    fn find_together(&mut self, text: &str) {
        let places = Token::places(text);
        for pair in places.windows(2) {
            let [(one, first), (other, second)] = pair else { continue };
            let between = text.get(first.end..second.start).unwrap_or("none");
            let mut words = between.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
            let joined = between.len() <= 16 && words.all(|word| ["and", "a", "ac"].contains(&word)) && one != other;
            if joined {
                self.together.extend([one.clone(), other.clone()]);
            }
        }
    }

    fn find_tokens(&mut self, text: &str, place: Place) {
        for token in Token::find_all(text) {
            match self.tokens.iter_mut().find(|(known, _)| *known == token) {
                Some((_, known)) => *known = place.min(*known),
                None => self.tokens.push((token, place)),
            }
        }
    }
}
