//! A letter as it would go: words, envelope, attachments, and the Message-ID it will always have.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;

use super::EngineError;
use crate::authority::{Authority, MailAddress};
use crate::campaign::{Campaign, CampaignError};
use crate::law::RegulatorRule;
use crate::letter::{self, Attachment, Facts, HeaderText, Mailing, Writer};
use crate::message::MessageId;
use crate::request::{LetterKind, message_id_for};

/// Writes letters of one campaign.
pub struct Composer<'a> {
    campaign: &'a Campaign,
    folder: &'a Path,
    writer: Writer,
    /// Whom complaints go to.
    regulator: Option<RegulatorRule>,
}

/// A letter in its envelope.
pub struct Composed {
    pub message_id: MessageId,
    pub to: String,
    pub subject: String,
    /// What a person reads.
    pub text: String,
    /// The mail, lines ended by CRLF.
    pub eml: Vec<u8>,
}

/// Why an authority gets no mail.
pub enum NoMail {
    /// It has no address that mail can go to; the words say what stands there.
    NoAddress(String),
    Failed(EngineError),
}

impl<E: Into<EngineError>> From<E> for NoMail {
    fn from(cause: E) -> Self {
        Self::Failed(cause.into())
    }
}

impl<'a> Composer<'a> {
    /// Parses the campaign's templates; `folder` is where its attachments are.
    pub fn new(campaign: &'a Campaign, folder: &'a Path) -> Result<Self, EngineError> {
        let shown = folder.display().to_string();
        let writer = Writer::new(campaign).map_err(|faults| CampaignError::Faults { folder: shown, faults })?;
        Ok(Self { campaign, folder, writer, regulator: None })
    }

    /// The same, for letters among which there are complaints.
    pub fn to_regulator(self, regulator: Option<RegulatorRule>) -> Self {
        Self { regulator, ..self }
    }

    /// A letter as text, with the address it is to be posted to where that is on file.
    pub fn on_paper(&self, kind: LetterKind, authority: &Authority, facts: &Facts) -> Result<String, EngineError> {
        let letter = self.writer.write(kind, authority, facts)?;
        let to = match (kind, &self.regulator) {
            (LetterKind::Complaint, Some(regulator)) => regulator.address.clone().unwrap_or(regulator.name.clone()),
            _ => authority.name.clone(),
        };
        let to = to.split(", ").collect::<Vec<_>>().join("\n");
        Ok(format!("{to}\n\n{}\n\n{}", letter.subject, letter.body))
    }

    /// The address that a letter of this kind goes to; empty where there is none.
    fn recipient(&self, kind: LetterKind, authority: &Authority) -> String {
        match kind {
            // Nobody else is told: the regulator puts a complaint to the authority itself.
            LetterKind::Complaint => {
                self.regulator.as_ref().and_then(|regulator| regulator.email.clone()).unwrap_or_default()
            }
            LetterKind::Request | LetterKind::Chase | LetterKind::Clarification | LetterKind::Review => {
                authority.email.clone()
            }
        }
    }

    /// Writes the `nth` letter to an authority, dated `date`, in the thread of `thread` (our and their earlier mails).
    pub fn compose(
        &self,
        kind: LetterKind,
        authority: &Authority,
        facts: &Facts,
        nth: u32,
        date: Timestamp,
        thread: &[MessageId],
    ) -> Result<Composed, NoMail> {
        let recipient = self.recipient(kind, authority);
        let to: MailAddress = match recipient.parse() {
            Ok(address) => address,
            Err(_) if recipient.trim().is_empty() => {
                return Err(NoMail::NoAddress("has no e-mail address".into()));
            }
            Err(cause) => return Err(NoMail::NoAddress(format!("`{recipient}`: {cause}"))),
        };
        let letter = self.writer.write(kind, authority, facts)?;
        let requester = &self.campaign.requester;
        let mailing = Mailing {
            from_name: header(&requester.name)?,
            from: address(&requester.email)?,
            to_name: None,
            to,
            reply_to: None,
            message_id: message_id_for(&facts.token, nth, &requester.email),
            date,
            in_reply_to: thread.last().cloned(),
            references: thread.to_vec(),
            attachments: self.attachments(kind, authority, facts)?,
        };
        let eml = letter::to_eml(&letter, &mailing)?;
        Ok(Composed {
            message_id: mailing.message_id,
            to: recipient,
            subject: letter.subject.to_string(),
            text: letter.body,
            eml,
        })
    }

    /// Files go with the request alone.
    fn attachments(
        &self,
        kind: LetterKind,
        authority: &Authority,
        facts: &Facts,
    ) -> Result<Vec<Attachment>, EngineError> {
        if kind != LetterKind::Request {
            return Ok(Vec::new());
        }
        let mut attachments = letter::attachments(&self.campaign.letters, self.folder, &authority.code)?;
        if self.campaign.letters.answer_sheet {
            attachments.push(Attachment {
                name: header(&format!("answers {}.xlsx", facts.token))?,
                media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".into(),
                bytes: letter::answer_sheet(self.campaign, authority, &facts.token)?,
            });
        }
        Ok(attachments)
    }
}

fn header(text: &str) -> Result<HeaderText, EngineError> {
    text.parse().map_err(|cause| EngineError::Refused {
        what: format!("`{text}` cannot stand in a mail's header: {cause}"),
        help: "mend the name in campaign.toml; `foi check` shows where".into(),
    })
}

fn address(text: &str) -> Result<MailAddress, EngineError> {
    text.parse().map_err(|cause| EngineError::Refused {
        what: format!("the requester's address `{text}` is none: {cause}"),
        help: "mend `email` under [requester] in campaign.toml".into(),
    })
}

/// When a letter of this day is dated: now, if it is today; else ten in the morning, as if written in the office.
pub fn dated(day: Date, now: Timestamp) -> Timestamp {
    if super::london(now) == day {
        return now;
    }
    let ten = day.at(10, 0, 0, 0).in_tz("Europe/London");
    ten.map_or(now, |zoned| zoned.timestamp())
}
