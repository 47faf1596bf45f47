//! What happened to a request, dated, with its source. Append-only: a mistake is put right by another event.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ReplyKind, RequestId};
use crate::law::Ground;
use crate::message::MessageId;

/// Something that happened to a request. Never changed, never deleted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Given by the store, in the order of recording; 0 before that.
    pub id: i64,
    pub request: RequestId,
    /// The civil day in the United Kingdom on which the law counts it, whatever the time zone of the mail server.
    pub on: Date,
    /// When we learnt it.
    pub recorded: Timestamp,
    pub source: Source,
    pub what: What,
}

/// How we know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// This program did it.
    Foi,
    /// The reader took it from a message.
    Reader,
    /// A list of requests sent by other means.
    Adopted,
    /// A person said so.
    Person(String),
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// A letter of ours was handed over.
    Sent { letter: LetterKind, message: Option<MessageId>, channel: Channel, to: String },
    /// A message came in and is tied to this request.
    Received { message: String, says: Says },
    /// The message was read again, by a newer reader or by a person: counts in place of what it was said to be.
    Recognised { message: String, says: Says },
    /// The message turned out not to belong to this request.
    Untied { message: String, reason: String },
    /// Recorded by hand: what no mail shows.
    Noted {
        note: Note,
        words: String,
        until: Option<Date>,
        #[serde(default, skip_serializing_if = "Particulars::is_empty")]
        more: Particulars,
    },
    /// The authority is written to at another address from now on.
    Readdressed { to: String, why: String },
    /// An earlier event is taken back.
    Corrected { event: i64, reason: String },
}

/// What the clock asks of a note besides its day; what nobody said is left open, never guessed from the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Particulars {
    /// The ground of an extension; left open it is the one that the law gives first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// Does the order of a succession continue pending business?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<bool>,
    /// How something of ours went; left open it went by post, since of mail we have the mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
}

impl Particulars {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a letter of ours is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    Request,
    Chase,
    /// Our answer to an authority that asked what we mean.
    Clarification,
    Review,
    Complaint,
}

/// How a letter travelled; by it the law says when it was received (law/CLOCK s. 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Email,
    Portal,
    Fax,
    Hand,
    /// First-class post.
    Post,
    SecondClassPost,
}

/// What a message says that matters to its request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Says {
    pub kind: ReplyKind,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<ReplyKind>,
    /// The day to which more time is claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The ground of an extension, a refusal or a question, in the words of law/CLOCK s. 9.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Another address to which an automatic reply sends the requester.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// Links under which the response waits: received, and not captured until a person has saved the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// The authority's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub states_received: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub states_due: Option<Date>,
    /// Sections relied on to withhold anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exemptions: Vec<String>,
}

impl Says {
    /// A message of `kind` that says nothing else.
    pub fn only(kind: ReplyKind) -> Self {
        Self {
            kind,
            also: Vec::new(),
            until: None,
            basis: None,
            redirect: None,
            links: Vec::new(),
            reference: None,
            states_received: None,
            states_due: None,
            exemptions: Vec::new(),
        }
    }
}

/// What a person may record by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The request went by post, portal or in some other way that no mail shows.
    Sent,
    /// The authority states, or we otherwise know, that it received the request on this day.
    Received,
    Acknowledged,
    Bounced,
    ClarificationSought,
    ClarificationGiven,
    FeesNotice,
    FeePaid,
    ExtensionNotice,
    HoldingReply,
    PartialReply,
    Reply,
    Refusal,
    /// The Commissioner has specified a day (SI 2004/3364 regs 5 and 6).
    CommissionerAllowed,
    Narrowed,
    Transferred,
    Succession,
    Withdrawn,
    ReviewRequested,
    ReviewOutcome,
    Complained,
    DecisionNotice,
    /// A school is closed from this day to the day given with it; may be noted before it comes.
    Closed,
    /// A telephone call or anything else that changes nothing in law.
    Remark,
}

impl Note {
    /// Every note, for help.
    pub const ALL: [Self; 24] = [
        Self::Sent,
        Self::Received,
        Self::Acknowledged,
        Self::Bounced,
        Self::ClarificationSought,
        Self::ClarificationGiven,
        Self::FeesNotice,
        Self::FeePaid,
        Self::ExtensionNotice,
        Self::HoldingReply,
        Self::PartialReply,
        Self::Reply,
        Self::Refusal,
        Self::CommissionerAllowed,
        Self::Narrowed,
        Self::Transferred,
        Self::Succession,
        Self::Withdrawn,
        Self::ReviewRequested,
        Self::ReviewOutcome,
        Self::Complained,
        Self::DecisionNotice,
        Self::Closed,
        Self::Remark,
    ];

