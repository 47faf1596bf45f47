//! Fetch: the mails of an account's folders, each once, into the same road as files.
//!
//! How far a folder was read is written in the transaction that keeps the mails, so that a run may be stopped anywhere and the
//! next one goes on. A line that breaks is opened anew; a mail at which it breaks again and again is left, and named.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::account::{Purse, credential, runtime};
use super::ingest::{Ingested, Item, Sink, ingest_from};
use super::reading::ReadsDocuments;
use super::{EngineError, Workspace};
use crate::post::account::{Account, Server};
use crate::post::imap::{Folder, ImapFault, Mailbox, Mark, Opened, Patience, Role, chosen};
use crate::post::sasl::Credential;
use crate::post::{Found, LARGEST, Skipped};
use crate::store::mailboxes::{self, Left, Reached};
use crate::store::{Store, StoreError};

/// Mails whose marks are asked for at once.
const BATCH: usize = 100;
/// Bytes of mail asked for at once: what is held in memory.
const BATCH_BYTES: u64 = 8 << 20;
/// Lines that may break one after the other without a mail between them; the last ends the run.
const FRUITLESS: u32 = 4;

/// What is to be fetched.
#[derive(Clone, Copy)]
pub struct Fetching<'a> {
    pub campaign: &'a str,
    pub account: &'a Account,
    /// Folders by name; the usual ones where there are none.
    pub folders: &'a [String],
    pub patience: Patience,
    /// Sleeps before a line is opened anew.
    pub wait: &'a dyn Fn(Duration),
}

/// What a fetch did.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub struct Fetched {
    pub account: String,
    pub folders: Vec<FolderRead>,
    /// How often the line broke and was opened anew.
    pub reopened: u32,
    #[serde(flatten)]
    pub ingested: Ingested,
}

/// What was found in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FolderRead {
    pub folder: String,
    pub role: Role,
    pub holds: u32,
    /// Mails whose bodies were taken.
    pub taken: usize,
    /// Mails that were taken before, as their headers tell.
    pub known: usize,
    /// The server has numbered its mails anew since the last time.
    pub renumbered: bool,
}

/// The server that an account's mail is read from.
pub fn server(account: &Account) -> Result<&Server, EngineError> {
    account.imap.as_ref().ok_or_else(|| EngineError::Refused {
        what: format!("account `{}` has no `imap`", account.name),
        help: "say in foi.toml where mail is read: imap = \"HOST:PORT\"".into(),
    })
}

/// Takes in what is new in an account's folders as replies to a campaign.
///
/// # Errors
/// Where the server lets nobody in, or the line breaks for good; what came before is kept.
pub fn fetch(
    workspace: &Workspace,
    fetching: &Fetching<'_>,
    purse: Purse<'_>,
    documents: &dyn ReadsDocuments,
    progress: &dyn Fn(usize),
) -> Result<Fetched, EngineError> {
    let server = server(fetching.account)?;
    let mut done = Fetched { account: fetching.account.name.clone(), ..Fetched::default() };
    let mut course = Course::default();
    let (mut fruitless, mut reached) = (0, false);
    loop {
        let credential = credential(fetching.account, purse)?;
        let store = workspace.store_to_read()?;
        let now = (purse.now)();
        let runtime = runtime()?;
        let pull = Pull {
            store,
            account: &fetching.account.name,
            named: fetching.folders,
            now,
            read: &mut done.folders,
            course: &mut course,
        };
        let patience = fetching.patience;
        let source = move |sink: &mut Sink<'_>| runtime.block_on(pull.all(server, credential.as_ref(), patience, sink));
        let (ingested, outcome) = ingest_from(workspace, fetching.campaign, now, documents, progress, source)?;
        let got = ingested.messages + ingested.duplicates + ingested.own;
        add(&mut done.ingested, ingested);
        match outcome {
            Ok(()) => return Ok(done),
            Err(Stop::Store(fault)) => return Err(fault.into()),
            Err(Stop::Line(fault)) => {
                course.broke_off();
                fruitless = if got > 0 { 0 } else { fruitless + 1 };
                // A server that was never there is no broken line: a person learns it at once.
                reached |= !matches!(fault, ImapFault::Unreachable { .. });
                if !fault.is_passing() || !reached || fruitless >= FRUITLESS {
                    return Err(fault.into());
                }
                done.reopened += 1;
                (fetching.wait)(Duration::from_secs(1 << (2 * fruitless.saturating_sub(1))));
            }
        }
    }
}

