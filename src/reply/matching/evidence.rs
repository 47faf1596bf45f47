//! The kinds of evidence and what each weighs.

use serde::Serialize;

/// What speaks for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// In-Reply-To or References name a mail that we sent for it.
    Thread,
    /// A mail of ours is returned or enclosed.
    Returned,
    /// It was sent to the address made for this request.
    OwnAddress,
    TokenInSubject,
    TokenInBody,
    TokenInQuoted,
    TokenInAttachment,
    /// A reference of the requester's own, from the list of an adopted request, that no other request bears.
    OwnReference,
    /// The authority's own reference, seen in an earlier reply.
    Reference,
    /// In-Reply-To or References name an earlier reply to it.
    EarlierReply,
    /// The sender is the address the request went to.
    Address,
    /// The sender's address was seen in an earlier reply.
    LearntAddress,
    /// The report names the address the request went to as failed.
    FailedRecipient,
    Domain,
    /// The authority's name stands in the sender's name or the signature.
    Name,
    /// The authority's name stands in the text: a hint for a person, since letters name others too.
    NameInText,
    /// What the sender says of another request to the same authority it says, less surely, of this one.
    SameAuthority,
    /// The letter says that the request it answers was sent or received on the day this one was sent.
    DayNamed,
    /// The day on which the request was sent stands somewhere in the letter.
    DayInText,
    /// It came within minutes or days of the sending, as receipts and reports do.
    SoonAfter,
    /// The questions' wording is repeated.
    Wording,
    Subject,
    /// No other request to this authority awaits a reply.
    OnlyOne,
}

impl Evidence {
    pub const ALL: [Self; 23] = [
        Self::Thread,
        Self::Returned,
        Self::OwnAddress,
        Self::TokenInSubject,
        Self::TokenInBody,
        Self::TokenInQuoted,
        Self::TokenInAttachment,
        Self::OwnReference,
        Self::Reference,
        Self::EarlierReply,
        Self::Address,
        Self::LearntAddress,
        Self::FailedRecipient,
        Self::Domain,
        Self::Name,
        Self::NameInText,
        Self::SameAuthority,
        Self::DayNamed,
        Self::DayInText,
        Self::SoonAfter,
        Self::Wording,
        Self::Subject,
        Self::OnlyOne,
    ];

    /// How much it adds. Outright evidence is 8 and more; what only adds up must reach [`super::weigh`]'s threshold together.
    pub fn weight(self) -> f64 {
        match self {
            Self::Thread | Self::Returned | Self::OwnAddress => 10.0,
            Self::TokenInSubject | Self::TokenInBody => 9.0,
            Self::TokenInQuoted | Self::TokenInAttachment => 8.0,
            // By itself enough, but not outright: what tells otherwise holds it.
            Self::OwnReference => 6.0,
            // Case numbers repeat between authorities, so the sender must fit as well.
            Self::Reference => 5.0,
            Self::EarlierReply => 5.0,
            Self::Address | Self::FailedRecipient => 3.5,
            Self::LearntAddress => 3.0,
            Self::Domain | Self::SameAuthority => 2.5,
            Self::DayNamed | Self::Wording => 3.0,
            Self::Subject => 2.0,
            Self::SoonAfter | Self::Name | Self::DayInText => 1.5,
            Self::OnlyOne => 1.0,
            Self::NameInText => 0.5,
        }
    }

    /// Names one request by itself.
    pub fn outright(self) -> bool {
        self.weight() >= 8.0
    }

    /// Says something of the sender.
    pub fn of_sender(self) -> bool {
        matches!(
            self,
            Self::Address
                | Self::LearntAddress
                | Self::FailedRecipient
                | Self::Domain
                | Self::Name
                | Self::SameAuthority
        )
    }

    /// Tells one request to an authority from another. That the sender is the authority, that it came soon after, that nothing
    /// else is open: all of that may be true of the wrong one.
    pub fn tells_apart(self) -> bool {
        self.outright()
            || matches!(
                self,
                Self::OwnReference
                    | Self::Reference
                    | Self::EarlierReply
                    | Self::DayNamed
                    | Self::Wording
                    | Self::Subject
            )
    }

    /// The word in `messages.csv` and in the store: by what a message was matched.
    pub fn word(self) -> &'static str {
        match self {
            Self::Thread => "thread",
            Self::EarlierReply => "earlier reply",
            Self::Returned => "returned mail",
            Self::OwnAddress => "own address",
            Self::TokenInSubject | Self::TokenInBody | Self::TokenInQuoted | Self::TokenInAttachment => "token",
            Self::OwnReference | Self::Reference => "reference",
            Self::Address | Self::FailedRecipient => "address",
            Self::LearntAddress => "learnt address",
            Self::Domain => "domain",
            Self::SameAuthority => "same authority",
            Self::Name | Self::NameInText => "name",
            Self::DayNamed | Self::DayInText | Self::SoonAfter => "date",
            Self::Wording => "wording",
            Self::Subject => "subject",
            Self::OnlyOne => "only request",
        }
    }

    /// The kinds that a word of [`Self::word`] may stand for; none for a person's name.
    pub fn of_word(word: &str) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |evidence| evidence.word() == word)
    }

    /// The reason, for a person; `what` is the id, token, address or day.
    pub fn reason(self, what: &str) -> String {
        match self {
            Self::Thread => format!("it answers our mail {what}"),
            Self::Returned => format!("our mail {what} is returned in it"),
            Self::OwnAddress => format!("it was sent to {what}, made for this request"),
            Self::TokenInSubject => format!("{what} stands in the subject"),
            Self::TokenInBody => format!("{what} stands in the text"),
            Self::TokenInQuoted => format!("{what} stands in the quoted mail"),
            Self::TokenInAttachment => format!("{what} stands in an attachment"),
            Self::OwnReference => format!("our own reference {what} stands in it"),
            Self::Reference => format!("the authority's reference {what} was seen in an earlier reply"),
            Self::EarlierReply => format!("it goes on from the earlier reply {what}"),
            Self::Address => format!("{what} is the address the request went to"),
            Self::LearntAddress => format!("an earlier reply came from {what}"),
            Self::FailedRecipient => format!("delivery to {what}, the address the request went to, is reported on"),
            Self::Domain => format!("the sender's domain {what} is the authority's"),
            Self::Name => format!("the authority is named: {what}"),
            Self::NameInText => "the authority is named in the text".to_owned(),
            Self::SameAuthority => format!("it is from the authority of {what}, which is this request's too"),
            Self::DayNamed => format!("it is about a request of {what}, the day this one was sent"),
            Self::DayInText => format!("{what}, the day the request was sent, stands in it"),
            Self::SoonAfter => format!("it came soon after the request was sent on {what}"),
            Self::Wording => "it repeats the questions' wording".to_owned(),
            Self::Subject => format!("its subject is like ours: {what}"),
            Self::OnlyOne => "no other request to this authority awaits a reply".to_owned(),
        }
    }
}
