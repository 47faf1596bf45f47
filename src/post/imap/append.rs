//! The copy of a letter that went, put into the folder for sent mail (APPEND, RFC 3501 s. 6.3.11); the only thing that `foi` ever
//! writes into a mailbox.

use async_imap::imap_proto::{MailboxDatum, Response, Status};

use super::fault::ImapFault;
use super::folder::to_utf7;
use super::pull::quoted;
use super::{Folder, Mailbox, Role};
use crate::message::MessageId;

impl Mailbox {
    /// The folder for sent mail: the one of this name, made where there is none of it; or the one that the server says is for
    /// sent mail, by its special use or its usual name.
    ///
    /// # Errors
    /// [`ImapFault::NoSentFolder`] where nobody named one and the server has none: none is made unasked.
    pub async fn sent_folder(&mut self, named: Option<&str>) -> Result<Folder, ImapFault> {
        let folders = self.folders().await?;
        match named {
            Some(name) => match folders.into_iter().find(|folder| folder.shown == name || folder.name == name) {
                Some(folder) => Ok(folder),
                None => {
                    let coded = to_utf7(name);
                    self.ask(&format!("CREATE {}", quoted(&coded)), &mut |_| {}).await?;
                    Ok(Folder { name: coded, shown: name.to_owned(), role: Role::Sent, by_use: false })
                }
            },
            None => {
                let sent = || folders.iter().filter(|folder| folder.role == Role::Sent);
                let sure = sent().find(|folder| folder.by_use).or_else(|| sent().next());
                sure.cloned().ok_or_else(|| ImapFault::NoSentFolder { server: self.server.clone() })
            }
        }
    }

    /// Does the open folder hold a mail of this Message-ID?
    pub async fn holds(&mut self, id: &MessageId) -> Result<bool, ImapFault> {
        let mut holds = false;
        // Servers look for the words within the field: the id without its brackets is found however they are written.
        let command = format!("UID SEARCH HEADER MESSAGE-ID {}", quoted(id.as_str()));
        self.ask(&command, &mut |response| {
            if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                holds |= !found.is_empty();
            }
        })
        .await?;
        Ok(holds)
    }

    /// Puts a mail into a folder, marked as read.
    pub async fn append(&mut self, folder: &Folder, eml: &[u8]) -> Result<(), ImapFault> {
        let doing = format!("APPEND {}", quoted(&folder.name));
        let tag = self.command(&format!("{doing} (\\Seen) {{{}}}", eml.len())).await?;
        let (patience, server) = (self.patience.command, self.server.clone());
        loop {
            let go_on = self.hear(patience, |response| match response {
                Response::Continue(_) => Some(Ok(())),
                Response::Done { tag: ended, outcome, .. } if ended.0 == tag => {
                    Some(Err(ImapFault::refused(&server, &doing, outcome.information.as_deref().unwrap_or_default())))
                }
                Response::Data { status: Status::Bye, outcome } => {
                    Some(Err(ImapFault::lost(&server, outcome.information.as_deref().unwrap_or("it said goodbye"))))
                }
                _ => None,
            });
            if let Some(go_on) = go_on.await? {
                go_on?;
                break;
            }
        }
        self.say(eml).await?;
        self.say(b"\r\n").await?;
        self.until_tagged(&tag, &doing, &mut |_| {}).await
    }
}