/// Waits until the server tells of new mail, or until it is time to look again. Returns at once where there is new mail now.
pub fn wait_for_mail(workspace: &Workspace, fetching: &Fetching<'_>, purse: Purse<'_>) -> Result<(), EngineError> {
    let server = server(fetching.account)?;
    let credential = credential(fetching.account, purse)?;
    let store = workspace.store_to_read()?;
    let patience = fetching.patience;
    let waits = runtime()?.block_on(async {
        let mut mailbox = Mailbox::open(server, credential.as_ref(), patience).await?;
        let folders = mailbox.folders().await?;
        let folders = chosen(&folders, fetching.folders, mailbox.offers("X-GM-EXT-1"))?;
        // Authorities write to the inbox; where it is not read, to the first folder that is.
        let watched = folders.iter().find(|folder| folder.role == Role::Inbox).or_else(|| folders.last());
        let Some(watched) = watched else { return Ok(true) };
        let opened = mailbox.examine(watched).await?;
        let before = mailboxes::reached(store.read(), &fetching.account.name, &watched.name)?;
        let new = before.is_none_or(|before| {
            before.uid_validity != opened.uid_validity
                || opened.uid_next.is_some_and(|next| next > before.last_uid.saturating_add(1))
        });
        if !new && mailbox.offers("IDLE") {
            mailbox.wait_for_news().await?;
        }
        let asks = mailbox.offers("IDLE");
        mailbox.close().await;
        Ok::<bool, Stop>(new || asks)
    });
    match waits {
        Ok(true) => {}
        // A server that cannot tell is asked again after a while.
        Ok(false) => (fetching.wait)(Duration::from_secs(120)),
        Err(Stop::Line(fault)) if fault.is_passing() => (fetching.wait)(Duration::from_secs(60)),
        Err(Stop::Line(fault)) => return Err(fault.into()),
        Err(Stop::Store(fault)) => return Err(fault.into()),
    }
    Ok(())
}

fn add(all: &mut Ingested, more: Ingested) {
    all.messages += more.messages;
    all.matched += more.matched;
    all.held += more.held;
    all.duplicates += more.duplicates;
    all.own += more.own;
    for (kind, count) in more.kinds {
        *all.kinds.entry(kind).or_default() += count;
    }
    all.proposals += more.proposals;
    all.accepted += more.accepted;
    all.blemished.extend(more.blemished);
    all.refused.extend(more.refused);
}

/// What a run knows of where its lines broke.
#[derive(Default)]
struct Course {
    /// The mail that is being taken.
    at: Option<(String, u32)>,
    /// How often a line broke at a mail.
    broke: BTreeMap<(String, u32), u32>,
    /// Mails are taken one at a time from here on, so that it is known at which it breaks.
    careful: bool,
}

impl Course {
    fn broke_off(&mut self) {
        if let Some(at) = self.at.take().filter(|_| self.careful) {
            *self.broke.entry(at).or_default() += 1;
        }
        self.careful = true;
    }

    fn breaks_at(&self, folder: &str, uid: u32) -> bool {
        self.broke.get(&(folder.to_owned(), uid)).is_some_and(|count| *count >= 2)
    }
}

/// Why a line's work ended before its end.
enum Stop {
    Line(ImapFault),
    Store(StoreError),
}

impl From<ImapFault> for Stop {
    fn from(fault: ImapFault) -> Self {
        Self::Line(fault)
    }
}

impl From<StoreError> for Stop {
    fn from(fault: StoreError) -> Self {
        Self::Store(fault)
    }
}

/// One line's work: every folder, from where it was left.
struct Pull<'a> {
    store: Store,
    account: &'a str,
    named: &'a [String],
    now: Timestamp,
    read: &'a mut Vec<FolderRead>,
    course: &'a mut Course,
}

