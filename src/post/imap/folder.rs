//! Which folders are read: those that answers come to, by special use (RFC 6154) or else by their usual names.

use async_imap::imap_proto::{MailboxDatum, NameAttribute, Response};
use serde::Serialize;

use super::Mailbox;
use super::fault::ImapFault;

/// What a folder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Inbox,
    Archive,
    /// Authorities' mail lands there too.
    Junk,
    /// Shows which of our letters went.
    Sent,
    /// Everything once (Gmail, whose labels would give it several times).
    All,
    /// Named by a person, or none of these.
    Other,
}

/// A folder of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// As the server writes it (modified UTF-7).
    pub name: String,
    /// As a person reads it.
    pub shown: String,
    pub role: Role,
    /// The server says what it is for; otherwise its name does.
    pub by_use: bool,
}

/// The last step of a folder's name, by the programs that make it.
const USUAL: [(&str, Role); 16] = [
    ("archive", Role::Archive),
    ("archives", Role::Archive),
    ("all mail", Role::Archive),
    ("junk", Role::Junk),
    ("junk mail", Role::Junk),
    ("junk e-mail", Role::Junk),
    ("junk email", Role::Junk),
    ("spam", Role::Junk),
    ("bulk mail", Role::Junk),
    ("quarantine", Role::Junk),
    ("sent", Role::Sent),
    ("sent items", Role::Sent),
    ("sent mail", Role::Sent),
    ("sent messages", Role::Sent),
    ("sent-mail", Role::Sent),
    ("outbox sent", Role::Sent),
];

impl Mailbox {
    /// Every folder that can be opened, in the server's order.
    pub async fn folders(&mut self) -> Result<Vec<Folder>, ImapFault> {
        let mut folders = Vec::new();
        self.ask("LIST \"\" \"*\"", &mut |response| {
            let Response::MailboxData(MailboxDatum::List(listed)) = response else { return };
            let closed = |attribute: &NameAttribute<'_>| {
                let word = match attribute {
                    NameAttribute::NoSelect => return true,
                    NameAttribute::Extension(word) => word,
                    _ => return false,
                };
                word.eq_ignore_ascii_case("\\NonExistent") || word.eq_ignore_ascii_case("\\Noselect")
            };
            if listed.name_attributes.iter().any(closed) {
                return;
            }
            let shown = from_utf7(&listed.name);
            let role = role(&listed.name_attributes, &shown, listed.delimiter.as_deref());
            let by_use = of_use(&listed.name_attributes).is_some();
            folders.push(Folder { name: listed.name.to_string(), shown, role, by_use });
        })
        .await?;
        Ok(folders)
    }
}

