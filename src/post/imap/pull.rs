//! Taking mails out of a folder, and waiting for new ones.

use std::fmt::Write;

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response, ResponseCode, Status};
use tokio::time::Instant;

use super::fault::ImapFault;
use super::{Folder, Mailbox};
use crate::message::OriginalHash;

/// A folder as it was opened, for reading alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Opened {
    /// While this stays the same, a UID names one mail for ever (RFC 3501 s. 2.3.1.1).
    pub uid_validity: u32,
    pub uid_next: Option<u32>,
    pub exists: u32,
}

/// What tells a mail without having it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub uid: u32,
    pub size: u32,
    /// A hash of its size and of the headers that name it; the same mail has the same in every folder of a server.
    pub sign: String,
}

impl Mailbox {
    /// Opens a folder for reading alone.
    pub async fn examine(&mut self, folder: &Folder) -> Result<Opened, ImapFault> {
        let mut opened = Opened::default();
        let command = format!("EXAMINE {}", quoted(&folder.name));
        self.ask(&command, &mut |response| match response {
            Response::MailboxData(MailboxDatum::Exists(count)) => opened.exists = *count,
            Response::Data { status: Status::Ok, outcome } => match outcome.code {
                Some(ResponseCode::UidValidity(validity)) => opened.uid_validity = validity,
                Some(ResponseCode::UidNext(next)) => opened.uid_next = Some(next),
                _ => {}
            },
            _ => {}
        })
        .await?;
        Ok(opened)
    }

    /// The UIDs of the open folder above `last`, lowest first.
    pub async fn uids_after(&mut self, last: u32, opened: Opened) -> Result<Vec<u32>, ImapFault> {
        if opened.exists == 0 || opened.uid_next.is_some_and(|next| next <= last.saturating_add(1)) {
            return Ok(Vec::new());
        }
        let mut uids = Vec::new();
        self.ask(&format!("UID SEARCH UID {}:*", last.saturating_add(1)), &mut |response| {
            if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                uids.extend_from_slice(found);
            }
        })
        .await?;
        // `n:*` names the last mail even where its UID is below n.
        uids.retain(|uid| *uid > last);
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    /// What tells these mails apart, without their bodies; those that are gone are not there.
    pub async fn marks(&mut self, uids: &[u32]) -> Result<Vec<Mark>, ImapFault> {
        let mut marks = Vec::new();
        let named = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM TO SUBJECT)]";
        let command = format!("UID FETCH {} (UID RFC822.SIZE {named})", set(uids));
        self.ask(&command, &mut |response| {
            let Response::Fetch(_, attributes) = response else { return };
            let (mut uid, mut size, mut header) = (None, 0_u32, None);
            for attribute in attributes {
                match attribute {
                    AttributeValue::Uid(number) => uid = Some(*number),
                    AttributeValue::Rfc822Size(bytes) => size = *bytes,
                    AttributeValue::BodySection { data: Some(data), .. } => header = Some(data.as_ref()),
                    _ => {}
                }
            }
            if let (Some(uid), Some(header)) = (uid, header)
                && uids.contains(&uid)
            {
                let mut signed = header.to_vec();
                signed.extend_from_slice(&size.to_be_bytes());
                marks.push(Mark { uid, size, sign: OriginalHash::of(&signed).to_string() });
            }
        })
        .await?;
        marks.sort_unstable_by_key(|mark| mark.uid);
        marks.dedup_by_key(|mark| mark.uid);
        Ok(marks)
    }

    /// Takes mails whole, marks none as read, and hands each with its UID to `sink`, byte for byte.
    pub async fn mails(&mut self, uids: &[u32], sink: &mut dyn FnMut(u32, Vec<u8>)) -> Result<(), ImapFault> {
        self.ask(&format!("UID FETCH {} (UID BODY.PEEK[])", set(uids)), &mut |response| {
            let Response::Fetch(_, attributes) = response else { return };
            let (mut uid, mut body) = (None, None);
            for attribute in attributes {
                match attribute {
                    AttributeValue::Uid(number) => uid = Some(*number),
                    AttributeValue::BodySection { section: None, data: Some(data), .. } => body = Some(data),
                    _ => {}
                }
            }
            // A server may tell of other mails in between.
            if let (Some(uid), Some(body)) = (uid, body)
                && uids.contains(&uid)
            {
                sink(uid, body.to_vec());
            }
        })
        .await
    }

    /// Waits in the open folder until the server tells of something new (RFC 2177), at most as long as patience allows.
    /// Returns whether it did.
    pub async fn wait_for_news(&mut self) -> Result<bool, ImapFault> {
        let tag = self.command("IDLE").await?;
        let until = Instant::now() + self.patience.idle;
        let mut news = false;
        let (patience, server) = (self.patience.command, self.server.clone());
        let mut waiting = false;
        while !waiting {
            let begun = self.hear(patience, |response| match response {
                Response::Continue(_) => Ok(true),
                Response::Done { outcome, .. } => {
                    let words = outcome.information.as_deref().unwrap_or_default();
                    Err(ImapFault::refused(&server, "IDLE", words))
                }
                // Told before it began to wait: new all the same.
                response => {
                    news |= is_news(response);
                    Ok(false)
                }
            });
            waiting = begun.await??;
        }
        while !news {
            let left = until.saturating_duration_since(Instant::now());
            match tokio::time::timeout(left, self.client.read_response()).await {
                Err(_) => break,
                Ok(Ok(Some(heard))) => match heard.parsed() {
                    Response::Data { status: Status::Bye, .. } => return Err(self.lost("it said goodbye")),
                    response => news = is_news(response),
                },
                Ok(Ok(None)) => return Err(self.lost("the server hung up")),
                Ok(Err(why)) => return Err(self.lost(why)),
            }
        }
        self.say(b"DONE\r\n").await?;
        self.until_tagged(&tag, "IDLE", &mut |_| {}).await?;
        Ok(news)
    }
}

fn is_news(response: &Response<'_>) -> bool {
    matches!(response, Response::MailboxData(MailboxDatum::Exists(_) | MailboxDatum::Recent(1..)))
}

/// A quoted string (RFC 3501 s. 4.3); a name with a line end in it is no folder's.
pub(super) fn quoted(name: &str) -> String {
    let inside: String = name.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", inside.replace('\\', "\\\\").replace('"', "\\\""))
}

/// UIDs as a sequence set, runs joined: `3,7:9`.
fn set(uids: &[u32]) -> String {
    let mut set = String::new();
    let mut rest = uids;
    while let Some((first, after)) = rest.split_first() {
        let run = after.iter().zip(first.saturating_add(1)..).take_while(|(uid, next)| **uid == *next).count();
        let comma = if set.is_empty() { "" } else { "," };
        // Writing to a string does not fail.
        let _ = match after.get(run.wrapping_sub(1)).filter(|_| run > 0) {
            Some(last) => write!(set, "{comma}{first}:{last}"),
            None => write!(set, "{comma}{first}"),
        };
        rest = after.get(run..).unwrap_or_default();
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uids_are_asked_for_in_runs() {
        assert_eq!(set(&[3, 7, 8, 9, 11]), "3,7:9,11");
        assert_eq!(set(&[1, 2]), "1:2");
        assert_eq!(set(&[u32::MAX]), u32::MAX.to_string());
    }

    #[test]
    fn a_folder_name_cannot_leave_its_quotes() {
        assert_eq!(quoted("a\"b\\c\r\nF2 DELETE x"), "\"a\\\"b\\\\cF2 DELETE x\"");
    }
}