impl Pull<'_> {
    async fn all(
        mut self,
        server: &Server,
        credential: Option<&Credential>,
        patience: Patience,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let mut mailbox = Mailbox::open(server, credential, patience).await?;
        let folders = mailbox.folders().await?;
        for folder in chosen(&folders, self.named, mailbox.offers("X-GM-EXT-1"))? {
            match self.folder(&mut mailbox, &folder, sink).await {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                // One folder that may not be opened does not keep the others from being read.
                Err(Stop::Line(fault @ ImapFault::Refused { .. })) => {
                    sink(Item::Not(Skipped { place: folder.shown.clone(), reason: fault.to_string() }));
                }
                Err(stop) => return Err(stop),
            }
        }
        mailbox.close().await;
        Ok(())
    }

    /// Returns false where no more is wanted.
    async fn folder(&mut self, mailbox: &mut Mailbox, folder: &Folder, sink: &mut Sink<'_>) -> Result<bool, Stop> {
        let opened = mailbox.examine(folder).await?;
        let before = mailboxes::reached(self.store.read(), self.account, &folder.name)?;
        let same = before.filter(|before| before.uid_validity == opened.uid_validity);
        let renumbered = before.is_some() && same.is_none();
        let read = self.note(folder, opened, renumbered);
        let left: HashSet<u32> = mailboxes::left(self.store.read(), self.account, &folder.name, opened.uid_validity)?
            .into_iter()
            .map(|left| left.uid)
            .collect();
        let mut again: Vec<u32> = left.iter().copied().collect();
        again.sort_unstable();
        let fresh = mailbox.uids_after(same.map_or(0, |same| same.last_uid), opened).await?;
        let mut within = Within { pull: self, folder, opened, read, left };
        for uids in again.chunks(BATCH).chain(fresh.chunks(BATCH)) {
            if !within.batch(mailbox, uids, sink).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn note(&mut self, folder: &Folder, opened: Opened, renumbered: bool) -> usize {
        let at = self.read.iter().position(|read| read.folder == folder.shown);
        at.unwrap_or_else(|| {
            let (holds, role) = (opened.exists, folder.role);
            let new = FolderRead { folder: folder.shown.clone(), role, holds, taken: 0, known: 0, renumbered };
            self.read.push(new);
            self.read.len() - 1
        })
    }
}

/// Work within one open folder.
struct Within<'a, 'b> {
    pull: &'a mut Pull<'b>,
    folder: &'a Folder,
    opened: Opened,
    /// Its place in the list of folders read.
    read: usize,
    /// Mails that an earlier run left.
    left: HashSet<u32>,
}

impl Within<'_, '_> {
    /// Takes a batch of mails, and then notes how far the folder was read.
    async fn batch(&mut self, mailbox: &mut Mailbox, uids: &[u32], sink: &mut Sink<'_>) -> Result<bool, Stop> {
        let (breaking, sound): (Vec<u32>, Vec<u32>) =
            uids.iter().partition(|uid| self.pull.course.breaks_at(&self.folder.name, **uid));
        let mut leaves: Vec<Left> = breaking
            .into_iter()
            .map(|uid| Left { uid, reason: "the line broke each time that the server began to give it".into() })
            .collect();
        let marks = if sound.is_empty() { Vec::new() } else { mailbox.marks(&sound).await? };
        let (mut wanted, mut known) = (Vec::new(), 0);
        for mark in marks {
            if u64::from(mark.size) > LARGEST {
                let reason = format!("is {} MB, and no mail above {} MB is taken", mark.size >> 20, LARGEST >> 20);
                leaves.push(Left { uid: mark.uid, reason });
            } else if mailboxes::has(self.pull.store.read(), self.pull.account, &mark.sign)? {
                known += 1;
            } else {
                wanted.push(mark);
            }
        }
        if let Some(read) = self.pull.read.get_mut(self.read) {
            read.known += known;
        }
        let mut rest = wanted.as_slice();
        while !rest.is_empty() {
            let most = if self.pull.course.careful { 1 } else { usize::MAX };
            let (now, later) = rest.split_at(fitting(rest).min(most));
            let Some(mut missing) = self.take(mailbox, now, sink).await? else { return Ok(false) };
            leaves.append(&mut missing);
            rest = later;
            if self.pull.course.careful && !self.reached(now.last().map(|mark| mark.uid), now, &[], sink) {
                return Ok(false);
            }
        }
        for left in &leaves {
            let reason = left.reason.clone();
            if !sink(Item::Not(Skipped { place: self.place(left.uid), reason })) {
                return Ok(false);
            }
        }
        Ok(self.reached(uids.last().copied(), &wanted, &leaves, sink))
    }

    fn place(&self, uid: u32) -> String {
        format!("{}, message {uid}", self.folder.shown)
    }

    /// Takes these mails; what the server keeps back is asked for singly and then left. `None` where no more is wanted.
    async fn take(
        &mut self,
        mailbox: &mut Mailbox,
        marks: &[Mark],
        sink: &mut Sink<'_>,
    ) -> Result<Option<Vec<Left>>, Stop> {
        let uids: Vec<u32> = marks.iter().map(|mark| mark.uid).collect();
        let mut here = HashSet::new();
        self.pull.course.at = uids.first().map(|uid| (self.folder.name.clone(), *uid));
        let Some(outcome) = self.ask(mailbox, &uids, &mut here, sink).await else { return Ok(None) };
        let mut left = Vec::new();
        match outcome {
            Ok(()) => {}
            Err(ImapFault::Refused { words, .. }) if uids.len() == 1 => {
                left.extend(uids.iter().map(|uid| Left { uid: *uid, reason: format!("the server says: {words}") }));
            }
            Err(ImapFault::Refused { .. }) => {}
            Err(fault) => return Err(fault.into()),
        }
        let missing: Vec<u32> = uids.iter().copied().filter(|uid| !here.contains(uid)).collect();
        if left.is_empty() && uids.len() > 1 {
            for uid in missing {
                let Some(outcome) = self.ask(mailbox, &[uid], &mut here, sink).await else { return Ok(None) };
                match outcome {
                    Ok(()) => {}
                    Err(ImapFault::Refused { words, .. }) => {
                        left.push(Left { uid, reason: format!("the server says: {words}") });
                    }
                    Err(fault) => return Err(fault.into()),
                }
            }
        }
        // Told of, then not given, and no reason said: it was deleted in between, or the server hides it. It is asked for again.
        for uid in uids.iter().filter(|uid| !here.contains(uid)) {
            if left.iter().all(|left| left.uid != *uid) && !self.left.contains(uid) {
                left.push(Left { uid: *uid, reason: "the server did not give it".into() });
            }
        }
        self.pull.course.at = None;
        if let Some(read) = self.pull.read.get_mut(self.read) {
            read.taken += here.len();
        }
        Ok(Some(left))
    }

    async fn ask(
        &self,
        mailbox: &mut Mailbox,
        uids: &[u32],
        here: &mut HashSet<u32>,
        sink: &mut Sink<'_>,
    ) -> Option<Result<(), ImapFault>> {
        let mut open = true;
        let outcome = mailbox
            .mails(uids, &mut |uid, bytes| {
                if open && here.insert(uid) {
                    open = sink(Item::Mail(Found { place: self.place(uid), bytes }));
                }
            })
            .await;
        open.then_some(outcome)
    }

    /// Says how far the folder was read, to be written with the mails themselves.
    fn reached(&self, last: Option<u32>, taken: &[Mark], leaves: &[Left], sink: &mut Sink<'_>) -> bool {
        let Some(last_uid) = last else { return true };
        let (account, folder, now) = (self.pull.account.to_owned(), self.folder.name.clone(), self.pull.now);
        let uid_validity = self.opened.uid_validity;
        let leaves = leaves.to_vec();
        let is_left = |uid: u32| leaves.iter().any(|left| left.uid == uid);
        let signs: Vec<String> = taken.iter().filter(|mark| !is_left(mark.uid)).map(|mark| mark.sign.clone()).collect();
        let settled: Vec<u32> = self.left.iter().copied().filter(|uid| *uid <= last_uid && !is_left(*uid)).collect();
        sink(Item::Reached(Box::new(move |tx| {
            signs.iter().try_for_each(|sign| mailboxes::add(tx, &account, sign))?;
            settled.iter().try_for_each(|uid| mailboxes::no_longer_left(tx, &account, &folder, *uid))?;
            leaves.iter().try_for_each(|left| mailboxes::leave(tx, &account, &folder, uid_validity, left))?;
            mailboxes::reach(tx, &account, &folder, Reached { uid_validity, last_uid }, now)
        })))
    }
}

/// How many of these fit into one answer.
fn fitting(marks: &[Mark]) -> usize {
    let mut bytes = 0;
    let fit = marks.iter().take_while(|mark| {
        bytes += u64::from(mark.size);
        bytes <= BATCH_BYTES
    });
    fit.count().max(1)
}