    /// The word on the command line and in the store, that of law/CLOCK s. 9.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Received => "received",
            Self::Acknowledged => "acknowledged",
            Self::Bounced => "bounced",
            Self::ClarificationSought => "clarification_sought",
            Self::ClarificationGiven => "clarification_given",
            Self::FeesNotice => "fees_notice",
            Self::FeePaid => "fee_paid",
            Self::ExtensionNotice => "extension_notice",
            Self::HoldingReply => "holding_reply",
            Self::PartialReply => "partial_reply",
            Self::Reply => "reply",
            Self::Refusal => "refusal",
            Self::CommissionerAllowed => "commissioner_allowed",
            Self::Narrowed => "narrowed",
            Self::Transferred => "transferred",
            Self::Succession => "succession",
            Self::Withdrawn => "withdrawn",
            Self::ReviewRequested => "review_requested",
            Self::ReviewOutcome => "review_outcome",
            Self::Complained => "complained",
            Self::DecisionNotice => "decision_notice",
            Self::Closed => "closed",
            Self::Remark => "remark",
        }
    }
}

/// A word that names no note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is nothing that can be noted; one of: {words}", words = Note::ALL.map(Note::word).join(", "))]
pub struct UnknownNote(pub String);

impl std::str::FromStr for Note {
    type Err = UnknownNote;

    fn from_str(word: &str) -> Result<Self, UnknownNote> {
        let plain = word.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|note| note.word() == plain).ok_or_else(|| UnknownNote(word.to_owned()))
    }
}

impl Channel {
    pub const ALL: [Self; 6] = [Self::Email, Self::Portal, Self::Fax, Self::Hand, Self::Post, Self::SecondClassPost];

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Portal => "portal",
            Self::Fax => "fax",
            Self::Hand => "hand",
            Self::Post => "post",
            Self::SecondClassPost => "second-class-post",
        }
    }
}

impl Note {
    /// Is this something of ours that travels, so that the law asks how?
    pub fn travels(self) -> bool {
        matches!(self, Self::Sent | Self::ClarificationGiven | Self::Narrowed | Self::ReviewRequested)
    }
}

impl LetterKind {
    pub const ALL: [Self; 5] = [Self::Request, Self::Chase, Self::Clarification, Self::Review, Self::Complaint];

    /// The word in `campaign.toml`, the templates' file names, store and exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Chase => "chase",
            Self::Clarification => "clarification",
            Self::Review => "review",
            Self::Complaint => "complaint",
        }
    }
}

impl What {
    /// The word by which exports and timelines name it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Sent { .. } => "sent",
            Self::Received { .. } => "received",
            Self::Recognised { .. } => "recognised",
            Self::Untied { .. } => "untied",
            Self::Noted { .. } => "noted",
            Self::Readdressed { .. } => "readdressed",
            Self::Corrected { .. } => "corrected",
        }
    }
}

impl std::fmt::Display for What {
    /// One line of a timeline.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sent { letter, to, .. } if to.is_empty() => write!(f, "{} sent", letter.word()),
            Self::Sent { letter, to, .. } => write!(f, "{} sent to {to}", letter.word()),
            Self::Received { says, .. } => write!(f, "{}", Said(says)),
            Self::Recognised { says, .. } => write!(f, "read again: {}", Said(says)),
            Self::Untied { reason, .. } => write!(f, "message taken off this request: {reason}"),
            Self::Noted { note, words, until, more } => {
                write!(f, "{}", note.word().replace('_', " "))?;
                if let Some(ground) = more.ground {
                    write!(f, " ({})", ground.word().replace('_', " "))?;
                }
                if let Some(channel) = more.channel {
                    write!(f, " {}", crate::law::Channel::from(channel).words())?;
                }
                match more.continues {
                    Some(true) => write!(f, ", pending business continues")?,
                    Some(false) => write!(f, ", pending business ends")?,
                    None => {}
                }
                if let Some(until) = until {
                    write!(f, " until {until}")?;
                }
                if words.is_empty() { Ok(()) } else { write!(f, ": {words}") }
            }
            Self::Readdressed { to, why } => write!(f, "written to at {to} from now on: {why}"),
            Self::Corrected { event, reason } => write!(f, "event {event} taken back: {reason}"),
        }
    }
}

struct Said<'a>(&'a Says);

impl std::fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.kind)?;
        for also in &self.0.also {
            write!(f, " + {also}")?;
        }
        if !self.0.exemptions.is_empty() {
            write!(f, " ({})", self.0.exemptions.join(", "))?;
        }
        if let Some(until) = self.0.until {
            write!(f, " until {until}")?;
        }
        if !self.0.links.is_empty() {
            write!(f, "; the response waits behind a link")?;
        }
        if let Some(address) = &self.0.redirect {
            write!(f, "; asks to be written to at {address}")?;
        }
        Ok(())
    }
}