fn role(attributes: &[NameAttribute<'_>], shown: &str, delimiter: Option<&str>) -> Role {
    if shown.eq_ignore_ascii_case("INBOX") {
        return Role::Inbox;
    }
    let last = delimiter.filter(|d| !d.is_empty()).and_then(|d| shown.rsplit(d).next()).unwrap_or(shown);
    let by_name = || USUAL.iter().find(|(name, _)| last.eq_ignore_ascii_case(name)).map(|(_, role)| *role);
    of_use(attributes).or_else(by_name).unwrap_or(Role::Other)
}

fn of_use(attributes: &[NameAttribute<'_>]) -> Option<Role> {
    attributes.iter().find_map(|attribute| match attribute {
        NameAttribute::All => Some(Role::All),
        NameAttribute::Archive => Some(Role::Archive),
        NameAttribute::Junk => Some(Role::Junk),
        NameAttribute::Sent => Some(Role::Sent),
        NameAttribute::Trash | NameAttribute::Drafts => Some(Role::Other),
        _ => None,
    })
}

/// The folders to read: those that a person named, or else the ones that answers come to.
///
/// Gmail (`gmail`) keeps each mail once under All Mail, and shows it again under each label: there All Mail and Junk are read,
/// which together hold everything that is not in the bin.
pub fn chosen(folders: &[Folder], named: &[String], gmail: bool) -> Result<Vec<Folder>, ImapFault> {
    if !named.is_empty() {
        let find = |name: &String| {
            let found = folders.iter().find(|folder| folder.shown == *name || folder.name == *name);
            let loosely = || folders.iter().find(|folder| folder.shown.eq_ignore_ascii_case(name));
            found.or_else(loosely).cloned().ok_or_else(|| ImapFault::NoFolder {
                name: name.clone(),
                folders: folders.iter().map(|folder| folder.shown.as_str()).collect::<Vec<_>>().join(", "),
            })
        };
        return named.iter().map(find).collect();
    }
    let everything = gmail && folders.iter().any(|folder| folder.role == Role::All);
    let wanted: &[Role] = if everything {
        &[Role::All, Role::Junk]
    } else {
        // Sent first: a letter of which nobody knew is settled before its answer is read.
        &[Role::Sent, Role::Inbox, Role::Archive, Role::Junk]
    };
    let of = |role: &Role| folders.iter().filter(|folder| folder.role == *role).cloned().collect::<Vec<_>>();
    let mut chosen: Vec<Folder> = wanted.iter().flat_map(of).collect();
    // A server that lists nothing (a wildcard it does not know) still has an inbox.
    if chosen.is_empty() {
        chosen.push(Folder { name: "INBOX".into(), shown: "INBOX".into(), role: Role::Inbox, by_use: false });
    }
    Ok(chosen)
}

/// A name in modified UTF-7 (RFC 3501 s. 5.1.3) as a person reads it; what is none of it stays as it is.
fn from_utf7(name: &str) -> String {
    let mut shown = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('&') {
        shown.push_str(before);
        let Some((coded, left)) = after.split_once('-') else {
            shown.push('&');
            rest = after;
            continue;
        };
        if coded.is_empty() {
            shown.push('&');
        } else {
            match decoded(coded) {
                Some(text) => shown.push_str(&text),
                None => shown.push_str(&format!("&{coded}-")),
            }
        }
        rest = left;
    }
    shown.push_str(rest);
    shown.chars().filter(|c| !c.is_control()).collect()
}

/// A name as a server wants it: modified UTF-7.
pub(super) fn to_utf7(name: &str) -> String {
    use base64::Engine;
    let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
    let (mut coded, mut waiting) = (String::new(), String::new());
    // The end of the name closes what is open, as a plain letter does.
    for letter in name.chars().map(Some).chain([None]) {
        let plain = letter.is_none_or(|letter| (' '..='~').contains(&letter));
        if plain && !waiting.is_empty() {
            let bytes: Vec<u8> = std::mem::take(&mut waiting).encode_utf16().flat_map(u16::to_be_bytes).collect();
            coded.push_str(&format!("&{}-", engine.encode(bytes).replace('/', ",")));
        }
        match letter {
            Some('&') => coded.push_str("&-"),
            Some(letter) if plain => coded.push(letter),
            Some(letter) => waiting.push(letter),
            None => {}
        }
    }
    coded
}

fn decoded(coded: &str) -> Option<String> {
    use base64::Engine;
    let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
    let bytes = engine.decode(coded.replace(',', "/")).ok()?;
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_as_people_read_them() {
        for (name, want) in [
            ("INBOX", "INBOX"),
            ("Entw&APw-rfe", "Entwürfe"),
            ("A &- B", "A & B"),
            ("&ZeVnLIqe-", "日本語"),
            ("broken &***-", "broken &***-"),
            ("open &", "open &"),
        ] {
            assert_eq!(from_utf7(name), want);
            let is_whole = !name.contains("***") && !name.ends_with('&');
            assert!(!is_whole || to_utf7(want) == name, "{}", to_utf7(want));
        }
    }

    #[test]
    fn folders_are_found_by_their_use_or_else_their_usual_names() {
        let use_of = [NameAttribute::Junk];
        assert_eq!(role(&use_of, "Courrier indésirable", Some("/")), Role::Junk);
        assert_eq!(role(&[], "INBOX.Sent Items", Some(".")), Role::Sent);
        assert_eq!(role(&[], "Junk Email", Some("/")), Role::Junk);
        assert_eq!(role(&[NameAttribute::Trash], "Spam", Some("/")), Role::Other);
        assert_eq!(role(&[], "Projects/Sentinel", Some("/")), Role::Other);
    }

    #[test]
    fn gmail_is_read_once_and_a_named_folder_must_be_there() {
        let folder = |name: &str, role| Folder { name: name.into(), shown: name.into(), role, by_use: true };
        let all = [
            folder("INBOX", Role::Inbox),
            folder("[Gmail]/All Mail", Role::All),
            folder("[Gmail]/Spam", Role::Junk),
            folder("[Gmail]/Sent Mail", Role::Sent),
        ];
        let names = |folders: Vec<Folder>| folders.into_iter().map(|folder| folder.name).collect::<Vec<_>>();
        assert_eq!(names(chosen(&all, &[], true).unwrap()), ["[Gmail]/All Mail", "[Gmail]/Spam"]);
        assert_eq!(names(chosen(&all, &[], false).unwrap()), ["[Gmail]/Sent Mail", "INBOX", "[Gmail]/Spam"]);
        assert_eq!(names(chosen(&all, &["inbox".into()], true).unwrap()), ["INBOX"]);
        assert!(chosen(&all, &["Work".into()], true).unwrap_err().to_string().contains("there are: INBOX, "));
        assert_eq!(names(chosen(&[], &[], false).unwrap()), ["INBOX"]);
    }
}
