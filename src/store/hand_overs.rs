//! Tries to hand a letter to a mail server, and what came of each: append-only, the newest line of a letter says how it stands.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StoreError;
use crate::message::MessageId;

/// How a try stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// About to be handed over. Where nothing follows, the program was stopped in the middle, and nobody knows.
    Begun,
    Accepted,
    /// The server said: not now.
    PutOff,
    /// The server said: never.
    Refused,
    /// The server wants no more of us.
    Barred,
    /// The line broke before the letter had gone.
    NotBegun,
    /// The line broke after it had gone, and before the answer.
    Unknown,
    /// Given to a person to send: a draft, a link, a sheet of paper.
    ByHand,
    /// It turned out to have gone: a copy in the Sent folder, a reply, a bounce, or a person says so.
    Went,
    /// A person says that it never went.
    NeverWent,
}

impl Outcome {
    const ALL: [(Self, &'static str); 10] = [
        (Self::Begun, "begun"),
        (Self::Accepted, "accepted"),
        (Self::PutOff, "put off"),
        (Self::Refused, "refused"),
        (Self::Barred, "barred"),
        (Self::NotBegun, "not begun"),
        (Self::Unknown, "unknown"),
        (Self::ByHand, "by hand"),
        (Self::Went, "went"),
        (Self::NeverWent, "never went"),
    ];

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(outcome, _)| *outcome == self).map_or("", |(_, word)| word)
    }

    /// May the letter have gone, so that no program may send it again?
    pub fn may_have_gone(self) -> bool {
        match self {
            Self::Begun | Self::Unknown | Self::ByHand | Self::Accepted | Self::Went => true,
            Self::PutOff | Self::Refused | Self::Barred | Self::NotBegun | Self::NeverWent => false,
        }
    }

    /// Does nobody know whether it went?
    pub fn is_unknown(self) -> bool {
        matches!(self, Self::Begun | Self::Unknown | Self::ByHand)
    }
}

/// The newest line of a letter.
#[derive(Debug, Clone, PartialEq)]
pub struct HandOver {
    pub message_id: MessageId,
    pub account: String,
    pub at: String,
    pub outcome: Outcome,
    pub words: String,
}

/// Writes a line.
pub fn note(
    db: &Connection,
    message_id: &MessageId,
    account: &str,
    at: Timestamp,
    outcome: Outcome,
    words: &str,
) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO hand_over (message_id, account, at, outcome, words) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![message_id.as_str(), account, at.to_string(), outcome.word(), words])?;
    Ok(())
}

/// How a letter stands; `None` where no server was ever tried.
pub fn of_letter(db: &Connection, message_id: &MessageId) -> Result<Option<HandOver>, StoreError> {
    db.prepare_cached(
        "SELECT message_id, account, at, outcome, words FROM hand_over WHERE message_id = ?1 ORDER BY id DESC LIMIT 1",
    )?
    .query_row(params![message_id.as_str()], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

/// How the letters of a campaign stand, those that a server was tried with, in the frame's order.
pub fn of_campaign(db: &Connection, campaign: &str) -> Result<Vec<HandOver>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT hand_over.message_id, hand_over.account, hand_over.at, hand_over.outcome, hand_over.words
           FROM hand_over JOIN letter USING (message_id) JOIN request ON request.id = letter.request
          WHERE request.campaign = ?1
            AND hand_over.id = (SELECT max(id) FROM hand_over AS newest WHERE newest.message_id = hand_over.message_id)
          ORDER BY request.place, letter.nth",
    )?;
    let mut rows = statement.query(params![campaign])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

/// How many letters an account has had accepted since a time.
pub fn accepted_since(db: &Connection, account: &str, since: Timestamp) -> Result<u32, StoreError> {
    Ok(db
        .prepare_cached("SELECT count(*) FROM hand_over WHERE outcome = 'accepted' AND account = ?1 AND at >= ?2")?
        .query_row(params![account, since.to_string()], |row| row.get(0))?)
}

/// Has any letter of a campaign been tried with a server before?
pub fn any_of_campaign(db: &Connection, campaign: &str) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM hand_over JOIN letter USING (message_id)
                              JOIN request ON request.id = letter.request WHERE request.campaign = ?1)",
        )?
        .query_row(params![campaign], |row| row.get(0))?)
}

fn read(row: &Row<'_>) -> Result<HandOver, StoreError> {
    let word: String = row.get(3)?;
    let id: String = row.get(0)?;
    let outcome = Outcome::ALL.iter().find(|(_, known)| *known == word).map(|(outcome, _)| *outcome);
    Ok(HandOver {
        message_id: MessageId::new(&id),
        account: row.get(1)?,
        at: row.get(2)?,
        outcome: outcome.ok_or_else(|| StoreError::unreadable("what came of a hand-over", word))?,
        words: row.get(4)?,
    })
}
