//! By hand: letters that a person sends, where no program may: drafts for a mail program, links, sheets for the post.
//!
//! Many institutions give no program access to their mailboxes. What is written here is fixed like any letter, and waits:
//! the Sent folder's copies, a list to adopt, or a person tell that it went.

use jiff::Timestamp;
use jiff::civil::Date;

use super::send::{NotSent, Sending, not_gone, send};
use super::{EngineError, Workspace, campaigns, preview};
use crate::letter::{Sheet, sheets_page};
use crate::message::{MessageId, parse};
use crate::store::hand_overs::{self, Outcome};
use crate::store::{Store, originals};

/// A letter for a person to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What tells it apart, and is safe as a file's name.
    pub token: String,
    pub request: String,
    pub to: String,
    pub subject: String,
    /// The words, for a link that a mail program fills its window from.
    pub text: String,
    /// The mail as a draft: `X-Unsent` makes Outlook and Thunderbird open it ready to send.
    pub eml: Vec<u8>,
}

/// The letters that are due, fixed and given to a person.
///
/// `way` says by what means, for who looks later: `a draft`, `a link`. Given once; `again` gives those that wait once more.
///
/// # Errors
/// As `foi send`.
pub fn drafts(
    workspace: &Workspace,
    name: &str,
    sending: &Sending,
    way: &str,
    again: bool,
) -> Result<(Vec<Draft>, Vec<NotSent>), EngineError> {
    let sending = Sending { for_server: true, ..sending.clone() };
    let sent = send(workspace, name, &sending, &|_, _| {})?;
    let mut store = workspace.store()?;
    let campaign = campaigns::open(workspace, &store, name)?.campaign;
    let mut letters = not_gone(&store, &campaign)?;
    if again {
        let waiting = hand_overs::of_campaign(store.read(), name)?;
        let waits =
            |id: &MessageId| waiting.iter().any(|known| known.message_id == *id && known.outcome == Outcome::ByHand);
        let all = crate::store::letters::of_campaign(store.read(), name)?;
        letters.extend(all.into_iter().filter(|letter| letter.handed.is_none() && waits(&letter.message_id)));
    }
    let mut drafts = Vec::new();
    for letter in letters {
        let Some(eml) = originals::bytes(store.read(), &letter.original)? else { continue };
        let token = crate::store::requests::by_id(store.read(), &letter.request)?;
        let stem = token.map_or_else(|| letter.request.0.clone(), |request| request.token.to_string());
        drafts.push(Draft {
            token: if letter.nth == 0 { stem } else { format!("{stem}.{}", letter.nth) },
            request: letter.request.0.clone(),
            to: letter.recipient.clone(),
            subject: letter.subject.clone(),
            text: parse(&eml).text.unwrap_or_default(),
            eml: [b"X-Unsent: 1\r\n".as_slice(), &eml].concat(),
        });
        given(&mut store, &letter.message_id, way, sending.now)?;
    }
    Ok((drafts, sent.skipped))
}

fn given(store: &mut Store, id: &MessageId, way: &str, now: Timestamp) -> Result<(), EngineError> {
    store.write(|tx| Ok::<_, EngineError>(hand_overs::note(tx, id, "", now, Outcome::ByHand, way)?))
}

/// The requests of authorities without a mail address (or of all), as one print-ready page; and how many they are.
pub fn sheets(workspace: &Workspace, name: &str, day: Date, all: bool) -> Result<(usize, String), EngineError> {
    let store = workspace.store_to_read()?;
    let campaign = campaigns::open(workspace, &store, name)?.campaign;
    let mut sheets = Vec::new();
    preview::preview_all(workspace, &store, &campaign, day, |letter| {
        if all || letter.mail.is_none() {
            let street = letter.authority.variables.get("postal_address").map_or("", String::as_str);
            sheets.push(Sheet {
                address: format!("{}\n{}", letter.authority.name, street.replace(", ", "\n")),
                subject: letter.letter.subject.to_string(),
                words: letter.letter.body,
            });
        }
        Ok::<_, EngineError>(())
    })?;
    let requester = &campaign.requester;
    let sender = [Some(&requester.name), requester.organisation.as_ref(), requester.address.as_ref()];
    let sender = sender.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
    let page = sheets_page(&campaign.title, &sender, &day.strftime("%-d %B %Y").to_string(), &sheets);
    let page = page.map_err(|cause| EngineError::Refused {
        what: format!("the page could not be set: {cause}"),
        help: "this is a fault of foi: please report it".into(),
    })?;
    Ok((sheets.len(), page))
}

/// Longest link that mail programs are known to take whole; Outlook cuts at about two thousand.
const LONGEST_LINK: usize = 1900;

/// A `mailto:` link (RFC 6068), and whether mail programs take it whole.
pub fn mailto(draft: &Draft) -> (String, bool) {
    let escape = |text: &str| -> String {
        let mut out = String::new();
        for byte in text.replace("\r\n", "\n").replace('\n', "\r\n").bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => {
                    out.push(char::from(byte))
                }
                _ => out.push_str(&format!("%{byte:02X}")),
            }
        }
        out
    };
    let link = format!("mailto:{}?subject={}&body={}", escape(&draft.to), escape(&draft.subject), escape(&draft.text));
    let whole = link.len() <= LONGEST_LINK;
    (link, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_carries_every_letter_and_nothing_that_could_be_a_header() {
        let draft = Draft {
            token: "T".into(),
            request: "c/A".into(),
            to: "foi@ashdown.example".into(),
            subject: "Streets & schools?".into(),
            text: "Cafés:\nwhere?".into(),
            eml: Vec::new(),
        };
        let (link, whole) = mailto(&draft);
        assert_eq!(
            link,
            "mailto:foi@ashdown.example?subject=Streets%20%26%20schools%3F&body=Caf%C3%A9s%3A%0D%0Awhere%3F"
        );
        assert!(whole);
    }
}
