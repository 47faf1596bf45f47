//! Sent copies: a letter that went is put into the mailbox's Sent folder, where the provider does not do so itself.
//!
//! Once: which letters have their copy is written down, and one of which that is not known (we were stopped after the server's
//! answer, or after the APPEND) is first looked for by its Message-ID. A copy that cannot be put there keeps no letter from going:
//! it is said, and the next run tries again.

use jiff::Timestamp;
use serde::Serialize;
use tokio::runtime::Runtime;

use super::EngineError;
use super::account::runtime;
use crate::message::MessageId;
use crate::post::account::{Account, SentCopy, Server};
use crate::post::imap::{Folder, ImapFault, Mailbox, Patience};
use crate::post::sasl::Credential;
use crate::store::{Store, originals, sent_copies};

/// What became of the copies of letters that went.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Copies {
    pub appended: usize,
    /// Copies that were in the folder already.
    pub were_there: usize,
    /// Letters whose copy is not there, and why.
    pub missing: usize,
    pub why: Option<String>,
}

/// Who keeps copies: a mailbox, or a test's stand-in.
pub trait Cabinet {
    /// Puts a copy where there is none of this Message-ID. Returns whether one was put there.
    ///
    /// # Errors
    /// Why it cannot be done now, in words.
    fn keep(&mut self, id: &MessageId, eml: &[u8]) -> Result<bool, String>;
}

/// The copies of a campaign's letters that go by an account, and where they are kept.
pub struct Keeping<'a> {
    pub campaign: &'a str,
    pub account: &'a str,
    pub cabinet: &'a mut dyn Cabinet,
    pub done: Copies,
}

impl Keeping<'_> {
    /// Keeps the copies that are missing of all letters that went, as long as the cabinet takes any.
    pub(super) fn all(&mut self, store: &mut Store, now: Timestamp) -> Result<(), EngineError> {
        let missing = sent_copies::missing(store.read(), self.campaign, self.account)?;
        self.done.missing = missing.len();
        for letter in missing {
            if self.done.why.is_some() {
                break;
            }
            let Some(eml) = originals::bytes(store.read(), &letter.original)? else { continue };
            self.one(store, &letter.message_id, &eml, now)?;
        }
        Ok(())
    }

    /// Keeps the copy of a letter that has just gone.
    pub(super) fn gone(
        &mut self,
        store: &mut Store,
        id: &MessageId,
        eml: &[u8],
        now: Timestamp,
    ) -> Result<(), EngineError> {
        self.done.missing += 1;
        self.one(store, id, eml, now)
    }

    fn one(&mut self, store: &mut Store, id: &MessageId, eml: &[u8], now: Timestamp) -> Result<(), EngineError> {
        match self.cabinet.keep(id, eml) {
            Ok(appended) => {
                store.write(|tx| sent_copies::note(tx, id, self.account, now, appended))?;
                self.done.missing -= 1;
                *(if appended { &mut self.done.appended } else { &mut self.done.were_there }) += 1;
            }
            Err(why) => self.done.why = Some(why),
        }
        Ok(())
    }
}

/// Lines that may break before the rest is left to the next run.
const BROKEN: u32 = 3;

/// The Sent folder of an account, opened when the first letter has gone.
pub struct SentFolder<'a> {
    server: &'a Server,
    named: Option<&'a str>,
    credential: &'a dyn Fn() -> Result<Option<Credential>, EngineError>,
    patience: Patience,
    runtime: Runtime,
    open: Option<(Mailbox, Folder)>,
    broken: u32,
    /// What will not be otherwise in this run: no such folder, no sign-in, no room.
    given_up: Option<String>,
}

impl<'a> SentFolder<'a> {
    /// The Sent folder, where the account says that copies are ours to keep.
    pub fn of(
        account: &'a Account,
        credential: &'a dyn Fn() -> Result<Option<Credential>, EngineError>,
        patience: Patience,
    ) -> Result<Option<Self>, EngineError> {
        let (SentCopy::Append { folder }, Some(server)) = (&account.sent_copy, &account.imap) else { return Ok(None) };
        let named = folder.as_deref();
        let runtime = runtime()?;
        Ok(Some(Self { server, named, credential, patience, runtime, open: None, broken: 0, given_up: None }))
    }

    fn opened(&mut self) -> Result<(Mailbox, Folder), EngineError> {
        if let Some(open) = self.open.take() {
            return Ok(open);
        }
        let credential = (self.credential)()?;
        Ok(self.runtime.block_on(async {
            let mut mailbox = Mailbox::open(self.server, credential.as_ref(), self.patience).await?;
            let folder = mailbox.sent_folder(self.named).await?;
            mailbox.examine(&folder).await?;
            Ok::<_, ImapFault>((mailbox, folder))
        })?)
    }

    fn try_once(&mut self, id: &MessageId, eml: &[u8]) -> Result<bool, EngineError> {
        let (mut mailbox, folder) = self.opened()?;
        let kept = self.runtime.block_on(async {
            if mailbox.holds(id).await? {
                return Ok(false);
            }
            mailbox.append(&folder, eml).await?;
            Ok::<_, ImapFault>(true)
        })?;
        self.open = Some((mailbox, folder));
        Ok(kept)
    }
}

impl Cabinet for SentFolder<'_> {
    fn keep(&mut self, id: &MessageId, eml: &[u8]) -> Result<bool, String> {
        if let Some(why) = &self.given_up {
            return Err(why.clone());
        }
        loop {
            let fault = match self.try_once(id, eml) {
                Ok(kept) => {
                    self.broken = 0;
                    return Ok(kept);
                }
                Err(fault) => fault,
            };
            // A line that was idle too long is opened anew; whether the copy arrived before it broke, the folder tells.
            self.broken += 1;
            let passing = matches!(&fault, EngineError::Imap(fault) if fault.is_passing());
            if !passing || self.broken >= BROKEN {
                let why = fault.to_string();
                self.given_up = Some(why.clone());
                return Err(why);
            }
        }
    }
}

impl Drop for SentFolder<'_> {
    fn drop(&mut self) {
        if let Some((mailbox, _)) = self.open.take() {
            self.runtime.block_on(mailbox.close());
        }
    }
}
